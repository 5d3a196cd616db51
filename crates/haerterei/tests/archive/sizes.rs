// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How small the examples are: bounds that a change must not pass unnoticed.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{example, haerterei, run};

/// Megabytes, as sizes are promised.
const MB: u64 = 1_000_000;

struct Built {
    packages: u64,
    compressed: u64,
    report: Value,
}

fn build(recipe: &Path, compression: &str) -> Built {
    let output = recipe.with_file_name(format!("image-{compression}"));
    let result = run(haerterei()
        .arg("build")
        .arg(recipe)
        .args(["--platform", "linux/amd64", "--format", "json", "--compression", compression])
        .arg("--output")
        .arg(format!("oci:{}", output.display())));
    let report: Value = serde_json::from_slice(&result.stdout).unwrap();
    let platform = &report["platforms"][0];
    Built {
        packages: platform["packages"].as_array().unwrap().len() as u64,
        compressed: platform["compressed-size"].as_u64().unwrap(),
        report,
    }
}

#[test]
fn static_is_under_one_megabyte() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(&example("static", folder.path()), "gzip");
    assert!(built.compressed < MB, "{}", built.compressed);
}

#[test]
#[ignore = "oracle: needs the archive"]
fn tomcat_and_its_fonts_are_small() {
    let folder = tempfile::tempdir().unwrap();
    let tomcat = example("tomcat", folder.path());
    let core = build(&tomcat, "gzip");
    assert!(core.packages <= 15, "{} packages", core.packages);
    assert!(core.compressed <= 90 * MB, "{}", core.compressed);
    let zstd = build(&tomcat, "zstd");
    assert!(zstd.compressed <= 80 * MB, "{}", zstd.compressed);
    // Without the profile the report says what does not work.
    let off = core.report["platforms"][0]["features-off"].to_string();
    assert!(off.contains("java.awt.Font"), "{off}");

    let fonts = tomcat.with_file_name("fonts.yaml");
    let text = "haerterei: 1\nextends: recipe.yaml\nname: tomcat-fonts\nfeatures: [core, fonts]\n";
    fs::write(&fonts, text).unwrap();
    let with_fonts = build(&fonts, "gzip");
    let (packages, bytes) =
        (with_fonts.packages - core.packages, with_fonts.compressed - core.compressed);
    println!(
        "core: {} packages, {} bytes with gzip, {} with zstd; fonts: {packages} packages and {bytes} bytes more",
        core.packages, core.compressed, zstd.compressed
    );
    assert!(packages <= 12, "{packages} packages more");
    assert!(bytes <= 8 * MB, "{bytes} bytes more");
    let off = with_fonts.report["platforms"][0]["features-off"].to_string();
    assert!(!off.contains("java.awt.Font,"), "{off}");
}
