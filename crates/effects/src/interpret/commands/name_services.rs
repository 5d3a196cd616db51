// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What `dh_installnss(1)` generates: services added to databases of `/etc/nsswitch.conf`.

use super::super::{Answer, Interpreter, State, Value};
use super::{Call, Modelled, Refusal};
use crate::effect::{Effect, ServicePlace};

/// The switch of name services.
pub(in super::super) const FILE: &str = "etc/nsswitch.conf";
/// The databases of the file that `libc-bin` makes.
const DATABASES: [&str; 11] = [
    "passwd",
    "group",
    "shadow",
    "gshadow",
    "hosts",
    "networks",
    "protocols",
    "services",
    "ethers",
    "rpc",
    "netgroup",
];

/// Returns whether a command looks at, or changes, the switch of name services.
pub(super) fn is_meant(call: &Call<'_>) -> bool {
    call.arguments
        .iter()
        .any(|argument| argument.get().is_some_and(|text| text.trim_start_matches('/') == FILE))
}

/// Answers what `grep` finds in the file; nothing if that cannot be said.
pub(super) fn found(patterns: &[&str], state: &State) -> Option<Answer> {
    let mut all = Answer::No;
    for pattern in patterns {
        let rest = pattern.strip_prefix('^')?;
        let (database, rest) = rest.split_once(':')?;
        let answer = if rest.is_empty() {
            let added = state.effects.iter().any(|done| {
                matches!(&done.what, Effect::Write { path, content, .. }
                    if path.as_bytes() == FILE.as_bytes()
                        && content.trim_end() == format!("{database}:"))
            });
            Answer::from(added || DATABASES.contains(&database))
        } else if rest.starts_with("[^#]*\\s(") {
            // The package's own services: nobody has added them before it is installed.
            Answer::No
        } else {
            return None;
        };
        all = all.or(answer);
    }
    Some(all)
}

impl Interpreter<'_> {
    /// `sed -E -i /etc/nsswitch.conf -e …`, one service at a time.
    pub(super) fn name_services(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let words = call.known()?;
        if !words.iter().any(|word| word == "-e") {
            return Err(Refusal::Form("-i".to_owned()));
        }
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word != "-e" {
                continue;
            }
            let program = words.next().ok_or_else(|| Refusal::Form("-e".to_owned()))?;
            if tidies(program) {
                continue;
            }
            let effect = addition(program).ok_or_else(|| Refusal::Form(program.clone()))?;
            self.effect(state, call.line, effect);
        }
        Ok(())
    }
}

/// Returns whether a line of `sed` only tidies up, or does for lines with a comment what another
/// one does for those without.
fn tidies(program: &str) -> bool {
    let for_comments = program
        .strip_prefix("/^")
        .and_then(|rest| rest.split_once(":\\s"))
        .is_some_and(|(_, rest)| rest.starts_with(".*#/ s/"));
    program == "s/ $//" || for_comments
}

/// Reads a line of `sed` that adds a service.
fn addition(program: &str) -> Option<Effect> {
    let (database, rest) = program.strip_prefix("/^")?.split_once(":\\s")?;
    let (service, place) = if let Some(rest) = rest.strip_prefix("/ s/(:\\s+)/\\1") {
        (rest.strip_suffix(" /")?, ServicePlace::First)
    } else {
        let rest = rest.strip_prefix("[^#]*$/ s/")?;
        if let Some(rest) = rest.strip_prefix("$/ ") {
            (rest.strip_suffix('/')?, ServicePlace::Last)
        } else {
            let (anchors, rest) = rest.strip_prefix("(\\s)(")?.split_once(")(\\s|$)/\\1")?;
            let anchors = anchors
                .split('|')
                .map(|anchor| anchor.strip_suffix("(\\s+\\[[^]]+\\])?").map(str::to_owned))
                .collect::<Option<Vec<_>>>()?;
            match rest.strip_prefix("\\2 ") {
                Some(rest) => (rest.strip_suffix(" /")?, ServicePlace::After(anchors)),
                None => (rest.strip_suffix(" \\2 /")?, ServicePlace::Before(anchors)),
            }
        }
    };
    let service = service.replace("\\[", "[").replace("\\]", "]");
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || "_-=[]! ".contains(character))
    };
    (plain(&service) && plain(database)).then(|| Effect::NameService {
        database: database.to_owned(),
        service,
        place,
    })
}

/// Returns the patterns of a `grep` that asks for a match and nothing else.
pub(super) fn patterns(arguments: &[Value]) -> Option<(Vec<&str>, Vec<&Value>)> {
    let mut patterns = Vec::new();
    let mut operands = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.get() {
            Some("-e") => patterns.push(arguments.next()?.get()?),
            Some("--") => operands.extend(arguments.by_ref()),
            Some("--quiet" | "--silent" | "--no-messages" | "--extended-regexp") => {}
            Some(option) if option.len() > 1 && option.starts_with('-') => {
                if !option.chars().skip(1).all(|letter| "qsEF".contains(letter)) {
                    return None;
                }
            }
            _ => operands.push(argument),
        }
    }
    if patterns.is_empty() {
        if operands.is_empty() {
            return None;
        }
        patterns.push(operands.remove(0).get()?);
    }
    Some((patterns, operands))
}
