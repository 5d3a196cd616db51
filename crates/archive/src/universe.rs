// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! All packages of several suites together, with the priorities among them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use haerterei_ground::{Diagnostic, Digest, Timestamp};
use haerterei_versions::debian::Version;
use serde::{Deserialize, Serialize};

use crate::index::{Field, Index};
use crate::{PackageRecord, Record, Signer};

/// The packages that may be chosen from.
#[derive(Clone, Debug, Default)]
pub struct Universe {
    pub(crate) parts: Vec<Part>,
    /// What the Release files said, in the order of the sources.
    pub releases: Vec<ReleaseRecord>,
    /// What was noticed while loading.
    pub diagnostics: Vec<Diagnostic>,
}

/// One index and where it is from.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) index: Index,
    /// The architecture the index is for.
    pub(crate) architecture: String,
    pub(crate) suite: String,
    pub(crate) pocket: String,
    pub(crate) archive: String,
    pub(crate) component: String,
    /// As in `apt_preferences(5)`: the higher wins before versions are compared.
    pub(crate) priority: i32,
    /// Of equal versions the lower rank wins.
    pub(crate) rank: usize,
}

/// Which record of a universe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId {
    part: u32,
    row: u32,
}

/// A verified Release file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReleaseRecord {
    /// The id of the archive, or the name of the further repository.
    pub archive: String,
    /// The suite as the archive serves it: `trixie-security`.
    pub suite: String,
    /// Who publishes it.
    pub origin: String,
    /// The codename it names.
    pub codename: String,
    /// The version it names: `13.7`.
    pub version: String,
    /// The digest of the verified file (`InRelease`, or `Release` with its signature beside).
    pub digest: Digest,
    /// When it was made.
    pub date: Timestamp,
    /// Until when it counts, where it says so.
    pub valid_until: Option<Timestamp>,
    /// All whose signature was good.
    pub signers: Vec<Signer>,
}

impl Universe {
    /// Adds packages that stand in no index, as a single `.deb` file named by a recipe or a
    /// package out of a lock that has left the archive.
    ///
    /// `archive` names where they are from. The higher the priority the sooner they are chosen;
    /// of equal versions those of indices win.
    pub fn add_records(&mut self, records: &[PackageRecord], archive: &str, priority: i32) {
        let architectures: BTreeSet<String> = self
            .parts
            .iter()
            .map(|part| &part.architecture)
            .chain(records.iter().map(|record| &record.architecture))
            .filter(|architecture| *architecture != "all")
            .cloned()
            .collect();
        for architecture in architectures {
            let own: Vec<&PackageRecord> = records
                .iter()
                .filter(|record| {
                    record.architecture == "all" || record.architecture == architecture
                })
                .collect();
            if own.is_empty() {
                continue;
            }
            let written: Vec<[String; 4]> = own
                .iter()
                .map(|record| {
                    [
                        format!("{} ({})", record.source, record.source_version),
                        record.size.to_string(),
                        record.sha256.hex(),
                        record.installed_kilobytes.to_string(),
                    ]
                })
                .collect();
            let rows = own
                .iter()
                .zip(&written)
                .map(|(record, [source, size, sha256, installed])| {
                    [
                        record.name.as_str(),
                        record.version.as_str(),
                        &record.architecture,
                        source,
                        &record.pool_path,
                        size,
                        sha256,
                        installed,
                        &record.priority,
                        &record.section,
                        if record.essential { "yes" } else { "" },
                        &record.multi_arch,
                        &record.pre_depends,
                        &record.depends,
                        &record.recommends,
                        &record.provides,
                        &record.conflicts,
                        &record.breaks,
                        &record.replaces,
                        &record.tag,
                    ]
                })
                .collect();
            self.parts.push(Part {
                index: Index::build(rows),
                architecture,
                suite: String::new(),
                pocket: archive.to_owned(),
                archive: archive.to_owned(),
                component: String::new(),
                priority,
                rank: usize::MAX,
            });
        }
    }

    /// Returns a record.
    ///
    /// # Panics
    ///
    /// If `id` is not of this universe.
    pub fn record(&self, id: RecordId) -> Record<'_> {
        let part = &self.parts[id.part as usize];
        Record { part, row: id.row as usize }
    }

    /// Returns how many records there are for an architecture.
    pub fn count(&self, architecture: &str) -> usize {
        self.parts_for(architecture).map(|(_, part)| part.index.len()).sum()
    }

    /// Returns all records called `name` that can be installed on `architecture`, the preferred
    /// first: by priority, then by version, then in the order of the pockets.
    pub fn named(&self, name: &str, architecture: &str) -> Vec<RecordId> {
        let mut found: Vec<(i32, Version, Reverse<usize>, RecordId)> = Vec::new();
        for (number, part) in self.parts_for(architecture) {
            for row in part.index.named(name) {
                let id = RecordId { part: number as u32, row: row as u32 };
                let record = self.record(id);
                if part.priority >= 0
                    && matches!(record.architecture(), one if one == "all" || one == architecture)
                    && let Some(version) = record.version()
                {
                    found.push((part.priority, version, Reverse(part.rank), id));
                }
            }
        }
        found.sort_by(|one, other| {
            (other.0, &other.1, other.2).cmp(&(one.0, &one.1, one.2)).then(one.3.cmp(&other.3))
        });
        found.into_iter().map(|(.., id)| id).collect()
    }

    /// Returns all records on `architecture` that say they provide `name`, whatever the version.
    pub fn providing(&self, name: &str, architecture: &str) -> Vec<RecordId> {
        let mut found: Vec<_> = self
            .parts_for(architecture)
            .flat_map(|(number, part)| {
                part.index
                    .providing(name)
                    .map(move |row| RecordId { part: number as u32, row: row as u32 })
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Returns every name of a package or of something provided, sorted.
    pub fn names(&self, architecture: &str) -> BTreeSet<&str> {
        self.parts_for(architecture)
            .flat_map(|(_, part)| {
                (0..part.index.len())
                    .map(|row| part.index.field(row, Field::Package))
                    .chain(part.index.provided_names())
            })
            .collect()
    }

    /// Returns the names of the packages themselves, sorted.
    pub fn package_names(&self, architecture: &str) -> BTreeSet<&str> {
        self.parts_for(architecture)
            .flat_map(|(_, part)| {
                (0..part.index.len()).map(|row| part.index.field(row, Field::Package))
            })
            .collect()
    }

    fn parts_for(&self, architecture: &str) -> impl Iterator<Item = (usize, &Part)> {
        self.parts.iter().enumerate().filter(move |(_, part)| part.architecture == architecture)
    }
}
