// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One function per verb. Each gets the session and its arguments, and returns how it ended.

mod advisories;
pub(crate) mod build;
pub(crate) mod cache;
mod completions;
pub(crate) mod copy;
mod decide;
mod diff;
mod init;
mod inspect;
mod lock;
mod man;
pub(crate) mod recipe;
mod register;
mod sbom;
mod sbom_check;
mod scan;
mod schema;
mod told;
mod trial;
mod vex;

use crate::arguments::{
    AdvisoriesCommand, CacheCommand, Command, LockCommand, RecipeCommand, RegisterCommand,
    SbomCommand,
};
use crate::failure::Outcome;
use crate::session::Session;

/// Does what was asked for.
pub(crate) fn run(session: &Session, command: &Command) -> Outcome {
    match command {
        Command::Build(arguments) => build::run(session, arguments),
        Command::Lock(arguments) => match &arguments.command {
            None => lock::run(session, &arguments.resolve),
            Some(LockCommand::Files(arguments)) => lock::files(session, arguments),
            Some(LockCommand::Export(arguments)) => lock::export(session, arguments),
        },
        Command::Inspect(arguments) => inspect::inspect(session, arguments),
        Command::Sbom(arguments) => match &arguments.command {
            None => sbom::sbom(session, &arguments.make),
            Some(SbomCommand::Check(arguments)) => sbom_check::check(session, arguments),
        },
        Command::Scan(arguments) => scan::scan(session, arguments),
        Command::Decide(arguments) => decide::run(session, arguments),
        Command::Vex(arguments) => vex::vex(session, arguments),
        Command::Diff(arguments) => diff::diff(session, arguments),
        Command::Advisories(arguments) => match &arguments.command {
            AdvisoriesCommand::Update(arguments) => advisories::update(session, arguments),
            AdvisoriesCommand::Status { format } => advisories::status(session, *format),
            AdvisoriesCommand::Import(arguments) => advisories::import(session, arguments),
            AdvisoriesCommand::Export(arguments) => advisories::export(session, arguments),
        },
        Command::Register(arguments) => {
            let place = &arguments.place;
            match &arguments.command {
                RegisterCommand::Add(arguments) => register::add(session, place, arguments),
                RegisterCommand::List(arguments) => register::list(session, place, arguments),
                RegisterCommand::Changes(arguments) => register::changes(session, place, arguments),
                RegisterCommand::Find(arguments) => register::find(session, place, arguments),
                RegisterCommand::Remove { images } => register::remove(session, place, images),
                RegisterCommand::Status { format } => register::status(session, place, *format),
                RegisterCommand::Rebuild(arguments) => register::rebuild(session, place, arguments),
                RegisterCommand::Dump => register::dump(session, place),
            }
        }
        Command::Trial(arguments) => trial::trial(session, arguments),
        Command::Copy(arguments) => copy::copy(session, arguments),
        Command::Recipe(arguments) => match &arguments.command {
            RecipeCommand::Show(arguments) => recipe::show(session, arguments),
        },
        Command::Init(arguments) => init::init(session, arguments),
        Command::Schema(arguments) => schema::schema(session, arguments),
        Command::Cache(arguments) => match &arguments.command {
            CacheCommand::Status { format } => cache::status(session, *format),
            CacheCommand::Clean { keep } => cache::clean(session, *keep),
            CacheCommand::Verify => cache::verify(session),
        },
        Command::Completions(arguments) => completions::completions(session, arguments),
        Command::Man(arguments) => man::man(session, arguments),
    }
}
