// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a container says, within bounds.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The first lines and the last lines are kept, each up to so many bytes.
const KEPT: usize = 1 << 20;
/// A longer line is cut.
const LINE: usize = 16 << 10;

/// Is shown each line of a log as it comes.
pub trait LogSink: Send + Sync {
    /// Receives a line, without its end.
    fn line(&self, line: &str);
}

/// Shows nothing.
impl LogSink for () {
    fn line(&self, _: &str) {}
}

/// What a container says on standard output and standard error, in the order it came.
///
/// The beginning and the end are kept, what lies between is counted; whoever floods the log fills
/// no memory. Clones are the same log.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    kept: Mutex<Kept>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Kept {
    head: Vec<String>,
    head_bytes: usize,
    tail: VecDeque<String>,
    tail_bytes: usize,
    /// Lines between head and tail that were let go.
    dropped: u64,
    bytes: u64,
    /// The beginning of a line whose end has not come.
    open: Vec<u8>,
    /// Whether the open line is over length, so that the rest of it is let go.
    cut: bool,
    closed: bool,
}

impl Log {
    /// Returns every line kept; where lines were let go, a line says how many.
    pub fn lines(&self) -> Vec<String> {
        let kept = self.kept();
        let mut lines = kept.head.clone();
        if kept.dropped > 0 {
            lines.push(format!("[… {} lines …]", kept.dropped));
        }
        lines.extend(kept.tail.iter().cloned());
        if !kept.open.is_empty() {
            lines.push(String::from_utf8_lossy(&kept.open).into_owned());
        }
        lines
    }

    /// Returns the last `count` lines.
    pub fn last_lines(&self, count: usize) -> Vec<String> {
        let mut lines = self.lines();
        lines.split_off(lines.len().saturating_sub(count))
    }

    /// Returns how many bytes came.
    pub fn bytes(&self) -> u64 {
        self.kept().bytes
    }

    /// Returns whether a line kept holds a text.
    pub fn contains(&self, text: &str) -> bool {
        self.kept().contains(text)
    }

    /// Waits until a line holds a text, the log has ended or the time has come; returns whether a
    /// line holds it.
    pub fn wait_for(&self, text: &str, deadline: Instant) -> bool {
        let mut kept = self.kept();
        loop {
            if kept.contains(text) {
                return true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if kept.closed || left.is_zero() {
                return false;
            }
            (kept, _) =
                self.0.changed.wait_timeout(kept, left).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes bytes as they came and shows every line that is complete.
    pub fn push(&self, bytes: &[u8], sink: &dyn LogSink) {
        let complete = {
            let mut kept = self.kept();
            kept.bytes += bytes.len() as u64;
            let mut complete = Vec::new();
            for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
                let (text, ends) = match piece.strip_suffix(b"\n") {
                    Some(text) => (text, true),
                    None => (piece, false),
                };
                if !kept.cut {
                    let room = LINE - kept.open.len().min(LINE);
                    kept.open.extend_from_slice(&text[..text.len().min(room)]);
                    kept.cut = text.len() > room;
                }
                if ends {
                    complete.push(kept.complete());
                }
            }
            complete
        };
        self.0.changed.notify_all();
        for line in complete {
            sink.line(&line);
        }
    }

    /// Takes note that no more comes.
    pub fn close(&self, sink: &dyn LogSink) {
        let last = {
            let mut kept = self.kept();
            kept.closed = true;
            if kept.open.is_empty() { None } else { Some(kept.complete()) }
        };
        self.0.changed.notify_all();
        if let Some(line) = last {
            sink.line(&line);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn contains(&self, text: &str) -> bool {
        self.head.iter().chain(&self.tail).any(|line| line.contains(text))
            || String::from_utf8_lossy(&self.open).contains(text)
    }

    /// Ends the open line and keeps it.
    fn complete(&mut self) -> String {
        let mut bytes = std::mem::take(&mut self.open);
        self.cut = false;
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        let line = String::from_utf8_lossy(&bytes).into_owned();
        // A line costs at least its place, however short it is.
        let cost = line.len() + 32;
        if self.tail.is_empty() && self.head_bytes + cost <= KEPT {
            self.head_bytes += cost;
            self.head.push(line.clone());
            return line;
        }
        self.tail_bytes += cost;
        self.tail.push_back(line.clone());
        while self.tail_bytes > KEPT
            && let Some(first) = self.tail.pop_front()
        {
            self.tail_bytes -= first.len() + 32;
            self.dropped += 1;
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn beginning_and_end_stay_and_the_rest_is_counted() {
        let log = Log::default();
        for number in 0..200_000 {
            log.push(format!("line {number}\n").as_bytes(), &());
        }
        let lines = log.lines();
        assert_eq!(lines.first().map(String::as_str), Some("line 0"));
        assert_eq!(lines.last().map(String::as_str), Some("line 199999"));
        assert!(lines.iter().any(|line| line.starts_with("[… ")), "says what is missing");
        let bytes: usize = lines.iter().map(String::len).sum();
        assert!(bytes < 2 * KEPT, "{bytes}");
        assert!(log.bytes() > 2_000_000);
    }

    #[test]
    fn an_endless_line_is_cut() {
        let log = Log::default();
        for _ in 0..100 {
            log.push(&[b'x'; 4096], &());
        }
        log.push(b"\nnext\n", &());
        assert_eq!(log.lines().iter().map(String::len).collect::<Vec<_>>(), [LINE, 4]);
    }

    #[test]
    fn waiting_ends_with_the_line_the_end_or_the_time() {
        let log = Log::default();
        let writer = log.clone();
        let thread = std::thread::spawn(move || {
            writer.push(b"read", &());
            writer.push(b"y to serve\r\nnext", &());
            writer.close(&());
        });
        let deadline = Instant::now() + Duration::from_secs(20);
        assert!(log.wait_for("ready to serve", deadline));
        assert!(!log.wait_for("never", deadline), "the log has ended");
        thread.join().unwrap();
        assert_eq!(log.lines(), ["ready to serve", "next"]);
        assert!(!Log::default().wait_for("x", Instant::now()));
    }
}
