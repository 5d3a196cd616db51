// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Documents that list software: CycloneDX and SPDX.
//!
//! A [`Document`] is what such a file says, of any format, right or wrong; the check of
//! [`tr_03183`](crate::tr_03183) looks at it as it is, and [`Document::into_inventory`] makes of it
//! what can be compared and scanned.

pub mod contact;
pub(crate) mod description;
pub(crate) mod each;
mod error;
pub(crate) mod identity;
mod into;
pub mod json;
mod part;
pub(crate) mod said;
pub(crate) mod word;

use std::io::{self, Read};

use haerterei_ground::{BoundedReader, Message};

pub use description::{Making, Profile};
pub use error::{Countable, DocumentError, Shape};
pub(crate) use error::{MESSAGE_KEYS, shown};
pub use part::{
    Acknowledgement, Contact, Document, DocumentFormat, Flag, Hash, Licence, LicenceForm, Part,
    Reference,
};

use self::json::{Json, JsonError};
use crate::{cyclonedx, spdx};

/// What bounds the reading of a document.
#[derive(Clone, Copy, Debug)]
pub struct DocumentBounds {
    /// Bytes.
    pub bytes: u64,
    /// Values of JSON.
    pub values: u64,
    /// Components.
    pub components: usize,
}

impl Default for DocumentBounds {
    fn default() -> Self {
        Self { bytes: 256 << 20, values: 16 << 20, components: 1 << 20 }
    }
}

/// Something that a format cannot hold, so that the document says less than the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// CycloneDX 1.6 holds one licence expression: the declared one is a property.
    DeclaredLicences,
    /// SPDX 2.3 has no place for the URL of who made a component.
    CreatorUrls,
    /// SPDX 2.3 cannot say of a list of dependencies that it is all of them.
    Completeness,
    /// SPDX 2.3 has no place for what TR-03183-2 asks of a file.
    Tr03183,
}

impl Loss {
    /// Returns the losses, if there are any of this kind.
    pub(crate) fn of(self, count: u64) -> Vec<Self> {
        if count > 0 { vec![self] } else { Vec::new() }
    }

    /// Returns the sentence about it.
    pub const fn message(self) -> Message {
        Message::new(match self {
            Self::DeclaredLicences => "sbom-loss-declared-licences",
            Self::CreatorUrls => "sbom-loss-creator-urls",
            Self::Completeness => "sbom-loss-completeness",
            Self::Tr03183 => "sbom-loss-tr-03183",
        })
    }
}

/// Every key of a loss.
pub(crate) const LOSS_KEYS: &[&str] = &[
    "sbom-loss-declared-licences",
    "sbom-loss-creator-urls",
    "sbom-loss-completeness",
    "sbom-loss-tr-03183",
];

/// Reads a document.
pub fn read(source: impl Read, bounds: DocumentBounds) -> Result<Document, DocumentError> {
    let bytes = BoundedReader::new(source, bounds.bytes).read_all().map_err(|error| match error
        .kind()
    {
        io::ErrorKind::FileTooLarge => DocumentError::TooLarge { limit: bounds.bytes },
        _ => DocumentError::Io(error),
    })?;
    parse(&bytes, bounds)
}

/// Reads a document that is in memory.
pub fn parse(bytes: &[u8], bounds: DocumentBounds) -> Result<Document, DocumentError> {
    // A byte order mark is no part of JSON, and some programs write one all the same.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if bytes.starts_with(b"<") {
        return cyclonedx::read(&cyclonedx::json_of_xml(bytes, bounds.values)?, bounds.components);
    }
    if bytes.starts_with(b"SPDXVersion:") {
        return Err(DocumentError::TagValue);
    }
    let json = Json::parse(bytes, bounds.values).map_err(|error| match error {
        JsonError::Malformed(error) => DocumentError::Json(error),
        JsonError::TooMany => {
            DocumentError::TooMany { what: Countable::Values, limit: bounds.values }
        }
    })?;
    let json = unwrapped(&json);
    if json.text("bomFormat") == Some("CycloneDX") {
        cyclonedx::read(json, bounds.components)
    } else if json.text("spdxVersion").is_some() {
        spdx::read_2(json, bounds.components)
    } else if json.get("@graph").is_some() && json.get("@context").is_some() {
        spdx::read_3(json, bounds.components)
    } else {
        Err(DocumentError::Unknown)
    }
}

/// Returns the document in what others put around it: an in-toto statement's predicate
/// (attestation framework 1.0), or the `sbom` of GitHub's dependency graph.
fn unwrapped<'j, 'a>(json: &'j Json<'a>) -> &'j Json<'a> {
    if json.get("predicateType").is_some() {
        json.get("predicate").unwrap_or(json)
    } else {
        match json {
            Json::Object(pairs) if pairs.len() == 1 => json.get("sbom").unwrap_or(json),
            _ => json,
        }
    }
}

/// Demands a form of a value.
pub(crate) fn expect(json: &Json<'_>, place: &str, shape: Shape) -> Result<(), DocumentError> {
    let is_so = match shape {
        Shape::List => matches!(json, Json::List(_)),
        Shape::Object => json.is_object(),
        Shape::Text => json.as_text().is_some(),
    };
    if is_so {
        Ok(())
    } else {
        Err(DocumentError::Malformed { place: place.to_owned(), expected: shape })
    }
}

pub(crate) fn too_many(limit: usize) -> DocumentError {
    DocumentError::TooMany { what: Countable::Components, limit: limit as u64 }
}
