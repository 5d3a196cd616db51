// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The standard's container, as a trust store without a password.

use crate::CertificateSet;
use crate::java::alias;
use crate::subject::tlv;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const BMP_STRING: u8 = 0x1e;
const EXPLICIT_0: u8 = 0xa0;

/// 1.2.840.113549.1.7.1, data (RFC 5652).
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
/// 1.2.840.113549.1.12.10.1.3, certBag (RFC 7292, section 4.2.3).
const CERTIFICATE_BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 3];
/// 1.2.840.113549.1.9.22.1, x509Certificate (RFC 2985).
const X509_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 22, 1];
/// 1.2.840.113549.1.9.20, friendlyName (RFC 2985).
const FRIENDLY_NAME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 20];
/// 2.16.840.1.113894.746875.1.1, by which the JDK knows a trusted certificate
/// (`sun.security.pkcs12.PKCS12KeyStore`).
const TRUSTED_KEY_USAGE: &[u8] = &[0x60, 0x86, 0x48, 1, 0x86, 0xf9, 0x66, 0xad, 0xca, 0x7b, 1, 1];
/// 2.5.29.37.0, anyExtendedKeyUsage (RFC 5280, section 4.2.1.12).
const ANY_USAGE: &[u8] = &[0x55, 0x1d, 0x25, 0];

/// Writes a trust store in PKCS #12 (RFC 7292), neither encrypted nor with a MAC: whoever may read
/// an image's root may read its trust store, and its integrity is the image's.
///
/// JDKs since 8u301, 11.0.12 and 17 read such a store with any password or none.
pub fn pkcs12_trust_store(set: &CertificateSet) -> Vec<u8> {
    let mut entries: Vec<(String, &[u8])> = set
        .iter()
        .map(|certificate| (alias(&certificate.name), certificate.der.as_slice()))
        .collect();
    entries.sort();
    let bags: Vec<u8> = entries.iter().flat_map(|(alias, der)| bag(alias, der)).collect();
    let authenticated = tlv(SEQUENCE, &data(&tlv(SEQUENCE, &bags)));
    let version = [0x02, 1, 3];
    tlv(SEQUENCE, &[version.as_slice(), &data(&authenticated)].concat())
}

/// A `ContentInfo` of type data.
fn data(content: &[u8]) -> Vec<u8> {
    let content = tlv(EXPLICIT_0, &tlv(OCTET_STRING, content));
    tlv(SEQUENCE, &[tlv(OBJECT_IDENTIFIER, DATA), content].concat())
}

fn bag(alias: &str, der: &[u8]) -> Vec<u8> {
    let certificate =
        [tlv(OBJECT_IDENTIFIER, X509_CERTIFICATE), tlv(EXPLICIT_0, &tlv(OCTET_STRING, der))]
            .concat();
    let name: Vec<u8> = alias.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut attributes = [
        attribute(FRIENDLY_NAME, &tlv(BMP_STRING, &name)),
        attribute(TRUSTED_KEY_USAGE, &tlv(OBJECT_IDENTIFIER, ANY_USAGE)),
    ];
    // DER orders the members of a SET OF by their bytes.
    attributes.sort();
    let bag = [
        tlv(OBJECT_IDENTIFIER, CERTIFICATE_BAG),
        tlv(EXPLICIT_0, &tlv(SEQUENCE, &certificate)),
        tlv(SET, &attributes.concat()),
    ]
    .concat();
    tlv(SEQUENCE, &bag)
}

fn attribute(kind: &[u8], value: &[u8]) -> Vec<u8> {
    let content = [tlv(OBJECT_IDENTIFIER, kind), tlv(SET, value)].concat();
    tlv(SEQUENCE, &content)
}
