// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A folder for what a trial mounts.

use std::path::{Path, PathBuf};

use super::SandboxError;
use super::ledger::{self, Entry};

/// A folder for what a trial mounts. Unless it is kept it ends with the trial, or with the next
/// one if this one is killed.
#[derive(Debug)]
pub(crate) enum Workspace {
    /// It ends with the trial.
    Passing(Entry),
    /// It stays, beside the bundles that name what is in it.
    Kept(PathBuf),
}

impl Workspace {
    /// Makes a folder that stays.
    pub(super) fn kept(folder: &Path) -> Result<Self, SandboxError> {
        ledger::private_folder(folder)?;
        let made = tempfile::Builder::new()
            .prefix("mounted-")
            .tempdir_in(folder)
            .map_err(SandboxError::io("make a folder in", folder))?;
        Ok(Self::Kept(made.keep()))
    }

    /// Returns the folder.
    pub(crate) fn folder(&self) -> &Path {
        match self {
            Self::Passing(entry) => entry.folder(),
            Self::Kept(folder) => folder,
        }
    }
}
