// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Requests whose answers the caller judges: any method, headers, a body that is streamed.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use haerterei_ground::{Cancel, Task};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, HeaderMap, LOCATION};
use reqwest::{Response, StatusCode};
use tokio::time::{Duration, Instant};
use url::Url;

use crate::address::{self, shown};
use crate::body::Body;
use crate::error::{FetchError, RedirectFault, Wait};
use crate::fetcher::Fetcher;
use crate::identity::Identity;
use crate::request::{classify, redirect_target, retry_after};

/// Bytes read from a file at a time.
const PIECE: usize = 128 << 10;
/// What a server is granted to digest what it was sent before it answers, in bytes a second.
const DIGESTED_A_SECOND: u64 = 8 << 20;

/// What is asked of a server (RFC 9110, section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
}

impl Method {
    const fn is_reading(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }
}

impl From<Method> for reqwest::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Head => Self::HEAD,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Patch => Self::PATCH,
        }
    }
}

/// What is sent along.
#[derive(Clone, Debug, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    Nothing,
    /// Bytes from memory.
    Bytes(Arc<[u8]>),
    /// A part of a file, read while it is sent.
    File {
        /// The file.
        file: Arc<File>,
        /// Where the part begins, in bytes.
        offset: u64,
        /// How long it is, in bytes.
        length: u64,
        /// Who is told of what was sent.
        task: Option<Arc<dyn Task>>,
    },
}

/// A request whose answer the caller judges, whatever its status.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is asked.
    pub method: Method,
    /// Of which address, `http` or `https`.
    pub url: Url,
    /// Headers beside those that every request has.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent along.
    pub content: Content,
    /// Who asks; nothing of the settings' credentials is used.
    pub identity: Identity,
    /// The largest answer that is read, in bytes.
    pub limit: u64,
    /// Whether the same may be sent again when no answer came, or a busy one.
    pub repeat: bool,
    /// Whether it only finds out how a server is spoken to. Then the authorities of the platform,
    /// of which there are many to read, are left aside: whoever only they vouch for is unknown.
    pub is_probe: bool,
}

impl Call {
    /// Asks as nobody, with nothing sent along, for an answer of at most a mebibyte.
    pub const fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            content: Content::Nothing,
            identity: Identity::anonymous(),
            limit: 1 << 20,
            repeat: true,
            is_probe: false,
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// What a server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The address that answered, after redirects. May contain secrets: see [`shown`].
    pub url: Url,
    /// The content; never that of a `HEAD`.
    pub bytes: Vec<u8>,
    headers: HeaderMap,
}

impl Answer {
    /// Returns the first header of a name, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns all headers of a name that are text.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
    }

    /// Returns whether the status is a success.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// Returns where `Location` points, by the rules for redirects: never from `https` to `http`,
    /// and without user name and password.
    pub fn location(&self) -> Result<Option<Url>, FetchError> {
        match self.headers.get(LOCATION) {
            None => Ok(None),
            Some(_) => redirect_target(&self.url, &self.headers).map(Some),
        }
    }
}

impl Fetcher {
    /// Sends a request and returns the answer, whatever its status.
    ///
    /// Redirects are followed for `GET` and `HEAD`; an answer to others is returned as it is. Where
    /// `repeat` allows it, a request that met silence, a broken connection or a busy server (429,
    /// 502, 503, 504) is sent again after a pause.
    ///
    /// # Errors
    ///
    /// When no answer came, when it is too large, and when the server is still busy (429, 503) at
    /// the end.
    pub fn call(&self, call: &Call, cancel: &Cancel) -> Result<Answer, FetchError> {
        if self.settings.offline {
            return Err(FetchError::Offline { wanted: vec![shown(&call.url)] });
        }
        if !matches!(call.url.scheme(), "http" | "https") {
            return Err(FetchError::Unsupported { url: shown(&call.url) });
        }
        self.run(cancel, async {
            let mut round = 0;
            loop {
                let result = self.call_once(call).await;
                let (pause, may_help) = match &result {
                    Ok(answer) if matches!(answer.status, 429 | 502 | 503 | 504) => {
                        (retry_after(&answer.headers), true)
                    }
                    Ok(_) => (None, false),
                    Err(error) => (None, error.is_transient()),
                };
                round += 1;
                if !may_help || !call.repeat || round > self.settings.retries {
                    return result.and_then(refuse_busy);
                }
                tokio::time::sleep(self.pause(round, pause)).await;
            }
        })
    }

    async fn call_once(&self, call: &Call) -> Result<Answer, FetchError> {
        let _turn = self.turn(&call.url).await?;
        let mut current = address::without_userinfo(&call.url);
        for _ in 0..=self.settings.redirects {
            let response = self.exchange(call, &current).await?;
            let is_redirect = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
            if !is_redirect || !call.method.is_reading() {
                return self.answer(call, &current, response).await;
            }
            current = redirect_target(&current, response.headers())?;
        }
        Err(FetchError::Redirect {
            url: shown(&call.url),
            target: shown(&current),
            fault: RedirectFault::TooMany,
        })
    }

    /// Sends the request once, to an address, and waits as long as it gets on.
    async fn exchange(&self, call: &Call, url: &Url) -> Result<Response, FetchError> {
        let mut request = self
            .client(url, call.is_probe)?
            .request(call.method.into(), url.clone())
            .header(ACCEPT_ENCODING, "identity");
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if let Some(value) = call.identity.header(url) {
            request = request.header(AUTHORIZATION, value);
        }
        let sent = Arc::new(AtomicU64::new(0));
        let mut total = 0;
        request = match &call.content {
            Content::Nothing if call.method.is_reading() => request,
            Content::Nothing => request.header(CONTENT_LENGTH, 0),
            Content::Bytes(bytes) => request.body(bytes.to_vec()),
            Content::File { file, offset, length, task } => {
                total = *length;
                let part = Part {
                    file: Arc::clone(file),
                    offset: *offset,
                    left: *length,
                    sent: Arc::clone(&sent),
                    task: task.clone(),
                };
                request.header(CONTENT_LENGTH, total).body(part.into_body())
            }
        };
        let answer = request.send();
        tokio::pin!(answer);
        let mut watch = Watch::new(self, url, total);
        loop {
            tokio::select! {
                answer = &mut answer => return answer.map_err(|error| classify(url, &error)),
                () = tokio::time::sleep(Duration::from_millis(100)) => {
                    watch.check(sent.load(Ordering::Relaxed))?;
                }
            }
        }
    }

    async fn answer(
        &self,
        call: &Call,
        url: &Url,
        response: Response,
    ) -> Result<Answer, FetchError> {
        let too_large = || FetchError::TooLarge { url: shown(url), limit: call.limit };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut bytes = Vec::new();
        if call.method != Method::Head && response.status() != StatusCode::NO_CONTENT {
            if response.content_length().is_some_and(|length| length > call.limit) {
                return Err(too_large());
            }
            let mut body = Body::new(response, url, &self.settings);
            while let Some(piece) = body.next().await? {
                let piece = piece.as_ref();
                if (bytes.len() + piece.len()) as u64 > call.limit {
                    return Err(too_large());
                }
                bytes.extend_from_slice(piece);
            }
        }
        Ok(Answer { status, url: url.clone(), bytes, headers })
    }
}

/// A server that stays busy has not answered.
fn refuse_busy(answer: Answer) -> Result<Answer, FetchError> {
    match answer.status {
        status @ (429 | 503) => Err(FetchError::Busy {
            url: shown(&answer.url),
            status,
            pause: retry_after(&answer.headers),
        }),
        _ => Ok(answer),
    }
}

/// Looks whether a request gets on.
struct Watch<'a> {
    fetcher: &'a Fetcher,
    url: &'a Url,
    total: u64,
    sent: u64,
    moved: Instant,
    window: Instant,
    sent_in_window: u64,
}

impl<'a> Watch<'a> {
    fn new(fetcher: &'a Fetcher, url: &'a Url, total: u64) -> Self {
        let now = Instant::now();
        Self { fetcher, url, total, sent: 0, moved: now, window: now, sent_in_window: 0 }
    }

    fn check(&mut self, sent: u64) -> Result<(), FetchError> {
        let settings = &self.fetcher.settings;
        if sent > self.sent {
            self.sent_in_window += sent - self.sent;
            self.sent = sent;
            self.moved = Instant::now();
        }
        let is_sent = self.sent >= self.total;
        let mut patience = settings.idle_timeout;
        if self.sent == 0 {
            patience += settings.connect_timeout;
        }
        if is_sent {
            // Whoever got much has to look at it first.
            patience += Duration::from_secs(self.total / DIGESTED_A_SECOND);
        }
        if self.moved.elapsed() > patience {
            return Err(FetchError::timeout(self.url, Wait::Answer));
        }
        let minimum = settings.minimal_speed;
        if !is_sent && self.window.elapsed() >= minimum.window {
            let needed = minimum.bytes_per_second.saturating_mul(minimum.window.as_secs().max(1));
            if self.sent > 0 && self.sent_in_window < needed {
                return Err(FetchError::timeout(self.url, Wait::Speed));
            }
            self.window = Instant::now();
            self.sent_in_window = 0;
        }
        Ok(())
    }
}

/// A part of a file on its way.
struct Part {
    file: Arc<File>,
    offset: u64,
    left: u64,
    sent: Arc<AtomicU64>,
    task: Option<Arc<dyn Task>>,
}

impl Part {
    fn into_body(self) -> reqwest::Body {
        reqwest::Body::wrap_stream(futures_util::stream::try_unfold(self, Self::next))
    }

    async fn next(mut self) -> io::Result<Option<(Vec<u8>, Self)>> {
        if self.left == 0 {
            return Ok(None);
        }
        let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(PIECE);
        let (file, offset) = (Arc::clone(&self.file), self.offset);
        let bytes = tokio::task::spawn_blocking(move || {
            let mut bytes = vec![0; length];
            file.read_exact_at(&mut bytes, offset).map(|()| bytes)
        })
        .await
        .map_err(io::Error::other)??;
        self.offset += length as u64;
        self.left -= length as u64;
        self.sent.fetch_add(length as u64, Ordering::Relaxed);
        if let Some(task) = &self.task {
            task.advance(length as u64);
        }
        Ok(Some((bytes, self)))
    }
}
