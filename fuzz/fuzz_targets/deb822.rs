// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Control data of any bytes; what is written is read again.
#![no_main]

use haerterei_packages::deb822::{Paragraphs, Writer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(paragraphs) = Paragraphs::from_bytes(bytes) else { return };
    for paragraph in paragraphs.flatten() {
        let mut writer = Writer::new();
        for field in paragraph.fields() {
            let value = field.lines().collect::<Vec<_>>().join("\n");
            if writer.field(field.name, &value).is_err() {
                return;
            }
        }
        let text = writer.finish();
        let again = Paragraphs::new(&text).next().expect("one was written").expect("it is sound");
        assert_eq!(again.fields().len(), paragraph.fields().len());
    }
});
