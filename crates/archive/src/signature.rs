// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! OpenPGP signatures of Release files: `InRelease` with the text inside, or `Release.gpg` beside.
//!
//! One good signature by a key of the keyring is enough, as for apt: an archive signs with the
//! keys of several releases at once. A signature that a known key made over something else spoils
//! the whole. Keys and signatures are judged at the time that is passed in.

use std::fmt;
use std::io::Read as _;
use std::time::SystemTime;

use haerterei_ground::Timestamp;
use openpgp::cert::amalgamation::ValidAmalgamation as _;
use openpgp::cert::prelude::ValidErasedKeyAmalgamation;
use openpgp::packet::{Signature, key};
use openpgp::parse::Parse as _;
use openpgp::parse::stream::{
    DetachedVerifierBuilder, MessageLayer, MessageStructure, VerificationError, VerificationHelper,
    VerifierBuilder,
};
use openpgp::policy::StandardPolicy;
use openpgp::types::RevocationStatus;
use openpgp::{Cert, KeyHandle};
use sequoia_openpgp as openpgp;
use serde::{Deserialize, Serialize};

use crate::Keyring;

/// The largest Release file, in bytes; Ubuntu's has a few hundred kilobytes.
pub(crate) const MAX_RELEASE_BYTES: u64 = 32 << 20;

const BEGIN_MESSAGE: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";
const BEGIN_SIGNATURE: &[u8] = b"-----BEGIN PGP SIGNATURE-----";
const END_SIGNATURE: &[u8] = b"-----END PGP SIGNATURE-----";

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Signer {
    /// The fingerprint of the primary key.
    pub fingerprint: String,
    /// The fingerprint of the key that made the signature; often a subkey.
    pub key: String,
    /// Whom the key says it belongs to.
    pub user: String,
}

impl fmt::Display for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.fingerprint, self.user)
    }
}

/// A text and who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Exactly the bytes that were signed.
    pub text: Vec<u8>,
    /// All whose signature is good, sorted.
    pub signers: Vec<Signer>,
}

/// Why a signature does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureProblem {
    /// There is no signature at all: an unsigned file, or something else altogether.
    #[error("it is not signed")]
    NotSigned,
    /// There is text before or after the signed part.
    #[error("there is text outside the signed part")]
    TextOutside,
    /// The end is missing.
    #[error("it ends before its signature does")]
    Truncated,
    /// The framing cannot be understood.
    #[error("its signature is malformed: {0}")]
    Malformed(String),
    /// The text is not what the key signed.
    #[error("its text is not what {0} signed")]
    Tampered(Signer),
    /// No signature is by a key of the keyring.
    #[error("it is signed by keys nobody vouched for: {}", .0.join(", "))]
    UnknownSigner(Vec<String>),
    /// The key is past its date.
    #[error("the key of {0} has expired")]
    KeyExpired(Signer),
    /// The key was withdrawn.
    #[error("the key of {0} is revoked")]
    KeyRevoked(Signer),
    /// The signature is past its date.
    #[error("the signature of {0} has expired")]
    SignatureExpired(Signer),
    /// The signature was made after the time it is judged at.
    #[error("the signature of {0} is from the future")]
    FromTheFuture(Signer),
    /// The key or the signature uses what is no longer safe, or may not sign.
    #[error("the key of {0} may not be relied on: {1}")]
    NotAcceptable(Signer, String),
}

/// Verifies a text with its signature around it: `InRelease`, RFC 9580 section 7.
///
/// Nothing may stand outside the signed part, which is where something could be slipped in.
pub fn verify_inline(
    message: &[u8],
    keyring: &Keyring,
    at: Timestamp,
) -> Result<Verified, SignatureProblem> {
    check_frame(message)?;
    let policy = StandardPolicy::at(SystemTime::from(at));
    let malformed = |reason: String| SignatureProblem::Malformed(reason);
    let mut verifier = VerifierBuilder::from_bytes(message)
        .and_then(|builder| {
            builder.with_policy(&policy, SystemTime::from(at), Judge::new(keyring, at))
        })
        .map_err(|error| malformed(error.to_string()))?;
    let mut text = Vec::with_capacity(message.len());
    // Everything is read before anything is believed.
    verifier.read_to_end(&mut text).map_err(|error| malformed(error.to_string()))?;
    let signers = verifier.into_helper().verdict()?;
    Ok(Verified { text, signers })
}

/// Verifies a text by a signature that lies beside it: `Release` by `Release.gpg`.
pub fn verify_detached(
    text: &[u8],
    signature: &[u8],
    keyring: &Keyring,
    at: Timestamp,
) -> Result<Verified, SignatureProblem> {
    let policy = StandardPolicy::at(SystemTime::from(at));
    let malformed = |reason: String| SignatureProblem::Malformed(reason);
    let mut verifier = DetachedVerifierBuilder::from_bytes(signature)
        .and_then(|builder| {
            builder.with_policy(&policy, SystemTime::from(at), Judge::new(keyring, at))
        })
        .map_err(|error| malformed(error.to_string()))?;
    verifier.verify_bytes(text).map_err(|error| malformed(error.to_string()))?;
    Ok(Verified { text: text.to_vec(), signers: verifier.into_helper().verdict()? })
}

/// Checks that a message is one clear-signed text and nothing else.
fn check_frame(message: &[u8]) -> Result<(), SignatureProblem> {
    #[derive(PartialEq)]
    enum At {
        Start,
        Text,
        Signature,
        End,
    }
    let mut at = At::Start;
    for line in message.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii_end();
        at = match at {
            At::Start if line == BEGIN_MESSAGE => At::Text,
            At::Start if line.is_empty() => At::Start,
            At::Start if memchr::memmem::find(message, BEGIN_MESSAGE).is_none() => {
                return Err(SignatureProblem::NotSigned);
            }
            At::Start => return Err(SignatureProblem::TextOutside),
            At::Text if line == BEGIN_SIGNATURE => At::Signature,
            At::Signature if line == END_SIGNATURE => At::End,
            At::Text | At::Signature if line == BEGIN_MESSAGE => {
                return Err(SignatureProblem::TextOutside);
            }
            At::End if !line.is_empty() => return Err(SignatureProblem::TextOutside),
            same => same,
        };
    }
    match at {
        At::Start => Err(SignatureProblem::NotSigned),
        At::Text | At::Signature => Err(SignatureProblem::Truncated),
        At::End => Ok(()),
    }
}

/// Collects what the verifier finds; nothing is decided before all of it is known.
struct Judge<'a> {
    keyring: &'a Keyring,
    at: SystemTime,
    good: Vec<Signer>,
    unknown: Vec<String>,
    problems: Vec<SignatureProblem>,
}

impl<'a> Judge<'a> {
    fn new(keyring: &'a Keyring, at: Timestamp) -> Self {
        Self {
            keyring,
            at: SystemTime::from(at),
            good: Vec::new(),
            unknown: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn verdict(mut self) -> Result<Vec<Signer>, SignatureProblem> {
        let tampered = self
            .problems
            .iter()
            .position(|problem| matches!(problem, SignatureProblem::Tampered(_)));
        if let Some(index) = tampered {
            return Err(self.problems.swap_remove(index));
        }
        if !self.good.is_empty() {
            self.good.sort();
            self.good.dedup();
            return Ok(self.good);
        }
        if !self.problems.is_empty() {
            return Err(self.problems.swap_remove(0));
        }
        if self.unknown.is_empty() {
            return Err(SignatureProblem::NotSigned);
        }
        self.unknown.sort();
        self.unknown.dedup();
        Err(SignatureProblem::UnknownSigner(self.unknown))
    }

    /// Judges a key whose signature is good at the time that counts: today's expiry and
    /// revocation, not only those of the day it signed.
    fn judge_key(
        &mut self,
        signature: &Signature,
        key: &ValidErasedKeyAmalgamation<'_, key::PublicParts>,
    ) {
        let signer = signer(key);
        let policy = StandardPolicy::at(self.at);
        let certificate = key.cert();
        if matches!(certificate.revocation_status(&policy, self.at), RevocationStatus::Revoked(_)) {
            return self.problems.push(SignatureProblem::KeyRevoked(signer));
        }
        match certificate.with_policy(&policy, self.at) {
            Err(error) => {
                let reason = error.to_string();
                return self.problems.push(SignatureProblem::NotAcceptable(signer, reason));
            }
            Ok(valid) => {
                let now =
                    valid.keys().find(|one| one.key().fingerprint() == key.key().fingerprint());
                let revoked = now.as_ref().is_some_and(|one| {
                    matches!(one.revocation_status(), RevocationStatus::Revoked(_))
                });
                if revoked {
                    return self.problems.push(SignatureProblem::KeyRevoked(signer));
                }
                if valid.alive().is_err() || now.is_none_or(|one| one.alive().is_err()) {
                    return self.problems.push(SignatureProblem::KeyExpired(signer));
                }
            }
        }
        if signature.signature_creation_time().is_some_and(|made| made > self.at) {
            return self.problems.push(SignatureProblem::FromTheFuture(signer));
        }
        self.good.push(signer);
    }

    fn judge_error(&mut self, error: VerificationError<'_>) {
        let problem = match error {
            VerificationError::MissingKey { sig } => {
                self.unknown.extend(sig.get_issuers().iter().map(ToString::to_string));
                return;
            }
            VerificationError::BadSignature { ka, error, .. } => {
                let signer = signer(&ka);
                match error.downcast_ref::<openpgp::Error>() {
                    Some(openpgp::Error::Expired(_)) => SignatureProblem::SignatureExpired(signer),
                    Some(openpgp::Error::NotYetLive(_)) => SignatureProblem::FromTheFuture(signer),
                    Some(openpgp::Error::PolicyViolation(what, _)) => {
                        SignatureProblem::NotAcceptable(signer, what.clone())
                    }
                    _ => SignatureProblem::Tampered(signer),
                }
            }
            VerificationError::BadKey { ka, error, .. } => {
                let signer = signer(&ka);
                let revoked = matches!(
                    ka.cert().revocation_status(&StandardPolicy::at(self.at), self.at),
                    RevocationStatus::Revoked(_)
                );
                match error.downcast_ref::<openpgp::Error>() {
                    _ if revoked => SignatureProblem::KeyRevoked(signer),
                    Some(openpgp::Error::Expired(_)) => SignatureProblem::KeyExpired(signer),
                    _ => SignatureProblem::NotAcceptable(signer, error.to_string()),
                }
            }
            VerificationError::UnboundKey { cert, error, .. } => {
                let fingerprint = cert.fingerprint().to_hex();
                let signer = Signer { key: fingerprint.clone(), fingerprint, user: user(cert) };
                SignatureProblem::NotAcceptable(signer, error.to_string())
            }
            other => SignatureProblem::Malformed(other.to_string()),
        };
        self.problems.push(problem);
    }
}

fn signer(key: &ValidErasedKeyAmalgamation<'_, key::PublicParts>) -> Signer {
    Signer {
        fingerprint: key.cert().fingerprint().to_hex(),
        key: key.key().fingerprint().to_hex(),
        user: user(key.cert()),
    }
}

fn user(certificate: &Cert) -> String {
    certificate
        .userids()
        .next()
        .map(|id| String::from_utf8_lossy(id.userid().value()).into_owned())
        .unwrap_or_default()
}

impl VerificationHelper for Judge<'_> {
    fn get_certs(&mut self, ids: &[KeyHandle]) -> openpgp::Result<Vec<Cert>> {
        Ok(self.keyring.lookup(ids))
    }

    fn check(&mut self, structure: MessageStructure<'_>) -> openpgp::Result<()> {
        for layer in structure {
            let MessageLayer::SignatureGroup { results } = layer else {
                self.problems
                    .push(SignatureProblem::Malformed("it is compressed or encrypted".to_owned()));
                continue;
            };
            for result in results {
                match result {
                    Ok(good) => self.judge_key(good.sig, &good.ka),
                    Err(error) => self.judge_error(error),
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_frame_must_hold_everything() {
        let good = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\ntext\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
        assert_eq!(check_frame(good.as_bytes()), Ok(()));
        for (text, expected) in [
            (String::new(), SignatureProblem::NotSigned),
            ("<html>log in</html>".to_owned(), SignatureProblem::NotSigned),
            (format!("Origin: x\n{good}"), SignatureProblem::TextOutside),
            (format!("{good}Origin: x\n"), SignatureProblem::TextOutside),
            (format!("{good}{good}"), SignatureProblem::TextOutside),
            (good[..60].to_owned(), SignatureProblem::Truncated),
            (good[..good.len() - 9].to_owned(), SignatureProblem::Truncated),
        ] {
            assert_eq!(check_frame(text.as_bytes()), Err(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn verifying_noise_never_panics_and_never_succeeds(
            head in "[ -~\n]{0,80}", body in "[ -~\n]{0,200}", tail in "[ -~\n]{0,40}"
        ) {
            let at = Timestamp::UNIX_EPOCH;
            let message = format!("{head}-----BEGIN PGP SIGNED MESSAGE-----\n\n{body}\n-----BEGIN PGP SIGNATURE-----\n{body}\n-----END PGP SIGNATURE-----\n{tail}");
            prop_assert!(verify_inline(message.as_bytes(), &Keyring::default(), at).is_err());
            prop_assert!(verify_detached(body.as_bytes(), tail.as_bytes(), &Keyring::default(), at).is_err());
        }
    }
}
