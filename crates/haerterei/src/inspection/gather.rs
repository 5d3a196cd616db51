// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The facts of an image, from its configuration and its tree.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::{Digest, TreePath};
use haerterei_image::accounts::{self, Identity, User};
use haerterei_image::{Compression, ImageConfig, Node, NodeKind};
use haerterei_packages::dpkg;

use super::{
    Claims, Inspection, LayerFacts, NotRead, PackageFacts, PathFacts, Reading, RunFacts, UserFacts,
    VERSION,
};

/// What is known of an image before its layers are read.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) reference: String,
    pub(crate) digest: Option<Digest>,
    pub(crate) platforms: Vec<String>,
    pub(crate) annotations: BTreeMap<String, String>,
    pub(crate) config: ImageConfig,
}

/// The extended attribute that holds file capabilities (`capabilities(7)`).
const CAPABILITIES: &[u8] = b"security.capability";

/// Draws the facts from what was read.
pub(crate) fn gather(head: Head, reading: &Reading) -> Inspection {
    let config = &head.config;
    let waste = reading.tree.waste();
    let layers: Vec<LayerFacts> = reading
        .layers
        .iter()
        .enumerate()
        .map(|(number, layer)| LayerFacts {
            digest: layer.digest,
            diff_id: layer.diff_id,
            compression: match layer.compression {
                None | Some(Compression::None) => "none",
                Some(Compression::Gzip) => "gzip",
                Some(Compression::Zstd) => "zstd",
            },
            size: layer.size,
            unpacked_size: layer.unpacked_size,
            files: layer.files,
            wasted_bytes: waste.get(number).map_or(0, haerterei_image::tree::Waste::bytes),
            history: config
                .history_of(number)
                .and_then(|history| history.created_by.clone().or_else(|| history.comment.clone())),
        })
        .collect();
    let mut not_read = Vec::new();
    let packages = packages(reading, &mut not_read);
    let users = accounts::users(account_file(reading, accounts::PASSWD, &mut not_read));
    let groups = accounts::groups(account_file(reading, accounts::GROUP, &mut not_read));
    let identity = accounts::identity(&config.config.user, &users, &groups);
    let run = &config.config;
    Inspection {
        version: VERSION,
        reference: head.reference,
        digest: head.digest,
        platform: config.platform().to_string(),
        platforms: head.platforms,
        created: config.created.clone(),
        distribution: distribution(reading),
        annotations: head.annotations,
        config: RunFacts {
            user: run.user.clone(),
            entrypoint: run.entrypoint.clone().unwrap_or_default(),
            command: run.cmd.clone().unwrap_or_default(),
            working_folder: run.working_dir.clone(),
            environment: run.env.clone(),
            ports: run.exposed_ports.iter().cloned().collect(),
            volumes: run.volumes.iter().cloned().collect(),
            labels: run.labels.clone(),
            stop_signal: run.stop_signal.clone(),
        },
        size: layers.iter().map(|layer| layer.size).sum(),
        unpacked_size: layers.iter().map(|layer| layer.unpacked_size).sum(),
        wasted_bytes: layers.iter().map(|layer| layer.wasted_bytes).sum(),
        layers,
        paths: reading.tree.len() as u64,
        privileged: privileged(reading),
        writable: writable(reading, identity.as_ref()),
        users: user_facts(reading, &users),
        packages,
        not_read,
        claims: Claims::of(&run.labels),
    }
}

/// Returns the name of a kind of node.
pub(crate) const fn kind(node: &Node) -> &'static str {
    match node.kind {
        NodeKind::File { .. } => "file",
        NodeKind::Directory => "folder",
        NodeKind::Symlink { .. } => "link",
        NodeKind::CharDevice { .. } => "character-device",
        NodeKind::BlockDevice { .. } => "block-device",
        NodeKind::Fifo => "pipe",
    }
}

fn facts(path: &TreePath, node: &Node, why: Vec<&'static str>) -> PathFacts {
    PathFacts {
        path: path.clone(),
        kind: kind(node),
        mode: format!("{:04o}", node.mode),
        uid: node.uid,
        gid: node.gid,
        why,
    }
}

fn privileged(reading: &Reading) -> Vec<PathFacts> {
    let why = |node: &Node| -> Vec<&'static str> {
        let mut why = Vec::new();
        if node.is_file() {
            why.extend((node.mode & 0o4000 != 0).then_some("setuid"));
            why.extend((node.mode & 0o2000 != 0).then_some("setgid"));
            why.extend(node.xattrs.contains_key(CAPABILITIES).then_some("capabilities"));
        }
        why
    };
    reading
        .tree
        .iter()
        .map(|(path, node)| (path, node, why(node)))
        .filter(|(_, _, why)| !why.is_empty())
        .map(|(path, node, why)| facts(path, node, why))
        .collect()
}

/// Returns what everybody or the image's user may write. Links have no rights of their own.
fn writable(reading: &Reading, identity: Option<&Identity>) -> Vec<PathFacts> {
    // Root may write everything; a list of everything helps nobody.
    let identity = identity.filter(|identity| identity.uid != 0);
    let why = |node: &Node| -> Vec<&'static str> {
        let mut why = Vec::new();
        if !matches!(node.kind, NodeKind::File { .. } | NodeKind::Directory) {
            return why;
        }
        why.extend((node.mode & 0o002 != 0).then_some("everyone"));
        if let Some(identity) = identity.filter(|identity| identity.may_write(node)) {
            let shares = identity.gids.contains(&node.gid) && node.mode & 0o020 != 0;
            why.extend((identity.uid == node.uid).then_some("owner"));
            why.extend(shares.then_some("group"));
        }
        why
    };
    reading
        .tree
        .iter()
        .map(|(path, node)| (path, node, why(node)))
        .filter(|(_, _, why)| !why.is_empty())
        .map(|(path, node, why)| facts(path, node, why))
        .collect()
}

/// Returns a path of ours; all of them are well formed.
fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap_or_default()
}

fn distribution(reading: &Reading) -> Option<String> {
    let bytes = ["etc/os-release", "usr/lib/os-release"]
        .iter()
        .find_map(|name| reading.content(&path(name)).and_then(Result::ok))?;
    let text = String::from_utf8_lossy(bytes);
    let value = |key: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .map(|value| value.trim().trim_matches(['"', '\'']).to_owned())
    };
    value("PRETTY_NAME").or_else(|| value("NAME"))
}

/// Returns an account file; nothing where there is none, or where it cannot be read.
fn account_file<'a>(reading: &'a Reading, name: &str, not_read: &mut Vec<NotRead>) -> &'a [u8] {
    let path = path(name);
    match reading.content(&path) {
        None => &[],
        Some(Ok(bytes)) => bytes,
        Some(Err(reason)) => {
            not_read.push(NotRead { path, reason: reason.to_owned() });
            &[]
        }
    }
}

fn user_facts(reading: &Reading, users: &[User]) -> Vec<UserFacts> {
    let mut users: Vec<&User> = users.iter().collect();
    users.sort_by_key(|user| (user.uid, &user.name));
    users
        .into_iter()
        .map(|user| UserFacts {
            name: user.name.clone(),
            uid: user.uid.to_string(),
            gid: user.gid.to_string(),
            home: user.home.clone(),
            shell: user.shell.clone(),
            can_log_in: can_log_in(reading, &user.shell),
        })
        .collect()
}

/// Returns whether a shell is there and is more than a refusal.
fn can_log_in(reading: &Reading, shell: &str) -> bool {
    // `passwd(5)`: an empty field means /bin/sh.
    let shell = if shell.is_empty() { "/bin/sh" } else { shell };
    let Ok(shell) = TreePath::parse(shell) else { return false };
    let refuses = matches!(shell.name(), b"nologin" | b"false" | b"sync");
    !refuses && reading.tree.resolve(&shell, true).is_ok_and(|found| reading.tree.contains(&found))
}

fn packages(reading: &Reading, not_read: &mut Vec<NotRead>) -> Vec<PackageFacts> {
    let mut packages = BTreeSet::new();
    let mut add = |path: &TreePath, bytes: &[u8]| match dpkg::read_status(bytes) {
        Ok(installed) => packages.extend(installed.into_iter().map(|package| PackageFacts {
            name: package.package,
            version: package.version.to_string(),
            architecture: package.architecture,
            source: package.source,
            source_version: package.source_version,
        })),
        Err(error) => {
            not_read.push(NotRead { path: path.clone(), reason: error.to_string() });
        }
    };
    let status = path(dpkg::STATUS_FILE);
    let too_large = match reading.content(&status) {
        Some(Ok(bytes)) => {
            add(&status, bytes);
            None
        }
        Some(Err(reason)) => Some(reason),
        None => None,
    };
    let folder = path(dpkg::STATUS_FOLDER);
    for (file, bytes) in reading.kept_in(&folder) {
        if !file.name().ends_with(b".md5sums") {
            add(file, bytes);
        }
    }
    if let Some(reason) = too_large {
        not_read.push(NotRead { path: status, reason: reason.to_owned() });
    }
    packages.into_iter().collect()
}
