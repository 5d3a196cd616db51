// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The files in which docker and podman keep credentials: `config.json` and `auth.json`
//! (`containers-auth.json(5)`).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use haerterei_ground::Secret;
use serde::Deserialize;

/// Padding is there with docker and missing with others.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How somebody proves to a registry who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    /// With a user name and a password.
    Password {
        /// The user name.
        user: String,
        /// The password.
        password: Secret<String>,
    },
    /// With a token that gets tokens (a refresh token of OAuth 2).
    IdentityToken(Secret<String>),
    /// With a token that the registry takes as it is.
    RegistryToken(Secret<String>),
}

/// Where a file says that credentials are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// In the file.
    Login(Login),
    /// A program gives them: `docker-credential-<name>`.
    Helper(&'a str),
}

/// A file of credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuthFile {
    logins: BTreeMap<String, Login>,
    helpers: BTreeMap<String, String>,
    store: Option<String>,
}

/// Why a file of credentials cannot be read. Never quotes the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthFileFault {
    /// It is not JSON, or its values have other types.
    #[error("line {line}, column {column} is not what such a file holds")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// An `auth` is not base64 of `user:password`.
    #[error("an `auth` in it is not base64 of a user name and a password")]
    Auth,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    #[serde(default)]
    auths: Option<BTreeMap<String, Entry>>,
    #[serde(default)]
    cred_helpers: Option<BTreeMap<String, String>>,
    #[serde(default)]
    creds_store: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    auth: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    identitytoken: String,
    #[serde(default)]
    registrytoken: String,
}

impl AuthFile {
    /// Reads a file.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, AuthFileFault> {
        // The words of the parser could quote a password.
        let document: Document = serde_json::from_slice(bytes)
            .map_err(|error| AuthFileFault::Json { line: error.line(), column: error.column() })?;
        let mut logins = BTreeMap::new();
        for (place, entry) in document.auths.unwrap_or_default() {
            if let Some(login) = entry.login()? {
                logins.insert(normal(&place), login);
            }
        }
        let helpers = document.cred_helpers.unwrap_or_default();
        Ok(Self {
            logins,
            helpers: helpers.into_iter().map(|(host, name)| (normal(&host), name)).collect(),
            store: document.creds_store.filter(|name| !name.is_empty()),
        })
    }

    /// Looks credentials up for a repository at a host, the most specific place first; those in the
    /// file before those of the store for everything.
    pub(crate) fn find(&self, host: &str, repository: &str) -> Vec<Found<'_>> {
        let mut found = Vec::new();
        let names = names_of(host);
        for name in &names {
            if let Some(helper) = self.helpers.get(*name) {
                found.push(Found::Helper(helper));
            }
        }
        for name in &names {
            let mut place = format!("{name}/{repository}");
            loop {
                if let Some(login) = self.logins.get(&place) {
                    found.push(Found::Login(login.clone()));
                    break;
                }
                match place.rfind('/') {
                    Some(slash) => place.truncate(slash),
                    None => break,
                }
            }
        }
        found.extend(self.store.as_deref().map(Found::Helper));
        found
    }
}

impl Entry {
    fn login(self) -> Result<Option<Login>, AuthFileFault> {
        if !self.identitytoken.is_empty() {
            return Ok(Some(Login::IdentityToken(Secret::new(self.identitytoken))));
        }
        if !self.registrytoken.is_empty() {
            return Ok(Some(Login::RegistryToken(Secret::new(self.registrytoken))));
        }
        if !self.username.is_empty() {
            let password = Secret::new(self.password);
            return Ok(Some(Login::Password { user: self.username, password }));
        }
        if self.auth.is_empty() {
            // A mark that the store for everything knows this place.
            return Ok(None);
        }
        let decoded = BASE64.decode(self.auth.trim()).map_err(|_| AuthFileFault::Auth)?;
        let decoded = String::from_utf8(decoded).map_err(|_| AuthFileFault::Auth)?;
        // Docker pads with zero bytes.
        let (user, password) =
            decoded.trim_end_matches('\0').split_once(':').ok_or(AuthFileFault::Auth)?;
        let password = Secret::new(password.to_owned());
        Ok(Some(Login::Password { user: user.to_owned(), password }))
    }
}

/// Returns the names under which credentials for a host may be kept.
pub(crate) fn names_of(host: &str) -> Vec<&str> {
    match host {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" => {
            vec!["docker.io", "index.docker.io", "registry-1.docker.io"]
        }
        host => vec![host],
    }
}

/// Brings the names of places to one form: docker writes some as addresses.
fn normal(place: &str) -> String {
    let place =
        place.strip_prefix("https://").or_else(|| place.strip_prefix("http://")).unwrap_or(place);
    let place = place.trim_end_matches('/');
    let place = place.strip_suffix("/v1").or_else(|| place.strip_suffix("/v2")).unwrap_or(place);
    place.to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn password(user: &str, password: &str) -> Login {
        Login::Password { user: user.to_owned(), password: Secret::new(password.to_owned()) }
    }

    const FILE: &str = r#"{
        "auths": {
            "https://index.docker.io/v1/": {"auth": "aHViOnB3"},
            "r.example": {"auth": "YTpiOmM="},
            "r.example/team": {"auth": "dGVhbTpw"},
            "r.example/team/app": {"username": "app", "password": "q"},
            "t.example": {"identitytoken": "refresh"},
            "k.example": {"auth": "", "registrytoken": "as-is"},
            "s.example": {}
        },
        "credHelpers": {"h.example": "pass"},
        "credsStore": "desktop",
        "HttpHeaders": {"User-Agent": "x"}
    }"#;

    #[test]
    fn the_most_specific_place_counts() {
        let file = AuthFile::parse(FILE.as_bytes()).unwrap();
        let first = |host, repository| file.find(host, repository).into_iter().next().unwrap();
        for (host, repository, login) in [
            ("r.example", "other/x", password("a", "b:c")),
            ("r.example", "team/other", password("team", "p")),
            ("r.example", "teamwork", password("a", "b:c")),
            ("r.example", "team/app", password("app", "q")),
            ("docker.io", "library/x", password("hub", "pw")),
            ("t.example", "x", Login::IdentityToken(Secret::new("refresh".to_owned()))),
            ("k.example", "x", Login::RegistryToken(Secret::new("as-is".to_owned()))),
        ] {
            assert_eq!(first(host, repository), Found::Login(login), "{host}/{repository}");
        }
        assert_eq!(first("h.example", "x"), Found::Helper("pass"));
        assert_eq!(file.find("s.example", "x"), [Found::Helper("desktop")]);
    }

    #[test]
    fn nothing_of_a_file_is_shown() {
        let file = AuthFile::parse(FILE.as_bytes()).unwrap();
        let shown = format!("{file:?}");
        for secret in ["refresh", "as-is", "b:c", "\"pw\"", "\"q\""] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        let error = AuthFile::parse(br#"{"auths": {"r": {"auth": "hunter2hunter2"}}}"#);
        assert_eq!(error, Err(AuthFileFault::Auth));
        let error = AuthFile::parse(br#"{"auths": {"r": {"password": hunter2}}}"#).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    proptest! {
        #[test]
        fn reading_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..80), auth in "[a-zA-Z0-9+/=]{0,20}") {
            let _ = AuthFile::parse(&bytes);
            let _ = AuthFile::parse(format!(r#"{{"auths":{{"a":{{"auth":"{auth}"}}}}}}"#).as_bytes());
        }
    }
}
