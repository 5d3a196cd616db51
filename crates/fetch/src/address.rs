// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Addresses as people may see them, and the secrets taken out of them.

use std::net::IpAddr;

use haerterei_ground::Secret;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

/// Returns an address as it may be shown: without user name and password, and without the query
/// string and fragment, in which signed addresses carry their secret.
pub fn shown(url: &Url) -> String {
    let mut bare = without_userinfo(url);
    let hidden = bare.query().is_some();
    bare.set_query(None);
    bare.set_fragment(None);
    if hidden { format!("{bare}?…") } else { bare.into() }
}

/// Returns an address without user name and password.
pub(crate) fn without_userinfo(url: &Url) -> Url {
    let mut bare = url.clone();
    // Both fail only for addresses that cannot have them.
    let _ = bare.set_username("");
    let _ = bare.set_password(None);
    bare
}

/// Returns user name and password that stand in an address.
pub(crate) fn userinfo(url: &Url) -> Option<(String, Secret<String>)> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decode = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some((decode(url.username()), Secret::new(decode(url.password().unwrap_or_default()))))
}

/// Returns whether an address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// Returns what tells one server from another: scheme, host and port.
pub(crate) fn server(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_is_shown() {
        for (address, expected) in [
            ("https://u:p@a.example/x", "https://a.example/x"),
            ("https://token@a.example:8443/x", "https://a.example:8443/x"),
            ("https://a.example/x?sig=secret#f", "https://a.example/x?…"),
            ("file:///srv/mirror", "file:///srv/mirror"),
        ] {
            assert_eq!(shown(&address.parse().unwrap()), expected);
        }
    }

    #[test]
    fn userinfo_is_decoded() {
        let (user, password) = userinfo(&"https://a%40b:p%3Aq@h/".parse().unwrap()).unwrap();
        assert_eq!((user.as_str(), password.reveal().as_str()), ("a@b", "p:q"));
        assert!(userinfo(&"https://h/".parse().unwrap()).is_none());
    }

    #[test]
    fn loopback_is_this_machine_only() {
        for (address, expected) in [
            ("http://localhost/", true),
            ("http://127.3.2.1:80/", true),
            ("http://[::1]/", true),
            ("http://localhost.example/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(is_loopback(&address.parse().unwrap()), expected, "{address}");
        }
    }
}
