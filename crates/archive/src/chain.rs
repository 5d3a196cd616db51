// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What lies between a signature and a package, for whoever carries both away.

use haerterei_ground::{Digest, Timestamp};

use crate::{ReleaseFile, Source, indices, verify_inline};

/// An index file that a signed Release file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedIndex {
    /// Its path below the suite.
    pub path: String,
    /// Its digest.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// Returns the indices of a source that an `InRelease` file names; none if its signature does not
/// count at `at`.
pub fn named_indices(release: &[u8], source: &Source, at: Timestamp) -> Vec<NamedIndex> {
    let files = verify_inline(release, &source.keyring, at)
        .ok()
        .and_then(|verified| ReleaseFile::parse(&verified.text).ok())
        .and_then(|release| indices::choose(source, &release).ok());
    files
        .unwrap_or_default()
        .into_iter()
        .map(|file| NamedIndex { path: file.path, digest: file.digest, size: file.size })
        .collect()
}
