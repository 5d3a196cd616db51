// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The public keys whose signatures count for one archive.

use std::collections::BTreeMap;

use haerterei_ground::Digest;
use openpgp::Cert;
use openpgp::KeyHandle;
use openpgp::cert::CertParser;
use openpgp::parse::Parse as _;
use sequoia_openpgp as openpgp;

use crate::ArchiveError;

/// The largest keyring that is read, in bytes; Debian's has a few hundred kilobytes.
pub(crate) const MAX_KEYRING_BYTES: u64 = 8 << 20;
/// More certificates than any archive signs with.
const MAX_CERTIFICATES: usize = 512;
const ARMOR: &[u8] = b"-----BEGIN PGP PUBLIC KEY BLOCK-----";

/// OpenPGP certificates (RFC 9580), by fingerprint.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    certificates: BTreeMap<String, Cert>,
}

impl Keyring {
    /// Reads certificates: binary, armored, or several armored ones in a row.
    ///
    /// `name` stands in errors. A keyring without any certificate is an error.
    pub fn parse(bytes: &[u8], name: &str) -> Result<Self, ArchiveError> {
        let unreadable =
            |reason: String| ArchiveError::KeyringUnreadable { keyring: name.to_owned(), reason };
        if bytes.len() as u64 > MAX_KEYRING_BYTES {
            return Err(unreadable(format!("more than {MAX_KEYRING_BYTES} bytes")));
        }
        let mut ring = Self::default();
        let starts: Vec<_> = memchr::memmem::find_iter(bytes, ARMOR).collect();
        let mut pieces: Vec<&[u8]> = starts
            .iter()
            .enumerate()
            .filter_map(|(i, &start)| {
                bytes.get(start..starts.get(i + 1).copied().unwrap_or(bytes.len()))
            })
            .collect();
        if pieces.is_empty() {
            pieces.push(bytes);
        }
        for piece in pieces {
            let parser = CertParser::from_bytes(piece).map_err(|e| unreadable(e.to_string()))?;
            for certificate in parser {
                let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
                ring.insert(certificate);
                if ring.certificates.len() > MAX_CERTIFICATES {
                    return Err(unreadable(format!("more than {MAX_CERTIFICATES} keys")));
                }
            }
        }
        if ring.certificates.is_empty() {
            return Err(unreadable("it holds no key".to_owned()));
        }
        Ok(ring)
    }

    fn insert(&mut self, certificate: Cert) {
        let fingerprint = certificate.fingerprint().to_hex();
        let merged = match self.certificates.remove(&fingerprint) {
            // Two copies of a certificate complete each other: a newer expiry, a revocation.
            Some(known) => known.clone().merge_public(certificate).unwrap_or(known),
            None => certificate,
        };
        self.certificates.insert(fingerprint, merged);
    }

    /// Adds the certificates of another keyring.
    pub fn extend(&mut self, other: Self) {
        for certificate in other.certificates.into_values() {
            self.insert(certificate);
        }
    }

    /// Keeps only certificates with one of these fingerprints (of the primary key or a subkey).
    #[must_use]
    pub fn limited_to(mut self, fingerprints: &[String]) -> Self {
        let wanted: Vec<String> = fingerprints
            .iter()
            .map(|text| text.trim_end_matches('!').to_ascii_uppercase())
            .collect();
        self.certificates.retain(|_, certificate| {
            certificate.keys().any(|key| wanted.contains(&key.key().fingerprint().to_hex()))
        });
        self
    }

    /// Returns whether there is no certificate.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Returns the fingerprints of the primary keys, sorted.
    pub fn fingerprints(&self) -> Vec<String> {
        self.certificates.keys().cloned().collect()
    }

    /// Returns a digest that is the same for the same fingerprints.
    pub fn identity(&self) -> Digest {
        Digest::sha256(self.fingerprints().join("\n").as_bytes())
    }

    /// Returns the certificates that a signature may have been made with.
    pub(crate) fn lookup(&self, handles: &[KeyHandle]) -> Vec<Cert> {
        self.certificates
            .values()
            .filter(|certificate| {
                certificate
                    .keys()
                    .any(|key| handles.iter().any(|handle| key.key().key_handle().aliases(handle)))
            })
            .cloned()
            .collect()
    }
}
