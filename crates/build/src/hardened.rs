// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a finished tree must not be, checked on the tree itself.
//!
//! The rules that make a tree hardened act entry by entry; this looks at the result and trusts
//! none of them.

use std::collections::BTreeSet;

use haerterei_ground::{Diagnostic, Message, Place as Where, Severity, TreePath};
use haerterei_recipe::Resolved;

use crate::made;
use crate::scene::{Scene, Source};
use crate::study::KeptKind;

/// Names of shells (the base name of the file).
const SHELLS: [&str; 11] =
    ["sh", "bash", "dash", "ash", "busybox", "zsh", "ksh", "mksh", "fish", "csh", "tcsh"];
/// Names of package managers.
const PACKAGE_MANAGERS: [&str; 12] = [
    "apt", "apt-get", "aptitude", "dpkg", "dpkg-deb", "rpm", "dnf", "apk", "pip", "pip3", "npm",
    "gem",
];
/// Folders of commands.
const COMMANDS: [&str; 3] = ["usr/bin", "usr/sbin", "usr/local/bin"];

/// Checks a tree; every fault is a diagnostic of weight `Error`.
pub(crate) fn faults(scene: &Scene, recipe: &Resolved) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let setuid: BTreeSet<&TreePath> =
        recipe.allow.setuid.iter().map(|allowance| allowance.path.tree_path()).collect();
    let declared_paths: BTreeSet<&TreePath> = recipe
        .writable_paths
        .iter()
        .map(|writable| writable.path.tree_path())
        .chain(recipe.volumes.iter().map(|volume| volume.path.tree_path()))
        .collect();
    for (path, place) in scene.iter() {
        let kept = &place.kept;
        let mut fault = |message: Message| {
            faults.push(Diagnostic {
                severity: Severity::Error,
                place: Where::Path { path: path.clone() },
                message: message.text("path", path),
            });
        };
        if matches!(kept.kind, KeptKind::Symlink(_)) {
            continue;
        }
        let is_folder = kept.kind == KeptKind::Directory;
        if kept.kind == KeptKind::Special {
            fault(Message::new("build-device-node"));
        }
        // Packages have lost theirs; what a base has, it has.
        let has_capabilities = place.source == Source::Base && kept.was_privileged;
        if (kept.mode & 0o6000 != 0 || has_capabilities) && !setuid.contains(path) {
            fault(Message::new("build-privileged-file"));
        }
        let sticky_folder = is_folder && kept.mode & 0o1000 != 0;
        if kept.mode & 0o002 != 0 && !sticky_folder {
            fault(Message::new("build-world-writable"));
        }
        let declared = sticky_folder
            || place.source == Source::Made(made::recipe::WRITABLE)
            || place.source == Source::Base && is_folder && declared_paths.contains(path);
        let user = recipe.user;
        let may_write = if u64::from(user.uid) == kept.uid {
            kept.mode & 0o200 != 0
        } else if kept.gid == u64::from(user.gid) || kept.gid == 0 {
            kept.mode & 0o020 != 0
        } else {
            kept.mode & 0o002 != 0
        };
        if may_write && !declared && user.uid != 0 {
            fault(Message::new("build-undeclared-writable"));
        }
    }
    if recipe.user.uid == 0 && recipe.allow.root.is_none() {
        faults.push(whole(Message::new("build-runs-as-root")));
    }
    for (names, allowed, key) in [
        (&SHELLS[..], recipe.allow.shell.is_some(), "build-shell-without-reason"),
        (
            &PACKAGE_MANAGERS[..],
            recipe.allow.package_manager.is_some(),
            "build-package-manager-without-reason",
        ),
    ] {
        let found = commands(scene, names);
        if let (Some(first), false) = (found.first(), allowed) {
            faults.push(Diagnostic {
                severity: Severity::Error,
                place: Where::Path { path: first.clone() },
                message: Message::new(key).text("paths", joined(&found)),
            });
        }
    }
    faults
}

/// Returns the commands of these names that the tree holds.
fn commands(scene: &Scene, names: &[&str]) -> Vec<TreePath> {
    COMMANDS
        .iter()
        .flat_map(|folder| names.iter().map(move |name| format!("{folder}/{name}")))
        .filter_map(|path| TreePath::parse(path).ok())
        .filter(|path| scene.get(path).is_some())
        .collect()
}

fn joined(paths: &[TreePath]) -> String {
    paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn whole(message: Message) -> Diagnostic {
    Diagnostic { severity: Severity::Error, place: Where::Whole, message }
}
