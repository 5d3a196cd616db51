// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Packages, archives and servers made for tests.
#![forbid(unsafe_code)]

pub mod archive;
pub mod deb;
pub mod elf;
pub mod http;
pub mod registry;
pub mod socks;
pub mod zip;
