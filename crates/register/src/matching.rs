// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Matching: each distinct component is asked about once, in memory. What was said of it last time has
//! left a mark; only where the mark is another now is worked out what is said.
//!
//! What comes of it depends on the component and the index alone, never on the day: lists of support
//! are read as of the day on which the index was made.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_advisories::{AdvisoriesError, Ecosystem, Index, Space};
use haerterei_findings::{Compared, Mark, Marker, Matcher, Question, Said, Support, collect};
use haerterei_ground::Timestamp;
use haerterei_inventory::{ComponentId, ComponentKind};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::package::{Asked, Class, ImageRecord, Package};
use crate::row::Known;

/// What is known of a component, by its number; in the order of numbers and then of names.
pub(crate) type Matched = Vec<(u32, Known)>;

/// What came of asking about a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    /// It was not asked about yet.
    Pending,
    /// Sources spoke of it, or could have.
    Heard,
    /// The index has no source for its release or ecosystem.
    NoSource,
    /// Its version is none of its ecosystem.
    NotComparable,
}

impl Answer {
    const ALL: [Self; 4] = [Self::Pending, Self::Heard, Self::NoSource, Self::NotComparable];

    /// Returns its word, as it is stored.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Heard => "heard",
            Self::NoSource => "no-source",
            Self::NotComparable => "not-comparable",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

/// A component that is to be asked about.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    /// The number of its row.
    pub(crate) id: u32,
    /// How sources know it.
    pub(crate) asked: Asked,
    /// What it was answered last.
    pub(crate) answer: Answer,
    /// The mark of that; empty where it was not asked about yet.
    pub(crate) mark: Vec<u8>,
}

/// An index as far as components need it, loaded.
#[derive(Debug)]
pub(crate) struct Loaded {
    matcher: Matcher,
    made: Timestamp,
}

impl Loaded {
    /// Reads what an index has about some components.
    pub(crate) fn of(index: &Index, components: &[Due]) -> Result<Self, AdvisoriesError> {
        let spaces: BTreeSet<(&str, &str)> = components
            .iter()
            .map(|due| (due.asked.ecosystem.as_str(), due.asked.release.as_str()))
            .collect();
        let spaces = spaces
            .into_iter()
            .filter_map(|(ecosystem, release)| Some(Space::new(ecosystem_of(ecosystem)?, release)));
        let matcher = Matcher::for_spaces(index, spaces.collect())?;
        Ok(Self { matcher, made: index.manifest().created })
    }

    /// Asks about components, in parallel and without working out what is said. Returns what each was
    /// answered and the mark of all that follows from it, in their order.
    pub(crate) fn marks(&self, components: &[Due]) -> Vec<(Answer, Mark)> {
        let mark = |piece: &[Due]| -> Vec<(Answer, Mark)> {
            let mut marker = self.matcher.marker(self.made);
            piece.iter().map(|due| mark_of(&mut marker, due)).collect()
        };
        components.par_chunks(piece_size(components.len())).flat_map_iter(mark).collect()
    }

    /// Asks about components, in parallel, and works out what is known of them.
    pub(crate) fn ask(&self, components: &[&Due]) -> Matched {
        let size = piece_size(components.len());
        let mut found: Matched =
            components.par_chunks(size).flat_map_iter(|piece| self.ask_piece(piece)).collect();
        found.par_sort_unstable_by(|(one, of_one), (other, of_other)| {
            (one, &of_one.weakness).cmp(&(other, &of_other.weakness))
        });
        found
    }

    fn ask_piece(&self, components: &[&Due]) -> Matched {
        let (mut asked_about, mut inventoried) = (Vec::new(), Vec::new());
        let mut all: Vec<Said> = Vec::new();
        for due in components {
            let Some(question) = question_of(&due.asked) else { continue };
            let mut published = BTreeMap::new();
            let said = self.matcher.answer(&question, &mut published);
            if said.is_empty() {
                continue;
            }
            let id = ComponentId(u32::try_from(asked_about.len()).unwrap_or(u32::MAX));
            all.extend(said.into_iter().map(|one| Said { component: id, ..one }));
            let limit = self.matcher.limit_of(&question, self.made);
            let ended = limit.filter(|limit| limit.support == Support::Ended);
            let ended = ended.map(|limit| limit.reason.unwrap_or_default());
            asked_about.push((due.id, published, ended));
            inventoried.push(nameless(&due.asked).component());
        }
        let claims = self.matcher.claims(&all);
        // The image in which nothing but these components is, and of which nothing else is known.
        let inventory = ImageRecord::default().inventory("", inventoried);
        let mut found = Vec::new();
        for mut finding in collect(&inventory, all, &claims) {
            let place = finding.place.component.0 as usize;
            let Some((number, published, ended)) = asked_about.get(place) else { continue };
            // By its own advisories: what others in this piece have is chance.
            let names = std::iter::once(&finding.weakness).chain(&finding.aliases);
            finding.published = names.filter_map(|name| published.get(name)).min().copied();
            found.push((*number, Known::of(finding, ended.clone())));
        }
        found
    }
}

/// Few pieces: what is known of a weakness is looked up once in each.
fn piece_size(components: usize) -> usize {
    components.div_ceil(rayon::current_num_threads() * 4).max(64)
}

fn mark_of(marker: &mut Marker<'_>, due: &Due) -> (Answer, Mark) {
    let Some(question) = question_of(&due.asked) else {
        return (Answer::NoSource, Mark::default());
    };
    // That depends on the version alone, and was seen last time.
    let is_comparable = match due.answer {
        Answer::Heard => Some(true),
        Answer::NotComparable => Some(false),
        Answer::Pending | Answer::NoSource => None,
    };
    let (compared, mark) = marker.mark(&question, is_comparable);
    let answer = match compared {
        Compared::Ordered => Answer::Heard,
        Compared::NotComparable => Answer::NotComparable,
        Compared::NoSource => Answer::NoSource,
    };
    (answer, mark)
}

fn ecosystem_of(name: &str) -> Option<Ecosystem> {
    // A space is read together with a release where the ecosystem has some.
    let space = name.parse::<Space>().or_else(|_| format!("{name}:0").parse::<Space>());
    space.ok().map(|space| space.ecosystem)
}

fn question_of(asked: &Asked) -> Option<Question> {
    Some(Question {
        ecosystem: ecosystem_of(&asked.ecosystem)?.name(),
        release: asked.release.clone(),
        package: asked.source.clone(),
        version: asked.version.clone(),
        module: asked.module.clone(),
        from: asked.from.clone(),
    })
}

/// Returns a package of which only its component is known.
fn nameless(asked: &Asked) -> Package {
    Package {
        kind: ComponentKind::LanguagePackage,
        class: Class::Language,
        ecosystem: asked.ecosystem.clone(),
        group: None,
        name: asked.source.clone(),
        version: Some(asked.version.clone()),
        purl: None,
        architecture: None,
        source: None,
        asked: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_stored_by_their_words() {
        for answer in Answer::ALL {
            assert_eq!(Answer::of_word(answer.word()), Some(answer));
            assert_eq!(serde_json::to_value(answer).unwrap(), answer.word());
        }
        assert_eq!(Answer::of_word("asked"), None);
    }
}
