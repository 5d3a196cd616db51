// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package files and installed-package databases.
//!
//! * [`deb822`]: control data, the text format of all of Debian's metadata.
//! * [`relations`]: what a package needs, provides and refuses.
#![forbid(unsafe_code)]

pub mod deb822;
pub mod relations;
