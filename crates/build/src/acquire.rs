// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Locked packages into the cache: from package stores, from the mirrors, from the snapshot archive.

use std::fs::File;
use std::path::Path;

use haerterei_archive::{PackageRecord, ReleaseRecord, Source, download};
use haerterei_ground::{Algorithm, HashingReader};
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
    for package in packages {
        if place.store.contains(&package.digest)
            || from_package_stores(package, place)?
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

/// Looks for a package where the operator keeps packages; what is found is checked by its digest.
fn from_package_stores(
    package: &LockedPackage,
    place: &Workplace<'_>,
) -> Result<bool, BuildError> {
    let base = package.pool.rsplit('/').next().unwrap_or_default();
    for folder in place.package_stores {
        for candidate in [
            folder.join("blobs/sha256").join(package.digest.hex()),
            folder.join(package.pool.trim_start_matches('/')),
            folder.join(base),
        ] {
            if candidate.is_file() && put_file(&candidate, package, place)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Copies a file into the cache if it is the package; another file of its name is passed over.
fn put_file(path: &Path, package: &LockedPackage, place: &Workplace<'_>) -> Result<bool, BuildError> {
    let failed = |operation, source| BuildError::File {
        operation,
        path: path.display().to_string(),
        source,
    };
    let open = || File::open(path).map_err(|source| failed("read", source));
    let mut reader = HashingReader::new(open()?, Algorithm::Sha256);
    std::io::copy(&mut reader, &mut std::io::sink()).map_err(|source| failed("read", source))?;
    if reader.finish().0 != package.digest {
        return Ok(false);
    }
    let mut writer = place.store.writer()?;
    std::io::copy(&mut open()?, &mut writer).map_err(|source| failed("copy", source))?;
    writer.commit(Some(&package.digest))?;
    Ok(true)
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
