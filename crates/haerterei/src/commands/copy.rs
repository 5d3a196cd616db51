// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei copy`: images between registries, layouts and archives.

use std::sync::Arc;

use haerterei_ground::{Limits, Message};
use haerterei_image::{OutputReference, Platform, Reference};
use haerterei_registry::copy::{Amount, Choice, CopiedDocument, Source, Summary, copy as transfer};
use serde::Serialize;

use crate::arguments::{CopyArguments, Format};
use crate::failure::{CommandError, Outcome, Status};
use crate::figures;
use crate::opened;
use crate::session::Session;

/// The JSON Schema of what `--format json` prints.
pub(crate) const SCHEMA: &str = include_str!("../../schemas/copy.json");

/// What `--format json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Report<'a> {
    #[serde(rename = "haerterei-copy")]
    version: u32,
    source: &'a str,
    target: &'a str,
    #[serde(flatten)]
    summary: &'a Summary,
}

/// Copies an image, and tells what was there and what was sent.
pub(crate) fn copy(session: &Session, arguments: &CopyArguments) -> Outcome {
    let limits = Limits::default();
    let reference = Reference::parse(&arguments.source)?;
    let target = OutputReference::parse(&arguments.target)?;
    let choice = Choice {
        // The parser of the call has looked at their form.
        platforms: arguments.platform.iter().filter_map(|word| Platform::parse(word)).collect(),
        without_referrers: arguments.no_referrers,
    };
    let registry = Arc::new(opened::registry(session)?);
    let source = Source::open(&registry, &reference, limits)?;
    let summary = transfer(&registry, &source, &target, &choice, limits)?;
    session.progress.finish();
    if summary.is_made {
        tell(session, "command-copy-made");
    }
    let has_referrers = summary.documents.iter().any(refers);
    if has_referrers && matches!(target, OutputReference::DockerArchive { .. }) {
        tell(session, "command-copy-referrers-left");
    }
    let text = match arguments.format {
        Format::Text => text(session, arguments, &summary),
        Format::Json => serde_json::to_string_pretty(&Report {
            version: 1,
            source: &arguments.source,
            target: &arguments.target,
            summary: &summary,
        })
        .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Returns whether a document is about another: it says so, or its tag does.
const fn refers(document: &CopiedDocument) -> bool {
    document.subject.is_some() || document.tag.is_some()
}

fn tell(session: &Session, key: &'static str) {
    let label = session.texts.get("command-label-note");
    session.printer.warn(&label, &session.texts.get(key));
}

fn text(session: &Session, arguments: &CopyArguments, summary: &Summary) -> String {
    let texts = &session.texts;
    let language = texts.language();
    let documents = &summary.documents;
    let message = Message::new("command-copy-done")
        .text("source", &arguments.source)
        .text("target", &arguments.target)
        .text("digest", summary.digest)
        .number("documents", documents.len())
        .number("referrers", documents.iter().filter(|one| refers(one)).count());
    let mut text = texts.say(&message);
    let amounts: [(&'static str, Amount); 3] = [
        ("command-copy-sent", summary.sent),
        ("command-copy-mounted", summary.mounted),
        ("command-copy-present", summary.present),
    ];
    for (key, amount) in amounts.into_iter().filter(|(_, amount)| amount.count > 0) {
        let message = Message::new(key)
            .number("count", amount.count)
            .text("size", figures::size(amount.bytes, language));
        text.push('\n');
        text.push_str(&texts.say(&message));
    }
    text.push('\n');
    text
}
