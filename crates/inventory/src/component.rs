// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One thing inside an image.

use std::collections::BTreeSet;

use haerterei_ground::{Digest, Timestamp, TreePath};
use haerterei_versions::purl::PackageUrl;
use serde::{Deserialize, Serialize};

/// What kind of thing a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComponentKind {
    /// The operating system that the image is made of.
    OperatingSystem,
    /// A package of the operating system's own database.
    SystemPackage,
    /// A package of a language's ecosystem.
    LanguagePackage,
    /// A program or runtime that no package manager knows, recognised by what it says of itself.
    Program,
    /// A file of its own that is a program or library and is not recognised further.
    Executable,
    /// A file of its own that holds other files.
    Archive,
    /// A model of machine learning, which may carry executable content.
    Model,
}

/// How we know of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// A package manager's database says that it is installed.
    PackageDatabase,
    /// Metadata that its own build put beside or into it (`pom.properties`, `METADATA`, a
    /// `package.json`, what Go and `cargo auditable` write into programs).
    Metadata,
    /// A lock file that lists what was installed with it.
    LockFile,
    /// A manifest inside an archive that is not made for this purpose (`MANIFEST.MF`).
    Manifest,
    /// The name of a file.
    FileName,
    /// A version that the program itself carries as text, or a build id that is known.
    VersionText,
    /// The file is there; nothing more is known.
    Presence,
}

/// A place where a component was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Location {
    /// The file that shows it, in the image.
    pub path: TreePath,
    /// Where inside that file, outermost first: an archive in an archive, a member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<String>,
    /// The layer that the file is from, from 0.
    #[serde(default)]
    pub layer: usize,
}

/// The source package that an operating system's package is built from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourcePackage {
    /// Its name.
    pub name: String,
    /// Its version, where the database says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// Licences, as SPDX expressions (SPDX 3.0.1, annex "SPDX license expressions").
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Licences {
    /// What its makers declare, normalised; texts that are no expression become `LicenseRef-…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// What holds for what is in the image, concluded from files of its own (a copyright file after
    /// DEP-5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concluded: Option<String>,
    /// What its makers wrote where that is no expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Who made a component; TR-03183-2 (section 5.2.2) asks for an e-mail address, else a URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Creator {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Creator {
    /// Returns whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// What TR-03183-2 (section 5.2.2, 8.1) asks of the form of a component.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub struct Nature {
    /// Whether it can be executed.
    pub executable: bool,
    /// Whether it holds other components.
    pub archive: bool,
    /// Whether its parts can be told apart (metadata about them is kept).
    pub structured: bool,
}

/// A component's name within one inventory: its place in [`Inventory::components`](crate::Inventory).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct ComponentId(pub u32);

/// One thing inside an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Component {
    /// What kind of thing it is.
    pub kind: ComponentKind,
    /// Its ecosystem, by the type of package URLs: `deb`, `apk`, `rpm`, `maven`, `npm`, `pypi`,
    /// `golang`, `cargo`, `composer`, `gem`, `nuget`, `generic`.
    pub ecosystem: String,
    /// The group, scope or vendor that is part of its name (a Maven group, an npm scope with `@`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Its name; of a file without one, the file's name.
    pub name: String,
    /// Its version as its makers write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its package URL in canonical form, where its type has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    /// Its architecture, as its ecosystem writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub architecture: Option<String>,
    /// The source package it is built from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourcePackage>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Creator::is_unknown")]
    pub creator: Creator,
    /// Its licences.
    #[serde(default)]
    pub licences: Licences,
    /// One sentence of its makers about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// Digests of the file that it is, where it is one file: SHA-256, and SHA-512 where asked for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub digests: BTreeSet<Digest>,
    /// When that file was changed last, where that was asked for: TR-03183-2 wants it for a version
    /// of what has no other (section 5.2.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Timestamp>,
    /// The GNU build ID of the program or library that it is, in hexadecimal: where nothing names
    /// it, this still tells one build from every other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build_id: Option<String>,
    /// What it is to be executed, opened and taken apart.
    pub nature: Nature,
    /// How we know of it.
    pub how: How,
    /// Where it was found, in order; the first is the one to show.
    pub locations: Vec<Location>,
    /// The component whose files show it, as a Debian package that ships a JAR: an advisory for it
    /// is the distribution's business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub belongs_to: Option<ComponentId>,
    /// What it needs, by the database or metadata, of what is in this image.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<ComponentId>,
    /// Whether [`depends_on`](Self::depends_on) is all it needs.
    #[serde(default)]
    pub dependencies_are_complete: bool,
    /// The layer whose removal took it out of the image: it is in a layer below and can be read
    /// there by whoever has the image, but not at run time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_in: Option<usize>,
}

impl Component {
    /// Returns a component of which nothing is known but its kind and name.
    pub fn empty(kind: ComponentKind, ecosystem: &str, name: &str, how: How) -> Self {
        Self {
            kind,
            ecosystem: ecosystem.to_owned(),
            group: None,
            name: name.to_owned(),
            version: None,
            purl: None,
            architecture: None,
            source: None,
            creator: Creator::default(),
            licences: Licences::default(),
            description: None,
            homepage: None,
            digests: BTreeSet::new(),
            modified: None,
            build_id: None,
            nature: Nature::default(),
            how,
            locations: Vec::new(),
            belongs_to: None,
            depends_on: Vec::new(),
            dependencies_are_complete: false,
            removed_in: None,
        }
    }

    /// Returns a component of which only its package URL is known.
    ///
    /// Types `deb`, `apk` and `rpm` are packages of a system, and others those of a language, whose
    /// namespace is their group.
    pub fn of_purl(purl: &PackageUrl) -> Self {
        let is_system = matches!(purl.kind(), "deb" | "apk" | "rpm");
        let kind =
            if is_system { ComponentKind::SystemPackage } else { ComponentKind::LanguagePackage };
        Self {
            group: (!is_system && !purl.namespace().is_empty()).then(|| purl.namespace().join("/")),
            version: purl.version().map(str::to_owned),
            architecture: purl.qualifier("arch").map(str::to_owned),
            purl: Some(purl.to_string()),
            ..Self::empty(kind, purl.kind(), purl.name(), How::PackageDatabase)
        }
    }
}
