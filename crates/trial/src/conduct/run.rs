// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One run as one identity: start, ask, end.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use haerterei_ground::{Cancel, TreePath};

use super::signal;
use super::stage::Stage;
use super::{KeptLine, Trial, replaces_nothing};
use crate::ConductError;
use crate::contract::Contract;
use crate::identity::Who;
use crate::plan::{Action, ExitCheck, PREPARE_FOLDER, Run, Step};
use crate::probe::{Check, Miss, Program as _, Surroundings, end_of};
use crate::record::{ContainerRecord, RunRecord, StepRecord, Verdict};
use crate::sandbox::{
    Cause, Container, Identity, LogSink, Missing, RunLimits, RunRequest, Sandbox, Scratch,
    StartFailure,
};

/// How much a writable folder holds if nobody says so.
const USUAL_SCRATCH: u64 = 64 << 20;
/// Lines of the log that the record of a broken run keeps.
const LOG_LINES: usize = 40;
/// How long a program without probes has to run to count as running.
const STAYS: Duration = Duration::from_secs(2);
/// How long the end after a kill is waited for.
const KILLED: Duration = Duration::from_secs(20);

/// Holds what all runs share.
pub(super) struct Conductor<'a> {
    pub(super) trial: &'a Trial<'a>,
    pub(super) sandbox: &'a Sandbox,
    pub(super) stage: Stage<'a>,
    pub(super) sink: &'a Arc<dyn LogSink>,
    pub(super) limits: RunLimits,
    pub(super) cancel: Cancel,
    pub(super) passwd: String,
    pub(super) group: String,
    pub(super) kept: Vec<KeptLine>,
    /// What the host lacks, if a start showed it.
    pub(super) missing: Vec<Missing>,
}

/// A run under way.
struct Course {
    record: RunRecord,
    container: Option<Container>,
    /// Milliseconds until the first answer of the container that runs now.
    ready: Option<u64>,
    /// Whether that was the answer of a command.
    ready_by_command: bool,
    /// Milliseconds that its end took, if it was asked to.
    ended_within: Option<u64>,
}

impl Conductor<'_> {
    fn identity(&self, who: Who) -> Option<Identity> {
        who.identity(&self.trial.contract.user, &self.passwd, &self.group)
    }

    /// Runs the commands of `prepare`, as the image's own user.
    pub(super) fn prepare(&mut self) -> Result<(), ConductError> {
        let prepare = &self.trial.plan.prepare;
        if prepare.commands.is_empty() && prepare.sources.is_empty() {
            return Ok(());
        }
        let identity = self
            .identity(Who::Declared)
            .or_else(|| self.identity(Who::HighUid))
            .ok_or(ConductError::Cancelled)?;
        let mount = self.stage.prepare(&identity)?;
        for command in &prepare.commands {
            let request = RunRequest {
                name: "prepare".to_owned(),
                arguments: command.clone(),
                environment: self.trial.contract.environment.clone(),
                working_folder: TreePath::parse(PREPARE_FOLDER).unwrap_or_default(),
                identity: identity.clone(),
                scratch: self.scratch(),
                volumes: Vec::new(),
                fixtures: vec![mount.clone()],
                ports: BTreeSet::new(),
                limits: self.limits,
            };
            let container = match self.sandbox.start(&request, self.sink) {
                Ok(container) => container,
                Err(StartFailure::Program(cause)) => {
                    return Err(ConductError::Prepare {
                        command: command.clone(),
                        code: None,
                        output: Vec::new(),
                        causes: vec![cause],
                    });
                }
                Err(StartFailure::NotTried(missing)) => {
                    self.missing = missing;
                    return Ok(());
                }
                Err(StartFailure::World(error)) => return Err(error.into()),
            };
            let ended = container.wait(self.limits.time);
            let output = container.log().last_lines(LOG_LINES);
            let finished = container.finish();
            if ended.is_none_or(|ending| ending.code != 0) {
                return Err(ConductError::Prepare {
                    command: command.clone(),
                    code: ended.map(|ending| ending.code),
                    output,
                    causes: finished.causes,
                });
            }
        }
        self.stage.prepared()
    }

    fn scratch(&self) -> Vec<Scratch> {
        self.trial
            .contract
            .writable
            .iter()
            .map(|writable| Scratch {
                path: writable.path.clone(),
                bytes: writable.size.unwrap_or(USUAL_SCRATCH),
            })
            .collect()
    }

    /// Starts a run, follows its steps and ends it.
    pub(super) fn run(&mut self, who: Who, run: &Run) -> Result<RunRecord, ConductError> {
        let record = RunRecord {
            run: run.name.clone(),
            identity: who,
            user: None,
            verdict: Verdict::Kept,
            steps: Vec::new(),
            causes: Vec::new(),
            remarks: Vec::new(),
            containers: Vec::new(),
            log: Vec::new(),
        };
        let mut course = Course {
            record,
            container: None,
            ready: None,
            ready_by_command: false,
            ended_within: None,
        };
        let Some(identity) = self.identity(who) else {
            let user = self.trial.contract.user.to_string();
            course.step("start", "start", Instant::now(), Err(Miss::NoSuchUser { user }));
            course.record.verdict = Verdict::Broken;
            return Ok(course.record);
        };
        course.record.user = Some(identity.clone());
        let request = self.request(who, run, identity)?;
        if self.trial.keep {
            let line = self.sandbox.keep(&request)?;
            self.kept.push(KeptLine { run: run.name.clone(), identity: who, line });
        }
        let steps = self.steps(run);
        let mut broken = !self.start(&mut course, &request)?;
        for step in &steps {
            if !self.missing.is_empty() {
                break;
            }
            if broken {
                course.not_reached(step);
            } else {
                broken = !self.step(&mut course, step, &request)?;
            }
        }
        course.end(broken);
        Ok(course.record)
    }

    fn request(
        &mut self,
        who: Who,
        run: &Run,
        identity: Identity,
    ) -> Result<RunRequest, ConductError> {
        let contract = self.trial.contract;
        let mut environment = contract.environment.clone();
        environment.extend(run.environment.clone());
        let fixtures = self.stage.fixtures(run, &identity)?;
        let is_taken = |path: &TreePath| fixtures.iter().any(|mount| mount.target == *path);
        let paths: BTreeSet<TreePath> = contract
            .volumes
            .iter()
            .filter(|volume| !volume.read_only)
            .map(|volume| volume.path.clone())
            .chain(run.volumes.iter().cloned())
            .filter(|path| !is_taken(path))
            .collect();
        let scratch =
            self.scratch().into_iter().filter(|scratch| !paths.contains(&scratch.path)).collect();
        let volumes = self.stage.volumes(who, run, &paths, &identity)?;
        Ok(RunRequest {
            name: run.name.clone(),
            arguments: self.trial.arguments(run),
            environment,
            working_folder: contract.working_folder.clone(),
            identity,
            scratch,
            volumes,
            fixtures,
            ports: ports(contract, run),
            limits: self.limits,
        })
    }

    /// Returns the steps with the contract's probes in place of `contract`.
    fn steps(&self, run: &Run) -> Vec<Step> {
        let mut steps = Vec::new();
        for step in &run.steps {
            if step.action == Action::Contract {
                steps.extend(self.trial.contract.probes.iter().map(|probe| Step {
                    name: probe.name.clone(),
                    action: Action::Probe { check: probe.check.clone(), within: probe.within },
                }));
                if self.trial.contract.probes.is_empty() {
                    steps.push(step.clone());
                }
            } else {
                steps.push(step.clone());
            }
        }
        steps
    }

    /// Starts the container; returns whether it started.
    fn start(&mut self, course: &mut Course, request: &RunRequest) -> Result<bool, ConductError> {
        let started = Instant::now();
        match self.sandbox.start(request, self.sink) {
            Ok(container) => {
                course.container = Some(container);
                course.ready = None;
                Ok(true)
            }
            Err(StartFailure::Program(cause)) => {
                course.step("start", "start", started, Err(Miss::NotStarted));
                course.record.causes.push(cause);
                Ok(false)
            }
            Err(StartFailure::NotTried(missing)) => {
                self.missing = missing;
                Ok(false)
            }
            Err(StartFailure::World(error)) => Err(error.into()),
        }
    }

    /// Follows one step; returns whether all is well.
    fn step(
        &mut self,
        course: &mut Course,
        step: &Step,
        request: &RunRequest,
    ) -> Result<bool, ConductError> {
        let started = Instant::now();
        let kind = step.action.kind();
        let Some(mut container) = course.container.take() else {
            return Ok(course.step(&step.name, kind, started, Err(Miss::NotStarted)));
        };
        let result = match &step.action {
            Action::Contract => stays(&container),
            Action::Probe { check, within } => self.probe(course, &container, check, *within),
            Action::Exit(check) => exits(&container, check),
            Action::Terminate { exit_code, within } => {
                self.terminate(&mut container, *exit_code, *within, &mut course.ended_within)
            }
            Action::KillAndRestart => kill(&container),
            Action::StopAndRestart => {
                self.terminate(&mut container, None, None, &mut course.ended_within)
            }
        };
        let restarts = matches!(step.action, Action::KillAndRestart | Action::StopAndRestart);
        let is_well = course.step(&step.name, kind, started, result);
        course.container = Some(container);
        if !(restarts && is_well) {
            return Ok(is_well);
        }
        course.finish(false);
        self.start(course, request)
    }

    fn probe(
        &self,
        course: &mut Course,
        container: &Container,
        check: &Check,
        within: Duration,
    ) -> Result<(), Miss> {
        let surroundings = Surroundings {
            port: self.trial.contract.ports.iter().find(|port| !port.udp).map(|port| port.port),
            authorities: self.stage.authorities(),
            cancel: self.cancel.clone(),
        };
        surroundings.ask(check, container, within)?;
        // A command may well succeed before the program is ready; it counts where nothing else does.
        let is_command = matches!(check, Check::Command(_));
        if course.ready.is_none() || (course.ready_by_command && !is_command) {
            course.ready = Some(milliseconds(container.age()));
            course.ready_by_command = is_command;
        }
        // A probe comes by the loopback device; a service would not.
        let port = match check {
            Check::Http(check) => check.port.or(surroundings.port),
            Check::Fastcgi(check) => check.port.or(surroundings.port),
            Check::Tcp(check) => check.port.or(surroundings.port),
            Check::Command(_) | Check::Log(_) => None,
        };
        let loopback = container.listening().into_iter().find(|listener| {
            listener.loopback_only
                && Some(listener.port) == port
                && self.trial.contract.ports.iter().any(|port| port.port == listener.port)
        });
        match loopback {
            None => Ok(()),
            Some(listener) => {
                course.record.causes.push(Cause::LoopbackOnly { port: listener.port });
                Err(Miss::Refused { port: listener.port })
            }
        }
    }

    fn terminate(
        &self,
        container: &mut Container,
        exit_code: Option<u8>,
        within: Option<Duration>,
        took: &mut Option<u64>,
    ) -> Result<(), Miss> {
        if let Some(code) = container.ended() {
            return Err(Miss::Ended { code });
        }
        let number = signal::number(&self.trial.contract.stop_signal);
        let grace = within.unwrap_or(self.trial.contract.grace);
        let stopped = container.stop(number, grace);
        *took = Some(milliseconds(stopped.took));
        if stopped.ignored {
            return Err(Miss::NotEnded { milliseconds: milliseconds(grace) });
        }
        let code = stopped.ending.code;
        let (is_right, expected) = match exit_code {
            Some(expected) => (code == i32::from(expected), expected.to_string()),
            None => (code == 0 || code == 128 + number, format!("0, {}", 128 + number)),
        };
        if is_right { Ok(()) } else { Err(exit_code_miss(container, expected, Some(code))) }
    }
}

impl Course {
    /// Notes what came of a step; returns whether it is as expected.
    fn step(&mut self, name: &str, kind: &str, started: Instant, result: Result<(), Miss>) -> bool {
        let is_well = result.is_ok();
        self.record.steps.push(StepRecord {
            name: name.to_owned(),
            kind: kind.to_owned(),
            verdict: if is_well { Verdict::Kept } else { Verdict::Broken },
            milliseconds: milliseconds(started.elapsed()),
            miss: result.err(),
        });
        is_well
    }

    fn not_reached(&mut self, step: &Step) {
        self.record.steps.push(StepRecord {
            name: step.name.clone(),
            kind: step.action.kind().to_owned(),
            verdict: Verdict::NotTried,
            milliseconds: 0,
            miss: None,
        });
    }

    /// Ends the container that runs and keeps what it was.
    fn finish(&mut self, broken: bool) {
        let Some(container) = self.container.take() else { return };
        if broken {
            self.record.causes.extend(container.causes());
            self.record.log = container.log().last_lines(LOG_LINES);
        }
        let log = container.log().clone();
        let finished = container.finish();
        for cause in finished.causes {
            if broken {
                self.record.causes.push(cause);
            } else if is_excess(&cause) {
                self.record.causes.push(cause);
                self.record.verdict = Verdict::Broken;
                self.record.log = log.last_lines(LOG_LINES);
            } else if !matches!(cause, Cause::Ended { .. } | Cause::Crashed { .. }) {
                self.record.remarks.push(cause);
            }
        }
        self.record.containers.push(ContainerRecord {
            ready: self.ready.take(),
            ended_within: self.ended_within.take(),
            ending: finished.ending,
            usage: finished.usage,
            written: finished.written,
        });
    }

    fn end(&mut self, broken: bool) {
        self.finish(broken);
        if broken {
            self.record.verdict = Verdict::Broken;
        }
        for causes in [&mut self.record.causes, &mut self.record.remarks] {
            let mut seen = BTreeSet::new();
            causes.retain(|cause| seen.insert(cause.clone()));
        }
    }
}

/// Returns whether a cause breaks a run whose probes were all answered.
const fn is_excess(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::OutOfMemory { .. }
            | Cause::TooManyProcesses { .. }
            | Cause::ScratchFull { .. }
            | Cause::VolumesFull { .. }
            | Cause::LogFlooded { .. }
            | Cause::TimeLimit { .. }
    )
}

/// Asks a program that nobody knows a question for to go on running.
fn stays(container: &Container) -> Result<(), Miss> {
    match container.wait(STAYS) {
        None => Ok(()),
        Some(ending) => Err(Miss::Ended { code: ending.code }),
    }
}

fn exits(container: &Container, check: &ExitCheck) -> Result<(), Miss> {
    let Some(ending) = container.wait(check.within) else {
        return Err(Miss::NotEnded { milliseconds: milliseconds(check.within) });
    };
    if ending.code != i32::from(check.exit_code) {
        return Err(exit_code_miss(container, check.exit_code.to_string(), Some(ending.code)));
    }
    match &check.contains {
        // The last lines may still be on their way.
        Some(text) if !container.log().wait_for(text, Instant::now() + Duration::from_secs(1)) => {
            Err(Miss::NoLine { text: text.clone() })
        }
        _ => Ok(()),
    }
}

fn kill(container: &Container) -> Result<(), Miss> {
    if let Some(code) = container.ended() {
        return Err(Miss::Ended { code });
    }
    // Whoever has ended meanwhile needs no signal.
    let _ = container.signal(signal::KILL);
    match container.wait(KILLED) {
        Some(_) => Ok(()),
        None => Err(Miss::NotEnded { milliseconds: milliseconds(KILLED) }),
    }
}

fn exit_code_miss(container: &Container, expected: String, found: Option<i32>) -> Miss {
    let output = end_of(&container.log().last_lines(3).join("\n"));
    Miss::ExitCode { expected, found, output }
}

/// Returns the ports that a run promises to listen at: those of the contract, if it starts what the
/// image starts.
fn ports(contract: &Contract, run: &Run) -> BTreeSet<u16> {
    if !replaces_nothing(run) {
        return BTreeSet::new();
    }
    contract.ports.iter().filter(|port| !port.udp).map(|port| port.port).collect()
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
