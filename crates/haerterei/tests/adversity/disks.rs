// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Disks that are full, cannot be written, or give back other bytes than they were given.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::place::{Outcome, Place, app, lib, tags};

/// Runs a shell script in a mount namespace of its own, where it may mount what it likes; `"$@"`
/// is the program. Nothing where the machine has no such namespaces for us.
#[expect(clippy::print_stdout, reason = "a test that cannot run says so")]
fn among_own_mounts(place: &Place, script: &str) -> Option<Outcome> {
    let possible = ["-m", "-rm"].into_iter().find(|flags| {
        let probe =
            Command::new("unshare").args([flags, "mount", "-t", "tmpfs", "none", "/mnt"]).output();
        probe.is_ok_and(|output| output.status.success())
    });
    let Some(flags) = possible else {
        println!("not run: this machine gives no mount namespaces (unshare -rm)");
        return None;
    };
    let mut command = Command::new("unshare");
    place.surroundings(&mut command);
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command.args([flags, "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_haerterei")]);
    Some(Outcome::of(&command.output().expect("unshare runs")))
}

#[test]
fn a_full_disk_for_the_cache_is_told_and_leaves_it_whole() {
    let place = Place::new();
    fs::create_dir(place.path("home")).unwrap();
    let script = "mount -t tmpfs -o size=150k none home || exit 99\n\
        \"$@\" build recipe.yaml; code=$?\n\
        \"$@\" cache verify || exit 90\n\
        mount -o remount,size=8m home || exit 99\n\
        \"$@\" build recipe.yaml >/dev/null || exit 91\n\
        exit $code";
    let Some(outcome) = among_own_mounts(&place, script) else { return };
    let outcome = outcome.fails(
        3,
        "archive-package-unreachable",
        &["No space is left for the cache", "are free"],
    );
    assert!(outcome.err.contains("home"), "{}", outcome.err);
    assert_eq!(tags(&place.path("out/small")).len(), 1);
    place.is_whole();
}

#[test]
fn a_full_disk_for_the_output_is_told_and_keeps_what_was_there() {
    let place = Place::new();
    let first = place.build();
    place.publish(&[app("2.0"), lib("1.0")], 1);
    place.run("lock recipe.yaml --update").succeeds();
    let script = "mkdir full && mount -t tmpfs -o size=300k none full && cp -a out/. full && mount --move full out || exit 99\n\
        \"$@\" build recipe.yaml; code=$?\n\
        cp -a out out-afterwards || exit 98\n\
        mount -o remount,size=8m out || exit 99\n\
        \"$@\" build recipe.yaml >/dev/null || exit 91\n\
        cp -a out out-in-the-end || exit 98\n\
        exit $code";
    let Some(outcome) = among_own_mounts(&place, script) else { return };
    outcome.fails(3, "image-file", &["out/small", "No space left"]);
    let afterwards = place.path("out-afterwards/small");
    crate::place::output_is_whole(&afterwards);
    assert!(crate::place::strays(&afterwards).is_empty());
    let digests =
        |folder| -> Vec<String> { tags(folder).into_iter().map(|(_, digest)| digest).collect() };
    assert_eq!(digests(&afterwards), [first]);
    let end = place.path("out-in-the-end/small");
    crate::place::output_is_whole(&end);
    assert_eq!(digests(&end).len(), 2);
    place.is_whole();
}

#[test]
fn a_cache_that_can_only_be_read_serves_and_is_not_written() {
    let place = Place::new();
    fs::create_dir_all(place.path("home/cache")).unwrap();
    let read_only = "mount --bind home home && mount -o remount,bind,ro home || exit 99\n";
    let script = format!("{read_only}\"$@\" build recipe.yaml");
    let Some(outcome) = among_own_mounts(&place, &script) else { return };
    assert_eq!(outcome.code, 3, "{}", outcome.err);
    assert!(outcome.err.contains("can only be read"), "{}", outcome.err);
    assert!(outcome.err.contains("home/cache"), "{}", outcome.err);
    let digest = place.build();
    fs::remove_dir_all(place.path("out")).unwrap();
    let script = format!("{read_only}\"$@\" build recipe.yaml --locked --offline");
    among_own_mounts(&place, &script).unwrap().succeeds();
    assert_eq!(tags(&place.path("out/small"))[0].1, digest);
    place.is_whole();
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let place = Place::new();
    place.write("out", "a file in the folder's place");
    place.run("build recipe.yaml").fails(3, "image-file", &["out/small"]);
    fs::remove_file(place.path("out")).unwrap();
    place.build();
    let script = "mount --bind out out && mount -o remount,bind,ro out || exit 99\n\"$@\" build recipe.yaml --tag another";
    let Some(outcome) = among_own_mounts(&place, script) else { return };
    outcome.fails(3, "image-file", &["out/small", "Read-only"]);
    place.is_whole();
}

#[test]
fn damage_in_the_cache_is_found_and_made_good() {
    let place = Place::new();
    let digest = place.build();
    let lock = place.read("recipe.lock");
    let blobs: Vec<String> = lock
        .split('"')
        .filter(|word| word.starts_with("sha256:"))
        .map(str::to_owned)
        .chain(layers(&place))
        .collect();
    let mut damaged = 0;
    for blob in blobs {
        let path = place.cached(&blob);
        let Ok(mut bytes) = fs::read(&path) else { continue };
        damaged += 1;
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        fs::write(&path, &bytes).unwrap();
        place.run("cache verify").fails(1, "command-cache-damaged", &["1 of", "hint: "]);
        assert_eq!(place.build_with("--locked"), digest, "{blob}");
        assert_eq!(place.build_with("--locked --anew"), digest, "{blob}");
        place.is_whole();
    }
    assert!(damaged >= 4, "{damaged}");
}

/// Returns the digests of all blobs of the output.
fn layers(place: &Place) -> Vec<String> {
    let folder = place.path("out/small/blobs/sha256");
    let names =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    names.map(|name| format!("sha256:{}", name.to_string_lossy())).collect()
}
