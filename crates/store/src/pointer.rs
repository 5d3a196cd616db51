// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Small values with a name, replaced atomically.

use std::io::Write as _;

use haerterei_ground::{Cancel, Digest};

use crate::bucket::Bucket;
use crate::disk::{self, write_error};
use crate::error::StoreError;
use crate::lock::Guard;
use crate::memo::{open_entry, seal_entry};
use crate::store::Store;

/// The largest value a pointer holds, in bytes.
const LIMIT: u64 = 1 << 20;

/// A small value with a name, as the newest Release date seen of a suite.
#[derive(Clone, Debug)]
pub struct Pointer {
    store: Store,
    name: String,
}

impl Store {
    /// Names a small value. Any text is a name; it need not exist yet.
    pub fn pointer(&self, name: impl Into<String>) -> Pointer {
        Pointer { store: self.clone(), name: name.into() }
    }
}

impl Pointer {
    /// Returns the value, if there is one.
    ///
    /// A damaged one is removed and reported, never silently forgotten.
    pub fn get(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let name = self.digest();
        for path in self.store.places(Bucket::Pointers, &name) {
            let Some(entry) = disk::read_bounded(&path, LIMIT + 1024)? else {
                continue;
            };
            let Some(value) = open_entry(entry, &name) else {
                disk::remove(&path)?;
                return Err(StoreError::Damaged { path });
            };
            return Ok(Some(value));
        }
        Ok(None)
    }

    /// Replaces the value; it is on the disk when this returns.
    pub fn set(&self, value: &[u8]) -> Result<(), StoreError> {
        let name = self.digest();
        let root = &self.store.0.root;
        let path = Bucket::Pointers.file(root, &name);
        if value.len() as u64 > LIMIT {
            return Err(StoreError::TooLarge { path, limit: LIMIT });
        }
        let mut file = self.store.temporary("pointer-")?;
        let failed = |source| write_error(root, &path, Some(value.len() as u64), source);
        file.write_all(&seal_entry(value, &name)).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        let folder = disk::make_parent(root, &path)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        disk::sync_folder(root, folder)
    }

    /// Keeps other processes from changing the value between reading and writing it, as long as
    /// they ask for this lock too.
    pub fn lock(&self, cancel: &Cancel) -> Result<Guard, StoreError> {
        self.store.lock(&format!("pointer {}", self.name), cancel, || {})
    }

    fn digest(&self) -> Digest {
        Digest::sha256(self.name.as_bytes())
    }
}
