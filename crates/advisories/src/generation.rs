// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Making the next generation of an index.

use std::collections::BTreeMap;

use haerterei_ground::Timestamp;

use crate::advisory::Kind;
use crate::collected::Problems;
use crate::compile::{self, Segment as Made};
use crate::error::AdvisoriesError;
use crate::feed;
use crate::index::Index;
use crate::manifest::{Counts, FileRecord, MANIFEST_VERSION, Manifest, SourceRecord, Validator};
use crate::names::Names;
use crate::refusal::Refusal;
use crate::segment::Segment;
use crate::shelf::Shelf;
use crate::source::Source;

/// A source that was read.
#[derive(Debug)]
pub(crate) struct Fresh<'a> {
    pub(crate) source: &'a Source,
    pub(crate) read: feed::Read,
    pub(crate) validators: BTreeMap<String, Validator>,
}

/// The generation that is being made.
#[derive(Debug)]
pub(crate) struct Growth<'a> {
    shelf: &'a Shelf,
    /// What there was, where it was made here.
    before: Option<Manifest>,
    manifest: Manifest,
}

impl<'a> Growth<'a> {
    /// Begins with what there is.
    pub(crate) fn new(
        shelf: &'a Shelf,
        before: Option<&Index>,
        tool: &str,
        now: Timestamp,
    ) -> Self {
        let mut sources = before.map(|index| index.manifest().sources.clone()).unwrap_or_default();
        // What came from elsewhere is known as such, whatever is brought in beside it.
        if let Some(trust) = before.and_then(Index::trust) {
            for record in sources.values_mut() {
                record.imported.get_or_insert_with(|| trust.clone());
            }
        }
        let before = before.filter(|index| index.trust().is_none());
        let before = before.map(|index| index.manifest().clone());
        let manifest = Manifest {
            version: MANIFEST_VERSION,
            tool: tool.to_owned(),
            created: now,
            sources,
            names: None,
            problems: Vec::new(),
        };
        Self { shelf, before, manifest }
    }

    /// Puts a source in the place of what was known of it.
    pub(crate) fn renew(
        &mut self,
        fresh: Fresh<'_>,
        accept_shrunk: Option<&str>,
    ) -> Result<(), AdvisoriesError> {
        let Fresh { source, mut read, validators } = fresh;
        let refused = |refusal| source.refused(refusal);
        let rows = read.collected.rows();
        let before = self.manifest.sources.get(&source.name).map_or(0, |it| it.counts.rows);
        let mut shrunk = None;
        if has_shrunk(before, rows) {
            match accept_shrunk {
                Some(reason) => shrunk = Some(reason.to_owned()),
                None => return Err(refused(Refusal::Shrunk { before, now: rows })),
            }
        }
        let full = |_| AdvisoriesError::Full { name: source.name.clone() };
        let compiled = compile::compile(&mut read.collected).map_err(full)?;
        let put = |made: Option<Made>| {
            made.map(|made| self.shelf.put(&made.bytes, made.rows)).transpose()
        };
        let mut segments = BTreeMap::new();
        for (space, made) in compiled.rules {
            segments.insert(space.to_string(), self.shelf.put(&made.bytes, made.rows)?);
        }
        let cold = compiled.cold.map(|bytes| self.shelf.put(&bytes, 0)).transpose()?;
        let now = self.manifest.created;
        let record = SourceRecord {
            form: source.form.name().to_owned(),
            from: source.from(),
            digest: read.digest,
            size: read.size,
            read: now,
            confirmed: now,
            date: read.collected.date(),
            licence: source.licence.clone(),
            attribution: source.attribution.clone(),
            counts: counts(&read.collected, rows),
            problems: read.collected.problems.noticed(),
            imported: None,
            shrunk,
            validators,
            segments,
            severities: put(compiled.severities)?,
            exploited: put(compiled.exploited)?,
            likelihoods: put(compiled.likelihoods)?,
            cold,
        };
        self.manifest.sources.insert(source.name.clone(), record);
        Ok(())
    }

    /// Notes that a source is still the one that is known.
    pub(crate) fn confirm(&mut self, name: &str) {
        let now = self.manifest.created;
        if let Some(record) = self.manifest.sources.get_mut(name) {
            record.confirmed = now;
        }
    }

    /// Puts the sources together and makes the generation the current one.
    pub(crate) fn publish(mut self) -> Result<Manifest, AdvisoriesError> {
        let mut names = Names::default();
        for (source, record) in &self.manifest.sources {
            for (space, file) in &record.segments {
                let Ok(space) = space.parse() else { continue };
                let segment =
                    Segment::open(space, source, self.shelf.read(file)?).map_err(|error| {
                        AdvisoriesError::Damaged {
                            path: self.shelf.path(file),
                            problem: error.to_string(),
                        }
                    })?;
                names.take(&segment);
            }
        }
        let mut problems = Problems::default();
        let bytes = names
            .compile(&mut problems)
            .map_err(|_| AdvisoriesError::Full { name: "names".to_owned() })?;
        self.manifest.names = Some(self.shelf.put(&bytes, 0)?);
        self.manifest.problems = problems.noticed();
        // A generation that says the same as the one before keeps its age.
        if let Some(before) = self.before
            && before.sources == self.manifest.sources
        {
            return Ok(before);
        }
        self.shelf.publish(&self.manifest.to_bytes(), None)?;
        Ok(self.manifest)
    }
}

/// More than a tenth, and more than a hundred, are not lost between two days.
fn has_shrunk(before: u64, now: u64) -> bool {
    before.saturating_sub(now) > 100 && now.saturating_mul(10) < before.saturating_mul(9)
}

fn counts(collected: &crate::collected::Collected, rows: u64) -> Counts {
    let advisories = collected.advisories.values();
    Counts {
        advisories: collected.advisories.len() as u64,
        withdrawn: advisories.clone().filter(|it| it.withdrawn.is_some()).count() as u64,
        malicious: advisories.filter(|it| it.kind == Kind::Malicious).count() as u64,
        rows,
    }
}

/// Returns every file record of a manifest once.
pub(crate) fn distinct_files(manifest: &Manifest) -> Vec<&FileRecord> {
    let files: BTreeMap<_, _> = manifest.files().map(|file| (file.digest, file)).collect();
    files.into_values().collect()
}
