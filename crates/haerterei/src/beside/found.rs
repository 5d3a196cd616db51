// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What was found beside an image, within bounds: whoever may write to a registry may put anything
//! there, and as much of it as he likes.

use std::collections::BTreeSet;

use haerterei_ground::{Digest, Message};
use haerterei_image::{Annotations, Descriptor, Manifest};

/// Documents that are larger are not read.
pub(super) const LARGEST: u64 = 16 << 20;
/// All documents beside one image together have at most so many bytes.
const MOST_BYTES: u64 = 64 << 20;
/// So many artifacts of one image are read.
const MOST_ARTIFACTS: usize = 256;

/// Annotations that tell what a statement says without reading it: of in-toto's own artifacts and
/// `BuildKit`'s, of cosign's attestations, of bundles of Sigstore (cosign, "Bundle Specification").
const PREDICATE_TYPES: [&str; 3] =
    ["in-toto.io/predicate-type", "predicateType", "dev.sigstore.bundle.predicateType"];

/// Beginnings of types of statements that never hold VEX.
const OTHER_PREDICATES: [&str; 6] = [
    "https://slsa.dev/",
    "https://spdx.dev/",
    "https://in-toto.io/",
    "https://sigstore.dev/",
    "https://cosign.sigstore.dev/",
    "urn:haerterei:",
];

/// The documents beside an image.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The digests by which others refer to the image: its own, and those of the indices that name
    /// it, for what is about all platforms is about each.
    pub(crate) digests: BTreeSet<Digest>,
    /// The documents, by the digests of their artifacts.
    pub(crate) pieces: Vec<Piece>,
    /// How many artifacts were not read, because there are too many or they are too large.
    pub(crate) left_out: usize,
}

/// A document beside an image.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The artifact that holds it.
    pub(crate) artifact: Digest,
    /// Its bytes, for which the artifact's digest vouches, or why there are none.
    pub(crate) bytes: Result<Vec<u8>, Message>,
}

/// Takes documents until there are too many.
#[derive(Debug)]
pub(super) struct Taking {
    found: Found,
    artifacts: usize,
    bytes: u64,
}

impl Taking {
    pub(super) const fn new(digests: BTreeSet<Digest>) -> Self {
        Self { found: Found { digests, pieces: Vec::new(), left_out: 0 }, artifacts: 0, bytes: 0 }
    }

    /// Returns whether another artifact may be read; one that may not is counted.
    pub(super) fn has_room(&mut self) -> bool {
        self.artifacts += 1;
        let has_room = self.artifacts <= MOST_ARTIFACTS;
        self.found.left_out += usize::from(!has_room);
        has_room
    }

    /// Returns the documents of an artifact that are to be read; those that are too large are counted.
    pub(super) fn wanted<'a>(&mut self, manifest: &'a Manifest) -> Vec<&'a Descriptor> {
        let mut wanted = Vec::new();
        let mut is_left_out = false;
        if !may_hold_vex(&manifest.annotations) {
            return wanted;
        }
        for layer in manifest.layers.iter().filter(|layer| is_document(layer)) {
            let bytes = self.bytes.saturating_add(layer.size);
            if layer.size > LARGEST || bytes > MOST_BYTES {
                is_left_out = true;
            } else {
                self.bytes = bytes;
                wanted.push(layer);
            }
        }
        self.found.left_out += usize::from(is_left_out);
        wanted
    }

    pub(super) fn take(&mut self, artifact: Digest, bytes: Result<Vec<u8>, Message>) {
        self.found.pieces.push(Piece { artifact, bytes });
    }

    /// Returns what was taken.
    pub(super) fn finish(self) -> Found {
        self.found
    }
}

/// Returns whether what annotations tell of an artifact leaves it possible that it holds VEX. They are
/// claims: whoever hides VEX behind them closes nothing with it.
pub(super) fn may_hold_vex(annotations: &Annotations) -> bool {
    let kind = PREDICATE_TYPES.iter().find_map(|name| annotations.get(*name));
    kind.is_none_or(|kind| !OTHER_PREDICATES.iter().any(|it| kind.starts_with(it)))
}

fn is_document(layer: &Descriptor) -> bool {
    let kind = layer.media_type.as_str();
    // `application/vnd.dev.sigstore.bundle+json;version=0.2` has something behind it.
    let kind = kind.split(';').next().unwrap_or(kind);
    kind.ends_with("json") && may_hold_vex(&layer.annotations)
}

/// Returns the tag under which cosign keeps what is attested of a digest (cosign, "Signature
/// Specification"); of a longer digest there is none, for a tag has at most 128 characters.
pub(super) fn attestation_tag(digest: &Digest) -> Option<String> {
    let tag = format!("{}-{}.att", digest.algorithm().name(), digest.hex());
    (tag.len() <= 128).then_some(tag)
}

#[cfg(test)]
mod tests {
    use haerterei_image::document::{EMPTY, MANIFEST};

    use super::*;

    /// Type, size, and an annotation.
    type Layer<'a> = (&'a str, u64, Option<(&'a str, &'a str)>);

    fn manifest(layers: &[Layer<'_>]) -> Manifest {
        let layers = layers.iter().map(|(kind, size, annotation)| {
            let mut layer = Descriptor::new(kind, Digest::sha256(kind.as_bytes()), *size);
            layer.annotations.extend(annotation.map(|(key, value)| (key.into(), value.into())));
            layer
        });
        Manifest {
            schema_version: 2,
            media_type: Some(MANIFEST.to_owned()),
            artifact_type: None,
            config: Descriptor::of(EMPTY, b"{}"),
            layers: layers.collect(),
            subject: None,
            annotations: Annotations::new(),
        }
    }

    #[test]
    fn documents_that_may_hold_vex_are_wanted_and_no_others() {
        let openvex = Some(("in-toto.io/predicate-type", "https://openvex.dev/ns"));
        let slsa = |key: &'static str| Some((key, "https://slsa.dev/provenance/v1"));
        for (kind, annotation, is_wanted) in [
            ("application/vnd.in-toto+json", openvex, true),
            ("application/vnd.in-toto+json", slsa("in-toto.io/predicate-type"), false),
            ("application/vnd.dsse.envelope.v1+json", slsa("predicateType"), false),
            ("application/vnd.dsse.envelope.v1+json", None, true),
            ("application/vnd.dev.sigstore.bundle+json;version=0.2", None, true),
            ("application/vnd.dev.sigstore.bundle.v0.3+json", None, true),
            ("application/csaf+json", None, true),
            ("application/json", None, true),
            ("application/vnd.oci.image.layer.v1.tar+gzip", None, false),
            ("application/pkcs7-signature", None, false),
        ] {
            let manifest = manifest(&[(kind, 10, annotation)]);
            let wanted = Taking::new(BTreeSet::new()).wanted(&manifest).len();
            assert_eq!(wanted, usize::from(is_wanted), "{kind} {annotation:?}");
        }
    }

    #[test]
    fn number_and_size_are_bounded_and_what_is_left_out_is_counted() {
        let mut taking = Taking::new(BTreeSet::new());
        let kind = "application/json";
        let large = manifest(&[(kind, LARGEST + 1, None), (kind, u64::MAX, None), (kind, 1, None)]);
        assert_eq!(taking.wanted(&large).len(), 1);
        assert_eq!(taking.found.left_out, 1);
        let much = manifest(&[(kind, LARGEST, None); 5]);
        // One byte is taken already.
        assert_eq!(taking.wanted(&much).len(), 3);
        assert_eq!(taking.found.left_out, 2);
        let taken = (0..300).filter(|_| taking.has_room()).count();
        assert_eq!((taken, taking.finish().left_out), (256, 46));
    }

    #[test]
    fn cosigns_tag_is_made_of_the_digest() {
        let tag = attestation_tag(&Digest::sha256(b"")).unwrap();
        assert!(haerterei_image::document::is_companion_tag(&tag), "{tag}");
        assert_eq!(tag.split_once('.').map(|it| it.1), Some("att"));
        let long = Digest::of(haerterei_ground::Algorithm::Sha512, b"");
        assert_eq!(attestation_tag(&long), None);
    }
}
