// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Conducting a trial: laying out what it needs, starting every run as every identity, asking, and
//! writing down what was seen.

mod program;
mod run;
mod signal;
mod stage;

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use haerterei_ground::{Progress, Timestamp, TreePath, Unit};
use haerterei_image::Image;
use haerterei_store::Store;

use self::run::Conductor;
use self::stage::Stage;
use crate::contract::Contract;
use crate::identity::{ACCOUNTS_LIMIT, Who};
use crate::plan::{Plan, Run};
use crate::record::{Limits, Record, Tried, Verdict};
use crate::sandbox::{LogSink, RunLimits, Sandbox, SandboxError, SandboxSettings};
use crate::{ConductError, TrialError};

/// A trial of one image.
#[derive(Debug)]
pub struct Trial<'a> {
    /// What is tried.
    pub image: &'a Image,
    /// What the image is called by whoever tries it.
    pub name: &'a str,
    /// What it promises.
    pub contract: &'a Contract,
    /// What a trial adds.
    pub plan: &'a Plan,
    /// Fixtures given at the call, by name.
    pub given: &'a BTreeMap<String, Utf8PathBuf>,
    /// As whom.
    pub identities: &'a [Who],
    /// Bounds that go before those of the plan.
    pub limits: PlanOverrides,
    /// Whether to leave bundles behind for whoever wants to look for himself.
    pub keep: bool,
    /// When this is.
    pub now: Timestamp,
}

/// Bounds given at the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanOverrides {
    /// Memory in bytes.
    pub memory: Option<u64>,
    /// Time of a run.
    pub time: Option<std::time::Duration>,
}

/// What came of a trial.
#[derive(Debug)]
pub struct Conducted {
    /// The record.
    pub record: Record,
    /// The lines that run each container again, where they were asked for.
    pub kept: Vec<KeptLine>,
}

/// The line that runs a container again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLine {
    /// The run.
    pub run: String,
    /// As whom.
    pub identity: Who,
    /// The line, for a shell.
    pub line: String,
}

/// Key of the progress of a trial: identities and runs.
const PROGRESS: &str = "progress-trial";
/// Keys that this room speaks with while it works.
pub(crate) const MESSAGE_KEYS: &[&str] = &[PROGRESS];

impl Trial<'_> {
    /// Tries the image. What the host lacks makes a record that says *not tried*.
    ///
    /// # Errors
    ///
    /// [`ConductError`] for a plan that cannot be followed and for what goes wrong around the trial;
    /// what the image does wrong is in the record.
    pub fn conduct(
        &self,
        store: &Store,
        settings: &SandboxSettings,
        sink: &Arc<dyn LogSink>,
        progress: &dyn Progress,
    ) -> Result<Conducted, ConductError> {
        self.check()?;
        let mut record = self.blank();
        let sandbox = match Sandbox::prepare(self.image, store, settings) {
            Ok(sandbox) => sandbox,
            Err(SandboxError::NotTried(missing)) => {
                record.missing = missing;
                record.conclude();
                return Ok(Conducted { record, kept: Vec::new() });
            }
            Err(error) => return Err(error.into()),
        };
        let stage = Stage::new(&sandbox, self.plan, self.given, self.keep)?;
        let mut conductor = Conductor {
            trial: self,
            sandbox: &sandbox,
            stage,
            sink,
            limits: self.run_limits(),
            cancel: settings.cancel.clone(),
            passwd: read(&sandbox, "/etc/passwd"),
            group: read(&sandbox, "/etc/group"),
            kept: Vec::new(),
            missing: Vec::new(),
        };
        conductor.prepare()?;
        let total = self.identities.len() * self.plan.runs.len();
        let task = progress.begin(PROGRESS, Some(total as u64), Unit::Items);
        'all: for who in self.identities {
            for run in &self.plan.runs {
                if settings.cancel.check().is_err() {
                    return Err(ConductError::Cancelled);
                }
                task.at(&format!("{who}: {}", run.name));
                let seen = conductor.run(*who, run)?;
                task.advance(1);
                if !conductor.missing.is_empty() {
                    break 'all;
                }
                record.runs.push(seen);
            }
        }
        drop(task);
        if settings.cancel.check().is_err() {
            return Err(ConductError::Cancelled);
        }
        record.missing = conductor.missing;
        record.sandbox = Some(sandbox.facts());
        record.conclude();
        Ok(Conducted { record, kept: conductor.kept })
    }

    /// Refuses what can be seen to fail before anything is started.
    fn check(&self) -> Result<(), TrialError> {
        for name in self.given.keys() {
            if !self.plan.fixtures.iter().any(|fixture| fixture.name == *name) {
                let known = self.plan.fixtures.iter().map(|fixture| fixture.name.clone()).collect();
                return Err(TrialError::NoSuchFixture { name: name.clone(), known });
            }
        }
        for run in &self.plan.runs {
            if self.arguments(run).is_empty() {
                return Err(TrialError::NothingToStart { run: run.name.clone() });
            }
            let missing = self
                .contract
                .required_variables
                .iter()
                .find(|name| !run.environment.contains_key(*name) && replaces_nothing(run));
            if let Some(variable) = missing {
                return Err(TrialError::VariableMissing {
                    run: run.name.clone(),
                    variable: variable.clone(),
                });
            }
        }
        Ok(())
    }

    /// Returns what a run starts: who replaces the entry point replaces the command with it, as
    /// container engines do.
    fn arguments(&self, run: &Run) -> Vec<String> {
        let entrypoint = run.entrypoint.as_ref().unwrap_or(&self.contract.entrypoint);
        let command = match (&run.command, &run.entrypoint) {
            (Some(command), _) => command.as_slice(),
            (None, Some(_)) => &[],
            (None, None) => &self.contract.command,
        };
        entrypoint.iter().chain(command).cloned().collect()
    }

    fn run_limits(&self) -> RunLimits {
        let usual = RunLimits::default();
        let plan = &self.plan.limits;
        RunLimits {
            memory: self.limits.memory.or(plan.memory).unwrap_or(usual.memory),
            processes: plan.processes.map_or(usual.processes, u64::from),
            time: self.limits.time.or(plan.time).unwrap_or(usual.time),
            ..usual
        }
    }

    fn blank(&self) -> Record {
        let limits = self.run_limits();
        Record {
            version: 1,
            verdict: Verdict::NotTried,
            missing: Vec::new(),
            tried_on: self.now.to_string(),
            image: Tried {
                name: self.name.to_owned(),
                platform: self.image.config.platform().to_string(),
                manifest: self.image.manifest.as_ref().map(|manifest| manifest.digest),
                config: self.image.config_digest,
            },
            contract: serde_json::to_value(self.contract).unwrap_or_default(),
            plan: self.plan.digest,
            sandbox: None,
            limits: Limits {
                memory: limits.memory,
                processes: limits.processes,
                time: limits.time.as_millis().try_into().unwrap_or(u64::MAX),
            },
            runs: Vec::new(),
            proposal: None,
        }
    }
}

/// Returns whether a run starts what the image starts.
const fn replaces_nothing(run: &Run) -> bool {
    run.entrypoint.is_none() && run.command.is_none()
}

fn read(sandbox: &Sandbox, path: &str) -> String {
    let path = TreePath::parse(path).unwrap_or_default();
    let bytes = sandbox.read_file(&path, ACCOUNTS_LIMIT).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
