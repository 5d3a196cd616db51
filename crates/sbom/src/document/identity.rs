// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The name of a document: a UUID that follows from what it says, so that the same content has the
//! same name and different content another.

use std::io;

use haerterei_ground::{Algorithm, HashingWriter};
use serde::Serialize;

/// Returns the UUID (RFC 9562, version 8: of a method of our own) of a value: the first 122 bits of
/// the SHA-256 digest of its JSON form.
pub(crate) fn uuid(content: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut writer = HashingWriter::new(io::sink(), Algorithm::Sha256);
    serde_json::to_writer(&mut writer, content)?;
    let (_, digest, _) = writer.finish();
    let mut bytes: Vec<u8> = digest.as_bytes().iter().copied().take(16).collect();
    if let Some(byte) = bytes.get_mut(6) {
        *byte = (*byte & 0x0f) | 0x80;
    }
    if let Some(byte) = bytes.get_mut(8) {
        *byte = (*byte & 0x3f) | 0x80;
    }
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_from_the_content_and_has_the_form_of_version_8() {
        let name = uuid(&"a").unwrap();
        assert_eq!((name.len(), &name[14..15]), (36, "8"));
        assert!(matches!(&name[19..20], "8" | "9" | "a" | "b"), "{name}");
        assert_eq!(name, uuid(&"a").unwrap());
        assert_ne!(name, uuid(&"b").unwrap());
    }
}
