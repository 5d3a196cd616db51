// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The proof over the finished tree: what its files need is there.

use std::collections::BTreeMap;
use std::sync::Arc;

use haerterei_anatomy::elf::Machine;
use haerterei_anatomy::ldcache::{self, CacheEntry};
use haerterei_anatomy::{
    Closure, FileFacts, FileMap, Item, LinkerSettings, Request, closure, default_folders, examine,
    ldconf,
};
use haerterei_ground::TreePath;
use haerterei_image::tar::Entry;
use haerterei_recipe::Resolved;
use haerterei_store::Store;

use crate::base_tree::BaseTree;
use crate::loaded::Loaded;
use crate::scene::{Scene, Source};
use crate::study::KeptKind;

/// The rule for `/etc/ld.so.cache` and the links that libraries are found by.
pub(crate) const LIBRARY_CACHE: &str = "library-cache";

/// Where programs are looked for when the recipe does not say.
pub(crate) const USUAL_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Gathers what is known of the files of a tree.
pub(crate) fn file_map(scene: &Scene, packages: &[Loaded<'_>], base: Option<&BaseTree>) -> FileMap {
    let mut map = FileMap::new();
    let made: BTreeMap<TreePath, Vec<u8>> =
        scene.made().map(|(entry, content)| (entry.path, content.to_vec())).collect();
    let nothing = Arc::new(FileFacts::default());
    for (path, place) in scene.iter() {
        let item = match &place.kept.kind {
            KeptKind::Directory => Item::Directory,
            KeptKind::Symlink(target) => Item::Link(target.clone()),
            KeptKind::Special => Item::Other,
            KeptKind::File { .. } | KeptKind::Hardlink(_) => {
                let source_path = match &place.kept.kind {
                    KeptKind::Hardlink(target) => target,
                    _ => path,
                };
                let facts = match place.source {
                    Source::Base => base
                        .and_then(|base| base.facts.get(source_path))
                        .map(|facts| Arc::new(facts.clone())),
                    Source::Package(index) => packages
                        .get(index)
                        .and_then(|package| package.analysis.facts.get(source_path))
                        .map(|facts| Arc::new(facts.clone())),
                    Source::Made(_) => {
                        made.get(path).map(|content| Arc::new(examine(path, content)))
                    }
                };
                Item::File {
                    executable: place.kept.mode & 0o111 != 0,
                    facts: facts.unwrap_or_else(|| Arc::clone(&nothing)),
                }
            }
        };
        map.insert(path.clone(), item);
    }
    map
}

/// Makes what `ldconfig` would make, where something needs it: links by which libraries are
/// needed, and the cache if a folder has libraries that the linker does not search by itself.
pub(crate) fn put_library_cache(
    scene: &mut Scene,
    map: &mut FileMap,
    store: &Store,
    architecture: &str,
    mtime: i64,
) -> Vec<CacheEntry> {
    let Some(machine) = machine(architecture) else { return Vec::new() };
    let own: Vec<TreePath> = default_folders(machine, true)
        .iter()
        .filter_map(|folder| TreePath::parse(folder).ok())
        .collect();
    let configuration = TreePath::parse("etc/ld.so.conf").expect("a constant path is sound");
    let contents = |path: &TreePath| scene.content(path, store).ok().flatten();
    let named = ldconf::folders(map, &configuration, &contents);
    let mut entries: Vec<CacheEntry> = Vec::new();
    let mut links: BTreeMap<TreePath, Vec<u8>> = BTreeMap::new();
    let mut is_needed = false;
    let mut seen: Vec<TreePath> = Vec::new();
    for (folder, is_own) in named
        .iter()
        .map(|folder| (folder, own.contains(folder)))
        .chain(own.iter().map(|f| (f, true)))
    {
        let place = scene.located(folder);
        let place = scene.target(&place).map_or(place, |(path, _)| path);
        if seen.contains(&place) {
            continue;
        }
        seen.push(place.clone());
        let found = ldcache::libraries_in(map, &place, &folder.to_string());
        is_needed |= !is_own && !found.entries.is_empty();
        entries.extend(found.entries);
        links.extend(found.missing_links);
    }
    for (path, target) in links {
        let kind = haerterei_image::tar::EntryKind::Symlink { target: target.clone() };
        scene.put(
            Entry { mtime, ..Entry::new(path.clone(), kind, 0o777) },
            Vec::new(),
            LIBRARY_CACHE,
        );
        map.insert(path, Item::Link(target));
    }
    if !is_needed {
        return Vec::new();
    }
    if let Ok(bytes) = ldcache::write(&entries) {
        let path = TreePath::parse("etc/ld.so.cache").expect("a constant path is sound");
        scene.put(Entry { mtime, ..Entry::file(path, 0o644, 0) }, bytes, LIBRARY_CACHE);
    }
    entries
}

fn machine(architecture: &str) -> Option<Machine> {
    Some(match architecture {
        "amd64" => Machine::X86_64,
        "arm64" => Machine::AARCH64,
        "armhf" => Machine::ARM,
        "i386" => Machine::I386,
        _ => return None,
    })
}

/// Follows every reference of the tree.
pub(crate) fn prove(map: &FileMap, recipe: &Resolved, cache: Vec<CacheEntry>) -> Closure {
    let value = |name: &str| {
        recipe
            .environment
            .iter()
            .find(|(variable, _)| variable.as_str() == name)
            .and_then(|(_, variable)| variable.value.as_deref())
    };
    let folders = |text: &str| -> Vec<TreePath> {
        text.split(':').filter_map(|folder| TreePath::parse(folder).ok()).collect()
    };
    let program_path = folders(value("PATH").unwrap_or(USUAL_PATH));
    let mut required = Vec::new();
    if let Some(program) = recipe.entrypoint.first().or(recipe.command.first()) {
        if program.starts_with('/') {
            required.extend(TreePath::parse(program).ok());
        } else {
            let found = program_path
                .iter()
                .filter_map(|folder| folder.join(program).ok())
                .find(|path| map.resolve(path).is_some());
            required.extend(found.or_else(|| TreePath::parse(program).ok()));
        }
    }
    let linker = LinkerSettings {
        library_path: folders(value("LD_LIBRARY_PATH").unwrap_or_default()),
        cache,
    };
    closure(map, &Request { required, program_path, linker })
}
