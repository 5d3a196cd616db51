// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Statements beside an image: artifacts that refer to it (OCI image specification 1.1, "Guidelines
//! for Artifact Usage").

use std::collections::BTreeMap;

use haerterei_ground::{Digest, Limits};
use haerterei_image::document::{self, EMPTY, MANIFEST};
use haerterei_image::{
    Annotations, Blob, BlobContent, Blobs, Descriptor, ImageError, Layout, Manifest, read_document,
};

use crate::{EvidenceError, Predicate, Statement};

/// Media type and artifact type of a statement.
pub const STATEMENT_MEDIA_TYPE: &str = "application/vnd.in-toto+json";

/// The annotation that tells what a statement says without reading it (in-toto).
const PREDICATE_TYPE: &str = "in-toto.io/predicate-type";
const EMPTY_OBJECT: &[u8] = b"{}";

/// A statement as an artifact: the manifest that refers to the image, and the blobs that it names.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// What points at the manifest.
    pub descriptor: Descriptor,
    /// The manifest's bytes.
    pub manifest: Vec<u8>,
    /// The bytes of the blobs.
    pub blobs: Vec<Vec<u8>>,
}

impl Artifact {
    /// Makes an artifact of a statement about the image, or index, that `subject` points at. The
    /// statement is not signed.
    pub fn new<P: Predicate>(
        subject: &Descriptor,
        statement: &Statement<P>,
    ) -> Result<Self, EvidenceError> {
        let annotations =
            Annotations::from([(PREDICATE_TYPE.to_owned(), P::PREDICATE_TYPE.to_owned())]);
        Ok(Self::of_document(subject, STATEMENT_MEDIA_TYPE, statement.to_bytes()?, annotations))
    }

    /// Makes an artifact of a document of any type that is about the image, or index, that `subject`
    /// points at.
    pub fn of_document(
        subject: &Descriptor,
        media_type: &str,
        bytes: Vec<u8>,
        annotations: Annotations,
    ) -> Self {
        let mut layer = Descriptor::of(media_type, &bytes);
        layer.annotations.clone_from(&annotations);
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(MANIFEST.to_owned()),
            artifact_type: Some(media_type.to_owned()),
            config: Descriptor::of(EMPTY, EMPTY_OBJECT),
            layers: vec![layer],
            subject: Some(Descriptor::new(&subject.media_type, subject.digest, subject.size)),
            annotations: annotations.clone(),
        };
        let manifest = document::to_bytes(&manifest);
        let mut descriptor = Descriptor::of(MANIFEST, &manifest);
        descriptor.artifact_type = Some(media_type.to_owned());
        descriptor.annotations = annotations;
        Self { descriptor, manifest, blobs: vec![EMPTY_OBJECT.to_vec(), bytes] }
    }

    /// Puts it into a layout. Putting the same once more changes nothing.
    pub fn put(&self, layout: &Layout) -> Result<(), EvidenceError> {
        for bytes in self.blobs.iter().chain([&self.manifest]) {
            layout.add_bytes(bytes)?;
        }
        Ok(layout.name(std::slice::from_ref(&self.descriptor))?)
    }

    /// Returns the manifest and the blobs by their digests.
    pub fn content(&self) -> BTreeMap<Digest, Blob> {
        let all = std::iter::once(&self.manifest).chain(&self.blobs);
        let of = |bytes: &Vec<u8>| {
            let content = BlobContent::Bytes(bytes.as_slice().into());
            (Digest::sha256(bytes), Blob { size: bytes.len() as u64, content })
        };
        all.map(of).collect()
    }
}

/// Puts a statement beside the image, or index, that `subject` points at, and returns what points at
/// it. The statement is not signed. Attaching the same once more changes nothing.
pub fn attach<P: Predicate>(
    layout: &Layout,
    subject: &Descriptor,
    statement: &Statement<P>,
) -> Result<Descriptor, EvidenceError> {
    let artifact = Artifact::new(subject, statement)?;
    artifact.put(layout)?;
    Ok(artifact.descriptor)
}

/// Returns every artifact of a layout's index that refers to `digest`, in the index' order, of one
/// type where one is given.
pub fn referrers(
    layout: &Layout,
    digest: &Digest,
    artifact_type: Option<&str>,
    limits: &Limits,
) -> Result<Vec<(Descriptor, Manifest)>, EvidenceError> {
    let mut found = Vec::new();
    for entry in layout.index()?.manifests {
        if !entry.is_manifest() {
            continue;
        }
        let bytes = read_document(layout, &entry, limits)?;
        let manifest: Manifest = document::parse(&bytes, &entry.digest.to_string(), limits)?;
        let is_its = manifest.subject.as_ref().is_some_and(|subject| subject.digest == *digest);
        // Without an artifact type the configuration's type stands for it.
        let kind = manifest.artifact_type.as_deref().unwrap_or(&manifest.config.media_type);
        if is_its && artifact_type.is_none_or(|wanted| wanted == kind) {
            found.push((entry, manifest));
        }
    }
    Ok(found)
}

/// Reads the statement of an artifact that [`referrers`] found, and verifies its digest.
pub fn statement_bytes(
    blobs: &dyn Blobs,
    artifact: &Manifest,
    limits: &Limits,
) -> Result<Vec<u8>, EvidenceError> {
    let [layer] = artifact.layers.as_slice() else {
        return Err(ImageError::Contradiction {
            what: artifact.config.digest.to_string(),
            reason: "an artifact that is not one statement",
        }
        .into());
    };
    Ok(read_document(blobs, layer, limits)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Subject;
    use crate::provenance::Provenance;

    #[test]
    fn a_statement_is_attached_once_and_found() {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits::default();
        let layout = Layout::create(folder.path(), limits).unwrap();
        layout.add_bytes(b"image").unwrap();
        let image = Descriptor::of(MANIFEST, b"image");
        let statement =
            Statement::new(vec![Subject::new("x", &image.digest)], Provenance::default());
        let first = attach(&layout, &image, &statement).unwrap();
        assert_eq!(attach(&layout, &image, &statement).unwrap(), first);
        assert_eq!(layout.index().unwrap().manifests.len(), 1);
        let found = referrers(&layout, &image.digest, Some(STATEMENT_MEDIA_TYPE), &limits).unwrap();
        assert_eq!(found.len(), 1);
        let bytes = statement_bytes(&layout, &found[0].1, &limits).unwrap();
        assert_eq!(Statement::<Provenance>::from_bytes(&bytes).unwrap(), statement);
        let other = Digest::sha256(b"other");
        assert!(referrers(&layout, &other, None, &limits).unwrap().is_empty());
        assert!(referrers(&layout, &image.digest, Some("x"), &limits).unwrap().is_empty());
    }
}
