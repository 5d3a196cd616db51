// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What can go wrong with a register.

use std::error::Error;

use haerterei_advisories::AdvisoriesError;
use haerterei_ground::{Blame, Cancelled, Explain, Message};

/// What can go wrong with a register. Places are shown without passwords.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The word names no place for a register.
    #[error("no place for a register: {problem}")]
    Location {
        /// What is wrong; it repeats nothing of the word, which may hold a password.
        problem: String,
    },
    /// There is no register yet.
    #[error("there is no register in {place}")]
    None {
        /// Where.
        place: String,
    },
    /// The database is somebody else's.
    #[error("{place} is no register")]
    Foreign {
        /// Where.
        place: String,
    },
    /// The register was made by a newer version of the tool.
    #[error("the register has the form {found}, this version knows {known}")]
    Newer {
        /// Where.
        place: String,
        /// The version found.
        found: i64,
        /// The newest version that we know.
        known: i64,
    },
    /// What is stored is not what was written.
    #[error("the register in {place} is damaged: {problem}")]
    Damaged {
        /// Where.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// Others did not let go of it in time.
    #[error("the register in {place} stayed locked for {seconds} seconds")]
    Busy {
        /// Where.
        place: String,
        /// How long we waited.
        seconds: u64,
    },
    /// No space is left for it.
    #[error("no space is left for the register in {place}")]
    Full {
        /// Where.
        place: String,
    },
    /// The server cannot be reached, or went away.
    #[error("the database server of {place} cannot be reached")]
    Unreachable {
        /// Where.
        place: String,
        /// What was said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The database refused.
    #[error("the register in {place} cannot be read or written")]
    Database {
        /// Where.
        place: String,
        /// What it said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// No image is known by this word.
    #[error("no image is known as `{word}`")]
    UnknownImage {
        /// The word.
        word: String,
    },
    /// Several images are known by this word.
    #[error("`{word}` is more than one image")]
    SeveralImages {
        /// The word.
        word: String,
        /// Their digests.
        digests: Vec<String>,
    },
    /// No generation is known by this word.
    #[error("no generation is known as `{word}`")]
    UnknownGeneration {
        /// The word.
        word: String,
    },
    /// The index cannot be read.
    #[error("the index of advisories cannot be read")]
    Advisories(#[from] AdvisoriesError),
    /// The work was stopped.
    #[error("cancelled")]
    Cancelled(#[from] Cancelled),
}

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &[
    "register-location",
    "register-none",
    "register-foreign",
    "register-newer",
    "register-damaged",
    "register-busy",
    "register-full",
    "register-unreachable",
    "register-database",
    "register-unknown-image",
    "register-several-images",
    "register-unknown-generation",
    "register-advisories",
    "register-cancelled",
];

impl Explain for RegisterError {
    fn message(&self) -> Message {
        match self {
            Self::Location { problem } => {
                Message::new("register-location").text("problem", problem)
            }
            Self::None { place } => Message::new("register-none").text("place", place),
            Self::Foreign { place } => Message::new("register-foreign").text("place", place),
            Self::Newer { place, found, known } => Message::new("register-newer")
                .text("place", place)
                .number("found", *found)
                .number("known", *known),
            Self::Damaged { place, problem } => {
                Message::new("register-damaged").text("place", place).text("problem", problem)
            }
            Self::Busy { place, seconds } => {
                Message::new("register-busy").text("place", place).number("seconds", *seconds)
            }
            Self::Full { place } => Message::new("register-full").text("place", place),
            Self::Unreachable { place, .. } => {
                Message::new("register-unreachable").text("place", place)
            }
            Self::Database { place, .. } => Message::new("register-database").text("place", place),
            Self::UnknownImage { word } => {
                Message::new("register-unknown-image").text("word", word)
            }
            Self::SeveralImages { word, digests } => Message::new("register-several-images")
                .text("word", word)
                .text("digests", digests.join(", ")),
            Self::UnknownGeneration { word } => {
                Message::new("register-unknown-generation").text("word", word)
            }
            Self::Advisories(_) => Message::new("register-advisories"),
            Self::Cancelled(_) => Message::new("register-cancelled"),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Location { .. }
            | Self::None { .. }
            | Self::Foreign { .. }
            | Self::Newer { .. }
            | Self::UnknownImage { .. }
            | Self::SeveralImages { .. }
            | Self::UnknownGeneration { .. } => Blame::Input,
            Self::Damaged { .. }
            | Self::Busy { .. }
            | Self::Full { .. }
            | Self::Unreachable { .. }
            | Self::Database { .. }
            | Self::Cancelled(_) => Blame::World,
            Self::Advisories(error) => error.blame(),
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Advisories(error) => Some(error),
            _ => None,
        }
    }
}
