// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Locked packages into the cache: from package stores, from the mirrors, from the snapshot archive.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use haerterei_archive::{PackageRecord, ReleaseRecord, Source, download};
use haerterei_ground::{Algorithm, HashingReader, Limits};
use haerterei_image::{Blobs as _, ImageError, OciArchive};
use haerterei_recipe::{HostFile, Lock, LockedPackage, Recipe};
use haerterei_versions::debian::Version;

use crate::error::BuildError;
use crate::workplace::{Workplace, read_file};

/// The suite of a package that is a single file beside the recipe.
pub(crate) const SINGLE_FILE: &str = "file";

/// Brings the packages of a lock into the cache; those that are there are not asked for.
pub(crate) fn acquire(
    recipe: &Recipe,
    lock: &Lock,
    packages: &[&LockedPackage],
    sources: &dyn Fn() -> Result<Vec<Source>, BuildError>,
    place: &Workplace<'_>,
) -> Result<(), BuildError> {
    let mut missing = Vec::new();
    let mut shelves = None;
    for package in packages {
        if place.store.contains(&package.digest)
            || from_shelves(shelves_once(&mut shelves, place)?, package, place)?
            || from_beside_the_recipe(recipe, package, place)?
        {
            continue;
        }
        if package.suite == SINGLE_FILE {
            return Err(BuildError::Lost {
                package: format!("{} {}", package.name, package.version),
            });
        }
        missing.push(*package);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let sources = sources()?;
    let records: Vec<PackageRecord> =
        missing.iter().map(|package| record(package, &sources)).collect();
    let releases: Vec<ReleaseRecord> = lock
        .releases
        .iter()
        .map(|release| ReleaseRecord {
            archive: archive_of(&release.suite, &sources),
            suite: release.suite.clone(),
            origin: release.origin.clone(),
            codename: String::new(),
            version: String::new(),
            digest: release.digest,
            date: release.date,
            valid_until: release.valid_until,
            signers: Vec::new(),
        })
        .collect();
    download(
        &records,
        &sources,
        &releases,
        place.fetcher,
        place.store,
        place.progress,
        place.cancel,
    )?;
    Ok(())
}

fn archive_of(suite: &str, sources: &[Source]) -> String {
    sources
        .iter()
        .find(|source| source.suite == suite)
        .map(|source| source.archive.clone())
        .unwrap_or_default()
}

fn record(package: &LockedPackage, sources: &[Source]) -> PackageRecord {
    let version = |text: &str| {
        Version::parse(text).unwrap_or_else(|_| Version::parse("0").expect("0 is a version"))
    };
    PackageRecord {
        name: package.name.to_string(),
        version: version(&package.version),
        architecture: package.architecture.to_string(),
        source: package.source.clone(),
        source_version: version(&package.source_version),
        suite: package.suite.clone(),
        pocket: String::new(),
        archive: archive_of(&package.suite, sources),
        component: String::new(),
        pool_path: package.pool.clone(),
        size: package.size,
        sha256: package.digest,
        installed_kilobytes: 0,
        priority: String::new(),
        section: String::new(),
        essential: false,
        multi_arch: String::new(),
        pre_depends: String::new(),
        depends: String::new(),
        recommends: String::new(),
        provides: String::new(),
        conflicts: String::new(),
        breaks: String::new(),
        replaces: String::new(),
        tag: String::new(),
    }
}

/// Where an operator keeps packages.
enum Shelf {
    /// A pool, a heap of files, or a bundle as a layout.
    Folder(PathBuf),
    /// A bundle as one file.
    Archive(PathBuf, OciArchive),
}

/// Opens the package stores, once they are needed.
fn shelves_once<'a>(
    shelves: &'a mut Option<Vec<Shelf>>,
    place: &Workplace<'_>,
) -> Result<&'a [Shelf], BuildError> {
    if shelves.is_none() {
        let open = |path: &PathBuf| -> Result<Shelf, BuildError> {
            if path.is_file() {
                return Ok(Shelf::Archive(
                    path.clone(),
                    OciArchive::open(path, Limits::default())?,
                ));
            }
            Ok(Shelf::Folder(path.clone()))
        };
        *shelves = Some(place.package_stores.iter().map(open).collect::<Result<_, _>>()?);
    }
    Ok(shelves.as_deref().unwrap_or_default())
}

/// Looks for a package where the operator keeps packages; what is found is checked by its digest.
fn from_shelves(
    shelves: &[Shelf],
    package: &LockedPackage,
    place: &Workplace<'_>,
) -> Result<bool, BuildError> {
    let base = package.pool.rsplit('/').next().unwrap_or_default();
    for shelf in shelves {
        match shelf {
            Shelf::Folder(folder) => {
                for candidate in [
                    folder.join("blobs/sha256").join(package.digest.hex()),
                    folder.join(package.pool.trim_start_matches('/')),
                    folder.join(base),
                ] {
                    let open = || -> Result<Box<dyn Read>, BuildError> {
                        let file = File::open(&candidate);
                        Ok(Box::new(file.map_err(|source| failed("read", &candidate, source))?))
                    };
                    if candidate.is_file() && put(&open, &candidate, package, place)? {
                        return Ok(true);
                    }
                }
            }
            Shelf::Archive(path, archive) => {
                let open =
                    || -> Result<Box<dyn Read>, BuildError> { Ok(archive.open(&package.digest)?) };
                match put(&open, path, package, place) {
                    Ok(true) => return Ok(true),
                    Ok(false) | Err(BuildError::Image(ImageError::MissingBlob(_))) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(false)
}

/// Copies bytes into the cache if they are the package; others of its name are passed over.
fn put(
    open: &dyn Fn() -> Result<Box<dyn Read>, BuildError>,
    path: &Path,
    package: &LockedPackage,
    place: &Workplace<'_>,
) -> Result<bool, BuildError> {
    let mut reader = HashingReader::new(open()?, Algorithm::Sha256);
    std::io::copy(&mut reader, &mut std::io::sink())
        .map_err(|source| failed("read", path, source))?;
    if reader.finish().0 != package.digest {
        return Ok(false);
    }
    let mut writer = place.store.writer()?;
    std::io::copy(&mut open()?, &mut writer).map_err(|source| failed("copy", path, source))?;
    writer.commit(Some(&package.digest))?;
    Ok(true)
}

fn failed(operation: &'static str, path: &Path, source: std::io::Error) -> BuildError {
    BuildError::File { operation, path: path.display().to_string(), source }
}

fn from_beside_the_recipe(
    recipe: &Recipe,
    package: &LockedPackage,
    place: &Workplace<'_>,
) -> Result<bool, BuildError> {
    if package.suite != SINGLE_FILE {
        return Ok(false);
    }
    let Some(named) =
        HostFile::parse(&package.pool).and_then(|file| recipe.files().get(&file).cloned())
    else {
        return Ok(false);
    };
    if named.digest != package.digest {
        return Ok(false);
    }
    place.store.put(&read_file(&named.path)?)?;
    Ok(true)
}
