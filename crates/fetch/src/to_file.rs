// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Documents that are too large for memory and whose digest nobody knows before they are there.
//!
//! They grow in a file of the caller's. What came in before a connection broke or a process ended is
//! continued, if the server says that it is still the same version (`If-Range`, RFC 9110, section
//! 13.1.5): the validator of the version that the file holds stands in a small file beside it, and is
//! written before the first of its bytes.

use std::cell::Cell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use haerterei_ground::{Cancel, Progress, Task, Unit};
use reqwest::header::{HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, RANGE};
use reqwest::{Response, StatusCode};
use url::Url;

use crate::address::shown;
use crate::body::Body;
use crate::download::start_of_range;
use crate::error::FetchError;
use crate::fetcher::Fetcher;
use crate::get::{Validators, file_error, validators};

/// The longest validator that is kept.
const LONGEST_VALIDATOR: usize = 4096;

/// A document in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedFile {
    /// Where it is: the file that was named, or the one that a `file` address names itself.
    pub path: PathBuf,
    /// How large it is in bytes.
    pub size: u64,
    /// What to ask with the next time.
    pub validators: Validators,
}

impl Fetcher {
    /// Gets a document of at most `limit` bytes into the file `into`, unless it is still the one that
    /// `known` describes.
    ///
    /// What an earlier call left in that file is continued, or begun anew where the server has another
    /// version by now. Nobody else may write the file meanwhile. If this fails what came in stays for
    /// the next time, as far as the server gave something to know the version by.
    pub fn get_to_file(
        &self,
        url: &Url,
        known: &Validators,
        into: &Path,
        limit: u64,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<Option<FetchedFile>, FetchError> {
        if url.scheme() == "file" {
            return in_place(url, limit).map(Some);
        }
        let task = progress.begin("progress-download", None, Unit::Bytes);
        task.at(&shown(url));
        let reached = Cell::new(0);
        let mut growing = Growing::open(url, into, limit, task.as_ref(), &reached)?;
        let conditions = conditions(known);
        let candidates = std::slice::from_ref(url);
        let (fetched, _) = self.run(cancel, async {
            self.try_candidates(
                &shown(url),
                candidates,
                async |url| self.grow(url, &conditions, &mut growing).await,
                || reached.get(),
            )
            .await
        })?;
        if fetched.is_none() {
            growing.discard()?;
        }
        Ok(fetched)
    }

    async fn grow(
        &self,
        url: &Url,
        conditions: &[(HeaderName, HeaderValue)],
        growing: &mut Growing<'_>,
    ) -> Result<Option<FetchedFile>, FetchError> {
        let _turn = self.turn(url).await?;
        let mut headers = conditions.to_vec();
        headers.extend(growing.headers());
        let response = match self.send(url, &headers, None).await {
            // There is nothing behind what is there: perhaps all of it is, which nobody can tell.
            Err(FetchError::Status { status: 416, .. }) if growing.length > 0 => {
                growing.restart(None)?;
                self.send(url, conditions, None).await?
            }
            response => response?,
        };
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let validators = growing.begin(&response)?;
        let mut body = Body::new(response, url, &self.settings);
        while let Some(piece) = body.next().await? {
            growing.append(piece.as_ref())?;
        }
        let (path, size) = (growing.path.to_owned(), growing.length);
        Ok(Some(FetchedFile { path, size, validators }))
    }
}

/// Returns the headers that ask for nothing if nothing changed.
fn conditions(known: &Validators) -> Vec<(HeaderName, HeaderValue)> {
    let both = [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)];
    let header = |(name, value): (HeaderName, &Option<String>)| {
        Some((name, HeaderValue::from_str(value.as_deref()?).ok()?))
    };
    both.into_iter().filter_map(header).collect()
}

/// Names the file of a `file` address.
fn in_place(url: &Url, limit: u64) -> Result<FetchedFile, FetchError> {
    let path = url.to_file_path().map_err(|()| FetchError::Unsupported { url: shown(url) })?;
    let size = fs::metadata(&path).map_err(|source| file_error(url, source, limit))?.len();
    if size > limit {
        return Err(FetchError::TooLarge { url: shown(url), limit });
    }
    Ok(FetchedFile { path, size, validators: Validators::default() })
}

/// A file that a document grows in.
struct Growing<'a> {
    url: &'a Url,
    path: &'a Path,
    file: File,
    length: u64,
    /// What the server knows the version by that the file holds the beginning of.
    version: Option<String>,
    limit: u64,
    task: &'a dyn Task,
    /// How many bytes the task was told of.
    told: u64,
    reached: &'a Cell<u64>,
}

impl<'a> Growing<'a> {
    fn open(
        url: &'a Url,
        path: &'a Path,
        limit: u64,
        task: &'a dyn Task,
        reached: &'a Cell<u64>,
    ) -> Result<Self, FetchError> {
        let failed = |source| FetchError::Write { path: path.to_owned(), source };
        let file = OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let version = fs::read_to_string(beside(path)).ok();
        let version = version.filter(|it| !it.is_empty() && it.len() <= LONGEST_VALIDATOR);
        let mut growing = Self { url, path, file, length, version, limit, task, told: 0, reached };
        if growing.length > 0 && (growing.version.is_none() || growing.length > limit) {
            growing.restart(None)?;
        }
        growing.tell();
        Ok(growing)
    }

    /// Returns the headers that ask for what is missing.
    fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let Some(version) = self.version.as_deref().filter(|_| self.length > 0) else {
            return Vec::new();
        };
        let range = HeaderValue::from_str(&format!("bytes={}-", self.length));
        match (range, HeaderValue::from_str(version)) {
            (Ok(range), Ok(version)) => vec![(RANGE, range), (IF_RANGE, version)],
            _ => Vec::new(),
        }
    }

    /// Looks at the head of an answer: does it continue what is there, and is there room for it?
    fn begin(&mut self, response: &Response) -> Result<Validators, FetchError> {
        let validators = validators(response);
        if response.status() == StatusCode::PARTIAL_CONTENT {
            if start_of_range(response) != Some(self.length) {
                self.restart(None)?;
                return Err(FetchError::Interrupted {
                    url: shown(self.url),
                    reason: "the server sent another range than asked for".to_owned(),
                });
            }
        } else {
            self.restart(validators.for_range())?;
        }
        let announced = response.content_length().unwrap_or(0);
        self.fits(announced)?;
        Ok(validators)
    }

    /// Forgets what is there; what comes next is of the version that is named.
    fn restart(&mut self, version: Option<&str>) -> Result<(), FetchError> {
        let empty = || {
            self.file.set_len(0)?;
            let beside = beside(self.path);
            match version.filter(|it| it.len() <= LONGEST_VALIDATOR) {
                Some(version) => fs::write(&beside, version),
                None => absent_is_fine(fs::remove_file(&beside)),
            }
        };
        empty().map_err(|source| self.failed(source))?;
        self.length = 0;
        self.version = version.map(str::to_owned);
        Ok(())
    }

    fn fits(&self, more: u64) -> Result<(), FetchError> {
        if self.length.saturating_add(more) > self.limit {
            return Err(FetchError::TooLarge { url: shown(self.url), limit: self.limit });
        }
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), FetchError> {
        self.fits(bytes.len() as u64)?;
        self.file.write_all(bytes).map_err(|source| self.failed(source))?;
        self.length += bytes.len() as u64;
        self.tell();
        Ok(())
    }

    /// Tells how far the work is; after a restart nothing is told until it is further.
    fn tell(&mut self) {
        self.reached.set(self.length);
        if self.length > self.told {
            self.task.advance(self.length - self.told);
            self.told = self.length;
        }
    }

    /// Removes what is there.
    fn discard(self) -> Result<(), FetchError> {
        let removed = absent_is_fine(fs::remove_file(self.path))
            .and_then(|()| absent_is_fine(fs::remove_file(beside(self.path))));
        removed.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> FetchError {
        FetchError::Write { path: self.path.to_owned(), source }
    }
}

/// Returns where it stands which version a file holds.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".version");
    name.into()
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}
