// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is in an image: its inventory.
//!
//! A [`Survey`] makes an [`Inventory`], which names every component of an image, where each was
//! found, what it belongs to and how sure that is, and which accounts for every file. It is made in
//! three steps:
//!
//! 1. each layer is read once, as a stream; a file whose path or first bytes promise something is
//!    given to its cataloguer ([`catalogue`]), which returns [`Findings`] about that one file. What
//!    a layer holds is remembered by its digest;
//! 2. the layers are merged by the rules of the OCI image specification: what a later layer removed
//!    or replaced is known as such;
//! 3. files are assigned to the components that own them, and what is left is told apart.
//!
//! Nothing here knows of documents or of weaknesses.
#![forbid(unsafe_code)]

pub mod catalogue;
mod component;
mod error;
mod findings;
mod inventory;
mod layer;
mod merge;
mod subject;
mod support;
mod survey;

use haerterei_ground::{count_keys, join_keys};

pub use component::{
    Component, ComponentId, ComponentKind, Creator, How, Licences, Location, Nature, SourcePackage,
};
pub use error::InventoryError;
pub use findings::{Claim, Damage, Diversion, Findings, Found, Kept, Owned, OwnedBy, System};
pub use inventory::{
    Completeness, Damaged, FileAccount, FileClass, INVENTORY_VERSION, Inventory, InventoryLayer,
    Subject, SupportPhase,
};
pub use support::support;
pub use survey::Survey;

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &join_keys::<{ count_keys(KEY_GROUPS) }>(KEY_GROUPS);

/// Every group of them.
const KEY_GROUPS: &[&[&str]] = &[error::MESSAGE_KEYS, catalogue::DAMAGE_CODES];
