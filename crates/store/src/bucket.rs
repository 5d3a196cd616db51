// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The parts of the cache on disk.

use std::path::{Path, PathBuf};

use haerterei_ground::Digest;

/// A part of the cache: what it holds, how it is named, and the version of its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bucket {
    /// Bytes by their digest: packages, indices, compressed pieces of layers. Read-only files,
    /// spread over folders of the first two hexadecimal characters.
    Blobs,
    /// Results of functions by the digest of their key. Each carries a checksum, none is synced:
    /// a damaged one is a miss.
    Memo,
    /// Small values by the digest of their name. Synced at once, never cleaned.
    Pointers,
    /// Downloads under way by the digest they shall have; the process that writes one holds its
    /// lock.
    Partial,
    /// Files whose lock stands for a name. Empty.
    Locks,
    /// Files being written, each locked by its writer. Older than a day and not locked, they were
    /// left by a process that was killed, and are removed when the cache is next opened.
    Temporary,
}

impl Bucket {
    /// Every bucket.
    pub const ALL: [Self; 6] =
        [Self::Blobs, Self::Memo, Self::Pointers, Self::Partial, Self::Locks, Self::Temporary];

    /// Returns the name of the bucket's folder.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Blobs => "blobs-v1",
            Self::Memo => "memo-v1",
            Self::Pointers => "pointers-v1",
            Self::Partial => "partial-v1",
            Self::Locks => "locks-v1",
            Self::Temporary => "tmp-v1",
        }
    }

    /// Returns the path of the bucket in a cache.
    pub(crate) fn within(self, root: &Path) -> PathBuf {
        root.join(self.folder())
    }

    /// Returns the path of the file for a digest in a cache.
    pub(crate) fn file(self, root: &Path, digest: &Digest) -> PathBuf {
        let hex = digest.hex();
        let mut path = self.within(root);
        match self {
            Self::Blobs => {
                let (shard, rest) = hex.split_at(2);
                path.extend([digest.algorithm().name(), shard, rest]);
            }
            Self::Memo => {
                let (shard, rest) = hex.split_at(2);
                path.extend([shard, rest]);
            }
            Self::Partial => path.extend([digest.algorithm().name(), &hex]),
            Self::Pointers | Self::Locks | Self::Temporary => path.push(hex),
        }
        path
    }
}
