// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Packages that their distribution does not look after, or only within limits, although it looks
//! after the release.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_advisories::{AskedVersion, Segment, Status};
use haerterei_ground::Timestamp;
use haerterei_inventory::{ComponentId, Inventory};
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::ask::{Question, question};
use crate::collect::Said;
use crate::state::State;

/// How a source is looked after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Support {
    /// No more.
    Ended,
    /// Within limits that the reason names.
    Limited,
}

/// A source that is not looked after as the rest of its release.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SupportLimit {
    /// The source package.
    pub source: String,
    /// How it is looked after.
    pub support: Support,
    /// Since when, where that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Why, in the distribution's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The packages, by their places in the inventory.
    pub components: BTreeSet<ComponentId>,
}

/// Looks the sources of an inventory up in the lists of the day.
pub(crate) fn limits(
    lists: &BTreeMap<String, Vec<Segment>>,
    inventory: &Inventory,
    now: Timestamp,
) -> Vec<SupportLimit> {
    let today = day(now);
    let mut limits: BTreeMap<String, SupportLimit> = BTreeMap::new();
    for (place, component) in inventory.components.iter().enumerate() {
        if component.removed_in.is_some() {
            continue;
        }
        let Ok(question) = question(component, inventory.system.as_ref()) else { continue };
        let id = ComponentId(u32::try_from(place).unwrap_or(u32::MAX));
        if let Some(known) = limits.get_mut(&question.package) {
            known.components.insert(id);
            continue;
        }
        if let Some(limit) = limit_of(lists, &question, &today) {
            let limit = SupportLimit { components: BTreeSet::from([id]), ..limit };
            limits.insert(question.package, limit);
        }
    }
    limits.into_values().collect()
}

/// Returns a day as lists write it.
pub(crate) fn day(now: Timestamp) -> String {
    now.to_zoned(TimeZone::UTC).date().to_string()
}

/// Looks one source up in the lists of the day; of no component yet.
pub(crate) fn limit_of(
    lists: &BTreeMap<String, Vec<Segment>>,
    question: &Question,
    today: &str,
) -> Option<SupportLimit> {
    let lists = lists.get(&question.space())?;
    let found = lists.iter().flat_map(|list| listed(list, &question.package));
    // A day that has not come yet ends nothing. Days in ISO 8601 compare as their texts do.
    found
        .filter(|it| it.since.as_ref().is_none_or(|since| since.as_str() <= today))
        .min_by_key(|it| it.support)
}

/// Returns what a list says of a source: by its name, or by the pattern of a family (`golang.*`).
fn listed(list: &Segment, source: &str) -> Vec<SupportLimit> {
    let version = AskedVersion::of(list.space().ecosystem, "0");
    let ends = source.char_indices().map(|(end, _)| end).chain([source.len()]);
    let families = ends.filter_map(|end| Some(format!("{}.*", source.get(..end)?)));
    let all = std::iter::once(source.to_owned()).chain(families);
    let mut found = Vec::new();
    for name in all {
        for one in list.matches(&name, &version) {
            let support = match one.status {
                Status::EndOfLife => Support::Ended,
                Status::Undetermined => Support::Limited,
                // It is looked after, although a pattern names its family.
                _ => return Vec::new(),
            };
            found.push(SupportLimit {
                source: source.to_owned(),
                support,
                since: one.urgency.map(str::to_owned),
                reason: one.note.map(str::to_owned),
                components: BTreeSet::new(),
            });
        }
    }
    found
}

/// Says of weaknesses without a fix that nobody looks after the package.
pub fn limit(said: &mut [Said], limits: &[SupportLimit]) {
    let ended: BTreeMap<ComponentId, &SupportLimit> = limits
        .iter()
        .filter(|limit| limit.support == Support::Ended)
        .flat_map(|limit| limit.components.iter().map(move |id| (*id, limit)))
        .collect();
    for one in said {
        let Some(limit) = ended.get(&one.component) else { continue };
        // That there is a fix, or that it does not apply, is true all the same.
        if matches!(one.state, State::AffectedWithoutFix | State::Undetermined) {
            one.state = State::OutsideSupport;
            one.note = one.note.take().or_else(|| limit.reason.clone());
        }
    }
}
