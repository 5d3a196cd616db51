// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Recipes that start from an image: by digest, or by the recipe of the image.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::fs;

use haerterei_testkit::deb::DebBuilder;
use serde_json::Value;

use crate::place::{Outcome, Place, app, lib, output_is_whole, tags};

/// A package for what is built upon `small`.
fn extra(version: &str) -> DebBuilder {
    DebBuilder::new("extra", version, "amd64")
        .field("Depends", "lib (>= 1)")
        .directory("usr", 0o755)
        .directory("usr/share", 0o755)
        .directory("usr/share/extra", 0o755)
        .file("usr/share/doc/extra/copyright", 0o644, "free")
        .file("usr/share/extra/text", 0o644, "extra")
}

/// Makes a place with a base built from `base/recipe.yaml`, and returns its index's digest.
fn with_base(more: &str) -> (Place, String) {
    let place = Place::without_packages();
    place.publish(&[app("1.0"), lib("1.0"), extra("1.0")], 0);
    place.write(
        "base/recipe.yaml",
        format!(
            "{}version: \"7\"\nenvironment:\n  COLOUR:\n    value: green\n    meaning: a colour\n\
             ports: [8080]\nwritable-paths: [/var/cache/app]\nlabels: {{team: one}}\n\
             probes:\n  - {{name: answers, kind: tcp}}\n{more}",
            crate::place::RECIPE
        ),
    );
    let outcome = place.run("build base/recipe.yaml --format json").succeeds();
    let report: Value = serde_json::from_str(&outcome.out).unwrap();
    let digest = report["digest"].as_str().unwrap().to_owned();
    (place, digest)
}

/// Writes a recipe that starts from the layout of the base.
fn upon(place: &Place, digest: &str, more: &str) {
    place.write(
        "recipe.yaml",
        format!(
            "haerterei: 1\nname: upper\nversion: \"2.1\"\nfrom:\n  image: oci:out/small\n  \
             digest: {digest}\n{more}"
        ),
    );
}

fn document(layout: &std::path::Path, digest: &str) -> Value {
    let path = layout.join("blobs/sha256").join(digest.trim_start_matches("sha256:"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The manifest of the only platform of the newest image of a layout.
fn manifest(place: &Place, layout: &str) -> Value {
    let layout = place.path(layout);
    let (_, digest) = tags(&layout).pop().expect("an image");
    let index = document(&layout, &digest);
    document(&layout, index["manifests"][0]["digest"].as_str().unwrap())
}

fn config(place: &Place, layout: &str) -> Value {
    let digest = manifest(place, layout)["config"]["digest"].as_str().unwrap().to_owned();
    document(&place.path(layout), &digest)
}

fn layers(place: &Place, layout: &str) -> Vec<String> {
    let manifest = manifest(place, layout);
    let layers = manifest["layers"].as_array().unwrap();
    layers.iter().map(|layer| layer["digest"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_image_upon_another_takes_its_layers_and_its_contract_over() {
    let (place, digest) = with_base("");
    upon(
        &place,
        &digest,
        "packages: [extra]\nports: [9090]\nenvironment: {TZ: UTC}\n\
         files:\n  - {target: /etc/upper.conf, content: \"a=b\"}\n",
    );
    let built = place.build();
    let (below, above) = (layers(&place, "out/small"), layers(&place, "out/upper"));
    assert_eq!(above.get(..below.len()), Some(below.as_slice()), "layers are shared");
    assert_eq!(above.len(), below.len() + 2, "one layer of packages, one of what was made");

    let config = config(&place, "out/upper");
    let text = config.to_string();
    for word in ["COLOUR=green", "TZ=UTC", "8080/tcp", "9090/tcp", "\"team\":\"one\""] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let contract = config["config"]["Labels"]["haerterei.contract"].as_str().unwrap();
    assert!(contract.contains("a colour") && contract.contains("/var/cache/app"), "{contract}");
    assert!(contract.contains("answers"), "probes are inherited: {contract}");
    let history: Vec<&str> = config["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|line| line["created_by"].as_str())
        .collect();
    assert_eq!(history.len(), above.len(), "{history:?}");
    assert!(history[below.len()].ends_with("extra=1.0"), "{history:?}");

    let annotations = &manifest(&place, "out/upper")["annotations"];
    let small = document(&place.path("out/small"), &digest);
    let below_manifest = &small["manifests"][0]["digest"];
    assert_eq!(&annotations["org.opencontainers.image.base.digest"], below_manifest);
    let name = annotations["org.opencontainers.image.base.name"].as_str().unwrap();
    assert!(name.starts_with("small:1.0-"), "{name}");
    let version = annotations["org.opencontainers.image.version"].as_str().unwrap();
    assert!(version.starts_with("2.1-"), "the application's own version: {version}");

    // What the base has is not installed again; every package is known to who reads the image.
    let lock = place.read("recipe.lock");
    assert!(lock.contains("name = \"extra\"") && !lock.contains("name = \"lib\""), "{lock}");
    assert!(lock.contains("[base]") && lock.contains(&digest), "{lock}");
    let inspection = place.run("inspect oci:out/upper --format json").succeeds();
    let facts: Value = serde_json::from_str(&inspection.out).unwrap();
    let names: Vec<&str> = facts["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    assert_eq!(names, ["app", "extra", "lib"]);
    let writable = facts["writable"].to_string();
    assert!(writable.contains("/var/cache/app"), "{writable}");

    // The same again, from the lock alone, without network, and in a fresh cache.
    assert_eq!(place.build_with("--locked --offline"), built);
    place.run("build recipe.yaml --check").succeeds();
    fs::remove_dir_all(place.path("home")).unwrap();
    assert_eq!(place.build_with("--anew"), built);
    output_is_whole(&place.path("out/upper"));
}

#[test]
fn an_application_is_ten_lines_and_needs_no_package() {
    let (place, digest) = with_base("");
    upon(&place, &digest, "files:\n  - {target: /srv/app.war, content: app}\n");
    let built = place.build();
    assert_eq!(layers(&place, "out/upper").len(), layers(&place, "out/small").len() + 1);
    let report = place.run("build recipe.yaml").succeeds();
    assert!(
        report.out.contains("Built upon") && report.out.contains("small:1.0-"),
        "{}",
        report.out
    );
    let shown = place.run("recipe show recipe.yaml").succeeds();
    assert!(shown.out.contains("value: green  # small:1.0-"), "{}", shown.out);
    assert_eq!(place.build_with("--locked"), built);
}

#[test]
fn a_recipe_as_base_is_built_by_its_own_lock_and_pinned() {
    let (place, _) = with_base("");
    place.write(
        "recipe.yaml",
        "haerterei: 1\nname: upper\nfrom: base/recipe.yaml\npackages: [extra]\n",
    );
    let first = place.build();
    let lock = place.read("recipe.lock");
    assert!(lock.contains("name = \"small:1.0-"), "{lock}");
    let shown = place.run("recipe show recipe.yaml").succeeds();
    assert!(shown.out.contains("value: green  # base/recipe.yaml:"), "{}", shown.out);
    assert_eq!(place.build_with("--locked --offline"), first);
    place.run("build recipe.yaml --check").succeeds();

    // The base moves on by its own lock: `--locked` says so, a build goes along.
    place.publish(&[app("1.1"), lib("1.0"), extra("1.0")], 1);
    place.run("lock base/recipe.yaml --update").succeeds();
    place.run("build recipe.yaml --locked").fails(
        2,
        "build-base-changed",
        &["small:1.1-", "recipe.lock", "amd64"],
    );
    assert_ne!(place.build(), first);
    assert!(place.read("recipe.lock").contains("name = \"small:1.1-"));
    place.run("build recipe.yaml --locked").succeeds();
    // A base without a lock gets one, unless only locks count.
    fs::remove_file(place.path("base/recipe.lock")).unwrap();
    place.run("build recipe.yaml --locked").fails(2, "build-no-lock", &["base/recipe.lock"]);
    place.run("build recipe.yaml").succeeds();
    assert!(place.path("base/recipe.lock").exists());
}

#[test]
fn what_is_wrong_with_a_base_points_at_its_line() {
    let (place, digest) = with_base("");
    let other = format!("sha256:{}", "0".repeat(64));
    upon(&place, &other, "");
    place.run("build recipe.yaml").fails(
        2,
        "recipe-base-unusable",
        &["recipe.yaml:6:", "digest: sha256:000", &digest, "what changed"],
    );
    place.write(
        "recipe.yaml",
        format!("haerterei: 1\nname: upper\nfrom:\n  image: oci:out/nothing\n  digest: {digest}\n"),
    );
    place.run("build recipe.yaml").fails(
        2,
        "recipe-base-unusable",
        &["recipe.yaml:4:", "image: oci:out/nothing", "out/nothing"],
    );
    for (text, key, words) in [
        (
            "from:\n  image: registry.example/small:1\n  digest: sha256:x\n",
            "recipe-faulty",
            ["recipe.yaml:5:", "not a digest"],
        ),
        (
            "from:\n  image: oci:out/small\n",
            "recipe-faulty",
            ["recipe.yaml:4:", "needs the digest"],
        ),
        ("from: recipe.yaml\n", "recipe-faulty", ["recipe.yaml:3:", "starts from itself"]),
        ("from: nothing.yaml\n", "recipe-file-missing", ["recipe.yaml:3:", "nothing.yaml"]),
    ] {
        place.write("recipe.yaml", format!("haerterei: 1\nname: upper\n{text}"));
        place.run("build recipe.yaml").fails(2, key, &words);
    }
    upon(&place, &digest, "architectures: [amd64, arm64]\n");
    place.run("build recipe.yaml").fails(
        2,
        "recipe-faulty",
        &["recipe.yaml:7:", "not for arm64", "it is for amd64"],
    );
    upon(&place, &digest, "distribution: debian/trixie\n");
    place.run("build recipe.yaml").fails(
        2,
        "recipe-faulty",
        &["recipe.yaml:7:", "amtslinux/first", "debian/trixie"],
    );
    upon(&place, &digest, "packages: [extra, \"lib (>= 9)\"]\n");
    place.run("build recipe.yaml").fails(
        2,
        "recipe-faulty",
        &["recipe.yaml:7:", "lib (>= 9)", "brings version 1.0"],
    );
    upon(&place, &digest, "");
    place.build();
}

#[test]
fn errors_about_bases_speak_german() {
    let (place, digest) = with_base("");
    let say = |words: &[&str]| {
        let mut command = place.command("build recipe.yaml");
        let outcome = Outcome::of(&command.env("HAERTEREI_LANG", "de").output().unwrap());
        for word in words {
            assert!(outcome.err.contains(word), "{word}: {}", outcome.err);
        }
        for english in [" the ", " is not ", " image has "] {
            assert!(!outcome.err.contains(english), "{}", outcome.err);
        }
    };
    upon(&place, &format!("sha256:{}", "0".repeat(64)), "");
    say(&["recipe.yaml:6:", "Das Basis-Image ist nicht verwendbar", "gibt es hier nicht"]);
    upon(&place, &digest, "packages: [\"lib (>= 9)\"]\n");
    say(&["recipe.yaml:7:", "bringt Version 1.0 mit"]);
    upon(&place, &digest, "architectures: [arm64]\n");
    say(&["nicht für arm64", "nur für amd64"]);
}

#[test]
fn packages_that_do_not_go_with_the_base_are_explained() {
    let (place, digest) = with_base("");
    place.publish(&[app("1.0"), lib("2.0"), extra("1.0").field("Depends", "lib (>= 2)")], 1);
    upon(&place, &digest, "packages: [extra]\n");
    place.run("build recipe.yaml").fails(
        2,
        "build-upon-base",
        &["small:1.0-", "lib (>= 2)", "1.0", "older than the archive"],
    );
    // The same path from the base and from a package.
    let clash =
        extra("1.0").directory("usr/share/app", 0o755).file("usr/share/app/data", 0o644, "x");
    place.publish(&[app("1.0"), lib("1.0"), clash], 2);
    place.run("build recipe.yaml").fails(
        2,
        "build-overlap",
        &["small:1.0-", "extra", "/usr/share/app/data"],
    );
}

#[test]
fn what_is_taken_out_of_a_base_is_hidden_and_no_longer_declared() {
    let (place, digest) = with_base("");
    upon(
        &place,
        &digest,
        "without:\n  environment: [COLOUR]\n  ports: [\"8080 tcp\"]\n  probes: [answers]\n\
         remove:\n  - {path: /usr/share/lib, reason: not needed}\n",
    );
    let built = place.build();
    let text = config(&place, "out/upper").to_string();
    assert!(!text.contains("COLOUR") && !text.contains("8080"), "{text}");
    let inspection = place.run("inspect oci:out/upper --path /usr/share/lib").out;
    assert!(!inspection.contains("usr/share/lib/text"), "{inspection}");
    assert_eq!(place.build_with("--locked"), built);
    upon(&place, &digest, "without:\n  environment: [COLOR]\n");
    place.run("build recipe.yaml").fails(2, "recipe-faulty", &["recipe.yaml:8:", "`COLOR`"]);
}

#[test]
fn the_hardening_of_the_whole_tree_is_checked() {
    let place = Place::without_packages();
    let shell = DebBuilder::new("dash", "1", "amd64")
        .directory("usr", 0o755)
        .directory("usr/bin", 0o755)
        .file("usr/bin/dash", 0o755, "not really");
    place.publish(&[app("1.0"), lib("1.0"), shell], 0);
    place.recipe("");
    place.run("build recipe.yaml --output oci:out/small").succeeds();
    place.write("base/recipe.yaml", crate::place::RECIPE);
    place.write(
        "recipe.yaml",
        "haerterei: 1\nname: upper\nfrom: base/recipe.yaml\npackages: [dash]\n",
    );
    place.run("build recipe.yaml").fails(1, "build-faults", &["/usr/bin/dash", "allow: shell:"]);
    assert!(!place.path("out/upper").exists());
    place.write(
        "recipe.yaml",
        "haerterei: 1\nname: upper\nfrom: base/recipe.yaml\npackages: [dash]\n\
         allow: {shell: for a test}\nentrypoint: [/usr/bin/dash]\n",
    );
    place.run("build recipe.yaml").succeeds();
}

#[test]
fn an_archive_serves_as_base_like_a_layout() {
    let (place, digest) = with_base("");
    upon(&place, &digest, "packages: [extra]\n");
    let built = place.build();
    place.run("build base/recipe.yaml --output oci-archive:base.tar").succeeds();
    let recipe = place.read("recipe.yaml").replace("oci:out/small", "oci-archive:base.tar");
    place.write("recipe.yaml", &recipe);
    place.write("recipe.yaml", recipe.replace("  digest", "  name: small:one\n  digest"));
    place.build();
    let annotations = &manifest(&place, "out/upper")["annotations"];
    assert_eq!(annotations["org.opencontainers.image.base.name"], "small:one");
    assert_ne!(place.build(), built, "another name is another annotation");
}
