// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Bringing sources in: fetching what changed, reading it, making the next generation.

use std::collections::BTreeMap;
use std::path::Path;

use haerterei_fetch::{Fetcher, Url, Validators, shown};
use haerterei_ground::{Cancel, Clock, Progress, Unit};

use crate::bounds::Bounds;
use crate::error::AdvisoriesError;
use crate::feed;
use crate::generation::{Fresh, Growth};
use crate::index::Index;
use crate::input::{self, Part};
use crate::manifest::{FileRecord, Manifest, Validator};
use crate::shelf::Shelf;
use crate::source::{Origin, Source};

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
        let brought = match one(source, before.as_ref(), place) {
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
    before: Option<&Index>,
    place: &Place<'_>,
) -> Result<Option<Fresh<'a>>, AdvisoriesError> {
    let refused = |refusal| AdvisoriesError::Refused { name: source.name.clone(), refusal };
    let (parts, validators) = match &source.origin {
        Origin::Paths(paths) => {
            let mut parts = Vec::new();
            for path in paths {
                parts.extend(input::parts_of(path, &place.bounds).map_err(refused)?);
            }
            (parts, BTreeMap::new())
        }
        Origin::Addresses(urls) => match fetch(source, urls, before, place)? {
            Some(fetched) => fetched,
            None => return Ok(None),
        },
    };
    let now = place.clock.now();
    let read =
        feed::read(source.form, &parts, &place.bounds, now, place.cancel).map_err(refused)?;
    Ok(Some(Fresh { source, read, validators }))
}

type Fetched = (Vec<Part>, BTreeMap<String, Validator>);

/// Fetches the addresses of a source; nothing if none of them changed.
fn fetch(
    source: &Source,
    urls: &[Url],
    before: Option<&Index>,
    place: &Place<'_>,
) -> Result<Option<Fetched>, AdvisoriesError> {
    let failed = |error| AdvisoriesError::Fetch { name: source.name.clone(), error };
    let limit = place.bounds.file_bytes;
    let known = before.and_then(|index| index.manifest().sources.get(&source.name));
    // What was read in another form, or from elsewhere, has to be read again.
    let known = known.filter(|it| it.form == source.form.name() && it.from == source.from());
    // So has what is damaged.
    let is_sound = |file: &FileRecord| before.is_some_and(|index| index.read(file).is_ok());
    let known = known.filter(|it| it.files().all(is_sound));
    let mut answers = Vec::new();
    for url in urls {
        let validator = known.and_then(|known| known.validators.get(&shown(url)));
        let answer = match validator {
            Some(validator) => {
                let validators = Validators {
                    etag: validator.etag.clone(),
                    last_modified: validator.last_modified.clone(),
                };
                place.fetcher.get_if_changed(url, &validators, limit, place.cancel)
            }
            None => place.fetcher.get(std::slice::from_ref(url), limit, place.cancel).map(Some),
        };
        answers.push((url, answer.map_err(failed)?));
    }
    if answers.iter().all(|(_, answer)| answer.is_none()) {
        return Ok(None);
    }
    let (mut parts, mut validators) = (Vec::new(), BTreeMap::new());
    for (url, answer) in answers {
        let fetched = match answer {
            Some(fetched) => fetched,
            // The rest of the source changed, so this is needed too.
            None => {
                place.fetcher.get(std::slice::from_ref(url), limit, place.cancel).map_err(failed)?
            }
        };
        let Validators { etag, last_modified } = fetched.validators;
        if etag.is_some() || last_modified.is_some() {
            validators.insert(shown(url), Validator { etag, last_modified });
        }
        let (url, bytes) = match named(url, &fetched.bytes) {
            None => (url.clone(), fetched.bytes),
            Some(named) => {
                let urls = std::slice::from_ref(&named);
                let fetched = place.fetcher.get(urls, limit, place.cancel).map_err(failed)?;
                (named, fetched.bytes)
            }
        };
        parts.push(Part::fetched(shown(&url), bytes));
    }
    Ok(Some((parts, validators)))
}

/// Returns the address of the archive that a file names which stands beside it, as Red Hat's
/// `archive_latest.txt` does; nothing if it is no such file.
fn named(url: &Url, bytes: &[u8]) -> Option<Url> {
    if !url.path().ends_with("/archive_latest.txt") {
        return None;
    }
    let name = std::str::from_utf8(bytes).ok()?.trim();
    let is_name = name.ends_with(".tar.zst")
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if is_name { url.join(name).ok() } else { None }
}
