// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The control file `triggers` (`deb-triggers(5)`).

use std::collections::BTreeSet;

/// The most directives we read.
const MAX_DIRECTIVES: usize = 10_000;

/// The directives of a `triggers` file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Triggers {
    /// What the package activates, with its line.
    pub(crate) activated: Vec<(u32, String)>,
    /// What it waits for.
    pub(crate) interests: BTreeSet<String>,
}

impl Triggers {
    /// Reads the file; a directive that does not exist is passed over, as it has no effect.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut triggers = Self::default();
        for (number, line) in (1_u32..).zip(text.lines().take(MAX_DIRECTIVES)) {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split_whitespace();
            let (Some(directive), Some(name)) = (words.next(), words.next()) else {
                continue;
            };
            match directive {
                "activate" | "activate-await" | "activate-noawait" => {
                    triggers.activated.push((number, name.to_owned()));
                }
                "interest" | "interest-await" | "interest-noawait" => {
                    triggers.interests.insert(name.to_owned());
                }
                _ => {}
            }
        }
        triggers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_told_apart() {
        let text = b"# a comment\nactivate-noawait ldconfig\ninterest-noawait /usr/share/fonts # why\nnonsense x\n";
        let triggers = Triggers::read(text);
        assert_eq!(triggers.activated, [(2, "ldconfig".to_owned())]);
        assert_eq!(triggers.interests.into_iter().collect::<Vec<_>>(), ["/usr/share/fonts"]);
    }
}
