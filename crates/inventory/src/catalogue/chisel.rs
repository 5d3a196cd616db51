// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Chisel's manifest: slices of Debian packages in an image that has no dpkg.
//!
//! `manifest.wall` is a "jsonwall", one JSON object a line, compressed with zstd (Chisel's reference
//! documentation, "Chisel manifest"). Packages are named with version, architecture and the digest
//! of the package file; paths name the slices they belong to, `PACKAGE_SLICE`.

use std::collections::BTreeMap;
use std::io::Read as _;

use serde::Deserialize;

use super::{Bounds, code, owned_file};
use crate::component::{ComponentKind, How};
use crate::findings::{Damage, Findings, Found, Owned};

/// The most bytes of a manifest; that of a whole release of Ubuntu would stay below.
const MAX_BYTES: u64 = 256 << 20;

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line {
    Package {
        name: String,
        version: String,
        arch: Option<String>,
    },
    Path {
        path: String,
        #[serde(default)]
        slices: Vec<String>,
    },
    #[serde(other)]
    Other,
}

/// Reads a manifest.
pub(super) fn read(bytes: &[u8], bounds: &Bounds) -> Findings {
    let mut text = Vec::new();
    let limit = MAX_BYTES.min(bounds.bytes);
    let mut damage = Vec::new();
    let decoder = zstd::stream::read::Decoder::with_buffer(bytes);
    if let Err(error) = decoder.and_then(|decoder| decoder.take(limit + 1).read_to_end(&mut text)) {
        damage.push(Damage::new(code::DATABASE, format!("zstd: {error}")));
    }
    if text.len() as u64 > limit {
        text.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        damage.push(Damage::new(code::UNREAD_BYTES, format!("more than {limit} bytes")));
    }
    let mut packages = BTreeMap::new();
    let mut owned: Vec<(String, Owned)> = Vec::new();
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        if line.starts_with(b"{\"jsonwall\"") || packages.len() > bounds.components {
            continue;
        }
        match serde_json::from_slice(line) {
            Ok(Line::Package { name, version, arch }) => {
                let kind = ComponentKind::SystemPackage;
                let mut found = Found::new(kind, "deb", name.clone(), How::PackageDatabase);
                found.version = Some(version);
                found.architecture = arch;
                found.nature.structured = true;
                packages.insert(name, found);
            }
            Ok(Line::Path { path, slices }) => {
                // Folders end with a slash and belong to nobody.
                let package = slices.first().and_then(|slice| slice.rsplit_once('_'));
                if let (Some((package, _)), false) = (package, path.ends_with('/')) {
                    owned.extend(Some(package.to_owned()).zip(owned_file(&path)));
                }
            }
            Err(error) if damage.is_empty() => {
                damage.push(Damage::new(code::DATABASE, error.to_string()));
            }
            Ok(Line::Other) | Err(_) => {}
        }
    }
    for (package, file) in owned {
        if let Some(found) = packages.get_mut(&package) {
            found.owns.push(file);
        }
    }
    Findings { found: packages.into_values().collect(), damage, ..Findings::default() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WALL: &str = r#"{"jsonwall":"1.0","schema":"1.0","count":6}
{"kind":"content","slice":"base-files_base","path":"/etc/"}
{"kind":"package","name":"base-files","version":"12ubuntu4.7","sha256":"00","arch":"amd64"}
{"kind":"path","path":"/etc/","mode":"0755","slices":["base-files_base"]}
{"kind":"path","path":"/etc/debian_version","mode":"0644","slices":["base-files_base"],"size":11}
{"kind":"slice","name":"base-files_base"}
"#;

    fn pack(text: &str) -> Vec<u8> {
        zstd::encode_all(text.as_bytes(), 1).unwrap()
    }

    #[test]
    fn packages_own_what_their_slices_brought() {
        let findings = read(&pack(WALL), &Bounds::default());
        let [package] = findings.found.as_slice() else { panic!("{findings:?}") };
        assert_eq!(
            (&*package.name, package.version.as_deref()),
            ("base-files", Some("12ubuntu4.7"))
        );
        assert_eq!(package.architecture.as_deref(), Some("amd64"));
        assert_eq!(package.owns, [owned_file("etc/debian_version").unwrap()]);
        assert!(findings.damage.is_empty());
    }

    #[test]
    fn what_is_cut_off_shows_what_is_left() {
        let packed = pack(&[WALL, "{\"kind\":\"package\",\"na"].concat());
        let findings = read(&packed, &Bounds::default());
        assert_eq!((findings.found.len(), findings.damage.len()), (1, 1));
        assert_eq!(read(b"no zstd", &Bounds::default()).damage[0].code, code::DATABASE);
    }

    #[test]
    fn a_bomb_ends_at_the_bound() {
        let packed = pack(&" ".repeat(1 << 20));
        let findings = read(&packed, &Bounds { bytes: 1000, ..Bounds::default() });
        assert_eq!(findings.damage[0].code, code::UNREAD_BYTES);
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "(\\{\"kind\":\"(package|path|x)\"(,\"(name|path|slices|version)\":(\"[a-z/_]{0,4}\"|\\[\"a_b\"\\]|1)){0,3}\\}?\n){0,4}") {
            read(&pack(&text), &Bounds::default());
            read(text.as_bytes(), &Bounds::default());
        }
    }
}
