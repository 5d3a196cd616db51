// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a policy says of findings.

use std::collections::BTreeSet;

use haerterei_ground::{Message, Timestamp};
use haerterei_versions::purl::PackageUrl;
use serde::Serialize;

use super::{About, Filter, Policy};
use crate::coverage::{Coverage, Gap};
use crate::finding::{Finding, FindingClass};
use crate::state::State;

/// What a policy is put to.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The findings, with all that was decided.
    pub findings: &'a [Finding],
    /// What was not looked at.
    pub coverage: &'a Coverage,
    /// How many things are wrong with decisions.
    pub notices: usize,
    /// Packages that are older than the newest of their release; nothing where nobody was asked.
    pub outdated: Option<&'a [String]>,
    /// Whose severity counts (see [`Finding::level`]).
    pub order: &'a [String],
    /// The time.
    pub now: Timestamp,
}

/// What came of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verdict {
    /// The policy.
    pub policy: Policy,
    /// Whether the run fails.
    pub fails: bool,
    /// Why, in the order of the rules.
    pub reasons: Vec<Reason>,
    /// How many findings would be a reason if nobody bore them.
    pub borne: usize,
}

/// Why a run fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reason {
    /// The rule, as it was written.
    pub rule: String,
    /// What it is about.
    #[serde(flatten)]
    pub kind: ReasonKind,
}

/// What a reason is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ReasonKind {
    /// Findings.
    Findings {
        /// Their places among all, in order.
        findings: Vec<usize>,
    },
    /// The rule cannot be answered, because of what was not looked at.
    Unknown {
        /// What that is.
        gaps: Vec<Gap>,
    },
    /// What was not looked at is the reason itself.
    Coverage {
        /// What that is.
        gaps: Vec<Gap>,
    },
    /// Packages are older than they could be.
    Outdated {
        /// Which.
        packages: Vec<String>,
    },
    /// Whether packages are older than they could be is not known.
    OutdatedUnknown,
    /// Decisions.
    Decisions {
        /// How many things are wrong with them.
        notices: usize,
    },
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "findings-fails-findings",
    "findings-fails-unknown",
    "findings-fails-coverage",
    "findings-fails-outdated",
    "findings-fails-outdated-unknown",
    "findings-fails-decisions",
];

/// So many are named in a sentence; the report has all.
const NAMED: usize = 3;

impl Reason {
    /// Returns the sentence; `findings` are those that were judged.
    pub fn message(&self, findings: &[Finding]) -> Message {
        let message = |key| Message::new(key).text("rule", &self.rule);
        match &self.kind {
            ReasonKind::Findings { findings: places } => {
                let found: Vec<&Finding> =
                    places.iter().filter_map(|place| findings.get(*place)).collect();
                let mut names: Vec<&str> = Vec::new();
                for finding in &found {
                    if !names.contains(&finding.weakness.as_str()) {
                        names.push(&finding.weakness);
                    }
                }
                // One weakness in packages of one source is one to people.
                let distinct: BTreeSet<(&str, String)> =
                    found.iter().map(|it| (it.weakness.as_str(), source(it))).collect();
                message("findings-fails-findings")
                    .number("findings", distinct.len())
                    .text("names", some_of(&names))
            }
            ReasonKind::Unknown { gaps } => {
                let spaces: Vec<&str> = gaps.iter().filter_map(space).collect();
                message("findings-fails-unknown").text("spaces", spaces.join(", "))
            }
            ReasonKind::Coverage { gaps } => {
                message("findings-fails-coverage").number("gaps", gaps.len())
            }
            ReasonKind::Outdated { packages } => {
                let names: Vec<&str> = packages.iter().map(String::as_str).collect();
                message("findings-fails-outdated")
                    .number("packages", packages.len())
                    .text("names", some_of(&names))
            }
            ReasonKind::OutdatedUnknown => message("findings-fails-outdated-unknown"),
            ReasonKind::Decisions { notices } => {
                message("findings-fails-decisions").number("notices", *notices)
            }
        }
    }
}

/// Returns what a package is built from; one that does not say so is called as its source.
fn source(finding: &Finding) -> String {
    let name = || match finding.place.name.parse::<PackageUrl>() {
        Ok(purl) if finding.class == FindingClass::System => purl.name().to_owned(),
        _ => finding.place.name.clone(),
    };
    finding.place.source.clone().unwrap_or_else(name)
}

fn some_of(names: &[&str]) -> String {
    let mut text = names.get(..NAMED.min(names.len())).unwrap_or_default().join(", ");
    if names.len() > NAMED {
        text.push_str(", …");
    }
    text
}

fn space(gap: &Gap) -> Option<&str> {
    match gap {
        Gap::NoSource { space, .. } | Gap::ArchiveOnly { space, .. } => Some(space),
        _ => None,
    }
}

impl Policy {
    /// Says what fails a run, and why.
    pub fn judge(&self, case: &Case<'_>) -> Verdict {
        let mut reasons = Vec::new();
        let mut borne: Vec<bool> = vec![false; case.findings.len()];
        let mut fails: Vec<bool> = vec![false; case.findings.len()];
        for rule in &self.rules {
            let mut reason = |kind| reasons.push(Reason { rule: rule.text.clone(), kind });
            match &rule.about {
                About::Findings(filter) => {
                    let mut found = Vec::new();
                    for (place, finding) in case.findings.iter().enumerate() {
                        if !filter.holds(finding, case) {
                            continue;
                        }
                        if finding.borne.is_empty() || filter.with_borne {
                            found.push(place);
                            fails[place] = true;
                        } else {
                            borne[place] = true;
                        }
                    }
                    if !found.is_empty() {
                        reason(ReasonKind::Findings { findings: found });
                    }
                    let gaps = filter.gaps(case.coverage);
                    if !gaps.is_empty() {
                        reason(ReasonKind::Unknown { gaps });
                    }
                }
                About::Coverage => {
                    let gaps = gaps(case.coverage, Gap::hides_weaknesses);
                    if !gaps.is_empty() {
                        reason(ReasonKind::Coverage { gaps });
                    }
                }
                About::Malware => {
                    let gaps = gaps(case.coverage, |gap| matches!(gap, Gap::NoMalwareScan));
                    if !gaps.is_empty() {
                        reason(ReasonKind::Coverage { gaps });
                    }
                }
                About::Outdated => match case.outdated {
                    None => reason(ReasonKind::OutdatedUnknown),
                    Some([]) => {}
                    Some(packages) => reason(ReasonKind::Outdated { packages: packages.to_vec() }),
                },
                About::Decisions => {
                    if case.notices > 0 {
                        reason(ReasonKind::Decisions { notices: case.notices });
                    }
                }
            }
        }
        let borne = borne.iter().zip(&fails).filter(|(borne, fails)| **borne && !**fails).count();
        Verdict { policy: self.clone(), fails: !reasons.is_empty(), reasons, borne }
    }
}

fn gaps(coverage: &Coverage, wanted: impl Fn(&Gap) -> bool) -> Vec<Gap> {
    coverage.gaps.iter().filter(|gap| wanted(gap)).cloned().collect()
}

impl Filter {
    fn holds(&self, finding: &Finding, case: &Case<'_>) -> bool {
        let is_fixable = finding.state == State::AffectedWithFix;
        finding.is_open()
            && (self.with_apart || !is_apart(finding))
            && (!self.is_exploited || finding.exploited.is_some())
            && (!self.is_fixable || is_fixable)
            && (!self.is_unfixed || !is_fixable)
            && (!self.is_affected || finding.state.is_affected())
            && (!self.is_disputed || !finding.disputed.is_empty())
            && (self.states.is_empty() || self.states.contains(&finding.state))
            && (!self.is_unrated || finding.level(case.order).is_none())
            && self
                .level
                .is_none_or(|least| finding.level(case.order).is_some_and(|it| it >= least))
            && self
                .likelihood
                .is_none_or(|least| finding.likelihood.is_some_and(|it| it.score >= least))
            && self.days.is_none_or(|days| is_older(finding, days, case.now))
    }

    /// Returns what keeps the rule from being answered.
    fn gaps(&self, coverage: &Coverage) -> Vec<Gap> {
        if self.only_known {
            return Vec::new();
        }
        gaps(coverage, |gap| match gap {
            // Of some kinds of packages no source speaks at all; `coverage` is about those.
            Gap::NoSource { space, .. } => !space.starts_with("pkg:"),
            Gap::ArchiveOnly { .. } => !self.is_fixable && self.states != [State::AffectedWithFix],
            _ => false,
        })
    }
}

/// Returns whether a finding is kept apart: it is in a package of the distribution, which answers for
/// it, or in a lower layer.
pub(super) fn is_apart(finding: &Finding) -> bool {
    matches!(finding.class, FindingClass::LanguageInSystemPackage | FindingClass::Removed)
}

/// Returns whether a weakness has been public for longer. One whose day nobody tells may have been,
/// and counts.
fn is_older(finding: &Finding, days: u32, now: Timestamp) -> bool {
    const DAY: i64 = 24 * 60 * 60;
    finding
        .published
        .is_none_or(|published| now.as_second().saturating_sub(published) > i64::from(days) * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Exploited, Likelihood, Rated};
    use crate::testing::finding;

    const NOW: &str = "2026-11-23T00:00:00Z";

    fn findings() -> Vec<Finding> {
        let mut fixable = finding("CVE-1");
        fixable.state = State::AffectedWithFix;
        fixable.severities = vec![Rated {
            by: "nvd".to_owned(),
            system: "CVSS_V3".to_owned(),
            value: "x".to_owned(),
            tenths: Some(75),
            date: 0,
        }];
        fixable.published = Some(time("2026-11-01T00:00:00Z").as_second());
        let mut exploited = finding("CVE-2");
        exploited.state = State::Deferred;
        exploited.exploited =
            Some(Exploited { added: "2026-01-01".to_owned(), ransomware: String::new() });
        exploited.likelihood = Some(Likelihood { score: 50_000, percentile: 99_000 });
        let mut borne = finding("CVE-3");
        borne.state = State::Undetermined;
        borne.borne = vec!["risk".to_owned()];
        let mut apart = finding("CVE-4");
        apart.state = State::AffectedWithFix;
        apart.class = FindingClass::Removed;
        let mut closed = finding("CVE-5");
        closed.state = State::NotAffected;
        vec![fixable, exploited, borne, apart, closed]
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn judge(policy: &str, gaps: &[Gap]) -> Verdict {
        let coverage = Coverage { gaps: gaps.iter().cloned().collect(), ..Coverage::default() };
        let findings = findings();
        let case = Case {
            findings: &findings,
            coverage: &coverage,
            notices: 0,
            outdated: None,
            order: &[],
            now: time(NOW),
        };
        policy.parse::<Policy>().unwrap().judge(&case)
    }

    fn found(policy: &str) -> Vec<usize> {
        let verdict = judge(policy, &[]);
        let all: BTreeSet<usize> = verdict
            .reasons
            .iter()
            .flat_map(|reason| match &reason.kind {
                ReasonKind::Findings { findings } => findings.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(verdict.fails, !all.is_empty());
        all.into_iter().collect()
    }

    #[test]
    fn each_word_means_what_it_says() {
        for (policy, expected) in [
            ("any", vec![0, 1]),
            ("any:borne", vec![0, 1, 2]),
            ("any:apart", vec![0, 1, 3]),
            ("kev", vec![1]),
            ("fixable", vec![0]),
            ("unfixed", vec![1]),
            ("affected", vec![0, 1]),
            ("high", vec![0]),
            ("critical", vec![]),
            ("medium:fixable", vec![0]),
            ("high:kev", vec![]),
            ("high,kev", vec![0, 1]),
            ("unknown", vec![1]),
            ("deferred", vec![1]),
            ("undetermined", vec![]),
            ("undetermined:borne", vec![2]),
            ("age:30d", vec![1]),
            ("age:10d:fixable", vec![0]),
            ("epss:0.5", vec![1]),
            ("epss:51%", vec![]),
            ("disputed", vec![]),
        ] {
            assert_eq!(found(policy), expected, "{policy}");
        }
    }

    #[test]
    fn who_bears_a_risk_is_counted() {
        assert_eq!(judge("any", &[]).borne, 1);
        assert_eq!(judge("any:borne", &[]).borne, 0);
        assert_eq!(judge("any,undetermined:borne", &[]).borne, 0);
        assert_eq!(judge("kev", &[]).borne, 0);
    }

    #[test]
    fn what_nobody_was_asked_about_is_a_reason() {
        let archive = Gap::ArchiveOnly { space: "debian:13".to_owned(), components: 9 };
        let nobody = Gap::NoSource { space: "maven".to_owned(), components: 1 };
        let other = Gap::NoSource { space: "pkg:hex".to_owned(), components: 1 };
        for (policy, gap, fails) in [
            ("critical", &archive, true),
            ("critical:fixable", &archive, false),
            ("critical:known", &archive, false),
            ("affected-with-fix:critical", &archive, false),
            ("critical:fixable", &nobody, true),
            ("critical:fixable:known", &nobody, false),
            ("critical", &other, false),
            ("critical", &Gap::NoMalwareScan, false),
            ("coverage", &other, true),
            ("coverage", &Gap::NoMalwareScan, false),
            ("malware", &Gap::NoMalwareScan, true),
        ] {
            assert_eq!(judge(policy, std::slice::from_ref(gap)).fails, fails, "{policy} {gap:?}");
        }
        assert!(judge("outdated", &[]).fails, "nobody was asked");
    }

    #[test]
    fn a_reason_is_one_line() {
        let verdict = judge("any:borne:apart", &[]);
        let message = verdict.reasons[0].message(&findings());
        let json = serde_json::to_value(&message).unwrap();
        assert_eq!(json["arguments"]["names"], "CVE-1, CVE-2, CVE-3, …");
        let json = serde_json::to_value(&verdict).unwrap();
        assert_eq!(json["policy"], "any:borne:apart");
        assert_eq!(json["reasons"][0]["kind"], "findings");
        assert_eq!(json["reasons"][0]["findings"], serde_json::json!([0, 1, 2, 3]));
    }
}
