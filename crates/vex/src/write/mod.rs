// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The same decisions in every format of VEX.
//!
//! Documents are named by a digest of what they say, so that the same decisions about the same image
//! at the same time are the same bytes.

mod csaf;
mod cyclone_dx;
mod open_vex;

use std::collections::BTreeSet;

use haerterei_ground::{Digest, Timestamp};
use haerterei_versions::purl::PackageUrl;
use serde_json::{Map, Value};

use super::error::VexError;
use crate::decision::{Decision, Image};
use crate::status::{Circumstance, Justification, Status};

/// What a document is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// OpenVEX 0.2.0.
    OpenVex,
    /// CSAF 2.0, profile VEX.
    Csaf2_0,
    /// CSAF 2.1, profile VEX.
    Csaf2_1,
    /// CycloneDX 1.6.
    CycloneDx1_6,
}

impl OutputFormat {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::OpenVex, Self::Csaf2_0, Self::Csaf2_1, Self::CycloneDx1_6];
}

/// How other tools shall find out what a statement is about.
///
/// Trivy and Grype know an image by its package URL only if it came from a registry; then a
/// statement can be about a component in this image. Of an image in a file they know the components
/// alone, and a statement that they shall apply has to be about these, wherever they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressing {
    /// The component in this image.
    InImage,
    /// The component, wherever it is: for tools that see the image in a file only.
    Component,
}

/// Who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// The name: an organisation; for OpenVEX best with an address.
    pub name: String,
    /// A URL that belongs to it, in which its documents have their names.
    pub namespace: String,
    /// Its category in CSAF: `vendor`, `user`, `coordinator`, `other`.
    pub category: String,
}

/// An inventory in CycloneDX that others have of the image, to which a document can refer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sbom {
    /// Its serial number, `urn:uuid:…`.
    pub serial: String,
    /// Its version.
    pub version: u64,
}

/// One thing that is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The weakness, by the name that others look for: a CVE where there is one.
    pub weakness: String,
    /// Its other names.
    pub aliases: BTreeSet<String>,
    /// The components that it is said of, as they are in the image.
    pub components: BTreeSet<PackageUrl>,
    /// Whether it applies.
    pub status: Status,
    /// Why it does not.
    pub justification: Option<Justification>,
    /// Why it does not, in CycloneDX' words.
    pub circumstance: Option<Circumstance>,
    /// Why it does not, or what to do, in words.
    pub text: Option<String>,
    /// Since when.
    pub at: Timestamp,
}

impl Entry {
    /// Says what a decision says, of the components of an image that it is about.
    pub fn of(
        decision: &Decision,
        weakness: &str,
        aliases: &BTreeSet<String>,
        components: BTreeSet<PackageUrl>,
    ) -> Self {
        Self {
            weakness: weakness.to_owned(),
            aliases: aliases.iter().filter(|name| *name != weakness).cloned().collect(),
            components,
            status: decision.status,
            justification: decision.five_words(),
            circumstance: decision.nine_words(),
            text: decision.statement.clone(),
            at: decision.decided.start(),
        }
    }

    /// Returns why it does not apply, in words, where no other ground can be given.
    fn words(&self) -> String {
        let word = self.justification.map(Justification::as_str);
        let word = word.or_else(|| self.circumstance.map(Circumstance::as_str));
        self.text
            .clone()
            .or_else(|| Some(word?.replace('_', " ")))
            .unwrap_or_else(|| "–".to_owned())
    }
}

/// All that is said, about which image, by whom and when.
#[derive(Clone, Debug)]
pub struct Writing<'a> {
    /// The image.
    pub image: &'a Image,
    /// What is said.
    pub entries: BTreeSet<Entry>,
    /// Who says it.
    pub publisher: &'a Publisher,
    /// When.
    pub issued: Timestamp,
    /// How others find out what it is about.
    pub addressing: Addressing,
    /// The inventory to refer to; without it a CycloneDX document lists the components itself.
    pub sbom: Option<&'a Sbom>,
}

/// Writes a document: JSON, ending with a line feed.
pub fn write(writing: &Writing<'_>, format: OutputFormat) -> Result<Vec<u8>, VexError> {
    let value = match format {
        OutputFormat::OpenVex => open_vex::document(writing),
        OutputFormat::Csaf2_0 => csaf::document(writing, csaf::Version::V2_0)?,
        OutputFormat::Csaf2_1 => csaf::document(writing, csaf::Version::V2_1)?,
        OutputFormat::CycloneDx1_6 => cyclone_dx::document(writing),
    };
    let mut text = printed(&value);
    text.push(b'\n');
    Ok(text)
}

fn printed(value: &Value) -> Vec<u8> {
    // Plain data with text keys always has a form in JSON.
    serde_json::to_vec_pretty(&sorted(value.clone())).unwrap_or_default()
}

/// Puts keys into their order whatever kind of map the JSON library was built with.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(sorted).collect(),
        Value::Object(map) => {
            let mut pairs: Vec<(String, Value)> = map.into_iter().collect();
            pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(pairs.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        other => other,
    }
}

/// Returns a digest of what a document says, for its name.
fn digest(value: &Value) -> Digest {
    Digest::sha256(&printed(value))
}

/// Returns a name in the form of a UUID (RFC 9562, version 8: bits of one's own making).
fn uuid(digest: &Digest) -> String {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(digest.as_bytes()) {
        *to = *from;
    }
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = (*version & 0x0f) | 0x80;
    *variant = (*variant & 0x3f) | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    let part = |from, to| hex.get(from..to).unwrap_or_default().to_owned();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// Puts a value under a key if there is one.
fn put(map: &mut Map<String, Value>, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value.into());
    }
}

/// Returns the package URLs of an image: one for each digest that names it. What says where it lies
/// is there if it lies in a registry, as Trivy and Grype spell it.
fn image_purls(image: &Image) -> Vec<PackageUrl> {
    let repository = image.repository();
    let name = repository.map_or_else(
        || {
            let last = image.name.rsplit('/').next().unwrap_or_default();
            last.split([':', '@']).next().unwrap_or_default()
        },
        |repository| repository.rsplit('/').next().unwrap_or_default(),
    );
    let name: String = name.to_lowercase();
    let name = if name.is_empty() { "image".to_owned() } else { name };
    image
        .digests
        .iter()
        .filter_map(|digest| PackageUrl::new("oci", "", &name, &digest.to_string()))
        .map(|purl| purl.with("repository_url", repository.unwrap_or_default()))
        .collect()
}

#[cfg(test)]
mod tests;
