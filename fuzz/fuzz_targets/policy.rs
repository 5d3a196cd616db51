// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A policy of a stranger never makes the reader panic.
#![no_main]

use haerterei_findings::policy::Policy;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = text.parse::<Policy>();
});
