// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Long texts of components in few columns: a table is for finding, the documents have it all.

use haerterei_ground::Message;
use haerterei_texts::Texts;
use unicode_width::UnicodeWidthStr as _;

use crate::table::plain;

/// The least columns in which something can be recognised.
const LEAST: usize = 24;

/// Returns how many columns an expression may have in a terminal of some width.
pub(super) fn room(width: Option<usize>) -> usize {
    width.map_or(80, |width| width / 3).max(LEAST)
}

/// Returns a licence expression, safe to show: the first licences, and how many more there are.
pub(super) fn licences(expression: &str, room: usize, texts: &Texts) -> String {
    let whole = plain(expression);
    if whole.width() <= room {
        return whole;
    }
    let all = names(expression);
    let mut shown = String::new();
    let mut count = 0;
    for name in &all {
        let name = plain(name);
        let gap = if shown.is_empty() { 0 } else { 2 };
        if count > 0 && shown.width() + gap + name.width() > room {
            break;
        }
        if gap > 0 {
            shown.push_str(", ");
        }
        shown.push_str(&cut(&name, room));
        count += 1;
    }
    if count == all.len() {
        return shown;
    }
    let message = Message::new("command-sbom-more-licences");
    texts.say(&message.text("shown", shown).number("count", all.len() - count))
}

/// Returns a foreign text, safe to show: an expression by its licences, another cut off.
pub(super) fn text(text: &str, room: usize, texts: &Texts) -> String {
    if text.contains(" AND ") || text.contains(" OR ") {
        licences(text, room, texts)
    } else {
        cut(&plain(text), room)
    }
}

/// Returns the licences in an expression, each once, in its order.
fn names(expression: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let clauses = expression.split(" AND ").flat_map(|part| part.split(" OR "));
    for name in clauses.map(|name| name.trim_matches(['(', ')', ' '])) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        short.push(character);
        if short.width() >= room {
            short.pop();
            break;
        }
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use haerterei_texts::Language;

    use super::*;

    #[test]
    fn an_expression_is_shortened_to_its_first_licences() {
        let texts = Texts::new(Language::English);
        for (expression, room, expected) in [
            ("MIT", 24, "MIT"),
            ("GPL-2.0-only AND MIT", 24, "GPL-2.0-only AND MIT"),
            (
                "GPL-2.0-only AND (MIT OR BSD-3-Clause) AND MIT AND Apache-2.0",
                24,
                "GPL-2.0-only, MIT … and 2 more",
            ),
            ("LicenseRef-that-is-very-long-indeed", 24, "LicenseRef-that-is-very…"),
            (
                "(LicenseRef-that-is-very-long-indeed AND MIT)",
                24,
                "LicenseRef-that-is-very… … and 1 more",
            ),
            ("A AND A AND A AND A AND A AND A", 24, "A"),
        ] {
            assert_eq!(licences(expression, room, &texts), expected);
        }
        assert_eq!(
            text("\u{1b}[2J and a very long text of others", 24, &texts),
            "\\u{1b}[2J and a very lo…"
        );
        assert_eq!((room(Some(20)), room(Some(120)), room(None)), (24, 40, 80));
    }
}
