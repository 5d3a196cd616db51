// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What one advisory says, whoever published it.

use std::collections::BTreeSet;
use std::sync::Arc;

use haerterei_ground::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ecosystem::Space;

/// What an advisory is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A weakness in a package.
    #[default]
    Weakness,
    /// The package itself is malicious (`MAL-` records).
    Malicious,
    /// A notice that is no weakness: unmaintained, an unsound interface, a bug-fix erratum.
    Notice,
}

/// What the source itself says about a package in a release.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Affected as far as the ranges and versions say.
    #[default]
    Affected,
    /// The source does not know whether the package is affected.
    Undetermined,
    /// The package is not affected in any version.
    NotAffected,
    /// Affected; the source will not fix it.
    WillNotFix,
    /// Affected; the source no longer looks after this package or release.
    EndOfLife,
    /// Affected; the source put the fix off.
    Deferred,
    /// Affected; a fix is known and is in no suite of the release yet.
    FixNotReleased,
    /// The source has not looked at it yet.
    NeedsTriage,
}

impl Status {
    /// Every status; its place is its number in an index.
    pub(crate) const ALL: [Self; 8] = [
        Self::Affected,
        Self::Undetermined,
        Self::NotAffected,
        Self::WillNotFix,
        Self::EndOfLife,
        Self::Deferred,
        Self::FixNotReleased,
        Self::NeedsTriage,
    ];
}

/// A stream of some module, of which a source does not say which.
pub const ANY_STREAM: &str = "*";

/// A point on the way of versions at which something changes (OSV schema, `affected[].ranges[]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// From this version on it is affected; `0` is before every version.
    Introduced(Arc<str>),
    /// From this version on it is not.
    Fixed(Arc<str>),
    /// After this version it is not.
    LastAffected(Arc<str>),
    /// Nothing is said of this version and later ones.
    Limit(Arc<str>),
}

/// What an advisory says about one package in one space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Where it holds.
    pub space: Space,
    /// The package, in the ecosystem's spelling: the source package for Debian and Ubuntu, the
    /// origin for Alpine, the binary package for those with RPM.
    pub package: Arc<str>,
    /// Rows of events; each is a range of its own.
    pub ranges: Vec<Vec<Event>>,
    /// Versions that are affected whatever the ranges say.
    pub versions: Vec<String>,
    /// The stream of a module that it is about, `nodejs:18`, of several with spaces between;
    /// [`ANY_STREAM`] where the source does not say which. Only packages of it are meant.
    pub module: Option<Arc<str>>,
    /// What the source says of the whole.
    pub status: Status,
    /// How urgent the source finds it, in its own words.
    pub urgency: Option<Arc<str>>,
    /// What the source adds: why it is put off, which repository, which module.
    pub note: Option<Arc<str>>,
}

impl Rule {
    /// Returns a rule that says nothing yet.
    pub fn new(space: Space, package: &str) -> Self {
        let package = space.ecosystem.spelling(package).into();
        Self {
            space,
            package,
            ranges: Vec::new(),
            versions: Vec::new(),
            module: None,
            status: Status::Affected,
            urgency: None,
            note: None,
        }
    }

    /// Returns the rule with everything affected before a version, or everything for good.
    #[must_use]
    pub fn until(mut self, fixed: Option<&str>) -> Self {
        // Without a beginning it holds from the beginning.
        self.ranges.push(vec![match fixed {
            Some(version) => Event::Fixed(version.into()),
            None => Event::Introduced("0".into()),
        }]);
        self
    }
}

/// How bad somebody finds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Severity {
    /// The system: `CVSS_V2`, `CVSS_V3`, `CVSS_V4` (OSV schema, `severity[].type`), or a word for
    /// whose words it is in: `Ubuntu`, `GitHub`.
    pub system: String,
    /// The vector, or the word.
    pub value: String,
    /// Who says it, where it is not the source itself: `nvd`.
    pub by: String,
    /// When the advisory that carries it was last changed, in seconds since 1970; 0 where unknown.
    pub date: u64,
}

/// A place to read on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Its kind, in OSV's words: `ADVISORY`, `FIX`, `WEB`.
    pub kind: String,
    /// Where.
    pub url: String,
}

/// What is only shown, never matched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// One line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// All of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Where to read on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Numbers of the Common Weakness Enumeration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weaknesses: Vec<String>,
}

/// Everything that one publication says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advisory {
    /// Its name: `CVE-2024-1`, `GHSA-…`, `RUSTSEC-…`.
    pub id: String,
    /// What it is about.
    pub kind: Kind,
    /// Other names of the same weakness.
    pub aliases: BTreeSet<String>,
    /// Weaknesses that it passes on or fixes: an erratum has several (OSV schema, `upstream`).
    pub upstream: BTreeSet<String>,
    /// When it was published first.
    pub published: Option<Timestamp>,
    /// When it was changed last.
    pub modified: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn: Option<Timestamp>,
    /// How bad it is, by source.
    pub severities: Vec<Severity>,
    /// What is only shown.
    pub story: Story,
    /// Which packages it speaks of.
    pub rules: Vec<Rule>,
}

impl Advisory {
    /// Returns an advisory that says nothing yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}
