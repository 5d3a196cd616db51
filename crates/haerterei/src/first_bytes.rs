// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a file is, as far as its first bytes tell: enough to say what it is not.

use std::fs::File;
use std::io::{self, Read as _};

use camino::Utf8Path;

/// What a file begins as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FirstBytes {
    /// A tar archive, or something compressed that may hold one.
    Archive,
    /// A document in JSON.
    Json,
    /// A document in XML.
    Xml,
    /// Anything else.
    Other,
}

/// A header of tar (POSIX.1-2017, pax, "ustar Interchange Format").
const BLOCK: usize = 512;

impl FirstBytes {
    /// Looks at a file.
    pub(crate) fn of(path: &Utf8Path) -> io::Result<Self> {
        let mut start = Vec::with_capacity(BLOCK);
        File::open(path)?.take(BLOCK as u64).read_to_end(&mut start)?;
        Ok(Self::from(start.as_slice()))
    }

    fn from(start: &[u8]) -> Self {
        // gzip, Zstandard, xz, bzip2.
        const PACKED: [&[u8]; 4] =
            [&[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd], b"\xfd7zXZ\0", b"BZh"];
        if PACKED.iter().any(|magic| start.starts_with(magic)) || is_tar(start) {
            return Self::Archive;
        }
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        match text.first() {
            Some(b'{') => Self::Json,
            Some(b'<') => Self::Xml,
            _ => Self::Other,
        }
    }
}

/// Returns whether bytes are a header of tar: the sum that it holds is that of its bytes, the sum's
/// own taken for spaces. That is so in every form of tar, also before it had a name.
fn is_tar(start: &[u8]) -> bool {
    let (Some(header), Some(field)) = (start.get(..BLOCK), start.get(148..156)) else {
        return false;
    };
    let digits = field.trim_ascii_start();
    let end = digits.iter().position(|it| !(b'0'..=b'7').contains(it)).unwrap_or(digits.len());
    let stated = digits
        .get(..end)
        .unwrap_or_default()
        .iter()
        .fold(0_u32, |sum, digit| sum.wrapping_mul(8).wrapping_add(u32::from(digit - b'0')));
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    // An archive may also be empty: nothing but zeros.
    (end > 0 && sum(header) - sum(field) + 8 * u32::from(b' ') == stated)
        || header.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_how_they_begin() {
        let mut old = vec![0; BLOCK];
        old[..4].copy_from_slice(b"file");
        let sum: u32 = old.iter().map(|byte| u32::from(*byte)).sum::<u32>() + 8 * 32;
        old[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        old[155] = b' ';
        for (start, expected) in [
            (&b"\x1f\x8b\x08"[..], FirstBytes::Archive),
            (b"\x28\xb5\x2f\xfd", FirstBytes::Archive),
            (&old, FirstBytes::Archive),
            (&[0; BLOCK], FirstBytes::Archive),
            (b"\xef\xbb\xbf  {\"a\"", FirstBytes::Json),
            (b"\n<bom", FirstBytes::Xml),
            (b"# README", FirstBytes::Other),
            (b"", FirstBytes::Other),
            (&[b'#'; BLOCK], FirstBytes::Other),
        ] {
            assert_eq!(FirstBytes::from(start), expected, "{start:?}");
        }
    }
}
