// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The relations of packages as clauses for resolvo.
//!
//! * A name has at most one solvable: its candidate, as for apt. So a set of versions is either
//!   that candidate or nothing.
//! * `a | b (>= 2)` is the union, in this order, of `a`, who provides `a`, `b`, who provides `b`.
//! * `Conflicts` and `Breaks` constrain every name whose candidate is meant to nothing, providers
//!   included, except the package itself (Policy 7.4, 7.6.2).
//!
//! Everything is made when the search first asks for it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fmt::Display;

use haerterei_packages::relations::{Alternatives, Relation};
use resolvo::{
    Candidates, Condition, ConditionId, Dependencies, DependencyProvider,
    HintDependenciesAvailable, Interner, KnownDependencies, NameId, Requirement, SolvableId,
    SolverCache, StringId, VersionSetId, VersionSetUnionId,
};

use super::{Demand, Request};
use crate::{Record, RecordId, RelationField, Universe};

/// Fields that make other packages come.
pub(super) const POSITIVE: [RelationField; 2] = [RelationField::PreDepends, RelationField::Depends];
/// Fields that keep other packages away.
pub(super) const NEGATIVE: [RelationField; 2] = [RelationField::Conflicts, RelationField::Breaks];

pub(super) struct Encoding<'a> {
    pub(super) universe: &'a Universe,
    pub(super) request: &'a Request<'a>,
    tables: RefCell<Tables<'a>>,
}

#[derive(Default)]
struct Tables<'a> {
    names: Vec<&'a str>,
    name_ids: HashMap<&'a str, NameId>,
    /// The candidate of each name, once asked for.
    candidates: HashMap<NameId, Option<SolvableId>>,
    solvables: Vec<(NameId, RecordId)>,
    /// A set of versions: of which name, and whether the candidate is in it.
    sets: Vec<(NameId, bool)>,
    set_ids: HashMap<(NameId, bool), VersionSetId>,
    unions: Vec<Vec<VersionSetId>>,
    /// What a requirement says, in the archive's words.
    texts: HashMap<Requirement, String>,
    /// What a constraint of one package on another name says.
    conflicts: BTreeMap<(u32, u32), String>,
}

impl<'a> Encoding<'a> {
    pub(super) fn new(universe: &'a Universe, request: &'a Request<'a>) -> Self {
        Self { universe, request, tables: RefCell::default() }
    }

    pub(super) fn record_id(&self, solvable: SolvableId) -> RecordId {
        self.tables.borrow().solvables[solvable.into_raw() as usize].1
    }

    pub(super) fn record(&self, solvable: SolvableId) -> Record<'a> {
        self.universe.record(self.record_id(solvable))
    }

    /// Returns the candidate of a name, if it has one that may be chosen.
    pub(super) fn candidate_named(&self, name: &str) -> Option<SolvableId> {
        let known = self.tables.borrow().name_ids.get(name).copied();
        if let Some(id) = known {
            return self.candidate(id);
        }
        let first = *self.universe.named(name, self.request.architecture).first()?;
        let id = self.name_id(self.universe.record(first).name());
        self.candidate(id)
    }

    fn name_id(&self, name: &'a str) -> NameId {
        let mut tables = self.tables.borrow_mut();
        if let Some(id) = tables.name_ids.get(name) {
            return *id;
        }
        let id = NameId::from_raw(tables.names.len() as u32);
        tables.names.push(name);
        tables.name_ids.insert(name, id);
        id
    }

    fn candidate(&self, name_id: NameId) -> Option<SolvableId> {
        if let Some(known) = self.tables.borrow().candidates.get(&name_id) {
            return *known;
        }
        let name = self.tables.borrow().names[name_id.into_raw() as usize];
        let record = candidate_record(self.universe, self.request, name);
        let mut tables = self.tables.borrow_mut();
        let solvable = record.map(|record| {
            let id = SolvableId::from_raw(tables.solvables.len() as u32);
            tables.solvables.push((name_id, record));
            id
        });
        tables.candidates.insert(name_id, solvable);
        solvable
    }

    /// Returns who may fulfil a relation, the preferred first: the package of that name, then who
    /// provides it.
    pub(super) fn fulfilling(&self, relation: &Relation) -> Vec<SolvableId> {
        let mut found = Vec::new();
        if !relation.counts_on(self.request.architecture) {
            return found;
        }
        let is_any = match relation.architecture.as_deref() {
            None | Some("native") => false,
            Some("any") => true,
            Some(other) if other == self.request.architecture => false,
            Some(_) => return found,
        };
        // Multi-Arch: `name:any` is fulfilled only by a package that says `allowed`.
        let may = |record: Record<'_>| !is_any || record.multi_arch() == "allowed";
        if let Some(own) = self.candidate_named(&relation.package) {
            let record = self.record(own);
            if may(record) && record.version().is_some_and(|version| relation.allows(&version)) {
                found.push(own);
            }
        }
        let mut providers: Vec<_> = self
            .universe
            .providing(&relation.package, self.request.architecture)
            .into_iter()
            .filter_map(|id| {
                let record = self.universe.record(id);
                let solvable = self.candidate_named(record.name())?;
                let is_meant = self.record_id(solvable) == id
                    && record.provides().iter().any(|provided| {
                        provided.package == relation.package
                            && provided.fulfils(relation.constraint.as_ref())
                            && (may(record) || provided.architecture.as_deref() == Some("any"))
                    });
                is_meant.then(|| (preference(record), record.name(), solvable))
            })
            .collect();
        providers.sort();
        found.extend(providers.into_iter().map(|(.., solvable)| solvable));
        found.dedup();
        found
    }

    /// Returns who may fulfil one of the alternatives, the preferred first.
    pub(super) fn choices(&self, alternatives: &Alternatives) -> Vec<SolvableId> {
        let mut choices = Vec::new();
        for solvable in alternatives.relations().iter().flat_map(|one| self.fulfilling(one)) {
            if !choices.contains(&solvable) {
                choices.push(solvable);
            }
        }
        choices
    }

    /// Returns which packages a package conflicts with or breaks, and by which words.
    pub(super) fn refusals(&self, solvable: SolvableId) -> Vec<(SolvableId, String)> {
        let record = self.record(solvable);
        let mut refusals: Vec<(SolvableId, String)> = Vec::new();
        for field in NEGATIVE {
            for alternatives in record.relations(field) {
                for relation in alternatives.relations() {
                    for other in self.fulfilling(relation) {
                        if other != solvable && refusals.iter().all(|(one, _)| *one != other) {
                            refusals.push((other, format!("{}: {relation}", field.name())));
                        }
                    }
                }
            }
        }
        refusals
    }

    /// Returns the requirement that one of the alternatives holds.
    pub(super) fn requirement(&self, alternatives: &Alternatives) -> Requirement {
        let mut sets = Vec::new();
        for solvable in self.choices(alternatives) {
            let name = self.tables.borrow().solvables[solvable.into_raw() as usize].0;
            sets.push(self.set(name, true));
        }
        let requirement = match sets[..] {
            // A name of its own keeps what nobody fulfils apart from what exists.
            [] => Requirement::Union(self.union(vec![self.set(self.name_id(""), false)])),
            _ => Requirement::Union(self.union(sets)),
        };
        self.tables.borrow_mut().texts.insert(requirement, alternatives.to_string());
        requirement
    }

    fn set(&self, name: NameId, holds_candidate: bool) -> VersionSetId {
        let mut tables = self.tables.borrow_mut();
        if let Some(id) = tables.set_ids.get(&(name, holds_candidate)) {
            return *id;
        }
        let id = VersionSetId(tables.sets.len() as u32);
        tables.sets.push((name, holds_candidate));
        tables.set_ids.insert((name, holds_candidate), id);
        id
    }

    fn union(&self, sets: Vec<VersionSetId>) -> VersionSetUnionId {
        let mut tables = self.tables.borrow_mut();
        let id = VersionSetUnionId(tables.unions.len() as u32);
        tables.unions.push(sets);
        id
    }

    /// Returns the dependencies of a package that count.
    pub(super) fn demands(&self, record: Record<'a>) -> Vec<(RelationField, Alternatives)> {
        POSITIVE
            .into_iter()
            .flat_map(|field| {
                let all = record.relations(field).into_iter();
                all.map(move |alternatives| (field, alternatives))
            })
            .filter(|(field, alternatives)| self.dropped(record, *field, alternatives).is_none())
            .collect()
    }

    /// Returns why a dependency does not count, if so.
    pub(super) fn dropped(
        &self,
        record: Record<'_>,
        field: RelationField,
        alternatives: &Alternatives,
    ) -> Option<String> {
        (self.request.drop_edge)(&Demand { from: record, field, alternatives })
    }

    pub(super) fn requirement_text(&self, requirement: Requirement) -> String {
        let tables = self.tables.borrow();
        tables.texts.get(&requirement).cloned().unwrap_or_default()
    }

    /// Returns what one package says against another.
    pub(super) fn conflict_text(&self, one: SolvableId, other: SolvableId) -> String {
        let tables = self.tables.borrow();
        let name = tables.solvables[other.into_raw() as usize].0;
        tables.conflicts.get(&(one.into_raw(), name.into_raw())).cloned().unwrap_or_default()
    }
}

/// Returns the one record of a name that may be chosen.
pub(super) fn candidate_record(
    universe: &Universe,
    request: &Request<'_>,
    name: &str,
) -> Option<RecordId> {
    if request.excluded.contains(name) {
        return None;
    }
    let all = universe.named(name, request.architecture);
    let version_of = |id: &RecordId| universe.record(*id).version();
    if let Some(pin) = request.pins.get(name) {
        let pinned = all.iter().find(|id| version_of(id).as_ref() == Some(pin));
        if let Some(pinned) = pinned {
            return Some(*pinned);
        }
    }
    // Who asks for a version gets it, even if it is not the newest.
    let asked: Vec<&Relation> = request
        .wanted
        .iter()
        .filter_map(|wanted| match wanted.relations() {
            [one] if *one.package == *name && one.constraint.is_some() => Some(one),
            _ => None,
        })
        .collect();
    all.iter()
        .find(|id| {
            version_of(id).is_some_and(|version| asked.iter().all(|one| one.allows(&version)))
        })
        .or(all.first())
        .copied()
}

/// Returns how a provider ranks among others; the lowest is the first.
fn preference(record: Record<'_>) -> (bool, u8) {
    let priority = match record.priority() {
        "required" => 1,
        "important" => 2,
        "standard" => 3,
        "optional" => 4,
        "extra" => 5,
        _ => 6,
    };
    (!record.is_essential(), priority)
}

impl Interner for Encoding<'_> {
    type NameId = NameId;
    type SolvableId = SolvableId;

    fn display_solvable(&self, solvable: SolvableId) -> impl Display + '_ {
        let record = self.record(solvable);
        format!("{} {}", record.name(), record.version_text())
    }

    fn display_name(&self, name: NameId) -> impl Display + '_ {
        self.tables.borrow().names[name.into_raw() as usize]
    }

    fn display_version_set(&self, set: VersionSetId) -> impl Display + '_ {
        if self.tables.borrow().sets[set.0 as usize].1 { "*" } else { "none" }
    }

    fn display_string(&self, _: StringId) -> impl Display + '_ {
        ""
    }

    fn version_set_name(&self, set: VersionSetId) -> NameId {
        self.tables.borrow().sets[set.0 as usize].0
    }

    fn solvable_name(&self, solvable: SolvableId) -> NameId {
        self.tables.borrow().solvables[solvable.into_raw() as usize].0
    }

    fn version_sets_in_union(
        &self,
        union: VersionSetUnionId,
    ) -> impl Iterator<Item = VersionSetId> {
        self.tables.borrow().unions[union.0 as usize].clone().into_iter()
    }

    fn resolve_condition(&self, _: ConditionId) -> Condition {
        unreachable!("no requirement of ours has a condition")
    }
}

impl DependencyProvider for Encoding<'_> {
    async fn filter_candidates(
        &self,
        candidates: &[SolvableId],
        set: VersionSetId,
        inverse: bool,
    ) -> Vec<SolvableId> {
        if self.tables.borrow().sets[set.0 as usize].1 == inverse {
            Vec::new()
        } else {
            candidates.to_vec()
        }
    }

    async fn get_candidates(&self, name: NameId) -> Option<Candidates> {
        let candidates: Vec<_> = self.candidate(name).into_iter().collect();
        Some(Candidates {
            candidates,
            hint_dependencies_available: HintDependenciesAvailable::None,
            ..Candidates::default()
        })
    }

    async fn sort_candidates(&self, _: &SolverCache<Self>, _: &mut [SolvableId]) {
        // A set holds one solvable at most; a union keeps its order.
    }

    async fn get_dependencies(&self, solvable: SolvableId) -> Dependencies {
        let record = self.record(solvable);
        let requirements = self
            .demands(record)
            .iter()
            .map(|(_, alternatives)| self.requirement(alternatives).into())
            .collect();
        let mut constrains = Vec::new();
        for (other, text) in self.refusals(solvable) {
            let name = self.solvable_name(other);
            constrains.push(self.set(name, false));
            let key = (solvable.into_raw(), name.into_raw());
            self.tables.borrow_mut().conflicts.insert(key, text);
        }
        Dependencies::Known(KnownDependencies { requirements, constrains })
    }
}
