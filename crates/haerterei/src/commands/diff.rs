// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei diff --inventory`: what came, went and changed between two inventories.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use haerterei_ground::BoundedReader;
use haerterei_inventory::Inventory;
use haerterei_sbom::compare::compare;
use haerterei_sbom::document::{self, DocumentBounds, DocumentError};

use super::{cache, sbom as images};
use crate::arguments::{DiffArguments, Format};
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::printer;
use crate::sbom;
use crate::session::Session;

/// Compares two inventories, of images or in documents.
pub(crate) fn diff(session: &Session, arguments: &DiffArguments) -> Outcome {
    let before = side(session, &arguments.before, arguments.platform.as_deref())?;
    let after = side(session, &arguments.after, arguments.platform.as_deref())?;
    let comparison = compare(&before, &after);
    let text = match arguments.format {
        Format::Text => sbom::show_diff(&comparison, &session.texts, printer::width()),
        Format::Json => serde_json::to_string_pretty(&comparison)
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    session.printer.result(&text)?;
    let differs = arguments.exit_code && !comparison.is_empty();
    Ok(if differs { Status::Negative } else { Status::Done })
}

/// Reads a document, or makes the inventory of an image.
fn side(session: &Session, word: &str, platform: Option<&str>) -> Result<Inventory, Failure> {
    if let Some(bytes) = document_in(word)? {
        let bounds = DocumentBounds::default();
        let failed = |source| CommandError::Document { file: word.into(), source };
        return match document::parse(&bytes, bounds) {
            Ok(document) => Ok(document.into_inventory()),
            // Perhaps it is what `sbom --format json` wrote.
            Err(error @ DocumentError::Unknown) => {
                serde_json::from_slice(&bytes).map_err(|_| failed(Box::new(error)).into())
            }
            Err(error) => Err(failed(Box::new(error)).into()),
        };
    }
    images::of_image(session, word, platform, Some(&cache::open(session)?), false)
}

/// Returns the content of a file that begins as a document does; nothing of what may be an image.
fn document_in(word: &str) -> Result<Option<Vec<u8>>, Failure> {
    if !Path::new(word).is_file() {
        return Ok(None);
    }
    let failed = |source| CommandError::CannotRead { file: word.into(), source };
    let mut start = [0; 64];
    let mut file = File::open(word).map_err(failed)?;
    let count = file.read(&mut start).map_err(failed)?;
    let text = start.get(..count).unwrap_or_default();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    if !text.starts_with(b"{") && !text.starts_with(b"<") && !text.starts_with(b"SPDXVersion:") {
        return Ok(None);
    }
    let file = File::open(word).map_err(failed)?;
    let limit = DocumentBounds::default().bytes;
    Ok(Some(BoundedReader::new(file, limit).read_all().map_err(failed)?))
}
