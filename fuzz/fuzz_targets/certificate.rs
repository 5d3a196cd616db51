// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Certificates never make the reader or the writers of stores panic.
#![no_main]

use haerterei_ground::Timestamp;
use haerterei_trust::{CertificateSet, bundle, java_key_store, link_farm, pkcs12_trust_store};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut set = CertificateSet::new();
    if set.add_operator("x", bytes, Timestamp::UNIX_EPOCH).is_ok() {
        bundle(&set);
        link_farm(&set);
        pkcs12_trust_store(&set);
        let _ = java_key_store(&set, Timestamp::UNIX_EPOCH);
    }
});
