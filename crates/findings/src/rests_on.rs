// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! On what it rests in the end that a finding is closed: what somebody may have made up is a claim,
//! and whoever judges by it has to know.

use haerterei_vex::Standing;
use serde::{Deserialize, Serialize};

/// On what it rests that a weakness does not apply, the firmest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestsOn {
    /// The files of the image: which are there, what they need and offer. The programs run by these
    /// very bytes.
    Content,
    /// What the image says of its own packages: their lists of files, their changelogs. Nothing runs
    /// by them; whoever made the image could have written anything.
    Records,
    /// A document that the call names.
    Named,
    /// A signature by a trusted key.
    Signature,
    /// The name that a document gives as its author's, and that nobody verified.
    Author,
}

impl RestsOn {
    /// Returns what is believed of a document that has this standing; nothing of a mere claim.
    pub const fn of(standing: Standing) -> Option<Self> {
        match standing {
            Standing::Claim => None,
            Standing::Author => Some(Self::Author),
            Standing::Key => Some(Self::Signature),
            Standing::Named => Some(Self::Named),
        }
    }

    /// Returns whether it is a claim: nobody vouches for it but whoever wrote it.
    pub const fn is_claim(self) -> bool {
        matches!(self, Self::Records | Self::Author)
    }

    /// Returns the key of its sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Content => "findings-rests-on-content",
            Self::Records => "findings-rests-on-records",
            Self::Named => "findings-rests-on-named",
            Self::Signature => "findings-rests-on-signature",
            Self::Author => "findings-rests-on-author",
        }
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "findings-rests-on-content",
    "findings-rests-on-records",
    "findings-rests-on-named",
    "findings-rests-on-signature",
    "findings-rests-on-author",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_anybody_could_have_written_is_a_claim() {
        use RestsOn::{Author, Content, Named, Records, Signature};
        for (rests_on, is_claim) in
            [(Content, false), (Records, true), (Named, false), (Signature, false), (Author, true)]
        {
            assert_eq!(rests_on.is_claim(), is_claim, "{rests_on:?}");
            assert!(MESSAGE_KEYS.contains(&rests_on.key()));
        }
        assert_eq!(RestsOn::of(Standing::Claim), None);
        assert_eq!(RestsOn::of(Standing::Key), Some(Signature));
    }
}
