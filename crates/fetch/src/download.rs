// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Files into the cache: parallel, resumed, verified while they come in.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use haerterei_ground::{Cancel, Digest, Progress, Task, Unit};
use haerterei_store::{Durability, Partial, Store, StoreError};
use reqwest::header::{CONTENT_RANGE, HeaderName, HeaderValue, IF_RANGE, RANGE};
use reqwest::{Response, StatusCode};
use tokio::time::Instant;
use url::Url;

use crate::address::shown;
use crate::body::Body;
use crate::error::FetchError;
use crate::fetcher::Fetcher;
use crate::get::{Validators, file_error, validators};
use crate::identity::Identity;

/// A file wanted in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// Where it may be had, in the order of preference.
    pub candidates: Vec<Url>,
    /// What it must be.
    pub digest: Digest,
    /// How large it is in bytes, if that is known.
    pub size: Option<u64>,
    /// What people know it by: a package's name.
    pub name: String,
}

/// What downloading did.
#[derive(Debug, Default)]
pub struct DownloadReport {
    /// Files that were in the cache already.
    pub cached: usize,
    /// Files that were downloaded.
    pub fetched: usize,
    /// Bytes that came over the network or from `file` addresses.
    pub bytes: u64,
    /// What went wrong on the way and was made good by trying again or elsewhere.
    pub failures: Vec<FetchError>,
}

/// How often to look whether another process has finished a download.
const POLL: Duration = Duration::from_millis(50);

impl Fetcher {
    /// Downloads files into the cache, several at a time.
    ///
    /// Files that are there are not asked for. The first file that no candidate gives ends the
    /// work; what had come in by then is kept for the next time. When this returns without an
    /// error all files are on the disk.
    pub fn download(
        &self,
        downloads: Vec<Download>,
        store: &Store,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<DownloadReport, FetchError> {
        self.download_for(None, downloads, store, progress, cancel)
    }

    /// Downloads files into the cache as [`Fetcher::download`] does, for somebody in particular
    /// instead of whom the settings know.
    ///
    /// A server that refuses (401) ends the work; with another identity it continues where it was.
    pub fn download_as(
        &self,
        identity: &Identity,
        downloads: Vec<Download>,
        store: &Store,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<DownloadReport, FetchError> {
        self.download_for(Some(identity), downloads, store, progress, cancel)
    }

    fn download_for(
        &self,
        identity: Option<&Identity>,
        downloads: Vec<Download>,
        store: &Store,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<DownloadReport, FetchError> {
        let mut report = DownloadReport::default();
        let mut wanted = BTreeMap::new();
        for download in downloads {
            if store.contains(&download.digest) {
                report.cached += 1;
            } else {
                wanted.entry(download.digest).or_insert(download);
            }
        }
        if wanted.is_empty() {
            return Ok(report);
        }
        self.refuse_offline(wanted.values())?;
        store.require_writable()?;
        // The largest first, so that none is left over at the end.
        let mut wanted: Vec<Download> = wanted.into_values().collect();
        wanted.sort_by(|a, b| (b.size, &a.name, a.digest).cmp(&(a.size, &b.name, b.digest)));
        let total = wanted.iter().map(|download| download.size).sum();
        let task = progress.begin("progress-downloads", total, Unit::Bytes);
        let result = self.run(cancel, async {
            futures_util::stream::iter(&wanted)
                .map(|download| {
                    self.download_one(identity, download, store, progress, task.as_ref())
                })
                .buffer_unordered(self.settings.parallel.max(1))
                .try_for_each(|one| {
                    report.fetched += 1;
                    report.bytes += one.bytes;
                    report.failures.extend(one.failures);
                    std::future::ready(Ok(()))
                })
                .await
        });
        // What did come in is kept, whatever became of the rest.
        let synced = store.sync();
        result?;
        synced?;
        Ok(report)
    }

    /// Says at once what would have to be fetched, rather than failing at the first.
    fn refuse_offline<'a>(
        &self,
        wanted: impl Iterator<Item = &'a Download>,
    ) -> Result<(), FetchError> {
        let unreachable: Vec<String> = wanted
            .filter(|_| self.settings.offline)
            .filter(|download| download.candidates.iter().all(|url| url.scheme() != "file"))
            .map(|download| match download.candidates.first() {
                Some(url) => shown(url),
                None => download.name.clone(),
            })
            .collect();
        if unreachable.is_empty() {
            Ok(())
        } else {
            Err(FetchError::Offline { wanted: unreachable })
        }
    }

    async fn download_one(
        &self,
        identity: Option<&Identity>,
        download: &Download,
        store: &Store,
        progress: &dyn Progress,
        total: &dyn Task,
    ) -> Result<One, FetchError> {
        let Some(partial) = self.take_partial(download, store).await? else {
            // Another process was faster.
            total.advance(download.size.unwrap_or(0));
            return Ok(One::default());
        };
        let task = progress.begin("progress-download", download.size, Unit::Bytes);
        task.at(&download.name);
        total.at(&download.name);
        let reached = Cell::new(partial.length());
        let mut incoming = Incoming {
            download,
            identity,
            partial,
            begun_by: None,
            shown: 0,
            received: 0,
            reached: &reached,
            tasks: [task.as_ref(), total],
        };
        incoming.tell();
        if incoming.partial.is_complete() {
            incoming.partial.commit(Durability::Deferred)?;
            return Ok(One::default());
        }
        let ((), failures) = self
            .try_candidates(
                &download.name,
                &download.candidates,
                async |url| self.attempt(url, &mut incoming).await,
                || reached.get(),
            )
            .await?;
        Ok(One { bytes: incoming.received, failures })
    }

    /// Takes the file that a download grows in; nothing if the blob came in meanwhile.
    ///
    /// While another process or thread writes the same file we wait for it, as long as it gets on.
    async fn take_partial(
        &self,
        download: &Download,
        store: &Store,
    ) -> Result<Option<Partial>, FetchError> {
        let digest = download.digest;
        let mut length = store.partial_length(&digest);
        let mut silent_since = Instant::now();
        loop {
            let opened = {
                let store = store.clone();
                blocking(move || store.partial(&digest)).await?
            };
            if store.contains(&digest) {
                // An empty file that we have just made for nothing.
                if let Some(partial) = opened {
                    partial.discard()?;
                }
                return Ok(None);
            }
            if let Some(mut partial) = opened {
                if let Some(size) = download.size {
                    partial.expect(size);
                }
                return Ok(Some(partial));
            }
            let now = store.partial_length(&digest);
            if now != length {
                length = now;
                silent_since = Instant::now();
            } else if silent_since.elapsed() > self.settings.idle_timeout {
                return Ok(Some(store.private_partial(&digest)?));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Asks one candidate for what is missing.
    async fn attempt(&self, url: &Url, incoming: &mut Incoming<'_>) -> Result<(), FetchError> {
        loop {
            let resumed = incoming.partial.length() > 0;
            let result = if url.scheme() == "file" {
                incoming.copy_file(url)
            } else {
                let _turn = self.turn(url).await?;
                self.receive(url, incoming).await
            };
            match result.and_then(|()| incoming.finish(url)) {
                // What was there before may have been at fault: this candidate gets to give all.
                Err(error) if resumed && error.blames_content() => incoming.restart()?,
                result => return result,
            }
        }
    }

    async fn receive(&self, url: &Url, incoming: &mut Incoming<'_>) -> Result<(), FetchError> {
        let from = incoming.partial.length();
        let response = match self.send(url, &incoming.headers(url, from), incoming.identity).await {
            // What is there is longer than what the server has.
            Err(FetchError::Status { status: 416, url }) if from > 0 => {
                return Err(FetchError::WrongSize {
                    url,
                    expected: incoming.download.size.unwrap_or(0),
                    found: from,
                });
            }
            response => response?,
        };
        incoming.begin(url, &response, from)?;
        let limit = incoming.download.size.unwrap_or(self.settings.largest);
        let mut body = Body::new(response, url, &self.settings);
        while let Some(piece) = body.next().await? {
            incoming.append(url, piece.as_ref(), limit)?;
        }
        Ok(())
    }
}

/// What one download did.
#[derive(Debug, Default)]
struct One {
    bytes: u64,
    failures: Vec<FetchError>,
}

/// A download under way.
struct Incoming<'a> {
    download: &'a Download,
    identity: Option<&'a Identity>,
    partial: Partial,
    /// Who gave the bytes that are there, and which version of the file they are.
    begun_by: Option<(Url, Validators)>,
    /// How many bytes the tasks were told of.
    shown: u64,
    received: u64,
    reached: &'a Cell<u64>,
    tasks: [&'a dyn Task; 2],
}

impl Incoming<'_> {
    /// Returns the headers that ask for what is missing.
    ///
    /// The digest decides in the end, so any candidate may continue; that the file has changed
    /// since we began (`If-Range`, RFC 9110, section 13.1.5) can only be asked of the one that
    /// gave its beginning.
    fn headers(&self, url: &Url, from: u64) -> Vec<(HeaderName, HeaderValue)> {
        let mut headers = Vec::new();
        if from == 0 {
            return headers;
        }
        let mut add = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.push((name, value));
            }
        };
        add(RANGE, &format!("bytes={from}-"));
        if let Some((by, validators)) = &self.begun_by
            && by == url
            && let Some(validator) = validators.for_range()
        {
            add(IF_RANGE, validator);
        }
        headers
    }

    /// Looks at the head of an answer: does it continue what is there, and can it be the file?
    fn begin(&mut self, url: &Url, response: &Response, from: u64) -> Result<(), FetchError> {
        let continues = response.status() == StatusCode::PARTIAL_CONTENT;
        if continues && start_of_range(response) != Some(from) {
            self.restart()?;
            return Err(FetchError::Interrupted {
                url: shown(url),
                reason: "the server sent another range than asked for".to_owned(),
            });
        }
        if !continues && from > 0 {
            self.restart()?;
        }
        if let (Some(expected), Some(length)) = (self.download.size, response.content_length()) {
            let found = self.partial.length().saturating_add(length);
            if found != expected {
                return Err(FetchError::WrongSize { url: shown(url), expected, found });
            }
        }
        if !continues {
            self.begun_by = Some((url.clone(), validators(response)));
        }
        Ok(())
    }

    fn append(&mut self, url: &Url, bytes: &[u8], limit: u64) -> Result<(), FetchError> {
        let found = self.partial.length().saturating_add(bytes.len() as u64);
        if found > limit {
            return Err(match self.download.size {
                Some(expected) => FetchError::WrongSize { url: shown(url), expected, found },
                None => FetchError::TooLarge { url: shown(url), limit },
            });
        }
        self.partial.append(bytes)?;
        self.received += bytes.len() as u64;
        self.tell();
        Ok(())
    }

    fn copy_file(&mut self, url: &Url) -> Result<(), FetchError> {
        let limit = self.download.size.unwrap_or(u64::MAX);
        let path = url.to_file_path().map_err(|()| FetchError::Unsupported { url: shown(url) })?;
        let failed = |source| file_error(url, source, limit);
        let mut file = File::open(path).map_err(failed)?;
        self.restart()?;
        let mut buffer = vec![0; 128 << 10];
        loop {
            let count = file.read(&mut buffer).map_err(failed)?;
            if count == 0 {
                return Ok(());
            }
            self.append(url, buffer.get(..count).unwrap_or_default(), limit)?;
        }
    }

    /// Makes what has come in a blob, if it is what was wanted.
    fn finish(&mut self, url: &Url) -> Result<(), FetchError> {
        let found = self.partial.length();
        if let Some(expected) = self.download.size
            && found < expected
        {
            // The connection was closed early; what came is kept and continued.
            return Err(FetchError::Interrupted {
                url: shown(url),
                reason: format!("{found} of {expected} bytes came"),
            });
        }
        match self.partial.commit(Durability::Deferred) {
            Err(StoreError::WrongContent { expected, found }) => {
                self.tell();
                Err(FetchError::WrongContent { url: shown(url), expected, found })
            }
            result => Ok(result?),
        }
    }

    fn restart(&mut self) -> Result<(), FetchError> {
        self.begun_by = None;
        self.partial.restart()?;
        Ok(())
    }

    /// Tells the tasks how far the work is; after a restart they wait until it is further.
    fn tell(&mut self) {
        let length = self.partial.length();
        self.reached.set(length);
        if length > self.shown {
            for task in self.tasks {
                task.advance(length - self.shown);
            }
            self.shown = length;
        }
    }
}

/// Reads where the range that a server sends begins (RFC 9110, section 14.4).
pub(crate) fn start_of_range(response: &Response) -> Option<u64> {
    let text = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    let (start, _) = text.strip_prefix("bytes ")?.split_once('-')?;
    start.trim().parse().ok()
}

/// Runs work that waits for the disk where it holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, FetchError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => Ok(result?),
        Err(error) => Err(FetchError::Setup { reason: error.to_string() }),
    }
}
