// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Feeds of strangers never make a reader panic, whatever form they are said to have, and give no
//! more than allowed.
#![no_main]

use haerterei_advisories::{Bounds, Form, Part, read};
use haerterei_ground::{Cancel, Timestamp};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let bounds = Bounds {
        total_bytes: 1 << 20,
        document_bytes: 1 << 20,
        documents: 100,
        advisories: 1 << 10,
        rules: 1 << 12,
        ..Bounds::default()
    };
    let Some((form, content)) = bytes.split_first() else { return };
    let names: Vec<&str> = Form::names().collect();
    let Some(Ok(form)) = names.get(usize::from(*form) % names.len()).map(|name| name.parse())
    else {
        return;
    };
    let part = Part::fetched("RUSTSEC-0000-0000.md".to_owned(), content.to_vec());
    if let Ok(read) = read(form, &[part], &bounds, Timestamp::MAX, &Cancel::new()) {
        assert!(read.collected.advisories.len() as u64 <= bounds.advisories);
    }
});
