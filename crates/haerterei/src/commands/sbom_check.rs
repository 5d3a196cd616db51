// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei sbom check`: what a document has of what BSI TR-03183-2 asks for.

use std::fs::File;

use haerterei_sbom::document::{self, DocumentBounds};
use haerterei_sbom::tr_03183;

use crate::arguments::{SbomCheckArguments, SbomCheckFormat};
use crate::failure::{CommandError, Outcome, Status};
use crate::printer;
use crate::sbom;
use crate::session::Session;

/// Checks a document, field by field.
pub(crate) fn check(session: &Session, arguments: &SbomCheckArguments) -> Outcome {
    let file = File::open(&arguments.file)
        .map_err(|source| CommandError::CannotRead { file: arguments.file.clone(), source })?;
    let document = document::read(file, DocumentBounds::default()).map_err(|source| {
        CommandError::Document { file: arguments.file.clone(), source: Box::new(source) }
    })?;
    let report = tr_03183::check(&document);
    let text = match arguments.format {
        SbomCheckFormat::Table => sbom::show_check(&report, &session.texts, printer::width()),
        SbomCheckFormat::Json => serde_json::to_string_pretty(&report)
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    session.printer.result(&text)?;
    Ok(if report.required_fields_are_there { Status::Done } else { Status::Negative })
}
