// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From sources to a universe: Release files verified, indices checked against them, all in
//! parallel, all kept in the cache.
//!
//! With a filled cache the only thing asked of the network is whether the Release files are new,
//! and offline nothing is asked at all: the newest ones seen are verified again and used.

use haerterei_fetch::{Download, FetchError, Fetcher, shown};
use haerterei_ground::{Cancel, Diagnostic, Digest, Message, Place, Progress, Severity, Timestamp};
use haerterei_store::{Key, Store, StoreError};
use rayon::prelude::*;
use url::Url;

use crate::freshness::{self, LastSeen};
use crate::index::{FORM, Index};
use crate::indices::{self, IndexFile};
use crate::mirrors::join;
use crate::signature::MAX_RELEASE_BYTES;
use crate::universe::Part;
use crate::{
    ArchiveError, ReleaseFile, ReleaseRecord, Source, Universe, Verified, verify_detached,
    verify_inline,
};

/// How archives are loaded.
#[derive(Clone, Copy, Debug)]
pub struct LoadSettings<'a> {
    /// The time at which signatures and `Valid-Until` are judged.
    pub at: Timestamp,
    /// Take Release files whose `Valid-Until` is over, with a warning; for a mirror that was
    /// carried over an air gap.
    pub accept_expired: bool,
    /// The sources are the archive as it once was (a snapshot): neither compare with the newest
    /// Release file seen, nor remember this one, nor call it stale.
    pub historic: bool,
    /// Told of what is going on.
    pub progress: &'a dyn Progress,
    /// Asked whether to stop.
    pub cancel: &'a Cancel,
}

/// A Release file that was verified and judged.
pub(crate) struct Accepted {
    pub(crate) file: ReleaseFile,
    pub(crate) record: ReleaseRecord,
    seen: LastSeen,
    diagnostics: Vec<Diagnostic>,
    /// The number of the mirror it is from.
    mirror: usize,
}

/// Loads all packages of some sources.
pub fn load(
    sources: &[Source],
    settings: &LoadSettings<'_>,
    fetcher: &Fetcher,
    store: &Store,
) -> Result<Universe, ArchiveError> {
    let task = settings.progress.begin(
        "progress-archive-releases",
        Some(sources.len() as u64),
        haerterei_ground::Unit::Items,
    );
    let mut accepted: Vec<Accepted> = sources
        .par_iter()
        .map(|source| {
            settings.cancel.check()?;
            let accepted = accept(source, settings, fetcher, store);
            task.at(&source.suite);
            task.advance(1);
            accepted
        })
        .collect::<Result<_, _>>()?;
    drop(task);
    let (wanted, found) = loop {
        let mut wanted = Vec::new();
        for (number, (source, accepted)) in sources.iter().zip(&accepted).enumerate() {
            for file in indices::choose(source, &accepted.file)? {
                wanted.push((number, file));
            }
        }
        match load_indices(sources, &accepted, &wanted, settings, fetcher, store) {
            Ok(found) => break (wanted, found),
            Err(ArchiveError::IndexUnreachable { source: error }) => {
                move_on(sources, &mut accepted, &wanted, error, settings, fetcher, store)?;
            }
            Err(error) => return Err(error),
        }
    };
    let mut universe = Universe::default();
    for ((number, file), index) in wanted.into_iter().zip(found) {
        let Some(source) = sources.get(number) else { continue };
        universe.parts.push(Part {
            index,
            architecture: file.architecture,
            suite: source.suite.clone(),
            pocket: source.pocket.clone(),
            archive: source.archive.clone(),
            component: file.component,
            priority: source.priority,
            rank: source.rank,
        });
    }
    for (source, accepted) in sources.iter().zip(accepted) {
        // Only now: a Release file whose indices cannot be had must not shut out its predecessor.
        if !settings.historic {
            remember(source, &accepted.seen, store)?;
        }
        universe.releases.push(accepted.record);
        universe.diagnostics.extend(accepted.diagnostics);
    }
    Ok(universe)
}

/// Gets the Release file of a source from the first mirror that has an acceptable one.
pub(crate) fn accept(
    source: &Source,
    settings: &LoadSettings<'_>,
    fetcher: &Fetcher,
    store: &Store,
) -> Result<Accepted, ArchiveError> {
    accept_from(source, 0, settings, fetcher, store)
}

/// As [`accept`], but asks no mirror before the one of the number `first`.
fn accept_from(
    source: &Source,
    first: usize,
    settings: &LoadSettings<'_>,
    fetcher: &Fetcher,
    store: &Store,
) -> Result<Accepted, ArchiveError> {
    let pointer = store.pointer(source.identity.as_str());
    let seen = pointer.get()?.as_deref().and_then(LastSeen::parse);
    let may_fetch = |mirror: &&Url| !fetcher.is_offline() || mirror.scheme() == "file";
    if !source.mirrors.iter().any(|mirror| may_fetch(&mirror)) {
        let seen = seen.ok_or_else(|| ArchiveError::NeverSeen { suite: source.suite.clone() })?;
        return accept_seen(source, &seen, settings, store);
    }
    let mut failures: Vec<ArchiveError> = Vec::new();
    let mirrors = source.mirrors.iter().enumerate().skip(first);
    for (number, mirror) in mirrors.filter(|(_, mirror)| may_fetch(mirror)) {
        settings.cancel.check()?;
        let accepted = fetch_release(source, mirror, fetcher, settings.cancel).and_then(|files| {
            judge(source, &shown(mirror), &files, settings, seen.as_ref(), store)
        });
        match accepted {
            Ok(mut accepted) => {
                accepted.mirror = number;
                let failures = failures.iter().map(|failure| mirror_failed(source, failure));
                accepted.diagnostics.extend(failures);
                return Ok(accepted);
            }
            Err(error @ ArchiveError::Cancelled(_)) => return Err(error),
            Err(error) => failures.push(error),
        }
    }
    // What a mirror answered wrongly says more than that another did not answer.
    let telling = failures
        .iter()
        .position(|error| !matches!(error, ArchiveError::ReleaseUnreachable { .. }))
        .unwrap_or(0);
    if failures.is_empty() {
        return Err(ArchiveError::NoMirror { suite: source.suite.clone() });
    }
    Err(failures.swap_remove(telling))
}

/// Takes, for each source whose indices cannot be had, the Release file of a later mirror: one may
/// be in the middle of an update, with a Release file that names what is not there yet.
///
/// Gives the error back if there is no other.
fn move_on(
    sources: &[Source],
    accepted: &mut [Accepted],
    wanted: &[(usize, IndexFile)],
    error: Box<FetchError>,
    settings: &LoadSettings<'_>,
    fetcher: &Fetcher,
    store: &Store,
) -> Result<(), ArchiveError> {
    let mut has_moved = false;
    for (number, (source, accepted)) in sources.iter().zip(accepted).enumerate() {
        let is_failed =
            wanted.iter().filter(|(of, _)| *of == number).any(|(_, file)| match &*error {
                FetchError::AllFailed { name, .. } => *name == name_of(source, file),
                _ => !store.contains(&file.digest) && store.recall(&key_of(file)).is_none(),
            });
        while is_failed
            && let Ok(mut next) =
                accept_from(source, accepted.mirror.saturating_add(1), settings, fetcher, store)
        {
            let is_other = next.record.digest != accepted.record.digest;
            next.diagnostics.push(mirror_failed(source, &*error));
            *accepted = next;
            if is_other {
                has_moved = true;
                break;
            }
        }
    }
    if has_moved { Ok(()) } else { Err(ArchiveError::IndexUnreachable { source: error }) }
}

/// The words for an index while it is fetched.
fn name_of(source: &Source, file: &IndexFile) -> String {
    format!("{} {}", source.suite, file.path)
}

fn mirror_failed(source: &Source, failure: &dyn std::error::Error) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        place: Place::Whole,
        message: Message::new("archive-mirror-failed")
            .text("suite", &source.suite)
            .text("reason", describe(failure)),
    }
}

/// One line about a failure, causes included, for a diagnostic.
fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

/// The bytes of a Release file: with its signature inside, or beside.
struct ReleaseBytes {
    file: Vec<u8>,
    signature: Option<Vec<u8>>,
}

fn fetch_release(
    source: &Source,
    mirror: &Url,
    fetcher: &Fetcher,
    cancel: &Cancel,
) -> Result<ReleaseBytes, ArchiveError> {
    let get = |name: &str| {
        let url = join(mirror, &format!("{}/{name}", folder(source)));
        fetcher.get(&[url], MAX_RELEASE_BYTES, cancel).map(|fetched| fetched.bytes)
    };
    let unreachable = |error: FetchError| match error {
        FetchError::Cancelled(cancelled) => ArchiveError::Cancelled(cancelled),
        error => ArchiveError::ReleaseUnreachable {
            suite: source.suite.clone(),
            mirror: shown(mirror),
            source: Box::new(error),
        },
    };
    match get("InRelease") {
        Ok(file) => Ok(ReleaseBytes { file, signature: None }),
        // An older form of the same: the signature in a file of its own.
        Err(error) if error.is_gone() => match (get("Release"), get("Release.gpg")) {
            (Ok(file), Ok(signature)) => Ok(ReleaseBytes { file, signature: Some(signature) }),
            _ => Err(unreachable(error)),
        },
        Err(error) => Err(unreachable(error)),
    }
}

/// Returns the folder of a source below its mirror.
pub(crate) fn folder(source: &Source) -> String {
    if source.is_flat() { source.suite.clone() } else { format!("dists/{}", source.suite) }
}

/// Verifies the newest Release file seen once more and takes it.
fn accept_seen(
    source: &Source,
    seen: &LastSeen,
    settings: &LoadSettings<'_>,
    store: &Store,
) -> Result<Accepted, ArchiveError> {
    let read = |digest: &Digest| store.read(digest, MAX_RELEASE_BYTES);
    let files = ReleaseBytes {
        file: read(&seen.file)?,
        signature: seen.signature.as_ref().map(read).transpose()?,
    };
    judge(source, "", &files, settings, Some(seen), store)
}

fn judge(
    source: &Source,
    mirror: &str,
    files: &ReleaseBytes,
    settings: &LoadSettings<'_>,
    seen: Option<&LastSeen>,
    store: &Store,
) -> Result<Accepted, ArchiveError> {
    let verified = match &files.signature {
        None => verify_inline(&files.file, &source.keyring, settings.at),
        Some(signature) => verify_detached(&files.file, signature, &source.keyring, settings.at),
    };
    let Verified { text, signers } = verified.map_err(|problem| ArchiveError::Signature {
        suite: source.suite.clone(),
        mirror: mirror.to_owned(),
        problem: Box::new(problem),
    })?;
    let file = ReleaseFile::parse(&text).map_err(|problem| ArchiveError::ReleaseUnreadable {
        suite: source.suite.clone(),
        mirror: mirror.to_owned(),
        problem,
    })?;
    check_identity(source, mirror, &file)?;
    let mut diagnostics = if settings.historic {
        Vec::new()
    } else {
        freshness::judge(source, &file, settings.at, settings.accept_expired, seen)?
    };
    let keep = |bytes: &[u8]| match store.put(bytes) {
        // A cache that cannot be written is still good enough to read.
        Err(StoreError::ReadOnly { .. }) => Ok(Digest::sha256(bytes)),
        other => other,
    };
    let digest = keep(&files.file)?;
    let signature = files.signature.as_deref().map(keep).transpose()?;
    diagnostics.dedup();
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(Accepted {
        record: ReleaseRecord {
            archive: source.archive.clone(),
            suite: source.suite.clone(),
            origin: words(&file.origin),
            codename: words(&file.codename),
            version: words(&file.version),
            digest,
            date: file.date,
            valid_until: file.valid_until,
            signers,
        },
        seen: LastSeen { date: file.date, file: digest, signature },
        diagnostics,
        file,
        mirror: usize::MAX,
    })
}

/// Checks that the Release file is of the suite that was asked for: a good signature over another
/// suite of the same archive must not pass for this one.
fn check_identity(source: &Source, mirror: &str, file: &ReleaseFile) -> Result<(), ArchiveError> {
    if source.is_flat() {
        return Ok(());
    }
    let asked = source.suite.as_str();
    let names: Vec<&str> =
        [&file.suite, &file.codename].into_iter().flatten().map(String::as_str).collect();
    // Ubuntu's pockets carry the bare codename, and their own name as the suite.
    if names.is_empty() || names.contains(&asked) {
        return Ok(());
    }
    Err(ArchiveError::OtherSuite {
        suite: asked.to_owned(),
        mirror: mirror.to_owned(),
        found: names.join(", "),
    })
}

fn remember(source: &Source, seen: &LastSeen, store: &Store) -> Result<(), ArchiveError> {
    let pointer = store.pointer(source.identity.as_str());
    let text = seen.print();
    if pointer.get()?.as_deref() == Some(text.as_bytes()) {
        return Ok(());
    }
    match pointer.set(text.as_bytes()) {
        Ok(()) | Err(StoreError::ReadOnly { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn key_of(file: &IndexFile) -> Key {
    Key::new("archive-index", FORM).input(&file.digest)
}

/// Loads index files: from the memo, else from the cache, else from the mirrors.
fn load_indices(
    sources: &[Source],
    accepted: &[Accepted],
    wanted: &[(usize, IndexFile)],
    settings: &LoadSettings<'_>,
    fetcher: &Fetcher,
    store: &Store,
) -> Result<Vec<Index>, ArchiveError> {
    let remembered: Vec<Option<Index>> = wanted
        .par_iter()
        .map(|(_, file)| store.recall(&key_of(file)).and_then(Index::from_bytes))
        .collect();
    let unreadable = |number: usize, file: &IndexFile, problem| ArchiveError::IndexUnreadable {
        suite: sources.get(number).map(|source| source.suite.clone()).unwrap_or_default(),
        path: file.path.clone(),
        problem: Box::new(problem),
    };
    let mut downloads = Vec::new();
    for ((number, file), index) in wanted.iter().zip(&remembered) {
        let (Some(source), Some(accepted)) = (sources.get(*number), accepted.get(*number)) else {
            continue;
        };
        if index.is_some() {
            continue;
        }
        indices::check_size(file).map_err(|problem| unreadable(*number, file, problem))?;
        let paths = file.paths(accepted.file.acquire_by_hash);
        let candidates = source.mirrors.iter().flat_map(|mirror| {
            paths.iter().map(move |path| join(mirror, &format!("{}/{path}", folder(source))))
        });
        downloads.push(Download {
            candidates: candidates.collect(),
            digest: file.digest,
            size: Some(file.size),
            name: name_of(source, file),
        });
    }
    if !downloads.is_empty() {
        fetcher.download(downloads, store, settings.progress, settings.cancel).map_err(
            |error| match error {
                FetchError::Cancelled(cancelled) => ArchiveError::Cancelled(cancelled),
                error => ArchiveError::IndexUnreachable { source: Box::new(error) },
            },
        )?;
    }
    wanted
        .par_iter()
        .zip(remembered)
        .map(|((number, file), index)| {
            if let Some(index) = index {
                return Ok(index);
            }
            settings.cancel.check()?;
            let bytes = store.read(&file.digest, file.size)?;
            let index = indices::read(&bytes, file)
                .map_err(|problem| unreadable(*number, file, problem))?;
            match store.remember(&key_of(file), index.as_bytes()) {
                Ok(()) | Err(StoreError::ReadOnly { .. }) => Ok(index),
                Err(error) => Err(error.into()),
            }
        })
        .collect()
}
