// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Notes (System V ABI, chapter 5, "Note Section"): what a build wrote into a program for others.

use std::fmt::Write as _;

use object::ReadRef;

use super::image::Image;

/// The owner and type of the build ID that GNU's linker writes (`NT_GNU_BUILD_ID`).
const BUILD_ID: (&[u8], u32) = (b"GNU\0", 3);
/// The most notes of one section or segment that are looked at.
const MAX_NOTES: usize = 256;

/// Returns the build ID in hexadecimal: the name under which debug symbols and crash reports find a
/// program, whatever its file is called.
pub(super) fn build_id<'data, R: ReadRef<'data>>(image: &Image<R>) -> Option<String> {
    let id = find(image, BUILD_ID.0, BUILD_ID.1).filter(|id| (1..=64).contains(&id.len()))?;
    Some(id.iter().fold(String::with_capacity(id.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Returns what the first note of an owner and type says.
pub(super) fn find<'data, R: ReadRef<'data>>(
    image: &Image<R>,
    owner: &[u8],
    kind: u32,
) -> Option<&'data [u8]> {
    image.notes().find_map(|notes| in_notes(notes, image.is_little_endian, owner, kind))
}

fn in_notes<'data>(
    mut notes: &'data [u8],
    is_little_endian: bool,
    owner: &[u8],
    kind: u32,
) -> Option<&'data [u8]> {
    for _ in 0..MAX_NOTES {
        let word = |at: usize| {
            let bytes = *notes.get(at..)?.first_chunk()?;
            let read = if is_little_endian { u32::from_le_bytes } else { u32::from_be_bytes };
            Some(read(bytes))
        };
        let (name, length) = (word(0)? as usize, word(4)? as usize);
        let start = 12_usize.checked_add(name.checked_next_multiple_of(4)?)?;
        let end = start.checked_add(length)?;
        let said = notes.get(start..end)?;
        if word(8)? == kind && notes.get(12..12_usize.checked_add(name)?)? == owner {
            return Some(said);
        }
        notes = notes.get(end.checked_next_multiple_of(4)?..)?;
    }
    None
}

#[cfg(test)]
pub(super) fn note(owner: &[u8], kind: u32, said: &[u8]) -> Vec<u8> {
    let mut note = Vec::new();
    for word in [owner.len() as u32, said.len() as u32, kind] {
        note.extend(word.to_le_bytes());
    }
    note.extend(owner);
    note.resize(note.len().next_multiple_of(4), 0);
    note.extend(said);
    note.resize(note.len().next_multiple_of(4), 0);
    note
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture;
    use super::*;

    #[test]
    fn a_build_id_is_found_among_other_notes() {
        let abi = note(b"GNU\0", 1, &[0; 16]);
        let id = note(b"GNU\0", 3, &[0xde, 0xad, 0xbe, 0xef, 1]);
        let other = note(b"Go\0\0", 3, b"x");
        for (sections, expected) in [
            (vec![(".note.gnu.build-id", id.clone())], Some("deadbeef01")),
            (
                vec![(".note.x", [abi.clone(), other.clone(), id.clone()].concat())],
                Some("deadbeef01"),
            ),
            (vec![(".note.ABI-tag", abi), (".note.go", other)], None),
            (vec![(".text", id)], None),
        ] {
            let sections: Vec<_> = sections.iter().map(|(name, it)| (*name, &**it)).collect();
            let elf = fixture::elf(&sections);
            let image = Image::open(elf.as_slice()).unwrap();
            assert_eq!(build_id(&image).as_deref(), expected, "{sections:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..80), at in 0_usize..40, to: u8) {
            in_notes(&bytes, true, b"GNU\0", 3);
            in_notes(&bytes, false, b"GNU\0", 3);
            let mut notes = [note(b"GNU\0", 1, b"abc"), note(b"GNU\0", 3, b"abcd")].concat();
            notes[at] = to;
            in_notes(&notes, true, b"GNU\0", 3);
        }
    }
}
