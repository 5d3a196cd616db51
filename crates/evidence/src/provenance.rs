// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How an image was built (SLSA provenance version 1).

use std::collections::BTreeMap;

use haerterei_ground::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Predicate;

/// The kind of build that `haerterei build` is: a recipe and signed packages in, an image out.
pub const BUILD_TYPE: &str = "urn:haerterei:predicate:build:v1";

/// How an image was built.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// What went in.
    pub build_definition: BuildDefinition,
    /// Who built, and when.
    pub run_details: RunDetails,
}

impl Predicate for Provenance {
    const PREDICATE_TYPE: &'static str = "https://slsa.dev/provenance/v1";
}

/// What went into a build.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BuildDefinition {
    /// The kind of build: [`BUILD_TYPE`].
    pub build_type: String,
    /// What the user decided: the recipe's digest, the platforms.
    pub external_parameters: BTreeMap<String, Value>,
    /// What the builder decided: version, rules, compressor.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub internal_parameters: BTreeMap<String, Value>,
    /// Everything that was used, by digest: packages, Release files, added files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolved_dependencies: Vec<ResourceDescriptor>,
}

/// Who built, and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunDetails {
    /// The builder.
    pub builder: Builder,
    /// This one run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BuildMetadata>,
}

/// A builder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Builder {
    /// A URI that names it.
    pub id: String,
    /// Versions of its parts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub version: BTreeMap<String, String>,
}

/// One run of a build. Left out where the statement shall be the same for every builder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BuildMetadata {
    /// A name of this run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invocation_id: Option<String>,
    /// When it began (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_on: Option<String>,
    /// When it ended (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_on: Option<String>,
}

/// Something that was used (in-toto Attestation Framework, "`ResourceDescriptor`").
///
/// It has no address: where it came from changes, what it is does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceDescriptor {
    /// What it is called; a package URL for a package.
    pub name: String,
    /// Digests in hexadecimal, by algorithm.
    pub digest: BTreeMap<String, String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl ResourceDescriptor {
    /// Returns a descriptor of a name and a digest.
    pub fn new(name: impl Into<String>, digest: &Digest) -> Self {
        Self {
            name: name.into(),
            digest: BTreeMap::from([(digest.algorithm().name().to_owned(), digest.hex())]),
            ..Self::default()
        }
    }
}
