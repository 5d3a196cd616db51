// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is at one path.

use std::collections::BTreeMap;

use haerterei_ground::{Digest, TreePath};

use crate::tar::{Entry, EntryKind};

/// What is at one path of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Permission bits with setuid, setgid and sticky.
    pub mode: u32,
    /// Owner.
    pub uid: u64,
    /// Group.
    pub gid: u64,
    /// Time of last change, in seconds since 1970.
    pub mtime: i64,
    /// Extended attributes by name.
    pub xattrs: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Where it comes from: the layer's number from zero, or whatever the tree's maker counts.
    pub origin: usize,
    /// For a further name of a file: the name whose entry carries the content.
    pub hardlink: Option<TreePath>,
    /// The mark of the entry that carries the content: see [`LayerEntry`](super::LayerEntry).
    pub mark: u64,
}

/// What kind of thing is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A regular file.
    File {
        /// Bytes of content.
        size: u64,
        /// Digest of the content, where it was computed.
        content: Option<Digest>,
    },
    /// A folder.
    Directory,
    /// A symbolic link.
    Symlink {
        /// Where it points, as written.
        target: Vec<u8>,
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

impl Node {
    /// Returns a folder of root's, mode 0755, of 1970: what stands in for one that nobody declared.
    pub fn folder(origin: usize) -> Self {
        Self {
            kind: NodeKind::Directory,
            mode: 0o755,
            uid: 0,
            gid: 0,
            mtime: 0,
            xattrs: BTreeMap::new(),
            origin,
            hardlink: None,
            mark: 0,
        }
    }

    /// Returns the node that an entry stands for; nothing for a hard link, which has the node of
    /// its target.
    pub fn of(entry: Entry, content: Option<Digest>, origin: usize) -> Option<Self> {
        let kind = match entry.kind {
            EntryKind::File => NodeKind::File { size: entry.size, content },
            EntryKind::Directory => NodeKind::Directory,
            EntryKind::Symlink { target } => NodeKind::Symlink { target },
            EntryKind::CharDevice { major, minor } => NodeKind::CharDevice { major, minor },
            EntryKind::BlockDevice { major, minor } => NodeKind::BlockDevice { major, minor },
            EntryKind::Fifo => NodeKind::Fifo,
            EntryKind::Hardlink { .. } => return None,
        };
        Some(Self {
            kind,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            mtime: entry.mtime,
            xattrs: entry.xattrs,
            origin,
            hardlink: None,
            mark: 0,
        })
    }

    /// Returns the entry that puts this node at a path; a further name becomes a hard link.
    pub fn to_entry(&self, path: TreePath) -> Entry {
        let kind = match (&self.hardlink, &self.kind) {
            (Some(target), _) => EntryKind::Hardlink { target: target.clone() },
            (None, NodeKind::File { .. }) => EntryKind::File,
            (None, NodeKind::Directory) => EntryKind::Directory,
            (None, NodeKind::Symlink { target }) => EntryKind::Symlink { target: target.clone() },
            (None, NodeKind::CharDevice { major, minor }) => {
                EntryKind::CharDevice { major: *major, minor: *minor }
            }
            (None, NodeKind::BlockDevice { major, minor }) => {
                EntryKind::BlockDevice { major: *major, minor: *minor }
            }
            (None, NodeKind::Fifo) => EntryKind::Fifo,
        };
        let size = match kind {
            EntryKind::File => self.size(),
            _ => 0,
        };
        Entry {
            path,
            kind,
            mode: self.mode,
            uid: self.uid,
            gid: self.gid,
            mtime: self.mtime,
            size,
            xattrs: self.xattrs.clone(),
        }
    }

    /// Returns whether this is a folder.
    pub const fn is_directory(&self) -> bool {
        matches!(self.kind, NodeKind::Directory)
    }

    /// Returns whether this is a regular file.
    pub const fn is_file(&self) -> bool {
        matches!(self.kind, NodeKind::File { .. })
    }

    /// Returns the bytes of a file's content; zero for all else.
    pub const fn size(&self) -> u64 {
        match self.kind {
            NodeKind::File { size, .. } => size,
            _ => 0,
        }
    }

    /// Returns the bytes that this name adds: none for a further name of a file.
    pub const fn own_size(&self) -> u64 {
        if self.hardlink.is_some() { 0 } else { self.size() }
    }
}
