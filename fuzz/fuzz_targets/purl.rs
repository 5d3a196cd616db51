// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is printed as a package URL is read again as the same.
#![no_main]

use haerterei_versions::purl::PackageUrl;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut parts = text.splitn(4, '\n');
    let mut part = || parts.next().unwrap_or_default();
    let made = PackageUrl::new(part(), part(), part(), part());
    for purl in [text.parse().ok(), made].into_iter().flatten() {
        let again: PackageUrl = purl.to_string().parse().expect("what is printed can be read");
        assert_eq!(again, purl);
    }
});
