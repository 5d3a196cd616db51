// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Copies into OCI layouts: everything that refers to the image is an entry of `index.json`, where
//! every tool finds it.

use std::path::Path;

use haerterei_image::document::REF_NAME;
use haerterei_image::{Descriptor, Layout, Transfer};

use super::{Summary, Work};
use crate::client::PARALLEL;
use crate::error::RegistryError;
use crate::parallel;

pub(super) fn write(
    work: &Work<'_>,
    folder: &Path,
    tag: Option<&str>,
) -> Result<Summary, RegistryError> {
    let plan = work.plan;
    let layout = Layout::create(folder, work.limits)?;
    let mut summary = Summary::new(plan);
    let blobs: Vec<&Descriptor> = plan.blobs.values().collect();
    let was_there = parallel::each(PARALLEL, &blobs, |blob| {
        work.check_cancel()?;
        let is_there = layout.has(&blob.digest, blob.size);
        if !is_there {
            work.task.at(&blob.digest.short());
            let content = work.source.content(blob)?;
            if work.source.is_verified() {
                layout.add(&blob.digest, blob.size, &content, Transfer::Copy)?;
            } else {
                layout.add_reader(&blob.digest, content.open()?)?;
            }
        }
        work.task.advance(blob.size);
        Ok::<_, RegistryError>(is_there)
    })?;
    for (blob, is_there) in blobs.iter().zip(was_there) {
        if is_there { &mut summary.present } else { &mut summary.sent }.add(blob.size);
    }
    for (document, copied) in plan.documents.iter().zip(&mut summary.documents) {
        let Descriptor { digest, size, .. } = document.descriptor;
        copied.was_present = layout.has(&digest, size);
        if !copied.was_present {
            layout.add_reader(&digest, document.bytes.as_slice())?;
        }
    }
    layout.name(&entries(work, tag))?;
    Ok(summary)
}

/// Returns the entries of `index.json`: the root under its tag, then what refers to anything, in
/// one way or the other.
pub(super) fn entries(work: &Work<'_>, tag: Option<&str>) -> Vec<Descriptor> {
    let mut root = work.plan.root.as_entry();
    if let Some(tag) = tag {
        root.annotations.insert(REF_NAME.to_owned(), tag.to_owned());
    }
    let tagged = work.plan.tagged.iter().map(|(tag, document)| {
        let mut entry = document.as_entry();
        entry.annotations.insert(REF_NAME.to_owned(), tag.clone());
        entry
    });
    std::iter::once(root).chain(work.plan.all_referrers().cloned()).chain(tagged).collect()
}
