// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a weakness is in is not in the image.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_anatomy::Item;
use haerterei_ground::{Message, is_like};
use haerterei_inventory::catalogue::Members;
use haerterei_inventory::{Component, ComponentId, ComponentKind, Inventory, Location};
use haerterei_vex::status::{Justification, Status};
use serde::{Deserialize, Serialize};

use super::{Proof, Scene, Weight, look_at_all, prove_again};
use crate::rests_on::RestsOn;

/// The part of a source package that weaknesses are in, and the packages that may be without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Thing {
    /// Its name.
    pub name: String,
    /// Whose packages these are: nothing means the system's package manager; `maven` means archives of
    /// Java, whose packages are called `GROUP:ARTIFACT` and whose files are members of archives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ecosystem: Option<String>,
    /// Names of source packages; packages of Maven have none.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Names of packages that are judged; others never are.
    pub packages: Vec<String>,
    /// The weaknesses that are in it; all of the source where none is named.
    #[serde(default)]
    pub weaknesses: BTreeSet<String>,
    /// Paths that it has, anywhere in the image, or in archives.
    pub files: Vec<String>,
    /// Symbols that a library with it offers.
    #[serde(default)]
    pub symbols: Vec<String>,
}

/// Things, as data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Things {
    #[serde(default)]
    thing: Vec<Thing>,
}

/// Which things were looked for, by their places in the list, and whether they are in the image: a
/// kernel is looked for once and not for each of its weaknesses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Presence(BTreeMap<usize, bool>);

impl Things {
    /// Returns the things that we know.
    pub fn known() -> Self {
        // A test reads it.
        Self::parse(include_str!("../../data/things.toml")).unwrap_or_default()
    }

    /// Reads a list.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let things: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        // A thing without files is in no image, and everything would be proved.
        match things.thing.iter().find(|thing| thing.files.is_empty()) {
            Some(thing) => Err(format!("`{}` has no files", thing.name)),
            None => Ok(things),
        }
    }

    /// Returns the patterns of what has to be looked for in archives, to know which things are in an
    /// image of these components.
    pub(crate) fn inside(&self, inventory: &Inventory) -> BTreeSet<String> {
        let is_asked = |thing: &&Thing| {
            thing.is_inside() && inventory.components.iter().any(|it| thing.is_part_of(it))
        };
        self.thing.iter().filter(is_asked).flat_map(|thing| thing.files.iter().cloned()).collect()
    }

    /// Returns the things, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Thing> {
        self.thing.iter()
    }

    pub(super) fn prove(
        &self,
        scene: &Scene<'_>,
        presence: &mut Presence,
        (id, component): (ComponentId, &Component),
        names: &BTreeSet<String>,
    ) -> Option<Proof> {
        let (place, thing) = self.thing.iter().enumerate().find(|(_, thing)| {
            thing.is_part_of(component)
                && (thing.weaknesses.is_empty() || !thing.weaknesses.is_disjoint(names))
        })?;
        // Only of an archive that was looked into is known what it has not.
        let is_seen = |location: &Location| scene.inside.contains_key(&location.path);
        if thing.is_inside() && !component.locations.iter().all(is_seen) {
            return None;
        }
        // Anywhere, whoever brought it: a copy beside the package has the weakness too.
        let is_there = presence.0.entry(place).or_insert_with(|| thing.is_in(scene));
        if *is_there {
            return None;
        }
        let mut evidence = vec![
            Message::new("findings-proof-thing-absent")
                .text("thing", &thing.name)
                .text("files", thing.files.join(", ")),
        ];
        if thing.is_inside() {
            evidence.push(
                Message::new("findings-proof-archives").number("archives", scene.inside.len()),
            );
        }
        if !thing.symbols.is_empty() {
            let present = scene.present(id)?;
            let elves = scene.elves(&present);
            for path in &elves {
                // A library that cannot be read may offer anything.
                let symbols = scene.symbols.get(*path)?;
                if symbols.exported.iter().any(|it| thing.symbols.contains(&it.name)) {
                    return None;
                }
            }
            evidence.push(
                Message::new("findings-proof-symbols-absent")
                    .number("files", elves.len())
                    .text("symbols", thing.symbols.join(", ")),
            );
        }
        let mut repeat = vec![look_at_all()];
        if thing.is_inside() || !thing.symbols.is_empty() {
            repeat.push(prove_again());
        }
        Some(Proof {
            rule: format!("thing-absent:{}", thing.name),
            weight: Weight::Proof,
            rests_on: RestsOn::Content,
            status: Status::NotAffected,
            justification: Some(Justification::VulnerableCodeNotPresent),
            evidence,
            repeat,
            invalidated_by: vec![
                Message::new("findings-invalid-thing-comes").text("thing", &thing.name),
            ],
        })
    }
}

impl Thing {
    /// Returns whether it has to be looked for in archives.
    fn is_inside(&self) -> bool {
        self.ecosystem.is_some()
    }

    /// Returns whether a component is one of its packages.
    fn is_part_of(&self, component: &Component) -> bool {
        let like = |patterns: &[String], name: &str| {
            patterns.iter().any(|pattern| is_like(pattern.as_bytes(), name.as_bytes()))
        };
        if let Some(ecosystem) = &self.ecosystem {
            let group = component.group.as_deref().unwrap_or_default();
            return component.ecosystem == *ecosystem
                && like(&self.packages, &format!("{group}:{}", component.name));
        }
        let source = component.source.as_ref().map_or(&component.name, |source| &source.name);
        component.kind == ComponentKind::SystemPackage
            && like(&self.sources, source)
            && like(&self.packages, &component.name)
    }

    /// Returns whether something in the image has a path of it, or could have.
    fn is_in(&self, scene: &Scene<'_>) -> bool {
        let is_its =
            |name: &String| self.files.iter().any(|it| is_like(it.as_bytes(), name.as_bytes()));
        let has = |members: &Members| !members.is_whole || members.found.iter().any(is_its);
        if self.is_inside() && scene.inside.values().any(has) {
            return true;
        }
        scene.files.iter().any(|(path, item)| {
            !matches!(item, Item::Directory)
                && !is_documentation(path.as_bytes())
                && self.files.iter().any(|it| is_like(it.as_bytes(), path.as_bytes()))
        })
    }
}

/// Documentation of the thing, and the package manager's own records of it, are not the thing.
fn is_documentation(path: &[u8]) -> bool {
    [b"usr/share/doc/".as_slice(), b"usr/share/man/", b"var/lib/dpkg/"]
        .iter()
        .any(|folder| path.starts_with(folder))
}
