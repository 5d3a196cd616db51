// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From a lock to an image.

use haerterei_archive::Source;
use haerterei_ground::{Diagnostic, Digest, Timestamp};
use haerterei_image::layer::LayerDescriptor;
use haerterei_image::{Assembled, BlobContent, Compression, ImageConfig, PlatformParts};
use haerterei_recipe::{
    Architecture, Lock, LockedManifest, LockedPackage, LockedResult, Recipe, Resolved,
};
use haerterei_store::Key;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::{Base, Ground};
use crate::compose::{Bench, Composed, Order, compose};
use crate::configuration::{self, Facts};
use crate::error::BuildError;
use crate::made;
use crate::noticed::Noticed;
use crate::report::{DroppedDependency, PlatformReport, REPORT_VERSION, Report};
use crate::workplace::{Workplace, read_file};
use crate::{acquire, licences, made::recipe::Added};

/// Raised whenever the same lock could give another image.
const VERSION: u32 = 6;

/// How a lock is built.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// For which architectures.
    pub architectures: Vec<Architecture>,
    /// How layers are compressed.
    pub compression: Compression,
    /// Whether everything is made again, remembered or not.
    pub anew: bool,
}

/// A finished image, not written anywhere yet.
#[derive(Debug)]
pub struct Built {
    /// Its documents and blobs.
    pub image: Assembled,
    /// What it is and why.
    pub report: Report,
    /// What the lock shall name as result.
    pub result: LockedResult,
}

/// A platform as it is remembered.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    layers: Vec<LayerDescriptor>,
    config: ImageConfig,
    report: PlatformReport,
    noticed: Vec<Noticed>,
}

/// Builds what a lock names, upon a base if the recipe starts from one or is a variant.
pub fn build(
    recipe: &Recipe,
    lock: &Lock,
    options: &BuildOptions,
    base: Option<&Base>,
    place: &Workplace<'_>,
) -> Result<Built, BuildError> {
    let facts = facts(recipe, lock, base, place)?;
    let mut made = Vec::new();
    let mut reports: Vec<PlatformReport> = Vec::new();
    let mut diagnostics = Vec::new();
    for architecture in &options.architectures {
        let ground = base.map(|base| base.platform(architecture)).transpose()?;
        let (remembered, noticed) =
            platform(recipe, lock, architecture, &facts, options, ground, place)?;
        diagnostics.extend(noticed);
        let layers = remembered
            .layers
            .iter()
            .map(|layer| {
                let path = place.store.path(&layer.digest)?;
                Ok((layer.clone(), BlobContent::File(path)))
            })
            .collect::<Result<_, BuildError>>()?;
        made.push((remembered.config, layers, ground.map(|ground| ground.manifest)));
        reports.push(remembered.report);
    }
    let packages = reports.iter().flat_map(|platform| &platform.packages);
    // Licences that a base does not tell are not known.
    let licences = match base.map(Base::licences) {
        Some(None) => None,
        Some(Some(base)) => licences::together(packages, &base),
        None => licences::together(packages, &[]),
    };
    let annotate = |digest: Option<Digest>| {
        configuration::annotations(recipe.resolved(), &facts, licences.clone(), digest)
    };
    let parts = made
        .into_iter()
        .map(|(config, layers, manifest)| PlatformParts {
            config,
            layers,
            annotations: annotate(manifest),
        })
        .collect();
    let annotations = annotate(base.map(Base::digest));
    place.store.sync()?;
    let image = Assembled::new(parts, annotations.clone(), true)?;
    for (report, platform) in reports.iter_mut().zip(&image.platforms) {
        report.digest = platform.manifest.digest;
    }
    let compressed: u64 = reports.iter().map(|report| report.compressed_size).max().unwrap_or(0);
    if let Some(limit) = &recipe.rules().maximum_size
        && compressed > limit.bytes()
    {
        return Err(BuildError::TooLarge { size: compressed, limit: limit.bytes() });
    }
    let result = LockedResult {
        version: facts.version.clone(),
        index: image.root.digest,
        manifests: options
            .architectures
            .iter()
            .zip(&reports)
            .map(|(architecture, report)| {
                let manifest = LockedManifest {
                    digest: report.digest,
                    compressed_size: report.compressed_size,
                    size: report.size,
                };
                (architecture.clone(), manifest)
            })
            .collect(),
    };
    let report = Report {
        haerterei_build_report: REPORT_VERSION,
        name: recipe.resolved().name.to_string(),
        version: facts.version,
        variant: facts.variant,
        digest: image.root.digest,
        created: lock.time,
        distribution: recipe.resolved().distribution.to_string(),
        recipe: Box::new(recipe.resolved().clone()),
        platforms: reports,
        missing_annotations: configuration::missing(&annotations)
            .into_iter()
            .map(ToOwned::to_owned)
            .collect(),
        diagnostics,
        outputs: Vec::new(),
    };
    Ok(Built { image, report, result })
}

/// Compares a rebuilt image with what the lock names: the second builder's question.
pub fn check(lock: &Lock, lock_path: &str, built: &Built) -> Result<(), BuildError> {
    let Some(result) = &lock.result else {
        return Err(BuildError::NothingToCompare { lock: lock_path.to_owned() });
    };
    let mut differences: Vec<(String, Digest, Digest)> = Vec::new();
    for (architecture, found) in &built.result.manifests {
        match result.manifests.get(architecture) {
            Some(locked) if locked.digest == found.digest => {}
            Some(locked) => {
                differences.push((architecture.to_string(), locked.digest, found.digest));
            }
            None => return Err(BuildError::NoPlatform { platform: architecture.to_string() }),
        }
    }
    let same_platforms = result.manifests.keys().eq(built.result.manifests.keys());
    if same_platforms && differences.is_empty() && result.index != built.result.index {
        differences.push(("index".to_owned(), result.index, built.result.index));
    }
    if differences.is_empty() { Ok(()) } else { Err(BuildError::Differs { differences }) }
}

fn facts(
    recipe: &Recipe,
    lock: &Lock,
    base: Option<&Base>,
    place: &Workplace<'_>,
) -> Result<Facts, BuildError> {
    let main = recipe.resolved().packages.last().map(|wanted| wanted.name.clone());
    let version = match (main, base) {
        (Some(main), None) => lock.build_version(&main),
        // A variant has the version of its recipe's image, an application its own.
        (_, Some(base)) if recipe.variant().is_some() => {
            let upstream = base.name().rsplit(':').next().and_then(|name| name.split('-').next());
            lock.version_after(upstream.unwrap_or("0"))
        }
        (_, Some(_)) => lock.version_after(recipe.resolved().version.as_deref().unwrap_or("0")),
        (None, None) => lock.content_digest().short(),
    };
    let distribution = place.distribution(&recipe.resolved().distribution)?;
    let end_of_support = distribution
        .suite(recipe.resolved().distribution.suite())
        .ok()
        .and_then(|suite| suite.end_of_support)
        .map(|date| date.to_string());
    Ok(Facts {
        version,
        created: lock.time,
        recipe: recipe.locked().digest,
        lock: lock.content_digest(),
        end_of_support,
        variant: recipe.variant().map(ToString::to_string),
        base: base.map(|base| base.name().to_owned()),
    })
}

/// Returns a platform's layers and configuration, remembered or composed.
fn platform(
    recipe: &Recipe,
    lock: &Lock,
    architecture: &Architecture,
    facts: &Facts,
    options: &BuildOptions,
    ground: Option<Ground<'_>>,
    place: &Workplace<'_>,
) -> Result<(Remembered, Vec<Diagnostic>), BuildError> {
    let packages: Vec<&LockedPackage> = lock.packages_of(architecture).collect();
    if packages.is_empty() && ground.is_none() {
        return Err(BuildError::NoPlatform { platform: architecture.to_string() });
    }
    let mut key = key(recipe, lock, architecture, &packages, options, place);
    if let Some(ground) = &ground {
        key = key.input(&ground.manifest).parameter(ground.name);
    }
    if !options.anew
        && let Some(known) = place.store.recall(&key)
        && let Ok(remembered) = serde_json::from_slice::<Remembered>(&known)
        && remembered.layers.par_iter().all(|layer| place.store.verify(&layer.digest).is_ok())
    {
        let noticed = remembered.noticed.iter().map(Noticed::diagnostic).collect();
        return Ok((remembered, noticed));
    }
    let sources = || -> Result<Vec<Source>, BuildError> {
        place.sources(recipe, &lock.distribution, std::slice::from_ref(architecture))
    };
    acquire::acquire(recipe, lock, &packages, &sources, place)?;
    let resolved: Resolved = recipe.for_architecture(architecture);
    let tree = ground.map(|ground| ground.tree(place)).transpose()?;
    let order = Order {
        recipe: &resolved,
        architecture,
        base: tree.as_ref().zip(ground).map(|(tree, ground)| (tree, ground.name, ground.manifest)),
        packages,
        added: added(recipe, &resolved)?,
        trust: trust(recipe, &resolved)?,
        time: lock.time,
        compression: options.compression,
        dropped: lock
            .dropped
            .iter()
            .filter(|edge| edge.platform == *architecture)
            .map(|edge| DroppedDependency {
                from: edge.from.to_string(),
                dependency: edge.dependency.clone(),
                rule: edge.rule.clone(),
                reason: edge.reason.clone(),
                reason_de: edge.reason_de.clone(),
            })
            .collect(),
    };
    let bench = Bench {
        store: place.store,
        threads: place.threads,
        anew: options.anew,
        now: place.clock.now(),
        progress: place.progress,
        cancel: place.cancel,
    };
    let Composed { layers, history, report, diagnostics } = compose(&order, &bench)?;
    let image = ground.map(|ground| ground.image);
    let config =
        configuration::configuration(&resolved, architecture, facts, &layers, &history, image);
    let noticed = diagnostics.iter().map(Noticed::of).collect();
    let remembered = Remembered { layers, config, report, noticed };
    if !place.store.is_read_only() {
        let bytes = serde_json::to_vec(&remembered).expect("a platform is JSON");
        place.store.remember(&key, &bytes)?;
    }
    Ok((remembered, diagnostics))
}

fn key(
    recipe: &Recipe,
    lock: &Lock,
    architecture: &Architecture,
    packages: &[&LockedPackage],
    options: &BuildOptions,
    place: &Workplace<'_>,
) -> Key {
    let trusts_own = !recipe.resolved().certificates.add.is_empty();
    // Own certificates are judged by the day.
    let day = if trusts_own { day(place.clock.now()) } else { 0 };
    let mut key = Key::new("platform-of-image", VERSION)
        .parameter(env!("CARGO_PKG_VERSION"))
        .parameter(haerterei_image::layer::compressor_identity(options.compression))
        .parameter(architecture.as_str())
        .parameter(lock.time.as_second().to_le_bytes())
        .parameter(day.to_le_bytes())
        .parameter(facts_of_tool(lock))
        .input(&recipe.locked().digest)
        .input(&lock.content_digest());
    for package in packages {
        key = key.input(&package.digest).parameter(package.time.as_second().to_le_bytes());
    }
    key
}

fn facts_of_tool(lock: &Lock) -> String {
    format!("{} {} {}", lock.tool.version, lock.tool.rules, lock.tool.compressor)
}

fn day(time: Timestamp) -> i64 {
    time.as_second().div_euclid(86_400)
}

/// Reads the files that a recipe adds.
fn added(recipe: &Recipe, resolved: &Resolved) -> Result<Vec<Added>, BuildError> {
    resolved
        .files
        .iter()
        .map(|file| {
            let content = match (&file.content, &file.source) {
                (Some(content), _) => content.clone().into_bytes(),
                (None, Some(source)) => match recipe.files().get(source) {
                    Some(named) => read_file(&named.path)?,
                    None => Vec::new(),
                },
                (None, None) => Vec::new(),
            };
            Ok(Added {
                path: file.target.tree_path().clone(),
                content,
                mode: file.mode.bits(),
                owner: (file.owner.uid, file.owner.gid),
            })
        })
        .collect()
}

/// Reads whom a recipe trusts.
fn trust(recipe: &Recipe, resolved: &Resolved) -> Result<made::trust::Choice, BuildError> {
    let mut choice = made::trust::Choice::default();
    for file in &resolved.certificates.add {
        let Some(named) = recipe.files().get(file) else { continue };
        let name = file.path().file_stem().unwrap_or("certificate").to_owned();
        choice.add.push((name, read_file(&named.path)?));
    }
    for name in &resolved.certificates.deselect {
        choice.deselect.push(name.parse()?);
    }
    Ok(choice)
}
