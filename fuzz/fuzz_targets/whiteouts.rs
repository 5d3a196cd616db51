// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Any names as entries and whiteouts of two layers: the tree stays whole.
#![no_main]

use haerterei_ground::TreePath;
use haerterei_image::Tree;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::tree::LayerEntry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|layers: [Vec<(u8, Vec<u8>, Vec<u8>)>; 2]| {
    let mut tree = Tree::new();
    for layer in layers {
        let entries = layer.into_iter().filter_map(|(kind, name, target)| {
            let path = TreePath::parse(name).ok()?;
            let kind = match kind % 4 {
                0 => EntryKind::File,
                1 => EntryKind::Directory,
                2 => EntryKind::Symlink { target },
                _ => EntryKind::Hardlink { target: TreePath::parse(target).ok()? },
            };
            Some(LayerEntry::from(Entry::new(path, kind, 0o644)))
        });
        let _ = tree.apply_layer(entries);
    }
    for (path, _) in tree.iter() {
        assert!(
            path.ancestors()
                .all(|folder| tree.get(&folder).is_some_and(|node| node.is_directory()))
        );
        let _ = tree.resolve(path, true);
    }
});
