// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a registry that refuses wants to see (RFC 9110, section 11.6.1).

use std::collections::BTreeMap;

/// The most parameters of one challenge.
const MOST_PARAMETERS: usize = 32;

/// What a registry wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// A token from somebody else (OCI distribution: "Token Authentication" of the CNCF
    /// distribution project).
    Bearer {
        /// The address that gives tokens.
        realm: String,
        /// What the token is for.
        service: Option<String>,
        /// What it shall allow, if the registry says so.
        scope: Option<String>,
    },
    /// A user name and a password (RFC 7617).
    Basic,
}

/// Reads the challenges of all `WWW-Authenticate` headers of an answer, and returns the best that
/// we know: a token before a password.
pub(crate) fn best<'a>(headers: impl Iterator<Item = &'a str>) -> Option<Challenge> {
    let mut basic = None;
    for (scheme, mut parameters) in headers.flat_map(parse) {
        if scheme.eq_ignore_ascii_case("bearer") {
            if let Some(realm) = parameters.remove("realm") {
                return Some(Challenge::Bearer {
                    realm,
                    service: parameters.remove("service"),
                    scope: parameters.remove("scope"),
                });
            }
        } else if scheme.eq_ignore_ascii_case("basic") {
            basic = Some(Challenge::Basic);
        }
    }
    basic
}

type Parameters = BTreeMap<String, String>;

/// Reads a list of challenges, each a scheme with parameters; what is malformed ends the reading.
fn parse(text: &str) -> Vec<(String, Parameters)> {
    let mut found: Vec<(String, Parameters)> = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let Some((word, after)) = token(rest) else { return found };
        let value = after.trim_start_matches([' ', '\t']).strip_prefix('=');
        match (value, found.last_mut()) {
            (Some(value), Some((_, parameters))) if parameters.len() < MOST_PARAMETERS => {
                let Some((value, after)) = value_of(value.trim_start_matches([' ', '\t'])) else {
                    return found;
                };
                parameters.insert(word.to_ascii_lowercase(), value);
                rest = after;
            }
            (Some(_), _) => return found,
            (None, _) => {
                found.push((word.to_owned(), Parameters::new()));
                rest = after;
            }
        }
    }
}

fn token(text: &str) -> Option<(&str, &str)> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let end = text.find(|c| !is_token(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// Reads a token or a quoted string.
fn value_of(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        return token(text).map(|(value, rest)| (value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, quoted.get(at + 1..).unwrap_or_default())),
            '\\' => value.push(characters.next()?.1),
            character => value.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tokens_come_before_passwords() {
        let bearer = |realm: &str, service: Option<&str>, scope: Option<&str>| {
            Some(Challenge::Bearer {
                realm: realm.to_owned(),
                service: service.map(str::to_owned),
                scope: scope.map(str::to_owned),
            })
        };
        for (headers, expected) in [
            (
                vec![
                    r#"Bearer realm="https://a.example/token",service="r",scope="repository:a/b:pull,push""#,
                ],
                bearer("https://a.example/token", Some("r"), Some("repository:a/b:pull,push")),
            ),
            (vec![r#"Basic realm="x", Bearer realm="https://a""#], bearer("https://a", None, None)),
            (vec!["Basic", r"bearer REALM=https"], bearer("https", None, None)),
            (vec![r#"Basic realm="a \"b\", Bearer c""#], Some(Challenge::Basic)),
            (vec!["Bearer service=x"], None),
            (vec!["Negotiate"], None),
            (vec![r#"Bearer realm="unfinished"#], None),
            (vec![], None),
        ] {
            assert_eq!(best(headers.iter().copied()), expected, "{headers:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,60}", other in "(Bearer|Basic)?[ ,=\"a-z\\\\]{0,40}") {
            let _ = best([text.as_str(), other.as_str()].into_iter());
        }
    }
}
