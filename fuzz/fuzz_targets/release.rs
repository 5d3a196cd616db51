// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Release files and the framing of their signatures: no bytes may panic, none may verify.
#![no_main]

use haerterei_archive::{AptSources, Keyring, ReleaseFile, verify_detached, verify_inline};
use haerterei_ground::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let nobody = Keyring::default();
    let _ = ReleaseFile::parse(bytes);
    assert!(verify_inline(bytes, &nobody, Timestamp::UNIX_EPOCH).is_err());
    assert!(verify_detached(b"text", bytes, &nobody, Timestamp::UNIX_EPOCH).is_err());
    let text = String::from_utf8_lossy(bytes);
    AptSources::default().read("a.sources", &text);
    AptSources::default().read("a.list", &text);
});
