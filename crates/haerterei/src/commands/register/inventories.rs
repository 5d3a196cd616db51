// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Inventories for the register: of images, of all images of a place, of documents.

use std::collections::BTreeSet;

use camino::Utf8Path;
use haerterei_ground::{Blame, Limits, Message};
use haerterei_image::{Descriptor, Layout, Reference, document};
use haerterei_inventory::Inventory;
use haerterei_register::Basis;

use super::attached;
use crate::commands::{cache, sbom, scan};
use crate::failure::Failure;
use crate::first_bytes::FirstBytes;
use crate::opened;
use crate::session::Session;

/// What the inventory of one platform rests on, and the inventory.
pub(super) type Based = (Basis, Inventory);

/// What a word names, as words of which each names one image or document.
#[derive(Debug)]
pub(super) enum Words {
    /// It is one itself.
    One(String),
    /// All that a layout or a repository has; some may be no images.
    All(Vec<String>),
}

/// Returns the images that a layout or a repository has, by their tags; another word is itself.
pub(super) fn words_of(session: &Session, word: &str) -> Result<Words, Failure> {
    let one = || Ok(Words::One(word.to_owned()));
    if is_document(word) {
        return one();
    }
    let limits = Limits::default();
    match Reference::parse(word)?.recognised(limits)? {
        Reference::Layout { folder, tag: None } => {
            let index = Layout::open(&folder, limits)?.index()?;
            let tags = index.manifests.iter().filter_map(Descriptor::tag);
            let words: BTreeSet<String> = tags
                .filter(|tag| !document::is_companion_tag(tag))
                .map(|tag| format!("oci:{}:{tag}", folder.display()))
                .collect();
            // Without tags there is at most one image.
            if words.is_empty() { one() } else { Ok(Words::All(words.into_iter().collect())) }
        }
        Reference::Registry(name) if name.tag.is_none() && name.digest.is_none() => {
            let tags = opened::registry(session)?.tags(&name)?;
            Ok(Words::All(tags.iter().map(|tag| format!("{}:{tag}", name.place())).collect()))
        }
        _ => one(),
    }
}

/// Makes the inventories of an image, one for each platform, or reads one of anybody. If the image
/// cannot be read, what others say of it counts, and that they say it.
pub(super) fn inventories(
    session: &Session,
    word: &str,
    platform: Option<&str>,
    no_cache: bool,
) -> Result<Vec<Based>, Failure> {
    if is_document(word) {
        return Ok(vec![(Basis::Document, scan::read(session, Utf8Path::new(word))?)]);
    }
    let failure = match of_image(session, word, platform, no_cache) {
        Ok(inventories) => {
            return Ok(inventories.into_iter().map(|it| (Basis::Image, it)).collect());
        }
        Err(failure) => failure,
    };
    // A network that fails says nothing of the image.
    let Failure::Explained(cause) = &failure else { return Err(failure) };
    if cause.blame() != Blame::Input {
        return Err(failure);
    }
    // Why it cannot be read says more than why there is nothing beside it.
    let Ok(Some(found)) = attached::inventories(session, word, platform) else {
        return Err(failure);
    };
    let reason = session.texts.say(&cause.message());
    let message =
        Message::new("command-register-claimed").text("image", word).text("reason", reason);
    session.printer.warn(&session.texts.get("command-label-warning"), &session.texts.say(&message));
    Ok(found.into_iter().map(|it| (Basis::Document, it)).collect())
}

fn of_image(
    session: &Session,
    word: &str,
    platform: Option<&str>,
    no_cache: bool,
) -> Result<Vec<Inventory>, Failure> {
    let store = if no_cache { None } else { Some(cache::open(session)?) };
    let one = |platform| sbom::of_image(session, word, platform, store.as_ref(), false);
    if platform.is_some() {
        return Ok(vec![one(platform)?]);
    }
    let platforms = opened::open(session, word)?.platforms();
    if platforms.len() == 1 {
        return Ok(vec![one(None)?]);
    }
    platforms.iter().map(|platform| one(Some(platform))).collect()
}

/// Returns whether a word names a file with a document rather than an image.
fn is_document(word: &str) -> bool {
    let path = Utf8Path::new(word);
    let first = || FirstBytes::of(path);
    path.is_file() && first().is_ok_and(|it| matches!(it, FirstBytes::Json | FirstBytes::Xml))
}
