// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Putting statements beside the image that they are about: into its layout, or its registry.

use haerterei_evidence::{Artifact, Predicate, Statement};
use haerterei_ground::Limits;
use haerterei_image::{Descriptor, Image, ImageSource, Layout, Reference, RegistryReference};
use haerterei_registry::copy as registry;

use crate::failure::{CommandError, Failure};
use crate::opened;
use crate::session::Session;

/// Where something is put beside an image, and what it is about.
#[derive(Debug)]
pub(crate) enum Beside {
    Layout(Layout, Descriptor),
    Registry(RegistryReference, Descriptor),
}

impl Beside {
    /// Returns the place beside an image, by the word it was asked for with.
    pub(crate) fn of(image: &Image, word: &str) -> Result<Self, Failure> {
        let reference = Reference::parse(word)?;
        if let Some(manifest) = &image.manifest {
            match &reference {
                Reference::Registry(name) => {
                    return Ok(Self::Registry(name.clone(), manifest.clone()));
                }
                Reference::Layout { .. } | Reference::Path(_) => {
                    let source = ImageSource::open(&reference, Limits::default())?;
                    if let ImageSource::Layout(layout) = source {
                        return Ok(Self::Layout(layout, manifest.clone()));
                    }
                }
                _ => {}
            }
        }
        Err(CommandError::NotAttachable { image: word.to_owned() }.into())
    }

    /// Returns what points at the image.
    pub(crate) const fn image(&self) -> &Descriptor {
        match self {
            Self::Layout(_, manifest) | Self::Registry(_, manifest) => manifest,
        }
    }

    /// Puts a statement there.
    pub(crate) fn put<P: Predicate>(
        &self,
        session: &Session,
        statement: &Statement<P>,
    ) -> Result<(), Failure> {
        self.put_artifact(session, &Artifact::new(self.image(), statement)?)
    }

    /// Puts an artifact there that refers to the image.
    pub(crate) fn put_artifact(
        &self,
        session: &Session,
        artifact: &Artifact,
    ) -> Result<(), Failure> {
        match self {
            Self::Layout(layout, _) => artifact.put(layout)?,
            Self::Registry(name, _) => {
                let registry = opened::registry(session)?;
                registry::attach(&registry, name, &artifact.descriptor, &artifact.content())?;
                session.progress.finish();
            }
        }
        Ok(())
    }
}
