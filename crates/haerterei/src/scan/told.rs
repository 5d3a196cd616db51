// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A scan's report read again, as far as decisions and VEX need it.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_findings::{Closed, Finding};
use haerterei_ground::Message;
use haerterei_inventory::{Component, ComponentKind, How, SourcePackage, Subject};
use haerterei_texts::Texts;
use haerterei_versions::purl::PackageUrl;
use haerterei_vex::decision::{About, Image};
use haerterei_vex::status::{Justification, Status};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

/// What a report tells of an image.
#[derive(Debug, Deserialize)]
pub(crate) struct Told {
    /// The version of the report's form.
    pub(crate) version: u32,
    /// The image.
    pub(crate) image: Subject,
    /// The findings.
    pub(crate) findings: Vec<ToldFinding>,
}

/// A finding, as a report tells of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ToldFinding {
    /// The weakness.
    pub(crate) weakness: String,
    /// Its other names.
    #[serde(default)]
    pub(crate) aliases: BTreeSet<String>,
    /// The component.
    pub(crate) place: ToldPlace,
    /// What was decided.
    #[serde(default)]
    pub(crate) decided: Option<Closed>,
    /// Indications.
    #[serde(default)]
    pub(crate) proposals: Vec<ToldProof>,
}

/// Where a finding is.
#[derive(Debug, Deserialize)]
pub(crate) struct ToldPlace {
    /// The package URL, or the name.
    pub(crate) name: String,
    /// The version.
    #[serde(default)]
    pub(crate) version: Option<String>,
    /// The source package.
    #[serde(default)]
    pub(crate) source: Option<String>,
}

/// An indication.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ToldProof {
    /// The rule.
    pub(crate) rule: String,
    /// What follows.
    pub(crate) status: Status,
    /// Why.
    #[serde(default)]
    pub(crate) justification: Option<Justification>,
    /// What was found.
    #[serde(default)]
    pub(crate) evidence: Vec<ToldMessage>,
    /// Commands that show it again.
    #[serde(default)]
    pub(crate) repeat: Vec<String>,
    /// What would make it wrong.
    #[serde(default)]
    pub(crate) invalidated_by: Vec<ToldMessage>,
}

/// A sentence, as a report keeps it.
#[derive(Debug, Deserialize)]
pub(crate) struct ToldMessage {
    key: String,
    #[serde(default)]
    arguments: BTreeMap<String, Value>,
}

/// What a report has and no inventory.
#[derive(Deserialize)]
struct Marks {
    coverage: Option<IgnoredAny>,
    findings: Option<IgnoredAny>,
}

impl Told {
    /// Reads a report; nothing if it is JSON of another kind.
    pub(crate) fn read(bytes: &[u8]) -> Option<Result<Self, serde_json::Error>> {
        let marks: Marks = serde_json::from_slice(bytes).ok()?;
        (marks.coverage.is_some() && marks.findings.is_some())
            .then(|| serde_json::from_slice(bytes))
    }

    /// Tells of findings that were just made.
    pub(crate) fn of(image: &Subject, findings: &[Finding]) -> Result<Self, serde_json::Error> {
        let findings: Result<Vec<ToldFinding>, _> = findings
            .iter()
            .map(|finding| serde_json::to_value(finding).and_then(serde_json::from_value))
            .collect();
        Ok(Self { version: super::VERSION, image: image.clone(), findings: findings? })
    }

    /// Returns all by which others may name the image.
    pub(crate) fn named(&self) -> Image {
        named(&self.image)
    }
}

/// Returns all by which others may name an image.
pub(crate) fn named(subject: &Subject) -> Image {
    Image {
        name: subject.name.clone(),
        digests: subject.digest.into_iter().chain(subject.config).collect(),
        architecture: subject
            .platform
            .as_deref()
            .and_then(|platform| platform.split('/').nth(1))
            .map(str::to_owned),
    }
}

impl ToldFinding {
    /// Returns the package URL of its component, if it has one.
    pub(crate) fn purl(&self) -> Option<PackageUrl> {
        self.place.name.parse().ok()
    }

    /// Returns every name of the weakness.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        self.aliases.iter().chain([&self.weakness]).cloned().collect()
    }

    /// Returns its component, as far as decisions look at it.
    pub(crate) fn component(&self) -> Component {
        let known = self.purl().as_ref().map(Component::of_purl);
        let known = known.unwrap_or_else(|| {
            let (kind, how) = (ComponentKind::LanguagePackage, How::PackageDatabase);
            Component::empty(kind, "", &self.place.name, how)
        });
        Component {
            version: self.place.version.clone(),
            source: self.place.source.clone().map(|name| SourcePackage { name, version: None }),
            ..known
        }
    }

    /// Lets decisions look at it.
    pub(crate) fn about<T>(&self, image: &Image, look: impl FnOnce(About<'_>) -> T) -> T {
        let (names, component) = (self.names(), self.component());
        look(About { names: &names, component: &component, image })
    }
}

impl ToldMessage {
    /// Says it, if it is a sentence that we know.
    pub(crate) fn say(&self, texts: &Texts) -> String {
        /// The names of values in sentences of proofs.
        const NAMES: &[&str] = &[
            "path", "layer", "listed", "present", "package", "thing", "files", "symbols",
            "version", "line", "library", "paths",
        ];
        let known = haerterei_findings::MESSAGE_KEYS.iter().find(|key| **key == self.key);
        let Some(key) = known else { return self.key.clone() };
        let mut message = Message::new(key);
        for (name, value) in &self.arguments {
            let Some(name) = NAMES.iter().find(|known| *known == name) else { continue };
            message = match (value.as_i64(), value.as_str()) {
                (Some(number), _) => message.number(name, number),
                (None, Some(text)) => message.text(name, text),
                (None, None) => message.text(name, value),
            };
        }
        texts.say(&message)
    }
}
