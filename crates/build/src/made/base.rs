// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What every tree needs, whatever its packages: the links of a merged `/usr`, the switch of name
//! services, the folder for temporary files.

use haerterei_ground::TreePath;
use haerterei_image::tar::{Entry, EntryKind};

use crate::permissions;
use crate::scene::Scene;
use crate::usr_merge;

/// The rule for the links of a merged `/usr`.
pub(crate) const MERGED_USR: &str = "merged-usr";
/// The rule for `/etc/nsswitch.conf`.
pub(crate) const NAME_SERVICES: &str = "name-services";
/// The rule for folders that the kernel, the runtime or the program fills.
pub(crate) const FOLDERS: &str = "folders";

/// Files first, then the network: what a program without a local name service needs.
pub(crate) const NSSWITCH: &str = "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files\nprotocols: files\nservices: files\nethers: files\nrpc: files\n";

/// Puts what is missing; `mtime` is the time of the lock.
pub(crate) fn put(scene: &mut Scene, mtime: i64) {
    links(scene, mtime);
    let has_libc = scene.iter().any(|(path, _)| path.name() == b"libc.so.6");
    let nsswitch = constant("etc/nsswitch.conf");
    if has_libc && scene.get(&nsswitch).is_none() {
        let entry = Entry { mtime, ..Entry::file(nsswitch, 0o644, 0) };
        scene.put(entry, NSSWITCH.into(), NAME_SERVICES);
    }
    for (path, mode) in [
        ("dev", 0o755),
        ("proc", 0o755),
        ("sys", 0o755),
        ("run", 0o755),
        ("run/lock", 0o755),
        ("tmp", permissions::TEMPORARY_FOLDER),
    ] {
        if path == "run/lock" && scene.get(&constant("var/lock")).is_none() {
            continue;
        }
        let path = constant(path);
        if scene.get(&path).is_none() {
            let entry = Entry { mtime, ..Entry::new(path, EntryKind::Directory, mode) };
            scene.put(entry, Vec::new(), FOLDERS);
        }
    }
}

/// Puts the links of a merged `/usr` that the tree has folders for.
pub(crate) fn links(scene: &mut Scene, mtime: i64) {
    for name in usr_merge::MERGED {
        let in_usr = constant(&format!("usr/{name}"));
        if scene.get(&in_usr).is_some() && scene.get(&constant(name)).is_none() {
            let kind = EntryKind::Symlink { target: format!("usr/{name}").into_bytes() };
            let entry = Entry { mtime, ..Entry::new(constant(name), kind, 0o777) };
            scene.put(entry, Vec::new(), MERGED_USR);
        }
    }
}

fn constant(path: &str) -> TreePath {
    TreePath::parse(path).expect("a constant path is sound")
}
