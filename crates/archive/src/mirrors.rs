// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which archives are asked for a suite, and whose signatures count there.
//!
//! Mirrors come, in this order, from the caller (flags, configuration), from the host's own apt
//! configuration where it knows the distribution, else from the data of the distribution. A
//! recipe or lock never names one.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use haerterei_fetch::shown;
use haerterei_ground::Timestamp;
use url::Url;

use crate::distribution::Pocket;
use crate::{ArchiveError, Distribution, HostConfiguration, Keyring, SignedBy};

/// What is wanted of a distribution.
#[derive(Clone)]
pub struct Selection<'a> {
    /// The distribution.
    pub distribution: &'a Distribution,
    /// The suite, by codename or version.
    pub suite: &'a str,
    /// Pockets beyond those that are always used (`backports`).
    pub pockets: Vec<String>,
    /// Components instead of the distribution's own choice; empty for that.
    pub components: Vec<String>,
    /// The architectures to build for.
    pub architectures: Vec<String>,
    /// Mirrors the caller prefers to all others, by archive id (`main`, `security`).
    ///
    /// Where a distribution keeps some architectures in an archive of their own, the bare id means
    /// the first, and `main/arm64` the one with that architecture.
    pub mirrors: BTreeMap<String, Vec<Url>>,
    /// The host's apt configuration, if it shall be used.
    pub host: Option<&'a HostConfiguration>,
}

/// A further repository, with its own key.
#[derive(Clone)]
pub struct Repository {
    /// What it is called in locks and reports.
    pub name: String,
    /// Its mirrors.
    pub mirrors: Vec<Url>,
    /// The suite; a name that ends with a slash is a flat repository.
    pub suite: String,
    /// The components; none for a flat repository.
    pub components: Vec<String>,
    /// The architectures to build for.
    pub architectures: Vec<String>,
    /// The OpenPGP certificates that may sign it.
    pub key: Vec<u8>,
    /// The priority of its packages; that of a distribution's own is 500.
    pub priority: i32,
}

/// One suite of one archive, and all that is needed to ask for it.
#[derive(Clone)]
pub struct Source {
    /// The id of the archive, or the name of the further repository.
    pub archive: String,
    /// The pocket, or the name of the further repository.
    pub pocket: String,
    /// The suite as the archive serves it.
    pub suite: String,
    /// The mirrors, the preferred first.
    pub mirrors: Vec<Url>,
    /// The components.
    pub components: Vec<String>,
    /// The architectures this archive is asked for.
    pub architectures: Vec<String>,
    /// The priority of its packages.
    pub priority: i32,
    /// Of equal versions the lower rank wins.
    pub rank: usize,
    /// Whose signatures count.
    pub keyring: Arc<Keyring>,
    /// Whether the Release file is expected to say until when it counts.
    pub expects_valid_until: bool,
    /// After how many days without a new Release file it counts as stale.
    pub stale_after_days: Option<u32>,
    /// The address of the archive as it was, `{timestamp}` standing for the time.
    pub snapshot: Option<String>,
    /// The name under which the newest Release file seen is remembered, whatever the mirror.
    pub identity: String,
}

/// Shows addresses without the passwords that may be in them.
pub(crate) fn shown_all(urls: &[Url]) -> Vec<String> {
    urls.iter().map(shown).collect()
}

impl fmt::Debug for Selection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Selection")
            .field("distribution", &self.distribution.id)
            .field("suite", &self.suite)
            .field("pockets", &self.pockets)
            .field("architectures", &self.architectures)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository")
            .field("name", &self.name)
            .field("mirrors", &shown_all(&self.mirrors))
            .field("suite", &self.suite)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("archive", &self.archive)
            .field("suite", &self.suite)
            .field("mirrors", &shown_all(&self.mirrors))
            .field("architectures", &self.architectures)
            .finish_non_exhaustive()
    }
}

impl Source {
    /// Makes the sources of a selection: one for every pocket and archive, best first.
    pub fn of(selection: &Selection<'_>) -> Result<Vec<Self>, ArchiveError> {
        let distribution = selection.distribution;
        let suite = distribution.suite(selection.suite)?;
        let keyring = Arc::new(keyring(selection, &suite.keys)?);
        for asked in &selection.pockets {
            if !distribution.pockets.iter().any(|pocket| pocket.id == *asked) {
                return Err(ArchiveError::UnknownPocket {
                    distribution: distribution.id.clone(),
                    name: asked.clone(),
                });
            }
        }
        for architecture in &selection.architectures {
            if !distribution.knows_architecture(architecture) {
                return Err(ArchiveError::UnknownArchitecture {
                    distribution: distribution.id.clone(),
                    architecture: architecture.clone(),
                });
            }
        }
        let components = if selection.components.is_empty() {
            distribution.components.clone()
        } else {
            selection.components.clone()
        };
        let mut sources = Vec::new();
        let pockets = distribution
            .pockets
            .iter()
            .filter(|pocket| !pocket.on_request || selection.pockets.contains(&pocket.id));
        for (rank, pocket) in pockets.enumerate() {
            let places =
                distribution.archives.iter().filter(|place| place.id == pocket.archive).enumerate();
            for (number, place) in places {
                let architectures: Vec<String> = selection
                    .architectures
                    .iter()
                    .filter(|one| place.architectures.contains(one))
                    .cloned()
                    .collect();
                let Some(first) = architectures.first() else {
                    continue;
                };
                let own = selection
                    .mirrors
                    .get(&format!("{}/{first}", place.id))
                    .or_else(|| selection.mirrors.get(&place.id).filter(|_| number == 0))
                    .cloned();
                let host = || host_mirrors(selection, pocket, &place.architectures);
                let mirrors = own
                    .filter(|mirrors| !mirrors.is_empty())
                    .or_else(host)
                    .unwrap_or_else(|| place.mirrors.clone());
                let suite = pocket.suite_name(&suite.codename);
                sources.push(Self {
                    archive: place.id.clone(),
                    pocket: pocket.id.clone(),
                    identity: format!(
                        "archive release {} {} {suite} {}",
                        distribution.id, place.id, number
                    ),
                    suite,
                    mirrors,
                    components: components.clone(),
                    architectures,
                    priority: pocket.priority,
                    rank,
                    keyring: Arc::clone(&keyring),
                    expects_valid_until: pocket.valid_until,
                    stale_after_days: pocket.stale_after_days,
                    snapshot: place.snapshot.clone(),
                });
            }
        }
        Ok(sources)
    }

    /// Makes the source of a further repository; `rank` puts it after those of the distribution.
    pub fn of_repository(repository: &Repository, rank: usize) -> Result<Self, ArchiveError> {
        let keyring = Keyring::parse(&repository.key, &repository.name)?;
        Ok(Self {
            archive: repository.name.clone(),
            pocket: repository.name.clone(),
            suite: repository.suite.clone(),
            mirrors: repository.mirrors.clone(),
            components: repository.components.clone(),
            architectures: repository.architectures.clone(),
            priority: repository.priority,
            rank,
            identity: format!(
                "archive release {} {} {}",
                repository.name,
                repository.suite,
                keyring.identity().short()
            ),
            keyring: Arc::new(keyring),
            expects_valid_until: false,
            stale_after_days: None,
            snapshot: None,
        })
    }

    /// Returns the address of the archive as it was at `time`, if there is such a service.
    pub fn snapshot_at(&self, time: Timestamp) -> Option<Url> {
        let stamp = time.strftime("%Y%m%dT%H%M%SZ").to_string();
        Url::parse(&self.snapshot.as_ref()?.replace("{timestamp}", &stamp)).ok()
    }

    /// Returns this source as it was at `time`; nothing where there is no such service.
    pub fn as_of(&self, time: Timestamp) -> Option<Self> {
        Some(Self { mirrors: vec![self.snapshot_at(time)?], ..self.clone() })
    }

    /// Returns whether the repository is flat: one folder with indices, no components.
    pub fn is_flat(&self) -> bool {
        self.suite.ends_with('/')
    }
}

/// Gathers the keys that may sign: those of the distribution's data, and those the host trusts
/// for it.
fn keyring(selection: &Selection<'_>, names: &[String]) -> Result<Keyring, ArchiveError> {
    let mut ring = Keyring::default();
    for name in names {
        if let Some(text) = selection.distribution.certificate(name) {
            ring.extend(Keyring::parse(text.as_bytes(), name)?);
        }
    }
    let Some(host) = selection.host else {
        return Ok(ring);
    };
    for path in &selection.distribution.keyring.host_files {
        if let Some(bytes) = host.keyrings.get(path) {
            ring.extend(Keyring::parse(bytes, path)?);
        }
    }
    for source in &host.apt.sources {
        let is_ours = source
            .suites
            .iter()
            .any(|suite| selection.distribution.pocket_of_suite(suite).is_some());
        if !is_ours {
            continue;
        }
        match &source.signed_by {
            SignedBy::Files(paths) => {
                for path in paths {
                    if let Some(bytes) = host.keyrings.get(path) {
                        ring.extend(Keyring::parse(bytes, path)?);
                    }
                }
            }
            SignedBy::Inline(text) => {
                ring.extend(Keyring::parse(text.as_bytes(), &source.place)?);
            }
            SignedBy::Unsaid | SignedBy::Fingerprints(_) => {}
        }
    }
    Ok(ring)
}

/// Finds the mirrors the host uses for a pocket: those of this suite, else those of another suite
/// of the same distribution, which lies on the same mirror.
fn host_mirrors(
    selection: &Selection<'_>,
    pocket: &Pocket,
    architectures: &[String],
) -> Option<Vec<Url>> {
    let host = selection.host?;
    let mut found: Vec<(bool, &Url)> = Vec::new();
    for source in &host.apt.sources {
        // What the host fetches for its own architecture says nothing of an archive that carries
        // others.
        let carries = if source.architectures.is_empty() {
            architectures.contains(&host.architecture)
        } else {
            source.architectures.iter().any(|one| architectures.contains(one))
        };
        if !carries {
            continue;
        }
        for suite in &source.suites {
            let Some((its_pocket, codename)) = selection.distribution.pocket_of_suite(suite) else {
                continue;
            };
            if its_pocket.archive == pocket.archive {
                let is_same = its_pocket.id == pocket.id && codename == selection.suite;
                found.extend(source.uris.iter().map(|uri| (!is_same, uri)));
            }
        }
    }
    found.sort_by_key(|(is_other, _)| *is_other);
    let mut mirrors: Vec<Url> = Vec::new();
    for (_, uri) in found {
        if !mirrors.contains(uri) {
            mirrors.push(uri.clone());
        }
    }
    (!mirrors.is_empty()).then_some(mirrors)
}

/// Returns the mirrors that somebody names for a distribution, by its archives: what is named by the
/// distribution alone (`debian`) is of its main archive, `debian/security` of another, and
/// `security` of that archive of any distribution.
pub fn named_mirrors(
    distribution: &str,
    named: &BTreeMap<String, Vec<Url>>,
) -> BTreeMap<String, Vec<Url>> {
    let mut mirrors: BTreeMap<String, Vec<Url>> = BTreeMap::new();
    for (key, urls) in named {
        let archive = match key.split_once('/') {
            Some((id, archive)) if id == distribution => archive,
            Some(_) => continue,
            None if key == distribution => "main",
            None => key,
        };
        mirrors.entry(archive.to_owned()).or_default().extend(urls.iter().cloned());
    }
    mirrors
}

/// Appends a path to an address; the path is an archive's and is taken literally.
pub(crate) fn join(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments
            .pop_if_empty()
            .extend(path.split('/').filter(|part| !matches!(*part, "" | "." | "..")));
    }
    url
}
