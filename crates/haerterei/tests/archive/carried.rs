// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Everything a lock names, carried away: with it, an empty cache and no network give the same
//! digest; without it they do not.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{example, haerterei, run};

#[test]
fn a_bundle_is_enough_to_build_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("here");
    fs::create_dir_all(&here).unwrap();
    let recipe = example("static", &here);
    let image = |name: &str| format!("oci:{}", folder.path().join(name).display());
    run(haerterei().arg("build").arg(&recipe).args(["--output", &image("first")]));

    let (layout, archive) = (folder.path().join("bundle"), folder.path().join("bundle.tar"));
    for output in
        [format!("oci:{}", layout.display()), format!("oci-archive:{}", archive.display())]
    {
        run(haerterei().args(["lock", "export", "--output", &output]).arg(&recipe));
    }
    let manifest = manifest(&layout);
    assert_eq!(manifest["artifactType"], "application/vnd.haerterei.bundle.v1");
    let kinds: Vec<&str> = manifest["layers"].as_array().unwrap().iter().map(kind).collect();
    for wanted in [
        "application/vnd.haerterei.lock.v1+toml",
        "application/vnd.debian.binary-package",
        "application/vnd.debian.release",
        "application/vnd.debian.index",
    ] {
        assert!(kinds.contains(&wanted), "{wanted}: {kinds:?}");
    }

    // The other side has recipe and lock, an empty cache and no network.
    let build = |store: Option<&Path>, output: &str| {
        let mut command = haerterei();
        let home = folder.path().join(format!("home-{output}"));
        command.args(["build", "--locked", "--offline"]).arg(&recipe);
        command.args(["--output", &image(output)]).env("HAERTEREI_HOME", home);
        if let Some(store) = store {
            command.arg("--package-store").arg(store);
        }
        command
    };
    let output = build(None, "nothing").output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    run(&mut build(Some(&layout), "second"));
    run(&mut build(Some(&archive), "third"));
    let index = |name: &str| fs::read_to_string(folder.path().join(name).join("index.json"));
    let first = index("first").unwrap();
    assert_eq!(first, index("second").unwrap());
    assert_eq!(first, index("third").unwrap());
}

#[test]
fn a_bundle_holds_what_the_images_below_are_built_from() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("here");
    fs::create_dir_all(&here).unwrap();
    let recipe = example("static", &here).with_file_name("app.yaml");
    let text =
        "haerterei: 1\nname: app\nfrom: recipe.yaml\nannotations: {org.example.level: high}\n";
    fs::write(&recipe, text).unwrap();
    let image = |name: &str| format!("oci:{}", folder.path().join(name).display());
    run(haerterei().arg("build").arg(&recipe).args(["--output", &image("first")]));
    let layout = folder.path().join("bundle");
    run(haerterei().args(["lock", "export", "--output", &image("bundle")]).arg(&recipe));
    let manifest = manifest(&layout);
    let of_kind = |wanted: &str| {
        manifest["layers"].as_array().unwrap().iter().filter(|layer| kind(layer) == wanted).count()
    };
    assert_eq!(of_kind("application/vnd.haerterei.lock.v1+toml"), 2);
    assert!(of_kind("application/vnd.debian.binary-package") > 0);

    let home = folder.path().join("empty");
    run(haerterei()
        .args(["build", "--locked", "--offline", "--package-store"])
        .arg(&layout)
        .arg(&recipe)
        .args(["--output", &image("second")])
        .env("HAERTEREI_HOME", home));
    let index = |name: &str| fs::read_to_string(folder.path().join(name).join("index.json"));
    assert_eq!(index("first").unwrap(), index("second").unwrap());
}

#[test]
fn a_bundle_with_sources_has_the_control_file_of_each() {
    let folder = tempfile::tempdir().unwrap();
    let recipe = example("static", folder.path());
    run(haerterei().arg("lock").arg(&recipe));
    let layout = folder.path().join("bundle");
    let output = format!("oci:{}", layout.display());
    let mut export = haerterei();
    export.args(["lock", "export", "--sources", "--output", &output]).arg(&recipe);
    let said = export.output().unwrap();
    let talk = String::from_utf8_lossy(&said.stderr);
    if talk.contains("archive-package-unreachable") && talk.contains("does not exist") {
        println!("not run: the mirror at hand carries no source packages");
        return;
    }
    assert!(said.status.success(), "{talk}");
    let manifest = manifest(&layout);
    let sources: Vec<&Value> = manifest["layers"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|layer| kind(layer) == "application/vnd.debian.source-package")
        .collect();
    let titles: Vec<&str> = sources
        .iter()
        .map(|layer| layer["annotations"]["org.opencontainers.image.title"].as_str().unwrap())
        .collect();
    let lock = fs::read_to_string(recipe.with_file_name("recipe.lock")).unwrap();
    let names = lock.lines().filter_map(|line| line.strip_prefix("source = \""));
    let mut count = 0;
    for name in names.map(|name| name.trim_end_matches('"')) {
        let control = titles
            .iter()
            .filter_map(|title| title.strip_suffix(".dsc"))
            .any(|title| title.starts_with(&format!("{name}_")));
        assert!(control, "{name}: {titles:?}");
        count += 1;
    }
    assert!(count > 0, "{lock}");
    for layer in sources {
        let hex = layer["digest"].as_str().unwrap().trim_start_matches("sha256:");
        let length = fs::metadata(layout.join("blobs/sha256").join(hex)).unwrap().len();
        assert_eq!(Some(length), layer["size"].as_u64());
    }
}

fn kind(layer: &Value) -> &str {
    layer["mediaType"].as_str().unwrap()
}

/// The manifest of the only artifact of a layout.
fn manifest(layout: &Path) -> Value {
    let read = |path: std::path::PathBuf| -> Value {
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    };
    let index = read(layout.join("index.json"));
    let hex = index["manifests"][0]["digest"].as_str().unwrap().trim_start_matches("sha256:");
    read(layout.join("blobs/sha256").join(hex))
}
