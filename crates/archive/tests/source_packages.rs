// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From the key to the files of a source package, and what breaks the way.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use haerterei_archive::{
    ArchiveError, FoundSources, LoadSettings, Repository, Source, source_packages,
};
use haerterei_fetch::{FetchSettings, Fetcher};
use haerterei_ground::{Cancel, Digest, Silent, Timestamp};
use haerterei_store::{Options, Store};
use haerterei_testkit::archive::{SigningKey, SuiteBuilder, SuiteFiles};
use url::Url;

const CONTROL: &[u8] = b"Format: 3.0 (quilt)\nSource: hello\nVersion: 2.10-3\n";
const TARBALL: &[u8] = b"the source as its author publishes it";

fn now() -> Timestamp {
    Timestamp::from_second(1_767_225_600).unwrap()
}

struct Bench {
    folder: tempfile::TempDir,
    key: SigningKey,
    store: Store,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("cache"), Options::default()).unwrap();
        Self { folder, key: SigningKey::new("An archive <a@example.org>", now(), None), store }
    }

    fn archive(&self) -> PathBuf {
        self.folder.path().join("archive")
    }

    /// Writes an archive with one source package; `alter` may change its files after the Release
    /// file was made.
    fn write(&self, alter: impl FnOnce(&mut SuiteFiles)) {
        let index = format!(
            "Package: hello\nVersion: 2.10-3\nDirectory: pool/h\nChecksums-Sha256:\n \
             {} {} hello_2.10-3.dsc\n {} {} hello_2.10.orig.tar.gz\n",
            Digest::sha256(CONTROL).hex(),
            CONTROL.len(),
            Digest::sha256(TARBALL).hex(),
            TARBALL.len(),
        );
        std::fs::create_dir_all(self.archive()).unwrap();
        SuiteBuilder::new("test", now())
            .without_by_hash()
            .write_with(&self.archive(), |files| {
                let digest = Digest::sha256(index.as_bytes()).hex();
                writeln!(files.release, " {digest} {} main/source/Sources", index.len()).unwrap();
                files.files.insert("dists/test/main/source/Sources".to_owned(), index.into_bytes());
                files.files.insert("pool/h/hello_2.10-3.dsc".to_owned(), CONTROL.to_vec());
                files.files.insert("pool/h/hello_2.10.orig.tar.gz".to_owned(), TARBALL.to_vec());
                let signed = self.key.sign_inline(&files.release, now(), None);
                alter(files);
                signed
            })
            .unwrap();
    }

    fn find(&self, version: &str) -> Result<FoundSources, ArchiveError> {
        let repository = Repository {
            name: "test".to_owned(),
            mirrors: vec![Url::from_directory_path(self.archive()).unwrap()],
            suite: "test".to_owned(),
            components: vec!["main".to_owned()],
            architectures: vec!["amd64".to_owned()],
            key: self.key.public(),
            priority: 500,
        };
        let settings = FetchSettings { retries: 0, ..FetchSettings::default() };
        source_packages(
            &BTreeSet::from([("hello".to_owned(), version.to_owned())]),
            &[Source::of_repository(&repository, 0).unwrap()],
            &BTreeMap::new(),
            &LoadSettings {
                at: now(),
                accept_expired: false,
                historic: false,
                progress: &Silent,
                cancel: &Cancel::new(),
            },
            &Fetcher::new(settings).unwrap(),
            &self.store,
        )
    }
}

#[test]
fn all_files_of_a_source_package_come_with_the_chain_that_names_them() {
    let bench = Bench::new();
    bench.write(|_| {});
    let found = bench.find("2.10-3").unwrap();
    assert!(found.missing.is_empty());
    assert_eq!(bench.store.read(&Digest::sha256(CONTROL), 1000).unwrap(), CONTROL);
    assert_eq!(bench.store.read(&Digest::sha256(TARBALL), 1000).unwrap(), TARBALL);
    let chain: Vec<&str> = found.chain.values().map(|(name, _)| name.as_str()).collect();
    assert!(chain.contains(&"test/InRelease"), "{chain:?}");
    assert!(chain.contains(&"test/main/source/Sources"), "{chain:?}");
}

#[test]
fn another_version_is_missing_and_nothing_is_fetched() {
    let bench = Bench::new();
    bench.write(|_| {});
    let found = bench.find("2.9-1").unwrap();
    assert_eq!(found.missing.len(), 1);
    assert!(found.packages.is_empty());
    assert!(!bench.store.contains(&Digest::sha256(CONTROL)));
}

#[test]
fn an_index_that_the_release_does_not_name_is_refused() {
    let bench = Bench::new();
    bench.write(|files| {
        let index = files.files.get_mut("dists/test/main/source/Sources").unwrap();
        *index = String::from_utf8_lossy(index).replace("2.10-3", "2.10-4").into_bytes();
    });
    assert!(matches!(bench.find("2.10-4"), Err(ArchiveError::IndexUnreachable { .. })));
}

#[test]
fn a_file_that_the_index_does_not_name_is_refused() {
    let bench = Bench::new();
    bench.write(|files| {
        files.files.insert("pool/h/hello_2.10.orig.tar.gz".to_owned(), vec![b'x'; TARBALL.len()]);
    });
    assert!(matches!(bench.find("2.10-3"), Err(ArchiveError::PackageUnreachable { .. })));
    assert!(!bench.store.contains(&Digest::sha256(TARBALL)));
}
