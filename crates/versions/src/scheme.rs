// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which order is an ecosystem's.

use std::cmp::Ordering;
use std::fmt;

use haerterei_ground::{Blame, Explain, Message};
use serde::{Deserialize, Serialize};

use crate::key::VersionKey;
use crate::{alpine, composer, debian, go, maven, nuget, python, rpm, ruby, semver};

/// The longest version we accept, in bytes.
const MAX_LENGTH: usize = 4096;

/// The rules by which an ecosystem's versions are read and stand in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersionScheme {
    /// dpkg: Debian, Ubuntu.
    Debian,
    /// apk: Alpine, Wolfi, Chainguard.
    Alpine,
    /// rpm: Red Hat, `AlmaLinux`, Rocky Linux, SUSE.
    Rpm,
    /// Maven.
    Maven,
    /// Semantic Versioning: npm, crates.io.
    Semver,
    /// Go: modules and the toolchain.
    Go,
    /// PEP 440: `PyPI`.
    Python,
    /// `RubyGems`.
    Ruby,
    /// `NuGet`.
    #[serde(rename = "nuget")]
    NuGet,
    /// Composer: Packagist.
    Composer,
}

/// Why some text has no place in an order.
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
    /// Not a version by the scheme's rules.
    #[error("`{version}` is not a version of {scheme}")]
    Malformed {
        /// The scheme.
        scheme: VersionScheme,
        /// The text, escaped and cut.
        version: String,
    },
    /// A name for whatever is newest, such as a branch, which stands in no order.
    #[error("`{version}` of {scheme} stands in no order")]
    Unordered {
        /// The scheme.
        scheme: VersionScheme,
        /// The text, escaped and cut.
        version: String,
    },
    /// Not a version of Debian.
    #[error(transparent)]
    Debian(#[from] debian::VersionError),
}

impl Explain for VersionError {
    fn message(&self) -> Message {
        match self {
            Self::Empty => Message::new("versions-version-empty"),
            Self::TooLong { length } => Message::new("versions-version-too-long")
                .number("length", *length)
                .number("limit", MAX_LENGTH),
            Self::Malformed { scheme, version } => Message::new("versions-version-malformed")
                .text("version", version)
                .text("scheme", scheme),
            Self::Unordered { scheme, version } => Message::new("versions-version-unordered")
                .text("version", version)
                .text("scheme", scheme),
            Self::Debian(error) => error.message(),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

impl VersionScheme {
    /// Every scheme.
    pub const ALL: [Self; 10] = [
        Self::Debian,
        Self::Alpine,
        Self::Rpm,
        Self::Maven,
        Self::Semver,
        Self::Go,
        Self::Python,
        Self::Ruby,
        Self::NuGet,
        Self::Composer,
    ];

    /// Returns the scheme of a type of package URL (`deb`, `npm`, `pypi`), if it has an order.
    pub fn of_purl_type(kind: &str) -> Option<Self> {
        Some(match kind {
            "deb" => Self::Debian,
            "apk" => Self::Alpine,
            "rpm" => Self::Rpm,
            "maven" => Self::Maven,
            "npm" | "cargo" | "hex" | "pub" | "swift" | "bitnami" => Self::Semver,
            "golang" => Self::Go,
            "pypi" => Self::Python,
            "gem" => Self::Ruby,
            "nuget" => Self::NuGet,
            "composer" => Self::Composer,
            _ => return None,
        })
    }

    /// Returns the scheme of an ecosystem as OSV names it, with or without a release
    /// (`Debian:12`, `Red Hat:rhel_eus:9.4::baseos`, `crates.io`), if it has an order that we know.
    ///
    /// The names are those of the OSV schema, "Defined ecosystems".
    pub fn of_ecosystem(ecosystem: &str) -> Option<Self> {
        let name = ecosystem.split_once(':').map_or(ecosystem, |(name, _)| name);
        Some(match name {
            "Debian" | "Ubuntu" | "Echo" => Self::Debian,
            "Alpine"
            | "Alpaquita"
            | "BellSoft Hardened Containers"
            | "Chainguard"
            | "MinimOS"
            | "Wolfi" => Self::Alpine,
            "AlmaLinux" | "Azure Linux" | "Mageia" | "Photon OS" | "Red Hat" | "Rocky Linux"
            | "SUSE" | "openEuler" | "openSUSE" => Self::Rpm,
            "Maven" => Self::Maven,
            "Bitnami" | "GitHub Actions" | "Hex" | "Julia" | "Pub" | "SwiftURL" | "crates.io"
            | "npm" => Self::Semver,
            "Go" => Self::Go,
            "PyPI" => Self::Python,
            "RubyGems" => Self::Ruby,
            "NuGet" => Self::NuGet,
            "Packagist" => Self::Composer,
            _ => return None,
        })
    }

    /// Returns the key of a version: bytes whose order is the scheme's.
    ///
    /// White space around the version is ignored.
    pub fn key(self, version: &str) -> Result<VersionKey, VersionError> {
        let text = version.trim_matches(|c: char| c.is_ascii_whitespace());
        if text.is_empty() {
            return Err(VersionError::Empty);
        }
        if text.len() > MAX_LENGTH {
            return Err(VersionError::TooLong { length: text.len() });
        }
        if self == Self::Debian {
            return Ok(VersionKey::from_bytes(debian::Version::parse(text)?.sort_key()));
        }
        // Spaces stand in what tools call versions ("1.0 as 2.0"); other blanks nowhere.
        let found = if text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
            match self {
                Self::Debian => None,
                Self::Alpine => alpine::key(text),
                Self::Rpm => rpm::key(text),
                Self::Maven => Some(maven::key(text)),
                Self::Semver => semver::key(text),
                Self::Go => go::key(text),
                Self::Python => python::key(text),
                Self::Ruby => ruby::key(text),
                Self::NuGet => nuget::key(text),
                Self::Composer => composer::key(text),
            }
        } else {
            None
        };
        found.ok_or_else(|| {
            let version = text.chars().take(80).flat_map(char::escape_default).collect();
            if self.is_moving(text) {
                VersionError::Unordered { scheme: self, version }
            } else {
                VersionError::Malformed { scheme: self, version }
            }
        })
    }

    /// Compares two versions.
    pub fn compare(self, left: &str, right: &str) -> Result<Ordering, VersionError> {
        Ok(self.key(left)?.cmp(&self.key(right)?))
    }

    /// Returns whether a text that has no key is a name for whatever is newest.
    fn is_moving(self, text: &str) -> bool {
        match self {
            Self::Composer => composer::is_branch(text),
            Self::Go => text.starts_with("devel") || text == "(devel)",
            _ => false,
        }
    }
}

impl fmt::Display for VersionScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Debian => "Debian",
            Self::Alpine => "Alpine",
            Self::Rpm => "RPM",
            Self::Maven => "Maven",
            Self::Semver => "SemVer",
            Self::Go => "Go",
            Self::Python => "PyPI",
            Self::Ruby => "RubyGems",
            Self::NuGet => "NuGet",
            Self::Composer => "Composer",
        })
    }
}

#[cfg(test)]
mod references;
#[cfg(test)]
mod tests;
