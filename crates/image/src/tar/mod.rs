// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Tar archives: a streaming, bounded reader and a deterministic writer.
//!
//! The reader knows what layers and packages in the field hold: POSIX ustar, PAX extended headers
//! (POSIX.1-2017, `pax`), GNU long names and base-256 numbers, old V7 headers. Sparse files,
//! volumes and whatever else we do not know are refused, never guessed.
//!
//! The writer says the same thing always in the same bytes: ustar where it can, PAX records
//! where it must, no names of owners, no access times.

mod entry;
mod error;
mod header;
mod pax;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use entry::{Entry, EntryKind};
pub use error::TarError;
pub use reader::TarReader;
pub use writer::{END_OF_ARCHIVE, TarWriter, padding, write_header};

pub(crate) use error::MESSAGE_KEYS;

/// The size of a tar block in bytes.
pub const BLOCK: usize = 512;
