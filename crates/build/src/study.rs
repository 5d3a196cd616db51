// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What reading a package's files taught: what came into the image, what did not and why, and
//! what the proof and the generated files need to know of them.

use std::collections::BTreeMap;

use haerterei_ground::{Digest, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use serde::{Deserialize, Serialize};

/// What one package brought into an image.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Study {
    /// What came in, in the order of the layer.
    pub(crate) kept: Vec<Kept>,
    /// What did not, with the rule.
    pub(crate) dropped: Vec<Dropped>,
    /// Contents that generated files are made from, by path; the bytes are in the store.
    pub(crate) captured: BTreeMap<TreePath, Captured>,
}

/// A path that came into the image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Where it is.
    pub(crate) path: TreePath,
    /// What it is.
    pub(crate) kind: KeptKind,
    /// Permission bits.
    pub(crate) mode: u32,
    /// Owner.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) uid: u64,
    /// Group.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) gid: u64,
    /// Time of last change, in seconds since 1970.
    pub(crate) mtime: i64,
    /// Whether hardening took a privilege from it (setuid, setgid, capabilities).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) was_privileged: bool,
}

/// What a kept path is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum KeptKind {
    /// A regular file.
    File {
        /// Its size in bytes.
        size: u64,
        /// Its content, where it was digested.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Digest>,
    },
    /// A folder.
    Directory,
    /// A symbolic link; the target's bytes.
    Symlink(Vec<u8>),
    /// A further name of a file.
    Hardlink(TreePath),
    /// A device or a pipe, in a faithful tree only.
    Special,
}

/// A path that did not come into the image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dropped {
    /// Where it would have been.
    pub(crate) path: TreePath,
    /// The rule that dropped it.
    pub(crate) rule: String,
    /// Its size in bytes.
    pub(crate) size: u64,
}

/// A file whose content is needed to make another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Captured {
    /// The content, in the store.
    pub(crate) content: Digest,
    /// Permission bits as shipped.
    pub(crate) mode: u32,
    /// Time of last change, in seconds since 1970.
    pub(crate) mtime: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Kept {
    /// Describes an entry as it was written.
    pub(crate) fn of(entry: &Entry, content: Option<Digest>) -> Self {
        Self {
            path: entry.path.clone(),
            kind: match &entry.kind {
                EntryKind::File => KeptKind::File { size: entry.size, content },
                EntryKind::Directory => KeptKind::Directory,
                EntryKind::Symlink { target } => KeptKind::Symlink(target.clone()),
                EntryKind::Hardlink { target } => KeptKind::Hardlink(target.clone()),
                EntryKind::CharDevice { .. } | EntryKind::BlockDevice { .. } | EntryKind::Fifo => {
                    KeptKind::Special
                }
            },
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            mtime: entry.mtime,
            was_privileged: false,
        }
    }
}
