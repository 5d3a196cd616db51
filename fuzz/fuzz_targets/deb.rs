// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package files of any bytes: an error or an end, in bounded memory.
#![no_main]

use std::io::Cursor;

use haerterei_ground::Limits;
use haerterei_packages::deb::{Deb, Decoding};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        file_bytes: 1 << 20,
        total_bytes: 8 << 20,
        entries: 10_000,
        document_bytes: 1 << 20,
        ratio: 2000,
    };
    if let Ok(package) = Deb::open(Cursor::new(bytes), limits)
        && let Ok(mut contents) = package.data(Decoding::default())
    {
        while let Ok(Some(_)) = contents.next() {
            let _ = std::io::copy(&mut contents, &mut std::io::sink());
        }
    }
});
