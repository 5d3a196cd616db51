// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Bounds on what foreign bytes may cost.

use std::io::{self, Read};

/// How much of something a reader of foreign bytes accepts.
///
/// The defaults are far above what real images and packages hold and far below what a machine
/// cannot bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file inside an archive.
    pub file_bytes: u64,
    /// Bytes of one archive after decompression.
    pub total_bytes: u64,
    /// Entries in one archive.
    pub entries: u64,
    /// Bytes of a document that is read whole (a manifest, an index, a control file).
    pub document_bytes: u64,
    /// Decompressed bytes for each compressed byte, once more than a mebibyte has come out.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 16 << 30,
            total_bytes: 64 << 30,
            entries: 4_000_000,
            document_bytes: 64 << 20,
            ratio: 2000,
        }
    }
}

/// More bytes came than were allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {limit} bytes")]
pub struct LimitExceeded {
    /// The bound that was passed, in bytes.
    pub limit: u64,
}

/// A reader that fails, rather than ends, when more than its limit comes.
#[derive(Debug)]
pub struct BoundedReader<R> {
    inner: R,
    limit: u64,
    left: u64,
}

impl<R: Read> BoundedReader<R> {
    /// Allows at most `limit` bytes of `inner`.
    pub fn new(inner: R, limit: u64) -> Self {
        Self { inner, limit, left: limit }
    }

    /// Reads everything, at most the limit.
    pub fn read_all(mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Returns the wrapped reader.
    pub fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: Read> Read for BoundedReader<R> {
    /// Reads bytes; past the limit the error has the kind `FileTooLarge` and a [`LimitExceeded`]
    /// inside.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            // One byte more tells an end from an excess.
            return match self.inner.read(&mut [0])? {
                0 => Ok(0),
                _ => Err(io::Error::new(
                    io::ErrorKind::FileTooLarge,
                    LimitExceeded { limit: self.limit },
                )),
            };
        }
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.inner.read(&mut buffer[..room])?;
        self.left -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_limit_passes_and_one_more_fails() {
        assert_eq!(BoundedReader::new(&b"12345"[..], 5).read_all().unwrap(), b"12345");
        let error = BoundedReader::new(&b"123456"[..], 5).read_all().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
