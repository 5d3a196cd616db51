// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The chain from key to package, and every way in which it breaks.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use haerterei_archive::{
    ArchiveError, Demand, LoadSettings, Reason, Repository, Request, Resolution, SignatureProblem,
    Source, Universe, Unsolvable, download, load, resolve,
};
use haerterei_fetch::{FetchSettings, Fetcher};
use haerterei_ground::{Cancel, Digest, Explain as _, Silent, Timestamp};
use haerterei_packages::relations::Relations;
use haerterei_store::{Options, Store};
use haerterei_testkit::archive::{IndexForm, SigningKey, SuiteBuilder};
use url::Url;

fn day(number: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + number * 86_400).unwrap()
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
        fs::create_dir(folder.path().join("archive")).unwrap();
        Self { folder, key: SigningKey::new("An archive <a@example.org>", day(-30), None), store }
    }

    fn archive(&self) -> PathBuf {
        self.folder.path().join("archive")
    }

    fn suite() -> SuiteBuilder {
        SuiteBuilder::new("test", day(0))
            .package("main", "amd64", "Package: app\nVersion: 1.0\nArchitecture: amd64\nDepends: lib (>= 2) | other, tool\n", b"app")
            .package("main", "amd64", "Package: lib\nVersion: 2.1\nArchitecture: amd64\n", b"lib")
            .package("main", "amd64", "Package: tool\nVersion: 1:3\nArchitecture: all\n", b"tool")
    }

    fn source(&self) -> Source {
        self.source_at(vec![Url::from_directory_path(self.archive()).unwrap()])
    }

    fn source_at(&self, mirrors: Vec<Url>) -> Source {
        let repository = Repository {
            name: "test".to_owned(),
            mirrors,
            suite: "test".to_owned(),
            components: vec!["main".to_owned()],
            architectures: vec!["amd64".to_owned()],
            key: self.key.public(),
            priority: 500,
        };
        Source::of_repository(&repository, 0).unwrap()
    }

    fn load_source(&self, source: Source, at: Timestamp) -> Result<Universe, ArchiveError> {
        let settings = FetchSettings { retries: 0, ..FetchSettings::default() };
        load(
            &[source],
            &LoadSettings {
                at,
                accept_expired: false,
                historic: false,
                progress: &Silent,
                cancel: &Cancel::new(),
            },
            &Fetcher::new(settings).unwrap(),
            &self.store,
        )
    }

    fn load(&self) -> Result<Universe, ArchiveError> {
        self.load_source(self.source(), day(1))
    }

    fn problem(&self, at: Timestamp) -> SignatureProblem {
        match self.load_source(self.source(), at) {
            Err(ArchiveError::Signature { problem, .. }) => *problem,
            other => panic!("{other:?}"),
        }
    }
}

fn ask(universe: &Universe, wanted: &str) -> Result<Resolution, Unsolvable> {
    ask_dropping(universe, wanted, &|_| None)
}

fn ask_dropping(
    universe: &Universe,
    wanted: &str,
    drop_edge: &dyn Fn(&Demand<'_>) -> Option<String>,
) -> Result<Resolution, Unsolvable> {
    resolve(
        universe,
        &Request {
            architecture: "amd64",
            wanted: Relations::parse(wanted).unwrap().into_iter().collect(),
            excluded: BTreeSet::new(),
            pins: BTreeMap::new(),
            recommends: false,
            drop_edge,
        },
    )
}

fn names(resolution: &Resolution) -> Vec<&str> {
    resolution.packages.iter().map(|one| one.record.name.as_str()).collect()
}

fn replace_in(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from));
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn from_a_key_to_the_packages() {
    let bench = Bench::new();
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    let source = bench.source();
    let universe = bench.load_source(source.clone(), day(1)).unwrap();
    assert_eq!(universe.releases[0].date, day(0));
    assert_eq!(universe.releases[0].signers.len(), 1);
    let resolution = ask(&universe, "app").unwrap();
    assert_eq!(names(&resolution), ["app", "lib", "tool"]);
    assert_eq!(resolution.packages[0].because, [Reason::AskedFor { asked: "app".to_owned() }]);
    let records: Vec<_> = resolution.packages.into_iter().map(|one| one.record).collect();
    let report = download(
        &records,
        &[source],
        &universe.releases,
        &Fetcher::new(FetchSettings::default()).unwrap(),
        &bench.store,
        &Silent,
        &Cancel::new(),
    )
    .unwrap();
    assert_eq!(report.fetched, 3);
    assert!(bench.store.contains(&Digest::sha256(b"tool")));
}

#[test]
fn every_form_of_index_is_read() {
    for form in [IndexForm::Xz, IndexForm::Gzip, IndexForm::Zstd, IndexForm::Plain] {
        let bench = Bench::new();
        Bench::suite().forms(&[form]).write(&bench.archive(), &bench.key).unwrap();
        assert_eq!(bench.load().unwrap().count("amd64"), 3, "{form:?}");
    }
}

#[test]
fn a_signature_beside_the_release_file_counts_too() {
    let bench = Bench::new();
    let suite = Bench::suite();
    suite.write(&bench.archive(), &bench.key).unwrap();
    let folder = bench.archive().join("dists/test");
    fs::remove_file(folder.join("InRelease")).unwrap();
    let release = suite.files().release;
    fs::write(folder.join("Release"), &release).unwrap();
    fs::write(folder.join("Release.gpg"), bench.key.sign_beside(&release, day(0))).unwrap();
    assert_eq!(bench.load().unwrap().count("amd64"), 3);
    fs::write(folder.join("Release"), release.replace("Origin: Test", "Origin: Fest")).unwrap();
    assert!(matches!(bench.problem(day(1)), SignatureProblem::Tampered(_)));
}

#[test]
fn a_release_file_that_cannot_be_trusted_is_refused_and_says_why() {
    let bench = Bench::new();
    let other = SigningKey::new("Somebody <s@example.org>", day(-30), None);
    Bench::suite().write(&bench.archive(), &other).unwrap();
    assert!(matches!(bench.problem(day(1)), SignatureProblem::UnknownSigner(_)));

    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    assert!(matches!(bench.problem(day(-1)), SignatureProblem::FromTheFuture(_)));
    let file = bench.archive().join("dists/test/InRelease");
    replace_in(&file, "Origin: Test", "Origin: Fest");
    assert!(matches!(bench.problem(day(1)), SignatureProblem::Tampered(_)));

    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    let good = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("Origin: Other\n{good}")).unwrap();
    assert_eq!(bench.problem(day(1)), SignatureProblem::TextOutside);
    fs::write(&file, &good[..good.len() / 2]).unwrap();
    assert_eq!(bench.problem(day(1)), SignatureProblem::Truncated);
    fs::write(&file, "<html>please log in</html>").unwrap();
    assert_eq!(bench.problem(day(1)), SignatureProblem::NotSigned);

    let week = Some(Duration::from_hours(7 * 24));
    Bench::suite()
        .write_with(&bench.archive(), |files| bench.key.sign_inline(&files.release, day(0), week))
        .unwrap();
    assert!(bench.load().is_ok());
    assert!(matches!(bench.problem(day(8)), SignatureProblem::SignatureExpired(_)));
}

#[test]
fn a_key_that_has_expired_since_does_not_count() {
    let mut bench = Bench::new();
    let forty_days = Some(Duration::from_hours(40 * 24));
    bench.key = SigningKey::new("An archive <a@example.org>", day(-30), forty_days);
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    assert!(bench.load().is_ok());
    assert!(matches!(bench.problem(day(11)), SignatureProblem::KeyExpired(_)));
}

#[test]
fn a_revoked_key_does_not_count_not_even_for_what_it_signed_before() {
    let mut bench = Bench::new();
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    assert!(bench.load().is_ok());
    bench.key = bench.key.revoked(day(1));
    assert!(matches!(bench.problem(day(2)), SignatureProblem::KeyRevoked(_)));
}

#[test]
fn time_is_judged() {
    let bench = Bench::new();
    Bench::suite().valid_until(day(7)).write(&bench.archive(), &bench.key).unwrap();
    assert!(bench.load().is_ok());
    let late = bench.load_source(bench.source(), day(8));
    assert!(matches!(late, Err(ArchiveError::Expired { .. })), "{late:?}");

    // An older Release file than one already seen, rightly signed, is a rollback.
    let older = SuiteBuilder::new("test", day(-1));
    older.write(&bench.archive(), &bench.key).unwrap();
    let rolled_back = bench.load();
    assert!(matches!(rolled_back, Err(ArchiveError::RolledBack { .. })), "{rolled_back:?}");
}

#[test]
fn a_stale_suite_is_a_warning() {
    let bench = Bench::new();
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    let source = Source { stale_after_days: Some(14), ..bench.source() };
    assert_eq!(bench.load_source(source.clone(), day(14)).unwrap().diagnostics, []);
    let universe = bench.load_source(source, day(15)).unwrap();
    assert_eq!(universe.diagnostics[0].message.key, "archive-release-stale");
}

#[test]
fn the_release_file_of_another_suite_does_not_pass() {
    let bench = Bench::new();
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    SuiteBuilder::new("old", day(0)).write(&bench.archive(), &bench.key).unwrap();
    let dists = bench.archive().join("dists");
    fs::copy(dists.join("old/InRelease"), dists.join("test/InRelease")).unwrap();
    let found = bench.load();
    assert!(matches!(found, Err(ArchiveError::OtherSuite { .. })), "{found:?}");
}

#[test]
fn indices_are_what_the_release_file_names() {
    let index = "dists/test/main/binary-amd64/Packages.xz";
    // Missing by-hash: the name serves as well.
    let bench = Bench::new();
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    fs::remove_dir_all(bench.archive().join("dists/test/main/binary-amd64/by-hash")).unwrap();
    assert!(bench.load().is_ok());

    for change in [
        |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 5),
        |bytes: &mut Vec<u8>| bytes[20] ^= 1,
        |bytes: &mut Vec<u8>| bytes.push(0),
    ] {
        let bench = Bench::new();
        Bench::suite().without_by_hash().write(&bench.archive(), &bench.key).unwrap();
        let path = bench.archive().join(index);
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes);
        fs::write(&path, bytes).unwrap();
        let found = bench.load();
        assert!(matches!(found, Err(ArchiveError::IndexUnreachable { .. })), "{found:?}");
    }
}

#[test]
fn a_second_mirror_serves_where_the_first_does_not() {
    let bench = Bench::new();
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    let nobody = Url::parse("http://127.0.0.1:1/debian").unwrap();
    let good = Url::from_directory_path(bench.archive()).unwrap();
    let universe = bench.load_source(bench.source_at(vec![nobody.clone(), good]), day(1)).unwrap();
    assert_eq!(universe.count("amd64"), 3);
    assert_eq!(universe.diagnostics[0].message.key, "archive-mirror-failed");
    let alone = bench.load_source(bench.source_at(vec![nobody]), day(1));
    assert!(matches!(alone, Err(ArchiveError::ReleaseUnreachable { .. })), "{alone:?}");
}

#[test]
fn a_mirror_in_the_middle_of_an_update_is_passed_over() {
    let bench = Bench::new();
    // The first mirror has a newer Release file already, but not the index it names.
    let newer = Bench::suite()
        .package("main", "amd64", "Package: new\nVersion: 1\nArchitecture: amd64\n", b"new")
        .without_by_hash();
    let half = bench.folder.path().join("half");
    newer.write(&half, &bench.key).unwrap();
    fs::remove_dir_all(half.join("dists/test/main")).unwrap();
    let mirrors = |folders: &[&Path]| {
        folders.iter().map(|folder| Url::from_directory_path(folder).unwrap()).collect()
    };
    let alone = bench.load_source(bench.source_at(mirrors(&[&half])), day(1));
    assert!(matches!(alone, Err(ArchiveError::IndexUnreachable { .. })), "{alone:?}");

    Bench::suite().without_by_hash().write(&bench.archive(), &bench.key).unwrap();
    let both = bench.source_at(mirrors(&[&half, &bench.archive()]));
    let universe = bench.load_source(both, day(1)).unwrap();
    assert_eq!(universe.count("amd64"), 3);
    assert_eq!(universe.diagnostics[0].message.key, "archive-mirror-failed");
}

#[test]
fn a_package_that_left_the_archive_comes_from_its_snapshot() {
    let bench = Bench::new();
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    let universe = bench.load().unwrap();
    let records: Vec<_> =
        ask(&universe, "tool").unwrap().packages.into_iter().map(|one| one.record).collect();
    let get = |source: Source| {
        download(
            &records,
            &[source],
            &universe.releases,
            &Fetcher::new(FetchSettings { retries: 0, ..FetchSettings::default() }).unwrap(),
            &bench.store,
            &Silent,
            &Cancel::new(),
        )
    };
    // As the archive was when the Release file was made that named the package.
    let then = bench.folder.path().join("snapshot/20260101T000000Z").join("pool");
    fs::create_dir_all(then.parent().unwrap()).unwrap();
    fs::rename(bench.archive().join("pool"), &then).unwrap();
    let gone = get(bench.source()).unwrap_err();
    assert!(
        matches!(&gone, ArchiveError::PackageGone { name, version, .. } if name == "tool" && version == "1:3"),
        "{gone:?}"
    );
    assert_eq!(gone.message().key, "archive-package-gone");
    for texts in [
        include_str!("../../texts/locales/en/archive.ftl"),
        include_str!("../../texts/locales/de/archive.ftl"),
    ] {
        let (_, hint) = texts.split_once("\narchive-package-gone =").unwrap();
        assert!(hint.lines().nth(1).unwrap().contains("haerterei lock --update { $name }"));
    }
    let snapshot = Url::from_directory_path(bench.folder.path().join("snapshot")).unwrap();
    let source = Source { snapshot: Some(format!("{snapshot}{{timestamp}}/")), ..bench.source() };
    assert_eq!(get(source).unwrap().fetched, 1);
    assert!(bench.store.contains(&Digest::sha256(b"tool")));
    // What the cache has is not asked for again.
    assert_eq!(get(bench.source()).unwrap().fetched, 0);
}

#[test]
fn what_was_loaded_once_is_loaded_offline() {
    let bench = Bench::new();
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    bench.load().unwrap();
    let source = bench.source_at(vec![Url::parse("http://127.0.0.1:1/debian").unwrap()]);
    let settings = FetchSettings { offline: true, ..FetchSettings::default() };
    let universe = load(
        &[source],
        &LoadSettings {
            at: day(1),
            accept_expired: false,
            historic: false,
            progress: &Silent,
            cancel: &Cancel::new(),
        },
        &Fetcher::new(settings).unwrap(),
        &bench.store,
    )
    .unwrap();
    assert_eq!(universe.count("amd64"), 3);
}

#[test]
fn dropped_edges_never_bring_what_only_they_need() {
    let bench = Bench::new();
    Bench::suite().write(&bench.archive(), &bench.key).unwrap();
    let universe = bench.load().unwrap();
    let resolution = ask_dropping(&universe, "app", &|demand| {
        (demand.alternatives.to_string() == "tool").then(|| "only at install time".to_owned())
    })
    .unwrap();
    assert_eq!(names(&resolution), ["app", "lib"]);
    assert_eq!(resolution.dropped.len(), 1);
    assert_eq!(resolution.dropped[0].reason, "only at install time");
}

#[test]
fn a_dead_end_is_told_in_sentences() {
    let bench = Bench::new();
    Bench::suite()
        .paragraph("main", "amd64", &format!("Package: foe\nVersion: 1\nArchitecture: all\nConflicts: lib\nFilename: pool/f\nSize: 1\nSHA256: {}\n", "0".repeat(64)))
        .paragraph("main", "amd64", &format!("Package: lost\nVersion: 1\nArchitecture: all\nDepends: nowhere\nFilename: pool/l\nSize: 1\nSHA256: {}\n", "0".repeat(64)))
        .write(&bench.archive(), &bench.key)
        .unwrap();
    let universe = bench.load().unwrap();
    for (wanted, expected) in [
        ("ap", "archive-unsolvable-unknown-near"),
        ("app (>= 2)", "archive-unsolvable-version"),
        ("lost", "archive-unsolvable-nobody"),
        ("foe, app", "archive-unsolvable-conflict"),
    ] {
        let keys: Vec<_> = ask(&universe, wanted)
            .unwrap_err()
            .explanation
            .into_iter()
            .map(|line| line.key)
            .collect();
        assert!(keys.contains(&expected), "{wanted}: {keys:?}");
    }
}
