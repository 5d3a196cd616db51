// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A locked package with everything that deciding needs: control files, paths, effects.

use std::collections::BTreeMap;

use haerterei_effects::{
    Catalogue, Effect, Environment, PackageEffects, ScriptSet, Shipped as Known, Verdict, recognise,
};
use haerterei_ground::{Cancel, Message, TreePath};
use haerterei_packages::deb::{ControlFiles, ScriptName};
use haerterei_packages::lists::TriggerDirective;
use haerterei_recipe::{LockedPackage, Resolved};
use haerterei_store::Store;
use rayon::prelude::*;

use crate::analysis::{Analysis, PackageFile, Shipped};
use crate::error::{BuildError, UnknownScript};
use crate::report::ScriptCount;

/// A package of the image, read.
#[derive(Debug)]
pub(crate) struct Loaded<'a> {
    /// Its entry in the lock.
    pub(crate) locked: &'a LockedPackage,
    /// Its control files.
    pub(crate) control: ControlFiles,
    /// What it is made of.
    pub(crate) analysis: Analysis,
    /// What its scripts would have done.
    pub(crate) effects: PackageEffects,
    /// Its place in the order of configuration.
    pub(crate) rank: usize,
}

impl Loaded<'_> {
    /// Returns the package's time in seconds since 1970.
    pub(crate) fn mtime(&self) -> i64 {
        self.locked.time.as_second()
    }

    /// Returns the package with its file.
    pub(crate) fn file(&self) -> PackageFile<'_> {
        PackageFile { name: self.locked.name.as_str(), digest: &self.locked.digest }
    }

    /// Returns the size once installed that the package claims, in KiB.
    pub(crate) fn installed_kibibytes(&self) -> u64 {
        self.control.control.get("Installed-Size").and_then(|size| size.parse().ok()).unwrap_or(0)
    }
}

/// Reads the control files of a locked package, and makes sure that it is that package.
pub(crate) fn control_of(
    locked: &LockedPackage,
    store: &Store,
) -> Result<ControlFiles, BuildError> {
    let file = PackageFile { name: locked.name.as_str(), digest: &locked.digest };
    let control = file.open(store)?.into_control();
    let announced = (locked.name.as_str(), locked.version.as_str(), locked.architecture.as_str());
    let found = (&*control.package, control.version.as_str(), &*control.architecture);
    if announced == found {
        Ok(control)
    } else {
        let words = |(name, version, architecture)| format!("{name} {version} ({architecture})");
        Err(BuildError::OtherPackage { package: words(announced), found: words(found) })
    }
}

/// Reads the packages of a platform, in the order of the lock.
///
/// `base` tells what is there before: paths of the image that is built upon.
pub(crate) fn load<'a>(
    packages: &[&'a LockedPackage],
    base: &[(&TreePath, Shipped)],
    store: &Store,
    threads: u32,
    cancel: &Cancel,
    advance: &(dyn Fn(&str) + Sync),
) -> Result<Vec<Loaded<'a>>, BuildError> {
    // The largest first, so that no thread is left with it at the end.
    let mut order: Vec<(usize, &LockedPackage)> = packages.iter().copied().enumerate().collect();
    order.sort_by_key(|(_, package)| std::cmp::Reverse(package.size));
    let mut parts: Vec<(usize, ControlFiles, Analysis)> = order
        .par_iter()
        .map(|(index, locked)| {
            let file = PackageFile { name: locked.name.as_str(), digest: &locked.digest };
            let control = control_of(locked, store)?;
            let analysis = Analysis::of(file, store, threads, cancel)?;
            advance(locked.name.as_str());
            Ok((*index, control, analysis))
        })
        .collect::<Result<_, BuildError>>()?;
    parts.sort_by_key(|(index, ..)| *index);

    // What any package ships, and what scripts of packages configured before have made.
    let mut view: BTreeMap<TreePath, Shipped> = parts
        .iter()
        .flat_map(|(_, _, analysis)| {
            analysis.paths.iter().map(|(path, kind)| (path.clone(), *kind))
        })
        .chain(base.iter().map(|(path, kind)| ((*path).clone(), *kind)))
        .collect();
    let catalogue =
        Catalogue::built_in().expect("the embedded catalogue is sound, as a test holds");
    let mut effects: Vec<(usize, PackageEffects)> =
        vec![(0, PackageEffects::default()); parts.len()];
    for (rank, index) in configuration_order(&parts).into_iter().enumerate() {
        let (Some((_, control, analysis)), Some(slot)) = (parts.get(index), effects.get_mut(index))
        else {
            continue;
        };
        let elsewhere = |path: &TreePath| Some(view.get(path).map(|kind| known(*kind)));
        let environment = Environment { elsewhere: &elsewhere };
        let found = recognise(&scripts(control, analysis), &environment, &catalogue);
        for effect in &found.effects {
            if let Some((path, kind)) = made_by(&effect.what) {
                view.entry(path.clone()).or_insert(kind);
            }
        }
        *slot = (rank, found);
    }
    Ok(parts
        .into_iter()
        .zip(effects)
        .zip(packages)
        .map(|(((_, control, analysis), (rank, effects)), locked)| Loaded {
            locked,
            control,
            analysis,
            effects,
            rank,
        })
        .collect())
}

/// Returns the packages in the order in which an installation would configure them.
pub(crate) fn configured<'a, 'b>(packages: &'a [Loaded<'b>]) -> Vec<&'a Loaded<'b>> {
    let mut order: Vec<&Loaded<'_>> = packages.iter().collect();
    order.sort_by_key(|package| package.rank);
    order
}

/// Returns the order in which an installation would configure the packages: each after those it
/// depends on, else in the order of names; circles are cut where they are met.
fn configuration_order(parts: &[(usize, ControlFiles, Analysis)]) -> Vec<usize> {
    fn visit(
        index: usize,
        parts: &[(usize, ControlFiles, Analysis)],
        places: &BTreeMap<&str, usize>,
        seen: &mut [bool],
        order: &mut Vec<usize>,
    ) {
        if seen.get(index).copied().unwrap_or(true) {
            return;
        }
        if let Some(flag) = seen.get_mut(index) {
            *flag = true;
        }
        if let Some((_, control, _)) = parts.get(index) {
            for field in ["Pre-Depends", "Depends"] {
                let text = control.control.get(field).unwrap_or_default();
                let names = text
                    .split([',', '|'])
                    .map(|word| word.trim().split([' ', '(', ':']).next().unwrap_or_default());
                for other in names.filter_map(|name| places.get(name)) {
                    visit(*other, parts, places, seen, order);
                }
            }
        }
        order.push(index);
    }
    let places: BTreeMap<&str, usize> = parts
        .iter()
        .enumerate()
        .map(|(index, (_, control, _))| (control.package.as_str(), index))
        .collect();
    let mut seen = vec![false; parts.len()];
    let mut order = Vec::with_capacity(parts.len());
    for index in places.values() {
        visit(*index, parts, &places, &mut seen, &mut order);
    }
    order
}

/// Returns the path that an effect makes, if it makes one.
fn made_by(effect: &Effect) -> Option<(&TreePath, Shipped)> {
    Some(match effect {
        Effect::Directory { path, .. } => (path, Shipped::Folder),
        Effect::Symlink { path, .. } | Effect::Alternative { link: path, .. } => {
            (path, Shipped::Link)
        }
        Effect::Copy { to, recursive: false, .. } => (to, Shipped::File),
        Effect::Write { path, .. } | Effect::Touch { path } => (path, Shipped::File),
        _ => return None,
    })
}

fn known(shipped: Shipped) -> Known {
    match shipped {
        Shipped::File => Known::File,
        Shipped::Folder => Known::Folder,
        Shipped::Link => Known::Link,
    }
}

fn scripts(control: &ControlFiles, analysis: &Analysis) -> ScriptSet {
    let mut triggers = String::new();
    for trigger in &control.triggers {
        let word = match trigger.directive {
            TriggerDirective::Interest => "interest",
            TriggerDirective::Activate => "activate",
        };
        triggers.push_str(word);
        triggers.push(' ');
        triggers.push_str(&trigger.name);
        triggers.push('\n');
    }
    let mut set = ScriptSet {
        package: control.package.clone(),
        version: control.version.to_string(),
        architecture: control.architecture.clone(),
        scripts: control
            .scripts
            .iter()
            .map(|(name, text)| (name.as_str().to_owned(), text.clone()))
            .collect(),
        triggers: triggers.into_bytes(),
        files: analysis.paths.iter().map(|(path, kind)| (path.clone(), known(*kind))).collect(),
        ..ScriptSet::default()
    };
    let empty = Vec::new();
    let templates = control.others.get("templates").unwrap_or(&empty);
    let config = control.scripts.get(&ScriptName::Config).unwrap_or(&empty);
    set.set_debconf(templates, config);
    set
}

/// Counts scripts, and refuses those that nobody understands or answers for.
pub(crate) fn judge_scripts(
    packages: &[Loaded<'_>],
    recipe: &Resolved,
) -> Result<ScriptCount, BuildError> {
    let mut count = ScriptCount { packages: packages.len() as u64, ..ScriptCount::default() };
    let mut unknown = Vec::new();
    for package in packages {
        let name = package.locked.name.as_str();
        count.with_scripts += u64::from(!package.effects.scripts.is_empty());
        for report in &package.effects.scripts {
            count.scripts += 1;
            match &report.verdict {
                Verdict::Empty | Verdict::Recognised => count.recognised += 1,
                Verdict::Catalogue { .. } => count.catalogued += 1,
                Verdict::Unrecognised { places } => {
                    let acknowledged = recipe.acknowledge.scripts.iter().any(|script| {
                        script.package.as_str() == name
                            && script.script == report.script
                            && script.sha256 == report.digest.hex()
                    });
                    if acknowledged {
                        count.acknowledged += 1;
                        continue;
                    }
                    unknown.push(UnknownScript {
                        package: name.to_owned(),
                        script: report.script.clone(),
                        digest: report.digest,
                        places: places
                            .iter()
                            .map(|place| -> (u32, String, Message) {
                                (place.line, place.text.clone(), place.reason.message())
                            })
                            .collect(),
                    });
                }
            }
        }
    }
    if unknown.is_empty() { Ok(count) } else { Err(BuildError::UnknownScripts(unknown)) }
}
