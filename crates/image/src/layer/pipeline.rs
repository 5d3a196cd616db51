// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Compressing pieces on many threads and writing them in order.
//!
//! Pieces go into a queue; for each one a task is spawned on the rayon pool that compresses
//! whichever piece is first in the queue. Whoever finishes the piece that is next to be written
//! becomes the collector and writes all that are ready. A producer that finds too many pieces under
//! way compresses one itself: so nobody ever waits for a task that has not begun, and a producer may
//! itself be a task of the same pool.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use haerterei_ground::HashingWriter;

use super::compression::{Compression, Compressor};

/// The output: the caller's writer, digested.
type Out<W> = HashingWriter<W>;

pub(super) struct Pipeline<W> {
    shared: Arc<Shared<W>>,
    most_under_way: usize,
    next: u64,
}

struct Shared<W> {
    compression: Compression,
    state: Mutex<State<W>>,
    progress: Condvar,
}

struct State<W> {
    /// Pieces that nobody has begun to compress.
    queue: VecDeque<(u64, Vec<u8>)>,
    /// Compressed pieces that wait for an earlier one.
    ready: BTreeMap<u64, Vec<u8>>,
    /// The piece to be written next.
    turn: u64,
    /// Pieces taken in and not yet written.
    under_way: usize,
    /// Absent while a collector writes.
    out: Option<Out<W>>,
    failure: Option<io::Error>,
    /// Buffers and compressors for reuse.
    pieces: Vec<Vec<u8>>,
    outputs: Vec<Vec<u8>>,
    compressors: Vec<Compressor>,
}

impl<W: Write + Send + 'static> Pipeline<W> {
    pub(super) fn new(out: Out<W>, compression: Compression) -> Self {
        Self {
            shared: Arc::new(Shared {
                compression,
                state: Mutex::new(State {
                    queue: VecDeque::new(),
                    ready: BTreeMap::new(),
                    turn: 0,
                    under_way: 0,
                    out: Some(out),
                    failure: None,
                    pieces: Vec::new(),
                    outputs: Vec::new(),
                    compressors: Vec::new(),
                }),
                progress: Condvar::new(),
            }),
            most_under_way: 2 * rayon::current_num_threads() + 2,
            next: 0,
        }
    }

    /// Takes a piece in and returns a buffer for the next one, whose content is of no meaning.
    pub(super) fn push(&mut self, piece: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut state = self.shared.lock();
        state.check()?;
        state.queue.push_back((self.next, piece));
        state.under_way += 1;
        self.next += 1;
        drop(state);
        let shared = Arc::clone(&self.shared);
        rayon::spawn(move || {
            shared.compress_one();
        });
        self.wait(self.most_under_way)?;
        Ok(self.shared.lock().pieces.pop().unwrap_or_default())
    }

    /// Writes what is left and returns the output.
    pub(super) fn finish(self) -> io::Result<Out<W>> {
        self.wait(0)?;
        let mut state = self.shared.lock();
        state.check()?;
        state.out.take().ok_or_else(|| io::Error::other("a collector failed"))
    }

    /// Helps until at most `most` pieces are under way.
    fn wait(&self, most: usize) -> io::Result<()> {
        loop {
            let state = self.shared.lock();
            if state.failure.is_some() || state.under_way <= most {
                let mut state = state;
                return state.check();
            }
            if state.queue.is_empty() {
                // Every piece is in the hands of a running thread.
                drop(self.shared.progress.wait(state).unwrap_or_else(PoisonError::into_inner));
            } else {
                drop(state);
                self.shared.compress_one();
            }
        }
    }
}

impl<W: Write> Shared<W> {
    fn lock(&self) -> MutexGuard<'_, State<W>> {
        // A panic elsewhere leaves the state whole: every change is one step.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compresses the first piece of the queue, if there is one, and writes what is due.
    fn compress_one(&self) {
        let mut state = self.lock();
        let Some((number, mut piece)) = state.queue.pop_front() else {
            return;
        };
        let compressor = state.compressors.pop();
        let mut output = state.outputs.pop().unwrap_or_default();
        drop(state);
        let compressor = match compressor {
            Some(compressor) => Ok(Some(compressor)),
            None => Compressor::new(self.compression),
        };
        let compressor = compressor.and_then(|mut compressor| {
            match &mut compressor {
                Some(compressor) => compressor.compress(&piece, &mut output)?,
                None => mem::swap(&mut piece, &mut output),
            }
            Ok(compressor)
        });
        let mut state = self.lock();
        state.pieces.push(piece);
        match compressor {
            Ok(compressor) => state.compressors.extend(compressor),
            Err(error) => state.failure = Some(error),
        }
        state.ready.insert(number, output);
        self.collect(state);
    }

    /// Writes the pieces that are ready, if no other thread is doing so.
    fn collect<'a>(&'a self, mut state: MutexGuard<'a, State<W>>) {
        let Some(mut out) = state.out.take() else {
            return;
        };
        loop {
            let turn = state.turn;
            let Some(output) = state.ready.remove(&turn) else {
                break;
            };
            let failed = state.failure.is_some();
            drop(state);
            let result = if failed { Ok(()) } else { out.write_all(&output) };
            state = self.lock();
            if let Err(error) = result {
                state.failure = Some(error);
            }
            state.outputs.push(output);
            state.turn += 1;
            state.under_way -= 1;
            self.progress.notify_all();
        }
        state.out = Some(out);
    }
}

impl<W> State<W> {
    /// Fails once with what went wrong, and forever after.
    fn check(&mut self) -> io::Result<()> {
        match &mut self.failure {
            None => Ok(()),
            Some(failure) => {
                let kind = failure.kind();
                Err(mem::replace(failure, io::Error::from(kind)))
            }
        }
    }
}
