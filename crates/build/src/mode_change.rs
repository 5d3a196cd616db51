// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Changes of mode as `chmod` takes them: octal digits or symbols.

use serde::Serialize;

/// What a script does to a mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ModeChange(Vec<Step>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum Step {
    /// The mode becomes exactly this.
    Set(u32),
    /// For these users (a mask of `0o700`, `0o070`, `0o007`), with these rights.
    Symbolic { who: u32, operation: Operation, rights: Rights },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum Operation {
    Add,
    Remove,
    Assign,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Rights {
    /// Read, write and execute as the last octal digit.
    bits: u32,
    /// Execute only for folders and what some user may execute already (`X`).
    conditional: bool,
    /// Set user or group id.
    set_id: bool,
    sticky: bool,
}

impl ModeChange {
    /// Returns the change to exactly `mode`.
    pub(crate) fn to(mode: u32) -> Self {
        Self(vec![Step::Set(mode & 0o7777)])
    }

    /// Reads a change; nothing if it is malformed or of a form that copies rights (`g=u` is the
    /// one form of those that is read).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777).map(Self::to);
        }
        text.split(',').map(clause).collect::<Option<Vec<_>>>().map(|all| Self(all.concat()))
    }

    /// Returns the mode after the change; `is_folder` matters for `X`.
    pub(crate) fn apply(&self, mode: u32, is_folder: bool) -> u32 {
        self.0.iter().fold(mode, |mode, step| match *step {
            Step::Set(mode) => mode,
            Step::Symbolic { who, operation, rights } => {
                let mut digit = rights.bits;
                if rights.conditional && (is_folder || mode & 0o111 != 0) {
                    digit |= 1;
                }
                let mut bits = (digit * 0o111) & who;
                if rights.set_id {
                    bits |= if who & 0o700 != 0 { 0o4000 } else { 0 };
                    bits |= if who & 0o070 != 0 { 0o2000 } else { 0 };
                }
                if rights.sticky {
                    bits |= 0o1000;
                }
                match operation {
                    Operation::Add => mode | bits,
                    Operation::Remove => mode & !bits,
                    Operation::Assign => mode & !who | bits,
                }
            }
        })
    }
}

fn clause(text: &str) -> Option<Vec<Step>> {
    let split = text.find(['+', '-', '='])?;
    let (users, mut rest) = text.split_at(split);
    let mut who = 0;
    for user in users.chars() {
        who |= match user {
            'u' => 0o700,
            'g' => 0o070,
            'o' => 0o007,
            'a' => 0o777,
            _ => return None,
        };
    }
    // Without a user all are meant, less what the usual mask of root (022) takes away.
    let masked = users.is_empty();
    if masked {
        who = 0o777;
    }
    let mut steps = Vec::new();
    while let Some(sign) = rest.chars().next() {
        let operation = match sign {
            '+' => Operation::Add,
            '-' => Operation::Remove,
            '=' => Operation::Assign,
            _ => return None,
        };
        rest = &rest[1..];
        let end = rest.find(['+', '-', '=']).unwrap_or(rest.len());
        let mut rights = Rights::default();
        for right in rest[..end].chars() {
            match right {
                'r' => rights.bits |= 4,
                'w' => rights.bits |= 2,
                'x' => rights.bits |= 1,
                'X' => rights.conditional = true,
                's' => rights.set_id = true,
                't' => rights.sticky = true,
                _ => return None,
            }
        }
        rest = &rest[end..];
        let reach = if masked && operation != Operation::Remove { who & !0o022 } else { who };
        steps.push(Step::Symbolic { who: reach, operation, rights });
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn changes_mean_what_chmod_means() {
        for (change, before, folder, after) in [
            ("640", 0o644, false, 0o640),
            ("2775", 0o755, true, 0o2775),
            ("g+ws", 0o755, true, 0o2775),
            ("u=rwX,go=rX", 0o600, false, 0o644),
            ("u=rwX,go=rX", 0o700, true, 0o755),
            ("o-rwx", 0o755, false, 0o750),
            ("a+x", 0o644, false, 0o755),
            ("+x", 0o644, false, 0o755),
            ("+w", 0o444, false, 0o644),
            ("+t", 0o777, true, 0o1777),
            ("go=", 0o755, false, 0o700),
            ("u-s", 0o4755, false, 0o755),
        ] {
            let parsed = ModeChange::parse(change).unwrap();
            assert_eq!(parsed.apply(before, folder), after, "{change} on {before:o}");
        }
        for bad in ["", "9", "77777", "u", "u+q", "z+r", "rw"] {
            assert_eq!(ModeChange::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "[ugoarwxXst+=,0-9-]{0,12}", mode in 0u32..0o10000) {
            if let Some(change) = ModeChange::parse(&text) {
                prop_assert!(change.apply(mode, false) <= 0o7777);
            }
        }
    }
}
