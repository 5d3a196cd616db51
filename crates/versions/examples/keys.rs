// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Reads versions, one a line, and says which have no key and how long the keys took.
//!
//! ```sh
//! cargo run --release --example keys -- maven < versions.txt
//! ```
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::io::{BufRead as _, stdin};
use std::time::Instant;

use haerterei_versions::VersionScheme;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let scheme = VersionScheme::ALL
        .into_iter()
        .find(|scheme| scheme.to_string().eq_ignore_ascii_case(&name))
        .ok_or("which scheme? (debian, alpine, rpm, maven, semver, go, pypi, rubygems, nuget, composer)")?;
    let versions: Vec<String> = stdin().lock().lines().collect::<Result<_, _>>()?;
    let start = Instant::now();
    let keys: Vec<_> = versions.iter().map(|version| scheme.key(version)).collect();
    let took = start.elapsed();
    let bytes: usize = keys.iter().flatten().map(|key| key.as_bytes().len()).sum();
    let refused = keys.iter().filter(|key| key.is_err()).count();
    println!(
        "{scheme}: {} versions, {refused} without a key, {bytes} bytes of keys, {took:?}",
        keys.len()
    );
    for error in keys.iter().filter_map(|key| key.as_ref().err()).take(40) {
        println!("  {error}");
    }
    Ok(())
}
