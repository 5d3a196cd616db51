// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Packages in a signed archive that are out to do harm, and images of strangers.

use std::fs;
use std::os::unix::fs::symlink;

use haerterei_ground::Digest;
use haerterei_testkit::deb::{DebBuilder, DebCompression, ar, ar_header, tar_entry};

use crate::place::{Place, app, lib, tags};

fn raw(name: &str, kind: u8, link: &str) -> Vec<u8> {
    app("1.0").raw_entry(name.as_bytes(), kind, 0o644, link.as_bytes(), b"").build()
}

/// A package with its members under its control; the last one is the data.
fn with_members(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let mut members = app("1.0").members();
    change(&mut members);
    ar(&members)
}

#[test]
fn hostile_packages_are_refused_and_nothing_leaves_the_root() {
    let bomb =
        DebBuilder::new("app", "1.0", "amd64").file("usr/share/bomb", 0o644, vec![0; 96 << 20]);
    let absurd = [
        b"!<arch>\n".to_vec(),
        ar_header("debian-binary", "4"),
        b"2.0\n".to_vec(),
        ar_header("control.tar.gz", "9999999999"),
    ]
    .concat();
    let mut endless = tar_entry(b"./usr/share/endless", b'0', 0o644, b"", b"");
    endless[124..136].copy_from_slice(b"77777777777\0");
    endless[148..156].fill(b' ');
    let sum: u32 = endless[..512].iter().map(|byte| u32::from(*byte)).sum();
    endless[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let place = Place::without_packages();
    for (what, deb, words) in [
        ("a path upwards", raw("./../../../etc/haerterei-was-here", b'0', ""), ["app", "data.tar"]),
        ("a path through itself", raw("./usr/../../x", b'0', ""), ["app", "data.tar"]),
        ("a hard link outside", raw("./hard", b'1', "../../../etc/shadow"), ["app", "data.tar"]),
        ("a hard link to nothing", raw("./hard", b'1', "./none"), ["app", "/hard"]),
        ("a character device", raw("./null", b'3', ""), ["app", "/null"]),
        ("a block device", raw("./disk", b'4', ""), ["app", "/disk"]),
        ("a pipe", raw("./pipe", b'6', ""), ["app", "/pipe"]),
        (
            "a file through a link",
            app("1.0").symlink("link", "/etc").file("link/passwd", 0o644, "x").build(),
            ["app", "/link/passwd"],
        ),
        (
            "a path twice",
            app("1.0").file("usr/share/app/data", 0o644, "x").build(),
            ["app", "/usr/share/app/data"],
        ),
        ("a bomb", bomb.compression(DebCompression::Zstd).build(), ["app", "unpacks to more than"]),
        ("an absurd member", absurd, ["app", "ends early"]),
        ("an absurd file", app("1.0").raw_bytes(&endless).build(), ["app", "data.tar"]),
        ("no package at all", b"<html>".to_vec(), ["app", "not a Debian package"]),
        ("no data", with_members(|members| drop(members.pop())), ["app", "data.tar"]),
        ("two data", with_members(|members| members.push(members[2].clone())), ["app", "data.tar"]),
        (
            "unknown compression",
            with_members(|members| members[2].0 = "data.tar.lzma2".into()),
            ["app", "data.tar"],
        ),
        (
            "damaged data",
            with_members(|members| members[2] = ("data.tar.xz".into(), vec![7; 99])),
            ["app", "data.tar"],
        ),
        ("another name", DebBuilder::new("other", "1.0", "amd64").build(), ["app", "other"]),
    ] {
        let suite = haerterei_testkit::archive::SuiteBuilder::new("first", crate::place::day(0))
            .package("main", "amd64", &app("1.0").control(), &deb)
            .package("main", "amd64", &lib("1.0").control(), &lib("1.0").build());
        suite.write(&place.archive(), &place.key).unwrap();
        println!("{what}");
        let outcome = place.run("build recipe.yaml");
        println!("{}", outcome.err);
        let key = if what == "another name" { "build-other-package" } else { "build-package" };
        outcome.fails(2, key, &words);
        place.is_whole();
        assert!(!place.path("out").exists(), "{what}");
        // The name of the recipe's package alone tells the cache what to forget.
        assert!(!place.path("recipe.lock").exists(), "{what}");
    }
    assert!(!std::path::Path::new("/etc/haerterei-was-here").exists());
    place.publish(&[app("1.0"), lib("1.0")], 0);
    place.build();
}

#[test]
fn an_index_that_names_a_file_outside_is_refused() {
    let place = Place::without_packages();
    let deb = lib("1.0");
    let suite = Place::suite(&[app("1.0")], 0).paragraph(
        "main",
        "amd64",
        &format!(
            "{}Filename: ../../../../etc/passwd\nSize: 4\nSHA256: {}\n",
            deb.control(),
            Digest::sha256(b"root").hex()
        ),
    );
    suite.write(&place.archive(), &place.key).unwrap();
    place.build_fails(3, "archive-unsafe-path", &["lib", "../../../../etc/passwd"]);
}

#[test]
fn hostile_images_are_refused_by_inspect() {
    let place = Place::new();
    place.build();
    place
        .run("build recipe.yaml --output oci-archive:image.tar --output docker-archive:docker.tar")
        .succeeds();
    let fails = |image: &str, words: &[&str]| {
        let outcome = place.run(&format!("inspect {image}"));
        assert_eq!(outcome.code, 2, "{image}: {}\n{}", outcome.out, outcome.err);
        let is_named = ["error[image-", "error[command-no-image]"];
        assert!(is_named.iter().any(|code| outcome.err.contains(code)), "{image}: {}", outcome.err);
        for word in words {
            assert!(outcome.err.contains(word), "{image}: no {word}: {}", outcome.err);
        }
    };
    for image in ["oci-archive:image.tar", "docker-archive:docker.tar", "oci:out/small"] {
        place.run(&format!("inspect {image}")).succeeds();
    }
    // Cut off, and with members that lead outside.
    for archive in ["image.tar", "docker.tar"] {
        let bytes = fs::read(place.path(archive)).unwrap();
        place.write(&format!("cut-{archive}"), &bytes[..bytes.len() / 2]);
    }
    fails("oci-archive:cut-image.tar", &["cut-image.tar"]);
    fails("docker-archive:cut-docker.tar", &["cut-docker.tar"]);
    let outside = tar_entry(b"../../oci-layout", b'0', 0o644, b"", b"{}");
    place.write("outside.tar", [outside, vec![0; 1024]].concat());
    fails("oci-archive:outside.tar", &["outside.tar"]);
    let linked = [
        tar_entry(b"oci-layout", b'2', 0o644, b"/etc/passwd", b""),
        tar_entry(b"index.json", b'2', 0o644, b"/etc/passwd", b""),
        vec![0; 1024],
    ];
    place.write("linked.tar", linked.concat());
    fails("oci-archive:linked.tar", &["linked.tar"]);
    place.write("nothing.tar", "");
    fails("nothing.tar", &["nothing.tar"]);
    fails("none.tar", &["none.tar"]);
    fails("registry.example/App:1", &["registry.example/App:1"]);

    // A layout whose blob was changed, is a link, or is missing.
    let (_, digest) = tags(&place.path("out/small")).remove(0);
    let blob = place.path("out/small/blobs/sha256").join(digest.trim_start_matches("sha256:"));
    let sound = fs::read(&blob).unwrap();
    let mut changed = sound.clone();
    changed[10] ^= 1;
    fs::write(&blob, changed).unwrap();
    fails("oci:out/small", &[&digest]);
    fs::remove_file(&blob).unwrap();
    fails("oci:out/small", &[&digest]);
    symlink("/etc/passwd", &blob).unwrap();
    fails("oci:out/small", &[]);
    fs::remove_file(&blob).unwrap();
    fs::write(&blob, &sound).unwrap();
    place.run("inspect oci:out/small").succeeds();
    let index = place.read("out/small/index.json");
    place.write("out/small/index.json", "[".repeat(100_000));
    fails("oci:out/small", &["index.json"]);
    // And whoever builds into it is told, not helped to lose what there was.
    place.run("build recipe.yaml").fails(2, "image-document", &["index.json"]);
    assert_eq!(place.read("out/small/index.json").len(), 100_000);
    place.write("out/small/index.json", index);
    place.build();
    place.is_whole();
}
