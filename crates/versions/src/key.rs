// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Keys: bytes whose order is the order of versions.

use std::fmt;

/// A version as bytes: compared byte by byte, keys stand as their versions do, and versions that
/// are equal have equal keys.
///
/// Made once by [`VersionScheme::key`](crate::VersionScheme::key) and kept, so that an index
/// compares without parsing. Keys of two schemes have nothing to do with each other.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionKey(Box<[u8]>);

impl VersionKey {
    /// Takes a key's bytes back from where they were kept.
    pub fn from_bytes(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for VersionKey {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for VersionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VersionKey(")?;
        for byte in &self.0 {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

/// Writes a key out of parts, none of which can be the beginning of another of its kind.
///
/// Therefore the first part in which two keys differ decides, and nothing behind it.
#[derive(Debug)]
pub(crate) struct KeyWriter {
    bytes: Vec<u8>,
}

impl KeyWriter {
    /// Starts a key for a text of some length.
    pub(crate) fn for_text(text: &str) -> Self {
        Self { bytes: Vec::with_capacity(text.len() * 2 + 4) }
    }

    /// Writes which kind of part follows, or that nothing does.
    pub(crate) fn mark(&mut self, mark: u8) -> &mut Self {
        self.bytes.push(mark);
        self
    }

    /// Writes a number of any length, given by its digits: their count without leading zeros, then
    /// the digits. No digits are zero.
    pub(crate) fn number(&mut self, digits: &str) -> &mut Self {
        let digits = digits.trim_start_matches('0');
        match u8::try_from(digits.len()) {
            Ok(length) if length < u8::MAX => self.bytes.push(length),
            _ => {
                self.bytes.push(u8::MAX);
                self.bytes.extend_from_slice(&(digits.len() as u32).to_be_bytes());
            }
        }
        self.bytes.extend_from_slice(digits.as_bytes());
        self
    }

    /// Writes text that has no zero byte, and its end, which sorts before every character.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        debug_assert!(!text.as_bytes().contains(&0), "a zero byte inside");
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(0);
        self
    }

    /// Writes bytes of a fixed length.
    pub(crate) fn fixed(&mut self, bytes: [u8; 4]) -> &mut Self {
        self.bytes.extend_from_slice(&bytes);
        self
    }

    /// Returns the key.
    pub(crate) fn finish(&mut self) -> VersionKey {
        VersionKey(std::mem::take(&mut self.bytes).into_boxed_slice())
    }
}

/// Splits off the digits at the beginning; there may be none.
pub(crate) fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len()))
}

/// Splits off the letters at the beginning; there may be none.
pub(crate) fn split_letters(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(text.len()))
}

/// Returns whether there are digits and nothing else.
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
