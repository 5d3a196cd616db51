// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Sources: who publishes advisories, where and in what form.

use std::path::PathBuf;

use haerterei_fetch::{Url, shown};

use crate::error::AdvisoriesError;
use crate::feed::Form;
use crate::refusal::Refusal;

/// A source of advisories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name in the index.
    pub name: String,
    /// The form in which it publishes.
    pub form: Form,
    /// Where it is.
    pub origin: Origin,
    /// The licence that it states (SPDX); empty where it states none.
    pub licence: String,
    /// Whom to name.
    pub attribution: String,
}

/// Where a source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// At addresses, all of which belong to it.
    Addresses(Vec<Url>),
    /// In files or folders of this machine, all of which belong to it.
    Paths(Vec<PathBuf>),
}

/// What is known of a source that publishes officially.
#[derive(Clone, Copy, Debug)]
struct Known {
    name: &'static str,
    form: Form,
    urls: &'static [&'static str],
    licence: &'static str,
    attribution: &'static str,
}

macro_rules! osv {
    ($name:literal, $folder:literal, $licence:literal, $attribution:literal) => {
        Known {
            name: $name,
            form: Form::Osv,
            urls: &[concat!(
                "https://osv-vulnerabilities.storage.googleapis.com/",
                $folder,
                "/all.zip"
            )],
            licence: $licence,
            attribution: $attribution,
        }
    };
}

/// The official sources. What a source does not state, as Debian its licence, is empty.
const KNOWN: [Known; 18] = [
    Known {
        name: "debian",
        form: Form::DebianTracker,
        urls: &["https://security-tracker.debian.org/tracker/data/json"],
        licence: "",
        attribution: "Debian Security Tracker",
    },
    Known {
        name: "debian-support",
        form: Form::DebianSupport,
        // Its README: everything comes into unstable first, which has the lists of all releases.
        urls: &[
            "https://salsa.debian.org/debian/debian-security-support/-/raw/master/security-support.deb11",
            "https://salsa.debian.org/debian/debian-security-support/-/raw/master/security-support.deb12",
            "https://salsa.debian.org/debian/debian-security-support/-/raw/master/security-support.deb13",
            "https://salsa.debian.org/debian/debian-security-support/-/raw/master/security-support.deb14",
        ],
        licence: "GPL-2.0-only",
        attribution: "Debian Security Team and Debian LTS Team",
    },
    osv!("ubuntu", "Ubuntu", "CC-BY-SA-4.0", "Canonical"),
    Known {
        name: "alpine",
        form: Form::AlpineSecdb,
        urls: &[
            "https://secdb.alpinelinux.org/v3.20/main.json",
            "https://secdb.alpinelinux.org/v3.20/community.json",
            "https://secdb.alpinelinux.org/v3.21/main.json",
            "https://secdb.alpinelinux.org/v3.21/community.json",
            "https://secdb.alpinelinux.org/v3.22/main.json",
            "https://secdb.alpinelinux.org/v3.22/community.json",
            "https://secdb.alpinelinux.org/v3.23/main.json",
            "https://secdb.alpinelinux.org/v3.23/community.json",
            "https://secdb.alpinelinux.org/v3.24/main.json",
            "https://secdb.alpinelinux.org/v3.24/community.json",
            "https://secdb.alpinelinux.org/edge/main.json",
            "https://secdb.alpinelinux.org/edge/community.json",
        ],
        licence: "",
        attribution: "Alpine Linux",
    },
    osv!("almalinux", "AlmaLinux", "MIT", "AlmaLinux OS Foundation"),
    osv!("rocky", "Rocky%20Linux", "BSD-3-Clause", "Rocky Enterprise Software Foundation"),
    Known {
        name: "redhat",
        form: Form::Csaf,
        urls: &["https://security.access.redhat.com/data/csaf/v2/vex/archive_latest.txt"],
        licence: "CC-BY-4.0",
        attribution: "Red Hat Product Security",
    },
    osv!("maven", "Maven", "CC-BY-4.0", "GitHub Advisory Database"),
    osv!("npm", "npm", "CC-BY-4.0", "GitHub Advisory Database, OpenSSF Malicious Packages"),
    osv!("pypi", "PyPI", "CC-BY-4.0", "GitHub Advisory Database, Python Packaging Authority"),
    osv!("packagist", "Packagist", "CC-BY-4.0", "GitHub Advisory Database"),
    osv!("rubygems", "RubyGems", "CC-BY-4.0", "GitHub Advisory Database"),
    osv!("nuget", "NuGet", "CC-BY-4.0", "GitHub Advisory Database"),
    osv!("crates.io", "crates.io", "CC-BY-4.0 AND CC0-1.0", "GitHub Advisory Database, RustSec"),
    Known {
        name: "go",
        form: Form::Osv,
        urls: &["https://vuln.go.dev/vulndb.zip"],
        licence: "CC-BY-4.0",
        attribution: "The Go Authors",
    },
    Known {
        name: "rustsec",
        form: Form::RustSec,
        urls: &["https://github.com/rustsec/advisory-db/archive/refs/heads/main.tar.gz"],
        licence: "CC0-1.0",
        attribution: "RustSec",
    },
    Known {
        name: "kev",
        form: Form::Kev,
        urls: &[
            "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
        ],
        licence: "CC0-1.0",
        attribution: "CISA",
    },
    Known {
        name: "epss",
        form: Form::Epss,
        urls: &["https://epss.empiricalsecurity.com/epss_scores-current.csv.gz"],
        licence: "",
        attribution: "FIRST, Exploit Prediction Scoring System (https://www.first.org/epss)",
    },
];

impl Source {
    /// Returns the official sources.
    pub fn built_in() -> Vec<Self> {
        KNOWN.iter().map(Self::of).collect()
    }

    /// Returns the official source of a name.
    pub fn known(name: &str) -> Option<Self> {
        KNOWN.iter().find(|known| known.name == name).map(Self::of)
    }

    fn of(known: &Known) -> Self {
        let urls = known.urls.iter().filter_map(|url| Url::parse(url).ok()).collect();
        Self {
            name: known.name.to_owned(),
            form: known.form,
            origin: Origin::Addresses(urls),
            licence: known.licence.to_owned(),
            attribution: known.attribution.to_owned(),
        }
    }

    /// Says that it is not taken, and in which form it was expected.
    pub(crate) fn refused(&self, refusal: Refusal) -> AdvisoriesError {
        AdvisoriesError::Refused { name: self.name.clone(), form: self.form, refusal }
    }

    /// Returns where the official source of a name publishes in a form.
    pub(crate) fn official(name: &str, form: Form) -> Option<&'static str> {
        let known = KNOWN.iter().find(|known| known.name == name && known.form == form)?;
        known.urls.first().copied()
    }

    /// Returns where it is, as it may be shown: without user names and passwords.
    pub fn from(&self) -> Vec<String> {
        match &self.origin {
            Origin::Addresses(urls) => urls.iter().map(shown).collect(),
            Origin::Paths(paths) => paths.iter().map(|path| path.display().to_string()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_official_source_has_its_addresses() {
        for source in Source::built_in() {
            let Origin::Addresses(urls) = &source.origin else { panic!("{source:?}") };
            let known = KNOWN.iter().find(|known| known.name == source.name).unwrap();
            assert_eq!(urls.len(), known.urls.len(), "{}", source.name);
            assert!(urls.iter().all(|url| url.scheme() == "https"), "{}", source.name);
        }
    }
}
