// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Any bytes as the documents of an image.
#![no_main]

use haerterei_ground::Limits;
use haerterei_image::document::{parse, to_bytes};
use haerterei_image::{ImageConfig, Index, Manifest, Reference};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    if let Ok(manifest) = parse::<Manifest>(bytes, "fuzz", &limits) {
        assert_eq!(parse::<Manifest>(&to_bytes(&manifest), "fuzz", &limits).unwrap(), manifest);
    }
    if let Ok(index) = parse::<Index>(bytes, "fuzz", &limits) {
        assert_eq!(parse::<Index>(&to_bytes(&index), "fuzz", &limits).unwrap(), index);
    }
    if let Ok(config) = parse::<ImageConfig>(bytes, "fuzz", &limits) {
        assert_eq!(parse::<ImageConfig>(&to_bytes(&config), "fuzz", &limits).unwrap(), config);
    }
    if let Ok(word) = std::str::from_utf8(bytes) {
        let _ = Reference::parse(word);
    }
});
