// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What can go wrong with fetching.

use std::path::PathBuf;
use std::time::Duration;

use haerterei_ground::{Blame, Cancelled, Digest, Explain, Message};
use haerterei_store::StoreError;
use url::Url;

use crate::address::shown;

/// What was waited for in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// A connection.
    Connection,
    /// The beginning of an answer.
    Answer,
    /// The next bytes.
    Bytes,
    /// Enough bytes: they came, too slowly.
    Speed,
}

/// Why a redirect was not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectFault {
    /// More redirects than allowed.
    TooMany,
    /// From `https` to `http`.
    Downgrade,
    /// To something that is neither `http` nor `https`, or no address at all.
    Elsewhere,
}

/// Why something could not be fetched. Addresses carry no secrets.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The network may not be used.
    #[error("offline, and {} is needed", wanted.join(", "))]
    Offline {
        /// What would have been fetched: addresses, or names where no address is known.
        wanted: Vec<String>,
    },
    /// The server does not have it (404, 410).
    #[error("{url} does not exist")]
    Gone {
        /// The address.
        url: String,
    },
    /// The server wants a user name and password, or refuses those sent (401, 403).
    #[error("{url} refuses access (status {status})")]
    Unauthorized {
        /// The address.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The proxy wants a user name and password (407).
    #[error("the proxy wants a user name and password for {url}")]
    ProxyAuthentication {
        /// The address.
        url: String,
    },
    /// The server is overloaded or asks us to wait (429, 503).
    #[error("{url} is busy (status {status})")]
    Busy {
        /// The address.
        url: String,
        /// The HTTP status.
        status: u16,
        /// How long the server asks us to wait.
        pause: Option<Duration>,
    },
    /// The server answered with another status that is no success.
    #[error("{url} answered with status {status}")]
    Status {
        /// The address.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The name of the host is unknown.
    #[error("cannot find the host of {url}: {reason}")]
    UnknownHost {
        /// The address.
        url: String,
        /// What the system said.
        reason: String,
    },
    /// Nobody answers there.
    #[error("cannot connect to {url}: {reason}")]
    Unreachable {
        /// The address.
        url: String,
        /// What the system said.
        reason: String,
    },
    /// It took too long.
    #[error("{url} did not answer in time")]
    Timeout {
        /// The address.
        url: String,
        /// What was waited for.
        wait: Wait,
    },
    /// The server's certificate comes from an authority we do not know.
    #[error("the certificate of {url} comes from an unknown authority")]
    UnknownAuthority {
        /// The address.
        url: String,
    },
    /// No secure connection could be made.
    #[error("no secure connection to {url}: {reason}")]
    Tls {
        /// The address.
        url: String,
        /// What was wrong.
        reason: String,
    },
    /// The connection broke.
    #[error("the connection to {url} broke: {reason}")]
    Interrupted {
        /// The address.
        url: String,
        /// What happened.
        reason: String,
    },
    /// More came than was allowed.
    #[error("{url} is larger than {limit} bytes")]
    TooLarge {
        /// The address.
        url: String,
        /// The bound, in bytes.
        limit: u64,
    },
    /// What came has another size than announced.
    #[error("{url} has {found} bytes, not {expected}")]
    WrongSize {
        /// The address.
        url: String,
        /// The size announced, in bytes.
        expected: u64,
        /// The size found, in bytes.
        found: u64,
    },
    /// What came is not what was announced.
    #[error("{url} does not have the digest {expected}")]
    WrongContent {
        /// The address.
        url: String,
        /// The digest announced.
        expected: Box<Digest>,
        /// The digest found.
        found: Box<Digest>,
    },
    /// A redirect was not followed.
    #[error("the redirect from {url} to {target} was not followed")]
    Redirect {
        /// The address.
        url: String,
        /// Where it pointed.
        target: String,
        /// Why it was not followed.
        fault: RedirectFault,
    },
    /// We do not speak the protocol of an address.
    #[error("the protocol of {url} is not supported")]
    Unsupported {
        /// The address.
        url: String,
    },
    /// A file could not be read.
    #[error("cannot read {url}")]
    File {
        /// The address.
        url: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file that a document was to come into cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A certificate in the settings cannot be read.
    #[error("certificate {number} of the settings is not valid PEM")]
    InvalidCertificate {
        /// Which, from 1.
        number: usize,
    },
    /// A proxy in the settings cannot be used.
    #[error("the proxy {proxy} cannot be used: {reason}")]
    InvalidProxy {
        /// Its address.
        proxy: String,
        /// Why.
        reason: String,
    },
    /// The client could not be set up.
    #[error("cannot set up the network client: {reason}")]
    Setup {
        /// Why.
        reason: String,
    },
    /// There is no address to fetch from.
    #[error("no address is known for {name}")]
    NoCandidates {
        /// What was wanted.
        name: String,
    },
    /// Every address failed.
    #[error("none of {} addresses gave {name}", failures.len())]
    AllFailed {
        /// What was wanted.
        name: String,
        /// What each address said last, in the order of preference.
        failures: Vec<Self>,
    },
    /// The cache failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Stopped from outside.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl FetchError {
    /// Returns whether the servers were reached and do not have it.
    pub fn is_gone(&self) -> bool {
        match self {
            Self::Gone { .. } => true,
            Self::AllFailed { failures, .. } => failures.iter().all(Self::is_gone),
            _ => false,
        }
    }

    /// Returns whether trying again may help.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Busy { .. }
            | Self::UnknownHost { .. }
            | Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::Interrupted { .. } => true,
            Self::Status { status, .. } => *status == 408 || *status == 425 || *status >= 500,
            _ => false,
        }
    }

    /// Returns whether what came was wrong, rather than that it did not come.
    pub(crate) const fn blames_content(&self) -> bool {
        matches!(self, Self::WrongContent { .. } | Self::WrongSize { .. })
    }

    /// Returns whether another candidate cannot help either.
    pub(crate) fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Store(_) | Self::Cancelled(_) | Self::Setup { .. } | Self::Write { .. }
        )
    }

    pub(crate) fn timeout(url: &Url, wait: Wait) -> Self {
        Self::Timeout { url: shown(url), wait }
    }
}

/// Every key that this room's errors and progress may use.
pub const MESSAGE_KEYS: &[&str] = &[
    "fetch-offline",
    "fetch-offline-wanted",
    "fetch-gone",
    "fetch-unauthorized",
    "fetch-proxy-authentication",
    "fetch-busy",
    "fetch-status",
    "fetch-unknown-host",
    "fetch-unreachable",
    "fetch-timeout-connection",
    "fetch-timeout-answer",
    "fetch-timeout-bytes",
    "fetch-too-slow",
    "fetch-unknown-authority",
    "fetch-tls",
    "fetch-interrupted",
    "fetch-too-large",
    "fetch-wrong-size",
    "fetch-wrong-content",
    "fetch-redirect-too-many",
    "fetch-redirect-downgrade",
    "fetch-redirect-elsewhere",
    "fetch-unsupported",
    "fetch-file",
    "fetch-write",
    "fetch-invalid-certificate",
    "fetch-invalid-proxy",
    "fetch-setup",
    "fetch-no-candidates",
    "fetch-all-failed",
    "fetch-cancelled",
    "progress-downloads",
    "progress-download",
];

impl Explain for FetchError {
    fn message(&self) -> Message {
        match self {
            Self::Offline { wanted } => {
                Message::new("fetch-offline").number("count", wanted.len() as u64)
            }
            Self::Gone { url } => Message::new("fetch-gone").text("url", url),
            Self::Unauthorized { url, status } => {
                Message::new("fetch-unauthorized").text("url", url).text("status", status)
            }
            Self::ProxyAuthentication { url } => {
                Message::new("fetch-proxy-authentication").text("url", url)
            }
            Self::Busy { url, status, .. } => {
                Message::new("fetch-busy").text("url", url).text("status", status)
            }
            Self::Status { url, status } => {
                Message::new("fetch-status").text("url", url).text("status", status)
            }
            Self::UnknownHost { url, reason } => {
                Message::new("fetch-unknown-host").text("url", url).text("reason", reason)
            }
            Self::Unreachable { url, reason } => {
                Message::new("fetch-unreachable").text("url", url).text("reason", reason)
            }
            Self::Timeout { url, wait } => Message::new(match wait {
                Wait::Connection => "fetch-timeout-connection",
                Wait::Answer => "fetch-timeout-answer",
                Wait::Bytes => "fetch-timeout-bytes",
                Wait::Speed => "fetch-too-slow",
            })
            .text("url", url),
            Self::UnknownAuthority { url } => {
                Message::new("fetch-unknown-authority").text("url", url)
            }
            Self::Tls { url, reason } => {
                Message::new("fetch-tls").text("url", url).text("reason", reason)
            }
            Self::Interrupted { url, reason } => {
                Message::new("fetch-interrupted").text("url", url).text("reason", reason)
            }
            Self::TooLarge { url, limit } => {
                Message::new("fetch-too-large").text("url", url).number("limit", *limit)
            }
            Self::WrongSize { url, expected, found } => Message::new("fetch-wrong-size")
                .text("url", url)
                .number("expected", *expected)
                .number("found", *found),
            Self::WrongContent { url, expected, found } => Message::new("fetch-wrong-content")
                .text("url", url)
                .text("expected", expected)
                .text("found", found),
            Self::Redirect { url, target, fault } => Message::new(match fault {
                RedirectFault::TooMany => "fetch-redirect-too-many",
                RedirectFault::Downgrade => "fetch-redirect-downgrade",
                RedirectFault::Elsewhere => "fetch-redirect-elsewhere",
            })
            .text("url", url)
            .text("target", target),
            Self::Unsupported { url } => Message::new("fetch-unsupported").text("url", url),
            Self::File { url, .. } => Message::new("fetch-file").text("url", url),
            Self::Write { path, source } => {
                Message::new("fetch-write").text("path", path.display()).text("reason", source)
            }
            Self::InvalidCertificate { number } => {
                Message::new("fetch-invalid-certificate").number("number", *number as u64)
            }
            Self::InvalidProxy { proxy, reason } => {
                Message::new("fetch-invalid-proxy").text("proxy", proxy).text("reason", reason)
            }
            Self::Setup { reason } => Message::new("fetch-setup").text("reason", reason),
            Self::NoCandidates { name } => Message::new("fetch-no-candidates").text("name", name),
            Self::AllFailed { name, failures } => Message::new("fetch-all-failed")
                .text("name", name)
                .number("count", failures.len() as u64),
            Self::Store(error) => error.message(),
            Self::Cancelled(_) => Message::new("fetch-cancelled"),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Unsupported { .. }
            | Self::InvalidCertificate { .. }
            | Self::InvalidProxy { .. }
            | Self::NoCandidates { .. } => Blame::Input,
            Self::Store(error) => error.blame(),
            _ => Blame::World,
        }
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::AllFailed { failures, .. } => failures.iter().map(Self::message).collect(),
            Self::Offline { wanted } => wanted
                .iter()
                .map(|wanted| Message::new("fetch-offline-wanted").text("wanted", wanted))
                .collect(),
            Self::Store(error) => error.details(),
            _ => Vec::new(),
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Store(error) => error.cause(),
            _ => None,
        }
    }
}
