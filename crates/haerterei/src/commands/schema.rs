// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei schema`: the JSON Schemas of what people write and programs read.

use haerterei_recipe::Schema;

use super::{copy, decide};
use crate::advisories;
use crate::arguments::{SchemaArguments, SchemaName};
use crate::configuration;
use crate::failure::{Outcome, Status};
use crate::inspection;
use crate::register;
use crate::report;
use crate::sbom;
use crate::scan;
use crate::session::Session;
use crate::trial;

/// Prints a schema.
pub(crate) fn schema(session: &Session, arguments: &SchemaArguments) -> Outcome {
    let schema = match arguments.name {
        SchemaName::Recipe => Schema::Recipe.text(),
        SchemaName::House => Schema::House.text(),
        SchemaName::Lock => Schema::Lock.text(),
        SchemaName::Configuration => configuration::SCHEMA.to_owned(),
        SchemaName::Inspection => inspection::SCHEMA.to_owned(),
        SchemaName::BuildReport => report::SCHEMA.to_owned(),
        SchemaName::Inventory => sbom::SCHEMA.to_owned(),
        SchemaName::SbomCheck => sbom::CHECK_SCHEMA.to_owned(),
        SchemaName::InventoryDiff => sbom::DIFF_SCHEMA.to_owned(),
        SchemaName::AdvisoriesStatus => advisories::SCHEMA.to_owned(),
        SchemaName::Decisions => haerterei_vex::decision::SCHEMA.to_owned(),
        SchemaName::DecisionsCheck => decide::CHECK_SCHEMA.to_owned(),
        SchemaName::Scan => scan::SCHEMA.to_owned(),
        SchemaName::RegisterList => register::LIST_SCHEMA.to_owned(),
        SchemaName::RegisterFind => register::FIND_SCHEMA.to_owned(),
        SchemaName::RegisterChanges => register::CHANGES_SCHEMA.to_owned(),
        SchemaName::RegisterStatus => register::STATUS_SCHEMA.to_owned(),
        SchemaName::TrialPlan => trial::PLAN_SCHEMA.to_owned(),
        SchemaName::Trial => trial::SCHEMA.to_owned(),
        SchemaName::Copy => copy::SCHEMA.to_owned(),
    };
    session.printer.result(&schema)?;
    Ok(Status::Done)
}
