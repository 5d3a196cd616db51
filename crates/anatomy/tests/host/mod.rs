// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Reads folders of the host into a [`FileMap`].

#![expect(clippy::unwrap_used, reason = "a fault in a test's helper fails the test")]

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use haerterei_anatomy::{FileFacts, FileMap, Item, examine_reader, is_interesting};
use haerterei_ground::TreePath;

/// Puts a path of the host, and all below it that `wanted` likes, into the map.
pub(crate) fn read(map: &mut FileMap, root: &Path, at: &Path, wanted: &dyn Fn(&Path) -> bool) {
    let tree_path = TreePath::parse(at.strip_prefix(root).unwrap().as_os_str().as_bytes()).unwrap();
    let Ok(metadata) = fs::symlink_metadata(at) else {
        return;
    };
    if metadata.is_symlink() {
        let target = fs::read_link(at).unwrap();
        map.insert(tree_path, Item::Link(target.as_os_str().as_bytes().to_vec()));
    } else if metadata.is_dir() {
        if !tree_path.is_root() {
            map.insert(tree_path, Item::Directory);
        }
        let Ok(entries) = fs::read_dir(at) else { return };
        let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for entry in entries.into_iter().filter(|entry| wanted(entry)) {
            read(map, root, &entry, wanted);
        }
    } else if metadata.is_file() {
        let mut start = Vec::new();
        let file = fs::File::open(at).ok();
        if let Some(file) = &file {
            std::io::Read::read_to_end(&mut std::io::Read::take(file, 256), &mut start).unwrap();
        }
        let facts = match file {
            Some(file) if is_interesting(&tree_path, &start) => examine_reader(&tree_path, file),
            _ => FileFacts::default(),
        };
        map.insert(
            tree_path,
            Item::File {
                executable: metadata.permissions().mode() & 0o111 != 0,
                facts: Arc::new(facts),
            },
        );
    }
}
