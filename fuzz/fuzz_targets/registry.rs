// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whatever registries answer and people keep for them, it is read to its end or refused.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| haerterei_registry::read_all(bytes));
