// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What people say of whether a weakness applies: their own decisions, and VEX of others and for
//! others.
//!
//! * A [`decision`] is read from documents that people keep in Git. [`status`] has the words: a
//!   status, its justification, and what may be said beside.
//! * OpenVEX 0.2.0, CSAF 2.0 and 2.1 (profile VEX) and CycloneDX 1.4 to 1.7 become one form, a
//!   [`Document`] of [`Statement`]s; an in-toto statement that holds one is [`Attested`].
//! * [`Statements`] weighs what several documents say of one weakness: the newest statement of
//!   whoever has the highest [`Standing`] counts, what nobody answers for is a claim and changes
//!   nothing, and where two of the same standing disagree, nothing is closed.
//! * [`write()`] says the same decisions in all formats.
//!
//! Nothing here knows of advisories, and nothing of what people bear becomes "not affected".
#![forbid(unsafe_code)]

mod attested;
mod csaf;
mod cyclone_dx;
pub mod decision;
mod error;
mod identity;
mod open_vex;
mod statement;
pub mod status;
#[cfg(test)]
mod testing;
mod weigh;
mod write;

use std::io::Read;

use haerterei_ground::{BoundedReader, count_keys, join_keys};
use haerterei_sbom::document::json::{Json, JsonError};

pub use attested::{Attested, Held, held};
pub use error::{Problem, ProblemKind, VexError};
pub use identity::{Identifier, spellings};
pub use statement::{Document, Format, Product, Statement};
pub use weigh::{Standing, Statements, Verdict, Voice, weigh};
pub use write::{Addressing, Entry, OutputFormat, Publisher, Sbom, Writing, write};

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &join_keys::<{ count_keys(KEY_GROUPS) }>(KEY_GROUPS);

/// Every group of them.
const KEY_GROUPS: &[&[&str]] =
    &[decision::KEY_GROUPS[0], decision::KEY_GROUPS[1], status::MESSAGE_KEYS, error::MESSAGE_KEYS];

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
