// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! In-toto statements about digests: their types, and finding and attaching them beside an image.
//!
//! * A [`Statement`] says something, its [`Predicate`], about digests.
//! * [`provenance`] is what a build says about its image.
//! * [`vex`] is what somebody says of weaknesses in it.
//! * [`attach`] puts a statement beside an image in a layout; [`referrers`] finds them.
//!
//! Nothing here knows keys or judges: a statement found is a claim until a seal over it is verified.
#![forbid(unsafe_code)]

mod attach;
mod error;
pub mod provenance;
mod statement;
pub mod vex;

pub use attach::{Artifact, STATEMENT_MEDIA_TYPE, attach, referrers, statement_bytes};
pub use error::EvidenceError;
pub use statement::{Predicate, STATEMENT_TYPE, Statement, Subject};

/// Every key that this room's errors can speak with.
pub const MESSAGE_KEYS: &[&str] = error::MESSAGE_KEYS;
