// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the distribution does not look after as the rest of its release, for people.

use haerterei_findings::{Support, SupportLimit};
use haerterei_texts::Texts;

use crate::table::{self, Align, Table};

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
        let mut support = texts.get(match limit.support {
            Support::Ended => "command-scan-support-ended",
            Support::Limited => "command-scan-support-limited",
        });
        if let Some(since) = &limit.since {
            support = format!("{support}, {}", table::plain(since));
        }
        let reason = limit.reason.as_deref().unwrap_or("-");
        table.row([table::plain(&limit.source), support, table::plain(reason)]);
    }
    format!("{}\n{}", texts.get("command-scan-support-limits"), table.draw(width))
}
