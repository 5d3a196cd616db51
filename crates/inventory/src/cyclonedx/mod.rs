// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CycloneDX in JSON (ECMA-424, versions 1.6 and 1.7), out and in.

mod form;
mod read;
mod write;

pub(crate) use read::read;
pub use write::{Version, write};
