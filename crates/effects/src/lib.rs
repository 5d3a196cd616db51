// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What package scripts would have done, as data. Nothing is executed.
//!
//! * [`recognise`] reads the scripts of a package as a cautious shell would walk them on a fresh
//!   installation, and returns [`PackageEffects`]: each [`Effect`] with the line it comes from,
//!   and a [`Verdict`] for each script. What it does not understand it says, with line and
//!   [`Reason`]; it never guesses.
//! * A [`Catalogue`] holds effects written down by hand for scripts that no recogniser can read,
//!   by the SHA-256 of their text.
//! * [`accounts`] reads `sysusers.d(5)`, `tmpfiles.d(5)` and the master files of `base-passwd`,
//!   and gives every account a fixed number.
//!
//! Whoever builds an image applies the effects; whoever answers for it acknowledges what is not
//! recognised. Neither happens here.
#![forbid(unsafe_code)]

pub mod accounts;
mod catalogue;
mod effect;
mod interpret;
mod recognise;
mod shell;
mod templates;
mod triggers;

pub use catalogue::{Catalogue, CatalogueError, Entry};
pub use effect::{Effect, Extension, Idle, Index, ServicePlace, Slave, Source, Sourced, User};
pub use recognise::{
    Environment, PackageEffects, Reason, ScriptReport, ScriptSet, Shipped, Unrecognised, Verdict,
    recognise,
};

/// Every key of `texts` that this room uses.
pub const MESSAGE_KEYS: &[&str] = &[
    "effects-syntax",
    "effects-foreign-interpreter",
    "effects-unknown-command",
    "effects-unknown-arguments",
    "effects-unknown-form",
    "effects-unknown-content",
    "effects-foreign-file",
    "effects-undecided",
    "effects-fails",
    "effects-too-long",
    "effects-catalogue-malformed",
    "effects-catalogue-twice",
    "effects-accounts-malformed",
    "effects-accounts-not-static",
    "effects-accounts-collision",
    "effects-accounts-name",
    "effects-accounts-no-group",
];
