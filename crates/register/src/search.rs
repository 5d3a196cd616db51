// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Where something is: the question on the day on which everybody asks it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use haerterei_findings::FindingClass;
use haerterei_ground::is_like;
use serde::Serialize;

use crate::matching::Answer;
use crate::package::{Asked, Class, Name, Package};
use crate::row::{Known, Verdict};
use crate::snapshot::{Held, Image, Snapshot};

/// Where words are: weaknesses and packages, and the images that have them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Search {
    /// In how many images was looked.
    pub looked_in: usize,
    /// In how many of them packages are of which nothing is known: nobody can be asked, or was.
    pub not_asked_in: usize,
    /// The weaknesses that are called so, in components.
    pub weaknesses: Vec<FoundWeakness>,
    /// The packages that are called so.
    pub packages: Vec<FoundPackage>,
    /// The names of the images, by digest.
    pub images: BTreeMap<String, Vec<Name>>,
}

/// A weakness in a component, by what sources say alone.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FoundWeakness {
    /// The weakness.
    pub weakness: String,
    /// The component, as sources know it.
    pub component: Asked,
    /// What is known.
    pub verdict: Verdict,
    /// The packages that were built from it.
    pub packages: BTreeSet<String>,
    /// The digests of the images, in order.
    pub images: Vec<String>,
}

/// A package.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FoundPackage {
    /// Its name, with its group before a colon where it has one.
    pub name: String,
    /// Its version, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its ecosystem: `deb`, `maven`.
    pub ecosystem: String,
    /// Its package URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    /// To what it belongs: also packages that a later layer removed are found.
    pub class: FindingClass,
    /// The digests of the images, in order.
    pub images: Vec<String>,
}

impl Snapshot {
    /// Looks for words in the images of a scope; nothing means all. A word is the name of a weakness,
    /// or that of a package, its source or its group and name (`log4j-core`,
    /// `org.apache.logging.log4j:log4j-core`), with a version behind `@` if only that is meant. In
    /// packages `*` stands for anything. Capital letters do not matter.
    pub fn search(&self, words: &[String], scope: Option<&str>) -> Search {
        let words: Vec<Word> = words.iter().map(|word| Word::of(word)).collect();
        let images: Vec<&Image> =
            self.images.iter().filter(|image| crate::view::is_in(image, scope)).collect();
        let known: HashMap<u32, Vec<&Known>> = self
            .components
            .iter()
            .map(|(id, it)| (*id, it.known.iter().filter(|it| is_called(it, &words)).collect()))
            .filter(|(_, known): &(u32, Vec<&Known>)| !known.is_empty())
            .collect();
        let is_meant = |held: &Held| words.iter().any(|word| word.means(&held.package));
        let named: BTreeSet<u32> =
            self.packages.iter().filter(|(_, held)| is_meant(held)).map(|(id, _)| *id).collect();
        let has_known = |held: &Held| {
            held.package.class != Class::Removed
                && held.component.is_some_and(|id| known.contains_key(&id))
        };
        let concerned: BTreeSet<u32> =
            self.packages.iter().filter(|(_, held)| has_known(held)).map(|(id, _)| *id).collect();
        // Each package of one of the two, with the images that have it.
        let mut places: HashMap<u32, Vec<&Image>> =
            named.union(&concerned).map(|id| (*id, Vec::new())).collect();
        for image in &images {
            for id in &image.packages {
                if let Some(place) = places.get_mut(id) {
                    place.push(image);
                }
            }
        }
        let weaknesses = self.found_weaknesses(&known, &concerned, &places);
        let packages = self.found_packages(&named, &places);
        let digests = weaknesses.iter().flat_map(|it| &it.images);
        let digests: BTreeSet<&String> =
            digests.chain(packages.iter().flat_map(|it| &it.images)).collect();
        let names = images
            .iter()
            .filter(|image| digests.contains(&image.digest))
            .map(|image| (image.digest.clone(), image.names.clone()))
            .collect();
        Search {
            looked_in: images.len(),
            not_asked_in: images.iter().filter(|image| self.has_unasked(image)).count(),
            weaknesses,
            packages,
            images: names,
        }
    }

    fn found_weaknesses(
        &self,
        known: &HashMap<u32, Vec<&Known>>,
        concerned: &BTreeSet<u32>,
        places: &HashMap<u32, Vec<&Image>>,
    ) -> Vec<FoundWeakness> {
        let mut packages: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for id in concerned {
            if let Some(component) = self.packages.get(id).and_then(|held| held.component) {
                packages.entry(component).or_default().insert(*id);
            }
        }
        let mut found = Vec::new();
        for (component, ids) in packages {
            let Some(counted) = self.components.get(&component) else { continue };
            let images: BTreeSet<&str> = ids
                .iter()
                .filter_map(|id| places.get(id))
                .flatten()
                .map(|image| image.digest.as_str())
                .collect();
            if images.is_empty() {
                continue;
            }
            for one in known.get(&component).into_iter().flatten() {
                found.push(FoundWeakness {
                    weakness: one.weakness.clone(),
                    component: counted.asked.clone(),
                    verdict: one.verdict.clone(),
                    packages: ids
                        .iter()
                        .filter_map(|id| self.packages.get(id))
                        .map(|held| held.package.name.clone())
                        .collect(),
                    images: images.iter().map(|it| (*it).to_owned()).collect(),
                });
            }
        }
        found.sort_by(|one, other| {
            (&one.weakness, one.verdict.state, &one.component).cmp(&(
                &other.weakness,
                other.verdict.state,
                &other.component,
            ))
        });
        found
    }

    fn found_packages(
        &self,
        named: &BTreeSet<u32>,
        places: &HashMap<u32, Vec<&Image>>,
    ) -> Vec<FoundPackage> {
        let mut found: Vec<(u32, FoundPackage)> = named
            .iter()
            .filter_map(|id| Some((self.packages.get(id)?, places.get(id)?)))
            .filter(|(_, images)| !images.is_empty())
            .map(|(Held { package, rank, .. }, images)| {
                let images = images.iter().map(|image| image.digest.clone()).collect();
                let found = FoundPackage {
                    name: full_name(package),
                    version: package.version.clone(),
                    ecosystem: package.ecosystem.clone(),
                    purl: package.purl.clone(),
                    class: FindingClass::from(package.class),
                    images,
                };
                (*rank, found)
            })
            .collect();
        found.sort_by(|(rank, one), (other_rank, other)| {
            let one = (&one.name, &one.ecosystem, &one.version, rank);
            one.cmp(&(&other.name, &other.ecosystem, &other.version, other_rank))
        });
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// Returns whether an image has a package of which nothing is known.
    fn has_unasked(&self, image: &Image) -> bool {
        self.packages_of(image).any(|held| {
            let component = held.component.and_then(|id| self.components.get(&id));
            component.is_none_or(|it| it.answer != Answer::Heard)
        })
    }
}

/// A word that is looked for, in small letters.
struct Word {
    whole: String,
    package: String,
    version: Option<String>,
}

impl Word {
    fn of(word: &str) -> Self {
        let whole = word.trim().to_lowercase();
        // A name of npm begins with `@`.
        let parts = whole.rsplit_once('@').filter(|(package, _)| !package.is_empty());
        let (package, version) = match parts {
            Some((package, version)) => (package.to_owned(), Some(version.to_owned())),
            None => (whole.clone(), None),
        };
        Self { whole, package, version }
    }

    fn means(&self, package: &Package) -> bool {
        let like =
            |pattern: &str, text: &str| is_like(pattern.as_bytes(), text.to_lowercase().as_bytes());
        let is_version = self
            .version
            .as_ref()
            .is_none_or(|version| package.version.as_deref().is_some_and(|own| like(version, own)));
        let source = package.source.as_ref().map(|source| source.name.as_str());
        let asked = package.asked.as_ref().map(|asked| asked.source.as_str());
        let names = [Some(package.name.as_str()), source, asked];
        is_version
            && (names.into_iter().flatten().any(|name| like(&self.package, name))
                || like(&self.package, &full_name(package)))
    }
}

fn full_name(package: &Package) -> String {
    match &package.group {
        Some(group) => format!("{group}:{}", package.name),
        None => package.name.clone(),
    }
}

fn is_called(known: &Known, words: &[Word]) -> bool {
    let is_meant = |name: &str| words.iter().any(|word| word.whole.eq_ignore_ascii_case(name));
    is_meant(&known.weakness) || known.aliases().iter().any(|name| is_meant(name))
}
