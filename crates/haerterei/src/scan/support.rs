// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the distribution does not look after as the rest of its release.

use haerterei_findings::{Support, SupportLimit};
use haerterei_ground::Message;
use haerterei_texts::Texts;

use crate::table::{self, Align, Table};

/// Returns the code of how something is looked after, the same in every language.
pub(super) const fn code(support: Support) -> &'static str {
    match support {
        Support::Ended => "support-ended",
        Support::Limited => "support-limited",
    }
}

/// Returns how something is looked after, and since when.
pub(super) fn state(limit: &SupportLimit, texts: &Texts) -> String {
    let state = texts.get(match limit.support {
        Support::Ended => "command-scan-support-ended",
        Support::Limited => "command-scan-support-limited",
    });
    match &limit.since {
        Some(since) => format!("{state}, {since}"),
        None => state,
    }
}

/// Says in one sentence that something is not looked after as the rest of its release.
pub(super) fn message(limit: &SupportLimit, texts: &Texts) -> Message {
    Message::new("command-scan-is-limited")
        .text("source", &limit.source)
        .text("support", state(limit, texts))
        .text("reason", limit.reason.as_deref().unwrap_or("–"))
}

/// Returns what is not looked after, or only within limits, as text.
pub(super) fn show(limits: &[SupportLimit], texts: &Texts, width: Option<usize>) -> String {
    if limits.is_empty() {
        return String::new();
    }
    let mut table = Table::new([
        (texts.get("command-scan-source"), Align::Left),
        (texts.get("command-scan-support"), Align::Left),
        (texts.get("command-scan-reason"), Align::Left),
    ]);
    for limit in limits {
        let support = table::plain(&state(limit, texts));
        let reason = limit.reason.as_deref().unwrap_or("-");
        table.row([table::plain(&limit.source), support, table::plain(reason)]);
    }
    format!("{}\n{}", texts.get("command-scan-support-limits"), table.draw(width))
}
