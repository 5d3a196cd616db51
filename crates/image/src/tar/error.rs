// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a tar archive cannot be read or written.

use std::io;

use haerterei_ground::{Blame, Explain, Message, TreePath, TreePathError};

/// Why a tar archive cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TarError {
    /// The bytes could not be read or written.
    #[error("cannot read or write the archive")]
    Io(#[from] io::Error),
    /// The archive ends in the middle of something.
    #[error("the archive ends early, at byte {offset}")]
    Truncated {
        /// Bytes that were read.
        offset: u64,
    },
    /// A header is malformed.
    #[error("malformed header at byte {offset}: {what}")]
    Header {
        /// Where the header begins.
        offset: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A path is not one of a tree.
    #[error("path `{path}` in the archive is refused")]
    Path {
        /// The path, shortened and escaped.
        path: String,
        /// What is wrong with it.
        #[source]
        source: TreePathError,
    },
    /// An entry is of a kind that we refuse.
    #[error("entry {path} is of an unsupported kind ({kind})")]
    Unsupported {
        /// The entry.
        path: String,
        /// What it is.
        kind: String,
    },
    /// The archive holds too many headers.
    #[error("the archive has more than {limit} entries")]
    TooManyEntries {
        /// The bound.
        limit: u64,
    },
    /// A file is too large.
    #[error("file {path} has {size} bytes, more than {limit}")]
    FileTooLarge {
        /// The file.
        path: TreePath,
        /// Its size in bytes.
        size: u64,
        /// The bound in bytes.
        limit: u64,
    },
    /// The archive is too large.
    #[error("the archive has more than {limit} bytes")]
    TooLarge {
        /// The bound in bytes.
        limit: u64,
    },
    /// The content passed for a file is not as long as its entry says.
    #[error("content of {path} is not {size} bytes long")]
    ContentLength {
        /// The file.
        path: TreePath,
        /// Its size in bytes, by its entry.
        size: u64,
    },
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "image-tar-io",
    "image-tar-truncated",
    "image-tar-header",
    "image-tar-path",
    "image-tar-unsupported",
    "image-tar-too-many-entries",
    "image-tar-file-too-large",
    "image-tar-too-large",
    "image-tar-content-length",
];

impl TarError {
    /// Recovers the error that a read of content carried through [`io::Error`].
    pub fn from_read(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => error,
            Err(error) => Self::Io(error),
        }
    }

    pub(super) fn path(bytes: &[u8], source: TreePathError) -> Self {
        let shortened = bytes.get(..120).unwrap_or(bytes);
        Self::Path { path: shortened.escape_ascii().to_string(), source }
    }
}

impl From<TarError> for io::Error {
    fn from(error: TarError) -> Self {
        match error {
            TarError::Io(error) => error,
            error => Self::new(io::ErrorKind::InvalidData, error),
        }
    }
}

impl Explain for TarError {
    fn message(&self) -> Message {
        match self {
            Self::Io(error) => Message::new("image-tar-io").text("error", error),
            Self::Truncated { offset } => {
                Message::new("image-tar-truncated").number("offset", *offset)
            }
            Self::Header { offset, what } => {
                Message::new("image-tar-header").number("offset", *offset).text("what", what)
            }
            Self::Path { path, source } => {
                Message::new("image-tar-path").text("path", path).text("reason", source)
            }
            Self::Unsupported { path, kind } => {
                Message::new("image-tar-unsupported").text("path", path).text("kind", kind)
            }
            Self::TooManyEntries { limit } => {
                Message::new("image-tar-too-many-entries").number("limit", *limit)
            }
            Self::FileTooLarge { path, size, limit } => Message::new("image-tar-file-too-large")
                .text("path", path)
                .number("size", *size)
                .number("limit", *limit),
            Self::TooLarge { limit } => Message::new("image-tar-too-large").number("limit", *limit),
            Self::ContentLength { path, size } => {
                Message::new("image-tar-content-length").text("path", path).number("size", *size)
            }
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Io(_) => Blame::World,
            _ => Blame::Input,
        }
    }
}
