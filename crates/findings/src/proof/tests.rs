// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images in miniature: what is proved in them, what is only indicated, and what must be neither.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use haerterei_anatomy::elf::{
    ElfFacts, Hardening, Kind, Machine, ReadOnlyRelocations, Symbol, Symbols,
};
use haerterei_anatomy::jar::JarFacts;
use haerterei_anatomy::{FileFacts, FileMap, Item, Request, Shebang, closure};
use haerterei_ground::TreePath;
use haerterei_inventory::catalogue::Members;
use haerterei_inventory::{
    Completeness, INVENTORY_VERSION, Inventory, Location, SourcePackage, Subject,
};
use proptest::prelude::*;

use super::*;
use crate::testing::component;

const LIB: &str = "usr/lib/x86_64-linux-gnu";

fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

/// An image in miniature. Its first component is the one that is asked about.
struct World {
    inventory: Inventory,
    files: FileMap,
    owned: BTreeMap<ComponentId, BTreeSet<TreePath>>,
    symbols: BTreeMap<TreePath, Symbols>,
    mentions: BTreeMap<String, BTreeSet<TreePath>>,
    inside: BTreeMap<TreePath, Members>,
    changelogs: BTreeMap<ComponentId, String>,
    mounts: Vec<TreePath>,
    required: Vec<TreePath>,
}

fn elf(needed: &[&str], is_program: bool) -> ElfFacts {
    ElfFacts {
        is_64: true,
        is_little_endian: true,
        machine: Machine::X86_64,
        flags: 0,
        kind: Kind::Shared,
        interpreter: is_program.then(|| "/lib64/ld-linux-x86-64.so.2".to_owned()),
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
        undefined_symbols: 1,
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

impl World {
    /// An image with a program that needs nothing but the C library, and the library of `libz`,
    /// which nobody links.
    fn new() -> Self {
        let mut zlib = component("pkg:deb/debian/zlib1g@1:1.3-1?arch=amd64");
        zlib.source = Some(SourcePackage { name: "zlib".to_owned(), version: None });
        let mut world = Self {
            inventory: Inventory {
                version: INVENTORY_VERSION,
                subject: Subject::default(),
                system: None,
                support: None,
                layers: Vec::new(),
                components: vec![zlib],
                files: Vec::new(),
                completeness: Completeness::default(),
            },
            files: FileMap::new(),
            owned: BTreeMap::new(),
            symbols: BTreeMap::new(),
            mentions: BTreeMap::new(),
            inside: BTreeMap::new(),
            changelogs: BTreeMap::new(),
            mounts: Vec::new(),
            required: Vec::new(),
        };
        world.elf("usr/lib64/ld-linux-x86-64.so.2", elf(&[], false), &[], &[]);
        world.files.insert(path("lib64"), Item::Link(b"usr/lib64".to_vec()));
        world.library("libc.so.6", &[], &["dlopen"], &[]);
        world.program("usr/bin/app", &["libc.so.6"], &["printf"]);
        world.library("libz.so.1", &["libc.so.6"], &["inflate", "deflate"], &["memcpy"]);
        world.own(&[&format!("{LIB}/libz.so.1"), "usr/share/doc/zlib1g/copyright"]);
        world.data("usr/share/doc/zlib1g/copyright");
        world
    }

    fn elf(&mut self, at: &str, facts: ElfFacts, exported: &[&str], undefined: &[&str]) {
        let of = |names: &[&str]| -> Vec<Symbol> {
            names.iter().map(|name| Symbol { name: (*name).to_owned(), weak: false }).collect()
        };
        let symbols = Symbols { exported: of(exported), undefined: of(undefined) };
        self.symbols.insert(path(at), symbols);
        let facts = FileFacts { elf: Some(facts), ..FileFacts::default() };
        self.files.insert(path(at), Item::File { executable: true, facts: Arc::new(facts) });
    }

    fn library(&mut self, name: &str, needed: &[&str], exported: &[&str], undefined: &[&str]) {
        let at = if name.contains('/') { name.to_owned() } else { format!("{LIB}/{name}") };
        self.elf(&at, elf(needed, false), exported, undefined);
    }

    fn program(&mut self, at: &str, needed: &[&str], undefined: &[&str]) {
        self.elf(at, elf(needed, true), &[], undefined);
    }

    fn data(&mut self, at: &str) {
        let facts = Arc::new(FileFacts::default());
        self.files.insert(path(at), Item::File { executable: false, facts });
    }

    fn own(&mut self, paths: &[&str]) {
        self.owned.insert(ComponentId(0), paths.iter().map(|it| path(it)).collect());
    }

    fn remove(&mut self, at: &str) {
        let kept = self.files.iter().filter(|(it, _)| **it != path(at));
        let kept: Vec<(TreePath, Item)> =
            kept.map(|(it, item)| (it.clone(), item.clone())).collect();
        self.files = FileMap::new();
        for (at, item) in kept {
            self.files.insert(at, item);
        }
    }

    fn rename(&mut self, package: &str, source: &str, version: &str) {
        let mut new = component(&format!("pkg:deb/debian/{package}@{version}"));
        new.source = Some(SourcePackage { name: source.to_owned(), version: None });
        self.inventory.components[0] = new;
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            inventory: &self.inventory,
            files: &self.files,
            owned: &self.owned,
            symbols: &self.symbols,
            mentions: &self.mentions,
            inside: &self.inside,
            changelogs: &self.changelogs,
            mounts: &self.mounts,
        }
    }

    fn proved(&self, name: &str) -> Vec<String> {
        let names = BTreeSet::from([name.to_owned()]);
        let things = Things::known();
        let id = ComponentId(0);
        let found = proofs(&self.scene(), &things, id, &self.inventory.components[0], &names);
        assert!(found.iter().all(|it| it.weight == Weight::Proof && it.status.closes()));
        found.into_iter().map(|it| it.rule).collect()
    }

    fn closure(&self) -> haerterei_anatomy::Closure {
        let request = Request { required: self.required.clone(), ..Request::default() };
        closure(&self.files, &request)
    }

    fn linked(&self, reached: Reached) -> Indicated {
        let component = &self.inventory.components[0];
        let (scene, closure) = (self.scene(), self.closure());
        let ways = Ways::of(&scene, &closure);
        linked(&scene, &closure, &ways, reached, ComponentId(0), component)
    }

    fn symbol(&self, name: &str) -> Indicated {
        let symbols = BTreeSet::from([name.to_owned()]);
        let component = &self.inventory.components[0];
        let (scene, closure) = (self.scene(), self.closure());
        symbol(&scene, &Ways::of(&scene, &closure), ComponentId(0), component, &symbols)
    }
}

fn invalidated(found: &Indicated) -> Vec<&'static str> {
    match found {
        Indicated::Given(proof) => {
            assert_eq!(proof.weight, Weight::Indication);
            proof.invalidated_by.iter().map(|it| it.key).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn withheld(found: &Indicated) -> Vec<Trap> {
    match found {
        Indicated::Withheld(list) => list.iter().map(|it| it.trap).collect(),
        other => panic!("{other:?}"),
    }
}

// Proofs.

#[test]
fn the_list_of_things_is_sound() {
    let things = Things::known();
    let names: BTreeSet<&str> = things.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names.len(), things.iter().count(), "names are distinct");
    for name in ["linux-kernel", "minizip", "nscd", "cpan", "krb5kdc"] {
        assert!(names.contains(name), "{name}");
    }
    for thing in things.iter() {
        // All weaknesses of a source are in one thing only of the kernel.
        assert!(!thing.weaknesses.is_empty() || thing.name == "linux-kernel", "{}", thing.name);
    }
    assert!(Things::parse("[[thing]]\nname='x'\nsources=['x']\npackages=['x']\nfiles=[]").is_err());
    assert!(Things::parse("[[thing]]\nname='x'\nsurprise=1").is_err());
    let functions = Functions::known();
    assert!(functions.iter().all(|it| !it.weaknesses.is_empty() && !it.symbols.is_empty()));
    assert!(functions.of("zlib", &BTreeSet::from(["CVE-2022-37434".to_owned()])).is_some());
    assert!(functions.of("png", &BTreeSet::from(["CVE-2022-37434".to_owned()])).is_none());
}

#[test]
fn a_tool_beside_a_library_is_looked_for() {
    for (package, source, weakness, rule, file) in [
        ("libc6", "glibc", "CVE-2024-33599", "thing-absent:nscd", "usr/sbin/nscd"),
        ("perl-base", "perl", "CVE-2023-31484", "thing-absent:cpan", "usr/share/perl/5.40/CPAN.pm"),
        ("libkrb5-3", "krb5", "CVE-2024-26462", "thing-absent:krb5kdc", "usr/sbin/krb5kdc"),
        ("libldap2", "openldap", "CVE-2017-14159", "thing-absent:slapd", "usr/sbin/slapd"),
    ] {
        let mut world = World::new();
        world.rename(package, source, "1-1");
        assert_eq!(world.proved(weakness), [rule]);
        assert!(world.proved("CVE-1999-1").is_empty());
        world.data(file);
        assert!(world.proved(weakness).is_empty(), "{file}");
    }
}

#[test]
fn commands_show_the_evidence_again() {
    let world = World::new();
    let names = BTreeSet::from(["CVE-2023-45853".to_owned()]);
    let component = &world.inventory.components[0];
    let mut found = proofs(&world.scene(), &Things::known(), ComponentId(0), component, &names);
    found[0].name_image("oci:my images/x");
    let commands = [
        "haerterei inspect 'oci:my images/x' --format tree".to_owned(),
        "haerterei scan 'oci:my images/x' --all --no-cache".to_owned(),
    ];
    assert_eq!(found[0].repeat, commands);
}

#[test]
fn headers_are_not_the_kernel() {
    let mut world = World::new();
    world.rename("linux-libc-dev", "linux", "6.12.1-1");
    world.own(&["usr/include/linux/a.h"]);
    world.data("usr/include/linux/a.h");
    assert_eq!(world.proved("CVE-2024-1"), ["thing-absent:linux-kernel"]);
    for package in ["linux-kbuild-6.12", "linux-headers-6.12-amd64"] {
        world.rename(package, "linux", "6.12.1-1");
        assert_eq!(world.proved("CVE-2024-1"), ["thing-absent:linux-kernel"], "{package}");
    }
    // Programs of the same source have weaknesses of their own.
    for package in ["linux-perf", "bpftool", "linux-image-amd64"] {
        world.rename(package, "linux", "6.12.1-1");
        assert!(world.proved("CVE-2024-1").is_empty(), "{package}");
    }
    // The kernel is there, whoever brought it.
    world.rename("linux-libc-dev", "linux", "6.12.1-1");
    world.data("boot/vmlinuz-6.12");
    assert!(world.proved("CVE-2024-1").is_empty());
    world.remove("boot/vmlinuz-6.12");
    world.data("usr/lib/modules/6.12/kernel/net/x.ko.xz");
    assert!(world.proved("CVE-2024-1").is_empty());
}

#[test]
fn zlib_is_not_minizip() {
    let mut world = World::new();
    assert_eq!(world.proved("CVE-2023-45853"), ["thing-absent:minizip"]);
    // Another weakness of zlib is in zlib.
    assert!(world.proved("CVE-2022-37434").is_empty());
    // Documentation of it is not it.
    world.data("usr/share/doc/minizip/README");
    assert_eq!(world.proved("CVE-2023-45853").len(), 1);
    // A copy of it anywhere is.
    world.data("opt/app/libminizip.so.1");
    assert!(world.proved("CVE-2023-45853").is_empty());
    world.remove("opt/app/libminizip.so.1");
    // A library that has it inside.
    world.library("libz.so.1", &["libc.so.6"], &["inflate", "zipOpenNewFileInZip4_64"], &[]);
    assert!(world.proved("CVE-2023-45853").is_empty());
    // A library that nobody could read.
    world.symbols.remove(&path(&format!("{LIB}/libz.so.1")));
    assert!(world.proved("CVE-2023-45853").is_empty());
    // A package whose files nobody lists.
    let mut world = World::new();
    world.owned.clear();
    assert!(world.proved("CVE-2023-45853").is_empty());
}

#[test]
fn a_package_of_folders_and_documentation_has_no_code() {
    let mut world = World::new();
    world.rename("emacs-filesystem", "emacs", "1:30.1-1");
    world.own(&[
        "usr/share/emacs",
        "usr/share/emacs/site-lisp",
        "usr/share/doc/emacs-filesystem/copyright",
    ]);
    world.files.insert(path("usr/share/emacs"), Item::Directory);
    world.files.insert(path("usr/share/emacs/site-lisp"), Item::Directory);
    world.data("usr/share/doc/emacs-filesystem/copyright");
    assert_eq!(world.proved("CVE-2024-1"), ["nothing-left"]);
    // Files of others in its folders are others' business, its own are not.
    world.data("usr/share/emacs/site-lisp/a.el");
    assert_eq!(world.proved("CVE-2024-1"), ["nothing-left"]);
    world.own(&["usr/share/emacs/site-lisp/a.el"]);
    assert!(world.proved("CVE-2024-1").is_empty());
    // A link is something: it may lead to code.
    world.own(&["usr/bin/emacs"]);
    world.files.insert(path("usr/bin/emacs"), Item::Link(b"/etc/alternatives/emacs".to_vec()));
    assert!(world.proved("CVE-2024-1").is_empty());
}

#[test]
fn what_was_removed_is_not_there_unless_it_lies_aside() {
    let library = format!("{LIB}/libz.so.1");
    let mut world = World::new();
    world.remove(&library);
    assert_eq!(world.proved("CVE-2022-37434"), ["nothing-left"]);
    // Put aside, as dpkg-divert does.
    world.data(&format!("{library}.distrib"));
    assert!(world.proved("CVE-2022-37434").is_empty());
    // Listed by the name it had before `/lib` became a link.
    let mut world = World::new();
    world.files.insert(path("lib"), Item::Link(b"usr/lib".to_vec()));
    world.own(&["lib/x86_64-linux-gnu/libz.so.1"]);
    assert!(world.proved("CVE-2022-37434").is_empty());
    // Who deletes the database does not delete the packages.
    world.inventory.components[0].removed_in = Some(3);
    assert!(world.proved("CVE-2022-37434").is_empty());
}

#[test]
fn a_jar_of_a_lower_layer_is_gone_and_metadata_is_not() {
    let mut world = World::new();
    world.owned.clear();
    let mut jar = component("pkg:maven/x/y@1");
    let at = |path: TreePath| vec![Location { path, inside: Vec::new(), layer: 1 }];
    jar.locations = at(path("srv/y.jar"));
    jar.removed_in = Some(2);
    world.inventory.components[0] = jar;
    assert_eq!(world.proved("CVE-2021-1"), ["removed"]);
    world.data("srv/y.jar");
    assert!(world.proved("CVE-2021-1").is_empty());
    // The code that a METADATA file describes lies beside it.
    let mut python = component("pkg:pypi/y@1");
    python.locations = at(path("usr/lib/python3/dist-packages/y.dist-info/METADATA"));
    python.removed_in = Some(2);
    world.inventory.components[0] = python;
    assert!(world.proved("CVE-2021-1").is_empty());
}

/// A class that is in no archive, and everything that leaves it possible that it is.
#[test]
fn a_class_that_was_removed_is_not_there() {
    let jar = |inside: &[&str]| {
        let mut world = jar_world(JarFacts::default());
        let mut log4j = component("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1");
        log4j.locations = world.inventory.components[0].locations.clone();
        world.inventory.components[0] = log4j;
        let found = inside.iter().map(|it| (*it).to_owned()).collect();
        world.inside.insert(path("srv/lib/y.jar"), Members { found, is_whole: true });
        world
    };
    let rule = ["thing-absent:log4j-jndi-lookup"];
    assert_eq!(jar(&[]).proved("CVE-2021-44228"), rule);
    assert_eq!(jar(&[]).proved("CVE-2021-45046"), rule);
    assert!(jar(&[]).proved("CVE-2021-45105").is_empty(), "that one is elsewhere");
    let class = "org/apache/logging/log4j/core/lookup/JndiLookup.class";
    assert!(jar(&[class]).proved("CVE-2021-44228").is_empty());
    assert!(jar(&[&format!("x.jar!/shaded/{class}")]).proved("CVE-2021-44228").is_empty());
    // Another class than that.
    assert_eq!(jar(&["lookup/JndiLookupTest.class"]).proved("CVE-2021-44228"), rule);
    // A loose class.
    let mut world = jar(&[]);
    world.data(&format!("srv/classes/{class}"));
    assert!(world.proved("CVE-2021-44228").is_empty());
    // An archive that has it, or that could not be read, wherever it lies.
    for members in [
        Members { found: vec![class.to_owned()], is_whole: true },
        Members { found: Vec::new(), is_whole: false },
    ] {
        let mut world = jar(&[]);
        world.inside.insert(path("opt/other.war"), members);
        assert!(world.proved("CVE-2021-44228").is_empty());
    }
    // An archive that nobody looked into.
    let mut world = jar(&[]);
    world.inside.clear();
    assert!(world.proved("CVE-2021-44228").is_empty());
    // Another package of that version.
    let mut world = jar(&[]);
    let mut api = component("pkg:maven/org.apache.logging.log4j/log4j-api@2.14.1");
    api.locations = world.inventory.components[0].locations.clone();
    world.inventory.components[0] = api;
    assert!(world.proved("CVE-2021-44228").is_empty());
}

const CHANGELOG: &str = "zlib (1:1.3-2) unstable; urgency=medium

  * Fix CVE-2024-9999, which is newer than what is installed.

 -- A <a@example.org>  Mon, 02 Nov 2026 00:00:00 +0000

zlib (1:1.3-1) unstable; urgency=medium

  * CVE-2024-1111: heap overflow in inflate
    (Closes: #1)
  * Mention CVE-2024-2222 in the documentation.
  * debian/patches:
    - CVE-2024-3333.patch: prevent an overflow.
  * Revert:
    - CVE-2024-4444.patch, for it breaks things.
  * CVE-2024-5555 does not apply to this version.
  * Fix CVE-2024-66660.

 -- A <a@example.org>  Sun, 01 Nov 2026 00:00:00 +0000

zlib (1:1.2-1) unstable; urgency=medium

  * Fix CVE-2024-4444.
  * New upstream version, fixes CVE-2024-7777.

 -- A <a@example.org>  Sun, 01 Mar 2026 00:00:00 +0000

other (1:1.0-1) unstable; urgency=medium

  * Fix CVE-2024-8888.

 -- A <a@example.org>  Sun, 01 Feb 2026 00:00:00 +0000
";

#[test]
fn a_fix_counts_if_the_changelog_says_so_plainly() {
    let mut world = World::new();
    world.changelogs.insert(ComponentId(0), CHANGELOG.to_owned());
    for (name, is_fixed) in [
        ("CVE-2024-1111", true),
        ("CVE-2024-3333", true),
        ("CVE-2024-7777", true),
        ("CVE-2024-66660", true),
        // Mentioned without a fix, reverted, denied, in a newer version, of another source, the
        // beginning of a longer number, not there at all.
        ("CVE-2024-2222", false),
        ("CVE-2024-4444", false),
        ("CVE-2024-5555", false),
        ("CVE-2024-9999", false),
        ("CVE-2024-8888", false),
        ("CVE-2024-6666", false),
        ("CVE-2024-0000", false),
    ] {
        let expected: &[&str] = if is_fixed { &["fix-named"] } else { &[] };
        assert_eq!(world.proved(name), expected, "{name}");
    }
}

// Indications, and the ways that forbid them.

#[test]
fn what_nobody_links_is_indicated_and_never_proved() {
    let world = World::new();
    let found = world.linked(Reached::FromAnyProgram);
    assert!(invalidated(&found).is_empty());
    assert!(world.proved("CVE-2022-37434").is_empty());
}

#[test]
fn what_is_linked_is_not() {
    let mut world = World::new();
    world.program("usr/bin/other", &["libpng.so"], &[]);
    world.library("libpng.so", &["libz.so.1"], &[], &[]);
    assert_eq!(world.linked(Reached::FromAnyProgram), Indicated::Not);
    // From what the image starts it is not reached.
    world.required = vec![path("usr/bin/app")];
    assert!(invalidated(&world.linked(Reached::FromEntrypoint)).is_empty());
    world.required = vec![path("usr/bin/other")];
    assert_eq!(world.linked(Reached::FromEntrypoint), Indicated::Not);
}

#[test]
fn a_symbol_counts_as_used_if_anybody_needs_it_or_nobody_knows() {
    let mut world = World::new();
    world.program("usr/bin/other", &["libz.so.1"], &["inflate"]);
    assert_eq!(world.symbol("inflate"), Indicated::Not);
    assert!(matches!(world.symbol("deflate"), Indicated::Given(_)));
    // What is not offered may be called inside.
    assert_eq!(world.symbol("inflate_table"), Indicated::Not);
    world.symbols.remove(&path("usr/bin/other"));
    assert_eq!(world.symbol("deflate"), Indicated::Not);
}

#[test]
fn trap_1_dlopen() {
    let mut world = World::new();
    // By a name that nobody can see: open.
    world.program("usr/bin/app", &["libc.so.6"], &["dlopen"]);
    assert_eq!(invalidated(&world.linked(Reached::FromAnyProgram)), ["findings-trap-dlopen"]);
    // By a name among its constants: it is reached.
    let mut facts = elf(&["libc.so.6"], true);
    facts.loads = vec!["libz.so.1".to_owned()];
    world.elf("usr/bin/app", facts, &[], &["dlopen"]);
    assert_eq!(world.linked(Reached::FromAnyProgram), Indicated::Not);
    // By another version's name.
    let mut facts = elf(&["libc.so.6"], true);
    facts.loads = vec!["libz.so.9".to_owned()];
    world.elf("usr/bin/app", facts, &[], &["dlopen"]);
    assert_eq!(withheld(&world.linked(Reached::FromAnyProgram)), [Trap::Dlopen]);
    // A program whose symbols nobody could read.
    let mut world = World::new();
    world.symbols.remove(&path("usr/bin/app"));
    assert_eq!(invalidated(&world.linked(Reached::FromAnyProgram)), ["findings-trap-unknown"]);
}

#[test]
fn trap_2_jni() {
    let mut world = World::new();
    world.library("usr/lib/jvm/java-21/lib/server/libjvm.so", &["libc.so.6"], &[], &[]);
    assert!(invalidated(&world.linked(Reached::FromAnyProgram)).contains(&"findings-trap-jni"));
    world.library("libz.so.1", &["libc.so.6"], &["Java_org_x_inflate"], &[]);
    assert_eq!(withheld(&world.linked(Reached::FromAnyProgram)), [Trap::Jni]);
}

fn jar_world(jar: JarFacts) -> World {
    let mut world = World::new();
    let facts = FileFacts { jar: Some(jar), ..FileFacts::default() };
    let item = Item::File { executable: false, facts: Arc::new(facts) };
    world.files.insert(path("srv/lib/y.jar"), item);
    world.library("srv/lib/libnative.so", &["libc.so.6"], &[], &[]);
    world.own(&["srv/lib/y.jar", "srv/lib/libnative.so"]);
    let mut component = component("pkg:maven/x/y@1");
    component.locations =
        vec![Location { path: path("srv/lib/y.jar"), inside: Vec::new(), layer: 0 }];
    world.inventory.components[0] = component;
    world
}

#[test]
fn trap_3_service_loader() {
    let services = BTreeMap::from([("java.sql.Driver".to_owned(), vec!["x.Driver".to_owned()])]);
    let world = jar_world(JarFacts { services, ..JarFacts::default() });
    assert!(withheld(&world.linked(Reached::FromAnyProgram)).contains(&Trap::ServiceLoader));
}

#[test]
fn trap_4_reflection() {
    let world = jar_world(JarFacts::default());
    assert!(withheld(&world.linked(Reached::FromAnyProgram)).contains(&Trap::Reflection));
}

/// Libraries that are plug-ins, and those that plug-ins link, with the way that loads them.
#[test]
fn traps_5_to_8_plug_ins_of_the_c_library_pam_and_php() {
    for (plug_in, trap) in [
        (format!("{LIB}/libnss_sss.so.2"), Trap::Nss),
        (format!("{LIB}/security/pam_ldap.so"), Trap::Pam),
        (format!("{LIB}/gconv/ISO646.so"), Trap::Gconv),
        ("usr/lib/php/20240924/zip.so".to_owned(), Trap::Php),
        (
            "usr/lib/python3/dist-packages/_x.cpython-313-x86_64-linux-gnu.so".to_owned(),
            Trap::Ctypes,
        ),
        (format!("{LIB}/ossl-modules/legacy.so"), Trap::Dlopen),
    ] {
        // It links the library.
        let mut world = World::new();
        world.library(&plug_in, &["libz.so.1", "libc.so.6"], &[], &[]);
        assert_eq!(withheld(&world.linked(Reached::FromAnyProgram)), [trap], "{plug_in}");
        // It is itself what is asked about.
        let mut world = World::new();
        world.library(&plug_in, &["libc.so.6"], &[], &[]);
        world.own(&[plug_in.as_str()]);
        assert_eq!(withheld(&world.linked(Reached::FromAnyProgram)), [trap], "{plug_in}");
        // It is there and has nothing to do with it.
        let mut world = World::new();
        world.library(&plug_in, &["libc.so.6"], &[], &[]);
        assert!(matches!(world.linked(Reached::FromAnyProgram), Indicated::Given(_)), "{plug_in}");
    }
}

#[test]
fn trap_9_ctypes() {
    let mut world = World::new();
    world.program("usr/bin/python3.13", &["libc.so.6"], &[]);
    assert_eq!(invalidated(&world.linked(Reached::FromAnyProgram)), ["findings-trap-ctypes"]);
    for name in ["libz", "z"] {
        world.mentions = BTreeMap::from([(name.to_owned(), BTreeSet::from([path("srv/app.py")]))]);
        assert_eq!(withheld(&world.linked(Reached::FromAnyProgram)), [Trap::Ctypes], "{name}");
    }
}

#[test]
fn trap_10_a_copy_in_a_wheel_or_a_fat_jar() {
    let mut world = World::new();
    world.library("opt/venv/numpy.libs/libz-1a2b3c4d.so.1", &["libc.so.6"], &[], &[]);
    assert_eq!(withheld(&world.linked(Reached::FromAnyProgram)), [Trap::Copy]);
    let mut world = jar_world(JarFacts::default());
    let mut twin = component("pkg:maven/x/y@0.9");
    twin.locations = vec![Location {
        path: path("srv/fat.jar"),
        inside: vec!["BOOT-INF/lib/y.jar".to_owned()],
        layer: 0,
    }];
    world.inventory.components.push(twin);
    assert!(withheld(&world.linked(Reached::FromAnyProgram)).contains(&Trap::Copy));
}

#[test]
fn trap_11_something_mounted_when_it_runs() {
    let mut world = World::new();
    world.mounts = vec![path("srv/plugins")];
    assert_eq!(invalidated(&world.linked(Reached::FromAnyProgram)), ["findings-trap-mount"]);
}

#[test]
fn trap_12_programs_with_libraries_inside() {
    let mut world = World::new();
    let mut facts = elf(&[], false);
    facts.is_dynamic = false;
    facts.kind = Kind::Executable;
    facts.undefined_symbols = 0;
    world.elf("usr/bin/go-program", facts, &[], &[]);
    assert_eq!(invalidated(&world.linked(Reached::FromAnyProgram)), ["findings-trap-static"]);
}

#[test]
fn trap_13_programs_of_its_own_and_a_shell() {
    let mut world = World::new();
    world.program("usr/bin/minigzip", &["libz.so.1", "libc.so.6"], &[]);
    world.own(&[&format!("{LIB}/libz.so.1"), "usr/bin/minigzip"]);
    assert_eq!(world.linked(Reached::FromAnyProgram), Indicated::Not);
    world.required = vec![path("usr/bin/app")];
    assert!(matches!(world.linked(Reached::FromEntrypoint), Indicated::Given(_)));
    world.program("usr/bin/dash", &["libc.so.6"], &[]);
    let script = Shebang::parse(b"#!/usr/bin/dash\n");
    let facts = FileFacts { script, ..FileFacts::default() };
    let item = Item::File { executable: true, facts: Arc::new(facts) };
    world.files.insert(path("usr/bin/start"), item);
    world.required = vec![path("usr/bin/start")];
    assert_eq!(withheld(&world.linked(Reached::FromEntrypoint)), [Trap::Shell]);
}

proptest! {
    #[test]
    fn no_changelog_makes_it_panic(text in "(zlib \\(1\\) x; u=l\n|  \\* [a-zCVE0-9-]{0,20}\n|    - .{0,20}\n| -- x\n|\n){0,20}") {
        let mut world = World::new();
        world.changelogs.insert(ComponentId(0), text);
        let _ = world.proved("CVE-2024-1");
    }
}
