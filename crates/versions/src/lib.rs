// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The names by which the world compares and cites software.
//!
//! * [`debian`]: the version order of dpkg, with keys that compare byte by byte.
//! * [`purl`]: package URLs, the names that inventories and advisories share.
//! * [`licence`]: licence expressions of SPDX.
//!
//! Nothing here knows an image, an archive or an advisory.
#![forbid(unsafe_code)]

pub mod debian;
pub mod licence;
pub mod purl;

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &[
    "versions-debian-empty",
    "versions-debian-too-long",
    "versions-debian-epoch",
    "versions-debian-no-upstream",
    "versions-debian-empty-revision",
    "versions-debian-character",
    "versions-purl-scheme",
    "versions-purl-type",
    "versions-purl-name",
    "versions-purl-encoding",
    "versions-purl-qualifier",
    "versions-purl-too-long",
    "versions-licence-syntax",
    "versions-licence-too-deep",
];
