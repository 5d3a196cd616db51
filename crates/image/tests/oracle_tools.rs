// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The tools of the field read what we write, and we read what they write.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{path, read, single, word, write};
use haerterei_ground::Limits;
use haerterei_image::Tree;
use haerterei_image::layer::Compression;
use haerterei_image::tar::{Entry, EntryKind, TarReader, TarWriter};

/// Runs a tool and returns what it says; it must succeed.
fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The tree without layer numbers, which tools that squash do not keep.
fn content(tree: &Tree) -> Vec<String> {
    tree.iter()
        .filter(|(path, _)| !path.is_root())
        .map(|(path, node)| {
            format!(
                "{path} {:?} {:o} {}:{} {}",
                node.kind, node.mode, node.uid, node.gid, node.mtime
            )
        })
        .collect()
}

#[test]
#[ignore = "oracle: needs skopeo"]
fn skopeo_reads_and_writes_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let ours = [
        ("oci", "ours:one"),
        ("oci-archive", "ours.oci.tar:one"),
        ("docker-archive", "ours.docker.tar:example.test/app:1"),
    ];
    for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
        for (number, (form, rest)) in ours.iter().enumerate() {
            let from = word(form, folder.path(), rest);
            write(&from, &single(compression));
            let shown = run("skopeo", &["inspect", "--config", &from]);
            assert!(shown.contains("65532:0"), "{shown}");
            let tree = content(&read(&from).tree().unwrap());
            for (form, rest) in [
                ("oci", format!("theirs{number}:two")),
                ("oci-archive", format!("theirs{number}{compression:?}.oci.tar:two")),
                (
                    "docker-archive",
                    format!("theirs{number}{compression:?}.docker.tar:example.test/app:2"),
                ),
            ] {
                // skopeo refuses to make an image of Docker's with Zstandard.
                if compression == Compression::Zstd && form == "docker-archive" {
                    continue;
                }
                let to = word(form, folder.path(), &rest);
                run("skopeo", &["--insecure-policy", "copy", "-q", &from, &to]);
                assert_eq!(content(&read(&to).tree().unwrap()), tree, "{from} to {to}");
            }
        }
    }
}

#[test]
#[ignore = "oracle: needs umoci"]
fn umoci_unpacks_our_layout_and_we_read_its_own() {
    let folder = tempfile::tempdir().unwrap();
    // umoci 0.4 knows no Zstandard.
    for compression in [Compression::None, Compression::Gzip] {
        let name = format!("layout{compression:?}");
        let ours = word("oci", folder.path(), &format!("{name}:one"));
        write(&ours, &single(compression));
        let layout = folder.path().join(&name);
        let image = format!("{}:one", layout.display());
        let bundle = folder.path().join(format!("{name}-bundle"));
        let bundle_name = bundle.display().to_string();
        run("umoci", &["unpack", "--rootless", "--image", &image, &bundle_name]);
        let root = bundle.join("rootfs");
        assert_eq!(fs::read(root.join("etc/app")).unwrap(), b"app");
        assert!(!root.join("etc/old").exists());
        let unpacked = read(&format!("dir:{}", root.display())).tree().unwrap();
        let merged = read(&ours).tree().unwrap();
        let names = |tree: &Tree| -> Vec<_> { tree.iter().map(|(path, _)| path.clone()).collect() };
        assert_eq!(names(&unpacked), names(&merged));
        // What umoci adds, with its whiteouts, we read.
        fs::remove_file(root.join("usr/bin/tool2")).unwrap();
        fs::write(root.join("etc/new"), "new").unwrap();
        run("umoci", &["repack", "--image", &image, &bundle_name]);
        let tree = read(&ours).tree().unwrap();
        assert!(tree.contains(&path("etc/new")) && !tree.contains(&path("usr/bin/tool2")));
        run("umoci", &["gc", "--layout", &layout.display().to_string()]);
        assert_eq!(content(&read(&ours).tree().unwrap()), content(&tree));
    }
}

#[test]
#[ignore = "oracle: needs podman"]
fn podman_loads_every_form() {
    // Podman names an image after its folder, and names have no capitals.
    let folder = tempfile::Builder::new()
        .prefix(&format!("podman-{}", std::process::id()))
        .rand_bytes(0)
        .tempdir()
        .unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    for compression in [Compression::Gzip, Compression::Zstd] {
        for (form, rest) in [
            ("oci", "ours:one"),
            ("oci-archive", "ours.oci.tar"),
            ("docker-archive", "ours.docker.tar:example.test/app:1"),
        ] {
            let from = word(form, folder.path(), rest);
            write(&from, &single(compression));
            let (root, runroot) = (place("root"), place("runroot"));
            let podman = |arguments: &[&str]| {
                let storage = ["--root", &root, "--runroot", &runroot, "--storage-driver", "vfs"];
                run("podman", &[&storage[..], arguments].concat())
            };
            let id = if form == "oci" {
                podman(&["pull", "-q", &from])
            } else {
                let file = from.split(':').nth(1).unwrap();
                let said = podman(&["load", "-q", "-i", file]);
                said.rsplit_once(' ').unwrap().1.to_owned()
            };
            let user = podman(&["image", "inspect", "--format", "{{.User}}", id.trim()]);
            assert_eq!(user.trim(), "65532:0");
            let saved = place("saved.tar");
            podman(&["save", "-q", "--format", "oci-archive", "-o", &saved, id.trim()]);
            let theirs = read(&format!("oci-archive:{saved}")).tree().unwrap();
            assert_eq!(content(&theirs), content(&read(&from).tree().unwrap()));
            fs::remove_file(saved).unwrap();
            podman(&["rmi", "-f", id.trim()]);
        }
    }
}

/// Entries that use every corner of the format.
fn corners() -> Vec<(Entry, Vec<u8>)> {
    let long = "deep/".repeat(60) + "file";
    let mut owned = Entry::file(path("owned"), 0o640, 2);
    (owned.uid, owned.gid, owned.mtime) = (3_000_000, 2_097_152, 1_700_000_000);
    let mut old = Entry::file(path("old"), 0o600, 0);
    old.mtime = -5;
    let target = long.clone().into_bytes();
    vec![
        (Entry::file(path(&long), 0o644, 3), b"abc".to_vec()),
        (owned, b"xy".to_vec()),
        (old, vec![]),
        (Entry::new(path("umlaut-ä"), EntryKind::Directory, 0o2755), vec![]),
        (Entry::new(path("symbolic"), EntryKind::Symlink { target }, 0o777), vec![]),
        (Entry::new(path("hard"), EntryKind::Hardlink { target: path(&long) }, 0o644), vec![]),
    ]
}

#[test]
#[ignore = "oracle: needs tar"]
fn gnu_tar_lists_what_we_write() {
    lists_what_we_write("tar");
}

#[test]
#[ignore = "oracle: needs bsdtar (libarchive-tools)"]
fn bsdtar_lists_what_we_write() {
    lists_what_we_write("bsdtar");
}

fn lists_what_we_write(tool: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.tar");
    let name = file.display().to_string();
    let mut writer = TarWriter::new(fs::File::create(&file).unwrap());
    for (entry, content) in corners() {
        writer.entry(&entry, content.as_slice()).unwrap();
    }
    writer.finish().unwrap();
    let listed = run(tool, &["-tvf", &name, "--numeric-owner"]);
    assert_eq!(listed.lines().count(), 6, "{listed}");
    assert!(listed.contains("deep/deep/file"), "{listed}");
    assert!(listed.contains("3000000"), "{listed}");
    assert_eq!(run(tool, &["-xOf", &name, "owned"]), "xy");
}

#[test]
#[ignore = "oracle: needs tar"]
fn we_read_what_gnu_tar_writes() {
    reads_what_is_written("tar", ["gnu", "posix"]);
}

#[test]
#[ignore = "oracle: needs bsdtar (libarchive-tools)"]
fn we_read_what_bsdtar_writes() {
    reads_what_is_written("bsdtar", ["gnutar", "pax"]);
}

fn reads_what_is_written(tool: &str, formats: [&str; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    let deep = root.join("d".repeat(90)).join("e".repeat(90)).join("f".repeat(90));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("file"), "content").unwrap();
    fs::hard_link(deep.join("file"), root.join("hard")).unwrap();
    std::os::unix::fs::symlink("l".repeat(200), root.join("symbolic")).unwrap();
    let mut trees = Vec::new();
    for format in formats {
        let file = folder.path().join(format);
        let from = root.display().to_string();
        let to = file.display().to_string();
        run(tool, &["-C", &from, "--format", format, "-cf", &to, "."]);
        trees.push(listing(&file));
    }
    assert_eq!(trees[0].len(), 7);
    assert!(trees.windows(2).all(|pair| pair[0] == pair[1]), "{trees:?}");
}

/// Every path with its mode, time and size; which of two names is the link differs by tool.
fn listing(file: &Path) -> BTreeMap<String, (u32, i64)> {
    let bytes = fs::read(file).unwrap();
    let mut reader = TarReader::new(bytes.as_slice(), Limits::default());
    let mut listing = BTreeMap::new();
    while let Some(entry) = reader.next().unwrap() {
        listing.insert(entry.path.to_string(), (entry.mode, entry.mtime));
    }
    listing
}
