// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Putting an image together: configuration, manifest and index from layers that are written.

use std::collections::BTreeMap;

use haerterei_ground::{Digest, Limits};

use crate::blobs::{BlobContent, BlobReader, Blobs};
use crate::document::{self, CONFIG, MANIFEST};
use crate::{
    Annotations, Descriptor, Image, ImageConfig, ImageError, Index, LayerDescriptor, Manifest,
    Platform,
};

/// What an image for one platform is made of.
#[derive(Clone, Debug)]
pub struct PlatformParts {
    /// How it runs. Its list of layers is filled in from `layers`.
    pub config: ImageConfig,
    /// The layers, lowest first, and where their bytes are.
    pub layers: Vec<(LayerDescriptor, BlobContent)>,
    /// Annotations of the manifest.
    pub annotations: Annotations,
}

/// A blob to be written.
#[derive(Clone, Debug)]
pub struct Blob {
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes.
    pub content: BlobContent,
}

/// An image for one platform, put together.
#[derive(Clone, Debug)]
pub struct AssembledPlatform {
    /// Where it runs.
    pub platform: Platform,
    /// Its manifest.
    pub manifest: Descriptor,
    /// Its configuration.
    pub config: Descriptor,
    /// Its layers, lowest first.
    pub layers: Vec<LayerDescriptor>,
}

/// An image for one or more platforms, put together: documents, digests and all blobs.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// What names the whole: the index, or the only manifest.
    pub root: Descriptor,
    /// The platforms, in the order given.
    pub platforms: Vec<AssembledPlatform>,
    /// Every blob but `oci-layout` and `index.json`, by digest.
    pub blobs: BTreeMap<Digest, Blob>,
}

impl Assembled {
    /// Puts an image together. Several platforms make an index, with `annotations`; one makes an
    /// index only if `always_index`.
    ///
    /// # Errors
    ///
    /// [`ImageError::Contradiction`] if there is no platform at all, or one twice.
    pub fn new(
        parts: Vec<PlatformParts>,
        annotations: Annotations,
        always_index: bool,
    ) -> Result<Self, ImageError> {
        let wrong = |reason| ImageError::Contradiction { what: "index".to_owned(), reason };
        let mut blobs = BTreeMap::new();
        let mut platforms: Vec<AssembledPlatform> = Vec::new();
        for parts in parts {
            let platform = assemble(parts, &mut blobs);
            if platforms.iter().any(|other| other.platform == platform.platform) {
                return Err(wrong("it names a platform twice"));
            }
            platforms.push(platform);
        }
        let root = match platforms.as_slice() {
            [] => return Err(wrong("it names no platform")),
            [only] if !always_index => only.manifest.clone(),
            several => {
                let members = several.iter().map(|platform| Descriptor {
                    platform: Some(platform.platform.clone()),
                    ..platform.manifest.clone()
                });
                let mut index = Index::new(members.collect());
                index.annotations = annotations;
                add(&mut blobs, document::INDEX, &document::to_bytes(&index))
            }
        };
        Ok(Self { root, platforms, blobs })
    }

    /// Returns the images, one for each platform, to be read before they are written anywhere.
    pub fn images(&self, limits: Limits) -> Result<Vec<Image>, ImageError> {
        crate::image::of_assembled(self, limits)
    }
}

impl Blobs for Assembled {
    fn open(&self, digest: &Digest) -> Result<BlobReader, ImageError> {
        self.blobs.get(digest).ok_or(ImageError::MissingBlob(*digest))?.content.open()
    }
}

fn assemble(parts: PlatformParts, blobs: &mut BTreeMap<Digest, Blob>) -> AssembledPlatform {
    let mut config = parts.config;
    config.rootfs.diff_ids = parts.layers.iter().map(|(layer, _)| layer.diff_id).collect();
    let platform = config.platform();
    let config = add(blobs, CONFIG, &document::to_bytes(&config));
    let mut layers = Vec::new();
    for (layer, content) in parts.layers {
        blobs.insert(layer.digest, Blob { size: layer.size, content });
        layers.push(layer);
    }
    let manifest = Manifest {
        schema_version: 2,
        media_type: Some(MANIFEST.to_owned()),
        artifact_type: None,
        config: config.clone(),
        layers: layers
            .iter()
            .map(|layer| Descriptor::new(layer.media_type(), layer.digest, layer.size))
            .collect(),
        subject: None,
        annotations: parts.annotations,
    };
    AssembledPlatform {
        platform,
        manifest: add(blobs, MANIFEST, &document::to_bytes(&manifest)),
        config,
        layers,
    }
}

fn add(blobs: &mut BTreeMap<Digest, Blob>, media_type: &str, bytes: &[u8]) -> Descriptor {
    let descriptor = Descriptor::of(media_type, bytes);
    blobs.insert(
        descriptor.digest,
        Blob { size: descriptor.size, content: BlobContent::Bytes(bytes.into()) },
    );
    descriptor
}
