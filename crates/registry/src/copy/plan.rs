// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What belongs to a copy: the documents below a root, their blobs, and everything that refers to
//! any of them.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::{Digest, Limits};
use haerterei_image::{Descriptor, ImageConfig, ImageError, Index, Platform, document};

use super::companions;
use super::source::{Source, made};
use crate::client::PARALLEL;
use crate::document::{Document, DocumentContent};
use crate::error::RegistryError;
use crate::parallel;
use crate::remote::MOST_DOCUMENTS;

/// How deep indices may be nested, and referrers refer to referrers.
const DEEPEST: usize = 8;

/// The annotations by which `BuildKit` says which image an attestation in the same index is about.
const ATTESTS: &str = "vnd.docker.reference.digest";

/// Everything that is copied.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// What the copy is called by.
    pub(crate) root: Document,
    /// Whether the root was made here: a choice of platforms.
    pub(crate) is_made: bool,
    /// All documents, the root among them; what a document names comes before it.
    pub(crate) documents: Vec<Document>,
    /// Which documents refer to which digest, in the order in which they are listed.
    pub(crate) referrers: Vec<(Digest, Vec<Descriptor>)>,
    /// Documents that are found by a tag made of a digest, with that tag.
    pub(crate) tagged: Vec<(String, Document)>,
    /// All blobs by their digest.
    pub(crate) blobs: BTreeMap<Digest, Descriptor>,
}

impl Plan {
    /// Finds out what belongs to a copy: of some platforms or all, with referrers or without.
    pub(crate) fn of(
        source: &Source,
        platforms: &[Platform],
        with_referrers: bool,
    ) -> Result<Self, RegistryError> {
        let (root, is_made) = choose(source, platforms)?;
        let mut gathering = Gathering {
            source,
            with_referrers,
            ordered: Vec::new(),
            seen: BTreeSet::new(),
            referrers: Vec::new(),
        };
        gathering.enter(&root)?;
        let tagged = if with_referrers { gathering.tagged()? } else { Vec::new() };
        let mut blobs = BTreeMap::new();
        for blob in gathering.ordered.iter().flat_map(Document::blobs) {
            if is_elsewhere(blob) {
                continue;
            }
            if let Some(other) = blobs.insert(blob.digest, blob.clone())
                && other.size != blob.size
            {
                return Err(RegistryError::Contradiction { what: blob.digest.to_string() });
            }
        }
        let Gathering { ordered: documents, referrers, .. } = gathering;
        Ok(Self { root, is_made, documents, referrers, tagged, blobs })
    }

    /// Returns the descriptors of all referrers.
    pub(crate) fn all_referrers(&self) -> impl Iterator<Item = &Descriptor> {
        self.referrers.iter().flat_map(|(_, listed)| listed)
    }
}

/// Returns whether a layer may not be passed on (OCI image specification 1.0, "Non-Distributable
/// Layers"): registries do not have it.
fn is_elsewhere(blob: &Descriptor) -> bool {
    blob.media_type.contains(".foreign.") || blob.media_type.contains(".nondistributable.")
}

struct Gathering<'a> {
    source: &'a Source,
    with_referrers: bool,
    ordered: Vec<Document>,
    seen: BTreeSet<Digest>,
    referrers: Vec<(Digest, Vec<Descriptor>)>,
}

impl Gathering<'_> {
    /// Takes a document, all below it, and all that refers to any of them.
    fn enter(&mut self, root: &Document) -> Result<(), RegistryError> {
        let endless = || RegistryError::Endless { what: root.descriptor.digest.to_string() };
        let mut level = vec![root.clone()];
        for _ in 0..DEEPEST {
            let mut batch = Vec::new();
            for document in level {
                self.below(document, 0, &mut batch)?;
            }
            if !self.with_referrers || batch.is_empty() {
                return Ok(());
            }
            level = self.beside(&batch)?;
            if level.is_empty() {
                return Ok(());
            }
            if self.seen.len() + level.len() > MOST_DOCUMENTS {
                return Err(endless());
            }
        }
        Err(endless())
    }

    /// Takes a document after all that it names.
    fn below(
        &mut self,
        document: Document,
        depth: usize,
        batch: &mut Vec<Digest>,
    ) -> Result<(), RegistryError> {
        let digest = document.descriptor.digest;
        if !self.seen.insert(digest) {
            return Ok(());
        }
        if depth > DEEPEST || self.seen.len() + document.members().len() > MOST_DOCUMENTS {
            return Err(RegistryError::Endless { what: digest.to_string() });
        }
        let mut members: Vec<Descriptor> = document.members().to_vec();
        members.retain(|member| !self.seen.contains(&member.digest));
        let members = parallel::each(PARALLEL, &members, |member| self.source.document(member))?;
        for member in members {
            self.below(member, depth + 1, batch)?;
        }
        self.ordered.push(document);
        batch.push(digest);
        Ok(())
    }

    /// Takes what is found by a tag made of the digest of what was taken.
    fn tagged(&mut self) -> Result<Vec<(String, Document)>, RegistryError> {
        let images = self.ordered.iter().filter(|document| document.subject().is_none());
        let tags: Vec<String> =
            images.flat_map(|image| companions::tags_of(&image.descriptor.digest)).collect();
        let found = parallel::each(PARALLEL, &tags, |tag| self.source.tagged(tag))?;
        let mut tagged = Vec::new();
        for (tag, document) in tags.into_iter().zip(found) {
            if let Some(document) = document {
                self.below(document.clone(), 0, &mut Vec::new())?;
                tagged.push((tag, document));
            }
        }
        Ok(tagged)
    }

    /// Returns the documents that refer to some digests and are not known yet.
    fn beside(&mut self, subjects: &[Digest]) -> Result<Vec<Document>, RegistryError> {
        let found = parallel::each(PARALLEL, subjects, |subject| {
            let listed = self.source.referrers(subject)?;
            let documents = parallel::each(1, &listed, |entry| {
                let document = self.source.document(entry)?;
                // A list may say what it likes; only the document itself counts.
                let is_its = document.subject().is_some_and(|other| other.digest == *subject);
                if is_its {
                    Ok(document)
                } else {
                    Err(RegistryError::Contradiction { what: entry.digest.to_string() })
                }
            })?;
            Ok::<_, RegistryError>((*subject, documents))
        })?;
        let mut all = Vec::new();
        for (subject, documents) in found {
            if !documents.is_empty() {
                let listed = documents.iter().map(Document::as_referrer).collect();
                self.referrers.push((subject, listed));
            }
            all.extend(documents);
        }
        Ok(all)
    }
}

/// Chooses the root: what the source names, one of its platforms, or a new index of several.
fn choose(source: &Source, platforms: &[Platform]) -> Result<(Document, bool), RegistryError> {
    let root = source.root();
    if platforms.is_empty() {
        return Ok((root.clone(), source.is_made()));
    }
    let index = match &root.content {
        DocumentContent::Manifest(manifest) => {
            let limits = Limits::default();
            let config = source.read(&manifest.config)?;
            let config: ImageConfig =
                document::parse(&config, &manifest.config.digest.to_string(), &limits)?;
            let own = config.platform();
            for wanted in platforms {
                if !own.serves(wanted) {
                    return Err(absent(wanted, vec![own.to_string()]));
                }
            }
            return Ok((root.clone(), source.is_made()));
        }
        DocumentContent::Index(index) => index.as_ref(),
    };
    let known = || -> Vec<String> {
        let named = index.manifests.iter().filter(|entry| !entry.annotations.contains_key(ATTESTS));
        named.filter_map(|entry| entry.platform.as_ref()).map(ToString::to_string).collect()
    };
    let mut chosen = BTreeSet::new();
    for wanted in platforms {
        let serves = |entry: &&Descriptor| {
            entry.platform.as_ref().is_some_and(|platform| platform.serves(wanted))
        };
        let entry = index.manifests.iter().find(serves);
        chosen.insert(entry.ok_or_else(|| absent(wanted, known()))?.digest);
    }
    let attests = |entry: &Descriptor| {
        let about = entry.annotations.get(ATTESTS).and_then(|text| text.parse().ok());
        about.is_some_and(|digest: Digest| chosen.contains(&digest))
    };
    let mut entries: Vec<Descriptor> = index.manifests.clone();
    entries.retain(|entry| chosen.contains(&entry.digest) || attests(entry));
    if entries.len() == index.manifests.len() {
        return Ok((root.clone(), source.is_made()));
    }
    if chosen.len() == 1
        && let Some(only) = entries.iter().find(|entry| chosen.contains(&entry.digest))
    {
        return Ok((source.document(only)?, false));
    }
    let smaller = Index { manifests: entries, subject: None, ..index.clone() };
    Ok((made(document::to_bytes(&smaller))?, true))
}

fn absent(wanted: &Platform, known: Vec<String>) -> RegistryError {
    ImageError::NoSuchPlatform { wanted: wanted.to_string(), known }.into()
}
