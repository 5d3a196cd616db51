// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The command line of Härterei: what a person or a pipeline calls.
//!
//! A call goes through these files, in this order:
//!
//! 1. `prelude` looks for language and colour, because help and errors need them first.
//! 2. `arguments` says which words there are; `help` gives them their texts.
//! 3. `settings` lays flags, environment, `haerterei.toml` and defaults over each other, once.
//! 4. `commands` has one function per verb; it gets a `Session` and its arguments.
//! 5. `printer`, `table` and `progress` show what comes of it; `failure` what went wrong.
//!
//! Standard output carries results, standard error everything else.
#![forbid(unsafe_code)]

mod advisories;
mod arguments;
mod beside;
mod commands;
mod configuration;
mod environment;
mod failure;
mod figures;
mod first_bytes;
mod foundation;
mod help;
mod inspection;
mod interrupt;
mod lineage;
mod opened;
mod prelude;
mod printer;
mod progress;
mod register;
mod report;
mod sbom;
mod scan;
mod session;
mod settings;
mod table;
mod trial;
mod workshop;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches as _;
use haerterei_texts::{Language, Texts};

pub use failure::MESSAGE_KEYS;

use crate::arguments::Arguments;
use crate::environment::Environment;
use crate::failure::{Failure, Status};
use crate::prelude::Prelude;
use crate::session::Session;

/// Returns the whole command line with its texts in a language, as help, manual pages,
/// completions and the reference show it.
pub fn command(language: Language) -> clap::Command {
    help::dress(arguments::bare(), &Texts::new(language))
}

/// Does what a call asks for and returns the exit code.
///
/// 0: done and fine. 1: done, and the verdict is negative. 2: the call or its input is wrong.
/// 3: the world failed (network, disk, no runtime for a trial). 101: a fault of the program.
pub fn run(mut call: Vec<OsString>) -> ExitCode {
    let environment = Environment::of_process();
    let prelude = Prelude::of(&call, &environment);
    let texts = Texts::new(prelude.language);
    failure::explain_panics(prelude.language);
    prelude.color.write_global();

    let command = help::dress(arguments::bare(), &texts).color(prelude.clap_color());
    let parsed = command
        .try_get_matches_from(&call)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return help::answer(&error, &texts),
    };
    let format = arguments.command.failure_format();
    let session = match Session::open(
        &arguments.global,
        &environment,
        prelude,
        call.split_off(1.min(call.len())),
    ) {
        Ok(session) => session,
        Err(failure) => return failure::report(&failure, &texts, format),
    };
    let outcome = commands::run(&session, &arguments.command);
    session.progress.finish();
    match outcome {
        Ok(Status::Done) | Err(Failure::OutputClosed) => ExitCode::SUCCESS,
        Ok(Status::Negative) => ExitCode::from(1),
        Ok(Status::NotPossible) => ExitCode::from(3),
        Ok(Status::Passed(code)) => ExitCode::from(code),
        Err(failure) => failure::report(&failure, &session.texts, format),
    }
}
