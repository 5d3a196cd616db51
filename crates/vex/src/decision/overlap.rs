// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Decisions that say different things of the same, without any image to look at.

use std::collections::BTreeSet;

use haerterei_ground::{Timestamp, is_like};

use super::document::Decisions;
use super::model::Decision;
use super::notice::{Kind, Notice, is_future};
use super::scope::{ComponentPattern, ImagePattern, Scope, covers};

impl Decisions {
    /// Returns what is wrong with decisions by themselves: those that hold no more or not yet, and
    /// those of which two that hold say different things of the same. Whether one is about anything,
    /// only an image can tell.
    pub fn own_notices(&self, now: Timestamp) -> Vec<Notice> {
        let mut notices = BTreeSet::new();
        let mut note = |kind: Kind, id: &str, expires| {
            notices.insert(Notice { kind, decision: id.to_owned(), expires });
        };
        let holds = |it: &&Decision| !it.has_expired(now) && !is_future(it.decided.start(), now);
        for decision in &self.decisions {
            let (id, expires) = (decision.id.as_str(), decision.expires);
            if decision.has_expired(now) {
                note(Kind::Expired, id, expires);
            }
            if is_future(decision.decided.start(), now) {
                note(Kind::Future, id, expires);
            }
        }
        let holding: Vec<&Decision> = self.decisions.iter().filter(holds).collect();
        for (place, one) in holding.iter().enumerate() {
            for other in holding.iter().skip(place + 1) {
                if one.status != other.status && one.scope.may_meet(&other.scope) {
                    note(Kind::Contradicts, &one.id, one.expires);
                    note(Kind::Contradicts, &other.id, other.expires);
                }
            }
        }
        for decision in &self.risk_decisions {
            let (id, until) = (decision.id.as_str(), Some(decision.until));
            if decision.has_expired(now) {
                note(Kind::RiskExpired, id, until);
            }
            if is_future(decision.decided.start(), now) {
                note(Kind::Future, id, until);
            }
        }
        notices.into_iter().collect()
    }
}

impl Scope {
    /// Returns whether two scopes are, by what they say, about something together. A name and a
    /// digest may be one image; nobody knows without looking, and then they are not said to be.
    fn may_meet(&self, other: &Self) -> bool {
        !self.weaknesses.is_disjoint(&other.weaknesses)
            && meet(&self.components, &other.components, components_meet)
            && meet(&self.images, &other.images, images_meet)
    }
}

/// Returns whether two sets, of which an empty one is everything, have something in common.
fn meet<T>(one: &BTreeSet<T>, other: &BTreeSet<T>, same: impl Fn(&T, &T) -> bool) -> bool {
    one.is_empty()
        || other.is_empty()
        || one.iter().any(|one| other.iter().any(|other| same(one, other)))
}

fn components_meet(one: &ComponentPattern, other: &ComponentPattern) -> bool {
    covers(one.purl(), other.purl()) || covers(other.purl(), one.purl())
}

fn images_meet(one: &ImagePattern, other: &ImagePattern) -> bool {
    match (one, other) {
        (ImagePattern::Digest(one), ImagePattern::Digest(other)) => one == other,
        (ImagePattern::Name(one), ImagePattern::Name(other)) => {
            let (one, other) = (one.as_bytes(), other.as_bytes());
            is_like(one, other) || is_like(other, one)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decisions(items: &[(&str, &str, &str, &str)]) -> Decisions {
        let mut text = "version: 1\ndecisions:\n".to_owned();
        for (id, components, images, status) in items {
            text.push_str(&format!(
                "  - {{ id: {id}, weaknesses: [CVE-1], components: [{components}], images: [{images}], status: {status}, statement: x, grade: opinion, by: {{ role: r, organisation: o }}, decided: 2026-11-01, expires: 2027-01-01 }}\n"
            ));
        }
        Decisions::parse(&text).unwrap()
    }

    fn kinds(decisions: &Decisions, now: &str) -> Vec<(Kind, String)> {
        let notices = decisions.own_notices(now.parse().unwrap());
        notices.into_iter().map(|it| (it.kind, it.decision)).collect()
    }

    const NOW: &str = "2026-11-23T00:00:00Z";

    #[test]
    fn those_that_meet_and_differ_contradict() {
        let (tar, newer) = ("\"pkg:deb/debian/tar\"", "\"pkg:deb/debian/tar@1.35\"");
        for (one, other, contradict) in [
            (("", ""), ("", ""), true),
            ((tar, ""), (newer, ""), true),
            ((newer, ""), (tar, ""), true),
            ((tar, ""), ("\"pkg:deb/debian/zlib\"", ""), false),
            ((tar, "\"r.example/a/*\""), (tar, "\"r.example/a/b\""), true),
            ((tar, "\"r.example/a\""), (tar, "\"r.example/b\""), false),
            ((tar, "\"r.example/a\""), (tar, ""), true),
        ] {
            let both = decisions(&[
                ("one", one.0, one.1, "not_affected"),
                ("two", other.0, other.1, "affected"),
            ]);
            let found = kinds(&both, NOW);
            assert_eq!(found.len(), if contradict { 2 } else { 0 }, "{one:?} {other:?} {found:?}");
        }
        let same = decisions(&[("one", "", "", "affected"), ("two", "", "", "affected")]);
        assert!(kinds(&same, NOW).is_empty());
    }

    #[test]
    fn what_holds_no_more_contradicts_nobody() {
        let both = decisions(&[("one", "", "", "fixed"), ("two", "", "", "affected")]);
        let late = kinds(&both, "2028-01-01T00:00:00Z");
        assert!(late.iter().all(|(kind, _)| *kind == Kind::Expired), "{late:?}");
        let early = kinds(&both, "2020-01-01T00:00:00Z");
        assert!(early.iter().all(|(kind, _)| *kind == Kind::Future), "{early:?}");
    }
}
