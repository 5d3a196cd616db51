// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! OCI layout folders (OCI image specification 1.1, "Image Layout").

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use haerterei_ground::{BoundedReader, Digest, HashingWriter, Limits, whole};
use rustix::fs::OFlags;
use serde::Deserialize;
use serde_json::Value;
use tempfile::NamedTempFile;

use crate::blobs::{BlobContent, BlobReader, Blobs};
use crate::document::{self, REF_NAME};
use crate::layer::Mismatch;
use crate::{Descriptor, ImageError, Index};

pub(crate) const LAYOUT_FILE: &str = "oci-layout";
pub(crate) const INDEX_FILE: &str = "index.json";
pub(crate) const LAYOUT: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;

/// How a file becomes a blob.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transfer {
    /// Its bytes are copied, by the kernel where it can (shared blocks on some file systems).
    #[default]
    Copy,
    /// It gets a further name where that is possible: who changes one changes both.
    HardLink,
}

/// An OCI layout folder.
#[derive(Clone, Debug)]
pub struct Layout {
    folder: PathBuf,
    limits: Limits,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LayoutVersion {
    image_layout_version: String,
}

/// Judges the file that says that a folder or an archive is a layout.
pub(crate) fn check_version(bytes: &[u8], limits: &Limits) -> Result<(), ImageError> {
    let version: LayoutVersion = document::parse(bytes, LAYOUT_FILE, limits)?;
    if version.image_layout_version.starts_with("1.") {
        Ok(())
    } else {
        Err(ImageError::Contradiction {
            what: LAYOUT_FILE.to_owned(),
            reason: "the version of the layout is not 1",
        })
    }
}

impl Layout {
    /// Opens a layout for reading.
    pub fn open(folder: impl Into<PathBuf>, limits: Limits) -> Result<Self, ImageError> {
        let layout = Self { folder: folder.into(), limits };
        check_version(&layout.read_file(LAYOUT_FILE)?, &limits)?;
        Ok(layout)
    }

    /// Opens a layout for writing, and makes it where there is none.
    ///
    /// What killed processes left half written is removed.
    pub fn create(folder: impl Into<PathBuf>, limits: Limits) -> Result<Self, ImageError> {
        let folder = folder.into();
        let blobs = folder.join("blobs/sha256");
        fs::create_dir_all(&blobs).map_err(ImageError::file(&blobs))?;
        whole::sweep(&folder).map_err(ImageError::file(&folder))?;
        let layout = Self { folder, limits };
        let marker = layout.folder.join(LAYOUT_FILE);
        if !marker.exists() {
            let file = layout.temporary(LAYOUT)?;
            match file.persist_noclobber(&marker) {
                Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(ImageError::file(&marker)(error.error));
                }
                // Written now, or by another process in the meantime.
                _ => {}
            }
        }
        check_version(&layout.read_file(LAYOUT_FILE)?, &limits)?;
        Ok(layout)
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns what the layout names; an absent index is an empty one.
    pub fn index(&self) -> Result<Index, ImageError> {
        match self.read_file(INDEX_FILE) {
            Ok(bytes) => document::parse(&bytes, INDEX_FILE, &self.limits),
            Err(ImageError::Absent { .. }) => Ok(Index::new(Vec::new())),
            Err(error) => Err(error),
        }
    }

    /// Returns where a blob is, or would be.
    pub fn blob_path(&self, digest: &Digest) -> PathBuf {
        self.folder.join("blobs").join(digest.algorithm().name()).join(digest.hex())
    }

    /// Adds bytes as a blob.
    pub fn add_bytes(&self, bytes: &[u8]) -> Result<Digest, ImageError> {
        let digest = Digest::sha256(bytes);
        if !self.has(&digest, bytes.len() as u64) {
            let file = self.temporary(bytes)?;
            self.place(file, &digest)?;
        }
        Ok(digest)
    }

    /// Adds a file's bytes as a blob whose digest and size are known; the caller answers for them.
    ///
    /// A blob of that name and size that is already there is kept.
    pub fn add_file(
        &self,
        file: &Path,
        digest: &Digest,
        size: u64,
        transfer: Transfer,
    ) -> Result<(), ImageError> {
        if self.has(digest, size) {
            return Ok(());
        }
        let target = self.blob_path(digest);
        if transfer == Transfer::HardLink {
            // Another file system, or too many links: then by copying.
            if fs::hard_link(file, &target).is_ok() {
                return Ok(());
            }
        }
        let mut source = File::open(file).map_err(ImageError::file(file))?;
        let mut temporary = self.new_temporary()?;
        // The kernel copies, and shares blocks where the file system can.
        let copied = io::copy(&mut source, temporary.as_file_mut())
            .map_err(ImageError::file(temporary.path()))?;
        if copied != size {
            return Err(ImageError::Contradiction {
                what: digest.to_string(),
                reason: "the file for it has another size",
            });
        }
        self.place(temporary, digest)
    }

    /// Adds a blob of known digest and size.
    pub fn add(
        &self,
        digest: &Digest,
        size: u64,
        content: &BlobContent,
        transfer: Transfer,
    ) -> Result<(), ImageError> {
        match content {
            BlobContent::File(path) => self.add_file(path, digest, size, transfer),
            BlobContent::Bytes(bytes) => {
                let found = self.add_bytes(bytes)?;
                expect(*digest, found)
            }
            BlobContent::Section(_) if self.has(digest, size) => Ok(()),
            BlobContent::Section(section) => self.add_reader(digest, section.clone()),
        }
    }

    /// Adds what a reader yields as a blob, and verifies its digest.
    pub fn add_reader(&self, digest: &Digest, mut content: impl Read) -> Result<(), ImageError> {
        let temporary = self.new_temporary()?;
        let path = temporary.path().to_owned();
        let mut writer = HashingWriter::new(temporary, digest.algorithm());
        io::copy(&mut content, &mut writer).map_err(ImageError::file(&path))?;
        let (temporary, found, _) = writer.finish();
        expect(*digest, found)?;
        self.place(temporary, digest)
    }

    /// Names blobs in the index, after they were added: the last act of writing.
    ///
    /// An entry with the same tag is replaced, and an entry without tag that names the same
    /// blob; all others stay, whoever wrote them, even at the same time. Until the very end the
    /// old index is there, whole.
    pub fn name(&self, descriptors: &[Descriptor]) -> Result<(), ImageError> {
        let marker = self.folder.join(LAYOUT_FILE);
        let lock = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&marker)
            .map_err(ImageError::file(&marker))?;
        lock.lock().map_err(ImageError::file(&marker))?;
        // As a value, so that what we do not know of others' entries stays.
        let mut index: Value = match self.read_file(INDEX_FILE) {
            Ok(bytes) => document::parse(&bytes, INDEX_FILE, &self.limits)?,
            Err(ImageError::Absent { .. }) => {
                serde_json::to_value(Index::new(Vec::new())).map_err(contradiction)?
            }
            Err(error) => return Err(error),
        };
        let entries = index.get_mut("manifests").and_then(Value::as_array_mut).ok_or(
            ImageError::Contradiction {
                what: INDEX_FILE.to_owned(),
                reason: "it has no list of manifests",
            },
        )?;
        for descriptor in descriptors {
            let value = serde_json::to_value(descriptor).map_err(contradiction)?;
            entries.retain(|entry| !is_replaced(entry, descriptor));
            entries.push(value);
        }
        // Blobs and their names are on the disk before the index that needs them.
        sync_folder(&self.folder.join("blobs/sha256"))?;
        let temporary = self.temporary(&document::to_bytes(&index))?;
        let path = self.folder.join(INDEX_FILE);
        temporary.persist(&path).map_err(|error| ImageError::file(&path)(error.error))?;
        sync_folder(&self.folder)
    }

    /// Returns whether there is a blob of that name and size.
    pub fn has(&self, digest: &Digest, size: u64) -> bool {
        fs::symlink_metadata(self.blob_path(digest))
            .is_ok_and(|metadata| metadata.is_file() && metadata.len() == size)
    }

    fn new_temporary(&self) -> Result<NamedTempFile, ImageError> {
        whole::file_in(&self.folder).map_err(ImageError::file(&self.folder))
    }

    fn temporary(&self, bytes: &[u8]) -> Result<NamedTempFile, ImageError> {
        let mut file = self.new_temporary()?;
        file.write_all(bytes)
            .and_then(|()| file.as_file().sync_all())
            .map_err(ImageError::file(file.path()))?;
        Ok(file)
    }

    /// Gives a blob its name, once its bytes are on the disk.
    fn place(&self, file: NamedTempFile, digest: &Digest) -> Result<(), ImageError> {
        let target = self.blob_path(digest);
        if digest.algorithm() != haerterei_ground::Algorithm::Sha256 {
            // Few have another; its folder is made when it is needed.
            let folder = whole::folder_of(&target);
            fs::create_dir_all(folder).map_err(ImageError::file(folder))?;
        }
        file.as_file().sync_all().map_err(ImageError::file(&target))?;
        file.persist(&target).map_err(|error| ImageError::file(&target)(error.error))?;
        Ok(())
    }

    /// Reads a document of the folder itself.
    fn read_file(&self, name: &str) -> Result<Vec<u8>, ImageError> {
        let path = self.folder.join(name);
        let file = open_regular(&path)?;
        BoundedReader::new(file, self.limits.document_bytes).read_all().map_err(|source| {
            match source.kind() {
                io::ErrorKind::FileTooLarge => ImageError::DocumentTooLarge {
                    what: name.to_owned(),
                    limit: self.limits.document_bytes,
                },
                _ => ImageError::file(&path)(source),
            }
        })
    }
}

impl Blobs for Layout {
    fn open(&self, digest: &Digest) -> Result<BlobReader, ImageError> {
        match open_regular(&self.blob_path(digest)) {
            Ok(file) => Ok(Box::new(file)),
            Err(ImageError::Absent { .. }) => Err(ImageError::MissingBlob(*digest)),
            Err(error) => Err(error),
        }
    }
}

fn is_replaced(entry: &Value, by: &Descriptor) -> bool {
    let tag = entry
        .get("annotations")
        .and_then(|annotations| annotations.get(REF_NAME))
        .and_then(Value::as_str);
    let digest = entry.get("digest").and_then(Value::as_str);
    match by.tag() {
        Some(new) => tag == Some(new) || (tag.is_none() && digest == Some(&by.digest.to_string())),
        None => tag.is_none() && digest == Some(&by.digest.to_string()),
    }
}

fn expect(expected: Digest, found: Digest) -> Result<(), ImageError> {
    if expected == found {
        Ok(())
    } else {
        Err(ImageError::Digest(Box::new(Mismatch { expected, found })))
    }
}

fn contradiction(source: serde_json::Error) -> ImageError {
    ImageError::Document { what: INDEX_FILE.to_owned(), source }
}

/// Opens a regular file; a link, a pipe or a device in its place is refused.
fn open_regular(path: &Path) -> Result<File, ImageError> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let irregular = || ImageError::NotAnImage {
        path: path.to_owned(),
        reason: "something other than a regular file is in a blob's place",
    };
    let file =
        OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path).map_err(
            |source| {
                if source.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
                    irregular()
                } else {
                    ImageError::file(path)(source)
                }
            },
        )?;
    let metadata = file.metadata().map_err(ImageError::file(path))?;
    if metadata.is_file() { Ok(file) } else { Err(irregular()) }
}

/// Makes the names in a folder last.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), ImageError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(ImageError::file(folder))
}
