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

use crate::changelogs;
use crate::error::BuildError;
use crate::usr_merge;

/// Raised whenever the same package could give another analysis.
const VERSION: u32 = 4;
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
    /// The newest time among its files, in seconds since 1970.
    pub(crate) newest: i64,
    /// The date of its newest changelog entry, in seconds since 1970, where it ships a changelog.
    pub(crate) dated: Option<i64>,
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
        let source = deb.control().source().0.to_owned();
        let decoding = Decoding { threads, ..Decoding::default() };
        let data = deb.data(decoding).map_err(|source| package.broken(source))?;
        let mut analysis = Self::read(package, data, store, cancel)?;
        analysis.dated = changelogs::read(&analysis.changelogs, &source, store)?
            .and_then(|changelog| changelog.newest()?.date)
            .map(Timestamp::as_second);
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
            let path = usr_merge::merged(&entry.path)
                .map_err(|source| BuildError::Path { path: entry.path.to_string(), source })?;
            analysis.newest = analysis.newest.max(entry.mtime);
            let shipped = match entry.kind {
                EntryKind::Directory => Shipped::Folder,
                EntryKind::Symlink { .. } => Shipped::Link,
                _ => Shipped::File,
            };
            if matches!(entry.kind, EntryKind::File) {
                let read = |error| package.broken(DebError::of_content(error));
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

    /// Returns when the package was made: the date of its newest changelog entry, or, where it
    /// ships no changelog, the newest time of its files. Builds clamp those to the former.
    pub(crate) fn time(&self) -> Timestamp {
        Timestamp::from_second(self.dated.unwrap_or(self.newest)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

fn is_changelog(path: &TreePath) -> bool {
    path.as_bytes().starts_with(b"usr/share/doc/")
        && path.depth() == 5
        && path.name().starts_with(b"changelog")
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use haerterei_store::Options;
    use haerterei_testkit::deb::DebBuilder;

    use super::*;

    fn analyse(store: &Store, deb: &[u8]) -> Analysis {
        let digest = store.put(deb).unwrap();
        let file = PackageFile { name: "demo", digest: &digest };
        Analysis::of(file, store, 1, &Cancel::new()).unwrap()
    }

    #[test]
    fn a_package_is_from_the_time_of_its_newest_changelog_entry() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Options::default()).unwrap();
        let entry = |source: &str, version: &str, year: u32| {
            format!(
                "{source} ({version}) trixie; urgency=low\n\n  * x\n\n -- A Person \
                 <a@example.org>  Tue, 06 May {year} 21:04:05 +0000\n"
            )
        };
        let year = |files: &[(&str, String)]| {
            let mut deb = DebBuilder::new("demo", "1.0-1", "amd64").file("a", 0o644, "x");
            for (name, content) in files {
                deb = deb.file(&format!("usr/share/doc/demo/{name}"), 0o644, content);
            }
            let time = analyse(&store, &deb.build()).time().to_string();
            time.get(..4).unwrap().to_owned()
        };
        let debian = ("changelog.Debian", entry("demo", "1.0-1", 2021));
        let rebuild = ("changelog.Debian.amd64", entry("demo", "1.0-1+b1", 2022));
        let upstream = ("changelog", entry("another", "1.0", 2023));
        let native = ("changelog", entry("demo", "1.0", 2024));
        assert_eq!(year(&[]), "1970", "the newest of its files");
        assert_eq!(year(std::slice::from_ref(&upstream)), "1970");
        assert_eq!(year(&[native]), "2024");
        assert_eq!(year(&[upstream.clone(), debian.clone()]), "2021");
        assert_eq!(year(&[upstream, debian, rebuild]), "2022");
        assert_eq!(year(&[("changelog.Debian", "no changelog".to_owned())]), "1970");
    }

    /// Names that Debian 12 and 13 share, of the examples' kinds of packages: libraries, Java,
    /// data, native ones.
    const REAL: [&str; 12] = [
        "base-files",
        "ca-certificates",
        "ca-certificates-java",
        "fontconfig-config",
        "java-common",
        "libc6",
        "libeclipse-jdt-core-java",
        "libtomcat10-java",
        "netbase",
        "tomcat10-common",
        "tzdata",
        "zlib1g",
    ];

    #[test]
    #[ignore = "oracle: needs apt-get and the host's Debian archive"]
    fn files_of_real_packages_are_never_newer_than_their_changelog() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("cache"), Options::default()).unwrap();
        let downloads = folder.path().join("packages");
        std::fs::create_dir(&downloads).unwrap();
        let status = Command::new("apt-get")
            .args(["-qq", "-o", "APT::Sandbox::User=root", "download"])
            .args(REAL)
            .current_dir(&downloads)
            .status()
            .expect("apt-get has to be installed");
        assert!(status.success(), "apt-get could not download the packages");
        let mut seen = 0;
        for entry in std::fs::read_dir(&downloads).unwrap() {
            let path = entry.unwrap().path();
            let analysis = analyse(&store, &std::fs::read(&path).unwrap());
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let dated = analysis.dated.unwrap_or_else(|| panic!("{name} has no changelog"));
            println!("{name}: files end {} seconds before the changelog", dated - analysis.newest);
            assert!(analysis.newest <= dated, "{name}: {} > {dated}", analysis.newest);
            seen += 1;
        }
        assert_eq!(seen, REAL.len());
    }
}
