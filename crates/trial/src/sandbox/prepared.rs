// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An image that is laid out and can be run, many times.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use haerterei_ground::{BoundedReader, Cancel, TreePath};
use haerterei_image::Image;
use haerterei_store::Store;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::bundle::{self, Ingredients, LimitNotSet};
use super::cgroup::Cgroups;
use super::container::{Launch, LaunchFailure};
use super::laid_out;
use super::ledger::{self, Entry};
use super::runtime::{self, RUNTIMES, Runtime, Skipped, Tools};
use super::seccomp::{Profile, SeccompSource};
use super::space::{self, Ids};
use super::stack::Stack;
use super::unpack::{self, Layout};
use super::workspace::Workspace;
use super::{Cause, Container, LogSink, Missing, RunRequest, SandboxError, Scratch};

/// Our folder in the cache. The number rises when the form of what is in it changes.
pub(crate) const FOLDER: &str = "trial-v1";
/// How long a second run may take that only tells one cause from another.
const SECOND_RUN: Duration = Duration::from_secs(20);
/// `CAP_SYS_ADMIN` (capability(7)).
pub(crate) const SYS_ADMIN: u32 = 21;

/// How a sandbox is made.
#[derive(Clone, Debug, Default)]
pub struct SandboxSettings {
    /// The runtimes to try, by name or by path, in order; the usual ones if there are none.
    pub runtimes: Vec<String>,
    /// The folders to look for programs in, as `PATH` names them.
    pub folders: Vec<PathBuf>,
    /// The wish to stop.
    pub cancel: Cancel,
}

/// An image that is laid out and can be run, many times and by many threads.
#[derive(Clone, Debug)]
pub struct Sandbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    layers: PathBuf,
    /// Nobody removes layers while it is held.
    _in_use: File,
    runs: PathBuf,
    stack: Stack,
    tools: Tools,
    runtimes: Vec<Runtime>,
    cgroups: Cgroups,
    seccomp: Profile,
    layout: Layout,
    cancel: Cancel,
    seen: Mutex<Seen>,
}

/// What starting containers has taught.
#[derive(Debug, Default)]
struct Seen {
    /// The runtime that works here.
    works: Option<usize>,
    skipped: Vec<Skipped>,
    limits_not_set: Vec<LimitNotSet>,
}

/// Under what containers of a sandbox run; part of a trial's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Facts {
    /// The runtime, once a container has run.
    pub runtime: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Runtimes that cannot run here, with their own words.
    pub skipped: Vec<Skipped>,
    /// Which seccomp profile.
    pub seccomp: SeccompSource,
    /// Whether files have their true owners; what runs only without says nothing about users and
    /// permissions.
    pub true_owners: bool,
    /// Limits that were asked for and that this host cannot hold.
    pub limits_not_set: Vec<LimitNotSet>,
}

/// Why a container was not started.
#[derive(Debug)]
pub enum StartFailure {
    /// Because of the image: that is a verdict.
    Program(Cause),
    /// Because of this host: nothing was tried.
    NotTried(Vec<Missing>),
    /// Something went wrong.
    World(SandboxError),
}

impl Sandbox {
    /// Lays an image out, after removing what runs that were killed have left.
    ///
    /// # Errors
    ///
    /// [`SandboxError::NotTried`] where this host lacks what a trial needs.
    pub fn prepare(
        image: &Image,
        store: &Store,
        settings: &SandboxSettings,
    ) -> Result<Self, SandboxError> {
        let (tools, runtimes) = requirements(image, settings)?;
        store.require_writable()?;
        let folder = store.folder().join(FOLDER);
        let ids = Ids::of_this_process();
        // Trees of other owners, or with other marks, are other trees.
        let [of_root, of_user, without_owners] = laid_out::LAYERS;
        let layers = folder.join(match ids {
            Ids { is_first: true, .. } => of_root,
            Ids { are_enough: true, .. } => of_user,
            Ids { .. } => without_owners,
        });
        let runs = folder.join("runs");
        for folder in [&folder, &layers, &runs] {
            ledger::private_folder(folder)?;
        }
        let in_use = laid_out::hold(&folder)?;
        let cgroups = Cgroups::find();
        ledger::sweep(store, &runs, &cgroups, &settings.cancel)?;
        unpack::sweep(store, &layers);
        let layout = Layout { true_owners: ids.are_enough, user_marks: !ids.is_first };
        let stack = unpack::unpack(image, store, &layers, layout, &settings.cancel)?;
        laid_out::note_use(stack.layers.iter())?;
        Ok(Self(Arc::new(Inner {
            store: store.clone(),
            layers,
            _in_use: in_use,
            runs,
            stack,
            tools,
            runtimes,
            cgroups,
            seccomp: Profile::find(host_architecture()),
            layout,
            cancel: settings.cancel.clone(),
            seen: Mutex::default(),
        })))
    }

    /// Returns under what containers run, as far as it is known by now.
    pub fn facts(&self) -> Facts {
        let seen = self.seen();
        let runtime = seen.works.and_then(|index| self.0.runtimes.get(index));
        Facts {
            runtime: runtime.map(|runtime| runtime.name.clone()),
            version: runtime.map(|runtime| runtime.version.clone()),
            skipped: seen.skipped.clone(),
            seccomp: self.0.seccomp.source.clone(),
            true_owners: self.0.layout.true_owners,
            limits_not_set: seen.limits_not_set.clone(),
        }
    }

    /// Reads a file of the image, following links inside it; nothing if there is none, or none of at
    /// most `limit` bytes.
    pub fn read_file(&self, path: &TreePath, limit: u64) -> Option<Vec<u8>> {
        let found = self.0.stack.find(path, true).ok()??;
        if !found.metadata.is_file() {
            return None;
        }
        BoundedReader::new(File::open(found.place).ok()?, limit).read_all().ok()
    }

    /// Makes a folder for what a trial mounts.
    pub(crate) fn workspace(&self, keep: bool) -> Result<Workspace, SandboxError> {
        let inner = &self.0;
        if keep {
            return Workspace::kept(&inner.layers.with_file_name("kept"));
        }
        Entry::new(&inner.store, &inner.runs, &inner.cgroups, &inner.cancel).map(Workspace::Passing)
    }

    /// Starts a container.
    pub fn start(
        &self,
        request: &RunRequest,
        sink: &Arc<dyn LogSink>,
    ) -> Result<Container, StartFailure> {
        let works = self.seen().works;
        let candidates: Vec<usize> = match works {
            Some(index) => vec![index],
            None => (0..self.0.runtimes.len()).collect(),
        };
        let mut refused = Vec::new();
        for index in candidates {
            let Some(runtime) = self.0.runtimes.get(index) else {
                continue;
            };
            match self.launch(runtime, request, sink, self.0.seccomp.value.clone()) {
                Ok(container) => {
                    let mut seen = self.seen();
                    if seen.works.is_none() {
                        seen.works = Some(index);
                        seen.skipped.append(&mut refused);
                    }
                    return Ok(container);
                }
                Err(LaunchFailure::World(error)) => return Err(StartFailure::World(error)),
                Err(LaunchFailure::Around(words)) => {
                    return Err(StartFailure::NotTried(vec![Missing::Overlay { words }]));
                }
                Err(LaunchFailure::Runtime(words)) => {
                    if let Some(cause) = Cause::of_start(&words, request) {
                        self.seen().works.get_or_insert(index);
                        return Err(StartFailure::Program(cause));
                    }
                    if works.is_some() {
                        // It runs other containers here, so this one's own content is the reason.
                        return Err(StartFailure::Program(Cause::Runtime { words }));
                    }
                    refused.push(Skipped {
                        runtime: runtime.name.clone(),
                        version: runtime.version.clone(),
                        words,
                    });
                }
            }
        }
        Err(StartFailure::NotTried(vec![Missing::WorkingRuntime { skipped: refused }]))
    }

    /// Returns the wish to stop.
    pub(crate) fn cancel(&self) -> &Cancel {
        &self.0.cancel
    }

    /// Writes the bundle of a container into a new folder beside the unpacked layers and returns
    /// the line that runs it, for whoever wants to look for himself.
    pub fn keep(&self, request: &RunRequest) -> Result<String, SandboxError> {
        let inner = &self.0;
        let works = self.seen().works.unwrap_or(0);
        let Some(runtime) = inner.runtimes.get(works) else {
            return Err(SandboxError::NotTried(Vec::new()));
        };
        let kept = inner.layers.with_file_name("kept");
        ledger::private_folder(&kept)?;
        let folder = tempfile::Builder::new()
            .prefix("kept-")
            .tempdir_in(&kept)
            .map_err(SandboxError::io("make a folder in", &kept))?
            .keep();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bundle = self.bundle(&folder, &name, request, inner.seccomp.value.clone())?;
        // Nobody asks how it ended, and its name shall be free for the next time.
        let runtime = Runtime { keeps: false, ..runtime.clone() };
        let mut line = Launch::line(&inner.tools, &runtime, &inner.layers, &bundle, &name);
        if let Some(script) = space::way_in() {
            let file = folder.join("enter");
            fs::write(&file, script).map_err(SandboxError::io("write", &file))?;
            line.splice(0..0, [inner.tools.shell.clone(), file]);
        }
        let words: Vec<String> = line.iter().map(|word| quoted(&word.to_string_lossy())).collect();
        Ok(words.join(" "))
    }

    /// Runs a program once more, so that a forbidden system call is its end; returns whether it made
    /// one. Its volumes are empty folders in memory this time.
    pub(crate) fn makes_forbidden_call(&self, request: &RunRequest, took: Duration) -> bool {
        let works = self.seen().works;
        let Some(runtime) = works.and_then(|index| self.0.runtimes.get(index)) else {
            return false;
        };
        let mut request = request.clone();
        let volumes = std::mem::take(&mut request.volumes);
        request.scratch.extend(
            volumes.into_iter().map(|volume| Scratch { path: volume.target, bytes: 64 << 20 }),
        );
        let time = (took * 2 + Duration::from_secs(2)).min(SECOND_RUN);
        let sink: Arc<dyn LogSink> = Arc::new(());
        let Ok(mut container) = self.launch(runtime, &request, &sink, self.0.seccomp.deadly())
        else {
            return false;
        };
        let ending = container.wait(time);
        // Whatever happens to it now is no concern of anybody.
        container.stop(9, Duration::from_secs(5));
        ending.is_some_and(|ending| ending.signal() == Some(31))
    }

    fn launch(
        &self,
        runtime: &Runtime,
        request: &RunRequest,
        sink: &Arc<dyn LogSink>,
        seccomp: Value,
    ) -> Result<Container, LaunchFailure> {
        let inner = &self.0;
        let entry = Entry::new(&inner.store, &inner.runs, &inner.cgroups, &inner.cancel)
            .map_err(LaunchFailure::World)?;
        let folder = entry.folder().to_owned();
        let bundle =
            self.bundle(&folder, entry.name(), request, seccomp).map_err(LaunchFailure::World)?;
        self.seen().limits_not_set.clone_from(&bundle.limits_not_set);
        Launch {
            tools: &inner.tools,
            runtime,
            cgroups: &inner.cgroups,
            layers: &inner.layers,
            entry,
            bundle,
            request,
            sink: Arc::clone(sink),
            sandbox: self,
        }
        .start()
    }

    fn bundle(
        &self,
        folder: &Path,
        name: &str,
        request: &RunRequest,
        seccomp: Value,
    ) -> Result<bundle::Bundle, SandboxError> {
        let inner = &self.0;
        let with = Ingredients {
            container: name,
            layers: &inner.layers,
            image: &inner.stack,
            cgroups: &inner.cgroups,
            seccomp,
            layout: inner.layout,
        };
        bundle::write(folder, request, &with)
            .map_err(SandboxError::io("write the bundle", folder))?
            .ok_or(SandboxError::TooManyLayers { layers: inner.stack.layers.len() })
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Finds all that a trial needs of this host, or everything that is missing.
fn requirements(
    image: &Image,
    settings: &SandboxSettings,
) -> Result<(Tools, Vec<Runtime>), SandboxError> {
    let mut missing = Vec::new();
    let host = host_architecture();
    let architecture = &image.config.architecture;
    if !architecture.is_empty() && architecture != host {
        missing.push(Missing::Architecture { image: architecture.clone(), host: host.to_owned() });
    }
    if !has_capability(SYS_ADMIN) {
        missing.push(Missing::Privilege { words: "CAP_SYS_ADMIN".to_owned() });
    }
    let names: Vec<String> = if settings.runtimes.is_empty() {
        RUNTIMES.map(str::to_owned).to_vec()
    } else {
        settings.runtimes.clone()
    };
    let runtimes = runtime::runtimes(&names, &settings.folders);
    if runtimes.is_empty() {
        missing.push(Missing::Runtime { names });
    }
    match runtime::tools(&settings.folders) {
        Ok(tools) if missing.is_empty() => Ok((tools, runtimes)),
        Ok(_) => Err(SandboxError::NotTried(missing)),
        Err(tools) => {
            missing.extend(tools);
            Err(SandboxError::NotTried(missing))
        }
    }
}

/// Returns whether this process has a capability.
pub(crate) fn has_capability(number: u32) -> bool {
    std::fs::read_to_string("/proc/self/status").ok().is_some_and(|status| {
        let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
        let set = line.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok());
        set.is_some_and(|set| set & 1 << number != 0)
    })
}

/// Returns this host's processor by the name that images use.
pub(crate) fn host_architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "powerpc64" => "ppc64le",
        other => other,
    }
}

/// Returns a word as a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.=:,+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
