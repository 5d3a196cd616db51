// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Registries that misbehave, and copies that are killed.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use haerterei_ground::{Digest, Limits};
use haerterei_image::Layout;
use haerterei_testkit::http::Fault;
use haerterei_testkit::registry::{Access, FakeRegistry, Ways};

use crate::place::{Outcome, Place};

const IMAGE: &str = "team/small";

/// A place with an image in a registry, pushed there by a build, and the digest of its index.
fn pushed(ways: Ways) -> (Place, FakeRegistry, Digest) {
    let place = Place::new();
    let registry = FakeRegistry::start(ways).unwrap();
    let word = format!("{}/{IMAGE}:1", registry.host());
    place.run(&format!("build recipe.yaml --output {word} --output oci:out/small:1")).succeeds();
    let layout = Layout::open(place.path("out/small"), Limits::default()).unwrap();
    let digest = layout.index().unwrap().manifests[0].digest;
    // What a cache knows is not asked for.
    std::fs::remove_dir_all(place.path("home")).unwrap();
    (place, registry, digest)
}

/// Returns the largest blob of the image.
fn largest(place: &Place) -> (Digest, u64) {
    let files = std::fs::read_dir(place.path("out/small/blobs/sha256")).unwrap();
    let file = files.map(|file| file.unwrap()).max_by_key(|file| file.metadata().unwrap().len());
    let file = file.unwrap();
    let name = format!("sha256:{}", file.file_name().display());
    (name.parse().unwrap(), file.metadata().unwrap().len())
}

/// Every blob of a layout is what its name says, and its index names what was copied.
fn is_whole(folder: &Path, digest: &Digest) {
    let layout = Layout::open(folder, Limits::default()).unwrap();
    let entries = layout.index().unwrap().manifests;
    assert_eq!(entries[0].digest, *digest);
    for file in std::fs::read_dir(folder.join("blobs/sha256")).unwrap() {
        let file = file.unwrap();
        let bytes = std::fs::read(file.path()).unwrap();
        assert_eq!(Digest::sha256(&bytes).hex(), file.file_name().to_str().unwrap());
    }
}

#[test]
fn a_build_goes_into_a_registry_with_its_provenance() {
    for referrers in [true, false] {
        let (place, registry, digest) = pushed(Ways { referrers, ..Ways::default() });
        let bytes = registry.manifest(IMAGE, "1").unwrap();
        assert_eq!(Digest::sha256(&bytes), digest);
        let word = format!("{}/{IMAGE}:1", registry.host());
        place.run(&format!("copy {word} oci:copied:1")).succeeds();
        is_whole(&place.path("copied"), &digest);
        let entries = |folder: &str| -> Vec<_> {
            let layout = Layout::open(place.path(folder), Limits::default()).unwrap();
            layout.index().unwrap().manifests.into_iter().map(|entry| entry.digest).collect()
        };
        assert_eq!(entries("copied"), entries("out/small"));
        assert_eq!(entries("copied").len(), 2);
    }
}

#[test]
fn a_copy_that_is_killed_leaves_nothing_half_written_and_goes_on() {
    let (place, registry, digest) = pushed(Ways::default());
    let (blob, size) = largest(&place);
    let path = format!("/v2/{IMAGE}/blobs/{blob}");
    let slow = Fault::Drip(4000, Duration::from_millis(20));
    registry.server.fault(&path, slow);
    let call = format!("copy {}/{IMAGE}:1 oci:copied:1", registry.host());
    let mut child =
        place.command(&call).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let came = || {
        let folder = place.path("home/cache/partial-v1/sha256");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        files.map(|file| file.metadata().map_or(0, |data| data.len())).max().unwrap_or(0)
    };
    while came() < 30_000 {
        assert!(child.try_wait().unwrap().is_none(), "it was faster than this test");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let index = place.path("copied/index.json");
    assert!(!index.exists(), "named before it was whole");
    registry.server.clear_faults();
    place.run(&call).succeeds();
    is_whole(&place.path("copied"), &digest);
    let requests = registry.server.requests_for(&path);
    let last = requests.last().unwrap().header("range").unwrap().to_owned();
    let from: u64 = last.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap();
    assert!(from >= 30_000 && from < size, "{last}");
}

#[test]
fn a_push_that_is_killed_names_nothing_and_goes_on() {
    let (place, registry, digest) = pushed(Ways::default());
    let (blob, _) = largest(&place);
    let to = format!("{}/second/small:1", registry.host());
    let call = format!("copy oci:out/small:1 {to}");
    // The registry goes silent at the first upload that begins.
    registry.server.fault_times("/v2/second/small/blobs/uploads/", Fault::Silence, 1);
    let mut child =
        place.command(&call).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while registry.server.requests_for("/v2/second/small/blobs/uploads/").is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it was faster than this test");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(registry.tags("second/small").is_empty());
    registry.server.clear_faults();
    place.run(&call).succeeds();
    assert_eq!(Digest::sha256(&registry.manifest("second/small", "1").unwrap()), digest);
    assert!(registry.blobs("second/small").contains(&blob.to_string()));
}

#[test]
fn what_a_registry_does_wrong_is_named_and_leaves_nothing() {
    let (place, registry, digest) = pushed(Ways::default());
    let (blob, _) = largest(&place);
    let path = format!("/v2/{IMAGE}/blobs/{blob}");
    let manifest = format!("/v2/{IMAGE}/manifests/1");
    let call = format!("copy {}/{IMAGE}:1 oci:copied:1", registry.host());
    let faults: [(&str, Fault, i32, &str); 8] = [
        (&path, Fault::Corrupt(1000), 3, "registry-lie"),
        (&path, Fault::WrongLength(-10), 3, "registry-wrong-size"),
        (&path, Fault::Drop(0), 3, "fetch-interrupted"),
        (&path, Fault::Stall(0), 3, "fetch-timeout-bytes"),
        (&path, Fault::Status(403), 3, "registry-denied-anonymous"),
        (&manifest, Fault::Busy(Some("0".into())), 3, "fetch-busy"),
        (&manifest, Fault::Redirect(302, "ftp://x/".into()), 3, "fetch-redirect-elsewhere"),
        (&manifest, Fault::Status(404), 2, "registry-no-such-image"),
    ];
    for (target, fault, code, key) in faults {
        registry.server.fault(target, fault.clone());
        let _ = std::fs::remove_dir_all(place.path("home"));
        let _ = std::fs::remove_dir_all(place.path("copied"));
        place.run(&call).fails(code, key, &[]);
        assert!(!place.path("copied/index.json").exists(), "{fault:?}");
        registry.server.clear_faults();
        // The same call succeeds once the fault is gone.
        place.run(&call).succeeds();
        is_whole(&place.path("copied"), &digest);
    }
}

#[test]
fn an_expired_token_is_no_reason_to_stop() {
    let (place, registry, digest) = pushed(Ways::default());
    registry.become_other(|ways| ways.access = Access::Token(None, 4));
    place.run(&format!("copy {}/{IMAGE}:1 oci:copied:1", registry.host())).succeeds();
    is_whole(&place.path("copied"), &digest);
    assert!(registry.scopes().len() > 2);
}

#[test]
fn without_a_network_a_registry_is_not_asked() {
    let (place, registry, _) = pushed(Ways::default());
    let before = registry.server.requests().len();
    let call = format!("copy {}/{IMAGE}:1 oci:copied:1 --offline", registry.host());
    place.run(&call).fails(3, "fetch-offline", &[IMAGE]);
    assert_eq!(registry.server.requests().len(), before);
}

#[test]
fn two_copies_into_one_layout_at_the_same_time_both_succeed() {
    let (place, registry, digest) = pushed(Ways::default());
    let calls: Vec<_> = ["1", "2"]
        .iter()
        .map(|tag| {
            let call = format!("copy {}/{IMAGE}:1 oci:copied:{tag}", registry.host());
            let mut command = place.command(&call);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in calls {
        Outcome::of(&child.wait_with_output().unwrap()).succeeds();
    }
    is_whole(&place.path("copied"), &digest);
    let layout = Layout::open(place.path("copied"), Limits::default()).unwrap();
    let tags: Vec<_> = layout
        .index()
        .unwrap()
        .manifests
        .iter()
        .filter_map(|one| one.tag().map(str::to_owned))
        .collect();
    assert_eq!(tags.len(), 2, "{tags:?}");
}

#[test]
fn a_recipe_starts_from_an_image_in_a_registry_by_its_digest() {
    let (place, registry, digest) = pushed(Ways::default());
    let upon = |digest: &str| {
        let word = format!("{}/{IMAGE}:1", registry.host());
        place.write(
            "upper.yaml",
            format!("haerterei: 1\nname: upper\nfrom:\n  image: {word}\n  digest: {digest}\n"),
        );
    };
    upon(&digest.to_string());
    place.run("build upper.yaml --output oci:out/upper:1").succeeds();
    let above = Layout::open(place.path("out/upper"), Limits::default()).unwrap();
    let (blob, size) = largest(&place);
    assert!(above.has(&blob, size));
    // The tag may move on, the digest stays; with the cache nobody is asked.
    let before = registry.server.requests().len();
    place.run("build upper.yaml --output oci:out/again:1 --offline").succeeds();
    assert_eq!(registry.server.requests().len(), before);
    upon(&format!("sha256:{}", "0".repeat(64)));
    place.run("build upper.yaml").fails(
        2,
        "recipe-base-unusable",
        &["upper.yaml:4:", "does not exist"],
    );
}
