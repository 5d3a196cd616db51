// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The real archive as a source of `scan`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{haerterei, run};

/// A system as it was when Debian 12 was young.
fn old_system(root: &Path) {
    let package = |name: &str, version: &str, source: &str| {
        format!(
            "Package: {name}\nStatus: install ok installed\nArchitecture: amd64\n\
             Version: {version}\nSource: {source}\nMaintainer: A <a@example.org>\n\n"
        )
    };
    let status = [
        package("libc6", "2.36-9+deb12u1", "glibc"),
        package("libc-bin", "2.36-9+deb12u1", "glibc"),
        package("libssl3", "3.0.9-1", "openssl"),
    ]
    .concat();
    fs::create_dir_all(root.join("var/lib/dpkg")).expect("a folder");
    fs::create_dir_all(root.join("etc")).expect("a folder");
    fs::write(root.join("var/lib/dpkg/status"), status).expect("a database");
    fs::write(root.join("etc/os-release"), "ID=debian\nVERSION_ID=\"12\"\n").expect("a file");
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
    old_system(&root);
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
