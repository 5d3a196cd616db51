// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The layers over each other: what is in the image, and whose it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use haerterei_anatomy::elf::Symbols;
use haerterei_anatomy::{FileFacts, FileMap, Request};
use haerterei_ground::TreePath;
use haerterei_image::tree::LayerEntry;
use haerterei_image::{ImageError, Node, RunConfig, Tree};
use haerterei_inventory::catalogue::Members;
use haerterei_inventory::{
    Component, ComponentId, ComponentKind, Diversion, Inventory, InventoryError,
};

use super::layer::{Known, LayerFacts, List};
use super::{changelog, run};
use crate::proof::Scene;

/// The facts of an image.
#[derive(Debug)]
pub(super) struct Facts {
    files: FileMap,
    owned: BTreeMap<ComponentId, BTreeSet<TreePath>>,
    symbols: BTreeMap<TreePath, Symbols>,
    mentions: BTreeMap<String, BTreeSet<TreePath>>,
    inside: BTreeMap<TreePath, Members>,
    changelogs: BTreeMap<ComponentId, String>,
    mounts: Vec<TreePath>,
    /// Every program.
    pub(super) any: Request,
    /// What the image starts.
    pub(super) entry: Option<Request>,
}

impl Facts {
    /// Returns what rules look at.
    pub(super) fn scene<'a>(&'a self, inventory: &'a Inventory) -> Scene<'a> {
        Scene {
            inventory,
            files: &self.files,
            owned: &self.owned,
            symbols: &self.symbols,
            mentions: &self.mentions,
            inside: &self.inside,
            changelogs: &self.changelogs,
            mounts: &self.mounts,
        }
    }
}

/// Which file of which layer: the mark of its nodes. None is 0.
fn mark(layer: usize, row: u32) -> u64 {
    (layer as u64 + 1) << 32 | u64::from(row)
}

/// Puts layers over each other.
pub(super) fn merge(
    layers: Vec<LayerFacts>,
    inventory: &Inventory,
    config: &RunConfig,
) -> Result<Facts, InventoryError> {
    let mut tree = Tree::new();
    let mut known: HashMap<u64, Known> = HashMap::new();
    // The newest record of each name counts, even if a later layer removed it: whoever removes the
    // records does not remove what they list.
    let mut lists: BTreeMap<TreePath, Vec<List>> = BTreeMap::new();
    let mut diverted: BTreeMap<TreePath, Vec<Diversion>> = BTreeMap::new();
    for (layer, LayerFacts { rows, files }) in layers.into_iter().enumerate() {
        for (row, mut one) in files {
            let path = rows.get(row as usize).map(|row| row.path().clone()).unwrap_or_default();
            if !one.diverted.is_empty() {
                diverted.insert(path.clone(), std::mem::take(&mut one.diverted));
            }
            if !one.lists.is_empty() {
                lists.insert(path, std::mem::take(&mut one.lists));
            } else if one != Known::default() {
                known.insert(mark(layer, row), one);
            }
        }
        let entries = rows.into_iter().zip(0..).map(|(row, number)| LayerEntry {
            entry: row.into_entry(),
            content: None,
            mark: mark(layer, number),
        });
        tree.apply_layer(entries).map_err(ImageError::from)?;
    }
    let changelogs = changelogs(&tree, &known, inventory);
    let mut symbols = BTreeMap::new();
    let mut mentions: BTreeMap<String, BTreeSet<TreePath>> = BTreeMap::new();
    let mut inside = BTreeMap::new();
    let nothing = Arc::new(FileFacts::default());
    let mut facts: HashMap<u64, Arc<FileFacts>> = HashMap::new();
    let files = FileMap::of_tree(&tree, |path: &TreePath, node: &Node| {
        let Some(one) = known.get(&node.mark) else { return Arc::clone(&nothing) };
        if let Some(names) = &one.symbols {
            symbols.insert(path.clone(), names.symbols());
        }
        if let Some(members) = &one.inside {
            inside.insert(path.clone(), members.clone());
        }
        for name in &one.mentions {
            mentions.entry(name.clone()).or_default().insert(path.clone());
        }
        // Further names of a file share what is known of it.
        let shared = facts.entry(node.mark).or_insert_with(|| Arc::new(one.facts.clone()));
        Arc::clone(shared)
    });
    for (name, path) in run::preloaded(config) {
        mentions.entry(name).or_default().insert(path);
    }
    Ok(Facts {
        owned: owned(lists, &diverted, inventory),
        symbols,
        mentions,
        inside,
        changelogs,
        mounts: run::mounts(config),
        any: run::any(config),
        entry: run::entry(config, &files),
        files,
    })
}

/// Returns the packages of the system, by name.
fn packages(inventory: &Inventory) -> BTreeMap<&str, Vec<(ComponentId, &Component)>> {
    let mut packages: BTreeMap<&str, Vec<(ComponentId, &Component)>> = BTreeMap::new();
    for (place, component) in (0..).zip(&inventory.components) {
        if component.kind == ComponentKind::SystemPackage {
            let named = packages.entry(component.name.as_str()).or_default();
            named.push((ComponentId(place), component));
        }
    }
    packages
}

/// Gives packages the files that their lists name. Of several versions of a package each has all
/// that any list of the name has: then too much is looked at, never too little.
fn owned(
    lists: BTreeMap<TreePath, Vec<List>>,
    diverted: &BTreeMap<TreePath, Vec<Diversion>>,
    inventory: &Inventory,
) -> BTreeMap<ComponentId, BTreeSet<TreePath>> {
    let packages = packages(inventory);
    let diverted: BTreeMap<&TreePath, &Diversion> =
        diverted.values().flatten().map(|diversion| (&diversion.from, diversion)).collect();
    let mut owned: BTreeMap<ComponentId, BTreeSet<TreePath>> = BTreeMap::new();
    for list in lists.into_values().flatten() {
        let Some(named) = packages.get(list.name.as_str()) else { continue };
        let fits = |component: &Component| {
            list.architecture.is_none() || component.architecture == list.architecture
        };
        for (id, component) in named.iter().filter(|(_, component)| fits(component)) {
            let own = owned.entry(*id).or_default();
            for path in &list.files {
                // dpkg-divert(1): the package's own file is elsewhere.
                if let Some(diversion) = diverted.get(path)
                    && diversion.by.as_ref() != Some(&component.name)
                {
                    own.insert(diversion.to.clone());
                }
                own.insert(path.clone());
            }
        }
    }
    owned
}

/// Returns the changelogs of packages; the folder of one may be a link to that of another.
fn changelogs(
    tree: &Tree,
    known: &HashMap<u64, Known>,
    inventory: &Inventory,
) -> BTreeMap<ComponentId, String> {
    let find = |name: &str| {
        changelog::NAMES.iter().find_map(|file| {
            let path = TreePath::parse(["usr/share/doc/", name, "/", file].concat()).ok()?;
            let node = tree.get(&tree.resolve(&path, true).ok()?)?;
            known.get(&node.mark)?.changelog.clone()
        })
    };
    let mut found = BTreeMap::new();
    for (name, components) in packages(inventory) {
        for (id, component) in components {
            if component.ecosystem == "deb"
                && component.removed_in.is_none()
                && let Some(text) = find(name)
            {
                found.insert(id, text);
            }
        }
    }
    found
}
