// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei decide list`: what was decided, and until when it holds.

use camino::Utf8PathBuf;
use haerterei_vex::decision::{Decisions, Moment, Scope};

use crate::arguments::{DecideListArguments, Format};
use crate::failure::{Failure, Outcome, Status};
use crate::printer;
use crate::session::Session;
use crate::settings;
use crate::table::{self, Align, Table};

/// Shows decisions.
pub(super) fn list(session: &Session, arguments: &DecideListArguments) -> Outcome {
    let decisions = read(&arguments.files)?;
    let text = match arguments.format {
        Format::Json => decisions.to_json(),
        Format::Text => shown(session, &decisions),
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Reads files with decisions.
pub(super) fn read(files: &[Utf8PathBuf]) -> Result<Decisions, Failure> {
    let mut documents = Vec::new();
    for file in files {
        documents.push(Decisions::parse(&settings::read(file)?)?);
    }
    Ok(Decisions::join(documents)?)
}

fn shown(session: &Session, decisions: &Decisions) -> String {
    let get = |key| session.texts.get(key);
    let now = session.settings.clock.now();
    let mut table = Table::new([
        (get("command-decide-id"), Align::Left),
        (get("command-scan-weakness"), Align::Left),
        (get("command-decide-says"), Align::Left),
        (get("command-decide-until"), Align::Left),
        (get("command-decide-by"), Align::Left),
        (get("command-scan-components"), Align::Left),
    ]);
    let until = |end: Option<Moment>, has_expired: bool| match end {
        Some(end) if has_expired => format!("{end} ({})", get("command-decide-expired")),
        Some(end) => end.to_string(),
        None => "-".to_owned(),
    };
    for one in &decisions.decisions {
        table.row([
            table::plain(&one.id),
            weaknesses(&one.scope),
            one.status.open_vex().to_owned(),
            until(one.expires, one.has_expired(now)),
            table::plain(&one.by.shown()),
            about(session, &one.scope),
        ]);
    }
    for one in &decisions.risk_decisions {
        table.row([
            table::plain(&one.id),
            weaknesses(&one.scope),
            get("command-scan-is-borne"),
            until(Some(one.until), one.has_expired(now)),
            table::plain(&one.owner.shown()),
            about(session, &one.scope),
        ]);
    }
    table.draw(printer::width())
}

fn weaknesses(scope: &Scope) -> String {
    table::plain(&scope.weaknesses.iter().cloned().collect::<Vec<_>>().join(", "))
}

/// Returns what a decision is about beside the weakness.
fn about(session: &Session, scope: &Scope) -> String {
    let components: Vec<String> = scope.components.iter().map(ToString::to_string).collect();
    let images: Vec<String> = scope.images.iter().map(ToString::to_string).collect();
    let mut text = if components.is_empty() {
        session.texts.get("command-decide-all")
    } else {
        components.join(", ")
    };
    if !images.is_empty() {
        text = format!("{text} ({})", images.join(", "));
    }
    table::plain(&text)
}
