// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The note in which a build says which package it made (UAPI group, "Package metadata for ELF
//! files"): a JSON object.
//!
//! In an image with a package database the package is known already; the note matters where a
//! program was copied out of its distribution.

use haerterei_versions::purl::PackageUrl;
use serde::Deserialize;

use crate::component::{ComponentKind, How};
use crate::findings::Found;

/// The owner of the note.
pub(super) const OWNER: &[u8] = b"FDO\0";
/// The type of the note.
pub(super) const TYPE: u32 = 0xcafe_1a7e;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    #[serde(rename = "type")]
    kind: String,
    name: String,
    version: Option<String>,
    architecture: Option<String>,
    /// `ID` and `VERSION_ID` of the system's os-release.
    os: Option<String>,
    os_version: Option<String>,
    /// The system by its CPE, before there were the two.
    os_cpe: Option<String>,
}

impl Note {
    /// Returns for which system it was built, and which release of it.
    fn system(&self) -> Option<(String, String)> {
        if let Some(os) = self.os.clone().filter(|os| !os.is_empty()) {
            return Some((os, self.os_version.clone().unwrap_or_default()));
        }
        // `cpe:/o:VENDOR:PRODUCT:VERSION`, or `cpe:2.3:o:…` (NIST IR 7695).
        let name = self.os_cpe.as_deref()?;
        let name = name.strip_prefix("cpe:/o:").or_else(|| name.strip_prefix("cpe:2.3:o:"))?;
        let mut parts = name.split(':').skip(1);
        let product = parts.next().filter(|product| !product.is_empty())?;
        let product = product.strip_suffix("_linux").unwrap_or(product);
        let version = parts.next().filter(|version| !matches!(*version, "*" | "-"));
        Some((product.to_owned(), version.unwrap_or_default().to_owned()))
    }
}

/// Reads what the note says. Where it names the system, so does the package URL: the program may
/// lie in an image of another one.
pub(super) fn read(said: &[u8]) -> Option<Found> {
    let text = said.split(|byte| *byte == 0).next()?;
    let note: Note = serde_json::from_slice(text).ok()?;
    if !matches!(note.kind.as_str(), "deb" | "rpm" | "apk" | "alpm") || note.name.is_empty() {
        return None;
    }
    let kind = ComponentKind::SystemPackage;
    let mut found = Found::new(kind, &note.kind, note.name.clone(), How::Metadata);
    if let Some((os, release)) = note.system() {
        let version = note.version.as_deref().unwrap_or_default();
        // RPM's epoch has a place of its own.
        let (epoch, plain) = match version.split_once(':') {
            Some((epoch, rest)) if note.kind == "rpm" => (epoch, rest),
            _ => ("", version),
        };
        let distro = if release.is_empty() { String::new() } else { format!("{os}-{release}") };
        let purl = PackageUrl::new(&note.kind, &os, &note.name, plain).map(|purl| {
            purl.with("arch", note.architecture.as_deref().unwrap_or_default())
                .with("distro", &distro)
                .with("epoch", if epoch == "0" { "" } else { epoch })
        });
        found.purl = purl.map(|purl| purl.to_string());
    }
    found.version = note.version;
    found.architecture = note.architecture;
    found.nature.executable = true;
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_note_names_its_package_and_the_system_that_it_is_for() {
        for (text, version, purl) in [
            (
                r#"{"type":"rpm","name":"coreutils","version":"8.32-30.fc35","architecture":"x86_64","osCpe":"cpe:/o:fedoraproject:fedora:35"}"#,
                "8.32-30.fc35",
                Some("pkg:rpm/fedora/coreutils@8.32-30.fc35?arch=x86_64&distro=fedora-35"),
            ),
            (
                r#"{"type":"deb","name":"systemd","version":"257.4-1","os":"debian","osVersion":"13","debugInfoUrl":"https://debuginfod.debian.net"}"#,
                "257.4-1",
                Some("pkg:deb/debian/systemd@257.4-1?distro=debian-13"),
            ),
            (
                r#"{"type":"deb","name":"a","version":"1","osCpe":"cpe:2.3:o:canonical:ubuntu_linux:24.04:*:*:*:*:*:*:*"}"#,
                "1",
                Some("pkg:deb/ubuntu/a@1?distro=ubuntu-24.04"),
            ),
            (r#"{"type":"apk","name":"a","version":"1-r0"}"#, "1-r0", None),
        ] {
            let found = read([text.as_bytes(), b"\0\0"].concat().as_slice()).unwrap();
            assert_eq!(found.version.as_deref(), Some(version), "{text}");
            assert_eq!(found.purl.as_deref(), purl, "{text}");
        }
        assert!(read(br#"{"type":"x","name":"a"}"#).is_none());
        assert!(read(br#"{"type":"rpm"}"#).is_none());
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..64), cpe in "cpe:[/2.3:o*-]{0,12}") {
            read(&bytes);
            read(format!(r#"{{"type":"rpm","name":"a","osCpe":"{cpe}"}}"#).as_bytes());
        }
    }
}
