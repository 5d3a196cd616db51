// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Going through a layer once.
//!
//! The thread that decompresses does nothing else if it can help it: a file of moderate size is
//! read into memory and handed to the pool, which digests it and runs its cataloguer. What is held
//! in memory this way is bounded; when there is no room, the thread does the work itself, and so
//! waits for nobody. A large file that a cataloguer wants goes into a file without a name.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use haerterei_ground::{Algorithm, Cancel, Digest, HashingThread, TreePath};
use haerterei_image::layer::LayerError;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::{Image, ImageError, ImageLayer};

use super::form::Form;
use super::record::{FileFacts, LayerRecord, Particulars};
use super::room::{Room, Share};
use crate::catalogue::{self, Bounds, Cataloguer, Content};
use crate::error::InventoryError;
use crate::findings::{Damage, Findings};

/// The largest file that is handed to its cataloguer in memory.
const IN_MEMORY: u64 = 32 << 20;
/// The largest file that is handed over only to be digested.
const HANDED_OVER: u64 = 1 << 20;
/// Files smaller than this are handed over together: waking a thread costs more than digesting one.
const TOGETHER: u64 = 128 << 10;
/// Bytes that are handed over together.
const BATCH: u64 = 512 << 10;
/// Files that are handed over together.
const BATCH_FILES: usize = 256;
/// The pieces in which larger files are digested.
const PIECE: u64 = 1 << 18;

/// What reading layers needs; shared by all layers of an image.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    /// The image.
    pub(crate) image: &'a Image,
    /// Whether executables and archives are to be components of their own, with SHA-512 and time.
    pub(crate) each_file: bool,
    /// What bounds cataloguers.
    pub(crate) bounds: Bounds,
    /// How many bytes may be in memory.
    pub(crate) memory: Room,
    /// How many bytes may be in files without a name.
    pub(crate) disk: Room,
    /// Where those files are.
    pub(crate) scratch: &'a Path,
    /// How many more entries all layers may have together.
    pub(crate) entries: Room,
    /// How many they may have in all.
    pub(crate) most_entries: u64,
    /// Stops the work.
    pub(crate) cancel: &'a Cancel,
}

/// A file's content, kept until its cataloguer has read it.
enum Kept<'a> {
    Memory(Vec<u8>, Option<Share<'a>>),
    Spooled(File, u64, #[expect(dead_code, reason = "given back when it is dropped")] Share<'a>),
    /// It was only digested.
    Gone,
}

/// What became of a file.
struct Done {
    file: u32,
    modified: i64,
    digests: Digests,
    form: Form,
    findings: Findings,
    skipped: Option<Damage>,
}

/// A file's digests; none if it could not be read.
#[derive(Clone, Copy, Default)]
struct Digests {
    short: Option<Digest>,
    long: Option<Digest>,
}

/// A file on its way.
struct Job<'a> {
    file: u32,
    modified: i64,
    path: TreePath,
    form: Form,
    cataloguer: Option<Cataloguer>,
    kept: Kept<'a>,
    /// Known already, if the content was digested while it was read.
    digests: Option<Digests>,
    wants_long: bool,
    skipped: Option<Damage>,
}

/// Small files that only have to be digested.
#[derive(Default)]
struct Batch<'a> {
    jobs: Vec<Job<'a>>,
    bytes: u64,
}

impl<'a> Batch<'a> {
    /// Adds a file; returns all of them if they are enough.
    fn add(&mut self, job: Job<'a>, bytes: u64) -> Option<Vec<Job<'a>>> {
        self.jobs.push(job);
        self.bytes += bytes;
        (self.bytes >= BATCH || self.jobs.len() >= BATCH_FILES).then(|| {
            self.bytes = 0;
            std::mem::take(&mut self.jobs)
        })
    }
}

/// Why a layer was left before its end.
enum Stop {
    Cancelled,
    TooManyEntries,
    Scratch(io::Error),
}

/// Reads a layer, which verifies it.
pub(crate) fn read(reader: &Reader<'_>, layer: usize) -> Result<LayerRecord, InventoryError> {
    let done = Mutex::new(Vec::new());
    let mut pass = Pass {
        reader,
        is_folder: reader.image.layers.get(layer) == Some(&ImageLayer::default()),
        name: name_of(reader.image, layer),
        record: LayerRecord::default(),
        files: 0,
        stop: None,
        piece: Vec::new(),
    };
    let visited = rayon::in_place_scope(|scope| {
        let has_helpers = rayon::current_num_threads() > 1;
        let mut batch = Batch::default();
        let visited = reader.image.visit_layer(layer, &mut |entry, content| {
            let Some(job) = pass.entry(entry, content)? else { return Ok(()) };
            let is_counted = !matches!(job.kept, Kept::Gone | Kept::Memory(_, None));
            let done = &done;
            if !has_helpers || !is_counted {
                keep(done, [finish(job, reader)]);
            } else if job.cataloguer.is_none() && entry.size <= TOGETHER {
                if let Some(jobs) = batch.add(job, entry.size) {
                    scope.spawn(move |_| finish_all(jobs, reader, done));
                }
            } else {
                scope.spawn(move |_| keep(done, [finish(job, reader)]));
            }
            Ok(())
        });
        finish_all(batch.jobs, reader, &done);
        visited
    });
    match pass.stop {
        Some(Stop::Cancelled) => return Err(InventoryError::Cancelled),
        Some(Stop::TooManyEntries) => {
            return Err(InventoryError::TooManyEntries { limit: reader.most_entries });
        }
        Some(Stop::Scratch(source)) => return Err(InventoryError::Scratch(source)),
        None => visited?,
    };
    let mut record = pass.record;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|done| done.file);
    record.files.reserve_exact(done.len());
    for Done { file, modified, digests, form, findings, skipped } in done {
        let mut sha256 = [0; 32];
        let form = match digests.short {
            Some(digest) => {
                sha256.copy_from_slice(digest.as_bytes());
                form
            }
            None => Form::Unread,
        };
        record.files.push(FileFacts { sha256, form });
        let particulars = digests.long.map(|sha512| Particulars { sha512, modified });
        record.particulars.extend(particulars.map(|particulars| (file, particulars)));
        record.skipped.extend(skipped.map(|skipped| (file, skipped)));
        if !findings.is_empty() {
            record.findings.push((file, findings));
        }
    }
    Ok(record)
}

fn name_of(image: &Image, layer: usize) -> String {
    let digest = image.layers.get(layer).and_then(|layer| layer.digest.or(layer.diff_id));
    digest.map_or_else(|| layer.to_string(), |digest| digest.to_string())
}

/// The state of a pass through one layer.
struct Pass<'a> {
    reader: &'a Reader<'a>,
    /// A plain folder: a file of it may be out of reach while the others are not.
    is_folder: bool,
    name: String,
    record: LayerRecord,
    files: u32,
    stop: Option<Stop>,
    piece: Vec<u8>,
}

impl<'a> Pass<'a> {
    /// Notes an entry and takes the content of a file.
    fn entry(
        &mut self,
        entry: &Entry,
        content: &mut dyn Read,
    ) -> Result<Option<Job<'a>>, ImageError> {
        if self.reader.cancel.check().is_err() {
            return Err(self.stop(Stop::Cancelled));
        }
        match self.reader.entries.take(1) {
            Some(share) if self.files < u32::MAX => share.keep(),
            _ => return Err(self.stop(Stop::TooManyEntries)),
        }
        self.record.table.push(entry);
        if entry.kind != EntryKind::File {
            return Ok(None);
        }
        self.record.bytes = self.record.bytes.saturating_add(entry.size);
        let file = self.files;
        self.files += 1;
        match self.file(file, entry, content) {
            Ok(job) => Ok(Some(job)),
            Err(_) if self.stop.is_some() => Err(stopped()),
            Err(error) if self.is_folder => Ok(Some(Job {
                file,
                modified: entry.mtime,
                path: entry.path.clone(),
                form: Form::Unread,
                cataloguer: None,
                kept: Kept::Gone,
                digests: Some(Digests::default()),
                wants_long: false,
                skipped: Some(skipped("inventory-unread-file", error.to_string())),
            })),
            Err(error) => {
                let source = LayerError::from_read(error);
                Err(ImageError::Layer { layer: self.name.clone(), source })
            }
        }
    }

    fn file(&mut self, file: u32, entry: &Entry, content: &mut dyn Read) -> io::Result<Job<'a>> {
        let mut start = [0; catalogue::START];
        let length = fill(content, &mut start)?;
        let start = start.get(..length).unwrap_or_default();
        let form = Form::of(entry.path.name(), entry.mode, entry.size, start);
        let cataloguer = catalogue::recognise(&entry.path, entry.mode, entry.size, start);
        let wants_long = self.reader.each_file
            && (form.is_executable() || form == Form::Archive || cataloguer.is_some());
        let mut job = Job {
            file,
            modified: entry.mtime,
            path: entry.path.clone(),
            form,
            cataloguer,
            kept: Kept::Gone,
            digests: None,
            wants_long,
            skipped: None,
        };
        let needs_content = cataloguer.is_some_and(|one| one.needs_content(self.reader.each_file));
        let bound = if needs_content { IN_MEMORY } else { HANDED_OVER };
        if entry.size <= bound {
            let share = self.reader.memory.take(entry.size);
            let mut bytes = Vec::with_capacity(usize::try_from(entry.size).unwrap_or_default());
            bytes.extend_from_slice(start);
            content.read_to_end(&mut bytes)?;
            job.kept = Kept::Memory(bytes, share);
            return Ok(job);
        }
        let share = needs_content.then(|| self.reader.disk.take(entry.size)).flatten();
        let mut spool = match &share {
            Some(_) => Some(tempfile::tempfile_in(self.reader.scratch).map_err(|error| {
                self.stop = Some(Stop::Scratch(error));
                io::Error::other("stopped")
            })?),
            None => None,
        };
        job.digests = Some(self.digest(start, content, spool.as_mut(), wants_long)?);
        match (spool, share) {
            (Some(spool), Some(share)) => job.kept = Kept::Spooled(spool, entry.size, share),
            _ if needs_content => {
                let detail = format!("{} bytes", entry.size);
                job.skipped = Some(skipped("inventory-unread-quota", detail));
            }
            _ => {}
        }
        Ok(job)
    }

    /// Digests a large file while it is read, and copies it. The threads that digest are the file's
    /// own: the pool may be busy with what takes long, and whoever decompresses would wait for it.
    fn digest(
        &mut self,
        start: &[u8],
        content: &mut dyn Read,
        mut copy: Option<&mut File>,
        wants_long: bool,
    ) -> io::Result<Digests> {
        let mut short = HashingThread::new(Algorithm::Sha256);
        let mut long = wants_long.then(|| HashingThread::new(Algorithm::Sha512));
        let mut piece = std::mem::take(&mut self.piece);
        piece.clear();
        piece.extend_from_slice(start);
        while !piece.is_empty() {
            short.update(&piece);
            if let Some(long) = &mut long {
                long.update(&piece);
            }
            if let Some(copy) = &mut copy {
                copy.write_all(&piece).map_err(|error| {
                    self.stop = Some(Stop::Scratch(error));
                    io::Error::other("stopped")
                })?;
            }
            piece.clear();
            content.take(PIECE).read_to_end(&mut piece)?;
        }
        self.piece = piece;
        Ok(Digests { short: Some(short.finish()), long: long.map(HashingThread::finish) })
    }

    fn stop(&mut self, why: Stop) -> ImageError {
        self.stop = Some(why);
        stopped()
    }
}

/// An error that nobody sees: why the visit was stopped is kept elsewhere.
fn stopped() -> ImageError {
    ImageError::TooMany { what: "files" }
}

fn skipped(code: &str, detail: String) -> Damage {
    Damage { code: code.to_owned(), inside: Vec::new(), detail }
}

/// Reads as much as fits.
fn fill(content: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match content.read(room) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn finish_all(jobs: Vec<Job<'_>>, reader: &Reader<'_>, done: &Mutex<Vec<Done>>) {
    let finished: Vec<Done> = jobs.into_iter().map(|job| finish(job, reader)).collect();
    keep(done, finished);
}

fn keep(done: &Mutex<Vec<Done>>, finished: impl IntoIterator<Item = Done>) {
    done.lock().unwrap_or_else(PoisonError::into_inner).extend(finished);
}

/// Digests a file and runs its cataloguer.
fn finish(job: Job<'_>, reader: &Reader<'_>) -> Done {
    let Job { file, modified, path, form, cataloguer, kept, digests, wants_long, skipped } = job;
    let digests = digests.unwrap_or_else(|| match &kept {
        Kept::Memory(bytes, _) => Digests {
            short: Some(Digest::sha256(bytes)),
            long: wants_long.then(|| Digest::of(Algorithm::Sha512, bytes)),
        },
        Kept::Spooled(..) | Kept::Gone => Digests::default(),
    });
    let content = match &kept {
        Kept::Memory(bytes, _) => Some(Content::Memory(bytes)),
        Kept::Spooled(file, length, _) => Some(Content::Spooled(file, *length)),
        Kept::Gone => cataloguer
            .filter(|one| !one.needs_content(reader.each_file))
            .map(|_| Content::Memory(&[])),
    };
    let findings = match (cataloguer, content) {
        (Some(cataloguer), Some(content)) => {
            catalogue::read(cataloguer, &path, &content, &reader.bounds)
        }
        _ => Findings::default(),
    };
    Done { file, modified, digests, form, findings, skipped }
}
