// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The table `[vex]`: whose VEX beside an image counts.

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

/// Whose VEX beside an image counts. What the call names counts in any case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Vex {
    /// Files with public keys whose signatures are believed.
    pub(crate) keys: Vec<Utf8PathBuf>,
    /// Authors who are believed by the name that a document gives itself.
    pub(crate) authors: Vec<String>,
}

/// The table as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct Raw {
    keys: Vec<String>,
    authors: Vec<String>,
}

impl Raw {
    /// Returns what is meant.
    pub(super) fn settled(self, folder: &Utf8Path) -> Vex {
        let keys = self.keys.into_iter().map(|file| folder.join(file)).collect();
        Vex { keys, authors: self.authors }
    }
}
