// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a container is given.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use haerterei_ground::TreePath;

use super::Identity;

/// Everything that one container is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRequest {
    /// What this run is called, in names of containers and in messages.
    pub name: String,
    /// The program and its arguments.
    pub arguments: Vec<String>,
    /// Its variables.
    pub environment: BTreeMap<String, String>,
    /// The folder it starts in.
    pub working_folder: TreePath,
    /// Who it runs as.
    pub identity: Identity,
    /// Folders in memory that it may write to and that end with it.
    pub scratch: Vec<Scratch>,
    /// Folders of the host that outlive it.
    pub volumes: Vec<VolumeMount>,
    /// Files and folders of the host that it reads.
    pub fixtures: Vec<FixtureMount>,
    /// The ports that it promises to listen at; only used to name what is wrong.
    pub ports: BTreeSet<u16>,
    /// How much it may use.
    pub limits: RunLimits,
}

/// A folder in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scratch {
    /// Where it is.
    pub path: TreePath,
    /// How much it holds, in bytes.
    pub bytes: u64,
}

/// A folder of the host for data. It belongs to root and to the identity's
/// [`volume_group`](Identity::volume_group), with mode 2770; whoever starts the container makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeMount {
    /// The folder of the host.
    pub folder: PathBuf,
    /// Where it is in the container.
    pub target: TreePath,
    /// Whether it is only read.
    pub read_only: bool,
}

/// A file or folder of the host that a container is given for a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixtureMount {
    /// The file or folder of the host.
    pub source: PathBuf,
    /// Where it is in the container.
    pub target: TreePath,
    /// Whether it is only read; only commands that prepare fixtures may write.
    pub read_only: bool,
}

/// How much a container may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunLimits {
    /// Memory, in bytes.
    pub memory: u64,
    /// Processes and threads at a time.
    pub processes: u64,
    /// Thousandths of a processor; nothing for all there are.
    pub millicpus: Option<u64>,
    /// How long it may run in all.
    pub time: Duration,
    /// How much it may say, in bytes.
    pub log: u64,
    /// How much it may write to its volumes, in bytes.
    pub volumes: u64,
}

impl Default for RunLimits {
    fn default() -> Self {
        Self {
            memory: 1 << 30,
            processes: 512,
            millicpus: None,
            time: Duration::from_mins(5),
            log: 64 << 20,
            volumes: 4 << 30,
        }
    }
}
