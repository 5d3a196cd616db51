// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A hash of Berkeley DB (`dbinc/db_page.h`): pages of pairs, whose large values lie in chains of
//! further pages. The hash itself is of no use here: all pages are read in their order.

use super::{DatabaseError, MAX_HEADER, Sink};

const MAGIC: u32 = 0x0006_1561;
const PAGE_HEADER: usize = 26;
const HASH_UNSORTED: u8 = 2;
const OVERFLOW: u8 = 7;
const HASH: u8 = 13;
const ON_PAGE: u8 = 1;
const OFF_PAGE: u8 = 3;

/// Returns whether a file is a hash of Berkeley DB.
pub(super) fn is_hash(bytes: &[u8]) -> bool {
    Pages::open(bytes).is_some()
}

#[derive(Clone, Copy)]
struct Pages<'a> {
    bytes: &'a [u8],
    size: usize,
    is_little_endian: bool,
}

impl<'a> Pages<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        [true, false].into_iter().find_map(|is_little_endian| {
            let pages = Self { bytes, size: 0, is_little_endian };
            let size = pages.word(bytes, 20)? as usize;
            let is_right = pages.word(bytes, 12)? == MAGIC
                && size.is_power_of_two()
                && (512..=65_536).contains(&size);
            is_right.then_some(Self { size, ..pages })
        })
    }

    fn page(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_mul(self.size)?;
        self.bytes.get(start..start.checked_add(self.size)?)
    }

    fn word(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        let little = self.is_little_endian;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn half(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        let little = self.is_little_endian;
        Some(usize::from(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        }))
    }

    /// Returns an entry of a page: from its offset to where the one before it begins.
    fn entry(&self, page: &'a [u8], at: usize) -> Option<&'a [u8]> {
        let start = self.half(page, PAGE_HEADER + 2 * at)?;
        let end = match at.checked_sub(1) {
            Some(before) => self.half(page, PAGE_HEADER + 2 * before)?,
            None => self.size,
        };
        page.get(start..end)
    }

    /// Returns a value: on the page, or in the chain that the entry names.
    fn value(&self, entry: &[u8]) -> Option<Vec<u8>> {
        match *entry.first()? {
            ON_PAGE => entry.get(1..).map(<[u8]>::to_vec),
            OFF_PAGE => {
                let length = self.word(entry, 8)? as usize;
                if length > MAX_HEADER {
                    return None;
                }
                let mut next = self.word(entry, 4)?;
                let mut value = Vec::new();
                // Each page adds at least one byte, so a circle ends at the length.
                while value.len() < length {
                    let page = self.page(next).filter(|page| page.get(25) == Some(&OVERFLOW))?;
                    let count = self.half(page, 22).filter(|count| *count > 0)?;
                    value.extend(page.get(PAGE_HEADER..PAGE_HEADER + count)?);
                    next = self.word(page, 16)?;
                }
                value.truncate(length);
                Some(value)
            }
            _ => None,
        }
    }
}

/// Reads all packages.
pub(super) fn read(bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), DatabaseError> {
    let pages = Pages::open(bytes).ok_or(DatabaseError::Form)?;
    if bytes.get(24) != Some(&0) {
        return Err(DatabaseError::Damaged("the database is encrypted"));
    }
    let last = pages.word(bytes, 32).unwrap_or_default();
    let mut damage = None;
    for number in 1..=last {
        let Some(page) = pages.page(number) else {
            damage = Some("pages are missing at the end");
            break;
        };
        if !matches!(page.get(25), Some(&(HASH | HASH_UNSORTED))) {
            continue;
        }
        let entries = pages.half(page, 20).unwrap_or_default();
        for at in (1..entries).step_by(2) {
            let key = pages.entry(page, at - 1).and_then(|entry| entry.get(1..));
            let value = pages.entry(page, at).and_then(|entry| pages.value(entry));
            let (Some(key), Some(value)) = (key, value) else {
                damage = Some("a value is not where its page says");
                continue;
            };
            // Keys are numbers in the byte order of the machine; number 0 is the highest one given.
            let number = pages.word(key, 0).unwrap_or_default();
            if number != 0 {
                sink(number, value)?;
            }
        }
    }
    damage.map_or(Ok(()), |damage| Err(DatabaseError::Damaged(damage)))
}
