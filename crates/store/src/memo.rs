// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The memo: what a function gave for some inputs, found again by what went in.

use std::io::Write as _;

use haerterei_ground::Digest;

use crate::bucket::Bucket;
use crate::disk::{self, write_error};
use crate::error::StoreError;
use crate::store::Store;

/// The largest result that is remembered, in bytes; anything larger belongs into a blob, its
/// digest into the memo.
const LIMIT: u64 = 256 << 20;
/// Opens every entry and every key's encoding.
const ENTRY_MAGIC: &[u8; 8] = b"hmemo-v1";
const KEY_MAGIC: &[u8; 8] = b"hkeyv1\0\0";

/// What identifies a result: the function, its version, the digests of its inputs and its
/// parameters, in the order given.
///
/// The function's version must rise whenever it could give another result for the same inputs.
///
/// The key is the SHA-256 digest of an encoding in which every part has a tag and its length, so
/// that no two different calls are encoded alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    encoding: Vec<u8>,
}

/// What a part of a key is.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Part {
    Function = 1,
    Version = 2,
    Input = 3,
    Parameter = 4,
}

impl Key {
    /// Starts the key of a call of `function` at `version`.
    pub fn new(function: &str, version: u32) -> Self {
        let mut key = Self { encoding: KEY_MAGIC.to_vec() };
        key.push(Part::Function, function.as_bytes());
        key.push(Part::Version, &version.to_le_bytes());
        key
    }

    /// Adds an input.
    #[must_use]
    pub fn input(mut self, digest: &Digest) -> Self {
        // The name of the algorithm ends at the first zero byte.
        let mut bytes = digest.algorithm().name().as_bytes().to_vec();
        bytes.push(0);
        bytes.extend_from_slice(digest.as_bytes());
        self.push(Part::Input, &bytes);
        self
    }

    /// Adds a parameter.
    #[must_use]
    pub fn parameter(mut self, value: impl AsRef<[u8]>) -> Self {
        self.push(Part::Parameter, value.as_ref());
        self
    }

    /// Returns the digest that names the call.
    pub fn digest(&self) -> Digest {
        Digest::sha256(&self.encoding)
    }

    fn push(&mut self, part: Part, bytes: &[u8]) {
        self.encoding.push(part as u8);
        self.encoding.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.encoding.extend_from_slice(bytes);
    }
}

impl Store {
    /// Returns what was remembered for a key.
    ///
    /// Whatever is wrong with an entry, it is only a miss: the caller then does the work.
    pub fn recall(&self, key: &Key) -> Option<Vec<u8>> {
        let digest = key.digest();
        for path in self.places(Bucket::Memo, &digest) {
            let Ok(Some(entry)) = disk::read_bounded(&path, LIMIT + 1024) else {
                continue;
            };
            let Some(value) = open_entry(entry, &digest) else {
                let _ = disk::remove(&path);
                continue;
            };
            if let Ok(file) = std::fs::File::open(&path) {
                self.touch(&file);
            }
            return Some(value);
        }
        None
    }

    /// Remembers a result.
    ///
    /// For a caller to whom the memo is only speed, [`StoreError::ReadOnly`] is no failure.
    pub fn remember(&self, key: &Key, value: &[u8]) -> Result<(), StoreError> {
        let digest = key.digest();
        let root = &self.0.root;
        let path = Bucket::Memo.file(root, &digest);
        if value.len() as u64 > LIMIT {
            return Err(StoreError::TooLarge { path, limit: LIMIT });
        }
        let mut file = self.temporary("memo-")?;
        let failed = |source| write_error(root, &path, Some(value.len() as u64), source);
        file.write_all(&seal_entry(value, &digest)).map_err(failed)?;
        disk::make_parent(root, &path)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// Returns what was remembered for a key, or does the work and remembers it.
    ///
    /// A cache that cannot be written keeps nobody from working.
    pub fn recall_or<E: From<StoreError>>(
        &self,
        key: &Key,
        work: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        if let Some(value) = self.recall(key) {
            return Ok(value);
        }
        let value = work()?;
        match self.remember(key, &value) {
            Ok(()) | Err(StoreError::ReadOnly { .. }) => Ok(value),
            Err(error) => Err(error.into()),
        }
    }
}

/// An entry: magic, SHA-256 over name and value, value.
pub(crate) fn seal_entry(value: &[u8], name: &Digest) -> Vec<u8> {
    let mut entry = Vec::with_capacity(value.len() + 40);
    entry.extend_from_slice(ENTRY_MAGIC);
    entry.extend_from_slice(checksum(value, name).as_bytes());
    entry.extend_from_slice(value);
    entry
}

/// Returns the value of an entry, unless the entry is damaged or not the one named.
pub(crate) fn open_entry(mut entry: Vec<u8>, name: &Digest) -> Option<Vec<u8>> {
    let rest = entry.strip_prefix(ENTRY_MAGIC)?;
    let (stated, value) = rest.split_at_checked(32)?;
    if checksum(value, name).as_bytes() != stated {
        return None;
    }
    entry.drain(..ENTRY_MAGIC.len() + 32);
    Some(entry)
}

fn checksum(value: &[u8], name: &Digest) -> Digest {
    let mut hasher = haerterei_ground::Hasher::new(haerterei_ground::Algorithm::Sha256);
    hasher.update(name.as_bytes());
    hasher.update(value);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Item {
        Input(Vec<u8>),
        Parameter(Vec<u8>),
    }

    fn build(function: &str, version: u32, items: &[Item]) -> Key {
        items.iter().fold(Key::new(function, version), |key, item| match item {
            Item::Input(bytes) => key.input(&Digest::sha256(bytes)),
            Item::Parameter(bytes) => key.parameter(bytes),
        })
    }

    /// Reads an encoding back into its parts; that this is possible proves it unambiguous.
    fn parts(mut encoding: &[u8]) -> Vec<(u8, Vec<u8>)> {
        encoding = encoding.strip_prefix(KEY_MAGIC).unwrap();
        let mut parts = Vec::new();
        while let Some((tag, rest)) = encoding.split_first() {
            let (length, rest) = rest.split_at(8);
            let length = u64::from_le_bytes(length.try_into().unwrap()) as usize;
            let (bytes, rest) = rest.split_at(length);
            parts.push((*tag, bytes.to_vec()));
            encoding = rest;
        }
        parts
    }

    fn items() -> impl Strategy<Value = Vec<Item>> {
        let bytes = || proptest::collection::vec(any::<u8>(), 0..12);
        proptest::collection::vec(
            prop_oneof![bytes().prop_map(Item::Input), bytes().prop_map(Item::Parameter)],
            0..5,
        )
    }

    proptest! {
        #[test]
        fn every_key_can_be_read_back(function in "\\PC{0,9}", version: u32, items in items()) {
            let read = parts(&build(&function, version, &items).encoding);
            prop_assert_eq!(read.len(), items.len() + 2);
            prop_assert_eq!(&read[0], &(1, function.into_bytes()));
            prop_assert_eq!(&read[1], &(2, version.to_le_bytes().to_vec()));
            for (part, item) in read[2..].iter().zip(&items) {
                match item {
                    Item::Input(bytes) => {
                        let digest = Digest::sha256(bytes);
                        let expected = [b"sha256\0".as_slice(), digest.as_bytes()].concat();
                        prop_assert_eq!(part, &(3, expected));
                    }
                    Item::Parameter(bytes) => prop_assert_eq!(part, &(4, bytes.clone())),
                }
            }
        }

        #[test]
        fn different_calls_have_different_keys(
            a in (("[ab]{0,2}", 0u32..2), items()), b in (("[ab]{0,2}", 0u32..2), items())
        ) {
            let keys = [&a, &b].map(|((function, version), items)| build(function, *version, items));
            prop_assert_eq!(a == b, keys[0].digest() == keys[1].digest());
        }

        #[test]
        fn an_entry_with_any_byte_changed_is_a_miss(value in proptest::collection::vec(any::<u8>(), 0..50), at: prop::sample::Index, flip in 1u8..) {
            let name = Digest::sha256(b"name");
            let entry = seal_entry(&value, &name);
            prop_assert_eq!(open_entry(entry.clone(), &name), Some(value));
            prop_assert_eq!(open_entry(entry.clone(), &Digest::sha256(b"other")), None);
            let mut damaged = entry;
            let at = at.index(damaged.len());
            damaged[at] ^= flip;
            prop_assert_eq!(open_entry(damaged, &name), None);
        }

        #[test]
        fn reading_an_entry_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            prop_assert_eq!(open_entry(bytes, &Digest::sha256(b"name")), None);
        }
    }
}
