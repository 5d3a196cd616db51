// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `scan --base`: findings of the base apart from one's own, and what another base would change.

use camino::Utf8Path;
use haerterei_findings::base::{assign, exchange, shared_layers};

use super::{Look, Looked, look};
use crate::failure::{CommandError, Failure};
use crate::first_bytes::FirstBytes;
use crate::opened;
use crate::scan::base::{Bases, Claimed, Known, Other, Sides};
use crate::session::Session;

/// The word for the base that an image names itself.
const CLAIMED: &str = "claimed";
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
    let claimed = claimed(session, asked)?;
    let mut bases = Bases::default();
    let mut others = Vec::new();
    for word in words {
        let word = if word == CLAIMED { place(claimed.as_ref(), asked)? } else { word.clone() };
        let base = look(session, &Look { image: &word, malware: None, stories: false, ..*asked })?;
        match shared_layers(&looked.inventory, &base.inventory) {
            // The base of a base is a base, too: the one that is nearest counts.
            Some(layers) if bases.known.as_ref().is_none_or(|known| known.layers < layers) => {
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

/// Returns what an image says of its base; an inventory says nothing.
fn claimed(session: &Session, asked: &Look<'_>) -> Result<Option<Claimed>, Failure> {
    let path = Utf8Path::new(asked.image);
    if path.is_file() {
        let first = FirstBytes::of(path)
            .map_err(|source| CommandError::CannotRead { file: path.to_owned(), source })?;
        if first != FirstBytes::Archive {
            return Ok(None);
        }
    }
    let image = opened::open(session, asked.image)?.choose_first(asked.platform)?.image;
    let get = |key: &str| {
        let label = || image.config.config.labels.get(key);
        image.annotations.get(key).or_else(label).cloned()
    };
    let (name, digest) = (get(NAME), get(DIGEST));
    Ok((name.is_some() || digest.is_some()).then_some(Claimed { name, digest }))
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
