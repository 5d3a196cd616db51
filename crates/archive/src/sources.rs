// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Apt's own configuration of sources, read and never trusted blindly: `sources.list(5)`.
//!
//! Parsing is pure; [`crate::host_configuration`] reads the files at the edge.

use std::fmt;

use haerterei_packages::deb822::{Field, Paragraphs};
use url::Url;

use crate::mirrors::shown_all;

/// Longest file of sources that is read, in bytes.
pub(crate) const MAX_SOURCES_BYTES: u64 = 4 << 20;

/// One source of binary packages out of apt's configuration.
#[derive(Clone, PartialEq, Eq)]
pub struct AptSource {
    /// Where it stands: file and line.
    pub place: String,
    /// The mirrors.
    pub uris: Vec<Url>,
    /// The suites; a name that ends with a slash is a flat archive.
    pub suites: Vec<String>,
    /// The components.
    pub components: Vec<String>,
    /// The architectures it is limited to; empty for the host's.
    pub architectures: Vec<String>,
    /// The keys it is limited to.
    pub signed_by: SignedBy,
}

impl fmt::Debug for AptSource {
    /// Shows addresses without the passwords that may be in them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AptSource")
            .field("place", &self.place)
            .field("uris", &shown_all(&self.uris))
            .field("suites", &self.suites)
            .field("components", &self.components)
            .field("architectures", &self.architectures)
            .field("signed_by", &self.signed_by)
            .finish()
    }
}

/// What the option `Signed-By` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedBy {
    /// Nothing: every key the host trusts.
    Unsaid,
    /// Keyring files, as absolute paths.
    Files(Vec<String>),
    /// A certificate written into the source itself.
    Inline(String),
    /// Fingerprints among the keys the host trusts.
    Fingerprints(Vec<String>),
}

/// Why a source of the host's configuration is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredSource {
    /// Where it stands: file and line.
    pub place: String,
    /// Why.
    pub reason: IgnoredReason,
}

/// A reason to leave a source aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IgnoredReason {
    /// It says `Trusted: yes`, that is, unsigned packages; never honoured.
    Trusted,
    /// Its method is not one of http, https and file.
    Method(String),
    /// It cannot be understood.
    Malformed(String),
}

/// Sources and what was left aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AptSources {
    /// The sources, in the order of the files.
    pub sources: Vec<AptSource>,
    /// What is not used.
    pub ignored: Vec<IgnoredSource>,
}

impl AptSources {
    /// Reads a file by the form its name tells: `.sources` is deb822, all else one-line.
    pub fn read(&mut self, name: &str, text: &str) {
        if name.ends_with(".sources") {
            self.read_deb822(name, text);
        } else {
            self.read_one_line(name, text);
        }
    }

    fn read_deb822(&mut self, name: &str, text: &str) {
        for paragraph in Paragraphs::new(text) {
            let paragraph = match paragraph {
                Ok(paragraph) => paragraph,
                Err(error) => {
                    // What follows the fault cannot be told apart any more.
                    let reason = IgnoredReason::Malformed(error.to_string());
                    return self.ignore(name.to_owned(), reason);
                }
            };
            let words = |key: &str| -> Vec<String> {
                let lines = paragraph.field(key).into_iter().flat_map(Field::lines);
                lines.flat_map(str::split_whitespace).map(str::to_owned).collect()
            };
            let says = |key: &str, what: fn(&str) -> bool| paragraph.get(key).is_some_and(what);
            if says("Enabled", is_no) || !words("Types").iter().any(|kind| kind == "deb") {
                continue;
            }
            let signed_by = paragraph.field("Signed-By").map_or(SignedBy::Unsaid, |field| {
                signed_by(&field.lines().collect::<Vec<_>>().join("\n"))
            });
            self.push(Draft {
                place: format!("{name}:{}", paragraph.line()),
                uris: words("URIs"),
                suites: words("Suites"),
                components: words("Components"),
                architectures: words("Architectures"),
                trusted: says("Trusted", is_yes),
                signed_by,
            });
        }
    }

    fn read_one_line(&mut self, name: &str, text: &str) {
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            let Some(rest) = line.strip_prefix("deb ").or_else(|| line.strip_prefix("deb\t"))
            else {
                // Comments, empty lines and `deb-src`.
                continue;
            };
            let place = format!("{name}:{}", number + 1);
            let rest = rest.trim_start();
            let (options, rest) = match rest.strip_prefix('[').map(|inner| inner.split_once(']')) {
                None => ("", rest),
                Some(Some(parts)) => parts,
                Some(None) => {
                    self.ignore(place, IgnoredReason::Malformed("`[` without `]`".to_owned()));
                    continue;
                }
            };
            let mut words = rest.split_whitespace().map(str::to_owned);
            let mut draft = Draft {
                place,
                uris: words.by_ref().take(1).collect(),
                suites: words.by_ref().take(1).collect(),
                components: words.collect(),
                architectures: Vec::new(),
                trusted: false,
                signed_by: SignedBy::Unsaid,
            };
            for option in options.split_whitespace() {
                let Some((key, value)) = option.split_once('=') else {
                    continue;
                };
                match key.trim_end_matches(['+', '-']).to_ascii_lowercase().as_str() {
                    "arch" => draft.architectures = value.split(',').map(str::to_owned).collect(),
                    "trusted" => draft.trusted = is_yes(value),
                    "signed-by" => draft.signed_by = signed_by(value),
                    _ => {}
                }
            }
            self.push(draft);
        }
    }

    fn push(&mut self, draft: Draft) {
        if draft.trusted {
            return self.ignore(draft.place, IgnoredReason::Trusted);
        }
        if draft.uris.is_empty() || draft.suites.is_empty() {
            let reason = "it names no address or no suite".to_owned();
            return self.ignore(draft.place, IgnoredReason::Malformed(reason));
        }
        let mut uris = Vec::new();
        for uri in &draft.uris {
            match Url::parse(uri) {
                Ok(url) if matches!(url.scheme(), "http" | "https" | "file") => uris.push(url),
                Ok(url) => {
                    let method = url.scheme().to_owned();
                    self.ignore(draft.place.clone(), IgnoredReason::Method(method));
                }
                Err(error) => {
                    let reason = error.to_string();
                    self.ignore(draft.place.clone(), IgnoredReason::Malformed(reason));
                }
            }
        }
        if uris.is_empty() {
            return;
        }
        self.sources.push(AptSource {
            place: draft.place,
            uris,
            suites: draft.suites,
            components: draft.components,
            architectures: draft.architectures,
            signed_by: draft.signed_by,
        });
    }

    fn ignore(&mut self, place: String, reason: IgnoredReason) {
        self.ignored.push(IgnoredSource { place, reason });
    }
}

struct Draft {
    place: String,
    uris: Vec<String>,
    suites: Vec<String>,
    components: Vec<String>,
    architectures: Vec<String>,
    trusted: bool,
    signed_by: SignedBy,
}

fn signed_by(value: &str) -> SignedBy {
    if value.contains("-----BEGIN PGP") {
        return SignedBy::Inline(value.trim().to_owned() + "\n");
    }
    let words: Vec<String> = value
        .split(|character: char| character.is_whitespace() || character == ',')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() {
        SignedBy::Unsaid
    } else if words.iter().all(|word| word.starts_with('/')) {
        SignedBy::Files(words)
    } else {
        SignedBy::Fingerprints(words)
    }
}

fn is_yes(value: &str) -> bool {
    ["yes", "true", "with", "on", "enable", "1"]
        .iter()
        .any(|word| value.trim().eq_ignore_ascii_case(word))
}

fn is_no(value: &str) -> bool {
    ["no", "false", "without", "off", "disable", "0"]
        .iter()
        .any(|word| value.trim().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(name: &str, text: &str) -> AptSources {
        let mut sources = AptSources::default();
        sources.read(name, text);
        sources
    }

    #[test]
    fn a_deb822_file_is_read() {
        let read = read(
            "a.sources",
            "# a comment\nTypes: deb deb-src\nURIs: http://one.example/debian\n https://two.example/debian/\nSuites: trixie trixie-updates\n# another\nComponents: main contrib\nSigned-By: /usr/share/keyrings/a.gpg\n\nTypes: deb\nEnabled: no\nURIs: http://three.example\nSuites: x\n",
        );
        assert_eq!(read.ignored, []);
        let [source] = &read.sources[..] else { panic!("{read:?}") };
        assert_eq!(source.place, "a.sources:2");
        assert_eq!(source.uris.len(), 2);
        assert_eq!(source.suites, ["trixie", "trixie-updates"]);
        assert_eq!(source.components, ["main", "contrib"]);
        assert_eq!(source.signed_by, SignedBy::Files(vec!["/usr/share/keyrings/a.gpg".to_owned()]));
    }

    #[test]
    fn an_inline_key_keeps_its_lines() {
        let read = read(
            "a.sources",
            "Types: deb\nURIs: file:/srv/a\nSuites: ./\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----\n",
        );
        let SignedBy::Inline(text) = &read.sources[0].signed_by else { panic!("{read:?}") };
        assert_eq!(
            text,
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc\n-----END PGP PUBLIC KEY BLOCK-----\n"
        );
    }

    #[test]
    fn a_one_line_file_is_read() {
        let read = read(
            "sources.list",
            "deb-src http://one.example trixie main\n\ndeb [ arch=amd64,arm64 signed-by=/k.gpg ] http://one.example/debian trixie main # end\n",
        );
        let [source] = &read.sources[..] else { panic!("{read:?}") };
        assert_eq!(source.place, "sources.list:3");
        assert_eq!(source.architectures, ["amd64", "arm64"]);
        assert_eq!(source.signed_by, SignedBy::Files(vec!["/k.gpg".to_owned()]));
        assert_eq!(source.components, ["main"]);
    }

    #[test]
    fn unsigned_and_foreign_methods_are_left_aside_and_named() {
        let read = read(
            "s.list",
            "deb [trusted=yes] http://one.example a b\ndeb mirror+file:/etc/m a b\ndeb cdrom:[x]/ a b\ndeb [x http://one.example a\ndeb http://one.example\n",
        );
        assert_eq!(read.sources, []);
        let reasons: Vec<_> = read.ignored.into_iter().map(|one| one.reason).collect();
        assert_eq!(reasons[0], IgnoredReason::Trusted);
        assert_eq!(reasons[1], IgnoredReason::Method("mirror+file".to_owned()));
        assert_eq!(reasons[2], IgnoredReason::Method("cdrom".to_owned()));
        assert!(matches!(reasons[3], IgnoredReason::Malformed(_)));
        assert!(matches!(reasons[4], IgnoredReason::Malformed(_)));
    }

    #[test]
    fn what_stands_before_a_fault_counts() {
        let read = read(
            "a.sources",
            "Types: deb\nURIs: http://one.example\nSuites: x\n\nTypes deb\nURIs: http://two.example\nSuites: y\n",
        );
        assert_eq!(read.sources.len(), 1);
        let [ignored] = &read.ignored[..] else { panic!("{read:?}") };
        let IgnoredReason::Malformed(reason) = &ignored.reason else { panic!("{ignored:?}") };
        assert!(reason.starts_with("line 5 "), "{reason}");
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "[a-zA-Z:\\[\\]=/., \n#\\-]{0,300}") {
            read("a.sources", &text);
            read("a.list", &text);
        }

        #[test]
        fn both_forms_say_the_same(
            suite in "[a-z]{1,9}(-updates)?",
            components in proptest::collection::vec("[a-z]{1,9}", 1..4),
            architectures in proptest::collection::vec("[a-z0-9]{1,6}", 1..3),
        ) {
            let one = read("x", &format!(
                "deb [arch={}] http://m.example/d {suite} {}", architectures.join(","), components.join(" ")));
            let two = read("x.sources", &format!(
                "Types: deb\nURIs: http://m.example/d\nSuites: {suite}\nComponents: {}\nArchitectures: {}\n",
                components.join(" "), architectures.join(" ")));
            let strip = |mut read: AptSources| { read.sources[0].place.clear(); read };
            prop_assert_eq!(strip(one), strip(two));
        }
    }
}
