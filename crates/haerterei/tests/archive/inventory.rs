// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Inventories, judged by dpkg and find.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{example, haerterei, run};

/// Name, version, architecture, source and the source's version.
type Package = [String; 5];

/// What dpkg says is installed by a database.
fn by_dpkg(database: &Path) -> BTreeSet<Package> {
    let fields = "${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\t\
                  ${source:Package}\t${source:Version}\n";
    let output = Command::new("dpkg-query")
        .arg(format!("--admindir={}", database.display()))
        .args(["--show", "--showformat", fields])
        .output()
        .expect("dpkg-query runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .expect("UTF-8")
        .lines()
        .filter_map(|line| {
            let (status, package) = line.split_once('\t')?;
            let is_installed = !matches!(status, "not-installed" | "config-files");
            let fields: Vec<String> = package.split('\t').map(str::to_owned).collect();
            is_installed.then(|| fields.try_into().expect("five fields"))
        })
        .collect()
}

fn inventory(image: &str) -> Value {
    let mut command = haerterei();
    let output = command.args(["sbom", image, "--format", "json"]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn packages(inventory: &Value) -> BTreeSet<Package> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    inventory["components"]
        .as_array()
        .expect("components")
        .iter()
        .filter(|one| one["kind"] == "system-package")
        .map(|one| {
            let source = &one["source"];
            [
                &one["name"],
                &one["version"],
                &one["architecture"],
                &source["name"],
                &source["version"],
            ]
            .map(text)
        })
        .collect()
}

/// Demands that as many files are accounted for as there are.
fn accounts_for(inventory: &Value, files: usize) {
    let counts = &inventory["completeness"];
    let classes = ["owned", "database", "configuration", "data", "components", "unknown"];
    let sum: u64 = classes.iter().filter_map(|class| counts[class].as_u64()).sum();
    assert_eq!((counts["files"].as_u64(), sum), (Some(files as u64), files as u64), "{counts}");
}

#[test]
#[ignore = "oracle: needs dpkg"]
fn the_packages_of_a_system_are_those_that_dpkg_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("root");
    let database = root.join("var/lib/dpkg");
    fs::create_dir_all(root.join("etc")).expect("a folder");
    fs::create_dir_all(database.join("info")).expect("a folder");
    fs::copy("/etc/os-release", root.join("etc/os-release")).expect("os-release");
    fs::copy("/var/lib/dpkg/status", database.join("status")).expect("a database");
    for entry in fs::read_dir("/var/lib/dpkg/info").expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), database.join("info").join(entry.file_name())).expect("a copy");
    }
    let inventory = inventory(&format!("dir:{}", root.display()));
    let judged = by_dpkg(&database);
    assert!(judged.len() > 50, "dpkg knows too little to judge");
    assert_eq!(packages(&inventory), judged);
    let find = Command::new("find").arg(&root).args(["-type", "f"]).output().expect("find runs");
    accounts_for(&inventory, String::from_utf8_lossy(&find.stdout).lines().count());
    // Everyone has a name that the whole world can cite.
    for component in inventory["components"].as_array().expect("components") {
        let is_package = component["kind"] == "system-package";
        assert!(!is_package || component["purl"].is_string(), "{component}");
    }
}

#[test]
#[ignore = "oracle: needs the archive"]
fn every_package_of_an_own_image_is_in_its_inventory() {
    let folder = tempfile::tempdir().expect("a folder");
    let recipe = example("java", folder.path());
    let image = format!("oci:{}", folder.path().join("image").display());
    run(haerterei().arg("build").arg(&recipe).args(["--output", &image]));
    let inventory = inventory(&image);
    // What was built in stands in the lock; `inspect` reads the image on its own.
    let lock = fs::read_to_string(recipe.with_file_name("recipe.lock")).expect("a lock");
    let found = packages(&inventory);
    assert!(found.len() > 5, "{found:?}");
    for [name, ..] in &found {
        assert!(lock.contains(&format!("name = \"{name}\"")), "`{name}` is not in the lock");
    }
    let output = run(haerterei().args(["inspect", &image, "--format", "json"]));
    let inspection: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let inspected: BTreeSet<Package> = inspection["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|one| {
            ["name", "version", "architecture", "source", "source-version"]
                .map(|field| text(&one[field]))
        })
        .collect();
    assert_eq!(found, inspected);
    let output = run(haerterei().args(["inspect", &image, "--format", "tree"]));
    let tree = String::from_utf8_lossy(&output.stdout).into_owned();
    let files = tree.lines().filter(|line| line.starts_with('-')).count();
    accounts_for(&inventory, files);
}

/// Installs Debian's smallest system with a few packages more, as an operator would.
pub(crate) fn installed(root: &Path) {
    let sources = fs::read_to_string("/etc/apt/sources.list.d/debian.sources")
        .expect("the host's apt configuration names a mirror");
    let mirror = sources
        .lines()
        .filter_map(|line| line.strip_prefix("URIs:"))
        .flat_map(str::split_whitespace)
        .find(|uri| !uri.contains("security"))
        .expect("a mirror");
    run(Command::new("debootstrap")
        .env("LC_ALL", "C")
        .args(["--variant=minbase", "--include=ca-certificates,openssl,perl,python3", "bookworm"])
        .arg(root)
        .arg(mirror));
}

/// Regular files below a folder, by their paths there.
fn files_below(root: &Path) -> BTreeSet<String> {
    let find = Command::new("find").current_dir(root).args([".", "-xdev", "-type", "f"]).output();
    let find = find.expect("find runs");
    let lines = String::from_utf8(find.stdout).expect("UTF-8");
    lines.lines().filter_map(|line| line.strip_prefix('.').map(str::to_owned)).collect()
}

/// Files that dpkg's own lists name and that are there. Folders of the lists may be links.
fn listed_by_dpkg(root: &Path) -> BTreeSet<String> {
    let database = root.join("var/lib/dpkg");
    let mut listed = BTreeSet::new();
    let divert = run(Command::new("dpkg-divert")
        .env("LC_ALL", "C")
        .arg(format!("--admindir={}", database.display()))
        .args(["--list"]));
    let diverted: Vec<[String; 2]> = String::from_utf8(divert.stdout)
        .expect("UTF-8")
        .lines()
        .filter_map(|line| {
            let (_, line) = line.split_once("diversion of ")?;
            let (from, line) = line.split_once(" to ")?;
            let to = line.split_once(" by ").map_or(line, |(to, _)| to);
            Some([from.to_owned(), to.to_owned()])
        })
        .collect();
    for entry in fs::read_dir(database.join("info")).expect("a folder") {
        let list = entry.expect("an entry").path();
        if list.extension().is_none_or(|end| end != "list") {
            continue;
        }
        let lines = fs::read_to_string(list).expect("a list");
        let ways = lines.lines().flat_map(|line| {
            let kept = diverted.iter().filter(move |[from, _]| from == line);
            std::iter::once(line.to_owned()).chain(kept.map(|[_, to]| to.clone()))
        });
        for way in ways {
            let place = root.join(way.trim_start_matches('/'));
            let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else { continue };
            let Ok(folder) = folder.canonicalize() else { continue };
            let place = folder.join(name);
            if let Ok(inside) = place.strip_prefix(root)
                && place.symlink_metadata().is_ok_and(|file| file.is_file())
            {
                listed.insert(format!("/{}", inside.display()));
            }
        }
    }
    listed
}

#[test]
#[ignore = "oracle: needs debootstrap, dpkg, root and the network"]
fn the_packages_and_files_of_an_installed_system_are_those_that_dpkg_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("a folder").join("root");
    installed(&root);
    let inventory = inventory(&format!("dir:{}", root.display()));
    let database = root.join("var/lib/dpkg");
    assert_eq!(packages(&inventory), by_dpkg(&database));

    let files = files_below(&root);
    accounts_for(&inventory, files.len());
    let listed = listed_by_dpkg(&root);
    assert!(listed.len() > 1000, "dpkg lists too little to judge");
    let is_ours = |path: &str| {
        // Records of dpkg, and what Python compiled of sources that dpkg lists.
        let is_compiled = Path::new(path).extension().is_some_and(|end| end == "pyc");
        !path.starts_with("/var/lib/dpkg/") && !is_compiled
    };
    let unlisted: BTreeSet<String> =
        files.difference(&listed).filter(|path| is_ours(path)).cloned().collect();
    let components = inventory["components"].as_array().expect("components").iter();
    let alone = components
        .filter(|one| one["how"] == "presence")
        .flat_map(|one| one["locations"].as_array().expect("locations"));
    let owned_by_nobody: BTreeSet<String> = inventory["files"]
        .as_array()
        .expect("files")
        .iter()
        .chain(alone)
        .filter_map(|file| file["path"].as_str())
        .filter(|path| is_ours(path))
        .map(str::to_owned)
        .collect();
    assert_eq!(owned_by_nobody, unlisted);
}
