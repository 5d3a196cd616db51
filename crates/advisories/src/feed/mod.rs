// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Readers of the official formats, one file for each.

mod alpine;
mod csaf;
mod debian;
mod debian_support;
mod epss;
mod kev;
mod osv;
mod rustsec;
mod ubuntu;

pub use debian_support::SUPPORT_LIST;

use std::fmt;
use std::str::FromStr;

use haerterei_ground::{Cancel, Digest, Timestamp};

use crate::bounds::Bounds;
use crate::collected::{Collected, Problem, Problems};
use crate::input::{self, Document, Part};
use crate::refusal::Refusal;

/// The form in which a source publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The JSON of Debian's security tracker.
    DebianTracker,
    /// Ubuntu's tracker, one JSON object a line, with the status of each package in each release.
    UbuntuTracker,
    /// Records of the OSV schema: one, one a line, a folder, a ZIP or tar archive of them. Debian,
    /// Ubuntu, `AlmaLinux`, Rocky Linux, Maven, npm, `PyPI`, Go, crates.io, Packagist, `RubyGems`
    /// and `NuGet` publish in it.
    Osv,
    /// Alpine's secdb.
    AlpineSecdb,
    /// VEX documents of CSAF 2.0 as Red Hat publishes them.
    Csaf,
    /// Debian's lists of sources that it does not look after, or only within limits.
    DebianSupport,
    /// The `RustSec` database: Markdown with TOML in front.
    RustSec,
    /// CISA's catalogue of exploited weaknesses.
    Kev,
    /// The scores of EPSS.
    Epss,
}

/// Every form by its name.
const FORMS: [(Form, &str); 9] = [
    (Form::DebianTracker, "debian-tracker"),
    (Form::UbuntuTracker, "ubuntu-tracker"),
    (Form::Osv, "osv"),
    (Form::AlpineSecdb, "alpine-secdb"),
    (Form::Csaf, "csaf"),
    (Form::DebianSupport, "debian-support"),
    (Form::RustSec, "rustsec"),
    (Form::Kev, "kev"),
    (Form::Epss, "epss"),
];

impl Form {
    /// Returns the name, as `haerterei.toml` has it.
    pub fn name(self) -> &'static str {
        FORMS.iter().find(|entry| entry.0 == self).map_or("", |entry| entry.1)
    }

    /// Returns whether a document may be JSON values, one a line.
    const fn may_be_lines(self) -> bool {
        matches!(self, Self::UbuntuTracker | Self::Osv | Self::Csaf)
    }

    /// Returns every name.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMS.iter().map(|entry| entry.1)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Some text names no form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of {}", FORMS.map(|entry| entry.1).join(", "))]
pub struct UnknownForm;

impl FromStr for Form {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        FORMS.iter().find(|entry| entry.1 == text).map(|entry| entry.0).ok_or(UnknownForm)
    }
}

/// What was read, and of what.
#[derive(Clone, Debug)]
pub struct Read {
    /// What the source says.
    pub collected: Collected,
    /// The digest of the source as it came.
    pub digest: Digest,
    /// Its size in bytes, as it came.
    pub size: u64,
}

/// Reads a source.
///
/// Fails if it is damaged, says nothing, or is from the future; then nothing of it may be used.
pub fn read(
    form: Form,
    parts: &[Part],
    bounds: &Bounds,
    now: Timestamp,
    cancel: &Cancel,
) -> Result<Read, Refusal> {
    let mut collected = Collected::default();
    let may_be_lines = form.may_be_lines();
    let (digest, size) = input::documents(parts, may_be_lines, bounds, cancel, &mut |document| {
        one(form, document, &mut collected, bounds)
    })?;
    debian_support::assign(&mut collected);
    if collected.rows() == 0 {
        return Err(Refusal::Empty);
    }
    collected.refuse_future(now)?;
    Ok(Read { collected, digest, size })
}

fn one(
    form: Form,
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    match form {
        Form::DebianTracker => debian::read(document, collected, bounds),
        Form::UbuntuTracker => ubuntu::read(document, collected, bounds),
        Form::Osv => osv::read(document, collected, bounds),
        Form::AlpineSecdb => alpine::read(document, collected, bounds),
        Form::Csaf => csaf::read(document, collected, bounds),
        Form::DebianSupport => debian_support::read(document, collected, bounds),
        Form::RustSec => rustsec::read(document, collected, bounds),
        Form::Kev => kev::read(document, collected),
        Form::Epss => epss::read(document, collected, bounds),
    }
}

/// Turns the place and the words of the JSON reader into a refusal.
fn malformed_json(document: Document<'_>, line: usize, error: &serde_json::Error) -> Refusal {
    let line = document.lines_before.unwrap_or(0) + line + error.line();
    let place = format!("{}:{line}:{}", document.name, error.column());
    Refusal::malformed(place, error)
}

/// Calls for each value of a document that is one JSON value, or one a line.
fn each_json<'a, T: serde::Deserialize<'a>>(
    document: Document<'a>,
    mut each: impl FnMut(T) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    // One value may stand on many lines; then the first line is no value.
    let first = document.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_of_lines = document.lines_before.is_some()
        || serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok();
    if !is_of_lines {
        let value = serde_json::from_slice(document.bytes)
            .map_err(|error| malformed_json(document, 0, &error))?;
        return each(value);
    }
    for (number, line) in document.bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let value = serde_json::from_slice(line)
            .map_err(|error| malformed_json(document, number, &error))?;
        each(value)?;
    }
    // A file of lines that was cut ends without the last one's end.
    if !document.bytes.ends_with(b"\n") && document.name.contains(".jsonl") {
        return Err(Refusal::malformed(document.name, "the last line has no end"));
    }
    Ok(())
}

/// Reads a date: RFC 3339, `2024-08-09 18:15:00 UTC`, or a day. Years before 1970 mean "unknown",
/// as in Go's database.
fn date(text: &str, problems: &mut Problems) -> Option<Timestamp> {
    if text.is_empty() {
        return None;
    }
    let text = text.trim();
    let day = || text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let spaced = || text.strip_suffix(" UTC")?.parse::<jiff::civil::DateTime>().ok();
    let found = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| spaced()?.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp()))
        .or_else(|| day().map(|zoned| zoned.timestamp()));
    if found.is_none() {
        problems.note(Problem::Date, || text.to_owned());
    }
    found.filter(|date| date.as_second() > 0)
}
