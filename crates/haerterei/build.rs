// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Tells the program what it is compiled for, which `--version` shows.

#![expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts by variables")]

use std::env;

fn main() {
    let target = env::var("TARGET").unwrap_or_default();
    let mut features: Vec<String> = env::vars()
        .filter_map(|(name, _)| name.strip_prefix("CARGO_FEATURE_").map(str::to_ascii_lowercase))
        .map(|name| name.replace('_', "-"))
        .collect();
    features.sort();
    if features.is_empty() {
        features.push("none".to_owned());
    }
    println!("cargo::rustc-env=HAERTEREI_TARGET={target}");
    println!("cargo::rustc-env=HAERTEREI_FEATURES={}", features.join(", "));
    println!("cargo::rerun-if-changed=build.rs");
}
