// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Recipe and lock: whatever the bytes are, reading ends and does not panic.
#![no_main]

use std::io::{self, Read};

use camino::Utf8Path;
use haerterei_recipe::{Files, Lock, Recipe};
use libfuzzer_sys::fuzz_target;

#[derive(Debug)]
struct OneFile<'a>(&'a [u8]);

impl Files for OneFile<'_> {
    fn open(&self, _: &Utf8Path) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.0))
    }
}

fuzz_target!(|bytes: &[u8]| {
    // Every file is this one, so a recipe that builds upon another builds upon itself.
    if let Ok(recipe) = Recipe::read("recipe.yaml".into(), None, &OneFile(bytes)) {
        let _ = recipe.to_yaml();
        let _ = recipe.locked();
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(lock) = Lock::read("recipe.lock", text)
    {
        assert_eq!(Lock::read("recipe.lock", &lock.write()).map(|again| again.write()).ok(), Some(lock.write()));
    }
});
