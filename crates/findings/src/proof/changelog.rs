// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The installed package's own changelog names the fix (deb-changelog(5)).

use std::collections::BTreeSet;

use haerterei_ground::Message;
use haerterei_inventory::{Component, ComponentId};
use haerterei_versions::debian::Version;
use haerterei_vex::status::Status;

use super::{Proof, Scene, Weight, prove_again};
use crate::rests_on::RestsOn;

/// Words after which an item does not say that something is fixed, or takes it back.
const DOUBTS: [&str; 24] = [
    "revert",
    "regress",
    "reopen",
    "not fixed",
    "unfixed",
    "not yet",
    "incomplete",
    "partial",
    "not affected",
    "unaffected",
    "not vulnerable",
    "still vulnerable",
    "does not",
    "doesn't",
    "do not",
    "cannot",
    "disable the fix",
    "drop ",
    "remove the fix",
    "remove patch",
    "ignored",
    "postponed",
    "todo",
    "no-dsa",
];

/// Words with which an item says that something is fixed.
const FIXES: [&str; 12] = [
    "fix",
    "patch",
    "backport",
    "closes:",
    "address",
    "prevent",
    "correct",
    "cherry-pick",
    "security",
    "mitigat",
    "resolve",
    "upstream",
];

/// One point of an entry.
struct Item<'a> {
    version: &'a str,
    text: String,
    /// The point that it is below of: "Revert:" above a list says what the list does not.
    above: Option<String>,
}

pub(super) fn prove(
    scene: &Scene<'_>,
    id: ComponentId,
    component: &Component,
    names: &BTreeSet<String>,
) -> Option<Proof> {
    let text = scene.changelogs.get(&id)?;
    let source = component.source.as_ref();
    let name = source.map_or(&component.name, |source| &source.name);
    let installed = source.and_then(|it| it.version.as_ref()).or(component.version.as_ref())?;
    let installed = Version::parse(installed).ok()?;
    let cve = names.iter().find(|name| name.starts_with("CVE-"))?;
    let mut fixed = None;
    for item in items(text, name) {
        let is_installed = Version::parse(item.version).is_ok_and(|version| version <= installed);
        if !is_installed || !mentions(&item.text, cve) {
            continue;
        }
        let lower = item.text.to_lowercase();
        let above = item.above.as_deref().unwrap_or_default().to_lowercase();
        // Whatever another entry says: if one of them doubts it, nothing is proved.
        if DOUBTS.iter().any(|word| lower.contains(word) || above.contains(word)) {
            return None;
        }
        let begins = lower.trim_start_matches(['*', '-', '+', ' ']).starts_with("cve-");
        if begins || FIXES.iter().any(|word| lower.contains(word)) {
            fixed = fixed.or(Some((item.version.to_owned(), item.text)));
        }
    }
    let (version, line) = fixed?;
    let line: String = line.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Proof {
        rule: "fix-named".to_owned(),
        weight: Weight::Proof,
        rests_on: RestsOn::Records,
        status: Status::Fixed,
        justification: None,
        evidence: vec![
            Message::new("findings-proof-fix-named")
                .text("package", &component.name)
                .text("version", version)
                .text("line", line.chars().take(300).collect::<String>()),
        ],
        repeat: vec![prove_again()],
        invalidated_by: Vec::new(),
    })
}

/// Returns whether a text names a CVE, and not one whose number only begins like it.
fn mentions(text: &str, cve: &str) -> bool {
    let mut rest = text;
    while let Some(found) = rest.find(cve) {
        let after = rest.get(found + cve.len()..).unwrap_or_default();
        if !after.starts_with(|c: char| c.is_ascii_digit()) {
            return true;
        }
        rest = after;
    }
    false
}

/// Returns the points of all entries of one source.
fn items<'a>(text: &'a str, source: &str) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    let mut version: Option<&'a str> = None;
    for line in text.lines() {
        if line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            version = line.split_once(" (").and_then(|(name, rest)| {
                (name == source).then_some(())?;
                rest.split_once(')').map(|(version, _)| version)
            });
            continue;
        }
        let Some(version) = version else { continue };
        let point = line.trim_start();
        if line.starts_with(" --") {
            continue;
        }
        let is_new = point.starts_with(['*', '-', '+', '[']);
        match items.last_mut() {
            Some(last) if !is_new && last.version == version => {
                last.text.push(' ');
                last.text.push_str(point);
            }
            _ if point.is_empty() => {}
            last => {
                // What is below an asterisk begins with a hyphen or a plus.
                let above = last.filter(|last| last.version == version && !point.starts_with('*'));
                let above = above.map(|last| match &last.above {
                    Some(above) => above.clone(),
                    None => last.text.clone(),
                });
                items.push(Item { version, text: point.to_owned(), above });
            }
        }
    }
    items
}
