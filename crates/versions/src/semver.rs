// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Semantic versions, after Semantic Versioning 2.0.0, read as tolerantly as npm reads them.
//!
//! `1.2.3-rc.1+build`: numbers, then identifiers of a pre-release, which stands before its release;
//! what follows the plus sign counts for nothing. Tolerated beyond the specification, because
//! registries and advisories have it: a `v` or `=` before it, missing or further numbers (a missing
//! one is zero), leading zeros, and a pre-release without its hyphen (`1.2.3beta`).

use crate::key::{KeyWriter, VersionKey, is_number, split_digits};

/// What follows the numbers, in ascending order.
const PRE_RELEASE: u8 = 0;
const END: u8 = 1;
const NUMBER: u8 = 2;

/// What follows in a pre-release, in ascending order.
const NO_MORE: u8 = 0;
const NUMERIC: u8 = 1;
const ALPHANUMERIC: u8 = 2;

/// A semantic version in its parts.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    /// The numbers as digits; at least one.
    pub(crate) numbers: Vec<&'a str>,
    /// What makes it a pre-release, without the hyphen; empty for a release.
    pub(crate) pre_release: &'a str,
    /// Whether a hyphen stood before the pre-release.
    pub(crate) hyphen: bool,
}

/// Splits a version that begins with a number.
pub(crate) fn split(text: &str) -> Option<Parts<'_>> {
    let text = text.split_once('+').map_or(text, |(version, _)| version);
    let mut numbers = Vec::with_capacity(4);
    let mut next = Some(text);
    let mut rest = text;
    while let Some(text) = next {
        let (number, after) = split_digits(text);
        if number.is_empty() {
            return None;
        }
        numbers.push(number);
        next = after.strip_prefix('.');
        rest = after;
    }
    let pre_release = rest.strip_prefix('-');
    let hyphen = pre_release.is_some();
    let pre_release = pre_release.unwrap_or(rest);
    let is_identifier = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_valid = match pre_release {
        "" => !hyphen,
        identifiers => identifiers.split('.').all(is_identifier),
    };
    is_valid.then_some(Parts { numbers, pre_release, hyphen })
}

/// Writes the numbers; zeros at their end count for nothing, as missing ones are zero.
pub(crate) fn push_numbers(key: &mut KeyWriter, numbers: &[&str]) {
    let is_zero = |number: &&str| number.bytes().all(|digit| digit == b'0');
    let zeros = numbers.iter().rev().take_while(|number| is_zero(number)).count();
    for number in numbers.iter().take(numbers.len() - zeros) {
        key.mark(NUMBER).number(number);
    }
}

/// Writes that it is a release, or the identifiers of the pre-release.
pub(crate) fn push_pre_release<'a>(
    key: &mut KeyWriter,
    identifiers: impl Iterator<Item = &'a str>,
) {
    let mut identifiers = identifiers.filter(|identifier| !identifier.is_empty()).peekable();
    if identifiers.peek().is_none() {
        key.mark(END);
        return;
    }
    key.mark(PRE_RELEASE);
    for identifier in identifiers {
        if is_number(identifier) {
            key.mark(NUMERIC).number(identifier);
        } else {
            key.mark(ALPHANUMERIC).text(identifier);
        }
    }
    key.mark(NO_MORE);
}

pub(crate) fn key(text: &str) -> Option<VersionKey> {
    let text = text.trim_start_matches(['v', 'V', '=', ' ']);
    let parts = split(text)?;
    let mut key = KeyWriter::for_text(text);
    push_numbers(&mut key, &parts.numbers);
    push_pre_release(&mut key, parts.pre_release.split('.'));
    Some(key.finish())
}
