// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Locks: kept, moved, outgrown, compared, and built when the archive has moved on.

use std::fs;

use haerterei_testkit::archive::SuiteBuilder;
use haerterei_testkit::deb::DebBuilder;

use crate::place::{Place, RECIPE, app, day, lib, tags};

#[test]
fn the_same_lock_again_writes_nothing() {
    let place = Place::new();
    place.build();
    let (text, file) =
        (place.read("recipe.lock"), fs::metadata(place.path("recipe.lock")).unwrap());
    place.run("lock recipe.yaml").succeeds();
    place.build_with("--anew");
    assert_eq!(place.read("recipe.lock"), text);
    let again = fs::metadata(place.path("recipe.lock")).unwrap();
    assert_eq!(again.modified().unwrap(), file.modified().unwrap());
    // Release files are signed anew all the time; while no package changes, neither does the image.
    let digest = place.build();
    place.publish(&[app("1.0"), lib("1.0")], 1);
    place.run("lock recipe.yaml --update").succeeds();
    assert_eq!(place.build(), digest);
}

#[test]
fn pins_stay_until_they_are_moved() {
    let place = Place::without_packages();
    place.publish(&[app("1.0"), lib("1.0")], 0);
    let first = place.build();
    place.publish(&[app("1.0"), app("2.0"), lib("1.0"), lib("1.5")], 1);
    place.run("lock recipe.yaml").succeeds();
    assert_eq!(place.build(), first);
    let outcome = place.run("lock recipe.yaml --update lib").succeeds();
    let said = outcome.out + &outcome.err;
    assert!(said.contains("1.0") && said.contains("1.5") && !said.contains("2.0"), "{said}");
    let lock = place.read("recipe.lock");
    assert!(lock.contains("lib_1.5_all.deb") && lock.contains("app_1.0_amd64.deb"), "{lock}");
    place.run("lock recipe.yaml --update").succeeds();
    assert!(place.read("recipe.lock").contains("app_2.0_amd64.deb"));
    assert_ne!(place.build(), first);
    let versions: Vec<String> =
        tags(&place.path("out/small")).into_iter().map(|(tag, _)| tag).collect();
    assert_eq!(versions.len(), 2, "{versions:?}");
    place.is_whole();
}

#[test]
fn a_pin_that_left_the_archive_is_told_when_it_is_given_up() {
    let place = Place::new();
    place.build();
    place.publish(&[app("2.0"), lib("1.0")], 1);
    // The recipe changes, so the lock has to be made again.
    place.recipe("environment:\n  A:\n    value: b\n");
    let outcome = place.run("build recipe.yaml").succeeds();
    assert!(outcome.err.contains("locked version 1.0 of app"), "{}", outcome.err);
    assert!(outcome.err.contains("2.0"), "{}", outcome.err);
}

#[test]
fn locked_needs_a_lock_that_fits() {
    let place = Place::new();
    place.run("build recipe.yaml --locked").fails(
        2,
        "build-no-lock",
        &["recipe.lock", "haerterei lock"],
    );
    place.run("build recipe.yaml --check").fails(2, "build-no-lock", &["recipe.lock"]);
    place.build();
    place.recipe("environment:\n  A:\n    value: b\n");
    place.run("build recipe.yaml --locked").fails(
        2,
        "build-outgrown",
        &["environment", "recipe.lock"],
    );
    place.run("build recipe.yaml --check").fails(2, "build-outgrown", &["environment"]);
    place.is_whole();
    place.run("lock recipe.yaml").succeeds();
    place.run("build recipe.yaml --locked").succeeds();
}

#[test]
fn a_lock_without_a_result_has_nothing_to_compare_with() {
    let place = Place::new();
    place.run("lock recipe.yaml").succeeds();
    place.run("build recipe.yaml --check").fails(2, "build-nothing-to-compare", &["recipe.lock"]);
}

#[test]
fn a_changed_result_is_a_verdict() {
    let place = Place::new();
    let digest = place.build();
    place.run("build recipe.yaml --check").succeeds();
    let lock = place.read("recipe.lock");
    let wrong = format!("sha256:{}", "a".repeat(64));
    assert!(lock.contains(&digest), "{lock}");
    place.write("recipe.lock", lock.replace(&digest, &wrong));
    let outcome = place.run("build recipe.yaml --check");
    outcome.fails(1, "build-differs", &[&digest, &wrong]);
    place.is_whole();
    place.write("recipe.lock", lock);
    place.run("build recipe.yaml --check").succeeds();
}

#[test]
fn an_edited_lock_is_refused() {
    let place = Place::new();
    place.build();
    let lock = place.read("recipe.lock");
    place.write("recipe.lock", lock.replace("app_1.0_amd64.deb", "../../../etc/app.deb"));
    let outcome = place.run("build recipe.yaml");
    assert_eq!(outcome.code, 2, "{}", outcome.err);
    assert!(outcome.err.contains("recipe.lock"), "{}", outcome.err);
    place.write("recipe.lock", "version = ");
    let outcome = place.run("build recipe.yaml");
    assert_eq!(outcome.code, 2, "{}", outcome.err);
    assert!(outcome.err.contains("recipe.lock"), "{}", outcome.err);
    place.write("recipe.lock", lock);
    place.build();
}

/// A package that was removed from its mirror comes from where somebody kept it, and the image is
/// the same to the bit.
#[test]
fn a_package_gone_from_the_pool_gives_the_same_digest_from_where_it_was_kept() {
    let place = Place::new();
    let digest = place.build();
    let pool = "archive/pool/main/app_1.0_amd64.deb";
    let bytes = fs::read(place.path(pool)).unwrap();
    fs::remove_file(place.path(pool)).unwrap();
    place.publish(&[app("2.0"), lib("1.0")], 1);
    let forget = || {
        fs::remove_dir_all(place.path("home")).unwrap();
        fs::remove_dir_all(place.path("out")).unwrap();
    };
    forget();
    let outcome = place.run("build recipe.yaml --locked");
    outcome.fails(3, "archive-package-gone", &["app 1.0", "does not exist", "package store"]);
    place.is_whole();

    let name = haerterei_ground::Digest::sha256(&bytes).hex();
    for kept in [
        "store/app_1.0_amd64.deb".to_owned(),
        "store/pool/main/app_1.0_amd64.deb".to_owned(),
        format!("store/blobs/sha256/{name}"),
    ] {
        place.write(&kept, &bytes);
        assert_eq!(place.build_with("--locked --package-store store"), digest, "{kept}");
        place.is_whole();
        // The same name with other content is not taken for it.
        forget();
        place.write(&kept, "something else");
        place.run("build recipe.yaml --locked --package-store store").fails(
            3,
            "archive-package-gone",
            &["app"],
        );
        fs::remove_dir_all(place.path("store")).unwrap();
        fs::remove_dir_all(place.path("home")).unwrap();
        fs::create_dir_all(place.path("out")).unwrap();
    }
}

#[test]
fn what_is_locked_for_other_platforms_is_kept_and_not_asked_for() {
    let place = Place::without_packages();
    let two = place.read("amtslinux.toml").replace("[\"amd64\"]", "[\"amd64\", \"arm64\"]");
    place.write("amtslinux.toml", two);
    place.write("recipe.yaml", RECIPE.replace("[amd64]", "[amd64, arm64]"));
    let other = DebBuilder::new("app", "1.0", "arm64").file("usr/share/app/other", 0o644, "x");
    [("amd64", app("1.0")), ("amd64", lib("1.0")), ("arm64", other), ("arm64", lib("1.0"))]
        .iter()
        .fold(SuiteBuilder::new("first", day(0)), |suite, (architecture, deb)| {
            suite.package("main", architecture, &deb.control(), &deb.build())
        })
        .write(&place.archive(), &place.key)
        .unwrap();
    place.run("lock recipe.yaml").succeeds();
    let locked = place.read("recipe.lock");
    assert!(locked.contains("app_1.0_arm64.deb"), "{locked}");

    // Another machine: the lock is there, the cache is not, and the recipe has changed.
    fs::remove_dir_all(place.path("home")).unwrap();
    let mut recipe = place.read("recipe.yaml");
    recipe.push_str("environment:\n  A:\n    value: b\n");
    place.write("recipe.yaml", recipe);
    place.build_with("--platform linux/amd64");
    assert_eq!(
        place.server.requests().iter().filter(|asked| asked.target.contains("_arm64.deb")).count(),
        1
    );
    let (after, part) = (place.read("recipe.lock"), "app_1.0_arm64.deb");
    let times = |lock: &str| lock.matches("\ntime = ").count();
    assert!(after.contains(part), "{after}");
    assert_eq!(times(&after), times(&locked));
    place.run("build recipe.yaml --locked").succeeds();
    place.is_whole();
}
