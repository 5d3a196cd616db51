// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The lists of Debian's package `debian-security-support`: which sources of a release nobody looks
//! after any more (`security-support-ended.deb12`), and which only within limits
//! (`security-support-limited`).
//!
//! As `check-support-status(1)` reads them: the name is a pattern, of which only `.*` at the end is in
//! use; the day counts, and the version beside it is only shown.

use std::sync::Arc;

use crate::advisory::{Advisory, Kind, Rule, Status};
use crate::bounds::Bounds;
use crate::collected::Collected;
use crate::ecosystem::{Ecosystem, Space};
use crate::input::Document;
use crate::refusal::Refusal;

/// The name under which all of it stands in an index.
pub const SUPPORT_LIST: &str = "debian-security-support";

const ENDED: &str = "security-support-ended.deb";
const LIMITED: &str = "security-support-limited";

pub(super) fn read(
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    let name = document.name.rsplit('/').next().unwrap_or_default();
    let text = std::str::from_utf8(document.bytes)
        .map_err(|error| Refusal::malformed(document.name, &error))?;
    let (is_ended, release) = match (name.strip_prefix(ENDED), name.strip_prefix(LIMITED)) {
        (Some(release), _) if release.parse::<u16>().is_ok() => (true, release),
        // It is of the release of the package that it is from, which the others of it name.
        (_, Some("")) => (false, ""),
        (_, Some(rest)) => (false, rest.strip_prefix(".deb").unwrap_or(rest)),
        // `security-support-ended` is one of those with a number once more.
        _ => return Ok(()),
    };
    let mut advisory = Advisory::new(SUPPORT_LIST);
    advisory.kind = Kind::Notice;
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
    for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let (source, rest) = word(line);
        let rule = Rule::new(Space::new(Ecosystem::Debian, release), source).until(None);
        let rule = if is_ended {
            let (_, rest) = word(rest);
            let (day, reason) = word(rest);
            if day.parse::<jiff::civil::Date>().is_err() {
                let place = format!("{}:{number}", document.name);
                return Err(Refusal::malformed(place, "the third column is no day"));
            }
            Rule {
                status: Status::EndOfLife,
                urgency: Some(day.into()),
                note: some(reason),
                ..rule
            }
        } else {
            Rule { status: Status::Undetermined, note: some(rest), ..rule }
        };
        advisory.rules.push(rule);
    }
    collected.add(advisory, bounds)
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
