// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What an index says of one package.

use haerterei_ground::{Algorithm, Digest};
use haerterei_packages::relations::Relations;
use haerterei_versions::debian::Version;
use serde::{Deserialize, Serialize};

use crate::index::Field;
use crate::universe::Part;

/// A package in a universe: cheap to copy, parsed only where asked.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub(crate) part: &'a Part,
    pub(crate) row: usize,
}

/// A field by which one package demands or refuses others; Debian Policy 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RelationField {
    /// `Pre-Depends`
    #[serde(rename = "Pre-Depends")]
    PreDepends,
    /// `Depends`
    Depends,
    /// `Recommends`
    Recommends,
    /// `Conflicts`
    Conflicts,
    /// `Breaks`
    Breaks,
    /// `Replaces`
    Replaces,
}

impl RelationField {
    /// Returns the name as it stands in control files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PreDepends => "Pre-Depends",
            Self::Depends => "Depends",
            Self::Recommends => "Recommends",
            Self::Conflicts => "Conflicts",
            Self::Breaks => "Breaks",
            Self::Replaces => "Replaces",
        }
    }

    const fn field(self) -> Field {
        match self {
            Self::PreDepends => Field::PreDepends,
            Self::Depends => Field::Depends,
            Self::Recommends => Field::Recommends,
            Self::Conflicts => Field::Conflicts,
            Self::Breaks => Field::Breaks,
            Self::Replaces => Field::Replaces,
        }
    }
}

impl<'a> Record<'a> {
    fn field(self, field: Field) -> &'a str {
        self.part.index.field(self.row, field)
    }

    /// Returns the package's name.
    pub fn name(self) -> &'a str {
        self.field(Field::Package)
    }

    /// Returns the version as it is written.
    pub fn version_text(self) -> &'a str {
        self.field(Field::Version)
    }

    /// Returns the version; an unreadable one is none.
    pub fn version(self) -> Option<Version> {
        Version::parse(self.version_text()).ok()
    }

    /// Returns the architecture: the index's, or `all`.
    pub fn architecture(self) -> &'a str {
        self.field(Field::Architecture)
    }

    /// Returns the suite's name as the archive serves it: `trixie-security`.
    pub fn suite(self) -> &'a str {
        &self.part.suite
    }

    /// Returns the value of a relationship field as it is written; empty where there is none.
    pub fn relation_text(self, field: RelationField) -> &'a str {
        self.field(field.field())
    }

    /// Returns what a relationship field says. What cannot be read is nothing; the packages of an
    /// archive are checked for that when they are accepted into it.
    pub fn relations(self, field: RelationField) -> Relations {
        let text = self.relation_text(field);
        if text.is_empty() {
            return Relations::default();
        }
        Relations::parse(text).unwrap_or_default()
    }

    /// Returns what the field `Provides` says.
    pub fn provides(self) -> Vec<haerterei_packages::relations::Provided> {
        haerterei_packages::relations::Provided::parse(self.field(Field::Provides))
            .unwrap_or_default()
    }

    /// Returns the field `Multi-Arch`: `same`, `foreign`, `allowed` or nothing.
    pub fn multi_arch(self) -> &'a str {
        self.field(Field::MultiArch)
    }

    /// Returns whether the package says it is essential.
    pub fn is_essential(self) -> bool {
        self.field(Field::Essential) == "yes"
    }

    /// Returns the priority: `required`, `important`, `standard`, `optional`, `extra`.
    pub fn priority(self) -> &'a str {
        self.field(Field::Priority)
    }

    /// Returns a copy that stands alone; nothing if digest, size or version cannot be read.
    pub fn to_record(self) -> Option<PackageRecord> {
        let (source, source_version) = self.source();
        let text = |field| self.field(field).to_owned();
        Some(PackageRecord {
            name: text(Field::Package),
            version: self.version()?,
            architecture: text(Field::Architecture),
            source: source.to_owned(),
            source_version: Version::parse(source_version).ok()?,
            suite: self.part.suite.clone(),
            pocket: self.part.pocket.clone(),
            archive: self.part.archive.clone(),
            component: self.part.component.clone(),
            pool_path: text(Field::Filename),
            size: self.field(Field::Size).parse().ok()?,
            sha256: Digest::from_hex(Algorithm::Sha256, self.field(Field::Sha256)).ok()?,
            installed_kilobytes: self.field(Field::InstalledSize).parse().unwrap_or_default(),
            priority: text(Field::Priority),
            section: text(Field::Section),
            essential: self.is_essential(),
            multi_arch: text(Field::MultiArch),
            pre_depends: text(Field::PreDepends),
            depends: text(Field::Depends),
            recommends: text(Field::Recommends),
            provides: text(Field::Provides),
            conflicts: text(Field::Conflicts),
            breaks: text(Field::Breaks),
            replaces: text(Field::Replaces),
            tag: text(Field::Tag),
        })
    }

    /// Returns the source package's name and version: the field `Source`, else the package's own.
    pub fn source(self) -> (&'a str, &'a str) {
        let source = self.field(Field::Source);
        match source.split_once('(') {
            Some((name, version)) => (name.trim(), version.trim_end_matches(')').trim()),
            None if source.is_empty() => (self.name(), self.version_text()),
            None => (source, self.version_text()),
        }
    }
}

/// A package out of an index, on its own. Relationship fields are as the archive wrote them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageRecord {
    /// The name.
    pub name: String,
    /// The version.
    pub version: Version,
    /// The architecture, or `all`.
    pub architecture: String,
    /// The name of the source package.
    pub source: String,
    /// The version of the source package.
    pub source_version: Version,
    /// The suite as the archive serves it: `trixie-security`.
    pub suite: String,
    /// The pocket of the distribution, or the name of the further repository.
    pub pocket: String,
    /// The id of the archive, or the name of the further repository.
    pub archive: String,
    /// The component.
    pub component: String,
    /// The path of the file below the archive's address.
    pub pool_path: String,
    /// The size of the file in bytes.
    pub size: u64,
    /// The SHA-256 digest of the file.
    pub sha256: Digest,
    /// The space the installed package needs, in kilobytes, as it claims.
    pub installed_kilobytes: u64,
    /// The priority.
    pub priority: String,
    /// The section.
    pub section: String,
    /// Whether it says it is essential.
    pub essential: bool,
    /// The field `Multi-Arch`.
    pub multi_arch: String,
    /// The field `Pre-Depends`.
    pub pre_depends: String,
    /// The field `Depends`.
    pub depends: String,
    /// The field `Recommends`.
    pub recommends: String,
    /// The field `Provides`.
    pub provides: String,
    /// The field `Conflicts`.
    pub conflicts: String,
    /// The field `Breaks`.
    pub breaks: String,
    /// The field `Replaces`.
    pub replaces: String,
    /// The field `Tag`.
    pub tag: String,
}
