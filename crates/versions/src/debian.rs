// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Versions of Debian packages and their order, after deb-version(7).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use haerterei_ground::{Blame, Explain, Message};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest version we accept, in bytes; the longest in Debian has less than a hundred.
const MAX_LENGTH: usize = 4096;

/// A version of a Debian package: `[epoch:]upstream[-revision]`.
///
/// Keeps the text as it was written and compares as dpkg does: `1.0` and `1.00` are written
/// differently and are equal, and `~` sorts before the end. `Eq`, `Hash` and `Ord` agree.
#[derive(Clone)]
pub struct Version {
    text: Box<str>,
    epoch: u32,
    /// Where the upstream part begins and ends in `text`.
    upstream: (u16, u16),
}

/// Why some text is not a Debian version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// There is nothing.
    #[error("a version is empty")]
    Empty,
    /// Longer than any version has a reason to be.
    #[error("a version has {length} bytes, more than {MAX_LENGTH}")]
    TooLong {
        /// The length in bytes.
        length: usize,
    },
    /// What stands before the first colon is not a number from 0 to 2147483647.
    #[error("version `{version}` has the epoch `{epoch}`, which is not a number")]
    Epoch {
        /// The version.
        version: String,
        /// What stands before the colon.
        epoch: String,
    },
    /// There is no upstream version between epoch and revision.
    #[error("version `{version}` has no upstream part")]
    NoUpstream {
        /// The version.
        version: String,
    },
    /// The version ends with a hyphen.
    #[error("version `{version}` has an empty revision after the hyphen")]
    EmptyRevision {
        /// The version.
        version: String,
    },
    /// A character that no version may contain.
    #[error("version `{version}` contains the character `{}`", character.escape_default())]
    Character {
        /// The version, escaped.
        version: String,
        /// The character.
        character: char,
    },
}

impl Explain for VersionError {
    fn message(&self) -> Message {
        match self {
            Self::Empty => Message::new("versions-debian-empty"),
            Self::TooLong { length } => Message::new("versions-debian-too-long")
                .number("length", *length)
                .number("limit", MAX_LENGTH),
            Self::Epoch { version, epoch } => {
                Message::new("versions-debian-epoch").text("version", version).text("epoch", epoch)
            }
            Self::NoUpstream { version } => {
                Message::new("versions-debian-no-upstream").text("version", version)
            }
            Self::EmptyRevision { version } => {
                Message::new("versions-debian-empty-revision").text("version", version)
            }
            Self::Character { version, character } => Message::new("versions-debian-character")
                .text("version", version)
                .text("character", character.escape_default()),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

impl Version {
    /// Reads a version; white space around it is ignored, as dpkg does.
    ///
    /// That the upstream part begins with a digit is a recommendation of deb-version(7), which
    /// packages in the wild do not always follow, and is not demanded.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        if text.is_empty() {
            return Err(VersionError::Empty);
        }
        if text.len() > MAX_LENGTH {
            return Err(VersionError::TooLong { length: text.len() });
        }
        if let Some(character) = text.chars().find(|c| !may_stand(*c)) {
            return Err(VersionError::Character {
                version: text.escape_default().to_string(),
                character,
            });
        }
        let (epoch, start) = match text.split_once(':') {
            None => (0, 0),
            Some((digits, _)) => {
                let epoch = digits
                    .parse::<i32>()
                    .ok()
                    .filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
                    .and_then(|epoch| u32::try_from(epoch).ok())
                    .ok_or_else(|| VersionError::Epoch {
                        version: text.to_owned(),
                        epoch: digits.to_owned(),
                    })?;
                (epoch, digits.len() + 1)
            }
        };
        let end = match text.rfind('-') {
            // A hyphen cannot stand in the epoch, which was digits.
            Some(hyphen) if hyphen + 1 == text.len() => {
                return Err(VersionError::EmptyRevision { version: text.to_owned() });
            }
            // A colon belongs to the upstream part; in a revision it is not allowed.
            Some(hyphen) if text[hyphen..].contains(':') => {
                return Err(VersionError::Character { version: text.to_owned(), character: ':' });
            }
            Some(hyphen) => hyphen,
            None => text.len(),
        };
        if end <= start {
            return Err(VersionError::NoUpstream { version: text.to_owned() });
        }
        Ok(Self { text: text.into(), epoch, upstream: (start as u16, end as u16) })
    }

    /// Returns the version as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the epoch; 0 where none is written.
    pub const fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Returns the upstream part, without epoch and revision.
    pub fn upstream(&self) -> &str {
        let (start, end) = self.upstream;
        &self.text[usize::from(start)..usize::from(end)]
    }

    /// Returns the Debian revision; none for a native package.
    pub fn revision(&self) -> Option<&str> {
        self.text.get(usize::from(self.upstream.1) + 1..)
    }

    /// Returns the version without the epoch, as it stands in names of files.
    pub fn without_epoch(&self) -> &str {
        &self.text[usize::from(self.upstream.0)..]
    }

    /// Returns the version of the source from which an archive's daemon built this version anew
    /// without a change (`1.2-3+b1` gives `1.2-3`), or this version's text.
    ///
    /// The convention of binary-only uploads, Debian Developer's Reference 5.10.2.1. A package
    /// whose `Source` field names a version says it itself.
    pub fn without_rebuild(&self) -> &str {
        match self.text.rsplit_once("+b") {
            Some((source, number))
                if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                source
            }
            _ => &self.text,
        }
    }

    /// Returns bytes whose order, compared byte by byte, is the order of the versions; equal
    /// versions have equal bytes.
    ///
    /// For an index that is compared without parsing. Epoch, then both parts. A part is a row of
    /// pairs: characters that are not digits, each mapped so that `~` < end < letters < others,
    /// closed by the end's byte; then digits without leading zeros after their count.
    pub fn sort_key(&self) -> Vec<u8> {
        let mut key = Vec::with_capacity(self.text.len() + 12);
        match u8::try_from(self.epoch) {
            Ok(epoch) if epoch < u8::MAX => key.push(epoch),
            _ => {
                key.push(u8::MAX);
                key.extend_from_slice(&self.epoch.to_be_bytes());
            }
        }
        push_part(&mut key, self.upstream().as_bytes());
        push_part(&mut key, self.revision().unwrap_or_default().as_bytes());
        key
    }
}

fn may_stand(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '+' | '~' | '-' | ':')
}

/// The end of the characters that are not digits, in a sort key.
const END: u8 = 2;

fn push_part(key: &mut Vec<u8>, mut part: &[u8]) {
    loop {
        let (words, rest) = split_at_first(part, u8::is_ascii_digit);
        key.extend(words.iter().map(|byte| match byte {
            b'~' => 1,
            b'A'..=b'z' if byte.is_ascii_alphabetic() => byte - b'A' + 3,
            other => 0x80 | other,
        }));
        key.push(END);
        let (digits, rest) = split_at_first(rest, |byte| !byte.is_ascii_digit());
        let digits = without_leading_zeros(digits);
        match u8::try_from(digits.len()) {
            Ok(length) if length < u8::MAX => key.push(length),
            _ => {
                key.push(u8::MAX);
                key.extend_from_slice(&(digits.len() as u32).to_be_bytes());
            }
        }
        key.extend_from_slice(digits);
        if rest.is_empty() {
            key.push(END);
            return;
        }
        part = rest;
    }
}

fn split_at_first(bytes: &[u8], stop: impl Fn(&u8) -> bool) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().position(stop).unwrap_or(bytes.len()))
}

fn without_leading_zeros(digits: &[u8]) -> &[u8] {
    split_at_first(digits, |digit| *digit != b'0').1
}

/// Compares two upstream parts or two revisions: alternately characters that are not digits, by
/// their weight, and numbers of any length.
fn compare_parts(mut left: &[u8], mut right: &[u8]) -> Ordering {
    while !(left.is_empty() && right.is_empty()) {
        let (left_words, left_rest) = split_at_first(left, u8::is_ascii_digit);
        let (right_words, right_rest) = split_at_first(right, u8::is_ascii_digit);
        for position in 0..left_words.len().max(right_words.len()) {
            let order = weight(left_words.get(position)).cmp(&weight(right_words.get(position)));
            if order.is_ne() {
                return order;
            }
        }
        let (left_digits, left_rest) = split_at_first(left_rest, |byte| !byte.is_ascii_digit());
        let (right_digits, right_rest) = split_at_first(right_rest, |byte| !byte.is_ascii_digit());
        let left_digits = without_leading_zeros(left_digits);
        let right_digits = without_leading_zeros(right_digits);
        // Numbers without leading zeros: the longer is the greater.
        let order = (left_digits.len().cmp(&right_digits.len()))
            .then_with(|| left_digits.cmp(right_digits));
        if order.is_ne() {
            return order;
        }
        (left, right) = (left_rest, right_rest);
    }
    Ordering::Equal
}

/// The weight of a character that is not a digit: `~` before the end, the end before letters,
/// letters before all others.
fn weight(character: Option<&u8>) -> i16 {
    match character {
        None => 0,
        Some(b'~') => -1,
        Some(letter) if letter.is_ascii_alphabetic() => i16::from(*letter),
        Some(other) => i16::from(*other) + 256,
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.epoch
            .cmp(&other.epoch)
            .then_with(|| compare_parts(self.upstream().as_bytes(), other.upstream().as_bytes()))
            .then_with(|| {
                compare_parts(
                    self.revision().unwrap_or_default().as_bytes(),
                    other.revision().unwrap_or_default().as_bytes(),
                )
            })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text || self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.sort_key().hash(state);
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::DefaultHasher;

    use proptest::prelude::*;

    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|error| panic!("{error}"))
    }

    fn hash(version: &Version) -> u64 {
        let mut hasher = DefaultHasher::new();
        version.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn versions_stand_in_the_order_of_dpkg() {
        // Each is less than the next.
        let ascending = [
            "0~~",
            "0~",
            "0",
            "0.0~rc1",
            "0.0",
            "0.9+ds0-3",
            "0.9+ds-4",
            "1.0~beta1~svn1245",
            "1.0~beta1",
            "1.0",
            "1.0-0a",
            "1.0-1~bpo1",
            "1.0-1",
            "1.0-1+b1",
            "1.0-1+deb13u1",
            "1.0-2",
            "1.0-10",
            "1.0a",
            "1.0+git",
            "1.0.1",
            "1.2.3",
            "1.18.36",
            "1.18.100",
            "2",
            "10",
            "99999999999999999999999998",
            "99999999999999999999999999",
            "1:0",
            "1:1",
            "256:0",
            "2147483647:0",
        ];
        for pair in ascending.windows(2) {
            let (less, greater) = (version(pair[0]), version(pair[1]));
            assert!(less < greater, "{less} < {greater}");
            assert!(less.sort_key() < greater.sort_key(), "keys: {less} < {greater}");
        }
    }

    #[test]
    fn versions_that_dpkg_calls_equal_are_equal() {
        for (left, right) in [
            ("1.0", "1.00"),
            ("1.0", "0:1.0"),
            ("1.0", "1.0-0"),
            ("1.", "1.0"),
            ("0", "00"),
            ("1.0a", "1.0a0"),
            ("1.0-1", " 1.0-01\n"),
            ("a", "a0"),
        ] {
            let (left, right) = (version(left), version(right));
            assert_eq!(left, right);
            assert_eq!(left.sort_key(), right.sort_key(), "{left} {right}");
            assert_eq!(hash(&left), hash(&right));
        }
    }

    #[test]
    fn parts_are_found() {
        let whole = version("2:1.0:3-beta-4+b12");
        assert_eq!(whole.epoch(), 2);
        assert_eq!(whole.upstream(), "1.0:3-beta");
        assert_eq!(whole.revision(), Some("4+b12"));
        assert_eq!(whole.without_epoch(), "1.0:3-beta-4+b12");
        assert_eq!(whole.without_rebuild(), "2:1.0:3-beta-4");
        let native = version("13.8+b");
        assert_eq!((native.epoch(), native.upstream(), native.revision()), (0, "13.8+b", None));
        assert_eq!(native.without_rebuild(), "13.8+b");
    }

    #[test]
    fn faults_are_named() {
        let text = |error: &str| error.to_owned();
        for (bad, error) in [
            ("", VersionError::Empty),
            (" \t", VersionError::Empty),
            (":1", VersionError::Epoch { version: text(":1"), epoch: text("") }),
            ("a:1", VersionError::Epoch { version: text("a:1"), epoch: text("a") }),
            ("-1:1", VersionError::Epoch { version: text("-1:1"), epoch: text("-1") }),
            ("+1:1", VersionError::Epoch { version: text("+1:1"), epoch: text("+1") }),
            (
                "2147483648:1",
                VersionError::Epoch { version: text("2147483648:1"), epoch: text("2147483648") },
            ),
            ("1:", VersionError::NoUpstream { version: text("1:") }),
            ("1:-1", VersionError::NoUpstream { version: text("1:-1") }),
            ("-1", VersionError::NoUpstream { version: text("-1") }),
            ("1.0-", VersionError::EmptyRevision { version: text("1.0-") }),
            ("1 0", VersionError::Character { version: text("1 0"), character: ' ' }),
            ("1_0", VersionError::Character { version: text("1_0"), character: '_' }),
            ("1:0-1:2", VersionError::Character { version: text("1:0-1:2"), character: ':' }),
            ("1.0ü", VersionError::Character { version: text("1.0\\u{fc}"), character: 'ü' }),
        ] {
            assert_eq!(Version::parse(bad), Err(error), "{bad:?}");
        }
        assert_eq!(Version::parse(&"1".repeat(5000)), Err(VersionError::TooLong { length: 5000 }));
    }

    #[test]
    fn numbers_may_have_any_length() {
        let short = version(&"9".repeat(254));
        let long = version(&format!("0{}", "9".repeat(300)));
        let longest = version(&"9".repeat(301));
        assert!(short < long && long < longest);
        assert!(short.sort_key() < long.sort_key() && long.sort_key() < longest.sort_key());
    }

    proptest! {
        #[test]
        fn parsing_is_total(text in any::<String>()) {
            if let Ok(version) = Version::parse(&text) {
                let again = Version::parse(version.as_str()).unwrap();
                prop_assert_eq!(again.as_str(), version.as_str());
            }
        }

        #[test]
        fn keys_order_as_versions_do(
            left in "([0-2]:)?[0-9a-b.+~:A]{1,8}(-[0-2.+~ab]{1,3})?",
            right in "([0-2]:)?[0-9a-b.+~:A]{1,8}(-[0-2.+~ab]{1,3})?",
        ) {
            if let (Ok(left), Ok(right)) = (Version::parse(&left), Version::parse(&right)) {
                prop_assert_eq!(left.cmp(&right), left.sort_key().cmp(&right.sort_key()));
                prop_assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
                prop_assert_eq!(left == right, hash(&left) == hash(&right));
            }
        }

        #[test]
        fn the_order_is_transitive(texts in proptest::collection::vec("[0-1a.~+]{1,4}", 3)) {
            let mut versions: Vec<_> = texts.iter().filter_map(|t| Version::parse(t).ok()).collect();
            versions.sort();
            prop_assert!(versions.windows(2).all(|pair| pair[0] <= pair[1]));
            if let [first, .., last] = versions.as_slice() {
                prop_assert!(first <= last);
            }
        }
    }
}
