// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What an inventory is about.

use haerterei_image::Image;

use crate::inventory::{InventoryLayer, Subject};
use crate::layer::LayerRecord;

/// Returns what the image says of itself: annotations before labels of the same name (OCI image
/// specification 1.1, "Pre-Defined Annotation Keys"). How it was asked for, only the caller knows.
pub(crate) fn subject(image: &Image) -> Subject {
    let labels = &image.config.config.labels;
    let claim = |name: &str| {
        let name = format!("org.opencontainers.image.{name}");
        image.annotations.get(&name).or_else(|| labels.get(&name)).cloned()
    };
    let platform = image.config.platform();
    Subject {
        name: String::new(),
        digest: image.manifest.as_ref().map(|manifest| manifest.digest),
        config: image.config_digest,
        platform: (!platform.architecture.is_empty()).then(|| platform.to_string()),
        created: image.config.created.clone().or_else(|| claim("created")),
        version: claim("version"),
        vendor: claim("vendor"),
        authors: claim("authors"),
        source: claim("source"),
        url: claim("url"),
        licences: claim("licenses"),
    }
}

/// Returns the layers.
pub(crate) fn layers(image: &Image, records: &[LayerRecord]) -> Vec<InventoryLayer> {
    image
        .layers
        .iter()
        .zip(records)
        .enumerate()
        .map(|(number, (layer, record))| InventoryLayer {
            digest: layer.digest,
            diff_id: layer.diff_id,
            files: record.files.len() as u64,
            bytes: record.bytes,
            made_by: image.config.history_of(number).and_then(|line| line.created_by.clone()),
        })
        .collect()
}
