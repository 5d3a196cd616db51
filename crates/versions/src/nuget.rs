// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of `NuGet` packages: semantic versions with up to four numbers.
//!
//! After the documentation of `NuGet`, "Package versioning", and the rules of the class
//! `VersionComparer`: a missing number is zero, identifiers of a pre-release compare without regard
//! to case, and only one that fits a signed number of 32 bits counts as a number. What follows the
//! plus sign counts for nothing.

use crate::key::{KeyWriter, VersionKey};
use crate::semver;

/// What follows the numbers, in ascending order.
const PRE_RELEASE: u8 = 0;
const END: u8 = 1;

/// What follows in a pre-release, in ascending order.
const NO_MORE: u8 = 0;
const NUMERIC: u8 = 1;
const ALPHANUMERIC: u8 = 2;

pub(crate) fn key(text: &str) -> Option<VersionKey> {
    let parts = semver::split(text.strip_prefix(['v', 'V']).unwrap_or(text))?;
    if parts.numbers.len() > 4 || !parts.hyphen && !parts.pre_release.is_empty() {
        return None;
    }
    let mut key = KeyWriter::for_text(text);
    semver::push_numbers(&mut key, &parts.numbers);
    if parts.pre_release.is_empty() {
        return Some(key.mark(END).finish());
    }
    key.mark(PRE_RELEASE);
    for identifier in parts.pre_release.split('.') {
        match identifier.parse::<i32>() {
            // The sign's bit turned over: negative numbers first.
            Ok(number) => {
                key.mark(NUMERIC).fixed((number.cast_unsigned() ^ (1 << 31)).to_be_bytes())
            }
            Err(_) => key.mark(ALPHANUMERIC).text(&identifier.to_ascii_uppercase()),
        };
    }
    Some(key.mark(NO_MORE).finish())
}
