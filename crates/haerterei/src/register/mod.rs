// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the register says, for people, and the schemas of what it says to programs.

mod show;

pub(crate) use show::{show_changes, show_list, show_search, show_state};

/// The JSON Schema of a list.
pub(crate) const LIST_SCHEMA: &str = include_str!("../../schemas/register-list.json");
/// The JSON Schema of where something is.
pub(crate) const FIND_SCHEMA: &str = include_str!("../../schemas/register-find.json");
/// The JSON Schema of changes.
pub(crate) const CHANGES_SCHEMA: &str = include_str!("../../schemas/register-changes.json");
/// The JSON Schema of a register's state.
pub(crate) const STATUS_SCHEMA: &str = include_str!("../../schemas/register-status.json");
