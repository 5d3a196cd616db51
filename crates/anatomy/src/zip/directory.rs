// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The central directory of a ZIP archive.

use object::ReadRef;

use super::{ZipError, ZipLimits};

/// The bytes of an end record without its comment (APPNOTE 4.3.16).
const END: u64 = 22;
/// The longest comment of an end record.
const MAX_COMMENT: u64 = 65_535;
const LOCATOR_64: u64 = 20;
const END_64: u64 = 56;
const ENTRY: usize = 46;
const LOCAL: u64 = 30;
/// The identifier of the extra field with 64-bit sizes (APPNOTE 4.5.3).
const EXTRA_64: u16 = 1;
/// The identifier of the extra field with times of Unix (Info-ZIP, "extended timestamp").
const EXTRA_TIME: u16 = 0x5455;

/// How an entry's content is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Not at all.
    Stored,
    /// Deflate (RFC 1951).
    Deflated,
    /// By a method we do not read, with its number (APPNOTE 4.4.5).
    Other(u16),
}

/// One entry of the central directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipEntry {
    /// The name as written; folders end with a slash.
    pub name: Box<[u8]>,
    /// How the content is packed.
    pub method: Method,
    /// Whether the content is encrypted.
    pub encrypted: bool,
    /// The CRC-32 of the content.
    pub checksum: u32,
    /// The packed content's size in bytes.
    pub compressed_size: u64,
    /// The content's size in bytes.
    pub size: u64,
    /// The Unix mode, where the archive was made on Unix.
    pub unix_mode: Option<u16>,
    /// When the content was changed last, in seconds since 1970: by the extra field that says it in
    /// UTC, else by the date of MS-DOS, which is in nobody's time zone and read as UTC.
    pub modified: Option<i64>,
    /// Where the local header begins.
    pub(super) header: u64,
}

impl ZipEntry {
    /// Returns whether this is a folder.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with(b"/")
    }

    /// Returns the name if it is UTF-8.
    pub fn name(&self) -> Option<&str> {
        std::str::from_utf8(&self.name).ok()
    }
}

struct End {
    entries: u64,
    size: u64,
    /// Where the directory says it begins.
    offset: u64,
    /// Where the directory ends, which is the truth.
    position: u64,
}

pub(super) fn read<'data, R: ReadRef<'data>>(
    data: R,
    limits: ZipLimits,
) -> Result<Vec<ZipEntry>, ZipError> {
    let length = data.len().map_err(|()| ZipError::NoDirectory)?;
    let end = find_end(data, length)?;
    if end.size > limits.directory_bytes {
        return Err(ZipError::TooLarge {
            what: "bytes of the central directory",
            limit: limits.directory_bytes,
        });
    }
    if end.entries > limits.entries {
        return Err(too_many(limits));
    }
    let start = end
        .position
        .checked_sub(end.size)
        .ok_or(ZipError::Damaged("the directory is larger than the file"))?;
    // What stands before the archive moves all its offsets.
    let moved = start
        .checked_sub(end.offset)
        .ok_or(ZipError::Damaged("the directory is not where its end says"))?;
    let mut bytes = data
        .read_bytes_at(start, end.size)
        .map_err(|()| ZipError::Damaged("the directory lies outside of the file"))?;
    let mut entries = Vec::with_capacity((end.entries as usize).min(bytes.len() / ENTRY));
    while !bytes.is_empty() {
        if entries.len() as u64 == limits.entries {
            return Err(too_many(limits));
        }
        let (entry, rest) =
            entry(bytes, moved).ok_or(ZipError::Damaged("an entry of the directory is cut off"))?;
        entries.push(entry);
        bytes = rest;
    }
    // Archives of more than 65,535 entries without the 64-bit record count modulo 65,536.
    if entries.len() as u64 & 0xffff != end.entries & 0xffff {
        return Err(ZipError::Damaged("the directory has not as many entries as it says"));
    }
    // Entries that share bytes make small archives enormous; honest archives have none.
    let packed =
        entries.iter().try_fold(0_u64, |sum, entry| sum.checked_add(entry.compressed_size));
    if packed.is_none_or(|packed| packed > start) {
        return Err(ZipError::Damaged("entries overlap"));
    }
    Ok(entries)
}

fn too_many(limits: ZipLimits) -> ZipError {
    ZipError::TooLarge { what: "entries", limit: limits.entries }
}

fn find_end<'data, R: ReadRef<'data>>(data: R, length: u64) -> Result<End, ZipError> {
    let tail_start = length.saturating_sub(END + MAX_COMMENT);
    let tail =
        data.read_bytes_at(tail_start, length - tail_start).map_err(|()| ZipError::NoDirectory)?;
    // The comment may hold anything, also what looks like an end; the true one ends the file.
    let (position, record) =
        (0..=tail.len().checked_sub(END as usize).ok_or(ZipError::NoDirectory)?)
            .rev()
            .find_map(|position| {
                let record = tail.get(position..)?;
                let comment = usize::from(short(record, 20)?);
                (record.starts_with(b"PK\x05\x06") && record.len() == END as usize + comment)
                    .then_some((tail_start + position as u64, record))
            })
            .ok_or(ZipError::NoDirectory)?;
    let fields = (|| {
        Some((
            (short(record, 4)?, short(record, 6)?),
            End {
                entries: short(record, 10)?.into(),
                size: word(record, 12)?.into(),
                offset: word(record, 16)?.into(),
                position,
            },
        ))
    })();
    let (disks, end) = fields.ok_or(ZipError::NoDirectory)?;
    let needs_64 = end.entries == 0xffff || end.size == 0xffff_ffff || end.offset == 0xffff_ffff;
    if needs_64 && let Some(end) = find_end_64(data, position)? {
        return Ok(end);
    }
    if disks != (0, 0) {
        return Err(ZipError::SeveralParts);
    }
    Ok(end)
}

/// Reads the 64-bit end record (APPNOTE 4.3.14) if its locator stands before the end record.
fn find_end_64<'data, R: ReadRef<'data>>(data: R, end: u64) -> Result<Option<End>, ZipError> {
    let Some(locator_at) = end.checked_sub(LOCATOR_64) else {
        return Ok(None);
    };
    let damaged = ZipError::Damaged("the 64-bit end of the directory is cut off");
    let locator = data.read_bytes_at(locator_at, LOCATOR_64).map_err(|()| damaged.clone())?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    // Where the locator points is off by whatever stands before the archive; the record without
    // extensions stands right before the locator.
    let stated = long(locator, 8).ok_or(damaged.clone())?;
    let nearest = locator_at.checked_sub(END_64).ok_or(damaged.clone())?;
    for position in [stated, nearest] {
        let Ok(record) = data.read_bytes_at(position, END_64) else {
            continue;
        };
        if !record.starts_with(b"PK\x06\x06") {
            continue;
        }
        if word(record, 16) != Some(0) || word(record, 20) != Some(0) {
            return Err(ZipError::SeveralParts);
        }
        let end = (|| {
            Some(End {
                entries: long(record, 32)?,
                size: long(record, 40)?,
                offset: long(record, 48)?,
                position,
            })
        })();
        return end.map(Some).ok_or(damaged);
    }
    Err(damaged)
}

/// Reads one entry (APPNOTE 4.3.12) and returns what follows it.
fn entry(bytes: &[u8], moved: u64) -> Option<(ZipEntry, &[u8])> {
    if !bytes.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (name, extra, comment) = (
        usize::from(short(bytes, 28)?),
        usize::from(short(bytes, 30)?),
        usize::from(short(bytes, 32)?),
    );
    let fields = bytes.get(ENTRY..)?;
    let (name, fields) = fields.split_at_checked(name)?;
    let (extra, fields) = fields.split_at_checked(extra)?;
    let (_, rest) = fields.split_at_checked(comment)?;
    let mut size = u64::from(word(bytes, 24)?);
    let mut compressed_size = u64::from(word(bytes, 20)?);
    let mut header = u64::from(word(bytes, 42)?);
    let mut wide = extra_field(extra, EXTRA_64);
    // Only those that did not fit stand there, in this order.
    for field in [&mut size, &mut compressed_size, &mut header] {
        if *field == 0xffff_ffff && !wide.is_empty() {
            *field = long(wide, 0)?;
            wide = wide.get(8..)?;
        }
    }
    let made_on_unix = bytes.get(5) == Some(&3);
    Some((
        ZipEntry {
            name: name.into(),
            method: match short(bytes, 10)? {
                0 => Method::Stored,
                8 => Method::Deflated,
                other => Method::Other(other),
            },
            encrypted: short(bytes, 8)? & 1 != 0,
            checksum: word(bytes, 16)?,
            compressed_size,
            size,
            unix_mode: made_on_unix.then_some((word(bytes, 38)? >> 16) as u16),
            modified: unix_time(extra_field(extra, EXTRA_TIME))
                .or_else(|| dos_time(short(bytes, 14)?, short(bytes, 12)?)),
            header: header.checked_add(moved)?,
        },
        rest,
    ))
}

/// Reads the time of change from its extra field: a byte that says which times there are, the first
/// of them that of change.
fn unix_time(field: &[u8]) -> Option<i64> {
    let (flags, times) = field.split_first()?;
    let seconds = i32::from_le_bytes(*times.first_chunk()?);
    (flags & 1 != 0).then_some(i64::from(seconds))
}

/// Reads a date and a time of MS-DOS (APPNOTE 4.4.6): years from 1980 on, steps of two seconds.
fn dos_time(date: u16, time: u16) -> Option<i64> {
    let (year, month, day) = (i64::from(date >> 9) + 1980, (date >> 5) & 15, date & 31);
    let (hour, minute, second) = (time >> 11, (time >> 5) & 63, (time & 31) * 2);
    if !(1..=12).contains(&month) || day == 0 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Days since 1970 of the proleptic Gregorian calendar, with years that begin in March.
    let (month, day) = (i64::from(month), i64::from(day));
    let year = year - i64::from(month <= 2);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468;
    Some(days * 86_400 + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second))
}

/// Returns the content of an extra field; nothing if there is none of that kind.
fn extra_field(mut extra: &[u8], wanted: u16) -> &[u8] {
    while let (Some(kind), Some(length)) = (short(extra, 0), short(extra, 2)) {
        let end = 4 + usize::from(length);
        let Some(field) = extra.get(4..end) else {
            break;
        };
        if kind == wanted {
            return field;
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    &[]
}

/// Returns where an entry's content begins: behind its local header (APPNOTE 4.3.7).
pub(super) fn content_start<'data, R: ReadRef<'data>>(
    data: R,
    entry: &ZipEntry,
) -> Result<u64, ZipError> {
    let damaged = || ZipError::Damaged("an entry's local header is cut off");
    let header = data.read_bytes_at(entry.header, LOCAL).map_err(|()| damaged())?;
    if !header.starts_with(b"PK\x03\x04") {
        return Err(ZipError::Damaged("an entry has no local header"));
    }
    let name = short(header, 26).ok_or_else(damaged)?;
    let extra = short(header, 28).ok_or_else(damaged)?;
    entry.header.checked_add(LOCAL + u64::from(name) + u64::from(extra)).ok_or_else(damaged)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_either_form() {
        let date = |year: u16, month: u16, day: u16| ((year - 1980) << 9) | (month << 5) | day;
        let time =
            |hour: u16, minute: u16, second: u16| (hour << 11) | (minute << 5) | (second / 2);
        for (date, time, expected) in [
            (date(1980, 1, 1), 0, Some(315_532_800)),
            (date(2000, 2, 29), time(23, 59, 58), Some(951_868_798)),
            (date(2026, 3, 1), time(12, 0, 0), Some(1_772_366_400)),
            (date(2026, 0, 1), 0, None),
            (date(2026, 13, 1), 0, None),
            (date(2026, 1, 1), time(24, 0, 0), None),
            (0, 0, None),
        ] {
            assert_eq!(dos_time(date, time), expected, "{date:#x} {time:#x}");
        }
        assert_eq!(unix_time(&[1, 1, 0, 0, 0]), Some(1));
        assert_eq!(unix_time(&[2, 1, 0, 0, 0]), None);
        assert_eq!(unix_time(&[1, 1, 0]), None);
        let extra = [1, 0, 1, 0, 9, 0x55, 0x54, 5, 0, 1, 2, 0, 0, 0];
        assert_eq!(unix_time(extra_field(&extra, EXTRA_TIME)), Some(2));
        assert_eq!(extra_field(&extra, 7), [0_u8; 0]);
    }
}
