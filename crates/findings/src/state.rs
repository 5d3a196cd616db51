// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a finding is: states, not a boolean.

use serde::{Deserialize, Serialize};

/// What is known of a weakness in a component, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The package itself is malicious.
    Malicious,
    /// It applies, and a version without it can be installed.
    AffectedWithFix,
    /// It applies, and no version without it is known.
    AffectedWithoutFix,
    /// It applies; a fix is known and in no suite of the release yet.
    FixNotReleased,
    /// It applies, and its makers will not fix it.
    WillNotFix,
    /// It applies, and its makers put the fix off.
    Deferred,
    /// It may apply, and nobody looks after the release or package any more.
    OutsideSupport,
    /// The source does not know whether it applies, or the version cannot be compared.
    Undetermined,
    /// It applies by the letter, and its makers find that it is no danger.
    Unimportant,
    /// It does not apply.
    NotAffected,
}

impl State {
    /// Every state, the worst first.
    pub const ALL: [Self; 10] = [
        Self::Malicious,
        Self::AffectedWithFix,
        Self::AffectedWithoutFix,
        Self::FixNotReleased,
        Self::WillNotFix,
        Self::Deferred,
        Self::OutsideSupport,
        Self::Undetermined,
        Self::Unimportant,
        Self::NotAffected,
    ];

    /// Returns the key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Malicious => "findings-state-malicious",
            Self::AffectedWithFix => "findings-state-affected-with-fix",
            Self::AffectedWithoutFix => "findings-state-affected-without-fix",
            Self::FixNotReleased => "findings-state-fix-not-released",
            Self::WillNotFix => "findings-state-will-not-fix",
            Self::Deferred => "findings-state-deferred",
            Self::OutsideSupport => "findings-state-outside-support",
            Self::Undetermined => "findings-state-undetermined",
            Self::Unimportant => "findings-state-unimportant",
            Self::NotAffected => "findings-state-not-affected",
        }
    }

    /// Returns its word, as it stands in documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malicious => "malicious",
            Self::AffectedWithFix => "affected-with-fix",
            Self::AffectedWithoutFix => "affected-without-fix",
            Self::FixNotReleased => "fix-not-released",
            Self::WillNotFix => "will-not-fix",
            Self::Deferred => "deferred",
            Self::OutsideSupport => "outside-support",
            Self::Undetermined => "undetermined",
            Self::Unimportant => "unimportant",
            Self::NotAffected => "not-affected",
        }
    }

    /// Returns what it is in a release that nobody looks after any more (`ended`): that there is no
    /// fix is no news there.
    #[must_use]
    pub const fn of_release(self, ended: bool) -> Self {
        match self {
            Self::AffectedWithoutFix | Self::Undetermined if ended => Self::OutsideSupport,
            state => state,
        }
    }

    /// Returns whether the weakness is known to apply.
    pub const fn is_affected(self) -> bool {
        matches!(
            self,
            Self::Malicious
                | Self::AffectedWithFix
                | Self::AffectedWithoutFix
                | Self::FixNotReleased
                | Self::WillNotFix
                | Self::Deferred
                | Self::Unimportant
        )
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "findings-state-malicious",
    "findings-state-affected-with-fix",
    "findings-state-affected-without-fix",
    "findings-state-fix-not-released",
    "findings-state-will-not-fix",
    "findings-state-deferred",
    "findings-state-outside-support",
    "findings-state-undetermined",
    "findings-state-unimportant",
    "findings-state-not-affected",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_name_and_place() {
        assert!(State::ALL.is_sorted());
        let keys: Vec<&str> = State::ALL.iter().map(|state| state.key()).collect();
        assert_eq!(keys, MESSAGE_KEYS);
        for state in State::ALL {
            let word = serde_json::to_value(state).unwrap();
            assert_eq!(word, state.as_str());
            assert_eq!(format!("findings-state-{}", state.as_str()), state.key());
        }
    }
}
