// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! All readers of foreign bytes at once, for the fuzz target outside of the workspace.

use haerterei_ground::Digest;

use crate::access::auth_file::AuthFile;
use crate::access::challenge;
use crate::document::Document;
use crate::referrers::next_target;

/// Reads bytes as everything that registries answer and people keep for them. What comes of it does
/// not matter; that it comes does.
pub fn read_all(bytes: &[u8]) {
    let _ = Document::read(bytes.to_vec(), None, Digest::sha256(bytes), "bytes");
    if let Ok(file) = AuthFile::parse(bytes) {
        let _ = file.find("registry.example", "team/app");
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = challenge::best(std::iter::once(text));
        let _ = next_target(text);
    }
}
