// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What lies beside an image in a layout or an archive of one: everything that its index names.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::{Digest, Explain as _, Limits};
use haerterei_image::{Blobs, Descriptor, Index, Manifest, document, read_document};
use serde::de::DeserializeOwned;

use super::found::{Found, LARGEST, Taking, attestation_tag, may_hold_vex};

/// How deep indices may be nested; one level is usual.
const DEEPEST: usize = 4;
/// So many documents of a layout are looked through.
const MOST_DOCUMENTS: usize = 4096;
/// The digest of the manifest that an attestation in the same index is about (`BuildKit`, "Image
/// Attestation Storage").
const BUILDKIT_SUBJECT: &str = "vnd.docker.reference.digest";

/// Finds what lies beside an image. Documents that are damaged or missing are not the image's own:
/// they are passed over.
pub(super) fn found(index: &Index, blobs: &dyn Blobs, image: Digest) -> Found {
    let limits = Limits { document_bytes: LARGEST, ..Limits::default() };
    let mut walk = Walk { blobs, limits, left: MOST_DOCUMENTS, attested: Vec::new() };
    let mut digests = BTreeSet::from([image]);
    walk.indices_with(&index.manifests, &mut digests, 0);
    let tags: BTreeSet<String> = digests.iter().filter_map(attestation_tag).collect();
    let mut artifacts: BTreeMap<Digest, Manifest> = BTreeMap::new();
    let candidates = index.manifests.iter().filter(|entry| {
        entry.is_manifest() && !digests.contains(&entry.digest) && may_hold_vex(&entry.annotations)
    });
    for entry in candidates {
        let Some(manifest) = walk.read::<Manifest>(entry) else { continue };
        let is_tagged = entry.tag().is_some_and(|tag| tags.contains(tag));
        let refers = manifest.subject.as_ref().is_some_and(|it| digests.contains(&it.digest));
        if is_tagged || refers {
            artifacts.insert(entry.digest, manifest);
        }
    }
    for entry in std::mem::take(&mut walk.attested) {
        if let Some(manifest) = walk.read::<Manifest>(&entry) {
            artifacts.insert(entry.digest, manifest);
        }
    }
    let mut taking = Taking::new(digests);
    for (digest, manifest) in &artifacts {
        if !taking.has_room() {
            continue;
        }
        for layer in taking.wanted(manifest) {
            let bytes = read_document(blobs, layer, &limits).map_err(|error| error.message());
            taking.take(*digest, bytes);
        }
    }
    taking.finish()
}

/// Looks through the documents of a layout.
struct Walk<'a> {
    blobs: &'a dyn Blobs,
    limits: Limits,
    /// How many may still be read.
    left: usize,
    /// Attestations that `BuildKit` put beside the image into its index.
    attested: Vec<Descriptor>,
}

impl Walk<'_> {
    fn read<T: DeserializeOwned>(&mut self, entry: &Descriptor) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        let bytes = read_document(self.blobs, entry, &self.limits).ok()?;
        document::parse(&bytes, &entry.digest.to_string(), &self.limits).ok()
    }

    /// Adds the digests of the indices that name one of some digests, directly or through others, and
    /// returns whether these entries do.
    fn indices_with(
        &mut self,
        entries: &[Descriptor],
        digests: &mut BTreeSet<Digest>,
        depth: usize,
    ) -> bool {
        let mut names_one = false;
        for entry in entries {
            if digests.contains(&entry.digest) {
                names_one = true;
            } else if entry.is_index()
                && depth < DEEPEST
                && let Some(index) = self.read::<Index>(entry)
                && self.indices_with(&index.manifests, digests, depth + 1)
            {
                digests.insert(entry.digest);
                self.attested.extend(attested(&index, digests));
                names_one = true;
            }
        }
        names_one
    }
}

/// Returns the attestations of an index that are about one of some digests.
pub(super) fn attested(index: &Index, digests: &BTreeSet<Digest>) -> Vec<Descriptor> {
    let is_its = |entry: &&Descriptor| {
        let subject = entry.annotations.get(BUILDKIT_SUBJECT);
        let subject = subject.and_then(|text| text.parse::<Digest>().ok());
        subject.is_some_and(|subject| digests.contains(&subject)) && entry.is_manifest()
    };
    index.manifests.iter().filter(is_its).cloned().collect()
}
