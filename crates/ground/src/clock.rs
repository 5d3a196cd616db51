// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The one clock.

use jiff::Timestamp;

/// The time that a command works with.
///
/// Made once, in the binary, from `--now`, `SOURCE_DATE_EPOCH` or the system, and passed to
/// whatever needs it; nothing else asks for the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock(Timestamp);

impl Clock {
    /// Returns a clock that stands at `now`.
    pub const fn fixed(now: Timestamp) -> Self {
        Self(now)
    }

    /// Returns a clock that stands at the system's time of this call.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    pub fn system() -> Self {
        Self(Timestamp::now())
    }

    /// Returns the time.
    pub const fn now(&self) -> Timestamp {
        self.0
    }
}
