// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The containers under way, each with a folder that its process holds locked.
//!
//! A folder that nobody holds was left by a process that was killed: its processes, control groups
//! and files are removed by the next run. Mounts and namespaces end with their processes.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use haerterei_ground::Cancel;
use haerterei_store::Store;
use rustix::process::{Pid, Signal};

use super::SandboxError;
use super::cgroup::Cgroups;
use super::unpack::remove_tree;

const LOCK: &str = "lock";

/// The folder of one container; dropping it removes what is left of the container.
#[derive(Debug)]
pub(crate) struct Entry {
    folder: PathBuf,
    name: String,
    cgroups: Cgroups,
    kept: bool,
    _lock: File,
}

impl Entry {
    /// Makes the folder of a new container.
    pub(crate) fn new(
        store: &Store,
        runs: &Path,
        cgroups: &Cgroups,
        cancel: &Cancel,
    ) -> Result<Self, SandboxError> {
        // Whoever cleans must not find the folder before its lock.
        let _guard = store.lock(&ledger_name(runs), cancel, || {})?;
        let folder = tempfile::Builder::new()
            .prefix("t-")
            .rand_bytes(12)
            .tempdir_in(runs)
            .map_err(SandboxError::io("make a folder in", runs))?
            .keep();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let lock = folder.join(LOCK);
        let file = File::create(&lock).map_err(SandboxError::io("make", &lock))?;
        file.try_lock().map_err(|error| SandboxError::Io {
            operation: "lock",
            path: lock,
            source: error.into(),
        })?;
        Ok(Self { folder, name, cgroups: cgroups.clone(), kept: false, _lock: file })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the name of the container: of its folder, its groups and for its runtime.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if !self.kept {
            remove(&self.folder, &self.name, &self.cgroups);
        }
    }
}

fn ledger_name(runs: &Path) -> String {
    format!("trial ledger {}", runs.display())
}

/// Makes a folder that only its owner may enter.
pub(crate) fn private_folder(folder: &Path) -> Result<(), SandboxError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(SandboxError::io("make", folder))
}

/// Removes what processes that were killed have left.
pub(crate) fn sweep(
    store: &Store,
    runs: &Path,
    cgroups: &Cgroups,
    cancel: &Cancel,
) -> Result<(), SandboxError> {
    let Ok(entries) = fs::read_dir(runs) else {
        return Ok(());
    };
    let folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    if folders.is_empty() {
        return Ok(());
    }
    let _guard = store.lock(&ledger_name(runs), cancel, || {})?;
    for folder in folders {
        let is_left = match File::open(folder.join(LOCK)) {
            Ok(file) => file.try_lock().is_ok(),
            Err(_) => folder.is_dir(),
        };
        if let (true, Some(name)) = (is_left, folder.file_name()) {
            remove(&folder, &name.to_string_lossy(), cgroups);
        }
    }
    Ok(())
}

/// Ends the processes of a container and removes its groups and its folder.
fn remove(folder: &Path, name: &str, cgroups: &Cgroups) {
    for attempt in 0..20 {
        let mut left = cgroups.processes(name);
        // The processes around a container name its folder.
        left.extend(naming(folder));
        if left.is_empty() {
            break;
        }
        for process in left.into_iter().filter_map(Pid::from_raw) {
            // Whoever is gone already needs no signal.
            let _ = rustix::process::kill_process(process, Signal::KILL);
        }
        thread::sleep(Duration::from_millis(1 + attempt * 2));
    }
    cgroups.remove(name);
    // What cannot be removed now is tried again by the next run.
    let _ = remove_tree(folder);
}

/// Returns the processes whose command line names a folder, without this one.
fn naming(folder: &Path) -> BTreeSet<i32> {
    let wanted = folder.as_os_str().as_bytes();
    let Ok(entries) = fs::read_dir("/proc") else {
        return BTreeSet::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
        .filter(|process| u32::try_from(*process) != Ok(std::process::id()))
        .filter(|process| {
            let line = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).any(|argument| argument.starts_with(wanted))
        })
        .collect()
}
