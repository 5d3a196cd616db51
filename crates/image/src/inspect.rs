// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What an image is, as facts: its configuration, layers, users, and what stands out in its tree.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::{Digest, TreePath};
use serde::Serialize;

use crate::image::LayerFacts;
use crate::tree::{NodeKind, Waste};
use crate::{Annotations, Image, ImageConfig, ImageError, Node, Platform, Tree};

const PASSWD: &str = "etc/passwd";
const GROUP: &str = "etc/group";
/// The largest account file that is read.
const ACCOUNT_BYTES: u64 = 4 << 20;
/// How many of the biggest files and folders are told.
const BIGGEST: usize = 20;

/// What an image is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Inspection {
    /// What it is called at its source.
    pub name: Option<String>,
    /// Where it runs.
    pub platform: Platform,
    /// Digest of its manifest.
    pub manifest_digest: Option<Digest>,
    /// Digest of its configuration.
    pub config_digest: Option<Digest>,
    /// How it runs, and its history: claims.
    pub config: ImageConfig,
    /// The manifest's annotations: claims.
    pub annotations: Annotations,
    /// The layers, lowest first.
    pub layers: Vec<InspectedLayer>,
    /// Sums over all layers.
    pub totals: Totals,
    /// Accounts, by `etc/passwd`.
    pub users: Vec<User>,
    /// Groups, by `etc/group`.
    pub groups: Vec<Group>,
    /// The user and groups that the configuration declares, as numbers, where they are known.
    pub runs_as: Option<Identity>,
    /// Files with setuid or setgid.
    pub setuid: Vec<Special>,
    /// Files with capabilities.
    pub capabilities: Vec<TreePath>,
    /// What everyone may write to: files, and folders without sticky bit.
    pub world_writable: Vec<TreePath>,
    /// What the declared user may write to, if it is known and not root; folders stand for what they hold.
    pub writable: Vec<TreePath>,
    /// Devices.
    pub devices: Vec<TreePath>,
    /// The biggest files.
    pub biggest_files: Vec<Sized>,
    /// The biggest folders, with everything below them.
    pub biggest_folders: Vec<Sized>,
}

/// One layer of an image.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct InspectedLayer {
    /// Digest of the blob.
    pub digest: Option<Digest>,
    /// Bytes of the blob.
    pub size: Option<u64>,
    /// Digest of the archive inside.
    pub diff_id: Option<Digest>,
    /// Bytes of the archive inside.
    pub diff_size: Option<u64>,
    /// What made it, by the history; a claim.
    pub made_by: Option<String>,
    /// Regular files in it.
    pub files: u64,
    /// Bytes of their content.
    pub bytes: u64,
    /// What it carries in vain.
    pub waste: Waste,
}

/// Sums over all layers.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Totals {
    /// Bytes of all blobs of layers.
    pub size: u64,
    /// Bytes of all archives inside.
    pub diff_size: u64,
    /// Paths in the tree.
    pub paths: u64,
    /// Regular files in the tree.
    pub files: u64,
    /// Bytes of their content, each counted once.
    pub bytes: u64,
    /// Bytes carried in vain.
    pub wasted_bytes: u64,
}

/// A line of `etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// Name.
    pub name: String,
    /// Number.
    pub uid: u64,
    /// Number of the first group.
    pub gid: u64,
    /// Home folder.
    pub home: String,
    /// Shell.
    pub shell: String,
}

/// A line of `etc/group`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Name.
    pub name: String,
    /// Number.
    pub gid: u64,
    /// Names of the users for whom it is a further group.
    pub members: Vec<String>,
}

/// Who a process runs as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// User.
    pub uid: u64,
    /// First group, then further ones.
    pub gids: BTreeSet<u64>,
}

/// A file whose mode gives rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Special {
    /// Where it is.
    pub path: TreePath,
    /// Its mode.
    pub mode: u32,
    /// Its owner.
    pub uid: u64,
    /// Its group.
    pub gid: u64,
}

/// A path with a size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sized {
    /// Where it is.
    pub path: TreePath,
    /// Bytes of content.
    pub bytes: u64,
}

/// Where a path of the tree comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Origin {
    /// The path, links followed.
    pub path: TreePath,
    /// The layer's number from zero.
    pub layer: usize,
    /// Digest of the layer.
    pub digest: Option<Digest>,
    /// What made the layer, by the history; a claim.
    pub made_by: Option<String>,
}

impl Inspection {
    /// Reads and verifies an image, and returns what it is, with its tree.
    pub fn of(image: &Image) -> Result<(Self, Tree), ImageError> {
        let (tree, layers) = image.read()?;
        let accounts = account_files(image, &tree)?;
        let users = accounts.get(PASSWD).map_or_else(Vec::new, |bytes| users(bytes));
        let groups = accounts.get(GROUP).map_or_else(Vec::new, |bytes| groups(bytes));
        let runs_as = identity(&image.config.config.user, &users, &groups);
        let layers = inspected(image, &tree, &layers);
        let mut inspection = Self {
            name: image.name.clone(),
            platform: image.config.platform(),
            manifest_digest: image.manifest.as_ref().map(|manifest| manifest.digest),
            config_digest: image.config_digest,
            config: image.config.clone(),
            annotations: image.annotations.clone(),
            totals: Totals {
                size: layers.iter().filter_map(|layer| layer.size).sum(),
                diff_size: layers.iter().filter_map(|layer| layer.diff_size).sum(),
                wasted_bytes: layers.iter().map(|layer| layer.waste.bytes()).sum(),
                paths: tree.len() as u64,
                ..Totals::default()
            },
            layers,
            users,
            groups,
            runs_as,
            setuid: Vec::new(),
            capabilities: Vec::new(),
            world_writable: Vec::new(),
            writable: Vec::new(),
            devices: Vec::new(),
            biggest_files: Vec::new(),
            biggest_folders: Vec::new(),
        };
        inspection.look_at(&tree);
        Ok((inspection, tree))
    }

    fn look_at(&mut self, tree: &Tree) {
        let mut files = Vec::new();
        let mut folders: BTreeMap<TreePath, u64> = BTreeMap::new();
        for (path, node) in tree.iter() {
            match node.kind {
                NodeKind::File { size, .. } => {
                    self.totals.files += 1;
                    self.totals.bytes += node.own_size();
                    files.push(Sized { path: path.clone(), bytes: size });
                    for folder in path.ancestors() {
                        *folders.entry(folder).or_default() += node.own_size();
                    }
                }
                NodeKind::CharDevice { .. } | NodeKind::BlockDevice { .. } => {
                    self.devices.push(path.clone());
                }
                _ => {}
            }
            if node.is_file() && node.mode & 0o6000 != 0 {
                self.setuid.push(Special {
                    path: path.clone(),
                    mode: node.mode,
                    uid: node.uid,
                    gid: node.gid,
                });
            }
            if node.xattrs.contains_key(b"security.capability".as_slice()) {
                self.capabilities.push(path.clone());
            }
            let is_link = matches!(node.kind, NodeKind::Symlink { .. });
            let is_shared = node.is_directory() && node.mode & 0o1000 != 0;
            if !is_link && node.mode & 0o002 != 0 && !is_shared {
                self.world_writable.push(path.clone());
            }
            if let Some(identity) = self.runs_as.as_ref().filter(|identity| identity.uid != 0)
                && !is_link
                && may_write(node, identity)
                // A folder stands for what it holds.
                && !path.parent().is_some_and(|parent| {
                    tree.get(&parent).is_some_and(|parent| may_write(parent, identity))
                })
            {
                self.writable.push(path.clone());
            }
        }
        let folders = folders.into_iter().map(|(path, bytes)| Sized { path, bytes });
        self.biggest_files = biggest(files);
        self.biggest_folders = biggest(folders.collect());
    }
}

/// Returns where a path comes from, links followed; nothing if it is not there.
pub fn origin_of(image: &Image, tree: &Tree, path: &TreePath) -> Option<Origin> {
    let path = tree.resolve(path, true).ok()?;
    let layer = tree.get(&path)?.origin;
    Some(Origin {
        path,
        layer,
        digest: image.layers.get(layer).and_then(|layer| layer.digest.or(layer.diff_id)),
        made_by: made_by(image, layer),
    })
}

fn inspected(image: &Image, tree: &Tree, layers: &[LayerFacts]) -> Vec<InspectedLayer> {
    let waste = tree.waste().iter().copied();
    layers
        .iter()
        .zip(waste)
        .enumerate()
        .map(|(number, (layer, waste))| {
            let descriptor = layer.descriptor.as_ref();
            InspectedLayer {
                digest: descriptor.map(|layer| layer.digest),
                size: descriptor.map(|layer| layer.size),
                diff_id: descriptor.map(|layer| layer.diff_id),
                diff_size: descriptor.map(|layer| layer.diff_size),
                made_by: made_by(image, number),
                files: layer.files,
                bytes: layer.bytes,
                waste,
            }
        })
        .collect()
}

fn made_by(image: &Image, layer: usize) -> Option<String> {
    image.config.history_of(layer)?.created_by.clone()
}

fn account_files(
    image: &Image,
    tree: &Tree,
) -> Result<BTreeMap<&'static str, Vec<u8>>, ImageError> {
    let found: Vec<(&'static str, TreePath)> = [PASSWD, GROUP]
        .into_iter()
        .filter_map(|name| {
            let path = TreePath::parse(name).ok()?;
            Some((name, tree.resolve(&path, true).ok()?))
        })
        .collect();
    let wanted = found.iter().map(|(_, path)| path.clone()).collect();
    let mut contents = image.read_files(tree, &wanted, ACCOUNT_BYTES)?;
    Ok(found.into_iter().filter_map(|(name, path)| Some((name, contents.remove(&path)?))).collect())
}

/// Reads `etc/passwd` (passwd(5)); malformed lines are passed over, as the C library does.
fn users(bytes: &[u8]) -> Vec<User> {
    String::from_utf8_lossy(bytes)
        .lines()
        .filter_map(|line| match line.split(':').collect::<Vec<_>>().as_slice() {
            [name, _, uid, gid, _, home, shell] => Some(User {
                name: (*name).to_owned(),
                uid: uid.parse().ok()?,
                gid: gid.parse().ok()?,
                home: (*home).to_owned(),
                shell: (*shell).to_owned(),
            }),
            _ => None,
        })
        .collect()
}

/// Reads `etc/group` (group(5)); malformed lines are passed over, as the C library does.
fn groups(bytes: &[u8]) -> Vec<Group> {
    String::from_utf8_lossy(bytes)
        .lines()
        .filter_map(|line| match line.split(':').collect::<Vec<_>>().as_slice() {
            [name, _, gid, members] => Some(Group {
                name: (*name).to_owned(),
                gid: gid.parse().ok()?,
                members: members
                    .split(',')
                    .filter(|member| !member.is_empty())
                    .map(str::to_owned)
                    .collect(),
            }),
            _ => None,
        })
        .collect()
}

/// Tells who a declared user is (OCI image specification 1.1, "config.User"): without a group the
/// account's own one and its further ones count; a number without an account has group 0.
fn identity(declared: &str, users: &[User], groups: &[Group]) -> Option<Identity> {
    let (name, group) = match declared.split_once(':') {
        Some((name, group)) => (name, Some(group)),
        None => (declared, None),
    };
    let by_number = name.parse::<u64>().ok();
    let account = users
        .iter()
        .find(|user| user.name == name)
        .or_else(|| users.iter().find(|user| Some(user.uid) == by_number));
    let account = match name {
        // Nobody declared is root.
        "" => users.iter().find(|user| user.uid == 0),
        _ => account,
    };
    let uid = if name.is_empty() { 0 } else { account.map(|user| user.uid).or(by_number)? };
    let gids = if let Some(group) = group {
        let known = groups.iter().find(|own| own.name == group).map(|own| own.gid);
        BTreeSet::from([known.or_else(|| group.parse().ok())?])
    } else {
        let further = groups
            .iter()
            .filter(|group| account.is_some_and(|user| group.members.contains(&user.name)));
        std::iter::once(account.map_or(0, |user| user.gid))
            .chain(further.map(|group| group.gid))
            .collect()
    };
    Some(Identity { uid, gids })
}

/// Returns whether the mode lets somebody write; as the kernel has it, the owner's bits alone count
/// for the owner, and who owns a file can give himself the right.
fn may_write(node: &Node, identity: &Identity) -> bool {
    node.uid == identity.uid
        || if identity.gids.contains(&node.gid) {
            node.mode & 0o020 != 0
        } else {
            node.mode & 0o002 != 0
        }
}

fn biggest(mut all: Vec<Sized>) -> Vec<Sized> {
    all.sort_by(|one, other| other.bytes.cmp(&one.bytes).then_with(|| one.path.cmp(&other.path)));
    all.truncate(BIGGEST);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_user_is_found_as_runtimes_find_it() {
        let users = users(b"root:x:0:0::/root:/bin/sh\nweb:x:7:8::/:/x\nbroken:x\n");
        let groups = groups(b"web:x:8:\nlogs:x:9:web,root\nbroken\n");
        assert_eq!((users.len(), groups.len()), (2, 2));
        for (declared, expected) in [
            ("", Some((0, vec![0, 9]))),
            ("web", Some((7, vec![8, 9]))),
            ("7", Some((7, vec![8, 9]))),
            ("web:logs", Some((7, vec![9]))),
            ("65532:0", Some((65532, vec![0]))),
            ("65532", Some((65532, vec![0]))),
            ("nobody", None),
            ("web:nogroup", None),
        ] {
            let expected =
                expected.map(|(uid, gids)| Identity { uid, gids: gids.into_iter().collect() });
            assert_eq!(identity(declared, &users, &groups), expected, "{declared}");
        }
    }
}
