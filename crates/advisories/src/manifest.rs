// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a generation of an index is made of: a JSON document that names everything by digest.

use std::collections::BTreeMap;

use haerterei_ground::{Digest, Timestamp};
use serde::{Deserialize, Serialize};

use crate::collected::Noticed;
use crate::index::Trust;

/// The version of the document.
pub const MANIFEST_VERSION: u32 = 1;

/// What a generation is made of. Its digest is the generation's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Manifest {
    /// The version of this document.
    pub version: u32,
    /// What made it.
    pub tool: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its sources, by name.
    pub sources: BTreeMap<String, SourceRecord>,
    /// Which weaknesses names stand for, over all sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<FileRecord>,
    /// What was noticed when sources were put together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Noticed>,
}

/// One source in a generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SourceRecord {
    /// The form in which it publishes.
    pub form: String,
    /// Where it came from: addresses without credentials, or files.
    pub from: Vec<String>,
    /// The digest of what came.
    pub digest: Digest,
    /// Its size in bytes, as it came.
    pub size: u64,
    /// When it was read.
    pub read: Timestamp,
    /// When it was last known to be the newest there is; later than `read` where a server said that
    /// nothing changed.
    pub confirmed: Timestamp,
    /// The day of the data, where the source says it or its newest change does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Timestamp>,
    /// The licence, as far as the source states one (SPDX).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// Whom to name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub attribution: String,
    /// How much is in it.
    pub counts: Counts,
    /// What was passed over or weakened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Noticed>,
    /// The exported index that it came in, where it was imported and is not the newest brought in
    /// here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Trust>,
    /// Why it was taken although it had shrunk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shrunk: Option<String>,
    /// By what the server recognises this version of each address.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub validators: BTreeMap<String, Validator>,
    /// Its rules, by space.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub segments: BTreeMap<String, FileRecord>,
    /// How bad it finds weaknesses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severities: Option<FileRecord>,
    /// What is exploited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exploited: Option<FileRecord>,
    /// What is likely to be exploited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likelihoods: Option<FileRecord>,
    /// Descriptions and references.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cold: Option<FileRecord>,
}

/// How much is in a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// Advisories.
    pub advisories: u64,
    /// Those that were withdrawn.
    pub withdrawn: u64,
    /// Those about malicious packages.
    pub malicious: u64,
    /// What they say about packages; exploited weaknesses and scores count here too.
    pub rows: u64,
}

/// What a server recognises a version of a document by (RFC 9110, section 8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Validator {
    /// The `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The date of `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// A file of a generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FileRecord {
    /// Its digest, which is its name.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// How many rows it has.
    pub rows: u64,
}

impl Manifest {
    /// Returns every file.
    pub fn files(&self) -> impl Iterator<Item = &FileRecord> {
        self.names.iter().chain(self.sources.values().flat_map(SourceRecord::files))
    }

    /// Returns the bytes of the document.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .expect("the manifest has texts as keys and only plain values");
        bytes.push(b'\n');
        bytes
    }
}

impl SourceRecord {
    /// Returns every file of the source.
    pub fn files(&self) -> impl Iterator<Item = &FileRecord> {
        let others = [&self.severities, &self.exploited, &self.likelihoods, &self.cold];
        self.segments.values().chain(others.into_iter().flatten())
    }
}
