// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Documents that people write in YAML, and the small forms inside them.

use std::fmt;
use std::time::Duration;

use haerterei_ground::yaml_options;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use crate::TrialError;

/// Bytes of one document; a plan of this size is a mistake.
pub const DOCUMENT_BYTES: u64 = 1 << 20;

/// Reads a document. Bounds: 64 levels, 100,000 nodes. Keys that stand twice or are not known and
/// merge keys (`<<`) are errors, with their line.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, TrialError> {
    serde_saphyr::from_str_with_options(text, yaml_options(64, 100_000)).map_err(|error| {
        let location = error.location();
        TrialError::Document {
            file: file.to_owned(),
            line: location.map_or(0, |location| location.line()),
            column: location.map_or(0, |location| location.column()),
            problem: problem(&error),
        }
    })
}

/// Returns what the reader says, without its own rendering of the place and without what it says
/// to programmers.
fn problem(error: &serde_saphyr::Error) -> String {
    let shown = error.without_snippet().to_string();
    let first = shown.lines().next().unwrap_or_default();
    let problem = first.rsplit_once(" at line ").map_or(first, |(problem, _)| problem);
    let problem = problem.split_once(", set ").map_or(problem, |(problem, _)| problem);
    problem.chars().take(300).collect()
}

/// A length of time, written as `500ms`, `30s` or `2min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period(pub(crate) Duration);

impl Period {
    /// The longest that a document may ask for; a trial has a limit of its own besides.
    const LONGEST: u64 = 60 * 60 * 1000;

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (number, factor) = if let Some(number) = text.strip_suffix("ms") {
            (number, 1)
        } else if let Some(number) = text.strip_suffix("min") {
            (number, 60_000)
        } else {
            (text.strip_suffix('s')?, 1000)
        };
        let milliseconds = digits(number)?.checked_mul(factor)?;
        (milliseconds <= Self::LONGEST).then(|| Self(Duration::from_millis(milliseconds)))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.as_millis();
        match (milliseconds % 60_000, milliseconds % 1000) {
            (0, _) if milliseconds > 0 => write!(f, "{}min", milliseconds / 60_000),
            (_, 0) => write!(f, "{}s", milliseconds / 1000),
            _ => write!(f, "{milliseconds}ms"),
        }
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!(
                "`{}` is not a length of time up to 60min, as 500ms, 30s or 2min",
                shown(&text)
            ))
        })
    }
}

/// A number of bytes, written with a decimal or binary unit as `64 MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u64);

impl Size {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let factor: u64 = match unit.strip_prefix(' ').unwrap_or(unit) {
            "" if unit.is_empty() => 1,
            "kB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            _ => return None,
        };
        Some(Self(digits(number)?.checked_mul(factor)?))
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!("`{}` is not a size, as 64 MiB or 1 GB", shown(&text)))
        })
    }
}

/// Reads digits alone: no sign, no space.
fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Cuts a foreign text to what a sentence bears.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_have_units() {
        for (text, milliseconds) in [
            ("500ms", Some(500)),
            ("30s", Some(30_000)),
            ("2min", Some(120_000)),
            ("0s", Some(0)),
            ("61min", None),
            ("30", None),
            ("-3s", None),
            ("+3s", None),
            ("s", None),
            ("99999999999999999999s", None),
        ] {
            let period = Period::parse(text);
            assert_eq!(period.map(|period| period.0.as_millis()), milliseconds, "{text}");
            if let Some(period) = period {
                assert_eq!(period.to_string(), text);
            }
        }
        for (text, bytes) in [
            ("64 MiB", Some(64 << 20)),
            ("1GB", Some(1_000_000_000)),
            ("17", Some(17)),
            ("17 ", None),
            ("1 TB", None),
            ("99999999999 GiB", None),
        ] {
            assert_eq!(Size::parse(text).map(|size| size.0), bytes, "{text}");
        }
    }
}
