// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Putting a statement beside an image that is in a registry already.

use std::collections::BTreeMap;
use std::sync::Arc;

use haerterei_ground::{Digest, Task, Unit};
use haerterei_image::{Blob, Descriptor, RegistryReference};

use super::source::gathered;
use crate::client::{Registry, Scope};
use crate::error::RegistryError;
use crate::upload::Bytes;

/// Puts an artifact that refers to an image of a repository into that repository: its blobs first,
/// then its document, under its own digest. It is found by the registry's list of referrers, else by
/// the tag that stands for that list. Attaching the same once more changes nothing.
///
/// # Errors
///
/// Refused is an artifact that refers to nothing, and one whose bytes are not what `content` says.
pub fn attach(
    registry: &Registry,
    target: &RegistryReference,
    artifact: &Descriptor,
    content: &BTreeMap<Digest, Blob>,
) -> Result<(), RegistryError> {
    let document = gathered(content, artifact)?;
    let contradiction = || RegistryError::Contradiction { what: artifact.digest.to_string() };
    let subject = document.subject().map(|subject| subject.digest).ok_or_else(contradiction)?;
    let scope = Scope::push(target);
    let total = document.blobs().map(|blob| blob.size).sum();
    let task: Arc<dyn Task> =
        registry.settings.progress.begin("progress-copy", Some(total), Unit::Bytes).into();
    for blob in document.blobs() {
        registry.settings.cancel.check()?;
        if registry.has_blob(&scope, &blob.digest, blob.size)? {
            task.advance(blob.size);
            continue;
        }
        let found = content.get(&blob.digest).ok_or_else(contradiction)?;
        let bytes = || Bytes::open(&found.content, blob.size);
        registry.upload(target, blob, None, bytes, &task)?;
    }
    if registry.put_document(target, &artifact.digest.to_string(), &document)? {
        return Ok(());
    }
    let known = registry.listed_by(target, &subject)?.unwrap_or_default();
    if known.iter().any(|entry| entry.digest == artifact.digest) {
        return Ok(());
    }
    registry.tag_referrers(target, &subject, &[document.as_referrer()])
}
