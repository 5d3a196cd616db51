// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Everything a lock names as one OCI artifact, to carry over an air gap or to keep.
//!
//! The blobs are the files as their archive publishes them, so a layout of it serves as a package
//! store, and each can be verified again: `InRelease` by its signature, the indices by `InRelease`,
//! the packages by the indices.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_archive::{LoadSettings, Source, named_indices, source_packages};
use haerterei_ground::{Algorithm, Digest};
use haerterei_image::document::{self, EMPTY, MANIFEST};
use haerterei_image::{Assembled, Blob, BlobContent, Descriptor, Manifest};
use haerterei_recipe::{Architecture, Lock, LockedPackage, Recipe};

use crate::acquire::{self, SINGLE_FILE};
use crate::error::BuildError;
use crate::workplace::Workplace;

/// What a bundle is, in its manifest.
pub const BUNDLE_TYPE: &str = "application/vnd.haerterei.bundle.v1";
const PACKAGE_TYPE: &str = "application/vnd.debian.binary-package";
const SOURCE_TYPE: &str = "application/vnd.debian.source-package";
const LOCK_TYPE: &str = "application/vnd.haerterei.lock.v1+toml";
const RELEASE_TYPE: &str = "application/vnd.debian.release";
const INDEX_TYPE: &str = "application/vnd.debian.index";

const TITLE: &str = "org.opencontainers.image.title";
const CREATED: &str = "org.opencontainers.image.created";
const DISTRIBUTION: &str = "haerterei.distribution";
/// Where a file lies in its archive.
const PLACE: &str = "haerterei.archive.path";

/// The largest Release file that is carried; Debian's largest has a quarter of a megabyte.
const RELEASE_BYTES: u64 = 16 << 20;

/// A bundle, not written anywhere yet.
#[derive(Debug)]
pub struct Bundle {
    /// Its manifest and blobs.
    pub artifact: Assembled,
    /// How many package files are in it.
    pub packages: usize,
    /// How many files of source packages are in it.
    pub source_files: usize,
    /// Release files and indices from which the packages can be verified again.
    pub chain: usize,
    /// The size of all blobs in bytes.
    pub size: u64,
    /// Packages without a source package in any archive: single files beside the recipe.
    pub without_source: Vec<String>,
}

/// One lock whose files a bundle carries.
#[derive(Clone, Copy, Debug)]
pub struct Carried<'a> {
    /// The recipe it belongs to.
    pub recipe: &'a Recipe,
    /// The lock.
    pub lock: &'a Lock,
    /// The lock as it was written.
    pub text: &'a str,
}

/// Gathers everything that locks name: that of an image first, then those of the images it is built
/// upon; with `with_sources` also the corresponding source packages.
pub fn export(
    first: Carried<'_>,
    below: &[Carried<'_>],
    with_sources: bool,
    place: &Workplace<'_>,
) -> Result<Bundle, BuildError> {
    let mut parts = Parts::default();
    let mut without_source = BTreeSet::new();
    parts.bytes(LOCK_TYPE, "recipe.lock", first.text.as_bytes());
    for Carried { recipe, text, .. } in below {
        let name = format!("{}/recipe.lock", recipe.resolved().name);
        parts.bytes(LOCK_TYPE, &name, text.as_bytes());
    }
    for Carried { recipe, lock, .. } in std::iter::once(&first).chain(below) {
        let packages: Vec<&LockedPackage> = lock.all_packages().collect();
        let platforms: BTreeSet<Architecture> =
            packages.iter().map(|package| package.platform.clone()).collect();
        let architectures: Vec<Architecture> = platforms.into_iter().collect();
        let sources = || place.sources(recipe, &lock.distribution, &architectures);
        acquire::acquire(recipe, lock, &packages, &sources, place)?;
        for package in &packages {
            parts.stored(PACKAGE_TYPE, &package.pool, &package.digest, package.size, place)?;
        }
        chain(lock, &sources()?, &mut parts, place)?;
        if with_sources {
            without_source.extend(add_sources(recipe, lock, &architectures, &mut parts, place)?);
        }
    }
    let count = |kinds: &[&str]| {
        let of_kind = |part: &&Descriptor| kinds.contains(&part.media_type.as_str());
        parts.descriptors.iter().filter(of_kind).count()
    };
    let packages = count(&[PACKAGE_TYPE]);
    let source_files = count(&[SOURCE_TYPE]);
    let chain = count(&[RELEASE_TYPE, INDEX_TYPE]);
    let artifact = parts.artifact(first.lock);
    let size = artifact.blobs.values().map(|blob| blob.size).sum();
    let without_source = without_source.into_iter().collect();
    Ok(Bundle { artifact, packages, source_files, chain, size, without_source })
}

/// Adds the Release files that the lock names and the indices they name, as far as they are in the
/// cache: a build does not need them, an auditor may.
fn chain(
    lock: &Lock,
    sources: &[Source],
    parts: &mut Parts,
    place: &Workplace<'_>,
) -> Result<(), BuildError> {
    for release in &lock.releases {
        if !place.store.contains(&release.digest) {
            continue;
        }
        let bytes = place.store.read(&release.digest, RELEASE_BYTES)?;
        let suite = &release.suite;
        let name = format!("{suite}/InRelease");
        parts.stored(RELEASE_TYPE, &name, &release.digest, bytes.len() as u64, place)?;
        for source in sources.iter().filter(|source| source.suite == *suite) {
            for index in named_indices(&bytes, source, place.clock.now()) {
                if place.store.contains(&index.digest) {
                    let name = format!("{suite}/{}", index.path);
                    parts.stored(INDEX_TYPE, &name, &index.digest, index.size, place)?;
                }
            }
        }
    }
    Ok(())
}

/// Adds the source packages of all locked packages; returns those that no archive can have.
fn add_sources(
    recipe: &Recipe,
    lock: &Lock,
    architectures: &[Architecture],
    parts: &mut Parts,
    place: &Workplace<'_>,
) -> Result<Vec<String>, BuildError> {
    let (single, published): (Vec<_>, Vec<_>) =
        lock.all_packages().partition(|package| package.suite == SINGLE_FILE);
    let wanted: BTreeSet<(String, String)> = published
        .iter()
        .map(|package| (package.source.clone(), package.source_version.clone()))
        .collect();
    // Source packages lie beside the packages of the oldest architecture; an archive of others
    // only, as Ubuntu's ports, has none.
    let mut asked = architectures.to_vec();
    asked.extend(Architecture::parse("amd64").filter(|first| !architectures.contains(first)));
    let sources = place.sources(recipe, &lock.distribution, &asked)?;
    let dates = lock.releases.iter().map(|release| (release.suite.clone(), release.date)).collect();
    let settings = LoadSettings {
        at: place.clock.now(),
        accept_expired: false,
        historic: false,
        progress: place.progress,
        cancel: place.cancel,
    };
    let found = source_packages(&wanted, &sources, &dates, &settings, place.fetcher, place.store)?;
    if !found.missing.is_empty() {
        let packages = found.missing.iter().map(|(name, version)| format!("{name} {version}"));
        return Err(BuildError::NoSource { packages: packages.collect() });
    }
    for (digest, (name, size)) in &found.chain {
        let kind = if name.ends_with("/InRelease") { RELEASE_TYPE } else { INDEX_TYPE };
        parts.stored(kind, name, digest, *size, place)?;
    }
    for file in found.packages.values().flat_map(|package| &package.files) {
        parts.stored(SOURCE_TYPE, &file.pool_path, &file.digest, file.size, place)?;
    }
    Ok(single.iter().map(|package| format!("{} {}", package.name, package.version)).collect())
}

/// What a bundle is made of.
#[derive(Debug, Default)]
struct Parts {
    descriptors: Vec<Descriptor>,
    blobs: BTreeMap<Digest, Blob>,
}

impl Parts {
    /// Adds a file of the cache; one that is there already is not added again.
    fn stored(
        &mut self,
        media_type: &str,
        path: &str,
        digest: &Digest,
        size: u64,
        place: &Workplace<'_>,
    ) -> Result<(), BuildError> {
        let content = BlobContent::File(place.store.path(digest)?);
        self.add(media_type, path, *digest, size, content);
        Ok(())
    }

    fn bytes(&mut self, media_type: &str, path: &str, bytes: &[u8]) {
        let digest = Digest::of(Algorithm::Sha256, bytes);
        self.add(media_type, path, digest, bytes.len() as u64, BlobContent::Bytes(bytes.into()));
    }

    fn add(
        &mut self,
        media_type: &str,
        path: &str,
        digest: Digest,
        size: u64,
        content: BlobContent,
    ) {
        if self.blobs.insert(digest, Blob { size, content }).is_some() {
            return;
        }
        let mut descriptor = Descriptor::new(media_type, digest, size);
        let title = path.rsplit('/').next().unwrap_or(path);
        descriptor.annotations.insert(TITLE.to_owned(), title.to_owned());
        if title != path {
            descriptor.annotations.insert(PLACE.to_owned(), path.to_owned());
        }
        self.descriptors.push(descriptor);
    }

    /// Puts the artifact together ("Guidelines for Artifact Usage" of the OCI image specification
    /// 1.1).
    fn artifact(mut self, lock: &Lock) -> Assembled {
        const NOTHING: &[u8] = b"{}";
        let config = Descriptor::of(EMPTY, NOTHING);
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(MANIFEST.to_owned()),
            artifact_type: Some(BUNDLE_TYPE.to_owned()),
            config: config.clone(),
            layers: self.descriptors,
            subject: None,
            annotations: BTreeMap::from([
                (CREATED.to_owned(), lock.time.to_string()),
                (DISTRIBUTION.to_owned(), lock.distribution.to_string()),
            ]),
        };
        let bytes = document::to_bytes(&manifest);
        let mut root = Descriptor::of(MANIFEST, &bytes);
        root.artifact_type = Some(BUNDLE_TYPE.to_owned());
        for (descriptor, bytes) in [(&config, NOTHING), (&root, bytes.as_slice())] {
            let blob = Blob { size: descriptor.size, content: BlobContent::Bytes(bytes.into()) };
            self.blobs.insert(descriptor.digest, blob);
        }
        Assembled { root, platforms: Vec::new(), blobs: self.blobs }
    }
}
