// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a statement cannot be read or attached.

use haerterei_ground::{Blame, Explain, Message};
use haerterei_image::ImageError;

/// Why a statement cannot be read or attached.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The bytes are no statement of that kind.
    #[error("malformed statement")]
    Malformed(#[source] serde_json::Error),
    /// The statement is of another kind.
    #[error("a statement of type `{found}`, not `{expected}`")]
    OtherType {
        /// What was asked for.
        expected: String,
        /// What there is.
        found: String,
    },
    /// The statement is about nothing.
    #[error("the statement names no subject")]
    NoSubject,
    /// The image beside which it belongs cannot be read or written.
    #[error("cannot read or write the image")]
    Image(#[from] ImageError),
}

pub(crate) const MESSAGE_KEYS: &[&str] =
    &["evidence-malformed", "evidence-other-type", "evidence-no-subject", "evidence-image"];

impl Explain for EvidenceError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed(error) => Message::new("evidence-malformed").text("error", error),
            Self::OtherType { expected, found } => {
                Message::new("evidence-other-type").text("expected", expected).text("found", found)
            }
            Self::NoSubject => Message::new("evidence-no-subject"),
            Self::Image(_) => Message::new("evidence-image"),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Image(error) => error.blame(),
            _ => Blame::Input,
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Image(error) => Some(error),
            _ => None,
        }
    }
}
