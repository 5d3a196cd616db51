// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a trial cannot be made from what it was given.

use std::io;

use camino::Utf8PathBuf;
use haerterei_ground::{Blame, Explain, Message};

use crate::sandbox::{Cause, SandboxError};

/// Why a trial cannot be made from what it was given.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The contract that the image carries, or that a file holds, cannot be used.
    #[error("malformed contract: {problem}")]
    Contract {
        /// What is wrong.
        problem: String,
    },
    /// A document is not YAML, or does not have its form.
    #[error("{file}:{line}:{column}: {problem}")]
    Document {
        /// The file.
        file: String,
        /// The line, from 1; 0 if it is not known.
        line: u64,
        /// The column, from 1.
        column: u64,
        /// What is wrong.
        problem: String,
    },
    /// A plan contradicts itself.
    #[error("{file} has {} faults", faults.len())]
    Plan {
        /// The file.
        file: String,
        /// Everything that was found; the first argument of each is its place.
        faults: Vec<Message>,
    },
    /// A fixture has no content: nobody gave it.
    #[error("the fixture {name} was not given")]
    FixtureNotGiven {
        /// Its name.
        name: String,
    },
    /// Somebody gave a fixture that the plan does not have.
    #[error("the plan has no fixture {name}")]
    NoSuchFixture {
        /// What was given.
        name: String,
        /// Those that the plan has.
        known: Vec<String>,
    },
    /// Something of a fixture cannot be read or laid out.
    #[error("the fixture {name} at {path}")]
    Fixture {
        /// Its name.
        name: String,
        /// The file or folder.
        path: Utf8PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A throw-away certificate cannot be made.
    #[error("the certificate {name}: {problem}")]
    Certificate {
        /// Its name.
        name: String,
        /// What is wrong.
        problem: String,
    },
    /// A variable that the image demands has no value in a run.
    #[error("the run {run} does not set {variable}")]
    VariableMissing {
        /// The run.
        run: String,
        /// The variable.
        variable: String,
    },
    /// There is nothing to start.
    #[error("the run {run} has no program")]
    NothingToStart {
        /// The run.
        run: String,
    },
}

/// Every key that this file's errors can speak with.
pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "trial-certificate",
    "trial-contract",
    "trial-document",
    "trial-fixture",
    "trial-fixture-not-given",
    "trial-no-such-fixture",
    "trial-nothing-to-start",
    "trial-plan",
    "trial-plan-after-end",
    "trial-plan-certificate-names",
    "trial-plan-certificate-targets",
    "trial-plan-empty-command",
    "trial-plan-mode",
    "trial-plan-name",
    "trial-plan-no-prepare",
    "trial-plan-not-beside",
    "trial-plan-one-content",
    "trial-plan-step",
    "trial-plan-target",
    "trial-plan-target-twice",
    "trial-plan-twice",
    "trial-plan-unknown-certificate",
    "trial-plan-unknown-fixture",
    "trial-plan-variable",
    "trial-plan-version",
    "trial-variable-missing",
];

impl Explain for TrialError {
    fn message(&self) -> Message {
        match self {
            Self::Contract { problem } => Message::new("trial-contract").text("problem", problem),
            Self::Document { file, line, column, problem } => Message::new("trial-document")
                .text("place", format_args!("{file}:{line}:{column}"))
                .text("problem", problem),
            Self::Plan { file, faults } => {
                Message::new("trial-plan").text("file", file).number("count", faults.len())
            }
            Self::FixtureNotGiven { name } => {
                Message::new("trial-fixture-not-given").text("name", name)
            }
            Self::NoSuchFixture { name, known } => Message::new("trial-no-such-fixture")
                .text("name", name)
                .text("known", known.join(", ")),
            Self::Fixture { name, path, source } => Message::new("trial-fixture")
                .text("name", name)
                .text("path", path)
                .text("problem", source),
            Self::Certificate { name, problem } => {
                Message::new("trial-certificate").text("name", name).text("problem", problem)
            }
            Self::VariableMissing { run, variable } => {
                Message::new("trial-variable-missing").text("run", run).text("variable", variable)
            }
            Self::NothingToStart { run } => Message::new("trial-nothing-to-start").text("run", run),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::Plan { faults, .. } => faults.clone(),
            _ => Vec::new(),
        }
    }
}

/// Why a trial was not conducted to its end.
#[derive(Debug, thiserror::Error)]
pub enum ConductError {
    /// The plan cannot be followed.
    #[error(transparent)]
    Trial(#[from] TrialError),
    /// Something around the trial went wrong.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// A command of `prepare` failed.
    #[error("the command {} failed", command.join(" "))]
    Prepare {
        /// The command.
        command: Vec<String>,
        /// Its exit code, if it ended.
        code: Option<i32>,
        /// The end of its output.
        output: Vec<String>,
        /// Why, as far as it shows.
        causes: Vec<Cause>,
    },
    /// Somebody stopped it.
    #[error("cancelled")]
    Cancelled,
}

/// The keys of a trial that was not conducted to its end.
pub(crate) const CONDUCT_KEYS: &[&str] = &["trial-prepare", "trial-cancelled", "trial-output"];

impl Explain for ConductError {
    fn message(&self) -> Message {
        match self {
            Self::Trial(error) => error.message(),
            Self::Sandbox(error) => error.message(),
            Self::Prepare { command, code, .. } => Message::new("trial-prepare")
                .text("command", command.join(" "))
                .text("code", code.map_or_else(|| "-".to_owned(), |code| code.to_string())),
            Self::Cancelled => Message::new("trial-cancelled"),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Trial(error) => error.blame(),
            Self::Sandbox(error) => error.blame(),
            Self::Prepare { .. } => Blame::Input,
            Self::Cancelled => Blame::World,
        }
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::Trial(error) => error.details(),
            Self::Sandbox(error) => error.details(),
            Self::Prepare { output, causes, .. } => causes
                .iter()
                .map(Cause::message)
                .chain(output.iter().map(|line| Message::new("trial-output").text("line", line)))
                .collect(),
            Self::Cancelled => Vec::new(),
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Trial(error) => error.cause(),
            Self::Sandbox(error) => error.cause(),
            _ => None,
        }
    }
}
