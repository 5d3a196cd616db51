// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The form of every file of an index that is read whole.
//!
//! ```text
//! magic    8 bytes   "HAERADV2"; the digit is the version of the form
//! kind     u32       what the file is (`Shape`)
//! count    u32       how many sections follow
//! section  u32 u32   where it begins, how long it is; for each
//! …        the sections, one after the other
//! ```
//!
//! All numbers are little-endian. The first section is the heap: byte strings, each behind its
//! length (LEB128), none twice; the empty one is at 0. The others are tables of `u32` cells, whose
//! rows have all the same width. A cell that names a byte string holds its place in the heap. A cell
//! that names rows of another table holds the first; the next row's cell is where they end.
//!
//! The file's digest stands in the manifest and is checked before anything is read. What is read
//! is checked against the bounds all the same, so that no file can make a reader fail.

use std::collections::HashMap;

/// The version of the form is part of it.
const MAGIC: &[u8; 8] = b"HAERADV2";

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Shape {
    Rules = 1,
    Names = 2,
    Severities = 3,
    Exploited = 4,
    Likelihoods = 5,
}

/// Why bytes are no such file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TableError {
    #[error("it is of another version, or no file of an index")]
    Version,
    #[error("it is another kind of file than the manifest says")]
    Shape,
    #[error("a section lies outside of the file")]
    Sections,
}

/// A file being made.
#[derive(Debug)]
pub(crate) struct Writer {
    shape: Shape,
    heap: Vec<u8>,
    places: HashMap<Box<[u8]>, u32>,
    tables: Vec<Vec<u8>>,
}

/// More was to go into one file than its numbers can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a segment has more than 4 GiB")]
pub(crate) struct Full;

impl Writer {
    pub(crate) fn new(shape: Shape, tables: usize) -> Self {
        // The empty string.
        Self { shape, heap: vec![0], places: HashMap::new(), tables: vec![Vec::new(); tables] }
    }

    /// Returns the place of a byte string.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<u32, Full> {
        if bytes.is_empty() {
            return Ok(0);
        }
        if let Some(place) = self.places.get(bytes) {
            return Ok(*place);
        }
        let place = u32::try_from(self.heap.len()).map_err(|_| Full)?;
        let mut length = bytes.len();
        while length > 0x7f {
            self.heap.push(0x80 | (length & 0x7f) as u8);
            length >>= 7;
        }
        self.heap.push(length as u8);
        self.heap.extend_from_slice(bytes);
        self.places.insert(bytes.into(), place);
        Ok(place)
    }

    pub(crate) fn text(&mut self, text: &str) -> Result<u32, Full> {
        self.bytes(text.as_bytes())
    }

    /// Adds a row to a table.
    pub(crate) fn row(&mut self, table: usize, cells: &[u32]) {
        if let Some(table) = self.tables.get_mut(table) {
            for cell in cells {
                table.extend_from_slice(&cell.to_le_bytes());
            }
        }
    }

    /// Returns how many rows of a width a table has.
    pub(crate) fn rows(&self, table: usize, width: usize) -> Result<u32, Full> {
        let length = self.tables.get(table).map_or(0, Vec::len);
        u32::try_from(length / (width * 4)).map_err(|_| Full)
    }

    pub(crate) fn finish(self) -> Result<Vec<u8>, Full> {
        let sections: Vec<&Vec<u8>> = std::iter::once(&self.heap).chain(&self.tables).collect();
        let mut bytes = MAGIC.to_vec();
        bytes.extend((self.shape as u32).to_le_bytes());
        bytes.extend((sections.len() as u32).to_le_bytes());
        let mut place = 16 + sections.len() * 8;
        for section in &sections {
            bytes.extend(u32::try_from(place).map_err(|_| Full)?.to_le_bytes());
            bytes.extend(u32::try_from(section.len()).map_err(|_| Full)?.to_le_bytes());
            place += section.len();
        }
        for section in sections {
            bytes.extend_from_slice(section);
        }
        Ok(bytes)
    }
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct Reader {
    bytes: Vec<u8>,
    /// Where each section begins and ends.
    sections: Vec<(usize, usize)>,
}

/// A table in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    cells: &'a [u8],
    width: usize,
}

impl Reader {
    pub(crate) fn open(bytes: Vec<u8>, shape: Shape) -> Result<Self, TableError> {
        if bytes.get(..8) != Some(MAGIC) {
            return Err(TableError::Version);
        }
        let number = |place: usize| {
            let four = bytes.get(place..place + 4)?;
            Some(u32::from_le_bytes(four.try_into().ok()?))
        };
        if number(8) != Some(shape as u32) {
            return Err(TableError::Shape);
        }
        let count = number(12).filter(|count| *count <= 64).ok_or(TableError::Sections)?;
        let section = |index: usize| {
            let (start, length) = (number(16 + index * 8)?, number(20 + index * 8)?);
            let (start, length) = (start as usize, length as usize);
            let end = start.checked_add(length).filter(|end| *end <= bytes.len())?;
            Some((start, end))
        };
        let sections = (0..count as usize)
            .map(section)
            .collect::<Option<Vec<_>>>()
            .ok_or(TableError::Sections)?;
        Ok(Self { bytes, sections })
    }

    fn section(&self, index: usize) -> &[u8] {
        let (start, end) = self.sections.get(index).copied().unwrap_or_default();
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Returns a table; tables are counted from 0, behind the heap.
    pub(crate) fn table(&self, index: usize, width: usize) -> Table<'_> {
        Table { cells: self.section(index + 1), width }
    }

    /// Returns the byte string at a place; the empty one where there is none.
    pub(crate) fn bytes(&self, place: u32) -> &[u8] {
        let heap = self.section(0);
        let mut place = place as usize;
        let mut length = 0usize;
        for shift in (0..32).step_by(7) {
            let Some(byte) = heap.get(place) else { return &[] };
            length |= usize::from(byte & 0x7f) << shift;
            place += 1;
            if byte & 0x80 == 0 {
                break;
            }
        }
        place.checked_add(length).and_then(|end| heap.get(place..end)).unwrap_or_default()
    }

    pub(crate) fn text(&self, place: u32) -> &str {
        std::str::from_utf8(self.bytes(place)).unwrap_or_default()
    }

    /// Returns the row whose first cell names a text, of a table that is sorted by it.
    pub(crate) fn find(&self, table: Table<'_>, text: &str) -> Option<usize> {
        let (mut low, mut high) = (0, table.rows());
        while low < high {
            let middle = low.midpoint(high);
            match self.bytes(table.cell(middle, 0)).cmp(text.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

impl Table<'_> {
    pub(crate) const fn rows(&self) -> usize {
        self.cells.len() / (self.width * 4)
    }

    /// Returns a cell; 0 where there is none.
    pub(crate) fn cell(&self, row: usize, column: usize) -> u32 {
        let place = (row * self.width + column) * 4;
        let four = self.cells.get(place..place + 4).and_then(|four| four.try_into().ok());
        four.map_or(0, u32::from_le_bytes)
    }

    /// Returns the rows of `other` that a row owns by the cell that holds the first of them.
    pub(crate) fn owned(
        &self,
        row: usize,
        column: usize,
        other: Table<'_>,
    ) -> std::ops::Range<usize> {
        let rows = other.rows();
        let start = (self.cell(row, column) as usize).min(rows);
        let end = if row + 1 < self.rows() { self.cell(row + 1, column) as usize } else { rows };
        start..end.clamp(start, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::new(Shape::Names, 2);
        let long = "x".repeat(300);
        for (index, text) in ["a", "b", &long].into_iter().enumerate() {
            let place = writer.text(text).unwrap();
            assert_eq!(writer.text(text).unwrap(), place);
            writer.row(0, &[place, index as u32 * 2]);
            writer.row(1, &[7]);
            writer.row(1, &[8]);
        }
        let reader = Reader::open(writer.finish().unwrap(), Shape::Names).unwrap();
        let (names, others) = (reader.table(0, 2), reader.table(1, 1));
        assert_eq!(reader.find(names, &long), Some(2));
        assert_eq!(reader.find(names, "c"), None);
        assert_eq!(names.owned(1, 1, others), 2..4);
        assert_eq!(names.owned(2, 1, others), 4..6);
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_reader_fail(
            mut bytes in proptest::collection::vec(any::<u8>(), 0..300),
            place in any::<u32>(),
            row in 0usize..50,
        ) {
            let head = [&MAGIC[..], &[2, 0, 0, 0, 3, 0, 0, 0]].concat();
            bytes.splice(..0, head);
            if let Ok(reader) = Reader::open(bytes, Shape::Names) {
                let (one, other) = (reader.table(0, 2), reader.table(1, 1));
                let _ = (reader.text(place), reader.find(one, "a"), one.cell(row, 1));
                for row in one.owned(row, 1, other) {
                    let _ = reader.bytes(other.cell(row, 0));
                }
            }
        }
    }
}
