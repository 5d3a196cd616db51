// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Writing a layer.

use std::fmt;
use std::io::{Read, Write};

use haerterei_ground::{Algorithm, Hasher, HashingWriter};

use super::compression::{Compression, PIECE_BYTES};
use super::pipeline::Pipeline;
use super::{LayerDescriptor, LayerError};
use crate::tar::{self, END_OF_ARCHIVE, Entry, EntryKind, TarError, write_header};

/// Writes a layer: the same bytes for the same entries and cuts, whatever the number of threads.
///
/// The archive is cut into pieces wherever [`cut`](Self::cut) is called and after every
/// [`PIECE_BYTES`]; each piece is compressed whole, on the rayon pool of the calling thread, and
/// becomes a member (gzip) or frame (Zstandard) of its own. A piece depends on nothing outside it.
/// Only some pieces for each thread are in memory.
pub struct LayerWriter<W> {
    pipeline: Pipeline<W>,
    compression: Compression,
    /// The piece that is being filled: always a whole one, of which `filled` bytes count.
    piece: Vec<u8>,
    filled: usize,
    diff: Hasher,
    diff_size: u64,
    header: Vec<u8>,
}

impl<W> fmt::Debug for LayerWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LayerWriter")
            .field("compression", &self.compression)
            .field("diff_size", &self.diff_size)
            .finish_non_exhaustive()
    }
}

impl<W: Write + Send + 'static> LayerWriter<W> {
    /// Begins a layer. `out` gets one piece at a time and needs no buffer.
    pub fn new(out: W, compression: Compression) -> Self {
        Self {
            pipeline: Pipeline::new(HashingWriter::new(out, Algorithm::Sha256), compression),
            compression,
            piece: vec![0; PIECE_BYTES],
            filled: 0,
            diff: Hasher::new(Algorithm::Sha256),
            diff_size: 0,
            header: Vec::new(),
        }
    }

    /// Ends the current piece: what comes before and what comes after do not touch each other's
    /// compressed bytes. Called between packages.
    pub fn cut(&mut self) -> Result<(), LayerError> {
        if self.filled == 0 {
            return Ok(());
        }
        let length = std::mem::take(&mut self.filled);
        self.diff.update(&self.piece[..length]);
        self.diff_size += length as u64;
        let mut piece = std::mem::take(&mut self.piece);
        piece.truncate(length);
        self.piece = self.pipeline.push(piece).map_err(LayerError::Write)?;
        self.piece.resize(PIECE_BYTES, 0);
        Ok(())
    }

    /// Appends an entry and its content, which must be `entry.size` bytes long; `content` is not
    /// read for anything but regular files.
    pub fn entry(&mut self, entry: &Entry, content: impl Read) -> Result<(), LayerError> {
        let mut header = std::mem::take(&mut self.header);
        header.clear();
        write_header(&mut header, entry)?;
        self.append(&header)?;
        self.header = header;
        if entry.kind == EntryKind::File {
            self.content(entry, content)?;
            self.append(&END_OF_ARCHIVE[..tar::padding(entry.size)])?;
        }
        Ok(())
    }

    /// Ends the archive, waits until everything is written, and returns the output and what the
    /// layer is. The output is neither flushed nor synced.
    pub fn finish(mut self) -> Result<(W, LayerDescriptor), LayerError> {
        // The end mark is a piece of its own, so that the piece before it does not depend on
        // being the last.
        self.cut()?;
        self.append(&END_OF_ARCHIVE)?;
        self.cut()?;
        let (out, digest, size) = self.pipeline.finish().map_err(LayerError::Write)?.finish();
        Ok((
            out,
            LayerDescriptor {
                compression: self.compression,
                digest,
                size,
                diff_id: self.diff.finish(),
                diff_size: self.diff_size,
            },
        ))
    }

    /// Reads content straight into the pieces.
    fn content(&mut self, entry: &Entry, mut content: impl Read) -> Result<(), LayerError> {
        let wrong_length =
            || TarError::ContentLength { path: entry.path.clone(), size: entry.size };
        let mut left = entry.size;
        while left > 0 {
            let room = self.room();
            let room = room.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let place = self.filled;
            let count = read(&mut content, &mut self.piece[place..place + room])?;
            if count == 0 {
                return Err(wrong_length().into());
            }
            left -= count as u64;
            self.advance(count)?;
        }
        if read(&mut content, &mut [0])? != 0 {
            return Err(wrong_length().into());
        }
        Ok(())
    }

    fn append(&mut self, mut bytes: &[u8]) -> Result<(), LayerError> {
        while !bytes.is_empty() {
            let room = self.room();
            let count = room.len().min(bytes.len());
            room[..count].copy_from_slice(&bytes[..count]);
            bytes = &bytes[count..];
            self.advance(count)?;
        }
        Ok(())
    }

    fn room(&mut self) -> &mut [u8] {
        &mut self.piece[self.filled..]
    }

    fn advance(&mut self, count: usize) -> Result<(), LayerError> {
        self.filled += count;
        if self.filled == PIECE_BYTES {
            self.cut()?;
        }
        Ok(())
    }
}

fn read(content: &mut impl Read, buffer: &mut [u8]) -> Result<usize, LayerError> {
    loop {
        match content.read(buffer) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            result => return result.map_err(LayerError::from_read),
        }
    }
}
