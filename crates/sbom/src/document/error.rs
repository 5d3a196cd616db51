// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a document is not an inventory that we can read or write.

use std::io;

use haerterei_ground::{Blame, Explain, Message};

/// Why a document cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It is larger than allowed.
    #[error("the document has more than {limit} bytes")]
    TooLarge {
        /// The bound, in bytes.
        limit: u64,
    },
    /// It has more values or components than allowed.
    #[error("the document has more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: Countable,
        /// The bound.
        limit: u64,
    },
    /// It is not JSON.
    #[error("the document is not sound JSON")]
    Json(#[source] serde_json::Error),
    /// It is not XML, though it begins so.
    #[error("the document is not sound XML: {problem}")]
    Xml {
        /// What is wrong.
        problem: String,
    },
    /// It is XML, but not CycloneDX.
    #[error("the document is XML with the element `{root}`")]
    OtherXml {
        /// Its outermost element.
        root: String,
    },
    /// It is SPDX in tags and values.
    #[error("the document is SPDX in tag-value form")]
    TagValue,
    /// It is JSON, but no inventory that we know.
    #[error("the document is neither CycloneDX nor SPDX")]
    Unknown,
    /// It is of a version that we do not read.
    #[error("{format} `{version}` is not read")]
    Version {
        /// The format.
        format: &'static str,
        /// Its version, as the document says.
        version: String,
    },
    /// Something in it has another form than its format demands.
    #[error("`{place}` is not {expected}")]
    Malformed {
        /// Where, in the words of the format.
        place: String,
        /// What should be there.
        expected: Shape,
    },
    /// Two components have one name by which others refer to them.
    #[error("two components are called `{reference}`")]
    SameReference {
        /// The name.
        reference: String,
    },
    /// It could not be read or written.
    #[error("cannot read or write the document")]
    Io(#[source] io::Error),
}

/// What a document may have too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Countable {
    /// Values of any kind.
    Values,
    /// Components.
    Components,
}

impl std::fmt::Display for Countable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Values => "values",
            Self::Components => "components",
        })
    }
}

/// The form that a value should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A list.
    List,
    /// An object.
    Object,
    /// A text.
    Text,
}

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::List => "list",
            Self::Object => "object",
            Self::Text => "text",
        })
    }
}

/// Every key that documents can emit.
pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "sbom-document-too-large",
    "sbom-document-too-many-values",
    "sbom-document-too-many-components",
    "sbom-document-json",
    "sbom-document-xml",
    "sbom-document-other-xml",
    "sbom-document-tag-value",
    "sbom-document-unknown",
    "sbom-document-version",
    "sbom-document-malformed",
    "sbom-document-same-reference",
    "sbom-document-io",
];

impl Explain for DocumentError {
    fn message(&self) -> Message {
        match self {
            Self::TooLarge { limit } => {
                Message::new("sbom-document-too-large").number("mebibytes", limit >> 20)
            }
            Self::TooMany { what, limit } => Message::new(match what {
                Countable::Values => "sbom-document-too-many-values",
                Countable::Components => "sbom-document-too-many-components",
            })
            .number("limit", *limit),
            Self::Json(error) => {
                Message::new("sbom-document-json").text("problem", error.to_string())
            }
            Self::Xml { problem } => Message::new("sbom-document-xml").text("problem", problem),
            Self::OtherXml { root } => Message::new("sbom-document-other-xml").text("root", root),
            Self::TagValue => Message::new("sbom-document-tag-value"),
            Self::Unknown => Message::new("sbom-document-unknown"),
            Self::Version { format, version } => Message::new("sbom-document-version")
                .text("format", format)
                .text("version", version),
            Self::Malformed { place, expected } => Message::new("sbom-document-malformed")
                .text("place", place)
                .text("expected", expected),
            Self::SameReference { reference } => {
                Message::new("sbom-document-same-reference").text("reference", reference)
            }
            Self::Io(error) => Message::new("sbom-document-io").text("problem", error.to_string()),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Io(_) => Blame::World,
            _ => Blame::Input,
        }
    }
}

/// Shortens and escapes foreign text for an error.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(120).flat_map(char::escape_debug).collect()
}
