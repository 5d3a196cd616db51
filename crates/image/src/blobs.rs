// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Blobs: bytes named by their digest, wherever they are kept.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

use haerterei_ground::{BoundedReader, Digest, Limits};

use crate::layer::Mismatch;
use crate::{Descriptor, ImageError};

/// A reader of a blob.
pub type BlobReader = Box<dyn Read + Send>;

/// A place that keeps blobs: a layout, an archive.
pub trait Blobs: Send + Sync + fmt::Debug {
    /// Opens a blob. Its bytes are not verified: whoever reads them has to.
    fn open(&self, digest: &Digest) -> Result<BlobReader, ImageError>;

    /// Opens a blob whose size is known, so that a place that has to bring it first brings no more.
    fn open_sized(&self, digest: &Digest, _size: u64) -> Result<BlobReader, ImageError> {
        self.open(digest)
    }
}

/// Reads a document whole, within bounds, and verifies size and digest.
pub fn read_document(
    blobs: &dyn Blobs,
    descriptor: &Descriptor,
    limits: &Limits,
) -> Result<Vec<u8>, ImageError> {
    let what = descriptor.digest.to_string();
    if descriptor.size > limits.document_bytes {
        return Err(ImageError::DocumentTooLarge { what, limit: limits.document_bytes });
    }
    let mut bytes = Vec::new();
    let mut reader =
        BoundedReader::new(blobs.open_sized(&descriptor.digest, descriptor.size)?, descriptor.size);
    reader.read_to_end(&mut bytes).map_err(|source| {
        if source.kind() == io::ErrorKind::FileTooLarge {
            wrong_size(&what)
        } else {
            ImageError::File { path: PathBuf::from(&what), source }
        }
    })?;
    let found = Digest::of(descriptor.digest.algorithm(), &bytes);
    if found != descriptor.digest {
        return Err(ImageError::Digest(Box::new(Mismatch { expected: descriptor.digest, found })));
    }
    if bytes.len() as u64 != descriptor.size {
        return Err(wrong_size(&what));
    }
    Ok(bytes)
}

fn wrong_size(what: &str) -> ImageError {
    ImageError::Contradiction {
        what: what.to_owned(),
        reason: "its size is not the one that its descriptor gives",
    }
}

/// Where the bytes of a blob to be written come from.
#[derive(Clone, Debug)]
pub enum BlobContent {
    /// From memory.
    Bytes(Arc<[u8]>),
    /// From a file that holds exactly these bytes.
    File(PathBuf),
    /// From a part of a file: a member of an archive.
    Section(Section),
}

impl BlobContent {
    /// Opens the bytes.
    pub fn open(&self) -> Result<BlobReader, ImageError> {
        Ok(match self {
            Self::Bytes(bytes) => Box::new(io::Cursor::new(Arc::clone(bytes))),
            Self::File(path) => Box::new(File::open(path).map_err(ImageError::file(path))?),
            Self::Section(section) => Box::new(section.clone()),
        })
    }
}

/// A part of a file, read without moving the file's own position.
#[derive(Clone, Debug)]
pub struct Section {
    file: Arc<File>,
    offset: u64,
    left: u64,
}

impl Section {
    /// Returns the file, where the part begins in it, and how long it is, both in bytes.
    pub fn parts(&self) -> (&Arc<File>, u64, u64) {
        (&self.file, self.offset, self.left)
    }

    /// Takes a part of a file.
    pub fn new(file: Arc<File>, offset: u64, length: u64) -> Self {
        Self { file, offset, left: length }
    }
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.file.read_at(&mut buffer[..room], self.offset)?;
        self.offset += count as u64;
        self.left -= count as u64;
        Ok(count)
    }
}
