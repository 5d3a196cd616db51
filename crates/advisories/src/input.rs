// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The documents of a source: a file, an archive of files, a folder; plain or compressed.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use haerterei_anatomy::zip::{ZipArchive, ZipError, ZipLimits};
use haerterei_ground::{Algorithm, BoundedReader, Cancel, Digest, Hasher, Limits};
use haerterei_image::tar::{EntryKind, TarReader};
use liblzma::read::XzDecoder;
use liblzma::stream::{CONCATENATED, Stream};

use crate::bounds::Bounds;
use crate::refusal::Refusal;

/// The most memory that an xz stream may ask for; `xz -9` asks for 65 MiB.
const XZ_MEMORY: u64 = 256 << 20;

/// One file of a source.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name or address, as it may be shown.
    pub name: String,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Bytes(Vec<u8>),
    File(PathBuf),
}

impl Part {
    /// Returns a part that was fetched.
    pub fn fetched(name: String, bytes: Vec<u8>) -> Self {
        Self { name, content: Content::Bytes(bytes) }
    }

    fn read(&self, bounds: &Bounds) -> Result<Cow<'_, [u8]>, Refusal> {
        let failed = |error| Refusal::read(&self.name, bounds.file_bytes, error);
        match &self.content {
            Content::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            Content::File(path) => {
                let file = File::open(path).map_err(failed)?;
                let bytes = BoundedReader::new(file, bounds.file_bytes).read_all();
                bytes.map(Cow::Owned).map_err(failed)
            }
        }
    }
}

/// Returns the files of a path: itself, or all in the folder that have the name of a document.
pub fn parts_of(path: &Path, bounds: &Bounds) -> Result<Vec<Part>, Refusal> {
    let shown = |path: &Path| path.display().to_string();
    let failed = |path: &Path| {
        let name = shown(path);
        move |error| Refusal::read(&name, bounds.file_bytes, error)
    };
    let part = |path: PathBuf| Part { name: shown(&path), content: Content::File(path) };
    if !fs::metadata(path).map_err(failed(path))?.is_dir() {
        return Ok(vec![part(path.to_owned())]);
    }
    let mut files = Vec::new();
    let mut folders = vec![(path.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        if depth > bounds.depth {
            return Err(Refusal::TooMany { what: "folders", limit: u64::from(bounds.depth) });
        }
        for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
            let entry = entry.map_err(failed(&folder))?;
            let kind = entry.file_type().map_err(failed(&entry.path()))?;
            // Links are not followed: nothing leads out of the folder, and nothing in a circle.
            if kind.is_dir() && !entry.file_name().as_encoded_bytes().starts_with(b".") {
                folders.push((entry.path(), depth + 1));
            } else if kind.is_file() && is_document(&entry.file_name().to_string_lossy()) {
                files.push(entry.path());
            }
            if files.len() as u64 > bounds.documents {
                return Err(Refusal::TooMany { what: "files", limit: bounds.documents });
            }
        }
    }
    files.sort();
    Ok(files.into_iter().map(part).collect())
}

/// Returns whether a name in a folder or an archive is that of a document, compressed or not.
fn is_document(name: &str) -> bool {
    let name = name.to_lowercase();
    let plain =
        [".gz", ".xz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    let file = plain.rsplit('/').next().unwrap_or(plain);
    [".json", ".jsonl", ".md", ".csv", ".tar", ".zip"].iter().any(|end| plain.ends_with(end))
        || file.starts_with("security-support-")
}

/// One document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document<'a> {
    /// Its name, within its archive where it is in one.
    pub(crate) name: &'a str,
    /// Its bytes, decompressed.
    pub(crate) bytes: &'a [u8],
}

/// What receives documents.
pub(crate) type Each<'a> = &'a mut dyn FnMut(Document<'_>) -> Result<(), Refusal>;

/// Reads all documents of a source, and returns the digest and the size of what was read.
///
/// The digest is that of the file; of several files, that of the digests of all, with their names.
pub(crate) fn documents(
    parts: &[Part],
    bounds: &Bounds,
    cancel: &Cancel,
    each: Each<'_>,
) -> Result<(Digest, u64), Refusal> {
    let mut walk = Walk { bounds, documents: 0, bytes: 0, cancel, each };
    let mut whole = Hasher::new(Algorithm::Sha256);
    let (mut size, mut last) = (0, Digest::sha256(b""));
    for part in parts {
        let bytes = part.read(bounds)?;
        last = Digest::sha256(&bytes);
        size += bytes.len() as u64;
        let name = part.name.rsplit('/').next().unwrap_or_default();
        whole.update(format!("{} {name}\n", last.hex()).as_bytes());
        walk.file(&part.name, &bytes)?;
    }
    Ok((if parts.len() == 1 { last } else { whole.finish() }, size))
}

struct Walk<'a> {
    bounds: &'a Bounds,
    documents: u64,
    bytes: u64,
    cancel: &'a Cancel,
    each: Each<'a>,
}

impl Walk<'_> {
    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return self.zip(name, bytes);
        }
        let mut reader = decoded(name, bytes)?;
        let mut head = Vec::with_capacity(512);
        let failed = |error: io::Error| Refusal::malformed(name, &error);
        reader.by_ref().take(512).read_to_end(&mut head).map_err(failed)?;
        let is_tar = head.get(257..262) == Some(b"ustar");
        let reader = (&head[..]).chain(reader);
        if is_tar { self.tar(name, reader) } else { self.plain(name, reader) }
    }

    fn plain(&mut self, name: &str, reader: impl Read) -> Result<(), Refusal> {
        let limit = self.left();
        let bytes = BoundedReader::new(reader, limit).read_all().map_err(|error| {
            if error.kind() == io::ErrorKind::FileTooLarge {
                Refusal::TooLarge { name: name.to_owned(), limit }
            } else {
                // What was compressed ends early or is damaged.
                Refusal::malformed(name, &error)
            }
        })?;
        self.give(name, &bytes)
    }

    fn tar(&mut self, name: &str, reader: impl Read) -> Result<(), Refusal> {
        let limits = Limits {
            entries: self.bounds.documents,
            total_bytes: self.bounds.total_bytes,
            file_bytes: self.bounds.total_bytes,
            ..Limits::default()
        };
        let mut tar = TarReader::new(reader, limits);
        while let Some(entry) = tar.next().map_err(|error| Refusal::malformed(name, &error))? {
            let inside = entry.path.to_string();
            if entry.kind == EntryKind::File && is_document(&inside) {
                self.plain(&inside, &mut tar)?;
            }
        }
        Ok(())
    }

    fn zip(&mut self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        let limits = ZipLimits { entries: self.bounds.documents, ..ZipLimits::default() };
        let failed = |place: &str, error: ZipError| match error {
            ZipError::TooLarge { limit, .. } => Refusal::TooLarge { name: place.to_owned(), limit },
            error => Refusal::malformed(place, &error),
        };
        let archive = ZipArchive::open(bytes, limits).map_err(|error| failed(name, error))?;
        for entry in archive.entries() {
            let Some(inside) = entry.name().filter(|inside| is_document(inside)) else { continue };
            let content =
                archive.read(entry, self.left()).map_err(|error| failed(inside, error))?;
            self.give(inside, &content)?;
        }
        Ok(())
    }

    fn left(&self) -> u64 {
        self.bounds.document_bytes.min(self.bounds.total_bytes.saturating_sub(self.bytes))
    }

    fn give(&mut self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        self.documents += 1;
        self.bytes += bytes.len() as u64;
        if self.documents > self.bounds.documents {
            return Err(Refusal::TooMany { what: "documents", limit: self.bounds.documents });
        }
        self.cancel.check().map_err(|error| Refusal::Unreadable {
            name: name.to_owned(),
            source: io::Error::new(io::ErrorKind::Interrupted, error),
        })?;
        // Some documents begin with the mark of UTF-8.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        (self.each)(Document { name, bytes })
    }
}

/// Returns the decompressed bytes, by what the first of them say.
fn decoded<'a>(name: &str, bytes: &'a [u8]) -> Result<Box<dyn Read + 'a>, Refusal> {
    let failed = |error: &dyn ToString| Refusal::malformed(name, &error.to_string());
    Ok(if bytes.starts_with(&[0x1f, 0x8b]) {
        Box::new(MultiGzDecoder::new(bytes))
    } else if bytes.starts_with(b"\xfd7zXZ\0") {
        let stream =
            Stream::new_stream_decoder(XZ_MEMORY, CONCATENATED).map_err(|error| failed(&error))?;
        Box::new(XzDecoder::new_stream(bytes, stream))
    } else if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let mut decoder = zstd::Decoder::with_buffer(bytes).map_err(|error| failed(&error))?;
        decoder.window_log_max(27).map_err(|error| failed(&error))?;
        Box::new(decoder)
    } else {
        Box::new(bytes)
    })
}
