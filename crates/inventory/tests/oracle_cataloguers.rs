// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Our cataloguers against the tools that know better: what `dpkg-query`, `go version` and Python's
//! own library say of the host and of programs made for it.
#![expect(clippy::unwrap_used, reason = "a test may stop where the world fails it")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use haerterei_ground::TreePath;
use haerterei_inventory::catalogue::{Bounds, Content, START, read, recognise};
use haerterei_inventory::{Findings, Found};

fn run(command: &mut Command) -> String {
    let output = command.output().expect("this oracle needs dpkg, go and python3");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn catalogue(path: &Path) -> Findings {
    let bytes = fs::read(path).unwrap();
    let tree_path = TreePath::parse(path.as_os_str().as_encoded_bytes()).unwrap();
    let start = &bytes[..bytes.len().min(START)];
    let cataloguer = recognise(&tree_path, 0o755, bytes.len() as u64, start);
    let cataloguer = cataloguer.unwrap_or_else(|| panic!("{} is not recognised", path.display()));
    read(cataloguer, &tree_path, &Content::Memory(&bytes), &Bounds::default())
}

fn version(found: &Found) -> &str {
    found.version.as_deref().unwrap_or_default()
}

#[test]
#[ignore = "oracle: needs dpkg"]
fn dpkg_knows_the_same_packages_sources_and_files() {
    let format = "${Package} ${Version} ${Architecture} ${source:Package} ${source:Version}\n";
    let theirs = run(Command::new("dpkg-query").args(["-W", "-f", format]));
    // Packages of which only configuration is left have a status of their own.
    let states =
        run(Command::new("dpkg-query").args(["-W", "-f", "${Package} ${db:Status-Status}\n"]));
    let gone: BTreeSet<&str> =
        states.lines().filter_map(|line| line.strip_suffix(" config-files")).collect();
    let theirs: BTreeSet<&str> = theirs
        .lines()
        .filter(|line| line.split(' ').next().is_some_and(|name| !gone.contains(name)))
        .collect();
    let findings = catalogue(Path::new("/var/lib/dpkg/status"));
    assert_eq!(findings.damage, []);
    let lines: Vec<String> = findings
        .found
        .iter()
        .map(|found| {
            let source = found.source.as_ref().unwrap();
            let architecture = found.architecture.as_deref().unwrap();
            let source_version = source.version.as_deref().unwrap();
            let name = &found.name;
            format!("{name} {} {architecture} {} {source_version}", version(found), source.name)
        })
        .collect();
    assert_eq!(lines.iter().map(String::as_str).collect::<BTreeSet<_>>(), theirs);
    assert!(theirs.len() > 50);

    let list = run(Command::new("dpkg-query").args(["--control-path", "libc6", "md5sums"]));
    let list = list.trim().replace(".md5sums", ".list");
    let ours: BTreeSet<String> =
        catalogue(Path::new(&list)).owned.iter().map(|owned| owned.path.to_string()).collect();
    let theirs = run(Command::new("dpkg-query").args(["-L", "libc6"]));
    for file in theirs.lines().filter(|file| Path::new(file).is_file()) {
        assert!(ours.contains(file), "{file}");
    }
}

#[test]
#[ignore = "oracle: needs go"]
fn go_says_the_same_of_its_own_programs() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("go.mod"), "module example.org/Hello/v2\n\ngo 1.21\n").unwrap();
    fs::write(folder.path().join("main.go"), "package main\nfunc main() { println(1) }\n").unwrap();
    for flags in ["", "-s -w"] {
        let program = folder.path().join("hello");
        run(Command::new("go")
            .current_dir(folder.path())
            .args(["build", "-ldflags", flags, "-o"])
            .arg(&program));
        let said = run(Command::new("go").args(["version", "-m"]).arg(&program));
        let go = said.lines().next().unwrap().rsplit(": go").next().unwrap();
        let findings = catalogue(&program);
        let found: Vec<_> = findings.found.iter().map(|f| (&*f.name, version(f))).collect();
        assert_eq!(found, [("example.org/Hello/v2", ""), ("stdlib", go)]);
        assert!(findings.is_executable);
    }
}

#[test]
#[ignore = "oracle: needs python3 with a package"]
fn python_knows_the_same_packages() {
    let script = "import importlib.metadata as m\n\
        for d in m.distributions():\n print(d._path, d.metadata['Name'], d.version, sep='\\t')";
    let said = run(Command::new("python3").args(["-c", script]));
    let mut count = 0;
    for line in said.lines() {
        let [place, name, version_there] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!()
        };
        let place = Path::new(place);
        let file =
            ["METADATA", "PKG-INFO"].iter().map(|name| place.join(name)).find(|f| f.is_file());
        let findings = catalogue(&file.unwrap_or_else(|| place.to_owned()));
        let found = &findings.found[0];
        assert_eq!((&*found.name, version(found)), (name, version_there));
        count += 1;
        let record = place.join("RECORD");
        if record.is_file() {
            for owned in catalogue(&record).owned {
                let there = Path::new("/").join(owned.path.as_str().unwrap());
                let is_cache = there.extension().is_some_and(|end| end == "pyc");
                assert!(there.exists() || is_cache, "{}", there.display());
            }
        }
    }
    assert!(count > 0, "no Python package is installed");
}
