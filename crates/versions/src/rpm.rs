// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of RPM packages: `[epoch:]version[-release]`, compared by `rpmvercmp`.
//!
//! After rpm-version(7): a version is a row of numbers and of words of letters; all else but `~`
//! and `^` only separates. Numbers are greater than words, what goes on is greater than what has
//! ended, `~` stands before the end and `^` right behind it.

use crate::key::{KeyWriter, VersionKey, split_digits, split_letters};

/// How a version goes on, in ascending order.
const TILDE: u8 = 1;
const END: u8 = 2;
const CARET: u8 = 3;
const WORD: u8 = 4;
const NUMBER: u8 = 5;

/// Whether there is a release; a version without one stands before all that have one.
const NO_RELEASE: u8 = 0;
const RELEASE: u8 = 1;

pub(crate) fn key(text: &str) -> Option<VersionKey> {
    let mut key = KeyWriter::for_text(text);
    // Only digits are an epoch; a colon elsewhere separates as any other character does.
    let (digits, after) = split_digits(text);
    let (epoch, rest) = match after.strip_prefix(':') {
        Some(rest) => (digits, rest),
        None => ("", text),
    };
    let (version, release) = match rest.rsplit_once('-') {
        Some((version, release)) => (version, Some(release)),
        None => (rest, None),
    };
    if version.is_empty() {
        return None;
    }
    key.number(epoch);
    push_part(&mut key, version);
    match release {
        None => key.mark(NO_RELEASE),
        Some(release) => {
            key.mark(RELEASE);
            push_part(&mut key, release);
            &mut key
        }
    };
    Some(key.finish())
}

fn push_part(key: &mut KeyWriter, mut part: &str) {
    while let Some(first) = part.chars().next() {
        part = match first {
            '~' | '^' => {
                key.mark(if first == '~' { TILDE } else { CARET });
                part.get(1..).unwrap_or_default()
            }
            '0'..='9' => {
                let (number, rest) = split_digits(part);
                key.mark(NUMBER).number(number);
                rest
            }
            'a'..='z' | 'A'..='Z' => {
                let (word, rest) = split_letters(part);
                key.mark(WORD).text(word);
                rest
            }
            separator => part.get(separator.len_utf8()..).unwrap_or_default(),
        };
    }
    key.mark(END);
}
