// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Mount points: a small layer of empty folders and files over the image's own.
//!
//! The image is mounted without anything to write to, so nothing can make a mount point later; and
//! a runtime may take the mode of a memory folder from its mount point (runc before 1.1.8 knows no
//! other way).

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use haerterei_ground::TreePath;
use rustix::fs::{AtFlags, CWD, Gid, Mode, Uid};

use super::stack::Stack;

/// The layer of mount points, being made.
#[derive(Debug)]
pub(crate) struct Points {
    folder: PathBuf,
    stack: Stack,
    true_owners: bool,
}

impl Points {
    /// Begins a layer over an image's.
    pub(crate) fn new(folder: &Path, image: &Stack, true_owners: bool) -> io::Result<Self> {
        DirBuilder::new().mode(0o755).create(folder)?;
        let mut points = Self { folder: folder.to_owned(), stack: image.clone(), true_owners };
        points.inherit(&TreePath::root())?;
        points.stack.layers.insert(0, folder.to_owned());
        Ok(points)
    }

    /// Makes a folder to mount at; returns where it is with all links followed.
    pub(crate) fn folder(&self, path: &TreePath, mode: Option<u32>) -> io::Result<TreePath> {
        let path = self.stack.resolve(path)?;
        self.make_folders(&path)?;
        if let Some(mode) = mode {
            rustix::fs::chmod(self.place(&path), Mode::from_raw_mode(mode))?;
        }
        Ok(path)
    }

    /// Makes a folder where there is none; one that is there stays as it is.
    pub(crate) fn ensure_folder(&self, path: &TreePath) -> io::Result<TreePath> {
        match self.stack.find(path, true)? {
            Some(found) => Ok(found.path),
            None => self.folder(path, None),
        }
    }

    /// Makes a file to mount at.
    pub(crate) fn file(&self, path: &TreePath) -> io::Result<TreePath> {
        let path = self.stack.resolve(path)?;
        self.make_folders(&path.parent().unwrap_or_default())?;
        let place = self.place(&path);
        if fs::symlink_metadata(&place).is_err() {
            File::create_new(place)?;
        }
        Ok(path)
    }

    fn make_folders(&self, path: &TreePath) -> io::Result<()> {
        let mut folders: Vec<TreePath> = path.ancestors().collect();
        folders.insert(0, path.clone());
        for folder in folders.into_iter().rev() {
            let place = self.place(&folder);
            match fs::symlink_metadata(&place) {
                Ok(metadata) if metadata.is_dir() => {}
                Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
                Err(_) => {
                    // What the image has there decides, before this layer hides it.
                    DirBuilder::new().mode(0o755).create(&place)?;
                    self.inherit(&folder)?;
                }
            }
        }
        Ok(())
    }

    /// Gives a folder the mode and the owner that the image's own has.
    fn inherit(&self, folder: &TreePath) -> io::Result<()> {
        let image = Stack {
            layers: self
                .stack
                .layers
                .iter()
                .filter(|layer| **layer != self.folder)
                .cloned()
                .collect(),
        };
        let place = self.place(folder);
        let found = image.find(folder, false)?.filter(|found| found.metadata.is_dir());
        let (mode, uid, gid) = match found {
            Some(found) => {
                (found.metadata.mode() & 0o7777, found.metadata.uid(), found.metadata.gid())
            }
            None => (0o755, 0, 0),
        };
        if self.true_owners {
            rustix::fs::chownat(
                CWD,
                &place,
                Some(Uid::from_raw(uid)),
                Some(Gid::from_raw(gid)),
                AtFlags::SYMLINK_NOFOLLOW,
            )?;
        }
        rustix::fs::chmod(&place, Mode::from_raw_mode(mode))?;
        Ok(())
    }

    fn place(&self, path: &TreePath) -> PathBuf {
        self.folder.join(std::ffi::OsStr::from_bytes(path.as_bytes()))
    }
}
