// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a proof looks at: facts about an image, gathered by whoever has it.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_anatomy::elf::Symbols;
use haerterei_anatomy::{FileMap, Item};
use haerterei_ground::TreePath;
use haerterei_inventory::catalogue::Members;
use haerterei_inventory::{ComponentId, Inventory};

/// Facts about an image. What is not known is not there, and then nothing is proved with it.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// What is in it.
    pub inventory: &'a Inventory,
    /// The merged tree.
    pub files: &'a FileMap,
    /// The files that a package's own list names, whether they are there or not. A component whose
    /// files nobody lists is not among them.
    pub owned: &'a BTreeMap<ComponentId, BTreeSet<TreePath>>,
    /// The symbols of programs and libraries.
    pub symbols: &'a BTreeMap<TreePath, Symbols>,
    /// Text files (scripts) that name a library, by the library's name without its version: `libz`.
    pub mentions: &'a BTreeMap<String, BTreeSet<TreePath>>,
    /// What that may be a thing is in archives, for each archive that was looked into.
    pub inside: &'a BTreeMap<TreePath, Members>,
    /// Changelogs of packages, as text.
    pub changelogs: &'a BTreeMap<ComponentId, String>,
    /// Folders into which something is mounted when it runs: volumes of the configuration and of the
    /// contract.
    pub mounts: &'a [TreePath],
}

impl Scene<'_> {
    /// Returns the files of a component that are in the image, with all links followed, or nothing
    /// if nobody knows which are its own.
    pub(super) fn present(&self, id: ComponentId) -> Option<BTreeSet<TreePath>> {
        let owned = self.owned.get(&id)?;
        let mut found = BTreeSet::new();
        for path in owned {
            // A link that leads nowhere is still something.
            if let Some(Item::Link(_)) = self.files.get(path) {
                found.insert(path.clone());
            }
            if let Some((path, Item::File { .. } | Item::Other)) = self.files.resolve(path) {
                found.insert(path);
            }
        }
        Some(found)
    }

    /// Returns the programs and libraries among files.
    pub(super) fn elves<'b>(
        &'b self,
        paths: impl IntoIterator<Item = &'b TreePath>,
    ) -> BTreeSet<&'b TreePath> {
        let is_elf = |path: &&TreePath| match self.files.get(path) {
            Some(Item::File { facts, .. }) => facts.elf.is_some() || facts.damage.is_some(),
            _ => false,
        };
        paths.into_iter().filter(is_elf).collect()
    }
}
