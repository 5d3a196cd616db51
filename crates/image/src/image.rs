// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images, from wherever they are.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use haerterei_ground::{Digest, Limits, TreePath};

use crate::assemble::Assembled;
use crate::blobs::{BlobReader, Blobs, read_document};
use crate::docker_archive::DockerArchive;
use crate::document::{self, CONFIG, MOST_CHILDREN, REF_NAME};
use crate::layer::{Compression, Expected, LayerError, LayerReader};
use crate::layout::{Layout, Transfer};
use crate::members::Members;
use crate::oci_archive::OciArchive;
use crate::rootfs::RootFolder;
use crate::tar::{Entry, EntryKind};
use crate::tree::{LayerEntry, Tree};
use crate::{
    Annotations, Descriptor, ImageConfig, ImageError, Index, LayerDescriptor, Manifest,
    OutputReference, Platform, Reference,
};

const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
/// How deep indices may be nested; one level is usual.
const DEEPEST_INDEX: usize = 4;

/// What is shown each entry of a layer, with its content.
pub type Visitor<'a> = dyn FnMut(&Entry, &mut dyn Read) -> Result<(), ImageError> + 'a;

/// A place that holds images.
#[derive(Clone, Debug)]
pub enum ImageSource {
    /// An OCI layout folder.
    Layout(Layout),
    /// An OCI layout in a tar file.
    OciArchive(OciArchive),
    /// A docker archive.
    DockerArchive(DockerArchive),
    /// A plain folder.
    RootFolder(RootFolder),
    /// What another place names, by its documents: a registry.
    Named {
        /// What is named.
        index: Index,
        /// Where the blobs come from.
        blobs: Arc<dyn Blobs>,
    },
}

/// An image for one platform.
#[derive(Clone, Debug)]
pub struct Image {
    /// What it is called at its source.
    pub name: Option<String>,
    /// Its manifest, where there is one.
    pub manifest: Option<Descriptor>,
    /// The manifest's annotations; claims.
    pub annotations: Annotations,
    /// Digest of its configuration, where there is one.
    pub config_digest: Option<Digest>,
    /// How it runs and what it is made of.
    pub config: ImageConfig,
    /// The layers, lowest first; a plain folder has one without digest.
    pub layers: Vec<ImageLayer>,
    content: Content,
    limits: Limits,
}

/// A layer, before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageLayer {
    /// Digest of the blob.
    pub digest: Option<Digest>,
    /// Size of the blob in bytes.
    pub size: Option<u64>,
    /// Digest of the archive inside.
    pub diff_id: Option<Digest>,
}

#[derive(Clone, Debug)]
enum Content {
    Blobs(Arc<dyn Blobs>),
    Folder(RootFolder),
}

impl ImageSource {
    /// Opens what a reference names.
    ///
    /// # Errors
    ///
    /// [`ImageError::Registry`] for a registry: that is the job of the room `registry`.
    pub fn open(reference: &Reference, limits: Limits) -> Result<Self, ImageError> {
        Ok(match reference {
            Reference::Layout { folder, .. } => Self::Layout(Layout::open(folder, limits)?),
            Reference::OciArchive { file, .. } => Self::OciArchive(OciArchive::open(file, limits)?),
            Reference::DockerArchive { file, .. } => {
                Self::DockerArchive(DockerArchive::open(file, limits)?)
            }
            Reference::RootFolder(folder) => Self::RootFolder(RootFolder::open(folder, limits)?),
            Reference::Path(path) => Self::recognise(path, limits)?,
            Reference::Registry(name) => return Err(ImageError::Registry(name.to_string())),
        })
    }

    /// Recognises what is at a path by its content.
    fn recognise(path: &Path, limits: Limits) -> Result<Self, ImageError> {
        let metadata = std::fs::metadata(path).map_err(ImageError::file(path))?;
        if metadata.is_dir() {
            if path.join("oci-layout").exists() {
                return Ok(Self::Layout(Layout::open(path, limits)?));
            }
            if path.join("usr").is_dir() || path.join("bin").is_dir() {
                return Ok(Self::RootFolder(RootFolder::open(path, limits)?));
            }
            return Err(ImageError::NotAnImage {
                path: path.to_owned(),
                reason: "it is neither an OCI layout nor the root of a system",
            });
        }
        let members = Members::open(path, limits)?;
        if members.contains("oci-layout") {
            Ok(Self::OciArchive(OciArchive::of(members)?))
        } else if members.contains("manifest.json") {
            Ok(Self::DockerArchive(DockerArchive::of(members)?))
        } else {
            Err(ImageError::NotAnImage {
                path: path.to_owned(),
                reason: "it holds neither oci-layout nor manifest.json",
            })
        }
    }

    /// Returns every image of a name, one for each platform.
    ///
    /// Without a name there must be only one. What is no image (an attestation, a statement) is left
    /// out.
    pub fn images(&self, name: Option<&str>, limits: Limits) -> Result<Vec<Image>, ImageError> {
        match self {
            Self::Layout(layout) => {
                from_index(&layout.index()?, Arc::new(layout.clone()), name, limits)
            }
            Self::OciArchive(archive) => {
                from_index(&archive.index()?, Arc::new(archive.clone()), name, limits)
            }
            Self::DockerArchive(archive) => from_docker(archive, name, limits),
            Self::Named { index, blobs } => from_index(index, Arc::clone(blobs), name, limits),
            Self::RootFolder(folder) => Ok(vec![Image {
                name: None,
                manifest: None,
                annotations: Annotations::new(),
                config_digest: None,
                config: ImageConfig::default(),
                layers: vec![ImageLayer::default()],
                content: Content::Folder(folder.clone()),
                limits,
            }]),
        }
    }

    /// Returns every image below a digest: that of an index or of one manifest.
    ///
    /// # Errors
    ///
    /// [`ImageError::NoSuchDigest`] if nothing here has it, [`ImageError::NotAnImage`] for forms
    /// that have no digests of their own.
    pub fn images_of(&self, digest: &Digest, limits: Limits) -> Result<Vec<Image>, ImageError> {
        let (index, blobs): (Index, Arc<dyn Blobs>) = match self {
            Self::Layout(layout) => (layout.index()?, Arc::new(layout.clone())),
            Self::OciArchive(archive) => (archive.index()?, Arc::new(archive.clone())),
            Self::Named { index, blobs } => (index.clone(), Arc::clone(blobs)),
            Self::DockerArchive(_) | Self::RootFolder(_) => {
                return Err(ImageError::NotAnImage {
                    path: digest.to_string().into(),
                    reason: "only OCI layouts and archives name images by digest",
                });
            }
        };
        let found = find(&index, blobs.as_ref(), digest, limits)?;
        let mut walk = Walk { blobs, limits, images: Vec::new(), documents: 0 };
        walk.enter(&found, found.tag(), 0)?;
        Ok(walk.images)
    }

    /// Returns the image of a name for a platform; a lone image needs no platform to be found.
    pub fn image(
        &self,
        name: Option<&str>,
        platform: &Platform,
        limits: Limits,
    ) -> Result<Image, ImageError> {
        let mut images = self.images(name, limits)?;
        let place = images.iter().position(|image| image.config.platform().serves(platform));
        match place {
            Some(place) => Ok(images.swap_remove(place)),
            None if matches!(self, Self::RootFolder(_)) && !images.is_empty() => {
                Ok(images.swap_remove(0))
            }
            None => Err(ImageError::NoSuchPlatform {
                wanted: platform.to_string(),
                known: images.iter().map(|image| image.config.platform().to_string()).collect(),
            }),
        }
    }
}

impl Reference {
    /// Recognises what is at a path by its content; every other reference says so itself.
    pub fn recognised(&self, limits: Limits) -> Result<Self, ImageError> {
        let Self::Path(path) = self else { return Ok(self.clone()) };
        Ok(match ImageSource::recognise(path, limits)? {
            ImageSource::Layout(_) => Self::Layout { folder: path.clone(), tag: None },
            ImageSource::OciArchive(_) => Self::OciArchive { file: path.clone(), tag: None },
            ImageSource::DockerArchive(_) => Self::DockerArchive { file: path.clone(), name: None },
            ImageSource::RootFolder(_) | ImageSource::Named { .. } => {
                Self::RootFolder(path.clone())
            }
        })
    }

    /// Returns the name of the image inside the place, where the word gave one.
    pub fn image_name(&self) -> Option<&str> {
        match self {
            Self::Layout { tag, .. } | Self::OciArchive { tag, .. } => tag.as_deref(),
            Self::DockerArchive { name, .. } => name.as_deref(),
            _ => None,
        }
    }
}

impl OutputReference {
    /// Writes an image there: whole or not at all. A layout keeps what it has under other tags.
    pub fn write(
        &self,
        image: &Assembled,
        transfer: Transfer,
        limits: Limits,
    ) -> Result<(), ImageError> {
        match self {
            Self::Layout { folder, tag } => {
                let layout = Layout::create(folder, limits)?;
                for (digest, blob) in &image.blobs {
                    layout.add(digest, blob.size, &blob.content, transfer)?;
                }
                let mut root = image.root.clone();
                if let Some(tag) = tag {
                    root.annotations.insert(REF_NAME.to_owned(), tag.clone());
                }
                layout.name(&[root])
            }
            Self::OciArchive { file, tag } => OciArchive::write(file, image, tag.as_deref()),
            Self::DockerArchive { file, name } => {
                DockerArchive::write(file, image, name.as_deref())
            }
            Self::Registry(name) => Err(ImageError::Registry(name.to_string())),
        }
    }
}

fn from_docker(
    archive: &DockerArchive,
    name: Option<&str>,
    limits: Limits,
) -> Result<Vec<Image>, ImageError> {
    let image = archive.choose(name)?;
    let blobs: Arc<dyn Blobs> = Arc::new(archive.clone());
    Ok(vec![Image {
        name: image.names.first().cloned(),
        manifest: None,
        annotations: Annotations::new(),
        config_digest: Some(image.config_digest),
        config: image.config.clone(),
        layers: image
            .config
            .rootfs
            .diff_ids
            .iter()
            .map(|diff_id| ImageLayer { digest: None, size: None, diff_id: Some(*diff_id) })
            .collect(),
        content: Content::Blobs(blobs),
        limits,
    }])
}

fn from_index(
    index: &Index,
    blobs: Arc<dyn Blobs>,
    name: Option<&str>,
    limits: Limits,
) -> Result<Vec<Image>, ImageError> {
    if index.manifests.len() > MOST_CHILDREN {
        return Err(ImageError::TooMany { what: "manifests" });
    }
    let candidates: Vec<&Descriptor> = index
        .manifests
        .iter()
        .filter(|entry| entry.artifact_type.is_none() && (entry.is_index() || entry.is_manifest()))
        // What cosign puts beside an image has the form of one.
        .filter(|entry| {
            let tag = entry.tag();
            tag == name || !tag.is_some_and(document::is_companion_tag)
        })
        .collect();
    let known = || -> Vec<String> {
        let tags: BTreeSet<_> = candidates
            .iter()
            .map(|entry| entry.tag().map_or_else(|| entry.digest.to_string(), str::to_owned))
            .collect();
        tags.into_iter().collect()
    };
    let chosen: Vec<&Descriptor> = match name {
        // Some tools write the whole name of the image where the tag belongs.
        Some(name) => candidates
            .iter()
            .filter(|entry| {
                entry.tag().is_some_and(|tag| {
                    tag == name || tag.strip_suffix(name).is_some_and(|rest| rest.ends_with(':'))
                })
            })
            .copied()
            .collect(),
        None => candidates.clone(),
    };
    match (chosen.as_slice(), name) {
        ([], Some(name)) => {
            return Err(ImageError::NoSuchTag { tag: name.to_owned(), known: known() });
        }
        ([], None) => return Err(ImageError::NoSuchTag { tag: String::new(), known: known() }),
        ([_], _) => {}
        // One image, a platform an entry.
        (several, _)
            if several
                .iter()
                .all(|entry| entry.platform.is_some() && entry.tag() == several[0].tag()) => {}
        _ => return Err(ImageError::TagNeeded { known: known() }),
    }
    let mut walk = Walk { blobs, limits, images: Vec::new(), documents: 0 };
    for entry in chosen {
        walk.enter(entry, entry.tag(), 0)?;
    }
    Ok(walk.images)
}

/// Finds what has a digest among an index and the indices in it.
fn find(
    index: &Index,
    blobs: &dyn Blobs,
    digest: &Digest,
    limits: Limits,
) -> Result<Descriptor, ImageError> {
    let mut known = Vec::new();
    let mut open: Vec<(Descriptor, usize)> =
        index.manifests.iter().map(|entry| (entry.clone(), 0)).collect();
    let mut documents = 0;
    while let Some((entry, depth)) = open.pop() {
        documents += 1;
        if documents > MOST_CHILDREN || depth > DEEPEST_INDEX {
            return Err(ImageError::TooMany { what: "manifests" });
        }
        if entry.artifact_type.is_some() || !(entry.is_index() || entry.is_manifest()) {
            continue;
        }
        if entry.digest == *digest {
            return Ok(entry);
        }
        if depth == 0 && !is_attestation(&entry) {
            known.push(entry.digest.to_string());
        }
        if entry.is_index() {
            let bytes = read_document(blobs, &entry, &limits)?;
            let inner: Index = document::parse(&bytes, &entry.digest.to_string(), &limits)?;
            open.extend(inner.manifests.into_iter().map(|entry| (entry, depth + 1)));
        }
    }
    known.sort();
    known.dedup();
    Err(ImageError::NoSuchDigest { digest: *digest, known })
}

/// The images of something that was put together and is not written anywhere.
pub(crate) fn of_assembled(image: &Assembled, limits: Limits) -> Result<Vec<Image>, ImageError> {
    let blobs: Arc<dyn Blobs> = Arc::new(image.clone());
    let mut walk = Walk { blobs, limits, images: Vec::new(), documents: 0 };
    walk.enter(&image.root, None, 0)?;
    Ok(walk.images)
}

struct Walk {
    blobs: Arc<dyn Blobs>,
    limits: Limits,
    images: Vec<Image>,
    documents: usize,
}

impl Walk {
    fn enter(
        &mut self,
        entry: &Descriptor,
        name: Option<&str>,
        depth: usize,
    ) -> Result<(), ImageError> {
        self.documents += 1;
        if depth > DEEPEST_INDEX {
            return Err(ImageError::TooMany { what: "nested indices" });
        }
        if self.documents > MOST_CHILDREN {
            return Err(ImageError::TooMany { what: "manifests" });
        }
        let what = entry.digest.to_string();
        let bytes = read_document(self.blobs.as_ref(), entry, &self.limits)?;
        if entry.is_index() {
            let index: Index = document::parse(&bytes, &what, &self.limits)?;
            for member in &index.manifests {
                if member.artifact_type.is_none() && (member.is_index() || member.is_manifest()) {
                    self.enter(member, name, depth + 1)?;
                }
            }
            return Ok(());
        }
        let manifest: Manifest = document::parse(&bytes, &what, &self.limits)?;
        if !matches!(manifest.config.media_type.as_str(), CONFIG | DOCKER_CONFIG)
            || manifest.artifact_type.is_some()
            || is_attestation(entry)
        {
            return Ok(());
        }
        if manifest.layers.len() > MOST_CHILDREN {
            return Err(ImageError::TooMany { what: "layers" });
        }
        let bytes = read_document(self.blobs.as_ref(), &manifest.config, &self.limits)?;
        let config: ImageConfig =
            document::parse(&bytes, &manifest.config.digest.to_string(), &self.limits)?;
        if config.rootfs.diff_ids.len() != manifest.layers.len() {
            return Err(ImageError::Contradiction {
                what,
                reason: "manifest and configuration have different numbers of layers",
            });
        }
        let mut layers = Vec::new();
        for (layer, diff_id) in manifest.layers.iter().zip(&config.rootfs.diff_ids) {
            if Compression::from_media_type(&layer.media_type).is_none() {
                return Err(ImageError::Layer {
                    layer: layer.digest.to_string(),
                    source: LayerError::MediaType(layer.media_type.clone()),
                });
            }
            layers.push(ImageLayer {
                digest: Some(layer.digest),
                size: Some(layer.size),
                diff_id: Some(*diff_id),
            });
        }
        self.images.push(Image {
            name: name.map(str::to_owned),
            manifest: Some(entry.clone()),
            annotations: manifest.annotations,
            config_digest: Some(manifest.config.digest),
            config,
            layers,
            content: Content::Blobs(Arc::clone(&self.blobs)),
            limits: self.limits,
        });
        Ok(())
    }
}

fn open_layer(
    blobs: &dyn Blobs,
    layer: &ImageLayer,
    key: &Digest,
) -> Result<BlobReader, ImageError> {
    match layer.size {
        Some(size) => blobs.open_sized(key, size),
        None => blobs.open(key),
    }
}

/// Returns whether a manifest is an attestation as `BuildKit` puts it beside images.
fn is_attestation(entry: &Descriptor) -> bool {
    entry.annotations.contains_key("vnd.docker.reference.type")
}

impl Image {
    /// Shows every entry of a layer to `visitor`, in the layer's order, and verifies the layer.
    /// Nothing shown is to be trusted before this has returned. A plain folder has no descriptor.
    pub fn visit_layer(
        &self,
        layer: usize,
        visitor: &mut Visitor<'_>,
    ) -> Result<Option<LayerDescriptor>, ImageError> {
        let blobs = match &self.content {
            Content::Folder(folder) => return folder.visit(visitor).map(|()| None),
            Content::Blobs(blobs) => blobs,
        };
        let no_layer = ImageError::TooMany { what: "layers" };
        let layer = self.layers.get(layer).ok_or(no_layer)?;
        let key = layer.digest.or(layer.diff_id);
        let key = key.ok_or(ImageError::TooMany { what: "layers" })?;
        let failed = |source| ImageError::Layer { layer: key.to_string(), source };
        let expected = Expected { digest: layer.digest, size: layer.size, diff_id: layer.diff_id };
        let mut reader =
            LayerReader::new(open_layer(blobs.as_ref(), layer, &key)?, expected, self.limits)
                .map_err(failed)?;
        while let Some(entry) = reader.next().map_err(failed)? {
            visitor(&entry, &mut reader)?;
        }
        reader.finish().map(Some).map_err(failed)
    }

    /// Opens the blob of a layer. Its bytes are not verified: whoever reads them has to.
    pub fn open_layer(&self, layer: usize) -> Result<BlobReader, ImageError> {
        let missing = || ImageError::TooMany { what: "layers" };
        let Content::Blobs(blobs) = &self.content else { return Err(missing()) };
        let layer = self.layers.get(layer).ok_or_else(missing)?;
        open_layer(blobs.as_ref(), layer, &layer.digest.or(layer.diff_id).ok_or_else(missing)?)
    }

    /// Reads and verifies all layers and merges them; contents are not digested.
    pub fn tree(&self) -> Result<Tree, ImageError> {
        self.read().map(|(tree, _)| tree)
    }

    /// As [`tree`](Self::tree), and returns too what each layer turned out to be.
    pub fn read(&self) -> Result<(Tree, Vec<LayerFacts>), ImageError> {
        let mut tree = Tree::new();
        let mut facts = Vec::new();
        let mut entries_left = self.limits.entries;
        for layer in 0..self.layers.len() {
            let mut entries = Vec::new();
            let mut found = LayerFacts::default();
            let descriptor = self.visit_layer(layer, &mut |entry, _| {
                entries_left =
                    entries_left.checked_sub(1).ok_or(ImageError::TooMany { what: "files" })?;
                if entry.kind == EntryKind::File {
                    found.files += 1;
                    found.bytes += entry.size;
                }
                entries.push(LayerEntry::from(entry.clone()));
                Ok(())
            })?;
            tree.apply_layer(entries)?;
            facts.push(LayerFacts { descriptor, ..found });
        }
        Ok((tree, facts))
    }

    /// Reads the content of some files of the tree, each at most `limit` bytes; what is no file,
    /// or larger, is left out.
    pub fn read_files(
        &self,
        tree: &Tree,
        wanted: &BTreeSet<TreePath>,
        limit: u64,
    ) -> Result<BTreeMap<TreePath, Vec<u8>>, ImageError> {
        // Where the content is: layer and path of the entry, and who wants it. A further name may
        // come from a later layer than its content.
        let mut places: BTreeMap<TreePath, Vec<&TreePath>> = BTreeMap::new();
        let mut last = 0;
        for path in wanted {
            if let Some(node) = tree.get(path).filter(|node| node.is_file() && node.size() <= limit)
            {
                last = last.max(node.origin);
                let place = node.hardlink.as_ref().unwrap_or(path);
                places.entry(place.clone()).or_default().push(path);
            }
        }
        let mut contents = BTreeMap::new();
        let layers = if places.is_empty() { 0 } else { (last + 1).min(self.layers.len()) };
        let mut below = Tree::new();
        for layer in 0..layers {
            let mut entries = Vec::new();
            let mut read: Vec<(TreePath, Vec<u8>)> = Vec::new();
            self.visit_layer(layer, &mut |entry, content| {
                entries.push(LayerEntry::from(entry.clone()));
                if entry.kind != EntryKind::File || entry.size > limit {
                    return Ok(());
                }
                // Folders may be links, in this layer or below.
                let spelled = below_folder(&below, &entry.path);
                if places.contains_key(&spelled) || places.contains_key(&entry.path) {
                    let mut bytes = Vec::new();
                    content.read_to_end(&mut bytes).map_err(|error| ImageError::Layer {
                        layer: layer.to_string(),
                        source: LayerError::from_read(error),
                    })?;
                    read.push((spelled, bytes));
                }
                Ok(())
            })?;
            below.apply_layer(entries)?;
            for (place, bytes) in read {
                for path in places.get(&place).into_iter().flatten() {
                    let is_its = tree.get(path).is_some_and(|node| {
                        node.size() == bytes.len() as u64
                            && (node.origin == layer
                                || (node.hardlink.is_some() && layer <= node.origin))
                    });
                    if is_its {
                        contents.insert((*path).clone(), bytes.clone());
                    }
                }
            }
        }
        Ok(contents)
    }
}

/// Returns an entry's path with the links in its folders followed, as far as they are known.
fn below_folder(tree: &Tree, path: &TreePath) -> TreePath {
    let folder = path.parent().unwrap_or_default();
    match tree.resolve(&folder, true) {
        Ok(found) if found != folder => found.join(path.name()).unwrap_or_else(|_| path.clone()),
        _ => path.clone(),
    }
}

/// What a layer turned out to be when it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerFacts {
    /// Digests and sizes; a plain folder has none.
    pub descriptor: Option<LayerDescriptor>,
    /// Regular files in it.
    pub files: u64,
    /// Bytes of their content.
    pub bytes: u64,
}
