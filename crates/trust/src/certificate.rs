// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One certificate with what is known of it.

use der::Decode as _;
use der::asn1::ObjectIdentifier;
use haerterei_ground::{Digest, Timestamp};
use x509_cert::certificate::{CertificateInner, Raw, Version};
use x509_cert::ext::pkix::BasicConstraints;
use x509_cert::time::Time;

use crate::{TrustError, pem, subject};

/// Signature algorithms whose hash is broken: MD2, MD5 and SHA-1 with RSA, DSA and ECDSA.
const WEAK: [&str; 6] = [
    "1.2.840.113549.1.1.2",
    "1.2.840.113549.1.1.4",
    "1.2.840.113549.1.1.5",
    "1.3.14.3.2.29",
    "1.2.840.10040.4.3",
    "1.2.840.10045.4.1",
];

/// Where a certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A file of the distribution, by its path below `/usr/share/ca-certificates`
    /// (`mozilla/ISRG_Root_X1.crt`), and the certificate's place in it from 0.
    Distribution {
        /// The path below `/usr/share/ca-certificates`.
        path: String,
        /// The certificate's place in the file, from 0.
        position: usize,
        /// Whether the file holds more than this certificate.
        shared: bool,
    },
    /// The operator.
    Operator,
}

/// A certificate with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its name among all of a set: the stem of its file, as Debian writes it.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The certificate (X.509, in DER).
    pub der: Vec<u8>,
    /// Whom it is about, for people (RFC 4514).
    pub subject: String,
    /// The common name of the subject.
    pub common_name: Option<String>,
    /// Who signed it, for people (RFC 4514).
    pub issuer: String,
    /// The serial number in hexadecimal.
    pub serial: String,
    /// When it begins to hold.
    pub not_before: Timestamp,
    /// When it ends to hold.
    pub not_after: Timestamp,
    /// The SHA-256 of `der`.
    pub fingerprint: Digest,
    /// The hash of the subject by which OpenSSL looks for the certificate.
    pub subject_hash: u32,
    /// Whether it may sign others: so its basic constraints say, or it is of the first version of
    /// X.509, which has none, and signed by itself.
    pub is_authority: bool,
    /// Whether subject and issuer are the same.
    pub is_self_issued: bool,
    /// Whether its signature rests on a broken hash (SHA-1 or older).
    pub is_weakly_signed: bool,
}

impl Certificate {
    /// Reads one certificate; `file` and `line` are for the error.
    pub(crate) fn parse(
        file: &str,
        block: pem::Block,
        name: String,
        origin: Origin,
    ) -> Result<Self, TrustError> {
        let malformed = |reason: String| TrustError::Malformed {
            file: file.to_owned(),
            line: block.line,
            reason,
        };
        let parsed = CertificateInner::<Raw>::from_der(&block.der)
            .map_err(|error| malformed(error.to_string()))?;
        let body = parsed.tbs_certificate();
        let is_self_issued = body.subject() == body.issuer();
        let constraints = body
            .get_extension::<BasicConstraints>()
            .map_err(|error| malformed(error.to_string()))?;
        let is_authority = match constraints {
            Some((_, constraints)) => constraints.ca,
            None => body.version() == Version::V1 && is_self_issued,
        };
        let time = |time: Time| {
            i64::try_from(time.to_unix_duration().as_secs())
                .ok()
                .and_then(|seconds| Timestamp::from_second(seconds).ok())
                .ok_or_else(|| malformed("time out of range".to_owned()))
        };
        let algorithm: ObjectIdentifier = parsed.signature_algorithm().oid;
        let algorithm = algorithm.to_string();
        Ok(Self {
            subject: subject::shown(body.subject()),
            common_name: subject::common_name(body.subject()),
            issuer: subject::shown(body.issuer()),
            serial: hexadecimal(body.serial_number().as_bytes()),
            not_before: time(body.validity().not_before)?,
            not_after: time(body.validity().not_after)?,
            fingerprint: Digest::sha256(&block.der),
            subject_hash: subject::openssl_hash(body.subject())
                .ok_or_else(|| malformed("subject out of bounds".to_owned()))?,
            is_authority,
            is_self_issued,
            is_weakly_signed: WEAK.contains(&algorithm.as_str()),
            name,
            origin,
            der: block.der,
        })
    }

    /// Writes it as a PEM block.
    pub fn pem(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.der.len() * 3 / 2);
        pem::write(&mut out, &self.der);
        out
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
