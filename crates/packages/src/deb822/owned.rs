// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A paragraph that owns its text.

use super::{Field, lines_of};

/// A paragraph that does not borrow the text it was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnedParagraph {
    fields: Vec<(Box<str>, Box<str>)>,
}

impl OwnedParagraph {
    /// Returns the value of a field as it stands in the text ([`Field::value`]).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(written, _)| written.eq_ignore_ascii_case(name))
            .map(|(_, value)| &**value)
    }

    /// Returns the value of a field line by line ([`Field::lines`]); nothing if it is absent.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).into_iter().flat_map(lines_of)
    }

    /// Returns all fields in the order of the text.
    pub fn fields(&self) -> impl Iterator<Item = Field<'_>> {
        self.fields.iter().map(|(name, value)| Field { name, value })
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for OwnedParagraph {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(fields: I) -> Self {
        Self {
            fields: fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
        }
    }
}
