// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The reference of the handbook: every key with its form and meaning, from the same table that
//! checks documents.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::keys::{HOUSE, RECIPE};
use crate::shape::{Record, Shape, Shorthand};

/// Returns the reference of all keys of recipe and house file as Markdown.
pub fn reference(german: bool) -> String {
    let mut text = String::new();
    let mut told = BTreeSet::new();
    let headings = if german {
        ["Schlüssel des Rezepts", "Schlüssel der Hausdatei"]
    } else {
        ["Keys of a recipe", "Keys of a house file"]
    };
    for (heading, record) in headings.into_iter().zip([&RECIPE, &HOUSE]) {
        // Writing to a string cannot fail.
        let _ = write!(text, "## {heading}\n\n");
        table(&mut text, record, german);
        below(&mut text, record, german, &mut told);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn below(
    text: &mut String,
    record: &'static Record,
    german: bool,
    told: &mut BTreeSet<&'static str>,
) {
    for key in record.keys {
        let Some(inner) = record_in(&key.shape) else {
            continue;
        };
        if !told.insert(inner.name) {
            continue;
        }
        let _ = write!(text, "### {}\n\n", inner.name);
        let bare = match inner.shorthand {
            Shorthand::None => None,
            Shorthand::Of(name) if german => {
                Some(format!("Ein bloßer Wert steht für den Schlüssel `{name}`."))
            }
            Shorthand::Of(name) => Some(format!("A bare value stands for the key `{name}`.")),
            Shorthand::Each if german => {
                Some("Ein bloßer Text gilt für beide Sprachen.".to_owned())
            }
            Shorthand::Each => Some("A bare text stands for both languages.".to_owned()),
        };
        if let Some(bare) = bare {
            let _ = write!(text, "{bare}\n\n");
        }
        table(text, inner, german);
        below(text, inner, german, told);
    }
}

fn table(text: &mut String, record: &'static Record, german: bool) {
    text.push_str(if german {
        "| Schlüssel | Form | Bedeutung |\n|---|---|---|\n"
    } else {
        "| key | form | meaning |\n|---|---|---|\n"
    });
    for key in record.keys {
        let required = match (key.required, german) {
            (true, true) => " (Pflicht)",
            (true, false) => " (required)",
            (false, _) => "",
        };
        let meaning = if german { key.de } else { key.en };
        let form = form(&key.shape, german).replace('|', "\\|");
        let _ = writeln!(
            text,
            "| `{}`{required} | {form} | {} |",
            key.name,
            meaning.replace('|', "\\|")
        );
    }
    text.push('\n');
}

fn record_in(shape: &'static Shape) -> Option<&'static Record> {
    match shape {
        Shape::Record(record) => Some(record),
        Shape::List { of, .. } | Shape::Map { of, .. } => record_in(of),
        _ => None,
    }
}

fn form(shape: &'static Shape, german: bool) -> String {
    match (shape, german) {
        (Shape::Text(syntax) | Shape::Spelling(syntax), true) => {
            format!("Text, etwa `{}`", syntax.example)
        }
        (Shape::Text(syntax) | Shape::Spelling(syntax), false) => {
            format!("text, as `{}`", syntax.example)
        }
        (Shape::Integer { least, most }, true) => format!("Zahl von {least} bis {most}"),
        (Shape::Integer { least, most }, false) => format!("number from {least} to {most}"),
        (Shape::Boolean, _) => "`true`, `false`".to_owned(),
        (Shape::Choice(words), _) => format!("`{}`", words.join("`, `")),
        (Shape::List { of, .. }, true) => format!("Liste: {}", form(of, german)),
        (Shape::List { of, .. }, false) => format!("list of {}", form(of, german)),
        (Shape::Map { of, .. }, true) => format!("Name zu {}", form(of, german)),
        (Shape::Map { of, .. }, false) => format!("name to {}", form(of, german)),
        (Shape::Record(record), _) => format!("[{0}](#{0})", record.name),
    }
}
