// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images in a registry, read as any other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use haerterei_ground::{Digest, Limits};
use haerterei_image::{
    BlobReader, Blobs, Descriptor, Image, ImageError, ImageSource, Index, RegistryReference,
};

use crate::client::{PARALLEL, Registry};
use crate::document::{Document, DocumentContent};
use crate::error::RegistryError;
use crate::parallel;

/// How deep indices may be nested; one level is usual.
const DEEPEST: usize = 4;
/// The most documents of one image.
pub(crate) const MOST_DOCUMENTS: usize = 2000;

/// An image in a registry.
#[derive(Clone, Debug)]
pub struct Remote {
    blobs: Arc<RemoteBlobs>,
    root: Document,
    /// The layers of each image.
    layers: Vec<Vec<Descriptor>>,
}

/// The blobs of a repository; they come into the cache when they are opened.
#[derive(Debug)]
struct RemoteBlobs {
    registry: Arc<Registry>,
    reference: RegistryReference,
    /// Documents are no blobs to a registry.
    documents: BTreeSet<Digest>,
    /// The layers of each image, where whoever opens one wants all of them.
    together: Vec<Vec<Descriptor>>,
    limits: Limits,
}

impl Remote {
    /// Opens an image: its documents and configurations come into the cache, its layers do not.
    pub fn open(
        registry: &Arc<Registry>,
        reference: &RegistryReference,
        limits: Limits,
    ) -> Result<Self, RegistryError> {
        let root = registry.document(reference)?;
        let documents = documents_below(registry, reference, &root)?;
        let manifests = || {
            std::iter::once(&root).chain(documents.values()).filter_map(|document| match &document
                .content
            {
                DocumentContent::Manifest(manifest) => Some(manifest),
                DocumentContent::Index(_) => None,
            })
        };
        let configurations: Vec<Descriptor> =
            manifests().map(|manifest| manifest.config.clone()).collect();
        let layers = manifests().map(|manifest| manifest.layers.clone()).collect();
        registry.bring(reference, &configurations, limits.document_bytes)?;
        let mut digests: BTreeSet<Digest> = documents.into_keys().collect();
        digests.insert(root.descriptor.digest);
        Ok(Self {
            blobs: Arc::new(RemoteBlobs {
                registry: Arc::clone(registry),
                reference: reference.clone(),
                documents: digests,
                together: Vec::new(),
                limits,
            }),
            root,
            layers,
        })
    }

    /// Returns what the reference names, as its registry has it now.
    pub const fn root(&self) -> &Descriptor {
        &self.root.descriptor
    }

    /// Returns the image as a source of images, one for each platform.
    pub fn source(&self) -> ImageSource {
        let index = Index::new(vec![self.root.descriptor.clone()]);
        let blobs: Arc<dyn Blobs> = Arc::clone(&self.blobs) as Arc<dyn Blobs>;
        ImageSource::Named { index, blobs }
    }

    /// Returns the image as [`source`](Self::source) does, for whoever reads all layers: with the
    /// first layer of an image that is opened come all of it, at the same time.
    pub fn source_together(&self) -> ImageSource {
        let RemoteBlobs { registry, reference, documents, limits, .. } = self.blobs.as_ref();
        let blobs = RemoteBlobs {
            registry: Arc::clone(registry),
            reference: reference.clone(),
            documents: documents.clone(),
            together: self.layers.clone(),
            limits: *limits,
        };
        let index = Index::new(vec![self.root.descriptor.clone()]);
        ImageSource::Named { index, blobs: Arc::new(blobs) }
    }

    /// Brings some layers of an image into the cache, all at once: read one by one they would come
    /// one by one.
    pub fn bring_layers(
        &self,
        image: &Image,
        wanted: impl Fn(usize) -> bool,
    ) -> Result<(), RegistryError> {
        let layers: Vec<Descriptor> = image
            .layers
            .iter()
            .enumerate()
            .filter(|(number, _)| wanted(*number))
            .filter_map(|(_, layer)| Some(Descriptor::new("", layer.digest?, layer.size?)))
            .collect();
        let RemoteBlobs { registry, reference, limits, .. } = self.blobs.as_ref();
        registry.bring(reference, &layers, limits.file_bytes)
    }
}

/// Gets all documents below an index, level by level, those of a level at the same time.
fn documents_below(
    registry: &Registry,
    reference: &RegistryReference,
    root: &Document,
) -> Result<BTreeMap<Digest, Document>, RegistryError> {
    let endless = || RegistryError::Endless { what: reference.to_string() };
    let mut found: BTreeMap<Digest, Document> = BTreeMap::new();
    let mut level: Vec<Descriptor> = wanted(root);
    for depth in 0.. {
        level.retain(|entry| !found.contains_key(&entry.digest));
        level.sort_by_key(|entry| entry.digest);
        level.dedup_by_key(|entry| entry.digest);
        if level.is_empty() {
            break;
        }
        if depth >= DEEPEST || found.len() + level.len() > MOST_DOCUMENTS {
            return Err(endless());
        }
        let documents = parallel::each(PARALLEL, &level, |entry| get(registry, reference, entry))?;
        level = documents.iter().flat_map(wanted).collect();
        found.extend(documents.into_iter().map(|one| (one.descriptor.digest, one)));
    }
    Ok(found)
}

/// Returns the members of an index that may be images.
fn wanted(document: &Document) -> Vec<Descriptor> {
    let is_image = |entry: &&Descriptor| {
        entry.artifact_type.is_none() && (entry.is_index() || entry.is_manifest())
    };
    document.members().iter().filter(is_image).cloned().collect()
}

/// Gets what a descriptor points at.
pub(crate) fn get(
    registry: &Registry,
    reference: &RegistryReference,
    entry: &Descriptor,
) -> Result<Document, RegistryError> {
    let document = registry.document(&reference.at(&entry.digest))?;
    let found = document.descriptor.size;
    if found != entry.size {
        let what = entry.digest.to_string();
        return Err(RegistryError::WrongSize { what, expected: entry.size, found });
    }
    Ok(document)
}

impl RemoteBlobs {
    fn fetch(&self, digest: &Digest, size: u64) -> Result<BlobReader, RegistryError> {
        let store = &self.registry.settings.store;
        if self.documents.contains(digest) && !store.contains(digest) {
            self.registry.document(&self.reference.at(digest))?;
        }
        let blob = Descriptor::new("", *digest, size);
        if !store.contains(digest) {
            let has = |all: &&Vec<Descriptor>| all.iter().any(|one| one.digest == *digest);
            let mut images = self.together.iter().filter(has);
            // What several platforms share tells nothing of which of them is read.
            if let (Some(all), None) = (images.next(), images.next()) {
                self.registry.bring(&self.reference, all, self.limits.file_bytes)?;
            }
        }
        let file = self.registry.open_blob(&self.reference, &blob, self.limits.file_bytes)?;
        Ok(Box::new(file))
    }
}

impl Blobs for RemoteBlobs {
    fn open(&self, digest: &Digest) -> Result<BlobReader, ImageError> {
        // Whoever opens without a size has opened before with one.
        match self.registry.settings.store.open_blob(digest) {
            Ok(file) => Ok(Box::new(file)),
            Err(_) => Err(ImageError::MissingBlob(*digest)),
        }
    }

    fn open_sized(&self, digest: &Digest, size: u64) -> Result<BlobReader, ImageError> {
        self.fetch(digest, size).map_err(|error| ImageError::Elsewhere {
            what: format!("{}@{digest}", self.reference.place()),
            cause: Box::new(error),
        })
    }
}
