// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Lists of software (SBOM) as documents.
//!
//! An [`Inventory`](haerterei_inventory::Inventory) is written as [`cyclonedx`] and [`spdx`], and such
//! documents of anybody are read ([`document`]) and become an inventory again. [`tr_03183`] says what
//! one of them has of what the BSI asks for, [`compare`] what came, went and changed between two
//! inventories.
//!
//! Nothing here looks into an image, and nothing knows of weaknesses.
#![forbid(unsafe_code)]

pub mod compare;
pub mod cyclonedx;
pub mod document;
pub mod spdx;
pub mod tr_03183;

use haerterei_ground::{count_keys, join_keys};

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &join_keys::<{ count_keys(KEY_GROUPS) }>(KEY_GROUPS);

/// Every group of them.
const KEY_GROUPS: &[&[&str]] =
    &[document::MESSAGE_KEYS, document::LOSS_KEYS, &tr_03183::FIELD_KEYS, &tr_03183::PROBLEM_KEYS];
