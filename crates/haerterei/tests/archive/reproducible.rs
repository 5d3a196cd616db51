// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The same lock gives the same digest: in another folder, time zone, umask, locale, with another
//! number of threads, and with packages fetched in another order.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{example, haerterei, mirrors, project, run};

#[test]
fn static_is_the_same_everywhere() {
    same_everywhere("static", &["linux/amd64", "linux/arm64"]);
}

#[test]
#[ignore = "oracle: needs the archive"]
fn java_is_the_same_everywhere() {
    same_everywhere("java", &["linux/amd64", "linux/arm64"]);
}

#[test]
#[ignore = "oracle: needs the archive"]
fn tomcat_is_the_same_everywhere() {
    same_everywhere("tomcat", &["linux/amd64", "linux/arm64"]);
}

#[test]
#[ignore = "oracle: needs Ubuntu's archive"]
fn tomcat_on_ubuntu_is_the_same_everywhere() {
    println!("not run: linux/arm64 of tomcat-ubuntu, whose ports archive is not at hand here");
    same_everywhere("tomcat-ubuntu", &["linux/amd64"]);
}

/// Examples that have a test of their own above.
const ALONE: [&str; 4] = ["static", "java", "tomcat", "tomcat-ubuntu"];

#[test]
#[ignore = "oracle: needs the archive"]
fn every_other_example_is_the_same_everywhere() {
    let examples = fs::read_dir(project().join("examples")).unwrap();
    let mut names: Vec<String> = examples
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("recipe.yaml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !ALONE.contains(&name.as_str()))
        .collect();
    names.sort();
    for name in names {
        println!("{name}");
        same_everywhere(&name, &["linux/amd64", "linux/arm64"]);
    }
}

#[test]
#[ignore = "oracle: needs the archive"]
fn static_from_bookworm_is_the_same_everywhere() {
    same_everywhere_with(
        "static",
        "distribution: debian/bookworm",
        &["linux/amd64", "linux/arm64"],
    );
}

fn same_everywhere(name: &str, platforms: &[&str]) {
    same_everywhere_with(name, "", platforms);
}

/// Builds an example twice; a distribution that is not empty takes the place of its own.
fn same_everywhere_with(name: &str, distribution: &str, platforms: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a"), folder.path().join("another folder"));
    fs::create_dir_all(&first).unwrap();
    fs::create_dir_all(&second).unwrap();
    let recipe = example(name, &first);
    from(&recipe, distribution);
    let platforms: Vec<&str> =
        platforms.iter().flat_map(|platform| ["--platform", platform]).collect();
    run(haerterei()
        .arg("build")
        .arg(&recipe)
        .args(&platforms)
        .args(mirrors(name))
        .arg("--output")
        .arg(output(&first)));

    // The other builder has the recipe and the lock, a cache of its own, and other habits.
    let other = example(name, &second);
    from(&other, distribution);
    fs::copy(recipe.with_file_name("recipe.lock"), other.with_file_name("recipe.lock")).unwrap();
    // An application's base is built by its own lock.
    let base = "../tomcat/recipe.lock";
    if name == "tomcat-app" {
        fs::copy(recipe.with_file_name(base), other.with_file_name(base)).unwrap();
    }
    let mut command = Command::new("sh");
    command
        .args(["-c", "umask 077 && exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_haerterei"))
        .args(["build", "--locked", "--threads", "1"])
        .arg(&other)
        .args(&platforms)
        .args(mirrors(name))
        .arg("--output")
        .arg(output(&second))
        .env("HAERTEREI_HOME", second.join("home"))
        .env("TZ", "Pacific/Kiritimati")
        .env("LC_ALL", "de_DE.UTF-8")
        .current_dir(&second);
    run(&mut command);
    assert_eq!(index(&first), index(&second), "{name}");

    // The second builder's own command says the same.
    run(haerterei().args(["build", "--check"]).arg(&recipe).args(&platforms).args(mirrors(name)));
}

/// Lets a recipe take its packages from another distribution.
fn from(recipe: &Path, distribution: &str) {
    if !distribution.is_empty() {
        let text = fs::read_to_string(recipe).unwrap();
        let other = text.replace("distribution: debian/trixie", distribution);
        assert_ne!(text, other, "its own is named");
        fs::write(recipe, other).unwrap();
    }
}

fn output(folder: &Path) -> String {
    format!("oci:{}", folder.join("image").display())
}

/// The digest of the named image of a layout.
fn index(folder: &Path) -> String {
    let bytes = fs::read(folder.join("image/index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let named = index["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| !entry["annotations"]["org.opencontainers.image.ref.name"].is_null());
    named.expect("a named image")["digest"].as_str().unwrap().to_owned()
}
