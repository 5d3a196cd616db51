// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a source is not taken. The last good index stays.

use std::fmt;
use std::io;

use haerterei_ground::{Blame, Explain, Message, Timestamp};

/// Why a source is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A file of it cannot be read.
    #[error("cannot read {name}")]
    Unreadable {
        /// The file or address, without credentials.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// It is not what it claims to be, or ends early.
    #[error("{place} is malformed: {problem}")]
    Malformed {
        /// The document, and the place in it.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// It is larger than any source has a reason to be.
    #[error("more than {limit} bytes in {name}")]
    TooLarge {
        /// The file or document.
        name: String,
        /// The bound in bytes.
        limit: u64,
    },
    /// There is more in it than any source has a reason to have.
    #[error("more than {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
    /// It says that it is of a day that has not come yet.
    #[error("{what} is of {date}, and it is {now}")]
    Future {
        /// What has the date.
        what: String,
        /// The date.
        date: Timestamp,
        /// The time of this call.
        now: Timestamp,
    },
    /// It has lost more than a source loses between two days.
    #[error("{before} entries were known, {now} are there now")]
    Shrunk {
        /// How many there were.
        before: u64,
        /// How many there are.
        now: u64,
    },
    /// There is nothing in it.
    #[error("nothing in it")]
    Empty,
}

impl Refusal {
    pub(crate) fn malformed(
        place: impl Into<String>,
        problem: &(impl fmt::Display + ?Sized),
    ) -> Self {
        Self::Malformed { place: place.into(), problem: problem.to_string() }
    }

    pub(crate) fn read(name: &str, limit: u64, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::FileTooLarge {
            Self::TooLarge { name: name.to_owned(), limit }
        } else {
            Self::Unreadable { name: name.to_owned(), source }
        }
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "advisories-unreadable",
    "advisories-malformed",
    "advisories-too-large",
    "advisories-too-many",
    "advisories-future",
    "advisories-shrunk",
    "advisories-empty",
];

impl Explain for Refusal {
    fn message(&self) -> Message {
        match self {
            Self::Unreadable { name, .. } => {
                Message::new("advisories-unreadable").text("name", name)
            }
            Self::Malformed { place, problem } => {
                Message::new("advisories-malformed").text("place", place).text("problem", problem)
            }
            Self::TooLarge { name, limit } => {
                Message::new("advisories-too-large").text("name", name).number("limit", *limit)
            }
            Self::TooMany { what, limit } => {
                Message::new("advisories-too-many").text("what", what).number("limit", *limit)
            }
            Self::Future { what, date, now } => Message::new("advisories-future")
                .text("what", what)
                .text("date", date)
                .text("now", now),
            Self::Shrunk { before, now } => {
                Message::new("advisories-shrunk").number("before", *before).number("now", *now)
            }
            Self::Empty => Message::new("advisories-empty"),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Unreadable { .. } => Blame::World,
            _ => Blame::Input,
        }
    }
}
