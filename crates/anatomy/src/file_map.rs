// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The files of a tree with what is known of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use haerterei_ground::TreePath;
use haerterei_image::{Node, NodeKind, Tree};

use crate::FileFacts;

/// How many links are followed on the way to one file (`MAXSYMLINKS` of Linux).
const MAX_LINKS: usize = 40;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A regular file.
    File {
        /// Whether anyone may run it.
        executable: bool,
        /// What it is and needs.
        facts: Arc<FileFacts>,
    },
    /// A folder.
    Directory,
    /// A symbolic link with its target, as written.
    Link(Vec<u8>),
    /// A device, a pipe.
    Other,
}

/// The files of a tree with what is known of them: all that a proof of closure needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileMap {
    items: BTreeMap<TreePath, Item>,
}

impl FileMap {
    /// Returns a map of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the map of a tree; `facts` gives what is known of a regular file.
    pub fn of_tree(tree: &Tree, mut facts: impl FnMut(&TreePath, &Node) -> Arc<FileFacts>) -> Self {
        let mut map = Self::new();
        for (path, node) in tree.iter().filter(|(path, _)| !path.is_root()) {
            let item = match &node.kind {
                NodeKind::File { .. } => {
                    Item::File { executable: node.mode & 0o111 != 0, facts: facts(path, node) }
                }
                NodeKind::Directory => Item::Directory,
                NodeKind::Symlink { target } => Item::Link(target.clone()),
                NodeKind::CharDevice { .. } | NodeKind::BlockDevice { .. } | NodeKind::Fifo => {
                    Item::Other
                }
            };
            map.insert(path.clone(), item);
        }
        map
    }

    /// Puts something at a path. The folders above it need not be there.
    pub fn insert(&mut self, path: TreePath, item: Item) {
        self.items.insert(path, item);
    }

    /// Returns what stands at a path, without following links.
    pub fn get(&self, path: &TreePath) -> Option<&Item> {
        self.items.get(path)
    }

    /// Returns everything in the order of paths.
    pub fn iter(&self) -> impl Iterator<Item = (&TreePath, &Item)> {
        self.items.iter()
    }

    /// Returns where a path leads when all links are followed, with what stands there.
    ///
    /// Links stay inside the tree as they would for a process whose root it is. Nothing if a part
    /// is missing or links run in a circle.
    pub fn resolve(&self, path: &TreePath) -> Option<(TreePath, &Item)> {
        let mut left: Vec<Vec<u8>> = path.parts().rev().map(<[u8]>::to_vec).collect();
        let mut here = TreePath::root();
        let mut links = 0;
        while let Some(part) = left.pop() {
            match part.as_slice() {
                b"" | b"." => continue,
                b".." => {
                    here = here.parent().unwrap_or_default();
                    continue;
                }
                _ => {}
            }
            let next = here.join(&part).ok()?;
            if let Some(Item::Link(target)) = self.items.get(&next) {
                links += 1;
                // A path is at most 4096 bytes, so a target adds at most as many parts.
                if links > MAX_LINKS || target.len() > 4096 {
                    return None;
                }
                if target.starts_with(b"/") {
                    here = TreePath::root();
                }
                left.extend(target.split(|byte| *byte == b'/').rev().map(<[u8]>::to_vec));
                continue;
            }
            here = next;
        }
        let item = self.items.get(&here);
        match item {
            Some(item) => Some((here, item)),
            None if here.is_root() || self.has_children(&here) => Some((here, &Item::Directory)),
            None => None,
        }
    }

    /// Returns the file at a path, with links followed.
    pub fn file(&self, path: &TreePath) -> Option<(TreePath, &FileFacts)> {
        match self.resolve(path)? {
            (path, Item::File { facts, .. }) => Some((path, facts)),
            _ => None,
        }
    }

    /// Returns the names directly in a folder (links to it are followed) with what stands there.
    pub fn children(&self, folder: &TreePath) -> Vec<(TreePath, &Item)> {
        let Some((folder, Item::Directory)) = self.resolve(folder) else {
            return Vec::new();
        };
        let depth = folder.depth() + 1;
        self.below(&folder)
            .filter(|(path, _)| path.depth() == depth)
            .map(|(path, item)| (path.clone(), item))
            .collect()
    }

    fn has_children(&self, folder: &TreePath) -> bool {
        self.below(folder).next().is_some()
    }

    fn below(&self, folder: &TreePath) -> impl Iterator<Item = (&TreePath, &Item)> {
        // A slash sorts after some characters that a name may go on with, so start right there.
        let mut start = folder.as_bytes().to_vec();
        if !start.is_empty() {
            start.push(b'/');
        }
        let end = start.clone();
        self.items
            .range::<[u8], _>((
                std::ops::Bound::Included(start.as_slice()),
                std::ops::Bound::Unbounded,
            ))
            .skip_while(|(path, _)| path.is_root())
            .take_while(move |(path, _)| path.as_bytes().starts_with(&end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> TreePath {
        TreePath::parse(text).unwrap()
    }

    fn map() -> FileMap {
        let mut map = FileMap::new();
        let file = || Item::File { executable: true, facts: Arc::default() };
        map.insert(path("usr/bin/java"), Item::Link(b"/etc/alternatives/java".to_vec()));
        map.insert(
            path("etc/alternatives/java"),
            Item::Link(b"../../usr/lib/jvm/bin/java".to_vec()),
        );
        map.insert(path("usr/lib/jvm/bin/java"), file());
        map.insert(path("usr/lib-x"), file());
        map.insert(path("lib"), Item::Link(b"usr/lib".to_vec()));
        map.insert(path("circle"), Item::Link(b"circle/x".to_vec()));
        map.insert(path("out"), Item::Link(b"../../../../usr/lib-x".to_vec()));
        map
    }

    #[test]
    fn links_lead_where_a_process_would_come() {
        let map = map();
        for (from, to) in [
            ("usr/bin/java", Some("usr/lib/jvm/bin/java")),
            ("lib/jvm/bin/java", Some("usr/lib/jvm/bin/java")),
            ("lib", Some("usr/lib")),
            ("out", Some("usr/lib-x")),
            ("", Some("")),
            ("circle", None),
            ("lib/none", None),
            ("usr/li", None),
        ] {
            let found = map.resolve(&path(from)).map(|(path, _)| path);
            assert_eq!(found, to.map(path), "{from}");
        }
    }

    #[test]
    fn a_tree_becomes_a_map() {
        let mut tree = Tree::new();
        let node = |kind, mode| Node { kind, mode, ..Node::folder(0) };
        let file = NodeKind::File { size: 1, content: None };
        tree.insert(path("a/b"), node(file, 0o755)).unwrap();
        let target = b"a/b".to_vec();
        tree.insert(path("c"), node(NodeKind::Symlink { target: target.clone() }, 0o777)).unwrap();
        let mut asked = Vec::new();
        let map = FileMap::of_tree(&tree, |path, _| {
            asked.push(path.clone());
            Arc::default()
        });
        assert_eq!(asked, [path("a/b")]);
        assert_eq!(map.get(&path("c")), Some(&Item::Link(target)));
        assert!(matches!(map.resolve(&path("c")), Some((_, Item::File { executable: true, .. }))));
        assert_eq!(map.get(&path("a")), Some(&Item::Directory));
    }

    #[test]
    fn a_folder_knows_its_own_children() {
        let names: Vec<_> =
            map().children(&path("usr")).into_iter().map(|(path, _)| path).collect();
        assert_eq!(names, [path("usr/lib-x")], "folders that only hold others are not listed");
        assert_eq!(map().children(&path("lib/jvm/bin")).len(), 1);
    }
}
