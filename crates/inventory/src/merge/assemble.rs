// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Drafts become the components of the inventory: merged, sorted, numbered.

use std::cmp::Ordering;

use super::draft::Draft;
use super::need::Needs;
use super::purl;
use crate::component::{Component, ComponentId};
use crate::findings::System;

/// Makes the components of the inventory. What is the same thing in several places is one.
pub(super) fn assemble(
    drafts: Vec<Draft<'_>>,
    needs: &[Needs],
    system: Option<&System>,
) -> Vec<Component> {
    let mut order: Vec<usize> = (0..drafts.len())
        .filter(|place| drafts.get(*place).is_some_and(|draft| !draft.is_repetition))
        .collect();
    let draft = |place: &usize| drafts.get(*place);
    order.sort_by(|left, right| match (draft(left), draft(right)) {
        (Some(left), Some(right)) => compare(left, right)
            .then_with(|| left.component.locations.cmp(&right.component.locations)),
        _ => Ordering::Equal,
    });
    // Those that are the same stand side by side; each run becomes one component.
    let mut ids = vec![ComponentId(0); drafts.len()];
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for place in order {
        let is_same = groups.last().and_then(|group| group.first()).is_some_and(|first| {
            match (draft(first), draft(&place)) {
                (Some(first), Some(other)) => compare(first, other) == Ordering::Equal,
                _ => false,
            }
        });
        match groups.last_mut() {
            Some(group) if is_same => group.push(place),
            _ => groups.push(vec![place]),
        }
        if let Some(id) = ids.get_mut(place) {
            *id = ComponentId(u32::try_from(groups.len() - 1).unwrap_or(u32::MAX));
        }
    }
    let belongs: Vec<Option<usize>> = drafts.iter().map(|draft| draft.belongs_to).collect();
    let id_of = |place: usize| ids.get(place).copied();
    let modules: Vec<Option<&str>> =
        drafts.iter().map(|draft| draft.found?.module.as_deref()).collect();
    let mut components: Vec<Option<Component>> =
        drafts.into_iter().map(|draft| Some(draft.component)).collect();
    let mut assembled = Vec::with_capacity(groups.len());
    for group in groups {
        let mut parts =
            group.iter().filter_map(|place| components.get_mut(*place).and_then(Option::take));
        let Some(mut component) = parts.next() else { continue };
        for other in parts {
            component.locations.extend(other.locations);
        }
        component.locations.sort();
        component.locations.dedup();
        let own = id_of(group.first().copied().unwrap_or_default());
        component.belongs_to =
            group.iter().find_map(|place| belongs.get(*place).copied().flatten()).and_then(id_of);
        component.dependencies_are_complete =
            group.iter().all(|place| needs.get(*place).is_some_and(|needs| needs.are_complete));
        component.depends_on = group
            .iter()
            .filter_map(|place| needs.get(*place))
            .flat_map(|needs| needs.drafts.iter().filter_map(|place| id_of(*place)))
            .filter(|id| Some(*id) != own)
            .collect();
        component.depends_on.sort_unstable();
        component.depends_on.dedup();
        if component.purl.is_none() {
            let module = group.first().and_then(|place| modules.get(*place).copied().flatten());
            component.purl = purl::of(&component, system, module);
        }
        assembled.push(component);
    }
    assembled
}

/// Orders drafts; those that compare equal are one component.
fn compare(left: &Draft<'_>, right: &Draft<'_>) -> Ordering {
    fn key<'a>(draft: &'a Draft<'_>) -> impl Ord + use<'a> {
        let one = &draft.component;
        (
            (one.kind, &one.ecosystem, &one.group, &one.name, &one.version),
            (&one.architecture, draft.belongs_to, one.removed_in, &one.digests),
        )
    }
    key(left).cmp(&key(right))
}
