// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei schema`: the JSON Schemas of what people write and programs read.

use crate::arguments::{SchemaArguments, SchemaName};
use crate::configuration;
use crate::failure::{CommandError, Outcome, Status};
use crate::session::Session;

/// Prints a schema.
pub(crate) fn schema(session: &Session, arguments: &SchemaArguments) -> Outcome {
    let schema = match arguments.name {
        SchemaName::Configuration => configuration::SCHEMA,
        SchemaName::Recipe
        | SchemaName::House
        | SchemaName::Lock
        | SchemaName::BuildReport
        | SchemaName::Inspection => {
            return Err(CommandError::NotYet { command: "schema" }.into());
        }
    };
    session.printer.result(schema)?;
    Ok(Status::Done)
}
