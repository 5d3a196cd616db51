// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The index of advisories, for people and as data.

mod show;
mod status;

pub(crate) use show::show;
pub(crate) use status::Status;

/// The JSON Schema of a status.
pub(crate) const SCHEMA: &str = include_str!("../../schemas/advisories-status.json");
