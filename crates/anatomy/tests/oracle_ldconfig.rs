// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Our `ld.so.cache` against the one that `ldconfig` makes of the same folders.

#![expect(clippy::unwrap_used, reason = "a fault in a test's helper fails the test")]

mod host;

use std::fs;
use std::path::Path;
use std::process::Command;

use haerterei_anatomy::{FileMap, ldcache};
use haerterei_ground::TreePath;

const FOLDERS: [&str; 2] = ["opt/one", "usr/lib"];

/// Lists the libraries of a cache as `ldconfig` does, in the cache's order.
fn listed(cache: &Path) -> Vec<String> {
    let output = Command::new("ldconfig")
        .env("LC_ALL", "C")
        .arg("-p")
        .arg("-C")
        .arg(cache)
        .output()
        .expect("ldconfig is in PATH");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter(|line| line.starts_with('\t'))
        .map(str::to_owned)
        .collect()
}

#[test]
#[ignore = "oracle: needs ldconfig and libraries in /usr/lib"]
fn ldconfig_lists_the_same_libraries_in_the_same_order() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    // The host's own libraries, in two folders; links that ldconfig would make are taken out.
    let (mut copied, mut removed) = (0, 0);
    let host = Path::new("/usr/lib").join(format!("{}-linux-gnu", std::env::consts::ARCH));
    for (number, folder) in FOLDERS.iter().enumerate() {
        fs::create_dir_all(root.join(folder)).unwrap();
        for entry in fs::read_dir(&host).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let number_of_name = name.bytes().map(usize::from).sum::<usize>();
            if !name.contains(".so") || number_of_name % 3 == number {
                continue;
            }
            let to = root.join(folder).join(&name);
            if entry.file_type().unwrap().is_symlink() {
                if number_of_name.is_multiple_of(7) {
                    removed += 1;
                    continue;
                }
                let target = fs::read_link(entry.path()).unwrap();
                std::os::unix::fs::symlink(target, to).unwrap();
            } else if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), to).unwrap();
                copied += 1;
            }
        }
    }
    assert!(copied > 50 && removed > 2, "{copied} libraries, {removed} links");
    fs::create_dir_all(root.join("etc")).unwrap();
    fs::write(root.join("etc/ld.so.conf"), "/opt/one\n").unwrap();

    let mut files = FileMap::new();
    host::read(&mut files, root, root, &|_| true);
    let read = |path: &TreePath| fs::read(root.join(path.as_str()?)).ok();
    let mut folders = haerterei_anatomy::ldconf::folders(
        &files,
        &TreePath::parse("etc/ld.so.conf").unwrap(),
        &read,
    );
    folders.push(TreePath::parse("usr/lib").unwrap());
    let (mut entries, mut missing_links) = (Vec::new(), 0);
    for folder in folders {
        let found = ldcache::libraries_in(&files, &folder, &folder.to_string());
        missing_links += found.missing_links.len();
        for (link, target) in found.missing_links {
            assert!(!root.join(link.as_str().unwrap()).exists(), "{link}");
            assert!(!target.is_empty());
        }
        entries.extend(found.entries);
    }
    assert!(missing_links > 0);
    let ours = root.join("our.cache");
    fs::write(&ours, ldcache::write(&entries).unwrap()).unwrap();

    let theirs = root.join("etc/ld.so.cache");
    let status =
        Command::new("ldconfig").arg("-r").arg(root).status().expect("ldconfig is in PATH");
    assert!(status.success());
    assert_eq!(listed(&ours), listed(&theirs));
    // And we read theirs.
    let mut read: Vec<_> = ldcache::read(&fs::read(theirs).unwrap()).unwrap();
    let mut ours: Vec<_> = ldcache::read(&fs::read(ours).unwrap()).unwrap();
    for list in [&mut read, &mut ours] {
        list.sort_by(|one, other| (&one.key, &one.value).cmp(&(&other.key, &other.value)));
    }
    assert_eq!(read, ours);
    // Every link that we call missing is one that ldconfig made.
    let mut after = FileMap::new();
    host::read(&mut after, root, root, &|_| true);
    for folder in FOLDERS {
        let folder = TreePath::parse(folder).unwrap();
        let found = ldcache::libraries_in(&after, &folder, &folder.to_string());
        assert_eq!(found.missing_links.len(), 0);
    }
}
