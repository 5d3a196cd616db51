// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What we know of a value and of an answer.

/// A string of which everything, or only the beginning, is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Value {
    /// The known beginning.
    pub(crate) text: String,
    /// Whether anything may follow.
    pub(crate) open: bool,
}

impl Value {
    pub(crate) fn known(text: impl Into<String>) -> Self {
        Self { text: text.into(), open: false }
    }

    pub(crate) fn unknown() -> Self {
        Self { text: String::new(), open: true }
    }

    /// Returns the text if all of it is known.
    pub(crate) fn get(&self) -> Option<&str> {
        (!self.open).then_some(self.text.as_str())
    }

    /// Appends a value.
    pub(crate) fn push(&mut self, other: &Self) {
        if !self.open {
            self.text.push_str(&other.text);
            self.open = other.open;
        }
    }

    /// Returns what two values have in common for sure.
    pub(crate) fn join(&self, other: &Self) -> Self {
        if self == other {
            return self.clone();
        }
        let text: String = self
            .text
            .chars()
            .zip(other.text.chars())
            .take_while(|(one, two)| one == two)
            .map(|(one, _)| one)
            .collect();
        Self { text, open: true }
    }

    /// Returns whether two values are the same string, if that can be said.
    pub(crate) fn same(&self, other: &Self) -> Answer {
        match (self.get(), other.get()) {
            (Some(one), Some(two)) => Answer::from(one == two),
            (Some(one), None) if !one.starts_with(&other.text) => Answer::No,
            (None, Some(two)) if !two.starts_with(&self.text) => Answer::No,
            _ => Answer::Unknown,
        }
    }
}

/// Yes, no, or we cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    Unknown,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl Answer {
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    pub(crate) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    pub(crate) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    pub(crate) fn join(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }
}
