// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What an image is, as data: the form of `inspect --format json`.
//!
//! * `reading` goes through the layers once and keeps the merged tree and the few files that say
//!   who lives in the image; `gather` draws the facts from it.
//! * `show` makes tables for people of them, `paths` the list of paths, `origin` answers where one
//!   path comes from.
//! * `claims` reads what an image says of itself. Claims are shown as such and decide nothing.

mod claims;
mod gather;
mod origin;
mod paths;
mod reading;
mod show;

use std::collections::BTreeMap;

use haerterei_ground::{Digest, TreePath};
use serde::Serialize;

pub(crate) use claims::Claims;
pub(crate) use gather::{Head, gather};
pub(crate) use origin::{origin, show_origin};
pub(crate) use paths::show_paths;
pub(crate) use reading::Reading;
pub(crate) use show::{show, show_claims};

/// The JSON Schema of an inspection.
pub(crate) const SCHEMA: &str = include_str!("../../schemas/inspection.json");

/// The version of this form.
pub(crate) const VERSION: u32 = 1;

/// An image of one platform.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Inspection {
    /// The version of this form.
    pub(crate) version: u32,
    /// The image as the caller named it.
    pub(crate) reference: String,
    /// The digest of the platform's manifest; nothing where there is none (a plain folder).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<Digest>,
    /// The platform looked at.
    pub(crate) platform: String,
    /// All platforms of the image.
    pub(crate) platforms: Vec<String>,
    /// When it was made, as it says itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created: Option<String>,
    /// The distribution, by `os-release`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) distribution: Option<String>,
    /// Annotations of the manifest.
    pub(crate) annotations: BTreeMap<String, String>,
    /// How it runs.
    pub(crate) config: RunFacts,
    /// Its layers, the lowest first.
    pub(crate) layers: Vec<LayerFacts>,
    /// Bytes of all layers as stored.
    pub(crate) size: u64,
    /// Bytes of all layers unpacked.
    pub(crate) unpacked_size: u64,
    /// Bytes carried in vain, because a later layer hides them.
    pub(crate) wasted_bytes: u64,
    /// Paths in the merged tree.
    pub(crate) paths: u64,
    /// Who is in `/etc/passwd`.
    pub(crate) users: Vec<UserFacts>,
    /// Files with setuid, setgid or file capabilities.
    pub(crate) privileged: Vec<PathFacts>,
    /// What the image's user may write.
    pub(crate) writable: Vec<PathFacts>,
    /// The packages that its databases name.
    pub(crate) packages: Vec<PackageFacts>,
    /// What could not be read, and so is not in the lists above.
    pub(crate) not_read: Vec<NotRead>,
    /// What it says about its configuration; claims.
    pub(crate) claims: Claims,
}

/// How an image runs (OCI image specification 1.1, "Image Configuration").
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RunFacts {
    pub(crate) user: String,
    pub(crate) entrypoint: Vec<String>,
    pub(crate) command: Vec<String>,
    pub(crate) working_folder: String,
    pub(crate) environment: Vec<String>,
    pub(crate) ports: Vec<String>,
    pub(crate) volumes: Vec<String>,
    pub(crate) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stop_signal: Option<String>,
}

/// One layer.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct LayerFacts {
    /// The digest of its blob; nothing for a plain folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<Digest>,
    /// The digest of the archive inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) diff_id: Option<Digest>,
    /// `none`, `gzip` or `zstd`.
    pub(crate) compression: &'static str,
    /// Bytes as stored.
    pub(crate) size: u64,
    /// Bytes unpacked.
    pub(crate) unpacked_size: u64,
    /// Entries that are no folders.
    pub(crate) files: u64,
    /// Bytes that a later layer hides.
    pub(crate) wasted_bytes: u64,
    /// What made it, as the image says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history: Option<String>,
}

/// One line of `/etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct UserFacts {
    pub(crate) name: String,
    pub(crate) uid: String,
    pub(crate) gid: String,
    pub(crate) home: String,
    pub(crate) shell: String,
    /// Whether its shell can be run in this image.
    pub(crate) can_log_in: bool,
}

/// A path with its rights.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct PathFacts {
    pub(crate) path: TreePath,
    /// `file`, `folder`, `link`, …
    pub(crate) kind: &'static str,
    /// In octal digits.
    pub(crate) mode: String,
    pub(crate) uid: u64,
    pub(crate) gid: u64,
    /// Why it is in its list: `setuid`, `setgid`, `capabilities`, `everyone`, `owner`, `group`.
    pub(crate) why: Vec<&'static str>,
}

/// One installed package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct PackageFacts {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) architecture: String,
    pub(crate) source: String,
    pub(crate) source_version: String,
}

/// A file of the image that could not be read.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct NotRead {
    pub(crate) path: TreePath,
    pub(crate) reason: String,
}
