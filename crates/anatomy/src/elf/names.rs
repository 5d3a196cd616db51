// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Names of libraries among a file's constants.

use memchr::memmem;
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};
use object::{Endianness, ReadRef, elf};

use super::facts::ElfFacts;
use super::image::Image;
use super::text;

/// The most bytes of constants that are searched.
const MAX_CONSTANTS: u64 = 64 << 20;
/// The longest name of a library, with its folder.
const MAX_LENGTH: usize = 255;
/// The most names that are kept of one file.
const MAX_NAMES: usize = 1024;

/// Returns the constants that read as a library's file name: `…`, `.so`, and perhaps a version.
///
/// A program that loads a library by name has the name, or its parts, among its constants. Names
/// the linker loads anyway are left out, and patterns (`libnss_%s.so`), which name nothing.
pub(super) fn loads<'data, Elf, R>(image: &Image<'data, Elf, R>, facts: &ElfFacts) -> Vec<String>
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let mut names = Vec::new();
    for region in constants(image) {
        let mut search_from = 0;
        while let Some(found) =
            region.get(search_from..).and_then(|rest| memmem::find(rest, b".so"))
        {
            let dot = search_from + found;
            search_from = dot + 3;
            if let Some(name) = name_around(region, dot) {
                let name = text(name);
                if facts.soname.as_ref() != Some(&name) && !facts.needed.contains(&name) {
                    names.push(name);
                }
            }
            if names.len() >= MAX_NAMES * 4 {
                break;
            }
        }
    }
    names.sort();
    names.dedup();
    names.truncate(MAX_NAMES);
    names
}

/// Returns the string with `.so` at `dot` if it ends there or after digits and dots.
fn name_around(region: &[u8], dot: usize) -> Option<&[u8]> {
    let after = region.get(dot + 3..)?;
    let version = after.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b'.'))?;
    let end = dot + 3 + version;
    if region.get(end) != Some(&0) || (version > 0 && after.first() != Some(&b'.')) {
        return None;
    }
    let earliest = dot.saturating_sub(MAX_LENGTH);
    let before = region.get(earliest..dot)?;
    let start = before
        .iter()
        .rposition(|byte| !matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'-' | b'+' | b'.' | b'/' | b'$' | b'@' | b'~'))
        .map_or(earliest, |position| earliest + position + 1);
    // The character before must be the end of another string, else this one is no plain name.
    if start > 0 && region.get(start - 1) != Some(&0) {
        return None;
    }
    let name = region.get(start..end)?;
    let stem = name.get(..dot - start)?;
    (!stem.is_empty() && !stem.ends_with(b"/")).then_some(name)
}

/// Returns the places of constants: `.rodata`, or, without section headers, every segment that can
/// neither be written nor run.
fn constants<'data, Elf, R>(image: &Image<'data, Elf, R>) -> Vec<&'data [u8]>
where
    Elf: FileHeader<Endian = Endianness>,
    R: ReadRef<'data>,
{
    let endian = image.endian;
    if let Ok(sections) = image.header.sections(endian, image.data)
        && let Some((_, section)) = sections.section_by_name(endian, b".rodata")
        && let Some((offset, size)) = section.file_range(endian)
    {
        let region = image.data.read_bytes_at(offset, size.min(MAX_CONSTANTS));
        return region.into_iter().collect();
    }
    let mut left = MAX_CONSTANTS;
    image
        .segments
        .iter()
        .filter(|segment| {
            segment.p_type(endian) == elf::PT_LOAD && segment.p_flags(endian).0 == elf::PF_R.0
        })
        .filter_map(|segment| {
            let bytes = image.bytes(segment, left).ok()?;
            left = left.saturating_sub(bytes.len() as u64);
            Some(bytes)
        })
        .collect()
}
