// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei decide propose`: the findings for which there is an indication, with the call that
//! confirms it.

use haerterei_ground::Message;

use crate::arguments::DecideProposeArguments;
use crate::commands::told;
use crate::failure::{Outcome, Status};
use crate::session::Session;
use crate::table::plain;

/// Shows what could be confirmed; nothing is written.
pub(super) fn propose(session: &Session, arguments: &DecideProposeArguments) -> Outcome {
    let platform = arguments.platform.as_deref();
    let told = told::of_anything(session, &arguments.image, platform, &arguments.decisions, &[])?;
    let mut text = String::new();
    for finding in &told.findings {
        if finding.proposals.is_empty() || finding.decided.is_some() {
            continue;
        }
        text.push_str(&format!("{}  {}\n", plain(&finding.weakness), plain(&finding.place.name)));
        for proposal in &finding.proposals {
            let word = proposal.justification.map_or("-", |it| it.as_str());
            text.push_str(&format!("  {word} ({})\n", plain(&proposal.rule)));
            for found in &proposal.evidence {
                text.push_str(&format!("    {}\n", plain(&found.say(&session.texts))));
            }
            for what in &proposal.invalidated_by {
                let message = Message::new("command-decide-unless")
                    .text("what", plain(&what.say(&session.texts)));
                text.push_str(&format!("    {}\n", session.texts.say(&message)));
            }
        }
        text.push_str(&format!(
            "  haerterei decide decisions.yaml --from-scan REPORT --confirm --weakness {} --component '{}' --role … --organisation … --expires …\n",
            plain(&finding.weakness),
            plain(&finding.place.name.replace('\'', "%27")),
        ));
    }
    if text.is_empty() {
        text = session.texts.get("command-decide-nothing-proposed");
    }
    session.printer.result(&text)?;
    Ok(Status::Done)
}
