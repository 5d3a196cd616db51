// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The environment of the process, read in one place.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

/// What the environment says: its variables and the working folder.
///
/// A value of this type can be made by a test; nothing else of the program reads the environment
/// (`clap` does, for the variables of arguments that the help names).
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    variables: BTreeMap<String, String>,
    working_folder: Utf8PathBuf,
}

impl Environment {
    /// Reads the environment of this process; variables that are not UTF-8 are passed over.
    pub(crate) fn of_process() -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let working_folder = std::env::current_dir()
            .ok()
            .and_then(|folder| Utf8PathBuf::try_from(folder).ok())
            .unwrap_or_default();
        Self { variables, working_folder }
    }

    /// Makes an environment of its own.
    #[cfg(test)]
    pub(crate) fn of<'a>(
        variables: impl IntoIterator<Item = (&'a str, &'a str)>,
        working_folder: &Utf8Path,
    ) -> Self {
        Self {
            variables: variables.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
            working_folder: working_folder.to_owned(),
        }
    }

    /// Returns the value of a variable; an empty one counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns the value of the first of some variables that has one.
    pub(crate) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name))
    }

    /// Returns a path named by a variable.
    pub(crate) fn path(&self, name: &str) -> Option<Utf8PathBuf> {
        self.get(name).map(Utf8PathBuf::from)
    }

    /// Returns the user's home.
    pub(crate) fn home(&self) -> Option<Utf8PathBuf> {
        self.path("HOME")
    }

    /// Returns the folder in which the call was made.
    pub(crate) fn working_folder(&self) -> &Utf8Path {
        &self.working_folder
    }
}
