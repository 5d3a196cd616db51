// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The documents of an image: descriptors, manifests and indices (OCI image specification 1.1).
//!
//! Reading tolerates fields that we do not know and nulls where Docker writes them; a key that
//! comes twice in an object is refused. Writing gives the same bytes for the same values.

use std::collections::BTreeMap;
use std::fmt;

use haerterei_ground::{Digest, Limits};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::ImageError;

/// Media type of a manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// Media type of an index.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// Media type of a configuration.
pub const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// Media type of an empty JSON object, where a configuration is demanded and none is meant.
pub const EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// The annotation that carries a tag in a layout.
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// Returns whether a tag is one by which cosign finds what is about an image: `sha256-HEX.sig`, with
/// `.att` and `.sbom` for attestations and inventories (cosign, "Signature Specification").
pub fn is_companion_tag(tag: &str) -> bool {
    let Some((digest, ending)) = tag.split_once('.') else { return false };
    let hex = digest.strip_prefix("sha256-").or_else(|| digest.strip_prefix("sha512-"));
    matches!(ending, "sig" | "att" | "sbom")
        && hex.is_some_and(|hex| {
            matches!(hex.len(), 64 | 128) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";

/// The most layers of one image, and manifests of one index, that we read.
pub(crate) const MOST_CHILDREN: usize = 10_000;

/// Texts by key.
pub type Annotations = BTreeMap<String, String>;

/// Points at a blob.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What the blob is.
    #[serde(default)]
    pub media_type: String,
    /// The blob's name.
    pub digest: Digest,
    /// The blob's size in bytes.
    pub size: u64,
    /// What it is for, if it is no image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Where an image runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// Claims about the blob.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "null_as_default"
    )]
    pub annotations: Annotations,
}

impl Descriptor {
    /// Returns a descriptor of some bytes.
    pub fn of(media_type: &str, bytes: &[u8]) -> Self {
        Self::new(media_type, Digest::sha256(bytes), bytes.len() as u64)
    }

    /// Returns a descriptor of a blob whose digest is known.
    pub fn new(media_type: &str, digest: Digest, size: u64) -> Self {
        Self {
            media_type: media_type.to_owned(),
            digest,
            size,
            artifact_type: None,
            platform: None,
            annotations: Annotations::new(),
        }
    }

    /// Returns whether the media type is that of an index, OCI's or Docker's.
    pub fn is_index(&self) -> bool {
        matches!(self.media_type.as_str(), INDEX | DOCKER_INDEX)
    }

    /// Returns whether the media type is that of a manifest, OCI's or Docker's.
    pub fn is_manifest(&self) -> bool {
        matches!(self.media_type.as_str(), MANIFEST | DOCKER_MANIFEST)
    }

    /// Returns the tag in a layout.
    pub fn tag(&self) -> Option<&str> {
        self.annotations.get(REF_NAME).map(String::as_str)
    }
}

/// Where an image runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Platform {
    /// The processor, in Go's words (`amd64`, `arm64`).
    pub architecture: String,
    /// The operating system, in Go's words (`linux`).
    pub os: String,
    /// The processor's variant (`v8`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

impl Platform {
    /// Returns Linux on a processor.
    pub fn linux(architecture: &str) -> Self {
        Self { architecture: architecture.to_owned(), os: "linux".to_owned(), variant: None }
    }

    /// Reads `os/architecture[/variant]`; a lone architecture means Linux.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        let (os, architecture, variant) = match parts.as_slice() {
            [architecture] => ("linux", *architecture, None),
            [os, architecture] => (*os, *architecture, None),
            [os, architecture, variant] => (*os, *architecture, Some((*variant).to_owned())),
            _ => return None,
        };
        let proper =
            |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (proper(os) && proper(architecture) && variant.as_deref().is_none_or(proper))
            .then(|| Self { architecture: architecture.to_owned(), os: os.to_owned(), variant })
    }

    /// Returns whether an image for `self` serves who asks for `wanted`: the same, a variant not
    /// asked for aside, and `arm64` as such being `arm64/v8`.
    pub fn serves(&self, wanted: &Self) -> bool {
        let variant = |platform: &Self| match (&platform.variant, platform.architecture.as_str()) {
            (None, "arm64") => Some("v8".to_owned()),
            (variant, _) => variant.clone(),
        };
        self.architecture == wanted.architecture
            && self.os == wanted.os
            && (wanted.variant.is_none() || variant(self) == variant(wanted))
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

/// An image for one platform, or an artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Always 2.
    pub schema_version: u32,
    /// What this document is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What it is for, if it is no image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The configuration.
    pub config: Descriptor,
    /// The layers, lowest first.
    #[serde(default, deserialize_with = "null_as_default")]
    pub layers: Vec<Descriptor>,
    /// What this is a statement about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    /// Claims about the image.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "null_as_default"
    )]
    pub annotations: Annotations,
}

/// Several manifests or indices under one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Always 2.
    pub schema_version: u32,
    /// What this document is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What it is for, if it is no image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The members.
    #[serde(default, deserialize_with = "null_as_default")]
    pub manifests: Vec<Descriptor>,
    /// What this is a statement about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    /// Claims about the image.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "null_as_default"
    )]
    pub annotations: Annotations,
}

impl Index {
    /// Returns an index of `manifests`.
    pub fn new(manifests: Vec<Descriptor>) -> Self {
        Self {
            schema_version: 2,
            media_type: Some(INDEX.to_owned()),
            artifact_type: None,
            manifests,
            subject: None,
            annotations: Annotations::new(),
        }
    }
}

/// Reads a document of ours or of strangers, within bounds.
pub fn parse<T: DeserializeOwned>(
    bytes: &[u8],
    what: &str,
    limits: &Limits,
) -> Result<T, ImageError> {
    if bytes.len() as u64 > limits.document_bytes {
        return Err(ImageError::DocumentTooLarge {
            what: what.to_owned(),
            limit: limits.document_bytes,
        });
    }
    serde_json::from_slice(bytes)
        .map_err(|source| ImageError::Document { what: what.to_owned(), source })
}

/// Writes a document: compact, keys in the order of the specification.
///
/// # Panics
///
/// Never: the documents have texts as keys and no custom serialisation that fails.
pub fn to_bytes(document: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(document).expect("documents have texts as keys and only plain values")
}

pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
