// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What came, went and changed between two inventories.
//!
//! Components of the same ecosystem, group, name and architecture are the same thing. Those that are
//! there before and after with the same version are paired first, those at the same place next, the
//! rest in order; what has no partner came or went.

use std::collections::BTreeMap;

use haerterei_ground::Digest;
use haerterei_inventory::{Component, ComponentKind, How, Inventory};
use haerterei_versions::licence::Expression;
use serde::Serialize;

use crate::document::word;

/// The version of the comparison's JSON form.
pub const COMPARISON_VERSION: u32 = 1;

/// What came, went and changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison {
    /// The version of this form.
    pub version: u32,
    /// What it was before.
    pub before: Side,
    /// What it is after.
    pub after: Side,
    /// How many components are the same.
    pub unchanged: u64,
    /// What is only after.
    pub came: Vec<Member>,
    /// What was only before.
    pub went: Vec<Member>,
    /// What is there in both and not the same.
    pub changed: Vec<Change>,
}

impl Comparison {
    /// Returns whether nothing came, went or changed.
    pub fn is_empty(&self) -> bool {
        self.came.is_empty() && self.went.is_empty() && self.changed.is_empty()
    }
}

/// One of the two inventories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Side {
    /// The name of what it is about.
    pub name: String,
    /// Its digest, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// How many components it has.
    pub components: u64,
}

/// A component of one side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Member {
    /// What kind of thing it is.
    pub kind: ComponentKind,
    /// Its ecosystem.
    pub ecosystem: String,
    /// Its name, with the group before it.
    pub name: String,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its package URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
}

/// A component that is there in both and not the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Change {
    /// What kind of thing it is.
    pub kind: ComponentKind,
    /// Its ecosystem.
    pub ecosystem: String,
    /// Its name, with the group before it.
    pub name: String,
    /// What is different, in a fixed order.
    pub differences: Vec<Difference>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Difference {
    /// What is different.
    pub what: What,
    /// How it was; nothing if it was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// How it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What can be different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The version.
    Version,
    /// The concluded licences, else the declared ones.
    Licence,
    /// Where it is.
    Place,
    /// The bytes of the file that it is.
    Content,
}

/// Compares two inventories. What a layer removed is in neither.
pub fn compare(before: &Inventory, after: &Inventory) -> Comparison {
    let mut groups: BTreeMap<Key<'_>, (Vec<&Component>, Vec<&Component>)> = BTreeMap::new();
    for component in present(before) {
        groups.entry(key(component)).or_default().0.push(component);
    }
    for component in present(after) {
        groups.entry(key(component)).or_default().1.push(component);
    }
    let mut comparison = Comparison {
        version: COMPARISON_VERSION,
        before: side(before),
        after: side(after),
        unchanged: 0,
        came: Vec::new(),
        went: Vec::new(),
        changed: Vec::new(),
    };
    for (mut old, mut new) in groups.into_values() {
        let mut pairs = Vec::new();
        // The steps of pairing, from the surest on.
        take(&mut old, &mut new, &mut pairs, |one, other| differences(one, other).is_empty());
        take(&mut old, &mut new, &mut pairs, |one, other| {
            one.version == other.version && one.locations == other.locations
        });
        take(&mut old, &mut new, &mut pairs, |one, other| {
            one.version == other.version && one.version.is_some()
        });
        take(&mut old, &mut new, &mut pairs, |one, other| place(one) == place(other));
        // Files that nobody knows are many and called alike: only their place tells them apart.
        take(&mut old, &mut new, &mut pairs, |one, _| one.how != How::Presence);
        for (one, other) in pairs {
            let differences = differences(one, other);
            if differences.is_empty() {
                comparison.unchanged += 1;
                continue;
            }
            let member = member(other);
            comparison.changed.push(Change {
                kind: member.kind,
                ecosystem: member.ecosystem,
                name: member.name,
                differences,
            });
        }
        comparison.went.extend(old.into_iter().map(member));
        comparison.came.extend(new.into_iter().map(member));
    }
    comparison.came.sort();
    comparison.went.sort();
    comparison.changed.sort();
    comparison
}

type Key<'a> = (&'a str, Option<&'a str>, &'a str, Option<&'a str>);

/// Returns by what a component is known before and after.
fn key(component: &Component) -> Key<'_> {
    let architecture = component.architecture.as_deref();
    (&component.ecosystem, component.group.as_deref(), &component.name, architecture)
}

fn present(inventory: &Inventory) -> impl Iterator<Item = &Component> {
    inventory.components.iter().filter(|component| component.removed_in.is_none())
}

fn side(inventory: &Inventory) -> Side {
    Side {
        name: inventory.subject.name.clone(),
        digest: inventory.subject.digest,
        components: present(inventory).count() as u64,
    }
}

/// How many of one name are paired by looking at every pair; where there are more, order decides.
const FEW: usize = 256;

/// Moves pairs that fit out of two lists, in their order.
fn take<'a>(
    old: &mut Vec<&'a Component>,
    new: &mut Vec<&'a Component>,
    pairs: &mut Vec<(&'a Component, &'a Component)>,
    fits: impl Fn(&Component, &Component) -> bool,
) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    let reach = if old.len().max(new.len()) > FEW { 1 } else { FEW };
    old.retain(|one| match new.iter().take(reach).position(|other| fits(one, other)) {
        Some(place) => {
            pairs.push((one, new.remove(place)));
            false
        }
        None => true,
    });
}

fn member(component: &Component) -> Member {
    Member {
        kind: component.kind,
        ecosystem: component.ecosystem.clone(),
        name: word::grouped_name(component).into_owned(),
        version: component.version.clone(),
        purl: component.purl.clone(),
        places: component.locations.iter().map(word::place).collect(),
    }
}

fn place(component: &Component) -> Option<String> {
    component.locations.first().map(word::place)
}

fn differences(before: &Component, after: &Component) -> Vec<Difference> {
    let licence = |component: &Component| {
        let licences = &component.licences;
        let text = licences.concluded.as_ref().or(licences.declared.as_ref());
        let text = text.or(licences.text.as_ref())?;
        // The same expression may be written in several ways.
        Some(text.parse::<Expression>().map_or_else(|_| text.clone(), |it| it.to_string()))
    };
    let places = |component: &Component| {
        let list: Vec<String> = component.locations.iter().map(word::place).collect();
        (!list.is_empty()).then(|| list.join(", "))
    };
    // A digest says something only beside one of the same algorithm.
    let shared = before.digests.iter().find_map(|one| {
        let same = |other: &&Digest| other.algorithm() == one.algorithm();
        Some((one.to_string(), after.digests.iter().find(same)?.to_string()))
    });
    let (old_digest, new_digest) = shared.unzip();
    [
        (What::Version, before.version.clone(), after.version.clone()),
        (What::Licence, licence(before), licence(after)),
        (What::Place, places(before), places(after)),
        (What::Content, old_digest, new_digest),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    // A document that does not tell places does not tell that they changed.
    .filter(|(what, before, after)| *what != What::Place || (before.is_some() && after.is_some()))
    .map(|(what, before, after)| Difference { what, before, after })
    .collect()
}
