// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a wish cannot be fulfilled, in sentences.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use haerterei_ground::{Blame, Explain, Message};
use haerterei_packages::relations::Relation;
use resolvo::SolvableId;
use resolvo::conflict::{ConflictCause, ConflictEdge, ConflictGraph, ConflictNode};

use super::Request;
use super::encoding::{Encoding, candidate_record};
use crate::Universe;

/// Sentences of one explanation; more help nobody.
const MAX_LINES: usize = 24;
/// Names offered instead of one that does not exist.
const MAX_NEAR: usize = 5;

/// A wish that no choice of packages fulfils.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("no choice of packages fulfils what is asked for")]
pub struct Unsolvable {
    /// Who wants what and why it cannot be, from the wish to the dead end.
    pub explanation: Vec<Message>,
}

impl Explain for Unsolvable {
    fn message(&self) -> Message {
        Message::new("archive-unsolvable")
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }

    fn details(&self) -> Vec<Message> {
        self.explanation.clone()
    }
}

/// Finds wishes that nothing in the universe fulfils: misspelt, excluded, or of a version nobody
/// has.
pub(super) fn check_wanted(universe: &Universe, request: &Request<'_>) -> Result<(), Unsolvable> {
    let encoding = Encoding::new(universe, request);
    let mut explanation = Vec::new();
    for wanted in &request.wanted {
        let is_possible =
            wanted.relations().iter().any(|relation| !encoding.fulfilling(relation).is_empty());
        if !is_possible {
            for relation in wanted.relations() {
                explanation.push(why_nobody(universe, request, relation));
            }
        }
    }
    if explanation.is_empty() { Ok(()) } else { Err(Unsolvable { explanation }) }
}

fn why_nobody(universe: &Universe, request: &Request<'_>, relation: &Relation) -> Message {
    let name = &*relation.package;
    if request.excluded.contains(name) {
        return Message::new("archive-unsolvable-excluded").text("name", name);
    }
    if let Some(id) = candidate_record(universe, request, name) {
        let record = universe.record(id);
        return Message::new("archive-unsolvable-version")
            .text("asked", relation)
            .text("name", name)
            .text("version", record.version_text())
            .text("suite", record.suite());
    }
    let near = near_names(name, &universe.package_names(request.architecture));
    if near.is_empty() {
        Message::new("archive-unsolvable-unknown").text("name", name)
    } else {
        Message::new("archive-unsolvable-unknown-near")
            .text("name", name)
            .text("near", near.join(", "))
    }
}

/// Turns the solver's conflict into sentences, those nearest to the wish first.
pub(super) fn conflict(graph: &ConflictGraph<SolvableId>, encoding: &Encoding<'_>) -> Unsolvable {
    let inner = &graph.graph;
    // The distance of each node from the wish orders the sentences.
    let mut distance = BTreeMap::from([(graph.root_node.index(), 0u32)]);
    let mut open = VecDeque::from([graph.root_node]);
    while let Some(node) = open.pop_front() {
        let next = distance.get(&node.index()).copied().unwrap_or_default() + 1;
        for neighbour in inner.neighbors(node) {
            distance.entry(neighbour.index()).or_insert_with(|| {
                open.push_back(neighbour);
                next
            });
        }
    }
    let title = |node| match inner.node_weight(node) {
        Some(ConflictNode::Solvable(solvable)) => {
            let record = encoding.record(*solvable);
            format!("{} {}", record.name(), record.version_text())
        }
        _ => String::new(),
    };
    let solvable = |node| match inner.node_weight(node) {
        Some(ConflictNode::Solvable(solvable)) => Some(*solvable),
        _ => None,
    };
    let mut sentences = BTreeSet::new();
    for edge in inner.edge_indices() {
        let (Some((from, to)), Some(weight)) =
            (inner.edge_endpoints(edge), inner.edge_weight(edge))
        else {
            continue;
        };
        let near = distance.get(&from.index()).copied().unwrap_or(u32::MAX);
        match weight {
            ConflictEdge::Requires(requirement) => {
                let text = encoding.requirement_text(*requirement);
                let is_dead = Some(to) == graph.unresolved_node;
                sentences.insert((near, u8::from(is_dead), title(from), text, String::new()));
            }
            ConflictEdge::Conflict(ConflictCause::Constrains(_)) => {
                let text = match (solvable(from), solvable(to)) {
                    (Some(one), Some(other)) => encoding.conflict_text(one, other),
                    _ => String::new(),
                };
                // Conflicts are the point of it and come last.
                sentences.insert((u32::MAX, 2, title(from), text, title(to)));
            }
            ConflictEdge::Conflict(_) => {}
        }
    }
    let count = sentences.len();
    let explanation = sentences
        .into_iter()
        // The last ones say where it ends; what is left out is in the middle.
        .enumerate()
        .filter(|(i, _)| *i < MAX_LINES / 2 || *i + MAX_LINES / 2 >= count)
        .map(|(_, (_, kind, from, text, to))| match (kind, from.is_empty()) {
            (0, true) => Message::new("archive-unsolvable-asked").text("text", text),
            (0, false) => {
                Message::new("archive-unsolvable-needs").text("from", from).text("text", text)
            }
            (1, true) => Message::new("archive-unsolvable-nobody-asked").text("text", text),
            (1, false) => {
                Message::new("archive-unsolvable-nobody").text("from", from).text("text", text)
            }
            _ => Message::new("archive-unsolvable-conflict")
                .text("from", from)
                .text("to", to)
                .text("text", text),
        })
        .collect();
    Unsolvable { explanation }
}

/// Returns the names most like one that does not exist.
fn near_names(name: &str, names: &BTreeSet<&str>) -> Vec<String> {
    let most = 1 + name.len() / 6;
    let mut near: Vec<(usize, &str)> = names
        .iter()
        .filter(|other| other.len().abs_diff(name.len()) <= most)
        .filter_map(|other| {
            let distance = edit_distance(name.as_bytes(), other.as_bytes());
            (distance <= most).then_some((distance, *other))
        })
        .collect();
    if near.is_empty() {
        // `tomcat` finds `tomcat10`.
        near = names
            .iter()
            .filter(|other| name.len() >= 3 && other.starts_with(name))
            .map(|other| (other.len(), *other))
            .collect();
    }
    near.sort_unstable();
    near.into_iter().take(MAX_NEAR).map(|(_, other)| other.to_owned()).collect()
}

/// Counts insertions, deletions, replacements and swaps of neighbours between two words.
fn edit_distance(one: &[u8], other: &[u8]) -> usize {
    let mut before_last = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = Vec::with_capacity(last.len());
        row.push(i + 1);
        for (j, b) in other.iter().enumerate() {
            let mut best = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && one[i - 1] == *b && *a == other[j - 1] {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_edits_and_swaps() {
        for (one, other, expected) in [
            ("", "", 0),
            ("tomcat", "tomcat", 0),
            ("tomcta", "tomcat", 1),
            ("tomcat", "tomcat10", 2),
            ("abc", "", 3),
        ] {
            assert_eq!(edit_distance(one.as_bytes(), other.as_bytes()), expected);
        }
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbours() {
        let names = BTreeSet::from(["tomcat10", "tomcat11", "nginx", "openjdk-21-jre-headless"]);
        assert_eq!(near_names("tomcat9", &names), ["tomcat10", "tomcat11"]);
        assert_eq!(near_names("ngnix", &names), ["nginx"]);
        assert_eq!(near_names("openjdk-21-jre", &names), ["openjdk-21-jre-headless"]);
        assert_eq!(near_names("zzz", &names), Vec::<String>::new());
    }
}
