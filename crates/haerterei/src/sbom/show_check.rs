// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a document has of the fields of TR-03183-2, as a table.

use haerterei_ground::Message;
use haerterei_sbom::tr_03183::{FieldReport, First, Level, Report};
use haerterei_texts::Texts;

use super::shorten;
use crate::table::{Align, Table, plain};

/// Draws the fields, then what is the matter with them.
pub(crate) fn show_check(report: &Report, texts: &Texts, width: Option<usize>) -> String {
    let head = Message::new("command-check-head")
        .text("guideline", report.guideline)
        .text("version", report.guideline_version)
        .text("format", report.format)
        .text("format-version", plain(&report.format_version))
        .number("components", report.components)
        .number("logical", report.logical_components);
    let mut text = texts.say(&head);
    text.push_str("\n\n");
    let columns = [
        ("command-check-section", Align::Left),
        ("command-check-level", Align::Left),
        ("command-check-there", Align::Right),
        ("command-check-missing", Align::Right),
        ("command-check-wrong", Align::Right),
        ("command-check-field", Align::Left),
    ];
    let mut table = Table::new(columns.map(|(key, align)| (texts.get(key), align)));
    for field in &report.fields {
        table.row([
            field.section.to_owned(),
            texts.get(level(field.level)),
            field.present.to_string(),
            field.missing.to_string(),
            field.wrong.to_string(),
            texts.get(field.field.key()),
        ]);
    }
    text.push_str(&table.draw(width));
    let troubled = |field: &&FieldReport| {
        field.missing + field.wrong > 0 && (field.level == Level::Required || field.wrong > 0)
    };
    for field in report.fields.iter().filter(troubled) {
        push_problems(&mut text, field, texts, shorten::room(width));
    }
    text.push('\n');
    text.push_str(&texts.get(if report.required_fields_are_there {
        "command-check-complete"
    } else {
        "command-check-incomplete"
    }));
    text.push('\n');
    text
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Required => "command-check-required",
        Level::Additional => "command-check-additional",
        Level::Optional => "command-check-optional",
    }
}

fn push_problems(text: &mut String, field: &FieldReport, texts: &Texts, room: usize) {
    let name = Message::new(field.field.key());
    text.push_str(&format!("\n{} ({})\n", texts.say(&name), field.section));
    for problem in &field.problems {
        let sentence = texts.get(problem.problem.key());
        text.push_str(&format!(
            "  {} × {sentence}{}\n",
            problem.count,
            first(&problem.first, room, texts)
        ));
    }
    if let Some(hint) = texts.hint(&name) {
        text.push_str(&format!("  {}: {hint}\n", texts.get("command-label-hint")));
    }
}

/// Names the first that a problem shows with.
fn first(first: &First, room: usize, texts: &Texts) -> String {
    let parts = [&first.component, &first.value].into_iter().flatten();
    let parts: Vec<String> = parts.map(|it| shorten::text(it, room, texts)).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(": ")) }
}
