// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The one file with all certificates.

use crate::{CertificateSet, pem};

/// Writes every certificate as PEM, one after the other: `/etc/ssl/certs/ca-certificates.crt`.
///
/// For the distribution's own selection these are the very bytes that Debian's
/// `update-ca-certificates` writes.
pub fn bundle(set: &CertificateSet) -> Vec<u8> {
    let mut out = Vec::new();
    for certificate in set.iter() {
        pem::write(&mut out, &certificate.der);
    }
    out
}
