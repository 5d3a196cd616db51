// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `Cargo.lock`: what a Rust program beside it would be built from.
//!
//! Cargo writes it in one form (doc.rust-lang.org/cargo, "Cargo.toml vs Cargo.lock"): blocks
//! `[[package]]` with a string a line, so lines are all that is read.

use haerterei_versions::purl::PackageUrl;

use super::Bounds;
use crate::component::{ComponentKind, How};
use crate::findings::{Findings, Found};

/// Reads `Cargo.lock`; packages of the project itself have no source and are left out.
pub(super) fn read(bytes: &[u8], bounds: &Bounds) -> Findings {
    let text = String::from_utf8_lossy(bytes);
    let mut findings = Findings::default();
    let blocks = text.split("[[package]]").skip(1);
    for block in blocks.take(bounds.components.saturating_add(1)) {
        // Other tables may follow the last package.
        let lines = || block.lines().take_while(|line| !line.starts_with('['));
        let get = |name: &str| {
            lines()
                .filter_map(|line| line.split_once(" = "))
                .find(|(key, _)| *key == name)
                .and_then(|(_, value)| value.trim().strip_prefix('"')?.strip_suffix('"'))
        };
        let (Some(name), Some(version), Some(_)) = (get("name"), get("version"), get("source"))
        else {
            continue;
        };
        let kind = ComponentKind::LanguagePackage;
        let mut found = Found::new(kind, "cargo", name, How::LockFile);
        found.version = Some(version.to_owned());
        found.purl = PackageUrl::new("cargo", "", name, version).map(|purl| purl.to_string());
        found.nature.structured = true;
        findings.found.push(found);
    }
    findings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn packages_of_a_registry_are_named() {
        let lock = b"version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n\n[[package]]\n\
            name = \"adler2\"\nversion = \"2.0.1\"\nsource = \"registry+https://x\"\n\n[metadata]\nname = \"x\"\n";
        let findings = read(lock, &Bounds::default());
        let purls: Vec<_> = findings.found.iter().filter_map(|f| f.purl.as_deref()).collect();
        assert_eq!(purls, ["pkg:cargo/adler2@2.0.1"]);
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "(\\[\\[package\\]\\]\n|(name|version|source) = \"?[a1]{0,2}\"?\n|\\[x\\]\n){0,9}") {
            read(text.as_bytes(), &Bounds::default());
        }
    }
}
