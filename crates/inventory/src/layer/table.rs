// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The entries of a layer in few bytes.
//!
//! A row is: how many bytes the path shares with the row before, the rest of the path, the kind,
//! the mode, and what the kind needs (a file's size, a link's target). Owners, times and device
//! numbers say nothing about what is in an image and are left out.

use haerterei_ground::TreePath;
use haerterei_image::tar::{Entry, EntryKind};

use super::number::{put, put_bytes, take, take_bytes, take_exactly};

/// The entries of a layer, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    rows: Vec<u8>,
    /// The path of the last row.
    last: Vec<u8>,
}

impl Table {
    /// Appends an entry.
    pub(crate) fn push(&mut self, entry: &Entry) {
        let path = entry.path.as_bytes();
        let shared = self.last.iter().zip(path).take_while(|(left, right)| left == right).count();
        let rest = path.get(shared..).unwrap_or_default();
        put(&mut self.rows, shared as u64);
        put_bytes(&mut self.rows, rest);
        let kind = match &entry.kind {
            EntryKind::File => 0,
            EntryKind::Directory => 1,
            EntryKind::Symlink { .. } => 2,
            EntryKind::Hardlink { .. } => 3,
            EntryKind::CharDevice { .. } => 4,
            EntryKind::BlockDevice { .. } => 5,
            EntryKind::Fifo => 6,
        };
        self.rows.push(kind);
        put(&mut self.rows, u64::from(entry.mode));
        match &entry.kind {
            EntryKind::File => put(&mut self.rows, entry.size),
            EntryKind::Symlink { target } => put_bytes(&mut self.rows, target),
            EntryKind::Hardlink { target } => put_bytes(&mut self.rows, target.as_bytes()),
            _ => {}
        }
        self.last.truncate(shared);
        self.last.extend_from_slice(rest);
    }

    /// Returns the rows as bytes.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.rows
    }

    /// Reads rows that were written; nothing if they are not whole.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rows = Rows { rest: bytes, path: Vec::new() };
        while !rows.rest.is_empty() {
            rows.next()?;
        }
        Some(Self { rows: bytes.to_vec(), last: rows.path })
    }

    /// Returns the entries, one after the other.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        Rows { rest: &self.rows, path: Vec::new() }
    }
}

struct Rows<'a> {
    rest: &'a [u8],
    path: Vec<u8>,
}

impl Iterator for Rows<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let rest = &mut self.rest;
        let shared = usize::try_from(take(rest)?).ok().filter(|n| *n <= self.path.len())?;
        self.path.truncate(shared);
        self.path.extend_from_slice(take_bytes(rest)?);
        let path = TreePath::parse(&self.path).ok()?;
        let kind = *take_exactly(rest, 1)?.first()?;
        let mode = u32::try_from(take(rest)?).ok()?;
        let mut size = 0;
        let kind = match kind {
            0 => {
                size = take(rest)?;
                EntryKind::File
            }
            1 => EntryKind::Directory,
            2 => EntryKind::Symlink { target: take_bytes(rest)?.to_vec() },
            3 => EntryKind::Hardlink { target: TreePath::parse(take_bytes(rest)?).ok()? },
            4 => EntryKind::CharDevice { major: 0, minor: 0 },
            5 => EntryKind::BlockDevice { major: 0, minor: 0 },
            6 => EntryKind::Fifo,
            _ => return None,
        };
        Some(Entry { size, ..Entry::new(path, kind, mode) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry() -> impl Strategy<Value = Entry> {
        let path =
            || "[ab/]{1,9}|usr/lib/[a-z]{1,20}".prop_map(|text| TreePath::parse(text).unwrap());
        (path(), path(), 0..7_u8, 0..0o7777_u32, any::<u64>()).prop_map(
            |(path, target, kind, mode, size)| {
                let kind = match kind {
                    0 => return Entry::file(path, mode, size),
                    1 => EntryKind::Directory,
                    2 => EntryKind::Symlink { target: target.as_bytes().to_vec() },
                    3 => EntryKind::Hardlink { target },
                    4 => EntryKind::CharDevice { major: 0, minor: 0 },
                    5 => EntryKind::BlockDevice { major: 0, minor: 0 },
                    _ => EntryKind::Fifo,
                };
                Entry::new(path, kind, mode)
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_pushed_is_read_again(entries in proptest::collection::vec(entry(), 0..20)) {
            let mut table = Table::default();
            for entry in &entries {
                table.push(entry);
            }
            prop_assert_eq!(table.entries().collect::<Vec<_>>(), entries);
            prop_assert_eq!(Table::of_bytes(table.as_bytes()), Some(table));
        }

        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Some(table) = Table::of_bytes(&bytes) {
                prop_assert!(table.entries().count() <= bytes.len());
            }
        }
    }
}
