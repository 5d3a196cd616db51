// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Tables for people: columns aligned by what a terminal shows, the last one wrapped.

use unicode_width::UnicodeWidthStr as _;

/// On which side a column's texts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// The space between two columns.
const GAP: usize = 2;
/// The narrowest column that is still wrapped rather than left to overflow.
const NARROWEST: usize = 16;

/// A table; rows have as many cells as there are columns.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    headings: Vec<String>,
    alignment: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Starts a table.
    pub(crate) fn new(columns: impl IntoIterator<Item = (String, Align)>) -> Self {
        let (headings, alignment) = columns.into_iter().unzip();
        Self { headings, alignment, rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.headings.len(), String::new());
        self.rows.push(cells);
    }

    /// Draws the table, each line with a line break; the last column is wrapped to `width`
    /// columns if one is given.
    pub(crate) fn draw(&self, width: Option<usize>) -> String {
        let mut text = String::new();
        let widths = self.widths();
        let before: usize = widths.iter().rev().skip(1).map(|width| width + GAP).sum();
        let last = width.map_or(usize::MAX, |width| width.saturating_sub(before).max(NARROWEST));
        // A table of names and values has no headings.
        let headings = self.headings.iter().any(|heading| !heading.is_empty());
        for row in headings.then_some(&self.headings).into_iter().chain(&self.rows) {
            let Some((end, front)) = row.split_last() else { continue };
            for (index, part) in wrap(end, last).iter().enumerate() {
                let mut line = String::new();
                for (column, cell) in front.iter().enumerate() {
                    let cell = if index == 0 { cell.as_str() } else { "" };
                    push_cell(&mut line, cell, widths[column], self.alignment[column]);
                    line.push_str(&" ".repeat(GAP));
                }
                let align = self.alignment[front.len()];
                push_cell(&mut line, part, widths[front.len()].min(last), align);
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        (0..self.headings.len())
            .map(|column| {
                std::iter::once(&self.headings)
                    .chain(&self.rows)
                    .map(|row| row[column].width())
                    .max()
                    .unwrap_or_default()
            })
            .collect()
    }
}

fn push_cell(line: &mut String, cell: &str, width: usize, align: Align) {
    let space = " ".repeat(width.saturating_sub(cell.width()));
    match align {
        Align::Left => line.extend([cell, &space]),
        Align::Right => line.extend([&space, cell]),
    }
}

/// Breaks a text into lines of at most `width` columns, between words where there are any.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        if !line.is_empty() && line.width() + word.trim_end().width() > width {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        for character in word.chars() {
            let mut buffer = [0; 4];
            let character: &str = character.encode_utf8(&mut buffer);
            if line.width() + character.width() > width && character != " " {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(character);
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Makes foreign text safe to show: control characters and those that change how the text around
/// them is shown become visible escapes (Unicode Technical Report 36).
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            let deceptive = matches!(character,
                '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}');
            let escaped = character.is_control() || deceptive;
            let escape = escaped.then(|| character.escape_unicode());
            escape.into_iter().flatten().chain((!escaped).then_some(character))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new([
            ("name".to_owned(), Align::Left),
            ("size".to_owned(), Align::Right),
            ("why".to_owned(), Align::Left),
        ]);
        table.row(["größe".into(), "1.0 KiB".into(), "the first of all the rows".into()]);
        table.row(["日本".into(), "12 B".into(), String::new()]);
        table
    }

    #[test]
    fn columns_are_aligned_by_what_is_shown() {
        assert_eq!(
            table().draw(None),
            "name      size  why\n\
             größe  1.0 KiB  the first of all the rows\n\
             日本      12 B\n"
        );
    }

    #[test]
    fn the_last_column_is_wrapped() {
        assert_eq!(
            table().draw(Some(32)),
            "name      size  why\n\
             größe  1.0 KiB  the first of all\n\
             \u{20}               the rows\n\
             日本      12 B\n"
        );
    }

    #[test]
    fn words_longer_than_a_line_are_cut() {
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn foreign_text_cannot_move_the_cursor() {
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c"), "a\\u{1b}[2Jb\\u{202e}c");
    }
}
