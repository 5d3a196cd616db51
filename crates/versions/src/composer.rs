// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of Composer's packages.
//!
//! Composer brings a version into a normal form of four numbers and a stability (Composer's
//! documentation, "Versions and constraints"; package `composer/semver`, `VersionParser::normalize`)
//! and compares those as PHP's `version_compare` does: dev < alpha < beta < RC < release < patch.
//! A numeric branch (`1.x-dev`) is the greatest development version of its numbers; other branches
//! (`dev-main`) stand in no order.

use crate::key::{KeyWriter, VersionKey, is_number, split_digits};

/// How a version goes on, in ascending order.
const DEVELOPMENT: u8 = 1;
const ALPHA: u8 = 2;
const BETA: u8 = 3;
const CANDIDATE: u8 = 4;
const END: u8 = 5;
const NUMBER: u8 = 6;
const PATCH: u8 = 7;

/// Words of stability; longer ones before those that begin them.
const STABILITIES: [(&str, u8); 9] = [
    ("stable", END),
    ("beta", BETA),
    ("b", BETA),
    ("rc", CANDIDATE),
    ("alpha", ALPHA),
    ("a", ALPHA),
    ("patch", PATCH),
    ("pl", PATCH),
    ("p", PATCH),
];

/// What a branch's missing numbers and its `x` stand for.
const ANY: &str = "9999999";

/// Returns whether a text names a branch that stands in no order.
pub(crate) fn is_branch(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let text = without_marks(&text);
    text.starts_with("dev-")
        || text.ends_with("-dev")
        || matches!(text, "master" | "trunk" | "default")
}

pub(crate) fn key(text: &str) -> Option<VersionKey> {
    let text = text.to_ascii_lowercase();
    let text = without_marks(&text);
    if text.contains(' ') || text.starts_with("dev-") {
        return None;
    }
    let text = match text.split_once('+') {
        Some((version, build)) if !version.is_empty() && !build.is_empty() => version,
        _ => text,
    };
    let text = text.strip_prefix('v').unwrap_or(text);
    classical(text).or_else(|| dated(text)).or_else(|| branch(text))
}

/// Takes away an alias (`1.0 as 2.0`) and a flag of stability (`@beta`).
fn without_marks(text: &str) -> &str {
    let text = text.split_once(" as ").map_or(text, |(version, _)| version.trim_end());
    match text.rsplit_once('@') {
        Some((version, "stable" | "rc" | "beta" | "alpha" | "dev")) => version,
        _ => text,
    }
}

/// One to four numbers, the first of at most five digits.
fn classical(text: &str) -> Option<VersionKey> {
    let (first, mut rest) = split_digits(text);
    if first.is_empty() || first.len() > 5 {
        return None;
    }
    let mut key = KeyWriter::for_text(text);
    key.mark(NUMBER).number(first);
    for _ in 1..4 {
        let number = match rest.strip_prefix('.').map(split_digits) {
            Some((number, after)) if !number.is_empty() => {
                rest = after;
                number
            }
            _ => "",
        };
        key.mark(NUMBER).number(number);
    }
    push_stability(&mut key, rest)
}

/// A date, with or without a time: a year and up to six pairs of digits, then up to two numbers of
/// up to three digits.
fn dated(text: &str) -> Option<VersionKey> {
    let mut end = 0;
    for (at, byte) in text.bytes().enumerate() {
        let next = text.as_bytes().get(at + 1);
        match byte {
            b'0'..=b'9' => end = at + 1,
            b'.' | b':' | b'-' if at == end && next.is_some_and(u8::is_ascii_digit) => {}
            _ => break,
        }
    }
    let (date, rest) = text.split_at(end);
    let (_, days) = date.split_at_checked(4).filter(|(year, _)| is_number(year))?;
    if !are_pairs(days.as_bytes(), 0) {
        return None;
    }
    let mut key = KeyWriter::for_text(text);
    for number in date.split(['.', ':', '-']) {
        key.mark(NUMBER).number(number);
    }
    push_stability(&mut key, rest)
}

/// One to six pairs of digits, then at most two numbers of one to three digits, each behind at most
/// one separator.
fn are_pairs(text: &[u8], pairs: usize) -> bool {
    let digits = |count: usize| {
        let separator = usize::from(matches!(text.first(), Some(b'.' | b':' | b'-')));
        let number = text.get(separator..separator + count)?;
        number.iter().all(u8::is_ascii_digit).then(|| text.get(separator + count..))?
    };
    (pairs < 6 && digits(2).is_some_and(|rest| are_pairs(rest, pairs + 1)))
        || (pairs > 0 && are_tails(text, 0))
}

fn are_tails(text: &[u8], tails: usize) -> bool {
    if text.is_empty() {
        return true;
    }
    let separator = usize::from(matches!(text.first(), Some(b'.' | b':' | b'-')));
    (1..=3).any(|count| {
        tails < 2
            && text
                .get(separator..separator + count)
                .is_some_and(|number| number.iter().all(u8::is_ascii_digit))
            && are_tails(text.get(separator + count..).unwrap_or_default(), tails + 1)
    })
}

/// Up to four numbers, each but the first possibly `x` or `*`, and `dev`.
fn branch(text: &str) -> Option<VersionKey> {
    let name = text.strip_suffix("dev")?;
    let name = name.strip_suffix(['.', '-']).unwrap_or(name);
    let mut key = KeyWriter::for_text(text);
    let numbers: Vec<&str> = name.split('.').collect();
    if numbers.len() > 4 || !numbers.first().is_some_and(|first| is_number(first)) {
        return None;
    }
    for at in 0..4 {
        let number = match numbers.get(at).copied() {
            None | Some("x" | "*") => ANY,
            Some(number) if is_number(number) => number,
            Some(_) => return None,
        };
        key.mark(NUMBER).number(number);
    }
    Some(key.mark(DEVELOPMENT).mark(END).finish())
}

/// Writes what follows the numbers: a stability, its numbers, and whether it is a development
/// version; then the end.
fn push_stability(key: &mut KeyWriter, text: &str) -> Option<VersionKey> {
    let rest = text.strip_prefix(['.', '_', '-']).unwrap_or(text);
    let found = STABILITIES.iter().find_map(|(word, kind)| Some((rest.strip_prefix(word)?, *kind)));
    let mut rest = rest;
    let mut is_stable = false;
    if let Some((after, kind)) = found {
        rest = after;
        is_stable = kind == END;
        if !is_stable {
            key.mark(kind);
        }
        loop {
            let (number, after) = split_digits(rest.strip_prefix(['.', '-']).unwrap_or(rest));
            if number.is_empty() {
                break;
            }
            if !is_stable {
                key.mark(NUMBER).number(number);
            }
            rest = after;
        }
    }
    if let Some(after) = rest.strip_prefix(['.', '-']).unwrap_or(rest).strip_prefix("dev") {
        rest = after;
        if !is_stable {
            key.mark(DEVELOPMENT);
        }
    }
    rest.is_empty().then(|| key.mark(END).finish())
}
