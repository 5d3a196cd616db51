// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions that an index is asked about.

use haerterei_versions::VersionKey;

use crate::advisory::ANY_STREAM;
use crate::ecosystem::Ecosystem;

/// A version of a component, with the key by which an index compares it.
///
/// A version that its ecosystem's order does not know has only its text: it is in a list that names
/// the same text, and compares with nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedVersion {
    text: Box<str>,
    key: Option<VersionKey>,
    module: Module,
}

/// To which module's stream a package of an RPM distribution belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Module {
    /// To none.
    None,
    /// To one, and nobody knows to which.
    Unknown,
    /// To this, as `nodejs:18`.
    Stream(Box<str>),
}

impl AskedVersion {
    /// Reads a version of an ecosystem.
    pub fn of(ecosystem: Ecosystem, version: &str) -> Self {
        let has_modules =
            matches!(ecosystem, Ecosystem::AlmaLinux | Ecosystem::RockyLinux | Ecosystem::RedHat);
        // What was built as part of a module says so in its release: `1.module+el8.7.0+…`, and
        // `1.module_el8.7.0+…` at AlmaLinux.
        let module =
            if has_modules && version.contains(".module") { Module::Unknown } else { Module::None };
        Self { text: version.into(), key: ecosystem.scheme().key(version).ok(), module }
    }

    /// Returns the same of a package with a label of modularity, `nodejs:18:8070020221213:…`, as the
    /// database of RPM has it (`MODULARITYLABEL`).
    #[must_use]
    pub fn in_module(mut self, label: &str) -> Self {
        let mut parts = label.split(':');
        if let (Some(name), Some(stream)) = (parts.next(), parts.next()) {
            self.module = Module::Stream(format!("{name}:{stream}").into());
        }
        self
    }

    /// Returns the version as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the bytes that compare as the versions do; nothing if the order does not know it.
    pub fn key(&self) -> Option<&[u8]> {
        self.key.as_ref().map(VersionKey::as_bytes)
    }

    /// Returns whether a rule for a stream of a module is about it, and whether that is certain;
    /// nothing if it is not about it. The empty stream is no module.
    pub(crate) fn is_of(&self, stream: &str) -> Option<bool> {
        match (&self.module, stream) {
            (Module::None, "") => Some(true),
            (Module::None, _) | (_, "") => None,
            (Module::Unknown, _) | (Module::Stream(_), ANY_STREAM) => Some(false),
            (Module::Stream(own), _) => stream.split(' ').any(|one| one == &**own).then_some(true),
        }
    }
}
