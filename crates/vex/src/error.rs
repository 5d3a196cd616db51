// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a VEX document cannot be read, and what is wrong with parts of one that can.

use std::io;

use haerterei_ground::{Blame, Explain, Message};
use serde::Serialize;

/// Why a VEX document cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum VexError {
    /// It is larger than allowed.
    #[error("the document has more than {limit} bytes")]
    TooLarge {
        /// The bound, in bytes.
        limit: u64,
    },
    /// It has more values or statements than allowed.
    #[error("the document has more than {limit} values or statements")]
    TooMany {
        /// The bound.
        limit: u64,
    },
    /// It is not JSON.
    #[error("the document is not sound JSON")]
    Json(#[source] serde_json::Error),
    /// It is none of the formats.
    #[error("the document is neither OpenVEX nor CSAF nor CycloneDX")]
    Unknown,
    /// It is of a version that we do not read.
    #[error("{format} `{version}` is not read")]
    Version {
        /// The format.
        format: &'static str,
        /// Its version.
        version: String,
    },
    /// It lacks what makes it a document.
    #[error("`{place}` is missing or malformed")]
    Missing {
        /// Where, in the format's words.
        place: &'static str,
    },
    /// It could not be read.
    #[error("cannot read the document")]
    Io(#[source] io::Error),
    /// A weakness that the format cannot name.
    #[error("`{id}` cannot be named in this format")]
    Unnameable {
        /// The weakness.
        id: String,
    },
}

impl Explain for VexError {
    fn message(&self) -> Message {
        match self {
            Self::TooLarge { limit } => {
                Message::new("vex-too-large").number("mebibytes", limit >> 20)
            }
            Self::TooMany { limit } => Message::new("vex-too-many").number("limit", *limit),
            Self::Json(error) => Message::new("vex-json").text("problem", error.to_string()),
            Self::Unknown => Message::new("vex-unknown"),
            Self::Version { format, version } => {
                Message::new("vex-version").text("format", format).text("version", version)
            }
            Self::Missing { place } => Message::new("vex-missing").text("place", place),
            Self::Io(error) => Message::new("vex-io").text("problem", error.to_string()),
            Self::Unnameable { id } => Message::new("vex-unnameable").text("id", id),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Io(_) => Blame::World,
            _ => Blame::Input,
        }
    }
}

/// What is wrong with a part of a document that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// Where, in the format's words.
    pub place: String,
}

/// What can be wrong with a part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// A status that the format does not know.
    Status,
    /// It says that a weakness does not apply and not why.
    NoReason,
    /// A justification that the format does not know.
    Justification,
    /// It names no weakness.
    NoWeakness,
    /// It names no product.
    NoProduct,
    /// It refers to a product that the document does not define.
    UnknownProduct,
    /// It puts one product into two lists that exclude each other.
    Contradiction,
    /// A date that cannot be read.
    Date,
    /// The document is a draft or an interim, and says so; its statements do not count.
    Draft,
}

impl ProblemKind {
    /// Returns the key of its sentence, which is its stable code.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Status => "vex-problem-status",
            Self::NoReason => "vex-problem-no-reason",
            Self::Justification => "vex-problem-justification",
            Self::NoWeakness => "vex-problem-no-weakness",
            Self::NoProduct => "vex-problem-no-product",
            Self::UnknownProduct => "vex-problem-unknown-product",
            Self::Contradiction => "vex-problem-contradiction",
            Self::Date => "vex-problem-date",
            Self::Draft => "vex-problem-draft",
        }
    }
}

impl Problem {
    /// Returns a problem at a place, which is shortened and escaped.
    pub(crate) fn new(kind: ProblemKind, place: impl AsRef<str>) -> Self {
        let place = place.as_ref().chars().take(120).flat_map(char::escape_debug).collect();
        Self { kind, place }
    }

    /// Returns the sentence.
    pub fn message(&self) -> Message {
        Message::new(self.kind.key()).text("place", &self.place)
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "vex-too-large",
    "vex-too-many",
    "vex-json",
    "vex-unknown",
    "vex-version",
    "vex-missing",
    "vex-io",
    "vex-unnameable",
    "vex-problem-status",
    "vex-problem-no-reason",
    "vex-problem-justification",
    "vex-problem-no-weakness",
    "vex-problem-no-product",
    "vex-problem-unknown-product",
    "vex-problem-contradiction",
    "vex-problem-date",
    "vex-problem-draft",
];
