// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! ELF files (System V ABI, chapters 4 and 5; the GNU extensions as glibc reads them).
//!
//! Read as the loader reads them, through program headers and the dynamic segment: section headers
//! are for linkers and may be absent or lie. They serve only where nothing else can, to find
//! constants.

mod facts;
mod image;
mod names;
mod symbols;

pub use facts::{ElfFacts, Hardening, Kind, Machine, ReadOnlyRelocations, VersionNeed};
pub use symbols::{Symbol, Symbols};

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use object::elf;
use object::read::elf::{FileHeader, ProgramHeader};
use object::{Endianness, ReadCache, ReadRef};

use image::Image;

/// The most entries of any one table that are looked at.
const MAX_ENTRIES: usize = 65_536;
/// The most symbols that are looked at; the largest libraries in use have some hundred thousand.
const MAX_SYMBOLS: u64 = 4_000_000;
/// The longest name that is kept, in bytes.
const MAX_NAME: usize = 4096;

/// Why an ELF file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ElfError(pub(crate) &'static str);

impl From<object::read::Error> for ElfError {
    fn from(_: object::read::Error) -> Self {
        Self("a table lies outside of the file")
    }
}

type Result<T> = std::result::Result<T, ElfError>;

/// Reads the facts of an ELF file that is in memory.
pub fn read(bytes: &[u8]) -> Result<ElfFacts> {
    read_from(bytes)
}

/// Reads the symbols that an ELF file offers to others and needs from them.
pub fn symbols(bytes: &[u8]) -> Result<Symbols> {
    match class(bytes)? {
        elf::ELFCLASS32 => symbols::read::<elf::FileHeader32<Endianness>, _>(bytes),
        _ => symbols::read::<elf::FileHeader64<Endianness>, _>(bytes),
    }
}

/// As [`symbols`], of a file where it lies; only what is needed is read.
pub fn symbols_of_reader(reader: impl Read + Seek) -> Result<Symbols> {
    let cache = ReadCache::new(reader);
    match class(&cache)? {
        elf::ELFCLASS32 => symbols::read::<elf::FileHeader32<Endianness>, _>(&cache),
        _ => symbols::read::<elf::FileHeader64<Endianness>, _>(&cache),
    }
}

pub(crate) fn read_from<'data, R: ReadRef<'data>>(data: R) -> Result<ElfFacts> {
    match class(data)? {
        elf::ELFCLASS32 => facts_of::<elf::FileHeader32<Endianness>, _>(data),
        _ => facts_of::<elf::FileHeader64<Endianness>, _>(data),
    }
}

fn class<'data, R: ReadRef<'data>>(data: R) -> Result<elf::FileClass> {
    let start = data.read_bytes_at(0, 16).map_err(|()| ElfError("the header is cut off"))?;
    match start {
        [0x7f, b'E', b'L', b'F', class @ (1 | 2), ..] => Ok(elf::FileClass(*class)),
        _ => Err(ElfError("the header names no class that exists")),
    }
}

fn facts_of<'data, Elf, R>(data: R) -> Result<ElfFacts>
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let image = Image::<Elf, R>::open(data)?;
    let (header, endian) = (image.header, image.endian);
    let kind = match header.e_type(endian) {
        elf::ET_EXEC => Kind::Executable,
        elf::ET_DYN => Kind::Shared,
        elf::ET_REL => Kind::Relocatable,
        elf::ET_CORE => Kind::Core,
        _ => Kind::Other,
    };
    let mut facts = ElfFacts {
        is_64: header.is_class_64(),
        is_little_endian: header.is_little_endian(),
        machine: Machine(header.e_machine(endian).0),
        flags: header.e_flags(endian).0,
        kind,
        interpreter: None,
        needed: Vec::new(),
        soname: None,
        rpath: Vec::new(),
        runpath: Vec::new(),
        versions_needed: BTreeMap::new(),
        versions_defined: Vec::new(),
        build_id: None,
        abi_tag: None,
        is_dynamic: false,
        exported_symbols: 0,
        undefined_symbols: 0,
        hardening: Hardening {
            position_independent: kind == Kind::Shared,
            read_only_relocations: ReadOnlyRelocations::None,
            stack_not_executable: false,
            stack_canary: false,
            text_relocations: false,
        },
        loads: Vec::new(),
    };
    if matches!(kind, Kind::Core) {
        return Ok(facts);
    }
    read_segments(&image, &mut facts)?;
    if image.dynamic.is_empty() {
        return Ok(facts);
    }
    facts.is_dynamic = true;
    read_dynamic(&image, &mut facts);
    read_versions(&image, &mut facts);
    let counts = symbols::count(&image);
    facts.exported_symbols = counts.exported;
    facts.undefined_symbols = counts.undefined;
    facts.hardening.stack_canary = counts.refers_to_stack_check;
    facts.loads = names::loads(&image, &facts);
    Ok(facts)
}

fn read_segments<'data, Elf, R>(image: &Image<'data, Elf, R>, facts: &mut ElfFacts) -> Result<()>
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    for segment in image.segments {
        match segment.p_type(image.endian) {
            elf::PT_INTERP => {
                let bytes = image.bytes(segment, MAX_NAME as u64)?;
                facts.interpreter = Some(text(until_nul(bytes)));
            }
            elf::PT_GNU_STACK => {
                let flags = segment.p_flags(image.endian);
                facts.hardening.stack_not_executable = flags.0 & elf::PF_X.0 == 0;
            }
            elf::PT_GNU_RELRO => {
                facts.hardening.read_only_relocations = ReadOnlyRelocations::Partial;
            }
            elf::PT_NOTE => read_notes(image, segment, facts),
            _ => {}
        }
    }
    Ok(())
}

/// Reads the build's name and the ABI's tag; a damaged note is nothing to fail for.
fn read_notes<'data, Elf, R>(
    image: &Image<'data, Elf, R>,
    segment: &Elf::ProgramHeader,
    facts: &mut ElfFacts,
) where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let (_, size) = segment.file_range(image.endian);
    if size > 1 << 20 {
        return;
    }
    let Ok(Some(mut notes)) = segment.notes(image.endian, image.data) else {
        return;
    };
    for _ in 0..1024 {
        let Ok(Some(note)) = notes.next() else { return };
        if note.name() != b"GNU" {
            continue;
        }
        match (note.n_type(image.endian), note.desc()) {
            (elf::NT_GNU_BUILD_ID, id) if (1..=64).contains(&id.len()) => {
                facts.build_id = Some(hexadecimal(id));
            }
            (elf::NT_GNU_ABI_TAG, tag) if tag.len() >= 16 => {
                let mut words = [0; 4];
                for (word, bytes) in words.iter_mut().zip(tag.as_chunks::<4>().0) {
                    *word = if facts.is_little_endian {
                        u32::from_le_bytes(*bytes)
                    } else {
                        u32::from_be_bytes(*bytes)
                    };
                }
                facts.abi_tag = Some(words);
            }
            _ => {}
        }
    }
}

fn read_dynamic<'data, Elf, R>(image: &Image<'data, Elf, R>, facts: &mut ElfFacts)
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let mut binds_now = false;
    for (tag, value) in image.dynamic.iter().copied() {
        match tag {
            elf::DT_NEEDED => facts.needed.extend(image.string(value).map(text)),
            elf::DT_SONAME => facts.soname = image.string(value).map(text),
            elf::DT_RPATH => facts.rpath = folders(image.string(value)),
            elf::DT_RUNPATH => facts.runpath = folders(image.string(value)),
            elf::DT_BIND_NOW => binds_now = true,
            elf::DT_TEXTREL => facts.hardening.text_relocations = true,
            elf::DT_FLAGS => {
                binds_now |= value & elf::DF_BIND_NOW.0 != 0;
                facts.hardening.text_relocations |= value & elf::DF_TEXTREL.0 != 0;
            }
            elf::DT_FLAGS_1 => binds_now |= value & elf::DF_1_NOW.0 != 0,
            _ => {}
        }
    }
    let relocations = &mut facts.hardening.read_only_relocations;
    if binds_now && *relocations == ReadOnlyRelocations::Partial {
        *relocations = ReadOnlyRelocations::Full;
    }
}

fn folders(list: Option<&[u8]>) -> Vec<String> {
    list.unwrap_or_default().split(|byte| *byte == b':').take(256).map(text).collect()
}

/// Reads the versions of symbols. The tables are chains of offsets, which can be made to overlap;
/// a common count bounds them.
fn read_versions<'data, Elf, R>(image: &Image<'data, Elf, R>, facts: &mut ElfFacts)
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let mut left = MAX_ENTRIES;
    let endian = image.endian;
    let mut needs = Chain::new(image.table(elf::DT_VERNEED));
    while let Some((need, here)) = needs.item::<elf::Verneed<Endianness>>(&mut left) {
        if let Some(file) = image.string(need.vn_file.get(endian).into()) {
            let list = facts.versions_needed.entry(text(file)).or_default();
            let mut versions = here.at(need.vn_aux.get(endian));
            for _ in 0..need.vn_cnt.get(endian) {
                let Some((version, _)) = versions.item::<elf::Vernaux<Endianness>>(&mut left)
                else {
                    break;
                };
                if let Some(name) = image.string(version.vna_name.get(endian).into()) {
                    list.push(VersionNeed {
                        name: text(name),
                        weak: version.vna_flags.get(endian).0 & elf::VER_FLG_WEAK.0 != 0,
                    });
                }
                versions.step(version.vna_next.get(endian));
            }
        }
        needs.step(need.vn_next.get(endian));
    }
    for list in facts.versions_needed.values_mut() {
        list.sort();
        list.dedup();
    }
    let mut definitions = Chain::new(image.table(elf::DT_VERDEF));
    while let Some((definition, here)) = definitions.item::<elf::Verdef<Endianness>>(&mut left) {
        // The first name is the version's own, the others are those it follows. The version that
        // is the file's own name stands for nothing.
        let is_base = definition.vd_flags.get(endian).0 & elf::VER_FLG_BASE.0 != 0;
        let names = here.at(definition.vd_aux.get(endian));
        if !is_base
            && let Some((first, _)) = names.item::<elf::Verdaux<Endianness>>(&mut left)
            && let Some(name) = image.string(first.vda_name.get(endian).into())
        {
            facts.versions_defined.push(text(name));
        }
        definitions.step(definition.vd_next.get(endian));
    }
    facts.versions_defined.sort();
    facts.versions_defined.dedup();
}

/// A chain of records, each of which says how far it is to the next.
#[derive(Clone, Copy)]
struct Chain<'data>(Option<&'data [u8]>);

impl<'data> Chain<'data> {
    const fn new(table: Option<&'data [u8]>) -> Self {
        Self(table)
    }

    /// Returns the record here, and the place for what is relative to it.
    fn item<T: object::pod::Pod>(&self, left: &mut usize) -> Option<(&'data T, Self)> {
        *left = left.checked_sub(1)?;
        let (record, _) = object::pod::from_bytes::<T>(self.0?).ok()?;
        Some((record, *self))
    }

    fn at(&self, distance: u32) -> Self {
        Self(self.0.and_then(|bytes| bytes.get(distance as usize..)))
    }

    /// Goes to the next record; no distance is the end.
    fn step(&mut self, distance: u32) {
        *self = if distance == 0 { Self(None) } else { self.at(distance) };
    }
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.iter().position(|byte| *byte == 0).and_then(|end| bytes.get(..end)).unwrap_or(bytes)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
