// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What can go wrong with an index.

use std::io;
use std::path::{Path, PathBuf};

use haerterei_fetch::FetchError;
use haerterei_ground::{Blame, Cancelled, Digest, Explain, Message, count_keys, join_keys};
use haerterei_image::ImageError;

use crate::feed::Form;
use crate::refusal::{self, Refusal};
use crate::source::Source;

/// What can go wrong with an index.
#[derive(Debug, thiserror::Error)]
pub enum AdvisoriesError {
    /// A source was refused; the last good index stays.
    #[error("the source `{name}` was refused")]
    Refused {
        /// The source.
        name: String,
        /// The form in which it was expected.
        form: Form,
        /// Why.
        #[source]
        refusal: Refusal,
    },
    /// A source could not be fetched.
    #[error("the source `{name}` could not be fetched")]
    Fetch {
        /// The source.
        name: String,
        /// Why.
        #[source]
        error: FetchError,
    },
    /// A file of the index cannot be read or written.
    #[error("cannot read or write {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no index yet.
    #[error("there is no index in {}", folder.display())]
    None {
        /// The folder.
        folder: PathBuf,
    },
    /// A file of the index is not what the manifest says.
    #[error("{} is damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The index was made by a newer version of the tool.
    #[error("the index has the form {found}, this version reads {known}")]
    Newer {
        /// The version found.
        found: u32,
        /// The version we know.
        known: u32,
    },
    /// A source has more than an index can hold.
    #[error("the source `{name}` has more than an index can hold")]
    Full {
        /// The source.
        name: String,
    },
    /// A file that was to be imported is no exported index.
    #[error("{} is no exported index: {problem}", path.display())]
    NotExported {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Something in an exported index has another digest than its manifest says.
    #[error("{} of the exported index is damaged", digest.short())]
    WrongDigest {
        /// What it should be.
        digest: Digest,
    },
    /// An exported index is not signed, or nobody said whose signature is trusted.
    #[error("the exported index is not verified")]
    NotVerified {
        /// Whether it carries a signature.
        is_signed: bool,
    },
    /// No signature is by one of the trusted keys.
    #[error("no signature is by a trusted key")]
    WrongSignature,
    /// A key cannot be used.
    #[error("the key {} cannot be used: {problem}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: &'static str,
    },
    /// The container of an exported index cannot be read or written.
    #[error("the exported index cannot be read or written")]
    Container(#[from] ImageError),
    /// An exported index is older than what is there.
    #[error("the exported index is older than the one that is there")]
    Older {
        /// When the one that is there was made.
        there: String,
        /// When the exported one was made.
        exported: String,
    },
    /// The work was stopped.
    #[error("cancelled")]
    Cancelled(#[from] Cancelled),
}

impl AdvisoriesError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &join_keys::<{ count_keys(KEY_GROUPS) }>(KEY_GROUPS);

const KEY_GROUPS: &[&[&str]] = &[OWN, refusal::MESSAGE_KEYS];

const OWN: &[&str] = &[
    "advisories-refused",
    "advisories-expected",
    "advisories-expected-form",
    "advisories-fetch",
    "advisories-file",
    "advisories-none",
    "advisories-damaged",
    "advisories-newer",
    "advisories-full",
    "advisories-not-exported",
    "advisories-wrong-digest",
    "advisories-unsigned",
    "advisories-no-trust",
    "advisories-wrong-signature",
    "advisories-key",
    "advisories-older",
    "advisories-cancelled",
    "advisories-problem-version",
    "advisories-problem-ecosystem",
    "advisories-problem-range",
    "advisories-problem-contradiction",
    "advisories-problem-date",
    "advisories-problem-aliases",
    "progress-advisories",
];

impl Explain for AdvisoriesError {
    fn message(&self) -> Message {
        match self {
            Self::Refused { name, .. } => Message::new("advisories-refused").text("name", name),
            Self::Fetch { name, .. } => Message::new("advisories-fetch").text("name", name),
            Self::File { path, .. } => Message::new("advisories-file").text("path", path.display()),
            Self::None { folder } => {
                Message::new("advisories-none").text("folder", folder.display())
            }
            Self::Damaged { path, problem } => Message::new("advisories-damaged")
                .text("path", path.display())
                .text("problem", problem),
            Self::Newer { found, known } => {
                Message::new("advisories-newer").number("found", *found).number("known", *known)
            }
            Self::Full { name } => Message::new("advisories-full").text("name", name),
            Self::NotExported { path, problem } => Message::new("advisories-not-exported")
                .text("path", path.display())
                .text("problem", problem),
            Self::WrongDigest { digest } => {
                Message::new("advisories-wrong-digest").text("digest", digest)
            }
            Self::NotVerified { is_signed: false } => Message::new("advisories-unsigned"),
            Self::NotVerified { is_signed: true } => Message::new("advisories-no-trust"),
            Self::WrongSignature => Message::new("advisories-wrong-signature"),
            Self::Key { path, problem } => {
                Message::new("advisories-key").text("path", path.display()).text("problem", problem)
            }
            Self::Container(error) => error.message(),
            Self::Older { there, exported } => {
                Message::new("advisories-older").text("there", there).text("exported", exported)
            }
            Self::Cancelled(_) => Message::new("advisories-cancelled"),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Refused { refusal, .. } => refusal.blame(),
            Self::Fetch { error, .. } => error.blame(),
            Self::Container(error) => error.blame(),
            Self::File { .. } | Self::Damaged { .. } | Self::Cancelled(_) => Blame::World,
            _ => Blame::Input,
        }
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::Container(error) => error.details(),
            // Of what is no document of its form, the form is worth knowing.
            Self::Refused { name, form, refusal: Refusal::Malformed { .. } | Refusal::Empty } => {
                vec![match Source::official(name, *form) {
                    Some(url) => {
                        Message::new("advisories-expected").text("form", form).text("url", url)
                    }
                    None => Message::new("advisories-expected-form").text("form", form),
                }]
            }
            _ => Vec::new(),
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            Self::Fetch { error, .. } => Some(error),
            Self::Container(error) => error.cause(),
            _ => None,
        }
    }
}
