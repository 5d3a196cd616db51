// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Variants: further images of one recipe that share its layers.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use haerterei_testkit::deb::DebBuilder;
use serde_json::Value;

use crate::place::{Place, app, lib, output_is_whole, tags};

const VARIANTS: &str = "\
entrypoint: [/usr/share/app/start]
variants:
  debug:
    packages: [dash]
    entrypoint: [/usr/bin/dash]
    allow: {shell: to look around}
  build:
    packages: [dash, compiler]
    user: \"0:0\"
    entrypoint: [/usr/bin/dash]
    keep:
      - {path: /usr/include, reason: for compiling}
    allow:
      shell: for build scripts
      root: the build installs packages
";

fn place() -> Place {
    let place = Place::without_packages();
    publish(&place, 0);
    place.recipe(VARIANTS);
    place
}

fn publish(place: &Place, day: i64) {
    let program = |name: &str| {
        DebBuilder::new(name, "1", "amd64")
            .directory("usr", 0o755)
            .directory("usr/bin", 0o755)
            .file(&format!("usr/share/doc/{name}/copyright"), 0o644, "free")
            .file(&format!("usr/bin/{name}"), 0o755, name.repeat(1000))
    };
    let app = app("1.0").file("usr/share/app/start", 0o755, "x");
    let compiler = program("compiler").field("Depends", "lib").file("usr/include/a.h", 0o644, "x");
    place.publish(&[app, lib("1.0"), program("dash"), compiler], day);
}

fn read(place: &Place, digest: &str) -> Value {
    let blob = digest.trim_start_matches("sha256:");
    serde_json::from_str(&place.read(&format!("out/small/blobs/sha256/{blob}"))).unwrap()
}

/// The layers and the configuration of the image whose tag ends so.
fn image(place: &Place, is: impl Fn(&str) -> bool) -> (Vec<String>, Value) {
    let tags = tags(&place.path("out/small"));
    let (_, digest) = tags.iter().find(|(tag, _)| is(tag)).unwrap_or_else(|| panic!("{tags:?}"));
    let index = read(place, digest);
    let manifest = read(place, index["manifests"][0]["digest"].as_str().unwrap());
    let layers = manifest["layers"].as_array().unwrap();
    let layers = layers.iter().map(|layer| layer["digest"].as_str().unwrap().to_owned()).collect();
    (layers, read(place, manifest["config"]["digest"].as_str().unwrap()))
}

fn usual(tag: &str) -> bool {
    !tag.ends_with("-build") && !tag.ends_with("-debug")
}

#[test]
fn variants_share_the_layers_of_the_recipe() {
    let place = place();
    let first = place.run("build recipe.yaml --format json").succeeds();
    let runtime: Value = serde_json::from_str(&first.out).unwrap();
    assert!(!place.read("recipe.lock").contains("dash"), "variants are resolved when asked for");

    let all = place.run("build recipe.yaml --variant all --format json").succeeds();
    let reports: Value = serde_json::from_str(&all.out).unwrap();
    let names: Vec<Option<&str>> =
        reports.as_array().unwrap().iter().map(|report| report["variant"].as_str()).collect();
    assert_eq!(names, [None, Some("build"), Some("debug")]);
    assert_eq!(reports[0]["digest"], runtime["digest"], "variants change nothing of the recipe");

    let (below, _) = image(&place, usual);
    for (ending, user, entrypoint) in
        [("-build", "0:0", "/usr/bin/dash"), ("-debug", "65532:0", "/usr/bin/dash")]
    {
        let (layers, config) = image(&place, |tag| tag.ends_with(ending));
        assert_eq!(layers.get(..below.len()), Some(below.as_slice()), "{ending}");
        assert!(layers.len() > below.len());
        assert_eq!(config["config"]["User"], user);
        assert_eq!(config["config"]["Entrypoint"][0], entrypoint);
    }
    let lock = place.read("recipe.lock");
    assert!(lock.contains("[[variant.build.package]]") && lock.contains("[variant.debug.result"));
    output_is_whole(&place.path("out/small"));

    place.run("build recipe.yaml --variant all --locked --offline").succeeds();
    place.run("build recipe.yaml --variant all --check").succeeds();
    assert_eq!(place.read("recipe.lock"), lock);
    // What the rules leave out stays out of the variant that does not keep it.
    let inspect = |ending: &str| {
        let tags = tags(&place.path("out/small"));
        let (tag, _) = tags.into_iter().find(|(tag, _)| tag.ends_with(ending)).unwrap();
        place.run(&format!("inspect oci:out/small:{tag} --format json")).succeeds().out
    };
    assert!(inspect("-build").contains("compiler") && !inspect("-debug").contains("compiler"));
}

#[test]
fn a_change_of_a_variant_leaves_the_others_as_they_are() {
    let place = place();
    place.run("build recipe.yaml --variant all").succeeds();
    let before = tags(&place.path("out/small"));
    place.recipe(&VARIANTS.replace("to look around", "to look around with care"));
    place.run("build recipe.yaml --locked").succeeds();
    place.run("build recipe.yaml --variant build --locked").succeeds();
    place.run("build recipe.yaml --variant debug --locked").fails(
        2,
        "build-variant-not-locked",
        &["debug", "recipe.lock", "haerterei lock --variant debug"],
    );
    place.run("build recipe.yaml --variant all").succeeds();
    let after = tags(&place.path("out/small"));
    let kept = before.iter().filter(|image| after.contains(image)).count();
    assert_eq!(kept, 3, "runtime and build are the same, the older debug is still there");
    assert_eq!(after.len(), 4);
}

#[test]
fn an_update_moves_variants_with_their_recipe() {
    let place = place();
    place.run("lock recipe.yaml --variant all").succeeds();
    assert!(place.read("recipe.lock").contains("[[variant.build.package]]"));
    publish(&place, 1);
    place.run("lock recipe.yaml --update").succeeds();
    place.run("build recipe.yaml --variant all --locked").succeeds();
}

#[test]
fn what_is_wrong_with_a_variant_is_told() {
    let place = place();
    place.run("build recipe.yaml --variant bulid").fails(
        2,
        "build-no-variant",
        &["bulid", "runtime, build, debug"],
    );
    place.run("build recipe.yaml --variant all --output oci-archive:x.tar").fails(
        2,
        "command-several-images",
        &["oci-archive:x.tar", "oci:DIR"],
    );
    place.recipe(&VARIANTS.replace("    allow: {shell: to look around}\n", ""));
    place.run("build recipe.yaml").fails(2, "recipe-faulty", &["recipe.yaml:10:", "is a shell"]);
    place.recipe("variants:\n  runtime: {packages: [dash]}\n  all: {}\n");
    place.run("build recipe.yaml").fails(2, "recipe-faulty", &["recipe.yaml:7:", "`runtime`"]);
    place.recipe("variants:\n  debug: {pakages: [dash]}\n");
    place.run("build recipe.yaml").fails(
        2,
        "recipe-faulty",
        &["recipe.yaml:7:", "variants.debug.pakages", "did you mean `packages`"],
    );
    place.recipe("variants:\n  debug: {packages: [dash]}\n");
    place.run("build recipe.yaml --variant debug").fails(
        1,
        "build-faults",
        &["/usr/bin/dash", "allow: shell:"],
    );
}

#[test]
fn tags_of_several_variants_carry_their_names() {
    let place = place();
    place.run("build recipe.yaml --variant all --output oci:out/small:1.0").succeeds();
    place.run("build recipe.yaml --variant debug --output oci:out/small:tools").succeeds();
    let names: Vec<String> =
        tags(&place.path("out/small")).into_iter().map(|(tag, _)| tag).collect();
    for tag in ["1.0", "1.0-build", "1.0-debug", "tools"] {
        assert!(names.iter().any(|name| name == tag), "{names:?}");
    }
}
