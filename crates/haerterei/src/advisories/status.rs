// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the index is made of, as `advisories status --format json` prints it.

use std::collections::BTreeMap;

use haerterei_advisories::{Counts, FileRecord, Index, Noticed, SourceRecord, Trust};
use haerterei_ground::{Digest, Timestamp};
use serde::Serialize;

/// What the index is made of.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Status {
    /// The version of this form.
    version: u32,
    /// The generation's name.
    pub(crate) generation: Digest,
    /// When it was made.
    pub(crate) created: Timestamp,
    /// What made it.
    tool: String,
    /// Who vouches for it.
    pub(crate) origin: Origin,
    /// Bytes of all files; those that only matching reads, and those that are only shown.
    pub(crate) size: u64,
    pub(crate) cold_size: u64,
    /// Its sources, by name.
    pub(crate) sources: BTreeMap<String, SourceStatus>,
    /// What was noticed when sources were put together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Noticed>,
}

/// Who vouches for an index.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub(crate) enum Origin {
    /// Whoever runs this machine.
    MadeHere,
    /// A trusted key.
    Signed {
        /// The digest of its public half.
        key: String,
        /// The file it came in.
        file: String,
    },
    /// Nobody.
    Unsigned {
        /// The file it came in.
        file: String,
    },
}

impl Origin {
    /// Says who vouches for what was imported.
    pub(crate) fn of(trust: &Trust) -> Self {
        let file = trust.file.clone();
        match trust.key.clone() {
            Some(key) => Self::Signed { key, file },
            None => Self::Unsigned { file },
        }
    }
}

/// One source.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SourceStatus {
    form: String,
    from: Vec<String>,
    digest: Digest,
    size: u64,
    read: Timestamp,
    confirmed: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<Timestamp>,
    /// Whole days since the source was last known to be the newest there is.
    pub(crate) age_days: i64,
    /// As the source states it; nothing where it states none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) licence: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) attribution: String,
    pub(crate) counts: Counts,
    /// Rows by space.
    pub(crate) spaces: BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) problems: Vec<Noticed>,
    /// The exported index that it came in, where it is not the newest brought in here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) imported: Option<Trust>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shrunk: Option<String>,
}

impl Status {
    /// Looks at an index.
    pub(crate) fn of(index: &Index, now: Timestamp) -> Self {
        let manifest = index.manifest();
        let cold = manifest.sources.values().filter_map(|source| source.cold.as_ref());
        let cold_size = cold.map(|file| file.size).sum();
        let all: u64 = manifest.files().map(|file| file.size).sum();
        let origin = match index.trust() {
            None => Origin::MadeHere,
            Some(trust) => Origin::of(trust),
        };
        let source = |(name, record): (&String, &SourceRecord)| {
            (name.clone(), SourceStatus::of(record, now))
        };
        Self {
            version: 1,
            generation: *index.generation(),
            created: manifest.created,
            tool: manifest.tool.clone(),
            origin,
            size: all - cold_size,
            cold_size,
            sources: manifest.sources.iter().map(source).collect(),
            problems: manifest.problems.clone(),
        }
    }
}

impl SourceStatus {
    fn of(record: &SourceRecord, now: Timestamp) -> Self {
        const DAY: i64 = 24 * 60 * 60;
        let age = now.as_second().saturating_sub(record.confirmed.as_second());
        let rows = |(space, file): (&String, &FileRecord)| (space.clone(), file.rows);
        Self {
            form: record.form.clone(),
            from: record.from.clone(),
            digest: record.digest,
            size: record.size,
            read: record.read,
            confirmed: record.confirmed,
            date: record.date,
            age_days: age.div_euclid(DAY),
            licence: record.licence.clone(),
            attribution: record.attribution.clone(),
            counts: record.counts,
            spaces: record.segments.iter().map(rows).collect(),
            problems: record.problems.clone(),
            imported: record.imported.clone(),
            shrunk: record.shrunk.clone(),
        }
    }
}
