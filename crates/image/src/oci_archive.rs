// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `oci-archive`: an OCI layout in a tar file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use haerterei_ground::{Digest, Limits, TreePath};

use crate::assemble::{Assembled, Blob};
use crate::blobs::{BlobContent, BlobReader, Blobs, Section};
use crate::document::{self, REF_NAME};
use crate::layout::{INDEX_FILE, LAYOUT, LAYOUT_FILE, check_version};
use crate::members::{Members, file_entry, folder_entry, write_atomically};
use crate::tar::TarWriter;
use crate::{ImageError, Index};

/// An OCI layout in a tar file, read where it is.
#[derive(Clone, Debug)]
pub struct OciArchive {
    members: Members,
}

impl OciArchive {
    /// Opens an archive; one compressed with gzip is decompressed into a nameless file.
    pub fn open(path: &Path, limits: Limits) -> Result<Self, ImageError> {
        Self::of(Members::open(path, limits)?)
    }

    pub(crate) fn of(members: Members) -> Result<Self, ImageError> {
        if !members.contains(LAYOUT_FILE) {
            return Err(ImageError::NotAnImage {
                path: members.path().to_owned(),
                reason: "it holds no oci-layout",
            });
        }
        check_version(&members.document(LAYOUT_FILE)?, members.limits())?;
        Ok(Self { members })
    }

    /// Returns what the archive names.
    pub fn index(&self) -> Result<Index, ImageError> {
        let bytes = self.members.document(INDEX_FILE)?;
        document::parse(&bytes, INDEX_FILE, self.members.limits())
    }

    /// Writes an image, under a tag if there is one, in place of what was there.
    pub fn write(path: &Path, image: &Assembled, tag: Option<&str>) -> Result<(), ImageError> {
        let mut root = image.root.clone();
        if let Some(tag) = tag {
            root.annotations.insert(REF_NAME.to_owned(), tag.to_owned());
        }
        Self::write_blobs(path, &Index::new(vec![root]), &image.blobs)
    }

    /// Writes blobs and the index that names them, in place of what was there.
    pub fn write_blobs(
        path: &Path,
        index: &Index,
        blobs: &BTreeMap<Digest, Blob>,
    ) -> Result<(), ImageError> {
        let index = document::to_bytes(index);
        let mut folders = BTreeSet::from(["blobs".to_owned()]);
        let mut files: BTreeMap<String, (u64, BlobContent)> = BTreeMap::new();
        for (digest, blob) in blobs {
            let folder = format!("blobs/{}", digest.algorithm().name());
            files.insert(format!("{folder}/{}", digest.hex()), (blob.size, blob.content.clone()));
            folders.insert(folder);
        }
        for (name, bytes) in [(INDEX_FILE, index.as_slice()), (LAYOUT_FILE, LAYOUT)] {
            let content = BlobContent::Bytes(bytes.into());
            files.insert(name.to_owned(), (bytes.len() as u64, content));
        }
        write_atomically(path, |file| {
            let failed = ImageError::archive;
            let mut writer = TarWriter::new(std::io::BufWriter::with_capacity(1 << 16, file));
            for folder in &folders {
                writer.entry(&folder_entry(folder)?, std::io::empty()).map_err(failed(path))?;
            }
            for (name, (size, content)) in &files {
                writer.entry(&file_entry(name, *size)?, content.open()?).map_err(failed(path))?;
            }
            let mut out = writer.finish().map_err(failed(path))?;
            std::io::Write::flush(&mut out).map_err(ImageError::file(path))
        })
    }
}

impl OciArchive {
    /// Returns the part of the file that is a blob, if there is such a blob.
    pub fn section(&self, digest: &Digest) -> Option<Section> {
        let name = format!("blobs/{}/{}", digest.algorithm().name(), digest.hex());
        let name = TreePath::parse(name).ok()?;
        self.members.get(&name).map(|(section, _)| section)
    }
}

impl Blobs for OciArchive {
    fn open(&self, digest: &Digest) -> Result<BlobReader, ImageError> {
        Ok(Box::new(self.section(digest).ok_or(ImageError::MissingBlob(*digest))?))
    }
}
