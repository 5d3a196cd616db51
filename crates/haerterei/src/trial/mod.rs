// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a trial shows: its record as text, and the schemas of plan and record.

mod show;

pub(crate) use show::show;

/// The JSON Schema of a plan.
pub(crate) const PLAN_SCHEMA: &str = include_str!("../../schemas/trial-plan.json");
/// The JSON Schema of a record.
pub(crate) const SCHEMA: &str = include_str!("../../schemas/trial.json");
