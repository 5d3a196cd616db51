// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Real data, where it is there: `HAERTEREI_ADVISORY_DATA`, else `../shared/advisories` beside the
//! repository.

use std::path::PathBuf;

use haerterei_advisories::{Brought, Form, Index, Source};

use crate::place::{World, said};

#[expect(clippy::print_stdout, reason = "a test that is not run says so")]
fn data() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/advisories");
    let folder = std::env::var_os("HAERTEREI_ADVISORY_DATA").map_or(beside.into(), PathBuf::from);
    if folder.join("PROVENANCE.md").exists() {
        Some(folder)
    } else {
        println!("not run: there is no advisory data in {}", folder.display());
        None
    }
}

/// Every source that the folder has, with how many advisories it must give.
const SOURCES: [(&str, Form, &str, u64); 13] = [
    ("debian", Form::DebianTracker, "debian-security-tracker.json.zst", 30_000),
    ("debian-osv", Form::Osv, "osv-debian-newstyle-2026-01.jsonl.zst", 120),
    ("ubuntu", Form::UbuntuTracker, "ubuntu-cve-tracker-focal-jammy-noble.jsonl.zst", 22_510),
    ("alpine", Form::AlpineSecdb, "alpine-secdb-2025-01-04.tar.zst", 3_000),
    ("almalinux", Form::Osv, "osv-almalinux-2026-08.jsonl.zst", 5_637),
    ("maven", Form::Osv, "osv-maven.jsonl.zst", 5_309),
    ("npm", Form::Osv, "osv-npm.jsonl.zst", 3_793),
    ("pypi", Form::Osv, "osv-pypi.jsonl.zst", 6_663),
    ("go", Form::Osv, "osv-go-vulndb-2026-08.jsonl.zst", 4_291),
    ("crates.io", Form::Osv, "osv-cratesio.jsonl.zst", 1_612),
    ("rustsec", Form::RustSec, "rustsec-advisory-db-2026-08-21.tar.zst", 1_000),
    ("kev", Form::Kev, "known_exploited_vulnerabilities.json", 0),
    ("epss", Form::Epss, "epss_scores-format-sample.csv", 0),
];

fn sources(folder: &std::path::Path) -> Vec<Source> {
    SOURCES
        .iter()
        .map(|(name, form, file, _)| World::source(name, *form, &folder.join(file)))
        .collect()
}

#[test]
fn all_real_data_becomes_an_index() {
    let Some(folder) = data() else { return };
    let world = World::new();
    let outcome = world.bring(&sources(&folder));
    for (name, brought) in &outcome.sources {
        assert!(matches!(brought, Brought::Renewed), "{name}: {brought:?}");
    }
    let manifest = outcome.manifest.unwrap();
    for (name, _, _, least) in SOURCES {
        let record = &manifest.sources[name];
        assert!(record.counts.advisories >= least, "{name}: {:?}", record.counts);
        assert!(record.counts.rows > 0, "{name}");
    }
    // The rows that PROVENANCE.md counts.
    let rows = |space: &str| manifest.sources["debian"].segments[space].rows;
    assert_eq!((rows("debian:11"), rows("debian:12"), rows("debian:13")), (33_787, 33_154, 32_841));
    assert_eq!(manifest.sources["kev"].counts.rows, 1_500);

    let index = world.index();
    known_answers(&index);
}

/// What the field notes say of some packages.
fn known_answers(index: &Index) {
    let bookworm = index
        .segments_for(&["debian:12".parse().expect("a space")])
        .expect("segments")
        .into_iter()
        .find(|segment| segment.source() == "debian")
        .expect("the segment");
    let zlib = said(&bookworm, "zlib", "1:1.2.13.dfsg-1");
    assert!(zlib.contains(&"CVE-2023-45853 Affected".to_owned()), "{zlib:?}");
    let openssl = |version: &str| said(&bookworm, "openssl", version);
    let fixed = "CVE-2024-0727 Affected <3.0.13-1~deb12u1".to_owned();
    assert!(openssl("3.0.11-1~deb12u2").contains(&fixed));
    assert!(!openssl("3.0.13-1~deb12u1").contains(&fixed));
    let glibc = said(&bookworm, "glibc", "2.36-9+deb12u9");
    assert!(glibc.iter().any(|it| it == "CVE-2019-1010022 Affected unimportant"), "{glibc:?}");
    let knowledge = index.knowledge().expect("knowledge");
    assert_eq!(knowledge.weaknesses("GHSA-223m-pgcq-f3xg"), ["CVE-2023-4303"]);
    assert!(!knowledge.severities("CVE-2023-4303").is_empty());
    // Advisories of other registries speak of packages of Maven too.
    let maven = index
        .segments_for(&["maven".parse().expect("a space")])
        .expect("segments")
        .into_iter()
        .find(|segment| segment.source() == "maven")
        .expect("the segment");
    let jenkins = "org.jenkins-ci.plugins:fortify";
    let fixed = "GHSA-223m-pgcq-f3xg Affected <22.2.39".to_owned();
    assert!(said(&maven, jenkins, "22.1.38").contains(&fixed));
    assert_eq!(said(&maven, jenkins, "22.2.39"), [""; 0]);
}
