// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What was read of one source, before it becomes part of an index.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use haerterei_ground::Timestamp;
use serde::{Deserialize, Serialize};

use crate::advisory::{Advisory, Event, Rule};
use crate::bounds::Bounds;
use crate::cold::ColdWriter;
use crate::refusal::Refusal;

/// Something in a source that was passed over or weakened, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// A version is none of its ecosystem; its rule became undetermined.
    Version,
    /// An ecosystem is not known here; its packages were left out.
    Ecosystem,
    /// A rule has neither ranges nor versions that can be compared; it became undetermined.
    Range,
    /// The same advisory is there more than once and differs; the newest counts.
    Contradiction,
    /// A date cannot be read; it is missing.
    Date,
    /// More names hang together than one weakness has; they were not followed to the end.
    Aliases,
}

impl Problem {
    /// Returns the key of its sentence, which is its stable code.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Version => "advisories-problem-version",
            Self::Ecosystem => "advisories-problem-ecosystem",
            Self::Range => "advisories-problem-range",
            Self::Contradiction => "advisories-problem-contradiction",
            Self::Date => "advisories-problem-date",
            Self::Aliases => "advisories-problem-aliases",
        }
    }

    /// Every problem.
    pub const ALL: [Self; 6] = [
        Self::Version,
        Self::Ecosystem,
        Self::Range,
        Self::Contradiction,
        Self::Date,
        Self::Aliases,
    ];
}

/// How often a problem came, and the first that had it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noticed {
    /// The problem's code.
    pub code: String,
    /// How often it came.
    pub count: u64,
    /// The first that had it.
    pub first: String,
}

/// The problems of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(BTreeMap<Problem, (u64, String)>);

impl Problems {
    /// Counts one more.
    pub fn note(&mut self, problem: Problem, what: impl FnOnce() -> String) {
        let entry = self.0.entry(problem).or_insert_with(|| {
            let mut first = what();
            if let Some((end, _)) = first.char_indices().nth(200) {
                first.truncate(end);
            }
            (0, first)
        });
        entry.0 += 1;
    }

    /// Returns them in a fixed order.
    pub fn noticed(&self) -> Vec<Noticed> {
        let noticed = |(problem, (count, first)): (&Problem, &(u64, String))| Noticed {
            code: problem.key().to_owned(),
            count: *count,
            first: first.clone(),
        };
        self.0.iter().map(noticed).collect()
    }
}

/// A weakness that is known to be exploited (CISA's catalogue).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exploited {
    /// The day it was added, `2026-01-27`.
    pub added: String,
    /// The day by which federal agencies of the United States must have acted.
    pub due: String,
    /// Whether ransomware uses it: `Known`, `Unknown`.
    pub ransomware: String,
    /// What they call it.
    pub name: String,
}

/// How likely a weakness is exploited in the next 30 days (EPSS), in hundred-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likelihood {
    /// The probability.
    pub score: u32,
    /// The share of weaknesses that are less likely or as likely.
    pub percentile: u32,
}

/// What was read of one source.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    /// Advisories by name.
    pub advisories: BTreeMap<String, Advisory>,
    /// Exploited weaknesses by name.
    pub exploited: BTreeMap<String, Exploited>,
    /// Likelihoods by name.
    pub likelihoods: BTreeMap<String, Likelihood>,
    /// What was passed over.
    pub problems: Problems,
    /// The day of the data, where the source says it.
    pub stated: Option<Timestamp>,
    /// What is only shown, compressed as it came: it is most of what a source says.
    pub(crate) cold: ColdWriter,
    /// Where the story of an advisory lies.
    pub(crate) stories: BTreeMap<String, (u32, u32)>,
    /// Names, releases and versions, each once: rules are many and say the same.
    words: HashSet<Arc<str>>,
    rules: u64,
}

impl Collected {
    /// Returns how many things the source says; what it must not lose suddenly.
    pub fn rows(&self) -> u64 {
        self.rules + (self.exploited.len() + self.likelihoods.len()) as u64
    }

    /// Returns the day of the data: the stated one, else that of the newest change.
    pub fn date(&self) -> Option<Timestamp> {
        let newest = || self.advisories.values().filter_map(newest_date).max();
        self.stated.or_else(newest)
    }

    /// Adds a whole advisory.
    ///
    /// One erratum may come in several records, one for each release. Where two records speak of
    /// one package in one space and differ, the newer counts; of two of one age both do, so that
    /// nothing is lost.
    pub(crate) fn add(&mut self, mut advisory: Advisory, bounds: &Bounds) -> Result<(), Refusal> {
        let story = std::mem::take(&mut advisory.story);
        for rule in &mut advisory.rules {
            self.share(rule);
        }
        let is_newest = self
            .advisories
            .get(&advisory.id)
            .is_none_or(|before| before.modified <= advisory.modified);
        if is_newest && let Some(place) = self.cold.add(&story) {
            self.stories.insert(advisory.id.clone(), place);
        }
        let Some(before) = self.advisories.remove(&advisory.id) else {
            self.rules += advisory.rules.len() as u64;
            self.advisories.insert(advisory.id.clone(), advisory);
            return self.check(bounds);
        };
        if before == advisory {
            self.advisories.insert(before.id.clone(), before);
            return Ok(());
        }
        self.rules -= before.rules.len() as u64;
        let of_one_age = before.modified == advisory.modified;
        let (mut newer, older) = if advisory.modified < before.modified {
            (before, advisory)
        } else {
            (advisory, before)
        };
        let own = newer.rules.len();
        let mut contradicts = false;
        for rule in older.rules {
            let of_newer = newer.rules.get(..own).unwrap_or_default();
            if of_newer.contains(&rule) {
                continue;
            }
            let same = of_newer
                .iter()
                .any(|other| other.space == rule.space && other.package == rule.package);
            contradicts |= same;
            if !same || of_one_age {
                newer.rules.push(rule);
            }
        }
        if contradicts {
            self.problems.note(Problem::Contradiction, || newer.id.clone());
        }
        newer.aliases.extend(older.aliases);
        newer.upstream.extend(older.upstream);
        self.rules += newer.rules.len() as u64;
        self.advisories.insert(newer.id.clone(), newer);
        self.check(bounds)
    }

    /// Adds what a source that is sorted by package says of one weakness.
    pub(crate) fn add_rule(
        &mut self,
        id: &str,
        mut rule: Rule,
        bounds: &Bounds,
    ) -> Result<&mut Advisory, Refusal> {
        self.share(&mut rule);
        self.rules += 1;
        self.check(bounds)?;
        if !self.advisories.contains_key(id) {
            self.advisories.insert(id.to_owned(), Advisory::new(id));
        }
        let advisory = self.advisories.entry(id.to_owned()).or_default();
        let same = advisory
            .rules
            .iter_mut()
            .find(|before| before.space == rule.space && before.package == rule.package);
        match same {
            Some(before) if before.status == rule.status => {
                before.ranges.extend(rule.ranges);
                before.versions.extend(rule.versions);
            }
            _ => advisory.rules.push(rule),
        }
        Ok(advisory)
    }

    /// Keeps the words of a rule once, however many rules have them.
    fn share(&mut self, rule: &mut Rule) {
        let mut share = |word: &mut Arc<str>| match self.words.get(&**word) {
            Some(known) => *word = Arc::clone(known),
            None => {
                self.words.insert(Arc::clone(word));
            }
        };
        share(&mut rule.package);
        share(&mut rule.space.release);
        let optional = [&mut rule.module, &mut rule.urgency, &mut rule.note];
        optional.into_iter().flatten().for_each(&mut share);
        rule.ranges.shrink_to_fit();
        for events in &mut rule.ranges {
            events.shrink_to_fit();
            for event in events {
                let (Event::Introduced(version)
                | Event::Fixed(version)
                | Event::LastAffected(version)
                | Event::Limit(version)) = event;
                share(version);
            }
        }
    }

    fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        if self.advisories.len() as u64 > bounds.advisories {
            return Err(Refusal::TooMany { what: "advisories", limit: bounds.advisories });
        }
        if self.rules > bounds.rules {
            return Err(Refusal::TooMany { what: "rules", limit: bounds.rules });
        }
        Ok(())
    }

    /// Fails if anything claims to be of a day that has not come yet.
    ///
    /// A day of tolerance is for clocks and time zones.
    pub(crate) fn refuse_future(&self, now: Timestamp) -> Result<(), Refusal> {
        const DAY: i64 = 24 * 60 * 60;
        let latest = now.as_second().saturating_add(DAY);
        let stated = self.stated.map(|date| (date, "the source"));
        let dated = self
            .advisories
            .values()
            .filter_map(|advisory| Some((newest_date(advisory)?, advisory.id.as_str())));
        match stated.into_iter().chain(dated).max_by_key(|(date, _)| *date) {
            Some((date, what)) if date.as_second() > latest => {
                Err(Refusal::Future { what: what.to_owned(), date, now })
            }
            _ => Ok(()),
        }
    }
}

fn newest_date(advisory: &Advisory) -> Option<Timestamp> {
    [advisory.published, advisory.modified].into_iter().flatten().max()
}
