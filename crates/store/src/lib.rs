// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One content-addressed cache, shared by processes, with a memo of function results.
//!
//! A [`Store`] is a folder. Bytes are put in once and found again by their digest; the results of
//! pure functions are found again by a [`Key`] over what went in; a few small values have names.
//! Everything can be deleted at any time and costs only the work of making it again; only the
//! [pointers](Store::pointer) remember something that cannot be made again (how new an archive
//! was when it was last seen), and cleaning leaves them alone.
//!
//! ```text
//! <folder>/
//! ├── blobs-v1/sha256/ab/cdef…      bytes, named by their digest, read-only once there
//! ├── memo-v1/ab/cdef…              results, named by the digest of their key, with a checksum
//! ├── pointers-v1/abcdef…           small named values, replaced atomically, with a checksum
//! ├── partial-v1/sha256/abcdef…     downloads under way, named by the digest they shall have
//! ├── locks-v1/abcdef…              empty files that processes lock to keep out of each other's way
//! └── tmp-v1/…                      files being written; what a killed process left is cleared
//! ```
//!
//! The number in a bucket's name rises when its form changes; an old bucket is then simply not
//! looked at any more.
//!
//! # What holds
//!
//! * A file appears under its final name only by `rename`, complete and checked. A process that is
//!   killed at any moment leaves at most a file in `tmp-v1` or a resumable one in `partial-v1`.
//! * Two processes that put the same bytes both succeed.
//! * With [`Durability::Immediate`] a committed blob survives a power failure. With
//!   [`Durability::Deferred`] it does after [`Store::sync`]; if the power fails before that, the
//!   next run notices and rehashes what was written since.
//! * A blob found damaged is removed and reported; the next run fetches or makes it again. A
//!   damaged memo entry is a miss.
//! * A cache that cannot be written is still read; writing fails with [`StoreError::ReadOnly`].
//!   [`Store::open_over`] lays a writable folder over it.
//! * Ages are judged by the file system's own clock, so `--now` in the past neither ages nor
//!   refreshes anything.
#![forbid(unsafe_code)]

mod blob;
mod bucket;
mod disk;
mod error;
mod housekeeping;
mod lock;
mod memo;
mod partial;
mod pointer;
mod store;

pub use blob::BlobWriter;
pub use bucket::Bucket;
pub use error::{MESSAGE_KEYS, Operation, StoreError};
pub use housekeeping::{Amount, Cleaned, Quota};
pub use lock::Guard;
pub use memo::Key;
pub use partial::Partial;
pub use pointer::Pointer;
pub use store::{Durability, Options, Store};
