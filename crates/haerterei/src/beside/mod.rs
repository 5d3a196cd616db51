// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What lies beside an image: artifacts that refer to it (OCI image specification 1.1, "Guidelines
//! for Artifact Usage"), and attestations that cosign keeps under a tag. Here they are put there, and
//! found again.

mod found;
mod local;
mod remote;

use haerterei_evidence::{Artifact, Predicate, Statement};
use haerterei_ground::Limits;
use haerterei_image::{Descriptor, ImageSource, Layout, OciArchive, Reference, RegistryReference};
use haerterei_registry::copy as registry;

pub(crate) use found::{Found, Piece};

use crate::failure::{CommandError, Failure};
use crate::opened::{self, Chosen};
use crate::session::Session;

/// The place beside an image.
#[derive(Debug)]
pub(crate) struct Beside {
    /// What points at the image.
    image: Descriptor,
    /// What the reference names in its registry: the image, or an index with it.
    root: Option<Descriptor>,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Layout(Layout),
    /// Nothing can be put into one, but others may have.
    Archive(OciArchive),
    Registry(RegistryReference),
}

impl Beside {
    /// Returns the place beside an image, by the word it was asked for with; docker archives and
    /// plain folders have none.
    pub(crate) fn of(chosen: &Chosen, word: &str) -> Result<Option<Self>, Failure> {
        let Some(image) = chosen.image.manifest.clone() else { return Ok(None) };
        let limits = Limits { document_bytes: found::LARGEST, ..Limits::default() };
        let place = match Reference::parse(word)? {
            Reference::Registry(name) => Place::Registry(name),
            other => match ImageSource::open(&other, limits)? {
                ImageSource::Layout(layout) => Place::Layout(layout),
                ImageSource::OciArchive(archive) => Place::Archive(archive),
                _ => return Ok(None),
            },
        };
        Ok(Some(Self { image, root: chosen.root().cloned(), place }))
    }

    /// Returns the place beside an image, where something can be put there.
    pub(crate) fn to_write(chosen: &Chosen, word: &str) -> Result<Self, Failure> {
        match Self::of(chosen, word)? {
            Some(Self { place: Place::Archive(_), .. }) | None => {
                Err(CommandError::NotAttachable { image: word.to_owned() }.into())
            }
            Some(beside) => Ok(beside),
        }
    }

    /// Returns what points at the image.
    pub(crate) const fn image(&self) -> &Descriptor {
        &self.image
    }

    /// Puts a statement there.
    pub(crate) fn put<P: Predicate>(
        &self,
        session: &Session,
        statement: &Statement<P>,
    ) -> Result<(), Failure> {
        self.put_artifact(session, &Artifact::new(&self.image, statement)?)
    }

    /// Puts an artifact there that refers to the image.
    pub(crate) fn put_artifact(
        &self,
        session: &Session,
        artifact: &Artifact,
    ) -> Result<(), Failure> {
        match &self.place {
            Place::Layout(layout) => artifact.put(layout)?,
            Place::Archive(_) => {
                let image = self.image.digest.to_string();
                return Err(CommandError::NotAttachable { image }.into());
            }
            Place::Registry(name) => {
                let registry = opened::registry(session)?;
                registry::attach(&registry, name, &artifact.descriptor, &artifact.content())?;
                session.progress.finish();
            }
        }
        Ok(())
    }

    /// Returns the documents that lie there and may hold VEX, in a fixed order.
    ///
    /// # Errors
    ///
    /// If the place cannot be asked. A single artifact that cannot be read is told of in its place.
    pub(crate) fn found(&self, session: &Session) -> Result<Found, Failure> {
        let digest = self.image.digest;
        match &self.place {
            Place::Layout(layout) => Ok(local::found(&layout.index()?, layout, digest)),
            Place::Archive(archive) => Ok(local::found(&archive.index()?, archive, digest)),
            Place::Registry(name) => {
                let found = remote::found(session, name, digest, self.root.as_ref())?;
                session.progress.finish();
                Ok(found)
            }
        }
    }
}
