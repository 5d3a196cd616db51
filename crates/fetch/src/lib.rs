// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The only network client.
//!
//! A [`Fetcher`] gets documents ([`Fetcher::get`], large ones into a file: [`Fetcher::get_to_file`])
//! and downloads files into the cache ([`Fetcher::download`]) from `http`, `https` and `file` addresses. It knows nothing of what it
//! fetches: whoever asks names candidates in the order of preference and, for a download, the
//! digest that proves the content. Who speaks a protocol over HTTP sends a [`Call`]
//! ([`Fetcher::call`]) and judges the answer, as an [`Identity`] of its own.
//!
//! # What holds
//!
//! * A candidate that fails is passed over for the next at once; those that may recover are tried
//!   again after a pause that doubles each time and is never random. A download that gets on is
//!   not counted against the retries.
//! * A download continues where it, or another process, left off. What it holds at the end is
//!   judged by the digest alone, so any candidate may continue what another began; wrong content
//!   is dropped and the next candidate tried.
//! * Credentials go only to the host (and path) they were given for: never along with a redirect,
//!   and over plain `http` only if they were given for `http` or the host is this machine.
//! * A redirect leads from `http` to `http` or `https`, from `https` to `https`, nowhere else.
//! * Every wait is bounded: connecting, the first answer, silence between bytes, and a mirror that
//!   drips below a minimal speed.
//! * Addresses are shown without user names, passwords and query strings.
//! * Certificates are checked against the platform's roots and those of the settings. There is no
//!   way to switch checking off.
//!
//! The functions block; inside, a small runtime of its own does the work. They must not be called
//! from asynchronous code.
#![forbid(unsafe_code)]

mod address;
mod body;
mod call;
mod credentials;
mod download;
mod error;
mod fetcher;
mod get;
mod identity;
mod network;
mod request;
mod retry;
mod settings;
mod to_file;

pub use address::shown;
pub use call::{Answer, Call, Content, Method};
pub use credentials::{Credential, Credentials, CredentialsError};
pub use download::{Download, DownloadReport};
pub use error::{FetchError, MESSAGE_KEYS, RedirectFault, Wait};
pub use fetcher::Fetcher;
pub use get::{Fetched, Validators};
pub use identity::Identity;
pub use settings::{FetchSettings, MinimalSpeed};
pub use to_file::FetchedFile;
/// An address.
pub use url::Url;
