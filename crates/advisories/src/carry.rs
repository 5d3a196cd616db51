// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Carrying an index over an air gap: one OCI artifact, in a file or a layout.
//!
//! Its manifest has the artifact type [`ARTIFACT_TYPE`]. The layers are the index' manifest, the
//! envelope over it where it is signed, and its files, each compressed with zstd and named by the
//! digest of what is inside. The signature holds the manifest, the manifest holds everything.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use haerterei_ground::{BoundedReader, Cancel, Digest, Limits};
use haerterei_image::document::{self, EMPTY, MANIFEST};
use haerterei_image::{
    Annotations, Blob, BlobContent, Blobs, Descriptor, Index as ImageIndex, Layout,
    Manifest as ImageManifest, OciArchive, read_document,
};

use crate::envelope::{Envelope, SigningKey, TrustedKey};
use crate::error::AdvisoriesError;
use crate::generation::distinct_files;
use crate::index::{Index, Trust, parse_manifest};
use crate::manifest::Manifest;
use crate::shelf::Shelf;

/// What an exported index is.
pub const ARTIFACT_TYPE: &str = "application/vnd.haerterei.advisories.v1";
const MANIFEST_TYPE: &str = "application/vnd.haerterei.advisories.manifest.v1+json";
const FILE_TYPE: &str = "application/vnd.haerterei.advisories.file.v1+zstd";
const ENVELOPE_TYPE: &str = "application/vnd.dsse.envelope.v1+json";
/// The annotation of a layer that holds a file: the digest of the file.
const FILE_NAME: &str = "dev.haerterei.file";
const LEVEL: i32 = 12;
/// The most files that an index has.
const MOST_FILES: usize = 10_000;

/// Where an exported index is, or shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A file: an OCI archive.
    File(PathBuf),
    /// A folder: an OCI layout.
    Layout(PathBuf),
}

impl Carrier {
    /// Reads `oci:DIR`, or a file.
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix("oci:") {
            Some(folder) => Self::Layout(folder.into()),
            None => Self::File(text.strip_prefix("oci-archive:").unwrap_or(text).into()),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Layout(path) => path,
        }
    }
}

/// Exports the current generation, signed where there is a key; returns its manifest's descriptor
/// in the layout.
pub fn export(
    index: &Index,
    carrier: &Carrier,
    key: Option<&SigningKey>,
    cancel: &Cancel,
) -> Result<Descriptor, AdvisoriesError> {
    let mut blobs: BTreeMap<Digest, Blob> = BTreeMap::new();
    let mut layers = Vec::new();
    let mut add = |media_type: &str, bytes: Vec<u8>, annotations: Annotations| {
        let descriptor = Descriptor { annotations, ..Descriptor::of(media_type, &bytes) };
        let size = bytes.len() as u64;
        blobs.insert(descriptor.digest, Blob { size, content: BlobContent::Bytes(bytes.into()) });
        descriptor
    };
    let manifest = index.manifest().to_bytes();
    layers.push(add(MANIFEST_TYPE, manifest.clone(), Annotations::new()));
    if let Some(key) = key {
        let envelope = key.seal(MANIFEST_TYPE, &manifest).ok_or(AdvisoriesError::WrongSignature)?;
        layers.push(add(ENVELOPE_TYPE, document::to_bytes(&envelope), Annotations::new()));
    }
    for file in distinct_files(index.manifest()) {
        cancel.check()?;
        let bytes = index.read(file)?;
        let packed =
            zstd::bulk::compress(&bytes, LEVEL).map_err(AdvisoriesError::file(carrier.path()))?;
        let name = Annotations::from([(FILE_NAME.to_owned(), file.digest.to_string())]);
        layers.push(add(FILE_TYPE, packed, name));
    }
    let config = add(EMPTY, b"{}".to_vec(), Annotations::new());
    let artifact = ImageManifest {
        schema_version: 2,
        media_type: Some(MANIFEST.to_owned()),
        artifact_type: Some(ARTIFACT_TYPE.to_owned()),
        config,
        layers,
        subject: None,
        annotations: Annotations::new(),
    };
    let root = add(MANIFEST, document::to_bytes(&artifact), Annotations::new());
    let root = Descriptor { artifact_type: Some(ARTIFACT_TYPE.to_owned()), ..root };
    match carrier {
        Carrier::File(path) => {
            OciArchive::write_blobs(path, &ImageIndex::new(vec![root.clone()]), &blobs)?;
        }
        Carrier::Layout(folder) => {
            let layout = Layout::create(folder, Limits::default())?;
            for blob in blobs.values() {
                if let BlobContent::Bytes(bytes) = &blob.content {
                    layout.add_bytes(bytes)?;
                }
            }
            layout.name(std::slice::from_ref(&root))?;
        }
    }
    Ok(root)
}

/// What an import asks of what it imports.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// The keys whose signatures are believed; one of them must have signed.
    pub trusted: &'a [TrustedKey],
    /// Takes it without a verified signature.
    pub allow_unsigned: bool,
    /// Takes one that is older than what is there.
    pub allow_older: bool,
}

/// Imports an exported index in place of what is there, after every signature and digest was
/// checked.
pub fn import(
    carrier: &Carrier,
    demand: Demand<'_>,
    folder: &Path,
    cancel: &Cancel,
) -> Result<Manifest, AdvisoriesError> {
    let opened = Opened::open(carrier)?;
    let trust = opened.verify(demand, carrier)?;
    let manifest = parse_manifest(&opened.manifest, carrier.path())?;
    let shelf = Shelf::open(folder, cancel)?;
    match Index::open(folder) {
        Ok(there) if there.manifest().created > manifest.created && !demand.allow_older => {
            return Err(AdvisoriesError::Older {
                there: there.manifest().created.to_string(),
                exported: manifest.created.to_string(),
            });
        }
        // A damaged index is what an import can heal.
        Ok(_) | Err(AdvisoriesError::None { .. } | AdvisoriesError::Damaged { .. }) => {}
        Err(error) => return Err(error),
    }
    for file in distinct_files(&manifest) {
        cancel.check()?;
        let bytes = opened.file(file.digest, file.size, carrier)?;
        shelf.put(&bytes, file.rows)?;
    }
    shelf.publish(&opened.manifest, Some(&document::to_bytes(&trust)))?;
    Ok(manifest)
}

/// An exported index, of which only the manifest was read.
#[derive(Debug)]
struct Opened {
    blobs: Box<dyn Blobs>,
    manifest: Vec<u8>,
    envelope: Option<Envelope>,
    files: BTreeMap<String, Descriptor>,
}

impl Opened {
    fn open(carrier: &Carrier) -> Result<Self, AdvisoriesError> {
        let limits = Limits::default();
        let wrong = |problem: &str| AdvisoriesError::NotExported {
            path: carrier.path().to_owned(),
            problem: problem.to_owned(),
        };
        let (blobs, index): (Box<dyn Blobs>, ImageIndex) = match carrier {
            Carrier::File(path) => {
                fs::metadata(path).map_err(AdvisoriesError::file(path))?;
                let archive = OciArchive::open(path, limits)?;
                let index = archive.index()?;
                (Box::new(archive), index)
            }
            Carrier::Layout(folder) => {
                let layout = Layout::open(folder, limits)?;
                let index = layout.index()?;
                (Box::new(layout), index)
            }
        };
        // Of several in a layout, the one that was added last is meant.
        let is_ours = |entry: &&Descriptor| entry.artifact_type.as_deref() == Some(ARTIFACT_TYPE);
        let root = index.manifests.iter().rfind(is_ours);
        let root = root.ok_or_else(|| wrong("no index of advisories is in it"))?;
        let bytes = read_document(blobs.as_ref(), root, &limits)?;
        let artifact: ImageManifest = document::parse(&bytes, &root.digest.to_string(), &limits)?;
        let of_type = |media_type: &str| {
            let mut found = artifact.layers.iter().filter(|it| it.media_type == media_type);
            (found.next(), found.next())
        };
        let (Some(manifest), None) = of_type(MANIFEST_TYPE) else {
            return Err(wrong("it has not exactly one manifest of an index"));
        };
        let manifest = read_document(blobs.as_ref(), manifest, &limits)?;
        let envelope = match of_type(ENVELOPE_TYPE) {
            (None, _) => None,
            (Some(envelope), None) => {
                let bytes = read_document(blobs.as_ref(), envelope, &limits)?;
                Some(document::parse(&bytes, &envelope.digest.to_string(), &limits)?)
            }
            _ => return Err(wrong("it has several envelopes")),
        };
        if artifact.layers.len() > MOST_FILES {
            return Err(wrong("it has too many files"));
        }
        let named =
            |layer: &Descriptor| Some((layer.annotations.get(FILE_NAME)?.clone(), layer.clone()));
        let files = artifact.layers.iter().filter_map(named).collect();
        Ok(Self { blobs, manifest, envelope, files })
    }

    fn verify(&self, demand: Demand<'_>, carrier: &Carrier) -> Result<Trust, AdvisoriesError> {
        let file = carrier.path().display().to_string();
        if demand.trusted.is_empty() {
            return if demand.allow_unsigned {
                Ok(Trust { key: None, file })
            } else {
                Err(AdvisoriesError::NotVerified { is_signed: self.envelope.is_some() })
            };
        }
        let Some(envelope) = &self.envelope else {
            return Err(AdvisoriesError::NotVerified { is_signed: false });
        };
        match envelope.open(MANIFEST_TYPE, demand.trusted) {
            Some((payload, key)) if payload == self.manifest => {
                Ok(Trust { key: Some(key.identity()), file })
            }
            _ => Err(AdvisoriesError::WrongSignature),
        }
    }

    fn file(
        &self,
        digest: Digest,
        size: u64,
        carrier: &Carrier,
    ) -> Result<Vec<u8>, AdvisoriesError> {
        let wrong = || AdvisoriesError::WrongDigest { digest };
        let layer = self.files.get(&digest.to_string()).ok_or_else(wrong)?;
        let packed = self.blobs.open_sized(&layer.digest, layer.size)?;
        let packed = BoundedReader::new(packed, layer.size)
            .read_all()
            .map_err(AdvisoriesError::file(carrier.path()))?;
        let mut bytes = Vec::new();
        let mut decoder = zstd::Decoder::with_buffer(packed.as_slice()).map_err(|_| wrong())?;
        BoundedReader::new(&mut decoder, size).read_to_end(&mut bytes).map_err(|_| wrong())?;
        if Digest::sha256(&bytes) == digest { Ok(bytes) } else { Err(wrong()) }
    }
}
