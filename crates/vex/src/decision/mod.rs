// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What people decide about weaknesses, and keep in Git.
//!
//! * A [`Decision`] (Bewertung) says whether a weakness applies, on what grounds, who says so, and
//!   until when that holds.
//! * A [`RiskDecision`] (Risikoentscheidung) says who bears one that applies. It is another record
//!   and can never become the first: the state of a finding knows nothing of it.
//!
//! Both stand in one document ([`Decisions`]); [`Decisions::notices`] tells which of them have
//! expired, are about nothing, contradict each other or claim to be from the future.

mod append;
mod document;
mod error;
mod model;
mod moment;
mod notice;
mod overlap;
mod scope;

pub use append::{Addition, append, free_name};
pub use document::{DECISIONS_VERSION, Decisions, SCHEMA};
pub use error::{DecisionError, Fault};
pub use model::{Decision, Evidence, Grade, RiskDecision, Role};
pub use moment::{Moment, MomentError};
pub use notice::{About, Judged, Kind, Notice, Used};
pub(crate) use scope::covers;
pub use scope::{ComponentPattern, Image, ImagePattern, Scope};

pub(crate) const KEY_GROUPS: [&[&str]; 2] = [error::MESSAGE_KEYS, notice::MESSAGE_KEYS];
