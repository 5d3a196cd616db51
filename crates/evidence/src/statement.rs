// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Statements (in-toto Attestation Framework, "Statement" version 1).

use std::collections::BTreeMap;

use haerterei_ground::{Algorithm, Digest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::EvidenceError;

/// The type of every statement.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// What a statement says.
pub trait Predicate: Serialize + DeserializeOwned {
    /// The URI that names this kind of saying, with its version.
    const PREDICATE_TYPE: &'static str;
}

/// Something said about one or more digests.
///
/// The fields are written in the order of the specification, digests and annotations in the order of
/// their keys: the same statement is the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "P: DeserializeOwned"))]
pub struct Statement<P> {
    #[serde(rename = "_type")]
    kind: String,
    /// What it is about.
    pub subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    /// What it says.
    pub predicate: P,
}

/// What a statement is about: a digest, under a name that is a claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    /// What it is called; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Digests in hexadecimal, by algorithm.
    pub digest: BTreeMap<String, String>,
}

impl Subject {
    /// Returns a subject of one digest.
    pub fn new(name: impl Into<String>, digest: &Digest) -> Self {
        let entry = (digest.algorithm().name().to_owned(), digest.hex());
        Self { name: name.into(), digest: BTreeMap::from([entry]) }
    }

    /// Returns whether this is about a digest.
    pub fn is(&self, digest: &Digest) -> bool {
        self.digest.get(digest.algorithm().name()).is_some_and(|hex| *hex == digest.hex())
    }

    /// Returns the SHA-256 digest, if there is one.
    pub fn sha256(&self) -> Option<Digest> {
        Digest::from_hex(Algorithm::Sha256, self.digest.get(Algorithm::Sha256.name())?).ok()
    }
}

impl<P: Predicate> Statement<P> {
    /// Says `predicate` about `subject`, whose order does not matter.
    pub fn new(mut subject: Vec<Subject>, predicate: P) -> Self {
        subject.sort();
        subject.dedup();
        Self {
            kind: STATEMENT_TYPE.to_owned(),
            subject,
            predicate_type: P::PREDICATE_TYPE.to_owned(),
            predicate,
        }
    }

    /// Writes the statement.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::NoSubject`] for one about nothing; [`EvidenceError::Malformed`] if the
    /// predicate is nothing that JSON can say.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EvidenceError> {
        if self.subject.is_empty() {
            return Err(EvidenceError::NoSubject);
        }
        serde_json::to_vec(self).map_err(EvidenceError::Malformed)
    }

    /// Reads a statement of this kind.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EvidenceError> {
        #[derive(Deserialize)]
        struct Head {
            #[serde(rename = "_type")]
            kind: String,
            #[serde(rename = "predicateType")]
            predicate_type: String,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(EvidenceError::Malformed)?;
        for (expected, found) in
            [(STATEMENT_TYPE, head.kind), (P::PREDICATE_TYPE, head.predicate_type)]
        {
            if found != expected {
                return Err(EvidenceError::OtherType { expected: expected.to_owned(), found });
            }
        }
        let statement: Self = serde_json::from_slice(bytes).map_err(EvidenceError::Malformed)?;
        if statement.subject.is_empty() {
            return Err(EvidenceError::NoSubject);
        }
        Ok(statement)
    }

    /// Returns whether this says something about a digest.
    pub fn is_about(&self, digest: &Digest) -> bool {
        self.subject.iter().any(|subject| subject.is(digest))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::provenance::{Provenance, ResourceDescriptor};

    #[test]
    fn a_statement_is_the_same_bytes_in_any_order_of_subjects() {
        let (one, two) = (Digest::sha256(b"1"), Digest::sha256(b"2"));
        let statement = |digests: [&Digest; 2]| {
            let subjects = digests.map(|digest| Subject::new("image", digest)).to_vec();
            Statement::new(subjects, Provenance::default())
        };
        let bytes = statement([&one, &two]).to_bytes().unwrap();
        assert_eq!(bytes, statement([&two, &one]).to_bytes().unwrap());
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.starts_with(r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"#));
        let read = Statement::<Provenance>::from_bytes(&bytes).unwrap();
        assert!(read.is_about(&one) && !read.is_about(&Digest::sha256(b"3")));
    }

    #[test]
    fn other_kinds_are_told_apart() {
        let statement = Statement::new(vec![], Provenance::default());
        assert!(matches!(statement.to_bytes(), Err(EvidenceError::NoSubject)));
        for text in [
            r#"{"_type":"other","predicateType":"x","subject":[],"predicate":{}}"#,
            r#"{"_type":"https://in-toto.io/Statement/v1","predicateType":"x","subject":[],"predicate":{}}"#,
        ] {
            assert!(matches!(
                Statement::<Provenance>::from_bytes(text.as_bytes()),
                Err(EvidenceError::OtherType { .. })
            ));
        }
    }

    proptest! {
        #[test]
        fn what_is_said_is_read(names in proptest::collection::vec("[a-z0-9./:@]{0,12}", 1..5), build in ".{0,20}") {
            let mut provenance = Provenance::default();
            provenance.build_definition.build_type = build;
            provenance.build_definition.resolved_dependencies = names
                .iter()
                .map(|name| ResourceDescriptor::new(name, &Digest::sha256(name.as_bytes())))
                .collect();
            let subject = Subject::new("x", &Digest::sha256(b"x"));
            let statement = Statement::new(vec![subject], provenance);
            let bytes = statement.to_bytes().unwrap();
            prop_assert_eq!(Statement::<Provenance>::from_bytes(&bytes).unwrap(), statement);
        }

        #[test]
        fn reading_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Statement::<Provenance>::from_bytes(&bytes);
        }
    }
}
