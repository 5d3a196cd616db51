// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei decide check`: which decisions hold no more, are about nothing, or contradict.

use std::collections::BTreeSet;

use haerterei_ground::Timestamp;
use haerterei_vex::decision::{Decisions, Judged, Notice, Used};
use serde::Serialize;

use super::list;
use crate::arguments::{DecideCheckArguments, Format};
use crate::commands::told;
use crate::failure::{CommandError, Outcome, Status};
use crate::scan::Told;
use crate::session::Session;

/// What a check says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Checked<'a> {
    version: u32,
    decisions: usize,
    risk_decisions: usize,
    /// The image that was looked at; without one nobody knows what is unused.
    against: Option<&'a str>,
    notices: Vec<Notice>,
}

/// Checks decisions.
pub(super) fn check(session: &Session, arguments: &DecideCheckArguments) -> Outcome {
    let decisions = list::read(&arguments.files)?;
    let now = session.settings.clock.now();
    let mut notices: BTreeSet<Notice> = decisions.own_notices(now).into_iter().collect();
    let told = match &arguments.against {
        Some(word) => {
            let platform = arguments.platform.as_deref();
            Some(told::of_anything(session, word, platform, &[], &[])?)
        }
        None => None,
    };
    if let Some(told) = &told {
        notices.extend(against(&decisions, told, now));
    }
    let checked = Checked {
        version: 1,
        decisions: decisions.decisions.len(),
        risk_decisions: decisions.risk_decisions.len(),
        against: arguments.against.as_deref(),
        notices: notices.into_iter().collect(),
    };
    let text = match arguments.format {
        Format::Json => serde_json::to_string_pretty(&checked)
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
        Format::Text => shown(session, &checked),
    };
    session.printer.result(&text)?;
    Ok(if checked.notices.is_empty() { Status::Done } else { Status::Negative })
}

/// Returns what is wrong with decisions, seen from an image's findings.
fn against(decisions: &Decisions, told: &Told, now: Timestamp) -> Vec<Notice> {
    let image = told.named();
    let mut used = Used::default();
    let mut contradictions = BTreeSet::new();
    for finding in &told.findings {
        finding.about(&image, |about| {
            decisions.borne(about, now, &mut used);
            if let Judged::Contradiction(list) = decisions.judge(about, now, &mut used) {
                contradictions.extend(list.into_iter().map(|it| it.id.clone()));
            }
        });
    }
    decisions.notices(now, &used, &contradictions)
}

fn shown(session: &Session, checked: &Checked<'_>) -> String {
    if checked.notices.is_empty() {
        return session.texts.get("command-decide-sound");
    }
    let mut text = String::new();
    for notice in &checked.notices {
        let message = notice.message();
        text.push_str(&session.texts.say(&message));
        text.push('\n');
        if let Some(hint) = session.texts.hint(&message) {
            text.push_str(&format!("  {hint}\n"));
        }
    }
    text
}
