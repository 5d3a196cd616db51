// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The merged tree of an image: every path with the layer, or the package, that it comes from.

mod apply;
mod error;
mod node;
mod resolve;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Bound;

use haerterei_ground::TreePath;

pub use apply::{LayerEntry, Waste};
pub use error::TreeError;
pub use node::{Node, NodeKind};
pub use resolve::ResolveError;

/// A tree of files: the root and what is below it, by path.
///
/// Every path's folders are there too, down from the root. Iteration is in the order of the paths'
/// bytes, whatever order things came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    nodes: BTreeMap<TreePath, Node>,
    waste: Vec<Waste>,
}

impl Default for Tree {
    fn default() -> Self {
        Self::new()
    }
}

impl Tree {
    /// Returns a tree of nothing but the root: a folder of root's, mode 0755, of 1970.
    pub fn new() -> Self {
        Self { nodes: BTreeMap::from([(TreePath::root(), Node::folder(0))]), waste: Vec::new() }
    }

    /// Returns what is at a path; links are not followed.
    pub fn get(&self, path: &TreePath) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// Returns what is at a path, to be changed. Whoever turns a folder into something else has
    /// to remove what is below it; [`insert`](Self::insert) does.
    pub fn get_mut(&mut self, path: &TreePath) -> Option<&mut Node> {
        self.nodes.get_mut(path)
    }

    /// Returns whether there is anything at a path; links are not followed.
    pub fn contains(&self, path: &TreePath) -> bool {
        self.nodes.contains_key(path)
    }

    /// Returns the number of paths, the root included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether there is nothing but the root.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() == 1
    }

    /// Puts a node at a path and returns what it replaces, by their paths: nothing, the old node, or,
    /// where a folder gives way to something else, a whole subtree.
    ///
    /// A folder put over a folder keeps what is below it. Folders on the way that are not there are
    /// made, with the origin of the node.
    ///
    /// # Errors
    ///
    /// [`TreeError::NotAFolder`] if something on the way is no folder (links are not followed) or
    /// if the root would become something else.
    pub fn insert(
        &mut self,
        path: TreePath,
        node: Node,
    ) -> Result<Vec<(TreePath, Node)>, TreeError> {
        if path.is_root() && !node.is_directory() {
            return Err(TreeError::NotAFolder { path });
        }
        self.make_parents(&path, node.origin)?;
        let mut replaced = Vec::new();
        let keeps_children = node.is_directory();
        if let Some(old) = self.nodes.insert(path.clone(), node) {
            let had_children = old.is_directory();
            replaced.push((path.clone(), old));
            if had_children && !keeps_children {
                replaced.extend(self.take_below(&path));
            }
        }
        Ok(replaced)
    }

    /// Removes a path with everything below it, and returns what was there. The root stays, empty.
    pub fn remove(&mut self, path: &TreePath) -> Vec<(TreePath, Node)> {
        let mut removed = Vec::new();
        if !path.is_root() {
            removed.extend(self.nodes.remove_entry(path));
            if !removed.first().is_some_and(|(_, node)| node.is_directory()) {
                return removed;
            }
        }
        removed.extend(self.take_below(path));
        removed
    }

    /// Returns every path with its node, in the order of the bytes, folders before their content.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&TreePath, &Node)> {
        self.nodes.iter()
    }

    /// Returns everything below a folder, in the order of the bytes.
    pub fn descendants<'a>(
        &'a self,
        folder: &TreePath,
    ) -> impl DoubleEndedIterator<Item = (&'a TreePath, &'a Node)> + use<'a> {
        let (first, end) = below(folder);
        self.nodes
            .range::<[u8], _>((first.as_ref().map(Vec::as_slice), end.as_ref().map(Vec::as_slice)))
    }

    /// Returns what is directly in a folder, in the order of the bytes.
    pub fn children<'a>(
        &'a self,
        folder: &TreePath,
    ) -> impl Iterator<Item = (&'a TreePath, &'a Node)> + use<'a> {
        let (mut next, end) = below(folder);
        let skip = match folder.as_bytes().len() {
            0 => 0,
            length => length + 1,
        };
        std::iter::from_fn(move || {
            loop {
                let (path, node) = self
                    .nodes
                    .range::<[u8], _>((
                        next.as_ref().map(Vec::as_slice),
                        end.as_ref().map(Vec::as_slice),
                    ))
                    .next()?;
                let bytes = path.as_bytes();
                match bytes[skip..].iter().position(|byte| *byte == b'/') {
                    None => {
                        next = Bound::Excluded(bytes.to_vec());
                        return Some((path, node));
                    }
                    // Below a child that was returned already: on to what is not below it.
                    Some(slash) => next = Bound::Included(behind(&bytes[..skip + slash])),
                }
            }
        })
    }

    /// Makes the folders on the way to a path.
    fn make_parents(&mut self, path: &TreePath, origin: usize) -> Result<(), TreeError> {
        let mut missing = Vec::new();
        for folder in path.ancestors() {
            match self.nodes.get(&folder) {
                Some(node) if node.is_directory() => break,
                Some(_) => return Err(TreeError::NotAFolder { path: folder }),
                None => missing.push(folder),
            }
        }
        for folder in missing {
            self.nodes.insert(folder, Node::folder(origin));
        }
        Ok(())
    }

    fn take_below(&mut self, folder: &TreePath) -> Vec<(TreePath, Node)> {
        let paths: Vec<_> = self.descendants(folder).map(|(path, _)| path.clone()).collect();
        paths.iter().filter_map(|path| self.nodes.remove_entry(path)).collect()
    }
}

/// The first path that is not below a folder, of those after it: `/` plus one is `0`.
fn behind(folder: &[u8]) -> Vec<u8> {
    [folder, b"0"].concat()
}

/// The range of everything below a folder.
fn below(folder: &TreePath) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
    if folder.is_root() {
        (Bound::Excluded(Vec::new()), Bound::Unbounded)
    } else {
        (
            Bound::Included([folder.as_bytes(), b"/"].concat()),
            Bound::Excluded(behind(folder.as_bytes())),
        )
    }
}
