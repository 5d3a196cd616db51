// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Indications: nothing links the library, nothing reaches it, nobody uses the symbol.

use std::collections::BTreeSet;

use haerterei_anatomy::{Closure, Item, Need};
use haerterei_ground::{Message, TreePath};
use haerterei_inventory::{Component, ComponentId};
use haerterei_vex::status::{Justification, Status};

use super::trap::{Found, Trap, Ways, last};
use super::{Proof, Scene, Weight, prove_again};
use crate::rests_on::RestsOn;

/// What came of looking for an indication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Indicated {
    /// Here it is; what would invalidate it stands in it.
    Given(Proof),
    /// It would be there, but for these ways that lead to the library.
    Withheld(Vec<Found>),
    /// There is none: the library is linked, the symbol is used, or too little is known.
    Not,
}

/// From where a closure was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// From every program of the image.
    FromAnyProgram,
    /// From what the image starts.
    FromEntrypoint,
}

/// Looks whether no program links a library of a component, directly, through others, or by a name
/// among its constants.
pub fn linked(
    scene: &Scene<'_>,
    closure: &Closure,
    ways: &Ways<'_>,
    reached: Reached,
    id: ComponentId,
    component: &Component,
) -> Indicated {
    let Some(own) = scene.present(id) else { return Indicated::Not };
    let libraries = scene.elves(&own);
    if libraries.is_empty()
        || libraries.iter().any(|path| closure.reachable.contains(*path))
        || is_needed_by_name(scene, closure, &libraries)
    {
        return Indicated::Not;
    }
    // A program of its own can be started, by whatever starts programs.
    let has_programs = own.iter().any(|path| is_program(scene, path));
    if has_programs && reached == Reached::FromAnyProgram {
        return Indicated::Not;
    }
    let mut open = Vec::new();
    if reached == Reached::FromEntrypoint {
        let starters = closure.reachable.iter().filter(|path| starts_anything(path));
        if let Some(shell) = starters.into_iter().next() {
            let found = Found { trap: Trap::Shell, at: shell.clone(), leads_there: true };
            return Indicated::Withheld(vec![found]);
        }
        let starter = closure.reachable.iter().find(|path| starts_others(scene, path));
        open.extend(starter.map(|at| Found {
            trap: Trap::Shell,
            at: at.clone(),
            leads_there: false,
        }));
    }
    let key = match reached {
        Reached::FromAnyProgram => "findings-indication-not-linked",
        Reached::FromEntrypoint => "findings-indication-not-reached",
    };
    let rule = match reached {
        Reached::FromAnyProgram => "not-linked",
        Reached::FromEntrypoint => "not-reached",
    };
    let first = libraries.first().map_or_else(TreePath::root, |path| (*path).clone());
    let message = Message::new(key).text("path", first).number("files", libraries.len());
    open.extend(ways.to(scene, id, component, &own));
    judge(rule, message, open)
}

/// Looks whether a library offers symbols that weaknesses are in, and nobody in the image needs them.
pub fn symbol(
    scene: &Scene<'_>,
    ways: &Ways<'_>,
    id: ComponentId,
    component: &Component,
    symbols: &BTreeSet<String>,
) -> Indicated {
    let Some(own) = scene.present(id).filter(|_| !symbols.is_empty()) else {
        return Indicated::Not;
    };
    let libraries = scene.elves(&own);
    let mut offers = false;
    for path in &libraries {
        // Inside of a library that cannot be read, or between functions of one, anything is called.
        let Some(table) = scene.symbols.get(*path) else { return Indicated::Not };
        offers |= table.exported.iter().any(|it| symbols.contains(&it.name));
    }
    if !offers {
        // Functions that are not offered may still be called by others inside the library.
        return Indicated::Not;
    }
    for (path, item) in scene.files.iter() {
        let Item::File { facts, .. } = item else { continue };
        let Some(elf) = facts.elf.as_ref().filter(|elf| elf.undefined_symbols > 0) else {
            continue;
        };
        let Some(table) = scene.symbols.get(path) else {
            if elf.is_dynamic {
                return Indicated::Not;
            }
            continue;
        };
        if table.undefined.iter().any(|it| symbols.contains(&it.name)) {
            return Indicated::Not;
        }
    }
    let names: Vec<&str> = symbols.iter().map(String::as_str).take(8).collect();
    let first = libraries.first().map_or_else(TreePath::root, |path| (*path).clone());
    let message = Message::new("findings-indication-symbol-unused")
        .text("path", first)
        .text("symbols", names.join(", "));
    judge("symbol-unused", message, ways.to(scene, id, component, &own))
}

fn judge(rule: &str, evidence: Message, traps: Vec<Found>) -> Indicated {
    let (leading, open): (Vec<Found>, Vec<Found>) =
        traps.into_iter().partition(|found| found.leads_there);
    if !leading.is_empty() {
        return Indicated::Withheld(leading);
    }
    Indicated::Given(Proof {
        rule: rule.to_owned(),
        weight: Weight::Indication,
        rests_on: RestsOn::Records,
        status: Status::NotAffected,
        justification: Some(Justification::VulnerableCodeNotInExecutePath),
        evidence: vec![evidence],
        repeat: vec![prove_again()],
        invalidated_by: open.iter().map(Found::message).collect(),
    })
}

/// Returns whether something that runs needs a library of the name of one of these, wherever the
/// linker finds it: settings of the linker that nobody read, and variables, may lead to these.
fn is_needed_by_name(
    scene: &Scene<'_>,
    closure: &Closure,
    libraries: &BTreeSet<&TreePath>,
) -> bool {
    let mut names: BTreeSet<&[u8]> = libraries.iter().map(|path| path.name()).collect();
    for path in libraries {
        if let Some(Item::File { facts, .. }) = scene.files.get(path)
            && let Some(name) = facts.elf.as_ref().and_then(|elf| elf.soname.as_ref())
        {
            names.insert(name.as_bytes());
        }
    }
    let is_one = |name: &str| names.contains(last(name).as_bytes());
    let runs = |path: &TreePath| closure.reachable.contains(path);
    closure.satisfied.iter().any(|edge| is_one(&edge.need) && runs(&edge.from))
        || closure.missing.iter().any(|missing| match &missing.need {
            Need::Library { name, .. } => is_one(name) && runs(&missing.from),
            _ => false,
        })
}

/// Returns whether a program asks the C library to start others.
fn starts_others(scene: &Scene<'_>, path: &TreePath) -> bool {
    let Some(symbols) = scene.symbols.get(path) else { return false };
    symbols.undefined.iter().any(|it| super::trap::STARTERS.contains(&it.name.as_str()))
}

fn is_program(scene: &Scene<'_>, path: &TreePath) -> bool {
    match scene.files.get(path) {
        Some(Item::File { executable, facts }) => {
            let is_elf = facts.elf.as_ref().is_some_and(|elf| !elf.is_library());
            *executable && (is_elf || facts.script.is_some())
        }
        _ => false,
    }
}

/// Returns whether a program starts whatever it is told to.
fn starts_anything(path: &TreePath) -> bool {
    const NAMES: [&[u8]; 14] = [
        b"sh", b"bash", b"dash", b"ash", b"zsh", b"ksh", b"busybox", b"env", b"xargs", b"perl",
        b"node", b"nodejs", b"su", b"setpriv",
    ];
    const BEGINNINGS: [&[u8]; 5] = [b"python", b"perl5", b"ruby", b"php", b"lua"];
    let name = path.name();
    NAMES.contains(&name) || BEGINNINGS.iter().any(|start| name.starts_with(start))
}
