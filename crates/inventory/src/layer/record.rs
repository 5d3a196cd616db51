// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What one layer holds, in memory and in the store.

use haerterei_ground::{Algorithm, Digest};

use super::form::Form;
use super::number::{put, put_bytes, take, take_bytes, take_exactly};
use super::table::Table;
use crate::findings::{Damage, Findings};

/// Bytes of all findings of a layer that are read back from the store.
const FINDINGS_BYTES: usize = 1 << 30;

/// What one layer holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LayerRecord {
    /// Every entry, in the layer's order.
    pub(crate) table: Table,
    /// What is known of every regular file, in the same order; its place here is its number.
    pub(crate) files: Vec<FileFacts>,
    /// What a component of its own has to say, where it was asked for, by the file's number.
    pub(crate) particulars: Vec<(u32, Particulars)>,
    /// What files show, by their number.
    pub(crate) findings: Vec<(u32, Findings)>,
    /// What was not looked into, by the file's number.
    pub(crate) skipped: Vec<(u32, Damage)>,
    /// Bytes of all files.
    pub(crate) bytes: u64,
}

/// What is known of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileFacts {
    /// Its digest by SHA-256; meaningless if it could not be read.
    pub(crate) sha256: [u8; 32],
    /// What it is.
    pub(crate) form: Form,
}

/// What a file has to say if it is a component of its own (TR-03183-2, section 5.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Particulars {
    /// Its digest by SHA-512.
    pub(crate) sha512: Digest,
    /// When it was changed last, in seconds since 1970: its version, if it has no other.
    pub(crate) modified: i64,
}

impl FileFacts {
    /// Returns the digest of what was read.
    pub(crate) fn digest(&self) -> Option<Digest> {
        let is_read = self.form != Form::Unread;
        is_read.then(|| Digest::from_bytes(Algorithm::Sha256, &self.sha256)).flatten()
    }
}

impl LayerRecord {
    /// Returns what a file has to say of itself, where it was asked for.
    pub(crate) fn particulars(&self, file: u32) -> Option<&Particulars> {
        let place = self.particulars.binary_search_by_key(&file, |(file, _)| *file).ok()?;
        self.particulars.get(place).map(|(_, particulars)| particulars)
    }

    /// Returns the record in few bytes, for the store.
    pub(crate) fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(self.table.as_bytes().len() + self.files.len() * 33);
        put(&mut out, self.bytes);
        put_bytes(&mut out, self.table.as_bytes());
        put(&mut out, self.files.len() as u64);
        for file in &self.files {
            out.push(file.form as u8);
            out.extend_from_slice(&file.sha256);
        }
        put(&mut out, self.particulars.len() as u64);
        for (file, Particulars { sha512, modified }) in &self.particulars {
            put(&mut out, u64::from(*file));
            out.extend_from_slice(sha512.as_bytes());
            out.extend_from_slice(&modified.to_le_bytes());
        }
        // Text that repeats itself: the lists of a package name every file of it.
        let text = serde_json::to_vec(&(&self.findings, &self.skipped)).ok()?;
        put(&mut out, text.len() as u64);
        put_bytes(&mut out, &zstd::bulk::compress(&text, 1).ok()?);
        Some(out)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; nothing if it is not whole.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let rest = &mut rest;
        let bytes = take(rest)?;
        let table = Table::of_bytes(take_bytes(rest)?)?;
        let mut files = Vec::new();
        for _ in 0..take(rest)? {
            let form = Form::of_byte(*take_exactly(rest, 1)?.first()?)?;
            files.push(FileFacts { sha256: take_exactly(rest, 32)?.try_into().ok()?, form });
        }
        let mut particulars = Vec::new();
        for _ in 0..take(rest)? {
            let file = u32::try_from(take(rest)?).ok()?;
            let sha512 = Digest::from_bytes(Algorithm::Sha512, take_exactly(rest, 64)?)?;
            let modified = i64::from_le_bytes(take_exactly(rest, 8)?.try_into().ok()?);
            particulars.push((file, Particulars { sha512, modified }));
        }
        let length = usize::try_from(take(rest)?).ok().filter(|n| *n <= FINDINGS_BYTES)?;
        let text = zstd::bulk::decompress(take_bytes(rest)?, length).ok()?;
        let (findings, skipped) = serde_json::from_slice(&text).ok()?;
        rest.is_empty().then_some(Self { table, files, particulars, findings, skipped, bytes })
    }
}

#[cfg(test)]
mod tests {
    use haerterei_ground::TreePath;
    use haerterei_image::tar::Entry;
    use proptest::prelude::*;

    use super::*;

    fn particulars() -> Particulars {
        Particulars { sha512: Digest::of(Algorithm::Sha512, b"abc"), modified: -7 }
    }

    fn record() -> LayerRecord {
        let mut record = LayerRecord { bytes: 3, ..LayerRecord::default() };
        record.table.push(&Entry::file(TreePath::parse("usr/bin/a").unwrap(), 0o755, 3));
        record.files.push(FileFacts { sha256: [7; 32], form: Form::Program });
        record.particulars.push((0, particulars()));
        record.findings.push((0, Findings { is_executable: true, ..Findings::default() }));
        record.skipped.push((
            0,
            Damage { code: "inventory-unread-quota".into(), inside: vec![], detail: "x".into() },
        ));
        record
    }

    #[test]
    fn what_is_written_is_read_again() {
        for record in [record(), LayerRecord::default()] {
            assert_eq!(LayerRecord::of_bytes(&record.to_bytes().unwrap()), Some(record));
        }
        assert_eq!(record().particulars(0), Some(&particulars()));
        assert_eq!(record().particulars(1), None);
    }

    proptest! {
        #[test]
        fn reading_is_total(at in any::<prop::sample::Index>(), flip in 1_u8..) {
            let mut bytes = record().to_bytes().unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            let _ = LayerRecord::of_bytes(&bytes);
            let _ = LayerRecord::of_bytes(&bytes[..at]);
        }
    }
}
