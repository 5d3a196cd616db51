// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What one layer holds, whatever lies below or above it.
//!
//! * `read` goes through the stream once: it digests every file and gives those that a cataloguer
//!   wants to it, on another thread, within the bounds of `room`.
//! * `table` keeps the entries in few bytes; `form` tells what a file is by its first bytes.
//! * `record` is the answer, and the form in which the store remembers it.

mod form;
mod number;
mod read;
mod record;
mod room;
mod table;

pub(crate) use form::Form;
pub(crate) use read::{Reader, read};
pub(crate) use record::{FileFacts, LayerRecord, Particulars};
pub(crate) use room::Room;
