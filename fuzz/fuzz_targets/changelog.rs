// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Changelogs, copyright files and package databases of any bytes.
#![no_main]

use haerterei_packages::changelog::Changelog;
use haerterei_packages::copyright::Licences;
use haerterei_packages::dpkg;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Changelog::read(bytes, 1 << 20);
    let _ = Licences::read(bytes);
    let _ = dpkg::read_status(bytes);
});
