// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Files that are there whole or not at all: they are written beside their place and renamed, and
//! what a killed process left there is removed by the next.
//!
//! Every such file is locked (`flock`) by whoever writes it. The kernel takes the lock away with
//! the process, so a file that nobody holds is nobody's, and can be removed. The folder's own lock
//! keeps apart making a file and locking it from sweeping.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::NamedTempFile;

/// What the name of every such file begins with.
const PREFIX: &str = ".haerterei-writing-";

/// Makes a file in a folder, as readable as any new one: the user's mask decides.
///
/// Whoever has written it gives it its name with [`NamedTempFile::persist`].
pub fn file_in(folder: &Path) -> io::Result<NamedTempFile> {
    let gate = File::open(folder)?;
    gate.lock_shared()?;
    let file = tempfile::Builder::new()
        .prefix(PREFIX)
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    file.as_file().lock()?;
    Ok(file)
}

/// Removes what killed processes left in a folder.
///
/// While another process is just making a file nothing is swept; there will be a next time.
pub fn sweep(folder: &Path) -> io::Result<()> {
    let gate = File::open(folder)?;
    if gate.try_lock().is_err() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_ours = entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes());
        if is_ours && entry.file_type()?.is_file() && is_nobodys(&entry.path()) {
            match fs::remove_file(entry.path()) {
                // Finished and put into its place just now.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                result => result?,
            }
        }
    }
    Ok(())
}

/// Writes a file: until the very end what was there before stays, then the new one is on the disk.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    sweep(folder)?;
    let mut file = file_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

/// Returns the folder in which a path lies.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Returns whether no process writes a file.
fn is_nobodys(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_writes_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let held = file_in(folder).unwrap();
        fs::write(folder.join(".haerterei-writing-stray"), "half").unwrap();
        fs::write(folder.join("other"), "whole").unwrap();
        fs::create_dir(folder.join(".haerterei-writing-folder")).unwrap();
        sweep(folder).unwrap();
        assert!(!folder.join(".haerterei-writing-stray").exists());
        assert!(held.path().exists() && folder.join("other").exists());
        assert!(folder.join(".haerterei-writing-folder").exists());
        let (_, path) = held.keep().unwrap();
        sweep(folder).unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_file_is_replaced_and_what_was_half_written_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        fs::write(folder.path().join(".haerterei-writing-stray"), "half").unwrap();
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write(&folder.path().join("nowhere/lock"), b"").is_err());
    }
}
