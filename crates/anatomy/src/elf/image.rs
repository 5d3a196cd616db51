// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An ELF file as the loader sees it: segments, addresses, the dynamic table.

use object::elf;
use object::read::elf::{Dyn, FileHeader, ProgramHeader};
use object::{Endianness, ReadRef};

use super::{ElfError, MAX_ENTRIES, MAX_NAME, Result, until_nul};

/// The most bytes of names (`DT_STRSZ`); the largest libraries in use have some ten mebibytes.
const MAX_STRINGS: u64 = 64 << 20;
/// The most bytes of a table whose length the dynamic segment does not tell.
const MAX_TABLE: u64 = 4 << 20;

/// An ELF file as the loader sees it.
pub(super) struct Image<'data, Elf: FileHeader, R> {
    pub(super) data: R,
    pub(super) header: &'data Elf,
    pub(super) endian: Elf::Endian,
    pub(super) segments: &'data [Elf::ProgramHeader],
    /// The dynamic table up to its end mark; empty for what is linked statically.
    pub(super) dynamic: Vec<(elf::DynamicTag, u64)>,
    strings: &'data [u8],
}

impl<'data, Elf, R> Image<'data, Elf, R>
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    pub(super) fn open(data: R) -> Result<Self> {
        let header = Elf::parse(data)?;
        let endian = header.endian()?;
        let mut image = Self {
            data,
            header,
            endian,
            segments: header.program_headers(endian, data)?,
            dynamic: Vec::new(),
            strings: &[],
        };
        // A file of separated debug information has segments without content.
        if image.segments.iter().any(|segment| {
            segment.p_type(endian) == elf::PT_INTERP && segment.p_filesz(endian).into() == 0
        }) {
            return Ok(image);
        }
        image.read_dynamic()?;
        Ok(image)
    }

    fn read_dynamic(&mut self) -> Result<()> {
        let Some(segment) =
            self.segments.iter().find(|segment| segment.p_type(self.endian) == elf::PT_DYNAMIC)
        else {
            return Ok(());
        };
        let size = size_of::<Elf::Dyn>();
        let bytes = self.bytes(segment, (MAX_ENTRIES * size) as u64)?;
        let (entries, _) = object::pod::slice_from_bytes::<Elf::Dyn>(bytes, bytes.len() / size)
            .map_err(|()| ElfError("the dynamic table is cut off"))?;
        self.dynamic = entries
            .iter()
            .map(|entry| (entry.d_tag(self.endian), entry.d_val(self.endian).into()))
            .take_while(|(tag, _)| *tag != elf::DT_NULL)
            .collect();
        if let (Some(address), Some(size)) = (self.value(elf::DT_STRTAB), self.value(elf::DT_STRSZ))
        {
            self.strings = self.at(address, size.min(MAX_STRINGS)).unwrap_or_default();
        }
        Ok(())
    }

    /// Returns the value of a tag in the dynamic table.
    pub(super) fn value(&self, tag: elf::DynamicTag) -> Option<u64> {
        self.dynamic.iter().find_map(|(other, value)| (*other == tag).then_some(*value))
    }

    /// Returns a name of the dynamic table.
    pub(super) fn string(&self, offset: u64) -> Option<&'data [u8]> {
        let rest = self.strings.get(usize::try_from(offset).ok()?..)?;
        let name = until_nul(rest.get(..MAX_NAME).unwrap_or(rest));
        (!name.is_empty()).then_some(name)
    }

    /// Returns the bytes from the address that a tag names, at most to the end of the segment.
    pub(super) fn table(&self, tag: elf::DynamicTag) -> Option<&'data [u8]> {
        self.at(self.value(tag)?, MAX_TABLE)
    }

    /// Returns the bytes at an address, at most `limit` of them and to the end of the segment.
    pub(super) fn at(&self, address: u64, limit: u64) -> Option<&'data [u8]> {
        self.segments.iter().find_map(|segment| {
            if segment.p_type(self.endian) != elf::PT_LOAD {
                return None;
            }
            let inside = address.checked_sub(segment.p_vaddr(self.endian).into())?;
            let (offset, size) = segment.file_range(self.endian);
            let length = size.checked_sub(inside).filter(|length| *length > 0)?;
            let start = offset.checked_add(inside)?;
            self.data.read_bytes_at(start, length.min(limit)).ok()
        })
    }

    /// Returns the bytes of a segment, at most `limit` of them.
    pub(super) fn bytes(&self, segment: &Elf::ProgramHeader, limit: u64) -> Result<&'data [u8]> {
        let (offset, size) = segment.file_range(self.endian);
        self.data
            .read_bytes_at(offset, size.min(limit))
            .map_err(|()| ElfError("a segment lies outside of the file"))
    }
}
