// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a package's changelogs tell of the versions between two.

use std::collections::BTreeMap;

use haerterei_versions::debian::Version;

use super::{Changelog, ChangelogFile, Changes};

/// A version of a package, and that of the source it was built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions<'a> {
    /// The version of the package.
    pub package: &'a str,
    /// The version of its source.
    pub source: &'a str,
}

/// What changelogs tell of the versions after one and up to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What they tell.
    pub changes: Changes,
    /// The CVE numbers, each with the oldest of these versions whose entry mentions it: later ones
    /// mostly mend the fix.
    pub mentioned: BTreeMap<String, Version>,
    /// Whether they reach back to the earlier version. Where they do not (both distributions cut
    /// changelogs), there may be more to tell.
    pub is_complete: bool,
}

impl Changelog {
    /// Returns the distribution's changelog among the files of a package that was built from
    /// `source`, the entries of a rebuild before all others; nothing if it ships none.
    ///
    /// A `changelog.gz` may be the upstream project's, of any form: it counts if its first entry is
    /// about this source package.
    pub fn of_package(
        files: impl IntoIterator<Item = (ChangelogFile, Self)>,
        source: &str,
    ) -> Option<Self> {
        let (mut main, mut rebuild): (Option<Self>, Option<Self>) = (None, None);
        for (kind, changelog) in files {
            if changelog.newest().is_none_or(|entry| entry.source != source) {
                continue;
            }
            match kind {
                ChangelogFile::Rebuild => rebuild = Some(changelog),
                ChangelogFile::Debian => main = Some(changelog),
                ChangelogFile::NativeOrUpstream => {
                    main.get_or_insert(changelog);
                }
            }
        }
        match (main, rebuild) {
            (Some(main), Some(rebuild)) => Some(main.with_rebuild(rebuild)),
            (Some(main), None) => Some(main),
            (None, rebuild) => rebuild,
        }
    }

    /// Tells what lies between two versions of a package; nothing if one of them is none.
    pub fn tell(&self, old: Versions<'_>, new: Versions<'_>) -> Option<Told> {
        let has =
            |version: &str| self.entries().iter().any(|entry| entry.version.as_str() == version);
        // Changelogs count versions of the source; a rebuild adds an entry of the package's.
        let (old, new) =
            if has(new.package) { (old.package, new.package) } else { (old.source, new.source) };
        let (old, new) = (Version::parse(old).ok()?, Version::parse(new).ok()?);
        let changes = self.between(Some(&old), &new);
        let is_complete = self.entries().iter().any(|entry| entry.version <= old);
        let mut mentioned: BTreeMap<String, Version> = BTreeMap::new();
        for entry in self.entries().iter().filter(|it| it.version > old && it.version <= new) {
            for cve in &entry.cves {
                let oldest = mentioned.entry(cve.clone()).or_insert_with(|| entry.version.clone());
                if *oldest > entry.version {
                    oldest.clone_from(&entry.version);
                }
            }
        }
        Some(Told { changes, mentioned, is_complete })
    }
}
