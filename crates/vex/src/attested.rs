// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! VEX in an in-toto statement (in-toto Attestation Framework, "Statement" version 1; cosign still
//! writes version 0.1), which says itself which digests it is about.

use std::collections::BTreeSet;

use haerterei_ground::{Algorithm, Digest};
use haerterei_sbom::document::json::Json;

use super::error::VexError;
use super::statement::Document;
use super::{Bounds, of_json, parse};

/// The beginning of the types of statements.
const STATEMENTS: &str = "https://in-toto.io/Statement/";
/// So many subjects are read: an index has one for each platform, a release one for each file.
const MOST_SUBJECTS: usize = 10_000;

/// What a document holds, of whatever form it is.
#[derive(Debug)]
pub enum Held {
    /// VEX as it is.
    Document(Document),
    /// A statement, of VEX or of something else.
    Statement(Attested),
}

/// What a statement holds.
#[derive(Debug)]
pub struct Attested {
    /// The digests that it says it is about.
    pub subjects: BTreeSet<Digest>,
    /// The kind of saying, a URI.
    pub predicate_type: String,
    /// What it says, where that is VEX.
    pub document: Result<Document, VexError>,
}

impl Attested {
    /// Returns whether the statement's type says that it holds VEX, and nothing else.
    pub fn is_vex_by_type(&self) -> bool {
        let kind = &self.predicate_type;
        ["https://openvex.dev/", "https://cyclonedx.org/vex"].iter().any(|it| kind.starts_with(it))
    }

    /// Returns whether it is about one of some digests.
    pub fn is_about(&self, digests: &BTreeSet<Digest>) -> bool {
        !self.subjects.is_disjoint(digests)
    }
}

/// Reads a document as it is or in a statement. Whatever holds VEX is taken for it, whatever type its
/// writer gave it: CSAF has none.
pub fn held(bytes: &[u8], bounds: &Bounds) -> Result<Held, VexError> {
    if bytes.len() as u64 > bounds.bytes {
        return Err(VexError::TooLarge { limit: bounds.bytes });
    }
    let json = parse(bytes, bounds)?;
    if !json.text("_type").is_some_and(|kind| kind.starts_with(STATEMENTS)) {
        return of_json(&json, bounds).map(Held::Document);
    }
    let subjects = json.list("subject").iter().take(MOST_SUBJECTS).flat_map(digests).collect();
    let predicate_type = json.owned("predicateType").unwrap_or_default();
    let document = match json.get("predicate") {
        Some(predicate) => of_json(predicate, bounds),
        None => Err(VexError::Missing { place: "predicate" }),
    };
    Ok(Held::Statement(Attested { subjects, predicate_type, document }))
}

/// Returns the digests of a subject; of other algorithms than ours nothing can be said.
fn digests(subject: &Json<'_>) -> Vec<Digest> {
    [Algorithm::Sha256, Algorithm::Sha512]
        .into_iter()
        .filter_map(|algorithm| {
            let hex = subject.at(&["digest", algorithm.name()])?.as_text()?;
            Digest::from_hex(algorithm, hex).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VEX: &str = r#"{"@context":"https://openvex.dev/ns/v0.2.0","author":"a","timestamp":"2026-01-01T00:00:00Z","statements":[{"vulnerability":{"name":"CVE-1"},"products":[{"@id":"pkg:npm/x"}],"status":"fixed"}]}"#;

    fn statement(version: &str, kind: &str, predicate: &str) -> String {
        let hex = Digest::sha256(b"image").hex();
        format!(
            r#"{{"_type":"https://in-toto.io/Statement/{version}","predicateType":"{kind}","subject":[{{"name":"x","digest":{{"sha256":"{hex}","sha1":"00"}}}},{{"name":"y"}}],"predicate":{predicate}}}"#
        )
    }

    fn read(text: &str) -> Attested {
        match held(text.as_bytes(), &Bounds::default()) {
            Ok(Held::Statement(attested)) => attested,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_statement_of_either_version_says_what_it_is_about() {
        for (version, kind, is_vex) in [
            ("v1", "https://openvex.dev/ns", true),
            ("v0.1", "https://openvex.dev/ns/v0.2.0", true),
            ("v1", "https://example.org/our-own", false),
        ] {
            let found = read(&statement(version, kind, VEX));
            assert_eq!(found.is_vex_by_type(), is_vex, "{kind}");
            assert!(found.is_about(&BTreeSet::from([Digest::sha256(b"image")])));
            assert!(!found.is_about(&BTreeSet::from([Digest::sha256(b"other")])));
            assert!(!found.is_about(&BTreeSet::new()));
            assert_eq!(found.document.unwrap().statements.len(), 1);
        }
        // What is no statement, and statements of other things.
        let plain = held(VEX.as_bytes(), &Bounds::default()).unwrap();
        assert!(matches!(plain, Held::Document(document) if document.author == "a"));
        let other = read(&statement("v1", "https://slsa.dev/provenance/v1", "{}"));
        assert!(matches!(other.document, Err(VexError::Unknown)));
        let empty = read(r#"{"_type":"https://in-toto.io/Statement/v1"}"#);
        assert!(matches!(empty.document, Err(VexError::Missing { place: "predicate" })));
        assert!(empty.subjects.is_empty());
        let small = Bounds { bytes: 10, ..Bounds::default() };
        assert!(matches!(held(VEX.as_bytes(), &small), Err(VexError::TooLarge { .. })));
    }

    proptest! {
        #[test]
        fn a_damaged_statement_never_panics(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = statement("v1", "https://openvex.dev/ns", VEX).into_bytes();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            let _ = held(&bytes, &Bounds::default());
        }
    }
}
