// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the files of a tree need, and the proof that it is there.
#![forbid(unsafe_code)]

pub mod elf;
mod facts;
pub mod jar;
mod script;
pub mod zip;

pub use facts::{FACTS_VERSION, FileFacts, examine, examine_reader, is_interesting};
pub use script::Shebang;
