// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The documents of a source: a file, an archive of files, a folder; plain or compressed.
//!
//! A file is a stream: it is digested while it is decompressed, and of an archive only one document is
//! in memory. Documents of lines are given in pieces, so that the largest costs no more than a small one.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use haerterei_anatomy::zip::{
    ZipArchive, ZipEntry, ZipError, ZipLimits, entries_of, read_entry, read_entry_of,
};
use haerterei_ground::{
    Algorithm, BoundedReader, Cancel, Digest, Hasher, HashingReader, LimitExceeded, Limits,
};
use haerterei_image::tar::{EntryKind, TarReader};
use liblzma::bufread::XzDecoder;
use liblzma::stream::{CONCATENATED, Stream};

use crate::bounds::Bounds;
use crate::refusal::Refusal;

/// The most memory that an xz stream may ask for; `xz -9` asks for 65 MiB.
const XZ_MEMORY: u64 = 256 << 20;
/// Bytes that are read from a file at once.
const READ_AT_ONCE: usize = 128 << 10;
/// Bytes of a document of lines that are given at once, and more only for a line that is longer.
const PIECE: u64 = 4 << 20;
/// The bytes by which forms of compression are told apart.
const MAGIC: usize = 6;

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

    /// Returns a part that was fetched into a file.
    pub(crate) const fn in_file(name: String, path: PathBuf) -> Self {
        Self { name, content: Content::File(path) }
    }

    /// Returns its first bytes as they are, at most so many.
    pub(crate) fn beginning(&self, most: u64) -> Result<Vec<u8>, Refusal> {
        let read = || match &self.content {
            Content::Bytes(bytes) => read_at_most(bytes.as_slice(), most),
            Content::File(path) => read_at_most(File::open(path)?, most),
        };
        read().map_err(|error| Refusal::read(&self.name, most, error))
    }

    /// Gives its documents, and returns its digest and its size.
    fn walk(&self, walk: &mut Walk<'_>) -> Result<(Digest, u64), Refusal> {
        match &self.content {
            Content::Bytes(bytes) => {
                walk.stream(&self.name, bytes.as_slice())?;
                Ok((Digest::sha256(bytes), bytes.len() as u64))
            }
            Content::File(path) => self.walk_file(path, walk),
        }
    }

    fn walk_file(&self, path: &Path, walk: &mut Walk<'_>) -> Result<(Digest, u64), Refusal> {
        let (name, limit) = (&self.name, walk.bounds.file_bytes);
        let failed = |error| Refusal::read(name, limit, error);
        let file = File::open(path).map_err(failed)?;
        let about = file.metadata().map_err(failed)?;
        if about.len() > limit {
            return Err(Refusal::TooLarge { name: name.clone(), limit });
        }
        let bounded = BoundedReader::new(&file, limit);
        let mut reader =
            BufReader::with_capacity(READ_AT_ONCE, HashingReader::new(bounded, Algorithm::Sha256));
        if about.is_file() && is_zip(reader.fill_buf().map_err(failed)?) {
            // Its table of contents stands at its end.
            io::copy(&mut reader, &mut io::sink()).map_err(failed)?;
            walk.zip(name, &file)?;
        } else {
            walk.stream(name, &mut reader)?;
            // What stands behind the end belongs to the file, too.
            io::copy(&mut reader, &mut io::sink()).map_err(failed)?;
        }
        Ok(reader.into_inner().finish())
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
        || file.starts_with("security-support")
}

/// One document, or whole lines of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document<'a> {
    /// Its name, within its archive where it is in one.
    pub(crate) name: &'a str,
    /// Its bytes, decompressed.
    pub(crate) bytes: &'a [u8],
    /// If these are lines of a larger document, how many stand before them.
    pub(crate) lines_before: Option<usize>,
}

/// What receives documents.
pub(crate) type Each<'a> = &'a mut dyn FnMut(Document<'_>) -> Result<(), Refusal>;

/// Reads all documents of a source, and returns the digest and the size of what was read.
///
/// The digest is that of the file; of several files, that of the digests of all, with their names.
/// `may_be_lines` says that a document may be JSON values, one a line.
pub(crate) fn documents(
    parts: &[Part],
    may_be_lines: bool,
    bounds: &Bounds,
    cancel: &Cancel,
    each: Each<'_>,
) -> Result<(Digest, u64), Refusal> {
    let mut walk = Walk { bounds, may_be_lines, documents: 0, bytes: 0, cancel, each };
    let mut whole = Hasher::new(Algorithm::Sha256);
    let (mut size, mut last) = (0, Digest::sha256(b""));
    for part in parts {
        let (digest, bytes) = part.walk(&mut walk)?;
        last = digest;
        size += bytes;
        let name = part.name.rsplit('/').next().unwrap_or_default();
        whole.update(format!("{} {name}\n", last.hex()).as_bytes());
    }
    Ok((if parts.len() == 1 { last } else { whole.finish() }, size))
}

struct Walk<'a> {
    bounds: &'a Bounds,
    may_be_lines: bool,
    documents: u64,
    bytes: u64,
    cancel: &'a Cancel,
    each: Each<'a>,
}

impl Walk<'_> {
    /// Gives the documents of what is read from its beginning to its end.
    fn stream(&mut self, name: &str, reader: impl BufRead) -> Result<(), Refusal> {
        let (magic, mut reader) = peeked(reader, MAGIC).map_err(|error| failed(name, &error))?;
        if is_zip(&magic) {
            let limit = self.bounds.file_bytes;
            let bytes = BoundedReader::new(&mut reader, limit).read_all();
            let bytes = bytes.map_err(|error| failed(name, &error))?;
            return self.zip(name, bytes.as_slice());
        }
        let decoded = BufReader::with_capacity(READ_AT_ONCE, decoded(name, &magic, reader)?);
        let (head, reader) = peeked(decoded, 512).map_err(|error| failed(name, &error))?;
        // The header of POSIX (IEEE 1003.1, "pax Interchange Format").
        let is_tar = head.get(257..262) == Some(b"ustar");
        if is_tar { self.tar(name, reader) } else { self.plain(name, reader) }
    }

    fn plain(&mut self, name: &str, reader: impl Read) -> Result<(), Refusal> {
        let mut reader = BoundedReader::new(reader, self.begin()?);
        let mut bytes = Vec::new();
        let mut lines_before = None;
        loop {
            let count = (&mut reader).take(PIECE).read_to_end(&mut bytes);
            let count = count.map_err(|error| failed(name, &error))?;
            if (count as u64) < PIECE {
                let is_all_given = lines_before.is_some() && bytes.is_empty();
                let document = Document { name, bytes: &bytes, lines_before };
                return if is_all_given { Ok(()) } else { self.give(document) };
            }
            if lines_before.is_none() && self.may_be_lines && is_of_lines(&bytes) {
                lines_before = Some(0);
            }
            let end = bytes.iter().rposition(|byte| *byte == b'\n');
            if let (Some(before), Some(end)) = (lines_before, end) {
                let rest = bytes.split_off(end + 1);
                self.give(Document { name, bytes: &bytes, lines_before })?;
                let ends = bytes.split(|byte| *byte == b'\n').count() - 1;
                (bytes, lines_before) = (rest, Some(before + ends));
            }
        }
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

    fn zip(&mut self, name: &str, archive: &(impl Archive + ?Sized)) -> Result<(), Refusal> {
        let limits = ZipLimits { entries: self.bounds.documents, ..ZipLimits::default() };
        let failed = |place: &str, error: ZipError| match error {
            ZipError::TooLarge { limit, .. } => Refusal::TooLarge { name: place.to_owned(), limit },
            error => Refusal::malformed(place, &error),
        };
        for entry in archive.entries(limits).map_err(|error| failed(name, error))? {
            let Some(inside) = entry.name().filter(|inside| is_document(inside)) else { continue };
            let limit = self.begin()?;
            let content = archive.read(&entry, limit).map_err(|error| failed(inside, error))?;
            self.give(Document { name: inside, bytes: &content, lines_before: None })?;
        }
        Ok(())
    }

    /// Counts one more document, and returns how many bytes it may have.
    fn begin(&mut self) -> Result<u64, Refusal> {
        self.documents += 1;
        if self.documents > self.bounds.documents {
            return Err(Refusal::TooMany { what: "documents", limit: self.bounds.documents });
        }
        let left = self.bounds.total_bytes.saturating_sub(self.bytes);
        Ok(self.bounds.document_bytes.min(left))
    }

    fn give(&mut self, document: Document<'_>) -> Result<(), Refusal> {
        self.bytes += document.bytes.len() as u64;
        self.cancel.check().map_err(|error| Refusal::Unreadable {
            name: document.name.to_owned(),
            source: io::Error::new(io::ErrorKind::Interrupted, error),
        })?;
        // Some documents begin with the mark of UTF-8.
        let bytes = document.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document.bytes);
        (self.each)(Document { bytes, ..document })
    }
}

/// A ZIP archive, in memory or in a file of which only what is asked for is read.
trait Archive {
    fn entries(&self, limits: ZipLimits) -> Result<Vec<ZipEntry>, ZipError>;
    fn read(&self, entry: &ZipEntry, limit: u64) -> Result<Vec<u8>, ZipError>;
}

impl Archive for [u8] {
    fn entries(&self, limits: ZipLimits) -> Result<Vec<ZipEntry>, ZipError> {
        Ok(ZipArchive::open(self, limits)?.into_entries())
    }

    fn read(&self, entry: &ZipEntry, limit: u64) -> Result<Vec<u8>, ZipError> {
        read_entry(self, entry, limit)
    }
}

impl Archive for File {
    fn entries(&self, limits: ZipLimits) -> Result<Vec<ZipEntry>, ZipError> {
        entries_of(self, limits)
    }

    fn read(&self, entry: &ZipEntry, limit: u64) -> Result<Vec<u8>, ZipError> {
        read_entry_of(self, entry, limit)
    }
}

fn read_at_most(reader: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Returns whether the first line is a whole JSON value, so that the others are, too.
fn is_of_lines(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    lines.next().is_some() && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok()
}

/// Says why something could not be read: what was compressed ends early or is damaged, it is too
/// large, or the disk failed.
fn failed(name: &str, error: &io::Error) -> Refusal {
    let exceeded = error.get_ref().and_then(|inner| inner.downcast_ref::<LimitExceeded>());
    match (exceeded, error.raw_os_error()) {
        (Some(exceeded), _) => Refusal::TooLarge { name: name.to_owned(), limit: exceeded.limit },
        (None, Some(code)) => Refusal::Unreadable {
            name: name.to_owned(),
            source: io::Error::from_raw_os_error(code),
        },
        (None, None) => Refusal::malformed(name, error),
    }
}

/// A reader of which the first bytes were read, from the first of them on.
type Peeked<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// Reads the first bytes, and returns them and everything from the first byte on.
fn peeked<R: BufRead>(mut reader: R, count: usize) -> io::Result<(Vec<u8>, Peeked<R>)> {
    let mut head = Vec::with_capacity(count);
    reader.by_ref().take(count as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(reader)))
}

/// Returns the decompressed bytes, by what the first of them say.
fn decoded<'a>(
    name: &str,
    magic: &[u8],
    reader: impl BufRead + 'a,
) -> Result<Box<dyn Read + 'a>, Refusal> {
    let failed = |error: &dyn ToString| Refusal::malformed(name, &error.to_string());
    Ok(if magic.starts_with(&[0x1f, 0x8b]) {
        Box::new(MultiGzDecoder::new(reader))
    } else if magic.starts_with(b"\xfd7zXZ\0") {
        let stream =
            Stream::new_stream_decoder(XZ_MEMORY, CONCATENATED).map_err(|error| failed(&error))?;
        Box::new(XzDecoder::new_stream(reader, stream))
    } else if magic.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let mut decoder = zstd::Decoder::with_buffer(reader).map_err(|error| failed(&error))?;
        decoder.window_log_max(27).map_err(|error| failed(&error))?;
        Box::new(decoder)
    } else {
        Box::new(reader)
    })
}
