// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why layers do not make a tree.

use haerterei_ground::TreePath;

use super::ResolveError;

/// Why something cannot be put into a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// Something on the way is no folder.
    #[error("{path} is not a folder")]
    NotAFolder {
        /// What is no folder.
        path: TreePath,
    },
    /// A hard link leads to nothing, or to a folder.
    #[error("hard link {path} leads to no file at {target}")]
    BrokenHardlink {
        /// The link.
        path: TreePath,
        /// Where it leads.
        target: TreePath,
    },
    /// A whiteout names nothing.
    #[error("{path} is a malformed whiteout")]
    Whiteout {
        /// The whiteout.
        path: TreePath,
    },
    /// The folder of an entry cannot be found.
    #[error("cannot find the folder of {path}")]
    Resolve {
        /// The entry.
        path: TreePath,
        /// Why.
        #[source]
        source: ResolveError,
    },
}
