// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Tokens (CNCF distribution, "Token Authentication Specification" and "`OAuth2` Token
//! Authentication").

use std::time::{Duration, Instant};

use haerterei_fetch::{Call, Content, Fetcher, Identity, Method, Url, shown};
use haerterei_ground::{Cancel, Secret};
use serde::Deserialize;

use super::auth_file::Login;
use crate::error::RegistryError;

/// How long a token lives that does not say so; the specification's figure.
const USUAL_LIFE: Duration = Duration::from_mins(1);
/// The longest life that is believed.
const LONGEST_LIFE: Duration = Duration::from_hours(24);
/// How long before its end a token is not used any more.
const MARGIN: Duration = Duration::from_secs(5);

/// A token, and until when it may be used.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) value: Secret<String>,
    pub(crate) until: Instant,
}

impl Token {
    /// Returns whether the token may still be used.
    pub(crate) fn is_fresh(&self) -> bool {
        Instant::now() < self.until
    }
}

/// What a token is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish<'a> {
    /// The host as the user named it.
    pub(crate) host: &'a str,
    /// The address that gives tokens.
    pub(crate) realm: &'a str,
    /// What the token is for.
    pub(crate) service: Option<&'a str>,
    /// What it shall allow.
    pub(crate) scopes: &'a [String],
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    access_token: Option<String>,
    #[serde(default)]
    expires_in: Option<u64>,
}

/// Gets a token.
pub(crate) fn get(
    wish: &Wish<'_>,
    login: Option<&Login>,
    is_plain_allowed: impl Fn(&Url) -> bool,
    fetcher: &Fetcher,
    cancel: &Cancel,
) -> Result<Token, RegistryError> {
    let unusable =
        || RegistryError::Realm { host: wish.host.to_owned(), realm: wish.realm.to_owned() };
    let realm: Url = wish.realm.parse().map_err(|_| unusable())?;
    if realm.scheme() != "https" && !(realm.scheme() == "http" && is_plain_allowed(&realm)) {
        return Err(unusable());
    }
    let begun = Instant::now();
    let call = match login {
        Some(Login::IdentityToken(token)) => with_identity_token(wish, realm.clone(), token),
        Some(Login::RegistryToken(token)) => {
            return Ok(Token { value: token.clone(), until: begun + LONGEST_LIFE });
        }
        Some(Login::Password { user, password }) => {
            let identity = Identity::basic(&realm, user, password);
            Call { identity, ..asking(wish, realm.clone()) }
        }
        None => asking(wish, realm.clone()),
    };
    let answer = fetcher.call(&call, cancel)?;
    let malformed = || RegistryError::Token { host: wish.host.to_owned(), realm: shown(&realm) };
    match answer.status {
        400 | 401 | 403 => {
            return Err(RegistryError::Denied {
                place: wish.host.to_owned(),
                known: login.is_some(),
                said: crate::error::said(&answer),
            });
        }
        _ if !answer.is_success() => {
            return Err(RegistryError::Refused {
                what: shown(&realm),
                status: answer.status,
                said: crate::error::said(&answer),
            });
        }
        _ => {}
    }
    let answer: Answer = serde_json::from_slice(&answer.bytes).map_err(|_| malformed())?;
    let value = answer.token.or(answer.access_token).filter(|token| !token.is_empty());
    let life = answer.expires_in.map_or(USUAL_LIFE, Duration::from_secs).min(LONGEST_LIFE);
    Ok(Token {
        value: Secret::new(value.ok_or_else(malformed)?),
        until: begun + life.saturating_sub(MARGIN),
    })
}

fn asking(wish: &Wish<'_>, mut realm: Url) -> Call {
    {
        let mut query = realm.query_pairs_mut();
        if let Some(service) = wish.service {
            query.append_pair("service", service);
        }
        for scope in wish.scopes {
            query.append_pair("scope", scope);
        }
    }
    Call::new(Method::Get, realm)
}

fn with_identity_token(wish: &Wish<'_>, realm: Url, token: &Secret<String>) -> Call {
    // Written as a query, which has the same form.
    let mut form = realm.clone();
    form.set_query(None);
    form.query_pairs_mut()
        .append_pair("grant_type", "refresh_token")
        .append_pair("service", wish.service.unwrap_or_default())
        .append_pair("client_id", "haerterei")
        .append_pair("scope", &wish.scopes.join(" "))
        .append_pair("refresh_token", token.reveal());
    let body = form.query().unwrap_or_default().as_bytes().into();
    Call { content: Content::Bytes(body), ..Call::new(Method::Post, realm) }
        .header("content-type", "application/x-www-form-urlencoded")
}
