// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Any bytes are a maintainer script that can be looked at without harm.
#![no_main]

use haerterei_effects::{Catalogue, Environment, ScriptSet, recognise};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut script = b"#!/bin/sh\n".to_vec();
    script.extend_from_slice(bytes);
    let mut package = ScriptSet {
        package: "example".to_owned(),
        architecture: "amd64".to_owned(),
        triggers: bytes.to_vec(),
        ..ScriptSet::default()
    };
    package.scripts.insert("postinst".to_owned(), script);
    let _ = recognise(&package, &Environment::unknown(), &Catalogue::empty());
});
