// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The fetcher over TLS, with authorities that openssl makes for one test and that nobody knows.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use haerterei_fetch::{FetchError, FetchSettings, Fetcher, RedirectFault, Url};
use haerterei_ground::{Cancel, Explain};
use haerterei_testkit::http::{Connection, Fault, Server};
use haerterei_testkit::socks::SocksProxy;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// An authority of somebody's own, and a server that has its certificate.
struct Authority {
    certificate: Vec<u8>,
    server: Server,
}

impl Authority {
    /// Makes an authority and a server whose certificate is for `name`.
    fn for_name(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
        openssl(
            place,
            &key,
            &[
                ["-keyout", "ca.key"],
                ["-out", "ca.pem"],
                ["-subj", &format!("/CN=Authority {}", place.file_name().unwrap().display())],
                ["-addext", "keyUsage=critical,keyCertSign"],
            ],
        );
        openssl(
            place,
            &key,
            &[
                ["-keyout", "server.key"],
                ["-out", "server.pem"],
                ["-subj", "/CN=server"],
                ["-CA", "ca.pem"],
                ["-CAkey", "ca.key"],
                ["-addext", "basicConstraints=critical,CA:FALSE"],
                ["-addext", &format!("subjectAltName={name}")],
            ],
        );
        let chain = vec![CertificateDer::from_pem_file(place.join("server.pem")).unwrap()];
        let key = PrivateKeyDer::from_pem_file(place.join("server.key")).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let config = Arc::new(config);
        let server = Server::wrapped("https", move |connection| {
            let session = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
            Ok(Box::new(StreamOwned::new(session, connection)) as Box<dyn Connection>)
        })
        .unwrap();
        server.put("/a", "hello");
        Self { certificate: std::fs::read(place.join("ca.pem")).unwrap(), server }
    }
}

fn openssl(folder: &Path, key: &[&str], options: &[[&str; 2]]) {
    let output = Command::new("openssl")
        .args(["req", "-x509", "-days", "2"])
        .args(key)
        .args(options.concat())
        .current_dir(folder)
        .output()
        .expect("openssl has to be installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn get(certificates: &[&[u8]], url: &str) -> Result<Vec<u8>, FetchError> {
    let settings = FetchSettings {
        ca_certificates: certificates.iter().map(|pem| pem.to_vec()).collect(),
        back_off: Duration::from_millis(1),
        retries: 1,
        ..FetchSettings::default()
    };
    let url: Url = url.parse().unwrap();
    Ok(Fetcher::new(settings)?.get(&[url], 1 << 20, &Cancel::new())?.bytes)
}

#[test]
fn an_authority_of_ones_own_is_trusted_once_it_is_named() {
    let known = Authority::for_name("IP:127.0.0.1");
    let url = known.server.url("/a");
    let error = get(&[], &url).unwrap_err();
    assert!(matches!(error, FetchError::UnknownAuthority { .. }), "{error:?}");
    assert_eq!(error.message().key, "fetch-unknown-authority");
    assert!(known.server.requests().is_empty(), "nothing is asked over such a connection");
    assert_eq!(get(&[&known.certificate], &url).unwrap(), b"hello");
    // Another authority than the one named stays unknown.
    let other = Authority::for_name("IP:127.0.0.1");
    let error = get(&[&known.certificate], &other.server.url("/a")).unwrap_err();
    assert!(matches!(error, FetchError::UnknownAuthority { .. }), "{error:?}");
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let authority = Authority::for_name("DNS:example.org");
    let error = get(&[&authority.certificate], &authority.server.url("/a")).unwrap_err();
    assert!(matches!(error, FetchError::Tls { .. }), "{error:?}");
}

#[test]
fn no_redirect_leads_out_of_a_secure_connection() {
    let secure = Authority::for_name("IP:127.0.0.1");
    let plain = Server::start().unwrap();
    plain.put("/a", "hello");
    secure.server.fault("/out", Fault::Redirect(302, plain.url("/a")));
    let error = get(&[&secure.certificate], &secure.server.url("/out")).unwrap_err();
    let fault = RedirectFault::Downgrade;
    assert!(
        matches!(error, FetchError::Redirect { fault: found, .. } if found == fault),
        "{error:?}"
    );
    assert!(plain.requests().is_empty());
    // The other way is safe.
    plain.fault("/in", Fault::Redirect(302, secure.server.url("/a")));
    assert_eq!(get(&[&secure.certificate], &plain.url("/in")).unwrap(), b"hello");
}

/// Asks over a proxy for `https` addresses.
fn get_by(proxy: &str, certificate: &[u8], url: &str) -> Result<Vec<u8>, FetchError> {
    let settings = FetchSettings {
        https_proxy: Some(proxy.parse().unwrap()),
        ca_certificates: vec![certificate.to_vec()],
        back_off: Duration::from_millis(1),
        retries: 0,
        ..FetchSettings::default()
    };
    let url: Url = url.parse().unwrap();
    Ok(Fetcher::new(settings)?.get(&[url], 1 << 20, &Cancel::new())?.bytes)
}

#[test]
fn a_tunnel_through_a_proxy_is_opened_with_its_password_only() {
    let secure = Authority::for_name("IP:127.0.0.1");
    let url = secure.server.url("/a");
    let target = secure.server.address().to_string();
    let open = Server::proxy(None).unwrap();
    assert_eq!(get_by(&open.url("/"), &secure.certificate, &url).unwrap(), b"hello");
    let request = &open.requests()[0];
    assert_eq!((request.method.as_str(), &request.target), ("CONNECT", &target));
    // What goes through the tunnel is checked as without one.
    let other = Authority::for_name("IP:127.0.0.1");
    let error = get_by(&open.url("/"), &other.certificate, &url).unwrap_err();
    assert!(matches!(error, FetchError::UnknownAuthority { .. }), "{error:?}");

    let closed = Server::proxy(Some(("p", "q"))).unwrap();
    for wrong in [closed.url("/"), closed.url("/").replace("://", "://p:wrong@")] {
        let error = get_by(&wrong, &secure.certificate, &url).unwrap_err();
        assert!(matches!(error, FetchError::ProxyAuthentication { .. }), "{error:?}");
    }
    let known = closed.url("/").replace("://", "://p:q@");
    assert_eq!(get_by(&known, &secure.certificate, &url).unwrap(), b"hello");
}

#[test]
fn a_socks_proxy_is_used_with_its_password_only() {
    let secure = Authority::for_name("IP:127.0.0.1");
    let url = secure.server.url("/a");
    let target = secure.server.address().to_string();
    for (credentials, user) in [(None, ""), (Some(("p", "q")), "p:q@")] {
        let proxy = SocksProxy::start(credentials).unwrap();
        let address = format!("socks5h://{user}{}", proxy.address());
        assert_eq!(get_by(&address, &secure.certificate, &url).unwrap(), b"hello");
        assert_eq!(proxy.targets(), std::slice::from_ref(&target));
    }
    let closed = SocksProxy::start(Some(("p", "q"))).unwrap();
    let address = format!("socks5h://p:wrong@{}", closed.address());
    let error = get_by(&address, &secure.certificate, &url).unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(closed.targets().is_empty() && !shown.contains("wrong"), "{shown}");
}
