// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How products are named, and when a name means what is in front of us.

use std::collections::BTreeSet;

use haerterei_ground::Digest;
use haerterei_inventory::Component;
use haerterei_versions::distribution;
use haerterei_versions::purl::PackageUrl;

use super::statement::Product;
use crate::decision::{Image, covers};

/// A name of a product or of a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identifier {
    /// A package URL.
    Purl(PackageUrl),
    /// A digest: of an image's manifest.
    Digest(Digest),
    /// Some other text: a name in a registry, a CPE, an IRI.
    Other(String),
}

impl Identifier {
    /// Reads a name: whatever it is, it is a text at least.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > 8192 {
            return None;
        }
        if let Ok(purl) = text.parse::<PackageUrl>() {
            return Some(Self::Purl(purl));
        }
        // Some write a digest without its algorithm.
        let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digest = if is_hex {
            format!("sha256:{}", text.to_ascii_lowercase()).parse()
        } else {
            text.parse()
        };
        Some(digest.map_or_else(|_| Self::Other(text.to_owned()), Self::Digest))
    }

    /// Returns whether it names an image.
    pub fn is_image(&self, image: &Image) -> bool {
        match self {
            Self::Purl(purl) if matches!(purl.kind(), "oci" | "docker") => is_image(purl, image),
            Self::Purl(_) => false,
            Self::Digest(digest) => image.digests.contains(digest),
            Self::Other(name) => {
                // A reference with a digest means that digest, whatever the name.
                match name.rsplit_once('@').map(|(_, digest)| digest.parse::<Digest>()) {
                    Some(Ok(digest)) => image.digests.contains(&digest),
                    _ => !image.name.is_empty() && *name == image.name,
                }
            }
        }
    }

    /// Returns whether it names a component.
    pub fn is_component(&self, component: &Component) -> bool {
        match self {
            Self::Purl(pattern) => component
                .purl
                .as_deref()
                .and_then(|it| it.parse::<PackageUrl>().ok())
                .is_some_and(|purl| covers(pattern, &purl)),
            Self::Digest(digest) => component.digests.contains(digest),
            Self::Other(_) => false,
        }
    }
}

/// Compares a package URL of type `oci` (or `docker`) with an image. Its version is a digest; where
/// it has none, the repository has to be the same, for a name alone means nothing.
fn is_image(purl: &PackageUrl, image: &Image) -> bool {
    if let (Some(wanted), Some(own)) = (purl.qualifier("arch"), &image.architecture)
        && wanted != own
    {
        return false;
    }
    let repository = image.repository();
    let same_repository = purl.qualifier("repository_url").map(|wanted| {
        // With and without the name at the end are both in use.
        repository.is_some_and(|own| {
            own == wanted || own.strip_suffix(purl.name()) == Some(&format!("{wanted}/"))
        })
    });
    match purl.version() {
        Some(version) => match version.parse::<Digest>() {
            // The bytes are the same wherever they lie.
            Ok(digest) => image.digests.contains(&digest),
            Err(_) => same_repository == Some(true) && image.tag() == Some(version),
        },
        None => {
            same_repository == Some(true)
                && purl.qualifier("tag").is_none_or(|tag| image.tag() == Some(tag))
        }
    }
}

impl Product {
    /// Returns whether it is a component in an image: by image and part, by the image as a whole, or
    /// by the component alone, wherever it is.
    pub fn is_about(&self, component: &Component, image: &Image) -> bool {
        let is_part =
            |names: &BTreeSet<Identifier>| names.iter().any(|it| it.is_component(component));
        if self.identifiers.iter().any(|it| it.is_image(image)) {
            return self.parts.is_empty() || self.parts.iter().any(is_part);
        }
        self.parts.is_empty() && self.identifiers.iter().any(|it| it.is_component(component))
    }
}

/// Returns the package URLs by which other tools know a component.
///
/// What only some tools write (`distro`, `upstream`, `type`) is left out, since OpenVEX's library
/// wants every qualifier of a statement in the component too. Trivy writes the epoch of a Debian or
/// RPM version as a qualifier, syft and Grype as part of the version: both spellings are given. So are
/// all names of a distribution.
pub fn spellings(purl: &PackageUrl) -> Vec<PackageUrl> {
    let is_system = matches!(purl.kind(), "deb" | "apk" | "rpm");
    let namespace = purl.namespace().join("/");
    let mut namespaces = distribution::names(purl);
    if namespaces.len() < 2 {
        namespaces = vec![&namespace];
    }
    let epoch = purl.qualifier("epoch").filter(|epoch| *epoch != "0");
    let version = purl.version().unwrap_or_default();
    let (epoch, rest) = match (epoch, version.split_once(':')) {
        (Some(epoch), None) => (Some(epoch), version),
        (_, Some((epoch, rest))) if is_system && epoch != "0" => (Some(epoch), rest),
        _ => (None, version),
    };
    let arch = purl.qualifier("arch").filter(|_| is_system).unwrap_or_default();
    let make = |namespace: &str, version: &str| {
        PackageUrl::new(purl.kind(), namespace, purl.name(), version)
            .map(|made| made.with("arch", arch))
    };
    let made = namespaces.into_iter().flat_map(|namespace| match epoch {
        None => vec![make(namespace, rest)],
        Some(epoch) => vec![
            make(namespace, &format!("{epoch}:{rest}")),
            make(namespace, rest).map(|made| made.with("epoch", epoch)),
        ],
    });
    let made: Vec<PackageUrl> = made.flatten().collect();
    if made.is_empty() { vec![purl.clone()] } else { made }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::component;

    fn digest() -> Digest {
        Digest::sha256(b"image")
    }

    fn image() -> Image {
        Image {
            name: "registry.example/base/tomcat:10".to_owned(),
            digests: BTreeSet::from([digest()]),
            architecture: Some("amd64".to_owned()),
        }
    }

    #[test]
    fn images_have_many_names() {
        let encoded = digest().to_string().replace(':', "%3A");
        let other = Digest::sha256(b"other").to_string();
        let url = "repository_url=registry.example/base/tomcat";
        for (text, is_it) in [
            (digest().to_string(), true),
            (digest().hex(), true),
            (format!("pkg:oci/tomcat@{encoded}"), true),
            (format!("pkg:oci/tomcat@{encoded}?arch=amd64&{url}"), true),
            (format!("pkg:oci/tomcat@{encoded}?arch=arm64"), false),
            (format!("pkg:oci/elsewhere@{encoded}"), true),
            (format!("pkg:oci/tomcat@{other}?{url}"), false),
            ("pkg:oci/tomcat".to_owned(), false),
            (format!("pkg:oci/tomcat?{url}"), true),
            ("pkg:oci/tomcat?repository_url=registry.example/base".to_owned(), true),
            (format!("pkg:oci/tomcat?{url}&tag=10"), true),
            (format!("pkg:oci/tomcat?{url}&tag=9"), false),
            ("registry.example/base/tomcat:10".to_owned(), true),
            (format!("registry.example/base/tomcat@{}", digest()), true),
            (format!("registry.example/base/tomcat@{other}"), false),
            ("pkg:deb/debian/tomcat10".to_owned(), false),
        ] {
            assert_eq!(Identifier::read(&text).unwrap().is_image(&image()), is_it, "{text}");
        }
        assert_eq!(Identifier::read("  "), None);
    }

    #[test]
    fn parts_narrow_a_product() {
        let zlib = component("pkg:deb/debian/zlib1g@1:1.3?arch=amd64&distro=debian-13");
        let names = |text: &str| BTreeSet::from([Identifier::read(text).unwrap()]);
        let whole = Product { identifiers: names(&digest().hex()), parts: Vec::new() };
        assert!(whole.is_about(&zlib, &image()));
        assert!(!whole.is_about(&zlib, &Image::default()));
        let part = Product { parts: vec![names("pkg:deb/debian/zlib1g")], ..whole.clone() };
        assert!(part.is_about(&zlib, &image()));
        let other = Product { parts: vec![names("pkg:deb/debian/tar")], ..whole };
        assert!(!other.is_about(&zlib, &image()));
        let alone = Product { identifiers: names("pkg:deb/debian/zlib1g"), parts: Vec::new() };
        assert!(alone.is_about(&zlib, &Image::default()));
        // A part of another product is not the part itself.
        let elsewhere = Product {
            identifiers: names("pkg:oci/x"),
            parts: vec![names("pkg:deb/debian/zlib1g")],
        };
        assert!(!elsewhere.is_about(&zlib, &image()));
    }

    #[test]
    fn each_tool_finds_its_own_spelling() {
        let shown = |text: &str| -> Vec<String> {
            spellings(&text.parse().unwrap()).iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            shown("pkg:deb/debian/zlib1g@1:1.3-1?arch=amd64&distro=debian-13&upstream=zlib"),
            [
                "pkg:deb/debian/zlib1g@1:1.3-1?arch=amd64",
                "pkg:deb/debian/zlib1g@1.3-1?arch=amd64&epoch=1",
            ]
            .map(|text| text.parse::<PackageUrl>().unwrap().to_string()),
        );
        assert_eq!(shown("pkg:maven/org.x/y@1?type=jar"), ["pkg:maven/org.x/y@1"]);
        assert_eq!(shown("pkg:deb/debian/tar@1.35?arch=amd64").len(), 1);
        assert_eq!(
            shown("pkg:rpm/almalinux/tar@1.35-1?arch=x86_64&distro=almalinux-9.4"),
            ["pkg:rpm/almalinux/tar@1.35-1?arch=x86_64", "pkg:rpm/alma/tar@1.35-1?arch=x86_64"]
        );
    }

    proptest! {
        #[test]
        fn every_spelling_means_the_component(
            name in "[a-z][a-z0-9]{1,8}", epoch in 0u8..3, version in "[0-9]{1,3}(\\.[0-9]{1,3}){0,2}"
        ) {
            let version = if epoch > 0 { format!("{epoch}:{version}") } else { version };
            let purl = PackageUrl::deb("debian", &name, &version).with("arch", "amd64").with("distro", "debian-13");
            let found = component(&purl.to_string());
            for spelling in spellings(&purl) {
                prop_assert!(Identifier::Purl(spelling).is_component(&found));
            }
        }

        #[test]
        fn reading_is_total(text in ".{0,100}") {
            let _ = Identifier::read(&text);
        }
    }
}
