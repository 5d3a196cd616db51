// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A plain folder as an image of one layer.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use haerterei_ground::{Limits, TreePath};
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};

use crate::ImageError;
use crate::image::Visitor;
use crate::tar::{Entry, EntryKind};

/// How deep folders may be nested: each level holds a file open.
const DEEPEST: usize = 200;
const CAPABILITY: &str = "security.capability";

/// A plain folder, read as the root of an image.
///
/// The walk holds folders open and never follows a symbolic link, so that nothing outside is
/// read, even while somebody changes the folder.
#[derive(Clone, Debug)]
pub struct RootFolder {
    folder: PathBuf,
    limits: Limits,
}

impl RootFolder {
    /// Opens a folder.
    pub fn open(folder: &Path, limits: Limits) -> Result<Self, ImageError> {
        let metadata = std::fs::metadata(folder).map_err(ImageError::file(folder))?;
        if !metadata.is_dir() {
            return Err(ImageError::NotAnImage {
                path: folder.to_owned(),
                reason: "it is not a folder",
            });
        }
        Ok(Self { folder: folder.to_owned(), limits })
    }

    /// Shows every path to `visitor`, in the order of the bytes within each folder; content is
    /// opened only when it is read.
    pub(crate) fn visit(&self, visitor: &mut Visitor<'_>) -> Result<(), ImageError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(&self.folder, flags, Mode::empty())
            .map_err(|error| ImageError::file(&self.folder)(error.into()))?;
        let mut walk = Walk { root: self, links: HashMap::new(), entries: 0 };
        walk.folder(&root, &TreePath::root(), 0, visitor)
    }
}

struct Walk<'a> {
    root: &'a RootFolder,
    /// First names of files that have several, by device and number.
    links: HashMap<(u64, u64), TreePath>,
    entries: u64,
}

impl Walk<'_> {
    fn folder(
        &mut self,
        folder: &OwnedFd,
        path: &TreePath,
        depth: usize,
        visitor: &mut Visitor<'_>,
    ) -> Result<(), ImageError> {
        if depth > DEEPEST {
            return Err(ImageError::TooMany { what: "nested folders" });
        }
        let failed = |path: &TreePath| {
            let path = self.root.folder.join(path.to_string().trim_start_matches('/'));
            move |error: rustix::io::Errno| ImageError::file(&path)(error.into())
        };
        let mut names = Vec::new();
        for entry in Dir::read_from(folder).map_err(failed(path))? {
            let entry = entry.map_err(failed(path))?;
            let name = entry.file_name().to_bytes();
            if !matches!(name, b"." | b"..") {
                names.push(entry.file_name().to_owned());
            }
        }
        names.sort_unstable();
        for name in names {
            self.entries += 1;
            if self.entries > self.root.limits.entries {
                return Err(ImageError::TooMany { what: "files" });
            }
            let below = path
                .join(name.to_bytes())
                .map_err(|_| ImageError::TooMany { what: "nested folders" })?;
            let stat = rustix::fs::statat(folder, &name, AtFlags::SYMLINK_NOFOLLOW)
                .map_err(failed(&below))?;
            let kind = match FileType::from_raw_mode(stat.st_mode) {
                FileType::RegularFile => self.file_kind(&stat, &below),
                FileType::Directory => EntryKind::Directory,
                FileType::Symlink => EntryKind::Symlink {
                    target: rustix::fs::readlinkat(folder, &name, Vec::new())
                        .map_err(failed(&below))?
                        .into_bytes(),
                },
                FileType::CharacterDevice => EntryKind::CharDevice {
                    major: rustix::fs::major(stat.st_rdev),
                    minor: rustix::fs::minor(stat.st_rdev),
                },
                FileType::BlockDevice => EntryKind::BlockDevice {
                    major: rustix::fs::major(stat.st_rdev),
                    minor: rustix::fs::minor(stat.st_rdev),
                },
                FileType::Fifo => EntryKind::Fifo,
                // A socket is nothing that an image can hold.
                _ => continue,
            };
            let is_file = kind == EntryKind::File;
            let is_directory = kind == EntryKind::Directory;
            let entry = Entry {
                path: below.clone(),
                mode: stat.st_mode & 0o7777,
                uid: u64::from(stat.st_uid),
                gid: u64::from(stat.st_gid),
                mtime: stat.st_mtime,
                size: if is_file { u64::try_from(stat.st_size).unwrap_or(0) } else { 0 },
                xattrs: if is_file { capability(folder.as_fd(), &name) } else { BTreeMap::new() },
                kind,
            };
            let mut content =
                Lazy { folder: folder.as_fd(), name: &name, file: None, left: entry.size };
            visitor(&entry, &mut content)?;
            if is_directory {
                let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
                let inner = rustix::fs::openat(folder, &name, flags, Mode::empty())
                    .map_err(failed(&below))?;
                self.folder(&inner, &below, depth + 1, visitor)?;
            }
        }
        Ok(())
    }

    fn file_kind(&mut self, stat: &Stat, path: &TreePath) -> EntryKind {
        if stat.st_nlink > 1 {
            let identity = (stat.st_dev, stat.st_ino);
            if let Some(first) = self.links.get(&identity) {
                return EntryKind::Hardlink { target: first.clone() };
            }
            self.links.insert(identity, path.clone());
        }
        EntryKind::File
    }
}

/// Reads a file's capabilities; whoever may not read them sees none.
fn capability(folder: BorrowedFd<'_>, name: &std::ffi::CStr) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut path = format!("/proc/self/fd/{}/", folder.as_raw_fd()).into_bytes();
    path.extend_from_slice(name.to_bytes());
    let mut value = [0; 64];
    match rustix::fs::lgetxattr(path, CAPABILITY, &mut value[..]) {
        Ok(length) => BTreeMap::from([(
            CAPABILITY.as_bytes().to_vec(),
            value.get(..length).unwrap_or_default().to_vec(),
        )]),
        Err(_) => BTreeMap::new(),
    }
}

/// Content that is opened at the first read.
struct Lazy<'a> {
    folder: BorrowedFd<'a>,
    name: &'a std::ffi::CStr,
    file: Option<File>,
    left: u64,
}

impl Read for Lazy<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
                let file = rustix::fs::openat(self.folder, self.name, flags, Mode::empty())?;
                none.insert(File::from(file))
            }
        };
        let count = file.take(self.left).read(buffer)?;
        self.left -= count as u64;
        Ok(count)
    }
}
