// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Files and folders, with errors that say which.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use haerterei_ground::BoundedReader;

use crate::error::{Operation, StoreError};

/// Turns what the system said while writing into an error that a person understands.
///
/// `root` is the folder of the cache, `needed` the bytes that were to be written.
pub(crate) fn write_error(
    root: &Path,
    path: &Path,
    needed: Option<u64>,
    source: io::Error,
) -> StoreError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            StoreError::Full { folder: root.to_owned(), needed, free: free_bytes(root), source }
        }
        io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { folder: root.to_owned() },
        _ => StoreError::io(Operation::Write, path, source),
    }
}

/// Returns the bytes a user without privileges may still write below a folder.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let free = rustix::fs::statvfs(folder).ok()?;
    free.f_bavail.checked_mul(free.f_frsize)
}

/// Writes what was changed in a folder (names, not contents) to the disk.
pub(crate) fn sync_folder(root: &Path, folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| write_error(root, folder, None, source))
}

/// Writes everything of the file system that holds a folder to the disk.
pub(crate) fn sync_everything(root: &Path) -> Result<(), StoreError> {
    let folder = File::open(root).map_err(|source| write_error(root, root, None, source))?;
    rustix::fs::syncfs(&folder).map_err(|error| write_error(root, root, None, error.into()))
}

/// Creates the folder that is to hold `file`; returns it.
pub(crate) fn make_parent<'a>(root: &'a Path, file: &'a Path) -> Result<&'a Path, StoreError> {
    let parent = file.parent().unwrap_or(root);
    match fs::create_dir(parent) {
        Ok(()) => Ok(parent),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(parent),
        Err(_) => fs::create_dir_all(parent)
            .map(|()| parent)
            .map_err(|source| write_error(root, parent, None, source)),
    }
}

/// Reads a file whole, at most `limit` bytes; nothing if there is none.
pub(crate) fn read_bounded(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreError::io(Operation::Read, path, source)),
    };
    read_rest(&mut file, path, limit).map(Some)
}

/// Reads the rest of an open file, at most `limit` bytes.
pub(crate) fn read_rest(file: &mut File, path: &Path, limit: u64) -> Result<Vec<u8>, StoreError> {
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(limit)).unwrap_or(0));
    match BoundedReader::new(file, limit).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Err(StoreError::TooLarge { path: path.to_owned(), limit })
        }
        Err(source) => Err(StoreError::io(Operation::Read, path, source)),
    }
}

/// Removes a file; that it is gone already is fine.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(StoreError::io(Operation::Remove, path, source)),
    }
}
