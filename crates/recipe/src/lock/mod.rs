// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The lock: exactly what a recipe resolved to. Only the tool writes it.

mod difference;
mod document;
mod outgrown;

use std::collections::BTreeMap;

use haerterei_ground::{Digest, Timestamp};
use serde::{Deserialize, Serialize};

pub use difference::{PackageChange, PackageChangeKind};
pub use document::LockError;
pub use outgrown::Outgrown;

use crate::canonical;
use crate::names::{Architecture, DistributionName, FeatureName, PackageName};

/// The version of the lock's format.
const FORMAT: u32 = 1;

/// Exactly what a recipe resolved to.
///
/// Names suites, pool paths and hashes, never a mirror: it holds anywhere. Lists are kept in a
/// fixed order by [`Lock::write`], so the same content is the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Lock {
    /// The version of the lock's format.
    pub haerterei_lock: u32,
    /// The lock's time: the newest changelog entry among the packages.
    pub time: Timestamp,
    /// The distribution.
    pub distribution: DistributionName,
    /// What made it.
    pub tool: LockedTool,
    /// The recipe it was made from.
    pub recipe: LockedRecipe,
    /// The image it starts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<LockedBase>,
    /// What came out; missing until something was built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<LockedResult>,
    /// The archive's signed indices.
    #[serde(default, rename = "release", skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<LockedRelease>,
    /// The packages, for every architecture.
    #[serde(default, rename = "package", skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<LockedPackage>,
    /// Dependencies that were not followed.
    #[serde(default, rename = "dropped", skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<DroppedEdge>,
    /// The variants that were resolved.
    #[serde(default, rename = "variant", skip_serializing_if = "BTreeMap::is_empty")]
    pub variants: BTreeMap<FeatureName, LockedVariant>,
    /// For the lock of a variant alone: the content that it is built upon.
    #[serde(skip)]
    pub upon: Option<Digest>,
}

/// The image that a recipe starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LockedBase {
    /// What it is called.
    pub name: String,
    /// The digest of its index, or of its manifest where there is one platform only.
    pub digest: Digest,
    /// When it was made, as it says; for a recipe the time of its lock.
    pub time: Timestamp,
    /// The digests of its manifests.
    pub manifests: BTreeMap<Architecture, Digest>,
}

/// A variant: what it adds to the recipe's image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LockedVariant {
    /// The newest changelog entry among all its packages.
    pub time: Timestamp,
    /// The recipe of the variant.
    pub recipe: LockedRecipe,
    /// What came out; missing until it was built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<LockedResult>,
    /// The packages it adds.
    #[serde(default, rename = "package", skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<LockedPackage>,
    /// Dependencies that were not followed.
    #[serde(default, rename = "dropped", skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<DroppedEdge>,
}

/// What made a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LockedTool {
    /// The tool's version.
    pub version: String,
    /// The version of its rules: install-only edges, effects, exclusions.
    pub rules: String,
    /// Compressor, version and level, as the image room names them.
    pub compressor: String,
}

/// The recipe a lock was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LockedRecipe {
    /// The digest of the resolved recipe's canonical JSON and of all its files.
    pub digest: Digest,
    /// The first twelve hexadecimal digits of each top-level key's digest, to name what changed.
    #[serde(default)]
    pub keys: BTreeMap<String, String>,
    /// The files the recipe names.
    #[serde(default)]
    pub files: BTreeMap<String, Digest>,
}

/// What came out of a build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LockedResult {
    /// The version of the build ([`Lock::build_version`]).
    pub version: String,
    /// The digest of the index over all platforms.
    pub index: Digest,
    /// The manifests, by architecture.
    pub manifests: BTreeMap<Architecture, LockedManifest>,
}

/// The image of one platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LockedManifest {
    /// The manifest's digest.
    pub digest: Digest,
    /// All its layers, compressed, in bytes.
    pub compressed_size: u64,
    /// All its layers, not compressed, in bytes.
    pub size: u64,
}

/// A signed index of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LockedRelease {
    /// The suite as it is named in the archive, as `trixie-security`.
    pub suite: String,
    /// The origin it claims, as `Debian`.
    pub origin: String,
    /// The repository of the recipe it belongs to, if it is not the distribution's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// When it was made.
    pub date: Timestamp,
    /// Until when it may be used, where it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// The digest of `InRelease`.
    pub digest: Digest,
    /// The fingerprints of the keys that signed it.
    pub signers: Vec<String>,
}

/// A package of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LockedPackage {
    /// Its name.
    pub name: PackageName,
    /// Its version.
    pub version: String,
    /// The image's architecture it is for.
    pub platform: Architecture,
    /// The package's own architecture: the platform's, or `all`.
    pub architecture: Architecture,
    /// Its source package.
    pub source: String,
    /// The version of its source package.
    pub source_version: String,
    /// The suite it was taken from; `file` for a single package file.
    pub suite: String,
    /// Its path in the archive's pool, or beside the recipe.
    pub pool: String,
    /// Its size in bytes.
    pub size: u64,
    /// The digest of the package file.
    pub digest: Digest,
    /// Its newest changelog entry.
    pub time: Timestamp,
    /// Why it is there: the recipe, or the dependencies that led to it.
    pub because: Vec<String>,
}

/// A dependency that was not followed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DroppedEdge {
    /// The image's architecture.
    pub platform: Architecture,
    /// The package that depends.
    pub from: PackageName,
    /// The field: `Depends` or `Pre-Depends`.
    pub field: String,
    /// The dependency as it stands there.
    pub dependency: String,
    /// The rule that dropped it, or `recipe`, or `feature NAME`.
    pub rule: String,
    /// Why, in English.
    pub reason: String,
    /// Why, in German; missing where a lock was written before there was one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason_de: String,
}

impl Lock {
    /// Starts a lock that holds nothing yet.
    pub const fn new(
        time: Timestamp,
        distribution: DistributionName,
        tool: LockedTool,
        recipe: LockedRecipe,
    ) -> Self {
        Self {
            haerterei_lock: FORMAT,
            time,
            distribution,
            tool,
            recipe,
            base: None,
            result: None,
            releases: Vec::new(),
            packages: Vec::new(),
            dropped: Vec::new(),
            variants: BTreeMap::new(),
            upon: None,
        }
    }

    /// Returns the lock of a variant alone: what it adds, upon the content of this lock.
    pub fn of_variant(&self, name: &FeatureName) -> Option<Self> {
        let variant = self.variants.get(name)?.clone();
        Some(Self {
            haerterei_lock: self.haerterei_lock,
            time: variant.time,
            distribution: self.distribution.clone(),
            tool: self.tool.clone(),
            recipe: variant.recipe,
            base: None,
            result: variant.result,
            releases: self.releases.clone(),
            packages: variant.packages,
            dropped: variant.dropped,
            variants: BTreeMap::new(),
            upon: Some(self.content_digest()),
        })
    }

    /// Takes the lock of a variant in.
    pub fn set_variant(&mut self, name: FeatureName, lock: Self) {
        let Self { time, recipe, result, packages, dropped, .. } = lock;
        self.variants.insert(name, LockedVariant { time, recipe, result, packages, dropped });
    }

    /// Returns every package that the lock names, those of the variants too.
    pub fn all_packages(&self) -> impl Iterator<Item = &LockedPackage> {
        let added = self.variants.values().flat_map(|variant| &variant.packages);
        self.packages.iter().chain(added)
    }

    /// Returns the packages of one platform, in the lock's order.
    pub fn packages_of(&self, platform: &Architecture) -> impl Iterator<Item = &LockedPackage> {
        self.packages.iter().filter(move |package| package.platform == *platform)
    }

    /// Returns a package of one platform.
    pub fn package(&self, platform: &Architecture, name: &str) -> Option<&LockedPackage> {
        self.packages_of(platform).find(|package| package.name.as_str() == name)
    }

    /// Brings the lists into the order of the document.
    pub fn sort(&mut self) {
        self.releases.sort_by(|a, b| {
            (&a.repository, &a.suite, &a.digest).cmp(&(&b.repository, &b.suite, &b.digest))
        });
        sort(&mut self.packages, &mut self.dropped);
        for variant in self.variants.values_mut() {
            sort(&mut variant.packages, &mut variant.dropped);
        }
    }

    /// Returns the digest of everything that decides about the image's bytes: the recipe with its
    /// files, the packages, the tool, its rules and its compressor.
    ///
    /// The archive's release dates and hashes do not: a newer index with the same packages is the
    /// same content.
    pub fn content_digest(&self) -> Digest {
        let mut packages: Vec<(&str, &str, &str, String)> = self
            .packages
            .iter()
            .map(|package| {
                (
                    package.platform.as_str(),
                    package.name.as_str(),
                    package.version.as_str(),
                    package.digest.to_string(),
                )
            })
            .collect();
        packages.sort();
        let mut content = serde_json::json!({
            "distribution": self.distribution.to_string(),
            "recipe": self.recipe.digest.to_string(),
            "tool": {
                "version": self.tool.version,
                "rules": self.tool.rules,
                "compressor": self.tool.compressor,
            },
            "packages": packages,
        });
        if let Some(base) = &self.base {
            let manifests: BTreeMap<&str, String> = base
                .manifests
                .iter()
                .map(|(platform, digest)| (platform.as_str(), digest.to_string()))
                .collect();
            content["base"] = serde_json::json!({
                "name": base.name,
                "digest": base.digest.to_string(),
                "manifests": manifests,
            });
        }
        if let Some(upon) = &self.upon {
            content["upon"] = upon.to_string().into();
        }
        Digest::sha256(canonical::json(&content).as_bytes())
    }

    /// Returns the version of the build, as `10.1.55-20260819T175500Z-1f2e3d4c5b6a`.
    ///
    /// It begins with the upstream version of the main package (the last the recipe asks for: what
    /// an extended recipe asks for comes before). Then comes the lock's time, so that versions sort
    /// by time as text, then the beginning of [`Lock::content_digest`], so that the same content has
    /// the same version and other content another one. It is a valid tag of the OCI distribution
    /// specification.
    pub fn build_version(&self, main: &PackageName) -> String {
        let upstream = self
            .packages
            .iter()
            .find(|package| package.name == *main)
            .map_or("0", |package| upstream_version(&package.version));
        self.version_after(upstream)
    }

    /// Returns the version of the build of something whose own version is `upstream`; as
    /// [`Lock::build_version`].
    pub fn version_after(&self, upstream: &str) -> String {
        // 128 characters at most, the first a letter or a digit; 31 are taken below.
        let upstream: String = upstream
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' })
            .take(64)
            .collect();
        let time = self.time.strftime("%Y%m%dT%H%M%SZ");
        format!("{upstream}-{time}-{}", self.content_digest().short())
    }
}

fn sort(packages: &mut [LockedPackage], dropped: &mut Vec<DroppedEdge>) {
    for package in packages.iter_mut() {
        package.because.sort();
        package.because.dedup();
    }
    packages.sort_by(|a, b| {
        (&a.platform, &a.name, &a.version).cmp(&(&b.platform, &b.name, &b.version))
    });
    dropped.sort();
    dropped.dedup();
}

/// Returns a version without epoch and Debian revision (Debian Policy 5.6.12).
fn upstream_version(version: &str) -> &str {
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    version.rsplit_once('-').map_or(version, |(upstream, _)| upstream)
}
