// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Digesting beside the work that yields the bytes.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use crate::{Algorithm, Digest, Hasher};

/// Bytes that are digested at once before a thread is worth its start.
const AT_ONCE: usize = 1 << 20;
/// Bytes handed over together.
const PIECE: usize = 1 << 18;
/// Pieces that may wait.
const WAITING: usize = 4;

/// Computes a digest piece by piece on a thread of its own, so that whoever decompresses the bytes
/// goes on meanwhile. Few bytes, and bytes on a machine of one core, are digested at once.
///
/// Who yields bytes faster than they are digested waits: a few pieces of 256 KiB are held, or as many
/// of those that are shared.
pub struct HashingThread(State);

enum State {
    Here { hasher: Hasher, left: usize },
    There(Thread),
}

struct Thread {
    piece: Vec<u8>,
    pieces: SyncSender<Piece>,
    emptied: Receiver<Vec<u8>>,
    handle: JoinHandle<Hasher>,
}

enum Piece {
    Own(Vec<u8>),
    Shared(Arc<Vec<u8>>),
}

impl fmt::Debug for HashingThread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_thread = matches!(self.0, State::There(_));
        f.debug_struct("HashingThread").field("has_thread", &has_thread).finish()
    }
}

impl HashingThread {
    /// Starts a digest.
    pub fn new(algorithm: Algorithm) -> Self {
        let is_alone = std::thread::available_parallelism().is_ok_and(|cores| cores.get() == 1);
        let left = if is_alone { usize::MAX } else { AT_ONCE };
        Self(State::Here { hasher: Hasher::new(algorithm), left })
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Here { .. } => self.update_here(bytes),
            State::There(thread) => thread.update(bytes),
        }
    }

    /// Adds bytes that somebody else goes on to use; they are not copied.
    pub fn update_shared(&mut self, bytes: &Arc<Vec<u8>>) {
        match &mut self.0 {
            State::Here { .. } => self.update_here(bytes),
            State::There(thread) => thread.update_shared(bytes),
        }
    }

    fn update_here(&mut self, bytes: &[u8]) {
        let State::Here { hasher, left } = &mut self.0 else { return };
        hasher.update(bytes);
        *left = left.saturating_sub(bytes.len());
        if *left == 0 {
            match Thread::start(hasher.clone()) {
                Some(thread) => self.0 = State::There(thread),
                // A system without threads to spare still has this one.
                None => *left = usize::MAX,
            }
        }
    }

    /// Returns the digest of all bytes added.
    pub fn finish(self) -> Digest {
        match self.0 {
            State::Here { hasher, .. } => hasher.finish(),
            State::There(thread) => thread.finish(),
        }
    }
}

impl Thread {
    fn start(mut hasher: Hasher) -> Option<Self> {
        let (pieces, waiting) = sync_channel(WAITING);
        let (back, emptied) = sync_channel(WAITING);
        let handle = std::thread::Builder::new()
            .name("digest".to_owned())
            .spawn(move || {
                for piece in waiting {
                    match piece {
                        Piece::Own(mut piece) => {
                            hasher.update(&piece);
                            piece.clear();
                            // Whoever does not want it back has enough of them.
                            let _ = back.try_send(piece);
                        }
                        Piece::Shared(piece) => hasher.update(&piece),
                    }
                }
                hasher
            })
            .ok()?;
        Some(Self { piece: Vec::new(), pieces, emptied, handle })
    }

    fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.piece.capacity() == 0 {
                self.piece = self.emptied.try_recv().unwrap_or_else(|_| Vec::with_capacity(PIECE));
            }
            let room = PIECE - self.piece.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.piece.extend_from_slice(now);
            bytes = later;
            if self.piece.len() == PIECE {
                self.hand_over();
            }
        }
    }

    fn update_shared(&mut self, bytes: &Arc<Vec<u8>>) {
        self.hand_over();
        self.send(Piece::Shared(Arc::clone(bytes)));
    }

    fn hand_over(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        if !piece.is_empty() {
            self.send(Piece::Own(piece));
        }
    }

    fn send(&self, piece: Piece) {
        // The thread ends before this end of the channel only by a panic, which `finish` passes on.
        let _ = self.pieces.send(piece);
    }

    fn finish(mut self) -> Digest {
        self.hand_over();
        drop(self.pieces);
        match self.handle.join() {
            Ok(hasher) => hasher.finish(),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_same_however_the_bytes_come() {
        let bytes: Vec<u8> = (0..5_000_003_u32).map(|number| (number % 251) as u8).collect();
        for algorithm in [Algorithm::Sha256, Algorithm::Sha512] {
            for step in [1 << 12, 100_001, PIECE, 3 << 20, bytes.len()] {
                let mut hasher = HashingThread::new(algorithm);
                for piece in bytes.chunks(step) {
                    hasher.update(piece);
                }
                assert_eq!(hasher.finish(), Digest::of(algorithm, &bytes), "steps of {step}");
            }
        }
    }

    #[test]
    fn shared_bytes_count_where_they_come() {
        let bytes: Vec<u8> = (0..6_000_000_u32).map(|number| (number % 253) as u8).collect();
        let mut hasher = HashingThread::new(Algorithm::Sha256);
        for (number, piece) in bytes.chunks(77_777).enumerate() {
            match number % 3 {
                0 => hasher.update(piece),
                _ => hasher.update_shared(&Arc::new(piece.to_vec())),
            }
        }
        assert_eq!(hasher.finish(), Digest::sha256(&bytes));
    }

    #[test]
    fn few_bytes_need_no_thread() {
        let mut hasher = HashingThread::new(Algorithm::Sha256);
        hasher.update(b"abc");
        assert!(format!("{hasher:?}").contains("false"));
        assert_eq!(hasher.finish(), Digest::sha256(b"abc"));
    }

    #[test]
    fn what_is_left_behind_ends_its_thread() {
        let mut hasher = HashingThread::new(Algorithm::Sha256);
        hasher.update(&vec![0; AT_ONCE]);
        let shared = Arc::new(vec![0; PIECE]);
        hasher.update_shared(&shared);
        drop(hasher);
        // The thread gives back what it was lent, and ends.
        let begun = std::time::Instant::now();
        while Arc::strong_count(&shared) > 1 {
            assert!(begun.elapsed().as_secs() < 20, "the thread still holds its piece");
            std::thread::yield_now();
        }
    }
}
