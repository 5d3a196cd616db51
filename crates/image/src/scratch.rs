// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Files that are being written beside their place, and those that a killed process left there.
//!
//! Every such file is locked (`flock`) by whoever writes it. The kernel takes the lock away with
//! the process, so a file that nobody holds is nobody's, and can be removed. The folder's own lock
//! keeps apart making a file and locking it from sweeping.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::ImageError;

/// What the name of every such file begins with.
const PREFIX: &str = ".haerterei-writing-";

/// Makes a file in a folder, as readable as any new one: the user's mask decides.
pub(crate) fn file_in(folder: &Path) -> Result<NamedTempFile, ImageError> {
    let failed = ImageError::file(folder);
    let make = || {
        let gate = File::open(folder)?;
        gate.lock_shared()?;
        let file = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(folder)?;
        file.as_file().lock()?;
        Ok(file)
    };
    make().map_err(failed)
}

/// Removes what killed processes left in a folder.
///
/// While another process is just making a file nothing is swept; there will be a next time.
pub(crate) fn sweep(folder: &Path) -> Result<(), ImageError> {
    let sweep = || -> io::Result<()> {
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
    };
    sweep().map_err(ImageError::file(folder))
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
}
