// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From a recipe to a lock: which packages, why, and from when.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_archive::{
    Chosen, LoadSettings, PackageRecord, Reason, RelationField, ReleaseRecord, Request, Resolution,
    Source, Universe, load, resolve,
};
use haerterei_ground::{Diagnostic, Message, Place, Severity, Timestamp};
use haerterei_packages::relations::{Alternatives, Relation, Relations};
use haerterei_recipe::{
    Architecture, DroppedEdge, Lock, LockedPackage, LockedRelease, LockedTool, PackageName, Recipe,
};
use haerterei_versions::debian::Version;

use crate::acquire::{self, SINGLE_FILE};
use crate::analysis::{Analysis, PackageFile};
use crate::changes::{Change, changes};
use crate::dependencies;
use crate::drop_rules::DropRules;
use crate::error::BuildError;
use crate::loaded;
use crate::workplace::{Workplace, read_file};

/// Which locked versions may move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Update {
    /// None: only what the recipe newly needs is resolved.
    #[default]
    Nothing,
    /// These packages.
    Only(BTreeSet<String>),
    /// All.
    Everything,
}

/// A new lock and how it came to be.
#[derive(Debug)]
pub struct Locked {
    /// The lock; it names no result before something was built from it.
    pub lock: Lock,
    /// What changed against the lock before.
    pub changes: Vec<Change>,
    /// What a person should look at.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves a recipe for some architectures.
///
/// What `before` locks stays as `update` says; other architectures of it are kept as they are.
pub fn lock(
    recipe: &Recipe,
    before: Option<&Lock>,
    update: &Update,
    architectures: &[Architecture],
    tool: LockedTool,
    place: &Workplace<'_>,
) -> Result<Locked, BuildError> {
    let distribution = recipe.resolved().distribution.clone();
    let sources = place.sources(recipe, &distribution, architectures)?;
    let settings = LoadSettings {
        at: place.clock.now(),
        accept_expired: false,
        historic: false,
        progress: place.progress,
        cancel: place.cancel,
    };
    let mut universe = load(&sources, &settings, place.fetcher, place.store)?;
    let mut diagnostics = std::mem::take(&mut universe.diagnostics);
    let singles = single_files(recipe, place)?;
    universe.add_records(&singles, SINGLE_FILE, 1000);

    let mut lock = Lock::new(Timestamp::UNIX_EPOCH, distribution, tool, recipe.locked());
    lock.releases =
        universe.releases.iter().map(|release| locked_release(release, &sources)).collect();
    if let Some(before) = before {
        let others = |platform: &Architecture| !architectures.contains(platform);
        lock.packages.extend(before.packages.iter().filter(|p| others(&p.platform)).cloned());
        lock.dropped.extend(before.dropped.iter().filter(|edge| others(&edge.platform)).cloned());
    }
    for architecture in architectures {
        let resolution = resolve_for(recipe, before, update, architecture, &universe)?;
        for (name, version) in &resolution.lost_pins {
            diagnostics.push(Diagnostic {
                severity: Severity::Warning,
                place: Place::Package { name: name.clone(), version: version.to_string() },
                message: Message::new("build-lost-pin")
                    .text("package", name)
                    .text("version", version),
            });
        }
        add(&mut lock, recipe, architecture, &resolution);
    }
    let wanted: Vec<&LockedPackage> = lock.packages.iter().collect();
    acquire::acquire(recipe, &lock, &wanted, &|| Ok(sources.clone()), place)?;
    date(&mut lock, place)?;
    lock.sort();
    // The same content has the same result, even if the archive was signed anew.
    if let Some(before) = before.filter(|before| before.content_digest() == lock.content_digest()) {
        lock.result.clone_from(&before.result);
    }
    let changes = match before {
        Some(before) => changes(before, &lock, place)?,
        None => Vec::new(),
    };
    Ok(Locked { lock, changes, diagnostics })
}

/// Returns the tool with its rules, as a lock names it.
pub fn tool(version: &str, compressor: String) -> LockedTool {
    LockedTool {
        version: version.to_owned(),
        rules: format!(
            "drop {} install-only {}",
            DropRules::standard().version,
            dependencies::version()
        ),
        compressor,
    }
}

fn resolve_for(
    recipe: &Recipe,
    before: Option<&Lock>,
    update: &Update,
    architecture: &Architecture,
    universe: &Universe,
) -> Result<Resolution, BuildError> {
    let resolved = recipe.resolved();
    let wanted = resolved
        .packages
        .iter()
        .map(|wanted| Relation::parse(&wanted.to_string()).map(Alternatives::from))
        .collect::<Result<Vec<_>, _>>()
        .expect("the recipe's wishes were read in the form of a dependency");
    let excluded = resolved
        .leave_out
        .iter()
        .filter(|out| out.path.is_none())
        .filter_map(|out| out.package.as_ref().map(ToString::to_string))
        .collect();
    let moves = |name: &str| match update {
        Update::Nothing => false,
        Update::Only(names) => names.contains(name),
        Update::Everything => true,
    };
    let pins: BTreeMap<String, Version> = before
        .into_iter()
        .flat_map(|lock| lock.packages_of(architecture))
        .filter(|package| package.suite != SINGLE_FILE && !moves(package.name.as_str()))
        .filter_map(|package| {
            Some((package.name.to_string(), Version::parse(&package.version).ok()?))
        })
        .collect();
    Ok(resolve(
        universe,
        &Request {
            architecture: architecture.as_str(),
            wanted,
            excluded,
            pins,
            recommends: false,
            drop_edge: &|demand| {
                if !matches!(demand.field, RelationField::Depends | RelationField::PreDepends) {
                    return None;
                }
                dependencies::not_followed(resolved, demand.from.name(), demand.alternatives)
                    .map(|why| why.rule)
            },
        },
    )?)
}

fn add(lock: &mut Lock, recipe: &Recipe, architecture: &Architecture, resolution: &Resolution) {
    for chosen in &resolution.packages {
        if let Some(package) = locked_package(chosen, architecture) {
            lock.packages.push(package);
        }
    }
    for edge in &resolution.dropped {
        let why = Relations::parse(&edge.text).ok().and_then(|relations| {
            relations.all().iter().find_map(|alternatives| {
                dependencies::not_followed(recipe.resolved(), &edge.from, alternatives)
            })
        });
        let Some(from) = PackageName::parse(&edge.from) else { continue };
        lock.dropped.push(DroppedEdge {
            platform: architecture.clone(),
            from,
            field: edge.field.name().to_owned(),
            dependency: edge.text.clone(),
            rule: edge.reason.clone(),
            reason: why.map(|why| why.reason).unwrap_or_default(),
        });
    }
}

fn locked_package(chosen: &Chosen, platform: &Architecture) -> Option<LockedPackage> {
    let record = &chosen.record;
    Some(LockedPackage {
        name: PackageName::parse(&record.name)?,
        version: record.version.to_string(),
        platform: platform.clone(),
        architecture: Architecture::parse(&record.architecture)?,
        source: record.source.clone(),
        source_version: record.source_version.to_string(),
        suite: record.suite.clone(),
        pool: record.pool_path.clone(),
        size: record.size,
        digest: record.sha256,
        time: Timestamp::UNIX_EPOCH,
        because: chosen.because.iter().map(because).collect(),
    })
}

fn because(reason: &Reason) -> String {
    match reason {
        Reason::AskedFor { .. } => "recipe".to_owned(),
        Reason::Needed { from, field, text } => format!("{from}: {}: {text}", field.name()),
    }
}

fn locked_release(release: &ReleaseRecord, sources: &[Source]) -> LockedRelease {
    // A further repository's archive and pocket both have its name.
    let repository = sources
        .iter()
        .find(|source| source.archive == release.archive && source.suite == release.suite)
        .filter(|source| source.archive == source.pocket)
        .map(|source| source.archive.clone());
    LockedRelease {
        suite: release.suite.clone(),
        origin: release.origin.clone(),
        repository,
        date: release.date,
        valid_until: release.valid_until,
        digest: release.digest,
        signers: release.signers.iter().map(|signer| signer.fingerprint.clone()).collect(),
    }
}

/// The order of versions of Debian and its kin; text that is no version is compared as text.
pub fn version_order(one: &str, other: &str) -> std::cmp::Ordering {
    match (Version::parse(one), Version::parse(other)) {
        (Ok(one), Ok(other)) => one.cmp(&other),
        _ => one.cmp(other),
    }
}

/// Gives every package its time, and the lock the newest of them.
fn date(lock: &mut Lock, place: &Workplace<'_>) -> Result<(), BuildError> {
    use rayon::prelude::*;
    let times: Vec<Timestamp> = lock
        .packages
        .par_iter()
        .map(|package| {
            loaded::control_of(package, place.store)?;
            let file = PackageFile { name: package.name.as_str(), digest: &package.digest };
            Ok(Analysis::of(file, place.store, place.threads, place.cancel)?.time())
        })
        .collect::<Result<_, BuildError>>()?;
    for (package, time) in lock.packages.iter_mut().zip(times) {
        package.time = time;
    }
    lock.time =
        lock.packages.iter().map(|package| package.time).max().unwrap_or(Timestamp::UNIX_EPOCH);
    place.store.sync()?;
    Ok(())
}

/// Reads the single package files of a recipe.
fn single_files(recipe: &Recipe, place: &Workplace<'_>) -> Result<Vec<PackageRecord>, BuildError> {
    let mut records = Vec::new();
    for single in &recipe.resolved().debs {
        let Some(named) = recipe.files().get(&single.file) else { continue };
        if named.digest.hex() != single.sha256 {
            return Err(BuildError::WrongDeb {
                file: single.file.to_string(),
                expected: single.sha256.clone(),
                found: named.digest,
            });
        }
        let digest = place.store.put(&read_file(&named.path)?)?;
        let name = single.file.to_string();
        let file = PackageFile { name: &name, digest: &digest };
        let control = file.open(place.store)?.into_control();
        let field = |name: &str| control.control.get(name).unwrap_or_default().to_owned();
        let (source, source_version) = control.source();
        let source_version = source_version.and_then(|text| Version::parse(text).ok());
        records.push(PackageRecord {
            name: control.package.clone(),
            version: control.version.clone(),
            architecture: control.architecture.clone(),
            source: source.to_owned(),
            source_version: source_version.unwrap_or_else(|| control.version.clone()),
            suite: SINGLE_FILE.to_owned(),
            pocket: SINGLE_FILE.to_owned(),
            archive: SINGLE_FILE.to_owned(),
            component: String::new(),
            pool_path: single.file.to_string(),
            size: named.size,
            sha256: digest,
            installed_kilobytes: field("Installed-Size").parse().unwrap_or(0),
            priority: field("Priority"),
            section: field("Section"),
            essential: field("Essential") == "yes",
            multi_arch: field("Multi-Arch"),
            pre_depends: field("Pre-Depends"),
            depends: field("Depends"),
            recommends: field("Recommends"),
            provides: field("Provides"),
            conflicts: field("Conflicts"),
            breaks: field("Breaks"),
            replaces: field("Replaces"),
            tag: String::new(),
        });
    }
    Ok(records)
}
