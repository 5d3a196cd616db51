// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a fetcher is told.

use std::fmt;
use std::time::Duration;

use url::Url;

use crate::address::shown;
use crate::credentials::Credentials;

/// The speed below which a mirror counts as broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinimalSpeed {
    /// Bytes a second, on average over the window.
    pub bytes_per_second: u64,
    /// The time over which the average is taken.
    pub window: Duration,
}

/// How a fetcher reaches the network.
///
/// Nothing is read from the environment: the binary fills this in.
#[derive(Clone)]
pub struct FetchSettings {
    /// The proxy for `http` addresses: an `http`, `https`, `socks5` or `socks5h` address, with
    /// user name and password if it needs them.
    pub http_proxy: Option<Url>,
    /// The proxy for `https` addresses.
    pub https_proxy: Option<Url>,
    /// Hosts reached directly: names (which include what is below them), addresses, networks as
    /// `10.0.0.0/8`, or `*`.
    pub no_proxy: Vec<String>,
    /// Certificates of authorities trusted beside the platform's, as PEM; one item may hold
    /// several.
    pub ca_certificates: Vec<Vec<u8>>,
    /// User names and passwords for hosts and paths.
    pub credentials: Credentials,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// How long a server may say nothing, before its answer and between bytes.
    pub idle_timeout: Duration,
    /// The speed below which a server is given up.
    pub minimal_speed: MinimalSpeed,
    /// How often all candidates are tried again when none gets on.
    pub retries: u32,
    /// The pause before the first retry; it doubles each time.
    pub back_off: Duration,
    /// The longest pause, also when a server asks for a longer one with `Retry-After`.
    pub longest_pause: Duration,
    /// How many requests run at the same time.
    pub parallel: usize,
    /// How many of them go to the same server.
    pub parallel_per_server: usize,
    /// How many redirects are followed.
    pub redirects: usize,
    /// The largest file that is downloaded when its size is not known, in bytes.
    pub largest: u64,
    /// Fetch nothing from the network: every attempt is an error that names what it wanted.
    /// `file` addresses still work.
    pub offline: bool,
    /// What we call ourselves to servers.
    pub user_agent: String,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            http_proxy: None,
            https_proxy: None,
            no_proxy: Vec::new(),
            ca_certificates: Vec::new(),
            credentials: Credentials::default(),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            minimal_speed: MinimalSpeed { bytes_per_second: 1024, window: Duration::from_mins(1) },
            retries: 3,
            back_off: Duration::from_secs(1),
            longest_pause: Duration::from_mins(1),
            parallel: 8,
            parallel_per_server: 4,
            redirects: 5,
            largest: 16 << 30,
            offline: false,
            user_agent: concat!("haerterei/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl fmt::Debug for FetchSettings {
    /// Shows everything but secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchSettings")
            .field("http_proxy", &self.http_proxy.as_ref().map(shown))
            .field("https_proxy", &self.https_proxy.as_ref().map(shown))
            .field("no_proxy", &self.no_proxy)
            .field("ca_certificates", &self.ca_certificates.len())
            .field("credentials", &self.credentials)
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("minimal_speed", &self.minimal_speed)
            .field("retries", &self.retries)
            .field("back_off", &self.back_off)
            .field("longest_pause", &self.longest_pause)
            .field("parallel", &self.parallel)
            .field("parallel_per_server", &self.parallel_per_server)
            .field("redirects", &self.redirects)
            .field("largest", &self.largest)
            .field("offline", &self.offline)
            .field("user_agent", &self.user_agent)
            .finish()
    }
}
