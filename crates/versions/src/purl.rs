// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package URLs, after the package-url specification (ECMA-427) and its definitions of types.

mod types;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use haerterei_ground::{Blame, Explain, Message};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest package URL we accept, in bytes.
const MAX_LENGTH: usize = 8192;

/// Why some text is not a package URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PurlError {
    /// It does not begin with `pkg:`.
    #[error("`{0}` does not begin with `pkg:`")]
    Scheme(String),
    /// The type is missing or malformed.
    #[error("package URL `{0}` has no valid type")]
    Type(String),
    /// The name is missing.
    #[error("package URL `{0}` has no name")]
    Name(String),
    /// A percent sign is not followed by two hexadecimal digits, or what results is not UTF-8.
    #[error("package URL `{0}` has a malformed percent encoding")]
    Encoding(String),
    /// A qualifier has a malformed key, or one key stands twice.
    #[error("package URL `{purl}` has the malformed qualifier `{key}`")]
    Qualifier {
        /// The package URL.
        purl: String,
        /// The key.
        key: String,
    },
    /// It is longer than any has a reason to be.
    #[error("a package URL has {0} bytes, more than {MAX_LENGTH}")]
    TooLong(usize),
}

impl Explain for PurlError {
    fn message(&self) -> Message {
        match self {
            Self::Scheme(purl) => Message::new("versions-purl-scheme").text("purl", purl),
            Self::Type(purl) => Message::new("versions-purl-type").text("purl", purl),
            Self::Name(purl) => Message::new("versions-purl-name").text("purl", purl),
            Self::Encoding(purl) => Message::new("versions-purl-encoding").text("purl", purl),
            Self::Qualifier { purl, key } => {
                Message::new("versions-purl-qualifier").text("purl", purl).text("key", key)
            }
            Self::TooLong(length) => Message::new("versions-purl-too-long")
                .number("length", *length)
                .number("limit", MAX_LENGTH),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

/// A package URL: `pkg:deb/debian/libc6@2.41-12?arch=amd64&distro=debian-13`.
///
/// Parts are kept decoded and printed in the canonical form, so two that name the same are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageUrl {
    kind: String,
    namespace: Vec<String>,
    name: String,
    version: Option<String>,
    qualifiers: BTreeMap<String, String>,
    subpath: Vec<String>,
}

impl PackageUrl {
    /// Returns the URL of a package by its parts, brought into the form that the definition of its
    /// type demands; nothing if the type or name is malformed, or if the type forbids or demands a
    /// namespace.
    ///
    /// Slashes separate the parts of the namespace; an empty one is none, and an empty version is
    /// none.
    pub fn new(kind: &str, namespace: &str, name: &str, version: &str) -> Option<Self> {
        let parts = namespace.split('/').filter(|part| !part.is_empty());
        let length = kind.len() + namespace.len() + name.len() + version.len();
        if !is_type(kind) || name.is_empty() || length > MAX_LENGTH / 4 {
            return None;
        }
        let mut purl = Self {
            kind: kind.to_ascii_lowercase(),
            namespace: parts.map(str::to_owned).collect(),
            name: name.to_owned(),
            version: (!version.is_empty()).then(|| version.to_owned()),
            qualifiers: BTreeMap::new(),
            subpath: Vec::new(),
        };
        types::normalise(&mut purl);
        types::is_valid(&purl).then_some(purl)
    }

    /// Returns the URL of a package of a distribution, `debian` or `ubuntu`.
    pub fn deb(distribution: &str, name: &str, version: &str) -> Self {
        let mut purl = Self {
            kind: "deb".to_owned(),
            namespace: vec![distribution.to_owned()],
            name: name.to_owned(),
            version: Some(version.to_owned()),
            qualifiers: BTreeMap::new(),
            subpath: Vec::new(),
        };
        types::normalise(&mut purl);
        purl
    }

    /// Sets a qualifier; an empty value takes it away. The key has to be one of letters, digits,
    /// dots, hyphens and underscores, and is written in lower case.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: &str) -> Self {
        debug_assert!(is_key(key), "a malformed key");
        if value.is_empty() {
            self.qualifiers.remove(key);
        } else {
            self.qualifiers.insert(key.to_ascii_lowercase(), value.to_owned());
        }
        self
    }

    /// Returns the type: `deb`, `maven`, `npm`…
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns the namespace's parts: the distribution of a Debian package, the group of a Maven
    /// artifact.
    pub fn namespace(&self) -> &[String] {
        &self.namespace
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the version.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Returns a qualifier, by its key in lower case: `arch`, `distro`, `upstream`.
    pub fn qualifier(&self, key: &str) -> Option<&str> {
        self.qualifiers.get(key).map(String::as_str)
    }

    /// Returns all qualifiers.
    pub const fn qualifiers(&self) -> &BTreeMap<String, String> {
        &self.qualifiers
    }

    /// Returns the parts of the path inside the package.
    pub fn subpath(&self) -> &[String] {
        &self.subpath
    }
}

impl FromStr for PackageUrl {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_LENGTH {
            return Err(PurlError::TooLong(text.len()));
        }
        let shown = || text.chars().take(120).flat_map(char::escape_default).collect::<String>();
        let decode = |part: &str| decode(part).ok_or_else(|| PurlError::Encoding(shown()));
        // From the right, as the specification has it: subpath, qualifiers, scheme, type, version.
        let (rest, subpath) = text.split_once('#').unwrap_or((text, ""));
        let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
        let (scheme, rest) = rest.split_once(':').ok_or_else(|| PurlError::Scheme(shown()))?;
        if !scheme.eq_ignore_ascii_case("pkg") {
            return Err(PurlError::Scheme(shown()));
        }
        let (kind, rest) =
            rest.trim_matches('/').split_once('/').ok_or_else(|| PurlError::Type(shown()))?;
        let kind = kind.to_ascii_lowercase();
        if !is_type(&kind) {
            return Err(PurlError::Type(shown()));
        }
        // An `@` before the last slash belongs to a namespace such as `@angular`.
        let name_at = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (rest, version) = match rest.rfind('@').filter(|at| *at > name_at) {
            Some(at) => (rest.get(..at).unwrap_or_default(), rest.get(at + 1..)),
            None => (rest, None),
        };
        let version = version.filter(|version| !version.is_empty()).map(decode).transpose()?;
        let mut namespace = rest
            .split('/')
            .filter(|part| !part.is_empty())
            .map(decode)
            .collect::<Result<Vec<_>, _>>()?;
        let name = namespace
            .pop()
            .filter(|name| !name.is_empty())
            .ok_or_else(|| PurlError::Name(shown()))?;
        let mut purl = Self {
            kind,
            namespace,
            name,
            version,
            qualifiers: read_qualifiers(qualifiers, &shown, &decode)?,
            subpath: subpath
                .split('/')
                .filter(|part| !matches!(*part, "" | "." | ".."))
                .map(decode)
                .filter(|part| !matches!(part.as_deref(), Ok("" | "." | "..")))
                .collect::<Result<_, _>>()?,
        };
        types::normalise(&mut purl);
        Ok(purl)
    }
}

fn is_type(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_alphabetic())
        && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
}

fn read_qualifiers(
    text: &str,
    shown: &impl Fn() -> String,
    decode: &impl Fn(&str) -> Result<String, PurlError>,
) -> Result<BTreeMap<String, String>, PurlError> {
    let mut qualifiers = BTreeMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let malformed = || PurlError::Qualifier {
            purl: shown(),
            key: key.chars().take(40).flat_map(char::escape_default).collect(),
        };
        if !is_key(key) {
            return Err(malformed());
        }
        let value = decode(value)?;
        // A key without a value is as good as none.
        if !value.is_empty() && qualifiers.insert(key.to_ascii_lowercase(), value).is_some() {
            return Err(malformed());
        }
    }
    Ok(qualifiers)
}

fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let hex = after.get(..2).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(hex, 16).ok()?);
        rest = after.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// Writes a part: letters, digits, `.-_~` and the colon as they are, all else encoded.
fn encode(f: &mut fmt::Formatter<'_>, part: &str) -> fmt::Result {
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~:".contains(&byte) {
            f.write_char(char::from(byte))?;
        } else {
            write!(f, "%{byte:02X}")?;
        }
    }
    Ok(())
}

impl fmt::Display for PackageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pkg:{}", self.kind)?;
        for part in self.namespace.iter().chain([&self.name]) {
            f.write_char('/')?;
            encode(f, part)?;
        }
        if let Some(version) = &self.version {
            f.write_char('@')?;
            encode(f, version)?;
        }
        for (position, (key, value)) in self.qualifiers.iter().enumerate() {
            write!(f, "{}{key}=", if position == 0 { '?' } else { '&' })?;
            encode(f, value)?;
        }
        for (position, part) in self.subpath.iter().enumerate() {
            f.write_char(if position == 0 { '#' } else { '/' })?;
            encode(f, part)?;
        }
        Ok(())
    }
}

impl Serialize for PackageUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PackageUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_spelling_has_one_canonical_form() {
        for (text, canonical) in [
            ("pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie", "="),
            ("PKG:Deb/Debian/Curl", "pkg:deb/debian/curl"),
            ("pkg://maven/org.apache/commons@1.0", "pkg:maven/org.apache/commons@1.0"),
            ("pkg:deb/debian/g++@1:2+x", "pkg:deb/debian/g%2B%2B@1:2%2Bx"),
            ("pkg:npm/%40angular/animation@12.3.1", "="),
            ("pkg:npm/@angular/animation@12.3.1", "pkg:npm/%40angular/animation@12.3.1"),
            (
                "pkg:golang/google.golang.org/genproto#/googleapis/../api//x/",
                "pkg:golang/google.golang.org/genproto#googleapis/api/x",
            ),
            ("pkg:deb/debian/a@1?z=1&a=2&e=", "pkg:deb/debian/a@1?a=2&z=1"),
            ("pkg:pypi/Django_x@1", "pkg:pypi/django-x@1"),
        ] {
            let canonical = if canonical == "=" { text } else { canonical };
            assert_eq!(text.parse::<PackageUrl>().unwrap().to_string(), canonical);
        }
        let made = PackageUrl::deb("debian", "libc6", "2.41-12+b1")
            .with("distro", "debian-13")
            .with("arch", "amd64");
        assert_eq!(
            made.to_string(),
            "pkg:deb/debian/libc6@2.41-12%2Bb1?arch=amd64&distro=debian-13"
        );
        assert_eq!((made.name(), made.qualifier("arch")), ("libc6", Some("amd64")));
    }

    #[test]
    fn faults_are_named() {
        for (text, error) in [
            ("deb/debian/a", PurlError::Scheme("deb/debian/a".into())),
            ("http:deb/a", PurlError::Scheme("http:deb/a".into())),
            ("pkg:deb", PurlError::Type("pkg:deb".into())),
            ("pkg:1deb/a", PurlError::Type("pkg:1deb/a".into())),
            ("pkg:d/%", PurlError::Encoding("pkg:d/%".into())),
            ("pkg:d/%ff", PurlError::Encoding("pkg:d/%ff".into())),
            ("pkg:d/%+1", PurlError::Encoding("pkg:d/%+1".into())),
            ("pkg:d/a?1=2", PurlError::Qualifier { purl: "pkg:d/a?1=2".into(), key: "1".into() }),
            (
                "pkg:d/a?x=2&X=3",
                PurlError::Qualifier { purl: "pkg:d/a?x=2&X=3".into(), key: "X".into() },
            ),
        ] {
            assert_eq!(text.parse::<PackageUrl>(), Err(error));
        }
    }

    proptest! {
        #[test]
        fn reading_is_total(text in any::<String>()) {
            let _ = text.parse::<PackageUrl>();
        }

        #[test]
        fn what_is_printed_is_read_again(
            text in "pkg:[a-z]{1,4}/([@a-zA-Z%2F.]{1,5}/){0,2}[a-z@%2B:+]{1,6}(@[0-9.+:~%2F-]{1,6})?(\\?[a-z]=[a-z/%26&=]{1,5})?(#[a-z/.]{1,6})?",
        ) {
            if let Ok(purl) = text.parse::<PackageUrl>() {
                prop_assert_eq!(purl.to_string().parse::<PackageUrl>().unwrap(), purl);
            }
        }
    }
}
