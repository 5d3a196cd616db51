// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! ELF files never make the reader panic.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = haerterei_anatomy::elf::read(bytes);
    let _ = haerterei_anatomy::elf::symbols(bytes);
});
