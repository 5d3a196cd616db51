// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Authorities that shall not be trusted.

use std::fmt;
use std::str::FromStr;

use haerterei_ground::{Algorithm, Digest};

use crate::{Certificate, Origin, TrustError};

/// Which certificates to take out of a set.
///
/// Written as `sha256:…` (or the fingerprint as OpenSSL prints it, with colons), as `CN=…`, or as
/// a file of the distribution: `mozilla/X.crt`, as `/etc/ca-certificates.conf` has it with or
/// without the `!`, or only `X.crt` or `X`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deselection {
    /// The one with this SHA-256.
    Fingerprint(Digest),
    /// All whose subject has this common name.
    CommonName(String),
    /// All of this file.
    File(String),
}

impl Deselection {
    /// Returns whether it means this certificate.
    pub fn matches(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Fingerprint(digest) => certificate.fingerprint == *digest,
            Self::CommonName(name) => certificate.common_name.as_ref() == Some(name),
            Self::File(file) => match &certificate.origin {
                Origin::Distribution { path, .. } => {
                    let base = path.rsplit('/').next().unwrap_or(path);
                    file == path || file == base || Some(file.as_str()) == base.strip_suffix(".crt")
                }
                Origin::Operator => *file == certificate.name,
            },
        }
    }
}

impl FromStr for Deselection {
    type Err = TrustError;

    fn from_str(text: &str) -> Result<Self, TrustError> {
        let malformed =
            || TrustError::DeselectionMalformed { deselection: text.chars().take(200).collect() };
        let trimmed = text.trim();
        let fingerprint = |hex: &str| {
            let hex = hex.replace(':', "").to_ascii_lowercase();
            Digest::from_hex(Algorithm::Sha256, &hex).map(Self::Fingerprint)
        };
        if let Some(hex) = trimmed.strip_prefix("sha256:") {
            return fingerprint(hex).map_err(|_| malformed());
        }
        if let Some(name) = trimmed.strip_prefix("CN=") {
            return if name.is_empty() {
                Err(malformed())
            } else {
                Ok(Self::CommonName(name.to_owned()))
            };
        }
        if trimmed.len() == 95
            && let Ok(deselection) = fingerprint(trimmed)
        {
            return Ok(deselection);
        }
        let file = trimmed.strip_prefix('!').unwrap_or(trimmed).trim();
        if file.is_empty() || file.contains(char::is_control) {
            return Err(malformed());
        }
        Ok(Self::File(file.to_owned()))
    }
}

impl fmt::Display for Deselection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fingerprint(digest) => digest.fmt(f),
            Self::CommonName(name) => write!(f, "CN={name}"),
            Self::File(file) => f.write_str(file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_of_writing_are_told_apart() {
        let colons = vec!["Ab"; 32].join(":");
        let digest = Digest::from_hex(Algorithm::Sha256, &"ab".repeat(32)).unwrap();
        for (text, expected) in [
            (colons.as_str(), Deselection::Fingerprint(digest)),
            (&digest.to_string(), Deselection::Fingerprint(digest)),
            ("CN=A b", Deselection::CommonName("A b".to_owned())),
            ("!mozilla/X.crt", Deselection::File("mozilla/X.crt".to_owned())),
            (" X.crt ", Deselection::File("X.crt".to_owned())),
        ] {
            assert_eq!(text.parse::<Deselection>().unwrap(), expected, "{text}");
        }
        for bad in ["", "!", "CN=", "sha256:12", "a\nb"] {
            assert!(bad.parse::<Deselection>().is_err(), "{bad}");
        }
    }
}
