// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Running an image's contract in a sandbox, and writing down what was seen.
//!
//! * A [`contract`] is what an image promises; a [`plan`] adds what only a trial has; a [`probe`]
//!   asks the running program.
//! * [`sandbox`] runs containers of an image under an OCI runtime of the host: read-only, without
//!   capabilities, with a network of their own, within limits; it measures them and names why they
//!   failed.
//!
//! An image is data everywhere else; here alone is something of it executed, and only because
//! somebody asked.
#![forbid(unsafe_code)]

pub mod contract;
mod error;
pub mod plan;
pub mod probe;
pub mod sandbox;
mod yaml;

pub use error::TrialError;
pub use yaml::DOCUMENT_BYTES;

/// Every key that this room can speak with.
pub const MESSAGE_KEYS: &[&str] = error::MESSAGE_KEYS;
