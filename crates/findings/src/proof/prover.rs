// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! All findings of an image at once: what is the same for many is looked at once.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_anatomy::{Closure, Request, closure};
use haerterei_inventory::{Component, ComponentId, ComponentKind};

use super::function::Functions;
use super::indication::{Indicated, Reached, linked, symbol};
use super::thing::{Presence, Things};
use super::trap::Ways;
use super::{Proof, Proofs, Scene, proofs_by};

/// A finding that is asked about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The component.
    pub component: ComponentId,
    /// The weakness.
    pub weakness: String,
    /// All its names.
    pub names: BTreeSet<String>,
}

/// What is known beside the image.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Things that weaknesses are in.
    pub things: &'a Things,
    /// Functions that they are in.
    pub functions: &'a Functions,
}

/// Returns what is proved and indicated of some findings. `any` follows every program of the image,
/// `entry` what the image starts, where it says that.
pub fn prove(
    scene: &Scene<'_>,
    any: &Request,
    entry: Option<&Request>,
    known: Known<'_>,
    asked: &[Asked],
) -> Proofs {
    let mut presence = Presence::default();
    let mut found = Proofs::new();
    let mut left = Vec::new();
    for one in asked {
        let Some(component) = scene.inventory.components.get(one.component.0 as usize) else {
            continue;
        };
        let with = (one.component, component);
        let proofs = proofs_by(scene, known.things, &mut presence, with, &one.names);
        if proofs.is_empty() {
            left.push((one, component));
        } else {
            found.insert((one.component, one.weakness.clone()), proofs);
        }
    }
    // What nobody links is a question about libraries of packages only.
    left.retain(|(one, component)| {
        component.kind == ComponentKind::SystemPackage && scene.owned.contains_key(&one.component)
    });
    if left.is_empty() {
        return found;
    }
    let from_any = closure(scene.files, any);
    let from_entry = entry.map(|entry| closure(scene.files, entry));
    let ways = Ways::of(scene, &from_any);
    let mut indicated: BTreeMap<ComponentId, Vec<Proof>> = BTreeMap::new();
    for (one, component) in left {
        let id = one.component;
        let mut list = indicated
            .entry(id)
            .or_insert_with(|| {
                unreached(scene, &from_any, from_entry.as_ref(), &ways, (id, component))
            })
            .clone();
        let source = component.source.as_ref().map_or(&component.name, |source| &source.name);
        if let Some(symbols) = known.functions.of(source, &one.names)
            && let Indicated::Given(proof) = symbol(scene, &ways, id, component, symbols)
        {
            list.push(proof);
        }
        if !list.is_empty() {
            found.insert((id, one.weakness.clone()), list);
        }
    }
    found
}

/// Looks whether anything gets at a component's libraries: what nothing links is not reached either,
/// so one of the two is enough.
fn unreached(
    scene: &Scene<'_>,
    from_any: &Closure,
    from_entry: Option<&Closure>,
    ways: &Ways<'_>,
    (id, component): (ComponentId, &Component),
) -> Vec<Proof> {
    let ask = |closure, reached| match linked(scene, closure, ways, reached, id, component) {
        Indicated::Given(proof) => Some(proof),
        Indicated::Withheld(_) | Indicated::Not => None,
    };
    let given = ask(from_any, Reached::FromAnyProgram)
        .or_else(|| from_entry.and_then(|closure| ask(closure, Reached::FromEntrypoint)));
    given.into_iter().collect()
}
