// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Weaknesses in an image: what is known of each, and what can be proved.
//!
//! * [`Matcher`] asks an index of advisories about the components of an inventory.
//!   A [`Mark`] tells whether anything it says is another than last time.
//! * A [`Finding`] is a published weakness in a component of this image, with a [`State`]: not a
//!   boolean, and never a single invented number. [`collect`] makes findings of what sources say.
//! * What people decide and what others say of it ([`haerterei_vex`]) is applied to findings by
//!   [`apply()`].
//! * [`base`] tells what comes from the image below, and what a newer one would fix.
//! * A [`proof`] shows that a finding does not apply, or gives an indication of it; the two never
//!   mix. A [`Prover`] gathers what proofs look at in an image, and asks them.
//! * A [`Remedy`] is one update and all that it mends.
//! * A [`policy`] says which findings fail a run.
//! * [`Coverage`] is what was not looked at, and stands at the head of every report.
//!
//! Nothing here knows of hardening, and nothing of what people bear becomes "not affected".
#![forbid(unsafe_code)]

mod apply;
mod ask;
pub mod base;
mod collect;
mod coverage;
mod finding;
mod from_archive;
mod gather;
mod mark;
mod matching;
pub mod policy;
pub mod proof;
mod remedy;
mod rests_on;
mod severity;
mod state;
mod support;
#[cfg(test)]
mod testing;

use haerterei_ground::{count_keys, join_keys};

pub use apply::{Applied, Judges, apply};
pub use ask::{Question, Unasked, question};
pub use collect::{Claims, Said, collect, sort};
pub use coverage::{Coverage, Gap, Loaded};
pub use finding::{
    Claim, Closed, Exploited, Finding, FindingClass, Ground, Likelihood, Origin, Place, Rated,
    SourceWord,
};
pub use from_archive::{ARCHIVE, FromArchive, OutdatedPackage, archived};
pub use gather::{Prover, askable};
pub use mark::{Compared, Mark, Marker};
pub use matching::{Matched, Matcher};
pub use remedy::{Remedy, remedies};
pub use rests_on::RestsOn;
pub use severity::{ANYBODY, Level};
pub use state::State;
pub use support::{Support, SupportLimit, limit};

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &join_keys::<{ count_keys(KEY_GROUPS) }>(KEY_GROUPS);

/// Every group of them.
const KEY_GROUPS: &[&[&str]] = &[
    state::MESSAGE_KEYS,
    coverage::MESSAGE_KEYS,
    proof::MESSAGE_KEYS,
    rests_on::MESSAGE_KEYS,
    gather::MESSAGE_KEYS,
    severity::MESSAGE_KEYS,
    policy::MESSAGE_KEYS,
];
