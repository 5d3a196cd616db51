// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Every digest known: an index over inventories and findings, in SQLite or PostgreSQL.
//!
//! 1. A [`Batch`] takes of inventories what findings need; each distinct package is kept once, and
//!    an image is a list of numbers (`postings`).
//! 2. Findings are kept per distinct component, which is what sources are asked about, and never
//!    per image: ten thousand images have some ten thousand components.
//! 3. After an update of the index, every component is asked about again in memory (`matching`), and
//!    what is different is written in one transaction together with the new [`Generation`].
//!    [`Changes`] says what appeared, changed and went away, in which images, and how it was before.
//! 4. A [`Snapshot`] is all that is known at one moment; a [`View`] is an image of it with its
//!    findings. Decisions and VEX are put to them there and stored nowhere.
//!
//! Nothing is here that cannot be made again of inventories and an index, except names, times and
//! what earlier generations changed. The statements are the same text for both databases
//! (`database`). Nothing here knows HTTP.
#![forbid(unsafe_code)]

mod changes;
mod database;
mod error;
mod generation;
mod location;
mod matching;
mod package;
mod postings;
mod register;
mod row;
mod schema;
mod search;
mod snapshot;
mod view;

pub use changes::{Change, Changes, Kind, Since};
pub use database::Access;
pub use error::{MESSAGE_KEYS, RegisterError};
pub use generation::Generation;
pub use location::Location;
pub use package::{Asked, Basis, Batch, Name};
pub use register::{Added, Came, Matching, Register, State};
pub use row::{Part, Verdict};
pub use search::{FoundPackage, FoundWeakness, Search};
pub use snapshot::Snapshot;
pub use view::{Summary, Support, View};
