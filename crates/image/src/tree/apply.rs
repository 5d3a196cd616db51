// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Putting a layer over the layers below it (OCI image specification 1.1, "Image Layer Filesystem
//! Changeset").

use haerterei_ground::{Digest, TreePath};
use serde::Serialize;

use super::{Node, ResolveError, Tree, TreeError};
use crate::tar::{Entry, EntryKind};

const WHITEOUT: &[u8] = b".wh.";
/// Hides everything in its folder that lower layers have put there.
const OPAQUE: &[u8] = b".wh..wh..opq";
/// What AUFS kept for itself; no whiteout and no file.
const AUFS: &[u8] = b".wh..wh.";

/// An entry of a layer, with the digest of its content where somebody computed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerEntry {
    /// The entry.
    pub entry: Entry,
    /// Digest of its content.
    pub content: Option<Digest>,
    /// A number by which whoever made the layer finds the entry again; nothing to the tree.
    pub mark: u64,
}

impl From<Entry> for LayerEntry {
    fn from(entry: Entry) -> Self {
        Self { entry, content: None, mark: 0 }
    }
}

/// What a layer carries in vain, because a later one hides it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Waste {
    /// Files that a later layer replaces.
    pub overwritten_files: u64,
    /// Their bytes.
    pub overwritten_bytes: u64,
    /// Files that a later layer deletes.
    pub deleted_files: u64,
    /// Their bytes.
    pub deleted_bytes: u64,
}

impl Waste {
    /// Returns all bytes carried in vain.
    pub const fn bytes(&self) -> u64 {
        self.overwritten_bytes + self.deleted_bytes
    }
}

#[derive(Clone, Copy)]
enum Hidden {
    Overwritten,
    Deleted,
}

impl Tree {
    /// Puts a layer over the tree and returns its number, counted from zero.
    ///
    /// Whiteouts work on what lower layers have put there and never on the layer itself,
    /// wherever in the layer they stand. Symbolic links in the folders of an entry are followed, as
    /// whoever unpacks the layer follows them, and never leave the tree. An error leaves the tree
    /// with a part of the layer.
    pub fn apply_layer(
        &mut self,
        entries: impl IntoIterator<Item = LayerEntry>,
    ) -> Result<usize, TreeError> {
        let layer = self.waste.len();
        self.waste.push(Waste::default());
        let mut whiteouts = Vec::new();
        let mut others = Vec::new();
        for entry in entries {
            if entry.entry.path.name().starts_with(WHITEOUT) {
                whiteouts.push(entry.entry.path);
            } else {
                others.push(entry);
            }
        }
        for path in whiteouts {
            self.apply_whiteout(&path)?;
        }
        // The folder of the last entry, as named and as found.
        let mut folder: Option<(TreePath, TreePath)> = None;
        for LayerEntry { entry, content, mark } in others {
            let parent = entry.path.parent();
            let path = match (&parent, &folder) {
                (None, _) => entry.path.clone(),
                (Some(parent), Some((named, found))) if parent == named => {
                    found.join(entry.path.name()).map_err(|source| impossible(&entry, source))?
                }
                (Some(parent), _) => {
                    let found = self.resolve_folder(parent, &entry.path)?;
                    let path = found
                        .join(entry.path.name())
                        .map_err(|source| impossible(&entry, source))?;
                    folder = Some((parent.clone(), found));
                    path
                }
            };
            let node = match &entry.kind {
                EntryKind::Hardlink { target } => self.linked(&path, target, layer)?,
                // Anything but a plain file may change where folders lead.
                kind => {
                    if *kind != EntryKind::File || self.get(&path).is_some_and(|old| !old.is_file())
                    {
                        folder = None;
                    }
                    match Node::of(entry, content, layer) {
                        Some(node) => Node { mark, ..node },
                        None => continue,
                    }
                }
            };
            // A link to itself changes nothing.
            if node.hardlink.as_ref() == Some(&path) {
                continue;
            }
            let replaced = self.insert(path, node)?;
            self.account(&replaced, Hidden::Overwritten);
        }
        Ok(layer)
    }

    /// Returns, for each layer applied, what it carries in vain.
    pub fn waste(&self) -> &[Waste] {
        &self.waste
    }

    fn apply_whiteout(&mut self, path: &TreePath) -> Result<(), TreeError> {
        let name = path.name();
        let parent = path.parent().unwrap_or_default();
        let folder = match self.resolve(&parent, true) {
            Ok(folder) => folder,
            // Nothing there to hide.
            Err(ResolveError::Missing(_) | ResolveError::NotAFolder(_)) => return Ok(()),
            Err(source) => {
                return Err(TreeError::Resolve { path: path.clone(), source });
            }
        };
        let removed = if name == OPAQUE {
            self.take_below(&folder)
        } else if name.starts_with(AUFS) {
            return Ok(());
        } else {
            let hidden = name.strip_prefix(WHITEOUT).unwrap_or_default();
            match folder.join(hidden) {
                // `.wh.` and `.wh..` name their own folder.
                Ok(hidden) if hidden != folder => self.remove(&hidden),
                _ => return Err(TreeError::Whiteout { path: path.clone() }),
            }
        };
        self.account(&removed, Hidden::Deleted);
        Ok(())
    }

    /// Finds the folder of an entry; what is missing of it will be made.
    fn resolve_folder(&self, parent: &TreePath, entry: &TreePath) -> Result<TreePath, TreeError> {
        let mut existing = parent.clone();
        loop {
            match self.resolve(&existing, true) {
                Ok(found) if self.get(&found).is_some_and(Node::is_directory) => {
                    let rest = parent.below(&existing).unwrap_or_default();
                    return found.join(rest).map_err(|source| TreeError::Resolve {
                        path: entry.clone(),
                        source: source.into(),
                    });
                }
                Ok(path) => return Err(TreeError::NotAFolder { path }),
                // A link to nothing is no folder, and none is made where it points.
                Err(ResolveError::Missing(_)) if !self.contains(&existing) => {
                    match existing.parent() {
                        Some(above) => existing = above,
                        None => return Ok(TreePath::root()),
                    }
                }
                Err(source) => {
                    return Err(TreeError::Resolve { path: entry.clone(), source });
                }
            }
        }
    }

    /// Returns the node of a further name.
    fn linked(&self, path: &TreePath, target: &TreePath, layer: usize) -> Result<Node, TreeError> {
        let broken = || TreeError::BrokenHardlink { path: path.clone(), target: target.clone() };
        let found = self.resolve(target, false).map_err(|_| broken())?;
        let node = self.get(&found).filter(|node| !node.is_directory()).ok_or_else(broken)?;
        Ok(Node {
            origin: layer,
            hardlink: Some(node.hardlink.clone().unwrap_or(found)),
            ..node.clone()
        })
    }

    fn account(&mut self, hidden: &[(TreePath, Node)], how: Hidden) {
        for (_, node) in hidden {
            let (true, Some(waste)) = (node.is_file(), self.waste.get_mut(node.origin)) else {
                continue;
            };
            let (files, bytes) = match how {
                Hidden::Overwritten => (&mut waste.overwritten_files, &mut waste.overwritten_bytes),
                Hidden::Deleted => (&mut waste.deleted_files, &mut waste.deleted_bytes),
            };
            *files += 1;
            *bytes = bytes.saturating_add(node.own_size());
        }
    }
}

fn impossible(entry: &Entry, source: haerterei_ground::TreePathError) -> TreeError {
    TreeError::Resolve { path: entry.path.clone(), source: source.into() }
}
