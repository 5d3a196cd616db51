// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The resolver: which packages a wish needs, and why each of them.
//!
//! It chooses as apt does with an empty system and without Recommends: of each name only the
//! candidate version counts (by priority, then version), alternatives are tried in the order they
//! are written, essential packages are not implied. How close it comes, and where it differs, is
//! written down in `docs/reference/resolver-and-apt.md` and checked against apt itself.
//!
//! Most wishes are settled by [`walk`], which goes along the dependencies depth first, as apt does.
//! What it cannot settle goes to a search that overlooks nothing: resolvo's, with the rules of
//! Debian Policy 7 put into its clauses by [`encoding`]. Chosen packages are traced back to the
//! wish in [`because`], and a dead end is told in sentences by [`explain`].

mod because;
mod encoding;
mod explain;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use haerterei_packages::relations::Alternatives;
use haerterei_versions::debian::Version;
use resolvo::{Problem, Solver, UnsolvableOrCancelled};
use serde::{Deserialize, Serialize};

use self::encoding::Encoding;
pub use self::explain::Unsolvable;
use crate::{PackageRecord, Record, RecordId, RelationField, Universe};

/// What is asked of the resolver.
#[derive(Clone)]
pub struct Request<'a> {
    /// The architecture to install on.
    pub architecture: &'a str,
    /// What must be there.
    pub wanted: Vec<Alternatives>,
    /// Names of packages that must not be there.
    pub excluded: BTreeSet<String>,
    /// Versions to keep, by name; one that is no longer to be had is given up and reported.
    pub pins: BTreeMap<String, Version>,
    /// Whether recommended packages are added where nothing speaks against them.
    pub recommends: bool,
    /// Tells which dependencies do not count, and why. Asked before anything is chosen, so what
    /// only a dropped dependency needs never comes.
    pub drop_edge: &'a dyn Fn(&Demand<'_>) -> Option<String>,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("architecture", &self.architecture)
            .field("wanted", &self.wanted)
            .field("excluded", &self.excluded)
            .field("pins", &self.pins)
            .field("recommends", &self.recommends)
            .finish_non_exhaustive()
    }
}

/// One dependency of one package: `tomcat10` demands by `Depends` that `a | b` holds.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// Who demands.
    pub from: Record<'a>,
    /// By which field.
    pub field: RelationField,
    /// What.
    pub alternatives: &'a Alternatives,
}

/// What the resolver chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The packages, sorted by name.
    pub packages: Vec<Chosen>,
    /// The dependencies that were dropped, sorted.
    pub dropped: Vec<DroppedEdge>,
    /// Pins that could not be kept: name, and the version that is no longer to be had.
    pub lost_pins: BTreeMap<String, Version>,
}

/// A chosen package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Where its record is.
    pub id: RecordId,
    /// The record.
    pub record: PackageRecord,
    /// Every reason it is there, sorted; never empty.
    pub because: Vec<Reason>,
}

/// A reason for a package to be there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", untagged)]
pub enum Reason {
    /// A chosen package needs it.
    Needed {
        /// Who needs it.
        from: String,
        /// By which field.
        field: RelationField,
        /// What that field says.
        text: String,
    },
    /// It was asked for.
    AskedFor {
        /// The words of the wish.
        asked: String,
    },
}

/// A dependency of a chosen package that does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DroppedEdge {
    /// Who would need it.
    pub from: String,
    /// By which field.
    pub field: RelationField,
    /// What that field says.
    pub text: String,
    /// Why it does not count.
    pub reason: String,
}

/// Chooses the packages that fulfil a wish; the same every time for the same universe.
pub fn resolve(universe: &Universe, request: &Request<'_>) -> Result<Resolution, Unsolvable> {
    explain::check_wanted(universe, request)?;
    let encoding = Encoding::new(universe, request);
    if let Some(chosen) = walk::walk(&encoding) {
        return Ok(because::trace(&encoding, &chosen));
    }
    search(universe, request)
}

/// Chooses packages by a search that overlooks no possibility.
fn search(universe: &Universe, request: &Request<'_>) -> Result<Resolution, Unsolvable> {
    let mut recommended = Vec::new();
    loop {
        let mut solver = Solver::new(Encoding::new(universe, request));
        let requirements = request
            .wanted
            .iter()
            .map(|wanted| solver.provider().requirement(wanted).into())
            .collect();
        let soft: Vec<_> = recommended
            .iter()
            .filter_map(|name: &String| solver.provider().candidate_named(name))
            .collect();
        let problem = Problem::new().requirements(requirements).soft_requirements(soft);
        let solution = match solver.solve(problem) {
            Ok(solution) => solution,
            Err(UnsolvableOrCancelled::Unsolvable(conflict)) => {
                let graph = conflict.graph(&solver);
                return Err(explain::conflict(&graph, solver.provider()));
            }
            Err(UnsolvableOrCancelled::Cancelled(_)) => return Err(Unsolvable::default()),
        };
        let encoding = solver.provider();
        let chosen: BTreeMap<&str, RecordId> = solution
            .into_iter()
            .map(|solvable| encoding.record_id(solvable))
            .map(|id| (universe.record(id).name(), id))
            .collect();
        if request.recommends {
            let more = because::open_recommendations(encoding, &chosen, &recommended);
            if !more.is_empty() {
                recommended.extend(more);
                continue;
            }
        }
        return Ok(because::trace(encoding, &chosen));
    }
}
