// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The index of advisories, as a table.

use haerterei_advisories::Problem;
use haerterei_ground::{Message, Timestamp};
use haerterei_texts::Texts;

use super::status::{Origin, SourceStatus, Status};
use crate::figures;
use crate::table::{Align, Table, plain};

/// Draws what the index is made of, then what is the matter with its sources.
pub(crate) fn show(status: &Status, texts: &Texts, width: Option<usize>) -> String {
    let language = texts.language();
    let head = Message::new("command-advisories-head")
        .text("generation", status.generation.short())
        .text("created", day(status.created))
        .text("size", figures::size(status.size, language))
        .text("cold", figures::size(status.cold_size, language));
    let mut text = format!("{}\n{}\n\n", texts.say(&head), vouched(&status.origin, texts));
    let columns = [
        ("command-advisories-source", Align::Left),
        ("command-advisories-data", Align::Left),
        ("command-advisories-age", Align::Right),
        ("command-advisories-advisories", Align::Right),
        ("command-advisories-rows", Align::Right),
        ("command-advisories-licence", Align::Left),
    ];
    let mut table = Table::new(columns.map(|(key, align)| (texts.get(key), align)));
    for (name, source) in &status.sources {
        let licence = Some(&source.licence).filter(|licence| !licence.is_empty());
        table.row([
            plain(name),
            source.date.map_or_else(|| "-".to_owned(), day),
            texts.say(&Message::new("command-advisories-days").number("days", source.age_days)),
            figures::count(source.counts.advisories, language),
            figures::count(source.counts.rows, language),
            licence.map_or_else(|| "-".to_owned(), |licence| plain(licence)),
        ]);
    }
    text.push_str(&table.draw(width));
    for (name, source) in &status.sources {
        push_problems(&mut text, name, source, texts);
    }
    text
}

/// Says who vouches for something.
fn vouched(origin: &Origin, texts: &Texts) -> String {
    texts.say(&match origin {
        Origin::MadeHere => Message::new("command-advisories-made-here"),
        Origin::Signed { key, file } => {
            Message::new("command-advisories-signed").text("key", key).text("file", plain(file))
        }
        Origin::Unsigned { file } => {
            Message::new("command-advisories-unsigned").text("file", plain(file))
        }
    })
}

fn push_problems(text: &mut String, name: &str, source: &SourceStatus, texts: &Texts) {
    if source.problems.is_empty() && source.shrunk.is_none() && source.imported.is_none() {
        return;
    }
    text.push_str(&format!("\n{}\n", plain(name)));
    if let Some(trust) = &source.imported {
        text.push_str(&format!("  {}\n", vouched(&Origin::of(trust), texts)));
    }
    if let Some(reason) = &source.shrunk {
        let message = Message::new("command-advisories-shrunk").text("reason", plain(reason));
        text.push_str(&format!("  {}\n", texts.say(&message)));
    }
    for noticed in &source.problems {
        let count = figures::count(noticed.count, texts.language());
        let known = Problem::ALL.into_iter().find(|problem| problem.key() == noticed.code);
        // What another version of the tool noticed has a code at least.
        let what = known.map_or_else(|| plain(&noticed.code), |problem| texts.get(problem.key()));
        text.push_str(&format!("  {count} × {what} ({})\n", plain(&noticed.first)));
    }
}

fn day(time: Timestamp) -> String {
    time.to_string().split('T').next().unwrap_or_default().to_owned()
}
