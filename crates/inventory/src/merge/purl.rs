// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package URLs of a system's packages, after ECMA-427 and the definitions of the types `deb`, `apk`
//! and `rpm`. `distro` and `upstream` are written as scanners that match by them read them.

use haerterei_versions::purl::PackageUrl;

use crate::component::{Component, SourcePackage};
use crate::findings::System;

/// Returns the package URL of a package that a database lists; nothing for a system that has none.
///
/// `module` is the label of a package that was built for a module: scanners look for it in `rpmmod`,
/// the name that Red Hat gave it.
pub(super) fn of(
    package: &Component,
    system: Option<&System>,
    module: Option<&str>,
) -> Option<String> {
    let kind = package.ecosystem.as_str();
    if !matches!(kind, "deb" | "apk" | "rpm") {
        return None;
    }
    let version = package.version.as_deref().unwrap_or_default();
    // An epoch has a place of its own in RPM's.
    let (epoch, version) = match version.split_once(':') {
        Some((epoch, rest)) if kind == "rpm" => (epoch, rest),
        _ => ("", version),
    };
    let namespace = match system.map_or("", |system| system.id.as_str()) {
        // The vendor, as Red Hat writes it itself ("Guidelines for Red Hat security data").
        "rhel" => "redhat",
        id => id,
    };
    let purl = PackageUrl::new(kind, namespace, &package.name, version)?
        .with("arch", package.architecture.as_deref().unwrap_or_default())
        .with("distro", &system.map(distro).unwrap_or_default())
        .with("epoch", if epoch == "0" { "" } else { epoch })
        .with("rpmmod", module.unwrap_or_default())
        .with("upstream", &upstream(package).unwrap_or_default());
    Some(purl.to_string())
}

/// `debian-13`; a release in the making has no number.
fn distro(system: &System) -> String {
    match system.version_id.as_ref().or(system.codename.as_ref()) {
        Some(release) if !system.id.is_empty() => format!("{}-{release}", system.id),
        _ => String::new(),
    }
}

/// The source package, where it is not named and numbered as the package; for RPM its file.
fn upstream(package: &Component) -> Option<String> {
    let SourcePackage { name, version } = package.source.as_ref()?;
    if package.ecosystem == "rpm" {
        // The name of the source's file.
        return version.as_ref().map(|version| format!("{name}-{version}.src.rpm"));
    }
    let other = version.as_ref().filter(|version| Some(*version) != package.version.as_ref());
    match other {
        Some(version) => Some(format!("{name}@{version}")),
        None => (*name != package.name).then(|| name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::component::{ComponentKind, How};

    fn package(kind: &str, name: &str, version: &str, source: (&str, &str)) -> Component {
        Component {
            version: Some(version.to_owned()),
            architecture: Some("amd64".to_owned()),
            source: Some(SourcePackage {
                name: source.0.to_owned(),
                version: Some(source.1.to_owned()),
            }),
            ..Component::empty(ComponentKind::SystemPackage, kind, name, How::PackageDatabase)
        }
    }

    #[test]
    fn packages_are_named_with_their_distribution() {
        let system = |id: &str, version: Option<&str>, codename: Option<&str>| System {
            id: id.to_owned(),
            version_id: version.map(str::to_owned),
            codename: codename.map(str::to_owned),
            ..System::default()
        };
        let debian = system("debian", Some("13"), Some("trixie"));
        let testing = system("debian", None, Some("forky"));
        for (package, system, purl) in [
            (
                package("deb", "libc6", "2.41-12+b1", ("glibc", "2.41-12")),
                Some(&debian),
                "pkg:deb/debian/libc6@2.41-12%2Bb1?arch=amd64&distro=debian-13&upstream=glibc%402.41-12",
            ),
            (
                package("deb", "libc6", "2.41-12", ("glibc", "2.41-12")),
                Some(&testing),
                "pkg:deb/debian/libc6@2.41-12?arch=amd64&distro=debian-forky&upstream=glibc",
            ),
            (
                package("rpm", "bash", "5-2", ("bash", "5-2")),
                Some(&system("rhel", Some("9.4"), None)),
                "pkg:rpm/redhat/bash@5-2?arch=amd64&distro=rhel-9.4&upstream=bash-5-2.src.rpm",
            ),
            (package("deb", "bash", "5", ("bash", "5")), None, "pkg:deb/bash@5?arch=amd64"),
            (
                package("rpm", "Bash", "1:5-2", ("Bash", "5-2")),
                Some(&system("fedora", Some("42"), None)),
                "pkg:rpm/fedora/Bash@5-2?arch=amd64&distro=fedora-42&epoch=1&upstream=Bash-5-2.src.rpm",
            ),
        ] {
            assert_eq!(of(&package, system, None).as_deref(), Some(purl));
        }
        let nodejs = package("rpm", "nodejs", "18-1.module_el8", ("nodejs", "18-1.module_el8"));
        let purl = of(&nodejs, None, Some("nodejs:18:8070:9ed")).unwrap();
        assert!(purl.contains("&rpmmod=nodejs:18:8070:9ed&"), "{purl}");
    }
}
