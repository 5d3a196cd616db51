// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The archive as a source: what an update would fix, where nothing but a package mirror is within
//! reach.
//!
//! A package that is older than the newest in its suites is outdated, whatever the changelog says.
//! The CVE numbers between the two versions are fixed by the update. Weaknesses that no update fixes
//! are unknown here, and so are those of a package that is not in the archive.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use haerterei_archive::{Record, Universe};
use haerterei_ground::{BoundedReader, Limits};
use haerterei_image::tar::EntryKind;
use haerterei_packages::changelog::{Changelog, ChangelogFile, Urgency, Versions};
use haerterei_packages::deb::{Deb, Decoding};
use haerterei_versions::debian::Version;
use serde::Serialize;

/// A larger changelog is not read; the largest, of the kernel and of glibc, are a tenth of it.
const UNPACKED: u64 = 64 << 20;

/// A package that is installed.
#[derive(Clone, Copy, Debug)]
pub struct Installed<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Its source package's version.
    pub source_version: &'a str,
    /// The architecture of the image, in dpkg's words.
    pub architecture: &'a str,
}

/// How far back changelogs told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// To the installed version: every weakness that they name is listed.
    Complete,
    /// Not to the installed version, for they are cut: there may be more.
    Incomplete,
    /// There is none that can be read.
    NoChangelog,
}

/// A package that is older than the newest in its suites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Outdated {
    /// The newest version.
    pub newest: String,
    /// The suite that has it: `trixie-security`.
    pub suite: String,
    /// The weaknesses that the update fixes, as far as changelogs name them.
    pub weaknesses: BTreeSet<String>,
    /// How many versions lie between, as far as changelogs tell.
    pub versions: usize,
    /// The highest urgency among them, in Debian's words.
    pub urgency: Option<&'static str>,
    /// How far back changelogs told.
    pub coverage: Coverage,
}

/// What the archive says of an installed package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "standing")]
pub enum Standing {
    /// No suite has a newer one. What no update fixes is unknown.
    Newest,
    /// An update is there.
    Outdated(Outdated),
    /// The archive does not have it: it is somebody else's, or has left.
    NotInArchive,
    /// The installed version is none of Debian's, so that nothing can be said.
    NoVersion,
}

/// Brings the changelog of a package that the archive has.
pub trait Changelogs {
    /// Returns it, or nothing if there is none that can be read.
    fn changelog(&self, record: Record<'_>) -> Option<Changelog>;
}

impl<F: Fn(Record<'_>) -> Option<Changelog>> Changelogs for F {
    fn changelog(&self, record: Record<'_>) -> Option<Changelog> {
        self(record)
    }
}

/// An archive that is asked what an update would fix.
#[derive(Clone, Copy)]
pub struct ArchiveSource<'a> {
    universe: &'a Universe,
    changelogs: &'a dyn Changelogs,
}

impl std::fmt::Debug for ArchiveSource<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArchiveSource").finish_non_exhaustive()
    }
}

impl<'a> ArchiveSource<'a> {
    /// Asks the suites of a universe; the changelog of a package is brought when it is needed.
    pub const fn new(universe: &'a Universe, changelogs: &'a dyn Changelogs) -> Self {
        Self { universe, changelogs }
    }

    /// Returns what the archive says of an installed package.
    pub fn standing(&self, installed: &Installed<'_>) -> Standing {
        let Ok(version) = Version::parse(installed.version) else { return Standing::NoVersion };
        let Some((newest, record)) = self.newest(installed) else {
            return Standing::NotInArchive;
        };
        if newest <= version {
            return Standing::Newest;
        }
        let told = self.changelogs.changelog(record).and_then(|changelog| {
            let (_, source) = record.source();
            let old = Versions { package: installed.version, source: installed.source_version };
            changelog.tell(old, Versions { package: newest.as_str(), source })
        });
        let coverage = match &told {
            Some(told) if told.is_complete => Coverage::Complete,
            Some(_) => Coverage::Incomplete,
            None => Coverage::NoChangelog,
        };
        let changes = told.map(|told| told.changes).unwrap_or_default();
        Standing::Outdated(Outdated {
            newest: newest.as_str().to_owned(),
            suite: record.suite().to_owned(),
            weaknesses: changes.cves,
            versions: changes.entries,
            urgency: changes.urgency.map(Urgency::as_str),
            coverage,
        })
    }

    /// Returns the newest version among all suites; the first of those that have it.
    fn newest(&self, installed: &Installed<'_>) -> Option<(Version, Record<'a>)> {
        let mut newest: Option<(Version, Record<'a>)> = None;
        for id in self.universe.named(installed.name, installed.architecture) {
            let record = self.universe.record(id);
            if let Some(version) = record.version()
                && newest.as_ref().is_none_or(|(known, _)| *known < version)
            {
                newest = Some((version, record));
            }
        }
        newest
    }
}

/// Reads the distribution's changelog out of a package file; nothing if there is none that can be
/// read.
///
/// A documentation folder that is a link to another package's has none.
pub fn changelog_of(
    package: impl Read + Seek + Send,
    source: &str,
    limits: Limits,
) -> Option<Changelog> {
    let mut contents = Deb::open(package, limits).ok()?.data(Decoding::default()).ok()?;
    let mut found = Vec::new();
    while let Ok(Some(entry)) = contents.next() {
        let Some(kind) = ChangelogFile::recognise(&entry.path) else { continue };
        if entry.kind != EntryKind::File {
            continue;
        }
        let content = BoundedReader::new(&mut contents, UNPACKED).read_all().ok()?;
        if let Ok(changelog) = Changelog::read(&content, UNPACKED) {
            found.push((kind, changelog));
        }
    }
    Changelog::of_package(found, source)
}

#[cfg(test)]
mod tests;
