// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is only shown, in a file of its own that matching never touches.
//!
//! ```text
//! magic    8 bytes   "HAERCLD1"
//! blocks             one zstd frame each, with a checksum
//! table    u64 u32   where a block begins, how long it is; for each
//! count    u32       how many blocks there are
//! ```
//!
//! A block is a row of stories, each a JSON object behind its length (u32). A story is named by its
//! block, counted from 1, and its place in it. To show one, one block is read.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use crate::advisory::Story;

const MAGIC: &[u8; 8] = b"HAERCLD1";
/// A block is closed when it has so many bytes.
const BLOCK: usize = 128 << 10;
/// No story of ours is larger; a block has at most one more than `BLOCK` bytes of others.
const MAX_STORY: usize = 4 << 20;
const LEVEL: i32 = 9;

/// A file being made.
#[derive(Clone, Debug)]
pub(crate) struct ColdWriter {
    out: Vec<u8>,
    block: Vec<u8>,
    table: Vec<(u64, u32)>,
}

impl Default for ColdWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl ColdWriter {
    pub(crate) fn new() -> Self {
        Self { out: MAGIC.to_vec(), block: Vec::new(), table: Vec::new() }
    }

    /// Adds a story and returns its block and place; nothing if it says nothing.
    pub(crate) fn add(&mut self, story: &Story) -> Option<(u32, u32)> {
        if *story == Story::default() {
            return None;
        }
        let mut json = serde_json::to_vec(story).unwrap_or_default();
        if json.len() > MAX_STORY {
            // What is too long to read is left to its references.
            let short = Story { description: String::new(), ..story.clone() };
            json = serde_json::to_vec(&short).unwrap_or_default();
        }
        if json.len() > MAX_STORY {
            return None;
        }
        let place = (self.table.len() as u32 + 1, self.block.len() as u32);
        self.block.extend((json.len() as u32).to_le_bytes());
        self.block.extend(json);
        if self.block.len() >= BLOCK {
            self.close();
        }
        Some(place)
    }

    fn close(&mut self) {
        let mut encoder =
            zstd::stream::Encoder::new(Vec::new(), LEVEL).expect("the level is one of zstd's");
        let _ = encoder.include_checksum(true);
        let packed = io::Write::write_all(&mut encoder, &self.block)
            .and_then(|()| encoder.finish())
            .expect("memory takes what is written to it");
        self.table.push((self.out.len() as u64, packed.len() as u32));
        self.out.extend(packed);
        self.block.clear();
    }

    /// Returns the file; nothing if there is no story.
    pub(crate) fn finish(mut self) -> Option<Vec<u8>> {
        if !self.block.is_empty() {
            self.close();
        }
        if self.table.is_empty() {
            return None;
        }
        for (start, length) in &self.table {
            self.out.extend(start.to_le_bytes());
            self.out.extend(length.to_le_bytes());
        }
        self.out.extend((self.table.len() as u32).to_le_bytes());
        Some(self.out)
    }
}

/// Reads one story of a file.
pub(crate) fn read(file: &File, (block, place): (u32, u32)) -> io::Result<Story> {
    let wrong = |what| io::Error::new(io::ErrorKind::InvalidData, what);
    let length = file.metadata()?.len();
    let end = length.checked_sub(4).ok_or_else(|| wrong("no table of blocks"))?;
    let mut number = [0; 4];
    file.read_exact_at(&mut number, end)?;
    let count = u32::from_le_bytes(number);
    let row =
        count.checked_sub(block).filter(|_| block > 0).ok_or_else(|| wrong("no such block"))?;
    let row = end.checked_sub((u64::from(row) + 1) * 12).ok_or_else(|| wrong("no such block"))?;
    let mut entry = [0; 12];
    file.read_exact_at(&mut entry, row)?;
    let (start, size) = entry.split_at(8);
    let start = u64::from_le_bytes(start.try_into().unwrap_or_default());
    let size = u32::from_le_bytes(size.try_into().unwrap_or_default()) as usize;
    if size > BLOCK + MAX_STORY {
        return Err(wrong("a block is too large"));
    }
    let mut packed = vec![0; size];
    file.read_exact_at(&mut packed, start)?;
    let content = zstd::bulk::decompress(&packed, BLOCK + MAX_STORY + 4)?;
    let story = content
        .get(place as usize..)
        .and_then(|rest| rest.split_first_chunk::<4>())
        .and_then(|(length, rest)| rest.get(..u32::from_le_bytes(*length) as usize))
        .ok_or_else(|| wrong("no such place"))?;
    serde_json::from_slice(story).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_are_read_one_by_one() {
        let mut writer = ColdWriter::new();
        let story = |number: usize| Story {
            summary: format!("weakness {number}"),
            description: "x".repeat(number * 100),
            ..Story::default()
        };
        assert_eq!(writer.add(&Story::default()), None);
        let places: Vec<_> = (1..200).map(|number| writer.add(&story(number)).unwrap()).collect();
        assert!(places.last().unwrap().0 > 2, "several blocks");
        let bytes = writer.finish().unwrap();
        let file = tempfile::tempfile().unwrap();
        file.write_all_at(&bytes, 0).unwrap();
        for (number, place) in places.iter().enumerate() {
            assert_eq!(read(&file, *place).unwrap(), story(number + 1));
        }
        for wrong in [(0, 0), (99, 0), (1, u32::MAX)] {
            assert!(read(&file, wrong).is_err(), "{wrong:?}");
        }
        // One byte of a block is changed.
        file.write_all_at(&[bytes[40] ^ 1], 40).unwrap();
        assert!(read(&file, places[0]).is_err());
    }
}
