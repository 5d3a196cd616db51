// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One entry of a tar archive.

use std::collections::BTreeMap;

use haerterei_ground::TreePath;

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file; its content follows.
    File,
    /// A folder.
    Directory,
    /// A symbolic link; the target is text, not a path of the tree.
    Symlink {
        /// Where it points, as written.
        target: Vec<u8>,
    },
    /// A further name of an earlier entry.
    Hardlink {
        /// The earlier entry.
        target: TreePath,
    },
    /// A character device.
    CharDevice {
        /// Major number.
        major: u32,
        /// Minor number.
        minor: u32,
    },
    /// A block device.
    BlockDevice {
        /// Major number.
        major: u32,
        /// Minor number.
        minor: u32,
    },
    /// A named pipe.
    Fifo,
}

/// One entry of a tar archive, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub path: TreePath,
    /// What it is.
    pub kind: EntryKind,
    /// Permission bits with setuid, setgid and sticky: never more than `0o7777`.
    pub mode: u32,
    /// Owner.
    pub uid: u64,
    /// Group.
    pub gid: u64,
    /// Time of last change, in seconds since 1970; fractions are rounded down.
    pub mtime: i64,
    /// Bytes of content; zero for all but regular files.
    pub size: u64,
    /// Extended attributes by name (`security.capability`).
    pub xattrs: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Entry {
    /// Returns an entry of root's, made in 1970, without content.
    pub fn new(path: TreePath, kind: EntryKind, mode: u32) -> Self {
        Self { path, kind, mode, uid: 0, gid: 0, mtime: 0, size: 0, xattrs: BTreeMap::new() }
    }

    /// Returns a regular file of root's, made in 1970, of `size` bytes.
    pub fn file(path: TreePath, mode: u32, size: u64) -> Self {
        Self { size, ..Self::new(path, EntryKind::File, mode) }
    }
}
