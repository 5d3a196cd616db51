// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Following symbolic links inside a tree.

use std::collections::VecDeque;

use haerterei_ground::{TreePath, TreePathError};

use super::{NodeKind, Tree};

/// The most links that are followed for one path (`MAXSYMLINKS` of Linux).
const MOST_LINKS: usize = 40;
/// The most parts that are walked for one path: what 40 links of 4096 bytes could add is beyond it.
const MOST_PARTS: usize = 10_000;

/// Why a path leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// There is nothing at a path on the way, or at its end.
    #[error("{0} does not exist")]
    Missing(TreePath),
    /// Something on the way is no folder.
    #[error("{0} is not a folder")]
    NotAFolder(TreePath),
    /// Links lead in a circle, or there are too many.
    #[error("too many symbolic links")]
    TooManyLinks,
    /// The links lead to a path that cannot be.
    #[error("a symbolic link leads to an impossible path")]
    Impossible(#[from] TreePathError),
}

impl Tree {
    /// Returns where a path leads when links on the way are followed, and the last part too if
    /// `follow_last`. `..` at the root stays there, as with a process whose root this is.
    pub fn resolve(&self, path: &TreePath, follow_last: bool) -> Result<TreePath, ResolveError> {
        // Nothing to follow, nothing to copy: by far the commonest.
        if self.is_plain(path, follow_last) {
            return Ok(path.clone());
        }
        let mut pending: VecDeque<Vec<u8>> = path.parts().map(<[u8]>::to_vec).collect();
        let mut here = TreePath::root();
        let mut links = 0;
        while let Some(part) = pending.pop_front() {
            if part == b".." {
                here = here.parent().unwrap_or_default();
                continue;
            }
            let next = here.join(&part)?;
            let node = self.get(&next).ok_or_else(|| ResolveError::Missing(next.clone()))?;
            match &node.kind {
                NodeKind::Symlink { target } if follow_last || !pending.is_empty() => {
                    links += 1;
                    if links > MOST_LINKS || pending.len() > MOST_PARTS {
                        return Err(ResolveError::TooManyLinks);
                    }
                    for part in target.split(|byte| *byte == b'/').rev() {
                        if !matches!(part, b"" | b".") {
                            pending.push_front(part.to_vec());
                        }
                    }
                    if target.starts_with(b"/") {
                        here = TreePath::root();
                    }
                }
                NodeKind::Directory => here = next,
                _ if pending.is_empty() => here = next,
                _ => return Err(ResolveError::NotAFolder(next)),
            }
        }
        Ok(here)
    }

    /// Returns whether a path is there and its folders are folders, not links.
    fn is_plain(&self, path: &TreePath, follow_last: bool) -> bool {
        // A path exists only below folders, so one look is enough.
        self.get(path)
            .is_some_and(|node| !(follow_last && matches!(node.kind, NodeKind::Symlink { .. })))
    }
}
