// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is older than the newest in its suites, for people.

use haerterei_advisories::Coverage;
use haerterei_findings::OutdatedPackage;
use haerterei_ground::Message;
use haerterei_texts::Texts;

use crate::table::{self, Align, Table};

/// Returns what is outdated as text; `all` also shows what the findings show already.
pub(super) fn show(
    outdated: &[OutdatedPackage],
    all: bool,
    texts: &Texts,
    width: Option<usize>,
) -> String {
    if outdated.is_empty() {
        return String::new();
    }
    let summary = Message::new("command-scan-outdated").number("sources", outdated.len());
    let mut text = format!("{}\n", texts.say(&summary));
    let mut table = Table::new([
        (texts.get("command-scan-source"), Align::Left),
        (texts.get("command-scan-installed"), Align::Left),
        (texts.get("command-scan-newest"), Align::Left),
        (texts.get("command-scan-suite"), Align::Left),
        (texts.get("command-scan-changelog"), Align::Left),
    ]);
    let shown: Vec<&OutdatedPackage> =
        outdated.iter().filter(|it| all || it.weaknesses.is_empty()).collect();
    for package in &shown {
        let reach = match package.coverage {
            Coverage::Complete => "command-scan-changelog-complete",
            Coverage::Incomplete => "command-scan-changelog-incomplete",
            Coverage::NoChangelog => "command-scan-changelog-none",
        };
        let reach = Message::new(reach)
            .number("weaknesses", package.weaknesses.len())
            .number("versions", package.versions);
        table.row([
            table::plain(&package.source),
            table::plain(&package.installed),
            table::plain(&package.newest),
            table::plain(&package.suite),
            texts.say(&reach),
        ]);
    }
    if !shown.is_empty() {
        text.push_str(&table.draw(width));
    }
    text
}
