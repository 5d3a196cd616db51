// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The layers that trials have laid out in the cache: how much they take, and removing them.
//!
//! They are no blobs of the store, but folders with owners and permissions, and can be made again
//! from their image at any time. Every sandbox holds them by a lock that it shares with others;
//! whoever removes layers needs it alone.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use haerterei_store::Store;

use super::SandboxError;
use super::ledger::private_folder;
use super::prepared::FOLDER;
use super::unpack::{UNFINISHED, remove_tree};

/// The folders of layers by whose they are: of root, of a user with a subordinate range, of a user
/// without one.
pub(crate) const LAYERS: [&str; 3] = ["layers", "layers-of-user", "layers-without-owners"];
const LOCK: &str = "in-use";
/// Empty files, whose times say when a layer was last wanted.
const MARKS: &str = "last-use";

/// Layers laid out for trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaidOut {
    /// How many.
    pub layers: u64,
    /// What their files hold, in bytes.
    pub bytes: u64,
}

impl LaidOut {
    const fn add(&mut self, bytes: u64) {
        self.layers += 1;
        self.bytes += bytes;
    }
}

/// What became of the layers laid out for trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Discarded {
    /// What was removed.
    pub removed: LaidOut,
    /// What is left.
    pub left: LaidOut,
    /// Whether nothing was removed because a trial is under way.
    pub in_use: bool,
}

/// Counts the layers that trials have laid out in a cache.
pub fn laid_out(store: &Store) -> LaidOut {
    let mut sum = LaidOut::default();
    for layer in layers(&store.folder().join(FOLDER)) {
        sum.add(layer.bytes);
    }
    sum
}

/// Removes the layers that were not wanted for longest until the rest takes at most `keep` bytes;
/// none while a trial is under way.
///
/// # Errors
///
/// When a layer cannot be removed, as one of another user.
pub fn discard_laid_out(store: &Store, keep: u64) -> Result<Discarded, SandboxError> {
    let folder = store.folder().join(FOLDER);
    let mut found = layers(&folder);
    let mut discarded = Discarded::default();
    for layer in &found {
        discarded.left.add(layer.bytes);
    }
    if discarded.left.bytes <= keep {
        return Ok(discarded);
    }
    let lock = open_lock(&folder)?;
    if lock.try_lock().is_err() {
        discarded.in_use = true;
        return Ok(discarded);
    }
    found.sort();
    for layer in found {
        if discarded.left.bytes <= keep {
            break;
        }
        // Under another name first: what is removed in part must not be taken for a layer.
        let name = layer.place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let going = layer.place.with_file_name(format!("{UNFINISHED}{name}"));
        fs::rename(&layer.place, &going).map_err(SandboxError::io("rename", &layer.place))?;
        remove_tree(&going).map_err(SandboxError::io("remove", &going))?;
        let _ = fs::remove_file(mark(&layer.place));
        discarded.removed.add(layer.bytes);
        discarded.left.layers -= 1;
        discarded.left.bytes -= layer.bytes;
    }
    Ok(discarded)
}

/// Holds the layers of a cache until it is dropped; waits while somebody removes some.
pub(crate) fn hold(folder: &Path) -> Result<File, SandboxError> {
    let lock = open_lock(folder)?;
    lock.lock_shared().map_err(SandboxError::io("lock", folder))?;
    Ok(lock)
}

/// Notes that layers are wanted now.
pub(crate) fn note_use<'a>(layers: impl Iterator<Item = &'a PathBuf>) -> Result<(), SandboxError> {
    for layer in layers {
        let mark = mark(layer);
        if let Some(folder) = mark.parent() {
            private_folder(folder)?;
        }
        // Truncating sets the time, also of an empty file (open(2), O_TRUNC).
        File::create(&mark).map_err(SandboxError::io("make", &mark))?;
    }
    Ok(())
}

fn open_lock(folder: &Path) -> Result<File, SandboxError> {
    let lock = folder.join(LOCK);
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock)
        .map_err(SandboxError::io("open", &lock))
}

/// Returns where it is noted when a layer was last wanted.
fn mark(layer: &Path) -> PathBuf {
    let name = layer.file_name().unwrap_or_default();
    let kind = layer.parent().and_then(Path::file_name).unwrap_or_default();
    let folder = layer.parent().and_then(Path::parent).unwrap_or(Path::new(""));
    folder.join(MARKS).join(kind).join(name)
}

/// A layer; the one not wanted for longest is the least.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Layer {
    used: SystemTime,
    place: PathBuf,
    bytes: u64,
}

fn layers(folder: &Path) -> Vec<Layer> {
    let mut found = Vec::new();
    for kind in LAYERS {
        let Ok(entries) = fs::read_dir(folder.join(kind)) else {
            continue;
        };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                continue;
            }
            let place = entry.path();
            let used = fs::metadata(mark(&place)).and_then(|mark| mark.modified());
            found.push(Layer {
                used: used.unwrap_or(SystemTime::UNIX_EPOCH),
                bytes: size(&place).unwrap_or(0),
                place,
            });
        }
    }
    found
}

/// Sums the files below a folder, without following links; what cannot be entered counts nothing.
fn size(folder: &Path) -> io::Result<u64> {
    let mut sum = 0;
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                open.push(entry.path());
            } else {
                sum += metadata.len();
            }
        }
    }
    Ok(sum)
}
