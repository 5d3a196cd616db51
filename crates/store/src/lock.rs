// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Locks with a name, between processes as between threads.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::Duration;

use haerterei_ground::{Cancel, Digest};

use crate::bucket::Bucket;
use crate::disk::write_error;
use crate::error::{Operation, StoreError};
use crate::store::Store;

/// How often a lock that another holds is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// A lock that is held; dropping it, or the death of the process, gives it back.
#[derive(Debug)]
pub struct Guard {
    _file: File,
}

impl Store {
    /// Takes the lock of a name, waiting while another thread or process holds it.
    ///
    /// `waiting` is called once, as soon as it is clear that there is something to wait for, so
    /// that a person can be told.
    pub fn lock(
        &self,
        name: &str,
        cancel: &Cancel,
        waiting: impl FnOnce(),
    ) -> Result<Guard, StoreError> {
        let mut waiting = Some(waiting);
        loop {
            if let Some(guard) = self.try_lock(name)? {
                return Ok(guard);
            }
            if let Some(waiting) = waiting.take() {
                waiting();
            }
            cancel.check()?;
            std::thread::sleep(PAUSE);
        }
    }

    /// Takes the lock of a name, unless another thread or process holds it.
    pub fn try_lock(&self, name: &str) -> Result<Option<Guard>, StoreError> {
        self.require_writable()?;
        let path = Bucket::Locks.file(&self.0.root, &Digest::sha256(name.as_bytes()));
        // The file stays: removing it would let two processes hold locks on two files of one name.
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|source| write_error(&self.0.root, &path, None, source))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Guard { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(StoreError::io(Operation::Lock, &path, source)),
        }
    }
}
