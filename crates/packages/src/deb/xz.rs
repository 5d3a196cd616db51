// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the index at the end of an xz stream says, after the .xz file format 1.2.1.

use std::io::{self, Read, Seek, SeekFrom};

const FOOTER: u64 = 12;
/// The largest index we look at; one for a package of a gibibyte has some hundred bytes.
const MAX_INDEX: u64 = 1 << 20;

/// Returns the sum of the blocks' decoded sizes by the index, or nothing if there is none to read.
///
/// The decoder checks the index against what came out; here it is only read.
pub(super) fn decoded_size(
    reader: &mut (impl Read + Seek),
    offset: u64,
    size: u64,
) -> io::Result<Option<u64>> {
    if size < 2 * FOOTER {
        return Ok(None);
    }
    let mut footer = [0; FOOTER as usize];
    reader.seek(SeekFrom::Start(offset + size - FOOTER))?;
    reader.read_exact(&mut footer)?;
    let [_, _, _, _, a, b, c, d, _, _, b'Y', b'Z'] = footer else { return Ok(None) };
    let length = (u64::from(u32::from_le_bytes([a, b, c, d])) + 1) * 4;
    if length > MAX_INDEX || length > size - 2 * FOOTER {
        return Ok(None);
    }
    reader.seek(SeekFrom::Start(offset + size - FOOTER - length))?;
    let mut index = Vec::new();
    reader.take(length).read_to_end(&mut index)?;
    Ok(sum_of_index(&index))
}

/// Section 4: an indicator of zero, the number of records, and two numbers for each.
fn sum_of_index(index: &[u8]) -> Option<u64> {
    let mut rest = index.strip_prefix(&[0])?;
    let records = take_number(&mut rest)?;
    let mut sum = 0_u64;
    for _ in 0..records {
        let _unpadded_size = take_number(&mut rest)?;
        sum = sum.checked_add(take_number(&mut rest)?)?;
    }
    Some(sum)
}

/// Section 1.2: seven bits a byte, the lowest first, at most nine bytes.
fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for position in 0..9 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << (position * 7);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
