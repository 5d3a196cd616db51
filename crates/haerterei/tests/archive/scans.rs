// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The real archive as a source of `scan`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{haerterei, mirrors, run};

/// A system as it once was: `os-release`, and packages with their versions and sources.
fn old_system(root: &Path, release: &str, packages: &[(&str, &str, &str)]) {
    let package = |(name, version, source): &(&str, &str, &str)| {
        format!(
            "Package: {name}\nStatus: install ok installed\nArchitecture: amd64\n\
             Version: {version}\nSource: {source}\nMaintainer: A <a@example.org>\n\n"
        )
    };
    let status: String = packages.iter().map(package).collect();
    fs::create_dir_all(root.join("var/lib/dpkg")).expect("a folder");
    fs::create_dir_all(root.join("etc")).expect("a folder");
    fs::write(root.join("var/lib/dpkg/status"), status).expect("a database");
    fs::write(root.join("etc/os-release"), release).expect("a file");
}

fn scan(root: &Path, home: &Path, flags: &[&str]) -> Value {
    let image = format!("dir:{}", root.display());
    let mut command: Command = haerterei();
    command.env("HAERTEREI_HOME", home).args(["scan", &image, "--format", "json"]).args(flags);
    serde_json::from_slice(&run(&mut command).stdout).expect("the report is JSON")
}

#[test]
#[ignore = "oracle: needs the archive"]
fn on_a_fresh_machine_the_archive_says_what_can_be_fixed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (root, home) = (folder.path().join("root"), folder.path().join("home"));
    // When Debian 12 was young.
    let packages = [
        ("libc6", "2.36-9+deb12u1", "glibc"),
        ("libc-bin", "2.36-9+deb12u1", "glibc"),
        ("libssl3", "3.0.9-1", "openssl"),
    ];
    old_system(&root, "ID=debian\nVERSION_ID=\"12\"\n", &packages);
    let report = scan(&root, &home, &[]);
    let outdated = report["outdated"].as_array().expect("a list");
    let sources: Vec<&str> = outdated.iter().filter_map(|it| it["source"].as_str()).collect();
    assert_eq!(sources, ["glibc", "openssl"], "{report}");
    let glibc = &outdated[0];
    assert_eq!(glibc["packages"].as_array().map(Vec::len), Some(2));
    assert!(glibc["suite"].as_str().is_some_and(|suite| suite.starts_with("bookworm")));
    // What Debian fixed first in 2.36-9+deb12u3, by its tracker, too (DSA-5514).
    assert_eq!(glibc["weaknesses"]["CVE-2023-4911"], "2.36-9+deb12u3", "{glibc}");
    let findings = report["findings"].as_array().expect("findings");
    let found = findings.iter().filter(|it| it["weakness"] == "CVE-2023-4911");
    let words: Vec<(&Value, &Value)> =
        found.map(|it| (&it["state"], &it["words"][0]["source"])).collect();
    let expected = (&Value::from("affected-with-fix"), &Value::from("archive"));
    assert_eq!(words, [expected, expected]);
    assert!(findings.iter().all(|it| it["words"][0]["coverage"].is_string()));
    assert_eq!(report["counts"]["incomplete"], true);
    // Again without the network: the same.
    assert_eq!(scan(&root, &home, &["--offline"]), report);
}

#[test]
#[ignore = "oracle: needs Ubuntu's archive"]
fn the_archive_of_ubuntu_says_it_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (root, home) = (folder.path().join("root"), folder.path().join("home"));
    // As 24.04 was released.
    let packages = [
        ("libssl3t64", "3.0.13-0ubuntu3", "openssl"),
        ("liblz4-1", "1.9.4-1build1", "lz4"),
        ("base-passwd", "3.6.3build1", "base-passwd"),
    ];
    let release = "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\nVERSION_CODENAME=noble\n";
    old_system(&root, release, &packages);
    let mirror = mirrors("ubuntu");
    let flags: Vec<&str> = mirror.iter().map(String::as_str).collect();
    let report = scan(&root, &home, &flags);
    let outdated = report["outdated"].as_array().expect("a list");
    let find = |source: &str| outdated.iter().find(|it| it["source"] == source);
    // By Ubuntu's own notices: USN-6937-1 mended it in 3.0.13-0ubuntu3.2.
    let openssl = find("openssl").expect("openssl was updated");
    assert_eq!(openssl["weaknesses"]["CVE-2024-5535"], "3.0.13-0ubuntu3.2", "{openssl}");
    let findings = report["findings"].as_array().expect("findings");
    let found = findings.iter().find(|it| it["weakness"] == "CVE-2024-5535").expect("a finding");
    assert_eq!(
        (&found["state"], &found["words"][0]["source"]),
        (&"affected-with-fix".into(), &"archive".into())
    );
    // What never was updated is not outdated, and that only the archive was asked is said.
    assert_eq!(find("base-passwd"), None);
    assert_eq!(report["counts"]["incomplete"], true);
}
