// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a document of any format says, in one form: as it says it, right or wrong.

/// A document that lists software.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its format.
    pub format: DocumentFormat,
    /// The version of the format, as it says.
    pub version: String,
    /// Its own name: a serial number, a namespace, an SPDX id.
    pub identity: Option<String>,
    /// When it was made, as it says.
    pub timestamp: Option<String>,
    /// Who made it.
    pub creators: Vec<Contact>,
    /// The programs that made it, with their versions.
    pub tools: Vec<String>,
    /// What it is about, by its place in [`parts`](Self::parts).
    pub primary: Option<usize>,
    /// Everything that it lists, in its order.
    pub parts: Vec<Part>,
    /// How many weaknesses it speaks of.
    pub vulnerabilities: u64,
}

/// A format of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentFormat {
    /// CycloneDX (ECMA-424).
    CycloneDx,
    /// SPDX (ISO/IEC 5962, and version 3).
    Spdx,
}

impl DocumentFormat {
    /// Returns its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CycloneDx => "CycloneDX",
            Self::Spdx => "SPDX",
        }
    }
}

/// Somebody, as a document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The name.
    pub name: Option<String>,
    /// E-mail addresses, as they stand there.
    pub emails: Vec<String>,
    /// URLs, as they stand there.
    pub urls: Vec<String>,
}

/// One thing that a document lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// The name by which the document refers to it.
    pub reference: Option<String>,
    /// Its type, in the words of the format: `library`, `container`, `operatingSystem`.
    pub kind: String,
    /// The group that is part of its name.
    pub group: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Package URLs.
    pub purls: Vec<String>,
    /// Other names that are known everywhere: CPE, SWID, SWHID.
    pub identifiers: Vec<String>,
    /// Who made it.
    pub creators: Vec<Contact>,
    /// Who supplies it.
    pub suppliers: Vec<Contact>,
    /// Its licences.
    pub licences: Vec<Licence>,
    /// Digests of the thing itself.
    pub hashes: Vec<Hash>,
    /// Where its deployable form is, with digests.
    pub distributions: Vec<Reference>,
    /// Where its source is, with digests.
    pub sources: Vec<Reference>,
    /// Where its `security.txt` is (RFC 9116).
    pub security: Vec<String>,
    /// Its file's name, each time that it is said.
    pub file_names: Vec<String>,
    /// Whether it can be executed, each time that it is said.
    pub executable: Vec<Flag>,
    /// Whether it holds others, each time that it is said.
    pub archive: Vec<Flag>,
    /// Whether its parts can be told apart, each time that it is said.
    pub structured: Vec<Flag>,
    /// The licence that its user goes by, each time that it is said.
    pub effective_licences: Vec<String>,
    /// One sentence about it.
    pub description: Option<String>,
    /// Its home page.
    pub homepage: Option<String>,
    /// What holds it, by its place.
    pub within: Option<usize>,
    /// What it needs or holds, by reference; nothing if the document has no entry for it.
    pub depends_on: Option<Vec<String>>,
    /// How complete that is.
    pub completeness: Option<String>,
    /// Where it is in what the document is about.
    pub places: Vec<String>,
    /// Names and values of any kind.
    pub properties: Vec<(String, String)>,
    /// Whether it is no longer there when the image runs.
    pub is_excluded: bool,
}

impl Part {
    /// Returns the value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns all values of a property.
    pub fn properties<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.properties.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns what people would call it: name with version, else its reference.
    pub fn title(&self) -> String {
        match (&self.name, &self.version, &self.reference) {
            (Some(name), Some(version), _) => format!("{name} {version}"),
            (Some(name), None, _) => name.clone(),
            (None, _, Some(reference)) => reference.clone(),
            (None, _, None) => "?".to_owned(),
        }
    }
}

/// A digest as it stands in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash {
    /// The algorithm in lower case without separators: `sha512`.
    pub algorithm: String,
    /// The value.
    pub value: String,
}

/// Something elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// Where it is.
    pub url: Option<String>,
    /// Its digests.
    pub hashes: Vec<Hash>,
}

/// Yes or no, as a document writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flag {
    /// By being there or not, as purposes of SPDX are.
    Is(bool),
    /// In words, which may be the wrong ones.
    Words(String),
}

/// A licence as it stands in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// Who says it.
    pub acknowledgement: Acknowledgement,
    /// What is written there.
    pub text: String,
    /// In which form.
    pub form: LicenceForm,
}

/// Whether makers declare a licence or somebody concluded it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledgement {
    /// Its makers declare it.
    Declared,
    /// Whoever made the document concluded it.
    Concluded,
    /// The document does not say.
    Unsaid,
}

/// In which form a licence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenceForm {
    /// As an expression, or an identifier.
    Expression,
    /// As a name of any form.
    Name,
}
