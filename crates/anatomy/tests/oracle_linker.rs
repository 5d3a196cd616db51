// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Our closure of the host's own programs against what the dynamic linker itself resolves.

#![expect(clippy::unwrap_used, reason = "a fault in a test's helper fails the test")]

mod host;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use haerterei_anatomy::{Closure, FileMap, Item, LinkerSettings, Need, Request, closure, ldcache};
use haerterei_ground::TreePath;

fn host_files() -> FileMap {
    let mut files = FileMap::new();
    let root = Path::new("/");
    for link in ["/bin", "/sbin", "/lib", "/lib64", "/lib32", "/libx32", "/etc/alternatives"] {
        host::read(&mut files, root, Path::new(link), &|_| true);
    }
    let wanted = |path: &Path| {
        !["share", "include", "src", "games", "python3", "debug"]
            .iter()
            .any(|name| path.file_name() == Some(name.as_ref()))
    };
    for folder in ["/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib64", "/usr/local/lib"] {
        host::read(&mut files, root, Path::new(folder), &wanted);
    }
    files
}

/// The libraries that the dynamic linker loads for a program: name and file; nothing for what it
/// does not find.
fn listed(program: &str) -> Option<BTreeMap<String, Option<TreePath>>> {
    let output = Command::new("/lib64/ld-linux-x86-64.so.2")
        .env_clear()
        .arg("--list")
        .arg(program)
        .output()
        .expect("the dynamic linker runs");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let line = line.trim();
        let Some((name, rest)) = line.split_once(" => ") else {
            continue;
        };
        let file = rest.split(" (").next().unwrap_or_default();
        let file = (file != "not found").then(|| {
            let real = fs::canonicalize(file).unwrap();
            TreePath::parse(real.to_str().unwrap()).unwrap()
        });
        // The linker names itself by its path.
        if !name.starts_with('/') {
            found.insert(name.to_owned(), file);
        }
    }
    // Exit codes other than 0 with output are files that are not complete.
    (!found.is_empty()).then_some(found)
}

fn ours(closure: &Closure, program: &TreePath) -> BTreeMap<String, Option<TreePath>> {
    let mut found: BTreeMap<String, Option<TreePath>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut left = vec![program.clone()];
    while let Some(path) = left.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        for edge in closure.satisfied.iter().filter(|edge| edge.from == path) {
            if !edge.need.starts_with('/') && !edge.need.starts_with("ld-linux") {
                found.insert(edge.need.clone(), Some(edge.to.clone()));
                left.push(edge.to.clone());
            }
        }
        for missing in closure.missing.iter().filter(|missing| missing.from == path) {
            if let Need::Library { name, .. } = &missing.need {
                found.insert(name.clone(), None);
            }
        }
    }
    found
}

#[test]
#[ignore = "oracle: needs a Debian host on amd64"]
fn every_program_loads_what_we_say() {
    let begin = Instant::now();
    let files = host_files();
    let read = begin.elapsed();
    let cache = ldcache::read(&fs::read("/etc/ld.so.cache").unwrap()).unwrap();
    let linker = LinkerSettings { cache, ..LinkerSettings::default() };
    let programs: Vec<TreePath> = files
        .iter()
        .filter(|(_, item)| matches!(item, Item::File { facts, .. }
            if facts.elf.as_ref().is_some_and(|elf| elf.is_64 && elf.is_dynamic_program() && elf.soname.is_none())))
        .map(|(path, _)| path.clone())
        .collect();
    let step = (programs.len() / 250).max(1);
    let sample: Vec<_> = programs.iter().step_by(step).collect();
    let (mut compared, mut differing) = (0, Vec::new());
    for program in sample {
        let Some(theirs) = listed(&program.to_string()) else {
            continue;
        };
        let request = Request {
            required: vec![program.clone()],
            linker: linker.clone(),
            ..Request::default()
        };
        let mut alone = FileMap::new();
        // Only this program beside all libraries: what others load must not matter.
        for (path, item) in files.iter() {
            let other_program = path != program
                && matches!(item, Item::File { facts, .. } if facts.elf.as_ref().is_some_and(
                    |elf| elf.is_dynamic_program() && elf.soname.is_none()));
            let is_elf_or_link = match item {
                Item::File { facts, .. } => facts.elf.is_some(),
                _ => true,
            };
            if !other_program && is_elf_or_link {
                alone.insert(path.clone(), item.clone());
            }
        }
        let closure = closure(&alone, &request);
        let ours = ours(&closure, program);
        compared += 1;
        if ours != theirs {
            differing.push(format!("{program}: {ours:?} instead of {theirs:?}"));
        }
        if compared == 40 {
            break;
        }
    }
    println!("read in {read:?}; {compared} programs compared");
    assert!(compared >= 20);
    assert!(differing.is_empty(), "{} differ: {}", differing.len(), differing.join("\n"));
}

#[test]
#[ignore = "oracle: needs a Debian host with openjdk-17-jre-headless"]
fn the_java_runtime_of_the_host_is_closed() {
    let files = host_files();
    let java = fs::canonicalize("/usr/bin/java").expect("a Java runtime is installed");
    let cache = ldcache::read(&fs::read("/etc/ld.so.cache").unwrap()).unwrap();
    let request = Request {
        required: vec![TreePath::parse(java.to_str().unwrap()).unwrap()],
        linker: LinkerSettings { cache, ..LinkerSettings::default() },
        ..Request::default()
    };
    let begin = Instant::now();
    let closure = closure(&files, &request);
    println!(
        "{} files in {:?}: {} edges, {} missing, {} features off",
        files.iter().count(),
        begin.elapsed(),
        closure.satisfied.len(),
        closure.missing.len(),
        closure.features_off.len()
    );
    for missing in closure.missing.iter().take(40) {
        println!("{missing:?}");
    }
    for feature in closure.features_off.iter().take(40) {
        println!("{} {:?} {:?}", feature.file, feature.absent, feature.java);
    }
    assert!(closure.is_closed());
    assert!(closure.reachable.iter().any(|path| path.name() == b"libjvm.so"));
}
