// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Envelopes with signatures (DSSE 1.0, `https://github.com/secure-systems-lab/dsse`), by keys of
//! ECDSA over P-256 and of Ed25519.

use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair as _, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use haerterei_ground::Digest;
use serde::{Deserialize, Serialize};

use crate::error::AdvisoriesError;

/// What stands before the public half in a `SubjectPublicKeyInfo` (RFC 8410, section 4).
const ED25519_HEAD: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// The same of an uncompressed point on P-256 (RFC 5480, section 2).
const P256_HEAD: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The most signatures of one envelope that are looked at.
const MOST_SIGNATURES: usize = 64;

/// Some bytes with signatures over them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    payload_type: String,
    payload: String,
    signatures: Vec<Signature>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Signature {
    #[serde(default)]
    keyid: String,
    sig: String,
}

/// A key that signs.
#[derive(Debug)]
pub struct SigningKey(Pair);

#[derive(Debug)]
enum Pair {
    P256(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

/// The public half of a key, whose signatures are believed.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    is_ed25519: bool,
    /// The key as it stands behind the head.
    key: Vec<u8>,
}

/// Returns the bytes of a PEM block with a label, or what is wrong.
fn pem(bytes: &[u8], wanted: &str) -> Result<Vec<u8>, &'static str> {
    let (label, content) =
        der::pem::decode_vec(bytes.trim_ascii()).map_err(|_| "it is not one PEM block")?;
    if label == wanted {
        Ok(content)
    } else if label.contains("ENCRYPTED") {
        Err("it is encrypted")
    } else {
        Err("it has another kind of PEM block")
    }
}

impl SigningKey {
    /// Reads a private key: PKCS#8 in PEM, as `openssl genpkey` makes it.
    ///
    /// `path` is only for what is said of it.
    pub fn read(path: &Path, bytes: &[u8]) -> Result<Self, AdvisoriesError> {
        let failed = |problem| AdvisoriesError::Key { path: path.to_owned(), problem };
        let content = pem(bytes, "PRIVATE KEY").map_err(failed)?;
        if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &content) {
            return Ok(Self(Pair::P256(Box::new(pair))));
        }
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(&content)
            .map(|pair| Self(Pair::Ed25519(Box::new(pair))))
            .map_err(|_| failed("it is a key of neither ECDSA over P-256 nor Ed25519"))
    }

    /// Returns the public half.
    pub fn public(&self) -> TrustedKey {
        match &self.0 {
            Pair::P256(pair) => {
                TrustedKey { is_ed25519: false, key: pair.public_key().as_ref().to_vec() }
            }
            Pair::Ed25519(pair) => {
                TrustedKey { is_ed25519: true, key: pair.public_key().as_ref().to_vec() }
            }
        }
    }

    /// Puts some bytes into an envelope; nothing if the system gives no random numbers.
    pub fn seal(&self, payload_type: &str, payload: &[u8]) -> Option<Envelope> {
        let message = encoded(payload_type, payload);
        let signature = match &self.0 {
            Pair::P256(pair) => pair.sign(&SystemRandom::new(), &message).ok()?.as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(&message).as_ref().to_vec(),
        };
        Some(Envelope {
            payload_type: payload_type.to_owned(),
            payload: BASE64_STANDARD.encode(payload),
            signatures: vec![Signature {
                keyid: self.public().identity(),
                sig: BASE64_STANDARD.encode(signature),
            }],
        })
    }
}

impl TrustedKey {
    /// Reads a public key: `SubjectPublicKeyInfo` in PEM, as `openssl pkey -pubout` writes it.
    ///
    /// `path` is only for what is said of it.
    pub fn read(path: &Path, bytes: &[u8]) -> Result<Self, AdvisoriesError> {
        let failed = |problem| AdvisoriesError::Key { path: path.to_owned(), problem };
        let content = pem(bytes, "PUBLIC KEY").map_err(failed)?;
        let of = |head: &[u8], length: usize| {
            content.strip_prefix(head).filter(|key| key.len() == length).map(<[u8]>::to_vec)
        };
        if let Some(key) = of(&ED25519_HEAD, 32) {
            Ok(Self { is_ed25519: true, key })
        } else if let Some(key) = of(&P256_HEAD, 65) {
            Ok(Self { is_ed25519: false, key })
        } else {
            Err(failed("it is a key of neither ECDSA over P-256 nor Ed25519"))
        }
    }

    /// Returns the digest of the public key, by which people compare keys.
    pub fn identity(&self) -> String {
        let head: &[u8] = if self.is_ed25519 { &ED25519_HEAD } else { &P256_HEAD };
        Digest::sha256(&[head, &self.key].concat()).to_string()
    }

    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        if self.is_ed25519 {
            UnparsedPublicKey::new(&ED25519, &self.key).verify(message, signature).is_ok()
        } else {
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.key);
            key.verify(message, signature).is_ok()
        }
    }
}

impl Envelope {
    /// Returns whether somebody signed it, whoever that may be.
    pub const fn is_signed(&self) -> bool {
        !self.signatures.is_empty()
    }

    /// Returns what is in it and of which type, whoever signed it: a claim.
    pub fn claim(&self) -> Option<(&str, Vec<u8>)> {
        Some((&self.payload_type, decoded(&self.payload)?))
    }

    /// Returns the payload and the trusted key that signed it.
    ///
    /// What an envelope says of its keys is a hint only and is not looked at.
    pub fn open<'a>(
        &self,
        payload_type: &str,
        trusted: &'a [TrustedKey],
    ) -> Option<(Vec<u8>, &'a TrustedKey)> {
        if self.payload_type != payload_type || self.signatures.len() > MOST_SIGNATURES {
            return None;
        }
        let payload = decoded(&self.payload)?;
        let message = encoded(payload_type, &payload);
        let signer = self.signatures.iter().find_map(|signature| {
            let signature = decoded(&signature.sig)?;
            trusted.iter().find(|key| key.verifies(&message, &signature))
        })?;
        Some((payload, signer))
    }
}

/// Reads Base64 in either alphabet, as DSSE allows its writers.
fn decoded(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).or_else(|_| BASE64_URL_SAFE.decode(text)).ok()
}

/// The bytes that are signed: DSSE's pre-authentication encoding.
fn encoded(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `openssl genpkey -algorithm ED25519`, and `openssl pkey -pubout` of it.
    const ED25519_KEY: &str = include_str!("../tests/fixtures/keys/ed25519.pem");
    const ED25519_PUBLIC: &str = include_str!("../tests/fixtures/keys/ed25519.pub.pem");
    /// `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`.
    const P256_KEY: &str = include_str!("../tests/fixtures/keys/p256.pem");
    const P256_PUBLIC: &str = include_str!("../tests/fixtures/keys/p256.pub.pem");

    #[test]
    fn the_encoding_is_that_of_the_specification() {
        // The example of DSSE's protocol.md.
        assert_eq!(
            encoded("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }

    #[test]
    fn keys_of_openssl_sign_and_verify() {
        let path = Path::new("key.pem");
        let mut publics = Vec::new();
        for (key, public) in [(ED25519_KEY, ED25519_PUBLIC), (P256_KEY, P256_PUBLIC)] {
            let signing = SigningKey::read(path, key.as_bytes()).unwrap();
            let trusted = TrustedKey::read(path, public.as_bytes()).unwrap();
            assert_eq!(signing.public().identity(), trusted.identity());
            let envelope = signing.seal("x/y", b"payload").unwrap();
            let json = serde_json::to_string(&envelope).unwrap();
            assert!(json.contains("\"payloadType\":\"x/y\""), "{json}");
            let keys = [trusted.clone()];
            let (payload, signer) = envelope.open("x/y", &keys).unwrap();
            assert_eq!(
                (payload.as_slice(), signer.identity()),
                (&b"payload"[..], trusted.identity())
            );
            assert!(envelope.open("x/z", &keys).is_none());
            let mut other = envelope.clone();
            other.payload = BASE64_STANDARD.encode(b"Payload");
            assert!(other.open("x/y", &keys).is_none());
            assert_eq!(other.claim(), Some(("x/y", b"Payload".to_vec())));
            // The other alphabet of Base64, which differs in two signs.
            let mut other = signing.seal("x/y", &[0xff; 9]).unwrap();
            other.payload = other.payload.replace('/', "_");
            other.signatures[0].sig = other.signatures[0].sig.replace('/', "_").replace('+', "-");
            assert!(other.open("x/y", &keys).is_some() && other.is_signed());
            other.signatures.clear();
            assert!(other.open("x/y", &keys).is_none() && !other.is_signed());
            publics.push((trusted, envelope));
        }
        // Nobody's signature is another's.
        assert!(publics[0].1.open("x/y", &[publics[1].0.clone()]).is_none());
    }

    #[test]
    fn what_is_no_key_is_told() {
        let path = Path::new("key.pem");
        for (bytes, problem) in [
            ("nothing", "it is not one PEM block"),
            (ED25519_PUBLIC, "it has another kind of PEM block"),
        ] {
            let Err(AdvisoriesError::Key { problem: found, .. }) =
                SigningKey::read(path, bytes.as_bytes())
            else {
                panic!("{bytes}");
            };
            assert_eq!(found, problem);
        }
        assert!(TrustedKey::read(path, ED25519_KEY.as_bytes()).is_err());
    }
}
