// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Decoding the members of a package, within bounds.

use std::fmt;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use haerterei_ground::{BoundedReader, Limits};
use liblzma::bufread::XzDecoder;
use liblzma::stream::MtStreamBuilder;

use super::DebError;
use super::ar::Member;
use super::error::Stop;
use super::xz;

/// The window of zstd that we accept: 2^27 bytes, what `zstd -d` accepts without being asked.
const ZSTD_WINDOW_LOG: u32 = 27;
/// The least memory with which every package made with `xz -9` can be read, in bytes.
const XZ_MEMORY: u64 = 80 << 20;
/// How much is read and decoded at once.
const CHUNK: usize = 128 << 10;

/// What decoding may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoding {
    /// Threads for a package whose xz stream is cut into blocks, as Debian cuts large ones; other
    /// packages are decoded by the calling thread alone.
    pub threads: u32,
    /// Bytes of memory for that. What would need more is decoded with fewer threads; what needs
    /// more with one thread (and more than 80 MiB) is refused.
    pub memory: u64,
}

impl Default for Decoding {
    /// One thread, 192 MiB.
    fn default() -> Self {
        Self { threads: 1, memory: 192 << 20 }
    }
}

/// How a member is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Xz,
    Zstd,
}

impl Compression {
    /// Reads the compression from a member's name.
    ///
    /// bzip2 and lzma, which deb(5) allows in old packages, are not read: no supported release of
    /// Debian or Ubuntu has such packages.
    pub(super) fn of(name: &str, stem: &str) -> Result<Self, DebError> {
        match name.strip_prefix(stem) {
            Some("") => Ok(Self::None),
            Some(".gz") => Ok(Self::Gzip),
            Some(".xz") => Ok(Self::Xz),
            Some(".zst") => Ok(Self::Zstd),
            _ => Err(DebError::Compression { member: name.to_owned() }),
        }
    }
}

/// Starts decoding a member.
pub(crate) fn decode<'a>(
    member: impl Read + Send + 'a,
    compression: Compression,
    decoding: Decoding,
    limits: Limits,
) -> io::Result<impl Read + Send + 'a> {
    let meter = Arc::new(Meter::default());
    let input =
        BufReader::with_capacity(CHUNK, Metered { inner: member, meter: Arc::clone(&meter) });
    let decoder: Box<dyn Read + Send + 'a> = match compression {
        Compression::None => Box::new(input),
        Compression::Gzip => Box::new(MultiGzDecoder::new(input)),
        Compression::Xz => {
            let stream = MtStreamBuilder::new()
                .threads(decoding.threads.clamp(1, 256))
                .memlimit_threading(decoding.memory)
                .memlimit_stop(decoding.memory.max(XZ_MEMORY))
                .decoder()?;
            Box::new(XzDecoder::new_stream(input, stream))
        }
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Box::new(decoder)
        }
    };
    let guarded = Guarded { inner: decoder, meter, ratio: limits.ratio, produced: 0 };
    // Tar headers are read in small pieces; a call into a decoder is not cheap.
    Ok(BufReader::with_capacity(CHUNK, BoundedReader::new(guarded, limits.total_bytes)))
}

/// Returns the decoded size of a member in bytes, where its compressed form states it.
pub(super) fn known_size(
    reader: &mut (impl Read + Seek),
    member: &Member,
    compression: Compression,
) -> io::Result<Option<u64>> {
    match compression {
        Compression::None => Ok(Some(member.size)),
        Compression::Gzip => Ok(None),
        Compression::Xz => xz::decoded_size(reader, member.offset, member.size),
        Compression::Zstd => {
            reader.seek(SeekFrom::Start(member.offset))?;
            // A frame header has at most 18 bytes.
            let mut header = Vec::with_capacity(18);
            reader.take(member.size.min(18)).read_to_end(&mut header)?;
            Ok(zstd::zstd_safe::get_frame_content_size(&header).unwrap_or_default())
        }
    }
}

/// What went into a decoder.
#[derive(Debug, Default)]
struct Meter {
    consumed: AtomicU64,
    has_failed: AtomicBool,
}

struct Metered<R> {
    inner: R,
    meter: Arc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(count) => {
                self.meter.consumed.fetch_add(count as u64, Ordering::Relaxed);
                Ok(count)
            }
            Err(error) => {
                self.meter.has_failed.store(true, Ordering::Relaxed);
                Err(error)
            }
        }
    }
}

/// Refuses output that no honest input gives.
struct Guarded<'a> {
    inner: Box<dyn Read + Send + 'a>,
    meter: Arc<Meter>,
    ratio: u64,
    produced: u64,
}

impl fmt::Debug for Guarded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guarded").field("produced", &self.produced).finish_non_exhaustive()
    }
}

impl Read for Guarded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| {
            if self.meter.has_failed.load(Ordering::Relaxed) {
                io::Error::other(Stop::File(error.kind()))
            } else {
                error
            }
        })?;
        self.produced += count as u64;
        let consumed = self.meter.consumed.load(Ordering::Relaxed);
        // Below a mebibyte a ratio says nothing.
        if self.produced > 1 << 20 && self.produced > consumed.saturating_mul(self.ratio) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                Stop::Ratio { limit: self.ratio },
            ));
        }
        Ok(count)
    }
}
