// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The table `register`: where the register is, and whose names it gets.

use camino::Utf8Path;
use haerterei_ground::Secret;
use serde::{Deserialize, Deserializer};

/// Where the register is, and whose names it gets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct RegisterTable {
    /// A file or the connection URI of a server; it may hold a password.
    #[serde(deserialize_with = "secret")]
    pub(crate) location: Option<Secret<String>>,
    /// Within what names hold.
    pub(crate) scope: Option<String>,
    /// Who gives names.
    pub(crate) issuer: Option<String>,
}

fn secret<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Secret<String>>, D::Error> {
    Ok(Some(Secret::new(String::deserialize(value)?)))
}

impl RegisterTable {
    /// Makes a file's path absolute; a server has none.
    pub(super) fn below(mut self, folder: &Utf8Path) -> Self {
        self.location = self.location.map(|location| {
            let word = location.reveal();
            let file = word.strip_prefix("sqlite:").unwrap_or(word);
            if file.contains("://") {
                location
            } else {
                Secret::new(folder.join(file).into_string())
            }
        });
        self
    }
}
