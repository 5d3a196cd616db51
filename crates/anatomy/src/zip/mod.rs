// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! ZIP archives (PKWARE APPNOTE 6.3.10): the central directory and the content of entries.
//!
//! The directory at the end is the truth, as for Java; local headers only say where content
//! begins. Archives may stand behind other bytes (a start script, say) and may be larger than four
//! gibibytes. Encrypted entries and other methods than "stored" and "deflated" are listed and not
//! read.

mod directory;

use std::fs::File;
use std::io::Read as _;

use flate2::read::DeflateDecoder;
use object::{ReadCache, ReadRef};

pub use directory::{Method, ZipEntry};

/// What a reader of archives accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZipLimits {
    /// Entries of one archive.
    pub entries: u64,
    /// Bytes of the central directory.
    pub directory_bytes: u64,
}

impl Default for ZipLimits {
    fn default() -> Self {
        Self { entries: 1_000_000, directory_bytes: 256 << 20 }
    }
}

/// Why an archive cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZipError {
    /// There is no end of a central directory, so this is no archive.
    #[error("no central directory")]
    NoDirectory,
    /// A record is cut off, lies outside of the file or contradicts another.
    #[error("{0}")]
    Damaged(&'static str),
    /// The archive is one of several disks.
    #[error("the archive is one part of several")]
    SeveralParts,
    /// The archive or entry is larger than accepted.
    #[error("{what}: more than {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit, in the unit that `what` has.
        limit: u64,
    },
    /// The entry's method is none that we read.
    #[error("compression method {0} is not supported")]
    Method(u16),
    /// The entry is encrypted.
    #[error("the entry is encrypted")]
    Encrypted,
    /// The content is not what the directory says.
    #[error("the content of `{name}` does not match its checksum")]
    Checksum {
        /// The entry's name, with what is not UTF-8 replaced.
        name: String,
    },
}

/// An archive that is read where it lies.
#[derive(Debug)]
pub struct ZipArchive<R> {
    data: R,
    entries: Vec<ZipEntry>,
}

impl<'data> ZipArchive<&'data [u8]> {
    /// Reads the directory of an archive in memory.
    pub fn open(bytes: &'data [u8], limits: ZipLimits) -> Result<Self, ZipError> {
        Self::open_from(bytes, limits)
    }
}

impl<'data, R: ReadRef<'data>> ZipArchive<R> {
    /// Reads the directory of an archive where it lies, as in a [`ReadCache`](object::ReadCache).
    pub fn open_from(data: R, limits: ZipLimits) -> Result<Self, ZipError> {
        let entries = directory::read(data, limits)?;
        Ok(Self { data, entries })
    }

    /// Returns the entries in the order of the directory.
    pub fn entries(&self) -> &[ZipEntry] {
        &self.entries
    }

    /// Returns the entry with a name; of several the last, as Java does.
    pub fn find(&self, name: &str) -> Option<&ZipEntry> {
        self.entries.iter().rev().find(|entry| *entry.name == *name.as_bytes())
    }

    /// Reads the content of an entry, at most `limit` bytes, and checks it.
    pub fn read(&self, entry: &ZipEntry, limit: u64) -> Result<Vec<u8>, ZipError> {
        read_entry(self.data, entry, limit)
    }

    /// Returns the entries alone, for [`read_entry`].
    pub fn into_entries(self) -> Vec<ZipEntry> {
        self.entries
    }
}

/// Reads the content of an entry of the archive in `data`, at most `limit` bytes, and checks it.
pub fn read_entry<'data, R: ReadRef<'data>>(
    data: R,
    entry: &ZipEntry,
    limit: u64,
) -> Result<Vec<u8>, ZipError> {
    if entry.encrypted {
        return Err(ZipError::Encrypted);
    }
    if entry.size > limit {
        return Err(ZipError::TooLarge { what: "bytes of an entry", limit });
    }
    let start = directory::content_start(data, entry)?;
    let packed = data
        .read_bytes_at(start, entry.compressed_size)
        .map_err(|()| ZipError::Damaged("an entry's content lies outside of the file"))?;
    let content = match entry.method {
        Method::Stored => packed.to_vec(),
        Method::Deflated => {
            let mut content = Vec::new();
            // One byte more than announced tells a lie from the truth.
            DeflateDecoder::new(packed)
                .take(entry.size.saturating_add(1))
                .read_to_end(&mut content)
                .map_err(|_| ZipError::Damaged("an entry is not deflated properly"))?;
            content
        }
        Method::Other(method) => return Err(ZipError::Method(method)),
    };
    let mut checksum = flate2::Crc::new();
    checksum.update(&content);
    if content.len() as u64 != entry.size || checksum.sum() != entry.checksum {
        return Err(ZipError::Checksum { name: String::from_utf8_lossy(&entry.name).into_owned() });
    }
    Ok(content)
}

/// Returns the entries of an archive in a file; nothing else of it stays in memory.
pub fn entries_of(file: &File, limits: ZipLimits) -> Result<Vec<ZipEntry>, ZipError> {
    let cache = ReadCache::new(file);
    Ok(ZipArchive::open_from(&cache, limits)?.into_entries())
}

/// Reads the content of an entry of an archive in a file, as [`read_entry`] does.
pub fn read_entry_of(file: &File, entry: &ZipEntry, limit: u64) -> Result<Vec<u8>, ZipError> {
    read_entry(&ReadCache::new(file), entry, limit)
}

#[cfg(test)]
mod tests;
