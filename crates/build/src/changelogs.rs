// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The distribution's changelog of a package, among the files that it ships.

use std::collections::BTreeMap;

use haerterei_ground::{Digest, TreePath};
use haerterei_packages::changelog::{Changelog, ChangelogFile};
use haerterei_store::Store;

use crate::error::BuildError;

/// A larger changelog is not read; the largest, of the kernel and of glibc, are a tenth of it.
const UNPACKED: u64 = 64 << 20;

/// Reads the changelog of a package; nothing if it ships none that is the distribution's.
///
/// A damaged changelog counts as none, for nothing that the image holds depends on it.
pub(crate) fn read(
    files: &BTreeMap<TreePath, Digest>,
    source: &str,
    store: &Store,
) -> Result<Option<Changelog>, BuildError> {
    let mut found = Vec::new();
    for (path, digest) in files {
        let Some(kind) = ChangelogFile::recognise(path) else { continue };
        let content = store.read(digest, UNPACKED)?;
        if let Ok(changelog) = Changelog::read(&content, UNPACKED) {
            found.push((kind, changelog));
        }
    }
    Ok(Changelog::of_package(found, source))
}
