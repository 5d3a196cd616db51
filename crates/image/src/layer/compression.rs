// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How layers are compressed.

use std::io;

use serde::{Deserialize, Serialize};

/// Bytes of tar that are compressed as one.
pub const PIECE_BYTES: usize = 1 << 20;

const GZIP_LEVEL: i32 = 6;
const ZSTD_LEVEL: i32 = 3;
/// The version of libdeflate that is built in; a test compares it with `Cargo.lock`.
pub(super) const LIBDEFLATE_VERSION: &str = "1.26.1";

/// How a layer is compressed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// Not at all.
    None,
    /// Members of gzip (RFC 1952), which every consumer reads.
    #[default]
    Gzip,
    /// Frames of Zstandard (RFC 8878).
    Zstd,
}

impl Compression {
    /// Returns the media type of a layer (OCI image specification 1.1, "Media Types").
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::None => "application/vnd.oci.image.layer.v1.tar",
            Self::Gzip => "application/vnd.oci.image.layer.v1.tar+gzip",
            Self::Zstd => "application/vnd.oci.image.layer.v1.tar+zstd",
        }
    }

    /// Returns the compression that a layer's media type names, of OCI's and of Docker's types.
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        Some(match media_type {
            "application/vnd.oci.image.layer.v1.tar"
            | "application/vnd.oci.image.layer.nondistributable.v1.tar"
            | "application/vnd.docker.image.rootfs.diff.tar"
            | "application/vnd.docker.image.rootfs.foreign.diff.tar" => Self::None,
            "application/vnd.oci.image.layer.v1.tar+gzip"
            | "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
            | "application/vnd.docker.image.rootfs.diff.tar.gzip"
            | "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" => Self::Gzip,
            "application/vnd.oci.image.layer.v1.tar+zstd"
            | "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"
            | "application/vnd.docker.image.rootfs.diff.tar.zstd" => Self::Zstd,
            _ => return None,
        })
    }
}

/// Recognises a compression by the first bytes.
pub(super) fn sniff(start: &[u8]) -> Compression {
    if start.starts_with(&[0x1f, 0x8b]) {
        Compression::Gzip
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
        // A skippable frame, as zstd:chunked begins with.
        || matches!(start, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
    {
        Compression::Zstd
    } else {
        Compression::None
    }
}

/// Names what the bytes of a compressed layer depend on besides the tar archive: library,
/// version, level and the size of the pieces. It stands in the lock.
pub fn compressor_identity(compression: Compression) -> String {
    match compression {
        Compression::None => "none".to_owned(),
        Compression::Gzip => {
            format!("gzip libdeflate {LIBDEFLATE_VERSION} level {GZIP_LEVEL} pieces 1 MiB")
        }
        Compression::Zstd => format!(
            "zstd libzstd {} level {ZSTD_LEVEL} pieces 1 MiB",
            zstd::zstd_safe::version_string()
        ),
    }
}

/// Compresses pieces, one at a time; making one costs a mebibyte, so it is kept.
pub(super) enum Compressor {
    Gzip(libdeflater::Compressor),
    Zstd(zstd::bulk::Compressor<'static>),
}

impl Compressor {
    /// Returns a compressor; nothing where nothing is compressed.
    pub(super) fn new(compression: Compression) -> io::Result<Option<Self>> {
        Ok(match compression {
            Compression::None => None,
            Compression::Gzip => {
                let level = libdeflater::CompressionLvl::new(GZIP_LEVEL)
                    .map_err(|_| io::Error::other("libdeflate knows no level 6"))?;
                Some(Self::Gzip(libdeflater::Compressor::new(level)))
            }
            Compression::Zstd => Some(Self::Zstd(zstd::bulk::Compressor::new(ZSTD_LEVEL)?)),
        })
    }

    /// Compresses one piece into `out`, whose old content is overwritten.
    pub(super) fn compress(&mut self, piece: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            // The member's header has no name and no time, and an unknown system.
            Self::Gzip(compressor) => {
                out.resize(compressor.gzip_compress_bound(piece.len()), 0);
                let length = compressor
                    .gzip_compress(piece, out)
                    .map_err(|_| io::Error::other("libdeflate lacks room for a gzip member"))?;
                out.truncate(length);
            }
            Self::Zstd(compressor) => {
                out.clear();
                out.reserve(zstd::zstd_safe::compress_bound(piece.len()));
                compressor.compress_to_buffer(piece, out)?;
            }
        }
        Ok(())
    }
}
