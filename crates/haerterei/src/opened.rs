// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images as people name them, wherever they are: every command that takes IMAGE opens it here.

use std::sync::Arc;

use camino::Utf8Path;
use haerterei_build::Images;
use haerterei_fetch::Fetcher;
use haerterei_ground::{Explain, Limits};
use haerterei_image::{Descriptor, Image, ImageError, ImageSource, Platform, Reference};
use haerterei_registry::{Registry, RegistrySettings, Remote};

use crate::commands::cache;
use crate::failure::{CommandError, Expected, Failure};
use crate::first_bytes::FirstBytes;
use crate::session::Session;

/// What a reference names, before a platform is chosen.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The images, one for each platform.
    images: Vec<Image>,
    /// Where they come from, if that is a registry.
    remote: Option<Remote>,
}

/// Opens what a word names.
pub(crate) fn open(session: &Session, word: &str) -> Result<Opened, Failure> {
    let limits = Limits::default();
    let path = Utf8Path::new(word);
    // What is a file and no archive is not looked into for one.
    if path.is_file() && FirstBytes::of(path).is_ok_and(|it| it != FirstBytes::Archive) {
        let (file, expected) = (path.to_owned(), Expected::Image);
        return Err(CommandError::Unexpected { file, expected, cause: None }.into());
    }
    let reference = Reference::parse(word)?;
    let (source, remote) = match &reference {
        Reference::Registry(name) => {
            let registry = Arc::new(registry(session)?);
            let remote = Remote::open(&registry, name, limits)?;
            (remote.source(), Some(remote))
        }
        other => (ImageSource::open(other, limits)?, None),
    };
    let images = source.images(reference.image_name(), limits)?;
    Ok(Opened { images, remote })
}

impl Opened {
    /// Returns the platforms there are.
    pub(crate) fn platforms(&self) -> Vec<String> {
        self.images.iter().map(|image| image.config.platform().to_string()).collect()
    }

    /// Chooses the platform asked for, else the host's, else the first; its layers can be read.
    pub(crate) fn choose(self, wanted: Option<&str>) -> Result<Image, Failure> {
        let chosen = self.choose_first(wanted)?;
        chosen.bring_layers(|_| true)?;
        Ok(chosen.image)
    }

    /// Chooses as [`choose`](Self::choose) does, for whoever may not need the layers.
    pub(crate) fn choose_first(self, wanted: Option<&str>) -> Result<Chosen, Failure> {
        Ok(Chosen { image: choose(self.images, wanted)?, remote: self.remote })
    }
}

/// The image of one platform; its layers are read from where it is.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    /// The image.
    pub(crate) image: Image,
    /// Where it comes from, if that is a registry.
    remote: Option<Remote>,
}

impl Chosen {
    /// Returns what the lowest layers alone are: an image without a manifest.
    pub(crate) fn lowest(self, layers: usize) -> Self {
        let mut image = self.image;
        image.layers.truncate(layers);
        (image.manifest, image.config_digest) = (None, None);
        image.annotations.clear();
        Self { image, remote: self.remote }
    }

    /// Returns what the reference names in its registry: the image, or an index with it.
    pub(crate) fn root(&self) -> Option<&Descriptor> {
        self.remote.as_ref().map(Remote::root)
    }

    /// Brings some layers here, by their numbers and at the same time, where they are far.
    pub(crate) fn bring_layers(&self, wanted: impl Fn(usize) -> bool) -> Result<(), Failure> {
        if let Some(remote) = &self.remote {
            remote.bring_layers(&self.image, wanted)?;
        }
        Ok(())
    }
}

/// Prepares a client for registries with a cache and a network of its own.
pub(crate) fn registry(session: &Session) -> Result<Registry, Failure> {
    let fetcher = Fetcher::new(session.settings.network.fetch_settings()?)?;
    let places = &session.settings.registries;
    Ok(Registry::new(RegistrySettings {
        credentials: places.credentials.clone(),
        plain_http: places.plain_http.clone(),
        fetcher: Arc::new(fetcher),
        store: cache::open(session)?,
        progress: Arc::new(session.progress.again()),
        cancel: session.cancel.clone(),
    }))
}

/// The images that recipes start from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionImages<'a>(pub(crate) &'a Session);

impl Images for SessionImages<'_> {
    fn open(&self, reference: &Reference, limits: Limits) -> Result<ImageSource, ImageError> {
        let Reference::Registry(name) = reference else {
            return ImageSource::open(reference, limits);
        };
        let elsewhere = |cause: Box<dyn Explain + Send + Sync>| ImageError::Elsewhere {
            what: name.to_string(),
            cause,
        };
        let registry = match registry(self.0) {
            Ok(registry) => Arc::new(registry),
            Err(Failure::Explained(cause)) => return Err(elsewhere(cause)),
            Err(Failure::OutputClosed) => return Err(ImageError::Registry(name.to_string())),
        };
        let remote = Remote::open(&registry, name, limits);
        // A build reads its base whole.
        Ok(remote.map_err(|error| elsewhere(Box::new(error)))?.source_together())
    }
}

/// Chooses the platform asked for, else the host's, else the first.
fn choose(mut images: Vec<Image>, wanted: Option<&str>) -> Result<Image, ImageError> {
    let place =
        |wanted: &Platform| images.iter().position(|image| image.config.platform().serves(wanted));
    let none = || ImageError::NoSuchPlatform {
        wanted: wanted.unwrap_or_default().to_owned(),
        known: images.iter().map(|image| image.config.platform().to_string()).collect(),
    };
    let chosen = match wanted {
        Some(wanted) => {
            Platform::parse(wanted).and_then(|wanted| place(&wanted)).ok_or_else(none)?
        }
        None => place(&host()).unwrap_or(0),
    };
    if chosen >= images.len() {
        return Err(none());
    }
    Ok(images.swap_remove(chosen))
}

/// Returns the platform of this machine, by the names of images.
fn host() -> Platform {
    Platform::linux(match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "powerpc64" => "ppc64le",
        other => other,
    })
}
