// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Ranges in one line, after the VERS specification of the package-url project:
//! `vers:npm/>=1.0.0|<1.4.2|2.1.0`. Statements of VEX and `CycloneDX` write affected versions so.

use std::str::FromStr;

use haerterei_ground::{Blame, Explain, Message};

use crate::key::VersionKey;
use crate::scheme::{VersionError, VersionScheme};

/// The longest range we accept, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// Why some text is not a range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersError {
    /// It is longer than any has a reason to be.
    #[error("a range of versions has {0} bytes, more than {MAX_LENGTH}")]
    TooLong(usize),
    /// It is not of the form `vers:SCHEME/CONSTRAINT|CONSTRAINT`.
    #[error("`{0}` is not a range of versions")]
    Malformed(String),
    /// Its scheme has no order that we know.
    #[error("the range of versions `{0}` is of an unknown scheme")]
    Scheme(String),
    /// One of its versions has no place in the order.
    #[error("the range of versions `{range}` has a version without a place in the order")]
    Version {
        /// The range.
        range: String,
        /// Why not.
        #[source]
        source: VersionError,
    },
}

impl Explain for VersError {
    fn message(&self) -> Message {
        match self {
            Self::TooLong(length) => Message::new("versions-range-too-long")
                .number("length", *length)
                .number("limit", MAX_LENGTH),
            Self::Malformed(range) => Message::new("versions-range-malformed").text("range", range),
            Self::Scheme(range) => Message::new("versions-range-scheme").text("range", range),
            Self::Version { range, .. } => {
                Message::new("versions-range-version").text("range", range)
            }
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Version { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// How a version stands to that of a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparator {
    /// Takes the comparator off a constraint; without one it is equality.
    fn split(constraint: &str) -> (Self, &str) {
        [
            (">=", Self::GreaterOrEqual),
            ("<=", Self::LessOrEqual),
            ("!=", Self::NotEqual),
            (">", Self::Greater),
            ("<", Self::Less),
            ("=", Self::Equal),
        ]
        .into_iter()
        .find_map(|(sign, comparator)| Some((comparator, constraint.strip_prefix(sign)?)))
        .unwrap_or((Self::Equal, constraint))
    }

    const fn is_upper(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }

    const fn is_lower(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual)
    }

    const fn allows_equal(self) -> bool {
        matches!(self, Self::Equal | Self::LessOrEqual | Self::GreaterOrEqual)
    }
}

/// A range of versions of one scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vers {
    /// None where every version of whatever scheme is contained.
    scheme: Option<VersionScheme>,
    /// In ascending order of their versions; empty for all versions.
    constraints: Vec<(VersionKey, Comparator)>,
}

impl Vers {
    /// Returns the scheme; none for a range that contains every version of whatever scheme
    /// (`vers:all/*`).
    pub const fn scheme(&self) -> Option<VersionScheme> {
        self.scheme
    }

    /// Returns whether a version, by its key in the range's scheme, is contained.
    ///
    /// The specification's "Checking if a version is contained within a range"; by its letter,
    /// nothing but `!=` contains nothing.
    pub fn contains(&self, version: &VersionKey) -> bool {
        if self.constraints.is_empty() {
            return true;
        }
        let same = || self.constraints.iter().filter(|(key, _)| key == version);
        if same().any(|(_, comparator)| comparator.allows_equal()) {
            return true;
        }
        if same().next().is_some() {
            return false;
        }
        // What bounds it from below and from above; a lower bound holds up to the next upper one.
        let bounds = || self.constraints.iter().filter(|(_, c)| c.is_upper() || c.is_lower());
        let below = bounds().rev().find(|(key, _)| key < version);
        let above = bounds().find(|(key, _)| key > version);
        match (below, above) {
            (Some((_, below)), Some((_, above))) => {
                below.is_lower() && above.is_upper()
                // Of two bounds of one direction, the wider one holds.
                || below.is_lower() && above.is_lower()
                || below.is_upper() && above.is_upper()
            }
            (Some((_, below)), None) => below.is_lower(),
            (None, Some((_, above))) => above.is_upper(),
            (None, None) => false,
        }
    }
}

impl FromStr for Vers {
    type Err = VersError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_LENGTH {
            return Err(VersError::TooLong(text.len()));
        }
        let shown = || text.chars().take(160).flat_map(char::escape_default).collect::<String>();
        let malformed = || VersError::Malformed(shown());
        let (name, constraints) = text
            .strip_prefix("vers:")
            .and_then(|rest| rest.split_once('/'))
            .ok_or_else(malformed)?;
        let scheme = match name {
            "all" => None,
            "alpine" => Some(VersionScheme::Alpine),
            "semver" => Some(VersionScheme::Semver),
            kind => {
                Some(VersionScheme::of_purl_type(kind).ok_or_else(|| VersError::Scheme(shown()))?)
            }
        };
        if constraints == "*" {
            return Ok(Self { scheme, constraints: Vec::new() });
        }
        let scheme = scheme.ok_or_else(malformed)?;
        let mut read = Vec::new();
        // Spaces, and bars that separate nothing, count for nothing.
        let constraints = constraints.replace([' ', '\t'], "");
        for constraint in constraints.split('|').filter(|constraint| !constraint.is_empty()) {
            let (comparator, version) = Comparator::split(constraint);
            let version = decode(version).ok_or_else(malformed)?;
            let key = scheme
                .key(&version)
                .map_err(|source| VersError::Version { range: shown(), source })?;
            read.push((key, comparator));
        }
        read.sort_by(|left, right| left.0.cmp(&right.0));
        // Each version may stand once.
        if read.is_empty()
            || read.windows(2).any(|pair| matches!(pair, [left, right] if left.0 == right.0))
        {
            return Err(malformed());
        }
        Ok(Self { scheme: Some(scheme), constraints: read })
    }
}

/// Takes away the percent encoding; characters that mean something in a range must have it.
fn decode(version: &str) -> Option<String> {
    if version.contains(['<', '>', '=', '!', '*']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(version.len());
    let mut rest = version;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let digits = after.get(..2).filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(text: &str) -> Vers {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn ranges_contain_what_the_specification_says() {
        for (text, inside, outside) in [
            ("vers:npm/1.2.3", &["1.2.3", "v1.2.3+build"][..], &["1.2.4", "1.2.3-rc.1"][..]),
            ("vers:npm/>=1.0.0|<1.4.2|2.1.0", &["1.0.0", "1.4.1", "2.1.0"], &["0.9", "1.4.2", "3"]),
            ("vers:npm/<1.4.2|2.1.0|>=1.0.0", &["1.0.0", "1.4.1", "2.1.0"], &["0.9", "1.4.2", "3"]),
            ("vers:pypi/<1|>2", &["0.1", "2.1", "9"], &["1", "1.5", "2.0"]),
            ("vers:pypi/>=1|!=1.5|<2", &["1", "1.4", "1.6"], &["0.9", "1.5", "1.5.0", "2"]),
            ("vers:maven/>1|<=2", &["1.1", "2.0"], &["1.0", "2.1", "1-alpha"]),
            ("vers:deb/<1:1.2-3", &["0:9", "1:1.2-3~bpo1"], &["1:1.2-3", "1:1.2-3+b1"]),
            ("vers:deb/<1%3A1.2-3", &["0:9"], &["1:1.2-3"]),
            ("vers:rpm/ | >= 1.0 || < 2 |", &["1.5"], &["2"]),
            ("vers:alpine/>=1.0-r0", &["1.0-r0", "1.0-r1"], &["1.0", "1.0_rc1-r0"]),
            ("vers:gem/!=1", &[], &["1", "2"]),
            ("vers:golang/*", &["0.0.1", "v9.9.9"], &[]),
        ] {
            let range = range(text);
            let scheme = range.scheme().unwrap();
            for version in inside {
                assert!(range.contains(&scheme.key(version).unwrap()), "{version} in {text}");
            }
            for version in outside {
                assert!(!range.contains(&scheme.key(version).unwrap()), "{version} not in {text}");
            }
        }
        assert_eq!(range("vers:all/*").scheme(), None);
    }

    #[test]
    fn faults_are_named() {
        for text in [
            "",
            "npm/1",
            "vers:npm",
            "vers:npm/1|*",
            "vers:npm/>=1|<1",
            "vers:npm/%",
            "vers:all/1",
            "vers:npm/",
            "vers:npm/| |",
        ] {
            assert_eq!(text.parse::<Vers>(), Err(VersError::Malformed(text.to_owned())), "{text}");
        }
        let unknown = "vers:ebuild/1".to_owned();
        assert_eq!(unknown.parse::<Vers>(), Err(VersError::Scheme(unknown)));
        for text in ["vers:npm/latest", "vers:npm/>=", "vers:pypi/>=1|<2004d"] {
            let error = text.parse::<Vers>().unwrap_err();
            assert!(matches!(error, VersError::Version { .. }), "{text}");
            assert!(error.cause().is_some() && crate::MESSAGE_KEYS.contains(&error.message().key));
        }
        let long = "x".repeat(MAX_LENGTH + 1);
        assert_eq!(long.parse::<Vers>(), Err(VersError::TooLong(MAX_LENGTH + 1)));
    }

    proptest! {
        #[test]
        fn reading_is_total(text in any::<String>(), constraints in "vers:npm/([<>=!]{0,2}[0-9.%*]{0,3}\\|?){0,4}") {
            let _ = text.parse::<Vers>();
            let _ = constraints.parse::<Vers>();
        }

        /// Bounds that take turns are intervals; the range is what lies in one of them.
        #[test]
        fn bounds_in_pairs_are_intervals(
            bounds in proptest::collection::btree_set(0..30_u8, 2..9),
            open in any::<bool>(),
            version in 0..30_u8,
        ) {
            let bounds: Vec<u8> = bounds.into_iter().collect();
            let pairs: Vec<&[u8]> = bounds.chunks_exact(2).collect();
            let (lower, upper) = if open { (">", "<") } else { (">=", "<=") };
            let text: Vec<String> =
                pairs.iter().map(|pair| format!("{lower}{}|{upper}{}", pair[0], pair[1])).collect();
            let range = range(&format!("vers:npm/{}", text.join("|")));
            let inside = pairs.iter().any(|pair| if open {
                pair[0] < version && version < pair[1]
            } else {
                pair[0] <= version && version <= pair[1]
            });
            let key = VersionScheme::Semver.key(&version.to_string()).unwrap();
            prop_assert_eq!(range.contains(&key), inside);
        }
    }
}
