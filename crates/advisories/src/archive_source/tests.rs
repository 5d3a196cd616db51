// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use std::io::Cursor;

use haerterei_archive::PackageRecord;
use haerterei_ground::Digest;
use haerterei_testkit::deb::DebBuilder;

use super::*;

/// A changelog with an entry for each version.
fn changelog(source: &str, entries: &[(&str, &str, &str)]) -> String {
    let entry = |(version, urgency, text): &(&str, &str, &str)| {
        format!(
            "{source} ({version}) trixie; urgency={urgency}\n\n  * {text}\n\n -- A Person \
             <a@example.org>  Tue, 06 May 2025 21:04:05 +0200\n\n"
        )
    };
    entries.iter().map(entry).collect()
}

fn record(name: &str, version: &str, suite: &str) -> PackageRecord {
    let version: Version = version.parse().unwrap();
    PackageRecord {
        name: name.to_owned(),
        source_version: version.clone(),
        version,
        architecture: "amd64".to_owned(),
        source: "demo".to_owned(),
        suite: suite.to_owned(),
        pocket: suite.to_owned(),
        archive: "debian".to_owned(),
        component: "main".to_owned(),
        pool_path: format!("pool/{name}.deb"),
        size: 1,
        sha256: Digest::sha256(name.as_bytes()),
        installed_kilobytes: 1,
        priority: "optional".to_owned(),
        section: "misc".to_owned(),
        essential: false,
        multi_arch: String::new(),
        pre_depends: String::new(),
        depends: String::new(),
        recommends: String::new(),
        provides: String::new(),
        conflicts: String::new(),
        breaks: String::new(),
        replaces: String::new(),
        tag: String::new(),
    }
}

#[test]
fn the_archive_says_what_an_update_would_fix() {
    let mut universe = Universe::default();
    universe.add_records(
        &[
            record("demo", "1.0-1", "trixie"),
            record("demo", "1.0-3", "trixie-security"),
            record("silent", "2.0-1", "trixie"),
        ],
        "debian",
        0,
    );
    let entries = [
        ("1.0-3", "medium", "CVE-2025-0003"),
        ("1.0-2", "high", "CVE-2025-0002, cve-2025-0003"),
        ("1.0-1", "low", "CVE-2024-0001"),
    ];
    let of = |entries: &[(&str, &str, &str)]| {
        let text = changelog("demo", entries);
        let deb = DebBuilder::new("demo", "1.0-3", "amd64")
            .field("Source", "demo")
            .file("usr/share/doc/demo/changelog.Debian", 0o644, text)
            .build();
        move |record: Record<'_>| {
            let package = (record.name() == "demo").then(|| Cursor::new(deb.clone()))?;
            changelog_of(package, record.source().0, Limits::default())
        }
    };
    let installed = |name: &'static str, version: &'static str| Installed {
        name,
        version,
        source_version: version,
        architecture: "amd64",
    };
    let (whole, cut) = (of(&entries), of(&entries[..1]));
    let source = ArchiveSource::new(&universe, &whole);
    let Standing::Outdated(outdated) = source.standing(&installed("demo", "1.0-1")) else {
        panic!("not outdated");
    };
    let weaknesses: Vec<(&str, &str)> =
        outdated.weaknesses.iter().map(|(name, version)| (&**name, &**version)).collect();
    // What is named twice was fixed the first time.
    assert_eq!(weaknesses, [("CVE-2025-0002", "1.0-2"), ("CVE-2025-0003", "1.0-2")]);
    // Records that were added one by one are of no suite.
    assert_eq!((outdated.newest.as_str(), outdated.suite.as_str()), ("1.0-3", ""));
    assert_eq!((outdated.versions, outdated.urgency), (2, Some("high")));
    assert_eq!(outdated.coverage, Coverage::Complete);

    assert_eq!(source.standing(&installed("demo", "1.0-3")), Standing::Newest);
    assert_eq!(source.standing(&installed("demo", "1.0-4")), Standing::Newest);
    assert_eq!(source.standing(&installed("other", "1")), Standing::NotInArchive);
    assert_eq!(source.standing(&installed("demo", "none!")), Standing::NoVersion);

    // A changelog that is cut says less, and that it does.
    let source = ArchiveSource::new(&universe, &cut);
    let Standing::Outdated(outdated) = source.standing(&installed("demo", "1.0-1")) else {
        panic!("not outdated");
    };
    assert_eq!(outdated.coverage, Coverage::Incomplete);
    assert_eq!(outdated.weaknesses.len(), 1);
    // Outdated it is even where nobody tells why.
    let Standing::Outdated(outdated) = source.standing(&installed("silent", "1.0-1")) else {
        panic!("not outdated");
    };
    assert_eq!((outdated.coverage, outdated.weaknesses.len()), (Coverage::NoChangelog, 0));
}

#[test]
fn bytes_that_are_no_package_have_no_changelog() {
    assert!(changelog_of(Cursor::new(b"nothing".to_vec()), "demo", Limits::default()).is_none());
}
