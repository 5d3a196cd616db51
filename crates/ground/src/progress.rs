// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Progress as a value: libraries tell, the binary shows.

use std::fmt;

/// What a task counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Things of the kind the task's name says.
    Items,
}

/// Receives the progress of long work.
pub trait Progress: Send + Sync + fmt::Debug {
    /// Called when a task begins.
    ///
    /// `name` is the key of a text in `texts` (as `progress-download`); `total` is the amount of
    /// work where it is known.
    fn begin(&self, name: &'static str, total: Option<u64>, unit: Unit) -> Box<dyn Task>;
}

/// One piece of long work; dropping it ends it.
pub trait Task: Send + Sync + fmt::Debug {
    /// Called when some more of the work is done.
    fn advance(&self, by: u64);
    /// Called to name what is being worked on right now (a package, a file).
    fn at(&self, what: &str);
}

/// Shows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &'static str, _: Option<u64>, _: Unit) -> Box<dyn Task> {
        Box::new(Self)
    }
}

impl Task for Silent {
    fn advance(&self, _: u64) {}
    fn at(&self, _: &str) {}
}
