// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Closures of small trees whose files have made-up facts.

#![expect(clippy::unwrap_used, reason = "a fault in a test's helper fails the test")]

use std::collections::BTreeMap;
use std::sync::Arc;

use haerterei_anatomy::elf::{
    ElfFacts, Hardening, Kind, Machine, ReadOnlyRelocations, VersionNeed,
};
use haerterei_anatomy::jar::JarFacts;
use haerterei_anatomy::ldcache::CacheEntry;
use haerterei_anatomy::{Closure, FileFacts, FileMap, How, Item, Need, Request, Shebang, closure};
use haerterei_ground::TreePath;

const LINKER: &str = "/lib64/ld-linux-x86-64.so.2";

fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

fn elf(needed: &[&str]) -> ElfFacts {
    ElfFacts {
        is_64: true,
        is_little_endian: true,
        machine: Machine::X86_64,
        flags: 0,
        kind: Kind::Shared,
        interpreter: None,
        needed: needed.iter().map(|name| (*name).to_owned()).collect(),
        soname: None,
        rpath: Vec::new(),
        runpath: Vec::new(),
        versions_needed: BTreeMap::new(),
        versions_defined: Vec::new(),
        build_id: None,
        abi_tag: None,
        is_dynamic: true,
        exported_symbols: 0,
        undefined_symbols: 0,
        hardening: Hardening {
            position_independent: true,
            read_only_relocations: ReadOnlyRelocations::Full,
            stack_not_executable: true,
            stack_canary: true,
            text_relocations: false,
        },
        loads: Vec::new(),
    }
}

fn program(needed: &[&str]) -> ElfFacts {
    ElfFacts { interpreter: Some(LINKER.to_owned()), ..elf(needed) }
}

fn library(soname: &str, needed: &[&str]) -> ElfFacts {
    ElfFacts { soname: Some(soname.to_owned()), ..elf(needed) }
}

#[derive(Default)]
struct World(FileMap);

impl World {
    /// A tree with a linker, as Debian lays it out.
    fn new() -> Self {
        Self::default()
            .link("lib", "usr/lib")
            .link("lib64", "usr/lib64")
            .link("usr/lib64/ld-linux-x86-64.so.2", "../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")
            .elf(
                "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                library("ld-linux-x86-64.so.2", &[]),
            )
    }

    fn file(mut self, at: &str, facts: FileFacts) -> Self {
        let facts = Arc::new(facts);
        self.0.insert(path(at), Item::File { executable: true, facts });
        self
    }

    fn elf(self, at: &str, elf: ElfFacts) -> Self {
        self.file(at, FileFacts { elf: Some(elf), ..FileFacts::default() })
    }

    fn link(mut self, at: &str, target: &str) -> Self {
        self.0.insert(path(at), Item::Link(target.into()));
        self
    }

    fn closure(&self, required: &[&str]) -> Closure {
        let request = Request {
            required: required.iter().map(|text| path(text)).collect(),
            program_path: vec![path("usr/bin")],
            ..Request::default()
        };
        closure(&self.0, &request)
    }
}

/// What satisfied a need of a file.
fn way(closure: &Closure, from: &str, need: &str) -> Option<(String, How)> {
    closure
        .satisfied
        .iter()
        .find(|edge| edge.from == path(from) && edge.need == need)
        .map(|edge| (edge.to.as_str().unwrap().to_owned(), edge.how))
}

fn library_missing(name: &str) -> Need {
    Need::Library { name: name.to_owned(), elsewhere: None }
}

#[test]
fn a_program_with_all_it_needs_is_closed() {
    let closure = World::new()
        .elf("usr/bin/a", program(&["libb.so.1", "libc.so.6"]))
        .elf("usr/lib/x86_64-linux-gnu/libb.so.1.2", library("libb.so.1", &["libc.so.6"]))
        .link("usr/lib/x86_64-linux-gnu/libb.so.1", "libb.so.1.2")
        .elf("usr/lib/x86_64-linux-gnu/libc.so.6", library("libc.so.6", &["ld-linux-x86-64.so.2"]))
        .closure(&["usr/bin/a"]);
    assert!(closure.is_closed() && closure.missing.is_empty(), "{:?}", closure.missing);
    assert_eq!(
        way(&closure, "usr/bin/a", "libb.so.1"),
        Some(("usr/lib/x86_64-linux-gnu/libb.so.1.2".to_owned(), How::DefaultFolder))
    );
    assert_eq!(
        way(&closure, "usr/lib/x86_64-linux-gnu/libc.so.6", "ld-linux-x86-64.so.2").unwrap().1,
        How::AlreadyLoaded
    );
    assert_eq!(way(&closure, "usr/bin/a", LINKER).unwrap().1, How::Interpreter);
    assert_eq!(closure.reachable.len(), 4);
}

#[test]
fn what_a_program_lacks_is_named() {
    let closure = World::new().elf("usr/bin/a", program(&["libx.so.1"])).closure(&["usr/bin/a"]);
    assert!(!closure.is_closed());
    assert_eq!(closure.missing[0].from, path("usr/bin/a"));
    assert_eq!(closure.missing[0].need, library_missing("libx.so.1"));

    let mut foreign = World::default().elf("usr/bin/a", program(&[]));
    assert_eq!(foreign.closure(&[]).missing[0].need, Need::Interpreter { path: LINKER.to_owned() });
    // A linker for another machine is none.
    foreign = foreign.elf(
        "lib64/ld-linux-x86-64.so.2",
        ElfFacts { machine: Machine::AARCH64, ..library("x", &[]) },
    );
    assert!(!foreign.closure(&[]).is_closed());
    assert_eq!(foreign.closure(&["usr/bin/none"]).missing[0].need, Need::File);
}

#[test]
fn folders_are_searched_in_the_linkers_order() {
    let with = |rpath: &[&str], runpath: &[&str]| {
        let own = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        let a = ElfFacts { rpath: own(rpath), runpath: own(runpath), ..program(&["libb.so"]) };
        World::new()
            .elf("opt/bin/a", a)
            .elf("opt/lib/libb.so", library("libb.so", &["libc.so"]))
            .elf("opt/lib/libc.so", library("libc.so", &[]))
            .elf("usr/lib/libb.so", library("libb.so", &[]))
            .closure(&["opt/bin/a"])
    };
    let found = |closure: &Closure| way(closure, "opt/bin/a", "libb.so").unwrap();
    assert_eq!(found(&with(&[], &[])), ("usr/lib/libb.so".to_owned(), How::DefaultFolder));
    let by_runpath = with(&["/nowhere"], &["$ORIGIN/../lib"]);
    assert_eq!(found(&by_runpath), ("opt/lib/libb.so".to_owned(), How::RunPath));
    // A run path is not for the needs of others, an rpath is.
    assert!(by_runpath.missing.iter().any(|missing| matches!(&missing.need,
        Need::Library { name, elsewhere: Some(_) } if name == "libc.so")));
    let by_rpath = with(&["${ORIGIN}/../lib"], &[]);
    assert_eq!(found(&by_rpath), ("opt/lib/libb.so".to_owned(), How::RunPathOfLoader));
    assert_eq!(way(&by_rpath, "opt/lib/libb.so", "libc.so").unwrap().1, How::RunPathOfLoader);
    assert!(by_rpath.is_closed());
}

#[test]
fn a_cache_leads_to_folders_that_nothing_else_does() {
    let world = World::new()
        .elf("usr/bin/a", program(&["libb.so.1"]))
        .elf("usr/lib/special/libb.so.1", library("libb.so.1", &[]));
    let without = world.closure(&["usr/bin/a"]);
    assert_eq!(
        without.missing[0].need,
        Need::Library {
            name: "libb.so.1".to_owned(),
            elsewhere: Some(path("usr/lib/special/libb.so.1"))
        }
    );
    let mut request = Request { required: vec![path("usr/bin/a")], ..Request::default() };
    let entry = |flags| CacheEntry {
        key: "libb.so.1".to_owned(),
        value: "/lib/special/libb.so.1".to_owned(),
        flags,
        processors: 0,
    };
    request.linker.cache = vec![entry(0x0a03)];
    assert!(!closure(&world.0, &request).is_closed(), "an entry for another machine");
    request.linker.cache = vec![entry(0x0303)];
    let with = closure(&world.0, &request);
    assert_eq!(way(&with, "usr/bin/a", "libb.so.1").unwrap().1, How::Cache);
}

#[test]
fn a_library_for_another_machine_is_passed_over() {
    let foreign = ElfFacts { machine: Machine::AARCH64, ..library("libb.so", &[]) };
    let world = World::new()
        .elf("usr/bin/a", program(&["libb.so"]))
        .elf("usr/lib/x86_64-linux-gnu/libb.so", foreign);
    assert_eq!(
        world.closure(&[]).missing[0].need,
        Need::Library {
            name: "libb.so".to_owned(),
            elsewhere: Some(path("usr/lib/x86_64-linux-gnu/libb.so"))
        }
    );
    let world = world.elf("usr/lib/libb.so", library("libb.so", &[]));
    assert!(world.closure(&[]).is_closed());
}

#[test]
fn versions_must_be_in_the_library_that_is_found() {
    let need = |name: &str, weak| VersionNeed { name: name.to_owned(), weak };
    let mut a = program(&["libc.so.6"]);
    a.versions_needed.insert(
        "libc.so.6".to_owned(),
        vec![need("GLIBC_2.2.5", false), need("GLIBC_2.38", false), need("GLIBC_3", true)],
    );
    let world = |defined: &[&str]| {
        let mut libc = library("libc.so.6", &[]);
        libc.versions_defined = defined.iter().map(|name| (*name).to_owned()).collect();
        World::new()
            .elf("usr/bin/a", a.clone())
            .elf("usr/lib/libc.so.6", libc)
            .closure(&["usr/bin/a"])
    };
    let old = world(&["GLIBC_2.2.5", "GLIBC_2.36"]);
    assert_eq!(
        old.missing.iter().map(|missing| missing.need.name()).collect::<Vec<_>>(),
        ["GLIBC_2.38"]
    );
    assert!(world(&["GLIBC_2.2.5", "GLIBC_2.38"]).is_closed());
    assert!(world(&[]).is_closed(), "a library without versions only makes the linker warn");
}

#[test]
fn libraries_that_nothing_required_needs_are_features() {
    let java = "usr/lib/jvm/j";
    let origin = |mut elf: ElfFacts| {
        elf.runpath = vec!["$ORIGIN".to_owned()];
        elf
    };
    let mut jli = library("libjli.so", &[]);
    jli.loads =
        ["server/libjvm.so", "libsplashscreen.so", "libabsent.so.1"].map(str::to_owned).into();
    let mut pcsc = library("libj2pcsc.so", &[]);
    pcsc.loads = vec!["libpcsclite.so.1".to_owned()];
    let closure = World::new()
        .link("usr/bin/java", &format!("../../{java}/bin/java"))
        .elf(
            &format!("{java}/bin/java"),
            ElfFacts { runpath: vec!["$ORIGIN/../lib".to_owned()], ..program(&["libjli.so"]) },
        )
        .elf(&format!("{java}/lib/libjli.so"), jli)
        .elf(&format!("{java}/lib/server/libjvm.so"), library("libjvm.so", &[]))
        .elf(&format!("{java}/lib/libjava.so"), origin(library("libjava.so", &["libjvm.so"])))
        .elf(
            &format!("{java}/lib/libjsound.so"),
            origin(library("libjsound.so", &["libjava.so", "libasound.so.2"])),
        )
        .elf(
            &format!("{java}/lib/libsplashscreen.so"),
            origin(library("libsplashscreen.so", &["libX11.so.6"])),
        )
        .elf(&format!("{java}/lib/libj2pcsc.so"), pcsc)
        .closure(&["usr/bin/java"]);
    assert!(closure.is_closed(), "{:?}", closure.missing);
    assert!(closure.reachable.contains(&path(&format!("{java}/lib/server/libjvm.so"))));
    assert_eq!(
        way(&closure, &format!("{java}/lib/libjava.so"), "libjvm.so").unwrap().1,
        How::LoadedByName
    );
    let off: Vec<_> = closure
        .features_off
        .iter()
        .map(|feature| {
            (
                feature.file.name(),
                feature.absent.join(" "),
                feature.java.join(" "),
                feature.unusable,
            )
        })
        .collect();
    assert_eq!(
        off,
        [
            (
                b"libj2pcsc.so".as_slice(),
                "libpcsclite.so.1".to_owned(),
                "javax.smartcardio".to_owned(),
                false
            ),
            (
                b"libjsound.so",
                "libasound.so.2".to_owned(),
                "javax.sound.midi javax.sound.sampled".to_owned(),
                true
            ),
            (
                b"libsplashscreen.so",
                "libX11.so.6".to_owned(),
                "java.awt.SplashScreen".to_owned(),
                true
            ),
        ]
    );
    // The launcher shows a picture if it can, so its library is for a person to judge.
    let doubtful: Vec<_> = closure
        .missing
        .iter()
        .filter(|missing| missing.by_name)
        .map(|missing| missing.from.name())
        .collect();
    assert_eq!(doubtful, [b"libsplashscreen.so"]);
    assert!(closure.absent_by_name.contains_key("libabsent.so.1"));
}

#[test]
fn scripts_need_their_interpreters() {
    let script =
        |line: &str| FileFacts { script: Shebang::parse(line.as_bytes()), ..FileFacts::default() };
    let closure = World::new()
        .elf("usr/bin/dash", program(&[]))
        .elf("usr/bin/env", program(&[]))
        .link("usr/bin/sh", "dash")
        .link("bin", "usr/bin")
        .file("usr/bin/good", script("#!/bin/sh\n"))
        .file("usr/bin/search", script("#!/usr/bin/env python3\n"))
        .file("usr/bin/bad", script("#!/bin/bash\n"))
        .closure(&["usr/bin/good"]);
    assert!(closure.is_closed());
    assert!(closure.reachable.contains(&path("usr/bin/dash")));
    assert_eq!(
        closure.missing.iter().map(|missing| missing.need.clone()).collect::<Vec<_>>(),
        [
            Need::ScriptInterpreter { path: "/bin/bash".to_owned() },
            Need::ScriptProgram { name: "python3".to_owned() }
        ]
    );
}

#[test]
fn class_paths_and_links_lead_somewhere_or_are_told() {
    let jar = |entries: &[&str]| FileFacts {
        jar: Some(JarFacts {
            class_path: entries.iter().map(|entry| (*entry).to_owned()).collect(),
            ..JarFacts::default()
        }),
        ..FileFacts::default()
    };
    let closure = World::default()
        .file(
            "usr/share/java/a.jar",
            jar(&["b.jar", "../x/c.jar", "http://example.org/d.jar", "e/"]),
        )
        .file("usr/share/java/b.jar", jar(&[]))
        .file("usr/share/java/e/f", FileFacts::default())
        .link("etc/localtime", "/usr/share/zoneinfo/UTC")
        .link("etc/mtab", "../proc/self/mounts")
        .closure(&[]);
    assert!(closure.is_closed());
    assert_eq!(
        closure.missing.iter().map(|missing| missing.need.name()).collect::<Vec<_>>(),
        ["../x/c.jar"]
    );
    assert_eq!(
        closure
            .dangling
            .iter()
            .map(|link| (link.path.name(), link.at_run_time))
            .collect::<Vec<_>>(),
        [(b"localtime".as_slice(), false), (b"mtab", true)]
    );
}

#[test]
fn every_sentence_is_among_the_keys() {
    let closure = World::new()
        .elf("usr/bin/a", program(&["libx.so.1"]))
        .link("x", "y")
        .closure(&["usr/bin/a"]);
    let messages = closure
        .missing
        .iter()
        .map(|missing| missing.diagnostic().message)
        .chain(closure.dangling.iter().map(|link| link.diagnostic().message));
    let mut count = 0;
    for message in messages {
        assert!(haerterei_anatomy::MESSAGE_KEYS.contains(&message.key), "{}", message.key);
        count += 1;
    }
    assert_eq!(count, 2);
}
