// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The cataloguers: what one file shows.
//!
//! A cataloguer is told by [`recognise`] and run by [`read`]. It sees one file of one layer and
//! nothing else, so that its answer can be remembered with the layer; what needs several files (who
//! owns what, which name fulfils which need) is decided when layers are merged. Whatever a file
//! holds, a cataloguer ends within its [`Bounds`] and never fails: what it cannot read is
//! [`Damage`](crate::Damage) beside what it could.

use std::fs::File;

use haerterei_ground::TreePath;

use crate::findings::Findings;

/// The version of all cataloguers together, for the memo: it rises whenever the same file shows
/// something else.
pub const CATALOGUE_VERSION: u32 = 1;

/// How many first bytes [`recognise`] wants to see, if the file has them.
pub const START: usize = 512;

/// Which cataloguer reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cataloguer {}

/// A file's content, as the reader of the layer could keep it.
#[derive(Debug)]
pub enum Content<'a> {
    /// Small enough to be in memory.
    Memory(&'a [u8]),
    /// In an unlinked temporary file, of this length.
    Spooled(&'a File, u64),
}

/// What bounds a cataloguer.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How deep archives may be nested.
    pub depth: usize,
    /// How many members all archives of one file may have together.
    pub members: u64,
    /// How many bytes may be decompressed for one file of the layer.
    pub bytes: u64,
    /// How many components one file may show.
    pub components: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { depth: 8, members: 1 << 20, bytes: 4 << 30, components: 1 << 18 }
    }
}

/// Returns who reads a file, by its path, mode (permission bits), size and first bytes.
pub fn recognise(path: &TreePath, mode: u32, size: u64, start: &[u8]) -> Option<Cataloguer> {
    let _ = (path, mode, size, start);
    None
}

/// Reads a file.
pub fn read(
    cataloguer: Cataloguer,
    path: &TreePath,
    content: &Content<'_>,
    bounds: &Bounds,
) -> Findings {
    let _ = (path, content, bounds);
    match cataloguer {}
}
