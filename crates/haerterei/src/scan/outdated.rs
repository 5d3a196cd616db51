// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is older than the newest in its suites.

use haerterei_advisories::Coverage;
use haerterei_findings::OutdatedPackage;
use haerterei_ground::Message;
use haerterei_texts::Texts;

use crate::table::{self, Align, Table};

/// Returns how far changelogs reach, the same in every language.
pub(super) const fn code(package: &OutdatedPackage) -> &'static str {
    match package.coverage {
        Coverage::Complete => "complete",
        Coverage::Incomplete => "incomplete",
        Coverage::NoChangelog => "no-changelog",
    }
}

/// Says what changelogs tell of what lies between the installed version and the newest.
pub(super) fn reach(package: &OutdatedPackage) -> Message {
    let key = match package.coverage {
        Coverage::Complete => "command-scan-changelog-complete",
        Coverage::Incomplete => "command-scan-changelog-incomplete",
        Coverage::NoChangelog => "command-scan-changelog-none",
    };
    Message::new(key).number("weaknesses", package.weaknesses.len())
}

/// Says in one sentence that a package is older than it could be.
pub(super) fn message(package: &OutdatedPackage, texts: &Texts) -> Message {
    Message::new("command-scan-is-outdated")
        .text("source", &package.source)
        .text("installed", &package.installed)
        .text("newest", &package.newest)
        .text("suite", &package.suite)
        .text("reach", texts.say(&reach(package)))
}

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
        table.row([
            table::plain(&package.source),
            table::plain(&package.installed),
            table::plain(&package.newest),
            table::plain(&package.suite),
            texts.say(&reach(package)),
        ]);
    }
    if !shown.is_empty() {
        text.push_str(&table.draw(width));
    }
    text
}
