// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Setting up runtime, certificates and proxies.

use std::sync::OnceLock;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, NoProxy, Proxy};
use tokio::runtime::Runtime;
use url::Url;

use crate::address::{self, shown};
use crate::error::FetchError;
use crate::settings::FetchSettings;

/// What requests run on.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) runtime: Runtime,
    /// For what needs no certificates: reading those of all authorities takes longer than asking a
    /// registry nearby for a manifest.
    plain: OnceLock<Result<Client, String>>,
    secure: OnceLock<Result<Client, String>>,
}

impl Network {
    /// Sets up; the error is for people.
    pub(crate) fn new() -> Result<Self, String> {
        // Whoever was first chose the same provider: no other is compiled in.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("fetch")
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { runtime, plain: OnceLock::new(), secure: OnceLock::new() })
    }

    /// Returns the client for an address; the error is for people.
    pub(crate) fn client(
        &self,
        url: &Url,
        is_probe: bool,
        settings: &FetchSettings,
    ) -> Result<&Client, String> {
        // A proxy may be spoken to over https, whatever it is asked for.
        let proxy = settings.http_proxy.as_ref();
        let is_plain = is_probe
            || (url.scheme() == "http" && proxy.is_none_or(|proxy| proxy.scheme() != "https"));
        let client = if is_plain {
            self.plain.get_or_init(|| {
                client(settings, Roots::SettingsOnly).map_err(|error| error.to_string())
            })
        } else {
            // A machine without any certificates of authorities knows none over https, and says so.
            self.secure.get_or_init(|| {
                client(settings, Roots::Platform)
                    .or_else(|_| client(settings, Roots::SettingsOnly))
                    .map_err(|error| error.to_string())
            })
        };
        client.as_ref().map_err(Clone::clone)
    }
}

/// Which authorities are trusted beside those of the settings.
#[derive(Clone, Copy)]
enum Roots {
    Platform,
    SettingsOnly,
}

/// Checks what a person may have got wrong in the settings.
pub(crate) fn check(settings: &FetchSettings) -> Result<(), FetchError> {
    certificates(settings)?;
    proxies(settings)?;
    Ok(())
}

fn client(settings: &FetchSettings, roots: Roots) -> Result<Client, FetchError> {
    let certificates = certificates(settings)?;
    let mut builder = Client::builder()
        .tls_backend_rustls()
        .no_proxy()
        // We follow redirects and try again ourselves, by our own rules.
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .user_agent(&settings.user_agent)
        .connect_timeout(settings.connect_timeout);
    builder = match roots {
        Roots::Platform => builder.tls_certs_merge(certificates),
        Roots::SettingsOnly => builder.tls_certs_only(certificates),
    };
    for proxy in proxies(settings)? {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|error| FetchError::Setup { reason: innermost(&error) })
}

fn certificates(settings: &FetchSettings) -> Result<Vec<Certificate>, FetchError> {
    let mut all = Vec::new();
    for (index, pem) in settings.ca_certificates.iter().enumerate() {
        let invalid = FetchError::InvalidCertificate { number: index + 1 };
        match Certificate::from_pem_bundle(pem) {
            Ok(certificates) if !certificates.is_empty() => all.extend(certificates),
            _ => return Err(invalid),
        }
    }
    Ok(all)
}

fn proxies(settings: &FetchSettings) -> Result<Vec<Proxy>, FetchError> {
    let direct = NoProxy::from_string(&settings.no_proxy.join(","));
    let make = |url: &Url, kind: fn(Url) -> reqwest::Result<Proxy>| {
        let invalid = |reason: String| FetchError::InvalidProxy { proxy: shown(url), reason };
        if !matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h")
            || url.host_str().is_none()
        {
            return Err(invalid(url.scheme().to_owned()));
        }
        let mut proxy = kind(url.clone()).map_err(|error| invalid(innermost(&error)))?;
        if address::userinfo(url).is_none()
            && let Some(found) = settings.credentials.find(url)
        {
            proxy = proxy.basic_auth(&found.login, found.password.reveal());
        }
        Ok(proxy.no_proxy(direct.clone()))
    };
    let http = settings.http_proxy.iter().map(|url| make(url, Proxy::http));
    let https = settings.https_proxy.iter().map(|url| make(url, Proxy::https));
    http.chain(https).collect()
}

/// Returns what the deepest cause of an error says: the layers above only repeat that they failed.
pub(crate) fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
