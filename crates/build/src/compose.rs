// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From the packages of a platform to its layers, configuration and report.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_anatomy::Need;
use haerterei_effects::Index;
use haerterei_ground::{
    Cancel, Diagnostic, Digest, Message, Place, Progress, Severity, Timestamp, TreePath, Unit,
};
use haerterei_image::layer::{Compression, LayerDescriptor};
use haerterei_recipe::{Architecture, LockedPackage, Resolved};
use haerterei_store::Store;

use crate::analysis::Shipped;
use crate::apply::{Applier, Foresight, Leftover, Numbers};
use crate::base_tree::BaseTree;
use crate::database;
use crate::decide::{Decider, Fidelity, LeftOut};
use crate::error::BuildError;
use crate::layers::{self, Workshop};
use crate::loaded::{self, Loaded};
use crate::made;
use crate::report::{
    Amount, BaseReport, DroppedDependency, FeatureOff, LayerReport, PackageReport, PlatformReport,
    Proof,
};
use crate::scene::{Scene, Source};
use crate::study::{KeptKind, Study};
use crate::{hardened, interpreters, layering, licences, proof};

/// What is composed.
#[derive(Debug)]
pub(crate) struct Order<'a> {
    /// The recipe for this architecture.
    pub(crate) recipe: &'a Resolved,
    /// The architecture.
    pub(crate) architecture: &'a Architecture,
    /// What the image starts from, with its name and the digest of its manifest.
    pub(crate) base: Option<(&'a BaseTree, &'a str, Digest)>,
    /// The packages, in the order of the lock.
    pub(crate) packages: Vec<&'a LockedPackage>,
    /// Files that the recipe adds.
    pub(crate) added: Vec<made::recipe::Added>,
    /// Whom the image trusts.
    pub(crate) trust: made::trust::Choice,
    /// The time of the lock.
    pub(crate) time: Timestamp,
    /// How layers are compressed.
    pub(crate) compression: Compression,
    /// Dependencies that were not followed, for the report.
    pub(crate) dropped: Vec<DroppedDependency>,
}

/// Who composes, and with what.
#[derive(Debug)]
pub(crate) struct Bench<'a> {
    /// The cache.
    pub(crate) store: &'a Store,
    /// How many threads work.
    pub(crate) threads: u32,
    /// Whether remembered layers are made again.
    pub(crate) anew: bool,
    /// The time at which certificates are judged.
    pub(crate) now: Timestamp,
    /// Told of what is going on.
    pub(crate) progress: &'a dyn Progress,
    /// Asked whether to stop.
    pub(crate) cancel: &'a Cancel,
}

/// A composed platform.
#[derive(Debug)]
pub(crate) struct Composed {
    /// Its layers, from the bottom up, those of the base first.
    pub(crate) layers: Vec<LayerDescriptor>,
    /// A line of history for each that was made here.
    pub(crate) history: Vec<String>,
    /// What is told of it; digest and sizes are filled in when the manifest is known.
    pub(crate) report: PlatformReport,
    /// What a person should look at.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Composes a platform.
pub(crate) fn compose(order: &Order<'_>, bench: &Bench<'_>) -> Result<Composed, BuildError> {
    let count = order.packages.len() as u64;
    let base = order.base.map(|(tree, ..)| tree);
    if let Some(tree) = base {
        of_the_same_distribution(order, tree)?;
    }
    let before: Vec<(&TreePath, Shipped)> = base
        .into_iter()
        .flat_map(BaseTree::paths)
        .map(|(path, kind)| {
            let shipped = match kind {
                KeptKind::Directory => Shipped::Folder,
                KeptKind::Symlink(_) => Shipped::Link,
                _ => Shipped::File,
            };
            (path, shipped)
        })
        .collect();
    let analysing = bench.progress.begin("progress-build-analyse", Some(count), Unit::Items);
    let packages = loaded::load(
        &order.packages,
        &before,
        bench.store,
        bench.threads,
        bench.cancel,
        &|name| {
            analysing.at(name);
            analysing.advance(1);
        },
    )?;
    drop(analysing);
    let scripts = loaded::judge_scripts(&packages, order.recipe)?;
    let numbers = Numbers::default();
    let (decider, templates) = foresee(order, &packages, &numbers);

    let weights: Vec<layering::Weight<'_>> = packages
        .iter()
        .map(|package| layering::Weight {
            source: &package.locked.source,
            name: package.locked.name.as_str(),
            kibibytes: package.installed_kibibytes(),
        })
        .collect();
    // One of the budget is for what the build makes.
    let budget = usize::from(order.recipe.layers.budget).saturating_sub(1).max(1);
    let groups = layering::group(&weights, budget);
    let workshop = Workshop {
        store: bench.store,
        packages: &packages,
        decider: &decider,
        templates,
        compression: order.compression,
        threads: bench.threads,
        anew: bench.anew,
        cancel: bench.cancel,
    };
    let writing = bench.progress.begin("progress-build-layers", Some(count), Unit::Items);
    let packed = workshop.layers(&groups, &|name| {
        writing.at(name);
        writing.advance(1);
    })?;
    drop(writing);

    let mut studies: Vec<(usize, &Study)> = groups
        .iter()
        .zip(&packed)
        .flat_map(|(group, packed)| group.iter().copied().zip(&packed.studies))
        .collect();
    studies.sort_by_key(|(index, _)| *index);
    let mut scene = base.map(|tree| Scene::upon(&tree.study)).unwrap_or_default();
    set_the_scene(&mut scene, &studies, &packages, order)?;

    let mut diagnostics = Vec::new();
    let mut applier = Applier::new(&mut scene, &decider, &numbers, bench.store);
    for package in loaded::configured(&packages) {
        for effect in &package.effects.effects {
            applier.apply(package.locked.name.as_str(), &effect.what, package.mtime())?;
        }
    }
    let leftover = applier.finish()?;
    diagnostics.extend(leftover.absent.iter().map(|(path, package)| Diagnostic {
        severity: Severity::Note,
        place: Place::Path { path: path.clone() },
        message: Message::new("build-template-absent").text("path", path).text("package", package),
    }));
    let trusted = make(&mut scene, order, bench, &leftover, &packages, &mut diagnostics)?;
    if base.is_some() {
        scene.hide(order.time.as_second(), |path| {
            order.recipe.remove.iter().any(|removal| removal.path.covers(path))
        });
        database::put(&mut scene, order, &packages, bench.store)?;
    }

    let mut map = proof::file_map(&scene, &packages, base);
    let cache = proof::put_library_cache(
        &mut scene,
        &mut map,
        bench.store,
        order.architecture.as_str(),
        order.time.as_second(),
    );
    let closure = proof::prove(&map, order.recipe, cache);
    let mut faults = hardened::faults(&scene, order.recipe);
    faults.extend(
        closure
            .missing
            .iter()
            .filter(|missing| missing.required)
            .map(haerterei_anatomy::Missing::diagnostic),
    );
    faults.extend(left_out_though_required(&closure, &studies, &packages));
    if !faults.is_empty() {
        return Err(BuildError::Faults(faults));
    }

    let top = layers::made(&scene, bench.store, order.compression)?;
    let mut history: Vec<String> =
        groups.iter().map(|group| history_line(group, &packages)).collect();
    if top.is_some() {
        history.push(format!(
            "haerterei build: accounts, trust stores, effects of package scripts as data, files of recipe {}",
            order.recipe.name
        ));
    }
    let mut report = tell(order, &packages, &scene, &studies, &closure, &leftover);
    diagnostics.extend(licences::tell(&mut report.packages, &scene, bench.store)?);
    report.scripts = scripts;
    report.trusted_authorities = trusted;
    report.carries = carried(&scene, bench.store)?;
    let mut layers: Vec<LayerDescriptor> = base.map(|tree| tree.layers.clone()).unwrap_or_default();
    let inherited = layers.len();
    layers.extend(packed.iter().map(|packed| packed.descriptor.clone()));
    layers.extend(top);
    report.base = order.base.map(|(tree, name, manifest)| BaseReport {
        name: name.to_owned(),
        digest: manifest,
        layers: tree.layers.len() as u64,
        packages: tree.packages.len() as u64,
        compressed_size: tree.layers.iter().map(|layer| layer.size).sum(),
        size: tree.layers.iter().map(|layer| layer.diff_size).sum(),
    });
    report.layers = layers
        .iter()
        .enumerate()
        .map(|(index, layer)| LayerReport {
            digest: layer.digest,
            compressed_size: layer.size,
            size: layer.diff_size,
            base: index < inherited,
            packages: index
                .checked_sub(inherited)
                .and_then(|index| groups.get(index))
                .into_iter()
                .flatten()
                .filter_map(|package| packages.get(*package))
                .map(|package| package.locked.name.to_string())
                .collect(),
        })
        .collect();
    report.compressed_size = layers.iter().map(|layer| layer.size).sum();
    report.size = layers.iter().map(|layer| layer.diff_size).sum();
    Ok(Composed { layers, history, report, diagnostics })
}

/// Makes sure that packages are added to an image of the same distribution.
fn of_the_same_distribution(order: &Order<'_>, tree: &BaseTree) -> Result<(), BuildError> {
    let wanted = &order.recipe.distribution;
    match &tree.release {
        Some((id, codename))
            if (id.as_str(), codename.as_str()) != (wanted.id(), wanted.suite())
                && !order.packages.is_empty() =>
        {
            Err(BuildError::BaseDistribution {
                base: order.base.map(|(_, name, _)| name.to_owned()).unwrap_or_default(),
                found: format!("{id}/{codename}"),
                wanted: wanted.to_string(),
            })
        }
        _ => Ok(()),
    }
}

/// Gathers everything that decides over the paths of packages, before one is read for a layer.
fn foresee(
    order: &Order<'_>,
    packages: &[Loaded<'_>],
    numbers: &Numbers,
) -> (Decider, BTreeSet<TreePath>) {
    let fidelity = Fidelity::Hardened;
    let recipe = order.recipe;
    let mut foresight = Foresight::default();
    for package in packages {
        for effect in &package.effects.effects {
            foresight.consider(&effect.what, numbers, fidelity);
        }
    }
    let mut replaced: BTreeSet<TreePath> =
        order.added.iter().map(|added| added.path.clone()).collect();
    replaced.extend(recipe.links.iter().map(|link| link.path.tree_path().clone()));
    // Authorities are written again once it is known which are trusted.
    let mut left_out: Vec<LeftOut> = recipe
        .leave_out
        .iter()
        .filter_map(|out| {
            let package = out.package.as_ref().map(ToString::to_string);
            Some(LeftOut { package, glob: out.path.clone()? })
        })
        .collect();
    left_out.extend(
        recipe.remove.iter().map(|removal| LeftOut { package: None, glob: removal.path.clone() }),
    );
    left_out.extend(
        recipe
            .features_off()
            .flat_map(|(_, profile)| &profile.paths)
            .map(|glob| LeftOut { package: None, glob: glob.clone() }),
    );
    for package in packages {
        for path in package.analysis.paths.keys() {
            if path.as_bytes().starts_with(b"usr/share/ca-certificates/")
                && path.name().ends_with(b".crt")
            {
                replaced.insert(path.clone());
            }
        }
    }
    let mut interpreters = interpreters::names(packages.iter().map(|package| {
        let paths = package.analysis.paths.keys().map(TreePath::as_bytes);
        (package.locked.name.as_str(), paths)
    }));
    // What the base has, it has: links to interpreters too.
    interpreters.extend(order.base.into_iter().flat_map(|(tree, ..)| {
        let paths = tree.paths().map(|(path, _)| path.as_bytes());
        interpreters::names(std::iter::once(("", paths)))
    }));
    let decider = Decider {
        fidelity,
        left_out,
        kept: recipe.keep.iter().map(|keep| keep.path.clone()).collect(),
        replaced,
        // What a script made itself and moves on is not a package's.
        removed: foresight
            .removed
            .into_iter()
            .filter(|removed| {
                packages.iter().any(|package| {
                    package.analysis.paths.keys().any(|path| path.is_within(removed))
                })
            })
            .collect(),
        diverted: foresight
            .diverted
            .into_iter()
            .map(|(from, to, package)| (from, (to, package)))
            .collect(),
        attributes: foresight.attributes,
        interpreters,
    };
    (decider, foresight.templates.into_iter().collect())
}

/// Says why what has to be there is not, where a rule left it out.
fn left_out_though_required(
    closure: &haerterei_anatomy::Closure,
    studies: &[(usize, &Study)],
    packages: &[Loaded<'_>],
) -> Vec<Diagnostic> {
    let missing: BTreeSet<&TreePath> = closure
        .missing
        .iter()
        .filter(|missing| missing.need == Need::File)
        .map(|missing| &missing.from)
        .collect();
    let mut faults = Vec::new();
    for (index, study) in studies {
        let Some(package) = packages.get(*index) else { continue };
        for dropped in study.dropped.iter().filter(|dropped| missing.contains(&dropped.path)) {
            faults.push(Diagnostic {
                severity: Severity::Error,
                place: Place::Path { path: dropped.path.clone() },
                message: Message::new("build-required-left-out")
                    .text("path", &dropped.path)
                    .text("package", &package.locked.name)
                    .text("rule", &dropped.rule),
            });
        }
    }
    faults
}

fn set_the_scene(
    scene: &mut Scene,
    studies: &[(usize, &Study)],
    packages: &[Loaded<'_>],
    order: &Order<'_>,
) -> Result<(), BuildError> {
    let mut overlaps = Vec::new();
    for (index, study) in studies {
        overlaps.extend(scene.add(*index, study));
    }
    let name = |index: usize| {
        packages.get(index).map(|package| package.locked.name.to_string()).unwrap_or_default()
    };
    match overlaps.first() {
        None => Ok(()),
        Some(first) => Err(BuildError::Overlap {
            path: first.path.to_string(),
            packages: (
                match (first.packages.0, order.base) {
                    (Some(index), _) => name(index),
                    (None, Some((_, base, _))) => base.to_owned(),
                    (None, None) => String::new(),
                },
                name(first.packages.1),
            ),
            count: overlaps.len(),
        }),
    }
}

/// Makes what no package brings; returns how many authorities are trusted.
fn make(
    scene: &mut Scene,
    order: &Order<'_>,
    bench: &Bench<'_>,
    leftover: &Leftover,
    packages: &[Loaded<'_>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<usize>, BuildError> {
    let time = order.time.as_second();
    let name = order.recipe.name.as_str();
    made::accounts::put(scene, bench.store, order.recipe.user, name, time)?;
    made::base::put(scene, time);
    let mut trusted = None;
    let has = |path: &str| TreePath::parse(path).is_ok_and(|path| scene.get(&path).is_some());
    // A base's trust stores stay as they are unless the recipe says something of them.
    let stored = order.base.is_some() && has("etc/ssl/certs/ca-certificates.crt");
    if leftover.asked.contains_key(&Index::CaCertificates)
        || !order.trust.add.is_empty()
        || stored && !order.trust.deselect.is_empty()
    {
        let java = leftover.asked.contains_key(&Index::JavaTrustStore)
            || has("etc/ssl/certs/java/cacerts");
        let oldest = packages.iter().map(Loaded::mtime).min().unwrap_or(time);
        let made = made::trust::put(scene, bench.store, &order.trust, java, oldest, bench.now)?;
        diagnostics.extend(made.diagnostics);
        trusted = Some(made.trusted);
    }
    made::recipe::put(scene, order.recipe, order.added.clone(), time);
    Ok(trusted)
}

/// Says what a layer holds, truthfully and without the time or the machine.
fn history_line(group: &[usize], packages: &[Loaded<'_>]) -> String {
    let names: Vec<String> = group
        .iter()
        .filter_map(|index| packages.get(*index))
        .map(|package| format!("{}={}", package.locked.name, package.locked.version))
        .collect();
    format!("haerterei build: {}", names.join(" "))
}

fn tell(
    order: &Order<'_>,
    packages: &[Loaded<'_>],
    scene: &Scene,
    studies: &[(usize, &Study)],
    closure: &haerterei_anatomy::Closure,
    leftover: &Leftover,
) -> PlatformReport {
    let mut dropped: BTreeMap<String, Amount> = BTreeMap::new();
    let mut privileges_taken = Vec::new();
    let mut reports = Vec::new();
    for (index, study) in studies {
        let Some(package) = packages.get(*index) else { continue };
        let mut kept_amount = Amount::default();
        for kept in &study.kept {
            if let KeptKind::File { size, .. } = kept.kind {
                kept_amount.add(size);
            }
            if kept.was_privileged {
                privileges_taken.push(kept.path.clone());
            }
        }
        for path in &study.dropped {
            dropped.entry(path.rule.clone()).or_default().add(path.size);
        }
        reports.push(PackageReport {
            name: package.locked.name.to_string(),
            version: package.locked.version.clone(),
            kept: kept_amount,
            licences: None,
            copyright: None,
        });
    }
    let mut made: BTreeMap<String, Amount> = BTreeMap::new();
    let mut counted = Proof { satisfied: closure.satisfied.len() as u64, ..Proof::default() };
    for (path, place) in scene.iter() {
        if matches!(place.kept.kind, KeptKind::Symlink(_)) {
            counted.links += 1;
        }
        match place.source {
            Source::Made(rule) => {
                let size = match place.kept.kind {
                    KeptKind::File { size, .. } => size,
                    _ => 0,
                };
                made.entry(rule.to_owned()).or_default().add(size);
            }
            ref source @ (Source::Package(_) | Source::Base) => {
                let facts = match source {
                    Source::Package(index) => {
                        packages.get(*index).and_then(|package| package.analysis.facts.get(path))
                    }
                    _ => order.base.and_then(|(tree, ..)| tree.facts.get(path)),
                };
                if let Some(facts) = facts {
                    counted.elf_files += u64::from(facts.elf.is_some());
                    counted.scripts += u64::from(facts.script.is_some());
                    counted.jars += u64::from(facts.jar.is_some());
                }
            }
        }
    }
    PlatformReport {
        architecture: order.architecture.to_string(),
        base: None,
        digest: haerterei_ground::Digest::sha256(b""),
        compressed_size: 0,
        size: 0,
        layers: Vec::new(),
        packages: reports,
        scripts: crate::report::ScriptCount::default(),
        dropped,
        made,
        dropped_dependencies: order.dropped.clone(),
        privileges_taken,
        proof: counted,
        features_off: features_off(order.recipe, scene, closure),
        carries: Vec::new(),
        trusted_authorities: None,
        without: leftover.without.clone(),
    }
}

fn features_off(
    recipe: &Resolved,
    scene: &Scene,
    closure: &haerterei_anatomy::Closure,
) -> Vec<FeatureOff> {
    let mut off: Vec<FeatureOff> = recipe
        .features_off()
        .map(|(name, profile)| FeatureOff {
            missing: format!("profile {name}"),
            needed_by: Vec::new(),
            effect: Some((
                profile.description.english().to_owned(),
                profile.description.german().to_owned(),
            )),
        })
        .collect();
    for feature in &closure.features_off {
        let absent: Vec<&str> = feature
            .absent
            .iter()
            .map(String::as_str)
            .filter(|name| feature.unusable || !has_a_version_of(scene, name))
            .collect();
        if absent.is_empty() {
            continue;
        }
        let java = feature.java.join(", ");
        off.push(FeatureOff {
            missing: absent.join(", "),
            needed_by: std::iter::once(&feature.file)
                .chain(&feature.needed_by)
                .map(ToString::to_string)
                .collect(),
            effect: (!java.is_empty()).then(|| (java.clone(), java)),
        });
    }
    off
}

/// Returns whether the tree has a version of a library that a file also asks for without one: who
/// tries `libfreetype.so` when `libfreetype.so.6` is there found it before.
fn has_a_version_of(scene: &Scene, name: &str) -> bool {
    name.strip_suffix(".so").is_some()
        && scene.iter().any(|(path, _)| {
            path.name().strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"."))
        })
}

/// Returns the developers' tools that a Java runtime carries as modules, as its own list says.
fn carried(scene: &Scene, store: &Store) -> Result<Vec<String>, BuildError> {
    const TOOLS: [&str; 6] =
        ["jdk.compiler", "jdk.jshell", "jdk.jlink", "jdk.jartool", "jdk.jdeps", "jdk.jdi"];
    let folder = TreePath::parse("usr/lib/jvm").expect("a constant path is sound");
    let releases: Vec<TreePath> = scene
        .captured_within(&folder)
        .map(|(path, _)| path.clone())
        .filter(|path| path.name() == b"release")
        .collect();
    let mut carried = BTreeSet::new();
    for path in releases {
        let Some(content) = scene.content(&path, store)? else { continue };
        let text = String::from_utf8_lossy(&content);
        let modules = text.lines().find_map(|line| line.strip_prefix("MODULES="));
        for module in modules.unwrap_or_default().trim_matches('"').split(' ') {
            if TOOLS.contains(&module) {
                carried.insert(module.to_owned());
            }
        }
    }
    Ok(carried.into_iter().collect())
}
