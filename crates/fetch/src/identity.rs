// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Who asks, where that is not for the settings to say.

use haerterei_ground::Secret;
use reqwest::header::HeaderValue;
use url::{Origin, Url};

/// Who asks a server, in place of what the settings hold for its host: nobody in particular, or
/// whoever has the right token.
///
/// It is shown to one server alone (scheme, host and port), never to one that this one redirects
/// to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    server: Option<Origin>,
    authorization: Secret<String>,
}

impl Identity {
    /// Returns nobody: no server is shown anything.
    pub const fn anonymous() -> Self {
        Self { server: None, authorization: Secret::new(String::new()) }
    }

    /// Returns the bearer of a token for the server of an address (RFC 6750).
    pub fn bearer(server: &Url, token: &Secret<String>) -> Self {
        let authorization = Secret::new(format!("Bearer {}", token.reveal()));
        Self { server: Some(server.origin()), authorization }
    }

    /// Returns who has a user name and a password at the server of an address (RFC 7617).
    pub fn basic(server: &Url, login: &str, password: &Secret<String>) -> Self {
        let pair = format!("{login}:{}", password.reveal());
        let authorization = Secret::new(format!("Basic {}", base64(pair.as_bytes())));
        Self { server: Some(server.origin()), authorization }
    }

    /// Returns the header for a request to an address, if its server may see it.
    pub(crate) fn header(&self, url: &Url) -> Option<HeaderValue> {
        if self.server.as_ref() != Some(&url.origin()) {
            return None;
        }
        let mut value = HeaderValue::from_str(self.authorization.reveal()).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// Encodes bytes in base64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = [0; 4];
        for (slot, byte) in group.iter_mut().skip(1).zip(chunk) {
            *slot = *byte;
        }
        let group = u32::from_be_bytes(group);
        for place in 0..4 {
            text.push(if place <= chunk.len() {
                char::from(ALPHABET[(group >> (18 - 6 * place) & 63) as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_server_sees_who_asks() {
        let url = |text: &str| text.parse::<Url>().unwrap();
        let server = url("https://a.example/v2/");
        let password = Secret::new("open sesame".to_owned());
        // RFC 7617, section 2.
        let identity = Identity::basic(&server, "Aladdin", &password);
        let header = identity.header(&url("https://a.example:443/x")).unwrap();
        assert_eq!(header, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        for other in ["http://a.example/", "https://a.example:8443/", "https://b.example/"] {
            assert!(identity.header(&url(other)).is_none(), "{other}");
        }
        assert!(Identity::anonymous().header(&server).is_none());
        assert!(!format!("{identity:?} {header:?}").contains("QWxh"));
    }
}
