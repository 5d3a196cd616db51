// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The walk from the wish along the dependencies, depth first, as apt goes.
//!
//! All that is asked for is chosen at once. Then each dependency is looked at in the order it is
//! written: one that a chosen package fulfils already is settled; for another the first
//! alternative is chosen that nothing chosen refuses, and its own dependencies come before the
//! next one. An alternative whose dependencies cannot be met is taken back and never tried again.
//!
//! Almost every wish ends here, with the set apt would install. What the walk cannot settle, as a
//! conflict that only another decision long before would avoid, goes to the search
//! ([`super::resolve`]), which overlooks nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use resolvo::SolvableId;

use super::encoding::Encoding;
use crate::{RecordId, RelationField};

/// Steps after which the walk gives up and leaves it to the search; the largest wishes of an
/// archive take some ten thousand.
const MAX_STEPS: usize = 2_000_000;

/// A dependency, as far as the walk goes.
struct Open {
    /// Who fulfils it, the preferred first.
    choices: Vec<SolvableId>,
    /// Whether it may stay unfulfilled.
    is_soft: bool,
}

/// A package whose dependencies are being met.
struct Stage {
    /// The package; nothing for the wish itself.
    of: Option<SolvableId>,
    open: Vec<Open>,
    /// Which dependency is next, and which of its choices.
    at: usize,
    choice: usize,
    /// How many packages were chosen before the last choice.
    chosen_before: usize,
}

struct Walk<'a, 'b> {
    encoding: &'b Encoding<'a>,
    /// In the order they were chosen.
    chosen: Vec<SolvableId>,
    is_chosen: HashSet<SolvableId>,
    /// What each chosen package refuses, in the same order.
    refusals: Vec<Vec<SolvableId>>,
    /// How many chosen packages refuse a package.
    refused: HashMap<SolvableId, usize>,
    /// Packages whose dependencies could not be met.
    hopeless: HashSet<SolvableId>,
}

/// Walks from the wish, and returns what was chosen; nothing if the walk came to no end.
pub(super) fn walk<'a>(encoding: &Encoding<'a>) -> Option<BTreeMap<&'a str, RecordId>> {
    let mut walk = Walk {
        encoding,
        chosen: Vec::new(),
        is_chosen: HashSet::new(),
        refusals: Vec::new(),
        refused: HashMap::new(),
        hopeless: HashSet::new(),
    };
    let mut wish = Stage { of: None, open: Vec::new(), at: 0, choice: 0, chosen_before: 0 };
    for wanted in &encoding.request.wanted {
        let choices = encoding.choices(wanted);
        if choices.iter().any(|choice| walk.is_chosen.contains(choice)) {
            continue;
        }
        let first = choices.into_iter().find(|choice| walk.may_choose(*choice))?;
        walk.choose(first);
        wish.open.extend(walk.open_of(first));
    }
    walk.go(wish)?;
    let universe = encoding.universe;
    let ids = walk.chosen.into_iter().map(|solvable| encoding.record_id(solvable));
    Some(ids.map(|id| (universe.record(id).name(), id)).collect())
}

impl Walk<'_, '_> {
    fn go(&mut self, wish: Stage) -> Option<()> {
        let mut stages = vec![wish];
        for _ in 0..MAX_STEPS {
            let stage = stages.last_mut()?;
            let Some(open) = stage.open.get(stage.at) else {
                // All dependencies of this package are met.
                stages.pop();
                let Some(before) = stages.last_mut() else {
                    return Some(());
                };
                before.at += 1;
                before.choice = 0;
                continue;
            };
            if open.choices.iter().any(|choice| self.is_chosen.contains(choice)) {
                stage.at += 1;
                stage.choice = 0;
                continue;
            }
            let next = open
                .choices
                .iter()
                .enumerate()
                .skip(stage.choice)
                .find(|(_, choice)| self.may_choose(**choice));
            if let Some((number, choice)) = next {
                let choice = *choice;
                stage.choice = number + 1;
                stage.chosen_before = self.chosen.len();
                self.choose(choice);
                let open = self.open_of(choice);
                stages.push(Stage { of: Some(choice), open, at: 0, choice: 0, chosen_before: 0 });
            } else if open.is_soft {
                stage.at += 1;
                stage.choice = 0;
            } else {
                // A dependency of the wish itself that cannot be met ends the walk.
                self.hopeless.insert(stage.of?);
                stages.pop();
                let keep = stages.last()?.chosen_before;
                self.take_back(keep);
            }
        }
        None
    }

    fn may_choose(&self, solvable: SolvableId) -> bool {
        self.refused.get(&solvable).is_none_or(|count| *count == 0)
            && !self.hopeless.contains(&solvable)
            && self
                .encoding
                .refusals(solvable)
                .iter()
                .all(|(refused, _)| !self.is_chosen.contains(refused))
    }

    fn choose(&mut self, solvable: SolvableId) {
        let refusals: Vec<_> =
            self.encoding.refusals(solvable).into_iter().map(|(refused, _)| refused).collect();
        for refused in &refusals {
            *self.refused.entry(*refused).or_default() += 1;
        }
        self.chosen.push(solvable);
        self.is_chosen.insert(solvable);
        self.refusals.push(refusals);
    }

    fn take_back(&mut self, keep: usize) {
        while self.chosen.len() > keep {
            if let Some(solvable) = self.chosen.pop() {
                self.is_chosen.remove(&solvable);
            }
            for refused in self.refusals.pop().unwrap_or_default() {
                if let Some(count) = self.refused.get_mut(&refused) {
                    *count = count.saturating_sub(1);
                }
            }
        }
    }

    /// Returns what a package demands and nothing chosen so far fulfils.
    fn open_of(&self, solvable: SolvableId) -> Vec<Open> {
        let record = self.encoding.record(solvable);
        let mut open: Vec<Open> = self
            .encoding
            .demands(record)
            .iter()
            .map(|(_, demand)| Open { choices: self.encoding.choices(demand), is_soft: false })
            .collect();
        if self.encoding.request.recommends {
            let field = RelationField::Recommends;
            for demand in record.relations(field) {
                if self.encoding.dropped(record, field, &demand).is_none() {
                    open.push(Open { choices: self.encoding.choices(&demand), is_soft: true });
                }
            }
        }
        open
    }
}
