// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Running an image's contract in a sandbox, and writing down what was seen.
//!
//! * A [`contract`] is what an image promises; a [`plan`] adds what only a trial has; a [`probe`]
//!   asks the running program.
//! * [`sandbox`] runs containers of an image under an OCI runtime of the host: read-only, without
//!   capabilities, with a network of their own, within limits; it measures them and names why they
//!   failed.
//! * A [`Trial`] conducts all that for every identity ([`Who`]), and its [`record`] is a statement
//!   about the digest of what was tried.
//!
//! An image is data everywhere else; here alone is something of it executed, and only because
//! somebody asked.
#![forbid(unsafe_code)]

mod conduct;
pub mod contract;
mod error;
mod fixture;
mod identity;
pub mod plan;
pub mod probe;
pub mod record;
pub mod sandbox;
mod yaml;

use haerterei_ground::{count_keys, join_keys};

pub use conduct::{Conducted, KeptLine, PlanOverrides, Trial};
pub use error::{ConductError, TrialError};
pub use identity::Who;
pub use yaml::DOCUMENT_BYTES;

/// The groups of keys that this room can speak with.
const KEY_GROUPS: &[&[&str]] = &[
    error::MESSAGE_KEYS,
    error::CONDUCT_KEYS,
    conduct::MESSAGE_KEYS,
    probe::MESSAGE_KEYS,
    sandbox::KEY_GROUPS[0],
    sandbox::KEY_GROUPS[1],
];

/// Every key that this room can speak with.
pub const MESSAGE_KEYS: &[&str] = &join_keys::<{ count_keys(KEY_GROUPS) }>(KEY_GROUPS);
