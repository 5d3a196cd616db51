// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Our order of versions against dpkg's, over a whole archive.
#![expect(clippy::unwrap_used, reason = "a test may stop where the world fails it")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use haerterei_versions::debian::Version;

/// The first archive of the host's apt configuration.
fn mirror() -> String {
    let output = Command::new("apt-get")
        .args(["indextargets", "--format", "$(REPO_URI)"])
        .output()
        .expect("this oracle needs apt-get");
    let text = String::from_utf8(output.stdout).expect("apt-get prints UTF-8");
    let from_apt = text.lines().next().map(str::to_owned);
    from_apt.expect("this oracle needs an archive in the host's apt configuration")
}

/// Every distinct version text of a suite's main component, taken from the host's archive.
fn versions_of(suite: &str) -> BTreeSet<String> {
    let folder = std::env::temp_dir().join(format!("haerterei-versions-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let packed = folder.join("Packages.xz");
    let url =
        format!("{}/dists/{suite}/main/binary-amd64/Packages.xz", mirror().trim_end_matches('/'));
    let fetched = Command::new("/usr/lib/apt/apt-helper")
        .args(["download-file", &url])
        .arg(&packed)
        .output()
        .expect("this oracle needs apt-helper");
    assert!(fetched.status.success(), "the archive's index could not be fetched");
    let unpacked = Command::new("xz").arg("-dc").arg(&packed).output().expect("needs xz");
    fs::remove_dir_all(&folder).unwrap();
    String::from_utf8_lossy(&unpacked.stdout)
        .lines()
        .filter_map(|line| line.strip_prefix("Version: "))
        .map(str::to_owned)
        .collect()
}

/// Asks dpkg about each pair, in one shell; prints nothing but the pairs that do not hold.
fn contradicted_by_dpkg(pairs: &[(String, &str, String)]) -> String {
    let mut shell = Command::new("sh")
        .args([
            "-c",
            "while read -r left relation right; do \
               dpkg --compare-versions \"$left\" \"$relation\" \"$right\" \
                 || echo \"$left $relation $right\"; \
             done",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this oracle needs sh and dpkg");
    let mut input = shell.stdin.take().unwrap();
    let questions = pairs
        .iter()
        .map(|(left, relation, right)| [left.as_str(), relation, right, "\n"].join(" "))
        .collect::<String>();
    let writer = std::thread::spawn(move || input.write_all(questions.as_bytes()).unwrap());
    let output = shell.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "oracle: needs dpkg, apt-get, xz and the host's Debian archive"]
fn every_neighbouring_pair_of_an_archive_stands_as_dpkg_has_it() {
    let mut versions: Vec<Version> = versions_of("trixie")
        .iter()
        .map(|text| Version::parse(text).unwrap_or_else(|error| panic!("{error}")))
        .collect();
    assert!(versions.len() > 15_000, "only {} versions", versions.len());
    versions.sort();
    let by_key: Vec<_> = versions.iter().map(Version::sort_key).collect();
    assert!(by_key.is_sorted(), "the keys sort differently");
    let pairs: Vec<_> = versions
        .windows(2)
        .map(|pair| {
            let relation = if pair[0] == pair[1] { "eq" } else { "lt" };
            (pair[0].to_string(), relation, pair[1].to_string())
        })
        .collect();
    println!("{} pairs", pairs.len());
    assert_eq!(contradicted_by_dpkg(&pairs), "");
}
