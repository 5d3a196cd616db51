// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The image that a build starts from: whose it is, and what it says about running.
//!
//! It comes from a layout, an archive or a registry, by its digest, or from a build just made (another recipe's,
//! or the recipe's own where a variant is built). Either way it is an image, and only what its bytes
//! are counts; what they hold is read in `base_tree`.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

use camino::Utf8Path;
use haerterei_ground::{Digest, Limits, Timestamp};
use haerterei_image::{Assembled, Image, ImageError, ImageSource, Reference};
use haerterei_recipe::{
    Architecture, BaseDocuments, BaseFault, Files, HostFiles, LockedBase, Recipe,
};
use serde_json::{Map, Value, json};

use crate::base_tree::BaseTree;
use crate::contract::{CONTRACT_LABEL, WRITABLE_LABEL};
use crate::error::BuildError;
use crate::proof::USUAL_PATH;
use crate::workplace::Workplace;

/// The image that a build starts from.
#[derive(Clone, Debug)]
pub struct Base {
    name: String,
    digest: Digest,
    platforms: BTreeMap<Architecture, Image>,
}

impl Base {
    /// Opens the image that a recipe names by its digest; nothing where it names none.
    pub fn named(recipe: &Recipe, images: &dyn Images) -> Result<Option<Self>, BuildError> {
        let (Some(word), Some(from)) = (recipe.base_image(), &recipe.resolved().from) else {
            return Ok(None);
        };
        let Some(digest) = from.digest else { return Ok(None) };
        Self::open(&word, &digest, from.name.clone(), images).map(Some)
    }

    /// Opens an image by its digest. Without a name it is called as its place and its version.
    fn open(
        word: &str,
        digest: &Digest,
        name: Option<String>,
        images: &dyn Images,
    ) -> Result<Self, BuildError> {
        let limits = Limits::default();
        let reference = match Reference::parse(word)? {
            // A tag may have moved on; the digest has not.
            Reference::Registry(place) => Reference::Registry(place.at(digest)),
            local => local,
        };
        let source = images.open(&reference, limits)?;
        let images = source.images_of(digest, limits)?;
        let name = name.unwrap_or_else(|| {
            if matches!(reference, Reference::Registry(_)) {
                return word.split('@').next().unwrap_or(word).to_owned();
            }
            let place = word.rsplit(['/', ':']).find(|part| !part.is_empty());
            let version = images.iter().find_map(|image| {
                image.annotations.get("org.opencontainers.image.version").cloned()
            });
            match (place.unwrap_or(word), version) {
                (place, Some(version)) => format!("{place}:{version}"),
                (place, None) => place.to_owned(),
            }
        });
        Self::of_images(name, *digest, images)
    }

    /// Takes an image that was just built.
    pub fn built(name: String, image: &Assembled) -> Result<Self, BuildError> {
        Self::of_images(name, image.root.digest, image.images(Limits::default())?)
    }

    fn of_images(name: String, digest: Digest, images: Vec<Image>) -> Result<Self, BuildError> {
        let platforms: BTreeMap<Architecture, Image> = images
            .into_iter()
            .filter(|image| image.manifest.is_some())
            .filter_map(|image| Some((architecture_of(&image)?, image)))
            .collect();
        if platforms.is_empty() {
            return Err(BuildError::BaseWithoutPlatform { base: name });
        }
        Ok(Self { name, digest, platforms })
    }

    /// Returns what the image is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns its digest: of the index, or of the one manifest that was named.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Returns what the lock of a build upon it shall say.
    pub fn locked(&self) -> LockedBase {
        let time = self
            .platforms
            .values()
            .filter_map(|image| image.config.created.as_deref()?.parse::<Timestamp>().ok())
            .max()
            .unwrap_or(Timestamp::UNIX_EPOCH);
        LockedBase {
            name: self.name.clone(),
            digest: self.digest,
            time,
            manifests: self
                .platforms
                .iter()
                .filter_map(|(platform, image)| {
                    Some((platform.clone(), image.manifest.as_ref()?.digest))
                })
                .collect(),
        }
    }

    /// Checks that the image is the one a lock was made upon, for these architectures.
    pub fn fits(
        &self,
        locked: Option<&LockedBase>,
        architectures: &[Architecture],
        lock: &str,
    ) -> Result<(), BuildError> {
        let own = self.locked();
        let shown =
            |digest: Option<&Digest>| digest.map_or_else(|| "-".to_owned(), ToString::to_string);
        for architecture in architectures {
            let found = own.manifests.get(architecture);
            let wanted = locked.and_then(|locked| locked.manifests.get(architecture));
            if found.is_none() || found != wanted {
                return Err(BuildError::BaseChanged {
                    base: self.name.clone(),
                    lock: lock.to_owned(),
                    platform: architecture.to_string(),
                    digests: Box::new((shown(wanted), shown(found))),
                });
            }
        }
        Ok(())
    }

    /// Returns one platform of the image.
    pub(crate) fn platform(&self, architecture: &Architecture) -> Result<Ground<'_>, BuildError> {
        let image = self.platforms.get(architecture);
        let manifest = image.and_then(|image| image.manifest.as_ref());
        match (image, manifest) {
            (Some(image), Some(manifest)) => {
                Ok(Ground { name: &self.name, image, manifest: manifest.digest })
            }
            _ => Err(BuildError::BasePlatform {
                base: self.name.clone(),
                platform: architecture.to_string(),
                known: self.platforms.keys().map(ToString::to_string).collect(),
            }),
        }
    }

    /// Returns the licences of all platforms as the image claims them; nothing where one is silent.
    pub(crate) fn licences(&self) -> Option<Vec<String>> {
        self.platforms
            .values()
            .map(|image| image.annotations.get("org.opencontainers.image.licenses").cloned())
            .collect()
    }

    fn documents(&self) -> BaseDocuments {
        let words: Vec<&str> = self.platforms.keys().map(Architecture::as_str).collect();
        let documents = self
            .platforms
            .iter()
            .map(|(architecture, image)| (architecture.clone(), document(image, &words)))
            .collect();
        BaseDocuments { name: format!("{} {}", self.name, self.digest), documents }
    }
}

/// One platform of a base image.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground<'a> {
    /// What the image is called.
    pub(crate) name: &'a str,
    /// The platform's image.
    pub(crate) image: &'a Image,
    /// The digest of its manifest.
    pub(crate) manifest: Digest,
}

impl Ground<'_> {
    /// Returns what the image holds, remembered or read.
    pub(crate) fn tree(&self, place: &Workplace<'_>) -> Result<BaseTree, BuildError> {
        BaseTree::of(self, place)
    }
}

/// Returns the distribution's word for an image's architecture (OCI uses Go's).
fn architecture_of(image: &Image) -> Option<Architecture> {
    let platform = image.config.platform();
    if platform.os != "linux" {
        return None;
    }
    Architecture::parse(match (platform.architecture.as_str(), platform.variant.as_deref()) {
        ("386", _) => "i386",
        ("arm", Some("v5" | "v6")) => "armel",
        ("arm", _) => "armhf",
        ("ppc64le", _) => "ppc64el",
        ("mips64le", _) => "mips64el",
        (other, _) => other,
    })
}

/// Opens images, wherever they are.
pub trait Images: fmt::Debug {
    /// Opens what a reference names.
    fn open(&self, reference: &Reference, limits: Limits) -> Result<ImageSource, ImageError>;
}

/// Reads recipes that start from images.
#[derive(Clone, Copy, Debug)]
pub struct RecipeFiles<'a> {
    /// Opens the images.
    pub images: &'a dyn Images,
}

impl Files for RecipeFiles<'_> {
    fn open(&self, path: &Utf8Path) -> std::io::Result<Box<dyn Read + '_>> {
        HostFiles.open(path)
    }

    fn base(&self, image: &str, digest: &Digest) -> Result<BaseDocuments, BaseFault> {
        Base::open(image, digest, None, self.images).map(|base| base.documents()).map_err(|error| {
            let is_digest = matches!(error, BuildError::Image(ImageError::NoSuchDigest { .. }));
            BaseFault { is_digest, reason: Box::new(error) }
        })
    }
}

/// The parts of a contract that a recipe has too.
const CONTRACT: [&str; 9] = [
    "grace",
    "ports",
    "writable-paths",
    "volumes",
    "configuration-files",
    "outgoing-connections",
    "replaced-settings",
    "probes",
    "environment",
];

/// Returns what an image says about running, in the form of a recipe.
///
/// The contract that our own images carry says most; the configuration says the rest, and all of it
/// for a stranger's image. What has no form in a recipe (a user by name) is passed over.
fn document(image: &Image, architectures: &[&str]) -> Value {
    let run = &image.config.config;
    let mut document = Map::new();
    document.insert("haerterei".to_owned(), json!(1));
    document.insert("architectures".to_owned(), json!(architectures));
    let mut say = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            document.insert(key.to_owned(), value);
        }
    };
    let annotation = |key: &str| image.annotations.get(key).map(|text| json!(text));
    say("distribution", annotation("haerterei.distribution"));
    say("end-of-support", annotation("haerterei.end-of-support"));
    say("entrypoint", run.entrypoint.as_ref().map(|words| json!(words)));
    say("command", run.cmd.as_ref().map(|words| json!(words)));
    let is_number = run.user.starts_with(|c: char| c.is_ascii_digit())
        && run.user.chars().all(|c| c.is_ascii_digit() || c == ':');
    say("user", is_number.then(|| json!(run.user)));
    let folder = Some(&run.working_dir).filter(|folder| folder.len() > 1);
    say("working-folder", folder.map(|folder| json!(folder)));
    say("stop-signal", run.stop_signal.as_ref().map(|signal| json!(signal)));
    let labels: Map<String, Value> = run
        .labels
        .iter()
        .filter(|(name, _)| {
            ![CONTRACT_LABEL, WRITABLE_LABEL, "org.opencontainers.image.version"]
                .contains(&name.as_str())
                && name.starts_with(|c: char| c.is_ascii_alphanumeric())
                && name.ends_with(|c: char| c.is_ascii_alphanumeric())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c))
        })
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    say("labels", (!labels.is_empty()).then_some(Value::Object(labels)));

    let contract: Map<String, Value> = run
        .labels
        .get(CONTRACT_LABEL)
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let ports = run.exposed_ports.iter().filter_map(|port| {
        let (number, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
        Some(json!({ "port": number.parse::<u16>().ok()?, "protocol": protocol }))
    });
    say("ports", Some(ports.collect()));
    say("volumes", Some(run.volumes.iter().map(|path| json!({ "path": path })).collect()));
    let mut environment: Map<String, Value> = run
        .env
        .iter()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, value)| {
            (*name, *value) != ("PATH", USUAL_PATH)
                && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
        .map(|(name, value)| (name.to_owned(), json!({ "value": value })))
        .collect();
    if let Some(Value::Object(documented)) = contract.get("environment") {
        environment.extend(documented.clone());
    }
    for key in CONTRACT {
        say(key, contract.get(key).cloned());
    }
    say("environment", Some(Value::Object(environment)));
    Value::Object(document)
}
