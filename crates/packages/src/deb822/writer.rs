// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Writing control data.

use haerterei_ground::{Blame, Explain, Message};

use super::is_name;

/// Why something cannot be written as a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The name has characters that no field's name may have.
    #[error("`{name}` cannot be the name of a field")]
    Name {
        /// The name, escaped.
        name: String,
    },
    /// The value has a line that means something else in control data: a lone dot, or a carriage
    /// return at a line's end.
    #[error("field `{name}` has a value that control data cannot hold")]
    Value {
        /// The field's name.
        name: String,
    },
}

impl Explain for FieldError {
    fn message(&self) -> Message {
        match self {
            Self::Name { name } => Message::new("packages-deb822-name").text("name", name),
            Self::Value { name } => Message::new("packages-deb822-value").text("name", name),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

/// Writes paragraphs of fields.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    text: String,
    /// Whether the next field begins a paragraph that follows another.
    is_between: bool,
}

impl Writer {
    /// Starts with no paragraph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field to the paragraph; the value's further lines become continuation lines.
    ///
    /// Empty lines are written as a lone dot, as deb822(5) has it; white space around the first
    /// line is dropped.
    pub fn field(&mut self, name: &str, value: &str) -> Result<&mut Self, FieldError> {
        if !is_name(name) {
            return Err(FieldError::Name { name: name.escape_default().to_string() });
        }
        if value.split('\n').skip(1).any(|line| line.trim() == ".")
            || value.split('\n').any(|line| line.ends_with('\r'))
        {
            return Err(FieldError::Value { name: name.to_owned() });
        }
        if std::mem::take(&mut self.is_between) {
            self.text.push('\n');
        }
        let mut lines = value.split('\n');
        self.text.push_str(name);
        self.text.push(':');
        let first = lines.next().unwrap_or_default().trim();
        if !first.is_empty() {
            self.text.push(' ');
            self.text.push_str(first);
        }
        self.text.push('\n');
        for line in lines {
            self.text.push(' ');
            self.text.push_str(if line.trim().is_empty() { "." } else { line });
            self.text.push('\n');
        }
        Ok(self)
    }

    /// Ends the paragraph; without a field since the last end, nothing happens.
    pub fn end_paragraph(&mut self) -> &mut Self {
        self.is_between = !self.text.is_empty();
        self
    }

    /// Returns the text.
    pub fn finish(self) -> String {
        self.text
    }
}
