// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a scan found: as data with a schema, for people, and in the forms of others.

pub(crate) mod base;
mod csv;
mod cyclone_dx;
mod export;
mod gitlab;
mod group;
mod html;
mod malware;
mod outdated;
mod reasons;
mod sarif;
mod show;
mod stories;
mod support;
#[cfg(test)]
mod testing;
mod told;
mod vex;
mod words;

use std::collections::BTreeMap;

use haerterei_findings::policy::{Reason, ReasonKind, Verdict};
use haerterei_findings::{
    Coverage, Finding, FindingClass, Ground, OutdatedPackage, Remedy, RestsOn, State, SupportLimit,
};
use haerterei_ground::{Digest, Message, Timestamp};
use haerterei_inventory::{Inventory, Subject};
use haerterei_texts::Texts;
use haerterei_vex::decision::{Decisions, Notice};
use serde::Serialize;

pub(crate) use stories::Stories;
pub(crate) use told::{Told, ToldFinding, named};
pub(crate) use vex::{Heard, Signature, Where};

use crate::arguments::{ScanExport, ScanForm, ScanFormat};

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
    /// What came of a policy, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    /// What to do, the most urgent first.
    remedies: Vec<Remedy>,
    notices: Vec<Notice>,
    /// The documents of others, with what they are worth.
    pub(crate) vex: Vec<Heard>,
    /// What comes from the base, if one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) base: Option<base::Bases>,
    /// What came of looking for malware, if somebody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) malware: Option<haerterei_malware::Record>,
    findings: Vec<Finding>,
    /// What is older than the newest in its suites.
    outdated: Vec<OutdatedPackage>,
    /// What is not looked after as the rest of its release.
    support_limits: Vec<SupportLimit>,
}

/// How many findings there are; those of one weakness in packages of one source are one.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Counts {
    open: usize,
    closed: usize,
    /// Those of them that the image itself proves.
    proved: usize,
    /// Closed ones for which what the image says of its own packages is all there is.
    on_records: usize,
    /// Closed ones for which the name of an author is all there is.
    on_author: usize,
    /// Open ones of which an indication says that they do not apply.
    proposed: usize,
    /// Open ones of which somebody says something whom nobody trusts.
    claimed: usize,
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
        for group in group::group(findings.iter().enumerate()) {
            let finding = group.first;
            if !finding.is_open() {
                counts.closed += 1;
                counts.proved += usize::from(is_proved(finding));
                match finding.decided.as_ref().and_then(|it| it.rests_on) {
                    Some(RestsOn::Records) => counts.on_records += 1,
                    Some(RestsOn::Author) => counts.on_author += 1,
                    _ => {}
                }
                continue;
            }
            counts.proposed += usize::from(!finding.proposals.is_empty());
            counts.claimed += usize::from(!finding.claimed.is_empty());
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
            verdict: None,
            remedies: Vec::new(),
            notices,
            vex: Vec::new(),
            base: None,
            malware: None,
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

    /// Returns the packages that are older than they could be; nothing where no archive was asked.
    pub(crate) fn outdated(&self) -> Option<Vec<String>> {
        let mut loaded = self.coverage.loaded.values().flatten();
        let was_asked = loaded.any(|it| it.is_archive) || !self.outdated.is_empty();
        was_asked.then(|| self.outdated.iter().map(|it| it.source.clone()).collect())
    }

    /// Returns it with what to do.
    pub(crate) fn with_remedies(mut self, remedies: Vec<Remedy>) -> Self {
        self.remedies = remedies;
        self
    }

    /// Returns it with what came of a policy.
    pub(crate) fn with_verdict(mut self, verdict: Option<Verdict>) -> Self {
        self.verdict = verdict;
        self
    }

    /// Returns what is known and decided of each weakness.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns what was not looked at.
    pub(crate) const fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Returns what is wrong with decisions.
    pub(crate) fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Returns why the call fails, one sentence for each reason.
    pub(crate) fn reasons(&self) -> Vec<Message> {
        let reasons = self.verdict.iter().flat_map(|verdict| &verdict.reasons);
        reasons.map(|reason| reason.message(&self.findings)).collect()
    }

    /// Returns whether the call fails.
    pub(crate) fn fails(&self) -> bool {
        self.verdict.as_ref().is_some_and(|verdict| verdict.fails)
    }

    /// Returns the rules that a finding fails, by its place.
    fn failed_by(&self, place: usize) -> Vec<&str> {
        let is_in = |reason: &&Reason| matches!(&reason.kind, ReasonKind::Findings { findings } if findings.binary_search(&place).is_ok());
        let reasons = self.verdict.iter().flat_map(|verdict| &verdict.reasons);
        reasons.filter(is_in).map(|reason| reason.rule.as_str()).collect()
    }

    /// Returns the findings of one kind with their places.
    fn some(&self, wanted: impl Fn(&Finding) -> bool) -> impl Iterator<Item = (usize, &Finding)> {
        self.findings.iter().enumerate().filter(move |(_, finding)| wanted(finding))
    }
}

fn is_proved(finding: &Finding) -> bool {
    let ground = finding.decided.as_ref().map(|closed| &closed.ground);
    matches!(ground, Some(Ground::Proof { .. }))
}

fn is_apart(finding: &Finding) -> bool {
    matches!(finding.class, FindingClass::LanguageInSystemPackage | FindingClass::Removed)
}

/// Everything that a form may show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Showing<'a> {
    /// What was found.
    pub(crate) report: &'a Report<'a>,
    /// What is in the image.
    pub(crate) inventory: &'a Inventory,
    /// What was decided here.
    pub(crate) decisions: &'a Decisions,
    /// What advisories tell; empty unless [`tells`] asks for it.
    pub(crate) stories: &'a Stories,
    /// The sentences.
    pub(crate) texts: &'a Texts,
    /// Whose severity counts.
    pub(crate) order: &'a [String],
    /// Whether everything is shown to people, not only what can be acted on.
    pub(crate) all: bool,
    /// When.
    pub(crate) now: Timestamp,
}

/// Returns whether a form shows what advisories tell.
pub(crate) const fn tells(form: ScanForm) -> bool {
    matches!(
        form,
        ScanForm::Format(
            ScanFormat::Sarif | ScanFormat::Gitlab | ScanFormat::CycloneDx | ScanFormat::Html
        )
    )
}

/// Puts what was found into a form; a table is at most so wide.
pub(crate) fn form(
    form: ScanForm,
    showing: &Showing<'_>,
    width: Option<usize>,
) -> Result<String, serde_json::Error> {
    let json = |value: &serde_json::Value| serde_json::to_string_pretty(value);
    match form {
        ScanForm::Format(ScanFormat::Table) => Ok(show::show(showing, width)),
        ScanForm::Format(ScanFormat::Json) => serde_json::to_string_pretty(showing.report),
        ScanForm::Format(ScanFormat::Sarif) => json(&sarif::document(showing)),
        ScanForm::Format(ScanFormat::Gitlab) => json(&gitlab::document(showing)),
        ScanForm::Format(ScanFormat::CycloneDx) => json(&cyclone_dx::document(showing)),
        ScanForm::Format(ScanFormat::Csv) => Ok(csv::table(showing)),
        ScanForm::Format(ScanFormat::Html) => Ok(html::page(showing)),
        ScanForm::Export(ScanExport::Trivyignore) => Ok(export::trivy(showing)),
        ScanForm::Export(ScanExport::Grype) => Ok(export::grype(showing)),
        ScanForm::Export(ScanExport::HarborAllowlist) => json(&export::harbor(showing)),
    }
}

/// Returns what a form cannot say of what was found, one sentence each.
pub(crate) fn losses(form: ScanForm, showing: &Showing<'_>) -> Vec<Message> {
    match form {
        ScanForm::Export(tool) => export::losses(tool, showing),
        ScanForm::Format(_) => Vec::new(),
    }
}
