// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The archive as a source: what an update would fix, where nothing but a package mirror is within
//! reach.
//!
//! A package that is older than the newest in its suites is outdated, whatever the changelog says.
//! The CVE numbers between the two versions are fixed by the update. Weaknesses that no update fixes
//! are unknown here, and so are those of a package that is not in the archive.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use haerterei_archive::{Record, Universe};
use haerterei_ground::{BoundedReader, Limits};
use haerterei_image::tar::EntryKind;
use haerterei_packages::changelog::{Changelog, ChangelogFile, Urgency, Versions};
use haerterei_packages::deb::{Deb, Decoding};
use haerterei_versions::debian::Version;
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// The weaknesses that the update fixes, as far as changelogs name them; each with the version
    /// whose entry names it, the oldest of several.
    pub weaknesses: BTreeMap<String, String>,
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

/// Where an installed package stands in the archive.
#[derive(Clone, Copy, Debug)]
pub enum Position<'a> {
    /// No suite has a newer one.
    Newest,
    /// This one is newer.
    Older(Record<'a>),
    /// The archive does not have it: it is somebody else's, or has left.
    NotInArchive,
    /// The installed version is none of Debian's.
    NoVersion,
}

impl<'a> Position<'a> {
    /// Looks an installed package up; nothing is fetched.
    pub fn of(installed: &Installed<'_>, universe: &'a Universe) -> Self {
        let Ok(version) = Version::parse(installed.version) else { return Self::NoVersion };
        match newest(installed, universe) {
            None => Self::NotInArchive,
            Some((newest, _)) if newest <= version => Self::Newest,
            Some((_, record)) => Self::Older(record),
        }
    }
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
        let record = match Position::of(installed, self.universe) {
            Position::Older(record) => record,
            Position::Newest => return Standing::Newest,
            Position::NotInArchive => return Standing::NotInArchive,
            Position::NoVersion => return Standing::NoVersion,
        };
        let told = self.changelogs.changelog(record).and_then(|changelog| {
            let (_, source) = record.source();
            let old = Versions { package: installed.version, source: installed.source_version };
            changelog.tell(old, Versions { package: record.version_text(), source })
        });
        let coverage = match &told {
            Some(told) if told.is_complete => Coverage::Complete,
            Some(_) => Coverage::Incomplete,
            None => Coverage::NoChangelog,
        };
        let (versions, urgency) = told.as_ref().map_or((0, None), |told| {
            (told.changes.entries, told.changes.urgency.map(Urgency::as_str))
        });
        let mentioned = told.map(|told| told.mentioned).unwrap_or_default().into_iter();
        Standing::Outdated(Outdated {
            newest: record.version_text().to_owned(),
            suite: record.suite().to_owned(),
            weaknesses: mentioned.map(|(name, version)| (name, version.to_string())).collect(),
            versions,
            urgency,
            coverage,
        })
    }
}

/// Returns the newest version among all suites; the first of those that have it.
fn newest<'a>(installed: &Installed<'_>, universe: &'a Universe) -> Option<(Version, Record<'a>)> {
    let mut newest: Option<(Version, Record<'a>)> = None;
    for id in universe.named(installed.name, installed.architecture) {
        let record = universe.record(id);
        if let Some(version) = record.version()
            && newest.as_ref().is_none_or(|(known, _)| *known < version)
        {
            newest = Some((version, record));
        }
    }
    newest
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
