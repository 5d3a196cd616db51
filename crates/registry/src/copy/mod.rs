// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Copying images, from anywhere to anywhere, byte for byte.
//!
//! A [`Source`] is opened; a plan says what belongs to the copy; the target gets blobs first, then
//! documents from below to above, then what refers to them, and the name at the very end. Whoever
//! reads by name sees the old image or the new one, whole.

mod archive;
mod attach;
mod companions;
mod layout;
mod plan;
mod push;
mod source;

use std::sync::Arc;

use haerterei_ground::{Digest, HashingReader, Limits, Task, Unit};
use haerterei_image::{BlobContent, Descriptor, OutputReference, Platform};
use serde::Serialize;

pub use attach::attach;
pub use source::Source;

use crate::client::Registry;
use crate::copy::plan::Plan;
use crate::document::{Document, DocumentContent};
use crate::error::RegistryError;

/// What is copied of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The platforms; none stands for all.
    pub platforms: Vec<Platform>,
    /// Whether what refers to the image stays behind.
    pub without_referrers: bool,
}

/// What a copy did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Summary {
    /// Digest of what the copy is called by.
    pub digest: Digest,
    /// Its media type.
    pub media_type: String,
    /// Whether that document was made, because the source has none such: the manifest of a docker
    /// archive, an index of some platforms. Everything else is copied byte for byte.
    pub is_made: bool,
    /// The documents: what they are, and whether they were there.
    pub documents: Vec<CopiedDocument>,
    /// The blobs that were there.
    pub present: Amount,
    /// The blobs that the target took over from another of its repositories.
    pub mounted: Amount,
    /// The blobs that were sent or written.
    pub sent: Amount,
}

/// So many, so large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// How many.
    pub count: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

impl Amount {
    const fn add(&mut self, bytes: u64) {
        self.count += 1;
        self.bytes += bytes;
    }
}

/// A document of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CopiedDocument {
    /// Its digest.
    pub digest: Digest,
    /// Its media type.
    pub media_type: String,
    /// Its artifact type, if it refers to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// What it refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Digest>,
    /// The tag that is made of the digest of what it is about, if it is found by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Whether it is an index.
    pub is_index: bool,
    /// Whether the target had it already.
    pub was_present: bool,
}

impl Summary {
    fn new(plan: &Plan) -> Self {
        let none = Amount::default();
        Self {
            digest: plan.root.descriptor.digest,
            media_type: plan.root.descriptor.media_type.clone(),
            is_made: plan.is_made,
            documents: plan.documents.iter().map(|one| CopiedDocument::of(one, plan)).collect(),
            present: none,
            mounted: none,
            sent: none,
        }
    }
}

impl CopiedDocument {
    fn of(document: &Document, plan: &Plan) -> Self {
        let digest = document.descriptor.digest;
        let tagged = plan.tagged.iter().find(|(_, other)| other.descriptor.digest == digest);
        let subject = document.subject().map(|subject| subject.digest);
        Self {
            digest,
            media_type: document.descriptor.media_type.clone(),
            artifact_type: subject.and_then(|_| document.as_referrer().artifact_type),
            subject,
            tag: tagged.map(|(tag, _)| tag.clone()),
            is_index: matches!(document.content, DocumentContent::Index(_)),
            was_present: false,
        }
    }
}

/// Copies an image. What is there already is not copied again, so that a copy that was ended is
/// continued by calling it once more.
pub fn copy(
    registry: &Arc<Registry>,
    source: &Source,
    target: &OutputReference,
    choice: &Choice,
    limits: Limits,
) -> Result<Summary, RegistryError> {
    let plan = Plan::of(source, &choice.platforms, !choice.without_referrers)?;
    for blob in plan.blobs.values() {
        if blob.size > limits.file_bytes {
            let what = blob.digest.to_string();
            return Err(RegistryError::TooLarge { what, limit: limits.file_bytes });
        }
    }
    let total = plan.blobs.values().map(|blob| blob.size).sum();
    let progress = &registry.settings.progress;
    let task: Arc<dyn Task> = progress.begin("progress-copy", Some(total), Unit::Bytes).into();
    let work = Work { registry, source, plan: &plan, task, limits };
    match target {
        OutputReference::Registry(name) => push::push(&work, name),
        OutputReference::Layout { folder, tag } => layout::write(&work, folder, tag.as_deref()),
        OutputReference::OciArchive { file, tag } => archive::write(&work, file, tag.as_deref()),
        OutputReference::DockerArchive { file, name } => {
            archive::write_docker(&work, file, name.as_deref())
        }
    }
}

/// What the targets work with.
struct Work<'a> {
    registry: &'a Arc<Registry>,
    source: &'a Source,
    plan: &'a Plan,
    task: Arc<dyn Task>,
    limits: Limits,
}

impl Work<'_> {
    /// Returns the verified bytes of a blob.
    fn verified(&self, blob: &Descriptor) -> Result<BlobContent, RegistryError> {
        let content = self.source.content(blob)?;
        if !self.source.is_verified() {
            let algorithm = blob.digest.algorithm();
            let mut reader = HashingReader::new(content.open()?, algorithm);
            std::io::copy(&mut reader, &mut std::io::sink()).map_err(|source| {
                haerterei_image::ImageError::File { path: blob.digest.to_string().into(), source }
            })?;
            let (found, size) = reader.finish();
            source::check(blob, found, size)?;
        }
        Ok(content)
    }

    fn check_cancel(&self) -> Result<(), RegistryError> {
        Ok(self.registry.settings.cancel.check()?)
    }
}
