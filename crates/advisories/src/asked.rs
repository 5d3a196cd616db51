// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions that an index is asked about.

use haerterei_versions::VersionKey;

use crate::ecosystem::Ecosystem;

/// A version of a component, with the key by which an index compares it.
///
/// A version that its ecosystem's order does not know has only its text: it is in a list that names
/// the same text, and compares with nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedVersion {
    text: Box<str>,
    key: Option<VersionKey>,
}

impl AskedVersion {
    /// Reads a version of an ecosystem.
    pub fn of(ecosystem: Ecosystem, version: &str) -> Self {
        Self { text: version.into(), key: ecosystem.scheme().key(version).ok() }
    }

    /// Returns the version as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the bytes that compare as the versions do; nothing if the order does not know it.
    pub fn key(&self) -> Option<&[u8]> {
        self.key.as_ref().map(VersionKey::as_bytes)
    }
}
