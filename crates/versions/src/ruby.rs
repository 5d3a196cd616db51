// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of Ruby's gems, after the class `Gem::Version`.
//!
//! A version is a row of numbers and words; a hyphen reads as `.pre.`. Words stand before numbers,
//! so a version with a word is a pre-release. A missing part is zero: zeros at the end count for
//! nothing, nor do those before the first word.
//!
//! A key cannot pad with zeros. Instead it counts them: a word behind zeros is less than the end,
//! and the less the fewer there are; a number behind zeros is greater than the end, and the greater
//! the fewer there are.

use crate::key::{KeyWriter, VersionKey, is_number, split_digits, split_letters};

/// How a version goes on, in ascending order.
const WORD: u8 = 1;
const END: u8 = 2;
const NUMBER: u8 = 3;

pub(crate) fn key(text: &str) -> Option<VersionKey> {
    if !is_version(text) {
        return None;
    }
    let text = text.replace('-', ".pre.");
    let segments = segments(&text);
    let mut key = KeyWriter::for_text(&text);
    let first_word = segments.iter().position(|segment| !is_number(segment));
    let (numbers, words) = segments.split_at(first_word.unwrap_or(segments.len()));
    let mut zeros = 0_u16;
    for segment in without_zeros(numbers).iter().chain(words) {
        if segment.bytes().all(|digit| digit == b'0') {
            zeros += 1;
        } else if is_number(segment) {
            let [high, low] = (u16::MAX - std::mem::take(&mut zeros)).to_be_bytes();
            key.mark(NUMBER).mark(high).mark(low).number(segment);
        } else {
            let [high, low] = std::mem::take(&mut zeros).to_be_bytes();
            key.mark(WORD).mark(high).mark(low).text(segment);
        }
    }
    Some(key.mark(END).finish())
}

/// `Gem::Version::VERSION_PATTERN`.
fn is_version(text: &str) -> bool {
    let (release, pre_release) = match text.split_once('-') {
        Some((release, pre_release)) => (release, Some(pre_release)),
        None => (text, None),
    };
    let made_of = |text: &str, hyphen: bool| {
        let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || hyphen && byte == b'-';
        text.split('.').all(|part| !part.is_empty() && part.bytes().all(may_stand))
    };
    is_number(release.split('.').next().unwrap_or_default())
        && made_of(release, false)
        && pre_release.is_none_or(|text| made_of(text, true))
}

/// Numbers and words, wherever they change.
fn segments(text: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    for part in text.split('.') {
        let mut rest = part;
        while !rest.is_empty() {
            let (number, after) = split_digits(rest);
            let (word, after) = split_letters(after);
            segments.extend([number, word].into_iter().filter(|segment| !segment.is_empty()));
            if after.len() == rest.len() {
                // Nothing but letters and digits is left by `is_version`.
                break;
            }
            rest = after;
        }
    }
    segments
}

fn without_zeros<'a, 'b>(segments: &'a [&'b str]) -> &'a [&'b str] {
    let is_zero = |segment: &&str| segment.bytes().all(|digit| digit == b'0');
    let zeros = segments.iter().rev().take_while(|segment| is_zero(segment)).count();
    segments.get(..segments.len() - zeros).unwrap_or_default()
}
