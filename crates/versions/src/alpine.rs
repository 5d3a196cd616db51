// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of Alpine's packages: `number{.number}[letter]{_suffix[number]}[~hash][-r number]`.
//!
//! The order is that of apk-tools 3 (`apk-package(5)`, "Package version"): where two versions part,
//! the one that goes on is the greater, unless it goes on with `_alpha`, `_beta`, `_pre` or `_rc`;
//! if both go on with unlike parts, the part that stands earlier in the form is the greater.
//! A number behind a dot that begins with a zero compares as text, so `1.05` stands before `1.1`.

use crate::key::{KeyWriter, VersionKey, split_digits};

/// How a version goes on, in ascending order.
const BEFORE: u8 = 1;
const END: u8 = 2;
const REVISION: u8 = 3;
const HASH: u8 = 4;
const SUFFIX_NUMBER: u8 = 5;
const AFTER: u8 = 6;
const LETTER: u8 = 7;
const NUMBER: u8 = 8;

/// Suffixes that stand before the version without them, and those that stand after it.
const BEFORE_RELEASE: [&str; 4] = ["alpha", "beta", "pre", "rc"];
const AFTER_RELEASE: [&str; 5] = ["cvs", "svn", "git", "hg", "p"];

pub(crate) fn key(text: &str) -> Option<VersionKey> {
    let mut key = KeyWriter::for_text(text);
    let (first, mut rest) = split_digits(text);
    if first.is_empty() {
        return None;
    }
    key.number(first);
    while let Some(after) = rest.strip_prefix('.') {
        let (number, next) = split_digits(after);
        match number.bytes().next()? {
            // Less than every number that has no leading zero: the count of its digits is not 0.
            b'0' => key.mark(NUMBER).mark(0).text(number),
            _ => key.mark(NUMBER).number(number),
        };
        rest = next;
    }
    if rest.starts_with(|c: char| c.is_ascii_lowercase()) {
        let (letter, next) = rest.split_at(1);
        key.mark(LETTER).text(letter);
        rest = next;
    }
    while let Some(after) = rest.strip_prefix('_') {
        let end = after.bytes().position(|byte| !byte.is_ascii_lowercase()).unwrap_or(after.len());
        let (suffix, after) = after.split_at(end);
        let place = |known: &[&str]| known.iter().position(|name| *name == suffix);
        match (place(&BEFORE_RELEASE), place(&AFTER_RELEASE)) {
            (Some(place), _) => key.mark(BEFORE).mark(place as u8),
            (_, Some(place)) => key.mark(AFTER).mark(place as u8),
            (None, None) => return None,
        };
        let (number, next) = split_digits(after);
        if !number.is_empty() {
            key.mark(SUFFIX_NUMBER).number(number);
        }
        rest = next;
    }
    if let Some(after) = rest.strip_prefix('~') {
        let end = after.bytes().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(after.len());
        let (hash, next) = after.split_at(end);
        if hash.is_empty() {
            return None;
        }
        key.mark(HASH).text(hash);
        rest = next;
    }
    if let Some(after) = rest.strip_prefix("-r") {
        let (number, next) = split_digits(after);
        if number.is_empty() {
            return None;
        }
        key.mark(REVISION).number(number);
        rest = next;
    }
    rest.is_empty().then(|| key.mark(END).finish())
}
