// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the recipe adds: files, links, writable folders, volumes, the working folder.

use haerterei_ground::TreePath;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_recipe::Resolved;

use crate::permissions;
use crate::scene::Scene;

/// The rule for files and links that the recipe adds.
pub(crate) const ADDED: &str = "recipe-file";
/// The rule for the only folders that the program may write to.
pub(crate) const WRITABLE: &str = "writable-path";

/// A file that the recipe adds, with its content.
#[derive(Clone, Debug)]
pub(crate) struct Added {
    /// Where it goes.
    pub(crate) path: TreePath,
    /// Its content.
    pub(crate) content: Vec<u8>,
    /// Its mode.
    pub(crate) mode: u32,
    /// Its owner and group.
    pub(crate) owner: (u32, u32),
}

/// Puts everything; `mtime` is the time of the lock.
pub(crate) fn put(scene: &mut Scene, recipe: &Resolved, files: Vec<Added>, mtime: i64) {
    for file in files {
        let entry = Entry {
            mtime,
            uid: file.owner.0.into(),
            gid: file.owner.1.into(),
            ..Entry::file(file.path, file.mode, 0)
        };
        scene.put(entry, file.content, ADDED);
    }
    for link in &recipe.links {
        let kind = EntryKind::Symlink { target: link.target.clone().into_bytes() };
        let entry = Entry { mtime, ..Entry::new(link.path.tree_path().clone(), kind, 0o777) };
        scene.put(entry, Vec::new(), ADDED);
    }
    let writable = recipe.writable_paths.iter().map(|writable| writable.path.tree_path());
    let volumes = recipe
        .volumes
        .iter()
        .filter(|volume| !volume.read_only)
        .map(|volume| volume.path.tree_path());
    for path in writable.chain(volumes) {
        let mode = if path.as_bytes() == b"tmp" || path.as_bytes() == b"var/tmp" {
            permissions::TEMPORARY_FOLDER
        } else {
            permissions::WRITABLE_FOLDER
        };
        let entry = Entry { mtime, ..Entry::new(path.clone(), EntryKind::Directory, mode) };
        scene.put(entry, Vec::new(), WRITABLE);
    }
    let mounted = recipe
        .volumes
        .iter()
        .filter(|volume| volume.read_only)
        .map(|volume| volume.path.tree_path().clone());
    let working = recipe.working_folder.iter().map(|path| path.tree_path().clone());
    for path in mounted.chain(working) {
        if scene.target(&path).is_none() && !path.is_root() {
            let entry = Entry { mtime, ..Entry::new(path, EntryKind::Directory, 0o755) };
            scene.put(entry, Vec::new(), ADDED);
        }
    }
}
