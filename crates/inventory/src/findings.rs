// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What one file shows: the cataloguers' answer, before layers are merged.

use std::fmt;
use std::io::Read as _;

use haerterei_ground::TreePath;
use serde::{Deserialize, Serialize};

use crate::component::{ComponentKind, Creator, How, Licences, Nature, SourcePackage};

/// What one file shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Findings {
    /// Components, outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<Found>,
    /// What it says of the operating system (`os-release`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<System>,
    /// Files of packages named elsewhere, as in dpkg's lists: whose, and which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owned: Vec<Owned>,
    /// Licences of packages named elsewhere (`usr/share/doc/NAME/copyright`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licences: Option<(String, Licences)>,
    /// Files that dpkg keeps elsewhere than their packages list them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diverted: Vec<Diversion>,
    /// What is broken in it; what could be read stands above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<Damage>,
    /// The components are only what a list promises (a lock file): they count only in an image that
    /// has nothing at this place, where they would be installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_without: Option<TreePath>,
    /// The file's content, where only another file beside it completes it (a database with its log).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
    /// The GNU build ID of a program or library, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_id: Option<String>,
    /// It is a program, library or script.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_executable: bool,
    /// It holds other files (jar, zip, tar, deb, whl…).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_archive: bool,
}

impl Findings {
    /// Returns whether the file shows nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns that all of the file is broken.
    pub(crate) fn damaged(damage: Damage) -> Self {
        Self { damage: vec![damage], ..Self::default() }
    }
}

/// A component as one file shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Found {
    /// What kind of thing it is.
    pub kind: ComponentKind,
    /// The type of its package URL.
    pub ecosystem: String,
    /// Group, scope or vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Its name.
    pub name: String,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its package URL, without what only the image knows (the distribution).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    /// Its architecture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub architecture: Option<String>,
    /// Its source package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourcePackage>,
    /// Of RPM: the module that it was built for (`nodejs:18:8070020221213:9edba152`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Creator::is_unknown")]
    pub creator: Creator,
    /// Its licences.
    #[serde(default)]
    pub licences: Licences,
    /// One sentence about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// How it shows.
    pub how: How,
    /// Its form.
    #[serde(default)]
    pub nature: Nature,
    /// Where inside the file, outermost first; empty if the file itself shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<String>,
    /// Digest (SHA-256) of the member that it is, where it is a file in a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<haerterei_ground::Digest>,
    /// The same by SHA-512, where that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_digest: Option<haerterei_ground::Digest>,
    /// When that member was changed last, in seconds since 1970, where that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<i64>,
    /// Which other component of the same file holds it (a JAR in a WAR), by its place in
    /// [`Findings::found`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<usize>,
    /// What it needs, as names in its own ecosystem; resolved when all components are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Claim>,
    /// Whether [`needs`](Self::needs) is all.
    #[serde(default)]
    pub needs_are_complete: bool,
    /// Names that it provides besides its own (virtual packages, sonames of apk and rpm).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provides: Vec<String>,
    /// Files of the image that are its own, besides the file that shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owns: Vec<Owned>,
}

impl Found {
    /// Returns a component of which only the name is known.
    pub fn new(kind: ComponentKind, ecosystem: &str, name: impl Into<String>, how: How) -> Self {
        Self {
            kind,
            ecosystem: ecosystem.to_owned(),
            group: None,
            name: name.into(),
            version: None,
            purl: None,
            architecture: None,
            source: None,
            module: None,
            creator: Creator::default(),
            licences: Licences::default(),
            description: None,
            homepage: None,
            how,
            nature: Nature::default(),
            inside: Vec::new(),
            digest: None,
            long_digest: None,
            modified: None,
            within: None,
            needs: Vec::new(),
            needs_are_complete: false,
            provides: Vec::new(),
            owns: Vec::new(),
        }
    }
}

/// A file's content for later, compressed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept(#[serde(with = "base64_text")] Vec<u8>);

impl Kept {
    /// The most bytes that are kept of one file.
    const MOST: usize = 256 << 20;

    /// Keeps some bytes; nothing if they are too many.
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        let packed = (bytes.len() <= Self::MOST).then(|| zstd::bulk::compress(bytes, 1).ok());
        packed.flatten().map(Self)
    }

    /// Returns the bytes.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let decoder = zstd::stream::read::Decoder::new(self.0.as_slice()).ok()?;
        decoder.take(Self::MOST as u64).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({} bytes)", self.0.len())
    }
}

/// Bytes in JSON.
mod base64_text {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(from)?).map_err(de::Error::custom)
    }
}

/// A dependency by name: any of these, in the component's own ecosystem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Names of which one is enough; for Maven `group:name`, for npm with scope.
    pub any_of: Vec<String>,
}

/// A file or folder that belongs to a component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Owned {
    /// The file, in the image.
    pub path: TreePath,
    /// Whose it is, where the list does not stand with its component.
    #[serde(default)]
    pub by: OwnedBy,
    /// Whether it is a configuration file that an operator may change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_configuration: bool,
    /// Whether everything below it belongs to the component too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_all_below: bool,
}

impl Owned {
    /// Returns one file of the component that this stands with.
    pub(crate) const fn file(path: TreePath) -> Self {
        Self { path, by: OwnedBy::Itself, is_configuration: false, with_all_below: false }
    }

    /// Returns a folder with all that is below it, but for what belongs to a component whose own
    /// folder is further down (a package in the `node_modules` of another).
    pub(crate) const fn folder(path: TreePath) -> Self {
        Self { path, by: OwnedBy::Itself, is_configuration: false, with_all_below: true }
    }
}

/// Whose a file is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnedBy {
    /// The component that the list stands with.
    #[default]
    Itself,
    /// A package of the system's database, by name and perhaps architecture.
    Package {
        /// Its name.
        name: String,
        /// Its architecture, where several can be installed side by side.
        architecture: Option<String>,
    },
    /// The component that another file of the image shows: `RECORD` lists the files of the Python
    /// package that `METADATA` beside it shows.
    ShownBy(TreePath),
}

/// A file that dpkg keeps under another name, because one package or the administrator has put
/// something else in its place (dpkg-divert(1)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Diversion {
    /// The path that packages list.
    pub from: TreePath,
    /// Where it is.
    pub to: TreePath,
    /// The package whose own file stays at the path; nothing if the administrator's does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// What a file says of the operating system (os-release(5)).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct System {
    /// `ID`: `debian`, `ubuntu`, `alpine`…
    pub id: String,
    /// `VERSION_ID`.
    pub version_id: Option<String>,
    /// `VERSION_CODENAME`.
    pub codename: Option<String>,
    /// `PRETTY_NAME`.
    pub title: Option<String>,
    /// `ID_LIKE`.
    pub like: Vec<String>,
    /// `HOME_URL`.
    pub homepage: Option<String>,
}

/// Something that was not read, so that the inventory may lack what it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Damage {
    /// Stable code: the key of the sentence that says it. `inventory-damaged-…` is broken,
    /// `inventory-unread-…` was not looked into for a bound or for want of a reader.
    pub code: String,
    /// Where inside the file, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<String>,
    /// Details of the reader, in English.
    pub detail: String,
}

impl Damage {
    /// Returns what is wrong with a file as a whole.
    pub(crate) fn new(code: &str, detail: impl Into<String>) -> Self {
        let mut detail: String = detail.into();
        // Details quote foreign bytes; a line of a report is no place for a page of them.
        if let Some((end, _)) = detail.char_indices().nth(300) {
            detail.truncate(end);
        }
        Self { code: code.to_owned(), inside: Vec::new(), detail }
    }

    /// Says where inside the file it is.
    pub(crate) fn at(mut self, inside: &[String]) -> Self {
        self.inside = inside.to_vec();
        self
    }

    /// Returns whether it was not looked into, rather than broken.
    pub fn is_unread(&self) -> bool {
        self.code.starts_with("inventory-unread-")
    }
}
