// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What reading a source may cost.

/// Bounds on one source. The defaults are some ten times what the largest real source has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of one file as it comes, compressed or not.
    pub file_bytes: u64,
    /// Bytes of all its files together, decompressed.
    pub total_bytes: u64,
    /// Bytes of one document in it.
    pub document_bytes: u64,
    /// Documents in it.
    pub documents: u64,
    /// Advisories.
    pub advisories: u64,
    /// What they say about packages.
    pub rules: u64,
    /// Levels of folders.
    pub depth: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            file_bytes: 2 << 30,
            total_bytes: 32 << 30,
            document_bytes: 1 << 30,
            documents: 4_000_000,
            advisories: 4_000_000,
            rules: 40_000_000,
            depth: 8,
        }
    }
}
