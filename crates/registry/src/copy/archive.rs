// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Copies into archives, which are written whole in one go.

use std::collections::BTreeMap;
use std::path::Path;

use haerterei_ground::Digest;
use haerterei_image::{
    Assembled, AssembledPlatform, Blob, BlobContent, Compression, Descriptor, DockerArchive,
    ImageConfig, ImageError, Index, LayerDescriptor, OciArchive, document,
};

use super::layout::entries;
use super::{Summary, Work};
use crate::client::PARALLEL;
use crate::document::DocumentContent;
use crate::error::RegistryError;
use crate::parallel;

/// Writes an OCI archive, in place of what was there.
pub(super) fn write(
    work: &Work<'_>,
    file: &Path,
    tag: Option<&str>,
) -> Result<Summary, RegistryError> {
    let mut blobs = gathered(work)?;
    for document in &work.plan.documents {
        let Descriptor { digest, size, .. } = document.descriptor;
        let content = BlobContent::Bytes(document.bytes.as_slice().into());
        blobs.insert(digest, Blob { size, content });
    }
    OciArchive::write_blobs(file, &Index::new(entries(work, tag)), &blobs)?;
    Ok(all_sent(work))
}

/// Writes a docker archive, which holds one platform, and nothing that refers to it.
pub(super) fn write_docker(
    work: &Work<'_>,
    file: &Path,
    name: Option<&str>,
) -> Result<Summary, RegistryError> {
    let root = &work.plan.root;
    let DocumentContent::Manifest(manifest) = &root.content else {
        return Err(ImageError::OnePlatform(root.members().len()).into());
    };
    let config = work.source.read(&manifest.config)?;
    let config: ImageConfig =
        document::parse(&config, &manifest.config.digest.to_string(), &work.limits)?;
    if config.rootfs.diff_ids.len() != manifest.layers.len() {
        return Err(RegistryError::Contradiction { what: root.descriptor.digest.to_string() });
    }
    let layer = |(layer, diff_id): (&Descriptor, &Digest)| LayerDescriptor {
        compression: Compression::from_media_type(&layer.media_type).unwrap_or_default(),
        digest: layer.digest,
        size: layer.size,
        diff_id: *diff_id,
        // Nobody asks: a docker archive does not name it.
        diff_size: 0,
    };
    let image = Assembled {
        root: root.descriptor.clone(),
        platforms: vec![AssembledPlatform {
            platform: config.platform(),
            manifest: root.descriptor.clone(),
            config: manifest.config.clone(),
            layers: manifest.layers.iter().zip(&config.rootfs.diff_ids).map(layer).collect(),
        }],
        blobs: gathered(work)?,
    };
    DockerArchive::write(file, &image, name)?;
    Ok(all_sent(work))
}

/// Brings all blobs where they can be read from, verified.
fn gathered(work: &Work<'_>) -> Result<BTreeMap<Digest, Blob>, RegistryError> {
    let blobs: Vec<&Descriptor> = work.plan.blobs.values().collect();
    let contents = parallel::each(PARALLEL, &blobs, |blob| {
        work.check_cancel()?;
        work.task.at(&blob.digest.short());
        let content = work.verified(blob)?;
        work.task.advance(blob.size);
        Ok::<_, RegistryError>(content)
    })?;
    let of = |(blob, content): (&&Descriptor, BlobContent)| {
        (blob.digest, Blob { size: blob.size, content })
    };
    Ok(blobs.iter().zip(contents).map(of).collect())
}

fn all_sent(work: &Work<'_>) -> Summary {
    let mut summary = Summary::new(work.plan);
    for blob in work.plan.blobs.values() {
        summary.sent.add(blob.size);
    }
    summary
}
