// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Tar files that hold an image: found by offsets, never unpacked.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use haerterei_ground::{BoundedReader, Limits, TreePath, whole};
use tempfile::NamedTempFile;

use crate::ImageError;
use crate::blobs::Section;
use crate::layout::sync_folder;
use crate::tar::{Entry, EntryKind, TarReader};

/// The most links from one member to another that are followed.
const MOST_LINKS: usize = 8;
/// The most members that an archive of images may have.
const MOST_MEMBERS: u64 = 100_000;

/// A tar file by its members.
#[derive(Clone, Debug)]
pub(crate) struct Members {
    path: PathBuf,
    file: Arc<File>,
    names: BTreeMap<TreePath, Member>,
    limits: Limits,
}

#[derive(Clone, Debug)]
enum Member {
    File { offset: u64, size: u64 },
    Link(TreePath),
}

impl Members {
    /// Reads through a tar file, compressed with gzip or not.
    pub(crate) fn open(path: &Path, limits: Limits) -> Result<Self, ImageError> {
        let file = File::open(path).map_err(ImageError::file(path))?;
        let metadata = file.metadata().map_err(ImageError::file(path))?;
        if !metadata.is_file() {
            return Err(ImageError::NotAnImage {
                path: path.to_owned(),
                reason: "it is not a regular file",
            });
        }
        let file = spooled(file, &limits).map_err(ImageError::file(path))?;
        let limits = Limits { entries: limits.entries.min(MOST_MEMBERS), ..limits };
        let mut reader = TarReader::new(BufReader::with_capacity(1 << 16, &file), limits);
        let mut names = BTreeMap::new();
        while let Some(entry) = reader.next().map_err(ImageError::archive(path))? {
            let member = match entry.kind {
                EntryKind::File => Member::File { offset: reader.offset(), size: entry.size },
                EntryKind::Symlink { target } => match entry.path.link_target(&target) {
                    Ok(target) => Member::Link(target),
                    Err(_) => continue,
                },
                EntryKind::Hardlink { target } => Member::Link(target),
                _ => continue,
            };
            let is_document = entry.path.depth() == 1;
            if names.insert(entry.path.clone(), member).is_some() && is_document {
                // Readers disagree which one counts.
                return Err(ImageError::Contradiction {
                    what: entry.path.to_string(),
                    reason: "it is in the archive twice",
                });
            }
        }
        Ok(Self { path: path.to_owned(), file: Arc::new(file), names, limits })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.names.contains_key(name.as_bytes())
    }

    /// Opens a member, through links to other members.
    pub(crate) fn get(&self, name: &TreePath) -> Option<(Section, u64)> {
        let mut name = name;
        for _ in 0..=MOST_LINKS {
            match self.names.get(name)? {
                Member::File { offset, size } => {
                    return Some((Section::new(Arc::clone(&self.file), *offset, *size), *size));
                }
                Member::Link(target) => name = target,
            }
        }
        None
    }

    /// Reads a member whole, as a document.
    pub(crate) fn document(&self, name: &str) -> Result<Vec<u8>, ImageError> {
        let absent = || ImageError::NotAnImage {
            path: self.path.clone(),
            reason: "a document that it names is missing",
        };
        let path = TreePath::parse(name).map_err(|_| absent())?;
        let (section, size) = self.get(&path).ok_or_else(absent)?;
        let limit = self.limits.document_bytes;
        if size > limit {
            return Err(ImageError::DocumentTooLarge { what: name.to_owned(), limit });
        }
        BoundedReader::new(section, limit).read_all().map_err(ImageError::file(&self.path))
    }
}

/// Returns the file itself, or its decompressed bytes in a nameless one.
fn spooled(mut file: File, limits: &Limits) -> io::Result<File> {
    let mut magic = [0; 2];
    let count = file.read(&mut magic)?;
    file.rewind()?;
    if magic[..count] != [0x1f, 0x8b] {
        return Ok(file);
    }
    let compressed = file.metadata()?.len();
    let bound = compressed.saturating_mul(limits.ratio).max(1 << 20).min(limits.total_bytes);
    let mut spool = tempfile::tempfile()?;
    let decoder = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file));
    io::copy(&mut BoundedReader::new(decoder, bound), &mut spool)?;
    spool.rewind()?;
    Ok(spool)
}

/// Writes a file beside its place and puts it there, whole, at the end.
pub(crate) fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut NamedTempFile) -> Result<(), ImageError>,
) -> Result<(), ImageError> {
    let folder = whole::folder_of(path);
    let failed = ImageError::file(folder);
    let make = || {
        std::fs::create_dir_all(folder)?;
        whole::sweep(folder)?;
        whole::file_in(folder)
    };
    let mut file = make().map_err(failed)?;
    write(&mut file)?;
    file.flush().and_then(|()| file.as_file().sync_all()).map_err(ImageError::file(path))?;
    file.persist(path).map_err(|error| ImageError::file(path)(error.error))?;
    sync_folder(folder)
}

/// Returns the entry of a plain file in an archive of images.
pub(crate) fn file_entry(name: &str, size: u64) -> Result<Entry, ImageError> {
    Ok(Entry::file(member_name(name)?, 0o644, size))
}

/// Returns the entry of a folder in an archive of images.
pub(crate) fn folder_entry(name: &str) -> Result<Entry, ImageError> {
    Ok(Entry::new(member_name(name)?, EntryKind::Directory, 0o755))
}

fn member_name(name: &str) -> Result<TreePath, ImageError> {
    TreePath::parse(name).map_err(|_| ImageError::Contradiction {
        what: name.escape_default().to_string(),
        reason: "it cannot be a name in an archive",
    })
}
