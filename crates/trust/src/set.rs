// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The certificates that shall be trusted.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::{Diagnostic, Digest, Message, Place, Severity, Timestamp};

use crate::{Certificate, Deselection, Origin, TrustError, pem};

/// The certificates that shall be trusted: each once, in a fixed order.
///
/// First those of the distribution by the path of their file, then those of the operator by name:
/// the order in which Debian's `update-ca-certificates` writes its bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateSet {
    certificates: BTreeMap<(Origin, String), Certificate>,
    fingerprints: BTreeSet<Digest>,
    /// In small letters: Java's aliases do not distinguish capitals, so names may not either.
    names: BTreeSet<String>,
}

impl CertificateSet {
    /// Returns a set without certificates: nothing is trusted.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the certificates of a distribution's file; `path` is relative to
    /// `/usr/share/ca-certificates`.
    ///
    /// A certificate that is there already is not added again. Add files in the order of their
    /// paths, so that of two files with one certificate always the first gives the name.
    pub fn add_distribution(&mut self, path: &str, bytes: &[u8]) -> Result<(), TrustError> {
        let base = path.rsplit('/').next().unwrap_or(path);
        let stem = debian_name(base.strip_suffix(".crt").unwrap_or(base));
        let blocks = pem::certificates(path, bytes)?;
        let shared = blocks.len() > 1;
        for (position, block) in blocks.into_iter().enumerate() {
            let origin = Origin::Distribution { path: path.to_owned(), position, shared };
            let certificate = Certificate::parse(path, block, numbered(&stem, position), origin)?;
            self.insert(certificate)?;
        }
        Ok(())
    }

    /// Adds certificates of the operator's own authorities under a name, and tells what a person
    /// should look at, judged at the time `now`.
    ///
    /// A file with several certificates gives `name`, `name-2`, `name-3` and so on.
    pub fn add_operator(
        &mut self,
        name: &str,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<Vec<Diagnostic>, TrustError> {
        let stem = debian_name(name);
        let mut diagnostics = Vec::new();
        for (position, block) in pem::certificates(name, bytes)?.into_iter().enumerate() {
            let name_here = numbered(&stem, position);
            let certificate = Certificate::parse(name, block, name_here, Origin::Operator)?;
            diagnostics.extend(concerns(&certificate, now));
            if self.fingerprints.contains(&certificate.fingerprint) {
                let message = Message::new("trust-already-present")
                    .text("name", &certificate.name)
                    .text("subject", &certificate.subject);
                diagnostics.push(diagnostic(Severity::Note, message));
            }
            self.insert(certificate)?;
        }
        Ok(diagnostics)
    }

    /// Takes certificates out and returns them.
    ///
    /// Each deselection must mean at least one certificate that is (or, before the other
    /// deselections, was) in the set: one that means none protects from nothing and is an error.
    pub fn deselect(
        &mut self,
        deselections: &[Deselection],
    ) -> Result<Vec<Certificate>, TrustError> {
        for deselection in deselections {
            if !self.iter().any(|certificate| deselection.matches(certificate)) {
                return Err(TrustError::DeselectionUnmatched {
                    deselection: deselection.to_string(),
                });
            }
        }
        let mut removed = Vec::new();
        self.certificates.retain(|_, certificate| {
            let keep = !deselections.iter().any(|one| one.matches(certificate));
            if !keep {
                removed.push(certificate.clone());
            }
            keep
        });
        for certificate in &removed {
            self.fingerprints.remove(&certificate.fingerprint);
            self.names.remove(&certificate.name.to_lowercase());
        }
        Ok(removed)
    }

    /// Returns the certificates in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.values()
    }

    /// Returns how many certificates there are.
    pub fn len(&self) -> usize {
        self.certificates.len()
    }

    /// Returns whether nothing is trusted.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    fn insert(&mut self, certificate: Certificate) -> Result<(), TrustError> {
        if certificate.name.is_empty()
            || certificate.name.len() > 200
            || certificate.name.starts_with(['.', '-'])
            || certificate.name.contains(|c: char| c == '/' || c.is_control())
        {
            return Err(TrustError::UnfitName { name: certificate.name });
        }
        if self.fingerprints.contains(&certificate.fingerprint) {
            return Ok(());
        }
        if !self.names.insert(certificate.name.to_lowercase()) {
            return Err(TrustError::NameTaken { name: certificate.name });
        }
        self.fingerprints.insert(certificate.fingerprint);
        let key = (certificate.origin.clone(), certificate.name.clone());
        self.certificates.insert(key, certificate);
        Ok(())
    }
}

/// Returns a name as `update-ca-certificates` writes it into `/etc/ssl/certs`.
fn debian_name(stem: &str) -> String {
    stem.chars()
        .map(|character| match character {
            ' ' | ',' => '_',
            '(' | ')' => '=',
            other => other,
        })
        .collect()
}

fn numbered(stem: &str, position: usize) -> String {
    if position == 0 { stem.to_owned() } else { format!("{stem}-{}", position + 1) }
}

/// Returns what a person should look at before trusting a certificate.
fn concerns(certificate: &Certificate, now: Timestamp) -> Vec<Diagnostic> {
    let message = |key| {
        Message::new(key).text("name", &certificate.name).text("subject", &certificate.subject)
    };
    let day = |time: Timestamp| time.strftime("%Y-%m-%d").to_string();
    let mut found = Vec::new();
    if certificate.not_after < now {
        let message = message("trust-expired").text("day", day(certificate.not_after));
        found.push(diagnostic(Severity::Warning, message));
    }
    if now < certificate.not_before {
        let message = message("trust-not-yet-valid").text("day", day(certificate.not_before));
        found.push(diagnostic(Severity::Warning, message));
    }
    if !certificate.is_authority {
        found.push(diagnostic(Severity::Warning, message("trust-not-an-authority")));
    }
    if certificate.is_weakly_signed {
        // Nobody checks the signature of a root: it is trusted because it is in the store.
        let severity = if certificate.is_self_issued { Severity::Note } else { Severity::Warning };
        found.push(diagnostic(severity, message("trust-weak-signature")));
    }
    found
}

fn diagnostic(severity: Severity, message: Message) -> Diagnostic {
    Diagnostic { severity, place: Place::Whole, message }
}
