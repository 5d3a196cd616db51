// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images as they are asked for: what they have, what is open.
//!
//! Decisions and VEX are put to findings here, when somebody looks, and are stored nowhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use haerterei_findings::{Finding, FindingClass, State, sort};
use haerterei_ground::Timestamp;
use haerterei_inventory::{ComponentId, Inventory, SupportPhase, System};
use serde::Serialize;

use crate::error::RegisterError;
use crate::matching::Answer;
use crate::package::{Asked, Basis, Class, Name};
use crate::row::Known;
use crate::snapshot::{Counted, Image, Snapshot};

/// An image in a list.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Summary {
    /// Under which digest it is known.
    pub digest: String,
    /// Its names.
    pub names: Vec<Name>,
    /// What is known of its packages rests on this.
    pub basis: Basis,
    /// Its platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Its system, as the image says: `debian 13`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// When it came.
    pub added: Timestamp,
    /// How many packages it has.
    pub packages: usize,
    /// Of how many of them nobody can be asked.
    pub unasked: usize,
    /// For how many of them the index has no source.
    pub no_source: usize,
    /// How many have a version that cannot be compared.
    pub not_comparable: usize,
    /// How many of them were not matched yet.
    pub pending: usize,
    /// How many findings are open, by state; of one source, a weakness counts once. What is kept
    /// apart, in packages of the system or removed, is not among them.
    pub open: BTreeMap<State, usize>,
    /// How many of them are known to be exploited.
    pub exploited: usize,
    /// How many findings are kept apart.
    pub apart: usize,
    /// How many are closed by decisions or VEX.
    pub closed: usize,
}

/// An image with its findings.
#[derive(Debug)]
pub struct View {
    /// Under which digest it is known.
    pub digest: String,
    /// Its names.
    pub names: Vec<Name>,
    /// Its packages, as far as findings need them: without files, layers, licences.
    pub inventory: Inventory,
    /// What sources say, the most urgent first. Nothing was decided of it yet.
    pub findings: Vec<Finding>,
    /// How sources know the packages, in the order of the inventory.
    pub(crate) asked: Vec<Option<Asked>>,
}

/// How systems are supported, asked once for each.
pub type Support<'a> = dyn Fn(&System) -> Option<SupportPhase> + 'a;

impl Snapshot {
    /// Returns every image of a scope, in the order of digests; nothing means all.
    pub fn list(&self, scope: Option<&str>, support: &Support<'_>) -> Vec<Summary> {
        let mut tallies = Tallies { ended: HashMap::new(), counted: HashMap::new() };
        self.images
            .iter()
            .filter(|image| is_in(image, scope))
            .map(|image| self.summary(image, &mut tallies, support))
            .collect()
    }

    /// Returns the digests of the images of a scope.
    pub fn digests(&self, scope: Option<&str>) -> Vec<&str> {
        let images = self.images.iter().filter(|image| is_in(image, scope));
        images.map(|image| image.digest.as_str()).collect()
    }

    /// Returns the digests of the images that a word means: a name, or the beginning of a digest.
    pub fn digests_of(&self, word: &str) -> Result<Vec<&str>, RegisterError> {
        Ok(self.find_all(word)?.into_iter().map(|image| image.digest.as_str()).collect())
    }

    /// Returns the digest of the index with which all this was matched.
    pub fn index(&self) -> Option<&str> {
        self.generation.as_ref().map(|it| it.digest.as_str())
    }

    /// Returns how many components of an image were not matched yet.
    pub fn pending(&self, word: &str) -> Result<usize, RegisterError> {
        let image = self.find(word)?;
        Ok(self.packages_of(image).filter(|it| self.is_pending(it.component)).count())
    }

    /// Returns an image with its findings, or with some of them, by the names of weaknesses.
    pub fn view(
        &self,
        word: &str,
        support: &Support<'_>,
        only: Option<&BTreeSet<String>>,
    ) -> Result<View, RegisterError> {
        let image = self.find(word)?;
        let name = image.names.first().map_or(image.digest.as_str(), |name| name.name.as_str());
        let mut held: Vec<_> = self.packages_of(image).collect();
        held.sort_unstable_by_key(|held| held.rank);
        let components = held.iter().map(|held| held.package.component()).collect();
        let mut inventory = image.record.inventory(name, components);
        inventory.support = inventory.system.as_ref().and_then(support);
        let ended = inventory.support == Some(SupportPhase::Ended);
        let mut findings = Vec::new();
        for (place, held) in held.iter().enumerate() {
            let id = ComponentId(u32::try_from(place).unwrap_or(u32::MAX));
            let component = held.component.and_then(|id| self.components.get(&id));
            for known in component.map(|it| it.known.as_slice()).unwrap_or_default() {
                if only.is_some_and(|only| !only.contains(&known.weakness)) {
                    continue;
                }
                let finding = known.finding(&held.package, id, ended);
                findings.push(finding.map_err(|error| RegisterError::Damaged {
                    place: image.digest.clone(),
                    problem: error.to_string(),
                })?);
            }
        }
        sort(&mut findings);
        let asked = held.iter().map(|held| held.package.asked.clone()).collect();
        let (digest, names) = (image.digest.clone(), image.names.clone());
        Ok(View { digest, names, inventory, findings, asked })
    }

    fn answer(&self, component: Option<u32>) -> Option<Answer> {
        component.and_then(|id| self.components.get(&id)).map(|it| it.answer)
    }

    fn is_pending(&self, component: Option<u32>) -> bool {
        self.answer(component) == Some(Answer::Pending)
    }

    fn summary(&self, image: &Image, tallies: &mut Tallies, support: &Support<'_>) -> Summary {
        let system = image.record.system.as_ref();
        let ended = system.is_some_and(|system| tallies.has_ended(system, support));
        let (mut own, mut apart) = (BTreeSet::new(), BTreeSet::new());
        let (mut unasked, mut no_source, mut not_comparable, mut pending) = (0, 0, 0, 0);
        for held in self.packages_of(image) {
            let Some(component) = held.component else {
                unasked += 1;
                continue;
            };
            match self.answer(Some(component)) {
                Some(Answer::Pending) => pending += 1,
                Some(Answer::NoSource) => no_source += 1,
                Some(Answer::NotComparable) => not_comparable += 1,
                Some(Answer::Heard) | None => {}
            }
            match held.package.class {
                Class::System => own.insert((component, ended)),
                Class::Language => own.insert((component, false)),
                Class::Content | Class::LanguageInSystemPackage | Class::Removed => {
                    apart.insert(component)
                }
            };
        }
        let (mut open, mut exploited) = (BTreeMap::new(), 0);
        for (component, ended) in own {
            let Some(counted) = self.components.get(&component) else { continue };
            let tally = tallies.of(component, counted, ended);
            exploited += tally.exploited;
            for (state, count) in &tally.states {
                *open.entry(*state).or_default() += count;
            }
        }
        let known = |id: &u32| self.components.get(id).map_or(0, |it| it.known.len());
        Summary {
            digest: image.digest.clone(),
            names: image.names.clone(),
            basis: image.record.basis,
            platform: image.record.platform.clone(),
            system: system.map(shown),
            added: image.added,
            packages: image.packages.len(),
            unasked,
            no_source,
            not_comparable,
            pending,
            open,
            exploited,
            apart: apart.iter().map(known).sum(),
            closed: 0,
        }
    }

    /// Returns an image in the list, with its findings counted as they are: after decisions.
    pub fn summary_of(&self, view: &View) -> Result<Summary, RegisterError> {
        let image = self.find(&view.digest)?;
        let mut tallies = Tallies { ended: HashMap::new(), counted: HashMap::new() };
        let mut summary = self.summary(image, &mut tallies, &|_| None);
        let held: Vec<_> = {
            let mut held: Vec<_> = self.packages_of(image).collect();
            held.sort_unstable_by_key(|held| held.rank);
            held
        };
        // Open in one package of a source is open in the source.
        let mut states: BTreeMap<(u32, &str), (State, bool)> = BTreeMap::new();
        let (mut closed, mut apart) = (BTreeSet::new(), BTreeSet::new());
        for finding in &view.findings {
            let held = held.get(finding.place.component.0 as usize);
            let Some(component) = held.and_then(|held| held.component) else { continue };
            let key = (component, finding.weakness.as_str());
            match finding.class {
                FindingClass::LanguageInSystemPackage | FindingClass::Removed => {
                    apart.insert(key);
                }
                _ if !finding.is_open() => {
                    closed.insert(key);
                }
                _ => {
                    let is_exploited = finding.exploited.is_some();
                    let state = states.entry(key).or_insert((finding.state, is_exploited));
                    state.0 = state.0.min(finding.state);
                }
            }
        }
        closed.retain(|key| !states.contains_key(key));
        summary.open = BTreeMap::new();
        for (state, _) in states.values() {
            *summary.open.entry(*state).or_default() += 1;
        }
        summary.exploited = states.values().filter(|(_, is_exploited)| *is_exploited).count();
        (summary.apart, summary.closed) = (apart.len(), closed.len());
        Ok(summary)
    }
}

/// Returns whether somebody calls an image by a name in a scope.
pub(crate) fn is_in(image: &Image, scope: Option<&str>) -> bool {
    scope.is_none_or(|scope| image.names.iter().any(|name| name.scope == scope))
}

fn shown(system: &System) -> String {
    match &system.version_id {
        Some(version) => format!("{} {version}", system.id),
        None => system.id.clone(),
    }
}

/// What is open in components, counted once however many images have them.
struct Tallies {
    ended: HashMap<(String, Option<String>, Option<String>), bool>,
    counted: HashMap<(u32, bool), Tally>,
}

#[derive(Default)]
struct Tally {
    states: BTreeMap<State, usize>,
    exploited: usize,
}

impl Tallies {
    fn has_ended(&mut self, system: &System, support: &Support<'_>) -> bool {
        let key = (system.id.clone(), system.version_id.clone(), system.codename.clone());
        *self.ended.entry(key).or_insert_with(|| support(system) == Some(SupportPhase::Ended))
    }

    fn of(&mut self, id: u32, component: &Counted, ended: bool) -> &Tally {
        self.counted.entry((id, ended)).or_insert_with(|| {
            let mut tally = Tally::default();
            for known in &component.known {
                let state = if ended { known.state_of_ended() } else { known.verdict.state };
                if state == State::NotAffected {
                    continue;
                }
                *tally.states.entry(state).or_default() += 1;
                tally.exploited += usize::from(known.verdict.exploited.is_some());
            }
            tally
        })
    }
}

impl Known {
    /// Returns its state in a release that nobody looks after any more.
    fn state_of_ended(&self) -> State {
        let states = self.word_states().into_iter().map(|state| state.of_release(true));
        states.min().unwrap_or(self.verdict.state)
    }
}
