// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a scan found: as data with a schema, and for people.

mod outdated;
mod reasons;
mod show;
mod support;

use std::collections::BTreeMap;

use haerterei_findings::decision::Notice;
use haerterei_findings::{
    Coverage, Finding, FindingClass, Ground, OutdatedPackage, State, SupportLimit,
};
use haerterei_ground::Digest;
use haerterei_inventory::Subject;
use serde::Serialize;

pub(crate) use show::show;

/// The JSON Schema of a scan.
pub(crate) const SCHEMA: &str = include_str!("../../schemas/scan.json");

/// The version of the form.
const VERSION: u32 = 1;

/// What a scan found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Report<'a> {
    version: u32,
    image: &'a Subject,
    /// The generation of the index that was asked.
    index: Option<Digest>,
    coverage: Coverage,
    counts: Counts,
    notices: Vec<Notice>,
    findings: Vec<Finding>,
    /// What is older than the newest in its suites.
    outdated: Vec<OutdatedPackage>,
    /// What is not looked after as the rest of its release.
    support_limits: Vec<SupportLimit>,
}

/// How many findings there are; those of one weakness in packages of one source count once each.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Counts {
    open: usize,
    closed: usize,
    /// Those of them that the image itself proves.
    proved: usize,
    /// Open ones of which an indication says that they do not apply.
    proposed: usize,
    exploited: usize,
    /// Sources with packages that are older than the newest in their suites.
    outdated: usize,
    borne: usize,
    disputed: usize,
    /// Open ones of the image's own packages, by state.
    states: BTreeMap<State, usize>,
    /// Those that are kept apart: in packages of the system, or in lower layers.
    apart: usize,
    /// Whether weaknesses may be there of which nothing is known.
    incomplete: bool,
}

impl<'a> Report<'a> {
    pub(crate) fn new(
        image: &'a Subject,
        index: Option<Digest>,
        coverage: Coverage,
        findings: Vec<Finding>,
        notices: Vec<Notice>,
    ) -> Self {
        let mut counts = Counts { incomplete: coverage.hides_weaknesses(), ..Counts::default() };
        for finding in &findings {
            if !finding.is_open() {
                counts.closed += 1;
                counts.proved += usize::from(is_proved(finding));
                continue;
            }
            counts.proposed += usize::from(!finding.proposals.is_empty());
            counts.borne += usize::from(!finding.borne.is_empty());
            counts.disputed += usize::from(!finding.disputed.is_empty());
            if is_apart(finding) {
                counts.apart += 1;
                continue;
            }
            counts.open += 1;
            counts.exploited += usize::from(finding.exploited.is_some());
            *counts.states.entry(finding.state).or_default() += 1;
        }
        Self {
            version: VERSION,
            image,
            index,
            coverage,
            counts,
            notices,
            findings,
            outdated: Vec::new(),
            support_limits: Vec::new(),
        }
    }

    /// Returns it with what is not looked after as the rest of its release.
    pub(crate) fn with_support_limits(mut self, limits: Vec<SupportLimit>) -> Self {
        self.support_limits = limits;
        self
    }

    /// Returns it with what is older than the newest in its suites.
    pub(crate) fn with_outdated(mut self, outdated: Vec<OutdatedPackage>) -> Self {
        self.counts.outdated = outdated.len();
        self.outdated = outdated;
        self
    }
}

fn is_proved(finding: &Finding) -> bool {
    let ground = finding.decided.as_ref().map(|closed| &closed.ground);
    matches!(ground, Some(Ground::Proof { .. }))
}

fn is_apart(finding: &Finding) -> bool {
    matches!(finding.class, FindingClass::LanguageInSystemPackage | FindingClass::Removed)
}
