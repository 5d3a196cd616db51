// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which findings fail a run: rules that people write down, and what comes of them.
//!
//! ```text
//! policy = rule { "," rule }          one rule that holds is enough
//! rule   = word { ":" word }          a finding must be all of it
//! ```
//!
//! `kev,fixable:high,age:30d` means: whatever is known to be exploited, whatever is at least high
//! and has a fix, and whatever has been public for more than 30 days.
//!
//! What is not known is not fine. Where nobody was asked about a release or ecosystem, no rule can be
//! said to hold, and where only the archive was asked none that is about more than what can be fixed:
//! that is a reason of its own, unless the rule says `known`. A finding whose risk somebody bears does
//! not fail a run, unless the rule says `borne`; it is counted.

mod judge;
mod parse;

use serde::Serialize;

use crate::severity::Level;
use crate::state::State;

pub(crate) use judge::MESSAGE_KEYS;
pub use judge::{Case, Reason, ReasonKind, Verdict};
pub use parse::PolicyError;

/// Rules by which a run fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    rules: Vec<Rule>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    /// As it was written.
    text: String,
    about: About,
}

/// What a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum About {
    /// Findings that are all of something.
    Findings(Filter),
    /// Weaknesses may be there of which nothing is said.
    Coverage,
    /// Nobody looked for malware.
    Malware,
    /// A package is older than the newest of its release.
    Outdated,
    /// A decision is expired, unused, from the future, or contradicts another.
    Decisions,
}

/// What a finding must be for a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filter {
    /// At least so bad.
    level: Option<Level>,
    /// Nobody says how bad.
    is_unrated: bool,
    /// Known to be exploited.
    is_exploited: bool,
    /// A version without it can be installed.
    is_fixable: bool,
    /// None can.
    is_unfixed: bool,
    /// Known to apply.
    is_affected: bool,
    /// Two say different things of it.
    is_disputed: bool,
    /// One of these states, where there are any.
    states: Vec<State>,
    /// Public for more than so many days.
    days: Option<u32>,
    /// At least so likely to be exploited, in hundred-thousandths.
    likelihood: Option<u32>,
    /// Also those that somebody bears.
    with_borne: bool,
    /// Also those that are kept apart.
    with_apart: bool,
    /// Only what is known counts; gaps are no reason.
    only_known: bool,
}

impl Serialize for Policy {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
