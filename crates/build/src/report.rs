// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What was built and why, as data. The terminal and JSON are renderers of it.

use std::collections::BTreeMap;

use haerterei_ground::{Diagnostic, Digest, Timestamp, TreePath};
use haerterei_recipe::Resolved;
use serde::{Deserialize, Serialize};

/// The version of this document's form.
pub const REPORT_VERSION: u32 = 1;

/// A finished build.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The version of this document's form.
    pub haerterei_build_report: u32,
    /// The image's name.
    pub name: String,
    /// The version of the build.
    pub version: String,
    /// The digest of the index over all platforms built.
    pub digest: Digest,
    /// The variant of the recipe, if it is not the recipe itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// The time of the lock, which is the time of the image.
    pub created: Timestamp,
    /// The distribution and suite.
    pub distribution: String,
    /// The recipe as it was built, bases and house file merged.
    pub recipe: Box<Resolved>,
    /// One for each platform.
    pub platforms: Vec<PlatformReport>,
    /// Annotations that an operator looks for and the recipe does not give.
    pub missing_annotations: Vec<String>,
    /// What a person should look at.
    pub diagnostics: Vec<Diagnostic>,
    /// Where the image was written, in the caller's words.
    pub outputs: Vec<String>,
}

/// What was built for one platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlatformReport {
    /// The distribution's word for the architecture.
    pub architecture: String,
    /// The image that it starts from, if it starts from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<BaseReport>,
    /// The digest of the manifest.
    pub digest: Digest,
    /// All layers, compressed, in bytes.
    pub compressed_size: u64,
    /// All layers, not compressed, in bytes.
    pub size: u64,
    /// The layers, from the bottom up.
    pub layers: Vec<LayerReport>,
    /// The packages.
    pub packages: Vec<PackageReport>,
    /// Scripts of the packages.
    pub scripts: ScriptCount,
    /// What was left out, by rule.
    pub dropped: BTreeMap<String, Amount>,
    /// What the build made itself, by rule.
    pub made: BTreeMap<String, Amount>,
    /// Dependencies that were not followed.
    pub dropped_dependencies: Vec<DroppedDependency>,
    /// Set-user-id, set-group-id bits and capabilities that were taken away.
    pub privileges_taken: Vec<TreePath>,
    /// The proof that everything the image needs is in it.
    pub proof: Proof,
    /// What programs may try to use and the image does not have.
    pub features_off: Vec<FeatureOff>,
    /// Tools for developing that a runtime carries inside itself (`jdk.compiler`).
    pub carries: Vec<String>,
    /// How many certificate authorities are trusted; nothing where there is no trust store.
    pub trusted_authorities: Option<usize>,
    /// Effects of scripts that the image does without, with the package.
    pub without: Vec<(String, String)>,
}

/// The image that another starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BaseReport {
    /// What it is called.
    pub name: String,
    /// The digest of its manifest for this platform.
    pub digest: Digest,
    /// How many layers are taken over.
    pub layers: u64,
    /// How many packages it holds.
    pub packages: u64,
    /// All its layers, compressed, in bytes.
    pub compressed_size: u64,
    /// All its layers, not compressed, in bytes.
    pub size: u64,
}

/// A layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LayerReport {
    /// The digest of the blob.
    pub digest: Digest,
    /// Compressed size in bytes.
    pub compressed_size: u64,
    /// Size in bytes.
    pub size: u64,
    /// Whether it is the base image's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub base: bool,
    /// The packages in it; none in the layer of what the build made, nor in those of a base.
    pub packages: Vec<String>,
}

/// A package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PackageReport {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What came into the image.
    pub kept: Amount,
    /// Its licences, where its copyright file says them so that a machine can read it.
    pub licences: Option<String>,
    /// Where its copyright file is in the image.
    pub copyright: Option<TreePath>,
}

/// Files and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Amount {
    /// How many.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

impl Amount {
    /// Adds a file.
    pub(crate) fn add(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }
}

/// What became of the scripts of the packages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ScriptCount {
    /// Packages of the image.
    pub packages: u64,
    /// Packages with a script that would run at installation.
    pub with_scripts: u64,
    /// Scripts that would run at installation.
    pub scripts: u64,
    /// Scripts whose effects were read from their text.
    pub recognised: u64,
    /// Scripts whose effects stand in the catalogue.
    pub catalogued: u64,
    /// Scripts that are not recognised and that the recipe acknowledges.
    pub acknowledged: u64,
    /// Scripts executed: none, ever.
    pub executed: u64,
}

/// A dependency that was not followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DroppedDependency {
    /// The package that depends.
    pub from: String,
    /// The dependency as it stands there.
    pub dependency: String,
    /// The rule.
    pub rule: String,
    /// Why, in English.
    pub reason: String,
    /// Why, in German; empty where the lock does not say.
    #[serde(default)]
    pub reason_de: String,
}

/// What the proof looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// Programs and libraries.
    pub elf_files: u64,
    /// Scripts with an interpreter.
    pub scripts: u64,
    /// Java archives.
    pub jars: u64,
    /// Symbolic links.
    pub links: u64,
    /// References that were followed to something that is there.
    pub satisfied: u64,
}

/// Something that programs of the image may try to use and that is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FeatureOff {
    /// What is missing: a library, a path, a profile of the recipe.
    pub missing: String,
    /// Who would use it.
    pub needed_by: Vec<String>,
    /// What does not work without it, in English and German.
    pub effect: Option<(String, String)>,
}
