// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CycloneDX in JSON (ECMA-424, versions 1.6 and 1.7), out and in; in XML, in.

mod form;
mod read;
mod write;
mod xml;

pub(crate) use read::read;
pub use write::{Version, write};
pub(crate) use xml::json_of_xml;
