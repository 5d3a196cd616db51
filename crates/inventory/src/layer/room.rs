// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How much of an image may be held at once, in memory and on the disk.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number of bytes that several threads share.
#[derive(Debug)]
pub(crate) struct Room(AtomicU64);

/// Some of it, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Share<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Room {
    /// Makes room for so many bytes.
    pub(crate) const fn new(bytes: u64) -> Self {
        Self(AtomicU64::new(bytes))
    }

    /// Takes some of it, if there is enough.
    pub(crate) fn take(&self, bytes: u64) -> Option<Share<'_>> {
        self.0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(bytes))
            .ok()
            .map(|_| Share { room: self, bytes })
    }
}

impl Share<'_> {
    /// Keeps it for good.
    pub(crate) fn keep(mut self) {
        self.bytes = 0;
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.room.0.fetch_add(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_given_back() {
        let room = Room::new(10);
        let first = room.take(7).unwrap();
        assert!(room.take(4).is_none());
        let second = room.take(3);
        assert!(second.is_some());
        drop((first, second));
        room.take(10).unwrap().keep();
        assert!(room.take(1).is_none());
    }
}
