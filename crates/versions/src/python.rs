// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of Python packages, after PEP 440 (Python Packaging User Guide, "Version specifiers").
//!
//! `[epoch!]release[pre][.postN][.devN][+local]`, in all the spellings that PEP 440 normalises:
//! `1.0-ALPHA.1`, `1.0a1` and `v1.0.0_alpha1` are equal. Versions of the time before PEP 440
//! (`2004d`) have no place in this order.

use crate::key::{KeyWriter, VersionKey, is_number, split_digits};

/// What follows the release's numbers: nothing, or one more.
const NO_MORE: u8 = 0;
const NUMBER: u8 = 1;

/// Of which kind it is, in ascending order: a development release of the final release stands
/// before the pre-releases.
const DEVELOPMENT_ONLY: u8 = 0;
const PRE_RELEASE: [(&str, u8); 8] = [
    ("alpha", 1),
    ("a", 1),
    ("beta", 2),
    ("b", 2),
    ("preview", 3),
    ("pre", 3),
    ("c", 3),
    ("rc", 3),
];
const FINAL: u8 = 4;

const NO_POST: u8 = 0;
const POST: u8 = 1;

const DEVELOPMENT: u8 = 0;
const NO_DEVELOPMENT: u8 = 1;

/// Segments of a local version: nothing, words, numbers.
const LOCAL_WORD: u8 = 1;
const LOCAL_NUMBER: u8 = 2;

pub(crate) fn key(text: &str) -> Option<VersionKey> {
    let text = text.to_ascii_lowercase();
    let mut rest = text.strip_prefix('v').unwrap_or(&text);
    let mut key = KeyWriter::for_text(rest);

    let (epoch, after) = split_digits(rest);
    match after.strip_prefix('!') {
        Some(after) if !epoch.is_empty() => {
            key.number(epoch);
            rest = after;
        }
        _ => {
            key.number("");
        }
    }
    rest = push_release(&mut key, rest)?;

    let pre_release = take_word(&mut rest, &PRE_RELEASE);
    let post = take_post(&mut rest);
    let development = take_word(&mut rest, &[("dev", DEVELOPMENT)]);
    match pre_release {
        Some((kind, number)) => key.mark(kind).number(number),
        None if post.is_none() && development.is_some() => key.mark(DEVELOPMENT_ONLY),
        None => key.mark(FINAL),
    };
    match post {
        Some(number) => key.mark(POST).number(number),
        None => key.mark(NO_POST),
    };
    match development {
        Some((_, number)) => key.mark(DEVELOPMENT).number(number),
        None => key.mark(NO_DEVELOPMENT),
    };
    push_local(&mut key, rest)?;
    Some(key.mark(NO_MORE).finish())
}

/// Writes the numbers of the release; zeros at their end count for nothing. Returns what follows.
fn push_release<'a>(key: &mut KeyWriter, text: &'a str) -> Option<&'a str> {
    let mut rest = text;
    let mut zeros = 0;
    loop {
        let (number, after) = split_digits(rest);
        if number.is_empty() {
            return None;
        }
        if number.bytes().all(|digit| digit == b'0') {
            zeros += 1;
        } else {
            for _ in 0..std::mem::take(&mut zeros) {
                key.mark(NUMBER).number("");
            }
            key.mark(NUMBER).number(number);
        }
        match after.strip_prefix('.') {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => rest = next,
            _ => {
                key.mark(NO_MORE);
                return Some(after);
            }
        }
    }
}

fn without_separator(text: &str) -> &str {
    text.strip_prefix(['-', '_', '.']).unwrap_or(text)
}

/// Takes one of the words, with a separator before and behind it, and the number that follows.
fn take_word<'a>(rest: &mut &'a str, words: &[(&str, u8)]) -> Option<(u8, &'a str)> {
    let text = without_separator(rest);
    let (after, kind) =
        words.iter().find_map(|(word, kind)| Some((text.strip_prefix(word)?, *kind)))?;
    let (number, after) = split_digits(without_separator(after));
    *rest = after;
    Some((kind, number))
}

/// Takes a post-release: `.post1`, `-rev1`, `r1`, or `-1` alone.
fn take_post<'a>(rest: &mut &'a str) -> Option<&'a str> {
    if let Some((number, after)) = rest.strip_prefix('-').map(split_digits)
        && !number.is_empty()
    {
        *rest = after;
        return Some(number);
    }
    take_word(rest, &[("post", POST), ("rev", POST), ("r", POST)]).map(|(_, number)| number)
}

fn push_local(key: &mut KeyWriter, text: &str) -> Option<()> {
    if text.is_empty() {
        return Some(());
    }
    for segment in text.strip_prefix('+')?.split(['-', '_', '.']) {
        if is_number(segment) {
            key.mark(LOCAL_NUMBER).number(segment);
        } else if !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            key.mark(LOCAL_WORD).text(segment);
        } else {
            return None;
        }
    }
    Some(())
}
