// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The cache as a whole: opening it, its layers, its promise of durability.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use haerterei_ground::Digest;
use tempfile::NamedTempFile;

use crate::bucket::Bucket;
use crate::disk::{self, write_error};
use crate::error::StoreError;
use crate::housekeeping;

/// When a written blob is safe from a power failure.
///
/// A killed process loses nothing either way: what was renamed stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// When `commit` returns. Costs two waits for the disk per blob.
    #[default]
    Immediate,
    /// When [`Store::sync`] returns. Costs one wait for the disk for all blobs since the last.
    Deferred,
}

/// How a cache is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// When a blob put with [`Store::put`] and [`Store::writer`] is safe from a power failure.
    pub durability: Durability,
    /// Never write, even if it were possible.
    pub read_only: bool,
}

/// A content-addressed cache in a folder.
///
/// Cloning is cheap; all clones are the same cache. Any number of threads and processes may use
/// the same folder at the same time.
#[derive(Clone, Debug)]
pub struct Store(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    /// The folder that is written to and looked into first.
    pub(crate) root: PathBuf,
    /// A folder below it that is only read.
    pub(crate) below: Option<PathBuf>,
    pub(crate) durability: Durability,
    pub(crate) writable: bool,
    /// The time of the file system when the cache was opened.
    pub(crate) opened: SystemTime,
    unsynced: Mutex<Unsynced>,
}

/// What was written and not yet synced.
#[derive(Debug, Default)]
struct Unsynced {
    files: BTreeSet<PathBuf>,
    /// Tells a later run that something may not have reached the disk.
    marker: Option<NamedTempFile>,
}

/// Above so many files, one `syncfs` is cheaper than syncing each.
const FEW: usize = 4;
/// The start of the names of markers in the temporary bucket.
const MARKER: &str = "unsynced-";

impl Store {
    /// Opens the cache in a folder, creating it if need be.
    ///
    /// A folder that exists and cannot be written is opened for reading. Opening clears away what
    /// killed processes left more than a day ago.
    pub fn open(folder: impl Into<PathBuf>, options: Options) -> Result<Self, StoreError> {
        Self::open_layers(folder.into(), None, options)
    }

    /// Opens a writable cache over another one that is only read.
    ///
    /// Blobs, memo entries and pointers are looked for in `folder` first, then in `below`.
    /// Everything is written to `folder`.
    pub fn open_over(
        below: impl Into<PathBuf>,
        folder: impl Into<PathBuf>,
        options: Options,
    ) -> Result<Self, StoreError> {
        Self::open_layers(folder.into(), Some(below.into()), options)
    }

    fn open_layers(
        root: PathBuf,
        below: Option<PathBuf>,
        options: Options,
    ) -> Result<Self, StoreError> {
        let unusable = |source| StoreError::Unusable { folder: root.clone(), source };
        let prepared = if options.read_only {
            Err(io::ErrorKind::ReadOnlyFilesystem.into())
        } else {
            prepare(&root)
        };
        let (writable, opened) = match prepared {
            Ok(opened) => (true, opened),
            Err(error) if options.read_only || is_refusal(&error) => {
                // Good for reading if there is a folder that can be listed.
                fs::read_dir(&root).map_err(unusable)?;
                (false, SystemTime::UNIX_EPOCH)
            }
            Err(error) => return Err(unusable(error)),
        };
        let store = Self(Arc::new(Inner {
            root,
            below,
            durability: options.durability,
            writable,
            opened,
            unsynced: Mutex::default(),
        }));
        if writable {
            housekeeping::clear_leftovers(&store);
        }
        Ok(store)
    }

    /// Returns the folder that is written to.
    pub fn folder(&self) -> &Path {
        &self.0.root
    }

    /// Returns whether nothing can be written.
    pub fn is_read_only(&self) -> bool {
        !self.0.writable
    }

    /// Fails if nothing can be written.
    pub fn require_writable(&self) -> Result<(), StoreError> {
        if self.0.writable {
            Ok(())
        } else {
            Err(StoreError::ReadOnly { folder: self.0.root.clone() })
        }
    }

    /// Waits until everything put with [`Durability::Deferred`] is on the disk.
    pub fn sync(&self) -> Result<(), StoreError> {
        let Unsynced { files, marker } =
            std::mem::take(&mut *self.0.unsynced.lock().unwrap_or_else(PoisonError::into_inner));
        let result = self.sync_files(&files);
        if let (Err(_), Some(marker)) = (&result, marker) {
            // What did not reach the disk is to be looked at by the next run.
            let _ = marker.keep();
        }
        result
    }

    fn sync_files(&self, files: &BTreeSet<PathBuf>) -> Result<(), StoreError> {
        let root = &self.0.root;
        if files.len() > FEW {
            return disk::sync_everything(root);
        }
        for file in files {
            match File::open(file) {
                Ok(open) => {
                    open.sync_all().map_err(|source| write_error(root, file, None, source))?;
                }
                // Cleaned by another process meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(source) => return Err(write_error(root, file, None, source)),
            }
            if let Some(folder) = file.parent() {
                disk::sync_folder(root, folder)?;
            }
        }
        Ok(())
    }

    /// Notes that a file is about to appear whose bytes may not be on the disk yet.
    pub(crate) fn note_unsynced(&self, file: &Path) -> Result<(), StoreError> {
        let mut unsynced = self.0.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        if unsynced.marker.is_none() {
            unsynced.marker = Some(self.make_marker()?);
        }
        unsynced.files.insert(file.to_owned());
        Ok(())
    }

    /// Creates a temporary file, locked by this process for as long as it is open.
    pub(crate) fn temporary(&self, prefix: &str) -> Result<NamedTempFile, StoreError> {
        self.require_writable()?;
        let folder = Bucket::Temporary.within(&self.0.root);
        let file = tempfile::Builder::new()
            .prefix(prefix)
            .tempfile_in(&folder)
            .map_err(|source| write_error(&self.0.root, &folder, None, source))?;
        // Nobody else knows this file; a file system without locks only costs us the protection
        // of writes that take more than a day.
        let _ = file.as_file().try_lock();
        Ok(file)
    }

    /// Returns the path of a file in the folder written to and, if there is one, in the folder
    /// below.
    pub(crate) fn places(&self, bucket: Bucket, digest: &Digest) -> impl Iterator<Item = PathBuf> {
        std::iter::once(&self.0.root)
            .chain(&self.0.below)
            .map(move |root| bucket.file(root, digest))
    }

    /// Remembers that a file was used, at most once a day.
    pub(crate) fn touch(&self, file: &File) {
        const DAY: Duration = Duration::from_hours(24);
        if !self.0.writable {
            return;
        }
        let used = file.metadata().and_then(|metadata| metadata.modified());
        if used.is_ok_and(|used| used + DAY < self.0.opened) {
            // Only the order of cleaning depends on it.
            let _ = file.set_modified(self.0.opened);
        }
    }

    fn make_marker(&self) -> Result<NamedTempFile, StoreError> {
        use std::io::Write as _;
        let mut marker = self.temporary(MARKER)?;
        let root = &self.0.root;
        marker
            .write_all(boot_identity().as_bytes())
            .and_then(|()| marker.as_file().sync_all())
            .map_err(|source| write_error(root, marker.path(), None, source))?;
        disk::sync_folder(root, &Bucket::Temporary.within(root))?;
        Ok(marker)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let unsynced = self.unsynced.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(marker) = unsynced.marker.take() {
            // Nobody called `sync`: the marker stays, as if the process had been killed.
            let _ = marker.keep();
        }
    }
}

/// Creates the buckets and returns the file system's time.
fn prepare(root: &Path) -> io::Result<SystemTime> {
    for bucket in Bucket::ALL {
        fs::create_dir_all(bucket.within(root))?;
    }
    // A probe tells whether the folder can be written, and what time it is there.
    tempfile::Builder::new()
        .prefix("probe-")
        .tempfile_in(Bucket::Temporary.within(root))?
        .as_file()
        .metadata()?
        .modified()
}

/// Returns whether an error means "you may not write here", or "nothing more fits", which does not
/// keep anyone from reading.
fn is_refusal(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
    )
}

/// Returns what tells this run of the kernel from any other; empty where there is no such thing.
///
/// Bytes that a process wrote survive its death as long as the kernel runs.
pub(crate) fn boot_identity() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default()
}

/// Returns whether a file in the temporary bucket is a marker of unsynced blobs.
pub(crate) fn is_marker(name: &str) -> bool {
    name.starts_with(MARKER)
}
