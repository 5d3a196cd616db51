// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! VEX: what others say about weaknesses in products, and what we say to others.
//!
//! OpenVEX 0.2.0, CSAF 2.0 and 2.1 (profile VEX) and CycloneDX 1.4 to 1.7 become one form, a
//! [`Document`] of [`Statement`]s; an in-toto statement that holds one is [`Attested`]. [`Statements`]
//! weighs what several documents say of one finding: the newest statement of whoever has the highest
//! [`Standing`] counts, what nobody answers for is a claim and changes nothing, and where two of the
//! same standing disagree, the finding stays open. [`write()`] says the same decisions in all formats.

mod attested;
mod csaf;
mod cyclone_dx;
mod error;
mod identity;
mod open_vex;
mod statement;
mod weigh;
mod write;

use std::io::Read;

use haerterei_ground::BoundedReader;
use haerterei_inventory::document::json::{Json, JsonError};

pub use attested::{Attested, Held, held};
pub use error::{Problem, ProblemKind, VexError};
pub use identity::{Identifier, spellings};
pub use statement::{Document, Format, Product, Statement};
pub use weigh::{Standing, Statements, Verdict, Voice};
pub use write::{Addressing, Entry, OutputFormat, Publisher, Sbom, Writing, write};

pub(crate) use error::MESSAGE_KEYS;
pub(crate) use weigh::decide;

/// What bounds the reading of a document.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes.
    pub bytes: u64,
    /// Values of JSON.
    pub values: u64,
    /// Statements, each counted once for every product it names.
    pub statements: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { bytes: 256 << 20, values: 16 << 20, statements: 2 << 20 }
    }
}

/// Reads a document; its keys tell the format.
///
/// A statement that is malformed is passed over and stands among the document's problems: it must
/// not close a finding, and the others are not worse for it.
pub fn read(reader: impl Read, bounds: &Bounds) -> Result<Document, VexError> {
    of_json(&parse(&bytes(reader, bounds)?, bounds)?, bounds)
}

/// Reads the bytes of a document.
pub fn bytes(reader: impl Read, bounds: &Bounds) -> Result<Vec<u8>, VexError> {
    BoundedReader::new(reader, bounds.bytes).read_all().map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => VexError::TooLarge { limit: bounds.bytes },
        _ => VexError::Io(error),
    })
}

fn parse<'a>(bytes: &'a [u8], bounds: &Bounds) -> Result<Json<'a>, VexError> {
    Json::parse(bytes, bounds.values).map_err(|error| match error {
        JsonError::TooMany => VexError::TooMany { limit: bounds.values },
        JsonError::Malformed(error) => VexError::Json(error),
    })
}

fn of_json(json: &Json<'_>, bounds: &Bounds) -> Result<Document, VexError> {
    let mut document = if json.text("@context").is_some_and(|it| it.contains("openvex")) {
        open_vex::read(json)?
    } else if json.at(&["document", "csaf_version"]).is_some() {
        csaf::read(json, bounds)?
    } else if json.text("bomFormat") == Some("CycloneDX") {
        cyclone_dx::read(json)?
    } else {
        return Err(VexError::Unknown);
    };
    let count: usize = document.statements.iter().map(|it| it.products.len().max(1)).sum();
    if count > bounds.statements {
        return Err(VexError::TooMany { limit: bounds.statements as u64 });
    }
    document.problems.sort();
    document.problems.dedup();
    Ok(document)
}

#[cfg(test)]
mod tests;
