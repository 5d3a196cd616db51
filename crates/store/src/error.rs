// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What can go wrong with the cache.

use std::io;
use std::path::{Path, PathBuf};

use haerterei_ground::{Blame, Cancelled, Digest, Explain, Message};

/// What was being done to a file of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Reading a file or a folder.
    Read,
    /// Writing, renaming or syncing a file.
    Write,
    /// Removing a file.
    Remove,
    /// Taking a lock.
    Lock,
}

impl Operation {
    const fn verb(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Remove => "remove",
            Self::Lock => "lock",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Read => "store-cannot-read",
            Self::Write => "store-cannot-write",
            Self::Remove => "store-cannot-remove",
            Self::Lock => "store-cannot-lock",
        }
    }
}

/// Why the cache could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder is neither a cache nor can it become one.
    #[error("cannot use {} as a cache", folder.display())]
    Unusable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The blob is not in the cache.
    #[error("{digest} is not in the cache")]
    Missing {
        /// The digest asked for.
        digest: Digest,
    },
    /// A file of the cache does not hold what its name promises; it was removed.
    #[error("{} was damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The bytes written are not the ones announced; nothing was kept.
    #[error("expected {expected}, got {found}")]
    WrongContent {
        /// The digest announced.
        expected: Box<Digest>,
        /// The digest of what came.
        found: Box<Digest>,
    },
    /// The blob is sound, yet not as long as the caller believes.
    #[error("{digest} has {found} bytes, not {expected}")]
    WrongSize {
        /// The blob.
        digest: Digest,
        /// The size the caller expects, in bytes.
        expected: u64,
        /// The size it has, in bytes.
        found: u64,
    },
    /// The blob or value is larger than allowed.
    #[error("{} has more than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The bound, in bytes.
        limit: u64,
    },
    /// The cache can only be read.
    #[error("the cache {} can only be read", folder.display())]
    ReadOnly {
        /// The folder of the cache.
        folder: PathBuf,
    },
    /// The disk, or the user's share of it, is full.
    #[error("no space left in {}", folder.display())]
    Full {
        /// The folder of the cache.
        folder: PathBuf,
        /// The bytes that were to be written, where known.
        needed: Option<u64>,
        /// The bytes that are free, where the system tells.
        free: Option<u64>,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused.
    #[error("cannot {} {}", operation.verb(), path.display())]
    Io {
        /// What was being done.
        operation: Operation,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Waiting for a lock was stopped.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl StoreError {
    pub(crate) fn io(operation: Operation, path: &Path, source: io::Error) -> Self {
        Self::Io { operation, path: path.to_owned(), source }
    }
}

/// Every key that this room's errors and progress may use.
pub const MESSAGE_KEYS: &[&str] = &[
    "store-unusable",
    "store-missing",
    "store-damaged",
    "store-wrong-content",
    "store-wrong-size",
    "store-too-large",
    "store-read-only",
    "store-full",
    "store-full-figures",
    "store-cannot-read",
    "store-cannot-write",
    "store-cannot-remove",
    "store-cannot-lock",
    "store-cancelled",
];

impl Explain for StoreError {
    fn message(&self) -> Message {
        match self {
            Self::Unusable { folder, .. } => {
                Message::new("store-unusable").text("folder", folder.display())
            }
            Self::Missing { digest } => Message::new("store-missing").text("digest", digest),
            Self::Damaged { path } => Message::new("store-damaged").text("path", path.display()),
            Self::WrongContent { expected, found } => {
                Message::new("store-wrong-content").text("expected", expected).text("found", found)
            }
            Self::WrongSize { digest, expected, found } => Message::new("store-wrong-size")
                .text("digest", digest)
                .number("expected", *expected)
                .number("found", *found),
            Self::TooLarge { path, limit } => {
                Message::new("store-too-large").text("path", path.display()).number("limit", *limit)
            }
            Self::ReadOnly { folder } => {
                Message::new("store-read-only").text("folder", folder.display())
            }
            Self::Full { folder, needed: Some(needed), free: Some(free), .. } => {
                Message::new("store-full-figures")
                    .text("folder", folder.display())
                    .number("needed", *needed)
                    .number("free", *free)
            }
            Self::Full { folder, .. } => {
                Message::new("store-full").text("folder", folder.display())
            }
            Self::Io { operation, path, .. } => {
                Message::new(operation.key()).text("path", path.display())
            }
            Self::Cancelled(_) => Message::new("store-cancelled"),
        }
    }

    fn blame(&self) -> Blame {
        Blame::World
    }
}
