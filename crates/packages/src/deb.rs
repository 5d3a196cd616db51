// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package files, after deb(5).
//!
//! A `.deb` is an ar archive of three members: the format's version, the control files, and the
//! package's own files. Nothing is trusted: members, sizes, names, kinds and ratios are checked,
//! and every reader stops at its bound.

mod ar;
mod contents;
mod control;
pub(crate) mod decode;
mod error;
mod xz;

use std::io::{Read, Seek, SeekFrom};

use haerterei_ground::Limits;

use self::ar::{Member, Members};
pub use self::contents::Contents;
pub use self::control::{ControlFiles, ScriptName};
use self::decode::Compression;
pub use self::decode::Decoding;
pub use self::error::DebError;

/// A package file, with its control files read.
#[derive(Debug)]
pub struct Deb<R> {
    reader: R,
    limits: Limits,
    control: ControlFiles,
    data: Member,
    compression: Compression,
    data_size: Option<u64>,
}

impl<R: Read + Seek + Send> Deb<R> {
    /// Opens a package: reads the members' headers and the control files.
    ///
    /// The reader has to be able to seek so that a package with members twice, out of place or cut
    /// short is refused before anything of it is used.
    pub fn open(mut reader: R, limits: Limits) -> Result<Self, DebError> {
        let Members { control, data } = ar::members(&mut reader)?;
        let control_compression = Compression::of(&control.name, "control.tar")?;
        let compression = Compression::of(&data.name, "data.tar")?;
        if control.size > limits.document_bytes {
            return Err(DebError::TooLarge { member: "control.tar", limit: limits.document_bytes });
        }
        reader.seek(SeekFrom::Start(control.offset)).map_err(DebError::Read)?;
        let control_limits = Limits {
            file_bytes: limits.document_bytes,
            total_bytes: limits.document_bytes,
            ..limits
        };
        let decoded = decode::decode(
            (&mut reader).take(control.size),
            control_compression,
            Decoding::default(),
            control_limits,
        )
        .map_err(|error| DebError::of_read("control.tar", error))?;
        let control = ControlFiles::read(decoded, control_limits)?;
        let data_size = decode::known_size(&mut reader, &data, compression).unwrap_or_default();
        Ok(Self { reader, limits, control, data, compression, data_size })
    }

    /// Returns the control files.
    pub const fn control(&self) -> &ControlFiles {
        &self.control
    }

    /// Returns the control files alone.
    pub fn into_control(self) -> ControlFiles {
        self.control
    }

    /// Returns the size of the package's unpacked tar archive in bytes, where the compressed form
    /// states it (the index of xz, the frame header of zstd).
    ///
    /// It is a statement of the package, good for planning and progress, not for allocating.
    pub const fn data_size(&self) -> Option<u64> {
        self.data_size
    }

    /// Returns the package's files, decoded while they are read.
    pub fn data<'a>(mut self, decoding: Decoding) -> Result<Contents<'a>, DebError>
    where
        R: 'a,
    {
        self.reader.seek(SeekFrom::Start(self.data.offset)).map_err(DebError::Read)?;
        let member = self.reader.take(self.data.size);
        let decoded = decode::decode(member, self.compression, decoding, self.limits)
            .map_err(|error| DebError::of_read("data.tar", error))?;
        Ok(Contents::new(Box::new(decoded), self.limits))
    }
}
