// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why an image cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

use haerterei_ground::{Blame, Digest, Explain, Message};

use crate::layer::{LayerError, Mismatch, blame_of_read};
use crate::tar::TarError;
use crate::tree::TreeError;

/// Why an image cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// A file of the image could not be read or written.
    #[error("cannot read or write {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There is nothing of that name.
    #[error("{path} does not exist")]
    Absent {
        /// The name.
        path: PathBuf,
    },
    /// What is there is not an image in a form that we know.
    #[error("{path} is not an image: {reason}")]
    NotAnImage {
        /// The file or folder.
        path: PathBuf,
        /// What was noticed.
        reason: &'static str,
    },
    /// A document is malformed.
    #[error("malformed document {what}")]
    Document {
        /// Which one: its digest or its name.
        what: String,
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
    /// A document says something that cannot be.
    #[error("document {what} is wrong: {reason}")]
    Contradiction {
        /// Which one: its digest or its name.
        what: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A document is too large.
    #[error("document {what} has more than {limit} bytes")]
    DocumentTooLarge {
        /// Which one: its digest or its name.
        what: String,
        /// The bound in bytes.
        limit: u64,
    },
    /// Indices are nested too deeply, or an image has too many parts.
    #[error("the image has too many {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
    },
    /// A blob is named and not there.
    #[error("blob {0} is missing")]
    MissingBlob(Digest),
    /// A blob is not what its name says.
    #[error("a blob has the digest {}, not {}", .0.found, .0.expected)]
    Digest(Box<Mismatch>),
    /// A layer cannot be read or written.
    #[error("cannot read layer {layer}")]
    Layer {
        /// Which one: its digest or its name.
        layer: String,
        /// Why.
        #[source]
        source: LayerError,
    },
    /// An archive that holds an image cannot be read or written.
    #[error("cannot read or write the archive {path}")]
    Archive {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: TarError,
    },
    /// Layers do not make a tree.
    #[error("cannot merge the layers")]
    Tree(#[from] TreeError),
    /// There is no image of that tag.
    #[error("there is no image `{tag}`")]
    NoSuchTag {
        /// What was asked for.
        tag: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Nothing has that digest.
    #[error("there is no image {digest}")]
    NoSuchDigest {
        /// What was asked for.
        digest: Digest,
        /// What there is.
        known: Vec<String>,
    },
    /// There are several images and none was named.
    #[error("several images, and none is named")]
    TagNeeded {
        /// What there is.
        known: Vec<String>,
    },
    /// There is no image for that platform.
    #[error("there is no image for {wanted}")]
    NoSuchPlatform {
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// This form holds an image for one platform only.
    #[error("a docker-archive holds one platform, not {0}")]
    OnePlatform(usize),
    /// The image is in a registry, which this room knows nothing of.
    #[error("{0} is in a registry")]
    Registry(String),
    /// A blob could not be brought from where it is.
    #[error("cannot bring {what}")]
    Elsewhere {
        /// Which one: its digest or its name.
        what: String,
        /// Why; an error of the room that knows the place.
        cause: Box<dyn Explain + Send + Sync>,
    },
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "image-file",
    "image-absent",
    "image-not-an-image",
    "image-document",
    "image-contradiction",
    "image-document-too-large",
    "image-too-many",
    "image-missing-blob",
    "image-digest",
    "image-layer",
    "image-archive",
    "image-tree",
    "image-no-such-digest",
    "image-no-such-tag",
    "image-tag-needed",
    "image-no-such-platform",
    "image-one-platform",
    "image-registry",
    "image-elsewhere",
];

impl ImageError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::NotFound => Self::Absent { path },
            _ => Self::File { path, source },
        }
    }

    pub(crate) fn archive(path: &Path) -> impl FnOnce(TarError) -> Self {
        let path = path.to_owned();
        move |source| Self::Archive { path, source }
    }
}

impl Explain for ImageError {
    fn message(&self) -> Message {
        match self {
            Self::File { path, source } => {
                Message::new("image-file").text("path", path.display()).text("error", source)
            }
            Self::Absent { path } => Message::new("image-absent").text("path", path.display()),
            Self::NotAnImage { path, reason } => Message::new("image-not-an-image")
                .text("path", path.display())
                .text("reason", reason),
            Self::Document { what, source } => {
                Message::new("image-document").text("what", what).text("error", source)
            }
            Self::Contradiction { what, reason } => {
                Message::new("image-contradiction").text("what", what).text("reason", reason)
            }
            Self::DocumentTooLarge { what, limit } => {
                Message::new("image-document-too-large").text("what", what).number("limit", *limit)
            }
            Self::TooMany { what } => Message::new("image-too-many").text("what", what),
            Self::MissingBlob(digest) => Message::new("image-missing-blob").text("digest", digest),
            Self::Digest(mismatch) => Message::new("image-digest")
                .text("expected", mismatch.expected)
                .text("found", mismatch.found),
            Self::Layer { layer, .. } => Message::new("image-layer").text("layer", layer),
            Self::Archive { path, .. } => {
                Message::new("image-archive").text("path", path.display())
            }
            Self::Tree(error) => Message::new("image-tree").text("error", error),
            Self::NoSuchTag { tag, known } => {
                Message::new("image-no-such-tag").text("tag", tag).text("known", known.join(", "))
            }
            Self::NoSuchDigest { digest, known } => Message::new("image-no-such-digest")
                .text("digest", digest)
                .text("known", known.join(", ")),
            Self::TagNeeded { known } => {
                Message::new("image-tag-needed").text("known", known.join(", "))
            }
            Self::NoSuchPlatform { wanted, known } => Message::new("image-no-such-platform")
                .text("wanted", wanted)
                .text("known", known.join(", ")),
            Self::OnePlatform(count) => Message::new("image-one-platform").number("count", *count),
            Self::Registry(name) => Message::new("image-registry").text("name", name),
            Self::Elsewhere { what, .. } => Message::new("image-elsewhere").text("what", what),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::File { source, .. } => blame_of_read(source),
            Self::Layer { source, .. } => source.blame(),
            Self::Archive { source, .. } => source.blame(),
            Self::Elsewhere { cause, .. } => cause.blame(),
            _ => Blame::Input,
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Layer { source, .. } => Some(source),
            Self::Archive { source, .. } => Some(source),
            Self::Elsewhere { cause, .. } => Some(cause.as_ref()),
            _ => None,
        }
    }
}
