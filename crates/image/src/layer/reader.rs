// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Reading a layer.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use haerterei_ground::{Algorithm, Digest, HashingThread, Limits};

use super::compression::{Compression, sniff};
use super::{LayerDescriptor, LayerError, Mismatch};
use crate::tar::{Entry, TarReader};

/// The largest window of a Zstandard frame, as a power of two: 128 MiB, what every reader accepts.
const WINDOW_LOG: u32 = 27;
/// Bytes that may come out before the ratio is judged.
const RATIO_FROM: u64 = 1 << 20;
const BUFFER: usize = 1 << 17;
/// Bytes of the archive that are decoded together: calls for less are slow, and more than a
/// processor's cache holds is, too.
const PIECE: usize = 1 << 18;
/// Pieces that may wait to be digested before new ones are made.
const PIECES: usize = 4;

/// What is known of a layer before it is read; all of it is verified.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expected {
    /// Digest of the blob, by the manifest.
    pub digest: Option<Digest>,
    /// Size of the blob in bytes, by the manifest.
    pub size: Option<u64>,
    /// Digest of the archive inside, by the configuration.
    pub diff_id: Option<Digest>,
}

/// Reads a layer of any compression: gzip of one or many members, Zstandard of one or many
/// frames, or a bare archive. What it is is told by its first bytes, whatever its media type
/// says; the digests decide whether that was right.
///
/// Entries come from [`next`](Self::next), their content by reading. Nothing read is to be trusted
/// before [`finish`](Self::finish) has succeeded.
pub struct LayerReader<R: Read> {
    tar: TarReader<Decoded<R>>,
    expected: Expected,
}

impl<R: Read> fmt::Debug for LayerReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LayerReader").field("expected", &self.expected).finish_non_exhaustive()
    }
}

impl<R: Read> LayerReader<R> {
    /// Begins to read the blob that `blob` yields; it needs no buffer.
    pub fn new(blob: R, expected: Expected, limits: Limits) -> Result<Self, LayerError> {
        Ok(Self { tar: TarReader::new(Decoded::new(blob, &expected, limits)?, limits), expected })
    }

    /// Returns the next entry, or nothing at the end.
    #[expect(clippy::should_implement_trait, reason = "it lends its content, an iterator cannot")]
    pub fn next(&mut self) -> Result<Option<Entry>, LayerError> {
        self.tar.next().map_err(LayerError::from_tar)
    }

    /// Reads what is left, verifies both digests and returns what the layer is.
    pub fn finish(mut self) -> Result<LayerDescriptor, LayerError> {
        while self.next()?.is_some() {}
        let mut decoded = self.tar.into_inner();
        // Padding behind the end mark counts for the digest.
        let mut scratch = vec![0; 1 << 14];
        while decoded.read(&mut scratch).map_err(LayerError::from_read)? > 0 {}
        let found = decoded.finish();
        if let Some(size) = self.expected.size
            && size != found.size
        {
            return Err(LayerError::Size { expected: size, found: found.size });
        }
        for (expected, found) in
            [(self.expected.digest, found.digest), (self.expected.diff_id, found.diff_id)]
        {
            if let Some(expected) = expected
                && expected != found
            {
                return Err(LayerError::Digest(Box::new(Mismatch { expected, found })));
            }
        }
        Ok(found)
    }
}

impl<R: Read> Read for LayerReader<R> {
    /// Reads content of the current entry. A [`LayerError`] travels inside the error
    /// ([`LayerError::from_read`] takes it out again).
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.tar.read(buffer)
    }
}

/// The archive inside a layer, digested on both sides of the decoder.
struct Decoded<R: Read> {
    decoder: Decoder<R>,
    piece: Arc<Vec<u8>>,
    position: usize,
    /// Pieces that were read, and may still be with who digests them.
    read: VecDeque<Arc<Vec<u8>>>,
    compression: Compression,
    hasher: HashingThread,
    length: u64,
    limits: Limits,
}

enum Decoder<R: Read> {
    None(BufReader<Raw<R>>),
    Gzip(Box<MultiGzDecoder<BufReader<Raw<R>>>>),
    Zstd(zstd::stream::read::Decoder<'static, BufReader<Raw<R>>>),
}

impl<R: Read> Decoder<R> {
    fn raw(&mut self) -> &mut Raw<R> {
        match self {
            Self::None(reader) => reader.get_mut(),
            Self::Gzip(decoder) => decoder.get_mut().get_mut(),
            Self::Zstd(decoder) => decoder.get_mut().get_mut(),
        }
    }
}

impl<R: Read> Decoded<R> {
    fn new(blob: R, expected: &Expected, limits: Limits) -> Result<Self, LayerError> {
        let algorithm =
            |digest: Option<Digest>| digest.map_or(Algorithm::Sha256, |digest| digest.algorithm());
        let raw = Raw {
            inner: blob,
            hasher: HashingThread::new(algorithm(expected.digest)),
            length: 0,
            expected: expected.size,
        };
        let mut reader = BufReader::with_capacity(BUFFER, raw);
        let compression = sniff(reader.fill_buf().map_err(LayerError::from_read)?);
        let decoder = match compression {
            Compression::None => Decoder::None(reader),
            Compression::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(reader))),
            Compression::Zstd => {
                let mut decoder =
                    zstd::stream::read::Decoder::with_buffer(reader).map_err(LayerError::Read)?;
                decoder.window_log_max(WINDOW_LOG).map_err(LayerError::Read)?;
                Decoder::Zstd(decoder)
            }
        };
        Ok(Self {
            decoder,
            piece: Arc::default(),
            position: 0,
            read: VecDeque::new(),
            compression,
            hasher: HashingThread::new(algorithm(expected.diff_id)),
            length: 0,
            limits,
        })
    }

    fn finish(mut self) -> LayerDescriptor {
        let raw = self.decoder.raw();
        let size = raw.length;
        let hasher = std::mem::replace(&mut raw.hasher, HashingThread::new(Algorithm::Sha256));
        LayerDescriptor {
            compression: self.compression,
            digest: hasher.finish(),
            size,
            diff_id: self.hasher.finish(),
            diff_size: self.length,
        }
    }
}

impl<R: Read> Decoded<R> {
    /// Decodes the next piece; none is left if it is empty.
    fn decode(&mut self) -> io::Result<()> {
        self.position = 0;
        let mut piece = self.room();
        let bytes = Arc::make_mut(&mut piece);
        bytes.resize(PIECE, 0);
        let count = match &mut self.decoder {
            Decoder::None(reader) => reader.read(bytes),
            Decoder::Gzip(decoder) => decoder.read(bytes),
            Decoder::Zstd(decoder) => decoder.read(bytes),
        };
        bytes.truncate(*count.as_ref().unwrap_or(&0));
        self.piece = piece;
        let count = count?;
        self.hasher.update_shared(&self.piece);
        self.length += count as u64;
        if self.length > RATIO_FROM
            && self.length / self.limits.ratio.max(1) > self.decoder.raw().length
        {
            return Err(LayerError::Ratio { ratio: self.limits.ratio }.into());
        }
        // What follows the end mark is bounded too.
        if self.length > self.limits.total_bytes {
            return Err(crate::tar::TarError::TooLarge { limit: self.limits.total_bytes }.into());
        }
        Ok(())
    }

    /// Returns a piece that nobody uses any more, or a new one.
    fn room(&mut self) -> Arc<Vec<u8>> {
        self.read.push_back(std::mem::take(&mut self.piece));
        let is_free = |piece: &mut Arc<Vec<u8>>| Arc::get_mut(piece).is_some();
        if self.read.len() > PIECES || self.read.front_mut().is_some_and(is_free) {
            self.read.pop_front().filter(|piece| Arc::strong_count(piece) == 1).unwrap_or_default()
        } else {
            Arc::default()
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position == self.piece.len() && !buffer.is_empty() {
            self.decode()?;
        }
        let left = self.piece.get(self.position..).unwrap_or_default();
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.position += count;
        Ok(count)
    }
}

/// The blob's bytes, digested and counted.
struct Raw<R> {
    inner: R,
    hasher: HashingThread,
    length: u64,
    expected: Option<u64>,
}

impl<R: Read> Read for Raw<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.length += count as u64;
        match self.expected {
            Some(expected) if self.length > expected => {
                Err(LayerError::Size { expected, found: self.length }.into())
            }
            _ => Ok(count),
        }
    }
}
