// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why findings are closed, and what somebody could confirm, for people.

use std::collections::BTreeMap;

use haerterei_findings::proof::Proof;
use haerterei_findings::{Claim, Closed, Finding, Ground};
use haerterei_ground::Message;
use haerterei_texts::Texts;

use super::words;
use crate::figures;
use crate::table;

/// So many weaknesses with one reason are named; of a kernel there are hundreds.
const NAMED: usize = 6;

/// Returns the closed findings, each group with its reason and how to see it again.
pub(super) fn closed(findings: &[Finding], texts: &Texts) -> String {
    let decided = findings.iter().filter(|finding| !finding.is_open());
    let decided = decided.filter_map(|finding| Some((finding, finding.decided.as_ref()?)));
    let mut groups = Groups::default();
    for (finding, closed) in decided {
        let proof = match &closed.ground {
            Ground::Proof { rule } => finding.proofs.iter().find(|proof| proof.rule == *rule),
            _ => None,
        };
        let lines = match proof {
            Some(proof) => lines_of(proof, texts),
            None => vec![reason(closed, texts)],
        };
        groups.add(finding, lines);
    }
    groups.show("command-scan-closed", texts)
}

/// Returns what was indicated of open findings: it closes nothing until somebody confirms it.
pub(super) fn proposals(findings: &[Finding], all: bool, texts: &Texts) -> String {
    let open = findings.iter().filter(|finding| finding.is_open());
    let proposed: Vec<&Finding> = open.filter(|finding| !finding.proposals.is_empty()).collect();
    if proposed.is_empty() {
        return String::new();
    }
    if !all {
        let count = figures::count(proposed.len() as u64, texts.language());
        let message = Message::new("command-scan-proposals-more").text("count", count);
        return format!("{}\n", texts.say(&message));
    }
    let mut groups = Groups::default();
    for finding in proposed {
        let lines = finding.proposals.iter().flat_map(|proof| lines_of(proof, texts));
        groups.add(finding, lines.collect());
    }
    groups.show("command-scan-proposals", texts)
}

/// Returns what is said by whom nobody trusts: it closes nothing.
pub(super) fn claims(findings: &[Finding], texts: &Texts) -> String {
    let mut groups = Groups::default();
    for finding in findings.iter().filter(|it| it.is_open() && !it.claimed.is_empty()) {
        groups.add(finding, finding.claimed.iter().map(|it| claim(it, texts)).collect());
    }
    groups.show("command-scan-claims", texts)
}

/// Returns one claim as a sentence.
pub(super) fn claim(claim: &Claim, texts: &Texts) -> String {
    let message = Message::new("command-scan-by-vex")
        .text("document", &claim.document)
        .text("who", &claim.author);
    let mut text = format!("{}: {}", texts.say(&message), claim.status.open_vex());
    if let Some(justification) = claim.justification {
        text = format!("{text} ({})", justification.as_str());
    }
    match &claim.text {
        Some(words) => format!("{text}: {words}"),
        None => text,
    }
}

/// Returns of which findings those say different things who are trusted alike.
pub(super) fn disputes(findings: &[Finding], texts: &Texts) -> String {
    let mut groups = Groups::default();
    for finding in findings.iter().filter(|it| it.is_open() && !it.disputed.is_empty()) {
        groups.add(finding, finding.disputed.clone());
    }
    groups.show("command-scan-disputes", texts)
}

/// Returns on what a finding was closed that nothing in the image proves.
fn reason(closed: &Closed, texts: &Texts) -> String {
    let message = match &closed.ground {
        Ground::Decision { id, by, .. } => {
            Message::new("command-scan-by-decision").text("id", id).text("who", by)
        }
        Ground::Vex { document, author } => {
            Message::new("command-scan-by-vex").text("document", document).text("who", author)
        }
        Ground::Proof { rule } => Message::new("command-scan-by-proof").text("rule", rule),
        Ground::Source { source } => Message::new("command-scan-by-source").text("source", source),
    };
    let mut text = texts.say(&message);
    if let Some(justification) = closed.justification {
        text = format!("{text} ({})", justification.as_str());
    }
    if let Some(words) = &closed.text {
        text = format!("{text}: {words}");
    }
    match closed.rests_on.filter(|it| it.is_claim()) {
        Some(claim) => format!("{text}. {}", texts.get(claim.key())),
        None => text,
    }
}

/// Returns what a proof rests on, what would make it wrong, and how to see it again.
fn lines_of(proof: &Proof, texts: &Texts) -> Vec<String> {
    let evidence = proof.evidence.iter().map(|message| texts.say(message));
    let invalid = proof.invalidated_by.iter().map(|message| {
        texts.say(&Message::new("command-scan-wrong-if").text("what", texts.say(message)))
    });
    let again = proof
        .repeat
        .iter()
        .map(|command| texts.say(&Message::new("command-scan-again").text("command", command)));
    let claim = proof.rests_on.is_claim().then(|| texts.get(proof.rests_on.key()));
    evidence.chain(claim).chain(invalid).chain(again).collect()
}

/// Findings with the same reason in the same component, in the order of the report.
#[derive(Default)]
struct Groups<'a> {
    list: Vec<(String, Vec<&'a str>, Vec<String>)>,
    places: BTreeMap<(String, Vec<String>), usize>,
}

impl<'a> Groups<'a> {
    fn add(&mut self, finding: &'a Finding, lines: Vec<String>) {
        let name = words::name(finding);
        let place = *self.places.entry((name.clone(), lines.clone())).or_insert_with(|| {
            self.list.push((name, Vec::new(), lines));
            self.list.len() - 1
        });
        if let Some((_, weaknesses, _)) = self.list.get_mut(place) {
            weaknesses.push(&finding.weakness);
        }
    }

    fn show(self, title: &'static str, texts: &Texts) -> String {
        if self.list.is_empty() {
            return String::new();
        }
        let mut text = format!("{}\n", texts.get(title));
        for (name, weaknesses, lines) in self.list {
            let mut named = weaknesses.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
            if weaknesses.len() > NAMED {
                let more = figures::count((weaknesses.len() - NAMED) as u64, texts.language());
                let more = Message::new("command-scan-and-more").text("count", more);
                named = format!("{named} {}", texts.say(&more));
            }
            text.push_str(&format!("  {}: {}\n", table::plain(&name), table::plain(&named)));
            for line in lines {
                text.push_str(&format!("    {}\n", table::plain(&line)));
            }
        }
        text
    }
}
