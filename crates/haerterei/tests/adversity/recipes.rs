// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Recipes that are wrong, cannot be fulfilled, or ask for an image that is not hardened.

use haerterei_testkit::deb::DebBuilder;

use crate::place::{Place, app, lib};

#[test]
fn an_unsolvable_recipe_is_explained_by_its_packages() {
    let place = Place::without_packages();
    place.publish(&[app("1.0"), lib("0.9")], 0);
    let words = ["app", "lib (>= 1)", "recipe asks for", "Asked for: app"];
    place.build_fails(2, "archive-unsolvable", &[words[0], words[1], words[3]]);
    assert!(!place.path("recipe.lock").exists());
    place.publish(&[app("1.0"), lib("1.0")], 1);
    place.build();

    let place = Place::new();
    let digest = place.build();
    place.write("recipe.yaml", crate::place::RECIPE.replace("[app]", "[app, \"lib (>= 2)\"]"));
    place.build_fails(2, "archive-unsolvable", &["lib", "(>= 2)", "1.0"]);
    place.write("recipe.yaml", crate::place::RECIPE.replace("[app]", "[app, lob]"));
    place.build_fails(2, "archive-unsolvable", &["There is no package lob", "lib"]);
    place.recipe("");
    assert_eq!(place.build_with("--locked"), digest);

    let place = Place::without_packages();
    place.publish(&[app("1.0"), lib("1.0").field("Conflicts", "app")], 0);
    place.build_fails(2, "archive-unsolvable", &["lib 1.0", "does not go with", "app 1.0"]);
}

#[test]
fn a_contradiction_points_at_its_lines() {
    let place = Place::new();
    place.recipe("leave-out:\n  - package: app\n    reason: not wanted\n");
    place.build_fails(2, "recipe-faulty", &["recipe.yaml:7", "app is wanted and left out"]);
    place.recipe("entrypoint: [/bin/sh, -c, app]\nports: [80]\nuser: \"0:0\"\n");
    let words =
        ["3 faults", "recipe.yaml:6", "recipe.yaml:7", "recipe.yaml:8", "is a shell", "below 1024"];
    place.build_fails(2, "recipe-faulty", &words);
    place.recipe("");
    place.build();
}

#[test]
fn an_unknown_key_a_wrong_type_and_bad_yaml_point_at_their_line() {
    let place = Place::new();
    place.recipe("entrypont: [/usr/bin/app]\nports: yes\n");
    let words =
        ["recipe.yaml:6:1", "`entrypont`", "did you mean `entrypoint`", "recipe.yaml:7:8", "^"];
    place.build_fails(2, "recipe-faulty", &words);
    place.recipe("ports: [1\n");
    place.build_fails(2, "recipe-faulty", &["recipe.yaml:", "not YAML"]);
    // Nothing follows that only programmers can use.
    place.recipe("packages: []\n");
    place.build_fails(
        2,
        "recipe-faulty",
        &["recipe.yaml:6:1", "duplicate mapping key: packages\n"],
    );
    place.run("build none.yaml").fails(2, "recipe-file-missing", &["none.yaml", "haerterei init"]);
    place.recipe("");
    place.build();
}

#[test]
fn two_packages_with_the_same_path_are_told_apart() {
    let place = Place::without_packages();
    let other = lib("1.0").directory("usr/share/app", 0o755).file("usr/share/app/data", 0o644, "x");
    place.publish(&[app("1.0"), other], 0);
    place.build_fails(2, "build-overlap", &["app", "lib", "/usr/share/app/data"]);
    place.recipe(
        "leave-out:\n  - package: lib\n    path: /usr/share/app/data\n    reason: the other one counts\n",
    );
    place.build();
}

#[test]
fn an_unrecognised_script_stops_the_build_until_somebody_answers_for_it() {
    let place = Place::without_packages();
    let script = "#!/bin/sh\nset -e\n/usr/sbin/frobnicate --hard /var/lib/app\n";
    place.publish(&[app("1.0").script("postinst", script), lib("1.0")], 0);
    let outcome = place.build_fails(
        1,
        "build-unknown-scripts",
        &["app: postinst", "line 3", "/usr/sbin/frobnicate --hard /var/lib/app", "acknowledge"],
    );
    assert!(tags_absent(&place));
    let digest = haerterei_ground::Digest::sha256(script.as_bytes()).hex();
    assert!(outcome.err.contains(&digest), "{}", outcome.err);
    let acknowledge = |digest: &str| {
        place.recipe(&format!(
            "acknowledge:\n  scripts:\n    - package: app\n      script: postinst\n      \
             sha256: {digest}\n      reason: the image has nothing to frobnicate\n"
        ));
    };
    acknowledge(&"0".repeat(64));
    place.build_fails(1, "build-unknown-scripts", &["app: postinst"]);
    acknowledge(&digest);
    let outcome = place.run("build recipe.yaml").succeeds();
    assert!(outcome.out.contains("0 executed"), "{}", outcome.out);
    assert!(outcome.out.contains("1 acknowledged"), "{}", outcome.out);
}

fn tags_absent(place: &Place) -> bool {
    !place.path("out/small").exists()
}

#[test]
fn a_shell_needs_a_reason() {
    let place = Place::without_packages();
    let shell = DebBuilder::new("dash", "1", "amd64")
        .directory("usr", 0o755)
        .directory("usr/bin", 0o755)
        .file("usr/bin/dash", 0o755, "not really")
        .file("usr/bin/apt-get", 0o755, "nor this");
    place.publish(&[app("1.0").field("Depends", "lib, dash"), lib("1.0"), shell], 0);
    let words = ["/usr/bin/dash", "allow: shell:", "package manager", "/usr/bin/apt-get"];
    place.build_fails(1, "build-faults", &words);
    assert!(tags_absent(&place));
    place.recipe("allow:\n  shell: operators debug in it\n  package-manager: they insist\n");
    place.build();
}

#[test]
fn what_would_make_an_image_soft_is_taken_or_refused() {
    let place = Place::without_packages();
    let soft = app("1.0")
        .directory("usr/bin", 0o755)
        .file("usr/bin/su", 0o4755, "root for all")
        .directory("var", 0o755)
        .directory("var/everyone", 0o777)
        .file("etc/machine-id", 0o666, "1234\n");
    place.publish(&[soft, lib("1.0")], 0);
    place.build();
    let inspection = place.run("inspect oci:out/small --format json").succeeds();
    let facts: serde_json::Value = serde_json::from_str(&inspection.out).unwrap();
    assert_eq!(facts["privileged"], serde_json::json!([]), "{}", inspection.out);
    let writable: Vec<&str> = facts["writable"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["path"].as_str())
        .collect();
    assert_eq!(writable, ["/tmp"], "{}", inspection.out);
}

/// A program for amd64 that asks for a loader and a library, with nothing in it.
fn program(loader: &str, library: &str) -> Vec<u8> {
    const HEADERS: u64 = 64 + 3 * 56;
    let strings = format!("\0{library}\0");
    let loader = format!("{loader}\0");
    let dynamic = HEADERS + loader.len().next_multiple_of(8) as u64;
    let table = dynamic + 4 * 16;
    let end = table + strings.len() as u64;
    let mut bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    let half = |bytes: &mut Vec<u8>, values: &[u16]| {
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    };
    half(&mut bytes, &[3, 62, 1, 0]);
    let long = |bytes: &mut Vec<u8>, values: &[u64]| {
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    };
    long(&mut bytes, &[0, 64, 0]);
    bytes.extend([0; 4]);
    half(&mut bytes, &[64, 56, 3, 64, 0, 0]);
    for (kind, at, size) in
        [(1_u32, 0, end), (3, HEADERS, loader.len() as u64), (2, dynamic, 4 * 16)]
    {
        bytes.extend(kind.to_le_bytes());
        bytes.extend(4_u32.to_le_bytes());
        long(&mut bytes, &[at, at, at, size, size, 8]);
    }
    bytes.extend(loader.as_bytes());
    bytes.resize(usize::try_from(dynamic).expect("a small number"), 0);
    long(&mut bytes, &[1, 1, 5, table, 10, strings.len() as u64, 0, 0]);
    bytes.extend(strings.as_bytes());
    bytes
}

#[test]
fn a_program_without_its_library_is_refused() {
    let place = Place::without_packages();
    let binary = program("/lib64/ld-linux-x86-64.so.2", "libmissing.so.4");
    let with = app("1.0").directory("usr/bin", 0o755).file("usr/bin/app", 0o755, binary);
    place.publish(&[with, lib("1.0")], 0);
    place.recipe("entrypoint: [/usr/bin/app]\n");
    place.build_fails(
        1,
        "build-faults",
        &["/usr/bin/app", "libmissing.so.4", "ld-linux-x86-64.so.2"],
    );
    assert!(tags_absent(&place));
}

#[test]
fn an_entrypoint_that_cannot_start_is_refused() {
    let place = Place::without_packages();
    let script =
        app("1.0").directory("usr/bin", 0o755).file("usr/bin/app", 0o755, "#!/usr/bin/perl\n");
    place.publish(&[script, lib("1.0")], 0);
    place.recipe("entrypoint: [/usr/bin/app]\n");
    let words = ["/usr/bin/app has to be there", "comes with app", "script-without-interpreter"];
    place.build_fails(1, "build-faults", &words);
    place.recipe("entrypoint: [/usr/bin/nothing]\n");
    place.build_fails(1, "build-faults", &["/usr/bin/nothing"]);
    assert!(tags_absent(&place));
}

#[test]
fn a_platform_the_recipe_is_not_for_is_named() {
    let place = Place::new();
    place.run("build recipe.yaml --platform linux/arm64").fails(
        2,
        "command-unknown-platform",
        &["arm64", "linux/amd64"],
    );
    place.write("recipe.yaml", crate::place::RECIPE.replace("[amd64]", "[amd64, riscv64]"));
    place.build_fails(2, "archive-architecture-unknown", &["amtslinux", "riscv64"]);
    place.run("build recipe.yaml --output nowhere").fails(
        2,
        "image-reference-output",
        &["nowhere"],
    );
}

#[test]
fn errors_speak_german_without_english_sentences() {
    let place = Place::new();
    let call = |call: &str, key: &str, word: &str| {
        let mut command = place.command(call);
        let outcome =
            crate::place::Outcome::of(&command.env("HAERTEREI_LANG", "de").output().unwrap());
        assert!(outcome.err.contains(&format!("Fehler[{key}]: ")), "{}", outcome.err);
        assert!(outcome.err.contains(word), "{}", outcome.err);
        let words: Vec<&str> = outcome.err.split(|c: char| !c.is_alphanumeric()).collect();
        for english in ["the", "cannot", "and", "with", "were", "which", "hint", "cause"] {
            assert!(!words.contains(&english), "`{english}` in\n{}", outcome.err);
        }
    };
    call("build recipe.yaml --locked", "build-no-lock", "recipe.lock");
    call("build recipe.yaml --offline", "archive-never-seen", "first");
    call(
        "build recipe.yaml --package-store x --output nowhere",
        "image-reference-output",
        "nowhere",
    );
    place.write("none.yaml", crate::place::RECIPE.replace("[app]", "[app, lob]"));
    call("build none.yaml", "archive-unsolvable", "lob");
    place.write("key.yaml", format!("{}entrypont: []\n", crate::place::RECIPE));
    call("build key.yaml", "recipe-faulty", "key.yaml:6:1");
    place.write("start.yaml", format!("{}entrypoint: [/usr/bin/x]\n", crate::place::RECIPE));
    call("build start.yaml", "build-faults", "/usr/bin/x");
    let in_release = format!("/{}", crate::place::IN_RELEASE);
    place.server.put(in_release.clone(), "nothing signed");
    call("lock start.yaml", "archive-not-signed", "first");
    place.server.remove(&in_release);
    place.server.fault_everywhere(haerterei_testkit::http::Fault::Status(503));
    call("lock start.yaml --update", "archive-release-unreachable", "503");
}
