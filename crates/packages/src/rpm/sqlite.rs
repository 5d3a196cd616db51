// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! As much of `SQLite`'s file format (sqlite.org, "Database File Format") as reads all rows of one
//! table: table b-trees, records and chains of overflow. What a write-ahead log adds is laid over the
//! pages before ([`log`](super::log)).

use super::{DatabaseError, MAX_HEADER, Sink};

pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";
/// The table with the headers: `Packages (hnum INTEGER PRIMARY KEY, blob BLOB)`.
const TABLE: &[u8] = b"Packages";
const FILE_HEADER: usize = 100;
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;
/// Deeper than any b-tree of pages that hold at least two children can be.
const MAX_DEPTH: usize = 40;

type Result<T> = std::result::Result<T, DatabaseError>;

const fn damaged(what: &'static str) -> DatabaseError {
    DatabaseError::Damaged(what)
}

struct Tables<'a> {
    bytes: &'a [u8],
    page_size: usize,
    /// What of a page is used by b-trees.
    usable: usize,
    /// How many pages may still be visited: an honest tree visits each once.
    left: usize,
}

/// Reads all packages.
pub(super) fn read(bytes: &[u8], sink: &mut Sink<'_>) -> Result<()> {
    let header = bytes.get(..FILE_HEADER).ok_or(damaged("the header is cut off"))?;
    let page_size = page_size(bytes).ok_or(damaged("a size of pages that does not exist"))?;
    let reserved = header.get(20).copied().map_or(0, usize::from);
    let usable = page_size.checked_sub(reserved).filter(|usable| *usable >= 480);
    let usable = usable.ok_or(damaged("a size of pages that does not exist"))?;
    let mut tables = Tables { bytes, page_size, usable, left: bytes.len() / page_size + 2 };
    let mut root = None;
    tables.rows(1, 0, &mut |_, record| {
        // The columns of the schema: type, name, table, first page, text.
        let columns = columns(record, 4);
        if let Some([kind, name, _, page]) = columns.as_deref()
            && *kind == b"table"
            && *name == TABLE
        {
            root = Some(page.iter().fold(0, |n, byte| (n << 8) | u32::from(*byte)));
        }
        Ok(())
    })?;
    let root = root.ok_or(damaged("there is no table of packages"))?;
    tables.left = bytes.len() / page_size + 2;
    tables.rows(root, 0, &mut |number, record| {
        let columns = columns(record, 2);
        match columns.as_deref() {
            Some([_, blob]) => sink(number as u32, blob.to_vec()),
            _ => Err(damaged("a row of the table of packages is malformed")),
        }
    })
}

/// Returns the size of pages, in bytes.
pub(super) fn page_size(bytes: &[u8]) -> Option<usize> {
    match half(bytes, 16)? {
        1 => Some(65_536),
        size => Some(size).filter(|size| size.is_power_of_two() && *size >= 512),
    }
}

/// Returns whether whoever writes the database does so by a write-ahead log ("File format version
/// numbers").
pub(super) fn is_logged(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) && bytes.get(19) == Some(&2)
}

impl<'a> Tables<'a> {
    fn page(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_sub(1)?.checked_mul(self.page_size)?;
        self.bytes.get(start..start.checked_add(self.page_size)?)
    }

    /// Visits all rows of the tree below a page; damage to one page costs no other.
    fn rows(
        &mut self,
        number: u32,
        depth: usize,
        visit: &mut dyn FnMut(u64, &[u8]) -> Result<()>,
    ) -> Result<()> {
        self.left = self.left.checked_sub(1).ok_or(damaged("pages are used twice"))?;
        if depth > MAX_DEPTH {
            return Err(damaged("the tree of pages is too deep"));
        }
        let page = self.page(number).ok_or(damaged("a page is missing"))?;
        let start = if number == 1 { FILE_HEADER } else { 0 };
        let kind = page.get(start).copied().unwrap_or_default();
        let cells = half(page, start + 3).unwrap_or_default();
        let mut outcome = Ok(());
        let mut keep = |result: Result<()>| match result {
            // Who takes the rows wants no more.
            Err(error @ DatabaseError::TooMany(_)) => Err(error),
            Err(error) => {
                outcome = Err(error);
                Ok(())
            }
            Ok(()) => Ok(()),
        };
        match kind {
            INTERIOR => {
                for cell in 0..cells {
                    let child = half(page, start + 12 + 2 * cell).and_then(|at| word(page, at));
                    let child = child.ok_or(damaged("a page is malformed"))?;
                    keep(self.rows(child, depth + 1, visit))?;
                }
                let last = word(page, start + 8).ok_or(damaged("a page is malformed"))?;
                keep(self.rows(last, depth + 1, visit))?;
            }
            LEAF => {
                for cell in 0..cells {
                    let at = half(page, start + 8 + 2 * cell);
                    let row = at.and_then(|at| self.row(page, at));
                    let row = row.ok_or(damaged("a row is not where its page says"));
                    keep(row.and_then(|(id, record)| visit(id, &record)))?;
                }
            }
            _ => return Err(damaged("a page is none of a table")),
        }
        outcome
    }

    /// Returns a row's number and its record, which may go on in further pages.
    fn row(&self, page: &'a [u8], at: usize) -> Option<(u64, Vec<u8>)> {
        let cell = page.get(at..self.usable)?;
        let (length, cell) = varint(cell)?;
        let (id, cell) = varint(cell)?;
        let length = usize::try_from(length).ok().filter(|length| *length <= MAX_HEADER)?;
        // "Cell payload": what fits stays; else as much as leaves full pages of overflow.
        let most = self.usable - 35;
        if length <= most {
            return Some((id, cell.get(..length)?.to_vec()));
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let even = least + (length - least) % (self.usable - 4);
        let here = if even <= most { even } else { least };
        let mut record = Vec::with_capacity(length.min(self.bytes.len()));
        record.extend(cell.get(..here)?);
        let mut next = word(cell, here)?;
        while record.len() < length {
            // Each page brings bytes, so a circle ends at the length.
            let page = self.page(next)?;
            let count = (length - record.len()).min(self.usable - 4);
            record.extend(page.get(4..4 + count)?);
            next = word(page, 0)?;
        }
        Some((id, record))
    }
}

/// Returns the first columns of a record as bytes ("Record format").
fn columns(record: &[u8], count: usize) -> Option<Vec<&[u8]>> {
    let (header_length, mut kinds) = varint(record)?;
    let header_length = usize::try_from(header_length).ok()?;
    let header_end = record.len().checked_sub(record.get(header_length..)?.len())?;
    kinds = kinds.get(..header_end.checked_sub(record.len() - kinds.len())?)?;
    let mut body = record.get(header_length..)?;
    let mut columns = Vec::with_capacity(count);
    for _ in 0..count {
        let (kind, rest) = varint(kinds)?;
        kinds = rest;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            kind => (kind - 12) / 2,
        };
        let (column, rest) = body.split_at_checked(usize::try_from(length).ok()?)?;
        columns.push(column);
        body = rest;
    }
    Some(columns)
}

/// Reads a number of up to nine bytes, seven bits each, all eight of the last.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0_u64;
    for at in 0..9 {
        let byte = *bytes.get(at)?;
        if at == 8 {
            return Some(((number << 8) | u64::from(byte), bytes.get(9..)?));
        }
        number = (number << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(at + 1..)?));
        }
    }
    None
}

fn half(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?)))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}
