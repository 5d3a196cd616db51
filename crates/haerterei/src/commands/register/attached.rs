// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Inventories that others put beside an image: artifacts that refer to it.

use haerterei_evidence::{referrers, statement_bytes};
use haerterei_ground::{Digest, Limits};
use haerterei_image::{
    Blobs, Descriptor, ImageSource, Index, Layout, Manifest, Platform, Reference,
    RegistryReference, document, read_document,
};
use haerterei_inventory::Inventory;
use haerterei_registry::{DocumentContent, Registry, RegistryError};
use haerterei_sbom::document::{self as sbom, DocumentBounds};
use haerterei_store::Store;
use serde_json::Value;

use crate::commands::cache;
use crate::failure::Failure;
use crate::opened;
use crate::session::Session;

/// Larger ones are not read.
const LARGEST: u64 = 64 << 20;
/// So many artifacts of one image are looked at.
const MOST: usize = 64;
/// What inventories are called, the preferred first: as documents, and in statements (in-toto).
const KINDS: [&str; 4] = [
    "application/vnd.cyclonedx+json",
    "application/spdx+json",
    "text/spdx+json",
    "application/vnd.in-toto+json",
];

/// Returns what others say is in an image, one inventory for each platform; nothing if they do not say
/// it of every one. Signatures are not looked at: these are claims.
pub(super) fn inventories(
    session: &Session,
    word: &str,
    platform: Option<&str>,
) -> Result<Option<Vec<Inventory>>, Failure> {
    let limits = Limits::default();
    let place = match Reference::parse(word)?.recognised(limits)? {
        Reference::Registry(name) => {
            let (registry, store) = (opened::registry(session)?, cache::open(session)?);
            Place::Registry(Box::new(registry), store, name)
        }
        other => match ImageSource::open(&other, limits)? {
            ImageSource::Layout(layout) => {
                Place::Layout(layout, other.image_name().map(str::to_owned))
            }
            _ => return Ok(None),
        },
    };
    let wanted = platform.and_then(Platform::parse);
    let mut found = Vec::new();
    for manifest in place.manifests(&limits)? {
        let own = manifest.platform.as_ref();
        match (&wanted, own) {
            (Some(wanted), Some(own)) if !own.serves(wanted) => continue,
            // Which platform it is for, only what cannot be read would say.
            (Some(_), None) => return Ok(None),
            _ => {}
        }
        let Some(mut inventory) = place.inventory(&manifest, &limits)? else { return Ok(None) };
        word.clone_into(&mut inventory.subject.name);
        // What it is about, the reference says and not the document.
        inventory.subject.digest = Some(manifest.digest);
        inventory.subject.platform = own.map(ToString::to_string).or(inventory.subject.platform);
        found.push(inventory);
    }
    Ok((!found.is_empty()).then_some(found))
}

enum Place {
    Layout(Layout, Option<String>),
    Registry(Box<Registry>, Store, RegistryReference),
}

impl Place {
    /// Returns what points at the manifests of the image.
    fn manifests(&self, limits: &Limits) -> Result<Vec<Descriptor>, Failure> {
        match self {
            Self::Layout(layout, tag) => {
                let mut found = Vec::new();
                for entry in layout.index()?.manifests {
                    if entry.tag() != tag.as_deref() || entry.artifact_type.is_some() {
                        continue;
                    }
                    if entry.is_index() {
                        let bytes = read_document(layout, &entry, limits)?;
                        let what = entry.digest.to_string();
                        found.extend(members(document::parse(&bytes, &what, limits)?));
                    } else if entry.is_manifest() {
                        found.push(entry);
                    }
                }
                Ok(found)
            }
            Self::Registry(registry, _, name) => {
                let document = registry.document(name)?;
                Ok(match document.content {
                    DocumentContent::Manifest(_) => vec![document.descriptor],
                    DocumentContent::Index(index) => members(*index),
                })
            }
        }
    }

    /// Returns what others say is in a platform of the image. Of several documents the preferred kind
    /// counts, and of those the one whose artifact has the lowest digest.
    fn inventory(&self, image: &Descriptor, limits: &Limits) -> Result<Option<Inventory>, Failure> {
        let mut candidates: Vec<(usize, Digest, Vec<u8>)> = Vec::new();
        for (artifact, manifest) in self.artifacts(&image.digest, limits)? {
            let kind = manifest.artifact_type.as_deref().or(artifact.artifact_type.as_deref());
            let layer = manifest.layers.first().map(|layer| layer.media_type.as_str());
            let rank = [kind, layer].into_iter().flatten().filter_map(rank).min();
            let Some(rank) = rank else { continue };
            if let Some(bytes) = self.bytes(&manifest, limits)? {
                candidates.push((rank, artifact.digest, bytes));
            }
        }
        candidates.sort();
        let bounds = DocumentBounds::default();
        let mut readable = candidates.iter().filter_map(|(_, _, bytes)| {
            let bytes = predicate(bytes)?;
            sbom::parse(&bytes, bounds).ok().map(sbom::Document::into_inventory)
        });
        Ok(readable.next())
    }

    fn artifacts(
        &self,
        image: &Digest,
        limits: &Limits,
    ) -> Result<Vec<(Descriptor, Manifest)>, Failure> {
        match self {
            Self::Layout(layout, _) => {
                let mut found = referrers(layout, image, None, limits)?;
                found.truncate(MOST);
                Ok(found)
            }
            Self::Registry(registry, _, name) => {
                let mut found = Vec::new();
                for entry in registry.referrers(name, image, None)?.into_iter().take(MOST) {
                    let document = match registry.document(&name.at(&entry.digest)) {
                        Ok(document) => document,
                        // A list may name what is gone.
                        Err(RegistryError::NoSuchImage { .. }) => continue,
                        Err(error) => return Err(error.into()),
                    };
                    if let DocumentContent::Manifest(manifest) = document.content {
                        found.push((entry, *manifest));
                    }
                }
                Ok(found)
            }
        }
    }

    /// Returns the one document of an artifact, if there is one and it is not too large.
    fn bytes(&self, artifact: &Manifest, limits: &Limits) -> Result<Option<Vec<u8>>, Failure> {
        let [layer] = artifact.layers.as_slice() else { return Ok(None) };
        if layer.size > LARGEST {
            return Ok(None);
        }
        let limits = Limits { document_bytes: LARGEST, ..*limits };
        match self {
            Self::Layout(layout, _) => {
                let blobs: &dyn Blobs = layout;
                Ok(Some(statement_bytes(blobs, artifact, &limits)?))
            }
            Self::Registry(registry, store, name) => {
                registry.bring(name, std::slice::from_ref(layer), LARGEST)?;
                Ok(Some(store.read(&layer.digest, LARGEST)?))
            }
        }
    }
}

fn members(index: Index) -> Vec<Descriptor> {
    let is_image = |entry: &Descriptor| {
        let is_known = entry.platform.as_ref().is_none_or(|platform| platform.os != "unknown");
        entry.is_manifest() && entry.artifact_type.is_none() && is_known
    };
    index.manifests.into_iter().filter(is_image).collect()
}

/// Returns how much a kind is preferred; nothing for what is no inventory.
fn rank(kind: &str) -> Option<usize> {
    let kind = kind.split(';').next().unwrap_or(kind).trim();
    KINDS.iter().position(|known| *known == kind)
}

/// Returns the document in a statement, or the document itself.
fn predicate(bytes: &[u8]) -> Option<Vec<u8>> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    match value.get("predicateType").and_then(Value::as_str) {
        None => Some(bytes.to_vec()),
        Some(kind)
            if kind.starts_with("https://cyclonedx.org/bom")
                || kind.starts_with("https://spdx.dev/Document") =>
        {
            serde_json::to_vec(value.get("predicate")?).ok()
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inventories_are_told_from_other_artifacts() {
        assert_eq!(rank("application/vnd.cyclonedx+json; version=1.6"), Some(0));
        assert_eq!(rank("application/spdx+json"), Some(1));
        assert_eq!(rank("application/vnd.in-toto+json"), Some(3));
        assert_eq!(rank("application/vnd.dev.cosign.artifact.sig.v1+json"), None);
        let statement =
            |kind: &str| format!(r#"{{"predicateType":"{kind}","predicate":{{"a":1}}}}"#);
        let inner = predicate(statement("https://cyclonedx.org/bom/v1.6").as_bytes());
        assert_eq!(inner.as_deref(), Some(&br#"{"a":1}"#[..]));
        assert_eq!(predicate(statement("https://slsa.dev/provenance/v1").as_bytes()), None);
        assert_eq!(
            predicate(br#"{"bomFormat":"x"}"#).as_deref(),
            Some(&br#"{"bomFormat":"x"}"#[..])
        );
        assert_eq!(predicate(b"no JSON"), None);
    }
}
