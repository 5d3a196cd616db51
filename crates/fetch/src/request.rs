// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One request: credentials, redirects, and what its failures mean.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use reqwest::header::{
    ACCEPT_ENCODING, AUTHORIZATION, DATE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Response, StatusCode};
use url::Url;

use crate::address::{self, shown};
use crate::error::{FetchError, RedirectFault, Wait};
use crate::fetcher::Fetcher;
use crate::identity::Identity;
use crate::network::innermost;

impl Fetcher {
    /// Sends a request and follows redirects; returns a success or `304 Not Modified`.
    pub(crate) async fn send(
        &self,
        url: &Url,
        headers: &[(HeaderName, HeaderValue)],
        identity: Option<&Identity>,
    ) -> Result<Response, FetchError> {
        if self.settings.offline {
            return Err(FetchError::Offline { wanted: vec![shown(url)] });
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::Unsupported { url: shown(url) });
        }
        let mut current = address::without_userinfo(url);
        for _ in 0..=self.settings.redirects {
            let response = self.send_once(&current, url, headers, identity).await?;
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED
            {
                return accept(response, &current);
            }
            current = redirect_target(&current, response.headers())?;
        }
        Err(FetchError::Redirect {
            url: shown(url),
            target: shown(&current),
            fault: RedirectFault::TooMany,
        })
    }

    async fn send_once(
        &self,
        url: &Url,
        asked: &Url,
        headers: &[(HeaderName, HeaderValue)],
        identity: Option<&Identity>,
    ) -> Result<Response, FetchError> {
        let mut request =
            self.client(url, false)?.get(url.clone()).header(ACCEPT_ENCODING, "identity");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        // What stands in the address is for the server of that address, not for one it redirects
        // to; everything else is looked up anew for each server.
        let given = address::userinfo(asked).filter(|_| asked.origin() == url.origin());
        if let Some(identity) = identity {
            if let Some(value) = identity.header(url) {
                request = request.header(AUTHORIZATION, value);
            }
        } else if let Some((login, password)) = given {
            request = request.basic_auth(login, Some(password.reveal()));
        } else if let Some(found) = self.settings.credentials.find(url) {
            request = request.basic_auth(&found.login, Some(found.password.reveal()));
        }
        let patience = self.settings.connect_timeout + self.settings.idle_timeout;
        match tokio::time::timeout(patience, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(classify(url, &error)),
            Err(_) => Err(FetchError::timeout(url, Wait::Answer)),
        }
    }
}

/// Turns statuses that are no success into errors.
fn accept(response: Response, url: &Url) -> Result<Response, FetchError> {
    let status = response.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return Ok(response);
    }
    let url = shown(url);
    let code = status.as_u16();
    Err(match code {
        404 | 410 => FetchError::Gone { url },
        401 | 403 => FetchError::Unauthorized { url, status: code },
        407 => FetchError::ProxyAuthentication { url },
        429 | 503 => FetchError::Busy { url, status: code, pause: retry_after(response.headers()) },
        _ => FetchError::Status { url, status: code },
    })
}

/// Reads where an answer points.
pub(crate) fn redirect_target(url: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let fault = |target: String, fault| FetchError::Redirect { url: shown(url), target, fault };
    if location.is_empty() {
        return Err(fault(String::new(), RedirectFault::Elsewhere));
    }
    let target = url.join(location).map_err(|_| fault(String::new(), RedirectFault::Elsewhere))?;
    match (url.scheme(), target.scheme()) {
        (_, "https") | ("http", "http") => Ok(address::without_userinfo(&target)),
        ("https", "http") => Err(fault(shown(&target), RedirectFault::Downgrade)),
        _ => Err(fault(shown(&target), RedirectFault::Elsewhere)),
    }
}

/// Reads `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date, which is taken relative to
/// the server's own `Date` so that nobody's clock matters.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date =
        |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp().as_second());
    let wanted = date(text)?;
    let now = date(headers.get(DATE)?.to_str().ok()?)?;
    u64::try_from(wanted.checked_sub(now)?).ok().map(Duration::from_secs)
}

/// Returns what TLS says is wrong, if that is among the causes of an error.
///
/// An `io::Error` carries another error, often again an `io::Error`, without naming it as its
/// source.
fn tls_fault(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<rustls::Error>() {
            return Some(found);
        }
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(carried) => Some(carried),
            None => error.source(),
        };
    }
    None
}

/// Says in our words what the client reports.
pub(crate) fn classify(url: &Url, error: &reqwest::Error) -> FetchError {
    let shown_url = shown(url);
    let reason = innermost(error);
    let causes = || causes(error);
    if let Some(tls) = tls_fault(error) {
        return match tls {
            rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer) => {
                FetchError::UnknownAuthority { url: shown_url }
            }
            other => FetchError::Tls { url: shown_url, reason: other.to_string() },
        };
    }
    if causes().any(|cause| cause.to_string().contains("proxy authorization required")) {
        return FetchError::ProxyAuthentication { url: shown_url };
    }
    if error.is_dns() {
        return FetchError::UnknownHost { url: shown_url, reason };
    }
    if error.is_timeout() {
        let wait = if error.is_connect() { Wait::Connection } else { Wait::Answer };
        return FetchError::timeout(url, wait);
    }
    if error.is_connect() {
        return FetchError::Unreachable { url: shown_url, reason };
    }
    FetchError::Interrupted { url: shown_url, reason }
}

/// Returns an error and what caused it, layer by layer.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let current: &'a (dyn StdError + 'static) = next?;
        next = current.source();
        Some(current)
    })
}
