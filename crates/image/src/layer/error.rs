// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a layer cannot be read or written.

use std::io;

use haerterei_ground::{Blame, Digest, Explain, Message};

use crate::tar::TarError;

/// Two digests that should be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The digest that was promised.
    pub expected: Digest,
    /// The digest of the bytes that came.
    pub found: Digest,
}

/// Why a layer cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// The tar archive inside is wrong.
    #[error("cannot read or write the layer's archive")]
    Tar(#[from] TarError),
    /// The compressed bytes could not be written.
    #[error("cannot write the layer")]
    Write(#[source] io::Error),
    /// The compressed bytes could not be read or are not what they claim to be.
    #[error("cannot read the layer")]
    Read(#[source] io::Error),
    /// A digest is not the one that the manifest or the configuration names.
    #[error("the layer's digest is {}, not {}", .0.found, .0.expected)]
    Digest(Box<Mismatch>),
    /// The blob has another size than the manifest says.
    #[error("the layer has {found} bytes, not {expected}")]
    Size {
        /// The size that was promised.
        expected: u64,
        /// The number of bytes that came.
        found: u64,
    },
    /// More comes out than is sensible for what goes in.
    #[error("the layer unpacks to more than {ratio} times its size")]
    Ratio {
        /// The bound on decompressed bytes for each compressed byte.
        ratio: u64,
    },
    /// The layer is of a type that we do not know.
    #[error("unknown type of layer `{0}`")]
    MediaType(String),
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "image-layer-write",
    "image-layer-read",
    "image-layer-digest",
    "image-layer-size",
    "image-layer-ratio",
    "image-layer-media-type",
];

impl LayerError {
    /// Recovers the error that a read carried through [`io::Error`].
    pub fn from_read(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => error,
            Err(error) => match error.downcast::<TarError>() {
                Ok(error) => Self::from_tar(error),
                Err(error) => Self::Read(error),
            },
        }
    }

    /// Recovers the error of the layer below that reached the reader of the archive.
    pub fn from_tar(error: TarError) -> Self {
        match error {
            TarError::Io(error) => Self::from_read(error),
            error => Self::Tar(error),
        }
    }
}

impl From<LayerError> for io::Error {
    fn from(error: LayerError) -> Self {
        match error {
            LayerError::Tar(error) => error.into(),
            LayerError::Write(error) | LayerError::Read(error) => error,
            error => Self::new(io::ErrorKind::InvalidData, error),
        }
    }
}

impl Explain for LayerError {
    fn message(&self) -> Message {
        match self {
            Self::Tar(error) => error.message(),
            Self::Write(error) => Message::new("image-layer-write").text("error", error),
            Self::Read(error) => Message::new("image-layer-read").text("error", error),
            Self::Digest(mismatch) => Message::new("image-layer-digest")
                .text("expected", mismatch.expected)
                .text("found", mismatch.found),
            Self::Size { expected, found } => Message::new("image-layer-size")
                .number("expected", *expected)
                .number("found", *found),
            Self::Ratio { ratio } => Message::new("image-layer-ratio").number("ratio", *ratio),
            Self::MediaType(media_type) => {
                Message::new("image-layer-media-type").text("type", media_type)
            }
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Tar(error) => error.blame(),
            Self::Write(_) => Blame::World,
            // Damaged compression is the input's fault, a failing disk the world's.
            Self::Read(error) => blame_of_read(error),
            _ => Blame::Input,
        }
    }
}

/// Tells damaged bytes from a failing disk.
pub(crate) fn blame_of_read(error: &io::Error) -> Blame {
    use io::ErrorKind::{FileTooLarge, InvalidData, InvalidInput, Other, UnexpectedEof};
    match error.kind() {
        InvalidData | InvalidInput | UnexpectedEof | Other | FileTooLarge => Blame::Input,
        _ => Blame::World,
    }
}
