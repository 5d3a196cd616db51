// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Diagnostics: what a rule, a check or a reader noticed, at a place.

use serde::Serialize;

use crate::{Message, TreePath};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Should be looked at.
    Warning,
    /// Stops the work.
    Error,
}

/// Where something was noticed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Place {
    /// A place in a document of the user: file as given, line and column from 1.
    Document {
        /// The file, as the user named it.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column in characters, from 1.
        column: u64,
    },
    /// A path in an image.
    Path {
        /// The path.
        path: TreePath,
    },
    /// A package, by name and version.
    Package {
        /// Its name.
        name: String,
        /// Its version.
        version: String,
    },
    /// The work as a whole.
    Whole,
}

/// Something noticed, as data; terminal, JSON and HTML are renderers of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it weighs.
    pub severity: Severity,
    /// Where it was noticed.
    pub place: Place,
    /// What was noticed; the key is the stable code.
    pub message: Message,
}
