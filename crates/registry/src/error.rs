// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What can go wrong with registries.

use std::io;
use std::path::PathBuf;

use haerterei_fetch::{Answer, FetchError};
use haerterei_ground::{Blame, Cancelled, Digest, Explain, Message};
use haerterei_image::ImageError;
use haerterei_store::StoreError;
use serde::Deserialize;

use crate::access::auth_file::AuthFileFault;
use crate::access::helper::HelperFault;

/// The longest words of a registry that are repeated, in characters.
const LONGEST_WORDS: usize = 200;

/// Why something with a registry failed. Carries no secrets.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The registry refuses access.
    #[error("{place} refuses access")]
    Denied {
        /// Host, or host and repository.
        place: String,
        /// Whether we had credentials.
        known: bool,
        /// What the registry says.
        said: String,
    },
    /// There is no such image.
    #[error("{name} does not exist")]
    NoSuchImage {
        /// What was asked for.
        name: String,
    },
    /// The registry answered with a status that is no success.
    #[error("{what}: status {status}")]
    Refused {
        /// Which address or image.
        what: String,
        /// The status.
        status: u16,
        /// What the registry says.
        said: String,
    },
    /// What answers is no registry.
    #[error("{what} is not the answer of a registry")]
    NotARegistry {
        /// Which address.
        what: String,
        /// What came: a media type, a status.
        found: String,
    },
    /// A document is not one that we know.
    #[error("{what} is no manifest and no index")]
    Unknown {
        /// Which one.
        what: String,
        /// Its media type.
        found: String,
    },
    /// A manifest of the first schema.
    #[error("{what} is a manifest of schema 1")]
    SchemaOne {
        /// Which one.
        what: String,
    },
    /// A document says something that cannot be.
    #[error("{what} contradicts itself")]
    Contradiction {
        /// Which one.
        what: String,
    },
    /// What came is not what was asked for.
    #[error("{what} has the digest {found}")]
    Lie {
        /// What was asked for.
        what: String,
        /// Its digest.
        expected: Box<Digest>,
        /// The digest of what came.
        found: Box<Digest>,
    },
    /// What came has another size than announced.
    #[error("{what} has {found} bytes, not {expected}")]
    WrongSize {
        /// What was asked for.
        what: String,
        /// The size announced, in bytes.
        expected: u64,
        /// The size found, in bytes.
        found: u64,
    },
    /// Something is too large.
    #[error("{what} has more than {limit} bytes")]
    TooLarge {
        /// What.
        what: String,
        /// The bound in bytes.
        limit: u64,
    },
    /// Something has no end.
    #[error("{what} is nested too deeply or has too many parts")]
    Endless {
        /// What.
        what: String,
    },
    /// What the registry wants to see, nobody can show.
    #[error("{host} wants an unknown kind of proof")]
    Challenge {
        /// The host.
        host: String,
    },
    /// The address for tokens is none that a secret may be sent to.
    #[error("{host} sends us to {realm} for a token")]
    Realm {
        /// The host.
        host: String,
        /// The address.
        realm: String,
    },
    /// The answer to a wish for a token is none.
    #[error("{realm} gave no token for {host}")]
    Token {
        /// The host.
        host: String,
        /// The address.
        realm: String,
    },
    /// A file of credentials is malformed.
    #[error("{file} is malformed")]
    AuthFile {
        /// The file.
        file: PathBuf,
        /// What is wrong; it repeats nothing of the file.
        #[source]
        fault: AuthFileFault,
    },
    /// A file of credentials cannot be read.
    #[error("cannot read {file}")]
    AuthFileUnreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A credential helper failed.
    #[error("{program} gave nothing")]
    Helper {
        /// The program.
        program: String,
        /// The file that names it.
        file: PathBuf,
        /// What went wrong.
        #[source]
        fault: HelperFault,
    },
    /// The network failed.
    #[error(transparent)]
    Fetch(FetchError),
    /// The cache failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A layout or an archive failed, or what it holds is wrong.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// Stopped from outside.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Every key that this room's errors and progress may use.
pub const MESSAGE_KEYS: &[&str] = &[
    "registry-denied",
    "registry-denied-anonymous",
    "registry-said",
    "registry-no-such-image",
    "registry-refused",
    "registry-not-a-registry",
    "registry-unknown",
    "registry-schema-one",
    "registry-contradiction",
    "registry-lie",
    "registry-wrong-size",
    "registry-too-large",
    "registry-endless",
    "registry-challenge",
    "registry-realm",
    "registry-token",
    "registry-auth-file",
    "registry-auth-file-unreadable",
    "registry-helper",
    "registry-cancelled",
    "progress-copy",
];

impl From<FetchError> for RegistryError {
    /// A mirror that gives wrong bytes and a registry that does have other remedies.
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::WrongContent { url, expected, found } => {
                Self::Lie { what: url, expected, found }
            }
            FetchError::WrongSize { url, expected, found } => {
                Self::WrongSize { what: url, expected, found }
            }
            FetchError::Unauthorized { url, .. } => {
                Self::Denied { place: url, known: true, said: String::new() }
            }
            FetchError::TooLarge { url, limit } => Self::TooLarge { what: url, limit },
            FetchError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            error => Self::Fetch(error),
        }
    }
}

impl Explain for RegistryError {
    fn message(&self) -> Message {
        match self {
            Self::Denied { place, known, .. } => {
                Message::new(if *known { "registry-denied" } else { "registry-denied-anonymous" })
                    .text("place", place)
                    .text("host", place.split('/').next().unwrap_or(place))
            }
            Self::NoSuchImage { name } => Message::new("registry-no-such-image").text("name", name),
            Self::Refused { what, status, .. } => {
                Message::new("registry-refused").text("what", what).text("status", status)
            }
            Self::NotARegistry { what, found } => {
                Message::new("registry-not-a-registry").text("what", what).text("found", found)
            }
            Self::Unknown { what, found } => {
                Message::new("registry-unknown").text("what", what).text("found", found)
            }
            Self::SchemaOne { what } => Message::new("registry-schema-one").text("what", what),
            Self::Contradiction { what } => {
                Message::new("registry-contradiction").text("what", what)
            }
            Self::Lie { what, expected, found } => Message::new("registry-lie")
                .text("what", what)
                .text("expected", expected)
                .text("found", found),
            Self::WrongSize { what, expected, found } => Message::new("registry-wrong-size")
                .text("what", what)
                .number("expected", *expected)
                .number("found", *found),
            Self::TooLarge { what, limit } => {
                Message::new("registry-too-large").text("what", what).number("limit", *limit)
            }
            Self::Endless { what } => Message::new("registry-endless").text("what", what),
            Self::Challenge { host } => Message::new("registry-challenge").text("host", host),
            Self::Realm { host, realm } => {
                Message::new("registry-realm").text("host", host).text("realm", realm)
            }
            Self::Token { host, realm } => {
                Message::new("registry-token").text("host", host).text("realm", realm)
            }
            Self::AuthFile { file, fault } => {
                Message::new("registry-auth-file").text("file", file.display()).text("fault", fault)
            }
            Self::AuthFileUnreadable { file, source } => {
                Message::new("registry-auth-file-unreadable")
                    .text("file", file.display())
                    .text("error", source)
            }
            Self::Helper { program, file, fault } => Message::new("registry-helper")
                .text("program", program)
                .text("file", file.display())
                .text("fault", fault),
            Self::Fetch(error) => error.message(),
            Self::Store(error) => error.message(),
            Self::Image(error) => error.message(),
            Self::Cancelled(_) => Message::new("registry-cancelled"),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::NoSuchImage { .. }
            | Self::Unknown { .. }
            | Self::SchemaOne { .. }
            | Self::Contradiction { .. }
            | Self::AuthFile { .. }
            | Self::AuthFileUnreadable { .. } => Blame::Input,
            Self::Fetch(error) => error.blame(),
            Self::Store(error) => error.blame(),
            Self::Image(error) => error.blame(),
            _ => Blame::World,
        }
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::Denied { said, .. } | Self::Refused { said, .. } if !said.is_empty() => {
                vec![Message::new("registry-said").text("said", said)]
            }
            Self::Fetch(error) => error.details(),
            Self::Store(error) => error.details(),
            Self::Image(error) => error.details(),
            _ => Vec::new(),
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Fetch(error) => error.cause(),
            Self::Store(error) => error.cause(),
            Self::Image(error) => error.cause(),
            _ => None,
        }
    }
}

/// Reads what a registry says of a failure (OCI distribution specification 1.1, "Error Codes"):
/// bounded, and fit for a terminal.
pub(crate) fn said(answer: &Answer) -> String {
    #[derive(Deserialize)]
    struct Errors {
        #[serde(default)]
        errors: Vec<One>,
        #[serde(default)]
        details: Option<String>,
    }
    #[derive(Deserialize)]
    struct One {
        #[serde(default)]
        code: String,
        #[serde(default)]
        message: String,
    }
    let Ok(errors) = serde_json::from_slice::<Errors>(&answer.bytes) else { return String::new() };
    let words = match (errors.errors.first(), errors.details) {
        (Some(one), _) if one.message.is_empty() => one.code.clone(),
        (Some(one), _) if one.code.is_empty() => one.message.clone(),
        (Some(one), _) => format!("{}: {}", one.code, one.message),
        (None, details) => details.unwrap_or_default(),
    };
    words
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .take(LONGEST_WORDS)
        .collect()
}
