// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An image's inventory, for people and as the schema of its own form.

mod show;

pub(crate) use show::show;

/// The JSON Schema of an inventory.
pub(crate) const SCHEMA: &str = include_str!("../../schemas/inventory.json");
