// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What came, went and changed between two inventories, as tables.

use haerterei_ground::Message;
use haerterei_sbom::compare::{Comparison, Member, What};
use haerterei_texts::Texts;

use crate::table::{Align, Table, plain};

/// Draws what changed, came and went.
pub(crate) fn show_diff(comparison: &Comparison, texts: &Texts, width: Option<usize>) -> String {
    let head = Message::new("command-diff-head")
        .text("before", plain(&comparison.before.name))
        .text("after", plain(&comparison.after.name))
        .number("changed", comparison.changed.len())
        .number("came", comparison.came.len())
        .number("went", comparison.went.len())
        .number("unchanged", comparison.unchanged);
    let mut text = texts.say(&head);
    text.push('\n');
    push_changes(&mut text, comparison, texts, width);
    push_members(&mut text, "command-diff-came", &comparison.came, texts, width);
    push_members(&mut text, "command-diff-went", &comparison.went, texts, width);
    text
}

fn table(texts: &Texts, columns: &[&'static str]) -> Table {
    Table::new(columns.iter().map(|key| (texts.get(key), Align::Left)))
}

fn push_changes(text: &mut String, comparison: &Comparison, texts: &Texts, width: Option<usize>) {
    if comparison.changed.is_empty() {
        return;
    }
    text.push_str(&format!(
        "\n{} ({})\n",
        texts.get("command-diff-changed"),
        comparison.changed.len()
    ));
    let columns = [
        "command-sbom-type",
        "command-diff-name",
        "command-diff-what",
        "command-diff-before",
        "command-diff-after",
    ];
    let mut table = table(texts, &columns);
    for change in &comparison.changed {
        for difference in &change.differences {
            let shown = |value: &Option<String>| value.as_deref().map_or("-".to_owned(), plain);
            table.row([
                plain(&change.ecosystem),
                plain(&change.name),
                texts.get(what(difference.what)),
                shown(&difference.before),
                shown(&difference.after),
            ]);
        }
    }
    text.push_str(&table.draw(width));
}

const fn what(what: What) -> &'static str {
    match what {
        What::Version => "command-diff-version",
        What::Licence => "command-diff-licence",
        What::Place => "command-diff-place",
        What::Content => "command-diff-content",
    }
}

fn push_members(
    text: &mut String,
    title: &'static str,
    members: &[Member],
    texts: &Texts,
    width: Option<usize>,
) {
    if members.is_empty() {
        return;
    }
    text.push_str(&format!("\n{} ({})\n", texts.get(title), members.len()));
    let columns =
        ["command-sbom-type", "command-diff-name", "command-diff-version", "command-diff-place"];
    let mut table = table(texts, &columns);
    for member in members {
        table.row([
            plain(&member.ecosystem),
            plain(&member.name),
            member.version.as_deref().map_or("-".to_owned(), plain),
            plain(member.places.first().map_or("-", String::as_str)),
        ]);
    }
    text.push_str(&table.draw(width));
}
