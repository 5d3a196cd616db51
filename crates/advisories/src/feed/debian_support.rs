// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The lists of Debian's package `debian-security-support`: which sources of a release nobody looks
//! after any more, and which only within limits. Since version 1:13 there is one list for each release
//! (`security-support.deb13`) with the state in its second column; before, there was one of what has
//! ended (`security-support-ended.deb12`) and one of what is limited (`security-support-limited`).
//!
//! As `check-support-status(1)` reads them: the name is a pattern, of which only `.*` at the end is in
//! use; the day counts, and the version beside it is only shown; what is supported although a pattern
//! names its family is no more said to be limited.

use std::sync::Arc;

use crate::advisory::{Advisory, Kind, Rule, Status};
use crate::bounds::Bounds;
use crate::collected::Collected;
use crate::ecosystem::{Ecosystem, Space};
use crate::input::Document;
use crate::refusal::Refusal;

/// The name under which all of it stands in an index.
pub const SUPPORT_LIST: &str = "debian-security-support";

const LIST: &str = "security-support.deb";
const ENDED: &str = "security-support-ended.deb";
const LIMITED: &str = "security-support-limited";

/// What a list says of all that is in it.
#[derive(Clone, Copy)]
enum Says {
    /// The second column says it.
    State,
    Ended,
    Limited,
}

pub(super) fn read(
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    let name = document.name.rsplit('/').next().unwrap_or_default();
    let text = std::str::from_utf8(document.bytes)
        .map_err(|error| Refusal::malformed(document.name, &error))?;
    let Some((says, release)) = list(name) else { return Ok(()) };
    let mut advisory = Advisory::new(SUPPORT_LIST);
    advisory.kind = Kind::Notice;
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
    for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let malformed =
            |problem| Refusal::malformed(format!("{}:{number}", document.name), problem);
        let (source, rest) = word(line);
        let (says, state, rest) = match says {
            Says::State => {
                let (state, rest) = word(rest);
                let says = if state == "non-supported" { Says::Ended } else { Says::Limited };
                (says, state, rest)
            }
            says => (says, "limited", rest),
        };
        let rule = Rule::new(Space::new(Ecosystem::Debian, release), source).until(None);
        let rule = match (says, state) {
            (Says::Ended, _) => {
                let (_, rest) = word(rest);
                let (day, reason) = word(rest);
                if day.parse::<jiff::civil::Date>().is_err() {
                    return Err(malformed("no day stands behind the version"));
                }
                Rule {
                    status: Status::EndOfLife,
                    urgency: Some(day.into()),
                    note: some(reason),
                    ..rule
                }
            }
            (_, "limited") => Rule { status: Status::Undetermined, note: some(rest), ..rule },
            // A rule without a limit; one that says "not affected" would not be found.
            (_, "supported") => Rule { status: Status::Affected, note: some(rest), ..rule },
            _ => return Err(malformed("the second column is no state that is known")),
        };
        advisory.rules.push(rule);
    }
    collected.add(advisory, bounds)
}

/// Returns what kind of list a file is, and of which release; nothing if it is none.
fn list(name: &str) -> Option<(Says, &str)> {
    let is_release = |text: &&str| text.parse::<u16>().is_ok();
    if let Some(release) = name.strip_prefix(LIST).filter(is_release) {
        return Some((Says::State, release));
    }
    if let Some(release) = name.strip_prefix(ENDED).filter(is_release) {
        return Some((Says::Ended, release));
    }
    // Without a number it is of the release of the package that it is from, which the others of it
    // name; `security-support-ended` is one of those with a number once more.
    let release = name.strip_prefix(LIMITED)?;
    Some((Says::Limited, release.strip_prefix(".deb").unwrap_or(release)))
}

/// Gives what names no release to the newest that the lists speak of; without any it is not known
/// whose it is.
pub(super) fn assign(collected: &mut Collected) {
    let Some(advisory) = collected.advisories.get_mut(SUPPORT_LIST) else { return };
    let number = |rule: &Rule| rule.space.release.parse::<u16>().ok();
    let newest = advisory.rules.iter().filter_map(number).max();
    for rule in &mut advisory.rules {
        if let (true, Some(newest)) = (rule.space.release.is_empty(), newest) {
            rule.space.release = newest.to_string().into();
        }
    }
    advisory.rules.retain(|rule| !rule.space.release.is_empty());
}

fn word(line: &str) -> (&str, &str) {
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (first, rest.trim_start())
}

fn some(text: &str) -> Option<Arc<str>> {
    (!text.is_empty()).then(|| text.into())
}
