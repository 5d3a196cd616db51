// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `docker-archive`: what `docker save` writes and `docker load` reads (Moby image specification
//! 1.2, "Combined Image JSON + Filesystem Changeset Format").

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use haerterei_ground::{Digest, Limits, TreePath};
use serde::{Deserialize, Serialize};

use crate::assemble::Assembled;
use crate::blobs::{BlobReader, Blobs, Section};
use crate::document::{self, MOST_CHILDREN, null_as_default};
use crate::members::{Members, file_entry, write_atomically};
use crate::tar::{TarError, TarWriter};
use crate::{ImageConfig, ImageError};

const MANIFEST_FILE: &str = "manifest.json";

/// A docker archive, read where it is.
#[derive(Clone, Debug)]
pub struct DockerArchive {
    members: Members,
    pub(crate) images: Vec<DockerImage>,
    /// Members by what is inside them; a layer's own compression is told when it is read.
    layers: BTreeMap<Digest, TreePath>,
}

/// What an image of the archive is made of.
#[derive(Clone, Debug)]
pub struct DockerParts {
    /// The configuration, as it is written there.
    pub config: Vec<u8>,
    /// The layers, lowest first, compressed or not.
    pub layers: Vec<Section>,
}

/// One image of the archive.
#[derive(Clone, Debug)]
pub(crate) struct DockerImage {
    config_file: String,
    pub(crate) names: Vec<String>,
    pub(crate) config: ImageConfig,
    pub(crate) config_digest: Digest,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Line {
    config: String,
    #[serde(default, deserialize_with = "null_as_default")]
    repo_tags: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    layers: Vec<String>,
}

impl DockerArchive {
    /// Opens an archive; one compressed with gzip is decompressed into a nameless file.
    pub fn open(path: &Path, limits: Limits) -> Result<Self, ImageError> {
        Self::of(Members::open(path, limits)?)
    }

    pub(crate) fn of(members: Members) -> Result<Self, ImageError> {
        if !members.contains(MANIFEST_FILE) {
            return Err(ImageError::NotAnImage {
                path: members.path().to_owned(),
                reason: "it holds no manifest.json",
            });
        }
        let lines: Vec<Line> =
            document::parse(&members.document(MANIFEST_FILE)?, MANIFEST_FILE, members.limits())?;
        if lines.len() > MOST_CHILDREN {
            return Err(ImageError::TooMany { what: "images" });
        }
        let mut images = Vec::new();
        let mut layers = BTreeMap::new();
        for line in lines {
            let bytes = members.document(&line.config)?;
            let config: ImageConfig = document::parse(&bytes, &line.config, members.limits())?;
            let wrong = |reason| ImageError::Contradiction {
                what: line.config.escape_default().to_string(),
                reason,
            };
            if config.rootfs.diff_ids.len() != line.layers.len() {
                return Err(wrong("it has another number of layers than manifest.json"));
            }
            for (diff_id, name) in config.rootfs.diff_ids.iter().zip(&line.layers) {
                let path = TreePath::parse(name)
                    .map_err(|_| wrong("it has a layer at a path outside the archive"))?;
                layers.insert(*diff_id, path);
            }
            images.push(DockerImage {
                config_file: line.config,
                names: line.repo_tags,
                config,
                config_digest: Digest::sha256(&bytes),
            });
        }
        Ok(Self { members, images, layers })
    }

    /// Returns what an image is made of; without a name there must be only one.
    pub fn parts(&self, name: Option<&str>) -> Result<DockerParts, ImageError> {
        let image = self.choose(name)?;
        let config = self.members.document(&image.config_file)?;
        let layers = image.config.rootfs.diff_ids.iter().map(|diff_id| {
            let missing = ImageError::MissingBlob(*diff_id);
            let member = self.layers.get(diff_id).and_then(|path| self.members.get(path));
            member.map(|(section, _)| section).ok_or(missing)
        });
        Ok(DockerParts { layers: layers.collect::<Result<_, _>>()?, config })
    }

    /// Returns the image of a name; without one there must be only one.
    pub(crate) fn choose(&self, name: Option<&str>) -> Result<&DockerImage, ImageError> {
        let known = || self.images.iter().flat_map(|image| image.names.clone()).collect();
        let named = |image: &&DockerImage| {
            name.is_none_or(|name| image.names.iter().any(|own| own == name))
        };
        let mut found = self.images.iter().filter(named);
        match (found.next(), found.next(), name) {
            (Some(_), Some(_), None) => Err(ImageError::TagNeeded { known: known() }),
            (Some(image), _, _) => Ok(image),
            (None, ..) => {
                let tag = name.unwrap_or_default().to_owned();
                Err(ImageError::NoSuchTag { tag, known: known() })
            }
        }
    }

    /// Writes the image for the only platform, under a name (`app:1.2`) if there is one.
    ///
    /// Layers stay as they are, compressed or not: every loader tells by the first bytes.
    ///
    /// # Errors
    ///
    /// [`ImageError::OnePlatform`] if there are several.
    pub fn write(path: &Path, image: &Assembled, name: Option<&str>) -> Result<(), ImageError> {
        let [platform] = image.platforms.as_slice() else {
            return Err(ImageError::OnePlatform(image.platforms.len()));
        };
        let blob_of =
            |digest: &Digest| image.blobs.get(digest).ok_or(ImageError::MissingBlob(*digest));
        let line = Line {
            config: format!("{}.json", platform.config.digest.hex()),
            repo_tags: name.map(str::to_owned).into_iter().collect(),
            layers: platform
                .layers
                .iter()
                .map(|layer| format!("{}.tar", layer.digest.hex()))
                .collect(),
        };
        write_atomically(path, |file| {
            let failed = || |source: TarError| ImageError::archive(path)(source);
            let mut writer = TarWriter::new(std::io::BufWriter::with_capacity(1 << 16, file));
            let blob = blob_of(&platform.config.digest)?;
            writer
                .entry(&file_entry(&line.config, blob.size)?, blob.content.open()?)
                .map_err(failed())?;
            let mut written = BTreeSet::new();
            for (layer, name) in platform.layers.iter().zip(&line.layers) {
                if written.insert(layer.digest) {
                    let blob = blob_of(&layer.digest)?;
                    writer
                        .entry(&file_entry(name, blob.size)?, blob.content.open()?)
                        .map_err(failed())?;
                }
            }
            let manifest = document::to_bytes(&[&line]);
            writer
                .entry(&file_entry(MANIFEST_FILE, manifest.len() as u64)?, manifest.as_slice())
                .map_err(failed())?;
            let mut out = writer.finish().map_err(failed())?;
            std::io::Write::flush(&mut out).map_err(ImageError::file(path))
        })
    }
}

impl Blobs for DockerArchive {
    /// Opens a layer, which is named here by the archive inside it.
    fn open(&self, diff_id: &Digest) -> Result<BlobReader, ImageError> {
        let (section, _) = self
            .layers
            .get(diff_id)
            .and_then(|path| self.members.get(path))
            .ok_or(ImageError::MissingBlob(*diff_id))?;
        Ok(Box::new(section))
    }
}
