// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A segment of an index whose bytes are anything never makes matching panic.
#![no_main]

use haerterei_advisories::{Segment, Space};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let space: Space = "Debian:13".parse().expect("a space that is known");
    let Some(segment) = Segment::of_bytes(space, bytes.to_vec()) else { return };
    let version = segment.key("1:1.2.3-4+deb13u1");
    for package in ["openssl", "a", ""] {
        let _ = segment.speaks_of(package);
        for found in segment.matches(package, &version) {
            let _ = (found.advisory.id(), found.advisory.published(), found.fixed);
            let _ = (found.advisory.aliases().count(), found.advisory.story_place());
        }
        let _ = segment.statements(package).count();
    }
    let _ = segment.advisories().map(|entry| entry.kind()).count();
});
