// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The order of the rooms, as ARCHITECTURE.md draws it: a room uses only rooms above it.

use std::collections::BTreeMap;
use std::process::Command;

/// From the ground up; a room may use those before it.
const ORDER: [&str; 25] = [
    "haerterei-ground",
    "haerterei-texts",
    "haerterei-store",
    "haerterei-fetch",
    "haerterei-image",
    "haerterei-registry",
    "haerterei-evidence",
    "haerterei-versions",
    "haerterei-packages",
    "haerterei-anatomy",
    "haerterei-malware",
    "haerterei-trial",
    "haerterei-trust",
    "haerterei-effects",
    "haerterei-archive",
    "haerterei-recipe",
    "haerterei-build",
    "haerterei-inventory",
    "haerterei-sbom",
    "haerterei-vex",
    "haerterei-advisories",
    "haerterei-findings",
    "haerterei-register",
    "haerterei-testkit",
    "haerterei",
];

fn metadata() -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline", "--locked"])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let place: BTreeMap<&str, usize> =
        ORDER.iter().enumerate().map(|(i, name)| (*name, i)).collect();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    assert_eq!(packages.len(), ORDER.len(), "a room is missing from the order");
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let own = *place.get(name).unwrap_or_else(|| panic!("`{name}` has no place in the order"));
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            // A dev-dependency on the test kit is no part of the house.
            if !dependency["kind"].is_null() {
                continue;
            }
            let other = dependency["name"].as_str().expect("a name");
            if let Some(other_place) = place.get(other) {
                assert!(*other_place < own, "`{name}` uses `{other}`, which is not above it");
                assert!(
                    other != "haerterei-testkit",
                    "`{name}` uses the test kit outside of tests"
                );
            }
        }
    }
}

#[test]
fn only_fetch_knows_the_network_beside_trial_and_register() {
    for package in metadata()["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let other = dependency["name"].as_str().expect("a name");
            let network = matches!(other, "reqwest" | "tokio" | "hyper" | "rustls");
            // The probes of a trial speak TLS with a container, in its own network.
            let probes = name == "haerterei-trial" && other == "rustls";
            // The register speaks with the operator's own database server, over TLS.
            let database = name == "haerterei-register" && matches!(other, "tokio" | "rustls");
            let may = name == "haerterei-fetch" || probes || database;
            assert!(!network || may, "`{name}` uses `{other}`");
        }
    }
}

#[test]
fn every_room_forbids_unsafe_code() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates/");
    for name in ORDER {
        let folder = root.join(name.strip_prefix("haerterei-").unwrap_or(name));
        let file = ["src/lib.rs", "src/main.rs"]
            .map(|file| folder.join(file))
            .into_iter()
            .find(|file| file.exists());
        let text = std::fs::read_to_string(file.expect("a root file")).expect("readable");
        assert!(text.contains("#![forbid(unsafe_code)]"), "`{name}`");
    }
}
