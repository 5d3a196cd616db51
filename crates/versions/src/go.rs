// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of Go modules and of Go itself.
//!
//! Modules have semantic versions behind a `v` (Go Modules Reference, "Versions"); pseudo-versions
//! (`v0.0.0-20191109021931-daa7c04131f5`) are pre-releases and stand in order as such, and
//! `+incompatible` counts for nothing. Advisories leave the `v` away.
//!
//! Releases of the toolchain (`go1.22rc1`, `go1.22.3`) stand in the same order, as Go's vulnerability
//! database writes them: `go1.22rc1` is `1.22.0-rc.1`. What a distributor adds behind `go1.22.3`
//! after a hyphen, and experiments after a space, count for nothing (package `go/version`).

use crate::key::{KeyWriter, VersionKey, split_letters};
use crate::semver;

pub(crate) fn key(text: &str) -> Option<VersionKey> {
    let version = match text.strip_prefix("go") {
        Some(toolchain) => toolchain.split(['-', ' ']).next().unwrap_or_default(),
        None => text.strip_prefix('v').unwrap_or(text),
    };
    let parts = semver::split(version)?;
    let mut key = KeyWriter::for_text(text);
    semver::push_numbers(&mut key, &parts.numbers);
    if parts.hyphen || parts.pre_release.is_empty() {
        semver::push_pre_release(&mut key, parts.pre_release.split('.'));
    } else {
        let (word, number) = split_letters(parts.pre_release);
        if !matches!(word, "alpha" | "beta" | "rc") || number.contains(['.', '-']) {
            return None;
        }
        semver::push_pre_release(&mut key, [word, number].into_iter());
    }
    Some(key.finish())
}
