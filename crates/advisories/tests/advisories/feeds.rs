// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The official formats, as small as they can be.

use std::io::Write as _;

use haerterei_advisories::{Brought, Form, Kind, Status};

use crate::place::{World, said, segment};

pub(crate) const TRACKER: &str = r#"{
 "openssl": {
  "CVE-2024-0001": {"description": "first", "releases": {
   "trixie": {"status": "resolved", "fixed_version": "3.0-2", "urgency": "high",
              "repositories": {"trixie": "3.0-1", "trixie-security": "3.0-3"}},
   "bookworm": {"status": "open", "urgency": "unimportant", "repositories": {"bookworm": "2.0-1"}}}},
  "CVE-2024-0002": {"description": "second", "releases": {
   "trixie": {"status": "resolved", "fixed_version": "0", "urgency": "low"}}},
  "CVE-2024-0003": {"description": "third", "scope": "local", "releases": {
   "trixie": {"status": "open", "urgency": "low", "nodsa": "Minor issue", "nodsa_reason": ""}}},
  "CVE-2024-0004": {"releases": {
   "trixie": {"status": "open", "nodsa": "No fix", "nodsa_reason": "ignored"}}},
  "CVE-2024-0005": {"releases": {
   "trixie": {"status": "open", "nodsa": "Later", "nodsa_reason": "postponed"}}},
  "CVE-2024-0006": {"releases": {"trixie": {"status": "undetermined"}}},
  "CVE-2024-0007": {"releases": {
   "trixie": {"status": "resolved", "fixed_version": "3.1-1", "repositories": {"trixie": "3.0-1"}}}},
  "CVE-2024-0008": {"releases": {"trixie": {"status": "open", "urgency": "end-of-life"}}},
  "TEMP-0000001-ABCDEF": {"debianbug": 1, "releases": {"sid": {"status": "open"}}}
 }
}"#;

#[test]
fn debian_says_what_is_fixed_and_what_it_leaves() {
    let (_world, index) = World::of("data.json", Form::DebianTracker, TRACKER);
    let trixie = segment(&index, "debian:13");
    let left = [
        "CVE-2024-0003 Deferred (Minor issue)",
        "CVE-2024-0004 WillNotFix (No fix)",
        "CVE-2024-0005 Deferred (Later)",
        "CVE-2024-0006 Undetermined",
        "CVE-2024-0007 FixNotReleased <3.1-1",
        "CVE-2024-0008 EndOfLife",
    ];
    assert_eq!(said(&trixie, "openssl", "3.0-2"), left);
    let before = said(&trixie, "openssl", "3.0-2~deb13u1");
    assert_eq!(before[0], "CVE-2024-0001 Affected <3.0-2");
    assert_eq!(before[1..], left);
    assert_eq!(said(&trixie, "openssl-other", "1"), [""; 0]);
    let bookworm = segment(&index, "debian:12");
    assert_eq!(said(&bookworm, "openssl", "9"), ["CVE-2024-0001 Affected unimportant"]);
    assert_eq!(
        said(&segment(&index, "debian:sid"), "openssl", "9"),
        ["TEMP-0000001-ABCDEF Affected"]
    );
    let not_affected: Vec<_> = trixie
        .statements("openssl")
        .filter(|statement| statement.status == Status::NotAffected)
        .map(|statement| statement.advisory.id())
        .collect();
    assert_eq!(not_affected, ["CVE-2024-0002"]);
    let key = trixie.key("1");
    let found = trixie.matches("openssl", &key);
    let story = index.story(&found[0].advisory).unwrap().unwrap();
    assert_eq!(story.description, "first");
    assert_eq!(index.story(&found[2].advisory).unwrap(), None);
    // A version of a package that is no version of Debian's: nobody knows.
    assert!(said(&trixie, "openssl", "nonsense!").iter().all(|it| it.contains("Undetermined")));
}

#[test]
fn ubuntu_has_many_words_for_what_is_left() {
    let line = |id: &str, status: &str, note: &str| {
        let note = if note.is_empty() { String::new() } else { format!(r#","note":"{note}""#) };
        format!(
            r#"{{"candidate":"CVE-2024-{id}","priority":"low","public_date":"2024-01-02 03:04:05 UTC",
            "cvss":{{"nvd":" CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H [9.8 CRITICAL]"}},
            "packages":{{"noble":{{"curl":{{"status":"{status}"{note}}}}}}}}}"#
        )
        .replace('\n', "")
            + "\n"
    };
    let text: String = [
        ("0001", "released", "8.1-1ubuntu2"),
        ("0002", "needed", ""),
        ("0003", "needs-triage", ""),
        ("0004", "not-affected", "8.0"),
        ("0005", "pending", "8.9"),
        ("0006", "deferred", "2024-01-01"),
        ("0007", "ignored", "end of standard support"),
        ("0008", "ignored", "too intrusive"),
    ]
    .map(|(id, status, note)| line(id, status, note))
    .concat();
    let (_world, index) = World::of("tracker.jsonl", Form::UbuntuTracker, text);
    let noble = segment(&index, "ubuntu:24.04");
    assert_eq!(
        said(&noble, "curl", "8.1-1ubuntu1"),
        [
            "CVE-2024-0001 Affected <8.1-1ubuntu2 (8.1-1ubuntu2)",
            "CVE-2024-0002 Affected",
            "CVE-2024-0003 NeedsTriage",
            "CVE-2024-0005 FixNotReleased <8.9 (8.9)",
            "CVE-2024-0006 Deferred (2024-01-01)",
            "CVE-2024-0007 EndOfLife (end of standard support)",
            "CVE-2024-0008 WillNotFix (too intrusive)",
        ]
    );
    let rated = index.knowledge().unwrap().severities("CVE-2024-0001");
    let words: Vec<_> =
        rated.iter().map(|it| (it.severity.system.as_str(), it.severity.by.as_str())).collect();
    assert_eq!(words, [("CVSS_V3", "nvd"), ("Ubuntu", "")]);
    assert_eq!(rated[0].severity.value, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
}

#[test]
fn alpine_names_fixes_by_version() {
    let text = r#"{"distroversion":"v3.21","reponame":"main","packages":[
        {"pkg":{"name":"botan","secfixes":{"2.5.0-r0":["CVE-2018-9127"],"0":["CVE-2018-1"],
         "2.7.0-r1":["CVE-2018-9860 XSA-1", "CVE-2018-9127", "ALPINE-13661", "CVE-2022-????? XSA-2"],
         "2.8.0-r0":["CVE-2022-????? XSA-3"]}}},
        {"pkg":{"name":"empty","secfixes":null}}]}"#;
    let (_world, index) = World::of("main.json", Form::AlpineSecdb, text);
    let segment = segment(&index, "alpine:3.21");
    assert_eq!(
        said(&segment, "botan", "2.4.0-r0"),
        [
            "ALPINE-13661 Affected <2.7.0-r1 (main)",
            "CVE-2018-9127 Affected <2.7.0-r1 (main)",
            "CVE-2018-9860 Affected <2.7.0-r1 (main)",
            "XSA-2 Affected <2.7.0-r1 (main)",
            "XSA-3 Affected <2.8.0-r0 (main)",
        ]
    );
    // A name with question marks is none yet: the two are not the same weakness.
    assert_eq!(said(&segment, "botan", "2.7.0-r1"), ["XSA-3 Affected <2.8.0-r0 (main)"]);
    assert_eq!(index.knowledge().unwrap().weaknesses("XSA-1"), ["CVE-2018-9860"]);
}

/// A record of OSV about one package.
pub(crate) fn osv(id: &str, ecosystem: &str, package: &str, events: &str) -> String {
    format!(
        r#"{{"schema_version":"1.6.0","id":"{id}","modified":"2024-02-16T08:19:06.995696Z",
        "published":"2023-08-22T00:31:11Z","aliases":["CVE-2023-4303"],"summary":"short","details":"long",
        "severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:L/A:N"}}],
        "affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"{package}"}},
        "ranges":[{{"type":"ECOSYSTEM","events":{events}}}]}}],
        "references":[{{"type":"WEB","url":"https://example.org/"}}],
        "database_specific":{{"cwe_ids":["CWE-79"],"severity":"MODERATE"}}}}"#
    )
    .replace('\n', "")
        + "\n"
}

const BEFORE_TWO: &str = r#"[{"introduced":"0"},{"fixed":"2.0.0"}]"#;

#[test]
fn osv_speaks_of_every_ecosystem() {
    for (ecosystem, package, asked, space) in [
        ("Maven", "org.example:app", "org.example:app", "maven"),
        ("npm", "@scope/app", "@scope/app", "npm"),
        ("PyPI", "My_App", "my-app", "pypi"),
        ("Go", "example.org/App", "example.org/App", "go"),
        ("crates.io", "app", "app", "crates.io"),
        ("Packagist", "Vendor/App", "vendor/app", "packagist"),
        ("RubyGems", "app", "app", "rubygems"),
        ("NuGet", "My.App", "my.app", "nuget"),
        ("Debian:13", "app", "app", "debian:13"),
        ("Ubuntu:24.04:LTS", "app", "app", "ubuntu:24.04"),
        ("AlmaLinux:9", "app", "app", "almalinux:9"),
        ("Rocky Linux:9", "app", "app", "rocky:9"),
    ] {
        let text = osv("GHSA-1111-2222-3333", ecosystem, package, BEFORE_TWO);
        let (_world, index) = World::of("one.json", Form::Osv, text);
        let segment = segment(&index, space);
        let affected = ["GHSA-1111-2222-3333 Affected <2.0.0"];
        assert_eq!(said(&segment, asked, "1.9.9"), affected, "{ecosystem}");
        assert_eq!(said(&segment, asked, "2.0.0"), [""; 0], "{ecosystem}");
        let knowledge = index.knowledge().unwrap();
        assert_eq!(knowledge.weaknesses("GHSA-1111-2222-3333"), ["CVE-2023-4303"]);
        let rated = knowledge.severities("CVE-2023-4303");
        assert_eq!(rated.len(), 2, "GitHub's word and the vector");
        assert_eq!(rated[0].advisory, "GHSA-1111-2222-3333");
    }
}

#[test]
fn ranges_lists_and_withdrawals_of_osv_hold() {
    let text = [
        osv("GHSA-a", "Debian:13", "app", r#"[{"introduced":"1.2"},{"last_affected":"1.5"}]"#),
        osv("GHSA-b", "Debian:13", "app", BEFORE_TWO)
            .replace(r#""summary""#, r#""withdrawn":"2024-01-01T00:00:00Z","summary""#),
        osv("MAL-2024-1", "Debian:13", "app", "[]").replace(
            r#""ranges":[{"type":"ECOSYSTEM","events":[]}]"#,
            r#""versions":["1.4","x y"]"#,
        ),
        osv("GHSA-c", "Debian:13", "app", r#"[{"introduced":"0"}]"#).replace("ECOSYSTEM", "GIT"),
        osv("ALSA-1", "Hackage", "app", BEFORE_TWO),
    ]
    .concat();
    let (_world, index) = World::of("all.jsonl", Form::Osv, text);
    let segment = segment(&index, "debian:13");
    assert_eq!(said(&segment, "app", "1.1"), ["GHSA-c Undetermined"]);
    assert_eq!(
        said(&segment, "app", "1.4"),
        ["GHSA-a Affected <=1.5", "GHSA-c Undetermined", "MAL-2024-1 Affected"]
    );
    assert_eq!(said(&segment, "app", "1.6"), ["GHSA-c Undetermined"]);
    let key = segment.key("x y");
    let listed = segment.matches("app", &key);
    assert!(listed.iter().any(|found| found.advisory.kind() == Kind::Malicious), "{listed:?}");
    let record = &index.manifest().sources["test"];
    assert_eq!((record.counts.advisories, record.counts.withdrawn), (5, 1));
    assert_eq!(record.counts.malicious, 1);
    let codes: Vec<_> = record.problems.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["advisories-problem-ecosystem", "advisories-problem-range"]);
}

#[test]
fn modules_of_an_erratum_are_one_fix() {
    let affected = |fixed: &str| {
        format!(
            r#"{{"package":{{"ecosystem":"AlmaLinux:8","name":"app"}},"ranges":[{{"type":"ECOSYSTEM",
            "events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}"#
        )
        .replace('\n', "")
    };
    let text = format!(
        r#"{{"id":"ALSA-2024:1","modified":"2024-01-01T00:00:00Z","related":["CVE-2024-1"],"affected":[{},{}]}}"#,
        affected("1:1-2.module_el8.5.0+119+9a9ec082"),
        affected("1:1-2.module_el8.3.0+2044+12421f43"),
    );
    let (_world, index) = World::of("one.json", Form::Osv, text);
    let segment = segment(&index, "almalinux:8");
    assert_eq!(said(&segment, "app", "1:1-1.module_el8.3.0+2044+12421f43").len(), 1);
    assert_eq!(said(&segment, "app", "1:1-2.module_el8.3.0+2044+12421f43"), [""; 0]);
    assert_eq!(said(&segment, "app", "1:1-2.module_el8.5.0+119+9a9ec082"), [""; 0]);
    assert_eq!(index.knowledge().unwrap().weaknesses("ALSA-2024:1"), ["CVE-2024-1"]);
}

#[test]
fn rustsec_says_what_is_not_affected() {
    let text = "```toml\n[advisory]\nid = \"RUSTSEC-2020-0105\"\npackage = \"abi_stable\"\n\
        aliases = [\"CVE-2020-36212\", \"GHSA-vq23-5h4f-vwpv\"]\n\
        cvss = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H\"\ndate = \"2020-12-21\"\n\
        [versions]\npatched = [\">= 0.9.1\", \"^0.8.5\"]\nunaffected = [\"< 0.7\"]\n```\n\n\
        # Update unsound DrainFilter\n\nAffected versions.\n";
    let world = World::new();
    world.write("db/crates/abi_stable/RUSTSEC-2020-0105.md", text);
    world.write("db/README.md", "nothing");
    let outcome = world.bring(&[World::source("rustsec", Form::RustSec, &world.path("db"))]);
    assert_eq!(outcome.manifest.unwrap().sources["rustsec"].counts.advisories, 1);
    let index = world.index();
    let segment = segment(&index, "crates.io");
    for (version, affected) in
        [("0.6.9", false), ("0.7.0", true), ("0.8.5", false), ("0.9.0", true), ("0.9.1", false)]
    {
        assert_eq!(!said(&segment, "abi_stable", version).is_empty(), affected, "{version}");
    }
    let key = segment.key("0.9.0");
    let story = index.story(&segment.matches("abi_stable", &key)[0].advisory).unwrap().unwrap();
    assert_eq!(story.summary, "Update unsound DrainFilter");
}

const KEV: &str = r#"{"title":"x","catalogVersion":"2026.01.27","dateReleased":"2026-01-27T20:51:50.7688Z",
 "count":1,"vulnerabilities":[{"cveID":"CVE-2026-24858","vendorProject":"F","product":"M",
 "vulnerabilityName":"Bypass","dateAdded":"2026-01-27","shortDescription":"s","requiredAction":"r",
 "dueDate":"2026-01-30","knownRansomwareCampaignUse":"Unknown","notes":""}]}"#;

#[test]
fn what_is_exploited_and_how_likely_it_is_stand_beside() {
    let world = World::new();
    let epss = "#model_version:v2026.06.15,score_date:2026-09-29T12:00:22Z\n\
        cve,epss,percentile\nCVE-2026-24858,0.03351,0.88255\nCVE-1999-0002,1.0,1.0\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(epss.as_bytes()).unwrap();
    let (kev, epss) =
        (world.write("kev.json", KEV), world.write("e.csv.gz", gzip.finish().unwrap()));
    let outcome = world
        .bring(&[World::source("kev", Form::Kev, &kev), World::source("epss", Form::Epss, &epss)]);
    let manifest = outcome.manifest.unwrap();
    assert_eq!(manifest.sources["epss"].date.unwrap().to_string(), "2026-09-29T12:00:22Z");
    let knowledge = world.index().knowledge().unwrap();
    let exploited = knowledge.exploited("CVE-2026-24858").unwrap();
    assert_eq!((exploited.added.as_str(), exploited.name.as_str()), ("2026-01-27", "Bypass"));
    let likelihood = knowledge.likelihood("CVE-2026-24858").unwrap();
    assert_eq!((likelihood.score, likelihood.percentile), (3351, 88255));
    assert_eq!(knowledge.likelihood("CVE-2000-0001"), None);
    let refusal =
        World::new().refuse("kev.json", Form::Kev, KEV.replace("\"count\":1", "\"count\":2"));
    assert!(refusal.to_string().contains("2 entries"), "{refusal}");
}

#[test]
fn files_come_plain_compressed_and_in_archives() {
    let plain = osv("GHSA-1", "Debian:13", "app", BEFORE_TWO);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(plain.as_bytes()).unwrap();
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
    xz.write_all(plain.as_bytes()).unwrap();
    let mut tar = haerterei_image::tar::TarWriter::new(Vec::new());
    let path = haerterei_ground::TreePath::parse("a/b.json").unwrap();
    let entry = haerterei_image::tar::Entry::file(path, 0o644, plain.len() as u64);
    tar.entry(&entry, plain.as_bytes()).unwrap();
    let tar = tar.finish().unwrap();
    for (name, bytes) in [
        ("a.jsonl", plain.clone().into_bytes()),
        (
            "a.json",
            serde_json::to_vec_pretty(&serde_json::from_str::<serde_json::Value>(&plain).unwrap())
                .unwrap(),
        ),
        ("a.jsonl.gz", gzip.finish().unwrap()),
        ("a.jsonl.xz", xz.finish().unwrap()),
        ("a.jsonl.zst", zstd::encode_all(plain.as_bytes(), 1).unwrap()),
        ("a.tar", tar.clone()),
        ("a.tar.zst", zstd::encode_all(tar.as_slice(), 1).unwrap()),
        ("a.zip", stored_zip("b.json", plain.as_bytes())),
    ] {
        let (_world, index) = World::of(name, Form::Osv, bytes);
        assert_eq!(said(&segment(&index, "debian:13"), "app", "1").len(), 1, "{name}");
    }
}

/// A ZIP archive with one stored entry.
fn stored_zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let mut shared = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    shared.extend(crc.sum().to_le_bytes());
    shared.extend((content.len() as u32).to_le_bytes());
    shared.extend((content.len() as u32).to_le_bytes());
    shared.extend((name.len() as u16).to_le_bytes());
    shared.extend([0, 0]);
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend(&shared);
    bytes.extend(name.as_bytes());
    bytes.extend(content);
    let directory = bytes.len() as u32;
    bytes.extend(b"PK\x01\x02\x14\x00");
    bytes.extend(&shared);
    bytes.extend([0; 14]);
    bytes.extend(name.as_bytes());
    let length = bytes.len() as u32 - directory;
    bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    bytes.extend(length.to_le_bytes());
    bytes.extend(directory.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

#[test]
fn debian_says_which_sources_it_does_not_look_after() {
    let world = World::new();
    let head = "# a list\n\n";
    let ended = format!(
        "{head}suricata  1:6.0.10-1  2026-04-30  Upstream's support ended; see #1134367\n\
         php-horde.*\t0\t\t2025-03-22\n"
    );
    world.write("lists/security-support-ended", &ended);
    world.write("lists/security-support-ended.deb11", "old  1  2024-01-01\n");
    world.write("lists/security-support-ended.deb12", &ended);
    world.write("lists/security-support-limited", format!("{head}golang.*   See the notes\n"));
    world.write("lists/check-support-status.hook", "no list");
    let lists = world.path("lists");
    let outcome = world.bring(&[World::source("support", Form::DebianSupport, &lists)]);
    assert!(matches!(outcome.sources[0].1, Brought::Renewed), "{outcome:?}");
    let index = world.index();
    let twelve = segment(&index, "debian:12");
    let of = |package: &str| said(&twelve, package, "1");
    let list = haerterei_advisories::SUPPORT_LIST;
    assert_eq!(
        of("suricata"),
        [format!("{list} EndOfLife (Upstream's support ended; see #1134367)")]
    );
    assert_eq!(of("php-horde.*"), [format!("{list} EndOfLife")]);
    // The list that names no release is of the newest that there is.
    assert_eq!(of("golang.*"), [format!("{list} Undetermined (See the notes)")]);
    assert_eq!(said(&segment(&index, "debian:11"), "old", "1").len(), 1);
    let malformed = World::new().refuse(
        "security-support-ended.deb12",
        Form::DebianSupport,
        "suricata  1:6.0.10-1  soon\n",
    );
    assert!(malformed.to_string().contains("ended.deb12:1"), "{malformed}");
}

#[test]
fn debian_says_it_in_one_list_for_each_release_since_thirteen() {
    let world = World::new();
    world.write(
        "lists/security-support.deb13",
        "# a list\n\n\
         adns         limited  Stub resolver\n\
         isc-dhcp     non-supported   4.4.3-P1-2   2023-07-05  https://lists.example/022786.html\n\
         rust.*       limited  See the notes\n\
         rust-sqv     supported  sqv is supported\n",
    );
    let lists = world.path("lists");
    let outcome = world.bring(&[World::source("support", Form::DebianSupport, &lists)]);
    assert!(matches!(outcome.sources[0].1, Brought::Renewed), "{outcome:?}");
    let thirteen = segment(&world.index(), "debian:13");
    let list = haerterei_advisories::SUPPORT_LIST;
    for (package, word) in [
        ("adns", "Undetermined (Stub resolver)"),
        ("isc-dhcp", "EndOfLife (https://lists.example/022786.html)"),
        ("rust.*", "Undetermined (See the notes)"),
        ("rust-sqv", "Affected (sqv is supported)"),
    ] {
        assert_eq!(said(&thirteen, package, "1"), [format!("{list} {word}")], "{package}");
    }
    for (line, problem) in [
        ("isc-dhcp  non-supported  4.4.3-P1-2  soon\n", "no day"),
        ("isc-dhcp  perhaps  a reason\n", "no state"),
    ] {
        let name = "security-support.deb13";
        let refusal = World::new().refuse(name, Form::DebianSupport, line).to_string();
        assert!(refusal.contains("deb13:1") && refusal.contains(problem), "{refusal}");
    }
}
