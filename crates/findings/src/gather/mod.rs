// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What proofs need of an image: gathered only if there are findings that could be proved, and never
//! twice.
//!
//! * `layer` goes through a layer once and keeps, by the layer's digest, what proofs look at;
//!   `inside` looks into archives, `mention` finds names of libraries in texts, `changelog` shortens
//!   changelogs to what they say of weaknesses.
//! * `merge` puts the layers over each other and gives files to packages.
//! * A [`Prover`] does both and asks the rules. What came of it is remembered by the image and the
//!   questions, so that the next scan with the same advisories reads one small file.

mod changelog;
mod inside;
mod layer;
mod mention;
mod merge;
mod run;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use haerterei_anatomy::FACTS_VERSION;
use haerterei_ground::{Cancel, Digest, Progress, Unit};
use haerterei_image::Image;
use haerterei_inventory::catalogue::CATALOGUE_VERSION;
use haerterei_inventory::{Inventory, InventoryError};
use haerterei_store::{Key, Store};
use rayon::prelude::*;

use crate::finding::Finding;
use crate::proof::{self, Asked, Functions, Known, Proofs, Things};
use crate::state::State;
use layer::LayerFacts;
use merge::Facts;

pub(crate) const MESSAGE_KEYS: &[&str] = &["progress-proofs"];

/// Rises whenever the same layer is told differently.
const LAYER_VERSION: u32 = 2;
/// Rises whenever the same facts prove something else.
const PROOF_VERSION: u32 = 4;
/// Entries of all layers together, as for an inventory.
const MOST_ENTRIES: u64 = 3_000_000;

/// Proves what can be proved of an image's findings.
#[derive(Clone, Copy, Debug)]
pub struct Prover<'a> {
    /// The image.
    pub image: &'a Image,
    /// What is in it.
    pub inventory: &'a Inventory,
    /// Things that weaknesses are in.
    pub things: &'a Things,
    /// Functions that they are in.
    pub functions: &'a Functions,
    /// A folder on a disk with room for files that must be read in any order.
    pub scratch: &'a Path,
    /// Where results are remembered; without it everything is read.
    pub store: Option<&'a Store>,
    /// Told of layers read.
    pub progress: &'a dyn Progress,
    /// Stops the work.
    pub cancel: &'a Cancel,
}

/// Returns the findings about which a rule may have something to say: those that a source leaves
/// open.
pub fn askable(findings: &[Finding]) -> Vec<Asked> {
    let open = findings.iter().filter(|finding| finding.by_sources != State::NotAffected);
    let mut asked: Vec<Asked> = open
        .map(|finding| {
            let mut names = finding.aliases.clone();
            names.insert(finding.weakness.clone());
            let component = finding.place.component;
            Asked { component, weakness: finding.weakness.clone(), names }
        })
        .collect();
    asked.sort();
    asked.dedup();
    asked
}

impl Prover<'_> {
    /// Returns what was proved of these findings before; no layer is touched.
    pub fn recall(&self, asked: &[Asked]) -> Option<Proofs> {
        if asked.is_empty() {
            return Some(Proofs::new());
        }
        proof::recall(&self.store?.recall(&self.key(asked)?)?)
    }

    /// Returns whether a layer was read before, so that it need not be there.
    pub fn knows_layer(&self, number: usize) -> bool {
        let key = self.layer_key(number).zip(self.store);
        key.is_some_and(|(key, store)| store.recall(&key).is_some())
    }

    /// Proves what can be proved.
    pub fn prove(&self, asked: &[Asked]) -> Result<Proofs, InventoryError> {
        if let Some(known) = self.recall(asked) {
            return Ok(known);
        }
        let facts = self.facts()?;
        let known = Known { things: self.things, functions: self.functions };
        let scene = facts.scene(self.inventory);
        let proofs = proof::prove(&scene, &facts.any, facts.entry.as_ref(), known, asked);
        if let Some((key, store)) = self.key(asked).zip(self.store)
            && let Some(bytes) = proof::remember(&proofs)
        {
            // The memo is only speed: whoever cannot write it goes without.
            let _ = store.remember(&key, &bytes);
        }
        Ok(proofs)
    }

    /// Gathers the facts of the image.
    fn facts(&self) -> Result<Facts, InventoryError> {
        let count = self.image.layers.len();
        let task = self.progress.begin("progress-proofs", Some(count as u64), Unit::Items);
        let symbols = self.symbols();
        let inside = self.things.inside(self.inventory);
        let reader = layer::Reader {
            image: self.image,
            symbols: &symbols,
            inside: &inside,
            scratch: self.scratch,
            entries: AtomicU64::new(MOST_ENTRIES),
            most_entries: MOST_ENTRIES,
            cancel: self.cancel,
        };
        let layers: Vec<LayerFacts> = (0..count)
            .into_par_iter()
            .map(|number| {
                let facts = self.layer(&reader, number)?;
                task.advance(1);
                Ok(facts)
            })
            .collect::<Result<_, InventoryError>>()?;
        merge::merge(layers, self.inventory, &self.image.config.config)
    }

    fn layer(
        &self,
        reader: &layer::Reader<'_>,
        number: usize,
    ) -> Result<LayerFacts, InventoryError> {
        let key = self.layer_key(number).zip(self.store);
        if let Some((key, store)) = &key
            && let Some(known) = store.recall(key).and_then(|bytes| LayerFacts::of_bytes(&bytes))
        {
            return Ok(known);
        }
        let facts = layer::read(reader, number)?;
        if let Some((key, store)) = &key
            && let Some(bytes) = facts.to_bytes()
        {
            let _ = store.remember(key, &bytes);
        }
        Ok(facts)
    }

    /// The symbols that are kept, beside those that say how programs load libraries.
    fn symbols(&self) -> BTreeSet<String> {
        let things = self.things.iter().flat_map(|thing| thing.symbols.iter());
        let functions = self.functions.iter().flat_map(|function| function.symbols.iter());
        things.chain(functions).cloned().collect()
    }

    fn layer_key(&self, number: usize) -> Option<Key> {
        let digest = layer_digest(self.image, number)?;
        let mut key = Key::new("proof-layer", LAYER_VERSION)
            .parameter(FACTS_VERSION.to_le_bytes())
            .parameter(CATALOGUE_VERSION.to_le_bytes())
            .input(&digest);
        for symbol in self.symbols() {
            key = key.parameter(symbol);
        }
        for pattern in self.things.inside(self.inventory) {
            // No symbol begins so.
            key = key.parameter(["/", &pattern].concat());
        }
        Some(key)
    }

    fn key(&self, asked: &[Asked]) -> Option<Key> {
        let mut key = Key::new("proofs", PROOF_VERSION)
            .parameter(LAYER_VERSION.to_le_bytes())
            .parameter(FACTS_VERSION.to_le_bytes())
            .parameter(CATALOGUE_VERSION.to_le_bytes())
            .parameter(serde_json::to_vec(&(self.things, self.functions)).ok()?)
            .input(&self.image.config_digest?);
        for number in 0..self.image.layers.len() {
            key = key.input(&layer_digest(self.image, number)?);
        }
        // Components are named by their places: the same places must mean the same.
        for component in &self.inventory.components {
            key = key
                .parameter(&component.name)
                .parameter(component.purl.as_deref().unwrap_or_default());
        }
        for one in asked {
            key = key.parameter(one.component.0.to_le_bytes()).parameter(&one.weakness);
            for name in &one.names {
                key = key.parameter(name);
            }
        }
        Some(key)
    }
}

fn layer_digest(image: &Image, number: usize) -> Option<Digest> {
    let layer = image.layers.get(number)?;
    layer.digest.or(layer.diff_id)
}
