// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Archives never make the reader panic, and no entry is larger than allowed.
#![no_main]

use haerterei_anatomy::zip::{ZipArchive, ZipLimits};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(zip) = ZipArchive::open(bytes, ZipLimits::default()) {
        for entry in zip.entries().iter().take(64) {
            if let Ok(content) = zip.read(entry, 1 << 20) {
                assert!(content.len() <= 1 << 20);
            }
        }
    }
    let _ = haerterei_anatomy::jar::read(bytes, ZipLimits::default());
});
