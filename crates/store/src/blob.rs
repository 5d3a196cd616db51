// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Bytes by their digest.

use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Seek, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use haerterei_ground::{Algorithm, Digest, HashingReader, HashingWriter};
use tempfile::NamedTempFile;

use crate::bucket::Bucket;
use crate::disk::{self, write_error};
use crate::error::{Operation, StoreError};
use crate::store::{Durability, Store};

/// Bytes gathered before they are written.
const BUFFER: usize = 128 << 10;

impl Store {
    /// Returns whether a blob is in the cache.
    pub fn contains(&self, digest: &Digest) -> bool {
        self.places(Bucket::Blobs, digest).any(|path| path.is_file())
    }

    /// Returns where a blob is, for those who need a name rather than a file.
    ///
    /// Whoever keeps the name for long must bear that the blob is cleaned away; an open file stays
    /// readable.
    pub fn path(&self, digest: &Digest) -> Result<PathBuf, StoreError> {
        self.find(digest).map(|(path, _)| path)
    }

    /// Returns the size of a blob in bytes.
    pub fn size(&self, digest: &Digest) -> Result<u64, StoreError> {
        let (path, file) = self.find(digest)?;
        length(&path, &file)
    }

    /// Opens a blob for reading. What it holds is not rehashed: see [`Store::verify`].
    pub fn open_blob(&self, digest: &Digest) -> Result<File, StoreError> {
        let (path, file) = self.find(digest)?;
        if length(&path, &file)? == 0 && *digest != Digest::of(digest.algorithm(), b"") {
            // The commonest trace of a power failure.
            disk::remove(&path)?;
            return Err(StoreError::Damaged { path });
        }
        self.touch(&file);
        Ok(file)
    }

    /// Opens a blob whose size is known.
    ///
    /// A blob of another size is rehashed: if it is damaged it is removed, else the caller is
    /// wrong.
    pub fn open_sized(&self, digest: &Digest, size: u64) -> Result<File, StoreError> {
        let (path, file) = self.find(digest)?;
        let found = length(&path, &file)?;
        if found != size {
            self.verify(digest)?;
            return Err(StoreError::WrongSize { digest: *digest, expected: size, found });
        }
        self.touch(&file);
        Ok(file)
    }

    /// Reads a blob whole, at most `limit` bytes, and checks it against its digest.
    pub fn read(&self, digest: &Digest, limit: u64) -> Result<Vec<u8>, StoreError> {
        let (path, mut file) = self.find(digest)?;
        let bytes = disk::read_rest(&mut file, &path, limit)?;
        if Digest::of(digest.algorithm(), &bytes) != *digest {
            disk::remove(&path)?;
            return Err(StoreError::Damaged { path });
        }
        self.touch(&file);
        Ok(bytes)
    }

    /// Rehashes a blob.
    ///
    /// A damaged one is removed, so that the next run makes or fetches it again, and reported.
    pub fn verify(&self, digest: &Digest) -> Result<(), StoreError> {
        let (path, file) = self.find(digest)?;
        verify_file(&path, &file, digest)
    }

    /// Removes a blob; that it is not there is fine.
    pub fn remove(&self, digest: &Digest) -> Result<(), StoreError> {
        self.require_writable()?;
        disk::remove(&Bucket::Blobs.file(&self.0.root, digest))
    }

    /// Starts a blob whose digest shall be SHA-256.
    pub fn writer(&self) -> Result<BlobWriter, StoreError> {
        self.writer_by(Algorithm::Sha256)
    }

    /// Starts a blob.
    pub fn writer_by(&self, algorithm: Algorithm) -> Result<BlobWriter, StoreError> {
        let file = self.temporary("blob-")?;
        Ok(BlobWriter {
            store: self.clone(),
            durability: self.0.durability,
            needed: None,
            inner: HashingWriter::new(BufWriter::with_capacity(BUFFER, file), algorithm),
        })
    }

    /// Puts bytes into the cache and returns their SHA-256 digest.
    ///
    /// Bytes that are there already are not written again.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        self.put_with(bytes, self.0.durability)
    }

    /// Puts bytes into the cache, with another durability than the store's.
    pub fn put_with(&self, bytes: &[u8], durability: Durability) -> Result<Digest, StoreError> {
        let digest = Digest::sha256(bytes);
        if let Ok((path, file)) = self.find(&digest)
            && length(&path, &file)? == bytes.len() as u64
        {
            self.touch(&file);
            return Ok(digest);
        }
        let mut file = self.temporary("blob-")?;
        file.write_all(bytes).map_err(|source| {
            write_error(&self.0.root, file.path(), Some(bytes.len() as u64), source)
        })?;
        self.publish(file, &digest, durability)?;
        Ok(digest)
    }

    /// Gives a complete temporary file its final name.
    pub(crate) fn publish(
        &self,
        file: NamedTempFile,
        digest: &Digest,
        durability: Durability,
    ) -> Result<(), StoreError> {
        let path = Bucket::Blobs.file(&self.0.root, digest);
        let failed = |source| write_error(&self.0.root, &path, None, source);
        file.as_file().set_permissions(Permissions::from_mode(0o444)).map_err(failed)?;
        let folder = disk::make_parent(&self.0.root, &path)?;
        match durability {
            Durability::Immediate => file.as_file().sync_all().map_err(failed)?,
            Durability::Deferred => self.note_unsynced(&path)?,
        }
        // Renaming over a blob that is there already repairs it, should it be damaged.
        file.persist(&path).map_err(|error| failed(error.error))?;
        if durability == Durability::Immediate {
            disk::sync_folder(&self.0.root, folder)?;
        }
        Ok(())
    }

    fn find(&self, digest: &Digest) -> Result<(PathBuf, File), StoreError> {
        for path in self.places(Bucket::Blobs, digest) {
            match File::open(&path) {
                Ok(file) => return Ok((path, file)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(StoreError::io(Operation::Read, &path, source)),
            }
        }
        Err(StoreError::Missing { digest: *digest })
    }
}

/// Rehashes an open blob from its start; removes it if it is damaged.
pub(crate) fn verify_file(path: &Path, file: &File, digest: &Digest) -> Result<(), StoreError> {
    let failed = |source| StoreError::io(Operation::Read, path, source);
    let mut file = file;
    file.rewind().map_err(failed)?;
    if digest_of(file, digest.algorithm()).map_err(failed)? == *digest {
        return Ok(());
    }
    disk::remove(path)?;
    Err(StoreError::Damaged { path: path.to_owned() })
}

fn digest_of(file: &File, algorithm: Algorithm) -> io::Result<Digest> {
    let mut reader = HashingReader::new(file, algorithm);
    let mut sink = BufWriter::with_capacity(BUFFER, io::sink());
    io::copy(&mut reader, &mut sink)?;
    Ok(reader.finish().0)
}

fn length(path: &Path, file: &File) -> Result<u64, StoreError> {
    file.metadata()
        .map(|metadata| metadata.len())
        .map_err(|source| StoreError::io(Operation::Read, path, source))
}

/// A blob being written. Dropping it without [`BlobWriter::commit`] leaves nothing.
#[derive(Debug)]
pub struct BlobWriter {
    store: Store,
    durability: Durability,
    needed: Option<u64>,
    inner: HashingWriter<BufWriter<NamedTempFile>>,
}

impl BlobWriter {
    /// Sets another durability than the store's.
    #[must_use]
    pub const fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Tells how many bytes will come, so that a full disk can be reported with figures.
    #[must_use]
    pub const fn expecting(mut self, size: u64) -> Self {
        self.needed = Some(size);
        self
    }

    /// Makes the bytes a blob of the cache and returns its digest.
    ///
    /// If another digest was expected nothing is kept.
    pub fn commit(mut self, expected: Option<&Digest>) -> Result<Digest, StoreError> {
        let flushed = self.inner.flush();
        let (buffer, digest, _) = self.inner.finish();
        let root = &self.store.0.root;
        let path = buffer.get_ref().path().to_owned();
        let file = flushed
            .and_then(|()| buffer.into_inner().map_err(io::IntoInnerError::into_error))
            .map_err(|source| write_error(root, &path, self.needed, source))?;
        if let Some(expected) = expected
            && *expected != digest
        {
            return Err(StoreError::WrongContent {
                expected: Box::new(*expected),
                found: Box::new(digest),
            });
        }
        self.store.publish(file, &digest, self.durability)?;
        Ok(digest)
    }

    /// Turns what the system said while writing into an error of the cache, with figures if the
    /// disk is full.
    pub fn explain(&self, source: io::Error) -> StoreError {
        write_error(&self.store.0.root, Path::new("blob"), self.needed, source)
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
