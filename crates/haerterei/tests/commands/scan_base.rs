// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei scan --base`: what comes from the base, and what another would change.

use crate::context::TestContext;
use crate::images::{self, DEBIAN, Files, package};
use crate::scan::{json, text, with_index_of};

const TRACKER: &str = r#"{
  "tar": { "CVE-2024-0001": { "releases": { "trixie": { "status": "resolved", "repositories": { "trixie": "2-1" }, "fixed_version": "2-1", "urgency": "low" } } } },
  "zlib": { "CVE-2024-0002": { "releases": { "trixie": { "status": "open", "repositories": { "trixie": "1-1" }, "urgency": "low" } } } },
  "own": { "CVE-2024-0003": { "releases": { "trixie": { "status": "resolved", "repositories": { "trixie": "9-1" }, "fixed_version": "9-1", "urgency": "low" } } } },
  "new": { "CVE-2024-0004": { "releases": { "trixie": { "status": "open", "repositories": { "trixie": "1-1" }, "urgency": "low" } } } }
}"#;

fn images() -> TestContext {
    let context = with_index_of(TRACKER);
    let file = |name: &str| format!("var/lib/dpkg/status.d/{name}");
    let names = ["tar", "zlib", "own", "new"].map(file);
    let (tar, tar_2) = (package("tar", "1-1"), package("tar", "2-1"));
    let [zlib, own, new] = ["zlib", "own", "new"].map(|name| package(name, "1-1"));
    let base: Files<'_> = &[DEBIAN, (&names[0], tar.as_bytes()), (&names[1], zlib.as_bytes())];
    let on_top: Files<'_> = &[(&names[2], own.as_bytes())];
    let newer: Files<'_> = &[
        DEBIAN,
        (&names[0], tar_2.as_bytes()),
        (&names[1], zlib.as_bytes()),
        (&names[3], new.as_bytes()),
    ];
    images::write(&context, "base", &[base], &[]);
    let claim = [
        ("org.opencontainers.image.base.name", "registry.example/base:1"),
        ("org.opencontainers.image.base.digest", "sha256:00"),
    ];
    images::write(&context, "image", &[base, on_top], &claim);
    images::write(&context, "newer", &[newer], &[]);
    context
}

#[test]
fn findings_of_the_base_are_told_apart() {
    let context = images();
    let value = json(&context, "scan oci:image:1 --base oci:base:1 --format json");
    let base = &value["base"];
    assert_eq!(base["known"]["layers"], 1);
    assert_eq!(base["counts"]["base"]["open"], 2);
    assert_eq!(base["counts"]["base"]["fixable"], 1);
    assert_eq!(base["counts"]["own"]["open"], 1);
    assert_eq!(base["claimed"]["name"], "registry.example/base:1");
    let origins: Vec<(&str, &str)> = value["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["weakness"].as_str().unwrap(), it["origin"].as_str().unwrap()))
        .collect();
    for expected in [("CVE-2024-0001", "base"), ("CVE-2024-0002", "base"), ("CVE-2024-0003", "own")]
    {
        assert!(origins.contains(&expected), "{origins:?}");
    }
    let (_, shown) = text(&context, "scan oci:image:1 --base oci:base:1");
    assert!(shown.contains("claims to be built upon registry.example/base:1"), "{shown}");
    assert!(shown.contains("From the base: 2 open, 1 of them with a fix"), "{shown}");
    // Without a base nothing is said of one.
    let value = json(&context, "scan oci:image:1 --format json");
    assert_eq!(value.get("base"), None);
}

#[test]
fn a_base_that_was_seen_before_is_known_by_its_layers() {
    let context = images();
    // Nobody has looked at it yet.
    let value = json(&context, "scan oci:image:1 --base known --format json");
    assert_eq!(value["base"]["known"], serde_json::Value::Null);
    let (_, seen) = text(&context, "sbom oci:base:1 --format json");
    let seen: serde_json::Value = serde_json::from_str(&seen).unwrap();
    text(&context, "sbom oci:newer:1");
    // It need not be there any more.
    std::fs::remove_dir_all(context.path("base")).unwrap();
    let value = json(&context, "scan oci:image:1 --base known --format json");
    let base = &value["base"];
    assert_eq!(base["known"]["name"], "oci:base:1");
    assert_eq!(base["known"]["digest"], seen["subject"]["digest"]);
    assert_eq!(base["known"]["layers"], 1);
    assert_eq!(
        (&base["counts"]["base"]["open"], &base["counts"]["own"]["open"]),
        (&2.into(), &1.into())
    );
    // An image is not its own base, and what is given and not nearer changes nothing.
    let value = json(&context, "scan oci:newer:1 --base known --format json");
    assert_eq!(value["base"]["known"], serde_json::Value::Null);
    // An inventory has no layers to go by.
    let call = "sbom oci:image:1 --format cyclonedx-json --output image.cdx.json";
    assert_eq!(text(&context, call).0, Some(0));
    let value = json(&context, "scan image.cdx.json --base known --format json");
    assert_eq!(value["base"]["known"], serde_json::Value::Null);
}

#[test]
fn a_newer_base_takes_leaves_and_brings() {
    let context = images();
    let call = "scan oci:image:1 --base oci:base:1 --base oci:newer:1";
    let value = json(&context, &format!("{call} --format json"));
    let other = &value["base"]["others"][0];
    let names = |key: &str| -> Vec<&str> {
        let list = other[key].as_array().unwrap().iter();
        list.map(|it| it["weakness"].as_str().unwrap()).collect()
    };
    assert_eq!(names("goes"), ["CVE-2024-0001"]);
    assert_eq!(other["goes"][0]["becomes"], "2-1");
    assert_eq!(names("stays"), ["CVE-2024-0002"]);
    assert_eq!(names("comes"), ["CVE-2024-0004"]);
    let (_, shown) = text(&context, &format!("{call} --lang de"));
    assert!(shown.contains("- tar 1-1 → 2-1: CVE-2024-0001"), "{shown}");
    assert!(shown.contains("+ new 1-1: CVE-2024-0004"), "{shown}");
    // The newer one alone: what the image is built upon is not known, and that is said.
    let (_, shown) = text(&context, "scan oci:image:1 --base oci:newer:1");
    assert!(shown.contains("what comes from its base is not known"), "{shown}");
    assert!(shown.contains("- tar 1-1 → 2-1: CVE-2024-0001"), "{shown}");
    // A claim without a place leads nowhere, and an image without one has none.
    assert_eq!(text(&context, "scan oci:base:1 --base claimed").0, Some(2));
}
