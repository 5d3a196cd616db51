// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which weaknesses a name stands for, over all sources.
//!
//! `GHSA-…` and `PYSEC-…` name the same weakness; both say which CVE it is, or one says it of the
//! other. Names are followed until a CVE is reached and never through one: that two CVEs are fixed
//! by one advisory does not make them one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::collected::{Problem, Problems};
use crate::segment::Segment;
use crate::table::{Full, Reader, Shape, TableError, Writer};

/// The most names that hang together; more are a mistake or an attack.
const MOST: usize = 256;

/// Every name with those that it is said to be another name of.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<String, BTreeSet<String>>);

impl Names {
    /// Takes the names of a segment.
    pub(crate) fn take(&mut self, segment: &Segment) {
        for advisory in segment.advisories() {
            // What was withdrawn names nothing any more.
            if advisory.withdrawn().is_some() {
                continue;
            }
            for other in advisory.aliases() {
                self.join(advisory.id(), other);
                self.join(other, advisory.id());
            }
            for other in advisory.upstream() {
                self.join(advisory.id(), other);
            }
        }
    }

    fn join(&mut self, name: &str, other: &str) {
        if name != other && !is_final(name) {
            self.0.entry(name.to_owned()).or_default().insert(other.to_owned());
        }
    }

    /// Makes the file: for each name that is no CVE, the CVEs that it stands for.
    pub(crate) fn compile(&self, problems: &mut Problems) -> Result<Vec<u8>, Full> {
        let mut writer = Writer::new(Shape::Names, 2);
        for name in self.0.keys() {
            let (found, is_whole) = self.follow(name);
            if !is_whole {
                problems.note(Problem::Aliases, || name.clone());
            }
            if found.is_empty() {
                continue;
            }
            let name = writer.text(name)?;
            let first = writer.rows(1, 1)?;
            writer.row(0, &[name, first]);
            for weakness in found {
                let weakness = writer.text(weakness)?;
                writer.row(1, &[weakness]);
            }
        }
        writer.finish()
    }

    /// Returns the CVEs reached from a name, and whether all names were followed.
    ///
    /// Each name is visited once, so that circles end.
    fn follow<'a>(&'a self, name: &'a str) -> (BTreeSet<&'a str>, bool) {
        let mut seen = BTreeSet::from([name]);
        let mut waiting = VecDeque::from([name]);
        let mut found = BTreeSet::new();
        while let Some(name) = waiting.pop_front() {
            for other in self.0.get(name).into_iter().flatten() {
                if !seen.insert(other) {
                    continue;
                }
                if seen.len() > MOST {
                    return (found, false);
                }
                if is_final(other) {
                    found.insert(other.as_str());
                } else {
                    waiting.push_back(other);
                }
            }
        }
        (found, true)
    }
}

fn is_final(name: &str) -> bool {
    name.starts_with("CVE-")
}

/// The file, read.
#[derive(Debug)]
pub(crate) struct NameTable(Reader);

impl NameTable {
    pub(crate) fn open(bytes: Vec<u8>) -> Result<Self, TableError> {
        Reader::open(bytes, Shape::Names).map(Self)
    }

    /// Returns the CVEs that a name stands for.
    pub(crate) fn weaknesses(&self, name: &str) -> Vec<&str> {
        let (names, found) = (self.0.table(0, 2), self.0.table(1, 1));
        self.0.find(names, name).map_or_else(Vec::new, |row| {
            names.owned(row, 1, found).map(|row| self.0.text(found.cell(row, 0))).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pairs: &[(&str, &str)]) -> Names {
        let mut names = Names::default();
        for (one, other) in pairs {
            names.join(one, other);
            names.join(other, one);
        }
        names
    }

    #[test]
    fn names_are_followed_to_a_weakness_and_not_through_one() {
        let names = names(&[
            ("RUSTSEC-1", "GHSA-1"),
            ("GHSA-1", "CVE-1"),
            ("GHSA-2", "CVE-1"),
            ("GHSA-2", "CVE-2"),
            // A circle without a weakness.
            ("A-1", "B-1"),
            ("B-1", "C-1"),
            ("C-1", "A-1"),
        ]);
        let mut problems = Problems::default();
        let table = NameTable::open(names.compile(&mut problems).unwrap()).unwrap();
        assert_eq!(table.weaknesses("RUSTSEC-1"), ["CVE-1"]);
        assert_eq!(table.weaknesses("GHSA-2"), ["CVE-1", "CVE-2"]);
        assert_eq!(table.weaknesses("A-1"), [""; 0]);
        assert!(problems.noticed().is_empty());
    }

    #[test]
    fn names_without_end_are_cut_and_told_of() {
        let chain: Vec<(String, String)> =
            (0..1000).map(|number| (format!("X-{number}"), format!("X-{}", number + 1))).collect();
        let pairs: Vec<(&str, &str)> =
            chain.iter().map(|(one, other)| (one.as_str(), other.as_str())).collect();
        let mut problems = Problems::default();
        names(&pairs).compile(&mut problems).unwrap();
        assert_eq!(problems.noticed()[0].code, "advisories-problem-aliases");
    }
}
