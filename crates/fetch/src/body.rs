// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The bytes of an answer, within bounds of time.

use reqwest::Response;
use tokio::time::Instant;
use url::Url;

use crate::error::{FetchError, Wait};
use crate::request::classify;
use crate::settings::FetchSettings;

/// The body of an answer, read piece by piece.
#[derive(Debug)]
pub(crate) struct Body<'a> {
    response: Response,
    url: &'a Url,
    settings: &'a FetchSettings,
    /// When the window over which speed is measured began, and what came since.
    since: Instant,
    received: u64,
}

impl<'a> Body<'a> {
    pub(crate) fn new(response: Response, url: &'a Url, settings: &'a FetchSettings) -> Self {
        Self { response, url, settings, since: Instant::now(), received: 0 }
    }

    /// Returns the next bytes, or nothing at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, FetchError> {
        let piece = tokio::time::timeout(self.settings.idle_timeout, self.response.chunk())
            .await
            .map_err(|_| FetchError::timeout(self.url, Wait::Bytes))?
            .map_err(|error| classify(self.url, &error))?;
        if let Some(piece) = &piece {
            self.received += piece.len() as u64;
            let minimum = self.settings.minimal_speed;
            if self.since.elapsed() >= minimum.window {
                let needed =
                    minimum.bytes_per_second.saturating_mul(minimum.window.as_secs().max(1));
                if self.received < needed {
                    return Err(FetchError::timeout(self.url, Wait::Speed));
                }
                self.since = Instant::now();
                self.received = 0;
            }
        }
        Ok(piece)
    }
}
