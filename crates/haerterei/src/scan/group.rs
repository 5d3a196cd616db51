// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One weakness in packages of one source is shown once: one update mends it.

use std::collections::BTreeMap;

use haerterei_findings::{Finding, FindingClass, State};

use super::words;

/// Findings of one weakness in what was built from one source, in one state.
#[derive(Clone, Debug)]
pub(super) struct Group<'a> {
    /// The first of them, the most urgent.
    pub(super) first: &'a Finding,
    /// All of them, with their places in the report.
    pub(super) members: Vec<(usize, &'a Finding)>,
}

/// Groups findings; the order of the first of each stays.
pub(super) fn group<'a>(
    findings: impl IntoIterator<Item = (usize, &'a Finding)>,
) -> Vec<Group<'a>> {
    type Key<'a> = (&'a str, String, Option<&'a str>, State, Vec<&'a str>);
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places: BTreeMap<Key<'a>, usize> = BTreeMap::new();
    for (place, finding) in findings {
        if finding.class != FindingClass::System && finding.place.source.is_none() {
            groups.push(Group { first: finding, members: vec![(place, finding)] });
            continue;
        }
        // A package that is called as its source often does not say so.
        let source = words::source(finding);
        // What was decided of one and not of the other is two things to say.
        let mut decided: Vec<&str> = finding.borne.iter().map(String::as_str).collect();
        decided.extend(finding.decided.as_ref().map(|it| it.status.open_vex()));
        if super::is_apart(finding) {
            decided.push("apart");
        }
        let fixed = finding.fixed_in.as_deref();
        let key = (finding.weakness.as_str(), source, fixed, finding.state, decided);
        if let Some(group) = places.get(&key).and_then(|place| groups.get_mut(*place)) {
            group.members.push((place, finding));
        } else {
            places.insert(key, groups.len());
            groups.push(Group { first: finding, members: vec![(place, finding)] });
        }
    }
    groups
}
