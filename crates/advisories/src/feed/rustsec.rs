// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The `RustSec` database: Markdown with TOML in front (advisory-db, "Advisory Format").
//!
//! It says which versions are *not* affected: `patched` and `unaffected` are lists of requirements.
//! A rule needs the opposite.

use serde::Deserialize;

use super::date;
use crate::advisory::{Advisory, Event, Kind, Reference, Rule, Severity, Status};
use crate::bounds::Bounds;
use crate::collected::{Collected, Problem};
use crate::ecosystem::{Ecosystem, Space};
use crate::input::Document;
use crate::refusal::Refusal;

#[derive(Deserialize)]
struct Front {
    advisory: About,
    #[serde(default)]
    versions: Versions,
}

#[derive(Deserialize)]
struct About {
    id: String,
    package: String,
    date: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    withdrawn: Option<String>,
    #[serde(default)]
    cvss: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    references: Vec<String>,
    #[serde(default)]
    informational: Option<String>,
    #[serde(default)]
    collection: Option<String>,
}

#[derive(Default, Deserialize)]
struct Versions {
    #[serde(default)]
    patched: Vec<String>,
    #[serde(default)]
    unaffected: Vec<String>,
}

pub(super) fn read(
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    let file = document.name.rsplit('/').next().unwrap_or_default();
    // Beside the advisories stand explanations.
    if !file.starts_with("RUSTSEC-") {
        return Ok(());
    }
    let wrong = |problem: &str| Refusal::malformed(document.name, problem);
    let text = std::str::from_utf8(document.bytes).map_err(|_| wrong("it is not UTF-8"))?;
    let (front, rest) = text
        .trim_start()
        .strip_prefix("```toml")
        .and_then(|text| text.split_once("\n```"))
        .ok_or_else(|| wrong("there is no TOML in front"))?;
    let front: Front = toml::from_str(front).map_err(|error| wrong(error.message()))?;
    let about = front.advisory;
    // `rust` is the toolchain, which is no crate.
    if about.collection.as_deref().is_some_and(|it| it != "crates") {
        collected.problems.note(Problem::Ecosystem, || about.id.clone());
        return Ok(());
    }
    let mut advisory = Advisory::new(about.id);
    advisory.published = date(&about.date, &mut collected.problems);
    advisory.withdrawn = about.withdrawn.and_then(|text| date(&text, &mut collected.problems));
    advisory.aliases = about.aliases.into_iter().collect();
    let (title, body) = rest.trim_start().split_once('\n').unwrap_or((rest.trim(), ""));
    title.trim_start_matches('#').trim().clone_into(&mut advisory.story.summary);
    body.trim().clone_into(&mut advisory.story.description);
    let links = about.url.into_iter().chain(about.references);
    advisory.story.references =
        links.map(|url| Reference { kind: "WEB".to_owned(), url }).collect();
    if let Some(vector) = about.cvss {
        let system = if vector.starts_with("CVSS:4") { "CVSS_V4" } else { "CVSS_V3" };
        let date = advisory.published.map_or(0, |date| date.as_second().unsigned_abs());
        advisory.severities.push(Severity {
            system: system.to_owned(),
            value: vector,
            by: String::new(),
            date,
        });
    }
    let mut rule = Rule::new(Space::new(Ecosystem::CratesIo, ""), &about.package);
    if let Some(word) = about.informational {
        advisory.kind = Kind::Notice;
        rule.note = Some(word.into());
    }
    let sound = front.versions.patched.iter().chain(&front.versions.unaffected);
    if let Some(sound) = sound.map(|text| interval(text)).collect::<Option<Vec<_>>>() {
        rule.ranges.push(opposite(sound));
    } else {
        collected.problems.note(Problem::Version, || advisory.id.clone());
        rule.status = Status::Undetermined;
    }
    advisory.rules.push(rule);
    collected.add(advisory, bounds)
}

/// A version as far as requirements need it; one before a release sorts before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Number {
    parts: [u64; 3],
    is_release: bool,
    before: String,
}

impl Number {
    /// The first of all versions before a release.
    fn first_before(parts: [u64; 3]) -> Self {
        Self { parts, is_release: false, before: "0".to_owned() }
    }

    /// The first version after this one.
    fn next(&self) -> Self {
        let [major, minor, patch] = self.parts;
        if self.is_release {
            Self::first_before([major, minor, patch.saturating_add(1)])
        } else {
            Self { before: format!("{}.0", self.before), ..self.clone() }
        }
    }

    /// Reads a version of which the last numbers may be missing; says how many are there.
    fn read(text: &str) -> Option<(Self, usize)> {
        let text = text.split('+').next()?.trim();
        let (numbers, before) =
            text.split_once('-').map_or((text, None), |(it, before)| (it, Some(before)));
        let mut parts = [0; 3];
        let mut count = 0;
        for number in numbers.split('.') {
            if matches!(number, "*" | "x" | "X") && count > 0 {
                break;
            }
            *parts.get_mut(count)? = number.parse().ok()?;
            count += 1;
        }
        let is_release = before.is_none();
        Some((Self { parts, is_release, before: before.unwrap_or_default().to_owned() }, count))
    }

    fn show(&self) -> String {
        let [major, minor, patch] = self.parts;
        let end = if self.is_release { String::new() } else { format!("-{}", self.before) };
        format!("{major}.{minor}.{patch}{end}")
    }
}

/// From the first version on, up to and without the second; nothing is open.
type Interval = (Option<Number>, Option<Number>);

/// Reads a requirement as Cargo writes it: comparators with commas, all of which must hold.
fn interval(text: &str) -> Option<Interval> {
    let (mut from, mut to): Interval = (None, None);
    for comparator in text.split(',') {
        let (low, high) = comparator_interval(comparator.trim())?;
        from = from.max(low);
        to = match (to, high) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
    Some((from, to))
}

fn comparator_interval(text: &str) -> Option<Interval> {
    let end = text.find(|c: char| c.is_ascii_digit() || c == '*')?;
    let (operator, version) = text.split_at(end);
    if version.trim() == "*" {
        return Some((None, None));
    }
    let (number, count) = Number::read(version)?;
    let [major, minor, patch] = number.parts;
    let bump = |index: usize| {
        Number::first_before(match index {
            0 => [major.saturating_add(1), 0, 0],
            1 => [major, minor.saturating_add(1), 0],
            _ => [major, minor, patch.saturating_add(1)],
        })
    };
    Some(match operator.trim() {
        ">=" => (Some(number), None),
        ">" if count < 3 => (Some(bump(count - 1)), None),
        ">" => (Some(number.next()), None),
        "<" => (None, Some(number)),
        "<=" if count < 3 => (None, Some(bump(count - 1))),
        "<=" => (None, Some(number.next())),
        "=" if count < 3 => (Some(number), Some(bump(count - 1))),
        "=" => (Some(number.clone()), Some(number.next())),
        "~" => {
            let end = bump(usize::from(count > 1));
            (Some(number), Some(end))
        }
        // A caret is what a bare version means.
        "^" | "" => {
            let end = match (major, minor, count) {
                (1.., ..) | (_, _, 1) => bump(0),
                (0, 1.., _) | (_, _, 2) => bump(1),
                _ => bump(2),
            };
            (Some(number), Some(end))
        }
        _ => return None,
    })
}

/// Returns the events of everything outside of some intervals.
fn opposite(mut sound: Vec<Interval>) -> Vec<Event> {
    // Nothing sorts before everything, as the open beginning does.
    sound.sort();
    let mut events = Vec::new();
    // Up to where everything is known to be sound; at first nothing is.
    let mut reached: Option<Number> = None;
    let mut is_affected = true;
    events.push(Event::Introduced("0".into()));
    for (from, to) in sound {
        match from {
            None => {
                events.clear();
                is_affected = false;
            }
            Some(from) if is_affected => {
                events.push(Event::Fixed(from.show().into()));
                is_affected = false;
            }
            Some(from) => {
                if let Some(end) = reached.as_ref().filter(|end| **end < from) {
                    events.push(Event::Introduced(end.show().into()));
                    events.push(Event::Fixed(from.show().into()));
                }
            }
        }
        match to {
            None => return events,
            Some(to) => reached = reached.max(Some(to)),
        }
    }
    if let Some(end) = reached.filter(|_| !is_affected) {
        events.push(Event::Introduced(end.show().into()));
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(requirements: &[&str]) -> String {
        let sound = requirements.iter().map(|text| interval(text).unwrap()).collect();
        let show = |event: &Event| match event {
            Event::Introduced(version) => format!("+{version}"),
            Event::Fixed(version) => format!("-{version}"),
            _ => String::new(),
        };
        opposite(sound).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_affected_is_the_opposite_of_what_is_not() {
        for (requirements, events) in [
            (&[] as &[&str], "+0"),
            (&[">= 0.9.1"], "+0 -0.9.1"),
            (&["> 1.2.3"], "+0 -1.2.4-0"),
            (&["< 0.3", ">= 1.0.0"], "+0.3.0 -1.0.0"),
            (&["^1.2.3", ">= 2.1.0"], "+0 -1.2.3 +2.0.0-0 -2.1.0"),
            (&["^0.2.5", ">= 0.3.1, < 0.4"], "+0 -0.2.5 +0.3.0-0 -0.3.1 +0.4.0"),
            (&["~1.2", "= 3.0.0"], "+0 -1.2.0 +1.3.0-0 -3.0.0 +3.0.1-0"),
            (&["<= 0.1.0"], "+0.1.1-0"),
            (&["*"], ""),
            (&[">= 1.0.0, < 3.0.0", ">= 2.0.0, < 5.0.0"], "+0 -1.0.0 +5.0.0"),
        ] {
            assert_eq!(shown(requirements), events, "{requirements:?}");
        }
        assert!(interval("latest").is_none() && interval(">= 1.2.3.4").is_none());
    }
}
