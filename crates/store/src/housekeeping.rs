// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Keeping the cache small and clean.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use haerterei_ground::{Algorithm, Digest};

use crate::blob;
use crate::bucket::Bucket;
use crate::disk;
use crate::error::StoreError;
use crate::store::{self, Store};

/// After so long a temporary file that nobody has locked is a leftover.
const LEFTOVER: Duration = Duration::from_hours(24);
/// Blobs this much older than a marker may still have been written after it: clocks of file
/// systems are coarse.
const COARSE: Duration = Duration::from_secs(5);

/// Files and bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many files.
    pub files: u64,
    /// Their sizes together, in bytes.
    pub bytes: u64,
}

impl Amount {
    const fn add(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }
}

/// How large the cache may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The bytes that may stay.
    pub bytes: u64,
    /// What was used so recently stays, whatever its size: another process may be using it. Use
    /// is recorded once a day, so less than a day is for tests.
    pub spared: Duration,
}

impl Quota {
    /// Allows so many bytes, and spares what was used during the last two days.
    pub const fn bytes(bytes: u64) -> Self {
        Self { bytes, spared: Duration::from_hours(48) }
    }
}

/// What cleaning did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// What was removed.
    pub removed: Amount,
    /// What is left of blobs, memo and partial downloads.
    pub left: Amount,
}

impl Store {
    /// Counts what is in each bucket of the folder that is written to.
    pub fn usage(&self) -> Result<BTreeMap<Bucket, Amount>, StoreError> {
        let mut usage = BTreeMap::new();
        for bucket in Bucket::ALL {
            let mut amount = Amount::default();
            walk(&bucket.within(&self.0.root), &mut |_, metadata| {
                amount.add(metadata.len());
            });
            usage.insert(bucket, amount);
        }
        Ok(usage)
    }

    /// Removes what was not used for longest until the rest fits a quota.
    ///
    /// Blobs, memo entries and partial downloads that nobody is writing count and go; pointers
    /// stay.
    pub fn clean(&self, quota: Quota) -> Result<Cleaned, StoreError> {
        self.require_writable()?;
        clear_leftovers(self);
        let mut files: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        let mut cleaned = Cleaned::default();
        for bucket in [Bucket::Blobs, Bucket::Memo, Bucket::Partial] {
            walk(&bucket.within(&self.0.root), &mut |path, metadata| {
                cleaned.left.add(metadata.len());
                let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                files.push((used, path.to_owned(), metadata.len()));
            });
        }
        files.sort();
        let partial = Bucket::Partial.within(&self.0.root);
        for (used, path, bytes) in files {
            if cleaned.left.bytes <= quota.bytes || used + quota.spared > self.0.opened {
                break;
            }
            if path.starts_with(&partial) && is_locked(&path) {
                continue;
            }
            disk::remove(&path)?;
            cleaned.removed.add(bytes);
            cleaned.left.files -= 1;
            cleaned.left.bytes -= bytes;
        }
        Ok(cleaned)
    }
}

/// Removes what killed processes left in the temporary bucket, and rehashes what a power failure
/// may have damaged. Failing at it is no reason not to work: it is tried again next time.
pub(crate) fn clear_leftovers(store: &Store) {
    walk(&Bucket::Temporary.within(&store.0.root), &mut |path, metadata| {
        let written = metadata.modified().unwrap_or(store.0.opened);
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(store::is_marker) {
            if !is_locked(path) {
                recover(store, path, written);
            }
        } else if written + LEFTOVER < store.0.opened && !is_locked(path) {
            let _ = disk::remove(path);
        }
    });
}

/// Rehashes every blob written since a marker, if the kernel was started anew since.
fn recover(store: &Store, marker: &Path, since: SystemTime) {
    let Ok(Some(boot)) = disk::read_bounded(marker, 4096) else {
        return;
    };
    if !boot.is_empty() && boot == store::boot_identity().as_bytes() {
        // The process was killed, the kernel lives: all is whole, and only not on the disk yet.
        if disk::sync_everything(&store.0.root).is_err() {
            return;
        }
    } else {
        let folder = Bucket::Blobs.within(&store.0.root);
        walk(&folder, &mut |path, metadata| {
            if metadata.modified().is_ok_and(|time| time + COARSE >= since)
                && let Some(digest) = digest_of_path(path, &folder)
                && let Ok(file) = File::open(path)
            {
                // A damaged blob is removed; that is all that is wanted here.
                let _ = blob::verify_file(path, &file, &digest);
            }
        });
    }
    let _ = disk::remove(marker);
}

/// Returns the digest that a blob's path promises.
fn digest_of_path(path: &Path, folder: &Path) -> Option<Digest> {
    let mut parts = path.strip_prefix(folder).ok()?.iter();
    let algorithm = match parts.next()?.to_str()? {
        "sha256" => Algorithm::Sha256,
        "sha512" => Algorithm::Sha512,
        _ => return None,
    };
    let hex: String = parts.map(|part| part.to_str()).collect::<Option<_>>()?;
    Digest::from_hex(algorithm, &hex).ok()
}

fn is_locked(path: &Path) -> bool {
    match File::open(path) {
        Ok(file) => file.try_lock().is_err(),
        Err(_) => false,
    }
}

/// Calls `visit` for every regular file below a folder, in the order of names.
///
/// What cannot be read, or vanishes meanwhile, is passed over.
fn walk(folder: &Path, visit: &mut dyn FnMut(&Path, &fs::Metadata)) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<DirEntry> = entries.flatten().collect();
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() {
            walk(&entry.path(), visit);
        } else if metadata.is_file() {
            visit(&entry.path(), &metadata);
        }
    }
}
