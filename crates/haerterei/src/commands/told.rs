// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is known of an image: from a report that a scan has written, or from a scan made now.

use std::fs::File;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_ground::BoundedReader;

use super::scan::{self, ArchiveAsked, Look};
use crate::failure::{CommandError, Failure};
use crate::first_bytes::FirstBytes;
use crate::scan::Told;
use crate::session::Session;

/// Bytes of a report.
const MOST_BYTES: u64 = 512 << 20;
/// The version of the form of a report that is read.
const VERSION: u32 = 1;

/// Reads a report that a person names as one.
pub(super) fn of_report(file: &Utf8Path) -> Result<Told, Failure> {
    if let Some(told) = read(file)? {
        return Ok(told);
    }
    Err(CommandError::NotAReport { file: file.to_owned() }.into())
}

/// Returns what a report says, or looks the image or inventory up.
pub(super) fn of_anything(
    session: &Session,
    word: &str,
    platform: Option<&str>,
    decisions: &[Utf8PathBuf],
    vex: &[Utf8PathBuf],
) -> Result<Told, Failure> {
    let path = Utf8Path::new(word);
    if path.is_file()
        && let Some(told) = read(path)?
    {
        return Ok(told);
    }
    let asked = Look {
        image: word,
        platform,
        decisions,
        vex,
        malware: None,
        archive: ArchiveAsked::default(),
        doubt_records: session.settings.scan.doubt_records,
        stories: false,
        no_cache: false,
    };
    let looked = scan::look(session, &asked)?;
    Told::of(&looked.inventory.subject, &looked.findings)
        .map_err(|error| CommandError::CannotShow(Box::new(error)).into())
}

/// Reads a file; nothing if it is something else than a report.
fn read(file: &Utf8Path) -> Result<Option<Told>, Failure> {
    let failed = |source| CommandError::CannotRead { file: file.to_owned(), source };
    if FirstBytes::of(file).map_err(failed)? != FirstBytes::Json {
        return Ok(None);
    }
    let reader = BoundedReader::new(File::open(file).map_err(failed)?, MOST_BYTES);
    let bytes = reader.read_all().map_err(failed)?;
    match Told::read(&bytes) {
        None => Ok(None),
        Some(Ok(told)) if told.version == VERSION => Ok(Some(told)),
        Some(Ok(_)) => Err(CommandError::NotAReport { file: file.to_owned() }.into()),
        Some(Err(error)) => Err(failed(io::Error::new(io::ErrorKind::InvalidData, error)).into()),
    }
}
