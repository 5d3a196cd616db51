// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The folder that OpenSSL searches by the hash of a subject.

use std::collections::BTreeMap;

use crate::{CertificateSet, Origin};

/// What stands in `/etc/ssl/certs` beside the bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkFarm {
    /// Symbolic links by their name in `/etc/ssl/certs`, with their target: `Name.pem` to the file
    /// of the certificate, `1234abcd.0` to `Name.pem`.
    pub links: BTreeMap<String, String>,
    /// Files that no package ships and that the links need, by absolute path: the operator's
    /// certificates, and those of the distribution that share a file.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Returns the links by which OpenSSL, and all that use its `CApath`, find a certificate.
///
/// The names are those of `update-ca-certificates` and `openssl rehash`; among certificates with
/// the same hash of their subject the order of the names decides.
pub fn link_farm(set: &CertificateSet) -> LinkFarm {
    let mut farm = LinkFarm::default();
    // `openssl rehash` goes through the folder by name, not by origin.
    let by_name: BTreeMap<&str, _> =
        set.iter().map(|certificate| (certificate.name.as_str(), certificate)).collect();
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    for (name, certificate) in by_name {
        let target = match &certificate.origin {
            Origin::Distribution { path, shared: false, .. } => {
                format!("/usr/share/ca-certificates/{path}")
            }
            Origin::Distribution { .. } | Origin::Operator => {
                let path = format!("/usr/local/share/ca-certificates/{name}.crt");
                farm.files.insert(path.clone(), certificate.pem());
                path
            }
        };
        farm.links.insert(format!("{name}.pem"), target);
        let number = taken.entry(certificate.subject_hash).or_default();
        let link = format!("{:08x}.{number}", certificate.subject_hash);
        *number += 1;
        farm.links.insert(link, format!("{name}.pem"));
    }
    farm
}
