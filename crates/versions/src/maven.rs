// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of Maven artifacts, after the POM reference, "Version Order Specification", as the class
//! `ComparableVersion` of Maven 4 decides it.
//!
//! A version is a row of numbers and words. A hyphen, and every change between letters and digits,
//! opens a list inside the row, which goes on to the version's end; a word and the number behind it
//! are one item (`rc1`, `rc-1`). Words have ranks: alpha, beta, milestone, rc, snapshot, then the
//! release (ga, final, release, or nothing at all), sp, and after that all others by their letters.
//! At one place in the row a word is less than a list that begins with a number, and that is less
//! than a number. What is missing counts as zero or as the release.
//!
//! A key cannot pad. But whatever follows in a row is as a whole less than, equal to, or greater than
//! nothing, by the first item that is not itself equal to nothing; so a key writes for each place
//! which of them it is, and ends where all that follows equals nothing.
//!
//! Maven before 4 compares a few versions with a word between dots (`1.sp.1`) differently, and in
//! circles; Maven 4 does not, and only therefore can a key exist.

use std::cmp::Ordering;

use crate::key::{KeyWriter, VersionKey};

/// How the row goes on, in ascending order.
mod place {
    pub(super) const WORD_BEFORE_RELEASE: u8 = 1;
    pub(super) const RELEASE_IN_LIST_AND_LESS: u8 = 2;
    pub(super) const RELEASE_AND_LESS: u8 = 3;
    pub(super) const END: u8 = 4;
    pub(super) const RELEASE_AND_GREATER: u8 = 5;
    pub(super) const RELEASE_IN_LIST_AND_GREATER: u8 = 6;
    pub(super) const WORD_AFTER_RELEASE: u8 = 7;
    pub(super) const LIST: u8 = 8;
    pub(super) const NUMBER: u8 = 9;
}

/// Whether a word stands in a list, and whether what follows it is less or greater than nothing.
mod rest {
    pub(super) const IN_LIST_AND_LESS: u8 = 0;
    pub(super) const LESS: u8 = 1;
    pub(super) const NOTHING: u8 = 2;
    pub(super) const GREATER: u8 = 3;
    pub(super) const IN_LIST_AND_GREATER: u8 = 4;
}

/// The ranks of known words; the word's place in the list is its rank.
const RANKS: [&str; 5] = ["alpha", "beta", "milestone", "rc", "snapshot"];
const RELEASE: u8 = 5;
const SERVICE_PACK: u8 = 6;
const OTHER: u8 = 7;

/// One item of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// Digits.
    Number(&'a str),
    /// A word, and the number right behind it.
    Word { rank: u8, text: &'a str, number: Option<&'a str> },
}

fn is_zero(digits: &str) -> bool {
    digits.bytes().all(|digit| digit == b'0')
}

impl<'a> Item<'a> {
    /// Reads what stands between two separators: digits, a word, or a word and its number.
    fn read(token: &'a str) -> Self {
        let digits = token.bytes().position(|byte| byte.is_ascii_digit());
        let (word, number) = match digits {
            Some(0) => return Self::Number(token),
            Some(digits) => (token.get(..digits), token.get(digits..)),
            None => (Some(token), None),
        };
        let word = word.unwrap_or_default();
        let word = if number.is_some() { word.strip_suffix('-').unwrap_or(word) } else { word };
        // A single letter is short for a word only in front of a number.
        let text = match (word, number.is_some()) {
            ("a", true) => "alpha",
            ("b", true) => "beta",
            ("m", true) => "milestone",
            ("cr", _) => "rc",
            (other, _) => other,
        };
        let rank = match text {
            "ga" | "final" | "release" => RELEASE,
            "sp" => SERVICE_PACK,
            other => RANKS.iter().position(|known| *known == other).map_or(OTHER, |at| at as u8),
        };
        Self::Word { rank, text, number }
    }

    /// Compares with nothing.
    pub(super) fn sign(&self) -> Ordering {
        match self {
            Self::Number(digits) | Self::Word { rank: RELEASE, number: Some(digits), .. } => {
                if is_zero(digits) {
                    Ordering::Equal
                } else {
                    Ordering::Greater
                }
            }
            Self::Word { rank, .. } => rank.cmp(&RELEASE),
        }
    }

    /// Whether zeros in front of it count for nothing.
    const fn is_word(&self) -> bool {
        matches!(self, Self::Word { .. })
    }
}

/// Opens a list as the last item of the one at hand; one that has nothing yet is that list.
fn open<'a>(list: &mut Vec<Item<'a>>, done: &mut Vec<Vec<Item<'a>>>) {
    if !list.is_empty() {
        done.push(std::mem::take(list));
    }
}

/// Splits a version, in lower case, into a row and the lists inside of it, each the last item of the
/// one before.
pub(super) fn lists(text: &str) -> Vec<Vec<Item<'_>>> {
    let mut done = Vec::new();
    let mut list = Vec::new();
    let mut start = 0;
    let mut in_number = false;
    let token = |start: usize, end: usize| Item::read(text.get(start..end).unwrap_or_default());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'.' | b'-' => {
                if at == start {
                    list.push(Item::Number("0"));
                } else if byte == b'-'
                    && !in_number
                    && text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit)
                {
                    continue;
                } else {
                    list.push(token(start, at));
                }
                start = at + 1;
                if byte == b'-' {
                    open(&mut list, &mut done);
                }
            }
            b'0'..=b'9' => {
                if !in_number && at > start {
                    open(&mut list, &mut done);
                }
                in_number = true;
            }
            _ => {
                if in_number && at > start {
                    list.push(token(start, at));
                    start = at;
                    open(&mut list, &mut done);
                }
                in_number = false;
            }
        }
    }
    if start < text.len() {
        if !in_number {
            open(&mut list, &mut done);
        }
        list.push(token(start, text.len()));
    }
    done.push(list);
    normalise(done)
}

/// Takes away zeros that count for nothing: at the end of a list, and before words.
fn normalise(lists: Vec<Vec<Item<'_>>>) -> Vec<Vec<Item<'_>>> {
    let mut normal: Vec<Vec<Item<'_>>> = Vec::with_capacity(lists.len());
    for mut list in lists.into_iter().rev() {
        for at in (0..list.len()).rev() {
            if !matches!(list.get(at), Some(Item::Number(digits)) if is_zero(digits)) {
                continue;
            }
            let counts = match list.get(at + 1) {
                Some(next) => !next.is_word(),
                None => normal
                    .last()
                    .and_then(|inner| inner.first())
                    .is_some_and(|first| !first.is_word()),
            };
            if !counts {
                list.remove(at);
            }
        }
        // A list of nothing but a list is that list.
        if !list.is_empty() {
            normal.push(list);
        }
    }
    normal.reverse();
    normal
}

pub(crate) fn key(text: &str) -> VersionKey {
    let lower = text.to_ascii_lowercase();
    let lists = lists(&lower);
    // The items in a row, each with whether a list begins with it.
    let items: Vec<(Item<'_>, bool)> = lists
        .iter()
        .enumerate()
        .flat_map(|(depth, list)| {
            list.iter().enumerate().map(move |(at, item)| (*item, depth > 0 && at == 0))
        })
        .collect();
    // What each item and all behind it are, compared with nothing.
    let mut signs = vec![Ordering::Equal; items.len() + 1];
    for (at, (item, _)) in items.iter().enumerate().rev() {
        signs[at] = item.sign().then(signs[at + 1]);
    }
    let mut key = KeyWriter::for_text(text);
    for (at, (item, in_list)) in items.iter().enumerate() {
        if signs[at].is_eq() {
            break;
        }
        let following = signs[at + 1];
        match *item {
            Item::Number(digits) => {
                key.mark(if *in_list { place::LIST } else { place::NUMBER }).number(digits);
            }
            Item::Word { .. } if item.sign().is_eq() => {
                key.mark(match (in_list, following) {
                    (true, Ordering::Less) => place::RELEASE_IN_LIST_AND_LESS,
                    (false, Ordering::Less) => place::RELEASE_AND_LESS,
                    (false, _) => place::RELEASE_AND_GREATER,
                    (true, _) => place::RELEASE_IN_LIST_AND_GREATER,
                });
            }
            Item::Word { rank, text, number } => {
                let is_before = rank < RELEASE;
                key.mark(if is_before {
                    place::WORD_BEFORE_RELEASE
                } else {
                    place::WORD_AFTER_RELEASE
                });
                key.mark(rank);
                if rank == OTHER {
                    key.text(text);
                }
                match number {
                    None => key.mark(0),
                    Some(digits) => key.mark(1).number(digits),
                };
                key.mark(match (in_list, following) {
                    (true, Ordering::Less) => rest::IN_LIST_AND_LESS,
                    (false, Ordering::Less) => rest::LESS,
                    (_, Ordering::Equal) => rest::NOTHING,
                    (false, Ordering::Greater) => rest::GREATER,
                    (true, Ordering::Greater) => rest::IN_LIST_AND_GREATER,
                });
            }
        }
    }
    key.mark(place::END).finish()
}

#[cfg(test)]
mod tests;
