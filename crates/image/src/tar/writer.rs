// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Writing a tar archive, the same bytes for the same entries.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use super::header::{self, Block};
use super::{BLOCK, Entry, EntryKind, TarError, pax};

/// What ends an archive: two empty blocks.
pub const END_OF_ARCHIVE: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// Returns the bytes that fill the last block behind content of `size` bytes.
pub const fn padding(size: u64) -> usize {
    (size.wrapping_neg() % BLOCK as u64) as usize
}

/// Appends the header of an entry, with the extended header before it that it may need.
///
/// A value goes to a PAX record only if ustar has no room for it; records are sorted by key.
/// Content and [`padding`] are the caller's to write.
///
/// # Errors
///
/// [`TarError::Unsupported`] for an extended attribute whose name PAX cannot carry.
pub fn write_header(out: &mut Vec<u8>, entry: &Entry) -> Result<(), TarError> {
    let mut block: Block = [0; BLOCK];
    let mut records: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    let mut decimal = |key: &[u8], value: &dyn ToString| {
        records.insert(key.to_vec(), value.to_string().into_bytes());
    };
    if !header::put_octal(&mut block[header::UID], entry.uid) {
        decimal(b"uid", &entry.uid);
        header::put_octal(&mut block[header::UID], 0);
    }
    if !header::put_octal(&mut block[header::GID], entry.gid) {
        decimal(b"gid", &entry.gid);
        header::put_octal(&mut block[header::GID], 0);
    }
    let size = match entry.kind {
        EntryKind::File => entry.size,
        _ => 0,
    };
    if !header::put_octal(&mut block[header::SIZE], size) {
        decimal(b"size", &size);
        header::put_octal(&mut block[header::SIZE], 0);
    }
    let fits = u64::try_from(entry.mtime)
        .is_ok_and(|mtime| header::put_octal(&mut block[header::MTIME], mtime));
    if !fits {
        decimal(b"mtime", &entry.mtime);
        header::put_octal(&mut block[header::MTIME], 0);
    }
    header::put_octal(&mut block[header::MODE], u64::from(entry.mode & 0o7777));
    let mut link: &[u8] = b"";
    let mut device = (0, 0);
    block[header::TYPE] = match &entry.kind {
        EntryKind::File => b'0',
        EntryKind::Hardlink { target } => {
            link = target.as_bytes();
            b'1'
        }
        EntryKind::Symlink { target } => {
            link = target;
            b'2'
        }
        EntryKind::CharDevice { major, minor } => {
            device = (*major, *minor);
            b'3'
        }
        EntryKind::BlockDevice { major, minor } => {
            device = (*major, *minor);
            b'4'
        }
        EntryKind::Directory => b'5',
        EntryKind::Fifo => b'6',
    };
    for (range, key, number) in [
        (header::MAJOR, b"SCHILY.devmajor", device.0),
        (header::MINOR, b"SCHILY.devminor", device.1),
    ] {
        if !header::put_octal(&mut block[range.clone()], u64::from(number)) {
            decimal(key, &number);
            header::put_octal(&mut block[range], 0);
        }
    }
    for (name, value) in &entry.xattrs {
        let key = pax::xattr_key(name).ok_or_else(|| TarError::Unsupported {
            path: entry.path.to_string(),
            kind: format!("extended attribute `{}`", name.escape_ascii()),
        })?;
        records.insert(key, value.clone());
    }
    if link.len() > header::LINK.len() {
        records.insert(b"linkpath".to_vec(), link.to_vec());
        link = &link[..header::LINK.len()];
    }
    put(&mut block[header::LINK], link);
    let mut name = entry.path.as_bytes().to_vec();
    if entry.kind == EntryKind::Directory {
        if name.is_empty() {
            name.push(b'.');
        }
        name.push(b'/');
    }
    if let Some((prefix, rest)) = split(&name) {
        put(&mut block[header::PREFIX], prefix);
        put(&mut block[header::NAME], rest);
    } else {
        put(&mut block[header::NAME], &name[..header::NAME.len()]);
        records.insert(b"path".to_vec(), name);
    }
    put(&mut block[header::MAGIC], header::POSIX_MAGIC);
    header::seal(&mut block);
    if !records.is_empty() {
        write_extended_header(out, entry, &records);
    }
    out.extend_from_slice(&block);
    Ok(())
}

fn write_extended_header(out: &mut Vec<u8>, entry: &Entry, records: &BTreeMap<Vec<u8>, Vec<u8>>) {
    let start = out.len();
    out.resize(start + BLOCK, 0);
    for (key, value) in records {
        pax::write_record(out, key, value);
    }
    let size = (out.len() - start - BLOCK) as u64;
    out.resize(out.len() + padding(size), 0);
    let mut block: Block = [0; BLOCK];
    // A reader that knows no PAX unpacks this as a file of that name.
    let name = [b"PaxHeaders/", entry.path.name()].concat();
    put(&mut block[header::NAME], &name[..name.len().min(header::NAME.len())]);
    header::put_octal(&mut block[header::MODE], 0o644);
    header::put_octal(&mut block[header::UID], 0);
    header::put_octal(&mut block[header::GID], 0);
    header::put_octal(&mut block[header::SIZE], size);
    header::put_octal(&mut block[header::MTIME], 0);
    header::put_octal(&mut block[header::MAJOR], 0);
    header::put_octal(&mut block[header::MINOR], 0);
    block[header::TYPE] = b'x';
    put(&mut block[header::MAGIC], header::POSIX_MAGIC);
    header::seal(&mut block);
    out[start..start + BLOCK].copy_from_slice(&block);
}

fn put(field: &mut [u8], value: &[u8]) {
    field[..value.len()].copy_from_slice(value);
}

/// Splits a name between the fields `prefix` and `name`, at the first slash that serves.
fn split(name: &[u8]) -> Option<(&[u8], &[u8])> {
    if name.len() <= header::NAME.len() {
        return Some((b"", name));
    }
    // The rest must have room and not be empty: the slash that ends a folder's name is no place.
    let first = name.len() - header::NAME.len() - 1;
    (first..name.len() - 1)
        .take_while(|place| *place <= header::PREFIX.len())
        .find(|place| name[*place] == b'/' && *place > 0)
        .map(|place| (&name[..place], &name[place + 1..]))
}

/// Writes a tar archive without compression.
#[derive(Debug)]
pub struct TarWriter<W> {
    out: W,
    header: Vec<u8>,
}

impl<W: Write> TarWriter<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, header: Vec::new() }
    }

    /// Appends an entry and its content, which must be `entry.size` bytes long.
    pub fn entry(&mut self, entry: &Entry, content: impl Read) -> Result<(), TarError> {
        self.header.clear();
        write_header(&mut self.header, entry)?;
        self.out.write_all(&self.header)?;
        if entry.kind != EntryKind::File {
            return Ok(());
        }
        let mut content = content.take(entry.size.saturating_add(1));
        if io::copy(&mut content, &mut self.out)? != entry.size {
            return Err(TarError::ContentLength { path: entry.path.clone(), size: entry.size });
        }
        self.out.write_all(&END_OF_ARCHIVE[..padding(entry.size)])?;
        Ok(())
    }

    /// Writes the end mark and returns the wrapped writer.
    pub fn finish(mut self) -> Result<W, TarError> {
        self.out.write_all(&END_OF_ARCHIVE)?;
        Ok(self.out)
    }
}
