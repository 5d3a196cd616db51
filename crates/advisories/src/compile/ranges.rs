// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From events to intervals that remember how their ends were written.

use std::collections::BTreeMap;

use haerterei_versions::{self as versions, VersionError, VersionKey, VersionScheme};

use crate::advisory::Event;
use crate::segment::End;

/// A version and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) key: VersionKey,
    pub(super) text: String,
}

/// A row of versions without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    /// Where it begins; nothing is before every version.
    pub(super) introduced: Option<Point>,
    /// How and where it ends; nothing is never.
    pub(super) end: Option<(End, Point)>,
}

impl Interval {
    /// Returns whether a version lies in it.
    pub(super) fn contains(&self, key: &VersionKey) -> bool {
        self.introduced.as_ref().is_none_or(|from| from.key <= *key)
            && self.end.as_ref().is_none_or(|(end, to)| match end {
                End::LastAffected => *key <= to.key,
                _ => *key < to.key,
            })
    }
}

/// Returns the intervals of some events, or why a version of them is none.
///
/// Events without a beginning hold from the beginning: it is the side that misses nothing.
pub(super) fn intervals(
    scheme: VersionScheme,
    events: &[Event],
) -> Result<Vec<Interval>, VersionError> {
    let has_beginning = events.iter().any(|event| matches!(event, Event::Introduced(_)));
    let beginning =
        (!has_beginning && !events.is_empty()).then_some(versions::Event::Introduced("0"));
    let points = events.iter().map(|event| match event {
        Event::Introduced(text) => versions::Event::Introduced(text),
        Event::Fixed(text) => versions::Event::Fixed(text),
        Event::LastAffected(text) => versions::Event::LastAffected(text),
        Event::Limit(text) => versions::Event::Limit(text),
    });
    let found = versions::Range::from_events(scheme, beginning.into_iter().chain(points))?;
    // A version may be written in several ways; the first is shown. A fix goes before a limit.
    let (mut texts, mut fixes) = (BTreeMap::new(), BTreeMap::new());
    for event in events {
        let (Event::Introduced(text)
        | Event::Fixed(text)
        | Event::LastAffected(text)
        | Event::Limit(text)) = event;
        if let Ok(key) = scheme.key(text) {
            if matches!(event, Event::Fixed(_)) {
                fixes.entry(key.clone()).or_insert(&**text);
            }
            texts.entry(key).or_insert(&**text);
        }
    }
    let point = |key: &VersionKey| Point {
        key: key.clone(),
        text: texts.get(key).copied().unwrap_or_default().to_owned(),
    };
    let interval = |span: &versions::Span| Interval {
        introduced: span.start.as_ref().map(point),
        end: match &span.end {
            versions::End::Never => None,
            versions::End::With(key) => Some((End::LastAffected, point(key))),
            versions::End::Before(key) => Some(match fixes.get(key) {
                Some(text) => (End::Fixed, Point { key: key.clone(), text: (*text).to_owned() }),
                None => (End::Limit, point(key)),
            }),
        },
    };
    Ok(found.spans().iter().map(interval).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(text: &str) -> Event {
        let (kind, version) = text.split_at(1);
        let version = version.into();
        match kind {
            "+" => Event::Introduced(version),
            "-" => Event::Fixed(version),
            "=" => Event::LastAffected(version),
            _ => Event::Limit(version),
        }
    }

    fn shown(events: &str) -> String {
        let events: Vec<Event> = events.split(' ').map(event).collect();
        let show = |interval: &Interval| {
            let from = interval.introduced.as_ref().map_or("", |point| &point.text);
            let end = match &interval.end {
                None => String::new(),
                Some((End::Fixed, point)) => format!("<{}", point.text),
                Some((End::LastAffected, point)) => format!("<={}", point.text),
                Some((_, point)) => format!("*{}", point.text),
            };
            format!("{from}..{end}")
        };
        let found = intervals(VersionScheme::Debian, &events).unwrap();
        found.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn intervals_remember_how_their_ends_were_written() {
        for (events, intervals) in [
            ("+0 -3", "..<3"),
            ("-3", "..<3"),
            ("+2 =4", "2..<=4"),
            ("+1 -3.0 +5 -7", "1..<3.0 5..<7"),
            ("+7", "7.."),
            ("+0 *8", "..*8"),
            ("+4 -4", ""),
        ] {
            assert_eq!(shown(events), intervals, "{events}");
        }
        let unknown = intervals(VersionScheme::Debian, &[event("+0"), event("-no version")]);
        assert!(unknown.is_err());
    }
}
