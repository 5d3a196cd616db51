// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Java's own key store format, as a trust store.

use haerterei_ground::Timestamp;
use sha1::{Digest as _, Sha1};

use crate::{CertificateSet, TrustError};

/// The password of Java's trust stores. It protects nothing: the store holds no secret.
pub const JAVA_STORE_PASSWORD: &str = "changeit";

const MAGIC: u32 = 0xfeed_feed;
const VERSION: u32 = 2;
const TRUSTED_CERTIFICATE: u32 = 2;
/// What the digest is salted with (`sun.security.provider.JavaKeyStore`).
const SALT: &[u8] = b"Mighty Aphrodite";

/// Writes a trust store in Java's JKS format, version 2: `/etc/ssl/certs/java/cacerts`.
///
/// The format is that of `sun.security.provider.JavaKeyStore` in OpenJDK: big-endian numbers,
/// strings in modified UTF-8 with their length before them, and a SHA-1 over the password in
/// UTF-16, a constant and everything before. The aliases are those of Debian's
/// `ca-certificates-java`: `debian:<file>.pem` in small letters, sorted. Java keeps a time with
/// each entry; it is `created` for all.
pub fn java_key_store(set: &CertificateSet, created: Timestamp) -> Result<Vec<u8>, TrustError> {
    let mut entries: Vec<(String, &[u8])> = set
        .iter()
        .map(|certificate| (alias(&certificate.name), certificate.der.as_slice()))
        .collect();
    entries.sort();
    let mut out = Vec::new();
    out.extend(MAGIC.to_be_bytes());
    out.extend(VERSION.to_be_bytes());
    out.extend(length(entries.len())?.to_be_bytes());
    for (alias, der) in entries {
        out.extend(TRUSTED_CERTIFICATE.to_be_bytes());
        write_text(&mut out, &alias)?;
        out.extend(created.as_millisecond().to_be_bytes());
        write_text(&mut out, "X.509")?;
        out.extend(length(der.len())?.to_be_bytes());
        out.extend_from_slice(der);
    }
    let mut digest = Sha1::new();
    for unit in JAVA_STORE_PASSWORD.encode_utf16() {
        digest.update(unit.to_be_bytes());
    }
    digest.update(SALT);
    digest.update(&out);
    out.extend_from_slice(&digest.finalize());
    Ok(out)
}

/// Returns the alias that Debian's `ca-certificates-java` gives a certificate.
pub(crate) fn alias(name: &str) -> String {
    format!("debian:{}.pem", name.to_lowercase())
}

fn length(length: usize) -> Result<u32, TrustError> {
    u32::try_from(length).map_err(|_| TrustError::StoreTooLarge)
}

/// Writes text in modified UTF-8 (`java.io.DataOutput.writeUTF`): each UTF-16 unit by itself, and
/// NUL in two bytes.
fn write_text(out: &mut Vec<u8>, text: &str) -> Result<(), TrustError> {
    let mut bytes = Vec::with_capacity(text.len());
    for unit in text.encode_utf16() {
        let low = |shift: u16| 0x80 | (unit >> shift & 0x3f) as u8;
        match unit {
            1..=0x7f => bytes.push(unit as u8),
            0 | 0x80..=0x7ff => bytes.extend([0xc0 | (unit >> 6) as u8, low(0)]),
            _ => bytes.extend([0xe0 | (unit >> 12) as u8, low(6), low(0)]),
        }
    }
    let length = u16::try_from(bytes.len()).map_err(|_| TrustError::StoreTooLarge)?;
    out.extend(length.to_be_bytes());
    out.extend(bytes);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_written_as_java_writes_it() {
        for (text, bytes) in [
            ("a", vec![0, 1, 0x61]),
            ("\0", vec![0, 2, 0xc0, 0x80]),
            ("ő", vec![0, 2, 0xc5, 0x91]),
            ("€", vec![0, 3, 0xe2, 0x82, 0xac]),
            ("𝄞", vec![0, 6, 0xed, 0xa0, 0xb4, 0xed, 0xb4, 0x9e]),
        ] {
            let mut out = Vec::new();
            write_text(&mut out, text).unwrap();
            assert_eq!(out, bytes, "{text:?}");
        }
        assert!(write_text(&mut Vec::new(), &"a".repeat(70_000)).is_err());
    }

    #[test]
    fn an_empty_store_is_whole() {
        let store = java_key_store(&CertificateSet::new(), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(store[..12], [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 0]);
        assert_eq!(store.len(), 32);
    }
}
