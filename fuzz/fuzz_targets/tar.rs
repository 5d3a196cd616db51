// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Any bytes as a tar archive, and as a layer.
#![no_main]

use std::io::{self, Read};

use haerterei_ground::Limits;
use haerterei_image::layer::{Expected, LayerReader};
use haerterei_image::tar::{TarReader, TarWriter};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits =
        Limits { file_bytes: 1 << 20, total_bytes: 1 << 24, entries: 10_000, ..Limits::default() };
    let mut reader = TarReader::new(bytes, limits);
    let mut writer = TarWriter::new(Vec::new());
    let mut entries = Vec::new();
    while let Ok(Some(entry)) = reader.next() {
        let mut content = Vec::new();
        if reader.read_to_end(&mut content).is_err() {
            break;
        }
        writer.entry(&entry, content.as_slice()).expect("what was read can be written");
        entries.push(entry);
    }
    let written = writer.finish().expect("memory takes everything");
    let mut again = TarReader::new(written.as_slice(), Limits::default());
    for entry in entries {
        assert_eq!(again.next().expect("what was written can be read"), Some(entry));
    }
    if let Ok(mut layer) = LayerReader::new(bytes, Expected::default(), limits) {
        while let Ok(Some(_)) = layer.next() {
            let _ = io::copy(&mut layer, &mut io::sink());
        }
        let _ = layer.finish();
    }
});
