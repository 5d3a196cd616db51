// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What VEX says of a product, in the words of each format, and what is lost between them.
//!
//! The four statuses are those of CISA's "Minimum Requirements for Vulnerability Exploitability
//! eXchange" (2023), the five justifications those of its "Status Justifications" (2022), which
//! OpenVEX 0.2.0 and CSAF (2.0, section 3.2.3.5, flags) spell alike. CycloneDX has nine of its own
//! (`vulnerabilities[].analysis.justification`), which cut the same ground differently.

use serde::{Deserialize, Serialize};

/// Whether a weakness applies to a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It does not apply.
    NotAffected,
    /// It applies.
    Affected,
    /// It applied, and this version has the fix.
    Fixed,
    /// Nobody knows yet.
    UnderInvestigation,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] =
        [Self::NotAffected, Self::Affected, Self::Fixed, Self::UnderInvestigation];

    /// Returns the word of OpenVEX.
    pub const fn open_vex(self) -> &'static str {
        match self {
            Self::NotAffected => "not_affected",
            Self::Affected => "affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
        }
    }

    /// Returns the list of products in CSAF (`product_status`).
    pub const fn csaf(self) -> &'static str {
        match self {
            Self::NotAffected => "known_not_affected",
            Self::Affected => "known_affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
        }
    }

    /// Returns the state in CycloneDX (`analysis.state`).
    pub const fn cyclone_dx(self) -> &'static str {
        match self {
            Self::NotAffected => "not_affected",
            Self::Affected => "exploitable",
            Self::Fixed => "resolved",
            Self::UnderInvestigation => "in_triage",
        }
    }

    /// Reads the word of OpenVEX.
    pub fn from_open_vex(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.open_vex() == word)
    }

    /// Reads the name of a list of products in CSAF. `recommended` and what ends or begins a range
    /// of versions say nothing of their own about a product that is listed.
    pub fn from_csaf(list: &str) -> Option<Self> {
        Some(match list {
            "known_not_affected" => Self::NotAffected,
            "known_affected" | "first_affected" | "last_affected" => Self::Affected,
            "fixed" | "first_fixed" => Self::Fixed,
            // CSAF 2.1 has a word for not knowing and not looking.
            "under_investigation" | "unknown" => Self::UnderInvestigation,
            _ => return None,
        })
    }

    /// Reads a state of CycloneDX.
    pub fn from_cyclone_dx(state: &str) -> Option<Self> {
        Some(match state {
            "not_affected" | "false_positive" => Self::NotAffected,
            "exploitable" => Self::Affected,
            "resolved" | "resolved_with_pedigree" => Self::Fixed,
            "in_triage" => Self::UnderInvestigation,
            _ => return None,
        })
    }

    /// Returns whether nothing is left to do about the weakness.
    pub const fn closes(self) -> bool {
        matches!(self, Self::NotAffected | Self::Fixed)
    }
}

/// Why a weakness does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Justification {
    /// The component with the weakness is not in the product.
    ComponentNotPresent,
    /// The component is there, the code with the weakness is not.
    VulnerableCodeNotPresent,
    /// The code is there and never runs.
    VulnerableCodeNotInExecutePath,
    /// The code runs, and no attacker can steer it.
    VulnerableCodeCannotBeControlledByAdversary,
    /// The product itself prevents the attack.
    InlineMitigationsAlreadyExist,
}

impl Justification {
    /// Every justification.
    pub const ALL: [Self; 5] = [
        Self::ComponentNotPresent,
        Self::VulnerableCodeNotPresent,
        Self::VulnerableCodeNotInExecutePath,
        Self::VulnerableCodeCannotBeControlledByAdversary,
        Self::InlineMitigationsAlreadyExist,
    ];

    /// Returns the word of OpenVEX, which is CSAF's flag.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component_not_present",
            Self::VulnerableCodeNotPresent => "vulnerable_code_not_present",
            Self::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Self::VulnerableCodeCannotBeControlledByAdversary => {
                "vulnerable_code_cannot_be_controlled_by_adversary"
            }
            Self::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
        }
    }

    /// Reads the word of OpenVEX or the flag of CSAF.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// Returns the nearest word of CycloneDX and what it does not say.
    pub const fn to_circumstance(self) -> (Circumstance, Option<Lost>) {
        match self {
            Self::ComponentNotPresent => {
                (Circumstance::CodeNotPresent, Some(Lost::ComponentIsAbsent))
            }
            Self::VulnerableCodeNotPresent => (Circumstance::CodeNotPresent, None),
            Self::VulnerableCodeNotInExecutePath => (Circumstance::CodeNotReachable, None),
            // CycloneDX knows what an attack needs, not who controls it.
            Self::VulnerableCodeCannotBeControlledByAdversary => {
                (Circumstance::RequiresEnvironment, Some(Lost::WhoControlsIt))
            }
            Self::InlineMitigationsAlreadyExist => {
                (Circumstance::ProtectedByMitigatingControl, Some(Lost::ItIsBuiltIn))
            }
        }
    }
}

/// Why a weakness does not apply, in the nine words of CycloneDX.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Circumstance {
    /// The code was removed or left out.
    CodeNotPresent,
    /// The code is not called.
    CodeNotReachable,
    /// An attack needs a setting that is not made.
    RequiresConfiguration,
    /// An attack needs a dependency that is not there.
    RequiresDependency,
    /// An attack needs surroundings that are not there.
    RequiresEnvironment,
    /// The compiler prevents it.
    ProtectedByCompiler,
    /// Something prevents it when the program runs.
    ProtectedAtRuntime,
    /// Something prevents it at the network's or system's border.
    ProtectedAtPerimeter,
    /// Another control makes it less likely or less bad.
    ProtectedByMitigatingControl,
}

impl Circumstance {
    /// Every circumstance.
    pub const ALL: [Self; 9] = [
        Self::CodeNotPresent,
        Self::CodeNotReachable,
        Self::RequiresConfiguration,
        Self::RequiresDependency,
        Self::RequiresEnvironment,
        Self::ProtectedByCompiler,
        Self::ProtectedAtRuntime,
        Self::ProtectedAtPerimeter,
        Self::ProtectedByMitigatingControl,
    ];

    /// Returns the word of CycloneDX.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CodeNotPresent => "code_not_present",
            Self::CodeNotReachable => "code_not_reachable",
            Self::RequiresConfiguration => "requires_configuration",
            Self::RequiresDependency => "requires_dependency",
            Self::RequiresEnvironment => "requires_environment",
            Self::ProtectedByCompiler => "protected_by_compiler",
            Self::ProtectedAtRuntime => "protected_at_runtime",
            Self::ProtectedAtPerimeter => "protected_at_perimeter",
            Self::ProtectedByMitigatingControl => "protected_by_mitigating_control",
        }
    }

    /// Reads the word of CycloneDX.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// Returns the nearest justification and what it does not say.
    ///
    /// A border is outside of the product, and none of the five speaks of what is outside: there
    /// only the statement in words remains.
    pub const fn to_justification(self) -> (Option<Justification>, Option<Lost>) {
        match self {
            Self::CodeNotPresent => (Some(Justification::VulnerableCodeNotPresent), None),
            Self::CodeNotReachable => (Some(Justification::VulnerableCodeNotInExecutePath), None),
            Self::RequiresConfiguration | Self::RequiresDependency => (
                Some(Justification::VulnerableCodeNotInExecutePath),
                Some(Lost::WhatTheAttackNeeds),
            ),
            Self::RequiresEnvironment => (
                Some(Justification::VulnerableCodeCannotBeControlledByAdversary),
                Some(Lost::WhatTheAttackNeeds),
            ),
            Self::ProtectedByCompiler
            | Self::ProtectedAtRuntime
            | Self::ProtectedByMitigatingControl => {
                (Some(Justification::InlineMitigationsAlreadyExist), Some(Lost::WhatProtects))
            }
            Self::ProtectedAtPerimeter => (None, Some(Lost::WhatProtects)),
        }
    }
}

/// What a word of the other format does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lost {
    /// That the whole component is absent, not only the code.
    ComponentIsAbsent,
    /// That it is about who controls the code.
    WhoControlsIt,
    /// That the protection is part of the product.
    ItIsBuiltIn,
    /// Which setting, dependency or surroundings an attack needs.
    WhatTheAttackNeeds,
    /// What protects, and where.
    WhatProtects,
}

impl Lost {
    /// Returns the key of its sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ComponentIsAbsent => "vex-lost-component-is-absent",
            Self::WhoControlsIt => "vex-lost-who-controls-it",
            Self::ItIsBuiltIn => "vex-lost-it-is-built-in",
            Self::WhatTheAttackNeeds => "vex-lost-what-the-attack-needs",
            Self::WhatProtects => "vex-lost-what-protects",
        }
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "vex-lost-component-is-absent",
    "vex-lost-who-controls-it",
    "vex-lost-it-is-built-in",
    "vex-lost-what-the-attack-needs",
    "vex-lost-what-protects",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for status in Status::ALL {
            assert_eq!(Status::from_open_vex(status.open_vex()), Some(status));
            assert_eq!(Status::from_csaf(status.csaf()), Some(status));
            assert_eq!(Status::from_cyclone_dx(status.cyclone_dx()), Some(status));
            let json = serde_json::to_value(status).unwrap();
            assert_eq!(json, status.open_vex());
        }
        for one in Justification::ALL {
            assert_eq!(Justification::read(one.as_str()), Some(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
        }
        for one in Circumstance::ALL {
            assert_eq!(Circumstance::read(one.as_str()), Some(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
        }
        assert_eq!(Status::from_csaf("recommended"), None);
        assert_eq!(Status::from_cyclone_dx("false_positive"), Some(Status::NotAffected));
    }

    #[test]
    fn a_justification_comes_back_unless_something_was_lost() {
        for one in Justification::ALL {
            let (circumstance, lost) = one.to_circumstance();
            let (back, _) = circumstance.to_justification();
            assert!(back == Some(one) || lost.is_some(), "{one:?} becomes {back:?} in silence");
        }
        for one in Circumstance::ALL {
            let (justification, lost) = one.to_justification();
            let back = justification.map(|it| it.to_circumstance().0);
            assert!(back == Some(one) || lost.is_some(), "{one:?} becomes {back:?} in silence");
        }
    }
}
