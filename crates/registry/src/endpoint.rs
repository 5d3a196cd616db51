// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Where a registry is: over `https`, and over plain `http` only on this machine or where the
//! settings allow it.

use std::net::IpAddr;

use haerterei_fetch::{Call, FetchError, Fetcher, Method, Url};
use haerterei_ground::Cancel;

use crate::error::RegistryError;

/// Returns the host that answers for a name: Docker's registry has another one than its images.
fn server(host: &str) -> &str {
    match host {
        "docker.io" | "index.docker.io" => "registry-1.docker.io",
        host => host,
    }
}

/// Returns a repository as its host knows it: Docker's own images have a folder of their own.
pub(crate) fn repository<'a>(host: &str, repository: &'a str) -> std::borrow::Cow<'a, str> {
    match host {
        "docker.io" | "index.docker.io" if !repository.contains('/') => {
            format!("library/{repository}").into()
        }
        _ => repository.into(),
    }
}

/// Returns whether a host, with a port or without, is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Finds out how a registry is spoken to.
///
/// On this machine `https` is tried first; a server there that speaks no TLS at all is taken at its
/// word. One whose certificate is wrong is not.
pub(crate) fn find(
    host: &str,
    plain_http: &[String],
    fetcher: &Fetcher,
    cancel: &Cancel,
) -> Result<Url, RegistryError> {
    let address = |scheme: &str| {
        format!("{scheme}://{}/v2/", server(host)).parse::<Url>().map_err(|_| {
            RegistryError::NotARegistry { what: host.to_owned(), found: String::new() }
        })
    };
    if plain_http.iter().any(|allowed| allowed == host) {
        return address("http");
    }
    let secure = address("https")?;
    if !is_loopback(host) || fetcher.is_offline() {
        return Ok(secure);
    }
    let call = Call { repeat: false, is_probe: true, ..Call::new(Method::Get, secure.clone()) };
    match fetcher.call(&call, cancel) {
        Err(FetchError::Tls { .. } | FetchError::Interrupted { .. }) => address("http"),
        Err(FetchError::Unreachable { .. }) => {
            // What ends the handshake looks like nobody being there.
            address("http")
        }
        _ => Ok(secure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_several_names() {
        for (host, expected) in [
            ("localhost", true),
            ("localhost:5000", true),
            ("a.localhost:80", true),
            ("127.0.0.1:5000", true),
            ("127.8.0.1", true),
            ("[::1]:5000", true),
            ("localhost.example", false),
            ("10.0.0.1:5000", false),
            ("127.0.0.1.example", false),
            ("[2001:db8::1]", false),
        ] {
            assert_eq!(is_loopback(host), expected, "{host}");
        }
    }

    #[test]
    fn dockers_own_images_are_in_a_folder() {
        assert_eq!(repository("docker.io", "debian"), "library/debian");
        assert_eq!(repository("docker.io", "a/b"), "a/b");
        assert_eq!(repository("r.example", "debian"), "debian");
    }
}
