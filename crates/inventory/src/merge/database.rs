// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package databases through the layers.
//!
//! Each layer that installs something carries the whole database anew. A package is from the layer
//! whose database lists it first without a gap; one that a later database lacks was removed there.

use std::collections::BTreeMap;

use super::overlay::Sighting;
use crate::component::{ComponentKind, How};
use crate::findings::Found;

/// A package as the versions of its database list it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed<'a> {
    /// What the newest version that lists it says.
    pub(super) found: &'a Found,
    /// The sighting of that version, by its place.
    pub(super) sighting: usize,
    /// The layer that brought it.
    pub(super) layer: usize,
    /// The layer that removed it.
    pub(super) removed_in: Option<usize>,
}

/// What makes a package of a database itself.
type Identity<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

/// A package on its way through the versions of its database.
#[derive(Clone, Copy)]
struct Run<'a> {
    found: &'a Found,
    first: usize,
    last: usize,
}

/// Follows every package of every database.
pub(super) fn follow<'a>(sightings: &[Sighting<'a>]) -> Vec<Listed<'a>> {
    let mut databases: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, sighting) in sightings.iter().enumerate() {
        if sighting.findings.found.iter().any(is_listed) {
            databases.entry(&sighting.path).or_default().push(at);
        }
    }
    let mut listed = Vec::new();
    for versions in databases.values() {
        let mut runs: BTreeMap<Identity<'a>, Run<'a>> = BTreeMap::new();
        let versions: Vec<(usize, &Sighting<'a>)> =
            versions.iter().filter_map(|at| Some((*at, sightings.get(*at)?))).collect();
        for (number, (_, sighting)) in versions.iter().enumerate() {
            for found in sighting.findings.found.iter().filter(|found| is_listed(found)) {
                let run = runs.entry(identity(found)).or_insert(Run {
                    found,
                    first: number,
                    last: number,
                });
                if run.last + 1 < number {
                    run.first = number;
                }
                (run.found, run.last) = (found, number);
            }
        }
        listed.extend(runs.into_values().filter_map(|run| {
            let (sighting, last) = versions.get(run.last)?;
            Some(Listed {
                found: run.found,
                sighting: *sighting,
                layer: versions.get(run.first)?.1.mark.layer(),
                removed_in: match versions.get(run.last + 1) {
                    Some((_, next)) => Some(next.mark.layer()),
                    None => last.removed_in,
                },
            })
        }));
    }
    listed
}

/// Returns whether a database lists it; a program may only say which package it was built for.
pub(super) fn is_listed(found: &Found) -> bool {
    found.kind == ComponentKind::SystemPackage && found.how == How::PackageDatabase
}

fn identity(found: &Found) -> Identity<'_> {
    (&found.name, found.architecture.as_deref(), found.version.as_deref())
}
