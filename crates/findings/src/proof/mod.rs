// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Showing that a finding does not apply, in two weights that never mix.
//!
//! A *proof* leaves no other possibility: the thing with the weakness is not in the image
//! ([`thing`]), nothing of the package is left but its documentation ([`remains`]), or the fix is
//! named in the installed package's own changelog ([`changelog`]). It closes a finding by itself.
//!
//! An *indication* is what a person would look at next: nothing that can run links the library, no
//! path reaches it, nobody uses the symbol ([`indication`]). It closes nothing; a role may confirm it.
//! Wherever one of the ways is open by which programs load what nobody links (a [`Trap`]), it is
//! withheld, or names the way as what would invalidate it.

mod changelog;
mod indication;
mod remains;
mod scene;
mod thing;
mod trap;

use haerterei_ground::Message;
use haerterei_inventory::{Component, ComponentId};
use serde::Serialize;

pub use indication::{Indicated, Reached, linked, symbol};
pub use scene::Scene;
pub use thing::{Thing, ThingError, Things};
pub use trap::{Found, Trap};

use crate::status::{Justification, Status};

/// How much something shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It leaves no other possibility.
    Proof,
    /// It makes it likely; somebody has to confirm it.
    Indication,
}

/// That a weakness does not apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// The rule that shows it.
    pub rule: String,
    /// How much it shows.
    pub weight: Weight,
    /// What follows.
    pub status: Status,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
    /// What was found.
    pub evidence: Vec<Message>,
    /// What would make it wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invalidated_by: Vec<Message>,
}

/// Returns the proofs that a weakness of a component does not apply; none is the usual answer.
pub fn proofs(
    scene: &Scene<'_>,
    things: &Things,
    id: ComponentId,
    component: &Component,
    names: &std::collections::BTreeSet<String>,
) -> Vec<Proof> {
    let found = [
        remains::prove(scene, id, component),
        things.prove(scene, id, component, names),
        changelog::prove(scene, id, component, names),
    ];
    found.into_iter().flatten().collect()
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "findings-proof-removed",
    "findings-proof-nothing-left",
    "findings-proof-thing-absent",
    "findings-proof-symbols-absent",
    "findings-proof-fix-named",
    "findings-invalid-other-files",
    "findings-invalid-thing-comes",
    "findings-indication-not-linked",
    "findings-indication-not-reached",
    "findings-indication-symbol-unused",
    "findings-trap-dlopen",
    "findings-trap-jni",
    "findings-trap-service-loader",
    "findings-trap-reflection",
    "findings-trap-nss",
    "findings-trap-pam",
    "findings-trap-gconv",
    "findings-trap-php",
    "findings-trap-ctypes",
    "findings-trap-copy",
    "findings-trap-mount",
    "findings-trap-static",
    "findings-trap-shell",
    "findings-trap-unknown",
];

#[cfg(test)]
mod tests;
