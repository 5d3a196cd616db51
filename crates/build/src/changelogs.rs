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

/// Reads the changelog of a package, the entries of a rebuild before all others; nothing if it
/// ships none that is the distribution's.
///
/// A `changelog.gz` may be the upstream project's, of any form: it counts if its first entry is
/// about this source package. A damaged changelog counts as none, for nothing that the image holds
/// depends on it.
pub(crate) fn read(
    files: &BTreeMap<TreePath, Digest>,
    source: &str,
    store: &Store,
) -> Result<Option<Changelog>, BuildError> {
    let mut main: Option<Changelog> = None;
    let mut rebuild: Option<Changelog> = None;
    for (path, digest) in files {
        let Some(kind) = ChangelogFile::recognise(path) else { continue };
        let content = store.read(digest, UNPACKED)?;
        let Ok(changelog) = Changelog::read(&content, UNPACKED) else { continue };
        if changelog.newest().is_none_or(|entry| entry.source != source) {
            continue;
        }
        match kind {
            ChangelogFile::Rebuild => rebuild = Some(changelog),
            ChangelogFile::Debian => main = Some(changelog),
            ChangelogFile::NativeOrUpstream => {
                main.get_or_insert(changelog);
            }
        }
    }
    Ok(match (main, rebuild) {
        (Some(main), Some(rebuild)) => Some(main.with_rebuild(rebuild)),
        (Some(main), None) => Some(main),
        (None, rebuild) => rebuild,
    })
}
