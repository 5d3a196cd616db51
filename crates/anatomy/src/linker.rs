// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How the dynamic linker finds libraries (`ld.so(8)`; for musl, `ldso/dynlink.c`).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use haerterei_ground::TreePath;
use serde::Serialize;

use crate::elf::{ElfFacts, Machine};
use crate::ldcache::{self, CacheEntry};
use crate::{FileMap, Item};

/// The most objects of one process that are followed.
const MAX_OBJECTS: usize = 4096;

/// What the dynamic linker is told from outside.
#[derive(Clone, Debug, Default)]
pub struct LinkerSettings {
    /// `LD_LIBRARY_PATH`.
    pub library_path: Vec<TreePath>,
    /// The entries of the tree's `/etc/ld.so.cache`; empty if it has none.
    pub cache: Vec<CacheEntry>,
}

/// How a need was satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// By a path in the need itself.
    Path,
    /// By an object of the same name that the process has loaded before.
    AlreadyLoaded,
    /// By `DT_RPATH` of the object or of one that loaded it.
    RunPathOfLoader,
    /// By `LD_LIBRARY_PATH`.
    LibraryPath,
    /// By `DT_RUNPATH` of the object.
    RunPath,
    /// By `/etc/ld.so.cache`.
    Cache,
    /// By a folder that is always searched.
    DefaultFolder,
    /// By a library that another file loads by its name before.
    LoadedByName,
    /// By the kernel: the program that loads others, or runs scripts.
    Interpreter,
    /// By a link in the first line of a script through `PATH`.
    ProgramPath,
}

/// One object of a process.
#[derive(Clone, Debug)]
pub(crate) struct Object<'a> {
    /// The path by which it was found, which `$ORIGIN` is made of.
    pub(crate) found: TreePath,
    /// The file itself.
    pub(crate) file: TreePath,
    pub(crate) elf: &'a ElfFacts,
    loader: Option<usize>,
}

/// What a need came to.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Found {
        to: usize,
        how: How,
    },
    /// Nothing that fits is found; perhaps a file of the name is for another machine, or in a folder
    /// that is not searched.
    Absent {
        elsewhere: Option<TreePath>,
    },
}

/// A process as the linker builds it.
#[derive(Debug, Default)]
pub(crate) struct Process<'a> {
    pub(crate) objects: Vec<Object<'a>>,
    /// Needs in the order in which they were looked for: object, name, outcome.
    pub(crate) needs: Vec<(usize, String, Outcome)>,
    names: BTreeMap<String, usize>,
}

impl<'a> Process<'a> {
    /// Returns the object that has a name, if it was loaded.
    pub(crate) fn named(&self, name: &str) -> Option<&Object<'a>> {
        self.names.get(name).and_then(|index| self.objects.get(*index))
    }
}

/// Finds libraries in a tree.
#[derive(Debug)]
pub(crate) struct Linker<'a> {
    files: &'a FileMap,
    settings: &'a LinkerSettings,
    cache: BTreeMap<&'a str, Vec<&'a CacheEntry>>,
    /// Libraries by the names others may need them by.
    by_name: BTreeMap<String, Vec<TreePath>>,
    /// File names that some file loads by name.
    loaded_by_name: BTreeSet<String>,
}

impl<'a> Linker<'a> {
    pub(crate) fn new(files: &'a FileMap, settings: &'a LinkerSettings) -> Self {
        let mut cache: BTreeMap<&str, Vec<&CacheEntry>> = BTreeMap::new();
        for entry in &settings.cache {
            cache.entry(entry.key.as_str()).or_default().push(entry);
        }
        let mut by_name: BTreeMap<String, Vec<TreePath>> = BTreeMap::new();
        let mut loaded_by_name = BTreeSet::new();
        for (path, item) in files.iter() {
            let Item::File { facts, .. } = item else {
                continue;
            };
            let Some(elf) = &facts.elf else { continue };
            for name in &elf.loads {
                loaded_by_name.insert(base(name).to_owned());
            }
            if elf.is_library() {
                let name = String::from_utf8_lossy(path.name()).into_owned();
                if let Some(soname) = elf.soname.as_ref().filter(|soname| **soname != name) {
                    by_name.entry(soname.clone()).or_default().push(path.clone());
                }
                by_name.entry(name).or_default().push(path.clone());
            }
        }
        Self { files, settings, cache, by_name, loaded_by_name }
    }

    /// Returns the libraries of a name that fit an object, wherever they are.
    pub(crate) fn anywhere(&self, name: &str, elf: &ElfFacts) -> Option<&TreePath> {
        self.by_name.get(name)?.iter().find(|path| {
            self.files
                .file(path)
                .and_then(|(_, facts)| facts.elf.as_ref())
                .is_some_and(|other| elf.fits(other))
        })
    }

    /// Builds the process of a program, or of a library as if a program loaded it by name.
    pub(crate) fn load(&self, root: &TreePath, elf: &'a ElfFacts) -> Process<'a> {
        let mut process = Process::default();
        process.objects.push(Object { found: root.clone(), file: root.clone(), elf, loader: None });
        if let Some(soname) = &elf.soname {
            process.names.insert(soname.clone(), 0);
        }
        // The linker is an object of every process that it loads.
        if let Some(interpreter) = &elf.interpreter
            && let Ok(path) = TreePath::parse(interpreter)
            && let Some((file, facts)) = self.files.file(&path)
            && let Some(linker) = &facts.elf
        {
            let index = process.objects.len();
            if let Some(soname) = &linker.soname {
                process.names.insert(soname.clone(), index);
            }
            process.objects.push(Object { found: path, file, elf: linker, loader: None });
        }
        let mut queue = VecDeque::from([0]);
        while let Some(index) = queue.pop_front() {
            let Some(object) = process.objects.get(index).cloned() else {
                continue;
            };
            for name in &object.elf.needed {
                let known = process.objects.len();
                let outcome = self.find(&mut process, index, name);
                // The linker goes through needs in breadth: those of the program first.
                queue.extend(known..process.objects.len());
                process.needs.push((index, name.clone(), outcome));
            }
        }
        process
    }

    fn find(&self, process: &mut Process<'a>, index: usize, name: &str) -> Outcome {
        if let Some(to) = process.names.get(name) {
            return Outcome::Found { to: *to, how: How::AlreadyLoaded };
        }
        let absent = Outcome::Absent { elsewhere: None };
        let Some(object) = process.objects.get(index) else {
            return absent;
        };
        if process.objects.len() >= MAX_OBJECTS {
            return absent;
        }
        let elf = object.elf;
        let mut unfit = None;
        let mut found = None;
        for (how, candidate) in self.candidates(process, index, name) {
            let Some((file, facts)) = self.files.file(&candidate) else {
                continue;
            };
            match &facts.elf {
                Some(other) if elf.fits(other) => {
                    found = Some((how, candidate, file, other));
                    break;
                }
                // The linker goes on over files that are for another machine.
                _ => {
                    unfit.get_or_insert(file);
                }
            }
        }
        if found.is_none() && self.loaded_by_name.contains(name) {
            found = self.anywhere(name, elf).and_then(|path| {
                let (file, facts) = self.files.file(path)?;
                Some((How::LoadedByName, path.clone(), file, facts.elf.as_ref()?))
            });
        }
        let Some((how, found, file, elf)) = found else {
            let elsewhere = self.anywhere(name, elf).cloned().or(unfit);
            return Outcome::Absent { elsewhere };
        };
        // Two names may lead to one file, which is loaded once.
        let known = process.objects.iter().position(|object| object.file == file);
        let to = known.unwrap_or_else(|| {
            process.objects.push(Object { found, file, elf, loader: Some(index) });
            process.objects.len() - 1
        });
        process.names.insert(name.to_owned(), to);
        if let Some(soname) = &elf.soname {
            process.names.entry(soname.clone()).or_insert(to);
        }
        Outcome::Found { to, how }
    }

    /// Returns the places where the linker looks, in its order.
    fn candidates(&self, process: &Process<'a>, index: usize, name: &str) -> Vec<(How, TreePath)> {
        let mut places = Vec::new();
        let Some(object) = process.objects.get(index) else {
            return places;
        };
        if name.contains('/') {
            places.extend(expand(name, object).map(|path| (How::Path, path)));
            return places;
        }
        let mut add = |how, folder: Option<TreePath>| {
            places.extend(folder.and_then(|folder| folder.join(name).ok()).map(|path| (how, path)));
        };
        let is_musl = process.objects.iter().any(|object| {
            base(object.elf.interpreter.as_deref().unwrap_or_default()).starts_with("ld-musl-")
        });
        if is_musl {
            for folder in &self.settings.library_path {
                add(How::LibraryPath, Some(folder.clone()));
            }
            for object in loaders(process, index) {
                for folder in object.elf.runpath.iter().chain(&object.elf.rpath) {
                    add(How::RunPath, expand(folder, object));
                }
            }
            for folder in ["lib", "usr/local/lib", "usr/lib"] {
                add(How::DefaultFolder, TreePath::parse(folder).ok());
            }
            return places;
        }
        if object.elf.runpath.is_empty() {
            for object in loaders(process, index) {
                if object.elf.runpath.is_empty() {
                    for folder in &object.elf.rpath {
                        add(How::RunPathOfLoader, expand(folder, object));
                    }
                }
            }
        }
        for folder in &self.settings.library_path {
            add(How::LibraryPath, Some(folder.clone()));
        }
        for folder in &object.elf.runpath {
            add(How::RunPath, expand(folder, object));
        }
        let flags = ldcache::flags(object.elf.machine);
        for entry in self.cache.get(name).into_iter().flatten() {
            if Some(entry.flags) == flags
                && let Ok(path) = TreePath::parse(&entry.value)
            {
                places.push((How::Cache, path));
            }
        }
        for folder in default_folders(object.elf.machine, object.elf.is_64) {
            if let Some(path) =
                TreePath::parse(folder).ok().and_then(|folder| folder.join(name).ok())
            {
                places.push((How::DefaultFolder, path));
            }
        }
        places
    }
}

/// Returns the folders that glibc always searches: Debian's, then those of other distributions.
pub fn default_folders(machine: Machine, is_64: bool) -> Vec<String> {
    let mut folders = Vec::new();
    if let Some(triplet) = machine.triplet() {
        folders.push(format!("lib/{triplet}"));
        folders.push(format!("usr/lib/{triplet}"));
    }
    if is_64 {
        folders.push("lib64".to_owned());
        folders.push("usr/lib64".to_owned());
    }
    folders.push("lib".to_owned());
    folders.push("usr/lib".to_owned());
    folders
}

/// Returns an object and those that led to its being loaded, the program last.
fn loaders<'p, 'a>(process: &'p Process<'a>, index: usize) -> Vec<&'p Object<'a>> {
    let mut chain = Vec::new();
    let mut next = Some(index);
    while let Some(object) = next.and_then(|index| process.objects.get(index)) {
        chain.push(object);
        next = object.loader;
    }
    chain
}

/// Expands `$ORIGIN`, `$LIB` and `$PLATFORM` in a folder or path. Relative paths depend on where a
/// program is started and so lead nowhere.
fn expand(path: &str, object: &Object<'_>) -> Option<TreePath> {
    let origin = object.found.parent().unwrap_or_default();
    let machine = object.elf.machine;
    let library =
        machine.triplet().map_or_else(|| "lib".to_owned(), |triplet| format!("lib/{triplet}"));
    let mut expanded: Vec<u8> = Vec::new();
    let mut rest = path;
    while let Some(position) = rest.find('$') {
        let (before, after) = rest.split_at(position);
        expanded.extend_from_slice(before.as_bytes());
        let mut replaced = false;
        for (name, value) in [
            ("ORIGIN", [b"/", origin.as_bytes()].concat()),
            ("LIB", library.clone().into_bytes()),
            ("PLATFORM", machine.platform().unwrap_or_default().into()),
        ] {
            let braced = format!("${{{name}}}");
            let plain = format!("${name}");
            if let Some(after) = after.strip_prefix(&braced).or_else(|| after.strip_prefix(&plain))
            {
                expanded.extend(value);
                rest = after;
                replaced = true;
                break;
            }
        }
        if !replaced {
            expanded.push(b'$');
            rest = after.get(1..).unwrap_or_default();
        }
    }
    expanded.extend_from_slice(rest.as_bytes());
    if !expanded.starts_with(b"/") {
        return None;
    }
    TreePath::root().link_target(&expanded).ok()
}

pub(crate) fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
