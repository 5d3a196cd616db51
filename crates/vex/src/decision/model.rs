// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Decisions as they are written down.

use haerterei_ground::Timestamp;
use serde::{Deserialize, Serialize};

use super::moment::Moment;
use super::scope::Scope;
use crate::status::{Circumstance, Justification, Status};

/// On what grounds something is decided. The grades never mix: what is an indication stays one,
/// however many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// A machine's proof that leaves no other possibility: it needs nobody's confirmation.
    Proof,
    /// A machine's indication that a person has confirmed.
    ConfirmedIndication,
    /// What a person thinks.
    Opinion,
}

/// Who decides: a role, not a person, so that the record outlives whoever holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Role {
    /// The role: `image owner`, `security officer`.
    pub role: String,
    /// The organisation.
    pub organisation: String,
    /// The person, where that is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Role {
    /// Returns it as one text.
    pub fn shown(&self) -> String {
        match &self.name {
            Some(name) => format!("{name}, {}, {}", self.role, self.organisation),
            None => format!("{}, {}", self.role, self.organisation),
        }
    }
}

/// What a decision rests on, so that anybody can look again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Evidence {
    /// What was found.
    pub found: String,
    /// How to find it again: a command, a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<String>,
}

/// Whether a weakness applies (Bewertung).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Decision {
    /// Its name in this document.
    pub id: String,
    /// What it is about.
    #[serde(flatten)]
    pub scope: Scope,
    /// Whether the weakness applies.
    pub status: Status,
    /// Why it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
    /// Why it does not in the words of CycloneDX, where they say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<Circumstance>,
    /// Why it does not, or what to do where it does, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// On what grounds.
    pub grade: Grade,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// What would make it wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalidated_by: Vec<String>,
    /// Who decides.
    pub by: Role,
    /// When.
    pub decided: Moment,
    /// Until when it holds. Only a proof needs none: it is made again each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Moment>,
}

impl Decision {
    /// Returns whether it holds no more.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires.end() < now)
    }

    /// Returns why it does not apply, for formats with five words; a circumstance is translated.
    pub fn five_words(&self) -> Option<Justification> {
        self.justification.or_else(|| self.circumstance?.to_justification().0)
    }

    /// Returns why it does not apply, for the format with nine words.
    pub fn nine_words(&self) -> Option<Circumstance> {
        self.circumstance.or_else(|| Some(self.justification?.to_circumstance().0))
    }
}

/// Who bears a weakness that applies (Risikoentscheidung), as the BSI's Standard 200-3 wants risks
/// borne: by name, with a reason, and not for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RiskDecision {
    /// Its name in this document.
    pub id: String,
    /// What it is about.
    #[serde(flatten)]
    pub scope: Scope,
    /// Who bears the risk.
    pub owner: Role,
    /// Why.
    pub reason: String,
    /// What is done instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compensating_measure: Option<String>,
    /// When it was decided.
    pub decided: Moment,
    /// Until when.
    pub until: Moment,
}

impl RiskDecision {
    /// Returns whether it holds no more.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.until.end() < now
    }
}
