// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a plan means.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use camino::Utf8PathBuf;
use haerterei_ground::{Digest, TreePath};

use crate::probe::Check;

/// Where the commands of `prepare` find their folder inside the container.
pub const PREPARE_FOLDER: &str = "/prepare";

/// A plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Digest of the document; nothing where there is none.
    pub digest: Option<Digest>,
    /// The folder in which sources are looked for.
    pub folder: Utf8PathBuf,
    /// What is mounted.
    pub fixtures: Vec<Fixture>,
    /// Certificates made for the trial.
    pub certificates: Vec<Certificate>,
    /// What is done before the first run.
    pub prepare: Prepare,
    /// Bounds of each run.
    pub limits: PlanLimits,
    /// What is started, in order.
    pub runs: Vec<Run>,
}

impl Plan {
    /// Returns the plan where nobody wrote one: one run of the contract.
    pub fn of_contract() -> Self {
        Self { runs: vec![Run::of_contract()], ..Self::default() }
    }
}

/// A file or folder that is mounted read-only for the trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub content: FixtureContent,
    /// Where it is mounted.
    pub target: TreePath,
    /// The mode of a file; as readable and executable as its source is if there is none.
    pub mode: Option<u32>,
}

/// Where a fixture comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FixtureContent {
    /// A file or folder beside the plan.
    Source(Utf8PathBuf),
    /// A text.
    Text(String),
    /// What the commands of `prepare` left behind, under [`PREPARE_FOLDER`].
    Prepared(Utf8PathBuf),
    /// What whoever tries the image gives by `--fixture NAME=PATH`.
    Given,
}

/// A throw-away certificate with its key, issued by a throw-away authority of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its name.
    pub name: String,
    /// Host names and addresses that it is for.
    pub names: Vec<String>,
    /// Where the certificate is mounted (PEM).
    pub certificate: Option<TreePath>,
    /// Where its key is mounted (PEM, PKCS #8).
    pub key: Option<TreePath>,
    /// Where the authority's certificate is mounted (PEM).
    pub authority: Option<TreePath>,
}

/// What is done before the first run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prepare {
    /// Files and folders beside the plan, copied into [`PREPARE_FOLDER`].
    pub sources: Vec<Utf8PathBuf>,
    /// Commands of the image, which can write there.
    pub commands: Vec<Vec<String>>,
}

/// Bounds of each run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanLimits {
    /// Memory in bytes.
    pub memory: Option<u64>,
    /// Processes and threads.
    pub processes: Option<u32>,
    /// Time of a run from its start to its end.
    pub time: Option<Duration>,
}

/// Something that is started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Its name in the record.
    pub name: String,
    /// Replaces the contract's entry point.
    pub entrypoint: Option<Vec<String>>,
    /// Replaces the contract's command.
    pub command: Option<Vec<String>>,
    /// Variables set besides the image's.
    pub environment: BTreeMap<String, String>,
    /// Volumes besides the contract's.
    pub volumes: Vec<TreePath>,
    /// Whether volumes are empty again; those of the run before are mounted if not.
    pub fresh_volumes: bool,
    /// The fixtures and certificates that are mounted; all if nothing is said.
    pub fixtures: Option<BTreeSet<String>>,
    /// What is asked and done, in order; the last ends the run.
    pub steps: Vec<Step>,
}

impl Run {
    /// Returns the run where a plan has none: the contract's probes, then the end.
    pub fn of_contract() -> Self {
        let step = |action: Action| Step { name: action.kind().to_owned(), action };
        Self {
            name: "contract".to_owned(),
            steps: vec![
                step(Action::Contract),
                step(Action::Terminate { exit_code: None, within: None }),
            ],
            ..Self::default()
        }
    }
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name in the record.
    pub name: String,
    /// What is asked or done.
    pub action: Action,
}

/// What is asked of a program or done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The probes of the contract.
    Contract,
    /// A probe.
    Probe {
        /// What it asks.
        check: Check,
        /// How long it tries.
        within: Duration,
    },
    /// Waits until the program ends by itself.
    Exit(ExitCheck),
    /// Asks the program to end, by its stop signal.
    Terminate {
        /// The exit code expected; 0 or 128 and the signal's number if there is none.
        exit_code: Option<u8>,
        /// How long it may take; the contract's grace period if there is none.
        within: Option<Duration>,
    },
    /// Kills the program without warning and starts it again with the same volumes.
    KillAndRestart,
    /// Ends the program as [`Action::Terminate`] does and starts it again with the same volumes.
    StopAndRestart,
}

impl Action {
    /// Returns the word for the kind, as plans and records have it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Probe { check, .. } => check.kind(),
            Self::Exit(_) => "exit",
            Self::Terminate { .. } => "terminate",
            Self::KillAndRestart => "kill-and-restart",
            Self::StopAndRestart => "stop-and-restart",
        }
    }

    /// Returns whether the program has ended after it.
    pub const fn ends(&self) -> bool {
        matches!(self, Self::Exit(_) | Self::Terminate { .. })
    }
}

/// How a program shall end by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitCheck {
    /// The exit code expected.
    pub exit_code: u8,
    /// A text that its output contains.
    pub contains: Option<String>,
    /// How long it may take.
    pub within: Duration,
}
