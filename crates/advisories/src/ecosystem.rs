// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whose packages an advisory speaks of.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use haerterei_versions::VersionScheme;

/// A family of packages with one order of versions and one way to write names.
///
/// The names are those of the OSV schema, section "Defined ecosystems", in our spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ecosystem {
    /// Debian, by source package.
    Debian,
    /// Ubuntu, by source package.
    Ubuntu,
    /// Alpine, by origin package.
    Alpine,
    /// `AlmaLinux`, by binary package.
    AlmaLinux,
    /// Rocky Linux, by binary package.
    RockyLinux,
    /// Red Hat's products, by binary package.
    RedHat,
    /// Maven, as `group:artifact`.
    Maven,
    /// npm.
    Npm,
    /// The Python package index.
    PyPi,
    /// Go modules.
    Go,
    /// Rust's registry.
    CratesIo,
    /// PHP's registry, as `vendor/package`.
    Packagist,
    /// Ruby's registry.
    RubyGems,
    /// .NET's registry.
    NuGet,
}

/// Every ecosystem: our name, the name in OSV.
const NAMES: [(Ecosystem, &str, &str); 14] = [
    (Ecosystem::Debian, "debian", "Debian"),
    (Ecosystem::Ubuntu, "ubuntu", "Ubuntu"),
    (Ecosystem::Alpine, "alpine", "Alpine"),
    (Ecosystem::AlmaLinux, "almalinux", "AlmaLinux"),
    (Ecosystem::RockyLinux, "rocky", "Rocky Linux"),
    (Ecosystem::RedHat, "redhat", "Red Hat"),
    (Ecosystem::Maven, "maven", "Maven"),
    (Ecosystem::Npm, "npm", "npm"),
    (Ecosystem::PyPi, "pypi", "PyPI"),
    (Ecosystem::Go, "go", "Go"),
    (Ecosystem::CratesIo, "crates.io", "crates.io"),
    (Ecosystem::Packagist, "packagist", "Packagist"),
    (Ecosystem::RubyGems, "rubygems", "RubyGems"),
    (Ecosystem::NuGet, "nuget", "NuGet"),
];

impl Ecosystem {
    /// Returns our name: `debian`, `crates.io`.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|entry| entry.0 == self).map_or("", |entry| entry.1)
    }

    /// Returns the name in OSV: `Debian`, `crates.io`.
    pub fn osv_name(self) -> &'static str {
        NAMES.iter().find(|entry| entry.0 == self).map_or("", |entry| entry.2)
    }

    /// Returns the rules by which its versions stand in order.
    pub const fn scheme(self) -> VersionScheme {
        match self {
            Self::Debian | Self::Ubuntu => VersionScheme::Debian,
            Self::Alpine => VersionScheme::Alpine,
            Self::AlmaLinux | Self::RockyLinux | Self::RedHat => VersionScheme::Rpm,
            Self::Maven => VersionScheme::Maven,
            Self::Npm | Self::CratesIo => VersionScheme::Semver,
            Self::PyPi => VersionScheme::Python,
            Self::Go => VersionScheme::Go,
            Self::Packagist => VersionScheme::Composer,
            Self::RubyGems => VersionScheme::Ruby,
            Self::NuGet => VersionScheme::NuGet,
        }
    }

    /// Returns whether advisories speak of releases of a distribution.
    pub const fn has_releases(self) -> bool {
        matches!(
            self,
            Self::Debian
                | Self::Ubuntu
                | Self::Alpine
                | Self::AlmaLinux
                | Self::RockyLinux
                | Self::RedHat
        )
    }

    /// Returns a package's name in the one spelling that is compared.
    ///
    /// Python: PEP 503; `NuGet` and Packagist do not tell upper from lower case.
    pub fn spelling(self, package: &str) -> Cow<'_, str> {
        match self {
            Self::PyPi => {
                let mut text = String::with_capacity(package.len());
                for character in package.chars() {
                    match character {
                        '-' | '_' | '.' if text.ends_with('-') => {}
                        '-' | '_' | '.' => text.push('-'),
                        other => text.extend(other.to_lowercase()),
                    }
                }
                Cow::Owned(text)
            }
            Self::NuGet | Self::Packagist => Cow::Owned(package.to_lowercase()),
            _ => Cow::Borrowed(package),
        }
    }
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Some text names no ecosystem that we know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no ecosystem that is known here")]
pub struct UnknownSpace(pub String);

/// Where a rule holds: a release of a distribution, or a whole ecosystem.
///
/// Written `debian:13`, `ubuntu:24.04`, `alpine:3.21`, `almalinux:9`, `maven`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Space {
    /// The ecosystem.
    pub ecosystem: Ecosystem,
    /// The release; empty where the ecosystem has none.
    pub release: Arc<str>,
}

impl Space {
    /// Returns a release of a distribution, or an ecosystem with an empty release.
    pub fn new(ecosystem: Ecosystem, release: impl Into<Arc<str>>) -> Self {
        Self { ecosystem, release: release.into() }
    }

    /// Reads a name as OSV writes it: `Debian:13`, `Alpine:v3.21`, `Ubuntu:24.04:LTS`.
    pub fn from_osv(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let ecosystem = NAMES.iter().find(|entry| entry.2 == name)?.0;
        if !ecosystem.has_releases() {
            // A registry of its own behind the colon is another ecosystem.
            return rest.is_empty().then(|| Self::new(ecosystem, ""));
        }
        let release = match ecosystem {
            Ecosystem::Ubuntu => rest.strip_suffix(":LTS").unwrap_or(rest).to_lowercase(),
            Ecosystem::Alpine => rest.strip_prefix('v').unwrap_or(rest).to_owned(),
            _ => rest.to_owned(),
        };
        (!release.is_empty()).then(|| Self::new(ecosystem, release))
    }

    /// Returns the release of Debian that has a codename, by its version; `sid` has none.
    pub fn of_debian(codename: &str) -> Self {
        let version = DEBIAN.iter().find(|entry| entry.0 == codename).map(|entry| entry.1);
        Self::new(Ecosystem::Debian, version.unwrap_or(codename))
    }

    /// Returns the release of Ubuntu that has a codename, by its version.
    pub fn of_ubuntu(codename: &str) -> Self {
        let version = UBUNTU.iter().find(|entry| entry.0 == codename).map(|entry| entry.1);
        Self::new(Ecosystem::Ubuntu, version.unwrap_or(codename))
    }
}

impl fmt::Display for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.ecosystem.name())?;
        if self.release.is_empty() { Ok(()) } else { write!(f, ":{}", self.release) }
    }
}

impl FromStr for Space {
    type Err = UnknownSpace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, release) = text.split_once(':').unwrap_or((text, ""));
        let known = NAMES.iter().find(|entry| entry.1 == name);
        match known {
            Some((ecosystem, ..)) if ecosystem.has_releases() != release.is_empty() => {
                Ok(Self::new(*ecosystem, release))
            }
            _ => Err(UnknownSpace(text.chars().take(100).collect())),
        }
    }
}

/// Codenames of Debian (distro-info-data).
const DEBIAN: [(&str, &str); 10] = [
    ("wheezy", "7"),
    ("jessie", "8"),
    ("stretch", "9"),
    ("buster", "10"),
    ("bullseye", "11"),
    ("bookworm", "12"),
    ("trixie", "13"),
    ("forky", "14"),
    ("duke", "15"),
    ("sid", "sid"),
];

/// Codenames of Ubuntu (distro-info-data): the releases with long support, and those since 24.10.
const UBUNTU: [(&str, &str); 11] = [
    ("trusty", "14.04"),
    ("xenial", "16.04"),
    ("bionic", "18.04"),
    ("focal", "20.04"),
    ("jammy", "22.04"),
    ("noble", "24.04"),
    ("oracular", "24.10"),
    ("plucky", "25.04"),
    ("questing", "25.10"),
    ("resolute", "26.04"),
    ("devel", "devel"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_osv_become_spaces() {
        for (text, space) in [
            ("Debian:13", Some("debian:13")),
            ("Ubuntu:24.04:LTS", Some("ubuntu:24.04")),
            ("Ubuntu:Pro:22.04:LTS", Some("ubuntu:pro:22.04")),
            ("Alpine:v3.21", Some("alpine:3.21")),
            ("AlmaLinux:9", Some("almalinux:9")),
            ("Rocky Linux:9", Some("rocky:9")),
            ("Maven", Some("maven")),
            ("Maven:https://repo.example/", None),
            ("Debian", None),
            ("Hackage", None),
        ] {
            let found = Space::from_osv(text).map(|space| space.to_string());
            assert_eq!(found.as_deref(), space, "{text}");
            if let Some(found) = found {
                assert_eq!(found.parse::<Space>().unwrap().to_string(), found);
            }
        }
        assert!("debian".parse::<Space>().is_err() && "maven:1".parse::<Space>().is_err());
        assert_eq!(Space::of_debian("trixie").to_string(), "debian:13");
        assert_eq!(Space::of_debian("sid").to_string(), "debian:sid");
    }

    #[test]
    fn names_of_packages_have_one_spelling() {
        assert_eq!(Ecosystem::PyPi.spelling("Foo_.Bar"), "foo-bar");
        assert_eq!(Ecosystem::NuGet.spelling("Newtonsoft.Json"), "newtonsoft.json");
        assert_eq!(Ecosystem::Go.spelling("github.com/A/b"), "github.com/A/b");
    }
}
