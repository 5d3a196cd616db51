// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Functions that weaknesses are in, where whoever published them says that only these are.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Functions of one library that weaknesses are in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Function {
    /// Names of source packages.
    pub sources: Vec<String>,
    /// The weaknesses.
    pub weaknesses: BTreeSet<String>,
    /// Symbols without which nobody gets at the weakness.
    pub symbols: BTreeSet<String>,
}

/// Functions, as data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Functions {
    #[serde(default)]
    function: Vec<Function>,
}

impl Functions {
    /// Returns the functions that we know.
    pub fn known() -> Self {
        // A test reads it.
        toml::from_str(include_str!("../../data/functions.toml")).unwrap_or_default()
    }

    /// Returns them in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Function> {
        self.function.iter()
    }

    /// Returns the symbols that a weakness of a source is in; nothing where nobody says.
    pub fn of(&self, source: &str, names: &BTreeSet<String>) -> Option<&BTreeSet<String>> {
        let found = self.function.iter().find(|it| {
            it.sources.iter().any(|name| name == source) && !it.weaknesses.is_disjoint(names)
        });
        found.map(|it| &it.symbols)
    }
}
