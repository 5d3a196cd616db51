// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Keys against comparisons that go through two versions step by step, as the specifications tell
//! it, with padding and without keys.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::VersionScheme::{self, Alpine, Python, Rpm, Ruby, Semver};

fn numbers(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// Takes off the beginning as long as its characters are of one kind.
fn take<'a>(text: &mut &'a str, kind: impl Fn(char) -> bool) -> &'a str {
    let end = text.find(|c| !kind(c)).unwrap_or(text.len());
    let (taken, rest) = text.split_at(end);
    *text = rest;
    taken
}

/// The loop of `rpmvercmp`, rpm-version(7).
fn rpm(mut left: &str, mut right: &str) -> Ordering {
    let separates = |c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^';
    loop {
        take(&mut left, separates);
        take(&mut right, separates);
        for (sign, end_is_less) in [('~', false), ('^', true)] {
            match (left.strip_prefix(sign), right.strip_prefix(sign)) {
                (Some(left), Some(right)) => return rpm(left, right),
                (Some(_), None) if right.is_empty() && end_is_less => return Ordering::Greater,
                (None, Some(_)) if left.is_empty() && end_is_less => return Ordering::Less,
                (Some(_), None) => return Ordering::Less,
                (None, Some(_)) => return Ordering::Greater,
                (None, None) => {}
            }
        }
        if left.is_empty() || right.is_empty() {
            return left.is_empty().cmp(&right.is_empty()).reverse();
        }
        if is_number(left) != is_number(right) {
            return is_number(left).cmp(&is_number(right));
        }
        let order = if is_number(left) {
            let digit = |c: char| c.is_ascii_digit();
            numbers(take(&mut left, digit), take(&mut right, digit))
        } else {
            let letter = |c: char| c.is_ascii_alphabetic();
            take(&mut left, letter).cmp(take(&mut right, letter))
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// What stands next in a version of Alpine, and of which kind it is: the kinds count downwards from
/// what makes a version greatest.
fn alpine_token<'a>(text: &mut &'a str, is_first: bool) -> (u8, &'a str) {
    let digit = |c: char| c.is_ascii_digit();
    let letter = |c: char| c.is_ascii_lowercase();
    match text.chars().next() {
        None => (6, ""),
        Some('0'..='9') if is_first => (0, take(text, digit)),
        Some('0'..='9') => (4, take(text, digit)),
        Some('.') => {
            *text = &text[1..];
            (1, take(text, digit))
        }
        Some('_') => {
            *text = &text[1..];
            (3, take(text, letter))
        }
        Some('-') => {
            *text = &text[2..];
            (5, take(text, digit))
        }
        Some(_) => {
            let (letter, rest) = text.split_at(1);
            *text = rest;
            (2, letter)
        }
    }
}

fn alpine(mut left: &str, mut right: &str) -> Ordering {
    const SUFFIXES: [&str; 10] = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"];
    let suffix = |text: &str| SUFFIXES.iter().position(|known| *known == text).unwrap();
    let mut is_first = true;
    loop {
        let (left_kind, left_text) = alpine_token(&mut left, is_first);
        let (right_kind, right_text) = alpine_token(&mut right, is_first);
        is_first = false;
        if left_kind != right_kind {
            let is_before = |kind, text| kind == 3 && suffix(text) < 4;
            return if is_before(left_kind, left_text) {
                Ordering::Less
            } else if is_before(right_kind, right_text) {
                Ordering::Greater
            } else {
                right_kind.cmp(&left_kind)
            };
        }
        let order = match left_kind {
            6 => return Ordering::Equal,
            1 if left_text.starts_with('0') || right_text.starts_with('0') => {
                left_text.cmp(right_text)
            }
            2 => left_text.cmp(right_text),
            3 => suffix(left_text).cmp(&suffix(right_text)),
            _ => numbers(left_text, right_text),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// `Gem::Version#<=>`, with a zero wherever one version has ended.
fn ruby(left: &str, right: &str) -> Ordering {
    fn segments(text: &str) -> Vec<&str> {
        let mut rest = text;
        let mut segments = Vec::new();
        while !rest.is_empty() {
            take(&mut rest, |c| c == '.');
            segments.push(take(&mut rest, |c| c.is_ascii_digit()));
            segments.push(take(&mut rest, |c| c.is_ascii_alphabetic()));
        }
        segments.retain(|segment| !segment.is_empty());
        // Zeros before the first word.
        if let Some(word) = segments.iter().position(|segment| !is_number(segment)) {
            let zeros =
                segments[..word].iter().rev().take_while(|s| s.trim_matches('0').is_empty());
            let zeros = zeros.count();
            segments.drain(word - zeros..word);
        }
        segments
    }
    let (left, right) = (segments(left), segments(right));
    for at in 0..left.len().max(right.len()) {
        let (left, right) = (left.get(at).unwrap_or(&"0"), right.get(at).unwrap_or(&"0"));
        let order = match (is_number(left), is_number(right)) {
            (true, true) => numbers(left, right),
            (false, false) => left.cmp(right),
            (left, right) => left.cmp(&right),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// Section 11 of Semantic Versioning.
fn semver(left: &str, right: &str) -> Ordering {
    let (left_numbers, left_pre) = left.split_once('-').unwrap_or((left, ""));
    let (right_numbers, right_pre) = right.split_once('-').unwrap_or((right, ""));
    for (left, right) in left_numbers.split('.').zip(right_numbers.split('.')) {
        if numbers(left, right).is_ne() {
            return numbers(left, right);
        }
    }
    if left_pre.is_empty() || right_pre.is_empty() {
        return left_pre.is_empty().cmp(&right_pre.is_empty());
    }
    let is_numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (left, right): (Vec<_>, Vec<_>) =
        (left_pre.split('.').collect(), right_pre.split('.').collect());
    for (left, right) in left.iter().zip(&right) {
        let order = match (is_numeric(left), is_numeric(right)) {
            (true, true) => numbers(left, right),
            (false, false) => left.cmp(right),
            (left, right) => right.cmp(&left),
        };
        if order.is_ne() {
            return order;
        }
    }
    left.len().cmp(&right.len())
}

/// The parts of a version of PEP 440: epoch, release, pre-release, post-release, development
/// release, local version.
type Pep440 =
    (u8, Vec<u8>, Option<(u8, u8)>, Option<u8>, Option<u8>, Option<Vec<Result<u8, String>>>);

fn any_pep_440() -> impl Strategy<Value = Pep440> {
    let some = proptest::option::of::<std::ops::Range<u8>>;
    let segment = prop_oneof![(0..3_u8).prop_map(Ok), "[ab]{1,2}".prop_map(Err)];
    (
        0..2_u8,
        proptest::collection::vec(0..3_u8, 1..4),
        proptest::option::of((0..3_u8, 0..3_u8)),
        some(0..3),
        some(0..3),
        proptest::option::of(proptest::collection::vec(segment, 1..3)),
    )
}

fn written((epoch, release, pre, post, dev, local): &Pep440) -> String {
    let release: Vec<String> = release.iter().map(ToString::to_string).collect();
    let mut text = format!("{epoch}!{}", release.join("."));
    if let Some((kind, number)) = pre {
        text += &format!("{}{number}", ["a", "b", "rc"][usize::from(*kind)]);
    }
    text += &post.map(|number| format!(".post{number}")).unwrap_or_default();
    text += &dev.map(|number| format!(".dev{number}")).unwrap_or_default();
    if let Some(local) = local {
        let local: Vec<String> = local
            .iter()
            .map(|segment| segment.as_ref().map_or_else(Clone::clone, ToString::to_string))
            .collect();
        text += &format!("+{}", local.join("."));
    }
    text
}

/// "Summary of permitted suffixes and relative ordering".
fn python(left: &Pep440, right: &Pep440) -> Ordering {
    /// Epoch, release, phase, post-release, development release (none is last), local version.
    type Rank = (u8, Vec<u8>, (i8, u8), i8, u8, Vec<(u8, u8, String)>);
    fn rank((epoch, release, pre, post, dev, local): &Pep440) -> Rank {
        let zeros = release.iter().rev().take_while(|number| **number == 0).count();
        let phase = match (pre, post, dev) {
            (Some((kind, number)), ..) => (kind.cast_signed(), *number),
            (None, None, Some(_)) => (-1, 0),
            (None, ..) => (3, 0),
        };
        let segment = |segment: &Result<u8, String>| match segment {
            Ok(number) => (2, *number, String::new()),
            Err(word) => (1, 0, word.clone()),
        };
        (
            *epoch,
            release[..release.len() - zeros].to_vec(),
            phase,
            post.map_or(-1, u8::cast_signed),
            dev.unwrap_or(u8::MAX),
            local.iter().flatten().map(segment).collect(),
        )
    }
    rank(left).cmp(&rank(right))
}

fn keyed(scheme: VersionScheme, left: &str, right: &str) -> Ordering {
    scheme.compare(left, right).unwrap_or_else(|error| panic!("{error}"))
}

const ALPINE: &str = "[0-2](\\.(0|00|01|1|2|10)){0,3}[ab]?(_(alpha|rc|git|p)[01]?){0,2}(-r[0-2])?";
const RUBY: &str = "[0-1](\\.(0|1|10|a|b|a1|rc)){0,5}";
const SEMVER: &str = "[0-1]\\.[0-2]\\.(0|1|10)(-(0|1|a|b|a-b|10)(\\.(0|1|a|10)){0,2})?";

proptest! {
    #[test]
    fn rpm_compares_so(
        left in "[0-2a~^.]([0-2a~^._]|10|rc){0,5}",
        right in "[0-2a~^.]([0-2a~^._]|10|rc){0,5}",
    ) {
        prop_assert_eq!(keyed(Rpm, &left, &right), rpm(&left, &right));
    }

    #[test]
    fn alpine_compares_so(left in ALPINE, right in ALPINE) {
        prop_assert_eq!(keyed(Alpine, &left, &right), alpine(&left, &right));
    }

    #[test]
    fn ruby_compares_so(left in RUBY, right in RUBY) {
        prop_assert_eq!(keyed(Ruby, &left, &right), ruby(&left, &right));
    }

    #[test]
    fn semantic_versions_compare_so(left in SEMVER, right in SEMVER) {
        prop_assert_eq!(keyed(Semver, &left, &right), semver(&left, &right));
    }

    #[test]
    fn python_compares_so(left in any_pep_440(), right in any_pep_440()) {
        let order = keyed(Python, &written(&left), &written(&right));
        prop_assert_eq!(order, python(&left, &right), "{} {}", written(&left), written(&right));
    }
}
