// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The names by which the world compares and cites software.
//!
//! * [`VersionScheme`]: the version orders of the ecosystems, as keys that compare byte by byte
//!   ([`VersionKey`]); [`debian`] has the parts of a Debian version too.
//! * [`Range`] and [`Affected`]: which versions a weakness affects; [`Vers`]: a range in one line.
//! * [`cvss`]: vectors of CVSS and the scores computed from them.
//! * [`purl`]: package URLs, the names that inventories and advisories share; [`distribution`]: what
//!   tools call the distributions in them.
//! * [`licence`]: licence expressions of SPDX.
//!
//! Nothing here knows an image, an archive or an advisory.
#![forbid(unsafe_code)]

mod alpine;
mod composer;
pub mod cvss;
pub mod debian;
pub mod distribution;
mod go;
mod key;
pub mod licence;
mod maven;
mod nuget;
pub mod purl;
mod python;
mod range;
mod rpm;
mod ruby;
mod scheme;
mod semver;
mod vers;

pub use key::VersionKey;
pub use range::{Affected, End, Event, Range, Span};
pub use scheme::{VersionError, VersionScheme};
pub use vers::{Vers, VersError};

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &[
    "versions-version-empty",
    "versions-version-too-long",
    "versions-version-malformed",
    "versions-version-unordered",
    "versions-range-too-long",
    "versions-range-malformed",
    "versions-range-scheme",
    "versions-range-version",
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
    "versions-cvss-too-long",
    "versions-cvss-standard",
    "versions-cvss-metric",
    "versions-cvss-twice",
    "versions-cvss-missing",
    "versions-licence-syntax",
    "versions-licence-too-deep",
];
