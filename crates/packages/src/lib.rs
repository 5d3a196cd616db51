// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package files and installed-package databases.
//!
//! * [`deb822`]: control data, the text format of all of Debian's metadata.
//! * [`relations`]: what a package needs, provides and refuses.
//! * [`deb`]: package files, read within bounds; [`lists`]: the lists among their control files.
//! * [`dpkg`]: the database of installed packages, and the form of it that scanners read; [`apk`] and
//!   [`rpm`]: those of other distributions, for reading.
//! * [`tarball`]: tar archives in files, packed or not.
//! * [`changelog`] and [`copyright`]: what changed since when, and under which licences.
//!
//! Nothing here knows an archive or the network.
#![forbid(unsafe_code)]

pub mod apk;
pub mod changelog;
pub mod copyright;
pub mod deb;
pub mod deb822;
pub mod dpkg;
pub mod lists;
pub mod relations;
pub mod rpm;
pub mod tarball;

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &[
    "packages-changelog-damaged",
    "packages-changelog-empty",
    "packages-changelog-too-large",
    "packages-deb-archive",
    "packages-deb-bomb",
    "packages-deb-compression",
    "packages-deb-control",
    "packages-deb-damaged",
    "packages-deb-duplicate",
    "packages-deb-entry",
    "packages-deb-field",
    "packages-deb-format",
    "packages-deb-line",
    "packages-deb-misplaced",
    "packages-deb-missing",
    "packages-deb-not-a-package",
    "packages-deb-read",
    "packages-deb-tar",
    "packages-deb-too-large",
    "packages-deb-truncated",
    "packages-deb822-duplicate",
    "packages-deb822-name",
    "packages-deb822-no-field",
    "packages-deb822-not-utf8",
    "packages-deb822-nothing-to-continue",
    "packages-deb822-too-many-fields",
    "packages-deb822-value",
    "packages-dpkg-malformed",
    "packages-dpkg-missing-field",
    "packages-dpkg-version",
    "packages-relation-not-provided",
    "packages-relation-unexpected",
    "packages-relation-version",
];
