// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a register keeps of an inventory: each package once, whoever has it.

use std::collections::HashMap;

use haerterei_findings::{FindingClass, Question, question};
use haerterei_ground::Digest;
use haerterei_inventory::{
    Completeness, Component, ComponentKind, How, INVENTORY_VERSION, Inventory, SourcePackage,
    Subject, System,
};
use serde::{Deserialize, Serialize};

use crate::database::{Row, Value, WrongRow};

/// The first bytes of a record's SHA-256: enough that no two records of this world share them.
pub(crate) type PackageName = [u8; 16];

/// How sources know a component; what a [`Question`] is, with owned texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Asked {
    /// The ecosystem: `debian`, `maven`.
    pub ecosystem: String,
    /// The release; empty where the ecosystem has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub release: String,
    /// The package, as sources call it.
    pub source: String,
    /// The version that is compared.
    pub version: String,
    /// The module that it was built for, where packages are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// What it was built from, where sources speak of that, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// The columns of a component's name.
pub(crate) const ASKED_COLUMNS: &str = "ecosystem, release, source, version, module, built_from";

impl Asked {
    /// Returns [`ASKED_COLUMNS`]; what it does not have is empty, so that each is there once.
    pub(crate) fn values(&self) -> [Value; 6] {
        let option = |text: &Option<String>| Value::from(text.as_deref().unwrap_or_default());
        [
            self.ecosystem.as_str().into(),
            self.release.as_str().into(),
            self.source.as_str().into(),
            self.version.as_str().into(),
            option(&self.module),
            option(&self.from),
        ]
    }

    /// Reads [`ASKED_COLUMNS`].
    pub(crate) fn read(row: &mut Row) -> Result<Self, WrongRow> {
        let option = |text: String| Some(text).filter(|text| !text.is_empty());
        Ok(Self {
            ecosystem: row.text()?,
            release: row.text()?,
            source: row.text()?,
            version: row.text()?,
            module: option(row.text()?),
            from: option(row.text()?),
        })
    }
}

impl From<Question> for Asked {
    fn from(question: Question) -> Self {
        Self {
            ecosystem: question.ecosystem.to_owned(),
            release: storable(question.release),
            source: storable(question.package),
            version: storable(question.version),
            module: question.module.map(storable).filter(|it| !it.is_empty()),
            from: question.from.map(storable).filter(|it| !it.is_empty()),
        }
    }
}

/// No name and version that anybody speaks of are longer together, in bytes. A database indexes them,
/// and PostgreSQL's index has a bound (documentation, section 67.1: a third of a page).
const LONGEST_ASKED: usize = 1000;

/// Returns how sources know a component, if they do.
fn asked_of(inventory: &Inventory, component: &Component) -> Option<Asked> {
    let asked = Asked::from(question(component, inventory.system.as_ref()).ok()?);
    let others = asked.module.iter().chain(&asked.from).map(String::len).sum::<usize>();
    let length = asked.release.len() + asked.source.len() + asked.version.len() + others;
    (length <= LONGEST_ASKED).then_some(asked)
}

/// Returns a text without what ends one in a database (PostgreSQL documentation, section 8.3). Nobody
/// publishes anything under a name or version with it; whoever sends one is answered as without.
pub(crate) fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}

/// A package as findings need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Package {
    pub(crate) kind: ComponentKind,
    pub(crate) class: Class,
    pub(crate) ecosystem: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) purl: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) architecture: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<SourcePackage>,
    /// Nothing where nobody can be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) asked: Option<Asked>,
}

/// [`FindingClass`], as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Class {
    Content,
    System,
    Language,
    LanguageInSystemPackage,
    Removed,
}

impl From<FindingClass> for Class {
    fn from(class: FindingClass) -> Self {
        match class {
            FindingClass::Content => Self::Content,
            FindingClass::System => Self::System,
            FindingClass::Language => Self::Language,
            FindingClass::LanguageInSystemPackage => Self::LanguageInSystemPackage,
            FindingClass::Removed => Self::Removed,
        }
    }
}

impl From<Class> for FindingClass {
    fn from(class: Class) -> Self {
        match class {
            Class::Content => Self::Content,
            Class::System => Self::System,
            Class::Language => Self::Language,
            Class::LanguageInSystemPackage => Self::LanguageInSystemPackage,
            Class::Removed => Self::Removed,
        }
    }
}

impl Package {
    fn of(inventory: &Inventory, component: &Component) -> Self {
        Self {
            kind: component.kind,
            class: FindingClass::of(inventory, component).into(),
            ecosystem: component.ecosystem.clone(),
            group: component.group.clone(),
            name: component.name.clone(),
            version: component.version.clone(),
            purl: component.purl.clone(),
            architecture: component.architecture.clone(),
            source: component.source.clone(),
            asked: asked_of(inventory, component),
        }
    }

    /// Returns the component that it was, as far as findings and decisions ask about it.
    pub(crate) fn component(&self) -> Component {
        Component {
            group: self.group.clone(),
            version: self.version.clone(),
            purl: self.purl.clone(),
            architecture: self.architecture.clone(),
            source: self.source.clone(),
            removed_in: (self.class == Class::Removed).then_some(0),
            ..Component::empty(self.kind, &self.ecosystem, &self.name, How::PackageDatabase)
        }
    }

    pub(crate) fn record(&self) -> String {
        serde_json::to_string(self).expect("a package has plain values and texts as keys")
    }
}

/// Returns the name of a package, by its record.
pub(crate) fn name_of(record: &str) -> PackageName {
    let digest = Digest::sha256(record.as_bytes());
    let mut name = PackageName::default();
    for (to, from) in name.iter_mut().zip(digest.as_bytes()) {
        *to = *from;
    }
    name
}

/// What the inventory of an image rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// On the image, which was read.
    #[default]
    Image,
    /// On a document that somebody wrote: a claim.
    Document,
}

/// What an image is, beside its packages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ImageRecord {
    pub(crate) basis: Basis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) manifest: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) config: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) platform: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) system: Option<System>,
}

impl ImageRecord {
    /// Returns an inventory of components of this image.
    pub(crate) fn inventory(&self, name: &str, components: Vec<Component>) -> Inventory {
        Inventory {
            version: INVENTORY_VERSION,
            subject: Subject {
                name: name.to_owned(),
                digest: self.manifest,
                config: self.config,
                platform: self.platform.clone(),
                ..Subject::default()
            },
            system: self.system.clone(),
            support: None,
            layers: Vec::new(),
            components,
            files: Vec::new(),
            completeness: Completeness::default(),
        }
    }
}

/// Whose name an image has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Name {
    /// Who gave it.
    pub issuer: String,
    /// Within what it holds: a site, a team, a stage.
    pub scope: String,
    /// The name: `registry.example/app:1.2`.
    pub name: String,
}

/// Inventories that are to come into a register. Each package is in memory once.
#[derive(Debug, Default)]
pub struct Batch {
    /// Records of packages and how sources know them.
    pub(crate) packages: Vec<(PackageName, String, Option<Asked>)>,
    places: HashMap<PackageName, u32>,
    pub(crate) images: Vec<Entry>,
}

/// An inventory in a batch.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) digest: String,
    pub(crate) record: ImageRecord,
    /// Its packages, by their places in the batch: in rising order, none twice.
    pub(crate) packages: Vec<u32>,
    pub(crate) names: Vec<Name>,
}

impl Batch {
    /// Takes what a register keeps of an inventory, and returns the digest under which it is known:
    /// that of the platform's manifest, else of the configuration, else of what it holds.
    pub fn push(&mut self, inventory: &Inventory, basis: Basis, mut names: Vec<Name>) -> String {
        for Name { issuer, scope, name } in &mut names {
            for text in [issuer, scope, name] {
                *text = storable(std::mem::take(text));
            }
        }
        let mut packages = Vec::new();
        for component in &inventory.components {
            // Files and the system itself are no packages; nobody publishes weaknesses of them.
            if matches!(component.kind, ComponentKind::OperatingSystem | ComponentKind::Executable)
            {
                continue;
            }
            let package = Package::of(inventory, component);
            let record = package.record();
            let name = name_of(&record);
            let next = u32::try_from(self.packages.len()).unwrap_or(u32::MAX);
            let place = *self.places.entry(name).or_insert(next);
            if place == next {
                self.packages.push((name, record, package.asked));
            }
            packages.push(place);
        }
        packages.sort_unstable();
        packages.dedup();
        let record = ImageRecord {
            basis,
            manifest: inventory.subject.digest,
            config: inventory.subject.config,
            platform: inventory.subject.platform.clone().map(storable),
            system: inventory.system.clone(),
        };
        let named = inventory.subject.digest.or(inventory.subject.config);
        let digest = named.unwrap_or_else(|| self.content(&record, &packages)).to_string();
        self.images.push(Entry { digest: digest.clone(), record, packages, names });
        digest
    }

    /// Returns how many inventories there are.
    pub fn len(&self) -> usize {
        self.images.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// Returns a digest of all that is kept of an inventory, whatever numbers its packages have.
    pub(crate) fn content(&self, record: &ImageRecord, packages: &[u32]) -> Digest {
        let names = packages.iter().filter_map(|place| self.packages.get(*place as usize));
        content_of(record, names.map(|package| package.0).collect())
    }
}

/// Returns a digest of all that is kept of an inventory.
pub(crate) fn content_of(record: &ImageRecord, mut packages: Vec<PackageName>) -> Digest {
    packages.sort_unstable();
    let mut bytes = serde_json::to_vec(record).expect("an image has plain values");
    bytes.push(0);
    bytes.extend(packages.concat());
    Digest::sha256(&bytes)
}
