// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Locks are the same bytes each time, and say what changed.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::collections::BTreeMap;

use haerterei_ground::{Digest, Timestamp};
use haerterei_recipe::{
    Architecture, DistributionName, DroppedEdge, Lock, LockError, LockedPackage, LockedRecipe,
    LockedTool, PackageChangeKind, PackageName,
};
use proptest::prelude::*;

fn package(name: &str, version: &str, platform: &str) -> LockedPackage {
    LockedPackage {
        name: PackageName::parse(name).unwrap(),
        version: version.to_owned(),
        platform: Architecture::parse(platform).unwrap(),
        architecture: Architecture::parse("all").unwrap(),
        source: name.to_owned(),
        source_version: version.to_owned(),
        suite: "trixie".to_owned(),
        pool: format!("pool/main/{name}_{version}.deb"),
        size: 42,
        digest: Digest::sha256(format!("{name}{version}").as_bytes()),
        time: Timestamp::from_second(1_700_000_000).unwrap(),
        because: vec!["recipe".to_owned(), "tomcat10: Depends: \"x\" (>= 1)".to_owned()],
    }
}

fn lock(packages: Vec<LockedPackage>) -> Lock {
    let mut lock = Lock::new(
        Timestamp::from_second(1_700_000_000).unwrap(),
        DistributionName::default(),
        LockedTool {
            version: "0.1.0".to_owned(),
            rules: "1".to_owned(),
            compressor: "gzip".to_owned(),
        },
        LockedRecipe {
            digest: Digest::sha256(b"recipe"),
            keys: BTreeMap::new(),
            files: BTreeMap::new(),
        },
    );
    lock.packages = packages;
    lock.dropped.push(DroppedEdge {
        platform: Architecture::parse("amd64").unwrap(),
        from: PackageName::parse("tomcat10").unwrap(),
        field: "Depends".to_owned(),
        dependency: "ucf".to_owned(),
        rule: "ucf".to_owned(),
        reason: "Ü\n\"quoted\"".to_owned(),
        reason_de: "Weil".to_owned(),
    });
    lock
}

#[test]
fn the_order_of_discovery_does_not_show() {
    let (a, b) = (package("aa", "1", "amd64"), package("bb", "2", "amd64"));
    let one = lock(vec![a.clone(), b.clone()]).write();
    assert_eq!(one, lock(vec![b, a]).write());
    insta::assert_snapshot!(one);
}

#[test]
fn changes_are_named_by_their_kind() {
    let before = lock(vec![
        package("gone", "1", "amd64"),
        package("same", "1", "amd64"),
        package("up", "1", "amd64"),
        package("down", "2", "amd64"),
    ]);
    let after = lock(vec![
        package("same", "1", "amd64"),
        package("up", "2", "amd64"),
        package("down", "1", "amd64"),
        package("new", "1", "arm64"),
    ]);
    let changes: Vec<(String, PackageChangeKind)> = before
        .difference(&after, str::cmp)
        .into_iter()
        .map(|change| (change.name.to_string(), change.kind))
        .collect();
    assert_eq!(
        changes,
        [
            ("down".to_owned(), PackageChangeKind::Downgraded),
            ("gone".to_owned(), PackageChangeKind::Removed),
            ("up".to_owned(), PackageChangeKind::Upgraded),
            ("new".to_owned(), PackageChangeKind::Added),
        ]
    );
}

#[test]
fn the_same_content_has_the_same_version_and_other_content_another() {
    let main = PackageName::parse("tomcat10").unwrap();
    let first = lock(vec![package("tomcat10", "1:10.1.55~rc+1-1~deb13u1", "amd64")]);
    let version = first.build_version(&main);
    assert!(version.starts_with("10.1.55_rc_1-20231114T221320Z-"), "{version}");
    assert!(version.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)));
    let mut reordered = first.clone();
    reordered.packages.reverse();
    assert_eq!(reordered.build_version(&main), version);
    let mut other = first.clone();
    other.recipe.digest = Digest::sha256(b"other recipe");
    assert_ne!(other.build_version(&main), version);
}

#[test]
fn an_edited_lock_is_refused_with_its_line() {
    let text = lock(vec![package("aa", "1", "amd64")]).write();
    for (from, to) in [
        ("size = 42", "size = -1"),
        ("platform = ", "plattform = "),
        ("pool/main/", "../../main/"),
        ("sha256:", "md5:"),
    ] {
        let edited = text.replacen(from, to, 1);
        let error = Lock::read("recipe.lock", &edited).unwrap_err();
        assert!(matches!(error, LockError::Malformed { line: 6.., .. }), "{to}: {error:?}");
    }
    let later = text.replace("haerterei-lock = 1", "haerterei-lock = 2\nunknown = 1");
    assert!(matches!(Lock::read("recipe.lock", &later), Err(LockError::Format { found: 2, .. })));
}

proptest! {
    #[test]
    fn a_lock_is_read_as_it_was_written(
        packages in proptest::collection::vec(("[a-z][a-z0-9+.-]{1,8}", "[0-9][0-9a-z.+~-]{0,8}", "amd64|arm64"), 0..6),
        reasons in proptest::collection::vec("\\PC{0,20}", 0..3),
    ) {
        let mut lock = lock(packages.iter().map(|(name, version, platform)| {
            let mut package = package(name, version, platform);
            package.because.clone_from(&reasons);
            package
        }).collect());
        lock.sort();
        let text = lock.write();
        let again = Lock::read("recipe.lock", &text).unwrap();
        prop_assert_eq!(&again, &lock);
        prop_assert_eq!(again.write(), text);
    }

    #[test]
    fn reading_a_lock_never_panics(text in "\\PC{0,200}") {
        let _ = Lock::read("recipe.lock", &text);
    }
}
