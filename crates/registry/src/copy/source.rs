// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Where images are copied from.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use haerterei_ground::{BoundedReader, Digest, HashingReader, Limits};
use haerterei_image::{
    Assembled, Blob, BlobContent, Blobs, Compression, Descriptor, DockerArchive, ImageError, Index,
    Layout, Manifest, OciArchive, Reference, RegistryReference, Section, document, read_document,
};

use super::companions;
use crate::client::Registry;
use crate::document::{Document, LARGEST};
use crate::error::RegistryError;
use crate::remote::{MOST_DOCUMENTS, get};

/// An image to be copied: one root, and everything below and beside it.
#[derive(Debug)]
pub struct Source {
    place: Place,
    root: Document,
    /// Who refers to what, where the place itself cannot be asked.
    referrers: BTreeMap<Digest, Vec<Descriptor>>,
    /// What is found by a tag made of a digest, where the place itself cannot be asked.
    tagged: BTreeMap<String, Descriptor>,
    /// Whether the manifest was made, because the form has none.
    is_made: bool,
    limits: Limits,
}

#[derive(Debug)]
enum Place {
    Registry(Arc<Registry>, RegistryReference),
    Layout(Layout),
    Archive(OciArchive),
    /// Blobs and documents that were gathered: of a docker archive, of an image just put together.
    Gathered(BTreeMap<Digest, BlobContent>),
}

impl Source {
    /// Opens what a reference names.
    ///
    /// # Errors
    ///
    /// [`ImageError::NotAnImage`] for a plain folder, which has no documents to copy.
    pub fn open(
        registry: &Arc<Registry>,
        reference: &Reference,
        limits: Limits,
    ) -> Result<Self, RegistryError> {
        match reference {
            Reference::Registry(name) => {
                let root = registry.document(name)?;
                let place = Place::Registry(Arc::clone(registry), name.clone());
                let (referrers, tagged) = (BTreeMap::new(), BTreeMap::new());
                Ok(Self { place, root, referrers, tagged, is_made: false, limits })
            }
            Reference::Layout { folder, tag } => {
                let layout = Layout::open(folder, limits)?;
                let index = layout.index()?;
                Self::of_index(Place::Layout(layout), &index, tag.as_deref(), limits)
            }
            Reference::OciArchive { file, tag } => {
                let archive = OciArchive::open(file, limits)?;
                let index = archive.index()?;
                Self::of_index(Place::Archive(archive), &index, tag.as_deref(), limits)
            }
            Reference::DockerArchive { file, name } => {
                Self::of_docker(&DockerArchive::open(file, limits)?, name.as_deref(), limits)
            }
            Reference::Path(path) => {
                let reference = reference.recognised(limits)?;
                match reference {
                    Reference::Path(_) | Reference::RootFolder(_) => Err(no_documents(path)),
                    reference => Self::open(registry, &reference, limits),
                }
            }
            Reference::RootFolder(path) => Err(no_documents(path)),
        }
    }

    /// Takes what an index of a layout or an archive names.
    fn of_index(
        place: Place,
        index: &Index,
        tag: Option<&str>,
        limits: Limits,
    ) -> Result<Self, RegistryError> {
        if index.manifests.len() > MOST_DOCUMENTS {
            return Err(RegistryError::Endless { what: "index.json".to_owned() });
        }
        let mut referrers: BTreeMap<Digest, Vec<Descriptor>> = BTreeMap::new();
        let mut roots: Vec<(Option<&str>, Document)> = Vec::new();
        let tagged = companions::entries_of(index);
        for entry in index.manifests.iter().filter(|one| one.is_index() || one.is_manifest()) {
            let is_companion = entry.tag().is_some_and(|own| tagged.contains_key(own));
            if is_companion && entry.tag() != tag {
                continue;
            }
            let found = local_document(place.blobs()?, entry)?;
            match found.subject() {
                Some(subject) => {
                    let listed = referrers.entry(subject.digest).or_default();
                    if listed.iter().all(|other| other.digest != entry.digest) {
                        listed.push(found.as_referrer());
                    }
                    // A referrer may have been given a name, to be copied by itself.
                    if tag.is_some() && entry.tag() == tag {
                        roots.push((entry.tag(), found));
                    }
                }
                None => roots.push((entry.tag(), found)),
            }
        }
        let mut known: Vec<String> = roots
            .iter()
            .map(|(tag, root)| {
                tag.map_or_else(|| root.descriptor.digest.to_string(), str::to_owned)
            })
            .collect();
        known.sort();
        known.dedup();
        if let Some(tag) = tag {
            roots.retain(|(own, _)| *own == Some(tag));
        }
        roots.dedup_by(|(_, one), (_, other)| one.descriptor.digest == other.descriptor.digest);
        let mut roots = roots.into_iter();
        match (roots.next(), roots.next()) {
            (Some((_, root)), None) => {
                Ok(Self { place, root, referrers, tagged, is_made: false, limits })
            }
            (None, _) => {
                let tag = tag.unwrap_or_default().to_owned();
                Err(ImageError::NoSuchTag { tag, known }.into())
            }
            (Some(_), Some(_)) => Err(ImageError::TagNeeded { known }.into()),
        }
    }

    /// Makes the manifest that a docker archive does not have: its configuration and its layers, as
    /// they are.
    fn of_docker(
        archive: &DockerArchive,
        name: Option<&str>,
        limits: Limits,
    ) -> Result<Self, RegistryError> {
        let parts = archive.parts(name)?;
        let mut blobs = BTreeMap::new();
        let mut layers = Vec::new();
        for section in parts.layers {
            let compression = compression_of(&section)?;
            let mut reader =
                HashingReader::new(section.clone(), haerterei_ground::Algorithm::Sha256);
            std::io::copy(&mut reader, &mut std::io::sink()).map_err(unreadable)?;
            let (digest, size) = reader.finish();
            layers.push(Descriptor::new(compression.media_type(), digest, size));
            blobs.insert(digest, BlobContent::Section(section));
        }
        let config = Descriptor::of(document::CONFIG, &parts.config);
        blobs.insert(config.digest, BlobContent::Bytes(parts.config.into()));
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(document::MANIFEST.to_owned()),
            artifact_type: None,
            config,
            layers,
            subject: None,
            annotations: BTreeMap::new(),
        };
        let root = made(document::to_bytes(&manifest))?;
        Ok(Self {
            place: Place::Gathered(blobs),
            root,
            referrers: BTreeMap::new(),
            tagged: BTreeMap::new(),
            is_made: true,
            limits,
        })
    }

    /// Takes an image that was just put together, with what refers to it: documents, and the blobs
    /// that they name.
    pub fn of_assembled(
        image: &Assembled,
        referring: &[(Descriptor, BTreeMap<Digest, Blob>)],
        limits: Limits,
    ) -> Result<Self, RegistryError> {
        let all = std::iter::once(&image.blobs).chain(referring.iter().map(|(_, blobs)| blobs));
        let blobs: BTreeMap<Digest, BlobContent> =
            all.flatten().map(|(digest, blob)| (*digest, blob.content.clone())).collect();
        let mut referrers: BTreeMap<Digest, Vec<Descriptor>> = BTreeMap::new();
        for (entry, _) in referring {
            let document = gathered_document(&blobs, entry)?;
            if let Some(subject) = document.subject() {
                referrers.entry(subject.digest).or_default().push(document.as_referrer());
            }
        }
        let root = gathered_document(&blobs, &image.root)?;
        let (place, tagged) = (Place::Gathered(blobs), BTreeMap::new());
        Ok(Self { place, root, referrers, tagged, is_made: false, limits })
    }

    /// Returns what the reference names.
    pub const fn root(&self) -> &Document {
        &self.root
    }

    /// Returns whether the manifest was made, because the form has none.
    pub const fn is_made(&self) -> bool {
        self.is_made
    }

    /// Returns whether blobs were verified when they were brought here.
    pub(crate) const fn is_verified(&self) -> bool {
        matches!(self.place, Place::Registry(..))
    }

    /// Returns where in a registry the image is, if it is in one.
    pub(crate) const fn origin(&self) -> Option<&RegistryReference> {
        match &self.place {
            Place::Registry(_, reference) => Some(reference),
            _ => None,
        }
    }

    /// Reads what a descriptor points at.
    pub(crate) fn document(&self, entry: &Descriptor) -> Result<Document, RegistryError> {
        if !(entry.is_index() || entry.is_manifest()) {
            let (what, found) = (entry.digest.to_string(), entry.media_type.clone());
            return Err(RegistryError::Unknown { what, found });
        }
        match &self.place {
            Place::Registry(registry, reference) => get(registry, reference, entry),
            Place::Gathered(blobs) => gathered_document(blobs, entry),
            _ => local_document(self.place.blobs()?, entry),
        }
    }

    /// Returns what refers to a digest.
    pub(crate) fn referrers(&self, subject: &Digest) -> Result<Vec<Descriptor>, RegistryError> {
        match &self.place {
            Place::Registry(registry, reference) => registry.referrers(reference, subject, None),
            _ => Ok(self.referrers.get(subject).cloned().unwrap_or_default()),
        }
    }

    /// Returns the document under a tag that is made of a digest, if there is one.
    pub(crate) fn tagged(&self, tag: &str) -> Result<Option<Document>, RegistryError> {
        match &self.place {
            Place::Registry(registry, reference) => registry.under_tag(reference, tag),
            _ => self.tagged.get(tag).map(|entry| self.document(entry)).transpose(),
        }
    }

    /// Returns where the bytes of a blob are; those of a registry come into the cache.
    pub(crate) fn content(&self, blob: &Descriptor) -> Result<BlobContent, RegistryError> {
        let missing = || RegistryError::from(ImageError::MissingBlob(blob.digest));
        match &self.place {
            Place::Registry(registry, reference) => {
                registry.bring(reference, std::slice::from_ref(blob), self.limits.file_bytes)?;
                Ok(BlobContent::File(registry.settings.store.path(&blob.digest)?))
            }
            Place::Layout(layout) => {
                // Opening refuses links and other things in a blob's place.
                layout.open(&blob.digest)?;
                Ok(BlobContent::File(layout.blob_path(&blob.digest)))
            }
            Place::Archive(archive) => {
                archive.section(&blob.digest).map(BlobContent::Section).ok_or_else(missing)
            }
            Place::Gathered(blobs) => blobs.get(&blob.digest).cloned().ok_or_else(missing),
        }
    }

    /// Reads a small blob whole and verifies it: a configuration.
    pub(crate) fn read(&self, blob: &Descriptor) -> Result<Vec<u8>, RegistryError> {
        if blob.size > LARGEST {
            let what = blob.digest.to_string();
            return Err(RegistryError::TooLarge { what, limit: LARGEST });
        }
        let reader = self.content(blob)?.open()?;
        let bytes = BoundedReader::new(reader, LARGEST).read_all().map_err(unreadable)?;
        check(blob, Digest::of(blob.digest.algorithm(), &bytes), bytes.len() as u64)?;
        Ok(bytes)
    }
}

impl Place {
    /// Returns the blobs of a place on this machine.
    fn blobs(&self) -> Result<&dyn Blobs, RegistryError> {
        match self {
            Self::Layout(layout) => Ok(layout),
            Self::Archive(archive) => Ok(archive),
            // Neither has documents of its own to be asked for.
            Self::Registry(..) | Self::Gathered(_) => {
                Err(ImageError::TooMany { what: "manifests" }.into())
            }
        }
    }
}

/// Refuses bytes that are not what a descriptor says.
pub(crate) fn check(blob: &Descriptor, found: Digest, size: u64) -> Result<(), RegistryError> {
    let what = || blob.digest.to_string();
    if size != blob.size {
        return Err(RegistryError::WrongSize { what: what(), expected: blob.size, found: size });
    }
    if found != blob.digest {
        let (expected, found) = (Box::new(blob.digest), Box::new(found));
        return Err(RegistryError::Lie { what: what(), expected, found });
    }
    Ok(())
}

/// Reads a document of our own making.
pub(crate) fn made(bytes: Vec<u8>) -> Result<Document, RegistryError> {
    let digest = Digest::sha256(&bytes);
    Document::read(bytes, None, digest, &digest.to_string())
}

fn gathered_document(
    blobs: &BTreeMap<Digest, BlobContent>,
    entry: &Descriptor,
) -> Result<Document, RegistryError> {
    let content = blobs.get(&entry.digest).ok_or(ImageError::MissingBlob(entry.digest))?;
    let bytes = BoundedReader::new(content.open()?, LARGEST).read_all().map_err(unreadable)?;
    check(entry, Digest::of(entry.digest.algorithm(), &bytes), bytes.len() as u64)?;
    Document::read(bytes, Some(&entry.media_type), entry.digest, &entry.digest.to_string())
}

/// Reads a document from among some blobs.
pub(super) fn gathered(
    blobs: &BTreeMap<Digest, Blob>,
    entry: &Descriptor,
) -> Result<Document, RegistryError> {
    let blob = blobs.get(&entry.digest).ok_or(ImageError::MissingBlob(entry.digest))?;
    gathered_document(&BTreeMap::from([(entry.digest, blob.content.clone())]), entry)
}

fn local_document(blobs: &dyn Blobs, entry: &Descriptor) -> Result<Document, RegistryError> {
    let limits = Limits { document_bytes: LARGEST, ..Limits::default() };
    let bytes = read_document(blobs, entry, &limits)?;
    Document::read(bytes, Some(&entry.media_type), entry.digest, &entry.digest.to_string())
}

/// Tells by the first bytes how a layer is compressed.
fn compression_of(section: &Section) -> Result<Compression, RegistryError> {
    let mut magic = Vec::new();
    section.clone().take(4).read_to_end(&mut magic).map_err(unreadable)?;
    Ok(match magic.as_slice() {
        [0x1f, 0x8b, ..] => Compression::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd] => Compression::Zstd,
        _ => Compression::None,
    })
}

fn unreadable(source: std::io::Error) -> RegistryError {
    ImageError::File { path: "blob".into(), source }.into()
}

fn no_documents(path: &std::path::Path) -> RegistryError {
    let reason = "a folder of files has no manifest that could be copied";
    ImageError::NotAnImage { path: path.to_owned(), reason }.into()
}
