// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What others say of weaknesses in an image: in files that the call names, and beside the image.
//!
//! Whoever may write to a registry may put something beside an image. So what lies there counts only
//! if a key signed it that the operator trusts, or if the operator believes its author by name; a
//! signature that none of the trusted keys made is worse than none. All else is shown and closes
//! nothing. A statement about another image is never heard, whoever signed it.

use std::collections::BTreeSet;
use std::path::Path;

use camino::Utf8Path;
use haerterei_advisories::{Envelope, TrustedKey};
use haerterei_findings::Gap;
use haerterei_ground::{Digest, Explain as _, Message};
use haerterei_registry::RegistryError;
use haerterei_vex::{Bounds, Document, Held, Problem, Standing, Statements, VexError};
use serde::Deserialize;

use super::{Look, folder, open};
use crate::beside::{Beside, Found, Piece};
use crate::failure::{Expected, Failure};
use crate::opened::Chosen;
use crate::scan::{Heard, Signature, Where};
use crate::session::Session;
use crate::settings;

/// The type of what is in an envelope that holds a statement (in-toto Attestation Framework,
/// "Envelope").
const STATEMENT: &str = "application/vnd.in-toto+json";
/// Documents of strangers are read within narrower bounds than those that somebody names.
const BESIDE: Bounds = Bounds { bytes: 16 << 20, values: 2 << 20, statements: 100_000 };
/// So many characters are kept of the names that a document gives itself and its author.
const LONGEST_NAME: usize = 500;
/// So many things that are wrong with a document are kept.
const MOST_PROBLEMS: usize = 100;

/// Everything that others say.
#[derive(Debug, Default)]
pub(super) struct Voices {
    /// What counts, and what is only claimed.
    pub(super) statements: Statements,
    /// All documents, with what they are worth.
    pub(super) documents: Vec<Heard>,
    /// The digests by which others may refer to the image.
    pub(super) digests: BTreeSet<Digest>,
    /// What was not asked or read.
    pub(super) gaps: Vec<Gap>,
    /// Of each document in `statements` the place in `documents`.
    places: Vec<usize>,
}

/// A document with whatever was around it.
#[derive(Debug)]
struct Said {
    document: Document,
    signature: Signature,
    /// The trusted key that signed it.
    key: Option<String>,
    /// What its statement says it is about; nothing if there is no statement around it.
    subjects: Option<BTreeSet<Digest>>,
}

/// Reads what others say of an image with these digests.
pub(super) fn hear(
    session: &Session,
    asked: &Look<'_>,
    chosen: Option<&Chosen>,
    digests: BTreeSet<Digest>,
) -> Result<Voices, Failure> {
    let mut keys = Vec::new();
    for file in &session.settings.vex.keys {
        keys.push(TrustedKey::read(Path::new(file), settings::read(file)?.as_bytes())?);
    }
    let mut voices = Voices { digests, ..Voices::default() };
    let found = match chosen {
        Some(chosen) => beside(session, chosen, asked.image, &mut voices.gaps)?,
        None => Found::default(),
    };
    voices.digests.extend(found.digests);
    if found.left_out > 0 {
        voices.gaps.push(Gap::VexLeftOut { artifacts: found.left_out });
    }
    for path in asked.vex {
        let is_collection = path.is_dir();
        for file in folder::files(path)? {
            voices.hear_file(session, &file, &keys, is_collection)?;
        }
    }
    for piece in found.pieces {
        voices.hear_piece(session, piece, &keys);
    }
    Ok(voices)
}

/// Finds what lies beside an image. That it cannot be asked for is told and stops nothing: it only
/// leaves open what it might close.
fn beside(
    session: &Session,
    chosen: &Chosen,
    word: &str,
    gaps: &mut Vec<Gap>,
) -> Result<Found, Failure> {
    let Some(beside) = Beside::of(chosen, word)? else { return Ok(Found::default()) };
    match beside.found(session) {
        Ok(found) => Ok(found),
        Err(Failure::Explained(error)) => {
            session.cancel.check().map_err(RegistryError::Cancelled)?;
            gaps.push(Gap::VexNotAsked { reason: session.texts.say(&error.message()) });
            Ok(Found::default())
        }
        Err(failure) => Err(failure),
    }
}

impl Voices {
    /// Puts down of how many findings each document speaks, and forgets those of collections that
    /// speak of none: they are about everything else in the world.
    pub(super) fn count(&mut self, heard: &[usize]) {
        for (place, count) in self.places.iter().zip(heard) {
            if let Some(document) = self.documents.get_mut(*place) {
                document.findings = *count;
            }
        }
        self.documents.retain(|it| !it.is_of_collection || it.findings > 0);
    }

    /// Hears a file that the call names: who names it answers for it. Of a collection, what holds no
    /// VEX is passed over, and what is wrong is no news to whoever only uses it.
    fn hear_file(
        &mut self,
        session: &Session,
        file: &Utf8Path,
        keys: &[TrustedKey],
        is_collection: bool,
    ) -> Result<(), Failure> {
        let bounds = Bounds::default();
        let said = haerterei_vex::bytes(open(file)?, &bounds)
            .and_then(|bytes| read(&bytes, &bounds, keys))
            .and_then(|said| {
                if is_collection { Ok(said) } else { said.ok_or(VexError::Unknown).map(Some) }
            })
            .map_err(Expected::Vex.because(file))?;
        let Some(said) = said else { return Ok(()) };
        let place = Where::File(file.to_string());
        if is_collection {
            self.add(place, said, Standing::Named);
            if let Some(heard) = self.documents.last_mut() {
                heard.is_of_collection = true;
            }
            return Ok(());
        }
        let warn = |message: &Message| {
            let text = format!("{file}: {}", session.texts.say(message));
            session.printer.warn(&session.texts.get("command-label-warning"), &text);
        };
        for problem in &said.document.problems {
            warn(&problem.message());
        }
        if let Some(why) = self.refuse(&said) {
            warn(&why);
        }
        self.add(place, said, Standing::Named);
        Ok(())
    }

    /// Hears what lies beside the image, if it speaks of weaknesses.
    fn hear_piece(&mut self, session: &Session, piece: Piece, keys: &[TrustedKey]) {
        let from = Where::Artifact(piece.artifact);
        let bytes = match piece.bytes {
            Ok(bytes) => bytes,
            Err(why) => {
                self.documents.push(Heard::refused(from, Signature::None, why));
                return;
            }
        };
        match read(&bytes, &BESIDE, keys) {
            Ok(Some(said)) if !is_silent(&said.document) => {
                let authors = &session.settings.vex.authors;
                let standing = match said.signature {
                    Signature::Verified => Standing::Key,
                    Signature::None | Signature::NotChecked
                        if authors.contains(&said.document.author) =>
                    {
                        Standing::Author
                    }
                    _ => Standing::Claim,
                };
                self.add(from, said, standing);
            }
            Ok(_) => {}
            Err(error) => {
                self.documents.push(Heard::refused(from, Signature::None, error.message()));
            }
        }
    }

    fn add(&mut self, from: Where, said: Said, standing: Standing) {
        let refused = self.refuse(&said);
        let Said { document, signature, key, .. } = said;
        let problems = document.problems.iter().take(MOST_PROBLEMS);
        let short = |text: &str| Some(text.chars().take(LONGEST_NAME).collect());
        self.documents.push(Heard {
            from,
            document: short(&document.id),
            author: short(&document.author),
            signature,
            key,
            standing: if refused.is_some() { Standing::Claim } else { standing },
            statements: document.statements.len(),
            findings: 0,
            problems: problems.map(Problem::message).collect(),
            is_of_collection: false,
            refused,
        });
        if self.documents.last().is_some_and(|it| it.refused.is_none()) {
            self.statements.add(document, standing);
            self.places.push(self.documents.len() - 1);
        }
    }

    /// Returns why nothing of a document is heard: its statement is about something else.
    fn refuse(&self, said: &Said) -> Option<Message> {
        let subjects = said.subjects.as_ref()?;
        if !subjects.is_disjoint(&self.digests) {
            return None;
        }
        let about: Vec<String> = subjects.iter().take(3).map(ToString::to_string).collect();
        let about = if about.is_empty() { "–".to_owned() } else { about.join(", ") };
        Some(Message::new("command-scan-vex-other-image").text("about", about))
    }
}

/// Returns whether a document says nothing: an inventory in CycloneDX lies beside many images.
const fn is_silent(document: &Document) -> bool {
    document.statements.is_empty() && document.problems.is_empty()
}

/// Reads a document as it is, in a statement, or in a statement in an envelope; nothing if it holds
/// something else than VEX.
fn read(bytes: &[u8], bounds: &Bounds, keys: &[TrustedKey]) -> Result<Option<Said>, VexError> {
    let Some(envelope) = envelope(bytes) else {
        return held(bytes, bounds, Signature::None, None);
    };
    if envelope.is_signed()
        && let Some((payload, key)) = envelope.open(STATEMENT, keys)
    {
        return held(&payload, bounds, Signature::Verified, Some(key.identity()));
    }
    let signature = match (envelope.is_signed(), keys) {
        (false, _) => Signature::None,
        (true, []) => Signature::NotChecked,
        (true, _) => Signature::Wrong,
    };
    let Some((kind, payload)) = envelope.claim() else {
        return Err(VexError::Missing { place: "payload" });
    };
    if kind != STATEMENT {
        return Ok(None);
    }
    held(&payload, bounds, signature, None)
}

/// Reads an envelope (DSSE), alone or in a bundle of Sigstore, where it stands beside what proves
/// when it was signed.
fn envelope(bytes: &[u8]) -> Option<Envelope> {
    #[derive(Deserialize)]
    struct Bundle {
        #[serde(rename = "dsseEnvelope")]
        envelope: Envelope,
    }
    let bundle: Result<Bundle, _> = serde_json::from_slice(bytes);
    bundle.map(|bundle| bundle.envelope).or_else(|_| serde_json::from_slice(bytes)).ok()
}

fn held(
    bytes: &[u8],
    bounds: &Bounds,
    signature: Signature,
    key: Option<String>,
) -> Result<Option<Said>, VexError> {
    let (document, subjects) = match haerterei_vex::held(bytes, bounds) {
        Ok(Held::Document(document)) => (document, None),
        Ok(Held::Statement(attested)) => {
            let is_vex_by_type = attested.is_vex_by_type();
            match attested.document {
                Ok(document) => (document, Some(attested.subjects)),
                Err(VexError::Unknown) if !is_vex_by_type => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        // Others put their own things beside an image, too.
        Err(VexError::Unknown) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Some(Said { document, signature, key, subjects }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = include_str!("../../../../advisories/tests/fixtures/keys/ed25519.pem");

    fn statement(predicate: &str) -> String {
        let hex = Digest::sha256(b"image").hex();
        format!(
            r#"{{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://openvex.dev/ns","subject":[{{"digest":{{"sha256":"{hex}"}}}}],"predicate":{predicate}}}"#
        )
    }

    const VEX: &str =
        r#"{"@context":"https://openvex.dev/ns/v0.2.0","author":"a","statements":[]}"#;

    fn read(bytes: &[u8], keys: &[TrustedKey]) -> Result<Option<Said>, VexError> {
        super::read(bytes, &BESIDE, keys)
    }

    #[test]
    fn envelopes_are_opened_alone_and_in_bundles() {
        let key = haerterei_advisories::SigningKey::read(Path::new("k"), KEY.as_bytes()).unwrap();
        let envelope = key.seal(STATEMENT, statement(VEX).as_bytes()).unwrap();
        let alone = serde_json::to_string(&envelope).unwrap();
        let bundle = format!(
            r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{{"publicKey":{{"hint":"x"}},"tlogEntries":[]}},"dsseEnvelope":{alone}}}"#
        );
        for text in [&alone, &bundle] {
            let said = read(text.as_bytes(), &[key.public()]).unwrap().unwrap();
            assert_eq!(
                (said.signature, said.key),
                (Signature::Verified, Some(key.public().identity()))
            );
            assert_eq!(said.subjects, Some(BTreeSet::from([Digest::sha256(b"image")])));
            let said = read(text.as_bytes(), &[]).unwrap().unwrap();
            assert_eq!((said.signature, said.key), (Signature::NotChecked, None));
        }
        // Its signature taken away, its payload damaged, and one that holds something else.
        let bare =
            alone.replace(&alone[alone.find("\"signatures\":").unwrap()..], "\"signatures\":[]}");
        let said = read(bare.as_bytes(), &[key.public()]).unwrap().unwrap();
        assert_eq!(said.signature, Signature::None);
        let damaged = alone.replace("\"payload\":\"", "\"payload\":\"*");
        assert!(matches!(
            read(damaged.as_bytes(), &[]),
            Err(VexError::Missing { place: "payload" })
        ));
        let other = key.seal("text/plain", VEX.as_bytes()).unwrap();
        assert!(read(&serde_json::to_vec(&other).unwrap(), &[]).unwrap().is_none());
    }

    #[test]
    fn what_is_no_vex_is_passed_over_and_what_is_damaged_is_not() {
        assert!(read(VEX.as_bytes(), &[]).unwrap().unwrap().subjects.is_none());
        assert!(read(statement(VEX).as_bytes(), &[]).unwrap().unwrap().subjects.is_some());
        for text in ["{}", "[]", r#"{"spdxVersion":"SPDX-2.3"}"#] {
            assert!(read(text.as_bytes(), &[]).unwrap().is_none(), "{text}");
        }
        let slsa =
            statement("{}").replace("https://openvex.dev/ns", "https://slsa.dev/provenance/v1");
        assert!(read(slsa.as_bytes(), &[]).unwrap().is_none());
        // That says of itself that it is VEX.
        assert!(matches!(read(statement("{}").as_bytes(), &[]), Err(VexError::Unknown)));
        assert!(matches!(read(b"{", &[]), Err(VexError::Json(_))));
        let future = VEX.replace("v0.2.0", "v9");
        assert!(matches!(read(future.as_bytes(), &[]), Err(VexError::Version { .. })));
        let many = format!("{{\"@context\":[{}]}}", "0,".repeat(3 << 20) + "0");
        assert!(matches!(read(many.as_bytes(), &[]), Err(VexError::TooMany { .. })));
    }
}
