// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Blobs and documents into a registry (OCI distribution specification 1.1, "Push").

use std::fs::File;
use std::sync::Arc;

use haerterei_fetch::{Answer, Call, Content, FetchError, Method, Url};
use haerterei_ground::{Digest, Task};
use haerterei_image::{BlobContent, Descriptor, ImageError, RegistryReference};

use crate::client::{Registry, Scope, refused};
use crate::document::Document;
use crate::endpoint;
use crate::error::RegistryError;

/// How large a piece is, in bytes. Not every registry takes pieces, so they come after a break only.
const PIECE: u64 = 16 << 20;
/// How often an upload begins anew, or continues without having got on.
const MOST_ATTEMPTS: u32 = 4;

/// What became of a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It was there.
    Present,
    /// The registry took it over from another of its repositories.
    Mounted,
    /// It was sent.
    Carried,
}

/// The bytes of a blob, to be sent from wherever they are.
#[derive(Clone, Debug)]
pub(crate) struct Bytes {
    content: Place,
    length: u64,
}

#[derive(Clone, Debug)]
enum Place {
    Memory(Arc<[u8]>),
    File(Arc<File>, u64),
}

impl Bytes {
    /// Opens the bytes of a blob.
    pub(crate) fn open(content: &BlobContent, length: u64) -> Result<Self, RegistryError> {
        let content = match content {
            BlobContent::Bytes(bytes) => Place::Memory(Arc::clone(bytes)),
            BlobContent::File(path) => {
                let failed = |source| ImageError::File { path: path.clone(), source };
                Place::File(Arc::new(File::open(path).map_err(failed)?), 0)
            }
            BlobContent::Section(section) => {
                let (file, offset, _) = section.parts();
                Place::File(Arc::clone(file), offset)
            }
        };
        Ok(Self { content, length })
    }

    /// Returns a piece, ready to be sent.
    fn piece(&self, from: u64, length: u64, task: &Arc<dyn Task>) -> Content {
        match &self.content {
            Place::Memory(bytes) => {
                let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
                let piece = bytes.get(place(from)..place(from + length)).unwrap_or_default();
                Content::Bytes(piece.into())
            }
            Place::File(file, offset) => Content::File {
                file: Arc::clone(file),
                offset: offset + from,
                length,
                task: Some(Arc::clone(task)),
            },
        }
    }
}

impl Registry {
    /// Returns whether a repository has a blob.
    pub(crate) fn has_blob(
        &self,
        scope: &Scope,
        digest: &Digest,
        size: u64,
    ) -> Result<bool, RegistryError> {
        let url = self.address(scope, &format!("blobs/{digest}"))?;
        let answer = self.send(scope, Call::new(Method::Head, url))?;
        match answer.status {
            200 => {
                // One that was cut short is sent again.
                let length = answer.header("content-length").and_then(|text| text.parse().ok());
                Ok(length.is_none_or(|length: u64| length == size))
            }
            404 => Ok(false),
            _ => Err(refused(&format!("{}@{digest}", scope.place()), &answer)),
        }
    }

    /// Sends a blob that the repository does not have. `origin` is a repository of the same host
    /// that has it; `bytes` is asked for only if they have to be sent.
    pub(crate) fn upload(
        &self,
        reference: &RegistryReference,
        blob: &Descriptor,
        origin: Option<&str>,
        bytes: impl FnOnce() -> Result<Bytes, RegistryError>,
        task: &Arc<dyn Task>,
    ) -> Result<Fate, RegistryError> {
        let scope = Scope::push(reference);
        let origin = origin.filter(|origin| **origin != scope.repository);
        let upload = match origin {
            Some(origin) => match self.mount(&scope, &blob.digest, origin)? {
                None => return Ok(Fate::Mounted),
                upload => upload,
            },
            None => None,
        };
        let bytes = bytes()?;
        // In one go first, which every registry takes; in pieces after a break.
        let mut sending = Sending {
            upload: match upload {
                Some(upload) => upload,
                None => self.begin(&scope)?,
            },
            arrived: 0,
            in_pieces: false,
        };
        let mut attempt = 0;
        loop {
            match self.transfer(&scope, blob, &bytes, sending.clone(), task) {
                Ok(()) => return Ok(Fate::Carried),
                Err(error) if attempt < MOST_ATTEMPTS && may_help(&error) => attempt += 1,
                Err(error) => return Err(error),
            }
            // Perhaps only the answer was lost.
            if self.has_blob(&scope, &blob.digest, blob.size)? {
                return Ok(Fate::Carried);
            }
            let mut upload = sending.upload;
            let arrived = match self.ask_for_arrived(&scope, &mut upload) {
                Ok(arrived) if arrived <= bytes.length => arrived,
                _ => 0,
            };
            sending = Sending {
                upload: if arrived > 0 { upload } else { self.begin(&scope)? },
                arrived,
                in_pieces: true,
            };
        }
    }

    /// Asks for a blob of another repository; nothing if it is here now, else a begun upload.
    fn mount(
        &self,
        scope: &Scope,
        digest: &Digest,
        origin: &str,
    ) -> Result<Option<Upload>, RegistryError> {
        let both = Scope { mounted: Some(origin.to_owned()), ..scope.clone() };
        let mut url = self.address(scope, "blobs/uploads/")?;
        url.query_pairs_mut().append_pair("mount", &digest.to_string()).append_pair("from", origin);
        let answer = match self.send(&both, Call::new(Method::Post, url)) {
            // Who may write here may perhaps not read there; then it is sent.
            Err(RegistryError::Denied { .. }) => return Ok(Some(self.begin(scope)?)),
            answer => answer?,
        };
        match answer.status {
            201 => Ok(None),
            202 => Ok(Some(Upload::of(&answer, &scope.place())?)),
            _ => Ok(Some(self.begin(scope)?)),
        }
    }

    /// Begins an upload.
    fn begin(&self, scope: &Scope) -> Result<Upload, RegistryError> {
        let url = self.address(scope, "blobs/uploads/")?;
        let answer = self.send(scope, Call::new(Method::Post, url))?;
        if answer.status == 202 {
            Upload::of(&answer, &scope.place())
        } else {
            Err(refused(&scope.place(), &answer))
        }
    }

    /// Sends the bytes that have not arrived: at once, or in pieces that are continued after a break.
    fn transfer(
        &self,
        scope: &Scope,
        blob: &Descriptor,
        bytes: &Bytes,
        sending: Sending,
        task: &Arc<dyn Task>,
    ) -> Result<(), RegistryError> {
        let Sending { mut upload, arrived: mut sent, in_pieces } = sending;
        let piece = if in_pieces { PIECE.max(upload.smallest_piece) } else { bytes.length };
        let mut attempt = 0;
        while bytes.length - sent > piece {
            let call = Call {
                content: bytes.piece(sent, piece, task),
                repeat: false,
                ..Call::new(Method::Patch, upload.url.clone())
            }
            .header("content-type", "application/octet-stream")
            .header("content-range", format!("{sent}-{}", sent + piece - 1));
            let result = self.send(scope, call);
            let arrived = match &result {
                Ok(answer) if answer.status == 202 => {
                    upload =
                        Upload { smallest_piece: piece, ..Upload::of(answer, &scope.place())? };
                    // What the registry says that it has counts.
                    arrived(answer).unwrap_or(sent + piece)
                }
                Ok(answer) if answer.status == 416 => self.ask_for_arrived(scope, &mut upload)?,
                Ok(answer) => return Err(refused(&named(scope, blob), answer)),
                Err(error) if attempt < MOST_ATTEMPTS && may_help(error) => {
                    self.ask_for_arrived(scope, &mut upload)?
                }
                Err(_) => return result.map(|_| ()),
            };
            if arrived > sent && arrived <= bytes.length {
                sent = arrived;
                attempt = 0;
            } else {
                attempt += 1;
                if attempt > MOST_ATTEMPTS || arrived > bytes.length {
                    return result.map(|_| ()).and(Err(stuck(scope, blob)));
                }
                sent = arrived;
            }
        }
        let mut url = upload.url;
        url.query_pairs_mut().append_pair("digest", &blob.digest.to_string());
        let mut call = Call {
            content: bytes.piece(sent, bytes.length - sent, task),
            repeat: false,
            ..Call::new(Method::Put, url)
        }
        .header("content-type", "application/octet-stream");
        if sent > 0 {
            let last = bytes.length - 1;
            call = call.header("content-range", format!("{sent}-{last}"));
        }
        let answer = self.send(scope, call)?;
        if answer.status == 201 { Ok(()) } else { Err(refused(&named(scope, blob), &answer)) }
    }

    /// Asks how much of an upload has arrived.
    fn ask_for_arrived(&self, scope: &Scope, upload: &mut Upload) -> Result<u64, RegistryError> {
        let answer = self.send(scope, Call::new(Method::Get, upload.url.clone()))?;
        if answer.status != 204 && answer.status != 200 {
            return Err(refused(&scope.place(), &answer));
        }
        if let Some(url) = answer.location()? {
            upload.url = url;
        }
        Ok(arrived(&answer).unwrap_or(0))
    }

    /// Sends a document under a tag or its own digest. Returns whether the registry has taken note
    /// of what it refers to.
    pub(crate) fn put_document(
        &self,
        reference: &RegistryReference,
        name: &str,
        document: &Document,
    ) -> Result<bool, RegistryError> {
        let scope = Scope::push(reference);
        let url = self.address(&scope, &format!("manifests/{name}"))?;
        let call = Call {
            content: Content::Bytes(document.bytes.as_slice().into()),
            ..Call::new(Method::Put, url)
        }
        .header("content-type", &document.descriptor.media_type);
        let answer = self.send(&scope, call)?;
        let what = || format!("{}:{name}", scope.place());
        if answer.status != 201 && answer.status != 200 {
            return Err(refused(&what(), &answer));
        }
        let said = answer.header("docker-content-digest").and_then(|text| text.parse().ok());
        let expected = document.descriptor.digest;
        if let Some(found) = said
            && found != expected
            && Digest::algorithm(&found) == expected.algorithm()
        {
            let (expected, found) = (Box::new(expected), Box::new(found));
            return Err(RegistryError::Lie { what: what(), expected, found });
        }
        Ok(answer.header("oci-subject").is_some())
    }

    /// Returns the repository as blobs are taken over from it, if it is at the same host.
    pub(crate) fn mountable(
        source: &RegistryReference,
        target: &RegistryReference,
    ) -> Option<String> {
        (source.host == target.host)
            .then(|| endpoint::repository(&source.host, &source.repository).into_owned())
    }
}

/// How an upload goes on.
#[derive(Clone, Debug)]
struct Sending {
    upload: Upload,
    /// How many bytes the registry has.
    arrived: u64,
    /// Whether the rest is sent in pieces: a break costs no more than one of them then.
    in_pieces: bool,
}

/// An upload under way.
#[derive(Clone, Debug)]
struct Upload {
    url: Url,
    /// The smallest piece that the registry takes, in bytes.
    smallest_piece: u64,
}

impl Upload {
    fn of(answer: &Answer, what: &str) -> Result<Self, RegistryError> {
        let url = answer.location()?.ok_or_else(|| RegistryError::NotARegistry {
            what: what.to_owned(),
            found: "an upload without a place".to_owned(),
        })?;
        let smallest_piece = answer
            .header("oci-chunk-min-length")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
            // More than that in one piece defeats its purpose.
            .min(PIECE * 64);
        Ok(Self { url, smallest_piece })
    }
}

/// Reads how much has arrived from `Range: 0-<last>`, which is inclusive. `0-0` says nothing: some
/// write it for an empty upload.
fn arrived(answer: &Answer) -> Option<u64> {
    let range = answer.header("range")?;
    let range = range.strip_prefix("bytes=").unwrap_or(range);
    let (first, last) = range.split_once('-')?;
    let last: u64 = last.trim().parse().ok()?;
    (first.trim() == "0").then(|| if last == 0 { 0 } else { last.saturating_add(1) })
}

/// Returns whether sending again may help: what broke on the way, or an upload that the registry
/// has lost.
fn may_help(error: &RegistryError) -> bool {
    match error {
        RegistryError::Fetch(
            FetchError::Interrupted { .. }
            | FetchError::Timeout { .. }
            | FetchError::Busy { .. }
            | FetchError::Unreachable { .. },
        ) => true,
        RegistryError::Refused { status, .. } => {
            matches!(status, 404 | 408 | 416 | 500 | 502 | 503 | 504)
        }
        _ => false,
    }
}

fn named(scope: &Scope, blob: &Descriptor) -> String {
    format!("{}@{}", scope.place(), blob.digest)
}

fn stuck(scope: &Scope, blob: &Descriptor) -> RegistryError {
    RegistryError::NotARegistry {
        what: named(scope, blob),
        found: "an upload that does not get on".to_owned(),
    }
}
