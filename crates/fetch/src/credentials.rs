// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! User names and passwords for hosts and paths: `netrc`, and apt's `auth.conf`.

use haerterei_ground::Secret;
use url::Url;

use crate::address;

/// A user name and a password, and where they may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The only scheme they are for. Without one they go over `https`, and over `http` only to
    /// this machine.
    pub scheme: Option<String>,
    /// The host; without one, every host (`default` of netrc).
    pub host: Option<String>,
    /// The only port they are for.
    pub port: Option<u16>,
    /// What the path must begin with.
    pub path: String,
    /// The user name.
    pub login: String,
    /// The password.
    pub password: Secret<String>,
}

impl Credential {
    /// Returns whether these credentials may be sent to an address.
    pub fn applies_to(&self, url: &Url) -> bool {
        let scheme = match self.scheme.as_deref() {
            Some(scheme) => scheme == url.scheme(),
            None => {
                url.scheme() == "https" || (url.scheme() == "http" && address::is_loopback(url))
            }
        };
        let host = match (&self.host, url.host_str()) {
            (Some(host), Some(wanted)) => host.eq_ignore_ascii_case(wanted),
            (None, Some(_)) => true,
            (_, None) => false,
        };
        let port = self.port.is_none() || self.port == url.port_or_known_default();
        scheme && host && port && url.path().starts_with(&self.path)
    }
}

/// Why a file of credentials could not be read. Never quotes the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// `machine`, `login` or `password` is the last word.
    #[error("line {line}: nothing follows `{word}`")]
    NothingFollows {
        /// The line, from 1.
        line: usize,
        /// The word.
        word: &'static str,
    },
    /// A port is not a number up to 65535.
    #[error("line {line}: the port is not a number up to 65535")]
    Port {
        /// The line, from 1.
        line: usize,
    },
    /// A `login` or `password` stands before any `machine`.
    #[error("line {line}: `{word}` before any `machine`")]
    NoMachine {
        /// The line, from 1.
        line: usize,
        /// The word.
        word: &'static str,
    },
}

/// Credentials in the order in which they are looked at; the first that applies is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials(Vec<Credential>);

impl Credentials {
    /// Returns no credentials.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a credential after those there are.
    pub fn push(&mut self, credential: Credential) {
        self.0.push(credential);
    }

    /// Adds all of `other` after those there are.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns the credentials.
    pub fn iter(&self) -> impl Iterator<Item = &Credential> {
        self.0.iter()
    }

    /// Returns the first credential that may be sent to an address.
    pub fn find(&self, url: &Url) -> Option<&Credential> {
        self.0.iter().find(|credential| credential.applies_to(url))
    }

    /// Reads apt's `auth.conf` (`apt_auth.conf(5)`).
    ///
    /// `machine [protocol://]host[:port][/path]`; unlike apt, a port that is the scheme's own also
    /// applies when the address does not spell it out.
    pub fn from_apt_auth(text: &str) -> Result<Self, CredentialsError> {
        Self::parse(text, Dialect::Apt)
    }

    /// Reads a netrc file (`netrc(5)`): `machine`, `default`, `login`, `password`; `account` and
    /// macros are passed over; words may be quoted.
    pub fn from_netrc(text: &str) -> Result<Self, CredentialsError> {
        Self::parse(text, Dialect::Netrc)
    }

    fn parse(text: &str, dialect: Dialect) -> Result<Self, CredentialsError> {
        let mut words = Words { text, line: 1, dialect };
        let mut found: Vec<Credential> = Vec::new();
        let mut in_machine = false;
        while let Some((line, word)) = words.next() {
            match word.as_str() {
                "machine" => {
                    let (line, place) = words.value("machine", line)?;
                    found.push(match dialect {
                        Dialect::Apt => machine_of_apt(&place, line)?,
                        Dialect::Netrc => machine(None, Some(place), None, String::new()),
                    });
                    in_machine = true;
                }
                "default" if dialect == Dialect::Netrc => {
                    found.push(machine(None, None, None, String::new()));
                    in_machine = true;
                }
                "macdef" if dialect == Dialect::Netrc => words.skip_macro(),
                "account" if dialect == Dialect::Netrc => {
                    words.next();
                }
                name @ ("login" | "password") => {
                    let name = if name == "login" { "login" } else { "password" };
                    let (_, value) = words.value(name, line)?;
                    let current = found
                        .last_mut()
                        .filter(|_| in_machine)
                        .ok_or(CredentialsError::NoMachine { line, word: name })?;
                    if name == "login" {
                        current.login = value;
                    } else {
                        current.password = Secret::new(value);
                    }
                }
                // Both formats grow words; those we do not know say nothing to us.
                _ => {}
            }
        }
        // A machine without a login says nothing either.
        found.retain(|credential| {
            !credential.login.is_empty() || !credential.password.reveal().is_empty()
        });
        Ok(Self(found))
    }
}

fn machine(
    scheme: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    path: String,
) -> Credential {
    Credential { scheme, host, port, path, login: String::new(), password: Secret::default() }
}

/// Reads `[protocol://]host[:port][/path]`.
fn machine_of_apt(place: &str, line: usize) -> Result<Credential, CredentialsError> {
    let (scheme, rest) = match place.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, place),
    };
    let (authority, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    // The colons of an address of IPv6 stand in brackets.
    let after_brackets = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let (host, port) = match authority.get(after_brackets..).and_then(|rest| rest.rfind(':')) {
        Some(colon) => {
            let (host, port) = authority.split_at(after_brackets + colon);
            let port = port
                .trim_start_matches(':')
                .parse()
                .map_err(|_| CredentialsError::Port { line })?;
            (host, Some(port))
        }
        None => (authority, None),
    };
    Ok(machine(scheme, Some(host.to_owned()), port, path.to_owned()))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Apt,
    Netrc,
}

/// The words of a file, with their lines.
struct Words<'a> {
    text: &'a str,
    line: usize,
    dialect: Dialect,
}

impl Words<'_> {
    fn next(&mut self) -> Option<(usize, String)> {
        loop {
            let rest = self.text.trim_start();
            let (space, _) = self.text.split_at(self.text.len() - rest.len());
            self.line += space.matches('\n').count();
            self.text = rest;
            if !rest.starts_with('#') {
                break;
            }
            self.text = rest.find('\n').map_or("", |end| rest.split_at(end).1);
        }
        if self.text.is_empty() {
            return None;
        }
        let line = self.line;
        if self.dialect == Dialect::Netrc && self.text.starts_with('"') {
            return Some((line, self.quoted()));
        }
        let end = self.text.find(char::is_whitespace).unwrap_or(self.text.len());
        let (word, rest) = self.text.split_at(end);
        self.text = rest;
        Some((line, word.to_owned()))
    }

    fn value(
        &mut self,
        word: &'static str,
        line: usize,
    ) -> Result<(usize, String), CredentialsError> {
        self.next_value().ok_or(CredentialsError::NothingFollows { line, word })
    }

    /// A value may begin with `#`: passwords do.
    fn next_value(&mut self) -> Option<(usize, String)> {
        let rest = self.text.trim_start();
        if !rest.starts_with('#') {
            return self.next();
        }
        let (space, _) = self.text.split_at(self.text.len() - rest.len());
        self.line += space.matches('\n').count();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        self.text = after;
        Some((self.line, word.to_owned()))
    }

    /// Reads a word in quotation marks, in which a backslash takes the next character as it is.
    fn quoted(&mut self) -> String {
        let mut word = String::new();
        let mut characters = self.text.char_indices().skip(1);
        let mut end = self.text.len();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    end = at + 1;
                    break;
                }
                '\\' => word.extend(characters.next().map(|(_, character)| character)),
                character => word.push(character),
            }
        }
        let (quoted, rest) = self.text.split_at(end);
        self.line += quoted.matches('\n').count();
        self.text = rest;
        word
    }

    /// Passes over a macro, which ends at an empty line.
    fn skip_macro(&mut self) {
        let end = self.text.find("\n\n").map_or(self.text.len(), |end| end + 2);
        let (skipped, rest) = self.text.split_at(end);
        self.line += skipped.matches('\n').count();
        self.text = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn login<'a>(credentials: &'a Credentials, url: &str) -> Option<&'a str> {
        credentials.find(&url.parse().unwrap()).map(|found| found.login.as_str())
    }

    #[test]
    fn apt_entries_apply_as_its_manual_says() {
        for (place, applies) in [
            ("example.org", true),
            ("example.org/deb", true),
            ("example.org/debian", true),
            ("example.org/debian/", true),
            ("https://example.org", true),
            ("http://example.org", false),
            ("example.org:8080", false),
            ("example.org/deb/", false),
            ("example.org/ubuntu", false),
            ("example.orga", false),
            ("example.net", false),
        ] {
            let text = format!("machine {place} login apt password debian");
            let credentials = Credentials::from_apt_auth(&text).unwrap();
            assert_eq!(
                login(&credentials, "https://example.org/debian/dists/x").is_some(),
                applies,
                "{place}"
            );
        }
    }

    #[test]
    fn without_a_scheme_nothing_goes_over_plain_http_but_to_this_machine() {
        let credentials = Credentials::from_apt_auth(
            "machine a.example login u password p\nmachine 127.0.0.1 login l password p",
        )
        .unwrap();
        assert_eq!(login(&credentials, "http://a.example/"), None);
        assert_eq!(login(&credentials, "https://a.example/"), Some("u"));
        assert_eq!(login(&credentials, "http://127.0.0.1:8080/"), Some("l"));
        let allowed =
            Credentials::from_apt_auth("machine http://a.example login u password p").unwrap();
        assert_eq!(login(&allowed, "http://a.example/x"), Some("u"));
    }

    #[test]
    fn netrc_is_read_with_quotes_macros_and_a_default() {
        let text = "# mine\nmachine a.example login \"u v\" account z password \"p\\\"q\"\n\
                    macdef init\nmachine evil.example login no password no\n\n\
                    default login anyone password #1\n";
        let credentials = Credentials::from_netrc(text).unwrap();
        assert_eq!(login(&credentials, "https://a.example/"), Some("u v"));
        assert_eq!(login(&credentials, "https://evil.example/"), Some("anyone"));
        let found = credentials.find(&"https://a.example/".parse().unwrap()).unwrap();
        assert_eq!(found.password.reveal(), "p\"q");
        assert!(!format!("{credentials:?}").contains("p\\"));
    }

    #[test]
    fn faults_name_the_line_and_never_the_secret() {
        for (text, expected) in [
            ("machine a login", CredentialsError::NothingFollows { line: 1, word: "login" }),
            ("\n\npassword geheim", CredentialsError::NoMachine { line: 3, word: "password" }),
            ("\nmachine a:99999 login x", CredentialsError::Port { line: 2 }),
        ] {
            let error = Credentials::from_apt_auth(text).unwrap_err();
            assert_eq!(error, expected);
            assert!(!error.to_string().contains("geheim"));
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "(machine|login|password|default|macdef|[a-z:/\\[\\]#\"\\\\\n ]|\\PC){0,40}") {
            let _ = Credentials::from_apt_auth(&text);
            let _ = Credentials::from_netrc(&text);
        }

        #[test]
        fn what_is_printed_is_read(
            machines in proptest::collection::vec(
                ("(https?)?", "[a-z]{1,8}(\\.[a-z]{1,4})?", proptest::option::of(1u16..), "(/[a-z]{0,5})?", "[!-~]{1,9}", "[!-~]{1,9}"), 0..4)
        ) {
            let mut text = String::new();
            let mut expected = Credentials::new();
            for (scheme, host, port, path, login, password) in machines {
                let prefix = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
                let port_text = port.map(|port| format!(":{port}")).unwrap_or_default();
                text += &format!("machine {prefix}{host}{port_text}{path}\n  login {login}\tpassword {password}\n");
                expected.push(Credential {
                    scheme: Some(scheme).filter(|scheme| !scheme.is_empty()),
                    host: Some(host), port, path, login, password: Secret::new(password),
                });
            }
            prop_assert_eq!(Credentials::from_apt_auth(&text).unwrap(), expected);
        }
    }
}
