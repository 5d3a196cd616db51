// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Layers: tar archives, compressed, named by two digests (OCI image specification 1.1, "Image
//! Layer Filesystem Changeset").
//!
//! [`LayerWriter`] makes them in parallel and always in the same bytes; [`LayerReader`] reads
//! anybody's, and verifies both digests while the bytes pass.

mod compression;
mod error;
mod pipeline;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use compression::{Compression, PIECE_BYTES, compressor_identity};
pub use error::{LayerError, Mismatch};
pub use reader::{Expected, LayerReader};
pub use writer::LayerWriter;

pub(crate) use error::{MESSAGE_KEYS, blame_of_read};

use haerterei_ground::Digest;
use serde::{Deserialize, Serialize};

/// What a layer is: its names and sizes, compressed and not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LayerDescriptor {
    /// How it is compressed.
    pub compression: Compression,
    /// Digest of the compressed bytes: the name of the blob.
    pub digest: Digest,
    /// Number of compressed bytes.
    pub size: u64,
    /// Digest of the tar archive inside.
    pub diff_id: Digest,
    /// Number of bytes of the tar archive inside.
    pub diff_size: u64,
}

impl LayerDescriptor {
    /// Returns the media type of the OCI image specification.
    pub const fn media_type(&self) -> &'static str {
        self.compression.media_type()
    }
}
