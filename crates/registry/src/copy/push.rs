// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Copies into registries.

use std::collections::BTreeSet;

use haerterei_fetch::{Call, Method};
use haerterei_ground::Digest;
use haerterei_image::{Descriptor, RegistryReference};

use super::{Summary, Work};
use crate::client::{PARALLEL, Registry, Scope, refused};
use crate::document::{ACCEPTED, Document};
use crate::error::RegistryError;
use crate::parallel;
use crate::upload::{Bytes, Fate};

pub(super) fn push(work: &Work<'_>, target: &RegistryReference) -> Result<Summary, RegistryError> {
    let (plan, registry) = (work.plan, work.registry);
    let mut summary = Summary::new(plan);
    push_blobs(work, target, &mut summary)?;
    let mut noted = BTreeSet::new();
    for (document, copied) in plan.documents.iter().zip(&mut summary.documents) {
        work.check_cancel()?;
        copied.was_present = has_document(registry, target, document)?;
        if !copied.was_present
            && registry.put_document(target, &document.descriptor.digest.to_string(), document)?
        {
            noted.insert(document.descriptor.digest);
        }
    }
    for (subject, listed) in &plan.referrers {
        note(work, target, subject, listed, &noted)?;
    }
    for (tag, document) in &plan.tagged {
        registry.put_document(target, tag, document)?;
    }
    // The name comes last: who reads by it sees nothing that is not whole.
    registry.put_document(target, &target.wanted(), &plan.root)?;
    Ok(summary)
}

fn push_blobs(
    work: &Work<'_>,
    target: &RegistryReference,
    summary: &mut Summary,
) -> Result<(), RegistryError> {
    let registry = work.registry;
    let scope = Scope::push(target);
    // The largest first, so that none is left over at the end.
    let mut blobs: Vec<&Descriptor> = work.plan.blobs.values().collect();
    blobs.sort_by_key(|blob| (std::cmp::Reverse(blob.size), blob.digest));
    let origin = work.source.origin().and_then(|source| Registry::mountable(source, target));
    // One asks first: the others then know already who we are there.
    let (first, others) = blobs.split_at(blobs.len().min(1));
    let send = |blob: &&Descriptor| {
        work.check_cancel()?;
        if registry.has_blob(&scope, &blob.digest, blob.size)? {
            work.task.advance(blob.size);
            return Ok(Fate::Present);
        }
        work.task.at(&blob.digest.short());
        let bytes = || Bytes::open(&work.verified(blob)?, blob.size);
        let sent = registry.upload(target, blob, origin.as_deref(), bytes, &work.task)?;
        if sent == Fate::Mounted {
            work.task.advance(blob.size);
        }
        Ok::<_, RegistryError>(sent)
    };
    for part in [first, others] {
        let sent = parallel::each(PARALLEL, part, send)?;
        for (blob, sent) in part.iter().zip(sent) {
            match sent {
                Fate::Present => summary.present.add(blob.size),
                Fate::Mounted => summary.mounted.add(blob.size),
                Fate::Carried => summary.sent.add(blob.size),
            }
        }
    }
    Ok(())
}

/// Returns whether a repository has a document.
fn has_document(
    registry: &Registry,
    target: &RegistryReference,
    document: &Document,
) -> Result<bool, RegistryError> {
    let scope = Scope::push(target);
    let digest = document.descriptor.digest;
    let url = registry.address(&scope, &format!("manifests/{digest}"))?;
    let call = Call::new(Method::Head, url).header("accept", ACCEPTED.join(", "));
    let answer = registry.send(&scope, call)?;
    match answer.status {
        200 => Ok(true),
        404 => Ok(false),
        _ => Err(refused(&format!("{}@{digest}", scope.place()), &answer)),
    }
}

/// Makes sure that what refers to a digest is found: by the registry's own list, else by the tag.
fn note(
    work: &Work<'_>,
    target: &RegistryReference,
    subject: &Digest,
    listed: &[Descriptor],
    noted: &BTreeSet<Digest>,
) -> Result<(), RegistryError> {
    let mut open: Vec<Descriptor> =
        listed.iter().filter(|entry| !noted.contains(&entry.digest)).cloned().collect();
    if open.is_empty() {
        return Ok(());
    }
    if let Some(known) = work.registry.listed_by(target, subject)? {
        open.retain(|entry| known.iter().all(|other| other.digest != entry.digest));
    }
    if open.is_empty() {
        return Ok(());
    }
    work.registry.tag_referrers(target, subject, &open)
}
