// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What `cargo auditable` writes into programs: section `.dep-v0`, JSON compressed with zlib
//! (rust-secure-code/cargo-auditable, `PARSING.md`).

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use haerterei_versions::purl::PackageUrl;
use serde::Deserialize;

use crate::catalogue::{Bounds, code};
use crate::component::{ComponentKind, How};
use crate::findings::{Claim, Damage, Findings, Found};

/// The most bytes of the list, unpacked.
const MAX_BYTES: u64 = 64 << 20;

#[derive(Deserialize)]
struct List {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    dependencies: Vec<usize>,
    #[serde(default)]
    root: bool,
}

/// Reads the list. Packages that only built the program are not in it and are left out.
pub(super) fn read(packed: &[u8], bounds: &Bounds, findings: &mut Findings) {
    let limit = MAX_BYTES.min(bounds.bytes);
    let mut text = Vec::new();
    let unpacked = ZlibDecoder::new(packed).take(limit).read_to_end(&mut text);
    let list: Result<List, String> = match unpacked {
        Ok(_) => serde_json::from_slice(&text).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let mut list = match list {
        Ok(list) => list.packages,
        Err(detail) => {
            findings.damage.push(Damage::new(code::METADATA, detail));
            return;
        }
    };
    let names: Vec<String> = list.iter().map(|package| package.name.clone()).collect();
    list.retain(|package| package.kind.as_deref() != Some("build"));
    // The program first; it holds all others.
    list.sort_by_key(|package| !package.root);
    let first = findings.found.len();
    for package in list.into_iter().take(bounds.components.saturating_add(1)) {
        let within = (findings.found.len() > first).then_some(first);
        findings.found.push(Found { within, ..component(&package, &names) });
    }
}

fn component(package: &Package, names: &[String]) -> Found {
    let kind = ComponentKind::LanguagePackage;
    let mut found = Found::new(kind, "cargo", package.name.clone(), How::Metadata);
    found.version = Some(package.version.clone());
    // What lies in a folder of its maker is known to no registry.
    if package.source.as_deref() != Some("local") || package.root {
        let purl = PackageUrl::new("cargo", "", &package.name, &package.version);
        found.purl = purl.map(|purl| purl.to_string());
    }
    found.nature.executable = true;
    found.nature.structured = true;
    let needed = package.dependencies.iter().filter_map(|at| names.get(*at));
    found.needs = needed.map(|name| Claim { any_of: vec![name.clone()] }).collect();
    found.needs_are_complete = true;
    found
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn pack(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn of(packed: &[u8]) -> Findings {
        let mut findings = Findings::default();
        read(packed, &Bounds::default(), &mut findings);
        findings
    }

    #[test]
    fn the_program_holds_its_packages() {
        let findings = of(&pack(
            r#"{"packages":[{"name":"adler","version":"1.0.2","source":"crates.io"},
                {"name":"cc","version":"1","source":"crates.io","kind":"build"},
                {"name":"tool","version":"0.1.0","source":"local","dependencies":[0,1],"root":true}]}"#,
        ));
        let purls: Vec<_> = findings.found.iter().filter_map(|f| f.purl.as_deref()).collect();
        assert_eq!(purls, ["pkg:cargo/tool@0.1.0", "pkg:cargo/adler@1.0.2"]);
        assert_eq!((findings.found[0].within, findings.found[1].within), (None, Some(0)));
        assert_eq!(findings.found[0].needs[0].any_of, ["adler"]);
    }

    #[test]
    fn what_cannot_be_unpacked_is_damage() {
        assert_eq!(of(b"no zlib").damage.len(), 1);
        assert_eq!(of(&pack("{")).damage.len(), 1);
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..100), text in "\\{\"packages\":\\[(\\{\"name\":\"a\",\"version\":\"1\",\"source\":\"x\",\"dependencies\":\\[[0-9]?\\]\\},?){0,2}\\]\\}") {
            of(&bytes);
            of(&pack(&text));
        }
    }
}
