// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An image's inventory, for people and as the schema of its own form.

mod shorten;
mod show;
mod show_check;
mod show_diff;

pub(crate) use show::show;
pub(crate) use show_check::show_check;
pub(crate) use show_diff::show_diff;

/// The JSON Schema of an inventory.
pub(crate) const SCHEMA: &str = include_str!("../../schemas/inventory.json");

/// The JSON Schema of a check.
pub(crate) const CHECK_SCHEMA: &str = include_str!("../../schemas/sbom-check.json");

/// The JSON Schema of a comparison.
pub(crate) const DIFF_SCHEMA: &str = include_str!("../../schemas/inventory-diff.json");
