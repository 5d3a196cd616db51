// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Comma-separated values (RFC 4180): what was not looked at, then one line for each finding, then what
//! is outdated and what is not looked after as the rest of its release.
//!
//! Spreadsheets take a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a
//! formula, and names of packages and decisions come from strangers. Such a cell begins with an
//! apostrophe here, by which they show it as text (OWASP, "CSV Injection"). Names of columns are the
//! same in every language, for programs read them.

use std::collections::BTreeSet;

use haerterei_findings::{Finding, Ground, OutdatedPackage, SupportLimit};
use haerterei_ground::Timestamp;
use haerterei_vex::status::Justification;

use super::{Showing, outdated, support, words};

const COLUMNS: [&str; 29] = [
    "kind",
    "weakness",
    "aliases",
    "state",
    "severity",
    "score",
    "score-by",
    "vector",
    "exploited-since",
    "epss",
    "package",
    "installed",
    "fixed-in",
    "source-package",
    "purl",
    "class",
    "path",
    "layer",
    "published",
    "decided",
    "justification",
    "decided-by",
    "borne-by",
    "disputed-by",
    "fails-on",
    "sources",
    "newest",
    "suite",
    "text",
];

/// Returns the table; lines end with a carriage return and a line feed.
pub(super) fn table(showing: &Showing<'_>) -> String {
    let report = showing.report;
    let mut text = String::new();
    line(&mut text, COLUMNS.iter().map(|it| (*it).to_owned()));
    for gap in &report.coverage.gaps {
        let said = showing.texts.say(&gap.message());
        line(&mut text, cells("not-looked-at", &[("text", said)]));
    }
    for (place, finding) in report.findings.iter().enumerate() {
        line(&mut text, row(showing, place, finding));
    }
    for package in &report.outdated {
        line(&mut text, outdated_row(showing, package));
    }
    for limit in &report.support_limits {
        line(&mut text, limit_row(showing, limit));
    }
    text
}

/// Returns a line of a kind that has only some of the columns.
fn cells(kind: &str, values: &[(&'static str, String)]) -> [String; COLUMNS.len()] {
    COLUMNS.map(|column| match values.iter().find(|(name, _)| *name == column) {
        Some((_, value)) => value.clone(),
        None if column == "kind" => kind.to_owned(),
        None => String::new(),
    })
}

fn joined<'a>(values: impl IntoIterator<Item = &'a String>) -> String {
    values.into_iter().map(String::as_str).collect::<Vec<&str>>().join("; ")
}

fn outdated_row(showing: &Showing<'_>, package: &OutdatedPackage) -> [String; COLUMNS.len()] {
    let values = [
        ("weakness", joined(package.weaknesses.keys())),
        ("package", joined(&package.packages)),
        ("installed", package.installed.clone()),
        ("source-package", package.source.clone()),
        ("sources", haerterei_findings::ARCHIVE.to_owned()),
        ("newest", package.newest.clone()),
        ("suite", package.suite.clone()),
        ("text", showing.texts.say(&outdated::message(package, showing.texts))),
    ];
    cells("outdated", &values)
}

fn limit_row(showing: &Showing<'_>, limit: &SupportLimit) -> [String; COLUMNS.len()] {
    let components = &showing.inventory.components;
    let named = limit.components.iter().filter_map(|id| components.get(id.0 as usize));
    let names: BTreeSet<&str> = named.map(|it| it.name.as_str()).collect();
    let values = [
        ("state", support::code(limit.support).to_owned()),
        ("package", names.into_iter().collect::<Vec<&str>>().join("; ")),
        ("source-package", limit.source.clone()),
        ("text", showing.texts.say(&support::message(limit, showing.texts))),
    ];
    cells("support-limit", &values)
}

fn row(showing: &Showing<'_>, place: usize, finding: &Finding) -> [String; COLUMNS.len()] {
    let optional = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let list = |values: &[String]| values.join("; ");
    let scored = finding.scored();
    let decided = finding.decided.as_ref();
    let location = finding.place.locations.first();
    let published = finding.published.and_then(|it| Timestamp::from_second(it).ok());
    let class = serde_json::to_value(finding.class).ok();
    let sources: Vec<String> = finding
        .words
        .iter()
        .map(|word| format!("{} {} {}", word.source, word.advisory, word.state.as_str()))
        .collect();
    let aliases: Vec<String> = finding.aliases.iter().cloned().collect();
    [
        "finding".to_owned(),
        finding.weakness.clone(),
        list(&aliases),
        finding.state.as_str().to_owned(),
        finding.level(showing.order).map_or("unknown", |it| it.as_str()).to_owned(),
        scored.and_then(|it| it.tenths).map(words::score).unwrap_or_default(),
        optional(scored.map(|it| it.by.as_str())),
        optional(scored.map(|it| it.value.as_str())),
        optional(finding.exploited.as_ref().map(|it| it.added.as_str())),
        finding
            .likelihood
            .map(|it| format!("{:.5}", f64::from(it.score) / 100_000.0))
            .unwrap_or_default(),
        words::name(finding),
        optional(finding.place.version.as_deref()),
        optional(finding.fixed_in.as_deref()),
        optional(finding.place.source.as_deref()),
        finding.place.name.clone(),
        optional(class.as_ref().and_then(|it| it.as_str())),
        location.map(words::path).unwrap_or_default(),
        location.map(|it| (it.layer + 1).to_string()).unwrap_or_default(),
        published.map(|it| it.strftime("%Y-%m-%d").to_string()).unwrap_or_default(),
        optional(decided.map(|it| it.status.open_vex())),
        optional(decided.and_then(|it| it.justification).map(Justification::as_str)),
        decided.map(|it| words::with_claim(by(&it.ground), it)).unwrap_or_default(),
        list(&finding.borne),
        list(&finding.disputed),
        showing.report.failed_by(place).join("; "),
        list(&sources),
        String::new(),
        String::new(),
        optional(decided.and_then(|it| it.text.as_deref())),
    ]
}

fn by(ground: &Ground) -> String {
    match ground {
        Ground::Decision { id, by, .. } => format!("{id}: {by}"),
        Ground::Vex { document, author } => format!("{document}: {author}"),
        Ground::Proof { rule } => rule.clone(),
        Ground::Source { source } => source.clone(),
    }
}

fn line(text: &mut String, cells: impl IntoIterator<Item = String>) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&self::cell(&cell));
    }
    text.push_str("\r\n");
}

/// Returns a cell that is nothing but text, quoted where it has to be.
fn cell(value: &str) -> String {
    // Some spreadsheets take the wide forms of East Asia for the same signs.
    const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    let plain: String = value.chars().map(|it| if it == '\0' { '\u{fffd}' } else { it }).collect();
    // What stands before such a sign may be trimmed away.
    let first = plain.trim_start_matches([' ', '\u{a0}', '\n']).chars().next();
    let is_formula = plain.starts_with(FORMULA) || first.is_some_and(|it| FORMULA.contains(&it));
    let text = if is_formula { format!("'{plain}") } else { plain };
    if text.contains([',', '"', '\r', '\n', '\'']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Sample;
    use super::*;

    /// Reads a table back (RFC 4180, section 2).
    fn read(text: &str) -> Vec<Vec<String>> {
        let mut rows = vec![vec![String::new()]];
        let mut is_quoted = false;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let row = rows.last_mut().unwrap();
            match character {
                '"' if is_quoted && characters.peek() == Some(&'"') => {
                    characters.next();
                    row.last_mut().unwrap().push('"');
                }
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => row.push(String::new()),
                '\r' if !is_quoted && characters.peek() == Some(&'\n') => {
                    characters.next();
                    rows.push(vec![String::new()]);
                }
                other => row.last_mut().unwrap().push(other),
            }
        }
        assert_eq!(rows.pop(), Some(vec![String::new()]), "the last line ends");
        rows
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (value, cell) in [
            ("plain", "plain"),
            ("=1+1", "\"'=1+1\""),
            ("+49", "\"'+49\""),
            ("-x", "\"'-x\""),
            ("@x", "\"'@x\""),
            ("\tx", "\"'\tx\""),
            (" =x", "\"' =x\""),
            ("＝x", "\"'＝x\""),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("1:1.3-1", "1:1.3-1"),
        ] {
            assert_eq!(super::cell(value), cell, "{value}");
        }
    }

    #[test]
    fn every_line_has_every_column_and_gaps_stand_first() {
        let sample = Sample::hostile();
        let text = table(&sample.showing());
        let rows = read(&text);
        assert_eq!(rows[0], COLUMNS);
        assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
        let (gaps, findings) = (sample.report.coverage.gaps.len(), sample.report.findings.len());
        assert_eq!(rows.len(), 1 + gaps + findings + 2 + 2);
        assert!(rows[1..=gaps].iter().all(|row| row[0] == "not-looked-at"));
        assert_eq!(
            rows[gaps + 1][..4],
            ["finding", "CVE-2024-0001", "GHSA-x", "affected-with-fix"]
        );
        let column = |row: &[String], name: &str| {
            let place = COLUMNS.iter().position(|column| *column == name).unwrap();
            row[place].clone()
        };
        let outdated = &rows[gaps + findings + 1];
        for (name, value) in [
            ("kind", "outdated"),
            ("weakness", "CVE-2024-0001"),
            ("package", "zlib1g; zlib1g-dev"),
            ("installed", "1:1.3-1"),
            ("newest", "1:1.3-2"),
            ("suite", "trixie-security"),
            ("source-package", "zlib"),
        ] {
            assert_eq!(column(outdated, name), value, "{name}");
        }
        let limit = &rows[gaps + findings + 3];
        for (name, value) in [
            ("kind", "support-limit"),
            ("state", "support-ended"),
            ("package", "zlib1g"),
            ("text", "zlib: support ended, 2026-05-01: Nobody looks after it"),
            ("source-package", "zlib"),
        ] {
            assert_eq!(column(limit, name), value, "{name}");
        }
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
        }
    }
}
