// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The fetcher and what its requests share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use haerterei_ground::{Cancel, Cancelled};
use reqwest::Client;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use crate::address::server;
use crate::error::FetchError;
use crate::network::{self, Network};
use crate::settings::FetchSettings;

/// How often a running request looks whether it shall stop.
const CANCEL_PAUSE: Duration = Duration::from_millis(20);

/// Fetches documents and files.
///
/// May be shared between threads; all bounds hold over all of them together.
#[derive(Debug)]
pub struct Fetcher {
    pub(crate) settings: FetchSettings,
    /// Made with the first request: a command that finds everything cached never needs it.
    network: OnceLock<Result<Network, String>>,
    all: Arc<Semaphore>,
    servers: Mutex<BTreeMap<String, Server>>,
}

#[derive(Debug)]
struct Server {
    requests: Arc<Semaphore>,
    /// How often it could not be used; such servers are asked last.
    failures: u32,
}

impl Fetcher {
    /// Prepares a fetcher. Checks certificates and proxies; connects to nothing.
    pub fn new(settings: FetchSettings) -> Result<Self, FetchError> {
        network::check(&settings)?;
        Ok(Self {
            all: Arc::new(Semaphore::new(settings.parallel.max(1))),
            settings,
            network: OnceLock::new(),
            servers: Mutex::default(),
        })
    }

    /// Returns whether the network may not be used.
    pub const fn is_offline(&self) -> bool {
        self.settings.offline
    }

    pub(crate) fn network(&self) -> Result<&Network, FetchError> {
        self.network
            .get_or_init(Network::new)
            .as_ref()
            .map_err(|reason| FetchError::Setup { reason: reason.clone() })
    }

    /// Returns the client for an address; one that knows fewer authorities is enough for a probe.
    pub(crate) fn client(&self, url: &Url, is_probe: bool) -> Result<&Client, FetchError> {
        let client = self.network()?.client(url, is_probe, &self.settings);
        client.map_err(|reason| FetchError::Setup { reason })
    }

    /// Runs asynchronous work to its end, or until it shall stop.
    pub(crate) fn run<T>(
        &self,
        cancel: &Cancel,
        work: impl Future<Output = Result<T, FetchError>>,
    ) -> Result<T, FetchError> {
        cancel.check()?;
        self.network()?.runtime.block_on(async {
            tokio::select! {
                biased;
                cancelled = asked_to_stop(cancel) => Err(cancelled.into()),
                result = work => result,
            }
        })
    }

    /// Waits until another request to a server may run.
    pub(crate) async fn turn(&self, url: &Url) -> Result<[OwnedSemaphorePermit; 2], FetchError> {
        let requests = self.with_server(url, |server| Arc::clone(&server.requests));
        let closed = |_| FetchError::from(Cancelled);
        // The server's turn first: waiting for it must not take the place of others.
        let server = requests.acquire_owned().await.map_err(closed)?;
        let all = Arc::clone(&self.all).acquire_owned().await.map_err(closed)?;
        Ok([server, all])
    }

    /// Returns candidates with those last whose server failed before.
    pub(crate) fn by_reliability<'a>(&self, candidates: &'a [Url]) -> Vec<&'a Url> {
        let mut ordered: Vec<&Url> = candidates.iter().collect();
        ordered.sort_by_key(|url| self.with_server(url, |server| server.failures));
        ordered
    }

    /// Remembers that a server failed, or that it works.
    pub(crate) fn judge(&self, url: &Url, works: bool) {
        self.with_server(url, |server| {
            server.failures = if works { 0 } else { server.failures.saturating_add(1) };
        });
    }

    fn with_server<T>(&self, url: &Url, act: impl FnOnce(&mut Server) -> T) -> T {
        let mut servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        act(servers.entry(server(url)).or_insert_with(|| Server {
            requests: Arc::new(Semaphore::new(self.settings.parallel_per_server.max(1))),
            failures: 0,
        }))
    }
}

async fn asked_to_stop(cancel: &Cancel) -> Cancelled {
    loop {
        if let Err(cancelled) = cancel.check() {
            return cancelled;
        }
        tokio::time::sleep(CANCEL_PAUSE).await;
    }
}
