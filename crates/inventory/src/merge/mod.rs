// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From what each layer holds to what is in the image.
//!
//! * `overlay` puts the layers over each other and knows what became of every file that shows
//!   something; `replay` reads databases together with their logs;
//! * `draft` makes components of what files show, `database` of what package databases list;
//! * `ownership` gives every file to whom it belongs, `account` tells apart what is left;
//! * `need` finds who fulfils which need, `purl` names packages of the system;
//! * `assemble` merges what is the same, sorts, and numbers.

mod account;
mod assemble;
mod database;
mod draft;
mod need;
mod overlay;
mod ownership;
mod purl;
mod replay;
#[cfg(test)]
mod tests;

use haerterei_image::ImageError;

use crate::inventory::{Completeness, INVENTORY_VERSION, Inventory, Subject};
use crate::layer::LayerRecord;
use overlay::Overlay;

/// Merges the layers of an image. What the image says of itself is left to the caller.
pub(crate) fn merge(records: &[LayerRecord]) -> Result<Inventory, ImageError> {
    let mut overlay = Overlay::of(records)?;
    let replayed = replay::replay(&overlay);
    overlay.take(&replayed);
    let (system_at, system) = overlay.system().unzip();
    let mut drafts = draft::drafts(&overlay, system_at.zip(system));
    let ownership = ownership::assign(&overlay, &mut drafts);
    let account = account::account(&overlay, &ownership, &mut drafts);
    let edges = need::resolve(&drafts);
    let (damaged, not_looked_into) = overlay.troubles();
    Ok(Inventory {
        version: INVENTORY_VERSION,
        subject: Subject::default(),
        system: system.cloned(),
        support: None,
        layers: Vec::new(),
        components: assemble::assemble(drafts, &edges, system),
        files: account.files,
        completeness: Completeness {
            missing: ownership.missing,
            damaged,
            not_looked_into,
            ..account.counts
        },
    })
}
