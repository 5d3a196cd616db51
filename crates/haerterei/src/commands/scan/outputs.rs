// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a scan found, put into every form that was asked for, and whether the call fails.

use std::collections::BTreeSet;

use camino::Utf8Path;
use haerterei_findings::policy::{Case, Policy};
use haerterei_ground::whole;

use crate::arguments::{ScanArguments, ScanForm};
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::printer;
use crate::scan::{self, Report, Showing};
use crate::session::Session;

/// Returns whether anything that was asked for shows what advisories tell.
pub(super) fn tells(arguments: &ScanArguments) -> bool {
    arguments.outputs.all().iter().any(|(form, _)| scan::tells(*form))
}

/// Refuses a call that would write two things to one place, before any work is done.
pub(super) fn check(arguments: &ScanArguments) -> Result<(), CommandError> {
    let mut places: BTreeSet<Option<&Utf8Path>> = BTreeSet::new();
    for (form, file) in arguments.outputs.all() {
        if !places.insert(file) {
            let place = file.map(ToString::to_string);
            return Err(CommandError::SamePlace { form: form.word(), place });
        }
    }
    Ok(())
}

/// Returns whose severity counts: what the call says, else `haerterei.toml`.
pub(super) fn order<'a>(session: &'a Session, arguments: &'a ScanArguments) -> &'a [String] {
    match arguments.outputs.severity_from.as_slice() {
        [] => &session.settings.scan.severity_from,
        own => own,
    }
}

/// Puts the policy to what was found: that of the call, else that of `haerterei.toml`.
pub(super) fn judged<'a>(
    session: &Session,
    arguments: &ScanArguments,
    report: Report<'a>,
) -> Report<'a> {
    let own = Policy::join(arguments.outputs.fail_on.iter().cloned());
    let Some(policy) = own.or_else(|| session.settings.scan.fail_on.clone()) else { return report };
    let outdated = report.outdated();
    let verdict = policy.judge(&Case {
        findings: report.findings(),
        coverage: report.coverage(),
        notices: report.notices().len(),
        outdated: outdated.as_deref(),
        order: order(session, arguments),
        now: session.settings.clock.now(),
    });
    report.with_verdict(Some(verdict))
}

/// Writes everything that was asked for: each file whole or not at all, and none before all are made.
pub(super) fn write(
    session: &Session,
    arguments: &ScanArguments,
    showing: &Showing<'_>,
) -> Outcome {
    let mut made: Vec<(String, Option<&Utf8Path>)> = Vec::new();
    let mut losses = BTreeSet::new();
    let mut is_shown_to_people = false;
    for (form, file) in arguments.outputs.all() {
        let is_table = matches!(form, ScanForm::Format(crate::arguments::ScanFormat::Table));
        is_shown_to_people |= is_table && file.is_none();
        let width = if file.is_some() { None } else { printer::width() };
        let text = scan::form(form, showing, width)
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?;
        for loss in scan::losses(form, showing) {
            let text = session.texts.say(&loss);
            if losses.insert(text.clone()) {
                session.printer.warn(&session.texts.get("command-label-warning"), &text);
            }
        }
        made.push((text, file));
    }
    for (text, file) in &made {
        if let Some(file) = file {
            save(file, text)?;
        }
    }
    for (text, file) in &made {
        if file.is_none() {
            session.printer.result(text)?;
        }
    }
    if !showing.report.fails() {
        return Ok(Status::Done);
    }
    // Whoever reads the table has read it there.
    if !is_shown_to_people {
        let label = session.texts.get("command-scan-fails-label");
        for reason in showing.report.reasons() {
            session.printer.warn(&label, &crate::table::plain(&session.texts.say(&reason)));
        }
    }
    Ok(Status::Negative)
}

fn save(file: &Utf8Path, text: &str) -> Result<(), Failure> {
    let mut text = text.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    whole::write(file.as_std_path(), text.as_bytes())
        .map_err(|source| CommandError::CannotWrite { file: file.to_owned(), source }.into())
}
