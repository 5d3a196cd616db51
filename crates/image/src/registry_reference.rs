// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Names of images in registries (OCI distribution specification 1.1, "Pull").

use std::fmt;
use std::str::FromStr;

use haerterei_ground::Digest;

use crate::reference::{ReferenceError, is_tag};

/// The longest host and repository together, in bytes, that every registry takes.
const LONGEST: usize = 255;

/// An image in a registry: `HOST[:PORT]/REPOSITORY[:TAG][@DIGEST]`.
///
/// Where both stand there, the digest counts, and the tag is a name for people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegistryReference {
    /// Host, with a port if one was given.
    pub host: String,
    /// The repository.
    pub repository: String,
    /// The tag.
    pub tag: Option<String>,
    /// The digest.
    pub digest: Option<Digest>,
}

impl RegistryReference {
    /// Returns the tag that counts where none was given.
    pub const USUAL_TAG: &str = "latest";

    /// Returns whether a word begins with a host: a dot, a colon or `localhost` before the first
    /// slash. A name without host is a file: there is no default registry.
    pub fn is_meant(word: &str) -> bool {
        match word.split_once('/') {
            None | Some(("" | "." | "..", _)) => false,
            Some((host, _)) => host == "localhost" || host.contains(['.', ':']),
        }
    }

    /// Returns what is asked of the registry: the digest, else the tag.
    pub fn wanted(&self) -> String {
        match &self.digest {
            Some(digest) => digest.to_string(),
            None => self.tag.clone().unwrap_or_else(|| Self::USUAL_TAG.to_owned()),
        }
    }

    /// Returns the same repository, and of it what has a digest.
    #[must_use]
    pub fn at(&self, digest: &Digest) -> Self {
        Self { tag: None, digest: Some(*digest), ..self.clone() }
    }

    /// Returns host and repository.
    pub fn place(&self) -> String {
        format!("{}/{}", self.host, self.repository)
    }
}

impl FromStr for RegistryReference {
    type Err = ReferenceError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let wrong = |reason| ReferenceError::Registry { word: word.to_owned(), reason };
        let (name, digest) = match word.split_once('@') {
            Some((name, digest)) => {
                (name, Some(digest.parse().map_err(|_| wrong(NameFault::Digest))?))
            }
            None => (word, None),
        };
        let (host, path) = name.split_once('/').ok_or(wrong(NameFault::Host))?;
        if !is_host(host) {
            return Err(wrong(NameFault::Host));
        }
        let (repository, tag) = match path.split_once(':') {
            Some((repository, tag)) if is_tag(tag) => (repository, Some(tag.to_owned())),
            Some((_, tag)) => return Err(ReferenceError::Tag { tag: tag.to_owned() }),
            None => (path, None),
        };
        if !is_repository(repository) {
            return Err(wrong(NameFault::Repository));
        }
        if host.len() + 1 + repository.len() > LONGEST {
            return Err(wrong(NameFault::Long));
        }
        Ok(Self { host: host.to_owned(), repository: repository.to_owned(), tag, digest })
    }
}

impl fmt::Display for RegistryReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.host, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(f, "@{digest}"),
            None => Ok(()),
        }
    }
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// The host or its port.
    Host,
    /// The repository.
    Repository,
    /// The digest.
    Digest,
    /// All of it is too long.
    Long,
}

/// A name of DNS, an address of IPv4 or one of IPv6 in brackets, and a port.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => {
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return false;
            }
            match rest.strip_prefix(':') {
                Some(port) => (None, Some(port)),
                None if rest.is_empty() => (None, None),
                None => return false,
            }
        }
        None => match text.split_once(':') {
            Some((name, port)) => (Some(name), Some(port)),
            None => (Some(text), None),
        },
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_port = |port: &str| {
        port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|port| port != 0)
    };
    name.is_none_or(|name| name.split('.').all(is_label)) && port.is_none_or(is_port)
}

/// Path components of `[a-z0-9]+`, joined by `.`, `_`, `__` or any number of `-`, with slashes
/// between them.
fn is_repository(text: &str) -> bool {
    text.split('/').all(|component| {
        let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let bytes = component.as_bytes();
        let ends = [bytes.first(), bytes.last()];
        ends.iter().all(|end| end.is_some_and(|byte| is_word(*byte)))
            && bytes.split(|byte| is_word(*byte)).all(|joint| {
                matches!(joint, b"" | b"." | b"_" | b"__") || joint.iter().all(|byte| *byte == b'-')
            })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn names_follow_the_grammar() {
        for word in [
            "registry.example/app",
            "localhost:5000/a/b-c/d__e:1.2",
            "127.0.0.1:5000/a.b_c---d:x",
            "[::1]:5000/app:latest",
            &format!("r.example/a:1@{DIGEST}"),
            &format!("r.example/a@{DIGEST}"),
        ] {
            let reference: RegistryReference = word.parse().unwrap();
            assert_eq!(reference.to_string(), word);
        }
        for (word, fault) in [
            ("r.example/App", NameFault::Repository),
            ("r.example/a//b", NameFault::Repository),
            ("r.example/a..b", NameFault::Repository),
            ("r.example/a___b", NameFault::Repository),
            ("r.example/-a", NameFault::Repository),
            ("r.example/../b", NameFault::Repository),
            ("r.example/", NameFault::Repository),
            ("r..example/a", NameFault::Host),
            ("r.example:0/a", NameFault::Host),
            ("r.example:99999/a", NameFault::Host),
            ("user:pw@r.example/a", NameFault::Digest),
            ("[::x]/a", NameFault::Host),
            ("r.example/a@sha256:12", NameFault::Digest),
            (&format!("r.example/{}", "a".repeat(250)), NameFault::Long),
        ] {
            let error = word.parse::<RegistryReference>().unwrap_err();
            assert!(
                matches!(error, ReferenceError::Registry { reason, .. } if reason == fault),
                "{word}: {error:?}"
            );
        }
        assert!(matches!(
            "r.example/a:b c".parse::<RegistryReference>(),
            Err(ReferenceError::Tag { .. })
        ));
    }

    #[test]
    fn a_digest_counts_before_a_tag() {
        let wanted = |word: &str| word.parse::<RegistryReference>().unwrap().wanted();
        assert_eq!(wanted("r.example/a"), "latest");
        assert_eq!(wanted("r.example/a:1"), "1");
        assert_eq!(wanted(&format!("r.example/a:1@{DIGEST}")), DIGEST);
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_what_is_shown_is_read_again(word in "\\PC{0,12}[/:@.a-z0-9\\[\\]]{0,24}") {
            if let Ok(reference) = word.parse::<RegistryReference>() {
                prop_assert_eq!(reference.to_string(), word);
            }
        }
    }
}
