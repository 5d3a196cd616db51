// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Relationship fields of any text; what is printed is read again.
#![no_main]

use haerterei_packages::relations::{Provided, Relations};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Provided::parse(text);
    if let Ok(relations) = Relations::parse(text) {
        assert_eq!(Relations::parse(&relations.to_string()), Ok(relations));
    }
});
