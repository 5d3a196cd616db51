// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Documents that are read whole.

use haerterei_ground::Cancel;
use reqwest::header::{
    ETAG, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::{Response, StatusCode};
use url::Url;

use crate::address::shown;
use crate::body::Body;
use crate::error::FetchError;
use crate::fetcher::Fetcher;

/// What a server says to recognise a version of a document by (RFC 9110, section 8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag`, as it was sent.
    pub etag: Option<String>,
    /// The date of `Last-Modified`, as it was sent.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Returns what may stand in `If-Range`: never a weak tag (RFC 9110, section 13.1.5).
    pub(crate) fn for_range(&self) -> Option<&str> {
        let strong = self.etag.as_deref().filter(|tag| !tag.starts_with("W/"));
        strong.or(self.last_modified.as_deref())
    }
}

/// A document and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The document.
    pub bytes: Vec<u8>,
    /// The candidate that gave it. May contain secrets: see [`shown`].
    pub url: Url,
    /// What to ask with the next time.
    pub validators: Validators,
}

impl Fetcher {
    /// Gets a document of at most `limit` bytes from the first candidate that has it.
    pub fn get(
        &self,
        candidates: &[Url],
        limit: u64,
        cancel: &Cancel,
    ) -> Result<Fetched, FetchError> {
        let name = name_of(candidates);
        let fetched = self.run(cancel, async {
            self.try_candidates(
                &name,
                candidates,
                async |url| self.get_once(url, limit, &[]).await,
                || 0,
            )
            .await
        })?;
        match fetched {
            (Some(fetched), _) => Ok(fetched),
            // Nobody asked for less than the document.
            (None, _) => Err(FetchError::NoCandidates { name }),
        }
    }

    /// Gets a document unless it is still the one that `known` describes.
    ///
    /// `known` comes from an earlier [`Fetched`] of the same address.
    pub fn get_if_changed(
        &self,
        url: &Url,
        known: &Validators,
        limit: u64,
        cancel: &Cancel,
    ) -> Result<Option<Fetched>, FetchError> {
        let mut headers = Vec::new();
        let mut add = |name: HeaderName, value: &Option<String>| {
            let value = value.as_deref().map(HeaderValue::from_str);
            if let Some(Ok(value)) = value {
                headers.push((name, value));
            }
        };
        add(IF_NONE_MATCH, &known.etag);
        add(IF_MODIFIED_SINCE, &known.last_modified);
        let candidates = std::slice::from_ref(url);
        let (fetched, _) = self.run(cancel, async {
            self.try_candidates(
                &shown(url),
                candidates,
                async |url| self.get_once(url, limit, &headers).await,
                || 0,
            )
            .await
        })?;
        Ok(fetched)
    }

    async fn get_once(
        &self,
        url: &Url,
        limit: u64,
        headers: &[(HeaderName, HeaderValue)],
    ) -> Result<Option<Fetched>, FetchError> {
        if url.scheme() == "file" {
            return read_file(url, limit).await.map(Some);
        }
        let too_large = || FetchError::TooLarge { url: shown(url), limit };
        let _turn = self.turn(url).await?;
        let response = self.send(url, headers, None).await?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let announced = response.content_length();
        if announced.is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let validators = validators(&response);
        let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(1 << 20) as usize);
        let mut body = Body::new(response, url, &self.settings);
        while let Some(piece) = body.next().await? {
            let piece = piece.as_ref();
            if (bytes.len() + piece.len()) as u64 > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(piece);
        }
        Ok(Some(Fetched { bytes, url: url.clone(), validators }))
    }
}

/// Reads a document from a `file` address.
async fn read_file(url: &Url, limit: u64) -> Result<Fetched, FetchError> {
    let path = url.to_file_path().map_err(|()| FetchError::Unsupported { url: shown(url) })?;
    let read = move || {
        let file = std::fs::File::open(path)?;
        haerterei_ground::BoundedReader::new(file, limit).read_all()
    };
    let failed = |source| file_error(url, source, limit);
    let bytes = tokio::task::spawn_blocking(read)
        .await
        .map_err(|error| failed(std::io::Error::other(error)))?
        .map_err(failed)?;
    Ok(Fetched { bytes, url: url.clone(), validators: Validators::default() })
}

pub(crate) fn file_error(url: &Url, source: std::io::Error, limit: u64) -> FetchError {
    let shown_url = shown(url);
    match source.kind() {
        std::io::ErrorKind::NotFound => FetchError::Gone { url: shown_url },
        std::io::ErrorKind::FileTooLarge => FetchError::TooLarge { url: shown_url, limit },
        _ => FetchError::File { url: shown_url, source },
    }
}

pub(crate) fn validators(response: &Response) -> Validators {
    let header = |name: HeaderName| {
        let value = response.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    Validators { etag: header(ETAG), last_modified: header(LAST_MODIFIED) }
}

/// Returns what a document is called towards people: its address at the preferred candidate.
fn name_of(candidates: &[Url]) -> String {
    candidates.first().map(shown).unwrap_or_default()
}
