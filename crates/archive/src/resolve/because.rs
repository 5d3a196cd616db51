// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why each chosen package is there.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_packages::relations::Alternatives;

use super::encoding::{Encoding, POSITIVE};
use super::{Chosen, DroppedEdge, Reason, Resolution};
use crate::{RecordId, RelationField};

type ChosenByName<'a> = BTreeMap<&'a str, RecordId>;

/// Walks from the wish over every dependency that counts, and notes at each package who needs it.
///
/// What the search chose and nothing needs any more is left out: it may have decided for one of
/// two alternatives before something else demanded the other.
pub(super) fn trace(encoding: &Encoding<'_>, chosen: &ChosenByName<'_>) -> Resolution {
    let mut reasons = BTreeMap::<&str, BTreeSet<Reason>>::new();
    let mut dropped = BTreeSet::new();
    let mut open = Vec::new();
    for wanted in &encoding.request.wanted {
        if let Some(name) = fulfilled_by(encoding, chosen, wanted) {
            let asked = wanted.to_string();
            reasons.entry(name).or_default().insert(Reason::AskedFor { asked });
            open.push(name);
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if !seen.insert(name) {
            continue;
        }
        let Some(id) = chosen.get(name) else { continue };
        let record = encoding.universe.record(*id);
        let fields = POSITIVE
            .into_iter()
            .chain(encoding.request.recommends.then_some(RelationField::Recommends));
        for field in fields {
            for alternatives in record.relations(field) {
                if let Some(reason) = encoding.dropped(record, field, &alternatives) {
                    dropped.insert(DroppedEdge {
                        from: name.to_owned(),
                        field,
                        text: alternatives.to_string(),
                        reason,
                    });
                } else if let Some(needed) = fulfilled_by(encoding, chosen, &alternatives) {
                    let reason = Reason::Needed {
                        from: name.to_owned(),
                        field,
                        text: alternatives.to_string(),
                    };
                    reasons.entry(needed).or_default().insert(reason);
                    open.push(needed);
                }
            }
        }
    }
    let packages = reasons
        .into_iter()
        .filter_map(|(name, because)| {
            let id = *chosen.get(name)?;
            Some(Chosen {
                id,
                record: encoding.universe.record(id).to_record()?,
                because: because.into_iter().collect(),
            })
        })
        .collect::<Vec<_>>();
    let lost_pins = packages
        .iter()
        .filter_map(|one| {
            let pin = encoding.request.pins.get(&one.record.name)?;
            (*pin != one.record.version).then(|| (one.record.name.clone(), pin.clone()))
        })
        .collect();
    Resolution { packages, dropped: dropped.into_iter().collect(), lost_pins }
}

/// Returns the first chosen package that fulfils one of the alternatives.
fn fulfilled_by<'a>(
    encoding: &Encoding<'_>,
    chosen: &ChosenByName<'a>,
    alternatives: &Alternatives,
) -> Option<&'a str> {
    alternatives.relations().iter().flat_map(|relation| encoding.fulfilling(relation)).find_map(
        |solvable| {
            let name = encoding.record(solvable).name();
            chosen.get_key_value(name).map(|(name, _)| *name)
        },
    )
}

/// Returns the names that chosen packages recommend, that nothing fulfils yet and that were not
/// tried before.
pub(super) fn open_recommendations(
    encoding: &Encoding<'_>,
    chosen: &ChosenByName<'_>,
    tried: &[String],
) -> Vec<String> {
    let mut names = Vec::new();
    for id in chosen.values() {
        let record = encoding.universe.record(*id);
        for alternatives in record.relations(RelationField::Recommends) {
            if encoding.dropped(record, RelationField::Recommends, &alternatives).is_some()
                || fulfilled_by(encoding, chosen, &alternatives).is_some()
            {
                continue;
            }
            let first = alternatives
                .relations()
                .iter()
                .flat_map(|relation| encoding.fulfilling(relation))
                .next();
            if let Some(first) = first {
                let name = encoding.record(first).name().to_owned();
                if !tried.contains(&name) && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    names
}
