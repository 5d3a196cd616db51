// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Under which name, version and release sources speak of a component.

use haerterei_inventory::{Component, ComponentKind, System};
use haerterei_versions::debian::Version;
use haerterei_versions::distribution;
use haerterei_versions::purl::PackageUrl;

/// How sources know a component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The ecosystem: `debian`, `alpine`, `maven`.
    pub ecosystem: &'static str,
    /// The release; empty where the ecosystem has none.
    pub release: String,
    /// The package's name: of the source for Debian and Ubuntu, of the origin for Alpine, of the
    /// binary package for those with RPM.
    pub package: String,
    /// The version that is compared: of the source where the name is the source's.
    pub version: String,
    /// Where packages may be built for a module: the one of this package, by its label
    /// (`nodejs:18:8070020221213:9edba152`).
    pub module: Option<String>,
    /// Where sources may also speak of what a package was built from: its name there
    /// (`openssl.src`).
    pub from: Option<String>,
}

impl Question {
    /// Returns where it is asked: `debian:13`, `maven`.
    pub fn space(&self) -> String {
        if self.release.is_empty() {
            self.ecosystem.to_owned()
        } else {
            format!("{}:{}", self.ecosystem, self.release)
        }
    }
}

/// Why nobody can be asked about a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unasked {
    /// No source speaks of things of this kind.
    Ecosystem,
    /// Its version is not known.
    Version,
    /// The release of the system is not known.
    Release,
    /// It is the system or a file, not a package.
    NoPackage,
}

/// Returns how sources know a component of an image with a system.
pub fn question(component: &Component, system: Option<&System>) -> Result<Question, Unasked> {
    if !matches!(component.kind, ComponentKind::SystemPackage | ComponentKind::LanguagePackage) {
        return Err(Unasked::NoPackage);
    }
    let purl: Option<PackageUrl> = component.purl.as_deref().and_then(|it| it.parse().ok());
    let own_version = component.version.as_deref().filter(|it| !it.is_empty());
    let source = component.source.as_ref();
    let source_name = source.map_or(component.name.as_str(), |it| it.name.as_str());
    let source_version = source.and_then(|it| it.version.as_deref()).or(own_version);
    let namespace = purl.as_ref().and_then(distribution::name);
    let asked = |ecosystem, release: Option<String>, package: &str, version: Option<&str>| {
        Ok(Question {
            ecosystem,
            release: release.ok_or(Unasked::Release)?,
            package: package.to_owned(),
            version: version.ok_or(Unasked::Version)?.to_owned(),
            module: None,
            from: None,
        })
    };
    let none = || Some(String::new());
    // A component without a system has its release in the qualifier `distro`: `debian-13`.
    let release = || {
        let own = system.and_then(|it| it.version_id.clone());
        let distro = purl.as_ref().and_then(|it| it.qualifier("distro"));
        own.or_else(|| distro?.split_once('-').map(|(_, release)| release.to_owned()))
    };
    let parts = |count: usize| release().map(|it| first_parts(&it, count));
    let grouped = |separator: &str| match &component.group {
        Some(group) => format!("{group}{separator}{}", component.name),
        None => component.name.clone(),
    };
    match component.ecosystem.as_str() {
        "deb" => {
            let ecosystem = match namespace {
                Some("ubuntu") => "ubuntu",
                Some("debian") => "debian",
                _ => return Err(Unasked::Ecosystem),
            };
            // Debian counts in whole numbers since 4, Ubuntu in two.
            let release = parts(if ecosystem == "debian" { 1 } else { 2 });
            let version = source_version.map(source_form);
            asked(ecosystem, release, source_name, version.as_deref())
        }
        "apk" if matches!(namespace, None | Some("alpine")) => {
            asked("alpine", parts(2), source_name, own_version)
        }
        "rpm" => {
            let ecosystem = match namespace {
                Some("almalinux") => "almalinux",
                Some("rocky") => "rocky",
                Some("redhat") => "redhat",
                _ => return Err(Unasked::Ecosystem),
            };
            let epoch = purl.as_ref().and_then(|it| it.qualifier("epoch"));
            let version = own_version.map(|version| match epoch {
                Some(epoch) if !version.contains(':') => format!("{epoch}:{version}"),
                _ => version.to_owned(),
            });
            let question = asked(ecosystem, parts(1), &component.name, version.as_deref())?;
            Ok(Question {
                module: purl.as_ref().and_then(|it| it.qualifier("rpmmod")).map(str::to_owned),
                // Red Hat names the source where it has not looked at what is built from it.
                from: (ecosystem == "redhat").then(|| format!("{source_name}.src")),
                ..question
            })
        }
        "maven" => asked("maven", none(), &grouped(":"), own_version),
        "npm" => asked("npm", none(), &grouped("/"), own_version),
        "pypi" => asked("pypi", none(), &component.name, own_version),
        "golang" => asked("go", none(), &component.name, own_version),
        "cargo" => asked("crates.io", none(), &component.name, own_version),
        "composer" => asked("packagist", none(), &grouped("/"), own_version),
        "gem" => asked("rubygems", none(), &component.name, own_version),
        "nuget" => asked("nuget", none(), &component.name, own_version),
        _ => Err(Unasked::Ecosystem),
    }
}

/// Returns the version of a source as advisories write it: without the mark of a rebuild.
fn source_form(version: &str) -> String {
    match Version::parse(version) {
        Ok(parsed) => parsed.without_rebuild().to_owned(),
        Err(_) => version.to_owned(),
    }
}

fn first_parts(release: &str, count: usize) -> String {
    let parts: Vec<&str> = release.split('.').take(count).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use haerterei_inventory::SourcePackage;

    use super::*;
    use crate::testing::component;

    fn system(id: &str, version: &str) -> System {
        System { id: id.to_owned(), version_id: Some(version.to_owned()), ..System::default() }
    }

    fn asked(purl: &str, system: Option<&System>) -> Result<(String, String, String), Unasked> {
        question(&component(purl), system).map(|it| (it.space(), it.package, it.version))
    }

    #[test]
    fn each_ecosystem_has_its_way() {
        let debian = system("debian", "13");
        let alpine = system("alpine", "3.21.3");
        let alma = system("almalinux", "9.4");
        let all = |space: &str, package: &str, version: &str| {
            Ok((space.to_owned(), package.to_owned(), version.to_owned()))
        };
        for (purl, system, expected) in [
            ("pkg:deb/debian/tar@1.35-3%2Bb1", Some(&debian), all("debian:13", "tar", "1.35-3")),
            ("pkg:deb/ubuntu/tar@1?distro=ubuntu-24.04", None, all("ubuntu:24.04", "tar", "1")),
            ("pkg:apk/alpine/zlib@1.3-r2", Some(&alpine), all("alpine:3.21", "zlib", "1.3-r2")),
            (
                "pkg:rpm/almalinux/tar@1-2.el9?epoch=2",
                Some(&alma),
                all("almalinux:9", "tar", "2:1-2.el9"),
            ),
            ("pkg:rpm/alma/tar@1-2?distro=alma-9.4", None, all("almalinux:9", "tar", "1-2")),
            ("pkg:maven/org.x/y@1", Some(&debian), all("maven", "org.x:y", "1")),
            ("pkg:npm/%40a/b@1", None, all("npm", "@a/b", "1")),
            ("pkg:cargo/serde@1.0.0", None, all("crates.io", "serde", "1.0.0")),
            ("pkg:deb/debian/tar@1", None, Err(Unasked::Release)),
            ("pkg:deb/debian/tar", Some(&debian), Err(Unasked::Version)),
            ("pkg:deb/kali/tar@1", Some(&debian), Err(Unasked::Ecosystem)),
            ("pkg:hex/jason@1", None, Err(Unasked::Ecosystem)),
        ] {
            assert_eq!(asked(purl, system), expected, "{purl}");
        }
    }

    #[test]
    fn packages_of_rpm_have_their_module_and_their_source() {
        let rhel = system("rhel", "9.4");
        let mut nodejs =
            component("pkg:rpm/rhel/nodejs@18-1.module%2Bel9?rpmmod=nodejs:18:9040:rhel9&epoch=1");
        nodejs.source = Some(SourcePackage { name: "nodejs".to_owned(), version: None });
        let found = question(&nodejs, Some(&rhel)).unwrap();
        assert_eq!(found.space(), "redhat:9");
        assert_eq!(found.version, "1:18-1.module+el9");
        assert_eq!(found.module.as_deref(), Some("nodejs:18:9040:rhel9"));
        assert_eq!(found.from.as_deref(), Some("nodejs.src"));
    }

    #[test]
    fn debian_is_asked_by_source() {
        let mut zlib = component("pkg:deb/debian/zlib1g@1:1.3-1%2Bb1");
        zlib.source = Some(SourcePackage { name: "zlib".to_owned(), version: None });
        let debian = system("debian", "13");
        let found = question(&zlib, Some(&debian)).unwrap();
        assert_eq!((found.package.as_str(), found.version.as_str()), ("zlib", "1:1.3-1"));
        zlib.source =
            Some(SourcePackage { name: "zlib".to_owned(), version: Some("1:1.2-9".to_owned()) });
        assert_eq!(question(&zlib, Some(&debian)).unwrap().version, "1:1.2-9");
    }
}
