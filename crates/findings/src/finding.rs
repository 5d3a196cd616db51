// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A weakness in a component of an image.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use haerterei_ground::Timestamp;
use haerterei_inventory::{Component, ComponentId, ComponentKind, Inventory, Location};
use haerterei_vex::decision::Grade;
use haerterei_vex::status::{Circumstance, Justification, Status};
use serde::{Deserialize, Serialize};

use crate::proof::Proof;
use crate::rests_on::RestsOn;
use crate::state::State;

/// Whose business a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingClass {
    /// What an engine found in a file, whoever the file belongs to and wherever it lies.
    Content,
    /// A package of the operating system: the distribution's.
    System,
    /// A package of a language: its own makers'.
    Language,
    /// A package of a language that a package of the operating system ships: the distribution's, who
    /// fixes it without its makers' version changing. Kept apart, for it is mostly wrong.
    LanguageInSystemPackage,
    /// It was in a lower layer and a later one removed it: nobody can run it, everybody can read it.
    Removed,
}

impl FindingClass {
    /// Returns whose business a component of an inventory is.
    pub fn of(inventory: &Inventory, component: &Component) -> Self {
        if component.removed_in.is_some() {
            return Self::Removed;
        }
        if component.kind == ComponentKind::SystemPackage {
            return Self::System;
        }
        // Owners of owners: a JAR in a WAR in a package. A circle ends after as many steps as there are.
        let mut owner = component.belongs_to;
        for _ in 0..inventory.components.len() {
            let Some(above) = owner.and_then(|id| inventory.components.get(id.0 as usize)) else {
                break;
            };
            if above.kind == ComponentKind::SystemPackage {
                return Self::LanguageInSystemPackage;
            }
            owner = above.belongs_to;
        }
        Self::Language
    }
}

/// What a source says of it, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SourceWord {
    /// The source.
    pub source: String,
    /// The name that it uses.
    pub advisory: String,
    /// What follows from what it says.
    pub state: State,
    /// The first version without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_in: Option<String>,
    /// How urgent it finds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// What it adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Of the archive: how far back the changelog told that names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<haerterei_advisories::Coverage>,
}

/// How bad somebody finds it; all are kept, none is made up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rated {
    /// Who says it.
    pub by: String,
    /// The system: `CVSS_V3`, or whose words it is in.
    pub system: String,
    /// The vector or word.
    pub value: String,
    /// The score in tenths, computed from the vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenths: Option<u8>,
    /// When it was said, in seconds since 1970; 0 where unknown.
    pub date: u64,
}

impl Rated {
    /// Returns a score in tenths to sort by: the computed one, or the middle of what a word stands
    /// for in CVSS' scale (CVSS 3.1, section 5).
    fn weight(&self) -> u8 {
        self.tenths.unwrap_or_else(|| match self.value.to_ascii_lowercase().as_str() {
            "critical" => 95,
            "high" | "important" => 80,
            "medium" | "moderate" => 55,
            "low" => 25,
            _ => 0,
        })
    }
}

/// That it is known to be exploited (CISA's catalogue).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exploited {
    /// The day it was added to the catalogue.
    pub added: String,
    /// Whether ransomware uses it, in the catalogue's words.
    pub ransomware: String,
}

/// How likely it is exploited in the next 30 days (EPSS), in hundred-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Likelihood {
    /// The probability.
    pub score: u32,
    /// The share of weaknesses that are less likely or as likely.
    pub percentile: u32,
}

/// Where a finding comes from, where the image that an image was built upon is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// From the base: a newer base fixes it.
    Base,
    /// From what was put on top of it.
    Own,
}

/// On what a finding was closed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Ground {
    /// Somebody here decided it.
    Decision {
        /// The decision.
        id: String,
        /// On what grounds.
        grade: Grade,
        /// Who.
        by: String,
    },
    /// Somebody else says it, whom one trusts.
    Vex {
        /// The document.
        document: String,
        /// Who.
        author: String,
    },
    /// It is proved.
    Proof {
        /// The rule.
        rule: String,
    },
    /// The source itself says it.
    Source {
        /// Which.
        source: String,
    },
}

/// What was decided of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Closed {
    /// Whether it applies.
    pub status: Status,
    /// Why it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
    /// Why it does not, in CycloneDX' words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<Circumstance>,
    /// Why, or what to do, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Since when this is said; of a proof nothing, for it is made each time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// On what.
    pub ground: Ground,
    /// On what that rests in the end; nothing where somebody here or a source answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<RestsOn>,
}

/// What somebody says of a finding whom nobody trusts: a proposal that changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Claim {
    /// Who, as the document says.
    pub author: String,
    /// The document.
    pub document: String,
    /// Whether it applies.
    pub status: Status,
    /// Why it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
    /// Why, or what to do, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where the component is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Place {
    /// The component in the inventory.
    pub component: ComponentId,
    /// Its package URL, or its name where it has none.
    pub name: String,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The source package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The files that show it, with their layers.
    pub locations: Vec<Location>,
}

/// A published weakness in a component of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// The weakness: a CVE where there is one.
    pub weakness: String,
    /// Its other names.
    pub aliases: BTreeSet<String>,
    /// The component.
    pub place: Place,
    /// Whose business it is.
    pub class: FindingClass,
    /// Whether it comes from the base, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What is known, with all that was decided.
    pub state: State,
    /// What the sources alone say.
    pub by_sources: State,
    /// The first version without it, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_in: Option<String>,
    /// When it was published first, by whoever says so, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<i64>,
    /// What each source says.
    pub words: Vec<SourceWord>,
    /// How bad each finds it.
    pub severities: Vec<Rated>,
    /// That it is known to be exploited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exploited: Option<Exploited>,
    /// How likely it is exploited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<Likelihood>,
    /// What was decided, also where it stays open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<Closed>,
    /// What proves that it does not apply. An own decision may leave it open all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<Proof>,
    /// Who says different things about it, so that nothing of it counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputed: Vec<String>,
    /// What is said by whom nobody trusts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claimed: Vec<Claim>,
    /// Risk decisions that bear it. They change no state.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub borne: Vec<String>,
    /// Indications that it does not apply, for somebody to confirm.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<Proof>,
}

impl Finding {
    /// Returns whether something is left to be done or known.
    pub fn is_open(&self) -> bool {
        self.state != State::NotAffected
    }

    /// Returns the highest score that anybody gives it, in tenths; only to sort by.
    pub fn highest(&self) -> u8 {
        self.severities.iter().map(Rated::weight).max().unwrap_or(0)
    }

    /// Returns the worst that anybody says: the highest score that can be computed, else the worst
    /// word.
    pub fn worst(&self) -> Option<&Rated> {
        self.severities.iter().max_by_key(|rated| (rated.tenths, rated.weight()))
    }

    /// Returns what to sort by, the most urgent first: what is open and one's own business, then what
    /// is exploited, malicious, fixable, bad, likely.
    pub fn urgency(&self) -> impl Ord + use<'_> {
        let has_fix = self.state == State::AffectedWithFix;
        (
            !self.is_open(),
            self.class,
            self.exploited.is_none(),
            self.state != State::Malicious,
            matches!(self.state, State::Unimportant),
            !has_fix,
            Reverse(self.highest()),
            Reverse(self.likelihood.map_or(0, |it| it.score)),
            (self.state, self.weakness.as_str(), self.place.name.as_str(), self.place.component),
        )
    }
}
