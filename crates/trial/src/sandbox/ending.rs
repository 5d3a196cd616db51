// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How a container ended, and what it used.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How a container ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ending {
    /// The exit code; 128 and the signal's number where a signal ended it.
    pub code: i32,
    /// Whether the kernel killed a process of it for memory.
    pub out_of_memory: bool,
    /// How long it ran.
    #[serde(with = "milliseconds")]
    pub after: Duration,
}

impl Ending {
    /// Returns the signal that ended it, or that it says ended it: an exit code above 128 says so
    /// by convention.
    pub const fn signal(&self) -> Option<i32> {
        match self.code {
            129..=192 => Some(self.code - 128),
            _ => None,
        }
    }
}

/// What a container used, under the load of its trial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Usage {
    /// The most memory at a time, with the page cache it is charged for, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_memory: Option<u64>,
    /// The most memory of its own at a time that sampling saw (anonymous, no cache), in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_own_memory: Option<u64>,
    /// Processor time, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_milliseconds: Option<u64>,
    /// The most processes and threads at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_processes: Option<u64>,
    /// Bytes of its log.
    pub log_bytes: u64,
}

/// What a command inside a container said and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecOutput {
    /// The exit code; nothing if it was stopped at its deadline.
    pub code: Option<i32>,
    /// Its output and errors, in the order they came, at most a mebibyte.
    pub output: String,
}

/// A duration as whole milliseconds.
pub(crate) mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
