// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Archives that are not what somebody signed, or no longer count.

use std::fs;
use std::time::Duration;

use haerterei_testkit::archive::SigningKey;
use haerterei_testkit::http::Fault;

use crate::place::{IN_RELEASE, Place, app, day, lib, tags};

#[test]
fn a_signature_of_another_key_is_refused() {
    let place = Place::new();
    let other = SigningKey::new("Somebody <else@example.org>", day(-300), None);
    place.describe(&other, &place.server.url("/"));
    place.build_fails(3, "archive-signer-unknown", &["first", "nobody vouched for"]);
    assert!(!place.path("recipe.lock").exists());
    place.describe(&place.key, &place.server.url("/"));
    place.build();
}

#[test]
fn a_key_or_signature_that_has_expired_is_refused() {
    let place = Place::without_packages();
    let week = Duration::from_hours(168);
    let short = SigningKey::new("Short <short@example.org>", day(-1), Some(week));
    place.describe(&short, &place.server.url("/"));
    let suite = Place::suite(&[app("1.0"), lib("1.0")], 0);
    suite.write(&place.archive(), &short).unwrap();
    let late = day(30).to_string();
    let outcome = place.run(&format!("build recipe.yaml --now {late}"));
    outcome.fails(3, "archive-key-expired", &["first", "Short"]);
    place.is_whole();

    let expiring = |files: &mut haerterei_testkit::archive::SuiteFiles| {
        place.key.sign_inline(&files.release, day(0), Some(week))
    };
    suite.write_with(&place.archive(), expiring).unwrap();
    place.describe(&place.key, &place.server.url("/"));
    let outcome = place.run(&format!("build recipe.yaml --now {late}"));
    outcome.fails(3, "archive-signature-expired", &["first", "Use another one"]);
    place.is_whole();
    place.build();
}

#[test]
fn a_release_file_that_no_longer_counts_is_refused() {
    let place = Place::without_packages();
    let suite = Place::suite(&[app("1.0"), lib("1.0")], 0);
    let until = |number| suite.clone().valid_until(day(number));
    until(1).write(&place.archive(), &place.key).unwrap();
    place.build_fails(3, "archive-release-expired", &["first", "2026-01-02", "2026-01-03"]);
    until(9).write(&place.archive(), &place.key).unwrap();
    place.build();
}

#[test]
fn an_older_release_file_than_seen_before_is_refused() {
    let place = Place::without_packages();
    let debs = [app("1.0"), lib("1.0")];
    place.publish(&debs, 1);
    let digest = place.build();
    place.publish(&debs, 0);
    let outcome = place.run("lock recipe.yaml --update");
    outcome.fails(3, "archive-release-rolled-back", &["2026-01-01", "2026-01-02"]);
    place.is_whole();
    place.publish(&debs, 1);
    assert_eq!(place.build(), digest);
}

#[test]
fn a_signed_text_that_was_altered_is_refused() {
    let place = Place::new();
    let text = place.read(&format!("archive/{IN_RELEASE}"));
    place.write(&format!("archive/{IN_RELEASE}"), text.replace("Origin: Test", "Origin: Tess"));
    place.build_fails(3, "archive-signature-tampered", &["first", "do not go on"]);
    place.write(&format!("archive/{IN_RELEASE}"), text);
    place.build();
}

#[test]
fn an_altered_index_is_refused() {
    let place = Place::new();
    let index = fs::read_dir(place.path("archive/dists/first/main/binary-amd64/by-hash/SHA256"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .next()
        .unwrap();
    let sound = fs::read(&index).unwrap();
    let mut altered = sound.clone();
    altered[50] ^= 1;
    fs::write(&index, &altered).unwrap();
    fs::write(place.path("archive/dists/first/main/binary-amd64/Packages.xz"), &altered).unwrap();
    place.build_fails(3, "archive-index-unreachable", &["not what was announced", "by-hash"]);
    fs::write(&index, &sound).unwrap();
    place.build();
}

#[test]
fn an_altered_package_is_refused_and_the_output_before_stays() {
    let place = Place::new();
    let first = place.build();
    let before = tags(&place.path("out/small"));
    place.publish(&[app("2.0"), lib("1.0")], 1);
    place.server.fault("/pool/main/app_2.0_amd64.deb", Fault::Corrupt(5000));
    place.run("lock recipe.yaml --update").fails(
        3,
        "archive-package-unreachable",
        &["app_2.0_amd64.deb", "not what was announced"],
    );
    place.is_whole();
    assert_eq!(tags(&place.path("out/small")), before);
    // The lock before is still there, and still builds.
    assert_eq!(place.build_with("--locked"), first);
    place.server.clear_faults();
    place.run("lock recipe.yaml --update").succeeds();
    assert_ne!(place.build(), first);
    assert_eq!(tags(&place.path("out/small")).len(), 2);
}

#[test]
fn a_distribution_is_data_and_its_faults_point_at_a_file() {
    let place = Place::new();
    let sound = place.read("amtslinux.toml");
    place.write("amtslinux.toml", sound.replace("archive = \"main\"", "archive = \"elsewhere\""));
    place.build_fails(2, "command-distribution", &["amtslinux.toml", "elsewhere"]);
    place.write("amtslinux.toml", sound.replace("priority = 500", "importance = 500"));
    place.build_fails(2, "command-distribution", &["amtslinux.toml", "importance"]);
    place.write("haerterei.toml", "");
    place.build_fails(2, "archive-distribution-unknown", &["amtslinux", "debian, ubuntu"]);
    place.write("other.toml", &sound);
    place.run("build recipe.yaml --distribution other.toml").succeeds();
    place.run("build recipe.yaml --distribution none.toml").fails(
        2,
        "command-cannot-read",
        &["none.toml"],
    );
    place.is_whole();
}
