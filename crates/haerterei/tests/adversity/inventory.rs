// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images of strangers that are to be inventoried: a clear error, or what could be read, in bounded
//! time and memory.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::process::Command;

use haerterei_ground::{Digest, Limits, TreePath};
use haerterei_image::tar::Entry;
use haerterei_image::{
    Assembled, BlobContent, Compression, ImageConfig, LayerDescriptor, LayerWriter,
    OutputReference, PlatformParts, Transfer,
};
use haerterei_testkit::deb::tar_entry;
use serde_json::Value;

use crate::place::{Outcome, Place};

type Layer = (LayerDescriptor, BlobContent);

const STATUS: &str = "var/lib/dpkg/status";
const PACKAGE: &str = "Package: tzdata\nStatus: install ok installed\nVersion: 2026a-1\n\
    Architecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: time zones\n";

/// A layer of bytes that are said to be an archive.
fn raw(archive: Vec<u8>) -> Layer {
    let digest = Digest::sha256(&archive);
    let size = archive.len() as u64;
    let compression = Compression::None;
    let descriptor =
        LayerDescriptor { compression, digest, size, diff_id: digest, diff_size: size };
    (descriptor, BlobContent::Bytes(archive.into()))
}

fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
    [entries.concat(), vec![0; 1024]].concat()
}

fn file(name: &[u8], content: &[u8]) -> Vec<u8> {
    tar_entry(name, b'0', 0o644, b"", content)
}

/// A sound layer, compressed.
fn packed(
    compression: Compression,
    fill: impl FnOnce(&mut LayerWriter<Vec<u8>>),
) -> (LayerDescriptor, Vec<u8>) {
    let mut writer = LayerWriter::new(Vec::new(), compression);
    fill(&mut writer);
    let (bytes, descriptor) = writer.finish().expect("sound");
    (descriptor, bytes)
}

fn status(compression: Compression) -> (LayerDescriptor, Vec<u8>) {
    packed(compression, |writer| {
        let entry =
            Entry::file(TreePath::parse(STATUS).expect("sound"), 0o644, PACKAGE.len() as u64);
        writer.entry(&entry, PACKAGE.as_bytes()).expect("sound");
        let noise = crate::place::noise(1, 300_000);
        let entry = Entry::file(TreePath::parse("srv/noise").expect("sound"), 0o644, 300_000);
        writer.entry(&entry, noise.as_slice()).expect("sound");
    })
}

fn write(place: &Place, layers: Vec<Layer>) {
    let _ = fs::remove_dir_all(place.path("image"));
    let config = ImageConfig {
        architecture: "amd64".to_owned(),
        os: "linux".to_owned(),
        ..ImageConfig::default()
    };
    let parts = PlatformParts { config, layers, annotations: BTreeMap::new() };
    let image = Assembled::new(vec![parts], BTreeMap::new(), true).expect("sound");
    OutputReference::parse(&format!("oci:{}", place.path("image").display()))
        .expect("sound")
        .write(&image, Transfer::default(), Limits::default())
        .expect("sound");
}

fn inventory(place: &Place) -> Value {
    let outcome = place.run("sbom image --format json").succeeds();
    assert!(!outcome.out.contains('\u{1b}'));
    serde_json::from_str(&outcome.out).expect("sound")
}

fn names(inventory: &Value) -> Vec<&str> {
    let components = inventory["components"].as_array().expect("sound");
    components.iter().map(|one| one["name"].as_str().expect("sound")).collect()
}

/// Every file is in exactly one class.
fn counts_add_up(inventory: &Value, files: u64) {
    let counts = &inventory["completeness"];
    let classes = ["owned", "database", "configuration", "data", "components", "unknown"];
    let sum: u64 = classes.iter().map(|class| counts[class].as_u64().expect("sound")).sum();
    assert_eq!((counts["files"].as_u64(), sum), (Some(files), files));
}

#[test]
fn a_layer_that_is_cut_changed_or_no_archive_is_refused_and_not_remembered() {
    let place = Place::without_packages();
    for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
        let (sound, bytes) = status(compression);
        let cut = bytes[..bytes.len() / 2].to_vec();
        let mut changed = bytes.clone();
        changed[bytes.len() / 3] ^= 1;
        for damaged in [cut, changed, Vec::new()] {
            // What the manifest says is what was sound.
            write(&place, vec![(sound.clone(), BlobContent::Bytes(bytes.clone().into()))]);
            let blob = place.path("image/blobs/sha256").join(sound.digest.hex());
            fs::remove_file(&blob).unwrap();
            fs::write(&blob, &damaged).unwrap();
            for _ in 0..2 {
                let outcome = place.run("sbom image --format json");
                assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{}", outcome.err);
                assert!(outcome.err.contains(&sound.digest.hex()), "{}", outcome.err);
            }
            fs::write(&blob, &bytes).unwrap();
            let inventory = inventory(&place);
            assert_eq!(names(&inventory), ["tzdata"]);
            // From here on it is remembered by its digest; the next round wants another.
            fs::remove_dir_all(place.path("home/cache")).unwrap();
        }
    }
    write(&place, vec![raw(b"<html>no archive at all</html>".repeat(40))]);
    place.run("sbom image").fails(2, "image-layer", &[]);
    // The archive inside is another than the configuration says.
    let (mut other, bytes) = status(Compression::Gzip);
    other.diff_id = Digest::sha256(b"something else");
    write(&place, vec![(other, BlobContent::Bytes(bytes.into()))]);
    place.run("sbom image").fails(2, "image-layer", &["digest"]);
}

#[test]
fn a_layer_under_a_false_type_is_read_as_what_it_is() {
    let place = Place::without_packages();
    let (mut descriptor, bytes) = status(Compression::Zstd);
    descriptor.compression = Compression::Gzip;
    write(&place, vec![(descriptor, BlobContent::Bytes(bytes.into()))]);
    let inventory = inventory(&place);
    assert_eq!(names(&inventory), ["tzdata"]);
    counts_add_up(&inventory, 2);
}

#[test]
fn a_bomb_is_refused_and_a_million_files_fit_into_memory() {
    let place = Place::without_packages();
    let (descriptor, bytes) = packed(Compression::Zstd, |writer| {
        let size = 256 << 20;
        let entry = Entry::file(TreePath::parse("bomb").unwrap(), 0o644, size);
        writer.entry(&entry, io::Read::take(io::repeat(0), size)).unwrap();
    });
    write(&place, vec![(descriptor, BlobContent::Bytes(bytes.into()))]);
    place.run("sbom image").fails(2, "image-layer", &["unpacks to more than"]);

    let files = 1_000_000;
    let (descriptor, bytes) = packed(Compression::Zstd, |writer| {
        for number in 0..files {
            let path = TreePath::parse(format!("srv/{number:07}")).unwrap();
            writer.entry(&Entry::file(path, 0o644, 0), io::empty()).unwrap();
        }
    });
    write(&place, vec![(descriptor, BlobContent::Bytes(bytes.into()))]);
    // Far more than needed, far less than the archive unpacked into a tree of objects would take.
    let output = Command::new("/bin/sh")
        .args(["-c", "ulimit -v 3000000; exec \"$0\" sbom image --threads 2 --no-cache"])
        .arg(env!("CARGO_BIN_EXE_haerterei"))
        .env_clear()
        .env("HOME", place.path("."))
        .current_dir(place.path("."))
        .output()
        .unwrap();
    let outcome = Outcome::of(&output).succeeds();
    assert!(outcome.out.contains("1,000,000"), "{}", outcome.out);
}

#[test]
fn absurd_names_are_shown_escaped_and_deep_folders_are_walked() {
    let place = Place::without_packages();
    let deep = "d/".repeat(1900) + "f";
    let long = [b"n".repeat(255), b"/".to_vec(), b"m".repeat(255)].concat();
    write(
        &place,
        vec![raw(tar(&[
            file(b"srv/\x1b[2Jred", b"\x01\x02"),
            file(b"srv/new\nline", b"\x01\x02"),
            file(b"srv/\xff\xfe", b"\x01\x02"),
            file("srv/\u{202e}gpj.exe".as_bytes(), b"MZ\x90\0\x03\0\0\0"),
            file(deep.as_bytes(), b"\x01"),
            file(&long, b"\x01"),
        ]))],
    );
    let shown = place.run("sbom image").succeeds();
    assert!(!shown.out.contains(['\u{1b}', '\u{202e}']), "{}", shown.out);
    assert!(shown.out.contains("/srv/\\u{1b}[2Jred"), "{}", shown.out);
    counts_add_up(&inventory(&place), 6);
    // Beyond what Linux can name, an archive is refused.
    write(&place, vec![raw(tar(&[file(("d/".repeat(2100) + "f").as_bytes(), b"")]))]);
    place.run("sbom image").fails(2, "image-layer", &[]);
}

#[test]
fn links_that_lead_nowhere_or_in_circles_are_followed_by_nobody() {
    let place = Place::without_packages();
    let link = |name: &str, to: &str| tar_entry(name.as_bytes(), b'2', 0o777, to.as_bytes(), b"");
    // Databases and claims through links.
    write(
        &place,
        vec![
            raw(tar(&[
                link("etc/os-release", "../etc/os-release"),
                link("a", "b"),
                link("b", "a"),
                link("usr/lib/up", "../../../../../../etc"),
                file(STATUS.as_bytes(), PACKAGE.as_bytes()),
                file(b"var/lib/dpkg/info/tzdata.list", b"/a/x\n/usr/lib/up/passwd\n/../../y\n"),
            ])),
            raw(tar(&[file(b"etc/passwd", b"root\n"), file(b"a/.wh.x", b"")])),
        ],
    );
    // A whiteout through a circle hides nothing that is there; a file through one cannot be.
    let outcome = place.run("sbom image --format json");
    assert!(outcome.code == 2 || outcome.code == 0, "{}", outcome.err);
    assert!(!outcome.err.contains("panicked"), "{}", outcome.err);
    write(&place, vec![raw(tar(&[link("a", "b"), link("b", "a"), file(b"a/x", b"1")]))]);
    let outcome = place.run("sbom image");
    assert_eq!(outcome.code, 2, "{}", outcome.err);
    assert!(outcome.err.contains("/a/x"), "{}", outcome.err);
}

#[test]
fn a_damaged_database_gives_what_can_be_read_and_says_so() {
    let place = Place::without_packages();
    let broken = [PACKAGE, "\n\u{1}\u{2} no field\n\n", "Package: late\nVersion: 1\n"].concat();
    write(&place, vec![raw(tar(&[file(STATUS.as_bytes(), broken.as_bytes())]))]);
    let inventory = inventory(&place);
    assert!(names(&inventory).contains(&"tzdata"), "{inventory:#}");
    let damaged = inventory["completeness"]["damaged"].as_array().unwrap();
    assert_eq!(damaged[0]["path"], format!("/{STATUS}"));
    assert_eq!(damaged[0]["code"], "inventory-damaged-database");
    counts_add_up(&inventory, 1);
    // In words too.
    for language in ["de", "en"] {
        let shown = place.run(&format!("sbom image --lang {language}")).succeeds();
        assert!(shown.out.contains(&format!("/{STATUS}: ")), "{}", shown.out);
        assert!(!shown.out.contains("inventory-damaged"), "{}", shown.out);
    }
}

#[test]
fn a_damaged_memo_is_made_again() {
    let place = Place::without_packages();
    let (descriptor, bytes) = status(Compression::Gzip);
    write(&place, vec![(descriptor, BlobContent::Bytes(bytes.into()))]);
    let first = inventory(&place);
    let mut damaged = 0;
    for folder in fs::read_dir(place.path("home/cache/memo-v1")).unwrap() {
        for entry in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = entry.unwrap().path();
            let mut bytes = fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x40;
            fs::remove_file(&path).unwrap();
            fs::write(&path, bytes).unwrap();
            damaged += 1;
        }
    }
    assert_eq!(damaged, 3, "the layer, what is in the image and its name are remembered");
    assert_eq!(inventory(&place), first);
}
