// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a Release file says: <https://wiki.debian.org/DebianRepository/Format>.

use std::collections::BTreeMap;

use haerterei_ground::{Algorithm, Digest, Timestamp};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// More files than any suite lists.
const MAX_FILES: usize = 500_000;

/// The fields of a Release file that matter here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Who publishes it.
    pub origin: Option<String>,
    /// What it is called.
    pub label: Option<String>,
    /// The suite, which may move: `stable`.
    pub suite: Option<String>,
    /// The codename, which does not: `trixie`.
    pub codename: Option<String>,
    /// The version.
    pub version: Option<String>,
    /// When it was made.
    pub date: Timestamp,
    /// Until when it counts.
    pub valid_until: Option<Timestamp>,
    /// Whether every file is also published under its hash.
    pub acquire_by_hash: bool,
    /// The architectures.
    pub architectures: Vec<String>,
    /// The components.
    pub components: Vec<String>,
    /// Packages for all architectures stand in every architecture's index and not on their own.
    pub all_is_in_each_index: bool,
    /// The files of the suite with SHA-256 digest and size, by path below the suite.
    pub files: BTreeMap<String, (Digest, u64)>,
}

/// Why a Release file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseProblem {
    /// It is not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// A field that must be there is missing.
    #[error("it has no field `{0}`")]
    Missing(&'static str),
    /// A line cannot be understood.
    #[error("line {line} cannot be understood: {text}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// It lists more files than any suite has.
    #[error("it lists more than {MAX_FILES} files")]
    TooManyFiles,
}

impl ReleaseFile {
    /// Reads a Release file; the text has been verified before.
    pub fn parse(text: &[u8]) -> Result<Self, ReleaseProblem> {
        let text = std::str::from_utf8(text).map_err(|_| ReleaseProblem::NotUtf8)?;
        let mut single = BTreeMap::<String, (usize, &str)>::new();
        let mut files = None::<BTreeMap<String, (Digest, u64)>>;
        let mut in_files = false;
        for (number, line) in text.lines().enumerate() {
            let wrong =
                || ReleaseProblem::Line { line: number + 1, text: line.chars().take(80).collect() };
            if line.starts_with([' ', '\t']) {
                if in_files && let Some(files) = &mut files {
                    let mut words = line.split_ascii_whitespace();
                    let (Some(hash), Some(size), Some(path), None) =
                        (words.next(), words.next(), words.next(), words.next())
                    else {
                        return Err(wrong());
                    };
                    let digest = Digest::from_hex(Algorithm::Sha256, hash).map_err(|_| wrong())?;
                    let size = size.parse().map_err(|_| wrong())?;
                    // A path that leaves the suite is nothing we would ever ask for.
                    if path.starts_with('/') || path.split('/').any(|part| part == "..") {
                        return Err(wrong());
                    }
                    files.insert(path.to_owned(), (digest, size));
                    if files.len() > MAX_FILES {
                        return Err(ReleaseProblem::TooManyFiles);
                    }
                }
                continue;
            }
            in_files = false;
            if line.trim().is_empty() {
                continue;
            }
            let (name, value) = line.split_once(':').ok_or_else(wrong)?;
            let name = name.to_ascii_lowercase();
            if name == "sha256" {
                in_files = true;
                files.get_or_insert_default();
            }
            if single.insert(name, (number + 1, value.trim())).is_some() {
                return Err(wrong());
            }
        }
        let take = |name: &str| {
            let (_, value) = single.get(name)?;
            (!value.is_empty()).then(|| (*value).to_owned())
        };
        let time = |name: &str| -> Result<Option<Timestamp>, ReleaseProblem> {
            let Some((line, value)) = single.get(name) else {
                return Ok(None);
            };
            let time = parse_date(value).ok_or_else(|| ReleaseProblem::Line {
                line: *line,
                text: value.chars().take(80).collect(),
            })?;
            Ok(Some(time))
        };
        let words = |name: &str| -> Vec<String> {
            single
                .get(name)
                .map(|(_, value)| value.split_whitespace().map(str::to_owned).collect())
                .unwrap_or_default()
        };
        Ok(Self {
            origin: take("origin"),
            label: take("label"),
            suite: take("suite"),
            codename: take("codename"),
            version: take("version"),
            date: time("date")?.ok_or(ReleaseProblem::Missing("Date"))?,
            valid_until: time("valid-until")?,
            acquire_by_hash: take("acquire-by-hash").is_some_and(|value| value == "yes"),
            architectures: words("architectures"),
            components: words("components"),
            all_is_in_each_index: words("no-support-for-architecture-all")
                .iter()
                .any(|word| word == "Packages"),
            files: files.ok_or(ReleaseProblem::Missing("SHA256"))?,
        })
    }
}

/// Reads a date as archives write it: `Sat, 21 Nov 2026  0:45:27 UTC`.
fn parse_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = text.split_once(',').map_or(text, |(_, rest)| rest);
    let mut words = text.split_ascii_whitespace();
    let day: i8 = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let year: i16 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    if !matches!(words.next()?, "UTC" | "GMT" | "Z" | "+0000") || words.next().is_some() {
        return None;
    }
    DateTime::new(year, month as i8, day, hour, minute, second, 0)
        .ok()?
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn print(file: &ReleaseFile) -> String {
        let mut out = String::new();
        let date = |time: Timestamp| time.strftime("%a, %d %b %Y %H:%M:%S UTC").to_string();
        for (name, value) in [
            ("Origin", &file.origin),
            ("Label", &file.label),
            ("Suite", &file.suite),
            ("Codename", &file.codename),
            ("Version", &file.version),
        ] {
            if let Some(value) = value {
                writeln!(out, "{name}: {value}").unwrap();
            }
        }
        writeln!(out, "Date: {}", date(file.date)).unwrap();
        if let Some(until) = file.valid_until {
            writeln!(out, "Valid-Until: {}", date(until)).unwrap();
        }
        if file.acquire_by_hash {
            out.push_str("Acquire-By-Hash: yes\n");
        }
        writeln!(out, "Architectures: {}", file.architectures.join(" ")).unwrap();
        writeln!(out, "Components: {}", file.components.join(" ")).unwrap();
        if file.all_is_in_each_index {
            out.push_str("No-Support-for-Architecture-all: Packages\n");
        }
        out.push_str("MD5Sum:\n d41d8cd98f00b204e9800998ecf8427e 0 x\nSHA256:\n");
        for (path, (digest, size)) in &file.files {
            writeln!(out, " {} {size:>9} {path}", digest.hex()).unwrap();
        }
        out
    }

    #[test]
    fn dates_of_both_archives_are_read() {
        for (text, expected) in [
            ("Sat, 12 Sep 2026 07:55:41 UTC", Some("2026-09-12T07:55:41Z")),
            ("Sat, 21 Nov 2026  0:45:27 UTC", Some("2026-11-21T00:45:27Z")),
            ("Sat, 21 Nov 2026 00:45:27 +0000", Some("2026-11-21T00:45:27Z")),
            ("Sat, 21 Nov 2026 00:45:27 CET", None),
            ("Sat, 31 Feb 2026 00:45:27 UTC", None),
            ("", None),
        ] {
            assert_eq!(
                parse_date(text).map(|time| time.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_needed_must_be_there_once_and_whole() {
        let hash = "a".repeat(64);
        for (text, expected) in [
            ("Origin: x\nSHA256:\n".to_owned(), ReleaseProblem::Missing("Date")),
            ("Date: Sat, 12 Sep 2026 07:55:41 UTC\n".to_owned(), ReleaseProblem::Missing("SHA256")),
        ] {
            assert_eq!(ReleaseFile::parse(text.as_bytes()), Err(expected));
        }
        for lines in [
            format!("SHA256:\n {hash} 12\n"),
            format!("SHA256:\n {hash} twelve main/x\n"),
            format!("SHA256:\n {hash} 12 ../../etc/passwd\n"),
            format!("SHA256:\n {hash} 12 /etc/passwd\n"),
            "SHA256:\n abc 12 main/x\n".to_owned(),
            "Date: Sat, 12 Sep 2027 07:55:41 UTC\nSHA256:\n".to_owned(),
            "no colon\nSHA256:\n".to_owned(),
        ] {
            let text = format!("Date: Sat, 12 Sep 2026 07:55:41 UTC\n{lines}");
            assert!(
                matches!(ReleaseFile::parse(text.as_bytes()), Err(ReleaseProblem::Line { .. })),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "[A-Za-z0-9: \n-]{0,400}") {
            let _ = ReleaseFile::parse(&bytes);
            let _ = ReleaseFile::parse(text.as_bytes());
        }

        #[test]
        fn parsing_what_was_printed_gives_the_same(
            origin in proptest::option::of("[A-Z][a-z]{0,9}"),
            date in 0i64..4_000_000_000,
            until in proptest::option::of(0i64..4_000_000_000),
            by_hash: bool,
            all: bool,
            architectures in proptest::collection::vec("[a-z0-9]{1,7}", 0..4),
            files in proptest::collection::btree_map("[a-z0-9][a-z0-9/.-]{0,30}[a-z]", (any::<[u8; 32]>(), any::<u64>()), 0..9),
        ) {
            let file = ReleaseFile {
                origin, label: None, suite: Some("stable".to_owned()), codename: None, version: None,
                date: Timestamp::from_second(date).unwrap(),
                valid_until: until.map(|until| Timestamp::from_second(until).unwrap()),
                acquire_by_hash: by_hash,
                architectures,
                components: vec!["main".to_owned()],
                all_is_in_each_index: all,
                files: files.into_iter().filter(|(path, _)| !path.split('/').any(|part| part == ".."))
                    .map(|(path, (seed, size))| (path, (Digest::sha256(&seed), size))).collect(),
            };
            prop_assert_eq!(ReleaseFile::parse(print(&file).as_bytes()), Ok(file));
        }
    }
}
