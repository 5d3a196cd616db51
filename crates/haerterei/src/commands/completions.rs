// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei completions`: what a shell needs to complete a call.

use crate::arguments::CompletionsArguments;
use crate::failure::{Outcome, Status};
use crate::session::Session;

/// Prints the completions for a shell.
pub(crate) fn completions(session: &Session, arguments: &CompletionsArguments) -> Outcome {
    let mut command = crate::command(session.texts.language());
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "haerterei", &mut script);
    session.printer.result(&String::from_utf8_lossy(&script))?;
    Ok(Status::Done)
}
