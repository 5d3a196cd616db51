// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the files of a tree need, and the proof that it is there.
//!
//! * [`examine`] looks at one file and keeps what matters ([`FileFacts`]): programs and libraries
//!   ([`elf`]), first lines of scripts ([`Shebang`]), Java archives ([`jar`], read by [`zip`]). Facts
//!   are about bytes alone, so they are found once for a file and kept.
//! * [`FileMap`] puts the facts of a tree's files where they stand, with folders and links.
//! * [`closure`] follows every need as kernel, dynamic linker and Java would, and tells what is
//!   satisfied and how, what is missing, and which features are off for it.
//! * [`ldcache`] and [`ldconf`] stand in for `ldconfig`.
//!
//! Foreign bytes are read within bounds and never make a panic; nothing is ever executed.
#![forbid(unsafe_code)]

mod closure;
pub mod elf;
mod explain;
mod facts;
mod file_map;
pub mod jar;
mod java_features;
pub mod ldcache;
pub mod ldconf;
mod linker;
mod script;
pub mod zip;

pub use closure::{Closure, DanglingLink, Edge, FeatureOff, Missing, Need, Request, closure};
pub use explain::MESSAGE_KEYS;
pub use facts::{FACTS_VERSION, FileFacts, examine, examine_reader, is_interesting};
pub use file_map::{FileMap, Item};
pub use java_features::java_features_off;
pub use linker::{How, LinkerSettings, default_folders};
pub use script::Shebang;
