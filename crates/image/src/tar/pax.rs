// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! PAX extended headers (POSIX.1-2017, `pax`, "pax Extended Header").

use std::collections::BTreeMap;

const XATTR: &[u8] = b"SCHILY.xattr.";

/// What extended headers say about the entries after them.
#[derive(Clone, Debug, Default)]
pub(super) struct Overrides {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) uid: Option<u64>,
    pub(super) gid: Option<u64>,
    pub(super) mtime: Option<i64>,
    pub(super) major: Option<u32>,
    pub(super) minor: Option<u32>,
    pub(super) xattrs: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(super) sparse: bool,
}

impl Overrides {
    /// Reads the records of one extended header over what is known; a later record wins, and one
    /// without value takes an earlier one back.
    pub(super) fn read(&mut self, mut records: &[u8]) -> Result<(), &'static str> {
        while !records.is_empty() {
            let (record, rest) = split_record(records)?;
            records = rest;
            let equals =
                record.iter().position(|byte| *byte == b'=').ok_or("a PAX record without value")?;
            let (key, value) = (&record[..equals], &record[equals + 1..]);
            match key {
                b"path" => self.path = present(value),
                b"linkpath" => self.link = present(value),
                b"size" => self.size = decimal(value)?,
                b"uid" => self.uid = decimal(value)?,
                b"gid" => self.gid = decimal(value)?,
                b"mtime" => self.mtime = seconds(value)?,
                b"SCHILY.devmajor" => self.major = decimal(value)?,
                b"SCHILY.devminor" => self.minor = decimal(value)?,
                key if key.starts_with(b"GNU.sparse.") => self.sparse = true,
                key => {
                    if let Some(name) = key.strip_prefix(XATTR) {
                        if name.is_empty() || name.contains(&0) {
                            return Err("an extended attribute without a proper name");
                        }
                        self.xattrs.insert(name.to_vec(), value.to_vec());
                    }
                }
            }
        }
        Ok(())
    }
}

fn present(value: &[u8]) -> Option<Vec<u8>> {
    (!value.is_empty()).then(|| value.to_vec())
}

/// Splits `LENGTH KEY=VALUE\n` off; the length counts itself.
fn split_record(records: &[u8]) -> Result<(&[u8], &[u8]), &'static str> {
    const MALFORMED: &str = "a PAX record of wrong length";
    let space = records.iter().take(12).position(|byte| *byte == b' ').ok_or(MALFORMED)?;
    let length: usize = decimal(&records[..space])?.ok_or(MALFORMED)?;
    let record = records.get(space + 1..length).ok_or(MALFORMED)?;
    let record = record.strip_suffix(b"\n").ok_or(MALFORMED)?;
    Ok((record, &records[length..]))
}

/// Reads a decimal number; an empty value is none.
fn decimal<T: std::str::FromStr>(value: &[u8]) -> Result<Option<T>, &'static str> {
    if value.is_empty() {
        return Ok(None);
    }
    // `parse` would accept a plus sign.
    if !value.iter().all(u8::is_ascii_digit) {
        return Err("a PAX number that is none");
    }
    std::str::from_utf8(value)
        .ok()
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or("a PAX number out of range")
}

/// Reads seconds with a fraction, rounded down.
fn seconds(value: &[u8]) -> Result<Option<i64>, &'static str> {
    const MALFORMED: &str = "a PAX time that is none";
    if value.is_empty() {
        return Ok(None);
    }
    let (negative, digits) = match value.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, value),
    };
    let point = digits.iter().position(|byte| *byte == b'.').unwrap_or(digits.len());
    let (whole, fraction) = digits.split_at(point);
    let fraction = fraction.strip_prefix(b".").unwrap_or_default();
    if !fraction.iter().all(u8::is_ascii_digit) {
        return Err(MALFORMED);
    }
    let whole: i64 = decimal(whole)?.ok_or(MALFORMED)?;
    let broken = fraction.iter().any(|digit| *digit != b'0');
    Ok(Some(if negative {
        whole
            .checked_neg()
            .and_then(|whole| whole.checked_sub(i64::from(broken)))
            .ok_or(MALFORMED)?
    } else {
        whole
    }))
}

/// Appends one record.
pub(super) fn write_record(out: &mut Vec<u8>, key: &[u8], value: &[u8]) {
    // Space, equals sign, newline, and the length's own digits, whose number depends on it.
    let body = key.len() + value.len() + 3;
    let mut length = body + digits(body);
    if digits(length) != digits(body) {
        length = body + digits(length);
    }
    out.extend_from_slice(length.to_string().as_bytes());
    out.push(b' ');
    out.extend_from_slice(key);
    out.push(b'=');
    out.extend_from_slice(value);
    out.push(b'\n');
}

fn digits(number: usize) -> usize {
    number.checked_ilog10().unwrap_or(0) as usize + 1
}

/// Returns the key of an extended attribute's record, unless its name cannot stand there.
pub(super) fn xattr_key(name: &[u8]) -> Option<Vec<u8>> {
    (!name.is_empty() && !name.contains(&b'=') && !name.contains(&0))
        .then(|| [XATTR, name].concat())
}
