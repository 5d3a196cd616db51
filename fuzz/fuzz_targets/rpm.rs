// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Databases of RPM and Alpine never make the reader panic, and show no more than allowed.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(haerterei_packages::rpm::read(bytes, 10).packages.len() <= 10);
    if let Ok(header) = haerterei_packages::rpm::Header::parse(bytes) {
        let _ = header.package();
    }
    let _ = haerterei_packages::apk::read(bytes);
});
