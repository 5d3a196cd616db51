// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! RPM's own database (`lib/backend/ndb/rpmpkg.c`): pages of slots, each of which names a blob.

use super::{DatabaseError, MAX_HEADER, Sink};

pub(super) const MAGIC: &[u8] = b"RpmP";
const SLOT: &[u8] = b"Slot";
const BLOB: &[u8] = b"BlbS";
const PAGE: usize = 4096;
const SLOT_SIZE: usize = 16;
/// The most pages of slots: a million packages.
const MAX_PAGES: usize = 4096;

/// Reads all packages.
pub(super) fn read(bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), DatabaseError> {
    if word(bytes, 4) != Some(0) {
        return Err(DatabaseError::Damaged("a version of the format that is not known"));
    }
    let pages = word(bytes, 12).unwrap_or_default() as usize;
    if pages > MAX_PAGES {
        return Err(DatabaseError::Damaged("more slots than any system has packages"));
    }
    let mut damage = None;
    // The first two slots are the file's header.
    for at in (2..pages * (PAGE / SLOT_SIZE)).map(|slot| slot * SLOT_SIZE) {
        let Some(slot) = bytes.get(at..at + SLOT_SIZE).filter(|slot| slot.starts_with(SLOT)) else {
            damage = Some("a slot is malformed");
            continue;
        };
        let number = word(slot, 4).unwrap_or_default();
        if number == 0 {
            continue;
        }
        match blob(bytes, number, word(slot, 8).unwrap_or_default()) {
            Some(header) => sink(number, header.to_vec())?,
            None => damage = Some("a package is not where its slot says"),
        }
    }
    damage.map_or(Ok(()), |damage| Err(DatabaseError::Damaged(damage)))
}

/// Returns a blob, which begins at a multiple of sixteen bytes and repeats its number.
fn blob(bytes: &[u8], number: u32, block: u32) -> Option<&[u8]> {
    let start = (block as usize).checked_mul(16)?;
    let head = bytes.get(start..start.checked_add(16)?)?;
    let length = word(head, 12)? as usize;
    if !head.starts_with(BLOB) || word(head, 4) != Some(number) || length > MAX_HEADER {
        return None;
    }
    bytes.get(start + 16..(start + 16).checked_add(length)?)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
