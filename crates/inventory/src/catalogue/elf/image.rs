// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Sections by name and bytes by address (System V ABI, chapters 4 and 5).

use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};
use object::{Endianness, ReadRef, elf};

/// The most sections that are looked at.
const MAX_SECTIONS: usize = 4096;

/// The most segments of notes, and sections of them, that are looked at.
const MAX_NOTES: usize = 16;
/// The most bytes of one of them.
const MAX_NOTE: u64 = 64 << 10;

/// Where the parts of an ELF file lie.
pub(super) struct Image<R> {
    data: R,
    pub(super) is_64: bool,
    pub(super) is_little_endian: bool,
    /// Name, offset, size.
    sections: Vec<(Box<[u8]>, u64, u64)>,
    segments: Vec<Segment>,
    /// Where notes lie: offset, size.
    notes: Vec<(u64, u64)>,
}

struct Segment {
    address: u64,
    offset: u64,
    size: u64,
    is_writable: bool,
}

impl<'data, R: ReadRef<'data>> Image<R> {
    /// Reads the headers.
    pub(super) fn open(data: R) -> Result<Self, &'static str> {
        let start = data.read_bytes_at(0, 16).map_err(|()| "the header is cut off")?;
        match start.get(4) {
            Some(1) => Self::read::<elf::FileHeader32<Endianness>>(data),
            Some(2) => Self::read::<elf::FileHeader64<Endianness>>(data),
            _ => Err("the header names no class that exists"),
        }
    }

    fn read<Elf: FileHeader<Endian = Endianness>>(data: R) -> Result<Self, &'static str> {
        let header = Elf::parse(data).map_err(|_| "the header is malformed")?;
        let endian = header.endian().map_err(|_| "the header is malformed")?;
        let headers = header
            .program_headers(endian, data)
            .map_err(|_| "the segments lie outside of the file")?;
        let notes = headers.iter().filter(|segment| segment.p_type(endian) == elf::PT_NOTE);
        let mut notes: Vec<(u64, u64)> =
            notes.take(MAX_NOTES).map(|segment| segment.file_range(endian)).collect();
        let segments = headers
            .iter()
            .filter(|segment| segment.p_type(endian) == elf::PT_LOAD)
            .map(|segment| {
                let (offset, size) = segment.file_range(endian);
                Segment {
                    address: segment.p_vaddr(endian).into(),
                    offset,
                    size,
                    is_writable: segment.p_flags(endian).0 & elf::PF_W.0 != 0,
                }
            })
            .collect();
        // Sections are for linkers: a program runs without, so damage to them is none to it.
        let mut sections = Vec::new();
        if let Ok(table) = header.sections(endian, data) {
            for section in table.iter().take(MAX_SECTIONS) {
                let name = table.section_name(endian, section).unwrap_or_default();
                if let Some((offset, size)) = section.file_range(endian) {
                    if name.starts_with(b".note") && notes.len() < 2 * MAX_NOTES {
                        notes.push((offset, size));
                    }
                    sections.push((name.into(), offset, size));
                }
            }
        }
        Ok(Self {
            data,
            is_64: header.is_class_64(),
            is_little_endian: header.is_little_endian(),
            sections,
            segments,
            notes,
        })
    }

    /// Returns whether section headers are there at all.
    pub(super) fn has_sections(&self) -> bool {
        !self.sections.is_empty()
    }

    /// Returns the bytes of a section, at most `limit` of them.
    pub(super) fn section(&self, name: &[u8], limit: u64) -> Option<&'data [u8]> {
        let (_, offset, size) = self.sections.iter().find(|(known, ..)| **known == *name)?;
        self.data.read_bytes_at(*offset, (*size).min(limit)).ok()
    }

    /// Returns notes, segment by segment, then section by section: either may have been stripped.
    pub(super) fn notes(&self) -> impl Iterator<Item = &'data [u8]> {
        let read = |(offset, size): &(u64, u64)| {
            self.data.read_bytes_at(*offset, (*size).min(MAX_NOTE)).ok()
        };
        self.notes.iter().filter_map(read)
    }

    /// Returns the bytes at an address, `length` of them.
    pub(super) fn at(&self, address: u64, length: u64) -> Option<&'data [u8]> {
        self.segments.iter().find_map(|segment| {
            let inside = address.checked_sub(segment.address)?;
            let left = segment.size.checked_sub(inside)?;
            let start = segment.offset.checked_add(inside)?;
            (length <= left).then(|| self.data.read_bytes_at(start, length).ok()).flatten()
        })
    }

    /// Returns the beginnings of segments that can be written, where sections are absent.
    pub(super) fn writable(&self, limit: u64) -> impl Iterator<Item = &'data [u8]> {
        let writable = self.segments.iter().filter(|segment| segment.is_writable).take(8);
        writable.filter_map(move |segment| {
            self.data.read_bytes_at(segment.offset, segment.size.min(limit)).ok()
        })
    }

    /// Reads a number of the size of an address.
    pub(super) fn pointer(&self, bytes: &[u8], at: usize) -> Option<u64> {
        let little = self.is_little_endian;
        let bytes = bytes.get(at..)?;
        Some(if self.is_64 {
            let bytes = *bytes.first_chunk()?;
            if little { u64::from_le_bytes(bytes) } else { u64::from_be_bytes(bytes) }
        } else {
            let bytes = *bytes.first_chunk()?;
            u64::from(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
        })
    }
}
