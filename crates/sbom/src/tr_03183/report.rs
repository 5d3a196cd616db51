// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a document has of the fields, as data.

use serde::Serialize;

use super::field::{Field, Level};

/// The version of the report's JSON form.
pub const REPORT_VERSION: u32 = 1;

/// What a document has of the fields of the guideline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The version of this form.
    pub version: u32,
    /// The guideline.
    pub guideline: &'static str,
    /// Its version.
    pub guideline_version: &'static str,
    /// The document's format.
    pub format: &'static str,
    /// The version of that.
    pub format_version: String,
    /// How many components it lists, with the primary one.
    pub components: u64,
    /// How many of them are logical: no files, and asked for fewer fields.
    pub logical_components: u64,
    /// Whether all that is required is there and in its form. What exists and is not listed cannot
    /// be seen in a document.
    pub required_fields_are_there: bool,
    /// Field by field, in the guideline's order.
    pub fields: Vec<FieldReport>,
}

/// What a document has of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FieldReport {
    /// The field.
    pub field: Field,
    /// How much it is wanted.
    pub level: Level,
    /// The section that asks for it.
    pub section: &'static str,
    /// How many have it, in its form: components, or the one document.
    pub present: u64,
    /// How many lack it.
    pub missing: u64,
    /// How many have it in another form.
    pub wrong: u64,
    /// What is missing or wrong, by kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemReport>,
}

impl FieldReport {
    /// Returns whether it is required and not everywhere as it should be.
    pub fn is_gap(&self) -> bool {
        self.level == Level::Required && self.missing + self.wrong > 0
    }
}

/// One kind of problem with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProblemReport {
    /// What is the matter.
    pub problem: Problem,
    /// With how many.
    pub count: u64,
    /// The first.
    pub first: First,
}

/// Where a problem shows first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct First {
    /// The component, by name and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// How the document refers to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What stands there instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)+) => {
        /// What is the matter with a field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Problem {
            $($(#[$doc])* $name,)+
        }

        impl Problem {
            /// Returns the key of its sentence in `texts`.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)+
                }
            }

            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];
        }
    };
}

problems! {
    /// It is not there.
    Missing = "sbom-problem-missing",
    /// The format is too old.
    OldFormat = "sbom-problem-old-format",
    /// The document speaks of weaknesses.
    HasVulnerabilities = "sbom-problem-has-vulnerabilities",
    /// No e-mail address and no URL, though there is a name.
    NameAlone = "sbom-problem-name-alone",
    /// Something that has neither form.
    NoAddress = "sbom-problem-no-address",
    /// A URL beside an e-mail address: one or the other.
    BothAddresses = "sbom-problem-both-addresses",
    /// A time that is not in the form of RFC 3339.
    NoTime = "sbom-problem-no-time",
    /// A path in place of a file name.
    Path = "sbom-problem-path",
    /// More than once.
    Several = "sbom-problem-several",
    /// Words that the taxonomy does not have.
    Words = "sbom-problem-words",
    /// There is no entry for it.
    NoEntry = "sbom-problem-no-entry",
    /// It is not said whether that is all.
    NoCompleteness = "sbom-problem-no-completeness",
    /// It refers to what the document does not have.
    Dangling = "sbom-problem-dangling",
    /// A licence by name, which is no expression.
    NoExpression = "sbom-problem-no-expression",
    /// `NONE` or `NOASSERTION`.
    NoAssertion = "sbom-problem-no-assertion",
    /// An identifier that SPDX does not list and that is no `LicenseRef-`.
    UnlistedLicence = "sbom-problem-unlisted-licence",
    /// A licence that is there, but not said to be concluded.
    NotConcluded = "sbom-problem-not-concluded",
    /// A digest, but not SHA-512.
    NotSha512 = "sbom-problem-not-sha512",
    /// A digest that is none of its algorithm.
    NoDigest = "sbom-problem-no-digest",
    /// SHA-512, but not beside the deployable form.
    HashElsewhere = "sbom-problem-hash-elsewhere",
    /// Not a URI.
    NoUri = "sbom-problem-no-uri",
    /// Not a package URL.
    NoPurl = "sbom-problem-no-purl",
    /// A URL without TLS.
    NoHttps = "sbom-problem-no-https",
}
