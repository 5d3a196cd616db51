// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Who may, and who is shown what.

use haerterei_registry::RegistryError;
use haerterei_testkit::http::{Fault, Server};
use haerterei_testkit::registry::{Access, FakeRegistry, Ways};

use crate::support::{Client, REPOSITORY, image, publish, told};

fn registry(access: Access) -> (FakeRegistry, String) {
    let registry = FakeRegistry::start(Ways { access, ..Ways::default() }).unwrap();
    publish(&registry, &image(), "1");
    let word = format!("{}/{REPOSITORY}:1", registry.host());
    (registry, word)
}

fn login() -> (String, String) {
    ("user".to_owned(), "secret".to_owned())
}

/// A file as podman writes it: `user:secret` for a host.
fn auth_file(host: &str) -> String {
    format!(r#"{{"auths":{{"{host}":{{"auth":"dXNlcjpzZWNyZXQ="}}}}}}"#)
}

#[test]
fn passwords_and_tokens_open_what_is_closed() {
    for access in [
        Access::Password("user".into(), "secret".into()),
        Access::Token(Some(login()), 1000),
        Access::Token(None, 1000),
    ] {
        let (registry, word) = registry(access.clone());
        let client = Client::known(&auth_file(&registry.host()));
        assert_eq!(client.read(&word).unwrap(), 6, "{access:?}");
        if matches!(access, Access::Token(..)) {
            assert_eq!(registry.scopes(), [format!("repository:{REPOSITORY}:pull")]);
        }
    }
}

#[test]
fn an_identity_token_gets_tokens() {
    let (registry, word) = registry(Access::Token(Some(login()), 1000));
    let file = format!(r#"{{"auths":{{"{}":{{"identitytoken":"secret"}}}}}}"#, registry.host());
    assert_eq!(Client::known(&file).read(&word).unwrap(), 6);
    let asked = registry.server.requests();
    let token = asked.iter().find(|request| request.target == "/token").unwrap();
    assert_eq!(token.method, "POST");
}

#[test]
fn an_expired_token_is_renewed_while_things_get_on() {
    // Each token holds for three requests; the image takes more than ten.
    let (registry, word) = registry(Access::Token(Some(login()), 3));
    let client = Client::known(&auth_file(&registry.host()));
    assert_eq!(client.read(&word).unwrap(), 6);
    assert!(registry.scopes().len() > 2, "{:?}", registry.scopes());
}

#[test]
fn a_refusal_says_whether_anybody_is_known() {
    let (registry, word) = registry(Access::Password("user".into(), "other".into()));
    let error = Client::new().read(&word).unwrap_err();
    insta::assert_snapshot!(told(&error, &registry), @"HOST/team/app refuses access, and no credentials for it are known here. / The registry says: UNAUTHORIZED: as told");
    let error = Client::known(&auth_file(&registry.host())).read(&word).unwrap_err();
    insta::assert_snapshot!(told(&error, &registry), @"HOST/team/app refuses access with the credentials that are known here. / The registry says: UNAUTHORIZED: as told");
    let elsewhere = Client::known(&auth_file("other.example")).read(&word).unwrap_err();
    assert!(matches!(elsewhere, RegistryError::Denied { known: false, .. }));
}

#[test]
fn nobody_else_is_shown_who_we_are() {
    for access in
        [Access::Password("user".into(), "secret".into()), Access::Token(Some(login()), 1000)]
    {
        let (registry, word) = registry(access);
        let other = Server::start().unwrap();
        let layer = image().platforms[0].layers[1].digest;
        let path = format!("/v2/{REPOSITORY}/blobs/{layer}");
        let bytes = crate::support::bytes(&image().blobs[&layer].content);
        other.put("/elsewhere", bytes);
        registry.server.fault(&path, Fault::Redirect(307, other.url("/elsewhere")));
        let client = Client::known(&auth_file(&registry.host()));
        assert_eq!(client.read(&word).unwrap(), 6);
        let asked = other.requests_for("/elsewhere");
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].header("authorization"), None);
        // A redirected document neither.
        let path = format!("/v2/{REPOSITORY}/manifests/1");
        registry.server.fault(&path, Fault::Redirect(302, other.url("/manifest")));
        assert!(Client::known(&auth_file(&registry.host())).read(&word).is_err());
        let asked = other.requests_for("/manifest");
        assert!(!asked.is_empty());
        assert!(asked.iter().all(|request| request.header("authorization").is_none()));
    }
}

#[test]
fn a_token_is_not_fetched_from_where_secrets_must_not_go() {
    let (registry, word) = registry(Access::Open);
    let path = format!("/v2/{REPOSITORY}/manifests/1");
    let challenge = "Bearer realm=\"http://tokens.example/\",service=\"x\"";
    let server = Server::handling(move |_| {
        Some(haerterei_testkit::http::Response {
            status: 401,
            headers: vec![("WWW-Authenticate".to_owned(), challenge.to_owned())],
            ..Default::default()
        })
    })
    .unwrap();
    registry.server.fault(&path, Fault::Redirect(302, server.url("/")));
    let direct = format!("{}/{REPOSITORY}:1", server.address());
    let error = Client::known(&auth_file(&server.address().to_string())).read(&direct).unwrap_err();
    assert!(matches!(error, RegistryError::Realm { .. }), "{error:?}");
    // Somebody it redirects to does not get to ask for our secrets at all.
    let error = Client::known(&auth_file(&registry.host())).read(&word).unwrap_err();
    assert!(matches!(error, RegistryError::Denied { .. }), "{error:?}");
}

#[test]
fn a_file_of_credentials_that_is_none_is_named_and_not_quoted() {
    let (_registry, word) = registry(Access::Password("user".into(), "secret".into()));
    let error = Client::known(r#"{"auths": hunter2"#).read(&word).unwrap_err();
    assert!(matches!(error, RegistryError::AuthFile { .. }), "{error:?}");
    assert!(!format!("{error:?} {error}").contains("hunter2"));
}
