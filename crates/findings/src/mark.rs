// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Telling whether anything that is said of a component is another than last time, without working out
//! what that is.
//!
//! Whoever asks about very many components again, after an update, keeps a [`Mark`] of each. Every one
//! is asked about all the same; only those with another mark are worth more.

use std::collections::HashMap;

use haerterei_advisories::{AskedVersion, Knowledge, Match, Segment};
use haerterei_ground::{Algorithm, Digest, Hasher, Timestamp};

use crate::ask::Question;
use crate::matching::Matcher;
use crate::support;

/// Rises when the same words come to mean something else here, so that all marks are others then.
const MEANING: u32 = 1;

/// The beginning of a digest of all that is said of a component and known of the weaknesses named.
pub type Mark = [u8; 16];

/// How a version was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// As its ecosystem does, or it was known before that it can be.
    Ordered,
    /// Its ecosystem does not know it.
    NotComparable,
    /// No source speaks of its release or ecosystem.
    NoSource,
}

/// Makes marks, and remembers what is the same for many components.
#[derive(Debug)]
pub struct Marker<'a> {
    matcher: &'a Matcher,
    today: String,
    /// The release or ecosystem that was asked about last: components come in this order.
    space: Option<(String, String, &'a [Segment])>,
    names: HashMap<String, Digest>,
    limits: HashMap<(String, String), Digest>,
}

impl Matcher {
    /// Prepares for making marks; lists of support count as of `today`.
    pub fn marker(&self, today: Timestamp) -> Marker<'_> {
        Marker {
            matcher: self,
            today: support::day(today),
            space: None,
            names: HashMap::new(),
            limits: HashMap::new(),
        }
    }
}

impl Marker<'_> {
    /// Returns the mark of all that [`Matcher::answer`], [`Matcher::claims`] and
    /// [`Matcher::limit_of`] say of a component, likelihoods left out, and whether its version can be
    /// compared. Where that is known already (`is_comparable`), it is looked at only if somebody
    /// speaks of the package.
    pub fn mark(&mut self, question: &Question, is_comparable: Option<bool>) -> (Compared, Mark) {
        let mut hasher = Hasher::new(Algorithm::Sha256);
        hasher.update(&MEANING.to_le_bytes());
        let segments = self.segments(question);
        let Some(first) = segments.first() else {
            return (Compared::NoSource, beginning(&hasher.finish()));
        };
        let is_named = |segment: &Segment| {
            segment.speaks_of(&question.package)
                || question.from.as_deref().is_some_and(|from| segment.speaks_of(from))
        };
        let compared = |is: bool| if is { Compared::Ordered } else { Compared::NotComparable };
        if let Some(is_comparable) = is_comparable
            && !segments.iter().any(is_named)
        {
            return (compared(is_comparable), beginning(&hasher.finish()));
        }
        let mut version = AskedVersion::of(first.space().ecosystem, &question.version);
        if let Some(label) = &question.module {
            version = version.in_module(label);
        }
        let mut is_affected = false;
        for segment in segments {
            let mut found = segment.matches(&question.package, &version);
            if let Some(from) = &question.from {
                let own: Vec<&str> =
                    segment.statements(&question.package).map(|it| it.advisory.id()).collect();
                let of_source = segment.matches(from, &version).into_iter();
                found.extend(of_source.filter(|it| !own.contains(&it.advisory.id())));
            }
            for one in &found {
                self.add(&mut hasher, segment, one);
                is_affected = true;
            }
        }
        if is_affected {
            self.add_limit(&mut hasher, question);
        }
        (compared(version.key().is_some()), beginning(&hasher.finish()))
    }
}

impl<'a> Marker<'a> {
    fn segments(&mut self, question: &Question) -> &'a [Segment] {
        if let Some((ecosystem, release, segments)) = &self.space
            && ecosystem == question.ecosystem
            && *release == question.release
        {
            return segments;
        }
        let segments = self.matcher.segments.get(&question.space()).map(Vec::as_slice);
        let segments = segments.unwrap_or_default();
        self.space = Some((question.ecosystem.to_owned(), question.release.clone(), segments));
        segments
    }

    /// Adds all of a match that becomes part of a finding.
    fn add(&mut self, hasher: &mut Hasher, segment: &Segment, found: &Match<'_>) {
        let advisory = found.advisory;
        let dates = [advisory.withdrawn(), advisory.published()];
        let dates = dates.map(|date| date.map_or(i64::MIN, Timestamp::as_second));
        put(hasher, segment.source());
        put(hasher, advisory.id());
        hasher.update(&[advisory.kind() as u8, found.status as u8]);
        for date in dates {
            hasher.update(&date.to_le_bytes());
        }
        for text in [found.fixed, found.urgency, found.note] {
            put_option(hasher, text);
        }
        let knowledge = &self.matcher.knowledge;
        let names = std::iter::once(advisory.id())
            .chain(knowledge.weaknesses(advisory.id()))
            .chain(advisory.aliases())
            .chain(advisory.upstream());
        for name in names {
            put(hasher, name);
            if !self.names.contains_key(name) {
                self.names.insert(name.to_owned(), known_of(knowledge, name));
            }
            if let Some(digest) = self.names.get(name) {
                hasher.update(digest.as_bytes());
            }
        }
        // So that no name of this is taken for one of the next.
        hasher.update(&[0xff; 4]);
    }

    fn add_limit(&mut self, hasher: &mut Hasher, question: &Question) {
        let key = (question.space(), question.package.clone());
        let (lists, today) = (&self.matcher.lists, &self.today);
        let digest = self.limits.entry(key).or_insert_with(|| {
            let mut hasher = Hasher::new(Algorithm::Sha256);
            if let Some(limit) = support::limit_of(lists, question, today) {
                hasher.update(&[limit.support as u8]);
                put_option(&mut hasher, limit.reason.as_deref());
            }
            hasher.finish()
        });
        hasher.update(digest.as_bytes());
    }
}

/// Returns a digest of what is known of a name: how bad, whether exploited.
fn known_of(knowledge: &Knowledge, name: &str) -> Digest {
    let mut hasher = Hasher::new(Algorithm::Sha256);
    for rated in knowledge.severities(name) {
        let severity = &rated.severity;
        for text in [&rated.source, &severity.by, &severity.system, &severity.value] {
            put(&mut hasher, text);
        }
        hasher.update(&severity.date.to_le_bytes());
    }
    if let Some(known) = knowledge.exploited(name) {
        put(&mut hasher, &known.added);
        put(&mut hasher, &known.ransomware);
    }
    hasher.finish()
}

/// Adds a text so that it ends where it ends.
fn put(hasher: &mut Hasher, text: &str) {
    hasher.update(&(text.len() as u32).to_le_bytes());
    hasher.update(text.as_bytes());
}

fn put_option(hasher: &mut Hasher, text: Option<&str>) {
    match text {
        Some(text) => put(hasher, text),
        None => hasher.update(&u32::MAX.to_le_bytes()),
    }
}

fn beginning(digest: &Digest) -> Mark {
    let mut mark = Mark::default();
    for (to, from) in mark.iter_mut().zip(digest.as_bytes()) {
        *to = *from;
    }
    mark
}
