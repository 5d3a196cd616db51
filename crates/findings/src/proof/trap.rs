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

/// Returns what loads a file as a plug-in, by where it lies and what it is called.
fn plug_in(path: &TreePath) -> Option<Trap> {
    let bytes = path.as_bytes();
    let name = path.name();
    let has = |part: &[u8]| bytes.windows(part.len()).any(|it| it == part);
    if !name.windows(3).any(|it| it == b".so") {
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
    } else if has(b"/engines-") || has(b"/ossl-modules/") || has(b"/sasl2/") || has(b"/modules/") {
        Trap::Dlopen
    } else {
        return None;
    })
}

/// Looks for every way that may lead to the libraries of a component.
pub(super) fn traps(
    scene: &Scene<'_>,
    closure: &Closure,
    id: ComponentId,
    component: &Component,
    own: &BTreeSet<TreePath>,
) -> Vec<Found> {
    let mut traps = Traps::default();
    by_java_archive(scene, id, component, &mut traps);
    let libraries = scene.elves(own);
    let stems: BTreeSet<Vec<u8>> = libraries.iter().map(|path| stem(path.name())).collect();
    let linked_by_plug_ins = linked_by_plug_ins(scene, closure);
    for path in &libraries {
        if let Some(trap) = plug_in(path) {
            traps.add(trap, path, true);
        }
        if let Some((trap, from)) = linked_by_plug_ins.get(*path) {
            traps.add(*trap, from, true);
        }
    }
    for (path, item) in scene.files.iter() {
        let Item::File { facts, executable } = item else { continue };
        if own.contains(path) {
            continue;
        }
        if is_copy(path, &stems) {
            traps.add(Trap::Copy, path, true);
        }
        if path.name() == b"libjvm.so" {
            let leads_there = libraries.iter().any(|path| is_native_method(scene, path));
            traps.add(Trap::Jni, path, leads_there);
        }
        if is_python(path) {
            traps.add(Trap::Ctypes, path, false);
        }
        if let Some(elf) = &facts.elf {
            by_program(scene, path, elf, *executable, &stems, &mut traps);
        }
    }
    for stem in &stems {
        let name = String::from_utf8_lossy(stem);
        // `ctypes.util.find_library("z")` does without the beginning.
        for name in [name.as_ref(), name.trim_start_matches("lib")] {
            for path in scene.mentions.get(name).into_iter().flatten() {
                traps.add(Trap::Ctypes, path, true);
            }
        }
    }
    if let Some(mount) = scene.mounts.first() {
        traps.add(Trap::Mount, mount, false);
    }
    traps.0.into_values().collect()
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
        Some(symbols) => {
            let opens = |name: &str| matches!(name, "dlopen" | "dlmopen" | "__libc_dlopen_mode");
            if symbols.undefined.iter().any(|it| opens(&it.name)) {
                traps.add(Trap::Dlopen, path, false);
            }
        }
        None if elf.is_dynamic && elf.undefined_symbols > 0 => {
            traps.add(Trap::Unknown, path, false);
        }
        None => {}
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
    scene: &'a Scene<'_>,
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

/// Returns whether a file has the name of a library, as it is or as `auditwheel` and others change it
/// (`libz-1a2b3c4d.so.1`).
fn is_copy(path: &TreePath, stems: &BTreeSet<Vec<u8>>) -> bool {
    let name = path.name();
    if !name.windows(3).any(|it| it == b".so") {
        return false;
    }
    let own = stem(name);
    let before_hash = own.iter().rposition(|byte| *byte == b'-').and_then(|at| own.get(..at));
    stems.contains(&own) || before_hash.is_some_and(|own| stems.contains(own))
}

fn is_native_method(scene: &Scene<'_>, path: &TreePath) -> bool {
    // Of what is not known it may be one.
    scene.symbols.get(path).is_none_or(|symbols| {
        symbols.exported.iter().any(|it| it.name == "JNI_OnLoad" || it.name.starts_with("Java_"))
    })
}

fn is_python(path: &TreePath) -> bool {
    let name = path.name();
    name.starts_with(b"libpython") || name == b"python3" || name.starts_with(b"python3.")
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Returns a library's name without `.so` and its version.
fn stem(name: &[u8]) -> Vec<u8> {
    let end = name.windows(3).position(|it| it == b".so").unwrap_or(name.len());
    name.get(..end).unwrap_or(name).to_vec()
}
