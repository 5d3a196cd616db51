// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images that were seen here, found again below others.
//!
//! An image is built upon another if that one's layers are its lowest, by the digests of the archives
//! inside, which do not change with the compression. Whatever was inventoried or scanned is kept by
//! them, so that bases are known without being named.

use haerterei_ground::Digest;
use haerterei_image::Image;
use haerterei_store::{Key, Store};
use serde::{Deserialize, Serialize};

/// What is remembered, and in which form.
const FUNCTION: &str = "image-of-layers";
const VERSION: u32 = 1;

/// An image that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// What it was called last.
    pub(crate) name: String,
    /// The digest of its manifest.
    pub(crate) digest: Option<Digest>,
}

/// Remembers an image by its layers.
pub(crate) fn remember(store: &Store, image: &Image, name: &str) {
    let Some(layers) = layers(image) else { return };
    let digest = image.manifest.as_ref().map(|manifest| manifest.digest);
    let seen = Seen { name: name.to_owned(), digest };
    if recall(store, &layers).as_ref() != Some(&seen)
        && let Ok(bytes) = serde_json::to_vec(&seen)
    {
        // The memo is only a help: whoever cannot write it goes without.
        let _ = store.remember(&key(&layers), &bytes);
    }
}

/// Returns the image with the most layers of those that were seen and are below this one, and how
/// many layers it has.
pub(crate) fn nearest_below(store: &Store, image: &Image) -> Option<(usize, Seen)> {
    let layers = layers(image)?;
    (1..layers.len()).rev().find_map(|count| Some((count, recall(store, layers.get(..count)?)?)))
}

fn recall(store: &Store, layers: &[Digest]) -> Option<Seen> {
    serde_json::from_slice(&store.recall(&key(layers))?).ok()
}

fn key(layers: &[Digest]) -> Key {
    layers.iter().fold(Key::new(FUNCTION, VERSION), Key::input)
}

/// The digests of the archives inside; nothing where there are none, or one is not known.
fn layers(image: &Image) -> Option<Vec<Digest>> {
    let layers: Vec<Digest> =
        image.layers.iter().map(|layer| layer.diff_id).collect::<Option<_>>()?;
    (!layers.is_empty()).then_some(layers)
}
