// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is proved of real images with real advisories: those of Debian's security tracker that lie
//! beside the project, where they do.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::inventory::installed;
use crate::support::{example, haerterei, project, run};

/// The tracker's data, where they are.
fn tracker() -> Option<PathBuf> {
    let file = project().join("../shared/advisories/debian-security-tracker.json.zst");
    if !file.is_file() {
        println!("not run: {} is not there", file.display());
        return None;
    }
    Some(file)
}

/// Scans an image with an index of its own.
fn scan(image: &str, tracker: &Path, home: &Path) -> Value {
    let ours = || {
        let mut command = haerterei();
        command.env("HAERTEREI_HOME", home);
        command
    };
    let source = format!("debian={}", tracker.display());
    run(ours().args(["advisories", "import", "--source", &source]));
    let output = run(ours().args(["scan", image, "--format", "json"]));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn findings<'a>(value: &'a Value, weakness: &str, package: &str) -> Vec<&'a Value> {
    let all = value["findings"].as_array().expect("findings").iter();
    let of = |one: &&Value| {
        let name = one["place"]["name"].as_str().unwrap_or_default();
        one["weakness"] == weakness && name.contains(&format!("/{package}@"))
    };
    all.filter(of).collect()
}

/// Whatever is closed by a proof says what it rests on; what is only indicated is open.
fn is_honest(value: &Value) {
    for finding in value["findings"].as_array().expect("findings") {
        let has = |field: &str| finding[field].as_array().is_some_and(|list| !list.is_empty());
        if finding["decided"]["ground"]["kind"] == "proof" {
            assert_eq!(finding["state"], "not-affected", "{finding:#}");
            assert!(has("proofs"), "{finding:#}");
            for proof in finding["proofs"].as_array().expect("proofs") {
                assert!(!proof["evidence"].as_array().expect("evidence").is_empty());
                assert!(!proof["repeat"].as_array().expect("commands").is_empty());
            }
        } else if has("proposals") {
            assert_ne!(finding["state"], "not-affected", "{finding:#}");
        }
    }
}

#[test]
#[ignore = "oracle: needs the archive and debootstrap"]
fn minizip_is_not_in_a_real_debian_and_its_perl_is_there() {
    let Some(tracker) = tracker() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("root");
    installed(&root);
    let value = scan(&format!("dir:{}", root.display()), &tracker, &folder.path().join("home"));
    is_honest(&value);
    let found = findings(&value, "CVE-2023-45853", "zlib1g");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["state"], "not-affected");
    assert_eq!(found[0]["decided"]["ground"]["rule"], "thing-absent:minizip");
    // The package perl brings CPAN.pm, so only the changelog can prove something of it.
    for finding in findings(&value, "CVE-2023-31484", "perl-base") {
        for proof in finding["proofs"].as_array().into_iter().flatten() {
            assert_eq!(proof["rule"], "fix-named", "{finding:#}");
        }
    }
    // Documentation is all there is of a package that others are built upon.
    for finding in findings(&value, "CVE-2022-27943", "gcc-12-base") {
        assert_eq!(finding["proofs"][0]["rule"], "nothing-left", "{finding:#}");
    }
}

#[test]
#[ignore = "oracle: needs the archive"]
fn examples_are_scanned_with_their_proofs() {
    let Some(tracker) = tracker() else { return };
    for name in ["static", "tomcat"] {
        let folder = tempfile::tempdir().expect("a folder");
        let recipe = example(name, folder.path());
        let image = format!("oci:{}", folder.path().join("image").display());
        run(haerterei().arg("build").arg(&recipe).args(["--output", &image]));
        let value = scan(&image, &tracker, &folder.path().join("home"));
        is_honest(&value);
        println!("{name}: {}", value["counts"]);
    }
}
