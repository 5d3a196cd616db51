// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of Maven artifacts, after the POM reference, "Version Order Specification", as the class
//! `ComparableVersion` of Maven 3.9 decides it.
//!
//! A version is a row of numbers and words. A hyphen, and every change between letters and digits,
//! opens a list inside the row, which goes on to the version's end. Words have ranks: alpha, beta,
//! milestone, rc, snapshot, then the release (ga, final, release, or nothing at all), sp, and after
//! that all others by their letters. At one place in the row a word is less than a list, and a list
//! less than a number. What is missing counts as zero or as the release, so zeros and releases at
//! the end of a list are nothing.
//!
//! A key cannot pad. But what follows in a row is as a whole less than, equal to, or greater than
//! nothing, by the first item that is not itself equal to nothing; a key writes for each place which
//! of them it is, and then what stands there.
//!
//! Maven's own order is not one: `1.0-0-alpha` < `1` < `1-sp` and yet `1-sp` < `1.0-0-alpha`, because
//! a word is less than a list whatever is in the list. There are such circles wherever, at one place,
//! one of two rows goes on with less than nothing, the other with more, and the kinds of items say
//! the opposite. In them the keys follow less and more. Everywhere else they are Maven's order.

use std::cmp::Ordering;

use crate::key::{KeyWriter, VersionKey};

/// How the row goes on, in ascending order.
mod place {
    pub(super) const LESS_WORD: u8 = 1;
    pub(super) const LESS_LIST: u8 = 2;
    pub(super) const LESS_NUMBER: u8 = 3;
    pub(super) const END: u8 = 4;
    pub(super) const GREATER_WORD: u8 = 5;
    pub(super) const GREATER_LIST: u8 = 6;
    pub(super) const GREATER_NUMBER: u8 = 7;
}

/// The known words before the release; a word's place in the list is its rank.
const RANKS: [&str; 5] = ["alpha", "beta", "milestone", "rc", "snapshot"];
const RELEASE: u8 = 5;
const SERVICE_PACK: u8 = 6;
const OTHER: u8 = 7;

/// One item of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item<'a> {
    /// Digits.
    Number(&'a str),
    /// A word.
    Word { rank: u8, text: &'a str },
}

/// An item, or the beginning of a list that goes on to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Item(Item<'a>),
    List,
}

impl<'a> Item<'a> {
    fn word(text: &'a str, is_before_number: bool) -> Self {
        // A single letter is short for a word only in front of a number.
        let text = match (text, is_before_number) {
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
        Self::Word { rank, text }
    }

    /// Compares with nothing.
    fn sign(&self) -> Ordering {
        match self {
            Self::Number(digits) if digits.bytes().all(|digit| digit == b'0') => Ordering::Equal,
            Self::Number(_) => Ordering::Greater,
            Self::Word { rank, .. } => rank.cmp(&RELEASE),
        }
    }
}

/// A version, in lower case, as a row and the lists inside of it, each the last item of the one
/// before.
#[derive(Debug)]
struct Row<'a> {
    text: &'a str,
    /// Where the token at hand begins.
    start: usize,
    lists: Vec<Vec<Item<'a>>>,
}

impl<'a> Row<'a> {
    fn read(text: &'a str) -> Self {
        let mut row = Self { text, start: 0, lists: vec![Vec::new()] };
        let mut in_number = false;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'.' | b'-' => {
                    if at == row.start {
                        row.push(Item::Number("0"));
                    } else {
                        row.close_token(at, in_number);
                    }
                    row.start = at + 1;
                    if byte == b'-' {
                        row.lists.push(Vec::new());
                    }
                }
                b'0'..=b'9' => {
                    if !in_number && at > row.start {
                        row.open_for_word();
                        row.push(Item::word(row.token(at), true));
                        row.start = at;
                        row.lists.push(Vec::new());
                    }
                    in_number = true;
                }
                _ => {
                    if in_number && at > row.start {
                        row.close_token(at, true);
                        row.start = at;
                        row.lists.push(Vec::new());
                    }
                    in_number = false;
                }
            }
        }
        if row.start < text.len() {
            if !in_number {
                row.open_for_word();
            }
            row.close_token(text.len(), in_number);
        }
        for list in &mut row.lists {
            while list.last().is_some_and(|item| item.sign().is_eq()) {
                list.pop();
            }
        }
        row
    }

    fn token(&self, end: usize) -> &'a str {
        self.text.get(self.start..end).unwrap_or_default()
    }

    fn push(&mut self, item: Item<'a>) {
        if let Some(list) = self.lists.last_mut() {
            list.push(item);
        }
    }

    fn close_token(&mut self, end: usize, in_number: bool) {
        let token = self.token(end);
        self.push(if in_number { Item::Number(token) } else { Item::word(token, false) });
    }

    /// A word behind a dot, if it is the last or a number follows at once, is as one behind a hyphen.
    fn open_for_word(&mut self) {
        if self.lists.last().is_some_and(|list| !list.is_empty()) {
            self.lists.push(Vec::new());
        }
    }

    /// The items in a row, and where lists begin; nothing behind the last item.
    fn tokens(&self) -> Vec<Token<'a>> {
        let mut tokens = Vec::new();
        for (depth, list) in self.lists.iter().enumerate() {
            if depth > 0 {
                tokens.push(Token::List);
            }
            tokens.extend(list.iter().copied().map(Token::Item));
        }
        while tokens.last() == Some(&Token::List) {
            tokens.pop();
        }
        tokens
    }
}

pub(crate) fn key(text: &str) -> VersionKey {
    let lower = text.to_ascii_lowercase();
    let tokens = Row::read(&lower).tokens();
    // What each token and all behind it are, compared with nothing.
    let mut signs: Vec<Ordering> = tokens
        .iter()
        .rev()
        .scan(Ordering::Equal, |following, token| {
            if let Token::Item(item) = token {
                *following = item.sign().then(*following);
            }
            Some(*following)
        })
        .collect();
    signs.reverse();
    let mut key = KeyWriter::for_text(text);
    for (token, sign) in tokens.iter().zip(signs) {
        let is_less = sign.is_lt();
        match *token {
            Token::List => {
                key.mark(if is_less { place::LESS_LIST } else { place::GREATER_LIST });
            }
            Token::Item(Item::Number(digits)) => {
                key.mark(if is_less { place::LESS_NUMBER } else { place::GREATER_NUMBER });
                key.number(digits);
            }
            Token::Item(Item::Word { rank, text }) => {
                key.mark(if is_less { place::LESS_WORD } else { place::GREATER_WORD }).mark(rank);
                if rank == OTHER {
                    key.text(text);
                }
            }
        }
    }
    key.mark(place::END).finish()
}

#[cfg(test)]
mod tests;
