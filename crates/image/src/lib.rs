// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! OCI images, layouts and archives; the merged tree; deterministic writing.
//!
//! * [`tar`] reads and writes tar archives, the form of layers, packages and image archives.
#![forbid(unsafe_code)]

pub mod tar;

/// Every key that this room's errors can speak with.
pub const MESSAGE_KEYS: &[&str] = tar::MESSAGE_KEYS;
