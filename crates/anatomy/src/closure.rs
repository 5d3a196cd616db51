// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The proof that a tree is closed: everything its files need is there, and what is not is named.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::TreePath;
use rayon::prelude::*;
use serde::Serialize;

use crate::elf::ElfFacts;
use crate::java_features::{is_essential_load, java_features_off};
use crate::linker::{How, Linker, LinkerSettings, Outcome, Process, base};
use crate::{FileFacts, FileMap, Item};

/// What is to be proved.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The files that must work: the entrypoint, what it runs. With none, every program must.
    pub required: Vec<TreePath>,
    /// The folders in which programs are looked for by name (`PATH`).
    pub program_path: Vec<TreePath>,
    /// What the dynamic linker is told.
    pub linker: LinkerSettings,
}

/// One need that is satisfied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edge {
    /// Who needs.
    pub from: TreePath,
    /// What it needs, in its own words.
    pub need: String,
    /// The file that satisfies it.
    pub to: TreePath,
    /// How it was found.
    pub how: How,
}

/// What can be missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Need {
    /// The program that loads this one.
    Interpreter {
        /// Its path.
        path: String,
    },
    /// A library.
    Library {
        /// Its name.
        name: String,
        /// A file of this name that the linker does not find where it is, or that is for another
        /// machine.
        elsewhere: Option<TreePath>,
    },
    /// A version of symbols that a library does not have.
    Version {
        /// The library's name.
        library: String,
        /// The version.
        version: String,
        /// The library that was found.
        found: TreePath,
    },
    /// The interpreter of a script.
    ScriptInterpreter {
        /// Its path.
        path: String,
    },
    /// The program that a script has `env` look for.
    ScriptProgram {
        /// Its name.
        name: String,
    },
    /// An archive or folder on the class path of a Java archive.
    ClassPath {
        /// As the archive names it.
        entry: String,
    },
    /// The file that was required itself.
    File,
    /// The file begins as a program or archive and cannot be read.
    Readable {
        /// Why not, in English.
        reason: String,
    },
}

impl Need {
    /// Returns the name of what is missing.
    pub fn name(&self) -> &str {
        match self {
            Self::Interpreter { path } | Self::ScriptInterpreter { path } => path,
            Self::Library { name, .. } | Self::ScriptProgram { name } => name,
            Self::Version { version, .. } => version,
            Self::ClassPath { entry } => entry,
            Self::File => "",
            Self::Readable { reason } => reason,
        }
    }
}

/// One need that is not satisfied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missing {
    /// Whether something required does not work without it. If not, a feature is off.
    pub required: bool,
    /// Whether something required loads by name what does not work without it. Who loads by name
    /// mostly lives without, but that is for a person to judge.
    pub by_name: bool,
    /// Who needs.
    pub from: TreePath,
    /// What it needs.
    pub need: Need,
}

/// A link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DanglingLink {
    /// The link.
    pub path: TreePath,
    /// Where it points, as written.
    pub target: String,
    /// Whether it points to what exists only at run time (`/proc`, `/run`, …).
    pub at_run_time: bool,
}

/// Something that does not work, and that nothing required needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeatureOff {
    /// The program or library that cannot be loaded, or that loads by name what is absent.
    pub file: TreePath,
    /// The names of what is absent.
    pub absent: Vec<String>,
    /// Whether it cannot be loaded at all; if not, it only misses what it would load by name.
    pub unusable: bool,
    /// The files that need it or load it by name.
    pub needed_by: Vec<TreePath>,
    /// Java's packages and classes that fail, where it is a known library of a Java runtime.
    pub java: Vec<&'static str>,
}

/// What a tree's files need, and whether it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Closure {
    /// All needs that are satisfied.
    pub satisfied: Vec<Edge>,
    /// All needs that are not, the required ones first.
    pub missing: Vec<Missing>,
    /// Links that lead nowhere.
    pub dangling: Vec<DanglingLink>,
    /// What does not work as a consequence.
    pub features_off: Vec<FeatureOff>,
    /// Names of libraries among the constants of files that lead nowhere, with the files: they may
    /// be loaded by name, or not.
    pub absent_by_name: BTreeMap<String, Vec<TreePath>>,
    /// Everything that can be reached from what is required, also by loading it by name.
    pub reachable: BTreeSet<TreePath>,
}

impl Closure {
    /// Returns whether everything required is there.
    pub fn is_closed(&self) -> bool {
        !self.missing.iter().any(|missing| missing.required)
    }
}

/// One process that was built: the program or library at its root, and what came of it.
struct Loaded {
    root: TreePath,
    edges: Vec<Edge>,
    missing: Vec<(TreePath, Need)>,
}

/// Proves, or refutes, that a tree is closed.
pub fn closure(files: &FileMap, request: &Request) -> Closure {
    let linker = Linker::new(files, &request.linker);
    let processes = processes(files, &linker);

    let mut edges: BTreeSet<Edge> = BTreeSet::new();
    let mut missing: BTreeSet<(TreePath, Need)> = BTreeSet::new();
    for process in &processes {
        edges.extend(process.edges.iter().cloned());
        missing.extend(process.missing.iter().cloned());
    }
    let mut dangling = Vec::new();
    for (path, item) in files.iter() {
        match item {
            Item::File { executable, facts } => {
                if let Some(script) = &facts.script
                    && *executable
                {
                    follow_script(files, request, path, script, &mut edges, &mut missing);
                }
                follow_class_path(files, path, facts, &mut missing);
                if let Some(reason) = &facts.damage {
                    let reason = reason.clone();
                    missing.insert((path.clone(), Need::Readable { reason }));
                }
            }
            Item::Link(target) if files.resolve(path).is_none() => {
                dangling.push(dangling_link(path, target));
            }
            _ => {}
        }
    }

    let by_name = loads_by_name(files, &linker);
    let (required, absent) = required(files, request);
    missing.extend(absent.into_iter().map(|path| (path, Need::File)));
    let reachable = reach(&required, &edges, &by_name.found);
    let needed = reach(&required, &edges, &essential(&by_name.found));
    let features_off = features_off(&processes, &edges, &by_name, &needed);
    let mut missing: Vec<Missing> = missing
        .into_iter()
        .map(|(from, need)| Missing {
            // A class path may name what is not there; Java passes it over.
            required: !matches!(need, Need::ClassPath { .. })
                && (need == Need::File || needed.contains(&from)),
            by_name: !needed.contains(&from) && reachable.contains(&from),
            from,
            need,
        })
        .collect();
    missing.sort_by(|one, other| other.required.cmp(&one.required).then_with(|| one.cmp(other)));
    Closure {
        satisfied: edges.into_iter().collect(),
        missing,
        dangling,
        features_off,
        absent_by_name: by_name.absent,
        reachable,
    }
}

/// Builds the process of every program, then of every library that none of them loads.
fn processes<'a>(files: &'a FileMap, linker: &Linker<'a>) -> Vec<Loaded> {
    let elves: Vec<_> = files
        .iter()
        .filter_map(|(path, item)| match item {
            Item::File { facts, .. } => facts.elf.as_ref().map(|elf| (path, elf)),
            _ => None,
        })
        .collect();
    let (programs, others): (Vec<_>, Vec<_>) =
        elves.into_iter().partition(|(_, elf)| elf.is_dynamic_program());
    let mut processes = load_all(files, linker, &programs);
    let reached: BTreeSet<&TreePath> =
        processes.iter().flat_map(|process| process.edges.iter().map(|edge| &edge.to)).collect();
    let alone: Vec<_> = others
        .into_iter()
        .filter(|(path, elf)| elf.is_dynamic && !reached.contains(path))
        .collect();
    processes.extend(load_all(files, linker, &alone));
    processes
}

fn load_all<'a>(
    files: &'a FileMap,
    linker: &Linker<'a>,
    roots: &[(&TreePath, &'a ElfFacts)],
) -> Vec<Loaded> {
    roots.par_iter().map(|(path, elf)| gather(files, path, &linker.load(path, elf))).collect()
}

fn gather(files: &FileMap, root: &TreePath, process: &Process<'_>) -> Loaded {
    let mut loaded = Loaded { root: root.clone(), edges: Vec::new(), missing: Vec::new() };
    let file = |index: usize| process.objects.get(index).map(|object| &object.file);
    for (index, name, outcome) in &process.needs {
        let Some(from) = file(*index) else { continue };
        match outcome {
            Outcome::Found { to, how } => loaded.edges.extend(file(*to).map(|to| Edge {
                from: from.clone(),
                need: name.clone(),
                to: to.clone(),
                how: *how,
            })),
            Outcome::Absent { elsewhere } => loaded.missing.push((
                from.clone(),
                Need::Library { name: name.clone(), elsewhere: elsewhere.clone() },
            )),
        }
    }
    if let Some(path) = process.objects.first().and_then(|root| root.elf.interpreter.as_ref()) {
        let found =
            TreePath::parse(path).ok().and_then(|path| files.file(&path)).filter(|(_, facts)| {
                facts.elf.as_ref().is_some_and(|elf| {
                    process.objects.first().is_some_and(|root| root.elf.fits(elf))
                })
            });
        match found {
            Some((to, _)) => loaded.edges.push(Edge {
                from: root.clone(),
                need: path.clone(),
                to,
                how: How::Interpreter,
            }),
            None => loaded.missing.push((root.clone(), Need::Interpreter { path: path.clone() })),
        }
    }
    for object in &process.objects {
        for (library, versions) in &object.elf.versions_needed {
            let Some(found) = process.named(library) else {
                continue;
            };
            // A library without versions at all satisfies every one, with a warning of the linker.
            if found.elf.versions_defined.is_empty() {
                continue;
            }
            for version in versions {
                if !version.weak && found.elf.versions_defined.binary_search(&version.name).is_err()
                {
                    loaded.missing.push((
                        object.file.clone(),
                        Need::Version {
                            library: library.clone(),
                            version: version.name.clone(),
                            found: found.file.clone(),
                        },
                    ));
                }
            }
        }
    }
    loaded
}

fn follow_script(
    files: &FileMap,
    request: &Request,
    path: &TreePath,
    script: &crate::Shebang,
    edges: &mut BTreeSet<Edge>,
    missing: &mut BTreeSet<(TreePath, Need)>,
) {
    let interpreter = script.interpreter.clone();
    match TreePath::parse(&interpreter).ok().and_then(|path| files.file(&path)) {
        Some((to, _)) => {
            edges.insert(Edge { from: path.clone(), need: interpreter, to, how: How::Interpreter });
        }
        None => {
            missing.insert((path.clone(), Need::ScriptInterpreter { path: interpreter }));
        }
    }
    let Some(name) = script.program.clone() else {
        return;
    };
    let found = if name.starts_with('/') {
        TreePath::parse(&name).ok().and_then(|path| files.file(&path))
    } else {
        request.program_path.iter().find_map(|folder| files.file(&folder.join(&name).ok()?))
    };
    match found {
        Some((to, _)) => {
            edges.insert(Edge { from: path.clone(), need: name, to, how: How::ProgramPath });
        }
        None => {
            missing.insert((path.clone(), Need::ScriptProgram { name }));
        }
    }
}

fn follow_class_path(
    files: &FileMap,
    path: &TreePath,
    facts: &FileFacts,
    missing: &mut BTreeSet<(TreePath, Need)>,
) {
    let Some(jar) = &facts.jar else { return };
    for entry in &jar.class_path {
        // An entry is a URL relative to the archive.
        let target = match entry.strip_prefix("file:") {
            Some(rest) => rest,
            None if entry.contains("://") => continue,
            None => entry.as_str(),
        };
        let found =
            path.link_target(target.as_bytes()).ok().and_then(|target| files.resolve(&target));
        if found.is_none() {
            let entry = entry.clone();
            missing.insert((path.clone(), Need::ClassPath { entry }));
        }
    }
}

fn dangling_link(path: &TreePath, target: &[u8]) -> DanglingLink {
    let leads_to = path.link_target(target).unwrap_or_default();
    let top = leads_to.parts().next().unwrap_or_default();
    DanglingLink {
        path: path.clone(),
        target: String::from_utf8_lossy(target).into_owned(),
        at_run_time: matches!(top, b"proc" | b"sys" | b"dev" | b"run" | b"tmp")
            || leads_to.as_bytes().starts_with(b"var/run/"),
    }
}

/// Libraries that files load by name.
#[derive(Default)]
struct ByName {
    /// By the file that loads: those that are there.
    found: BTreeMap<TreePath, BTreeSet<TreePath>>,
    absent: BTreeMap<String, Vec<TreePath>>,
}

fn loads_by_name(files: &FileMap, linker: &Linker<'_>) -> ByName {
    let mut by_name = ByName::default();
    for (path, item) in files.iter() {
        let Item::File { facts, .. } = item else {
            continue;
        };
        let Some(elf) = &facts.elf else { continue };
        let (mut found, mut absent) = (BTreeSet::new(), Vec::new());
        let mut stems = BTreeSet::new();
        for name in &elf.loads {
            let written = TreePath::parse(name)
                .ok()
                .filter(|_| name.starts_with('/'))
                .and_then(|path| files.file(&path))
                .map(|(path, _)| path);
            let to = written.or_else(|| {
                let path = linker.anywhere(base(name), elf)?;
                files.file(path).map(|(path, _)| path)
            });
            match to {
                Some(to) => {
                    found.insert(to);
                    stems.insert(stem(name));
                }
                None => absent.push(name),
            }
        }
        if !found.is_empty() {
            by_name.found.insert(path.clone(), found);
        }
        for name in absent {
            // Who loads by name mostly tries several versions; one that is there is enough.
            if !stems.contains(stem(name)) {
                let users = by_name.absent.entry(name.clone()).or_default();
                users.push(path.clone());
            }
        }
    }
    by_name
}

/// Returns a library's name without its version.
fn stem(name: &str) -> &str {
    let name = base(name);
    name.find(".so").and_then(|end| name.get(..end)).unwrap_or(name)
}

/// Returns the files that must work, and those that were asked for and are not there.
fn required(files: &FileMap, request: &Request) -> (Vec<TreePath>, Vec<TreePath>) {
    let (mut found, mut absent) = (Vec::new(), Vec::new());
    for path in &request.required {
        match files.file(path) {
            Some((path, _)) => found.push(path),
            None => absent.push(path.clone()),
        }
    }
    if request.required.is_empty() {
        found.extend(files.iter().filter_map(|(path, item)| match item {
            Item::File { executable, facts } => {
                let is_program = facts.elf.as_ref().is_some_and(|elf| {
                    elf.is_dynamic_program() || elf.kind == crate::elf::Kind::Executable
                });
                (is_program || (*executable && facts.script.is_some())).then(|| path.clone())
            }
            _ => None,
        }));
    }
    (found, absent)
}

fn reach(
    required: &[TreePath],
    edges: &BTreeSet<Edge>,
    by_name: &BTreeMap<TreePath, BTreeSet<TreePath>>,
) -> BTreeSet<TreePath> {
    let mut targets: BTreeMap<&TreePath, Vec<&TreePath>> = BTreeMap::new();
    for edge in edges {
        targets.entry(&edge.from).or_default().push(&edge.to);
    }
    for (from, to) in by_name {
        targets.entry(from).or_default().extend(to);
    }
    let mut reachable = BTreeSet::new();
    let mut left: Vec<&TreePath> = required.iter().collect();
    while let Some(path) = left.pop() {
        if reachable.insert(path.clone()) {
            left.extend(targets.get(path).into_iter().flatten());
        }
    }
    reachable
}

/// Returns those loads by name without which the one that loads is of no use.
fn essential(
    found: &BTreeMap<TreePath, BTreeSet<TreePath>>,
) -> BTreeMap<TreePath, BTreeSet<TreePath>> {
    found
        .iter()
        .map(|(from, to)| {
            let essential = to.iter().filter(|to| is_essential_load(from.name(), to.name()));
            (from.clone(), essential.cloned().collect())
        })
        .collect()
}

fn features_off(
    processes: &[Loaded],
    edges: &BTreeSet<Edge>,
    by_name: &ByName,
    needed: &BTreeSet<TreePath>,
) -> Vec<FeatureOff> {
    let mut users: BTreeMap<&TreePath, BTreeSet<&TreePath>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| edge.how != How::Interpreter) {
        users.entry(&edge.to).or_default().insert(&edge.from);
    }
    for (from, found) in &by_name.found {
        for to in found {
            users.entry(to).or_default().insert(from);
        }
    }
    let feature = |file: &TreePath, absent: BTreeSet<&str>, unusable| {
        let absent: Vec<String> = absent.into_iter().map(str::to_owned).collect();
        FeatureOff {
            needed_by: users.get(file).into_iter().flatten().map(|user| (*user).clone()).collect(),
            java: java_features_off(&String::from_utf8_lossy(file.name()), &absent, unusable),
            file: file.clone(),
            absent,
            unusable,
        }
    };
    let mut features = Vec::new();
    for process in processes {
        if !process.missing.is_empty() && !needed.contains(&process.root) {
            let absent = process.missing.iter().map(|(_, need)| need.name()).collect();
            features.push(feature(&process.root, absent, true));
        }
    }
    // Names among constants are guesses; where the table of Java knows them they are facts.
    let mut guesses: BTreeMap<&TreePath, BTreeSet<&str>> = BTreeMap::new();
    for (name, paths) in &by_name.absent {
        for path in paths {
            guesses.entry(path).or_default().insert(base(name));
        }
    }
    for (path, absent) in guesses {
        let feature = feature(path, absent, false);
        if !feature.java.is_empty() && !features.iter().any(|other| other.file == *path) {
            features.push(feature);
        }
    }
    features.sort_by(|one, other| one.file.cmp(&other.file));
    features
}
