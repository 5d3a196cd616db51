// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A file's content, in memory or in a temporary file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt as _;

use super::code;
use crate::findings::{Damage, Findings};

/// The most bytes of a file that is read whole. The largest that are known are status files of
/// dpkg with some ten mebibytes.
const MAX_DOCUMENT: u64 = 256 << 20;

/// A file's content, as the reader of the layer could keep it.
#[derive(Debug)]
pub enum Content<'a> {
    /// Small enough to be in memory.
    Memory(&'a [u8]),
    /// In an unlinked temporary file, of this length.
    Spooled(&'a File, u64),
}

impl Content<'_> {
    /// Gives the whole content to a reader of documents; too large or unreadable content is damage.
    pub(super) fn document(&self, read: impl FnOnce(&[u8]) -> Findings) -> Findings {
        match self {
            Self::Memory(bytes) => read(bytes),
            Self::Spooled(_, length) if *length > MAX_DOCUMENT => {
                let detail = format!("{length} bytes, more than {MAX_DOCUMENT}");
                Findings::damaged(Damage::new(code::UNREAD_BYTES, detail))
            }
            Self::Spooled(file, length) => {
                let mut bytes = vec![0; usize::try_from(*length).unwrap_or_default()];
                match file.read_exact_at(&mut bytes, 0) {
                    Ok(()) => read(&bytes),
                    Err(error) => {
                        Findings::damaged(Damage::new(code::UNREAD_FORM, error.to_string()))
                    }
                }
            }
        }
    }
}

impl<'a> Content<'a> {
    /// Returns the beginning, at most `limit` bytes; less if it cannot be read.
    pub(super) fn start(&self, limit: u64) -> Cow<'a, [u8]> {
        match self {
            Self::Memory(bytes) => {
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                Cow::Borrowed(bytes.get(..limit).unwrap_or(bytes))
            }
            Self::Spooled(file, length) => {
                let mut start = Vec::new();
                // What cannot be read is missing, and its reader says so.
                let _ = Spool::new(file, *length).take(limit).read_to_end(&mut start);
                Cow::Owned(start)
            }
        }
    }
}

/// A temporary file as a reader with a position of its own.
#[derive(Debug)]
pub(super) struct Spool<'a> {
    file: &'a File,
    length: u64,
    position: u64,
}

impl<'a> Spool<'a> {
    pub(super) const fn new(file: &'a File, length: u64) -> Self {
        Self { file, length, position: 0 }
    }
}

impl Read for Spool<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.position);
        let room = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.file.read_at(&mut buffer[..room], self.position)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Spool<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_spooled_document_is_read_like_one_in_memory() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let seen = |content: &Content<'_>| {
            let mut seen = Vec::new();
            content.document(|bytes| {
                seen = bytes.to_vec();
                Findings::default()
            });
            seen
        };
        assert_eq!(seen(&Content::Spooled(&file, 10)), seen(&Content::Memory(b"0123456789")));
        // A file that is shorter than it says shows damage, and no half of itself.
        let findings = Content::Spooled(&file, 11).document(|_| Findings::default());
        assert!(findings.damage[0].is_unread());
        let findings = Content::Spooled(&file, u64::MAX).document(|_| Findings::default());
        assert_eq!(findings.damage[0].code, code::UNREAD_BYTES);
    }

    #[test]
    fn a_spool_ends_where_it_says() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let mut spool = Spool::new(&file, 8);
        assert_eq!(spool.seek(SeekFrom::End(-3)).unwrap(), 5);
        let mut rest = String::new();
        spool.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "567");
        assert!(spool.seek(SeekFrom::Current(-9)).is_err());
    }
}
