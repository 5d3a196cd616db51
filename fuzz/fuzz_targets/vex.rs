// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! VEX documents and decisions of strangers never make the readers panic, and no more statements come
//! than allowed.
#![no_main]

use haerterei_vex::{Bounds, held, read};
use haerterei_vex::decision::Decisions;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let bounds = Bounds { bytes: 1 << 20, values: 1 << 16, statements: 1 << 10 };
    if let Ok(document) = read(bytes, &bounds) {
        assert!(document.statements.len() <= bounds.statements);
    }
    let _ = held(bytes, &bounds);
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(decisions) = Decisions::parse(text)
    {
        assert_eq!(Decisions::parse(&decisions.to_json()).as_ref(), Ok(&decisions));
    }
});
