// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Indications: nothing links the library, nothing reaches it, nobody uses the symbol.

use std::collections::BTreeSet;

use haerterei_anatomy::{Closure, Item};
use haerterei_ground::{Message, TreePath};
use haerterei_inventory::{Component, ComponentId};

use super::trap::{Found, Trap, traps};
use super::{Proof, Scene, Weight};
use crate::status::{Justification, Status};

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
    reached: Reached,
    id: ComponentId,
    component: &Component,
) -> Indicated {
    let Some(own) = scene.present(id) else { return Indicated::Not };
    let libraries = scene.elves(&own);
    if libraries.is_empty() || libraries.iter().any(|path| closure.reachable.contains(*path)) {
        return Indicated::Not;
    }
    let programs: Vec<&TreePath> = own.iter().filter(|path| is_program(scene, path)).collect();
    if let Some(first) = programs.first() {
        // A program of its own can be started, by whatever starts programs.
        if reached == Reached::FromAnyProgram || closure.reachable.contains(*first) {
            return Indicated::Not;
        }
        if let Some(shell) = closure.reachable.iter().find(|path| starts_anything(path)) {
            let found = Found { trap: Trap::Shell, at: shell.clone(), leads_there: true };
            return Indicated::Withheld(vec![found]);
        }
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
    judge(rule, message, traps(scene, closure, id, component, &own))
}

/// Looks whether a library offers symbols that weaknesses are in, and nobody in the image needs them.
pub fn symbol(
    scene: &Scene<'_>,
    closure: &Closure,
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
    judge("symbol-unused", message, traps(scene, closure, id, component, &own))
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
        status: Status::NotAffected,
        justification: Some(Justification::VulnerableCodeNotInExecutePath),
        evidence: vec![evidence],
        invalidated_by: open.iter().map(Found::message).collect(),
    })
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
    const NAMES: [&[u8]; 9] =
        [b"sh", b"bash", b"dash", b"ash", b"zsh", b"busybox", b"env", b"xargs", b"perl"];
    let name = path.name();
    NAMES.contains(&name) || name.starts_with(b"python3") || name.starts_with(b"perl5")
}
