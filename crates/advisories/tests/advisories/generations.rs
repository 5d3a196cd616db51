// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One generation takes another's place.

use std::process::{Command, Stdio};

use haerterei_advisories::{AdvisoriesError, Brought, Form, Index, Origin, Source};
use haerterei_testkit::http::{Fault, Server};

use crate::feeds::{TRACKER, osv};
use crate::place::{World, said, segment};

fn at(server: &Server, path: &str) -> Source {
    let mut source = World::source("debian", Form::DebianTracker, "x".as_ref());
    source.origin = Origin::Addresses(vec![server.url(path).parse().expect("an address")]);
    source
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let name = || *World::new().take("data.json", Form::DebianTracker, TRACKER).generation();
    // The path of the file is part of the manifest, so only what is below it is compared.
    let files = || {
        let (_world, index) = World::of("data.json", Form::DebianTracker, TRACKER);
        index.manifest().files().map(|file| file.digest).collect::<Vec<_>>()
    };
    assert_eq!(files(), files());
    assert_ne!(name(), name());
}

#[test]
fn a_reader_keeps_its_generation_while_it_is_replaced() {
    let world = World::new();
    let first = world.take("data.json", Form::DebianTracker, TRACKER);
    let later = World { now: "2026-11-23T12:00:00Z".parse().unwrap(), ..world };
    let second = later.take("data.json", Form::DebianTracker, TRACKER.replace("3.0-2", "3.0-9"));
    assert_ne!(first.generation(), second.generation());
    // The old one is still whole.
    let trixie = segment(&first, "debian:13");
    assert_eq!(said(&trixie, "openssl", "3.0-1")[0], "CVE-2024-0001 Affected <3.0-2");
    assert_eq!(
        said(&segment(&second, "debian:13"), "openssl", "3.0-1")[0],
        "CVE-2024-0001 FixNotReleased <3.0-9"
    );
    let count =
        |folder: &str| std::fs::read_dir(later.index_folder().join(folder)).unwrap().count();
    assert_eq!(count("generations-v1"), 2);
    let files = count("segments-v1");
    drop((first, second));
    let third = later.take("data.json", Form::DebianTracker, TRACKER.replace("3.0-2", "3.0-8"));
    assert_eq!(count("generations-v1"), 1);
    assert!(count("segments-v1") < files, "what nobody names any more is removed");
    assert!(third.segments().is_ok());
}

#[test]
fn readers_and_a_writer_at_once_see_whole_generations() {
    let world = World::new();
    world.take("data.json", Form::DebianTracker, TRACKER);
    let folder = world.index_folder();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..60 {
                        let index = Index::open(&folder).unwrap();
                        let trixie = segment(&index, "debian:13");
                        assert_eq!(said(&trixie, "openssl", "1").len(), 7);
                    }
                })
            })
            .collect();
        for number in 0..20 {
            let text = TRACKER.replace("3.0-2", &format!("3.0-{}", number + 2));
            world.take("data.json", Form::DebianTracker, text);
        }
        for reader in readers {
            reader.join().unwrap();
        }
    });
}

#[test]
fn sources_grow_one_by_one_and_their_names_hang_together() {
    let world = World::new();
    let ghsa = osv("GHSA-1", "Debian:13", "a", r#"[{"introduced":"0"}]"#);
    let rustsec = osv("RUSTSEC-1", "Debian:13", "a", r#"[{"introduced":"0"}]"#)
        .replace("CVE-2023-4303", "GHSA-1");
    let (one, other) = (world.write("1.json", ghsa), world.write("2.json", rustsec));
    world.bring(&[World::source("one", Form::Osv, &one)]);
    assert_eq!(world.index().manifest().sources.len(), 1);
    world.bring(&[World::source("other", Form::Osv, &other)]);
    let index = world.index();
    assert_eq!(index.manifest().sources.len(), 2);
    assert_eq!(index.knowledge().unwrap().weaknesses("RUSTSEC-1"), ["CVE-2023-4303"]);
    assert_eq!(index.segments_for(&["debian:13".parse().unwrap()]).unwrap().len(), 2);
    assert_eq!(index.segments_for(&["debian:12".parse().unwrap()]).unwrap().len(), 0);
}

#[test]
fn what_did_not_change_is_not_fetched_again() {
    let server = Server::start().unwrap();
    server.put("/data.json", TRACKER);
    let world = World::new();
    let source = at(&server, "/data.json");
    assert!(matches!(world.bring(std::slice::from_ref(&source)).sources[0].1, Brought::Renewed));
    let later = World { now: "2026-11-23T12:00:00Z".parse().unwrap(), ..world };
    let outcome = later.bring(std::slice::from_ref(&source));
    assert!(matches!(outcome.sources[0].1, Brought::Unchanged), "{outcome:?}");
    let record = &outcome.manifest.unwrap().sources["debian"];
    assert!(record.confirmed > record.read);
    assert_eq!(record.from, [server.url("/data.json")]);
    // Of another form it has to be read again.
    let other = Source { form: Form::Osv, ..source };
    assert!(matches!(later.bring(&[other]).sources[0].1, Brought::Failed(_)));
}

#[test]
fn what_is_damaged_is_fetched_again_although_it_did_not_change() {
    let server = Server::start().unwrap();
    server.put("/data.json", TRACKER);
    let world = World::new();
    let source = at(&server, "/data.json");
    world.bring(std::slice::from_ref(&source));
    let manifest = world.index().manifest().clone();
    for file in manifest.files() {
        let path = world.index_folder().join("segments-v1").join(file.digest.hex());
        std::fs::write(&path, "damaged").unwrap();
        let outcome = world.bring(std::slice::from_ref(&source));
        let index = world.index();
        index.segments().unwrap();
        index.knowledge().unwrap();
        let is_names = manifest.names.as_ref() == Some(file);
        assert_eq!(matches!(outcome.sources[0].1, Brought::Renewed), !is_names, "{path:?}");
    }
    std::fs::write(world.index_folder().join("current"), "damaged").unwrap();
    assert!(world.bring(std::slice::from_ref(&source)).is_anew);
    assert!(!world.bring(&[source]).is_anew);
    world.index().segments().unwrap();
}

#[test]
fn a_server_that_fails_leaves_what_is_known() {
    let server = Server::start().unwrap();
    server.put("/data.json", TRACKER);
    let world = World::new();
    let source = at(&server, "/data.json");
    world.bring(std::slice::from_ref(&source));
    let good = *world.index().generation();
    for fault in [Fault::Status(500), Fault::Drop(100)] {
        server.fault("/data.json", fault.clone());
        let outcome = world.bring(std::slice::from_ref(&source));
        let Brought::Failed(error) = &outcome.sources[0].1 else { panic!("{fault:?}") };
        assert!(matches!(error, AdvisoriesError::Fetch { .. }), "{error:?}");
        assert_eq!(*world.index().generation(), good);
    }
}

#[test]
fn there_is_no_index_until_one_is_made() {
    let world = World::new();
    let error = Index::open(&world.index_folder()).unwrap_err();
    assert!(matches!(error, AdvisoriesError::None { .. }));
    world.refuse("a.json", Form::Osv, "{");
    assert!(Index::open(&world.index_folder()).is_err());
}

/// Not a test of its own: what the next test kills.
#[test]
#[ignore = "started by another test, to be killed"]
fn bring_without_end() {
    let Some(folder) = std::env::var_os("HAERTEREI_TEST_INDEX") else { return };
    let world = World::new();
    std::os::unix::fs::symlink(&folder, world.index_folder()).unwrap();
    for number in 0.. {
        let text = TRACKER.replace("3.0-2", &format!("3.0-{}", number % 50 + 2));
        world.take("data.json", Form::DebianTracker, text);
    }
}

#[test]
fn whoever_is_killed_leaves_the_last_good_index() {
    let world = World::new();
    world.take("data.json", Form::DebianTracker, TRACKER);
    for milliseconds in [30, 60, 90, 130, 170, 210] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "generations::bring_without_end", "--ignored"])
            .env("HAERTEREI_TEST_INDEX", world.index_folder())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        let index = world.index();
        assert_eq!(said(&segment(&index, "debian:13"), "openssl", "1").len(), 7);
        index.knowledge().unwrap();
    }
    // The next one clears away what they left.
    let index = world.take("data.json", Form::DebianTracker, TRACKER);
    let named = index.manifest().files().count();
    let there = std::fs::read_dir(world.index_folder().join("segments-v1")).unwrap().count();
    assert_eq!(there, named);
}

#[test]
fn a_file_that_names_the_newest_archive_leads_to_it() {
    let server = Server::start().unwrap();
    let mut tar = haerterei_image::tar::TarWriter::new(Vec::new());
    let path = haerterei_ground::TreePath::parse("2024/a.json").unwrap();
    let entry = haerterei_image::tar::Entry::file(path, 0o644, TRACKER.len() as u64);
    tar.entry(&entry, TRACKER.as_bytes()).unwrap();
    let packed = zstd::encode_all(tar.finish().unwrap().as_slice(), 1).unwrap();
    server.put("/vex/archive_latest.txt", "csaf_vex_2026-11-01.tar.zst\n");
    server.put("/vex/csaf_vex_2026-11-01.tar.zst", packed);
    let world = World::new();
    let source = at(&server, "/vex/archive_latest.txt");
    let outcome = world.bring(std::slice::from_ref(&source));
    assert!(matches!(outcome.sources[0].1, Brought::Renewed), "{outcome:?}");
    // The name did not change, so the archive is not fetched again.
    let outcome = world.bring(std::slice::from_ref(&source));
    assert!(matches!(outcome.sources[0].1, Brought::Unchanged), "{outcome:?}");
    assert_eq!(server.requests_for("/vex/csaf_vex_2026-11-01.tar.zst").len(), 1);
    // It names a file beside itself, and nothing elsewhere.
    server.put("/vex/archive_latest.txt", "http://elsewhere.example/x.tar.zst");
    let outcome = world.bring(&[source]);
    assert!(matches!(outcome.sources[0].1, Brought::Failed(_)), "{outcome:?}");
}
