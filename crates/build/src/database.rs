// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! dpkg's own database, where an image upon another has a package manager that shall work.
//!
//! Images without one list their packages for scanners (`status.d`). dpkg reads only its own form,
//! so a variant for building gets that instead: never both, or scanners would count twice.

use std::collections::BTreeMap;

use haerterei_ground::TreePath;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_packages::dpkg::{STATUS_FILE, STATUS_FOLDER, read_status, write_status};
use haerterei_packages::lists::Md5Sum;
use haerterei_store::Store;

use crate::compose::Order;
use crate::error::BuildError;
use crate::loaded::Loaded;
use crate::scene::{Scene, Source};
use crate::study::KeptKind;
use crate::usr_merge;

/// The rule under which the report names the database.
pub(crate) const RULE: &str = "package-database";

/// What dpkg is to know of a package.
struct Known {
    /// Its paragraph.
    paragraph: Vec<u8>,
    /// The name of its lists: with the architecture where several may be installed together.
    list: String,
    /// Its files.
    files: Vec<TreePath>,
}

/// Writes the database if the tree has dpkg.
pub(crate) fn put(
    scene: &mut Scene,
    order: &Order<'_>,
    packages: &[Loaded<'_>],
    store: &Store,
) -> Result<(), BuildError> {
    let path = |text: &str| TreePath::parse(text).ok();
    let (Some(program), Some(folder), Some(status)) =
        (path("usr/bin/dpkg"), path(STATUS_FOLDER), path(STATUS_FILE))
    else {
        return Ok(());
    };
    if scene.get(&program).is_none() || scene.content(&status, store)?.is_some() {
        return Ok(());
    }
    let mtime = order.time.as_second();
    let known = known(scene, order, packages, &folder, store)?;
    let mut text = Vec::new();
    for package in known.values() {
        text.extend_from_slice(&package.paragraph);
        text.push(b'\n');
    }
    scene.hide_all(mtime, &folder);
    for name in ["var/lib/dpkg/updates", "var/lib/dpkg/triggers", "var/lib/dpkg/info"] {
        let Some(path) = path(name) else { continue };
        let entry = Entry { mtime, ..Entry::new(path, EntryKind::Directory, 0o755) };
        scene.put(entry, Vec::new(), RULE);
    }
    scene.put(Entry { mtime, ..Entry::file(status, 0o644, 0) }, text, RULE);
    for package in known.values() {
        let Some(path) = path(&format!("var/lib/dpkg/info/{}.list", package.list)) else {
            continue;
        };
        let mut list = Vec::new();
        for file in &package.files {
            list.push(b'/');
            list.extend_from_slice(file.as_bytes());
            list.push(b'\n');
        }
        scene.put(Entry { mtime, ..Entry::file(path, 0o644, 0) }, list, RULE);
    }
    Ok(())
}

/// Gathers the packages of the base, whose lists of sums tell their files, and those added.
fn known(
    scene: &Scene,
    order: &Order<'_>,
    packages: &[Loaded<'_>],
    folder: &TreePath,
    store: &Store,
) -> Result<BTreeMap<String, Known>, BuildError> {
    let base = order.base.map(|(_, name, _)| name.to_owned()).unwrap_or_default();
    let mut known = BTreeMap::new();
    let names: Vec<TreePath> =
        scene.captured_within(folder).map(|(path, _)| path.clone()).collect();
    for path in names.iter().filter(|path| !path.name().ends_with(b".md5sums")) {
        let Some(paragraph) = scene.content(path, store)? else { continue };
        let found = read_status(&paragraph)
            .map_err(|source| BuildError::BasePackages { base: base.clone(), source })?;
        let Some(package) = found.into_iter().next() else { continue };
        let sums = TreePath::parse([path.as_bytes(), b".md5sums"].concat())
            .ok()
            .map(|path| scene.content(&path, store))
            .transpose()?
            .flatten()
            .unwrap_or_default();
        let files = Md5Sum::parse_list(&sums).unwrap_or_default();
        let shared = package.fields.get("Multi-Arch") == Some("same");
        let list = list_name(&package.package, &package.architecture, shared);
        let files = files.into_iter().map(|sum| sum.path).collect();
        known.insert(package.package, Known { paragraph, list, files });
    }
    for (index, package) in packages.iter().enumerate() {
        let control = &package.control;
        let Ok(status) = write_status(&control.control, &[]) else { continue };
        let files = package
            .analysis
            .paths
            .keys()
            .filter_map(|path| usr_merge::merged(path).ok())
            .filter(|path| {
                scene.get(path).is_some_and(|place| {
                    place.source == Source::Package(index) && place.kept.kind != KeptKind::Directory
                })
            })
            .collect();
        let shared = control.control.get("Multi-Arch") == Some("same");
        let list = list_name(&control.package, &control.architecture, shared);
        let paragraph = status.content;
        known.insert(control.package.clone(), Known { paragraph, list, files });
    }
    Ok(known)
}

fn list_name(package: &str, architecture: &str, shared: bool) -> String {
    if shared { format!("{package}:{architecture}") } else { package.to_owned() }
}
