// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What became of findings with each generation, and in which images.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use haerterei_ground::Timestamp;
use serde::Serialize;

use crate::database::{Database, Value};
use crate::error::RegisterError;
use crate::generation::{self, Alteration, Generation};
use crate::package::{ASKED_COLUMNS, Asked, Name};
use crate::row::{Part, Verdict};
use crate::snapshot::Snapshot;
use crate::view::View;

/// From where on changes are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// After the generation of this number.
    Number(i64),
    /// After the generation whose digest begins so, without the algorithm.
    Digest(String),
    /// From this time on.
    Time(Timestamp),
}

impl Since {
    /// Reads a word: a number, the beginning of a digest, a day or a time (RFC 3339).
    pub fn parse(word: &str) -> Result<Self, RegisterError> {
        let unknown =
            || RegisterError::UnknownGeneration { word: word.chars().take(100).collect() };
        if word.len() <= 6
            && let Ok(number) = word.parse::<u32>()
        {
            return Ok(Self::Number(number.into()));
        }
        let hex = word.strip_prefix("sha256:").unwrap_or(word);
        if hex.len() >= 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self::Digest(hex.to_ascii_lowercase()));
        }
        let time = word.parse().or_else(|_| format!("{word}T00:00:00Z").parse());
        time.map(Self::Time).map_err(|_| unknown())
    }

    /// Returns the number of the generation after which changes count.
    fn number(&self, generations: &[Generation]) -> Result<i64, RegisterError> {
        let unknown = |word: String| RegisterError::UnknownGeneration { word };
        match self {
            Self::Number(0) => Ok(0),
            Self::Number(number) => generations
                .iter()
                .any(|it| it.number == *number)
                .then_some(*number)
                .ok_or_else(|| unknown(number.to_string())),
            // The index may have been the same twice; the last time counts.
            Self::Digest(hex) => generations
                .iter()
                .rev()
                .find(|it| it.digest.split_once(':').is_some_and(|(_, own)| own.starts_with(hex)))
                .map(|it| it.number)
                .ok_or_else(|| unknown(hex.clone())),
            Self::Time(time) => Ok(generations
                .iter()
                .filter(|it| it.matched < *time)
                .map(|it| it.number)
                .max()
                .unwrap_or(0)),
        }
    }
}

/// What changed, generation by generation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Changes {
    /// After which generation; 0 is the beginning.
    pub since: i64,
    /// The generations with which it changed, the oldest first.
    pub generations: Vec<Generation>,
    /// What changed, by generation, then the most important first.
    pub changes: Vec<Change>,
    /// The images in which something changed, by digest.
    pub images: BTreeMap<String, Vec<Name>>,
}

/// What became of a weakness in a component, and in which images that is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Change {
    /// The number of the generation.
    pub generation: i64,
    /// What happened.
    pub kind: Kind,
    /// The weakness.
    pub weakness: String,
    /// The component, as sources know it.
    pub component: Asked,
    /// What was known before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Verdict>,
    /// What is known since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Verdict>,
    /// What is different, where both are there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The packages that were built from it, in any of the images.
    pub packages: BTreeSet<String>,
    /// The digests of the images, in order.
    pub images: Vec<String>,
    /// Those of them in which decisions or VEX close it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed_in: Vec<String>,
}

/// What happened to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It was not there.
    Appeared,
    /// It was another.
    Changed,
    /// It is not there any more.
    Gone,
}

impl Changes {
    /// Reads what changed; what no image has any more is nobody's business.
    pub(crate) fn read(
        database: &mut Database,
        snapshot: &Snapshot,
        since: Option<&Since>,
    ) -> Result<Self, RegisterError> {
        let mut generations = generation::all(database)?;
        let number = match since {
            Some(since) => since.number(&generations)?,
            None => generations.last().map_or(0, |newest| newest.number - 1),
        };
        generations.retain(|it| it.number > number);
        let altered = altered(database, number)?;
        let places = Places::of(snapshot, altered.iter().map(|(_, it)| &it.asked));
        let mut changes = Vec::new();
        let mut named = BTreeMap::new();
        for (generation, Alteration { asked, weakness, before, after }) in altered {
            let Some((packages, images)) = places.of_component(snapshot, &asked, generation) else {
                continue;
            };
            for image in &images {
                named.entry(image.0.to_owned()).or_insert_with(|| image.1.to_vec());
            }
            let kind = match (&before, &after) {
                (None, _) => Kind::Appeared,
                (_, None) => Kind::Gone,
                _ => Kind::Changed,
            };
            let parts = match (&before, &after) {
                (Some(before), Some(after)) => before.differences(after),
                _ => Vec::new(),
            };
            let images = images.into_iter().map(|(digest, _)| digest.to_owned()).collect();
            changes.push(Change {
                generation,
                kind,
                weakness,
                component: asked,
                before,
                after,
                parts,
                packages,
                images,
                closed_in: Vec::new(),
            });
        }
        changes.sort_by(|one, other| one.order().cmp(&other.order()));
        Ok(Self { since: number, generations, changes, images: named })
    }

    /// Leaves out what is of no image of some.
    pub fn retain_images(&mut self, digests: &[&str]) {
        let wanted: BTreeSet<&str> = digests.iter().copied().collect();
        for change in &mut self.changes {
            change.images.retain(|image| wanted.contains(image.as_str()));
        }
        self.changes.retain(|change| !change.images.is_empty());
        self.images.retain(|image, _| wanted.contains(image.as_str()));
    }

    /// Notes what is closed in an image of which decisions and VEX were put to the findings. What is
    /// open in one of its packages is open.
    pub fn close(&mut self, view: &View) {
        let mut is_open: HashMap<(&Asked, &str), bool> = HashMap::new();
        for finding in &view.findings {
            let asked = view.asked.get(finding.place.component.0 as usize);
            let Some(Some(asked)) = asked else { continue };
            *is_open.entry((asked, finding.weakness.as_str())).or_default() |= finding.is_open();
        }
        for change in &mut self.changes {
            let key = (&change.component, change.weakness.as_str());
            let is_closed = is_open.get(&key) == Some(&false);
            // By what sources say now: of what went away, nobody decides anything.
            if is_closed && change.after.is_some() && change.images.contains(&view.digest) {
                change.closed_in.push(view.digest.clone());
            }
        }
    }
}

impl Change {
    fn order(&self) -> impl Ord + use<'_> {
        let verdict = self.after.as_ref().or(self.before.as_ref());
        (
            self.generation,
            self.kind == Kind::Gone,
            verdict.is_none_or(|it| it.exploited.is_none()),
            verdict.map(|it| it.state),
            std::cmp::Reverse(verdict.and_then(|it| it.severity)),
            std::cmp::Reverse(self.images.len()),
            (self.weakness.as_str(), &self.component),
        )
    }
}

fn altered(database: &mut Database, after: i64) -> Result<Vec<(i64, Alteration)>, RegisterError> {
    let sql = format!(
        "SELECT generation, {ASKED_COLUMNS}, weakness, before, after FROM alteration \
         WHERE generation > $1"
    );
    let mut found = Vec::new();
    for mut row in database.query(&sql, &[Value::from(after)])? {
        let mut read = || {
            let generation = row.integer()?;
            let asked = Asked::read(&mut row)?;
            Ok((generation, asked, row.text()?, row.optional_text()?, row.optional_text()?))
        };
        let read: Result<_, crate::database::WrongRow> = read();
        let (generation, asked, weakness, before, after) =
            read.map_err(|error| database.damaged(error))?;
        let verdict = |text: Option<String>| {
            text.map(|text| serde_json::from_str::<Verdict>(&text)).transpose()
        };
        let (Ok(before), Ok(after)) = (verdict(before), verdict(after)) else {
            return Err(database.damaged("a change cannot be read"));
        };
        found.push((generation, Alteration { asked, weakness, before, after }));
    }
    Ok(found)
}

/// Where components are.
struct Places<'a> {
    numbers: HashMap<&'a Asked, u32>,
    /// The images, by their places, and packages of components that are asked for.
    places: HashMap<u32, (Vec<usize>, BTreeSet<u32>)>,
}

type Found<'a> = (BTreeSet<String>, Vec<(&'a str, &'a [Name])>);

impl<'a> Places<'a> {
    fn of<'b>(snapshot: &'a Snapshot, wanted: impl Iterator<Item = &'b Asked>) -> Self {
        let wanted: BTreeSet<&Asked> = wanted.collect();
        let numbers: HashMap<&Asked, u32> = snapshot
            .components
            .iter()
            .filter(|(_, it)| wanted.contains(&it.asked))
            .map(|(id, it)| (&it.asked, *id))
            .collect();
        let mut places: HashMap<u32, (Vec<usize>, BTreeSet<u32>)> =
            numbers.values().map(|id| (*id, (Vec::new(), BTreeSet::new()))).collect();
        // Few packages have what is asked for; the millions that have not are passed over quickly.
        let components: HashMap<u32, u32> = snapshot
            .packages
            .iter()
            .filter_map(|(id, held)| Some((*id, held.component?)))
            .filter(|(_, component)| places.contains_key(component))
            .collect();
        for (place, image) in snapshot.images.iter().enumerate() {
            for id in &image.packages {
                let component = components.get(id);
                let Some((images, packages)) = component.and_then(|it| places.get_mut(it)) else {
                    continue;
                };
                if images.last() != Some(&place) {
                    images.push(place);
                }
                packages.insert(*id);
            }
        }
        Self { numbers, places }
    }

    /// Returns the packages and images that have a component, of those that were there when the
    /// generation came.
    fn of_component(
        &self,
        snapshot: &'a Snapshot,
        asked: &Asked,
        generation: i64,
    ) -> Option<Found<'a>> {
        let (images, packages) = self.places.get(self.numbers.get(asked)?)?;
        let images: Vec<(&str, &[Name])> = images
            .iter()
            .filter_map(|place| snapshot.images.get(*place))
            .filter(|image| image.since < generation)
            .map(|image| (image.digest.as_str(), image.names.as_slice()))
            .collect();
        let packages = packages
            .iter()
            .filter_map(|id| snapshot.packages.get(id))
            .map(|held| held.package.name.clone())
            .collect();
        (!images.is_empty()).then_some((packages, images))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_a_number_a_digest_or_a_time() {
        assert_eq!(Since::parse("12").unwrap(), Since::Number(12));
        assert_eq!(Since::parse("sha256:ABCDEF0").unwrap(), Since::Digest("abcdef0".to_owned()));
        let day = Since::parse("2026-11-20").unwrap();
        assert_eq!(day, Since::Time("2026-11-20T00:00:00Z".parse().unwrap()));
        assert_eq!(Since::parse("2026-11-20T00:00:00Z").unwrap(), day);
        for word in ["", "yesterday", "2026-13-01", "-1"] {
            assert!(Since::parse(word).is_err(), "{word}");
        }
    }
}
