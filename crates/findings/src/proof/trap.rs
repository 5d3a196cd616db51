// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The ways by which programs run code that nothing links.
//!
//! Each is either seen to lead to the library, and then an indication is withheld; or it is open,
//! and then it is named as what would invalidate one.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_anatomy::elf::ElfFacts;
use haerterei_anatomy::{Closure, Item};
use haerterei_ground::{Message, TreePath};
use haerterei_inventory::{Component, ComponentId};
use serde::Serialize;

use super::Scene;

/// A way by which programs run code that nothing links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trap {
    /// A program loads libraries by name when it runs (dlopen(3)).
    Dlopen,
    /// Java loads native libraries (`System.loadLibrary`, the foreign function API).
    Jni,
    /// Java finds implementations by lists in archives (`java.util.ServiceLoader`).
    ServiceLoader,
    /// Java, or another language, finds classes by names that are texts.
    Reflection,
    /// The C library loads sources of names (nsswitch.conf(5)).
    Nss,
    /// Programs that check passwords load modules (pam(7)).
    Pam,
    /// The C library loads conversions of character sets (iconv(3)).
    Gconv,
    /// PHP loads extensions that its settings name.
    Php,
    /// Python calls libraries by name (`ctypes`, `cffi`) and loads extensions.
    Ctypes,
    /// The same code is in the image once more: in a wheel, a fat JAR, another package.
    Copy,
    /// Something that nobody has seen is mounted when it runs.
    Mount,
    /// Programs carry libraries inside of them (static linking).
    Static,
    /// Something that can start any program is there: a shell, an interpreter.
    Shell,
    /// What would tell is not known.
    Unknown,
}

/// A trap at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Found {
    /// Which.
    pub trap: Trap,
    /// The first file that shows it.
    pub at: TreePath,
    /// Whether it leads to what is asked about; if not, it is only open.
    pub leads_there: bool,
}

impl Trap {
    const fn key(self) -> &'static str {
        match self {
            Self::Dlopen => "findings-trap-dlopen",
            Self::Jni => "findings-trap-jni",
            Self::ServiceLoader => "findings-trap-service-loader",
            Self::Reflection => "findings-trap-reflection",
            Self::Nss => "findings-trap-nss",
            Self::Pam => "findings-trap-pam",
            Self::Gconv => "findings-trap-gconv",
            Self::Php => "findings-trap-php",
            Self::Ctypes => "findings-trap-ctypes",
            Self::Copy => "findings-trap-copy",
            Self::Mount => "findings-trap-mount",
            Self::Static => "findings-trap-static",
            Self::Shell => "findings-trap-shell",
            Self::Unknown => "findings-trap-unknown",
        }
    }
}

impl Found {
    /// Returns the sentence.
    pub fn message(&self) -> Message {
        Message::new(self.trap.key()).text("path", &self.at)
    }
}

/// Collects traps, one of each kind, those that lead there before those that are open.
#[derive(Default)]
struct Traps(BTreeMap<Trap, Found>);

impl Traps {
    fn add(&mut self, trap: Trap, at: &TreePath, leads_there: bool) {
        let found = Found { trap, at: at.clone(), leads_there };
        match self.0.get_mut(&trap) {
            Some(before) if before.leads_there || !leads_there => {}
            Some(before) => *before = found,
            None => {
                self.0.insert(trap, found);
            }
        }
    }
}

/// Functions of the C library by which programs start others.
pub(super) const STARTERS: [&str; 14] = [
    "execve",
    "execv",
    "execvp",
    "execvpe",
    "execl",
    "execlp",
    "execle",
    "execveat",
    "fexecve",
    "posix_spawn",
    "posix_spawnp",
    "system",
    "popen",
    "wordexp",
];

/// Functions by which programs load libraries by name.
const OPENERS: [&str; 3] = ["dlopen", "dlmopen", "__libc_dlopen_mode"];

/// Returns whether a symbol says something of the ways by which programs run what they do not link.
pub(crate) fn wanted_symbols(name: &str) -> bool {
    OPENERS.contains(&name) || STARTERS.contains(&name) || is_native_name(name)
}

/// Returns whether Java finds a function of this name (JNI specification, "Resolving Native Method
/// Names").
fn is_native_name(name: &str) -> bool {
    name == "JNI_OnLoad" || name.starts_with("Java_")
}

/// Returns what loads a file as a plug-in, by where it lies and what it is called.
fn plug_in(path: &TreePath) -> Option<Trap> {
    let bytes = path.as_bytes();
    let name = path.name();
    let has = |part: &[u8]| memchr::memmem::find(bytes, part).is_some();
    if name.ends_with(b".node") {
        return Some(Trap::Dlopen);
    }
    if !is_shared_object(name) {
        return None;
    }
    Some(if name.starts_with(b"libnss_") {
        Trap::Nss
    } else if has(b"/security/") && name.starts_with(b"pam_") {
        Trap::Pam
    } else if has(b"/gconv/") {
        Trap::Gconv
    } else if has(b"lib/php/") || has(b"lib64/php/") || has(b"/php/extensions/") {
        Trap::Php
    } else if has(b"-packages/") || has(b"/lib-dynload/") || has(b".cpython-") {
        Trap::Ctypes
    } else if has(b"/jni/") || has(b"/jvm/") {
        Trap::Jni
    } else if !is_searched(bytes.get(..bytes.len() - name.len()).unwrap_or_default()) {
        // Whoever puts a library where the linker does not look has something that loads it.
        Trap::Dlopen
    } else {
        return None;
    })
}

/// Returns whether the linker looks into a folder by itself (`ld.so(8)`).
fn is_searched(folder: &[u8]) -> bool {
    let folder = folder.strip_suffix(b"/").unwrap_or(folder);
    let folder = folder.strip_prefix(b"usr/").unwrap_or(folder);
    let folder = folder.strip_prefix(b"local/").unwrap_or(folder);
    match folder {
        b"lib" | b"lib64" | b"lib32" | b"libx32" => true,
        _ => folder.strip_prefix(b"lib/").is_some_and(|machine| {
            !machine.contains(&b'/') && memchr::memmem::find(machine, b"-linux-").is_some()
        }),
    }
}

fn is_shared_object(name: &[u8]) -> bool {
    memchr::memmem::find(name, b".so").is_some()
}

/// The ways of an image by which programs run what nobody links, wherever they lead.
#[derive(Debug)]
pub struct Ways<'a> {
    /// Every file that a plug-in links, with the plug-in.
    linked_by_plug_ins: BTreeMap<&'a TreePath, (Trap, &'a TreePath)>,
    /// Programs and libraries, and whether they may be run.
    elves: Vec<(&'a TreePath, &'a ElfFacts, bool)>,
    /// Files that are called as libraries are, by the names they may stand for.
    called: BTreeMap<Vec<u8>, Vec<&'a TreePath>>,
    java: Option<&'a TreePath>,
    python: Option<&'a TreePath>,
}

impl<'a> Ways<'a> {
    /// Looks through an image once.
    pub fn of(scene: &Scene<'a>, closure: &'a Closure) -> Self {
        let mut ways = Self {
            linked_by_plug_ins: linked_by_plug_ins(scene, closure),
            elves: Vec::new(),
            called: BTreeMap::new(),
            java: None,
            python: None,
        };
        for (path, item) in scene.files.iter() {
            let Item::File { facts, executable } = item else { continue };
            if is_shared_object(path.name()) {
                for name in names_of(path) {
                    ways.called.entry(name).or_default().push(path);
                }
            }
            if path.name() == b"libjvm.so" {
                ways.java = ways.java.or(Some(path));
            }
            if is_python(path) {
                ways.python = ways.python.or(Some(path));
            }
            if let Some(elf) = &facts.elf {
                ways.elves.push((path, elf, *executable));
            }
        }
        ways
    }

    /// Looks for every way that may lead to the files of a component.
    pub(super) fn to(
        &self,
        scene: &Scene<'_>,
        id: ComponentId,
        component: &Component,
        own: &BTreeSet<TreePath>,
    ) -> Vec<Found> {
        let mut traps = Traps::default();
        by_java_archive(scene, id, component, &mut traps);
        let libraries = scene.elves(own);
        let stems: BTreeSet<Vec<u8>> = libraries.iter().map(|path| stem(path.name())).collect();
        for path in &libraries {
            if let Some(trap) = plug_in(path) {
                traps.add(trap, path, true);
            }
            if let Some((trap, from)) = self.linked_by_plug_ins.get(*path) {
                traps.add(*trap, from, true);
            }
        }
        for path in stems.iter().filter_map(|stem| self.called.get(stem)).flatten() {
            if !own.contains(*path) {
                traps.add(Trap::Copy, path, true);
            }
        }
        if let Some(path) = self.java.filter(|path| !own.contains(*path)) {
            let leads_there = libraries.iter().any(|path| is_native_method(scene, path));
            traps.add(Trap::Jni, path, leads_there);
        }
        if let Some(path) = self.python.filter(|path| !own.contains(*path)) {
            traps.add(Trap::Ctypes, path, false);
        }
        for (path, elf, executable) in &self.elves {
            if !own.contains(*path) {
                by_program(scene, path, elf, *executable, &stems, &mut traps);
            }
        }
        for stem in &stems {
            let name = String::from_utf8_lossy(stem);
            // `ctypes.util.find_library("z")` does without the beginning; what names too much to be
            // listed names this too.
            for name in [name.as_ref(), name.trim_start_matches("lib"), ANYTHING] {
                for path in scene.mentions.get(name).into_iter().flatten() {
                    traps.add(mentioned_by(path), path, true);
                }
            }
        }
        if let Some(mount) = scene.mounts.first() {
            traps.add(Trap::Mount, mount, false);
        }
        traps.0.into_values().collect()
    }
}

/// The name under which a file mentions libraries that names more than can be kept.
pub(crate) const ANYTHING: &str = "*";

/// Returns the way that a text stands for which names a library.
fn mentioned_by(path: &TreePath) -> Trap {
    let name = path.name();
    let ends = |list: &[&[u8]]| list.iter().any(|end| name.ends_with(end));
    if ends(&[b".py", b".pyc", b".pyi"]) {
        Trap::Ctypes
    } else if ends(&[b".php", b".ini"]) {
        Trap::Php
    } else {
        Trap::Dlopen
    }
}

/// What another program can do to get at a library.
fn by_program(
    scene: &Scene<'_>,
    path: &TreePath,
    elf: &ElfFacts,
    executable: bool,
    stems: &BTreeSet<Vec<u8>>,
    traps: &mut Traps,
) {
    if elf.loads.iter().any(|name| stems.contains(&stem(last(name).as_bytes()))) {
        traps.add(Trap::Dlopen, path, true);
    }
    if !elf.is_dynamic && executable {
        traps.add(Trap::Static, path, false);
    }
    match scene.symbols.get(path) {
        Some(symbols) if symbols.undefined.iter().any(|it| OPENERS.contains(&it.name.as_str())) => {
            traps.add(Trap::Dlopen, path, false);
        }
        None if elf.is_dynamic && elf.undefined_symbols > 0 => {
            traps.add(Trap::Unknown, path, false);
        }
        Some(_) | None => {}
    }
}

fn by_java_archive(scene: &Scene<'_>, id: ComponentId, component: &Component, traps: &mut Traps) {
    for location in &component.locations {
        if let Some((path, facts)) = scene.files.file(&location.path)
            && let Some(jar) = &facts.jar
        {
            // Which classes are used is not read: names of classes may be any text.
            traps.add(Trap::Reflection, &path, true);
            if !jar.services.is_empty() {
                traps.add(Trap::ServiceLoader, &path, true);
            }
        }
    }
    for (place, other) in scene.inventory.components.iter().enumerate() {
        let is_same = other.ecosystem == component.ecosystem
            && other.group == component.group
            && other.name == component.name;
        if is_same
            && place != id.0 as usize
            && other.removed_in.is_none()
            && let Some(location) = other.locations.first()
        {
            traps.add(Trap::Copy, &location.path, true);
        }
    }
    // One component may lie in several places: those inside of archives are copies.
    if component.locations.len() > 1
        && let Some(inner) = component.locations.iter().find(|it| !it.inside.is_empty())
    {
        traps.add(Trap::Copy, &inner.path, true);
    }
}

/// Returns every file that a plug-in links, with the plug-in.
fn linked_by_plug_ins<'a>(
    scene: &Scene<'a>,
    closure: &'a Closure,
) -> BTreeMap<&'a TreePath, (Trap, &'a TreePath)> {
    let mut links: BTreeMap<&TreePath, Vec<&TreePath>> = BTreeMap::new();
    for edge in &closure.satisfied {
        links.entry(&edge.from).or_default().push(&edge.to);
    }
    let mut found: BTreeMap<&TreePath, (Trap, &TreePath)> = BTreeMap::new();
    for (path, item) in scene.files.iter() {
        let Some(trap) = plug_in(path).filter(|_| matches!(item, Item::File { .. })) else {
            continue;
        };
        let mut left = vec![path];
        while let Some(next) = left.pop() {
            for to in links.get(next).into_iter().flatten() {
                if !found.contains_key(*to) {
                    found.insert(*to, (trap, path));
                    left.push(*to);
                }
            }
        }
    }
    found
}

/// Returns the names of libraries that a file may stand for: its own, and that before a hash, as
/// `auditwheel` and others write it (`libz-1a2b3c4d.so.1`).
fn names_of(path: &TreePath) -> Vec<Vec<u8>> {
    let own = stem(path.name());
    let before = own.iter().rposition(|byte| *byte == b'-').and_then(|at| own.get(..at));
    let before = before.map(<[u8]>::to_vec);
    std::iter::once(own).chain(before).collect()
}

fn is_native_method(scene: &Scene<'_>, path: &TreePath) -> bool {
    // Of what is not known it may be one.
    scene
        .symbols
        .get(path)
        .is_none_or(|symbols| symbols.exported.iter().any(|it| is_native_name(&it.name)))
}

fn is_python(path: &TreePath) -> bool {
    let name = path.name();
    name.starts_with(b"libpython") || name == b"python3" || name.starts_with(b"python3.")
}

pub(super) fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Returns a library's name without `.so` and its version.
pub(crate) fn stem(name: &[u8]) -> Vec<u8> {
    let end = memchr::memmem::find(name, b".so").unwrap_or(name.len());
    name.get(..end).unwrap_or(name).to_vec()
}
