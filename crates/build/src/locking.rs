// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From a recipe to a lock: which packages, why, and from when.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_archive::{
    Chosen, LoadSettings, PackageRecord, Reason, RelationField, ReleaseRecord, Request, Resolution,
    Source, Universe, Unsolvable, load, resolve,
};
use haerterei_ground::{Diagnostic, Message, Place, Severity, Timestamp};
use haerterei_packages::relations::{Alternatives, Relation, Relations};
use haerterei_recipe::{
    Architecture, DroppedEdge, FeatureName, Lock, LockedBase, LockedPackage, LockedRelease,
    LockedTool, PackageName, Recipe, RecipeError,
};
use haerterei_versions::debian::Version;

use crate::acquire::{self, SINGLE_FILE};
use crate::analysis::{Analysis, PackageFile};
use crate::base::Base;
use crate::base_tree::BASE_ARCHIVE;
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

/// What a recipe is resolved for.
#[derive(Clone, Copy, Debug)]
pub struct LockOrder<'a> {
    /// Which locked versions may move.
    pub update: &'a Update,
    /// For which architectures.
    pub architectures: &'a [Architecture],
    /// The image that the recipe starts from, if it starts from one.
    pub base: Option<&'a Base>,
    /// Which variants are resolved too.
    pub variants: &'a BTreeSet<FeatureName>,
    /// The tool, as the lock shall name it.
    pub tool: &'a LockedTool,
}

/// Resolves a recipe.
///
/// What `before` locks stays as the order says; other architectures of it are kept as they are.
pub fn lock(
    recipe: &Recipe,
    before: Option<&Lock>,
    order: &LockOrder<'_>,
    place: &Workplace<'_>,
) -> Result<Locked, BuildError> {
    let architectures = order.architectures;
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
    universe.add_records(&single_files(recipe, place)?, SINGLE_FILE, 1000);

    let tool = order.tool.clone();
    let mut lock = Lock::new(Timestamp::UNIX_EPOCH, distribution, tool, recipe.locked());
    lock.releases =
        universe.releases.iter().map(|release| locked_release(release, &sources)).collect();
    lock.base = order.base.map(|base| locked_base(base, before, architectures));
    let mut floors: BTreeMap<Architecture, Floor> = BTreeMap::new();
    for architecture in architectures {
        let floor = match order.base {
            Some(base) => Floor {
                name: base.name().to_owned(),
                records: base.platform(architecture)?.tree(place)?.records(),
            },
            None => Floor::default(),
        };
        floors.insert(architecture.clone(), floor);
    }
    let resolving = Resolving { universe: &universe, sources: &sources, order, place };
    resolving.fill(&mut lock, recipe, before, &floors, &mut diagnostics)?;
    lock.time = lock.time.max(lock.base.as_ref().map_or(Timestamp::UNIX_EPOCH, |base| base.time));
    lock.sort();

    for (name, variant) in recipe.variants() {
        if !order.variants.contains(name) {
            continue;
        }
        let singles = single_files(variant, place)?;
        let mut universe = universe.clone();
        universe.add_records(&singles, SINGLE_FILE, 1000);
        let mut floors = floors.clone();
        for (architecture, floor) in &mut floors {
            floor.name = format!("{} ({name})", recipe.resolved().name);
            for package in lock.packages_of(architecture) {
                floor.records.push(met(package, place)?);
            }
        }
        let resolving = Resolving { universe: &universe, ..resolving };
        let before = before.and_then(|before| before.of_variant(name));
        let mut part = Lock::new(
            Timestamp::UNIX_EPOCH,
            lock.distribution.clone(),
            lock.tool.clone(),
            variant.locked(),
        );
        part.releases.clone_from(&lock.releases);
        part.upon = Some(lock.content_digest());
        resolving.fill(&mut part, variant, before.as_ref(), &floors, &mut diagnostics)?;
        part.time = part.time.max(lock.time);
        part.sort();
        keep_result(&mut part, before.as_ref());
        lock.set_variant(name.clone(), part);
    }
    keep_result(&mut lock, before);
    let changes = match before {
        Some(before) => changes(before, &lock, place)?,
        None => Vec::new(),
    };
    Ok(Locked { lock, changes, diagnostics })
}

/// Keeps the result of the same content, even if the archive was signed anew.
fn keep_result(lock: &mut Lock, before: Option<&Lock>) {
    if let Some(before) = before.filter(|before| before.content_digest() == lock.content_digest()) {
        lock.result.clone_from(&before.result);
    }
}

/// Describes a base for the lock; what was locked for other architectures stays.
fn locked_base(base: &Base, before: Option<&Lock>, architectures: &[Architecture]) -> LockedBase {
    let mut locked = base.locked();
    locked.manifests.retain(|platform, _| architectures.contains(platform));
    if let Some(before) = before.and_then(|before| before.base.as_ref()) {
        for (platform, digest) in &before.manifests {
            if !architectures.contains(platform) {
                locked.manifests.insert(platform.clone(), *digest);
            }
        }
    }
    locked
}

/// Returns a locked package as a record of a package that is there: nothing it needs is asked for.
fn met(package: &LockedPackage, place: &Workplace<'_>) -> Result<PackageRecord, BuildError> {
    let control = loaded::control_of(package, place.store)?;
    let field = |name: &str| control.control.get(name).unwrap_or_default().to_owned();
    let source_version = Version::parse(&package.source_version).ok();
    Ok(PackageRecord {
        name: control.package.clone(),
        version: control.version.clone(),
        architecture: control.architecture.clone(),
        source: package.source.clone(),
        source_version: source_version.unwrap_or_else(|| control.version.clone()),
        suite: BASE_ARCHIVE.to_owned(),
        pocket: BASE_ARCHIVE.to_owned(),
        archive: BASE_ARCHIVE.to_owned(),
        component: String::new(),
        pool_path: package.pool.clone(),
        size: package.size,
        sha256: package.digest,
        installed_kilobytes: 0,
        priority: String::new(),
        section: String::new(),
        essential: false,
        multi_arch: field("Multi-Arch"),
        pre_depends: String::new(),
        depends: String::new(),
        recommends: String::new(),
        provides: field("Provides"),
        conflicts: field("Conflicts"),
        breaks: field("Breaks"),
        replaces: field("Replaces"),
        tag: String::new(),
    })
}

/// The packages that are there already when a platform is resolved.
#[derive(Clone, Debug, Default)]
struct Floor {
    /// Whose they are, for people.
    name: String,
    records: Vec<PackageRecord>,
}

/// Above every priority that an archive can have.
const BASE_PRIORITY: i32 = 1_000_000;

/// What resolving works with.
#[derive(Clone, Copy)]
struct Resolving<'a> {
    universe: &'a Universe,
    sources: &'a [Source],
    order: &'a LockOrder<'a>,
    place: &'a Workplace<'a>,
}

impl Resolving<'_> {
    /// Resolves a recipe or a variant into a lock, and gets its packages.
    fn fill(
        &self,
        lock: &mut Lock,
        recipe: &Recipe,
        before: Option<&Lock>,
        floors: &BTreeMap<Architecture, Floor>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), BuildError> {
        let architectures = self.order.architectures;
        if let Some(before) = before {
            let others = |platform: &Architecture| !architectures.contains(platform);
            lock.packages.extend(before.packages.iter().filter(|p| others(&p.platform)).cloned());
            lock.dropped.extend(before.dropped.iter().filter(|e| others(&e.platform)).cloned());
        }
        let none = Floor::default();
        for architecture in architectures {
            let floor = floors.get(architecture).unwrap_or(&none);
            has_wanted_versions(recipe, floor)?;
            let resolution = self.resolve(recipe, before, architecture, floor)?;
            for (name, version) in &resolution.lost_pins {
                diagnostics.push(Diagnostic {
                    severity: Severity::Warning,
                    place: Place::Package { name: name.clone(), version: version.to_string() },
                    message: Message::new("build-lost-pin")
                        .text("package", name)
                        .text("version", version),
                });
            }
            add(lock, recipe, architecture, &resolution);
        }
        // Those of other platforms are kept as they are: nobody here knows where they can be had.
        let wanted: Vec<&LockedPackage> =
            lock.packages.iter().filter(|p| architectures.contains(&p.platform)).collect();
        let sources = || Ok(self.sources.to_vec());
        acquire::acquire(recipe, lock, &wanted, &sources, self.place)?;
        date(lock, architectures, self.place)
    }

    fn resolve(
        &self,
        recipe: &Recipe,
        before: Option<&Lock>,
        architecture: &Architecture,
        floor: &Floor,
    ) -> Result<Resolution, BuildError> {
        let update = self.order.update;
        if floor.records.is_empty() {
            let pins = pins(before, update, architecture, floor);
            return Ok(resolve_for(recipe, pins, architecture, self.universe)?);
        }
        let mut universe = self.universe.clone();
        universe.add_records(&floor.records, BASE_ARCHIVE, BASE_PRIORITY);
        let pins = pins(before, update, architecture, floor);
        let mut resolution = resolve_for(recipe, pins, architecture, &universe)
            .map_err(|source| BuildError::UponBase { base: floor.name.clone(), source })?;
        resolution.packages.retain(|chosen| chosen.record.archive != BASE_ARCHIVE);
        Ok(resolution)
    }
}

/// Makes sure that packages which are there have the versions that the recipe demands.
fn has_wanted_versions(recipe: &Recipe, floor: &Floor) -> Result<(), BuildError> {
    for (index, wanted) in recipe.resolved().packages.iter().enumerate() {
        let Some(record) = floor.records.iter().find(|record| record.name == wanted.name.as_str())
        else {
            continue;
        };
        let relation = Relation::parse(&wanted.to_string()).ok();
        if relation.is_none_or(|relation| relation.allows(&record.version)) {
            continue;
        }
        let message = Message::new("build-base-version")
            .text("wanted", wanted)
            .text("base", &floor.name)
            .text("version", &record.version);
        if let Some(fault) = recipe.fault(&format!("packages[{index}]"), message) {
            let file = recipe.path().to_string();
            return Err(RecipeError::Faulty { file, faults: vec![fault] }.into());
        }
    }
    Ok(())
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

/// Returns the versions that stay.
fn pins(
    before: Option<&Lock>,
    update: &Update,
    architecture: &Architecture,
    floor: &Floor,
) -> BTreeMap<String, Version> {
    let moves = |name: &str| match update {
        Update::Nothing => false,
        Update::Only(names) => names.contains(name),
        Update::Everything => true,
    };
    before
        .into_iter()
        .flat_map(|lock| lock.packages_of(architecture))
        .filter(|package| package.suite != SINGLE_FILE && !moves(package.name.as_str()))
        .filter(|package| floor.records.iter().all(|there| there.name != package.name.as_str()))
        .filter_map(|package| {
            Some((package.name.to_string(), Version::parse(&package.version).ok()?))
        })
        .collect()
}

fn resolve_for(
    recipe: &Recipe,
    pins: BTreeMap<String, Version>,
    architecture: &Architecture,
    universe: &Universe,
) -> Result<Resolution, Unsolvable> {
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
    resolve(
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
    )
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
        let (reason, reason_de) = why.map(|why| why.reason).unwrap_or_default();
        lock.dropped.push(DroppedEdge {
            platform: architecture.clone(),
            from,
            field: edge.field.name().to_owned(),
            dependency: edge.text.clone(),
            rule: edge.reason.clone(),
            reason,
            reason_de,
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
fn date(
    lock: &mut Lock,
    architectures: &[Architecture],
    place: &Workplace<'_>,
) -> Result<(), BuildError> {
    use rayon::prelude::*;
    let times: Vec<Timestamp> = lock
        .packages
        .par_iter()
        .map(|package| {
            if !architectures.contains(&package.platform) {
                return Ok(package.time);
            }
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
