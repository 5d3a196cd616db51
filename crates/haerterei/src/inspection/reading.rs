// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One pass through the layers of an image.

use std::collections::BTreeMap;
use std::io::Read;

use haerterei_ground::{BoundedReader, Digest, TreePath};
use haerterei_image::layer::LayerError;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::tree::LayerEntry;
use haerterei_image::{Compression, Image, ImageError, Tree};

/// Bytes of one file that is kept to be read.
const KEPT_BYTES: u64 = 32 << 20;
/// Bytes of all of them.
const ALL_KEPT_BYTES: u64 = 256 << 20;

/// Files that say who lives in an image.
const KEPT: [&[u8]; 5] =
    [b"etc/passwd", b"etc/group", b"etc/os-release", b"usr/lib/os-release", b"var/lib/dpkg/status"];
/// Folders whose files do: packages in the form of distroless images, and the paths of packages.
const KEPT_FOLDERS: [&[u8]; 2] = [b"var/lib/dpkg/status.d", b"var/lib/dpkg/info"];

/// What a layer turned out to be; a plain folder is one without digests.
#[derive(Clone, Debug, Default)]
pub(crate) struct LayerHead {
    pub(crate) digest: Option<Digest>,
    pub(crate) diff_id: Option<Digest>,
    pub(crate) compression: Option<Compression>,
    pub(crate) size: u64,
    pub(crate) unpacked_size: u64,
    /// Entries that are no folders.
    pub(crate) files: u64,
}

/// What was seen in a layer at a path that somebody asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// The layer has it.
    Put,
    /// The layer deletes it, or a folder above it.
    Deleted,
}

/// What a pass through the layers leaves.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) tree: Tree,
    pub(crate) layers: Vec<LayerHead>,
    /// Content of the kept files, by path, with the layer it is of.
    kept: BTreeMap<TreePath, (usize, Vec<u8>)>,
    kept_bytes: u64,
    /// The path somebody asks about.
    asked: Option<TreePath>,
    /// What the layers did to it.
    pub(crate) events: Vec<(usize, Event)>,
}

impl Reading {
    /// Begins a pass; what the layers do to `asked` is noted.
    pub(crate) fn new(asked: Option<TreePath>) -> Self {
        Self { asked, ..Self::default() }
    }

    /// Reads the next layer of an image, which verifies it.
    pub(crate) fn layer(&mut self, image: &Image) -> Result<(), ImageError> {
        let number = self.layers.len();
        let mut head = LayerHead::default();
        let mut entries = Vec::new();
        let descriptor = image.visit_layer(number, &mut |entry, content| {
            head.files += u64::from(entry.kind != EntryKind::Directory);
            head.unpacked_size += entry.size;
            self.note(number, &entry.path);
            self.keep(number, entry, content)?;
            entries.push(LayerEntry::from(entry.clone()));
            Ok(())
        })?;
        if let Some(descriptor) = descriptor {
            head.digest = Some(descriptor.digest);
            head.diff_id = Some(descriptor.diff_id);
            head.compression = Some(descriptor.compression);
            head.size = descriptor.size;
            head.unpacked_size = descriptor.diff_size;
        }
        self.tree.apply_layer(entries)?;
        self.layers.push(head);
        Ok(())
    }

    /// Notes what a layer does to the path asked about.
    fn note(&mut self, layer: usize, path: &TreePath) {
        let Some(asked) = &self.asked else { return };
        let event = match path.name().strip_prefix(b".wh.") {
            _ if path == asked => Event::Put,
            Some(b".wh..opq") if path.parent().is_some_and(|folder| asked.is_within(&folder)) => {
                Event::Deleted
            }
            Some(name)
                if path
                    .parent()
                    .and_then(|folder| folder.join(name).ok())
                    .is_some_and(|gone| asked.is_within(&gone)) =>
            {
                Event::Deleted
            }
            _ => return,
        };
        if self.events.last() != Some(&(layer, event)) {
            self.events.push((layer, event));
        }
    }

    /// Keeps the content of a file that says who lives in the image.
    fn keep(
        &mut self,
        layer: usize,
        entry: &Entry,
        content: &mut dyn Read,
    ) -> Result<(), ImageError> {
        let wanted = entry.kind == EntryKind::File && self.is_kept(&entry.path);
        let fits = entry.size <= KEPT_BYTES && self.kept_bytes + entry.size <= ALL_KEPT_BYTES;
        if wanted && fits {
            let bytes = BoundedReader::new(content, KEPT_BYTES).read_all().map_err(|error| {
                ImageError::Layer {
                    layer: (layer + 1).to_string(),
                    source: LayerError::from_read(error),
                }
            })?;
            self.kept_bytes += bytes.len() as u64;
            self.kept.insert(entry.path.clone(), (layer, bytes));
        }
        Ok(())
    }

    fn is_kept(&self, path: &TreePath) -> bool {
        if KEPT.contains(&path.as_bytes()) {
            return true;
        }
        // The lists of packages' paths are many; only who asks about a path needs them.
        let lists = self.asked.is_some();
        path.parent().is_some_and(|folder| match folder.as_bytes() {
            b"var/lib/dpkg/info" => lists && path.name().ends_with(b".list"),
            b"var/lib/dpkg/status.d" => lists || !path.name().ends_with(b".md5sums"),
            _ => false,
        })
    }

    /// Returns the content of a kept file as it is in the merged tree: nothing if it is not there,
    /// an error if it is and was too large to keep.
    pub(crate) fn content(&self, path: &TreePath) -> Option<Result<&[u8], &'static str>> {
        let found = self.tree.resolve(path, true).ok()?;
        let node = self.tree.get(&found)?;
        let kept = self.kept.get(node.hardlink.as_ref().unwrap_or(&found));
        match kept {
            Some((layer, bytes)) if *layer == node.origin => Some(Ok(bytes)),
            _ if node.is_file() => Some(Err("too large, or kept under another name")),
            _ => None,
        }
    }

    /// Returns the kept files of a folder that are in the merged tree.
    pub(crate) fn kept_in(&self, folder: &TreePath) -> impl Iterator<Item = (&TreePath, &[u8])> {
        debug_assert!(KEPT_FOLDERS.contains(&folder.as_bytes()));
        self.kept
            .iter()
            .filter(move |(path, (layer, _))| {
                path.parent().as_ref() == Some(folder)
                    && self.tree.get(path).is_some_and(|node| node.origin == *layer)
            })
            .map(|(path, (_, bytes))| (path, bytes.as_slice()))
    }
}
