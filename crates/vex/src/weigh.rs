// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What several documents say of one finding, weighed by whom one trusts.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::Timestamp;
use serde::{Deserialize, Serialize};

use super::statement::{Document, Statement};
use crate::decision::About;

/// A day of tolerance is for clocks and time zones.
const DAY: i64 = 24 * 60 * 60;

/// Why a document counts, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nobody answers for it: it is shown and changes nothing.
    Claim,
    /// Its author is believed by the name that the document itself gives.
    Author,
    /// A trusted key signed it.
    Key,
    /// Whoever calls named it.
    Named,
}

/// Documents with what they are worth.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    documents: Vec<(Document, Standing)>,
    /// By name of a weakness: document and statement.
    by_weakness: BTreeMap<String, Vec<(usize, usize)>>,
}

/// A statement with who makes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voice<'a> {
    /// The document's place among all, in the order they were added.
    pub place: usize,
    /// The document.
    pub document: &'a Document,
    /// The statement.
    pub statement: &'a Statement,
    /// Why it counts.
    pub standing: Standing,
}

/// What all documents together say of a finding.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict<'a> {
    /// Nothing.
    Silent,
    /// One thing, by whoever is trusted most.
    Holds(Voice<'a>),
    /// Different things, by those who are trusted most; the finding stays open.
    Contradiction(Vec<Voice<'a>>),
    /// Something, but nobody trusts who says it; the finding stays open.
    Claimed(Vec<Voice<'a>>),
}

impl Statements {
    /// Adds a document, and returns its place; why it counts is known to whoever knows how it came
    /// here.
    pub fn add(&mut self, document: Document, standing: Standing) -> usize {
        let place = self.documents.len();
        for (index, statement) in document.statements.iter().enumerate() {
            for name in &statement.weaknesses {
                self.by_weakness.entry(name.clone()).or_default().push((place, index));
            }
        }
        self.documents.push((document, standing));
        place
    }

    /// Returns how many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Returns what is said of a finding at a time, weighed.
    pub fn weigh(&self, about: About<'_>, now: Timestamp) -> Verdict<'_> {
        weigh(self.voices(about, now))
    }

    /// Returns everything that is said of a finding at a time, by whomever.
    ///
    /// Drafts do not count, and neither does what claims to be from the future.
    pub fn voices(&self, about: About<'_>, now: Timestamp) -> Vec<Voice<'_>> {
        let latest = now.as_second().saturating_add(DAY);
        let places: BTreeSet<(usize, usize)> = about
            .names
            .iter()
            .filter_map(|name| self.by_weakness.get(name))
            .flatten()
            .copied()
            .collect();
        let voices = places.into_iter().filter_map(|(place, statement)| {
            let (document, standing) = self.documents.get(place)?;
            let statement = document.statements.get(statement)?;
            let counts = !document.is_draft
                && statement.at.is_none_or(|at| at.as_second() <= latest)
                && statement.products.iter().any(|it| it.is_about(about.component, about.image));
            counts.then_some(Voice { place, document, statement, standing: *standing })
        });
        voices.collect()
    }
}

/// Weighs what is said of one finding.
pub fn weigh(voices: Vec<Voice<'_>>) -> Verdict<'_> {
    let Some(highest) = voices.iter().map(|voice| voice.standing).max() else {
        return Verdict::Silent;
    };
    if highest == Standing::Claim {
        return Verdict::Claimed(voices);
    }
    // Each author's newest; of two from one moment both.
    let mut newest: BTreeMap<&str, Vec<Voice<'_>>> = BTreeMap::new();
    for voice in voices.into_iter().filter(|voice| voice.standing == highest) {
        let own = newest.entry(voice.document.author.as_str()).or_default();
        match own.first().map(|before| before.statement.at.cmp(&voice.statement.at)) {
            Some(std::cmp::Ordering::Greater) => {}
            Some(std::cmp::Ordering::Equal) => own.push(voice),
            Some(std::cmp::Ordering::Less) | None => *own = vec![voice],
        }
    }
    let counting: Vec<Voice<'_>> = newest.into_values().flatten().collect();
    let mut statuses = counting.iter().map(|voice| voice.statement.status);
    let first = statuses.next();
    if statuses.any(|status| Some(status) != first) {
        return Verdict::Contradiction(counting);
    }
    let said_last = counting
        .into_iter()
        .reduce(|one, other| if other.statement.at > one.statement.at { other } else { one });
    said_last.map_or(Verdict::Silent, Verdict::Holds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Image;
    use crate::status::{Justification, Status};
    use crate::testing::component;
    use crate::{Format, Identifier, Product};

    fn document(author: &str, said: &[(Status, &str)]) -> Document {
        let identifiers = BTreeSet::from([Identifier::read("pkg:deb/debian/zlib1g").unwrap()]);
        let statements = said.iter().map(|(status, at)| Statement {
            weaknesses: BTreeSet::from(["CVE-2023-45853".to_owned()]),
            products: vec![Product { identifiers: identifiers.clone(), parts: Vec::new() }],
            status: *status,
            justification: (*status == Status::NotAffected)
                .then_some(Justification::VulnerableCodeNotPresent),
            circumstance: None,
            text: None,
            at: at.parse().ok(),
        });
        Document {
            format: Format::OpenVex,
            id: String::new(),
            author: author.to_owned(),
            issued: None,
            is_draft: false,
            statements: statements.collect(),
            problems: Vec::new(),
        }
    }

    fn weigh(documents: &[(Document, Standing)]) -> (&'static str, Option<Status>) {
        let mut statements = Statements::default();
        for (document, standing) in documents {
            statements.add(document.clone(), *standing);
        }
        let component = component("pkg:deb/debian/zlib1g@1.3");
        let names = BTreeSet::from(["CVE-2023-45853".to_owned(), "X-1".to_owned()]);
        let about = About { names: &names, component: &component, image: &Image::default() };
        match statements.weigh(about, "2026-11-23T00:00:00Z".parse().unwrap()) {
            Verdict::Silent => ("silent", None),
            Verdict::Holds(voice) => ("holds", Some(voice.statement.status)),
            Verdict::Contradiction(_) => ("contradiction", None),
            Verdict::Claimed(_) => ("claimed", None),
        }
    }

    const OLD: &str = "2025-01-01T00:00:00Z";
    const NEW: &str = "2026-01-01T00:00:00Z";

    #[test]
    fn the_newest_of_the_most_trusted_counts() {
        use Standing::{Author, Claim, Key, Named};
        use Status::{Affected, NotAffected};
        let one = |said: &[(Status, &str)]| document("one", said);
        let two = |said: &[(Status, &str)]| document("two", said);
        assert_eq!(weigh(&[]).0, "silent");
        let changed = one(&[(NotAffected, OLD), (Affected, NEW)]);
        assert_eq!(weigh(&[(changed.clone(), Key)]), ("holds", Some(Affected)));
        let other = two(&[(NotAffected, OLD)]);
        for (lower, higher) in [(Claim, Author), (Author, Key), (Key, Named)] {
            assert_eq!(
                weigh(&[(changed.clone(), lower), (other.clone(), higher)]),
                ("holds", Some(NotAffected))
            );
        }
        for alike in [Author, Key, Named] {
            assert_eq!(
                weigh(&[(changed.clone(), alike), (other.clone(), alike)]).0,
                "contradiction"
            );
        }
        assert_eq!(weigh(&[(changed, Claim), (other, Claim)]).0, "claimed");
        let both = one(&[(NotAffected, NEW), (Affected, NEW)]);
        assert_eq!(weigh(&[(both, Key)]).0, "contradiction");
    }

    #[test]
    fn drafts_and_the_future_do_not_count() {
        let future = document("one", &[(Status::NotAffected, "2030-01-01T00:00:00Z")]);
        assert_eq!(weigh(&[(future, Standing::Named)]).0, "silent");
        let mut draft = document("one", &[(Status::NotAffected, OLD)]);
        draft.is_draft = true;
        assert_eq!(weigh(&[(draft, Standing::Named)]).0, "silent");
    }
}
