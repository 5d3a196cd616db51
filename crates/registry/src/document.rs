// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Manifests and indices, as the bytes that their digests name.

use haerterei_ground::{Digest, Limits};
use haerterei_image::{Descriptor, Index, Manifest, document};
use serde::Deserialize;
use serde_json::Value;

use crate::error::RegistryError;

/// The largest document that is read, in bytes: what registries take at least (OCI distribution
/// specification 1.1, "Pushing Manifests").
pub(crate) const LARGEST: u64 = 4 << 20;

const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";

/// What we read, as registries are told in `Accept`.
pub(crate) const ACCEPTED: [&str; 4] =
    [document::INDEX, document::MANIFEST, DOCKER_INDEX, DOCKER_MANIFEST];

/// A manifest or an index, with its own bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What points at it: type, digest and size.
    pub descriptor: Descriptor,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it says.
    pub content: DocumentContent,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentContent {
    /// Several manifests or indices.
    Index(Box<Index>),
    /// An image or an artifact.
    Manifest(Box<Manifest>),
}

/// What tells the kinds of documents apart.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    #[serde(default)]
    schema_version: Option<u32>,
    #[serde(default)]
    media_type: Option<String>,
    #[serde(default)]
    manifests: Option<Value>,
    #[serde(default)]
    config: Option<Value>,
    #[serde(default)]
    layers: Option<Value>,
}

impl Document {
    /// Reads a document.
    ///
    /// What it is, it says itself; where it does not, what announced it, else its shape. All that is
    /// said must agree: a document that is one thing for us and another for the next reader is
    /// refused (CVE-2021-41190).
    pub(crate) fn read(
        bytes: Vec<u8>,
        announced: Option<&str>,
        digest: Digest,
        what: &str,
    ) -> Result<Self, RegistryError> {
        let contradiction = || RegistryError::Contradiction { what: what.to_owned() };
        let limits = Limits { document_bytes: LARGEST, ..Limits::default() };
        if bytes.len() as u64 > LARGEST {
            return Err(RegistryError::TooLarge { what: what.to_owned(), limit: LARGEST });
        }
        let announced = announced
            .map(|text| text.split(';').next().unwrap_or(text).trim().to_ascii_lowercase())
            // Old servers, and files, do not know better.
            .filter(|text| !text.is_empty() && text != "application/json" && text != "text/plain");
        let shape: Shape = match serde_json::from_slice(&bytes) {
            Ok(shape) => shape,
            Err(_) if announced.as_deref().is_some_and(|text| !text.ends_with("json")) => {
                return Err(RegistryError::NotARegistry {
                    what: what.to_owned(),
                    found: announced.unwrap_or_default(),
                });
            }
            Err(_) => document::parse::<Shape>(&bytes, what, &limits)?,
        };
        if shape.schema_version == Some(1)
            || announced.as_deref().is_some_and(|text| text.contains("manifest.v1+"))
                && shape.media_type.is_none()
                && shape.config.is_none()
                && shape.manifests.is_none()
        {
            return Err(RegistryError::SchemaOne { what: what.to_owned() });
        }
        let is_index = shape.manifests.is_some();
        if is_index && (shape.config.is_some() || shape.layers.is_some()) {
            return Err(contradiction());
        }
        if let (Some(own), Some(announced)) = (&shape.media_type, &announced)
            && own != announced
        {
            return Err(contradiction());
        }
        let media_type = shape.media_type.or(announced).unwrap_or_else(|| {
            if is_index { document::INDEX } else { document::MANIFEST }.to_owned()
        });
        let descriptor = Descriptor::new(&media_type, digest, bytes.len() as u64);
        let content = if descriptor.is_index() && shape.config.is_none() && shape.layers.is_none() {
            DocumentContent::Index(Box::new(document::parse(&bytes, what, &limits)?))
        } else if descriptor.is_manifest() && !is_index {
            DocumentContent::Manifest(Box::new(document::parse(&bytes, what, &limits)?))
        } else if descriptor.is_index() || descriptor.is_manifest() {
            return Err(contradiction());
        } else {
            return Err(RegistryError::Unknown { what: what.to_owned(), found: media_type });
        };
        Ok(Self { descriptor, bytes, content })
    }

    /// Returns what the document is a statement about.
    pub fn subject(&self) -> Option<&Descriptor> {
        match &self.content {
            DocumentContent::Index(index) => index.subject.as_ref(),
            DocumentContent::Manifest(manifest) => manifest.subject.as_ref(),
        }
    }

    /// Returns the documents that an index names, and nothing for a manifest.
    pub fn members(&self) -> &[Descriptor] {
        match &self.content {
            DocumentContent::Index(index) => &index.manifests,
            DocumentContent::Manifest(_) => &[],
        }
    }

    /// Returns the blobs that a manifest names, and nothing for an index.
    pub fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        let manifest = match &self.content {
            DocumentContent::Index(_) => None,
            DocumentContent::Manifest(manifest) => Some(manifest.as_ref()),
        };
        manifest
            .into_iter()
            .flat_map(|manifest| std::iter::once(&manifest.config).chain(&manifest.layers))
    }

    /// Returns what points at the document in an index: with its artifact type, if it is no image.
    pub fn as_entry(&self) -> Descriptor {
        let artifact_type = match &self.content {
            DocumentContent::Index(index) => &index.artifact_type,
            DocumentContent::Manifest(manifest) => &manifest.artifact_type,
        };
        Descriptor { artifact_type: artifact_type.clone(), ..self.descriptor.clone() }
    }

    /// Returns what points at the document among the referrers of its subject: with its artifact
    /// type and its annotations (OCI distribution specification 1.1, "Listing Referrers").
    pub fn as_referrer(&self) -> Descriptor {
        let mut descriptor = self.descriptor.clone();
        match &self.content {
            DocumentContent::Index(index) => {
                descriptor.artifact_type.clone_from(&index.artifact_type);
                descriptor.annotations.clone_from(&index.annotations);
            }
            DocumentContent::Manifest(manifest) => {
                let kind = manifest.artifact_type.clone().filter(|kind| !kind.is_empty());
                descriptor.artifact_type =
                    kind.or_else(|| Some(manifest.config.media_type.clone()));
                descriptor.annotations.clone_from(&manifest.annotations);
            }
        }
        descriptor
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BLOB: &str = r#"{"mediaType":"application/x","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}"#;

    fn read(text: &str, announced: Option<&str>) -> Result<Document, RegistryError> {
        Document::read(text.into(), announced, Digest::sha256(text.as_bytes()), "it")
    }

    #[test]
    fn documents_are_what_all_say_that_they_are() {
        let manifest = format!(r#"{{"schemaVersion":2,"config":{BLOB},"layers":[{BLOB}]}}"#);
        let typed = format!(
            r#"{{"schemaVersion":2,"mediaType":"{DOCKER_MANIFEST}","config":{BLOB},"layers":[]}}"#
        );
        let index = format!(r#"{{"schemaVersion":2,"manifests":[{BLOB}]}}"#);
        for (text, announced, expected) in [
            (&manifest, Some(document::MANIFEST), document::MANIFEST),
            (&manifest, None, document::MANIFEST),
            (&manifest, Some("application/json"), document::MANIFEST),
            (&typed, None, DOCKER_MANIFEST),
            (
                &typed,
                Some("application/vnd.docker.distribution.manifest.v2+json; charset=utf-8"),
                DOCKER_MANIFEST,
            ),
            (&index, Some(document::INDEX), document::INDEX),
            (&index, None, document::INDEX),
        ] {
            assert_eq!(read(text, announced).unwrap().descriptor.media_type, expected);
        }
        let both = format!(r#"{{"schemaVersion":2,"manifests":[],"config":{BLOB},"layers":[]}}"#);
        for (text, announced) in [
            (&manifest, Some(document::INDEX)),
            (&index, Some(document::MANIFEST)),
            (&typed, Some(document::MANIFEST)),
            (&both, None),
        ] {
            let error = read(text, announced).unwrap_err();
            assert!(matches!(error, RegistryError::Contradiction { .. }), "{error:?}");
        }
    }

    #[test]
    fn what_is_no_document_of_ours_is_named() {
        let schema_one = r#"{"schemaVersion":1,"name":"a","fsLayers":[]}"#;
        assert!(matches!(read(schema_one, None), Err(RegistryError::SchemaOne { .. })));
        assert!(matches!(
            read("<html>", Some("text/html")),
            Err(RegistryError::NotARegistry { .. })
        ));
        assert!(matches!(
            read(&format!(r#"{{"mediaType":"application/x","config":{BLOB}}}"#), None),
            Err(RegistryError::Unknown { .. })
        ));
        assert!(matches!(read("{", None), Err(RegistryError::Image(_))));
    }

    proptest! {
        #[test]
        fn reading_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            let _ = Document::read(bytes.clone(), None, Digest::sha256(&bytes), "it");
        }
    }
}
