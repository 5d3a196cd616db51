// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The symbols of the dynamic table.

use object::elf;
use object::read::elf::{FileHeader, GnuHashTable, HashTable, SectionHeader, Sym};
use object::{Endianness, ReadRef};

use super::image::Image;
use super::{MAX_SYMBOLS, Result, text};

/// A symbol that a file offers to others or needs from them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// The file also loads where nobody offers it.
    pub weak: bool,
}

/// The symbols of a file, in the order of its table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symbols {
    /// What it offers.
    pub exported: Vec<Symbol>,
    /// What it needs.
    pub undefined: Vec<Symbol>,
}

/// How many symbols there are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) exported: u32,
    pub(super) undefined: u32,
    pub(super) refers_to_stack_check: bool,
}

pub(super) fn read<'data, Elf, R>(data: R) -> Result<Symbols>
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let image = Image::<Elf, R>::open(data)?;
    let mut symbols = Symbols::default();
    each(&image, |kind, name, weak| {
        let symbol = Symbol { name: text(name), weak };
        match kind {
            Side::Exported => symbols.exported.push(symbol),
            Side::Undefined => symbols.undefined.push(symbol),
        }
    });
    Ok(symbols)
}

pub(super) fn count<'data, Elf, R>(image: &Image<'data, Elf, R>) -> Counts
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let mut counts = Counts::default();
    each(image, |kind, name, _| match kind {
        Side::Exported => counts.exported += 1,
        Side::Undefined => {
            counts.undefined += 1;
            counts.refers_to_stack_check |=
                matches!(name, b"__stack_chk_fail" | b"__stack_chk_guard");
        }
    });
    counts
}

enum Side {
    Exported,
    Undefined,
}

fn each<'data, Elf, R>(image: &Image<'data, Elf, R>, mut tell: impl FnMut(Side, &'data [u8], bool))
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let endian = image.endian;
    let Some(address) = image.value(elf::DT_SYMTAB) else {
        return;
    };
    let size = size_of::<Elf::Sym>() as u64;
    let count = table_length(image).unwrap_or(0).min(MAX_SYMBOLS);
    let bytes = image.at(address, count * size).unwrap_or_default();
    let count = bytes.len() / size_of::<Elf::Sym>();
    let Ok((symbols, _)) = object::pod::slice_from_bytes::<Elf::Sym>(bytes, count) else {
        return;
    };
    // The first entry is always empty.
    for symbol in symbols.iter().skip(1) {
        let bind = symbol.st_bind();
        if bind == elf::STB_LOCAL {
            continue;
        }
        let weak = bind == elf::STB_WEAK;
        let side = if symbol.is_undefined(endian) {
            Side::Undefined
        } else if matches!(symbol.st_visibility(), elf::STV_DEFAULT | elf::STV_PROTECTED) {
            Side::Exported
        } else {
            continue;
        };
        if let Some(name) = image.string(symbol.st_name(endian).into()) {
            tell(side, name, weak);
        }
    }
}

/// Returns how many symbols the dynamic table has.
///
/// The dynamic segment does not tell; the section header does where there is one, else the hash
/// tables through which symbols are found.
fn table_length<'data, Elf, R>(image: &Image<'data, Elf, R>) -> Option<u64>
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let endian = image.endian;
    if let Ok(sections) = image.header.section_headers(endian, image.data)
        && let Some(section) =
            sections.iter().find(|section| section.sh_type(endian) == elf::SHT_DYNSYM)
    {
        let size: u64 = section.sh_size(endian).into();
        return Some(size / size_of::<Elf::Sym>() as u64);
    }
    if let Some(table) = image.table(elf::DT_HASH)
        && let Ok(table) = HashTable::<Elf>::parse(endian, table)
    {
        return Some(table.symbol_table_length().into());
    }
    let table = image.at(image.value(elf::DT_GNU_HASH)?, MAX_SYMBOLS * 8)?;
    let table = GnuHashTable::<Elf>::parse(endian, table).ok()?;
    // Without buckets every symbol before the base is undefined and none after.
    Some(table.symbol_table_length(endian).unwrap_or_else(|| table.symbol_base()).into())
}
