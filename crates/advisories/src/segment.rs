// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The rules of one source in one space, read from an index and asked.

use haerterei_ground::Timestamp;

use crate::advisory::{Kind, Status};
use crate::asked::AskedVersion;
use crate::ecosystem::Space;
use crate::table::{Reader, Shape, Table, TableError};

// The tables of a file of rules, and how many cells their rows have.

/// Name of the package, its first rule; sorted by name.
pub(crate) const PACKAGES: usize = 0;
pub(crate) const PACKAGES_WIDTH: usize = 2;
/// Advisory, status, urgency, note, first interval, first version, stream of a module.
pub(crate) const RULES: usize = 1;
pub(crate) const RULES_WIDTH: usize = 7;
/// Key and text of the beginning, kind of the end, key and text of the end.
pub(crate) const INTERVALS: usize = 2;
pub(crate) const INTERVALS_WIDTH: usize = 5;
/// Key, text.
pub(crate) const VERSIONS: usize = 3;
pub(crate) const VERSIONS_WIDTH: usize = 2;
/// Name, kind, published, modified, withdrawn, first relation, block and place of its story.
pub(crate) const ADVISORIES: usize = 4;
pub(crate) const ADVISORIES_WIDTH: usize = 8;
/// Kind, name.
pub(crate) const RELATIONS: usize = 5;
pub(crate) const RELATIONS_WIDTH: usize = 2;
pub(crate) const TABLES: usize = 6;

/// A relation that is another name of the same.
pub(crate) const ALIAS: u32 = 0;
/// A relation that is what this passes on or fixes.
pub(crate) const UPSTREAM: u32 = 1;

/// Name of the advisory, system, value, who says it, date.
pub(crate) const SEVERITIES_WIDTH: usize = 5;

/// How an interval ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub(crate) enum End {
    Open = 0,
    Fixed = 1,
    LastAffected = 2,
    Limit = 3,
}

/// The rules of one source in one space.
#[derive(Debug)]
pub struct Segment {
    space: Space,
    source: String,
    reader: Reader,
}

/// Why a version of a package is affected, as far as the source says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It lies in a range of affected versions.
    Range,
    /// It is in a list of affected versions.
    Listed,
    /// Nothing can be compared: the source does not know, or the version is none of its ecosystem.
    Unknown,
}

/// An advisory in a segment.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    segment: &'a Segment,
    row: usize,
}

/// Where what an advisory tells a person lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoryPlace {
    pub(crate) source: String,
    /// Block and place in it.
    pub(crate) at: (u32, u32),
}

/// A rule that says something about a version of a package.
#[derive(Clone, Copy, Debug)]
pub struct Match<'a> {
    /// The advisory.
    pub advisory: Entry<'a>,
    /// What the source says of the whole. Undetermined where nothing can be compared.
    pub status: Status,
    /// Why it is affected.
    pub how: How,
    /// The first version that is not affected any more, for this one.
    pub fixed: Option<&'a str>,
    /// The last version that is affected, where the source says no fixed one.
    pub last_affected: Option<&'a str>,
    /// How urgent the source finds it, in its own words.
    pub urgency: Option<&'a str>,
    /// What the source adds.
    pub note: Option<&'a str>,
}

impl Match<'_> {
    /// Returns whether the source finds that it is no danger in practice (Debian).
    pub fn is_unimportant(&self) -> bool {
        self.urgency == Some("unimportant")
    }
}

/// What a source says of a package, whatever version there is.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// The advisory.
    pub advisory: Entry<'a>,
    /// What the source says of the whole.
    pub status: Status,
    /// What the source adds.
    pub note: Option<&'a str>,
}

impl Segment {
    pub(crate) fn open(space: Space, source: &str, bytes: Vec<u8>) -> Result<Self, TableError> {
        let reader = Reader::open(bytes, Shape::Rules)?;
        Ok(Self { space, source: source.to_owned(), reader })
    }

    /// Reads a segment from bytes that nobody vouched for; for the fuzzer.
    #[doc(hidden)]
    pub fn of_bytes(space: Space, bytes: Vec<u8>) -> Option<Self> {
        Self::open(space, "fuzz", bytes).ok()
    }

    /// Returns where its rules hold.
    pub const fn space(&self) -> &Space {
        &self.space
    }

    /// Returns the name of the source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns the key of a version, to be made once for each component.
    pub fn key(&self, version: &str) -> AskedVersion {
        AskedVersion::of(self.space.ecosystem, version)
    }

    /// Returns whether anything is said of a package at all.
    pub fn speaks_of(&self, package: &str) -> bool {
        !self.rules_of(package).is_empty()
    }

    /// Returns what speaks against a version of a package: every rule by which it is affected, and
    /// every one that cannot be decided. What is fixed in this version is not among them, nor what
    /// the package is not affected by in any version, nor what was withdrawn.
    pub fn matches(&self, package: &str, version: &AskedVersion) -> Vec<Match<'_>> {
        self.rules_of(package).filter_map(|row| self.judge(row, version)).collect()
    }

    /// Returns everything that is said of a package, also that it is not affected.
    pub fn statements(&self, package: &str) -> impl Iterator<Item = Statement<'_>> {
        self.rules_of(package).map(|row| Statement {
            advisory: self.entry(row),
            status: self.status(row),
            note: self.option(self.rules().cell(row, 3)),
        })
    }

    /// Returns every advisory.
    pub fn advisories(&self) -> impl Iterator<Item = Entry<'_>> {
        let rows = self.reader.table(ADVISORIES, ADVISORIES_WIDTH).rows();
        (0..rows).map(|row| Entry { segment: self, row })
    }

    /// Returns how many packages there are.
    pub fn packages(&self) -> usize {
        self.reader.table(PACKAGES, PACKAGES_WIDTH).rows()
    }

    fn rules(&self) -> Table<'_> {
        self.reader.table(RULES, RULES_WIDTH)
    }

    fn rules_of(&self, package: &str) -> std::ops::Range<usize> {
        let package = self.space.ecosystem.spelling(package);
        let packages = self.reader.table(PACKAGES, PACKAGES_WIDTH);
        self.reader
            .find(packages, &package)
            .map_or(0..0, |row| packages.owned(row, 1, self.rules()))
    }

    fn entry(&self, rule: usize) -> Entry<'_> {
        Entry { segment: self, row: self.rules().cell(rule, 0) as usize }
    }

    fn status(&self, rule: usize) -> Status {
        let number = self.rules().cell(rule, 1) as usize;
        // What a newer version of the tool may have written is at least not forgotten.
        Status::ALL.get(number).copied().unwrap_or(Status::Undetermined)
    }

    fn option(&self, place: u32) -> Option<&str> {
        Some(self.reader.text(place)).filter(|text| !text.is_empty())
    }

    fn judge(&self, rule: usize, version: &AskedVersion) -> Option<Match<'_>> {
        let rules = self.rules();
        let status = self.status(rule);
        if status == Status::NotAffected || self.entry(rule).withdrawn().is_some() {
            return None;
        }
        let stream = self.reader.text(rules.cell(rule, 6));
        let belongs = version.is_of(stream)?;
        let mut found = Match {
            advisory: self.entry(rule),
            status,
            how: How::Unknown,
            fixed: None,
            last_affected: None,
            urgency: self.option(rules.cell(rule, 2)),
            note: self.option(rules.cell(rule, 3)),
        };
        let versions = self.reader.table(VERSIONS, VERSIONS_WIDTH);
        let is_listed = rules.owned(rule, 5, versions).any(|row| {
            let key = self.reader.bytes(versions.cell(row, 0));
            self.reader.text(versions.cell(row, 1)) == version.text()
                || (!key.is_empty() && version.key() == Some(key))
        });
        let intervals = self.reader.table(INTERVALS, INTERVALS_WIDTH);
        let own = rules.owned(rule, 4, intervals);
        let Some(key) = version.key() else {
            if is_listed {
                found.how = How::Listed;
            } else if own.is_empty() && status != Status::Undetermined {
                return None;
            } else {
                found.status = Status::Undetermined;
            }
            return Some(found);
        };
        // Of several ranges that hold the version, the one that ends last says what fixes it.
        let mut last: Option<(bool, &[u8], usize)> = None;
        for row in own {
            if let Some(end) = self.end_if_inside(intervals, row, key) {
                let candidate = (end.0, end.1, row);
                last = last.max(Some(candidate));
            }
        }
        match last {
            Some((_, _, row)) => {
                found.how = How::Range;
                let end = self.option(intervals.cell(row, 4));
                match intervals.cell(row, 2) {
                    kind if kind == End::Fixed as u32 => found.fixed = end,
                    kind if kind == End::LastAffected as u32 => found.last_affected = end,
                    _ => {}
                }
                // Another stream has another version with the fix, or none.
                if !belongs {
                    (found.status, found.fixed) = (Status::Undetermined, None);
                }
                Some(found)
            }
            None if is_listed => {
                found.how = How::Listed;
                Some(found)
            }
            // Something was said that cannot be compared.
            None if status == Status::Undetermined => Some(found),
            None => None,
        }
    }

    /// Returns whether an interval is open and the key of its end, if a version lies in it.
    fn end_if_inside(&self, intervals: Table<'_>, row: usize, key: &[u8]) -> Option<(bool, &[u8])> {
        // No beginning is the empty key, which is before every other.
        let from = self.reader.bytes(intervals.cell(row, 0));
        let to = self.reader.bytes(intervals.cell(row, 3));
        let is_inside = match intervals.cell(row, 2) {
            kind if kind == End::Open as u32 => true,
            kind if kind == End::LastAffected as u32 => key <= to,
            _ => key < to,
        };
        (from <= key && is_inside).then_some((to.is_empty(), to))
    }
}

impl<'a> Entry<'a> {
    fn table(&self) -> Table<'a> {
        self.segment.reader.table(ADVISORIES, ADVISORIES_WIDTH)
    }

    /// Returns its name.
    pub fn id(&self) -> &'a str {
        self.segment.reader.text(self.table().cell(self.row, 0))
    }

    /// Returns the name of the source.
    pub fn source(&self) -> &'a str {
        &self.segment.source
    }

    /// Returns what it is about.
    pub fn kind(&self) -> Kind {
        match self.table().cell(self.row, 1) {
            1 => Kind::Malicious,
            2 => Kind::Notice,
            _ => Kind::Weakness,
        }
    }

    /// Returns when it was published first.
    pub fn published(&self) -> Option<Timestamp> {
        self.date(2)
    }

    /// Returns when it was changed last.
    pub fn modified(&self) -> Option<Timestamp> {
        self.date(3)
    }

    /// Returns when it was withdrawn. A withdrawn advisory says nothing any more.
    pub fn withdrawn(&self) -> Option<Timestamp> {
        self.date(4)
    }

    /// Returns the other names of the same weakness, as the advisory gives them.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> {
        self.relations(ALIAS)
    }

    /// Returns the weaknesses that it passes on or fixes.
    pub fn upstream(&self) -> impl Iterator<Item = &'a str> {
        self.relations(UPSTREAM)
    }

    /// Returns where its story lies, if it has one: to be read later, when it is to be shown.
    pub fn story_place(&self) -> Option<StoryPlace> {
        let block = self.table().cell(self.row, 6);
        let at = (block, self.table().cell(self.row, 7));
        (block > 0).then(|| StoryPlace { source: self.segment.source.clone(), at })
    }

    fn relations(&self, kind: u32) -> impl Iterator<Item = &'a str> {
        let reader = &self.segment.reader;
        let relations = reader.table(RELATIONS, RELATIONS_WIDTH);
        self.table()
            .owned(self.row, 5, relations)
            .filter(move |row| relations.cell(*row, 0) == kind)
            .map(move |row| reader.text(relations.cell(row, 1)))
    }

    fn date(&self, column: usize) -> Option<Timestamp> {
        let seconds = self.table().cell(self.row, column);
        (seconds > 0).then(|| Timestamp::from_second(i64::from(seconds)).ok()).flatten()
    }
}
