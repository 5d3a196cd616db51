// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The ground every room stands on: names for bytes and places, and the values that tell a
//! library what it may do.
//!
//! * [`Digest`] names bytes, [`TreePath`] names a place inside an image.
//! * [`BoundedReader`] and [`Limits`] keep foreign bytes within bounds.
//! * [`Diagnostic`], [`Message`] and [`Explain`] carry what a person has to know, as data; the
//!   sentences are in `texts`, the rendering in the binary.
//! * [`is_like`] compares with a pattern, [`yaml_options`] bounds what people write in YAML.
//! * [`whole`] writes files that are there whole or not at all.
//! * [`Clock`], [`Progress`] and [`Cancel`] are passed in: no library asks the system.
//!
//! Nothing here knows an image, a package or a standard.
#![forbid(unsafe_code)]

mod bounded;
mod cancel;
mod clock;
mod diagnostic;
mod digest;
mod digest_thread;
mod explain;
mod keys;
mod pattern;
mod progress;
mod secret;
mod tree_path;
pub mod whole;
mod yaml;

pub use bounded::{BoundedReader, LimitExceeded, Limits};
pub use cancel::{Cancel, Cancelled};
pub use clock::Clock;
pub use diagnostic::{Diagnostic, Place, Severity};
pub use digest::{Algorithm, Digest, DigestError, Hasher, HashingReader, HashingWriter};
pub use digest_thread::HashingThread;
pub use explain::{Argument, Blame, Explain, Message};
pub use keys::{count_keys, join_keys};
pub use pattern::is_like;
pub use progress::{Progress, Silent, Task, Unit};
pub use secret::Secret;
pub use tree_path::{EscapedPath, TreePath, TreePathError};
pub use yaml::yaml_options;

/// A point in time, in UTC.
pub use jiff::Timestamp;
