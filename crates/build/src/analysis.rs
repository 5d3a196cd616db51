// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a package is made of, found once and remembered by the package's digest.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};

use haerterei_anatomy::{FACTS_VERSION, FileFacts, examine, is_interesting};
use haerterei_ground::{Cancel, Digest, Limits, Timestamp, TreePath};
use haerterei_image::tar::EntryKind;
use haerterei_packages::deb::{Contents, Deb, DebError, Decoding};
use haerterei_store::{Durability, Key, Store};
use serde::{Deserialize, Serialize};

use crate::error::BuildError;
use crate::usr_merge;

/// Raised whenever the same package could give another analysis.
const VERSION: u32 = 1;
/// Larger files are not examined; the largest libraries are a fraction of it.
const EXAMINED: u64 = 192 << 20;
/// A larger changelog is cut.
const CHANGELOG: u64 = 16 << 20;

/// What a package is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Analysis {
    /// Every path it ships, at its place in a merged tree.
    pub(crate) paths: BTreeMap<TreePath, Shipped>,
    /// What files need, for those that need something.
    pub(crate) facts: BTreeMap<TreePath, FileFacts>,
    /// The newest time among its files, in seconds since 1970: since builds clamp times, that of
    /// the newest changelog entry.
    pub(crate) newest: i64,
    /// Its changelogs as shipped, in the store.
    pub(crate) changelogs: BTreeMap<TreePath, Digest>,
}

/// What a path of a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Shipped {
    /// A file, or a further name of one.
    #[serde(rename = "f")]
    File,
    /// A folder.
    #[serde(rename = "d")]
    Folder,
    /// A symbolic link.
    #[serde(rename = "l")]
    Link,
}

/// A package's name with its file, for errors and for reading it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackageFile<'a> {
    /// The package's name.
    pub(crate) name: &'a str,
    /// The digest of the package file, which is in the store.
    pub(crate) digest: &'a Digest,
}

impl PackageFile<'_> {
    /// Opens the package.
    pub(crate) fn open(&self, store: &Store) -> Result<Deb<BufReader<File>>, BuildError> {
        let file = store.open_blob(self.digest)?;
        Deb::open(BufReader::with_capacity(256 << 10, file), Limits::default())
            .map_err(|source| self.broken(source))
    }

    /// Says that this package cannot be read.
    pub(crate) fn broken(&self, source: DebError) -> BuildError {
        BuildError::Package { package: self.name.to_owned(), source }
    }
}

impl Analysis {
    /// Returns the analysis of a package, from memory or by reading it.
    pub(crate) fn of(
        package: PackageFile<'_>,
        store: &Store,
        threads: u32,
        cancel: &Cancel,
    ) -> Result<Self, BuildError> {
        let key = Key::new("package-analysis", VERSION)
            .input(package.digest)
            .parameter(FACTS_VERSION.to_le_bytes());
        if let Some(known) = store.recall(&key)
            && let Ok(analysis) = serde_json::from_slice::<Self>(&known)
            && analysis.changelogs.values().all(|digest| store.contains(digest))
        {
            return Ok(analysis);
        }
        let deb = package.open(store)?;
        let decoding = Decoding { threads, ..Decoding::default() };
        let data = deb.data(decoding).map_err(|source| package.broken(source))?;
        let analysis = Self::read(package, data, store, cancel)?;
        if !store.is_read_only() {
            let bytes = serde_json::to_vec(&analysis).expect("an analysis is JSON");
            store.remember(&key, &bytes)?;
        }
        Ok(analysis)
    }

    fn read(
        package: PackageFile<'_>,
        mut data: Contents<'_>,
        store: &Store,
        cancel: &Cancel,
    ) -> Result<Self, BuildError> {
        let mut analysis = Self::default();
        while let Some(entry) = data.next().map_err(|source| package.broken(source))? {
            cancel.check()?;
            let path = usr_merge::merged(&entry.path).map_err(|source| BuildError::Path {
                path: entry.path.to_string(),
                source,
            })?;
            analysis.newest = analysis.newest.max(entry.mtime);
            let shipped = match entry.kind {
                EntryKind::Directory => Shipped::Folder,
                EntryKind::Symlink { .. } => Shipped::Link,
                _ => Shipped::File,
            };
            if matches!(entry.kind, EntryKind::File) {
                let read = |error| package.broken(DebError::Read(error));
                let mut content = Vec::new();
                (&mut data).take(entry.size.min(256)).read_to_end(&mut content).map_err(read)?;
                if is_changelog(&path) && entry.size <= CHANGELOG {
                    data.read_to_end(&mut content).map_err(read)?;
                    let digest = store.put_with(&content, Durability::Deferred)?;
                    analysis.changelogs.insert(path.clone(), digest);
                } else if is_interesting(&path, &content) && entry.size <= EXAMINED {
                    data.read_to_end(&mut content).map_err(read)?;
                    let facts = examine(&path, &content);
                    if !facts.is_empty() {
                        analysis.facts.insert(path.clone(), facts);
                    }
                }
            }
            analysis.paths.insert(path, shipped);
        }
        Ok(analysis)
    }

    /// Returns the newest time as a point in time.
    pub(crate) fn time(&self) -> Timestamp {
        Timestamp::from_second(self.newest).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

fn is_changelog(path: &TreePath) -> bool {
    path.as_bytes().starts_with(b"usr/share/doc/")
        && path.depth() == 5
        && path.name().starts_with(b"changelog")
}
