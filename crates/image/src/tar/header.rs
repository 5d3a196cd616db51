// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The fields of a 512-byte header (POSIX.1-2017, `pax`, "ustar Interchange Format").

use std::ops::Range;

use super::BLOCK;

pub(super) const NAME: Range<usize> = 0..100;
pub(super) const MODE: Range<usize> = 100..108;
pub(super) const UID: Range<usize> = 108..116;
pub(super) const GID: Range<usize> = 116..124;
pub(super) const SIZE: Range<usize> = 124..136;
pub(super) const MTIME: Range<usize> = 136..148;
pub(super) const CHECKSUM: Range<usize> = 148..156;
pub(super) const TYPE: usize = 156;
pub(super) const LINK: Range<usize> = 157..257;
pub(super) const MAGIC: Range<usize> = 257..265;
pub(super) const MAJOR: Range<usize> = 329..337;
pub(super) const MINOR: Range<usize> = 337..345;
pub(super) const PREFIX: Range<usize> = 345..500;

/// The magic and version of POSIX; GNU writes `ustar  ` and uses the prefix for other things.
pub(super) const POSIX_MAGIC: &[u8; 8] = b"ustar\x0000";

/// One header.
pub(super) type Block = [u8; BLOCK];

/// Returns a field's bytes up to the first NUL.
pub(super) fn text(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|byte| *byte == 0);
    &field[..end.unwrap_or(field.len())]
}

/// Reads a number: octal with spaces and NULs around it, or GNU's base-256.
pub(super) fn number(field: &[u8]) -> Option<i64> {
    if *field.first()? >= 0x80 {
        return base_256(field);
    }
    let digits = field.trim_ascii_start();
    let end = digits.iter().position(|byte| matches!(byte, 0 | b' ')).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at(end);
    if !rest.iter().all(|byte| matches!(byte, 0 | b' ')) {
        return None;
    }
    // At most 12 octal digits: 36 bits.
    digits.iter().try_fold(0, |value: i64, digit| match digit {
        b'0'..=b'7' => value.checked_mul(8)?.checked_add(i64::from(digit - b'0')),
        _ => None,
    })
}

/// Reads a big-endian number in two's complement, whose top bit is the mark of the form.
fn base_256(field: &[u8]) -> Option<i64> {
    let (first, rest) = field.split_first()?;
    let negative = first & 0x40 != 0;
    let start = if negative { i128::from(*first) - 0x100 } else { i128::from(first & 0x7f) };
    rest.iter()
        .try_fold(start, |value, byte| {
            let value = value << 8 | i128::from(*byte);
            i64::try_from(value).is_ok().then_some(value)
        })
        .and_then(|value| value.try_into().ok())
}

/// Writes a number in octal with a NUL behind it; returns whether it fits.
pub(super) fn put_octal(field: &mut [u8], value: u64) -> bool {
    let Some((last, digits)) = field.split_last_mut() else {
        return false;
    };
    *last = 0;
    let mut rest = value;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest & 7) as u8;
        rest >>= 3;
    }
    rest == 0
}

/// Returns the sum of a header's bytes with the checksum's own counted as spaces, unsigned and,
/// for very old writers, signed.
pub(super) fn checksums(block: &Block) -> (i64, i64) {
    let mut unsigned = 0_u32;
    let mut high = 0_u32;
    for byte in block {
        unsigned += u32::from(*byte);
        high += u32::from(*byte >> 7);
    }
    for byte in &block[CHECKSUM] {
        unsigned -= u32::from(*byte);
        high -= u32::from(*byte >> 7);
    }
    let unsigned = i64::from(unsigned) + 8 * i64::from(b' ');
    (unsigned, unsigned - 256 * i64::from(high))
}

/// Puts the checksum in, as its last act.
pub(super) fn seal(block: &mut Block) {
    let (sum, _) = checksums(block);
    // Six digits, NUL, space: the form of every writer since V7.
    put_octal(&mut block[CHECKSUM.start..CHECKSUM.end - 1], sum.unsigned_abs());
    block[CHECKSUM.end - 1] = b' ';
}
