// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Bringing sources in: fetching what changed, reading it, making the next generation.

use std::collections::BTreeMap;
use std::path::Path;

use haerterei_fetch::{FetchError, Fetcher, Url, Validators, shown};
use haerterei_ground::{Cancel, Clock, Progress, Unit};

use crate::bounds::Bounds;
use crate::error::AdvisoriesError;
use crate::feed;
use crate::generation::{Fresh, Growth};
use crate::index::Index;
use crate::input::{self, Part};
use crate::manifest::{FileRecord, Manifest, Validator};
use crate::shelf::{Incoming, Shelf};
use crate::source::{Origin, Source};

/// The longest name of an archive that is looked for in a file that names one.
const LONGEST_NAME: u64 = 1000;

/// What bringing sources in works with.
#[derive(Debug)]
pub struct Place<'a> {
    /// The folder of the index.
    pub folder: &'a Path,
    /// The network.
    pub fetcher: &'a Fetcher,
    /// The time of this call.
    pub clock: Clock,
    /// What one source may cost.
    pub bounds: Bounds,
    /// What makes the index, with its version.
    pub tool: &'a str,
    /// Told what is being done.
    pub progress: &'a dyn Progress,
    /// The wish to stop.
    pub cancel: &'a Cancel,
}

/// How bringing in one source ended.
#[derive(Debug)]
pub enum Brought {
    /// It is new.
    Renewed,
    /// Its server says that nothing changed.
    Unchanged,
    /// It was not taken; what was known of it stays.
    Failed(AdvisoriesError),
}

/// What came of bringing sources in.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended, by source, in the order asked for.
    pub sources: Vec<(String, Brought)>,
    /// The current generation; nothing if no source was ever taken.
    pub manifest: Option<Manifest>,
    /// Whether what was there was damaged, so that there is only what was brought in now.
    pub is_anew: bool,
}

/// Brings sources in. One that fails leaves what is known of it as it is, and the others go on.
///
/// `accept_shrunk` is the reason for which a source is taken although it has lost much.
pub fn bring(
    sources: &[Source],
    accept_shrunk: Option<&str>,
    place: &Place<'_>,
) -> Result<Outcome, AdvisoriesError> {
    let shelf = Shelf::open(place.folder, place.cancel)?;
    let mut is_anew = false;
    let before = match Index::open(place.folder) {
        Ok(index) => Some(index),
        Err(AdvisoriesError::None { .. }) => None,
        Err(AdvisoriesError::Damaged { .. }) => {
            is_anew = true;
            None
        }
        Err(error) => return Err(error),
    };
    let mut growth = Growth::new(&shelf, before.as_ref(), place.tool, place.clock.now());
    let count = Some(sources.len() as u64);
    let task = place.progress.begin("progress-advisories", count, Unit::Items);
    let mut outcome = Vec::new();
    for source in sources {
        task.at(&source.name);
        let brought = match one(source, &shelf, before.as_ref(), place) {
            Ok(None) => {
                growth.confirm(&source.name);
                Brought::Unchanged
            }
            Ok(Some(fresh)) => match growth.renew(fresh, accept_shrunk) {
                Ok(()) => Brought::Renewed,
                Err(error @ AdvisoriesError::Refused { .. }) => Brought::Failed(error),
                Err(error) => return Err(error),
            },
            Err(error) => Brought::Failed(error),
        };
        place.cancel.check()?;
        outcome.push((source.name.clone(), brought));
        task.advance(1);
    }
    let known = before.as_ref().map(|index| index.manifest().clone());
    // Whoever holds a generation keeps it from being cleared away.
    drop(before);
    let came = outcome.iter().any(|(_, brought)| !matches!(brought, Brought::Failed(_)));
    let manifest = if came { Some(growth.publish()?) } else { known };
    Ok(Outcome { sources: outcome, manifest, is_anew })
}

/// Fetches and reads a source; nothing if it is still the one that is known.
fn one<'a>(
    source: &'a Source,
    shelf: &Shelf,
    before: Option<&Index>,
    place: &Place<'_>,
) -> Result<Option<Fresh<'a>>, AdvisoriesError> {
    let refused = |refusal| source.refused(refusal);
    let incoming = shelf.incoming(&source.name);
    let (parts, validators) = match &source.origin {
        Origin::Paths(paths) => {
            let mut parts = Vec::new();
            for path in paths {
                parts.extend(input::parts_of(path, &place.bounds).map_err(refused)?);
            }
            (parts, BTreeMap::new())
        }
        Origin::Addresses(urls) => {
            let fetching = Fetching { source, incoming: &incoming, before, place };
            match fetching.all(urls)? {
                Some(fetched) => fetched,
                None => return Ok(None),
            }
        }
    };
    let now = place.clock.now();
    let read = feed::read(source.form, &parts, &place.bounds, now, place.cancel);
    // What was read is not read again, whatever came of it.
    incoming.clear()?;
    Ok(Some(Fresh { source, read: read.map_err(refused)?, validators }))
}

type Fetched = (Vec<Part>, BTreeMap<String, Validator>);

/// What fetching a source works with.
struct Fetching<'a> {
    source: &'a Source,
    incoming: &'a Incoming,
    before: Option<&'a Index>,
    place: &'a Place<'a>,
}

impl Fetching<'_> {
    /// Fetches the addresses of a source; nothing if none of them changed.
    fn all(&self, urls: &[Url]) -> Result<Option<Fetched>, AdvisoriesError> {
        let known = self.before.and_then(|index| index.manifest().sources.get(&self.source.name));
        // What was read in another form, or from elsewhere, has to be read again.
        let known =
            known.filter(|it| it.form == self.source.form.name() && it.from == self.source.from());
        // So has what is damaged.
        let is_sound = |file: &FileRecord| self.before.is_some_and(|it| it.read(file).is_ok());
        let known = known.filter(|it| it.files().all(is_sound));
        let mut answers = Vec::new();
        for url in urls {
            let validator = known.and_then(|known| known.validators.get(&shown(url)));
            let validators = validator.map_or_else(Validators::default, |it| Validators {
                etag: it.etag.clone(),
                last_modified: it.last_modified.clone(),
            });
            answers.push((url, self.one(url, &validators)?));
        }
        if answers.iter().all(|(_, answer)| answer.is_none()) {
            return Ok(None);
        }
        let (mut parts, mut validators) = (Vec::new(), BTreeMap::new());
        for (url, answer) in answers {
            let fetched = match answer {
                Some(fetched) => Some(fetched),
                // The rest of the source changed, so this is needed too.
                None => self.one(url, &Validators::default())?,
            };
            let Some((mut part, Validators { etag, last_modified })) = fetched else {
                // A server that says of what nobody knows that it did not change.
                let status = 304;
                return Err(self.failed(FetchError::Status { url: shown(url), status }));
            };
            if etag.is_some() || last_modified.is_some() {
                validators.insert(shown(url), Validator { etag, last_modified });
            }
            if let Some(url) = self.named(url, &part)? {
                let fetched = self.one(&url, &Validators::default())?;
                part = fetched.map_or(part, |(part, _)| part);
            }
            parts.push(part);
        }
        Ok(Some((parts, validators)))
    }

    /// Fetches an address into a file, unless what is there is the one that is known.
    fn one(
        &self,
        url: &Url,
        known: &Validators,
    ) -> Result<Option<(Part, Validators)>, AdvisoriesError> {
        let Place { fetcher, bounds, progress, cancel, .. } = self.place;
        let into = self.incoming.file(url)?;
        let fetched = fetcher.get_to_file(url, known, &into, bounds.file_bytes, *progress, cancel);
        let fetched = fetched.map_err(|error| self.failed(error))?;
        Ok(fetched.map(|it| (Part::in_file(shown(url), it.path), it.validators)))
    }

    /// Returns the address of the archive that a file names which stands beside it, as Red Hat's
    /// `archive_latest.txt` does; nothing if it is no such file.
    fn named(&self, url: &Url, part: &Part) -> Result<Option<Url>, AdvisoriesError> {
        if !url.path().ends_with("/archive_latest.txt") {
            return Ok(None);
        }
        let bytes = part.beginning(LONGEST_NAME).map_err(|it| self.source.refused(it))?;
        Ok(named(url, &bytes))
    }

    fn failed(&self, error: FetchError) -> AdvisoriesError {
        AdvisoriesError::Fetch { name: self.source.name.clone(), error }
    }
}

/// Returns the address of what a file names beside itself; nothing if that is no name of an archive.
fn named(url: &Url, bytes: &[u8]) -> Option<Url> {
    let name = std::str::from_utf8(bytes).ok()?.trim();
    let is_name = name.ends_with(".tar.zst")
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if is_name { url.join(name).ok() } else { None }
}
