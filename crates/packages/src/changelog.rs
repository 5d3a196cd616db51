// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Changelogs of Debian packages, after deb-changelog(5).
//!
//! Old entries in the wild are sloppy in every way; a line that means nothing is passed over, and a
//! date that means nothing is absent. Only a file without any entry is an error.

mod date;
mod story;

use std::collections::BTreeSet;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use haerterei_ground::{Blame, BoundedReader, Explain, Message, Timestamp, TreePath};
use haerterei_versions::debian::Version;
use serde::{Deserialize, Serialize};

pub use story::{Told, Versions};

/// The most entries we read; linux has some thousand.
const MAX_ENTRIES: usize = 100_000;

/// Why a changelog cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ChangelogError {
    /// The gzip form is damaged.
    #[error("the changelog is damaged")]
    Damaged(#[source] io::Error),
    /// It unpacks to more than is allowed.
    #[error("the changelog has more than {limit} bytes")]
    TooLarge {
        /// The bound in bytes.
        limit: u64,
    },
    /// There is no entry in it.
    #[error("the changelog has no entry")]
    Empty,
}

impl Explain for ChangelogError {
    fn message(&self) -> Message {
        match self {
            Self::Damaged(error) => Message::new("packages-changelog-damaged").text("error", error),
            Self::TooLarge { limit } => {
                Message::new("packages-changelog-too-large").number("limit", *limit)
            }
            Self::Empty => Message::new("packages-changelog-empty"),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

/// How much an update matters, in the words of its maker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Urgency {
    /// `low`
    Low,
    /// `medium`, which debhelper's tools write where nobody says anything.
    Medium,
    /// `high`
    High,
    /// `emergency` and `critical`, which mean the same (Debian Policy 5.6.17).
    Critical,
}

impl Urgency {
    /// Returns the word as Debian writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let word = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        Some(match word.to_ascii_lowercase().as_str() {
            "low" => Self::Low,
            "medium" => Self::Medium,
            "high" => Self::High,
            "emergency" | "critical" => Self::Critical,
            _ => return None,
        })
    }
}

/// What was said about one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The source package.
    pub source: String,
    /// The version.
    pub version: Version,
    /// The distributions it was made for: `unstable`, `trixie-security`.
    pub distributions: String,
    /// Its urgency, where one is given.
    pub urgency: Option<Urgency>,
    /// When it was made, where the date can be read.
    pub date: Option<Timestamp>,
    /// Whether the archive only rebuilt it (`binary-only=yes`).
    pub is_rebuild: bool,
    /// The CVE numbers that it mentions.
    pub cves: BTreeSet<String>,
}

/// What happened between two versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// How many entries there are.
    pub entries: usize,
    /// The highest urgency among them.
    pub urgency: Option<Urgency>,
    /// The CVE numbers that they mention.
    pub cves: BTreeSet<String>,
}

/// A changelog, the newest entry first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changelog {
    entries: Vec<Entry>,
}

impl Changelog {
    /// Reads a changelog, plain or as gzip, of at most `limit` bytes.
    pub fn read(content: &[u8], limit: u64) -> Result<Self, ChangelogError> {
        let too_large = ChangelogError::TooLarge { limit };
        if content.starts_with(&[0x1f, 0x8b]) {
            let mut plain = Vec::new();
            match BoundedReader::new(MultiGzDecoder::new(content), limit).read_to_end(&mut plain) {
                Ok(_) => Self::parse(&String::from_utf8_lossy(&plain)),
                Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(too_large),
                Err(error) => Err(ChangelogError::Damaged(error)),
            }
        } else if content.len() as u64 > limit {
            Err(too_large)
        } else {
            Self::parse(&String::from_utf8_lossy(content))
        }
    }

    /// Reads the text of a changelog.
    pub fn parse(text: &str) -> Result<Self, ChangelogError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut is_open = false;
        for line in text.lines() {
            if let Some(entry) = read_heading(line) {
                if entries.len() == MAX_ENTRIES {
                    break;
                }
                entries.push(entry);
                is_open = true;
            } else if let Some(entry) = entries.last_mut().filter(|_| is_open) {
                if let Some(signature) = line.strip_prefix(" -- ") {
                    // The date follows the maintainer's address and two spaces.
                    let after = signature.rsplit_once('>').map_or("", |(_, date)| date);
                    entry.date = date::parse(after);
                    is_open = false;
                } else {
                    collect_cves(line, &mut entry.cves);
                }
            }
        }
        if entries.is_empty() { Err(ChangelogError::Empty) } else { Ok(Self { entries }) }
    }

    /// Returns the entries, the newest first as the file has it; there is at least one.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the first entry: the version of the package that carries this changelog.
    pub fn newest(&self) -> Option<&Entry> {
        self.entries.first()
    }

    /// Puts the entries of a rebuild (`changelog.Debian.amd64.gz`) before these.
    #[must_use]
    pub fn with_rebuild(mut self, rebuild: Self) -> Self {
        self.entries.splice(..0, rebuild.entries);
        self
    }

    /// Returns what happened after version `old` up to and with version `new`; from the beginning,
    /// where there is no `old`.
    pub fn between(&self, old: Option<&Version>, new: &Version) -> Changes {
        let mut changes = Changes::default();
        let is_meant =
            |entry: &&Entry| old.is_none_or(|old| entry.version > *old) && entry.version <= *new;
        for entry in self.entries.iter().filter(is_meant) {
            changes.entries += 1;
            changes.urgency = changes.urgency.max(entry.urgency);
            changes.cves.extend(entry.cves.iter().cloned());
        }
        changes
    }
}

/// What a path in a package's documentation folder is, if it is a changelog of Debian's.
///
/// Whether `changelog.gz` is Debian's depends on the package: only native packages, whose version
/// has no revision, name it so; elsewhere it is the upstream project's, of any form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangelogFile {
    /// `changelog.Debian.gz`
    Debian,
    /// `changelog.gz`
    NativeOrUpstream,
    /// `changelog.Debian.amd64.gz`, the entries of a rebuild
    Rebuild,
}

impl ChangelogFile {
    /// Recognises `usr/share/doc/NAME/changelog…`.
    pub fn recognise(path: &TreePath) -> Option<Self> {
        let rest = path.as_str()?.strip_prefix("usr/share/doc/")?;
        let (_, name) = rest.split_once('/')?;
        match name.strip_suffix(".gz").unwrap_or(name) {
            "changelog.Debian" => Some(Self::Debian),
            "changelog" => Some(Self::NativeOrUpstream),
            other => {
                let architecture = other.strip_prefix("changelog.Debian.")?;
                let is_one = architecture.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
                is_one.then_some(Self::Rebuild)
            }
        }
    }
}

/// Reads `source (version) distributions; urgency=…`.
fn read_heading(line: &str) -> Option<Entry> {
    if !line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (source, rest) = line.split_once(" (")?;
    let (version, rest) = rest.split_once(')')?;
    let (distributions, settings) = rest.split_once(';')?;
    if source.contains(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))) {
        return None;
    }
    let version = Version::parse(version).ok()?;
    let mut urgency = None;
    let mut is_rebuild = false;
    for (key, value) in settings.split(',').filter_map(|setting| setting.split_once('=')) {
        match key.trim().to_ascii_lowercase().as_str() {
            "urgency" => urgency = Urgency::parse(value.trim()),
            "binary-only" => is_rebuild = value.trim().eq_ignore_ascii_case("yes"),
            _ => {}
        }
    }
    Some(Entry {
        source: source.to_owned(),
        version,
        distributions: distributions.trim().to_owned(),
        urgency,
        date: None,
        is_rebuild,
        cves: BTreeSet::new(),
    })
}

/// Collects what looks like `CVE-2025-12345`, in any case.
fn collect_cves(line: &str, cves: &mut BTreeSet<String>) {
    let bytes = line.as_bytes();
    for position in memchr::memchr2_iter(b'C', b'c', bytes) {
        let Some(rest) = bytes.get(position..) else { continue };
        let (Some(prefix), Some(b'-'), Some(year)) = (rest.get(..4), rest.get(8), rest.get(4..8))
        else {
            continue;
        };
        let number = rest.get(9..).unwrap_or_default();
        let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if prefix.eq_ignore_ascii_case(b"CVE-")
            && year.iter().all(u8::is_ascii_digit)
            // The CVE programme's syntax since 2014: four digits or more.
            && (4..=19).contains(&digits)
            && let Some(name) = line.get(position..position + 9 + digits)
        {
            cves.insert(name.to_ascii_uppercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "\
tomcat10 (10.1.40-1) unstable; urgency=HIGH (security), binary-only=no

  * New release: fixes cve-2025-31650, CVE-2025-31651 and CVE-2025-1.
    CVE-2024-56337; nocve-2020-1111x

 -- A Person <a@example.org>  Tue, 06 May 2025 21:04:05 +0200

tomcat10 (10.1.39-1) unstable; urgency=medium

  * CVE-2025-24813

 -- A Person <a@example.org>  Mon, 1 Apr 2025 1:02:03 GMT

tomcat10 (10.1.1-1) experimental; urgency=low

  * Nothing.

 -- A Person <a@example.org>  sometime

Old Changelog:
";

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn entries_are_found() {
        let changelog = Changelog::parse(TEXT).unwrap();
        let newest = changelog.newest().unwrap();
        assert_eq!((&*newest.source, newest.version.as_str()), ("tomcat10", "10.1.40-1"));
        assert_eq!(newest.distributions, "unstable");
        assert_eq!(newest.urgency, Some(Urgency::High));
        assert_eq!(newest.date.unwrap().to_string(), "2025-05-06T19:04:05Z");
        assert!(!newest.is_rebuild);
        let dates: Vec<_> = changelog.entries().iter().map(|entry| entry.date.is_some()).collect();
        assert_eq!(dates, [true, true, false]);
    }

    #[test]
    fn changes_between_versions_leave_out_the_old_one() {
        let changelog = Changelog::parse(TEXT).unwrap();
        let changes = changelog.between(Some(&version("10.1.39-1")), &version("10.1.40-1"));
        assert_eq!((changes.entries, changes.urgency), (1, Some(Urgency::High)));
        let cves: Vec<_> = changes.cves.iter().map(String::as_str).collect();
        assert_eq!(cves, ["CVE-2020-1111", "CVE-2024-56337", "CVE-2025-31650", "CVE-2025-31651"]);
        assert_eq!(changelog.between(None, &version("10.1.39-1")).entries, 2);
        assert_eq!(changelog.between(Some(&version("11")), &version("11")), Changes::default());
    }

    #[test]
    fn a_rebuild_stands_before_what_it_rebuilt() {
        let rebuild = "bash (5.2.37-2+b10) sid; urgency=low, binary-only=yes\n\n  * Rebuild.\n\n \
                       -- Daemon <d@example.org>  Sat, 21 Mar 2026 10:00:00 +0000\n";
        let rebuild = Changelog::parse(rebuild).unwrap();
        assert!(rebuild.newest().unwrap().is_rebuild);
        let whole = Changelog::parse(TEXT).unwrap().with_rebuild(rebuild);
        assert_eq!(whole.newest().unwrap().version.as_str(), "5.2.37-2+b10");
        assert_eq!(whole.entries().len(), 4);
    }

    #[test]
    fn gzip_is_read_within_its_bound() {
        let level = flate2::Compression::default();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
        encoder.write_all(TEXT.as_bytes()).unwrap();
        let packed = encoder.finish().unwrap();
        assert_eq!(Changelog::read(&packed, 10_000).unwrap(), Changelog::parse(TEXT).unwrap());
        let too_large = |result| matches!(result, Err(ChangelogError::TooLarge { limit: 99 }));
        assert!(too_large(Changelog::read(&packed, 99)));
        assert!(too_large(Changelog::read(TEXT.as_bytes(), 99)));
        let cut = &packed[..packed.len() - 9];
        assert!(matches!(Changelog::read(cut, 10_000), Err(ChangelogError::Damaged(_))));
        assert!(matches!(Changelog::parse("x\n"), Err(ChangelogError::Empty)));
    }

    #[test]
    fn changelogs_are_recognised_by_their_path() {
        let recognise = |path: &str| ChangelogFile::recognise(&TreePath::parse(path).unwrap());
        let doc = "usr/share/doc/a/";
        for (name, file) in [
            ("changelog.Debian.gz", Some(ChangelogFile::Debian)),
            ("changelog.gz", Some(ChangelogFile::NativeOrUpstream)),
            ("changelog.Debian.arm64.gz", Some(ChangelogFile::Rebuild)),
            ("changelog.html", None),
            ("sub/changelog.gz", None),
        ] {
            assert_eq!(recognise(&[doc, name].concat()), file, "{name}");
        }
    }

    proptest! {
        #[test]
        fn reading_is_total(content in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Changelog::read(&content, 200);
        }

        #[test]
        fn reading_what_looks_like_one_is_total(
            text in "([a-z]{1,2} \\([0-9.-]{1,4}\\) [a-z]{0,3};( urgency=[a-z]{0,6})?\n|  \\* (CVE-|cve-20)[0-9ü-]{0,12}\n| -- .{0,8}>  .{0,30}\n){0,6}",
        ) {
            let _ = Changelog::parse(&text);
        }
    }
}
