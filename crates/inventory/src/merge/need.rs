// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Who in the image fulfils which need.

use std::collections::{BTreeSet, HashMap};

use super::draft::Draft;
use crate::findings::{Claim, Found};

/// How many of those that could fulfil a need are compared.
const MOST_COMPARED: usize = 1000;

/// What a draft needs, of what is in the image.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    /// Those that fulfil its needs, and those inside it.
    pub(super) drafts: BTreeSet<usize>,
    /// Whether that is all.
    pub(super) are_complete: bool,
}

/// Names of one ecosystem, each with those who have or provide it.
#[derive(Default)]
struct Names<'a> {
    own: HashMap<(&'a str, String), Vec<usize>>,
    provided: HashMap<(&'a str, &'a str), Vec<usize>>,
}

/// Resolves the needs of every draft that is in the image.
pub(super) fn resolve(drafts: &[Draft<'_>]) -> Vec<Needs> {
    let mut names = Names::default();
    for (place, draft) in drafts.iter().enumerate().filter(|(_, draft)| !draft.is_repetition) {
        let Some(found) = draft.found.filter(|_| draft.is_present()) else { continue };
        names.own.entry((&found.ecosystem, full_name(found))).or_default().push(place);
        for name in &found.provides {
            names.provided.entry((&found.ecosystem, name)).or_default().push(place);
        }
    }
    let mut needs = vec![Needs::default(); drafts.len()];
    for (place, draft) in drafts.iter().enumerate().filter(|(_, draft)| !draft.is_repetition) {
        let Some(found) = draft.found.filter(|_| draft.is_present()) else { continue };
        let mut unmet = false;
        for claim in &found.needs {
            match fulfil(claim, place, found, drafts, &names) {
                Some(other) if other == place => {}
                Some(other) => {
                    if let Some(needs) = needs.get_mut(place) {
                        needs.drafts.insert(other);
                    }
                }
                None => unmet = true,
            }
        }
        if let Some(needs) = needs.get_mut(place) {
            needs.are_complete = found.needs_are_complete && !unmet;
        }
        // What holds a component needs it.
        if let Some(outer) = draft.within.and_then(|within| needs.get_mut(within)) {
            outer.drafts.insert(place);
        }
    }
    needs
}

/// Returns a component's name as needs spell it: `group:name` for Maven, with scope for npm.
fn full_name(found: &Found) -> String {
    match (&found.group, found.ecosystem.as_str()) {
        (Some(group), "maven") => format!("{group}:{}", found.name),
        (Some(group), _) => format!("{group}/{}", found.name),
        (None, _) => found.name.clone(),
    }
}

/// Returns who fulfils a need: the first alternative that is there, by its own name before any that
/// provides it.
fn fulfil(
    claim: &Claim,
    needing: usize,
    found: &Found,
    drafts: &[Draft<'_>],
    names: &Names<'_>,
) -> Option<usize> {
    let ecosystem = found.ecosystem.as_str();
    claim.any_of.iter().find_map(|name| {
        let own = names.own.get(&(ecosystem, name.clone()));
        let candidates = own.or_else(|| names.provided.get(&(ecosystem, name.as_str())))?;
        nearest(candidates, needing, drafts)
    })
}

/// Returns the candidate of the same architecture that lies nearest: of several packages of one name
/// a program sees the one in its own tree.
fn nearest(candidates: &[usize], needing: usize, drafts: &[Draft<'_>]) -> Option<usize> {
    if let [only] = candidates {
        return Some(*only);
    }
    let own = drafts.get(needing)?;
    let place = |draft: &Draft<'_>| draft.component.locations.first().cloned();
    let here = place(own)?;
    let mut best: Option<(usize, (bool, usize, usize))> = None;
    for candidate in candidates.iter().take(MOST_COMPARED) {
        let Some(draft) = drafts.get(*candidate) else { continue };
        let Some(there) = place(draft) else { continue };
        let shared = here.path.parts().zip(there.path.parts()).take_while(|(a, b)| a == b).count();
        let shared_inside =
            here.inside.iter().zip(&there.inside).take_while(|(a, b)| a == b).count();
        let fits = draft.component.architecture == own.component.architecture;
        let rank = (fits, shared, shared_inside);
        if best.is_none_or(|(_, best)| rank > best) {
            best = Some((*candidate, rank));
        }
    }
    best.map(|(candidate, _)| candidate)
}
