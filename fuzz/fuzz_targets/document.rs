// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Documents of strangers never make the readers panic, and no more components come than allowed.
#![no_main]

use haerterei_sbom::document::{DocumentBounds, parse};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let bounds = DocumentBounds { bytes: 1 << 20, values: 1 << 16, components: 1 << 10 };
    if let Ok(document) = parse(bytes, bounds) {
        assert!(document.parts.len() <= bounds.components);
        let _ = haerterei_sbom::tr_03183::check(&document);
        let _ = document.into_inventory();
    }
});
