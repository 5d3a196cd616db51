// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Distributions as data: suites, pockets, archives, keys.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};
use url::Url;

use crate::ArchiveError;

const DEBIAN: &str = include_str!("../data/debian.toml");
const UBUNTU: &str = include_str!("../data/ubuntu.toml");

/// The certificates that come with the tool; provenance in `data/keys/README.md`.
const EMBEDDED_KEYS: &[(&str, &str)] = &[
    (
        "debian-archive-bookworm-automatic",
        include_str!("../data/keys/debian-archive-bookworm-automatic.asc"),
    ),
    (
        "debian-archive-bookworm-security-automatic",
        include_str!("../data/keys/debian-archive-bookworm-security-automatic.asc"),
    ),
    (
        "debian-archive-bookworm-stable",
        include_str!("../data/keys/debian-archive-bookworm-stable.asc"),
    ),
    (
        "debian-archive-trixie-automatic",
        include_str!("../data/keys/debian-archive-trixie-automatic.asc"),
    ),
    (
        "debian-archive-trixie-security-automatic",
        include_str!("../data/keys/debian-archive-trixie-security-automatic.asc"),
    ),
    ("debian-archive-trixie-stable", include_str!("../data/keys/debian-archive-trixie-stable.asc")),
    (
        "ubuntu-archive-2012-automatic",
        include_str!("../data/keys/ubuntu-archive-2012-automatic.asc"),
    ),
    (
        "ubuntu-archive-2018-automatic",
        include_str!("../data/keys/ubuntu-archive-2018-automatic.asc"),
    ),
];

/// A distribution: everything that tells one from another.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Distribution {
    /// The name in recipes, package URLs and `os-release`: `debian`.
    pub id: String,
    /// The name for people.
    pub title: String,
    /// Its site.
    #[serde(default)]
    pub homepage: Option<String>,
    /// The codename that counts when a recipe names none.
    pub default_suite: String,
    /// The components that are used when nothing else is said.
    pub components: Vec<String>,
    /// Moving names of suites (`stable`), by which an apt source still shows its mirror.
    #[serde(default)]
    pub aliases: BTreeSet<String>,
    /// The archives; several may have the same id for different architectures.
    #[serde(rename = "archive")]
    pub archives: Vec<ArchivePlace>,
    /// The pockets, best first.
    #[serde(rename = "pocket")]
    pub pockets: Vec<Pocket>,
    /// The suites.
    #[serde(rename = "suite")]
    pub suites: Vec<Suite>,
    /// Whose signatures count.
    pub keyring: KeyringNames,
}

/// Where some architectures of a distribution are published.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ArchivePlace {
    /// The id that pockets name.
    pub id: String,
    /// The architectures it carries.
    pub architectures: Vec<String>,
    /// Public mirrors, the first is asked first.
    #[serde(deserialize_with = "urls")]
    pub mirrors: Vec<Url>,
    /// The address of the archive as it was, `{timestamp}` standing for `20260131T120000Z`.
    #[serde(default)]
    pub snapshot: Option<String>,
}

/// A part of a suite that is published on its own: main, updates, security, backports.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pocket {
    /// Its name.
    pub id: String,
    /// The archive it lies in.
    pub archive: String,
    /// The name of its suite, `{suite}` standing for the codename.
    pub suite: String,
    /// The priority of its packages, in the sense of `apt_preferences(5)`.
    pub priority: i32,
    /// Used only when asked for.
    #[serde(default)]
    pub on_request: bool,
    /// Whether its Release file is expected to carry `Valid-Until`.
    #[serde(default)]
    pub valid_until: bool,
    /// After how many days without a new Release file it counts as stale.
    #[serde(default)]
    pub stale_after_days: Option<u32>,
}

/// A release of a distribution.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Suite {
    /// The codename, which never moves: `trixie`.
    pub codename: String,
    /// The version: `13`.
    pub version: String,
    /// The day it was released; none for a release in the making.
    #[serde(default)]
    pub release: Option<Date>,
    /// The last day of the distribution's own support.
    #[serde(default)]
    pub end_of_support: Option<Date>,
    /// The last day of public long-term support, where there is one.
    #[serde(default)]
    pub end_of_long_term_support: Option<Date>,
    /// The names of the keys that may sign it.
    pub keys: Vec<String>,
}

/// Whose signatures count, by name.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyringNames {
    /// Keyrings a host that knows the distribution has; those that exist are read too.
    #[serde(default)]
    pub host_files: Vec<String>,
    /// The package that brings them.
    #[serde(default)]
    pub package: Option<String>,
    /// The keys.
    #[serde(rename = "key")]
    pub keys: Vec<KeyName>,
}

/// A key by its name and fingerprint.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyName {
    /// The name by which suites refer to it.
    pub name: String,
    /// The fingerprint of the primary key, in hexadecimal.
    pub fingerprint: String,
    /// The certificate itself, armored; without it the certificate that comes with the tool.
    #[serde(default)]
    pub certificate: Option<String>,
}

fn urls<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Url>, D::Error> {
    Vec::<String>::deserialize(deserializer)?
        .iter()
        .map(|text| Url::parse(text).map_err(de::Error::custom))
        .collect()
}

impl Distribution {
    /// Returns the distributions that come with the tool.
    ///
    /// # Panics
    ///
    /// Never: a test reads the data.
    pub fn built_in() -> Vec<Self> {
        [DEBIAN, UBUNTU]
            .into_iter()
            .map(|text| Self::parse(text).expect("a test reads the embedded data"))
            .collect()
    }

    /// Returns the distribution `id` from `own`, else from those that come with the tool.
    pub fn find(id: &str, own: &[Self]) -> Result<Self, ArchiveError> {
        let built_in = Self::built_in();
        let mut all = own.iter().chain(&built_in);
        if let Some(found) = all.clone().find(|one| one.id == id) {
            return Ok(found.clone());
        }
        let mut known: Vec<_> = all.by_ref().map(|one| one.id.clone()).collect();
        known.sort();
        known.dedup();
        Err(ArchiveError::UnknownDistribution { name: id.to_owned(), known })
    }

    /// Reads a distribution from TOML and checks that its names refer to something.
    pub fn parse(text: &str) -> Result<Self, ArchiveError> {
        let read: Self = toml::from_str(text)
            .map_err(|error| ArchiveError::DistributionUnreadable { reason: error.to_string() })?;
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> Result<(), ArchiveError> {
        let wrong = |reason: String| ArchiveError::DistributionUnreadable { reason };
        for pocket in &self.pockets {
            if !self.archives.iter().any(|one| one.id == pocket.archive) {
                return Err(wrong(format!(
                    "pocket `{}` names the archive `{}`, which is not described",
                    pocket.id, pocket.archive
                )));
            }
            if !pocket.suite.contains("{suite}") {
                return Err(wrong(format!(
                    "the suite of pocket `{}` has no `{{suite}}` in it",
                    pocket.id
                )));
            }
        }
        for suite in &self.suites {
            for name in &suite.keys {
                if self.certificate(name).is_none() {
                    return Err(wrong(format!(
                        "suite `{}` names the key `{name}`, which has no certificate",
                        suite.codename
                    )));
                }
            }
        }
        self.suite(&self.default_suite).map(|_| ())
    }

    /// Returns the suite with this codename or version.
    pub fn suite(&self, name: &str) -> Result<&Suite, ArchiveError> {
        self.suites.iter().find(|suite| suite.codename == name || suite.version == name).ok_or_else(
            || ArchiveError::UnknownSuite {
                distribution: self.id.clone(),
                name: name.to_owned(),
                known: self.suites.iter().map(|suite| suite.codename.clone()).collect(),
            },
        )
    }

    /// Returns where `architecture` of the archive `id` is published.
    pub fn place(&self, id: &str, architecture: &str) -> Option<&ArchivePlace> {
        self.archives.iter().find(|place| {
            place.id == id && place.architectures.iter().any(|one| one == architecture)
        })
    }

    /// Returns whether some archive carries `architecture`.
    pub fn knows_architecture(&self, architecture: &str) -> bool {
        self.archives.iter().any(|place| place.architectures.iter().any(|one| one == architecture))
    }

    /// Returns the certificate of the key `name`, armored.
    pub fn certificate(&self, name: &str) -> Option<&str> {
        let key = self.keyring.keys.iter().find(|key| key.name == name)?;
        key.certificate.as_deref().or_else(|| {
            EMBEDDED_KEYS.iter().find(|(embedded, _)| *embedded == name).map(|(_, text)| *text)
        })
    }

    /// Returns the pocket whose suite `name` is, with the codename, if it is one of ours.
    pub fn pocket_of_suite<'a>(&'a self, name: &'a str) -> Option<(&'a Pocket, &'a str)> {
        self.pockets.iter().find_map(|pocket| {
            let (before, after) = pocket.suite.split_once("{suite}")?;
            let codename = name.strip_prefix(before)?.strip_suffix(after)?;
            let known = self.aliases.contains(codename)
                || self.suites.iter().any(|suite| suite.codename == codename);
            known.then_some((pocket, codename))
        })
    }
}

impl Pocket {
    /// Returns the name of this pocket's suite for a codename: `trixie-security`.
    pub fn suite_name(&self, codename: &str) -> String {
        self.suite.replace("{suite}", codename)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Keyring;

    #[test]
    fn the_built_in_data_is_sound() {
        let ids: Vec<_> = Distribution::built_in().into_iter().map(|one| one.id).collect();
        assert_eq!(ids, ["debian", "ubuntu"]);
    }

    #[test]
    fn every_embedded_key_has_the_fingerprint_the_data_names() {
        let mut seen = 0;
        for distribution in Distribution::built_in() {
            for key in &distribution.keyring.keys {
                let text = distribution.certificate(&key.name).unwrap();
                let ring = Keyring::parse(text.as_bytes(), &key.name).unwrap();
                assert_eq!(ring.fingerprints(), std::slice::from_ref(&key.fingerprint));
                seen += 1;
            }
        }
        assert_eq!(seen, EMBEDDED_KEYS.len());
    }

    #[test]
    fn a_suite_is_found_by_codename_and_by_version() {
        let debian = Distribution::find("debian", &[]).unwrap();
        assert_eq!(debian.suite("13").unwrap().codename, "trixie");
        assert_eq!(
            debian.suite("bookworm").unwrap().end_of_support.unwrap(),
            jiff::civil::date(2026, 7, 11)
        );
        assert!(matches!(
            debian.suite("sarge"),
            Err(ArchiveError::UnknownSuite { known, .. }) if known.contains(&"trixie".to_owned())
        ));
    }

    #[test]
    fn an_architecture_may_live_in_an_archive_of_its_own() {
        let ubuntu = Distribution::find("ubuntu", &[]).unwrap();
        let place = |architecture| ubuntu.place("main", architecture).unwrap().mirrors[0].as_str();
        assert!(place("amd64").ends_with("/ubuntu"));
        assert!(place("arm64").ends_with("/ubuntu-ports"));
        assert!(ubuntu.place("main", "vax").is_none());
    }

    #[test]
    fn a_suite_name_tells_pocket_and_codename() {
        let debian = Distribution::find("debian", &[]).unwrap();
        for (name, expected) in [
            ("trixie", Some(("main", "trixie"))),
            ("trixie-security", Some(("security", "trixie"))),
            ("stable-updates", Some(("updates", "stable"))),
            ("noble", None),
            ("trixie-proposed-updates", None),
        ] {
            let found = debian
                .pocket_of_suite(name)
                .map(|(pocket, codename)| (pocket.id.as_str(), codename));
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn a_further_distribution_needs_no_code() {
        let text = DEBIAN.replace("id = \"debian\"", "id = \"amtslinux\"");
        let own = Distribution::parse(&text).unwrap();
        assert_eq!(
            Distribution::find("amtslinux", std::slice::from_ref(&own)).unwrap().title,
            "Debian"
        );
        assert!(Distribution::find("amtslinux", &[]).is_err());
    }

    #[test]
    fn names_that_refer_to_nothing_are_refused() {
        for (from, to) in [
            ("archive = \"security\"", "archive = \"nowhere\""),
            ("default-suite = \"trixie\"", "default-suite = \"etch\""),
            ("keys = [\n", "keys = [\n  \"a-key-that-nobody-described\",\n"),
            ("homepage", "home-page"),
        ] {
            assert!(Distribution::parse(&DEBIAN.replacen(from, to, 1)).is_err(), "{to}");
        }
    }
}
