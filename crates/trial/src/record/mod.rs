// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a trial saw, as a statement about the digest of what was tried.

mod proposal;

use std::collections::BTreeMap;

use haerterei_evidence::Predicate;
use haerterei_ground::{Digest, TreePath};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use proposal::Proposal;

use crate::Who;
use crate::probe::Miss;
use crate::sandbox::{Cause, Ending, Facts, Missing, Usage, Written};

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything was as promised.
    Kept,
    /// Something was not.
    Broken,
    /// It could not be tried.
    NotTried,
}

/// What a trial saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    /// The version of this form; 1.
    pub version: u32,
    /// What came out of all runs.
    pub verdict: Verdict,
    /// What this host lacks, if nothing could be tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// When it was tried (RFC 3339).
    pub tried_on: String,
    /// What was tried.
    pub image: Tried,
    /// The contract, as it was understood.
    pub contract: Value,
    /// Digest of the plan; nothing if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Digest>,
    /// Under what it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<Facts>,
    /// The bounds of each run.
    pub limits: Limits,
    /// What was seen, run by run and identity by identity.
    pub runs: Vec<RunRecord>,
    /// What follows from what was measured, under this trial's own load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
}

impl Predicate for Record {
    const PREDICATE_TYPE: &'static str = "urn:haerterei:predicate:trial:v1";
}

/// What was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tried {
    /// What the image was called; a claim.
    pub name: String,
    /// The platform.
    pub platform: String,
    /// Digest of the platform's manifest; nothing for what has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Digest>,
    /// Digest of the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Digest>,
}

/// The bounds of each run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Limits {
    /// Memory in bytes.
    pub memory: u64,
    /// Processes and threads.
    pub processes: u64,
    /// Time in milliseconds.
    pub time: u64,
}

/// One run as one identity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RunRecord {
    /// The run's name in the plan.
    pub run: String,
    /// As whom.
    pub identity: Who,
    /// The numbers; nothing if the image's user could not be found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<crate::sandbox::Identity>,
    /// What came out.
    pub verdict: Verdict,
    /// What was asked and done.
    pub steps: Vec<StepRecord>,
    /// Why it is broken, most telling first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
    /// What looks wrong although everything was kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Cause>,
    /// The containers, one more for each restart.
    pub containers: Vec<ContainerRecord>,
    /// The end of the log of what is broken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<String>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StepRecord {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// What came out; not tried if an earlier step was broken.
    pub verdict: Verdict,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// What was not as expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub miss: Option<Miss>,
}

/// The life of one container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ContainerRecord {
    /// Milliseconds from its start until it first answered, or said a line waited for; a command run
    /// beside it counts only where nothing else was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<u64>,
    /// Milliseconds from the signal to its end, if it was asked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_within: Option<u64>,
    /// How it ended.
    pub ending: Ending,
    /// What it used.
    pub usage: Usage,
    /// What it wrote, by folder.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub written: BTreeMap<TreePath, Written>,
}

impl Record {
    /// Draws the verdict and the proposal from the runs.
    pub(crate) fn conclude(&mut self) {
        let broken = self.runs.iter().any(|run| run.verdict == Verdict::Broken);
        self.verdict = if !self.missing.is_empty() || self.runs.is_empty() {
            Verdict::NotTried
        } else if broken {
            Verdict::Broken
        } else {
            Verdict::Kept
        };
        if self.verdict == Verdict::Kept {
            let containers = self.runs.iter().flat_map(|run| &run.containers);
            self.proposal = Proposal::of(containers);
        }
    }
}
