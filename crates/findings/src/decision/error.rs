// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why decisions cannot be read.

use haerterei_ground::{Blame, Explain, Message};

/// Why a document of decisions cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// It is larger than allowed.
    #[error("the decisions have more than {limit} bytes")]
    TooLarge {
        /// The bound, in bytes.
        limit: u64,
    },
    /// It holds more decisions than allowed.
    #[error("more than {limit} decisions")]
    TooMany {
        /// The bound.
        limit: usize,
    },
    /// It is neither sound JSON nor sound YAML, or has other keys than a document of decisions.
    #[error("malformed decisions: {problem}")]
    Malformed {
        /// The line, from 1; 0 where it is not known.
        line: u64,
        /// What is wrong, in English.
        problem: String,
    },
    /// It is of a version that we do not read.
    #[error("decisions of version {version}")]
    Version {
        /// The version.
        version: u32,
    },
    /// Two decisions have one name.
    #[error("two decisions are called `{id}`")]
    SameName {
        /// The name.
        id: String,
    },
    /// A document is written so that nothing can be added to its text.
    #[error("nothing can be added to the text of the document")]
    NotAppendable,
    /// A decision does not say what it has to.
    #[error("the decision `{id}`: {fault}")]
    Incomplete {
        /// The decision.
        id: String,
        /// What is missing.
        fault: Fault,
    },
}

/// What a decision lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It has no name.
    #[error("it has no name")]
    NoName,
    /// It names no weakness.
    #[error("it names no weakness")]
    NoWeakness,
    /// It says that a weakness does not apply and not why.
    #[error("not affected, without a justification or a statement")]
    NoReason,
    /// It says why a weakness does not apply that it says applies.
    #[error("a justification, though the status is not `not_affected`")]
    NeedlessReason,
    /// It says that a weakness applies and not what to do.
    #[error("affected, without a statement of what to do")]
    NoAction,
    /// Its grade claims evidence that is not there.
    #[error("a proof or indication without evidence")]
    NoEvidence,
    /// It is for good, though it rests on what a person thinks.
    #[error("no expiry, though the grade is not `proof`")]
    NoExpiry,
    /// It ends before it begins.
    #[error("it ends before it begins")]
    Backwards,
    /// It names nobody.
    #[error("a role or organisation is missing")]
    Nobody,
    /// A text in it is longer than any has a reason to be.
    #[error("a text in it is too long")]
    TooLong,
}

impl Fault {
    const fn key(self) -> &'static str {
        match self {
            Self::NoName => "findings-decision-no-name",
            Self::NoWeakness => "findings-decision-no-weakness",
            Self::NoReason => "findings-decision-no-reason",
            Self::NeedlessReason => "findings-decision-needless-reason",
            Self::NoAction => "findings-decision-no-action",
            Self::NoEvidence => "findings-decision-no-evidence",
            Self::NoExpiry => "findings-decision-no-expiry",
            Self::Backwards => "findings-decision-backwards",
            Self::Nobody => "findings-decision-nobody",
            Self::TooLong => "findings-decision-too-long",
        }
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "findings-decisions-too-large",
    "findings-decisions-too-many",
    "findings-decisions-malformed",
    "findings-decisions-version",
    "findings-decisions-same-name",
    "findings-decisions-not-appendable",
    "findings-decision-no-name",
    "findings-decision-no-weakness",
    "findings-decision-no-reason",
    "findings-decision-needless-reason",
    "findings-decision-no-action",
    "findings-decision-no-evidence",
    "findings-decision-no-expiry",
    "findings-decision-backwards",
    "findings-decision-nobody",
    "findings-decision-too-long",
];

impl Explain for DecisionError {
    fn message(&self) -> Message {
        match self {
            Self::TooLarge { limit } => {
                Message::new("findings-decisions-too-large").number("mebibytes", limit >> 20)
            }
            Self::TooMany { limit } => {
                Message::new("findings-decisions-too-many").number("limit", *limit)
            }
            Self::Malformed { line, problem } => Message::new("findings-decisions-malformed")
                .number("line", *line)
                .text("problem", problem),
            Self::Version { version } => {
                Message::new("findings-decisions-version").number("version", *version)
            }
            Self::SameName { id } => Message::new("findings-decisions-same-name").text("id", id),
            Self::NotAppendable => Message::new("findings-decisions-not-appendable"),
            Self::Incomplete { id, fault } => Message::new(fault.key()).text("id", id),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}
