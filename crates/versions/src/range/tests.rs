// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use proptest::prelude::*;

use super::*;

fn semver(events: &[Event<'_>]) -> Range {
    Range::from_events(VersionScheme::Semver, events.iter().copied()).unwrap()
}

fn key(version: &str) -> VersionKey {
    VersionScheme::Semver.key(version).unwrap()
}

#[test]
fn events_make_spans() {
    use Event::{Fixed, Introduced, LastAffected, Limit};
    for (events, inside, outside) in [
        (&[Introduced("0"), Fixed("1.0.4")][..], &["0.0.1", "1.0.4-rc.1"][..], &["1.0.4", "2"][..]),
        (&[Fixed("1.5"), Introduced("1.2")], &["1.2", "1.4.9"], &["1.1.9", "1.5"]),
        (&[Introduced("1.2"), LastAffected("1.4")], &["1.2", "1.4"], &["1.4.1", "1.1"]),
        (&[Introduced("0")], &["0.0.0-0", "9"], &[]),
        (&[], &[], &["0", "1"]),
        (&[Fixed("1")], &[], &["0", "1", "2"]),
        (&[Introduced("1"), Fixed("1")], &[], &["0", "1", "2"]),
        (&[Introduced("2"), LastAffected("2")], &["2", "2.0.0"], &["1", "2.0.1"]),
        (
            &[Introduced("0"), Fixed("1"), Introduced("2"), Fixed("3")],
            &["0.9", "2.5"],
            &["1", "1.9", "3"],
        ),
        (&[Introduced("0"), Fixed("1"), Introduced("1"), Fixed("2")], &["0.5", "1.5"], &["2"]),
        (&[Introduced("0"), Introduced("1"), Fixed("2"), Fixed("3")], &["0.5", "1"], &["2", "2.5"]),
        (&[Introduced("0"), Limit("2")], &["1.9"], &["2", "3"]),
        (&[Introduced("0"), Limit("1"), Limit("2")], &["1.9"], &["2", "3"]),
        (&[Introduced("0"), Limit("1"), Limit("*")], &["1.9", "3"], &[]),
        (&[Introduced("3"), Limit("2")], &[], &["1", "3", "4"]),
    ] {
        let range = semver(events);
        for version in inside {
            assert!(range.contains(&key(version)), "{version} in {events:?}");
        }
        for version in outside {
            assert!(!range.contains(&key(version)), "{version} not in {events:?}");
        }
    }
}

#[test]
fn the_span_says_what_fixes() {
    let range = semver(&[Event::Introduced("0"), Event::Fixed("1"), Event::Introduced("2")]);
    assert_eq!(range.find(&key("0.5")).unwrap().end, End::Before(key("1")));
    assert_eq!(range.find(&key("2.5")).unwrap().end, End::Never);
    assert_eq!(range.spans().len(), 2);
}

#[test]
fn an_impossible_version_makes_no_range() {
    let events = [Event::Introduced("0"), Event::Fixed("latest")];
    assert!(Range::from_events(VersionScheme::Semver, events).is_err());
}

#[test]
fn named_versions_match_by_order_or_as_written() {
    let range =
        Range::from_events(VersionScheme::Python, [Event::Introduced("2"), Event::Fixed("3")]);
    let affected = Affected::new(VersionScheme::Python, vec![range.unwrap()], ["1.0", "2004d"]);
    let contains = |version| affected.contains(VersionScheme::Python, version);
    assert_eq!(contains("1.0.0"), Ok(true));
    assert_eq!(contains("2004d"), Ok(true));
    assert_eq!(contains("2.5"), Ok(true));
    assert_eq!(contains("1.1"), Ok(false));
    assert!(contains("2004e").is_err());
}

/// The loop of the OSV schema's "Evaluation", step by step.
fn evaluated(events: &[Event<'_>], version: &VersionKey) -> bool {
    let scheme = VersionScheme::Semver;
    let place = |event: &Event<'_>| match event {
        Event::Introduced("0") => None,
        Event::Introduced(v) | Event::Fixed(v) | Event::LastAffected(v) | Event::Limit(v) => {
            Some(scheme.key(v).unwrap())
        }
    };
    let limits: Vec<_> =
        events.iter().filter(|e| matches!(e, Event::Limit(_))).map(&place).collect();
    if !limits.is_empty() && !limits.iter().any(|limit| Some(version) < limit.as_ref()) {
        return false;
    }
    let mut sorted: Vec<_> = events.iter().map(|event| (place(event), event)).collect();
    sorted.sort_by(|left, right| left.0.cmp(&right.0));
    let mut vulnerable = false;
    for (place, event) in sorted {
        let version = Some(version.clone());
        match event {
            Event::Introduced(_) if version >= place => vulnerable = true,
            Event::Fixed(_) if version >= place => vulnerable = false,
            Event::LastAffected(_) if version > place => vulnerable = false,
            _ => {}
        }
    }
    vulnerable
}

proptest! {
    #[test]
    fn spans_mean_what_the_evaluation_says(
        events in proptest::collection::vec((0..10_u8, 0..7_u8), 0..6),
        version in 0..8_u8,
    ) {
        let texts: Vec<String> = events.iter().map(|(_, version)| version.to_string()).collect();
        let events: Vec<Event<'_>> = events.iter().zip(&texts).map(|((kind, _), text)| match kind {
            0..=3 => Event::Introduced(text),
            4..=6 => Event::Fixed(text),
            7..=8 => Event::LastAffected(text),
            _ => Event::Limit(text),
        }).collect();
        let version = key(&version.to_string());
        prop_assert_eq!(semver(&events).contains(&version), evaluated(&events, &version));
    }

    #[test]
    fn a_fixed_version_never_matches(
        introduced in proptest::collection::vec(0..9_u8, 1..4),
        fixed in proptest::collection::vec(0..9_u8, 1..4),
    ) {
        let introduced: Vec<_> = introduced.iter().map(|major| format!("{major}.1")).collect();
        let fixed: Vec<_> = fixed.iter().map(|major| format!("{major}.2")).collect();
        let events: Vec<_> = introduced.iter().map(|version| Event::Introduced(version))
            .chain(fixed.iter().map(|version| Event::Fixed(version))).collect();
        let range = semver(&events);
        for version in &fixed {
            prop_assert!(!range.contains(&key(version)));
        }
        prop_assert!(range.spans().windows(2).all(|pair| pair[0].start <= pair[1].start));
    }
}
