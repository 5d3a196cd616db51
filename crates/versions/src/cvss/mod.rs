// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CVSS: vectors of the versions 2.0, 3.0, 3.1 and 4.0, and the scores that FIRST's specifications
//! compute from them.
//!
//! A vector is what a source says; a score is computed from it and never taken on trust.

mod four;
mod metrics;
mod three;
mod two;

use std::fmt;
use std::str::FromStr;

use haerterei_ground::{Blame, Explain, Message};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use metrics::{MOST_METRICS, Metric};

/// The longest vector we accept, in bytes; the longest possible has less than 250.
const MAX_LENGTH: usize = 1024;

/// A version of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standard {
    /// CVSS 2.0 (2007).
    #[serde(rename = "2.0")]
    Two,
    /// CVSS 3.0 (2015).
    #[serde(rename = "3.0")]
    Three,
    /// CVSS 3.1 (2019).
    #[serde(rename = "3.1")]
    ThreeOne,
    /// CVSS 4.0 (2023).
    #[serde(rename = "4.0")]
    Four,
}

impl Standard {
    /// Returns what its vectors begin with; nothing in CVSS 2.0.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Two => "",
            Self::Three => "CVSS:3.0/",
            Self::ThreeOne => "CVSS:3.1/",
            Self::Four => "CVSS:4.0/",
        }
    }

    const fn metrics(self) -> &'static [Metric] {
        match self {
            Self::Two => metrics::TWO,
            Self::Three | Self::ThreeOne => metrics::THREE,
            Self::Four => metrics::FOUR,
        }
    }
}

impl fmt::Display for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Two => "2.0",
            Self::Three => "3.0",
            Self::ThreeOne => "3.1",
            Self::Four => "4.0",
        })
    }
}

/// A score from 0.0 to 10.0, in tenths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u8);

impl Score {
    /// Returns the score of so many tenths; above 100 there is none.
    pub const fn from_tenths(tenths: u8) -> Option<Self> {
        if tenths <= 100 { Some(Self(tenths)) } else { None }
    }

    /// Returns the score in tenths, 0 to 100.
    pub const fn tenths(self) -> u8 {
        self.0
    }

    /// Brings a computed number of tenths into the bounds.
    fn clamped(tenths: i128) -> Self {
        Self(u8::try_from(tenths.clamp(0, 100)).unwrap_or_default())
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> Self {
        Self::from(score.0) / 10.0
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((*self).into())
    }
}

/// A score in a word: the qualitative severity rating scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 0.0; CVSS 2.0 does not have it.
    None,
    /// To 3.9.
    Low,
    /// To 6.9.
    Medium,
    /// To 8.9; in CVSS 2.0 to 10.0.
    High,
    /// To 10.0; CVSS 2.0 does not have it.
    Critical,
}

impl Severity {
    /// Returns the word for a score: specifications 3.0, 3.1 (section 5) and 4.0 (section 6);
    /// for 2.0, which has no scale, that of the National Vulnerability Database.
    pub const fn of(standard: Standard, score: Score) -> Self {
        match (standard, score.0) {
            (Standard::Two, 0..=39) | (_, 1..=39) => Self::Low,
            (_, 0) => Self::None,
            (_, 40..=69) => Self::Medium,
            (Standard::Two, _) | (_, 70..=89) => Self::High,
            _ => Self::Critical,
        }
    }
}

/// Why some text is not a vector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CvssError {
    /// It is longer than any has a reason to be.
    #[error("a CVSS vector has {0} bytes, more than {MAX_LENGTH}")]
    TooLong(usize),
    /// It begins with `CVSS:` and a version that does not exist.
    #[error("CVSS vector `{0}` is of an unknown version")]
    Standard(String),
    /// A metric does not exist in this version, or not with this value.
    #[error("CVSS vector `{vector}` has the unknown metric `{metric}`")]
    Metric {
        /// The vector.
        vector: String,
        /// The metric and its value, as written.
        metric: String,
    },
    /// A metric stands twice.
    #[error("CVSS vector `{vector}` has the metric `{metric}` twice")]
    Twice {
        /// The vector.
        vector: String,
        /// The metric.
        metric: &'static str,
    },
    /// A metric that must stand is missing.
    #[error("CVSS vector `{vector}` lacks the metric `{metric}`")]
    Missing {
        /// The vector.
        vector: String,
        /// The metric.
        metric: &'static str,
    },
}

impl Explain for CvssError {
    fn message(&self) -> Message {
        match self {
            Self::TooLong(length) => Message::new("versions-cvss-too-long")
                .number("length", *length)
                .number("limit", MAX_LENGTH),
            Self::Standard(vector) => Message::new("versions-cvss-standard").text("vector", vector),
            Self::Metric { vector, metric } => {
                Message::new("versions-cvss-metric").text("vector", vector).text("metric", metric)
            }
            Self::Twice { vector, metric } => {
                Message::new("versions-cvss-twice").text("vector", vector).text("metric", metric)
            }
            Self::Missing { vector, metric } => {
                Message::new("versions-cvss-missing").text("vector", vector).text("metric", metric)
            }
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

/// A vector of any version of CVSS.
///
/// Printed in the order of its specification, without metrics that are not defined; two that say
/// the same are equal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Vector {
    standard: Standard,
    /// For each metric of the standard, the place of its value; 0 is not defined.
    values: [u8; MOST_METRICS],
}

impl Vector {
    /// Returns which version of CVSS it is of.
    pub const fn standard(&self) -> Standard {
        self.standard
    }

    /// Returns the value of a metric by its short name; none if it is not defined.
    pub fn value(&self, metric: &str) -> Option<&'static str> {
        let metrics = self.standard.metrics();
        let at = metrics.iter().position(|known| known.name == metric)?;
        self.defined(at)
    }

    fn defined(&self, at: usize) -> Option<&'static str> {
        let place = usize::from(*self.values.get(at)?).checked_sub(1)?;
        self.standard.metrics().get(at)?.values.get(place).copied()
    }

    /// Returns the score of the base metrics alone.
    pub fn base_score(&self) -> Score {
        match self.standard {
            Standard::Two => two::base(self),
            Standard::Three | Standard::ThreeOne => three::base(self),
            Standard::Four => four::score(&self.base_alone()),
        }
    }

    /// Returns the score with all metrics that are defined: those of time and threat, and those of
    /// the environment.
    pub fn score(&self) -> Score {
        match self.standard {
            Standard::Two => two::score(self),
            Standard::Three | Standard::ThreeOne => three::score(self),
            Standard::Four => four::score(self),
        }
    }

    /// Returns the word for the score.
    pub fn severity(&self) -> Severity {
        Severity::of(self.standard, self.score())
    }

    fn base_alone(&self) -> Self {
        let mut base = self.clone();
        for (value, metric) in base.values.iter_mut().zip(self.standard.metrics()) {
            if !metric.is_base {
                *value = 0;
            }
        }
        base
    }
}

impl FromStr for Vector {
    type Err = CvssError;

    /// Reads a vector, its metrics in any order. One of CVSS 2.0 may stand in parentheses.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_LENGTH {
            return Err(CvssError::TooLong(text.len()));
        }
        let shown = || text.chars().take(160).flat_map(char::escape_default).collect::<String>();
        let known = [Standard::Three, Standard::ThreeOne, Standard::Four]
            .into_iter()
            .find_map(|standard| Some((standard, text.strip_prefix(standard.prefix())?)));
        let (standard, metrics) = match known {
            Some(found) => found,
            None if text.starts_with("CVSS:") => return Err(CvssError::Standard(shown())),
            None => {
                let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
                (Standard::Two, inner.unwrap_or(text))
            }
        };
        let mut values = [0; MOST_METRICS];
        for field in metrics.split('/') {
            let unknown = || CvssError::Metric {
                vector: shown(),
                metric: field.chars().take(40).flat_map(char::escape_default).collect(),
            };
            let (name, value) = field.split_once(':').ok_or_else(unknown)?;
            let (place, metric) = values
                .iter_mut()
                .zip(standard.metrics())
                .find(|(_, metric)| metric.name == name)
                .ok_or_else(unknown)?;
            if *place != 0 {
                return Err(CvssError::Twice { vector: shown(), metric: metric.name });
            }
            let found = metric.values.iter().position(|known| *known == value);
            *place = found.ok_or_else(unknown)? as u8 + 1;
        }
        for (place, metric) in values.iter_mut().zip(standard.metrics()) {
            if metric.is_base && *place == 0 {
                return Err(CvssError::Missing { vector: shown(), metric: metric.name });
            }
            // "Not defined" is the same as nothing.
            let value = usize::from(*place).checked_sub(1).and_then(|at| metric.values.get(at));
            if !metric.is_base && matches!(value, Some(&("X" | "ND"))) {
                *place = 0;
            }
        }
        Ok(Self { standard, values })
    }
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.standard.prefix())?;
        let mut separator = "";
        for (at, metric) in self.standard.metrics().iter().enumerate() {
            if let Some(value) = self.defined(at) {
                write!(f, "{separator}{}:{value}", metric.name)?;
                separator = "/";
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Vector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
