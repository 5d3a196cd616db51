// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What cosign puts beside an image without saying so in the document: it is found by a tag that is
//! made of the image's digest (cosign, "Signature Specification", storage). Such tags are copied as
//! they are; at the target they are replaced, as the image's own tag is.

use std::collections::BTreeMap;

use haerterei_ground::Digest;
use haerterei_image::{Descriptor, Index, document};

/// Signatures, attestations, inventories.
const ENDINGS: [&str; 3] = ["sig", "att", "sbom"];

/// Returns the tags under which something about a document may be.
pub(super) fn tags_of(digest: &Digest) -> impl Iterator<Item = String> {
    let start = format!("{}-{}", digest.algorithm().name(), digest.hex());
    ENDINGS.into_iter().map(move |ending| format!("{start}.{ending}"))
}

/// Returns the entries of an index that have such a tag.
pub(super) fn entries_of(index: &Index) -> BTreeMap<String, Descriptor> {
    let is_companion = |tag: &&str| document::is_companion_tag(tag);
    let of = |entry: &Descriptor| {
        let tag = entry.tag().filter(is_companion)?.to_owned();
        Some((tag, entry.clone()))
    };
    index.manifests.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tags_of_an_image_are_known_as_such() {
        let digest = Digest::sha256(b"image");
        let tags: Vec<String> = tags_of(&digest).collect();
        assert_eq!(tags.len(), 3);
        assert_eq!(tags[0], format!("sha256-{}.sig", digest.hex()));
        assert!(tags.iter().all(|tag| document::is_companion_tag(tag)));
    }
}
