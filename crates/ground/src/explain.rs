// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a person is told, as data.

use std::fmt;

use serde::{Serialize, Serializer};

/// A value inside a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Text, shown as it is.
    Text(String),
    /// A count or a size; `texts` chooses the plural and the separators.
    Number(i64),
}

impl Serialize for Argument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
        }
    }
}

/// A sentence: its key in `texts` and the values it needs.
///
/// Keys are stable, in kebab case, and begin with the name of the room that speaks
/// (`archive-signature-expired`); a key is also the code of the diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The key in `texts`.
    pub key: &'static str,
    /// The values, in the order given.
    #[serde(serialize_with = "as_map")]
    pub arguments: Vec<(&'static str, Argument)>,
}

fn as_map<S: Serializer>(
    arguments: &[(&'static str, Argument)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(arguments.iter().map(|(name, value)| (name, value)))
}

impl Message {
    /// Starts a sentence.
    pub const fn new(key: &'static str) -> Self {
        Self { key, arguments: Vec::new() }
    }

    /// Adds a text value.
    #[must_use]
    pub fn text(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.arguments.push((name, Argument::Text(value.to_string())));
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, name: &'static str, value: impl TryInto<i64>) -> Self {
        let value = value.try_into().unwrap_or(i64::MAX);
        self.arguments.push((name, Argument::Number(value)));
        self
    }
}

/// Who has to act on an error; the binary turns it into the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The call or its input is wrong (exit code 2).
    Input,
    /// The world failed: network, disk, a runtime that is missing (exit code 3).
    World,
    /// The work was done and its verdict is negative (exit code 1).
    Verdict,
}

/// An error that can tell a person what failed, why, and what to do next.
///
/// Every public error of a room implements this. The sentence of `message` says what failed, with
/// its place; the attribute `.hint` of the same key in `texts`, where there is one, says what to do
/// next.
pub trait Explain: std::error::Error {
    /// Returns the sentence. Every key is in `texts`, in both languages.
    fn message(&self) -> Message;

    /// Returns who has to act.
    fn blame(&self) -> Blame;

    /// Returns further lines that help: the candidates, the place in the file, the script's text.
    fn details(&self) -> Vec<Message> {
        Vec::new()
    }

    /// Returns the cause if it can explain itself too; other causes are shown by their `Display`.
    fn cause(&self) -> Option<&dyn Explain> {
        None
    }
}
