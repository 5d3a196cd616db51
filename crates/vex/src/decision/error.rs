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
            Self::NoName => "vex-decision-no-name",
            Self::NoWeakness => "vex-decision-no-weakness",
            Self::NoReason => "vex-decision-no-reason",
            Self::NeedlessReason => "vex-decision-needless-reason",
            Self::NoAction => "vex-decision-no-action",
            Self::NoEvidence => "vex-decision-no-evidence",
            Self::NoExpiry => "vex-decision-no-expiry",
            Self::Backwards => "vex-decision-backwards",
            Self::Nobody => "vex-decision-nobody",
            Self::TooLong => "vex-decision-too-long",
        }
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "vex-decisions-too-large",
    "vex-decisions-too-many",
    "vex-decisions-malformed",
    "vex-decisions-version",
    "vex-decisions-same-name",
    "vex-decisions-not-appendable",
    "vex-decision-no-name",
    "vex-decision-no-weakness",
    "vex-decision-no-reason",
    "vex-decision-needless-reason",
    "vex-decision-no-action",
    "vex-decision-no-evidence",
    "vex-decision-no-expiry",
    "vex-decision-backwards",
    "vex-decision-nobody",
    "vex-decision-too-long",
];

impl Explain for DecisionError {
    fn message(&self) -> Message {
        match self {
            Self::TooLarge { limit } => {
                Message::new("vex-decisions-too-large").number("mebibytes", limit >> 20)
            }
            Self::TooMany { limit } => {
                Message::new("vex-decisions-too-many").number("limit", *limit)
            }
            Self::Malformed { line, problem } => Message::new("vex-decisions-malformed")
                .number("line", *line)
                .text("problem", problem),
            Self::Version { version } => {
                Message::new("vex-decisions-version").number("version", *version)
            }
            Self::SameName { id } => Message::new("vex-decisions-same-name").text("id", id),
            Self::NotAppendable => Message::new("vex-decisions-not-appendable"),
            Self::Incomplete { id, fault } => Message::new(fault.key()).text("id", id),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}
