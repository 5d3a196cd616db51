// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An inventory made by hand, with one of everything.

use haerterei_ground::{Algorithm, Digest, TreePath};
use haerterei_inventory::{
    Completeness, Component, ComponentId, ComponentKind, Creator, How, INVENTORY_VERSION,
    Inventory, InventoryLayer, Licences, Location, Nature, SourcePackage, Subject,
};
use haerterei_sbom::document::{Making, Profile};
use haerterei_sbom::{cyclonedx, spdx};

/// A way to write an inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    CycloneDx(cyclonedx::Version),
    Spdx3,
    Spdx2,
}

pub(crate) const FORMS: [Form; 4] = [
    Form::CycloneDx(cyclonedx::Version::V1_6),
    Form::CycloneDx(cyclonedx::Version::V1_7),
    Form::Spdx3,
    Form::Spdx2,
];

pub(crate) fn making(profile: Profile) -> Making {
    Making {
        now: "2026-01-02T03:04:05.678Z".parse().expect("a time"),
        tool_version: "0.1.0".to_owned(),
        creator: Creator {
            name: Some("Amt".to_owned()),
            email: Some("sbom@example.org".to_owned()),
            url: None,
        },
        profile,
    }
}

pub(crate) fn written(inventory: &Inventory, form: Form, profile: Profile) -> Vec<u8> {
    let mut bytes = Vec::new();
    let making = making(profile);
    match form {
        Form::CycloneDx(version) => cyclonedx::write(inventory, version, &making, &mut bytes),
        Form::Spdx3 => spdx::write_3_0_1(inventory, &making, &mut bytes),
        Form::Spdx2 => spdx::write_2_3(inventory, &making, &mut bytes),
    }
    .expect("written to memory");
    bytes
}

pub(crate) fn component(kind: ComponentKind, ecosystem: &str, name: &str) -> Component {
    Component::empty(kind, ecosystem, name, How::Presence)
}

pub(crate) fn at(path: &str, inside: &[&str], layer: usize) -> Location {
    Location {
        path: TreePath::parse(path).expect("a path"),
        inside: inside.iter().map(|it| (*it).to_owned()).collect(),
        layer,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every field takes an option")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub(crate) fn inventory() -> Inventory {
    let both = |bytes: &[u8]| {
        [Digest::sha256(bytes), Digest::of(Algorithm::Sha512, bytes)].into_iter().collect()
    };
    let components = vec![
        Component {
            version: text("13"),
            how: How::Metadata,
            description: text("Debian GNU/Linux 13 (trixie)"),
            homepage: text("https://www.debian.org/"),
            locations: vec![at("etc/os-release", &[], 0)],
            dependencies_are_complete: true,
            ..component(ComponentKind::OperatingSystem, "generic", "debian")
        },
        Component {
            version: text("2.41-12+b1"),
            purl: text("pkg:deb/debian/libc6@2.41-12%2Bb1?arch=amd64&distro=debian-13"),
            architecture: text("amd64"),
            source: Some(SourcePackage { name: "glibc".to_owned(), version: text("2.41-12") }),
            creator: Creator {
                name: text("GNU Libc Maintainers"),
                email: text("debian-glibc@lists.debian.org"),
                url: None,
            },
            licences: Licences {
                declared: None,
                concluded: text("GPL-2.0-only AND LGPL-2.1-or-later"),
                text: None,
            },
            how: How::PackageDatabase,
            locations: vec![at("var/lib/dpkg/status", &[], 0)],
            dependencies_are_complete: true,
            ..component(ComponentKind::SystemPackage, "deb", "libc6")
        },
        Component {
            version: text("11.0.1"),
            purl: text("pkg:deb/debian/tomcat11@11.0.1?arch=all&distro=debian-13"),
            architecture: text("all"),
            how: How::PackageDatabase,
            locations: vec![at("var/lib/dpkg/status", &[], 1)],
            depends_on: vec![ComponentId(1)],
            dependencies_are_complete: true,
            ..component(ComponentKind::SystemPackage, "deb", "tomcat11")
        },
        Component {
            group: text("org.apache.tomcat"),
            version: text("11.0.1"),
            purl: text("pkg:maven/org.apache.tomcat/tomcat-util@11.0.1"),
            licences: Licences {
                declared: text("Apache-2.0"),
                concluded: text("Apache-2.0 AND LicenseRef-own"),
                text: text("The Apache Software License, Version 2.0"),
            },
            description: text("Utilities \u{202e}of Tomcat"),
            digests: both(b"jar"),
            nature: Nature { executable: true, archive: true, structured: true },
            how: How::Metadata,
            locations: vec![
                at("usr/share/java/tomcat util.jar", &[], 1),
                at("srv/app.war", &["WEB-INF/lib/tomcat-util.jar"], 2),
            ],
            belongs_to: Some(ComponentId(2)),
            ..component(ComponentKind::LanguagePackage, "maven", "tomcat-util")
        },
        Component {
            group: text("@angular"),
            version: text("19.0.0"),
            purl: text("pkg:npm/%40angular/core@19.0.0"),
            creator: Creator { name: text("Angular"), email: None, url: text("https://a.dev/") },
            licences: Licences { declared: text("MIT"), concluded: None, text: None },
            how: How::LockFile,
            locations: vec![at("srv/node_modules/@angular/core/package.json", &[], 2)],
            removed_in: Some(2),
            ..component(ComponentKind::LanguagePackage, "npm", "core")
        },
        Component {
            digests: both(b"elf"),
            modified: Some("2025-12-31T23:59:58Z".parse().expect("a time")),
            nature: Nature { executable: true, archive: false, structured: false },
            locations: vec![at("usr/local/bin/tool", &[], 1)],
            build_id: text("1122aabb"),
            ..component(ComponentKind::Executable, "generic", "tool")
        },
        Component {
            digests: both(b"elf too"),
            modified: Some("2025-12-31T23:59:59Z".parse().expect("a time")),
            nature: Nature { executable: true, archive: false, structured: false },
            locations: vec![at("usr/sbin/tool", &[], 1)],
            belongs_to: Some(ComponentId(1)),
            ..component(ComponentKind::Executable, "generic", "tool")
        },
    ];
    Inventory {
        version: INVENTORY_VERSION,
        subject: Subject {
            name: "registry.example/shop/app:1.2".to_owned(),
            digest: Some(Digest::sha256(b"manifest")),
            config: Some(Digest::sha256(b"config")),
            platform: text("linux/amd64"),
            created: text("2026-01-01T00:00:00Z"),
            version: text("1.2"),
            vendor: text("Example"),
            authors: text("Example's team <team@example.org>"),
            source: text("https://git.example/shop"),
            url: None,
            licences: text("Apache-2.0"),
        },
        system: None,
        support: None,
        layers: vec![InventoryLayer {
            digest: Some(Digest::sha256(b"layer")),
            diff_id: Some(Digest::sha256(b"tar")),
            ..InventoryLayer::default()
        }],
        components,
        files: Vec::new(),
        completeness: Completeness { files: 9, owned: 7, components: 2, ..Completeness::default() },
    }
}
