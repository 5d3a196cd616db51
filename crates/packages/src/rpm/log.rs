// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Write-ahead logs of `SQLite` (sqlite.org, "WAL-mode File Format"): changes that were committed and
//! not yet carried into the database file. Whoever was ended before that leaves them beside it.

use std::collections::BTreeMap;

use super::{DatabaseError, sqlite};

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The last bit tells the order of bytes in which checksums are made.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;
/// The most bytes of a database with its changes.
const MAX_DATABASE: usize = 512 << 20;

/// Returns the database as of the newest transaction that the log has whole; nothing if it adds
/// nothing. What is wrong with the log stands beside it.
pub(super) fn apply(database: &[u8], log: &[u8]) -> (Option<Vec<u8>>, Option<DatabaseError>) {
    let page_size = sqlite::page_size(database);
    match replay(log, page_size) {
        Err(what) => (None, Some(DatabaseError::Log(what))),
        Ok(Replay { pages, count, problem }) => {
            let problem = problem.map(DatabaseError::Log);
            if pages.is_empty() {
                return (None, problem);
            }
            // A database ends with a page that it has or that was written.
            let size = page_size.unwrap_or_default();
            let newest = pages.keys().last().map_or(0, |page| *page as usize);
            let most = newest.max(database.len() / size.max(1));
            let length = (count as usize)
                .checked_mul(size)
                .filter(|length| count as usize <= most && *length <= MAX_DATABASE);
            let Some(length) = length else {
                let what = "it says a size that the database cannot have";
                return (None, Some(DatabaseError::Log(what)));
            };
            let mut bytes = database.get(..length).unwrap_or(database).to_vec();
            bytes.resize(length, 0);
            for (page, content) in pages {
                let start = (page as usize - 1) * size;
                if let Some(place) = bytes.get_mut(start..start + size) {
                    place.copy_from_slice(content);
                }
            }
            (Some(bytes), problem)
        }
    }
}

/// What a log holds.
struct Replay<'a> {
    /// Pages by their numbers, as the newest whole transaction leaves them.
    pages: BTreeMap<u32, &'a [u8]>,
    /// How many pages the database has then.
    count: u32,
    /// What ended the reading before the end.
    problem: Option<&'static str>,
}

fn replay(log: &[u8], page_size: Option<usize>) -> Result<Replay<'_>, &'static str> {
    let mut replay = Replay { pages: BTreeMap::new(), count: 0, problem: None };
    // A log that was carried over is cut to nothing, or stays as it is with a new header.
    if log.is_empty() {
        return Ok(replay);
    }
    let header = log.get(..HEADER).ok_or("the header is cut off")?;
    let word = |bytes: &[u8], at: usize| {
        bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().map_or(0, u32::from_be_bytes)
    };
    let magic = word(header, 0);
    if magic & !1 != MAGIC || word(header, 4) != VERSION {
        return Err("the header is none of a log");
    }
    let sums = Sums { is_big_endian: magic & 1 == 1 };
    let mut sum = sums.of((0, 0), header.get(..HEADER - 8).unwrap_or_default());
    if sum != (word(header, 24), word(header, 28)) {
        return Err("the checksum of the header is wrong");
    }
    let size = word(header, 8) as usize;
    if Some(size) != page_size {
        return Err("its pages have another size than those of the database");
    }
    let mut waiting: Vec<(u32, &[u8])> = Vec::new();
    for frame in log.get(HEADER..).unwrap_or_default().chunks(FRAME_HEADER + size) {
        // What was written before the header was renewed is behind the newest transaction.
        if frame.get(8..16) != header.get(16..24) {
            break;
        }
        let Some(content) = frame.get(FRAME_HEADER..).filter(|content| content.len() == size)
        else {
            replay.problem = Some("the last frame is cut off");
            break;
        };
        sum = sums.of(sums.of(sum, frame.get(..8).unwrap_or_default()), content);
        if sum != (word(frame, 16), word(frame, 20)) {
            replay.problem = Some("the checksum of a frame is wrong");
            break;
        }
        let (page, count) = (word(frame, 0), word(frame, 4));
        if page == 0 {
            replay.problem = Some("a frame is of no page");
            break;
        }
        waiting.push((page, content));
        if count > 0 {
            replay.pages.extend(waiting.drain(..));
            replay.count = count;
        }
    }
    Ok(replay)
}

/// How checksums are made ("Checksum Algorithm").
#[derive(Clone, Copy)]
struct Sums {
    is_big_endian: bool,
}

impl Sums {
    fn of(self, mut sum: (u32, u32), bytes: &[u8]) -> (u32, u32) {
        let (pairs, _) = bytes.as_chunks::<8>();
        for [a, b, c, d, e, f, g, h] in pairs.iter().copied() {
            let word = |bytes| {
                if self.is_big_endian {
                    u32::from_be_bytes(bytes)
                } else {
                    u32::from_le_bytes(bytes)
                }
            };
            sum.0 = sum.0.wrapping_add(word([a, b, c, d])).wrapping_add(sum.1);
            sum.1 = sum.1.wrapping_add(word([e, f, g, h])).wrapping_add(sum.0);
        }
        sum
    }
}
