// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a decision is about: which components, in which images.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use haerterei_ground::{Digest, is_like};
use haerterei_inventory::Component;
use haerterei_versions::debian::Version;
use haerterei_versions::distribution;
use haerterei_versions::purl::PackageUrl;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The image that is looked at, by all that is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// Its name, as asked for: `registry.example/base/tomcat:10`; a claim.
    pub name: String,
    /// Digests that name it: of the platform's manifest, of the index it was found in, of its
    /// configuration.
    pub digests: BTreeSet<Digest>,
    /// Its architecture in OCI's words: `amd64`.
    pub architecture: Option<String>,
}

impl Image {
    /// Returns the repository without tag and digest, if the name is that of an image in a registry.
    pub fn repository(&self) -> Option<&str> {
        let name = self.name.split('@').next().unwrap_or_default();
        let (host, path) = name.split_once('/')?;
        if !(host.contains(['.', ':']) || host == "localhost") || path.is_empty() {
            return None;
        }
        // Words like `oci:DIR` look like a host with a port.
        let is_word = ["oci", "oci-archive", "docker-archive", "dir"]
            .iter()
            .any(|word| host.strip_prefix(word).is_some_and(|rest| rest.starts_with(':')));
        if is_word || host.starts_with('.') {
            return None;
        }
        match name.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') && repository.contains('/') => {
                Some(repository)
            }
            _ => Some(name),
        }
    }

    /// Returns the tag, if the name has one.
    pub fn tag(&self) -> Option<&str> {
        let repository = self.repository()?;
        let rest = self.name.strip_prefix(repository)?.strip_prefix(':')?;
        rest.split('@').next().filter(|tag| !tag.is_empty())
    }
}

/// Components by package URL: what is not said may be anything.
///
/// `pkg:deb/debian/zlib1g` is every version; `pkg:deb/debian/linux?arch=source` is every package
/// built from a source, as the definition of the type `deb` writes sources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComponentPattern(PackageUrl);

impl ComponentPattern {
    /// Returns the pattern of everything that a package URL leaves open.
    pub const fn new(purl: PackageUrl) -> Self {
        Self(purl)
    }

    /// Returns the package URL.
    pub const fn purl(&self) -> &PackageUrl {
        &self.0
    }

    /// Returns whether it is about a component.
    pub fn matches(&self, component: &Component) -> bool {
        let Some(purl) = component.purl.as_deref().and_then(|it| it.parse::<PackageUrl>().ok())
        else {
            return false;
        };
        if self.0.qualifier("arch") == Some("source") {
            return self.matches_source(component, &purl);
        }
        covers(&self.0, &purl)
    }

    fn matches_source(&self, component: &Component, purl: &PackageUrl) -> bool {
        let (name, version) = match &component.source {
            Some(source) => {
                (source.name.as_str(), source.version.as_deref().or(component.version.as_deref()))
            }
            // A package without a source of another name is built from one of its own name.
            None => (component.name.as_str(), component.version.as_deref()),
        };
        purl.kind() == self.0.kind()
            && purl.namespace() == self.0.namespace()
            && name == self.0.name()
            && self.0.version().is_none_or(|wanted| version == Some(wanted))
    }
}

/// Returns whether a package URL says nothing that another contradicts.
///
/// Qualifiers that only one side has a reason to know (`distro`, `upstream`) must be equal where
/// the pattern has them. Some tools write the epoch of a Debian version as a qualifier.
pub(crate) fn covers(pattern: &PackageUrl, purl: &PackageUrl) -> bool {
    let version = |it: &PackageUrl| -> Option<String> {
        let version = it.version()?;
        Some(match it.qualifier("epoch") {
            Some(epoch) if !version.contains(':') && epoch != "0" => format!("{epoch}:{version}"),
            _ => version.to_owned(),
        })
    };
    let same_version = match (version(pattern), version(purl)) {
        (None, _) => true,
        (Some(wanted), Some(found)) => wanted == found || same_debian(pattern, &wanted, &found),
        (Some(_), None) => false,
    };
    pattern.kind() == purl.kind()
        && distribution::is_same(pattern, purl)
        && pattern.name() == purl.name()
        && same_version
        && (pattern.subpath().is_empty() || pattern.subpath() == purl.subpath())
        && pattern
            .qualifiers()
            .iter()
            .filter(|(key, _)| *key != "epoch")
            .all(|(key, value)| purl.qualifier(key) == Some(value))
}

fn same_debian(purl: &PackageUrl, one: &str, other: &str) -> bool {
    purl.kind() == "deb"
        && matches!((Version::parse(one), Version::parse(other)), (Ok(one), Ok(other)) if one == other)
}

impl fmt::Display for ComponentPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for ComponentPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ComponentPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

/// Images by digest, or by a name in which `*` stands for anything.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImagePattern {
    /// One image, for good.
    Digest(Digest),
    /// Whatever has such a name: a claim, so that whoever names images decides what it is about.
    Name(String),
}

impl ImagePattern {
    /// Returns whether it is about an image.
    pub fn matches(&self, image: &Image) -> bool {
        match self {
            Self::Digest(digest) => image.digests.contains(digest),
            Self::Name(pattern) => {
                is_like(pattern.as_bytes(), image.name.as_bytes())
                    || image
                        .repository()
                        .is_some_and(|name| is_like(pattern.as_bytes(), name.as_bytes()))
            }
        }
    }
}

impl fmt::Display for ImagePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digest(digest) => digest.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

impl Serialize for ImagePattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ImagePattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for ImagePattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().is_empty() || text.len() > 1024 {
            return Err("an image is a digest or a name".to_owned());
        }
        // What begins as a digest has to be one; a slip must not become a name that nothing has.
        if text.starts_with("sha256:") || text.starts_with("sha512:") {
            return text.parse().map(Self::Digest).map_err(|error| format!("{error}"));
        }
        Ok(Self::Name(text.to_owned()))
    }
}

/// What a decision is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scope {
    /// The weaknesses, by any of their names.
    pub weaknesses: BTreeSet<String>,
    /// The components; all of an image where there are none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub components: BTreeSet<ComponentPattern>,
    /// The images; all where there are none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub images: BTreeSet<ImagePattern>,
}

impl Scope {
    /// Returns whether it is about a weakness, by all its names, of a component in an image.
    pub fn covers(&self, names: &BTreeSet<String>, component: &Component, image: &Image) -> bool {
        self.weaknesses.iter().any(|name| names.contains(name))
            && (self.images.is_empty() || self.images.iter().any(|it| it.matches(image)))
            && (self.components.is_empty()
                || self.components.iter().any(|it| it.matches(component)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::component;

    fn pattern(text: &str) -> ComponentPattern {
        ComponentPattern(text.parse().unwrap())
    }

    #[test]
    fn what_a_pattern_leaves_open_may_be_anything() {
        let mut zlib =
            component("pkg:deb/debian/zlib1g@1%3A1.3-1%2Bb1?arch=amd64&distro=debian-13");
        for (text, is_it) in [
            ("pkg:deb/debian/zlib1g", true),
            ("pkg:deb/ubuntu/zlib1g", false),
            ("pkg:deb/debian/zlib1g@1:1.3-1+b1", true),
            ("pkg:deb/debian/zlib1g@1.3-1+b1?epoch=1", true),
            ("pkg:deb/debian/zlib1g@1:1.03-1+b1", true),
            ("pkg:deb/debian/zlib1g@1:1.3-2", false),
            ("pkg:deb/debian/zlib1g?arch=amd64", true),
            ("pkg:deb/debian/zlib1g?arch=arm64", false),
            ("pkg:deb/ubuntu/zlib1g", false),
            ("pkg:apk/alpine/zlib1g", false),
            ("pkg:deb/debian/zlib?arch=source", false),
        ] {
            assert_eq!(pattern(text).matches(&zlib), is_it, "{text}");
        }
        zlib.source = Some(haerterei_inventory::SourcePackage {
            name: "zlib".to_owned(),
            version: Some("1:1.3-1".to_owned()),
        });
        assert!(pattern("pkg:deb/debian/zlib?arch=source").matches(&zlib));
        assert!(pattern("pkg:deb/debian/zlib@1:1.3-1?arch=source").matches(&zlib));
        assert!(!pattern("pkg:deb/debian/zlib@1:1.3-2?arch=source").matches(&zlib));
        zlib.purl = None;
        assert!(!pattern("pkg:deb/debian/zlib1g").matches(&zlib));
    }

    #[test]
    fn images_are_known_by_digest_or_name() {
        let digest = Digest::sha256(b"image");
        let image = Image {
            name: "registry.example:5000/base/tomcat:10".to_owned(),
            digests: BTreeSet::from([digest]),
            architecture: None,
        };
        assert_eq!(image.repository(), Some("registry.example:5000/base/tomcat"));
        assert_eq!(image.tag(), Some("10"));
        for (text, is_it) in [
            (digest.to_string().as_str(), true),
            (Digest::sha256(b"other").to_string().as_str(), false),
            ("registry.example:5000/base/tomcat", true),
            ("registry.example:5000/base/*", true),
            ("*tomcat:1*", true),
            ("*tomcat:2*", false),
            ("registry.example:5000/base", false),
        ] {
            let pattern: ImagePattern = serde_json::from_value(text.into()).unwrap();
            assert_eq!(pattern.matches(&image), is_it, "{text}");
        }
        for text in ["", "sha256:abc"] {
            assert!(serde_json::from_value::<ImagePattern>(text.into()).is_err(), "{text}");
        }
        for (name, repository) in [
            ("oci:out", None),
            ("oci:out/x:1", None),
            ("./out", None),
            ("localhost/x", Some("localhost/x")),
            ("r.example/x@sha256:ab", Some("r.example/x")),
            ("r.example:443/x", Some("r.example:443/x")),
        ] {
            let image = Image { name: name.to_owned(), ..Image::default() };
            assert_eq!(image.repository(), repository, "{name}");
        }
    }
}
