// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Changelogs out of the archive: from the packages themselves, fetched within bounds and remembered.
//!
//! All packages of one source carry the same changelog, so the smallest of them is fetched; the next
//! one where its documentation folder is only a link to another package's.

use std::collections::BTreeMap;

use haerterei_archive::{ArchiveError, PackageRecord, Record, ReleaseRecord, Source, download};
use haerterei_fetch::Fetcher;
use haerterei_ground::{Cancel, Cancelled, Digest, Limits, Progress};
use haerterei_packages::changelog::Changelog;
use haerterei_store::{Key, Store};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::archive_source::{Changelogs, changelog_of};

/// Counted up when a package's changelog is read differently.
const VERSION: u32 = 1;
/// How many packages of a source are tried.
const TRIES: usize = 3;

/// How much may be fetched for changelogs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangelogBounds {
    /// Packages.
    pub packages: usize,
    /// Bytes of one package; kernels and browsers are larger.
    pub package_bytes: u64,
    /// Bytes of all.
    pub bytes: u64,
}

impl Default for ChangelogBounds {
    fn default() -> Self {
        Self { packages: 400, package_bytes: 48 << 20, bytes: 512 << 20 }
    }
}

/// What fetching works with.
#[derive(Clone, Copy, Debug)]
pub struct ChangelogPlace<'a> {
    /// Where the archive is.
    pub sources: &'a [Source],
    /// Its Release files.
    pub releases: &'a [ReleaseRecord],
    /// The network.
    pub fetcher: &'a Fetcher,
    /// Where packages and what was read of them are kept.
    pub store: &'a Store,
    /// How much may be fetched.
    pub bounds: ChangelogBounds,
    /// Told what is being done.
    pub progress: &'a dyn Progress,
    /// The wish to stop.
    pub cancel: &'a Cancel,
}

/// A source package and its version.
type Built = (String, String);

/// The changelogs of some packages.
#[derive(Debug, Default)]
pub struct ArchiveChangelogs {
    found: BTreeMap<Built, Changelog>,
    /// Why packages could not be fetched, in the archive's words; the first of each.
    failures: Vec<ArchiveError>,
}

impl ArchiveChangelogs {
    /// Brings the changelogs of packages, one for each source. What cannot be had is missing.
    pub fn fetch(records: &[Record<'_>], place: &ChangelogPlace<'_>) -> Result<Self, Cancelled> {
        let mut built: BTreeMap<Built, Vec<PackageRecord>> = BTreeMap::new();
        for record in records {
            let Some(own) = record.to_record() else { continue };
            let (source, version) = record.source();
            built.entry((source.to_owned(), version.to_owned())).or_default().push(own);
        }
        for packages in built.values_mut() {
            packages.sort_by(|one, other| {
                (one.size, &one.name, one.sha256).cmp(&(other.size, &other.name, other.sha256))
            });
            packages.dedup_by_key(|package| package.sha256);
            packages.truncate(TRIES);
        }
        let mut changelogs = Self::default();
        let (mut packages, mut bytes) = (0, 0);
        for round in 0..TRIES {
            let wanted: Vec<(&Built, &PackageRecord)> = built
                .iter()
                .filter(|(built, _)| !changelogs.found.contains_key(*built))
                .filter_map(|(built, packages)| Some((built, packages.get(round)?)))
                .collect();
            let known: Vec<Option<Remembered>> =
                wanted.iter().map(|(_, package)| recall(&package.sha256, place.store)).collect();
            let mut missing = Vec::new();
            for ((_, package), known) in wanted.iter().zip(&known) {
                let is_small = package.size <= place.bounds.package_bytes
                    && bytes + package.size <= place.bounds.bytes
                    && packages < place.bounds.packages;
                if known.is_none() && is_small {
                    packages += 1;
                    bytes += package.size;
                    missing.push((*package).clone());
                }
            }
            changelogs.bring(&missing, place)?;
            let read =
                |((built, package), known): (&(&Built, &PackageRecord), Option<Remembered>)| {
                    let found = match known {
                        Some(known) => known.changelog,
                        None => read(package, &built.0, place.store),
                    };
                    found.map(|changelog| ((*built).clone(), changelog))
                };
            let found: Vec<_> = wanted.par_iter().zip(known).filter_map(read).collect();
            changelogs.found.extend(found);
            place.cancel.check()?;
        }
        Ok(changelogs)
    }

    /// Returns why packages could not be fetched.
    pub fn failures(&self) -> &[ArchiveError] {
        &self.failures
    }

    /// Downloads packages. Where one fails, the others are tried on their own.
    fn bring(
        &mut self,
        packages: &[PackageRecord],
        place: &ChangelogPlace<'_>,
    ) -> Result<(), Cancelled> {
        let bring = |packages: &[PackageRecord]| {
            download(
                packages,
                place.sources,
                place.releases,
                place.fetcher,
                place.store,
                place.progress,
                place.cancel,
            )
        };
        if packages.is_empty() {
            return Ok(());
        }
        match bring(packages) {
            Ok(_) => return Ok(()),
            Err(ArchiveError::Cancelled(cancelled)) => return Err(cancelled),
            // Where the network is away, it is away for all.
            Err(error) if packages.len() == 1 || place.fetcher.is_offline() => {
                self.failures.push(error);
                return Ok(());
            }
            Err(_) => {}
        }
        let mut failed = 0;
        for package in packages {
            match bring(std::slice::from_ref(package)) {
                Ok(_) => {}
                Err(ArchiveError::Cancelled(cancelled)) => return Err(cancelled),
                Err(error) => {
                    self.failures.push(error);
                    failed += 1;
                    if failed == TRIES {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Changelogs for ArchiveChangelogs {
    fn changelog(&self, record: Record<'_>) -> Option<Changelog> {
        let (source, version) = record.source();
        self.found.get(&(source.to_owned(), version.to_owned())).cloned()
    }
}

fn key(package: &Digest) -> Key {
    Key::new("archive-changelog", VERSION).input(package)
}

/// What came of reading a package: its changelog, or that it has none.
#[derive(Serialize, Deserialize)]
struct Remembered {
    changelog: Option<Changelog>,
}

fn recall(package: &Digest, store: &Store) -> Option<Remembered> {
    serde_json::from_slice(&store.recall(&key(package))?).ok()
}

/// Reads the changelog of a package in the cache, and remembers what came of it.
fn read(package: &PackageRecord, source: &str, store: &Store) -> Option<Changelog> {
    let file = store.open_sized(&package.sha256, package.size).ok()?;
    let changelog = changelog_of(file, source, Limits::default());
    let remembered = Remembered { changelog };
    if let Ok(bytes) = serde_json::to_vec(&remembered) {
        // Memory is only speed.
        let _ = store.remember(&key(&package.sha256), &bytes);
    }
    remembered.changelog
}
