// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One container, from its start to its end.
//!
//! Around it stand, from the outside inwards: a program that dies when our thread does (`setpriv
//! --pdeathsig`), one that makes mount and process namespaces and takes all in them along when it
//! dies (`unshare --kill-child`), and the runtime as the first process in there. So whatever ends
//! haerterei, the kernel ends the container and its mounts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, PipeReader, Read as _};
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use haerterei_ground::{Cancel, TreePath};
use rustix::process::{Pid, PidfdFlags, Signal};

use super::bundle::{self, Bundle};
use super::cause::{Cause, Observed};
use super::cgroup::{Cgroups, Sample};
use super::ledger::Entry;
use super::network::{Listener, listening};
use super::process;
use super::runtime::{Runtime, Tools};
use super::written::{Places, Written};
use super::{Ending, ExecOutput, Log, LogSink, RunRequest, Sandbox, SandboxError, Usage};

const SIGSYS: i32 = 31;
/// How long a runtime may take until the program runs.
const START: Duration = Duration::from_mins(1);
/// How long the kernel may take to end what was killed.
const KILLED: Duration = Duration::from_secs(10);
/// How often a container is looked at, at first and later.
const LOOK: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(100));
/// How often volumes are counted.
const COUNT: Duration = Duration::from_millis(500);
/// How long the output of a command that has ended may take.
const PIPE: Duration = Duration::from_millis(500);
/// Bytes of a command's output.
const OUTPUT: usize = 1 << 20;

/// Why we ended a container ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    Time,
    Log,
    Volumes,
}

/// Why a launch came to nothing.
#[derive(Debug)]
pub(crate) enum LaunchFailure {
    /// Before the runtime: namespaces or the mount.
    Around(String),
    /// The runtime, with its own words, which may be about the program or about this host.
    Runtime(String),
    /// Ours.
    World(SandboxError),
}

/// Everything a launch needs.
pub(crate) struct Launch<'a> {
    pub(crate) tools: &'a Tools,
    pub(crate) runtime: &'a Runtime,
    pub(crate) cgroups: &'a Cgroups,
    pub(crate) layers: &'a Path,
    pub(crate) entry: Entry,
    pub(crate) bundle: Bundle,
    pub(crate) request: &'a RunRequest,
    pub(crate) sink: Arc<dyn LogSink>,
    pub(crate) sandbox: &'a Sandbox,
}

/// A container that was started.
///
/// Dropping it ends it and removes everything of it from the host.
pub struct Container {
    shared: Arc<Shared>,
    /// The first process of the container, as this process numbers it.
    process: Option<i32>,
    network: Option<OwnedFd>,
    /// The runtime, the first process of the namespaces around.
    runtime_process: Option<i32>,
    runtime: Runtime,
    tools: Tools,
    threads: Vec<JoinHandle<()>>,
    stopped: Option<Stopped>,
    started: Instant,
    entry: Entry,
    sandbox: Sandbox,
}

/// How a container ended when it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// How it ended.
    pub ending: Ending,
    /// The signal it was asked with.
    pub signal: i32,
    /// How long it took.
    pub took: Duration,
    /// Whether it had to be killed after the time it was given.
    pub ignored: bool,
}

/// What is left of a container that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// How it ended.
    pub ending: Ending,
    /// What it used.
    pub usage: Usage,
    /// What it wrote.
    pub written: BTreeMap<TreePath, Written>,
    /// What is visibly wrong, most telling first.
    pub causes: Vec<Cause>,
}

#[derive(Debug)]
struct Shared {
    log: Log,
    state: Mutex<State>,
    changed: Condvar,
    launcher: OwnedFd,
    first: Mutex<Option<OwnedFd>>,
    request: RunRequest,
}

#[derive(Debug, Default)]
struct State {
    status: Option<(ExitStatus, Duration)>,
    excess: Option<Excess>,
    sample: Sample,
    listening: BTreeSet<Listener>,
    written: BTreeMap<TreePath, Written>,
}

impl std::fmt::Debug for Container {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Container")
            .field("name", &self.entry.name())
            .field("process", &self.process)
            .finish_non_exhaustive()
    }
}

impl Launch<'_> {
    /// Returns the line that runs the bundle; the first word is the program.
    pub(crate) fn line(
        tools: &Tools,
        runtime: &Runtime,
        layers: &Path,
        bundle: &Bundle,
        name: &str,
    ) -> Vec<PathBuf> {
        let folder = &bundle.folder;
        let mut line: Vec<PathBuf> = vec![
            tools.setpriv.clone(),
            "--pdeathsig".into(),
            "KILL".into(),
            tools.unshare.clone(),
            "--pid".into(),
            "--fork".into(),
            "--kill-child".into(),
            "--mount".into(),
            "--mount-proc".into(),
            tools.shell.clone(),
            folder.join("start"),
            layers.to_owned(),
            bundle.mount_options.clone().into(),
            folder.clone(),
            runtime.program.clone(),
            "--root".into(),
            folder.join("state"),
            "--log".into(),
            folder.join("runtime.log"),
            "--log-format".into(),
            "json".into(),
            "run".into(),
        ];
        if runtime.keeps {
            line.push("--keep".into());
        }
        line.extend([
            "--pid-file".into(),
            folder.join("pid"),
            "--bundle".into(),
            folder.clone(),
            name.into(),
        ]);
        line
    }

    pub(crate) fn start(self) -> Result<Container, LaunchFailure> {
        let folder = self.bundle.folder.clone();
        let name = self.entry.name().to_owned();
        let world = |operation| {
            let folder = folder.clone();
            move |error: io::Error| {
                LaunchFailure::World(SandboxError::io(operation, &folder)(error))
            }
        };
        let (output, input) = io::pipe().map_err(world("make a pipe for"))?;
        let second = input.try_clone().map_err(world("make a pipe for"))?;
        let line = Self::line(self.tools, self.runtime, self.layers, &self.bundle, &name);
        let mut command = Command::new(&self.tools.setpriv);
        command
            .args(line.iter().skip(1))
            .env_clear()
            .env("PATH", &self.tools.path)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(input)
            .stderr(second);
        let log = Log::default();
        let started = Instant::now();
        let (send, receive) = mpsc::sync_channel(1);
        // The thread that starts the launcher must outlive it: its end would be the launcher's.
        let waiter = thread::spawn(move || wait_for_launcher(command, &send));
        let launched = receive.recv().unwrap_or_else(|error| Err(io::Error::other(error)));
        let Launched { launcher, ended, number } = launched.map_err(world("start"))?;
        let shared = Arc::new(Shared {
            log: log.clone(),
            state: Mutex::default(),
            changed: Condvar::new(),
            launcher,
            first: Mutex::default(),
            request: self.request.clone(),
        });
        let mut threads = vec![waiter];
        let sink = Arc::clone(&self.sink);
        threads.push(thread::spawn(move || pump(output, &log, sink.as_ref())));
        threads.push({
            let shared = Arc::clone(&shared);
            let (cgroups, name) = (self.cgroups.clone(), name.clone());
            thread::spawn(move || {
                let status = ended.recv().unwrap_or_default();
                let sample = cgroups.sample(&name);
                let mut state = shared.state();
                state.sample = state.sample.and(sample);
                state.status = Some((status, started.elapsed()));
                drop(state);
                shared.changed.notify_all();
            })
        });
        let mut container = Container {
            shared,
            process: None,
            network: None,
            runtime_process: None,
            runtime: self.runtime.clone(),
            tools: self.tools.clone(),
            threads,
            stopped: None,
            started,
            entry: self.entry,
            sandbox: self.sandbox.clone(),
        };
        if let Err(failure) = container.wait_for_start(&folder) {
            container.end();
            return Err(failure);
        }
        container.know(number, &folder);
        let volumes = self.request.volumes.iter();
        let volumes = volumes
            .filter(|one| !one.read_only)
            .map(|one| (one.target.clone(), one.folder.clone()));
        let places = Places::open(container.process, &self.bundle.scratch, volumes.collect());
        let watch = Watch {
            shared: Arc::clone(&container.shared),
            cgroups: self.cgroups.clone(),
            container: name,
            process: container.process,
            places,
            started,
            cancel: self.sandbox.cancel().clone(),
        };
        container.threads.push(thread::spawn(move || watch.run()));
        Ok(container)
    }
}

struct Launched {
    launcher: OwnedFd,
    number: i32,
    ended: mpsc::Receiver<ExitStatus>,
}

fn wait_for_launcher(mut command: Command, send: &mpsc::SyncSender<io::Result<Launched>>) {
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let _ = send.send(Err(error));
            return;
        }
    };
    // Our ends of the log's pipe close with it.
    drop(command);
    let pid = Pid::from_child(&child);
    let (tell, ended) = mpsc::sync_channel(1);
    let launched = rustix::process::pidfd_open(pid, PidfdFlags::empty())
        .map(|launcher| Launched { launcher, number: pid.as_raw_nonzero().get(), ended })
        .map_err(io::Error::from);
    if launched.is_err() {
        let _ = child.kill();
    }
    let _ = send.send(launched);
    let status = child.wait().unwrap_or_default();
    let _ = tell.send(status);
}

fn pump(mut output: PipeReader, log: &Log, sink: &dyn LogSink) {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match output.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => log.push(&buffer[..count], sink),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    log.close(sink);
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Kills the program; failing that, everything around it.
    fn kill(&self) {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        let killed = first
            .as_ref()
            .is_some_and(|first| rustix::process::pidfd_send_signal(first, Signal::KILL).is_ok());
        drop(first);
        if !killed {
            self.kill_launcher();
        }
    }

    fn kill_launcher(&self) {
        // Whoever has ended needs no signal.
        let _ = rustix::process::pidfd_send_signal(&self.launcher, Signal::KILL);
    }

    fn wait(&self, time: Duration) -> Option<Ending> {
        let deadline = Instant::now() + time;
        let mut state = self.state();
        loop {
            if let Some((status, after)) = state.status {
                return Some(Ending {
                    code: status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0)),
                    out_of_memory: state.sample.memory_kills > 0,
                    after,
                });
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            (state, _) =
                self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Looks at a container while it runs, and ends it when it takes too much.
struct Watch {
    shared: Arc<Shared>,
    cgroups: Cgroups,
    container: String,
    process: Option<i32>,
    places: Places,
    started: Instant,
    cancel: Cancel,
}

impl Watch {
    fn run(self) {
        let limits = self.shared.request.limits;
        let mut pause = LOOK.0;
        let mut counted = Instant::now();
        let mut killed = false;
        loop {
            let ended = self.shared.wait(pause).is_some();
            pause = (pause * 2).min(LOOK.1);
            let sample = self.cgroups.sample(&self.container);
            let listening = self.process.map(listening).unwrap_or_default();
            let mut written = std::mem::take(&mut self.shared.state().written);
            self.places.scratch(&mut written);
            let mut excess = None;
            if ended || counted.elapsed() >= COUNT {
                counted = Instant::now();
                if self.places.volumes(&mut written) > limits.volumes {
                    excess = Some(Excess::Volumes);
                }
            }
            if self.shared.log.bytes() > limits.log {
                excess = Some(Excess::Log);
            }
            if self.started.elapsed() > limits.time {
                excess = Some(Excess::Time);
            }
            let mut state = self.shared.state();
            state.sample = state.sample.and(sample);
            if !listening.is_empty() {
                state.listening = listening;
            }
            state.written = written;
            if ended {
                if excess != Some(Excess::Time) {
                    state.excess = state.excess.or(excess);
                }
                return;
            }
            // Whoever waits for the program or its log waits no longer.
            if !killed && self.cancel.check().is_err() {
                killed = true;
                drop(state);
                self.shared.kill();
            } else if let (Some(excess), false) = (excess, killed) {
                killed = true;
                state.excess = Some(excess);
                drop(state);
                self.shared.kill();
            }
        }
    }
}

impl Container {
    fn wait_for_start(&self, folder: &Path) -> Result<(), LaunchFailure> {
        let is_started = || fs::read(folder.join("pid")).is_ok_and(|pid| !pid.is_empty());
        let deadline = Instant::now() + START;
        loop {
            let ended = self.shared.wait(Duration::from_millis(1)).is_some();
            if is_started() {
                return Ok(());
            }
            if ended {
                return Err(self.launch_failure(folder));
            }
            if Instant::now() > deadline {
                self.shared.kill_launcher();
                return Err(LaunchFailure::Runtime(format!(
                    "did not start within {} s",
                    START.as_secs()
                )));
            }
        }
    }

    /// Reads why the program never ran.
    fn launch_failure(&self, folder: &Path) -> LaunchFailure {
        let text = fs::read_to_string(folder.join("runtime.log")).unwrap_or_default();
        let words = text.lines().rev().find_map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            let level = line.get("level")?.as_str()?;
            matches!(level, "error" | "fatal")
                .then(|| line.get("msg")?.as_str().map(str::to_owned))?
        });
        if let Some(words) = words {
            return LaunchFailure::Runtime(words);
        }
        // The rest of the log may still be on its way.
        self.shared.log.wait_for("\0", Instant::now() + Duration::from_secs(1));
        let words = self.shared.log.last_lines(5).join("; ");
        if folder.join("state").exists() {
            LaunchFailure::Runtime(words)
        } else {
            LaunchFailure::Around(words)
        }
    }

    /// Finds the processes of the container as this process numbers them.
    fn know(&mut self, launcher: i32, folder: &Path) {
        self.runtime_process = process::children(launcher).first().copied();
        let inner: Option<i32> =
            fs::read_to_string(folder.join("pid")).ok().and_then(|text| text.trim().parse().ok());
        self.process = match (self.runtime_process, inner) {
            (Some(runtime), Some(inner)) => process::children(runtime)
                .into_iter()
                .find(|child| process::number_above_innermost(*child) == Some(inner)),
            _ => None,
        };
        let Some(pid) = self.process.and_then(Pid::from_raw) else {
            return;
        };
        self.network =
            File::open(format!("/proc/{}/ns/net", pid.as_raw_nonzero())).ok().map(Into::into);
        let handle = rustix::process::pidfd_open(pid, PidfdFlags::empty()).ok();
        *self.shared.first.lock().unwrap_or_else(PoisonError::into_inner) = handle;
    }

    /// Returns the container's name, as the runtime knows it.
    pub fn name(&self) -> &str {
        self.entry.name()
    }

    /// Returns the first process of the container as this process numbers it; nothing if it had
    /// ended before it could be found.
    pub const fn pid(&self) -> Option<i32> {
        self.process
    }

    /// Returns the container's network namespace; it lasts as long as it is held.
    pub fn network_namespace(&self) -> io::Result<OwnedFd> {
        match &self.network {
            Some(network) => network.try_clone(),
            None => Err(io::Error::new(io::ErrorKind::NotFound, "the program has ended")),
        }
    }

    /// Returns what the container says.
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// Returns how long ago the container was launched.
    pub fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Runs a program of the image inside, as the same identity, and stops it after a time.
    pub fn exec(&self, arguments: &[String], time: Duration) -> Result<ExecOutput, SandboxError> {
        let folder = self.entry.folder();
        let failed = |operation| SandboxError::io::<io::Error>(operation, folder);
        let Some(runtime_process) = self.runtime_process else {
            return Err(SandboxError::Runtime {
                runtime: self.runtime.name.clone(),
                words: "the container has ended".to_owned(),
            });
        };
        let process = bundle::another_process(folder, arguments)
            .map_err(failed("write what a command runs as into"))?;
        let (output, input) = io::pipe().map_err(failed("make a pipe for"))?;
        let second = input.try_clone().map_err(failed("make a pipe for"))?;
        let mut command = Command::new(&self.tools.nsenter);
        command
            .args(["--target", &runtime_process.to_string(), "--mount", "--pid", "--"])
            .arg(&self.runtime.program)
            .arg("--root")
            .arg(folder.join("state"))
            .arg("exec")
            .arg("--process")
            .arg(process.path())
            .arg(self.entry.name())
            .env_clear()
            .env("PATH", &self.tools.path)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(input)
            .stderr(second);
        let mut child = command.spawn().map_err(failed("start a command in"))?;
        drop(command);
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (done, is_done) = mpsc::channel();
        thread::spawn({
            let kept = Arc::clone(&kept);
            move || {
                read_bounded(output, OUTPUT, &kept);
                let _ = done.send(());
            }
        });
        let deadline = Instant::now() + time;
        let mut pause = Duration::from_millis(1);
        let status = loop {
            if let Some(status) = child.try_wait().map_err(failed("wait for a command in"))? {
                break Some(status);
            }
            if Instant::now() >= deadline {
                break None;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        };
        if status.is_none() {
            for process in process::descendants(child.id().try_into().unwrap_or(0)) {
                process::kill(process);
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        // What the command left running may hold the pipe; nobody waits for that.
        let _ = is_done.recv_timeout(PIPE);
        let output = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(ExecOutput {
            code: status.map(|status| status.code().unwrap_or(128 + status.signal().unwrap_or(0))),
            output: String::from_utf8_lossy(&output).into_owned(),
        })
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: i32) -> io::Result<()> {
        let first = self.shared.first.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(first) = first.as_ref() else {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the program has ended"));
        };
        let signal = Signal::from_named_raw(signal)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no such signal"))?;
        Ok(rustix::process::pidfd_send_signal(first, signal)?)
    }

    /// Waits until the container has ended, or for so long.
    pub fn wait(&self, time: Duration) -> Option<Ending> {
        self.shared.wait(time)
    }

    /// Returns what the container has used so far.
    pub fn usage(&self) -> Usage {
        let state = self.shared.state();
        Usage {
            peak_memory: state.sample.peak_memory,
            peak_own_memory: state.sample.own_memory,
            cpu_milliseconds: state.sample.cpu_milliseconds,
            peak_processes: state.sample.processes,
            log_bytes: self.shared.log.bytes(),
        }
    }

    /// Returns who listens in the container's network now.
    pub fn listening(&self) -> BTreeSet<Listener> {
        match self.process {
            Some(process) if self.shared.state().status.is_none() => listening(process),
            _ => self.shared.state().listening.clone(),
        }
    }

    /// Returns what was written where, as far as it was seen.
    pub fn written(&self) -> BTreeMap<TreePath, Written> {
        self.shared.state().written.clone()
    }

    /// Asks the program to end with a signal, and kills it if it has not after `grace`.
    pub fn stop(&mut self, signal: i32, grace: Duration) -> Stopped {
        let asked = Instant::now();
        // Who cannot be asked has ended, or is killed below.
        let _ = self.signal(signal);
        let ended = self.shared.wait(grace);
        let took = asked.elapsed();
        let ending = ended.unwrap_or_else(|| self.end());
        let stopped = Stopped { ending, signal, took, ignored: ended.is_none() };
        self.stopped = Some(stopped);
        stopped
    }

    /// Kills what runs and waits for its end.
    fn end(&self) -> Ending {
        if let Some(ending) = self.shared.wait(Duration::ZERO) {
            return ending;
        }
        self.shared.kill();
        if let Some(ending) = self.shared.wait(KILLED) {
            return ending;
        }
        self.shared.kill_launcher();
        self.shared.wait(KILLED).unwrap_or(Ending {
            code: 137,
            out_of_memory: false,
            after: self.started.elapsed(),
        })
    }

    /// Returns what is visibly wrong, most telling first: now, or after the end.
    pub fn causes(&self) -> Vec<Cause> {
        let ending = self.shared.wait(Duration::ZERO);
        let listening = self.listening();
        let state = self.shared.state();
        Observed {
            request: &self.shared.request,
            ending,
            stopped: self.stopped,
            excess: state.excess,
            process_refusals: state.sample.process_refusals,
            listening: &listening,
            written: &state.written,
            log: &self.shared.log,
        }
        .causes()
    }

    /// Ends the container if it runs, removes it from the host and says what it was.
    pub fn finish(mut self) -> Finished {
        let ending = self.end();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
        let mut causes = self.causes();
        // Being refused has two reasons that look the same from outside; only a second run tells.
        if self.stopped.is_none()
            && ending.signal() != Some(SIGSYS)
            && let Some(place) =
                causes.iter().position(|cause| matches!(cause, Cause::ForbiddenCall { .. }))
            && let Some(Cause::ForbiddenCall { line }) = causes.get(place).cloned()
            && !self.sandbox.makes_forbidden_call(&self.shared.request, ending.after)
        {
            causes[place] = Cause::NeedsCapability { line };
        }
        Finished { ending, usage: self.usage(), written: self.written(), causes }
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        self.end();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn read_bounded(mut output: PipeReader, limit: usize, kept: &Mutex<Vec<u8>>) {
    let mut buffer = vec![0; 1 << 14];
    while let Ok(count) = output.read(&mut buffer) {
        if count == 0 {
            break;
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        // What is over length is read, so that nobody waits for us, and let go.
        let room = limit.saturating_sub(kept.len());
        kept.extend_from_slice(&buffer[..count.min(room)]);
    }
}
