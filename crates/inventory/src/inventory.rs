// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Everything that is in an image.

use haerterei_ground::{Digest, TreePath};
use serde::{Deserialize, Serialize};

use crate::component::Component;
use crate::findings::{Damage, System};

/// The version of the inventory's JSON form.
pub const INVENTORY_VERSION: u32 = 1;

/// Everything that is in an image; the same for the same image, whoever looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Inventory {
    /// The version of this form.
    pub version: u32,
    /// What it is about.
    pub subject: Subject,
    /// The operating system, as the image says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<System>,
    /// How the system is supported at the day of the inventory; nothing where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<SupportPhase>,
    /// The layers, lowest first.
    pub layers: Vec<InventoryLayer>,
    /// What is in it, sorted by kind, ecosystem, group, name, version and place; what a later layer
    /// removed stands among them and says so.
    pub components: Vec<Component>,
    /// Every file of the merged image that no component stands for by itself, by its class and
    /// path; files of components are counted in `completeness` only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileAccount>,
    /// How complete this is.
    pub completeness: Completeness,
}

/// What an inventory is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Subject {
    /// The image's name, as asked for.
    pub name: String,
    /// Digest of the platform's manifest; a folder and a docker archive have none.
    pub digest: Option<Digest>,
    /// Digest of the image's configuration.
    pub config: Option<Digest>,
    /// The platform: `linux/amd64`.
    pub platform: Option<String>,
    /// When the image says that it was made (RFC 3339); a claim.
    pub created: Option<String>,
    /// The image's version, by its annotation or label; a claim.
    pub version: Option<String>,
    /// Who made the image, by its annotation or label (`org.opencontainers.image.vendor`); a claim.
    pub vendor: Option<String>,
    /// Who is to be asked about it (`org.opencontainers.image.authors`); a claim.
    pub authors: Option<String>,
    /// Where it comes from (`org.opencontainers.image.source`, `.url`); claims.
    pub source: Option<String>,
    /// See `source`.
    pub url: Option<String>,
    /// The licences it claims (`org.opencontainers.image.licenses`).
    pub licences: Option<String>,
}

/// A layer of the image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct InventoryLayer {
    /// Digest of the blob.
    pub digest: Option<Digest>,
    /// Digest of the archive inside.
    pub diff_id: Option<Digest>,
    /// How many files it has.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// What made it, by the image's history; a claim.
    pub made_by: Option<String>,
}

/// How a release of a system is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SupportPhase {
    /// By its makers, fully.
    Regular,
    /// Longer, for fewer packages or architectures.
    LongTerm,
    /// No more.
    Ended,
}

/// What a file is that is not owned by a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileClass {
    /// Owned by a component.
    Owned,
    /// Part of a package manager's own records.
    Database,
    /// Configuration: below `etc`, or named as such by its package.
    Configuration,
    /// Data: text, images, fonts, certificates, time zones and the like, by name and first bytes.
    Data,
    /// Something that runs or holds other files, owned by nobody: a component of its own.
    Component,
    /// None of these: nobody owns it and its form is not known.
    Unknown,
}

/// A file that needs to be accounted for by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FileAccount {
    /// What it is.
    pub class: FileClass,
    /// Where it is.
    pub path: TreePath,
    /// Its size in bytes.
    pub size: u64,
    /// The layer it is from.
    pub layer: usize,
    /// Its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

/// How complete an inventory is: every file is counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Completeness {
    /// Regular files of the merged image.
    pub files: u64,
    /// Those owned by a component.
    pub owned: u64,
    /// Package managers' records.
    pub database: u64,
    /// Configuration.
    pub configuration: u64,
    /// Data.
    pub data: u64,
    /// Components of their own.
    pub components: u64,
    /// Unknown.
    pub unknown: u64,
    /// Files that a component claims and the image lacks, as an image that leaves out documentation.
    pub missing: u64,
    /// What could not be read, by place.
    pub damaged: Vec<Damaged>,
    /// What was not looked into, with the bound that stopped us.
    pub not_looked_into: Vec<Damaged>,
}

/// Something in the image that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Damaged {
    /// The file.
    pub path: TreePath,
    /// The layer it is from.
    pub layer: usize,
    /// What is wrong.
    #[serde(flatten)]
    pub damage: Damage,
}
