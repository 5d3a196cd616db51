// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From what a source says to the segments of an index.

mod ranges;

use std::collections::BTreeMap;

use crate::advisory::{Advisory, Rule, Status};
use crate::collected::{Collected, Problem, Problems};
use crate::ecosystem::Space;
use crate::segment::{self, End};
use crate::table::{Full, Shape, Writer};

/// The files that one source becomes.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// The rules of each space.
    pub(crate) rules: BTreeMap<Space, Segment>,
    pub(crate) severities: Option<Segment>,
    pub(crate) exploited: Option<Segment>,
    pub(crate) likelihoods: Option<Segment>,
    /// Descriptions and references.
    pub(crate) cold: Option<Vec<u8>>,
}

/// A file and how many rows it has.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) bytes: Vec<u8>,
    pub(crate) rows: u64,
}

/// What is said in one space, by package.
type Packages<'a> = BTreeMap<&'a str, Vec<(&'a Advisory, &'a Rule)>>;

/// Makes the segments of a source; what cannot be compared is noted.
pub(crate) fn compile(collected: &mut Collected) -> Result<Compiled, Full> {
    let mut cold = std::mem::take(&mut collected.cold);
    let mut places: BTreeMap<&str, (u32, u32)> =
        collected.stories.iter().map(|(id, place)| (id.as_str(), *place)).collect();
    let mut spaces: BTreeMap<Space, Packages<'_>> = BTreeMap::new();
    for advisory in collected.advisories.values() {
        if let Some(place) = cold.add(&advisory.story) {
            places.insert(advisory.id.as_str(), place);
        }
        for rule in &advisory.rules {
            let packages = spaces.entry(rule.space.clone()).or_default();
            packages.entry(&rule.package).or_default().push((advisory, rule));
        }
    }
    let mut rules = BTreeMap::new();
    for (space, packages) in spaces {
        let mut builder = Builder::new(&space, &places, &mut collected.problems);
        for (package, entries) in packages {
            builder.package(package, &entries)?;
        }
        let segment = builder.finish()?;
        rules.insert(space, segment);
    }
    Ok(Compiled {
        rules,
        severities: severities(collected)?,
        exploited: exploited(collected)?,
        likelihoods: likelihoods(collected)?,
        cold: cold.finish(),
    })
}

struct Builder<'a> {
    space: &'a Space,
    writer: Writer,
    /// Rows of advisories that are there already.
    advisories: BTreeMap<&'a str, u32>,
    places: &'a BTreeMap<&'a str, (u32, u32)>,
    problems: &'a mut Problems,
    rows: u64,
}

impl<'a> Builder<'a> {
    fn new(
        space: &'a Space,
        places: &'a BTreeMap<&'a str, (u32, u32)>,
        problems: &'a mut Problems,
    ) -> Self {
        let writer = Writer::new(Shape::Rules, segment::TABLES);
        Self { space, writer, advisories: BTreeMap::new(), places, problems, rows: 0 }
    }

    fn package(&mut self, package: &str, entries: &[(&'a Advisory, &'a Rule)]) -> Result<(), Full> {
        let name = self.writer.text(package)?;
        let first = self.writer.rows(segment::RULES, segment::RULES_WIDTH)?;
        self.writer.row(segment::PACKAGES, &[name, first]);
        for (advisory, rule) in entries {
            self.rule(advisory, rule)?;
        }
        Ok(())
    }

    fn rule(&mut self, advisory: &'a Advisory, rule: &Rule) -> Result<(), Full> {
        let scheme = self.space.ecosystem.scheme();
        let mut status = rule.status;
        let mut intervals = Vec::new();
        for events in &rule.ranges {
            match ranges::intervals(scheme, events) {
                Ok(found) => intervals.extend(found),
                Err(error) => {
                    let (id, package) = (&advisory.id, &rule.package);
                    self.problems.note(Problem::Version, || format!("{id}: {package}: {error}"));
                    if status != Status::NotAffected {
                        status = Status::Undetermined;
                    }
                }
            }
        }
        let first_interval = self.writer.rows(segment::INTERVALS, segment::INTERVALS_WIDTH)?;
        let first_version = self.writer.rows(segment::VERSIONS, segment::VERSIONS_WIDTH)?;
        let row = [
            self.advisory(advisory)?,
            Status::ALL.iter().position(|one| *one == status).unwrap_or(0) as u32,
            self.writer.text(rule.urgency.as_deref().unwrap_or_default())?,
            self.writer.text(rule.note.as_deref().unwrap_or_default())?,
            first_interval,
            first_version,
            self.writer.text(rule.module.as_deref().unwrap_or_default())?,
        ];
        self.writer.row(segment::RULES, &row);
        self.rows += 1;
        for interval in &intervals {
            let introduced = interval.introduced.as_ref();
            let (end, key, text) = match &interval.end {
                None => (End::Open, &[][..], ""),
                Some((end, point)) => (*end, point.key.as_bytes(), point.text.as_str()),
            };
            let row = [
                self.writer.bytes(introduced.map_or(&[], |point| point.key.as_bytes()))?,
                self.writer.text(introduced.map_or("", |point| &point.text))?,
                end as u32,
                self.writer.bytes(key)?,
                self.writer.text(text)?,
            ];
            self.writer.row(segment::INTERVALS, &row);
        }
        for version in &rule.versions {
            let key = scheme.key(version).ok();
            // Most lists only spell out the ranges.
            let is_covered = key
                .as_ref()
                .is_some_and(|key| intervals.iter().any(|interval| interval.contains(key)));
            if !is_covered {
                let row = [
                    self.writer.bytes(key.as_ref().map_or(&[], |key| key.as_bytes()))?,
                    self.writer.text(version)?,
                ];
                self.writer.row(segment::VERSIONS, &row);
            }
        }
        Ok(())
    }

    fn advisory(&mut self, advisory: &'a Advisory) -> Result<u32, Full> {
        if let Some(row) = self.advisories.get(advisory.id.as_str()) {
            return Ok(*row);
        }
        let index = self.writer.rows(segment::ADVISORIES, segment::ADVISORIES_WIDTH)?;
        let first = self.writer.rows(segment::RELATIONS, segment::RELATIONS_WIDTH)?;
        let seconds = |date: Option<haerterei_ground::Timestamp>| {
            date.map_or(0, |date| u32::try_from(date.as_second()).unwrap_or(0))
        };
        // Blocks are counted from 1, so that 0 says that there is nothing.
        let (block, place) = self.places.get(advisory.id.as_str()).copied().unwrap_or((0, 0));
        let row = [
            self.writer.text(&advisory.id)?,
            advisory.kind as u32,
            seconds(advisory.published),
            seconds(advisory.modified),
            seconds(advisory.withdrawn),
            first,
            block,
            place,
        ];
        self.writer.row(segment::ADVISORIES, &row);
        let aliases = advisory.aliases.iter().map(|name| (segment::ALIAS, name));
        let upstream = advisory.upstream.iter().map(|name| (segment::UPSTREAM, name));
        for (kind, name) in aliases.chain(upstream) {
            let name = self.writer.text(name)?;
            self.writer.row(segment::RELATIONS, &[kind, name]);
        }
        self.advisories.insert(&advisory.id, index);
        Ok(index)
    }

    fn finish(self) -> Result<Segment, Full> {
        Ok(Segment { bytes: self.writer.finish()?, rows: self.rows })
    }
}

/// Severities by the name that is looked for: the advisory's own, and the weaknesses it stands for.
fn severities(collected: &Collected) -> Result<Option<Segment>, Full> {
    let mut names: BTreeMap<&str, Vec<&Advisory>> = BTreeMap::new();
    for advisory in collected.advisories.values() {
        if advisory.severities.is_empty() || advisory.withdrawn.is_some() {
            continue;
        }
        names.entry(&advisory.id).or_default().push(advisory);
        // An advisory of several weaknesses says nothing about any one of them.
        let mut weaknesses = advisory
            .aliases
            .iter()
            .chain(&advisory.upstream)
            .filter(|name| name.starts_with("CVE-"));
        if let (Some(only), None) = (weaknesses.next(), weaknesses.next()) {
            names.entry(only).or_default().push(advisory);
        }
    }
    let mut writer = Writer::new(Shape::Severities, 2);
    let mut rows = 0;
    for (name, advisories) in &names {
        let name = writer.text(name)?;
        let first = writer.rows(1, segment::SEVERITIES_WIDTH)?;
        writer.row(0, &[name, first]);
        for advisory in advisories {
            for severity in &advisory.severities {
                let row = [
                    writer.text(&advisory.id)?,
                    writer.text(&severity.system)?,
                    writer.text(&severity.value)?,
                    writer.text(&severity.by)?,
                    u32::try_from(severity.date).unwrap_or(0),
                ];
                writer.row(1, &row);
                rows += 1;
            }
        }
    }
    if rows == 0 {
        return Ok(None);
    }
    Ok(Some(Segment { bytes: writer.finish()?, rows }))
}

fn exploited(collected: &Collected) -> Result<Option<Segment>, Full> {
    if collected.exploited.is_empty() {
        return Ok(None);
    }
    let mut writer = Writer::new(Shape::Exploited, 1);
    for (id, exploited) in &collected.exploited {
        let row = [
            writer.text(id)?,
            writer.text(&exploited.added)?,
            writer.text(&exploited.due)?,
            writer.text(&exploited.ransomware)?,
            writer.text(&exploited.name)?,
        ];
        writer.row(0, &row);
    }
    let rows = collected.exploited.len() as u64;
    Ok(Some(Segment { bytes: writer.finish()?, rows }))
}

fn likelihoods(collected: &Collected) -> Result<Option<Segment>, Full> {
    if collected.likelihoods.is_empty() {
        return Ok(None);
    }
    let mut writer = Writer::new(Shape::Likelihoods, 1);
    for (id, likelihood) in &collected.likelihoods {
        let id = writer.text(id)?;
        writer.row(0, &[id, likelihood.score, likelihood.percentile]);
    }
    let rows = collected.likelihoods.len() as u64;
    Ok(Some(Segment { bytes: writer.finish()?, rows }))
}
