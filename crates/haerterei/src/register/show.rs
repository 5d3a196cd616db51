// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images and changes for people.

use std::collections::BTreeMap;

use haerterei_findings::{FindingClass, State};
use haerterei_ground::Message;
use haerterei_register::{
    Basis, Change, Changes, Kind, Name, Search, State as Register, Summary, Verdict,
};
use haerterei_texts::Texts;

use crate::figures;
use crate::table::{self, Align, Table};

/// So many images are named where something changed; the others are counted.
const NAMED: usize = 3;
const NOT_APPLIED: &str = "command-register-not-applied";

/// Returns images with what is open in them; the index with which all was matched stands first.
pub(crate) fn show_list(
    images: &[Summary],
    index: Option<&str>,
    texts: &Texts,
    width: Option<usize>,
) -> String {
    let mut text = format!("{}\n{}\n", head(index, texts), texts.get(NOT_APPLIED));
    let claimed = images.iter().filter(|image| image.basis == Basis::Document).count();
    if claimed > 0 {
        let message = Message::new("command-register-documents").number("images", claimed);
        text.push_str(&format!("{}\n", texts.say(&message)));
    }
    if images.is_empty() {
        return format!("{text}{}\n", texts.get("command-register-empty"));
    }
    let mut table = Table::new([
        (texts.get("command-register-open"), Align::Right),
        (texts.get("command-register-fixable"), Align::Right),
        (texts.get("command-register-exploited"), Align::Right),
        (texts.get("command-register-closed"), Align::Right),
        (texts.get("command-register-unknown"), Align::Right),
        (texts.get("command-inspect-platform"), Align::Left),
        (texts.get("command-inspect-digest"), Align::Left),
        (texts.get("command-inspect-image"), Align::Left),
    ]);
    let count = |count: usize| figures::count(count as u64, texts.language());
    for image in images {
        let open: usize = image.open.values().sum();
        table.row([
            count(open),
            count(image.open.get(&State::AffectedWithFix).copied().unwrap_or(0)),
            count(image.exploited),
            count(image.closed),
            count(image.unasked + image.no_source + image.not_comparable + image.pending),
            table::plain(image.platform.as_deref().unwrap_or("-")),
            short(&image.digest),
            table::plain(&names(image)),
        ]);
    }
    text.push_str(&table.draw(width));
    text
}

fn head(index: Option<&str>, texts: &Texts) -> String {
    match index {
        Some(index) => {
            texts.say(&Message::new("command-register-index").text("digest", short(index)))
        }
        None => texts.get("command-register-never-matched"),
    }
}

/// Returns what changed: which finding, in which images, what it was and what it is.
pub(crate) fn show_changes(changes: &Changes, texts: &Texts, width: Option<usize>) -> String {
    if changes.generations.is_empty() {
        return format!("{}\n", texts.get("command-register-no-generation"));
    }
    let mut text = format!("{}\n", texts.get(NOT_APPLIED));
    for generation in &changes.generations {
        let message = Message::new("command-register-generation")
            .number("number", generation.number)
            .text("digest", short(&generation.digest))
            .text("matched", generation.matched)
            .number("appeared", generation.appeared)
            .number("changed", generation.changed)
            .number("gone", generation.gone);
        text.push_str(&format!("{}\n", texts.say(&message)));
        let own: Vec<&Change> =
            changes.changes.iter().filter(|it| it.generation == generation.number).collect();
        if own.is_empty() {
            continue;
        }
        let mut table = Table::new([
            (texts.get("command-register-change"), Align::Left),
            (texts.get("command-scan-weakness"), Align::Left),
            (texts.get("command-register-component"), Align::Left),
            (texts.get("command-register-before"), Align::Left),
            (texts.get("command-register-after"), Align::Left),
            (texts.get("command-register-images"), Align::Left),
        ]);
        for change in own {
            let kind = match change.kind {
                Kind::Appeared => "command-register-appeared",
                Kind::Changed => "command-register-changed",
                Kind::Gone => "command-register-gone",
            };
            let component = &change.component;
            table.row([
                texts.get(kind),
                table::plain(&change.weakness),
                table::plain(&format!("{} {}", component.source, component.version)),
                verdict(change.before.as_ref(), texts),
                verdict(change.after.as_ref(), texts),
                table::plain(&images(changes, change, texts)),
            ]);
        }
        text.push_str(&table.draw(width));
    }
    text
}

fn verdict(verdict: Option<&Verdict>, texts: &Texts) -> String {
    let Some(verdict) = verdict else { return "-".to_owned() };
    let mut parts = vec![texts.get(verdict.state.key())];
    parts.extend(verdict.fixed_in.as_deref().map(table::plain));
    parts.extend(verdict.severity.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)));
    parts.extend(verdict.urgency.as_deref().map(table::plain));
    if verdict.exploited.is_some() {
        parts.push(texts.get("command-scan-is-exploited"));
    }
    parts.join(", ")
}

/// Returns where something is: weaknesses first, then packages, each with its images.
pub(crate) fn show_search(
    search: &Search,
    index: Option<&str>,
    texts: &Texts,
    width: Option<usize>,
) -> String {
    let mut text = format!("{}\n{}\n", head(index, texts), texts.get(NOT_APPLIED));
    let count = |count: usize| figures::count(count as u64, texts.language());
    if search.not_asked_in > 0 {
        let message = Message::new("command-register-not-asked-in")
            .text("count", count(search.not_asked_in))
            .text("images", count(search.looked_in));
        text.push_str(&format!("{}\n", texts.say(&message)));
    }
    if search.weaknesses.is_empty() && search.packages.is_empty() {
        let message = Message::new("command-register-nowhere").number("images", search.looked_in);
        return format!("{text}{}\n", texts.say(&message));
    }
    if !search.weaknesses.is_empty() {
        let mut table = Table::new([
            (texts.get("command-scan-weakness"), Align::Left),
            (texts.get("command-register-component"), Align::Left),
            (texts.get("command-register-known-of-it"), Align::Left),
            (texts.get("command-register-images"), Align::Left),
        ]);
        for found in &search.weaknesses {
            table.row([
                table::plain(&found.weakness),
                table::plain(&format!("{} {}", found.component.source, found.component.version)),
                verdict(Some(&found.verdict), texts),
                table::plain(&named(&search.images, &found.images, texts)),
            ]);
        }
        text.push_str(&table.draw(width));
    }
    if !search.packages.is_empty() {
        let mut table = Table::new([
            (texts.get("command-inspect-package"), Align::Left),
            (texts.get("command-inspect-version"), Align::Left),
            (texts.get("command-register-images"), Align::Left),
        ]);
        for found in &search.packages {
            let mut name = format!("{} ({})", found.name, found.ecosystem);
            if found.class == FindingClass::Removed {
                let removed = Message::new("command-register-was-removed").text("package", name);
                name = texts.say(&removed);
            }
            table.row([
                table::plain(&name),
                table::plain(found.version.as_deref().unwrap_or("-")),
                table::plain(&named(&search.images, &found.images, texts)),
            ]);
        }
        text.push_str(&table.draw(width));
    }
    text
}

fn images(changes: &Changes, change: &Change, texts: &Texts) -> String {
    let text = named(&changes.images, &change.images, texts);
    if change.closed_in.is_empty() {
        return text;
    }
    let count = figures::count(change.closed_in.len() as u64, texts.language());
    let closed =
        Message::new("command-register-closed-in").text("images", text).text("count", count);
    texts.say(&closed)
}

/// Names the first of some images and counts the others.
fn named(names: &BTreeMap<String, Vec<Name>>, images: &[String], texts: &Texts) -> String {
    let shown: Vec<String> = images
        .iter()
        .take(NAMED)
        .map(|digest| match names.get(digest).and_then(|names| names.first()) {
            Some(name) => name.name.clone(),
            None => short(digest),
        })
        .collect();
    let rest = images.len().saturating_sub(NAMED);
    let text = shown.join(", ");
    if rest == 0 {
        return text;
    }
    let rest = figures::count(rest as u64, texts.language());
    texts.say(&Message::new("command-register-more").text("shown", text).text("rest", rest))
}

/// Returns what the register is and holds.
pub(crate) fn show_state(state: &Register, texts: &Texts, width: Option<usize>) -> String {
    let mut table = Table::new([(String::new(), Align::Left), (String::new(), Align::Right)]);
    for (key, count) in [
        ("command-register-images", state.images),
        ("command-register-packages", state.packages),
        ("command-register-components", state.components),
        ("command-register-pending", state.pending),
        ("command-register-findings", state.findings),
        ("command-register-generations", state.generations.len()),
    ] {
        table.row([texts.get(key), figures::count(count as u64, texts.language())]);
    }
    let newest = state.generations.last().map(|it| it.digest.as_str());
    format!("{}\n{}", head(newest, texts), table.draw(width))
}

fn names(image: &Summary) -> String {
    let names: Vec<&str> = image.names.iter().map(|name| name.name.as_str()).collect();
    let names = if names.is_empty() { "-".to_owned() } else { names.join(", ") };
    match image.basis {
        Basis::Image => names,
        Basis::Document => format!("{names} *"),
    }
}

/// Returns so much of a digest as a person tells apart, and the register accepts.
fn short(digest: &str) -> String {
    let hex = digest.split_once(':').map_or(digest, |(_, hex)| hex);
    hex.chars().take(12).collect()
}
