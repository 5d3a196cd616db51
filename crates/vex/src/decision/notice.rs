// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What decisions say of a finding, and what is wrong with decisions themselves.

use std::collections::BTreeSet;

use haerterei_ground::{Message, Timestamp};
use haerterei_inventory::Component;
use serde::Serialize;

use super::document::Decisions;
use super::model::{Decision, RiskDecision};
use super::scope::Image;

/// A day of tolerance is for clocks and time zones.
const DAY: i64 = 24 * 60 * 60;

/// A weakness of a component in an image.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The weakness, by all its names.
    pub names: &'a BTreeSet<String>,
    /// The component.
    pub component: &'a Component,
    /// The image.
    pub image: &'a Image,
}

/// What decisions say of a finding.
#[derive(Clone, Debug, PartialEq)]
pub enum Judged<'a> {
    /// Nothing.
    Silent,
    /// One thing. Of several that say it, the one of the highest grade, then the newest.
    Decided(&'a Decision),
    /// Different things at the same time: none of them counts.
    Contradiction(Vec<&'a Decision>),
}

/// Which decisions were about something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used(BTreeSet<String>);

/// What is wrong with a decision; a finding of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Notice {
    /// What is wrong.
    pub kind: Kind,
    /// The decision's name.
    pub decision: String,
    /// Its end, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<super::Moment>,
}

/// What can be wrong with a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It holds no more; the finding is open again.
    Expired,
    /// It claims to be from a day that has not come; it does not count.
    Future,
    /// Another says something else of the same; neither counts.
    Contradicts,
    /// It is about nothing that was found.
    Unused,
    /// The risk that it bears is nobody's any more.
    RiskExpired,
    /// It bears a risk that is not there.
    RiskUnused,
}

impl Kind {
    const fn key(self) -> &'static str {
        match self {
            Self::Expired => "vex-notice-expired",
            Self::Future => "vex-notice-future",
            Self::Contradicts => "vex-notice-contradicts",
            Self::Unused => "vex-notice-unused",
            Self::RiskExpired => "vex-notice-risk-expired",
            Self::RiskUnused => "vex-notice-risk-unused",
        }
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "vex-notice-expired",
    "vex-notice-future",
    "vex-notice-contradicts",
    "vex-notice-unused",
    "vex-notice-risk-expired",
    "vex-notice-risk-unused",
];

impl Notice {
    /// Returns the sentence.
    pub fn message(&self) -> Message {
        let message = Message::new(self.kind.key()).text("id", &self.decision);
        match &self.expires {
            Some(expires) => message.text("expires", expires),
            None => message.text("expires", "–"),
        }
    }
}

impl Decisions {
    /// Returns what is decided of a finding at a time, and notes what was about it.
    pub fn judge(&self, about: About<'_>, now: Timestamp, used: &mut Used) -> Judged<'_> {
        let covers =
            |decision: &&Decision| decision.scope.covers(about.names, about.component, about.image);
        let mut counting: Vec<&Decision> = Vec::new();
        for decision in self.decisions.iter().filter(covers) {
            used.0.insert(decision.id.clone());
            if !decision.has_expired(now) && !is_future(decision.decided.start(), now) {
                counting.push(decision);
            }
        }
        let mut statuses = counting.iter().map(|it| it.status);
        let first = statuses.next();
        if statuses.any(|status| Some(status) != first) {
            return Judged::Contradiction(counting);
        }
        let best = counting.into_iter().min_by(|one, other| {
            one.grade
                .cmp(&other.grade)
                .then_with(|| other.decided.start().cmp(&one.decided.start()))
                .then_with(|| one.id.cmp(&other.id))
        });
        best.map_or(Judged::Silent, Judged::Decided)
    }

    /// Returns who bears the risk of a finding at a time, and notes what was about it. That changes
    /// no state.
    pub fn borne(&self, about: About<'_>, now: Timestamp, used: &mut Used) -> Vec<&RiskDecision> {
        let mut found = Vec::new();
        for decision in &self.risk_decisions {
            if decision.scope.covers(about.names, about.component, about.image) {
                used.0.insert(decision.id.clone());
                if !decision.has_expired(now) && !is_future(decision.decided.start(), now) {
                    found.push(decision);
                }
            }
        }
        found
    }

    /// Returns what is wrong with the decisions, after everything was judged that there is to judge.
    ///
    /// `contradictions` are the names of decisions that [`judge`](Self::judge) found to contradict.
    pub fn notices(
        &self,
        now: Timestamp,
        used: &Used,
        contradictions: &BTreeSet<String>,
    ) -> Vec<Notice> {
        let mut notices = BTreeSet::new();
        let mut note = |kind: Kind, id: &str, expires| {
            notices.insert(Notice { kind, decision: id.to_owned(), expires });
        };
        for decision in &self.decisions {
            let (id, expires) = (decision.id.as_str(), decision.expires);
            if decision.has_expired(now) {
                note(Kind::Expired, id, expires);
            }
            if is_future(decision.decided.start(), now) {
                note(Kind::Future, id, expires);
            }
            if contradictions.contains(id) {
                note(Kind::Contradicts, id, expires);
            }
            if !used.0.contains(id) {
                note(Kind::Unused, id, expires);
            }
        }
        for decision in &self.risk_decisions {
            let (id, expires) = (decision.id.as_str(), Some(decision.until));
            if decision.has_expired(now) {
                note(Kind::RiskExpired, id, expires);
            }
            if is_future(decision.decided.start(), now) {
                note(Kind::Future, id, expires);
            }
            if !used.0.contains(id) {
                note(Kind::RiskUnused, id, expires);
            }
        }
        notices.into_iter().collect()
    }
}

pub(super) fn is_future(time: Timestamp, now: Timestamp) -> bool {
    time.as_second() > now.as_second().saturating_add(DAY)
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::EXAMPLE;
    use super::*;
    use crate::status::Status;
    use crate::testing::component;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn names(name: &str) -> BTreeSet<String> {
        BTreeSet::from([name.to_owned()])
    }

    fn judge<'a>(
        decisions: &'a Decisions,
        name: &str,
        image: &str,
        now: &str,
        used: &mut Used,
    ) -> Judged<'a> {
        let component = component("pkg:deb/debian/zlib1g@1.3");
        let image = Image { name: image.to_owned(), ..Image::default() };
        let names = names(name);
        let about = About { names: &names, component: &component, image: &image };
        decisions.judge(about, time(now), used)
    }

    const NOW: &str = "2026-11-23T00:00:00Z";

    #[test]
    fn a_decision_holds_for_what_it_is_about_until_it_expires() {
        let decisions = Decisions::parse(EXAMPLE).unwrap();
        let mut used = Used::default();
        let status = |judged: Judged<'_>| match judged {
            Judged::Decided(decision) => Some(decision.status),
            _ => None,
        };
        let image = "registry.example/base/x:1";
        let found = judge(&decisions, "CVE-2023-45853", "x", NOW, &mut used);
        assert_eq!(status(found), Some(Status::NotAffected));
        assert_eq!(status(judge(&decisions, "CVE-2023-1", "x", NOW, &mut used)), None);
        let found = judge(&decisions, "CVE-2005-2541", image, NOW, &mut used);
        assert_eq!(status(found), Some(Status::Affected));
        let last = judge(&decisions, "CVE-2005-2541", image, "2027-05-31T23:59:59Z", &mut used);
        assert_eq!(status(last), Some(Status::Affected));
        let late = judge(&decisions, "CVE-2005-2541", image, "2027-06-01T00:00:00Z", &mut used);
        assert_eq!(late, Judged::Silent);
        assert_eq!(judge(&decisions, "CVE-2005-2541", "y", NOW, &mut used), Judged::Silent);
        // A clock that is far behind.
        let early = judge(&decisions, "CVE-2023-45853", "x", "2020-01-01T00:00:00Z", &mut used);
        assert_eq!(early, Judged::Silent);
    }

    #[test]
    fn expired_unused_and_future_decisions_are_named() {
        let decisions = Decisions::parse(EXAMPLE).unwrap();
        let mut used = Used::default();
        judge(&decisions, "CVE-2023-45853", "x", NOW, &mut used);
        let kinds = |now: &str| -> Vec<(Kind, String)> {
            let notices = decisions.notices(time(now), &used, &BTreeSet::new());
            notices.into_iter().map(|it| (it.kind, it.decision)).collect()
        };
        let unused =
            [(Kind::Unused, "tar-old".to_owned()), (Kind::RiskUnused, "risk-tar".to_owned())];
        assert_eq!(kinds(NOW), unused);
        let late = kinds("2028-01-01T00:00:00Z");
        assert!(late.contains(&(Kind::Expired, "tar-old".to_owned())));
        assert!(late.contains(&(Kind::RiskExpired, "risk-tar".to_owned())));
        let early = kinds("2020-01-01T00:00:00Z");
        assert_eq!(early.iter().filter(|(kind, _)| *kind == Kind::Future).count(), 3);
    }

    #[test]
    fn two_that_contradict_count_for_nothing() {
        let other = EXAMPLE
            .replacen("zlib-minizip", "zlib-other", 1)
            .replacen("status: not_affected", "status: affected", 1)
            .replacen("    justification: vulnerable_code_not_present\n", "", 1);
        let text = other.split("  - id: tar-old").next().unwrap().to_owned();
        let both =
            Decisions::join([Decisions::parse(EXAMPLE).unwrap(), Decisions::parse(&text).unwrap()])
                .unwrap();
        let found = judge(&both, "CVE-2023-45853", "x", NOW, &mut Used::default());
        assert!(matches!(&found, Judged::Contradiction(list) if list.len() == 2), "{found:?}");
    }

    #[test]
    fn bearing_a_risk_decides_nothing() {
        let mut decisions = Decisions::parse(EXAMPLE).unwrap();
        decisions.decisions.clear();
        let component = component("pkg:deb/debian/tar@1.35");
        let image = Image::default();
        let names = names("CVE-2005-2541");
        let about = About { names: &names, component: &component, image: &image };
        let mut used = Used::default();
        assert_eq!(decisions.judge(about, time(NOW), &mut used), Judged::Silent);
        assert_eq!(decisions.borne(about, time(NOW), &mut used).len(), 1);
        let late = time("2028-01-01T00:00:00Z");
        assert!(decisions.borne(about, late, &mut used).is_empty());
    }
}
