// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The contract of an image: what it needs to run and how to find out that it works.
//!
//! It is read from the label that a recipe's image carries, from a file, or, for an image that
//! promises nothing, proposed from its configuration and said to be proposed.

mod document;
mod model;
mod proposal;

pub use document::{CONTRACT_LABEL, from_file, of_image};
pub(crate) use model::seconds;
pub use model::{Contract, DeclaredUser, Origin, Port, Volume, Writable};
