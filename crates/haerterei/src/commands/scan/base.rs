// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `scan --base`: findings of the base apart from one's own, and what another base would change.

use camino::Utf8Path;
use haerterei_findings::base::{assign, exchange, shared_layers};

use super::{Look, Looked, look};
use crate::commands::{cache, sbom};
use crate::failure::{CommandError, Failure};
use crate::first_bytes::FirstBytes;
use crate::lineage;
use crate::opened::{self, Chosen};
use crate::scan::base::{Bases, Claimed, Known, Other, Sides};
use crate::session::Session;

/// The word for the base that an image names itself.
const CLAIMED: &str = "claimed";
/// The word for the nearest base among the images that were seen here.
const KNOWN: &str = "known";
/// What an image says of its base (OCI image specification, "Pre-Defined Annotation Keys").
const NAME: &str = "org.opencontainers.image.base.name";
const DIGEST: &str = "org.opencontainers.image.base.digest";

/// Says which findings come from the base, and what others would change.
pub(super) fn apart(
    session: &Session,
    asked: &Look<'_>,
    words: &[String],
    looked: &mut Looked,
) -> Result<Option<Bases>, Failure> {
    if words.is_empty() {
        return Ok(None);
    }
    let image = image(session, asked)?;
    let claimed = image.as_ref().and_then(claimed);
    let mut bases = Bases::default();
    let mut others = Vec::new();
    for word in words {
        if word == KNOWN {
            if let Some(image) = image.clone() {
                seen(session, image, looked, &mut bases)?;
            }
            continue;
        }
        let word = if word == CLAIMED { place(claimed.as_ref(), asked)? } else { word.clone() };
        let base = look(session, &Look { image: &word, malware: None, stories: false, ..*asked })?;
        match shared_layers(&looked.inventory, &base.inventory) {
            // The base of a base is a base, too: the one that is nearest counts.
            Some(layers) if is_nearer(layers, &bases) => {
                assign(&mut looked.findings, &looked.inventory, &base.inventory);
                let digest = base.inventory.subject.digest;
                bases.known = Some(Known { name: word, digest, layers });
            }
            Some(_) => {}
            None => others.push((word, base)),
        }
    }
    bases.claimed = claimed;
    bases.counts = bases.known.is_some().then(|| Sides::of(&looked.findings));
    for (name, other) in others {
        let exchange =
            exchange(&looked.inventory, &looked.findings, &other.inventory, &other.findings);
        bases.others.push(Other { name, digest: other.inventory.subject.digest, exchange });
    }
    Ok(Some(bases))
}

fn is_nearer(layers: usize, bases: &Bases) -> bool {
    bases.known.as_ref().is_none_or(|known| known.layers < layers)
}

/// Finds the nearest base among the images that were seen here, and says which findings are its.
///
/// Its layers are here, below the image's own: it need not be within reach.
fn seen(
    session: &Session,
    image: Chosen,
    looked: &mut Looked,
    bases: &mut Bases,
) -> Result<(), Failure> {
    let store = cache::open(session)?;
    let nearest = lineage::nearest_below(&store, &image.image);
    let Some((layers, seen)) = nearest.filter(|(layers, _)| is_nearer(*layers, bases)) else {
        return Ok(());
    };
    let base = sbom::of_chosen(session, &seen.name, &image.lowest(layers), Some(&store), false)?;
    assign(&mut looked.findings, &looked.inventory, &base);
    bases.known = Some(Known { name: seen.name, digest: seen.digest, layers });
    Ok(())
}

/// Opens the image, unless what is looked at is an inventory.
fn image(session: &Session, asked: &Look<'_>) -> Result<Option<Chosen>, Failure> {
    let path = Utf8Path::new(asked.image);
    if path.is_file() {
        let first = FirstBytes::of(path)
            .map_err(|source| CommandError::CannotRead { file: path.to_owned(), source })?;
        if first != FirstBytes::Archive {
            return Ok(None);
        }
    }
    opened::open(session, asked.image)?.choose_first(asked.platform).map(Some)
}

/// Returns what an image says of its base.
fn claimed(chosen: &Chosen) -> Option<Claimed> {
    let image = &chosen.image;
    let get = |key: &str| {
        let label = || image.config.config.labels.get(key);
        image.annotations.get(key).or_else(label).cloned()
    };
    let (name, digest) = (get(NAME), get(DIGEST));
    (name.is_some() || digest.is_some()).then_some(Claimed { name, digest })
}

/// Returns where the base is that an image names: its name, without a tag, at the digest.
fn place(claimed: Option<&Claimed>, asked: &Look<'_>) -> Result<String, Failure> {
    let nothing = || CommandError::NoBaseClaimed { image: asked.image.to_owned() };
    let claimed = claimed.ok_or_else(nothing)?;
    let name = claimed.name.as_deref().ok_or_else(nothing)?;
    let Some(digest) = &claimed.digest else { return Ok(name.to_owned()) };
    let name = name.split('@').next().unwrap_or(name);
    let bare = match name.rsplit_once(':') {
        Some((front, tag)) if !tag.contains('/') && front.contains('/') => front,
        _ => name,
    };
    Ok(format!("{bare}@{digest}"))
}
