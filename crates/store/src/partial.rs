// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Downloads under way: files that grow until they have the digest they were opened for.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use haerterei_ground::{Digest, Hasher};
use tempfile::TempPath;

use crate::bucket::Bucket;
use crate::disk::{self, write_error};
use crate::error::{Operation, StoreError};
use crate::store::{Durability, Store};

/// A blob that is coming in, kept when the process ends before all of it is there.
///
/// Whoever has it is alone with it: it is locked against other processes and threads.
#[derive(Debug)]
pub struct Partial {
    store: Store,
    digest: Digest,
    path: PathBuf,
    file: File,
    hasher: Hasher,
    length: u64,
    needed: Option<u64>,
    /// Set for a private one, which is removed when dropped.
    temporary: Option<TempPath>,
}

impl Store {
    /// Opens what is there of a blob, creating it empty, or returns nothing if another process or
    /// thread is writing it.
    ///
    /// What is there is hashed, so that the rest can be checked as it comes.
    pub fn partial(&self, digest: &Digest) -> Result<Option<Partial>, StoreError> {
        self.require_writable()?;
        let root = &self.0.root;
        let path = Bucket::Partial.file(root, digest);
        disk::make_parent(root, &path)?;
        loop {
            let file = OpenOptions::new()
                .read(true)
                .append(true)
                .create(true)
                .open(&path)
                .map_err(|source| write_error(root, &path, None, source))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(source)) => {
                    return Err(StoreError::io(Operation::Lock, &path, source));
                }
            }
            // Between opening and locking, the file may have become a blob or been dropped.
            if is_still_there(&file, &path) {
                return self.adopt(digest, path, file, None).map(Some);
            }
        }
    }

    /// Opens an empty partial file of our own, for when another process holds the shared one and
    /// does not get on.
    pub fn private_partial(&self, digest: &Digest) -> Result<Partial, StoreError> {
        let (file, temporary) = self.temporary("partial-")?.into_parts();
        self.adopt(digest, temporary.to_path_buf(), file, Some(temporary))
    }

    /// Returns how many bytes of a blob have come in so far, whoever writes it.
    pub fn partial_length(&self, digest: &Digest) -> u64 {
        fs::metadata(Bucket::Partial.file(&self.0.root, digest))
            .map_or(0, |metadata| metadata.len())
    }

    fn adopt(
        &self,
        digest: &Digest,
        path: PathBuf,
        file: File,
        temporary: Option<TempPath>,
    ) -> Result<Partial, StoreError> {
        let mut partial = Partial {
            store: self.clone(),
            digest: *digest,
            path,
            file,
            hasher: Hasher::new(digest.algorithm()),
            length: 0,
            needed: None,
            temporary,
        };
        partial.hash_what_is_there()?;
        Ok(partial)
    }
}

/// Returns whether a path still names the open file.
fn is_still_there(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

impl Partial {
    /// Returns how many bytes are there.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Returns whether what is there has the digest it was opened for.
    pub fn is_complete(&self) -> bool {
        self.hasher.clone().finish() == self.digest
    }

    /// Tells how many bytes the whole has, so that a full disk can be reported with figures.
    pub const fn expect(&mut self, size: u64) {
        self.needed = Some(size);
    }

    /// Adds bytes.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.file.write_all(bytes).map_err(|source| {
            let needed = self.needed.map(|size| size.saturating_sub(self.length));
            write_error(&self.store.0.root, &self.path, needed, source)
        })?;
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Forgets what is there and starts again.
    pub fn restart(&mut self) -> Result<(), StoreError> {
        self.file
            .set_len(0)
            .map_err(|source| write_error(&self.store.0.root, &self.path, None, source))?;
        self.hasher = Hasher::new(self.digest.algorithm());
        self.length = 0;
        Ok(())
    }

    /// Makes the bytes a blob of the cache, if they have the digest they were opened for.
    ///
    /// Other bytes are dropped and reported as [`StoreError::WrongContent`].
    pub fn commit(&mut self, durability: Durability) -> Result<(), StoreError> {
        let found = self.hasher.clone().finish();
        if found != self.digest {
            self.restart()?;
            return Err(StoreError::WrongContent {
                expected: Box::new(self.digest),
                found: Box::new(found),
            });
        }
        let root = &self.store.0.root;
        let path = Bucket::Blobs.file(root, &self.digest);
        let failed = |source| write_error(root, &path, None, source);
        self.file.set_permissions(Permissions::from_mode(0o444)).map_err(failed)?;
        let folder = disk::make_parent(root, &path)?;
        match durability {
            Durability::Immediate => self.file.sync_all().map_err(failed)?,
            Durability::Deferred => self.store.note_unsynced(&path)?,
        }
        fs::rename(&self.path, &path).map_err(failed)?;
        if let Some(temporary) = self.temporary.take() {
            // Renamed already: there is nothing to remove.
            let _ = temporary.keep();
        }
        if durability == Durability::Immediate {
            disk::sync_folder(root, folder)?;
        }
        Ok(())
    }

    /// Drops what is there.
    pub fn discard(self) -> Result<(), StoreError> {
        disk::remove(&self.path)
    }

    fn hash_what_is_there(&mut self) -> Result<(), StoreError> {
        let mut buffer = vec![0; 128 << 10];
        loop {
            match self.file.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => {
                    self.hasher.update(buffer.get(..count).unwrap_or_default());
                    self.length += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(StoreError::io(Operation::Read, &self.path, source)),
            }
        }
    }
}
