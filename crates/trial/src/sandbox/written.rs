// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a container has written, path by path.

use std::collections::BTreeMap;
use std::fs;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use haerterei_ground::TreePath;
use rustix::fs::{Mode, OFlags, ResolveFlags};
use serde::{Deserialize, Serialize};

/// Files of a volume that are counted; a volume of more is counted so far.
const MOST_FILES: usize = 200_000;

/// How much was written at a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Written {
    /// The most bytes that lay there at a time.
    pub bytes: u64,
    /// Whether nothing more fitted in.
    pub full: bool,
}

/// The writable places of a container, held open: what lies in memory can be counted even after
/// the last process has ended.
#[derive(Debug, Default)]
pub(crate) struct Places {
    scratch: Vec<(TreePath, OwnedFd)>,
    volumes: Vec<(TreePath, PathBuf)>,
}

impl Places {
    /// Opens the folders in memory as a process sees them; no link leads out of its root.
    pub(crate) fn open(
        process: Option<i32>,
        scratch: &[(TreePath, TreePath)],
        volumes: Vec<(TreePath, PathBuf)>,
    ) -> Self {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = process.and_then(|process| {
            rustix::fs::open(format!("/proc/{process}/root"), flags, Mode::empty()).ok()
        });
        let open = |at: &TreePath| {
            let resolve = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS;
            rustix::fs::openat2(root.as_ref()?, at.as_bytes(), flags, Mode::empty(), resolve).ok()
        };
        let scratch =
            scratch.iter().filter_map(|(path, at)| Some((path.clone(), open(at)?))).collect();
        Self { scratch, volumes }
    }

    /// Takes the most of what was seen and what lies in memory now.
    pub(crate) fn scratch(&self, seen: &mut BTreeMap<TreePath, Written>) {
        for (path, folder) in &self.scratch {
            let Ok(size) = rustix::fs::fstatvfs(folder) else {
                continue;
            };
            let used = size.f_blocks.saturating_sub(size.f_bfree).saturating_mul(size.f_frsize);
            let full = size.f_blocks > 0 && (size.f_bfree == 0 || size.f_ffree == 0);
            note(seen, path, used, full);
        }
    }

    /// Counts what lies in the volumes now; returns their sum.
    pub(crate) fn volumes(&self, seen: &mut BTreeMap<TreePath, Written>) -> u64 {
        let mut sum: u64 = 0;
        for (path, folder) in &self.volumes {
            let mut left = MOST_FILES;
            let bytes = bytes_below(folder, &mut left, 0);
            sum = sum.saturating_add(bytes);
            note(seen, path, bytes, false);
        }
        sum
    }
}

fn note(seen: &mut BTreeMap<TreePath, Written>, path: &TreePath, bytes: u64, full: bool) {
    let written = seen.entry(path.clone()).or_default();
    written.bytes = written.bytes.max(bytes);
    written.full |= full;
}

fn bytes_below(folder: &Path, left: &mut usize, depth: usize) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    let mut sum: u64 = 0;
    for entry in entries.flatten() {
        if *left == 0 || depth > 100 {
            break;
        }
        *left -= 1;
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        // What is allotted counts, not how long a file with holes says it is.
        let bytes = if metadata.is_dir() {
            bytes_below(&entry.path(), left, depth + 1)
        } else {
            metadata.blocks().saturating_mul(512)
        };
        sum = sum.saturating_add(bytes);
    }
    sum
}
