// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What lies beside an image in a registry: what it lists as referrers (OCI distribution specification
//! 1.1), or what lies under the tag that stands for that list, and cosign's tags.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::{Digest, Explain as _};
use haerterei_image::{Descriptor, Manifest, RegistryReference};
use haerterei_registry::{DocumentContent, Registry, RegistryError};

use super::found::{Found, LARGEST, Taking, attestation_tag, may_hold_vex};
use super::local;
use crate::commands::cache;
use crate::failure::Failure;
use crate::opened;
use crate::session::Session;

/// Finds what lies beside an image; `root` is what the reference names, where that is an index.
pub(super) fn found(
    session: &Session,
    name: &RegistryReference,
    image: Digest,
    root: Option<&Descriptor>,
) -> Result<Found, Failure> {
    let registry = opened::registry(session)?;
    let store = cache::open(session)?;
    let digests: BTreeSet<Digest> = [image].into_iter().chain(root.map(|it| it.digest)).collect();
    let mut names: BTreeMap<Digest, RegistryReference> = BTreeMap::new();
    for digest in &digests {
        let referrers = registry.referrers(name, digest, None)?;
        let wanted = referrers.iter().filter(|entry| may_hold_vex(&entry.annotations));
        names.extend(wanted.map(|entry| (entry.digest, name.at(&entry.digest))));
        let Some(tag) = attestation_tag(digest) else { continue };
        let tagged = RegistryReference { tag: Some(tag), digest: None, ..name.clone() };
        match registry.document(&tagged) {
            Ok(document) => {
                let digest = document.descriptor.digest;
                names.insert(digest, name.at(&digest));
            }
            // There mostly is none.
            Err(RegistryError::NoSuchImage { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(root) = root.filter(|root| root.is_index())
        && let DocumentContent::Index(index) = &registry.document(&name.at(&root.digest))?.content
    {
        let attested = local::attested(index, &digests);
        names.extend(attested.iter().map(|entry| (entry.digest, name.at(&entry.digest))));
    }
    let mut taking = Taking::new(digests);
    for (digest, name) in &names {
        if !taking.has_room() {
            continue;
        }
        session.cancel.check().map_err(RegistryError::Cancelled)?;
        let manifest = match manifest(&registry, name) {
            Ok(Some(manifest)) => manifest,
            Ok(None) => continue,
            Err(error) => {
                taking.take(*digest, Err(error.message()));
                continue;
            }
        };
        for layer in taking.wanted(&manifest) {
            let bytes = match registry.bring(name, std::slice::from_ref(layer), LARGEST) {
                Ok(()) => store.read(&layer.digest, LARGEST).map_err(|error| error.message()),
                Err(error) => Err(error.message()),
            };
            taking.take(*digest, bytes);
        }
    }
    session.cancel.check().map_err(RegistryError::Cancelled)?;
    Ok(taking.finish())
}

/// Gets the document of an artifact; nothing if a list names what is gone, or if it is an index.
fn manifest(
    registry: &Registry,
    name: &RegistryReference,
) -> Result<Option<Manifest>, RegistryError> {
    match registry.document(name) {
        Ok(document) => Ok(match document.content {
            DocumentContent::Manifest(manifest) => Some(*manifest),
            DocumentContent::Index(_) => None,
        }),
        Err(RegistryError::NoSuchImage { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
