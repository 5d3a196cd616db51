// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whom a server is believed to be: whoever the authorities of the machine or the settings say.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use super::Fault;

/// Makes what verifies chain and name of a server; `certificates` are files in PEM.
pub(super) fn config(certificates: &[Vec<u8>]) -> Result<ClientConfig, Fault> {
    let mut roots = RootCertStore::empty();
    // A machine without any authorities still has those of the settings.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for pem in certificates {
        let mut has_any = false;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(certificate.map_err(|_| Fault::Certificates)?)?;
            has_any = true;
        }
        if !has_any {
            return Err(Fault::Certificates);
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
