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
mod function;
mod indication;
mod prover;
mod remains;
mod remembered;
mod scene;
mod thing;
mod trap;

use std::collections::BTreeMap;

use haerterei_ground::{Message, TreePath};
use haerterei_inventory::{Component, ComponentId};
use serde::{Deserialize, Serialize};

pub use function::{Function, Functions};
pub use indication::{Indicated, Reached, linked, symbol};
pub use prover::{Asked, Known, prove};
pub(crate) use remembered::{recall, remember};
pub use scene::Scene;
pub use thing::{Thing, Things};
pub use trap::{Found, Trap, Ways};

pub(crate) use thing::Presence;
pub(crate) use trap::{ANYTHING, stem, wanted_symbols};

use haerterei_vex::status::{Justification, Status};

use crate::rests_on::RestsOn;

/// How much something shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// On what it rests: on the image's content, or on what the image says of itself.
    pub rests_on: RestsOn,
    /// What follows.
    pub status: Status,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
    /// What was found.
    pub evidence: Vec<Message>,
    /// Commands that show the evidence again. The image is [`IMAGE`] until
    /// [`name_image`](Self::name_image) says what it is called.
    pub repeat: Vec<String>,
    /// What would make it wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invalidated_by: Vec<Message>,
}

/// What stands for the image in a command, as in the help.
pub const IMAGE: &str = "IMAGE";

/// Proofs and indications by component and weakness.
pub type Proofs = BTreeMap<(ComponentId, String), Vec<Proof>>;

impl Proof {
    /// Takes it for an indication if it rests on what the image says of itself: for whoever does not
    /// believe whoever made the image.
    pub fn doubt(&mut self) {
        if self.rests_on.is_claim() {
            self.weight = Weight::Indication;
        }
    }

    /// Puts the image's name into the commands.
    pub fn name_image(&mut self, name: &str) {
        let name = quoted(name);
        for command in &mut self.repeat {
            *command = command.replacen(IMAGE, &name, 1);
        }
    }
}

/// Returns a word as a shell takes it for one (POSIX, "Quoting").
fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@+,=%".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The command that shows where a path comes from and who removed it.
fn look_at(path: &TreePath) -> String {
    format!("haerterei inspect {IMAGE} --path {}", quoted(&path.to_string()))
}

/// The command that lists every path.
fn look_at_all() -> String {
    format!("haerterei inspect {IMAGE} --format tree")
}

/// The command that proves everything again, from the layers alone.
fn prove_again() -> String {
    format!("haerterei scan {IMAGE} --all --no-cache")
}

/// Returns the proofs that a weakness of a component does not apply; none is the usual answer.
pub fn proofs(
    scene: &Scene<'_>,
    things: &Things,
    id: ComponentId,
    component: &Component,
    names: &std::collections::BTreeSet<String>,
) -> Vec<Proof> {
    proofs_by(scene, things, &mut Presence::default(), (id, component), names)
}

/// As [`proofs`], for many in a row.
fn proofs_by(
    scene: &Scene<'_>,
    things: &Things,
    presence: &mut Presence,
    (id, component): (ComponentId, &Component),
    names: &std::collections::BTreeSet<String>,
) -> Vec<Proof> {
    let mut found: Vec<Proof> = [
        remains::prove(scene, id, component),
        things.prove(scene, presence, (id, component), names),
        changelog::prove(scene, id, component, names),
    ]
    .into_iter()
    .flatten()
    .collect();
    // The first decides: one that nobody could have made up rather than another.
    found.sort_by_key(|proof| proof.rests_on);
    found
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "findings-proof-removed",
    "findings-proof-nothing-left",
    "findings-proof-thing-absent",
    "findings-proof-symbols-absent",
    "findings-proof-archives",
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
