// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is wrong in a document, with its place.

use std::fmt::Write as _;

use haerterei_ground::{Blame, Diagnostic, Explain, Message, Place, Severity};

use crate::yaml::Spot;

/// One thing that is wrong in a recipe, a house file or a lock.
#[derive(Clone, Debug)]
pub struct Fault {
    place: Place,
    excerpt: Option<String>,
    message: Message,
}

impl Fault {
    /// Describes a fault at a place of a document; the message gets the place as `place`.
    pub(crate) fn at(spot: &Spot, message: Message) -> Self {
        let place = Place::Document {
            file: spot.document.file.clone(),
            line: spot.line,
            column: spot.column,
        };
        Self {
            message: Message {
                key: message.key,
                arguments: [(
                    "place",
                    haerterei_ground::Argument::Text(format!(
                        "{}:{}:{}",
                        spot.document.file, spot.line, spot.column
                    )),
                )]
                .into_iter()
                .chain(message.arguments)
                .collect(),
            },
            place,
            excerpt: excerpt(spot),
        }
    }

    /// Returns the file, the line and the column.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Returns the sentence; its first argument is the place.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// Returns the line the fault stands in, with a mark below it.
    pub fn excerpt(&self) -> Option<&str> {
        self.excerpt.as_deref()
    }

    /// Returns the fault as a diagnostic of the given weight.
    pub fn diagnostic(&self, severity: Severity) -> Diagnostic {
        Diagnostic { severity, place: self.place.clone(), message: self.message.clone() }
    }
}

/// The widest line that is quoted whole, in characters.
const WIDEST: usize = 100;

/// Quotes a line and marks the place in it.
fn excerpt(spot: &Spot) -> Option<String> {
    let line = spot.document.line(spot.line);
    if spot.line == 0 || line.is_empty() {
        return None;
    }
    let column = usize::try_from(spot.column).unwrap_or(1).max(1) - 1;
    let start = if column > WIDEST - 20 { column - 20 } else { 0 };
    let shown: String = line
        .chars()
        .skip(start)
        .take(WIDEST)
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    let shown = shown.trim_end();
    let marked = usize::try_from(spot.length)
        .unwrap_or(1)
        .min(shown.chars().count().saturating_sub(column - start))
        .max(1);
    let number = spot.line.to_string();
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{number} | {shown}\n{:gutter$} | {:indent$}{}",
        "",
        "",
        "^".repeat(marked),
        gutter = number.len(),
        indent = column - start,
    );
    Some(text)
}

/// Why a recipe or a house file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    /// A file could not be read.
    #[error("reading {path}")]
    Unreadable {
        /// The file.
        path: String,
        /// Where it is named, if a document names it.
        named: Option<Box<Fault>>,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The documents are wrong in one or more places.
    #[error("{file} has {} faults", faults.len())]
    Faulty {
        /// The recipe or house file that was asked for.
        file: String,
        /// Everything that was found, in the order of the files and lines.
        faults: Vec<Fault>,
    },
    /// The image that a recipe starts from cannot be used.
    #[error("the base image cannot be used")]
    Base {
        /// Where the recipe names it.
        fault: Box<Fault>,
        /// Why.
        reason: Box<dyn Explain + Send + Sync>,
    },
    /// A document passed its check and still does not fit the model: a fault of the program.
    #[error("{file} fits the schema and not the model: {problem}")]
    Model {
        /// The recipe.
        file: String,
        /// What did not fit.
        problem: String,
    },
}

impl RecipeError {
    /// Returns the faults; none if the file could not be read at all.
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Faulty { faults, .. } => faults,
            _ => &[],
        }
    }
}

impl Explain for RecipeError {
    fn message(&self) -> Message {
        match self {
            Self::Unreadable { path, source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => {
                    Message::new("recipe-file-missing").text("path", path)
                }
                std::io::ErrorKind::FileTooLarge => {
                    Message::new("recipe-file-too-large").text("path", path)
                }
                _ => Message::new("recipe-file-unreadable")
                    .text("path", path)
                    .text("problem", source),
            },
            Self::Faulty { file, faults } => {
                Message::new("recipe-faulty").text("file", file).number("count", faults.len())
            }
            Self::Base { fault, .. } => fault.message().clone(),
            Self::Model { file, problem } => {
                Message::new("recipe-model").text("file", file).text("problem", problem)
            }
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Base { reason, .. } => reason.blame(),
            _ => Blame::Input,
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Base { reason, .. } => Some(reason.as_ref()),
            _ => None,
        }
    }

    fn details(&self) -> Vec<Message> {
        if let Self::Base { fault, .. } = self {
            let quoted = fault.excerpt();
            return quoted
                .map(|excerpt| Message::new("recipe-excerpt").text("excerpt", excerpt))
                .into_iter()
                .collect();
        }
        let named;
        let faults = match self {
            Self::Faulty { faults, .. } => faults.as_slice(),
            Self::Unreadable { named: Some(fault), .. } => {
                named = [fault.as_ref().clone()];
                &named
            }
            _ => &[],
        };
        faults
            .iter()
            .flat_map(|fault| {
                let quoted = fault
                    .excerpt()
                    .map(|excerpt| Message::new("recipe-excerpt").text("excerpt", excerpt));
                std::iter::once(fault.message.clone()).chain(quoted)
            })
            .collect()
    }
}
