// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An index, for whoever asks it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use haerterei_ground::{BoundedReader, Digest};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::advisory::Story;
use crate::cold;
use crate::collected::{Exploited, Likelihood};
use crate::ecosystem::Space;
use crate::error::AdvisoriesError;
use crate::manifest::{FileRecord, MANIFEST_VERSION, Manifest};
use crate::names::NameTable;
use crate::segment::{Entry, Segment, StoryPlace};
use crate::shelf;
use crate::side::{ExploitedTable, LikelihoodTable, Rated, SeverityTable};

/// No manifest is larger.
const MAX_MANIFEST: u64 = 64 << 20;
/// How often a generation may be replaced while it is being opened.
const PATIENCE: u32 = 100;

/// Where an imported generation came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Trust {
    /// The key whose signature was verified, by the digest of its public half; nothing where it was
    /// allowed to be unsigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The file, as it was given.
    pub file: String,
}

/// One generation of an index.
///
/// It stays whole as long as this lives, whatever replaces it meanwhile.
#[derive(Debug)]
pub struct Index {
    folder: PathBuf,
    generation: Digest,
    manifest: Manifest,
    trust: Option<Trust>,
    /// Holds the lock that keeps the generation from being removed.
    _held: File,
}

impl Index {
    /// Opens the current generation; only the manifest is read.
    pub fn open(folder: &Path) -> Result<Self, AdvisoriesError> {
        let mut patience = PATIENCE;
        loop {
            match Self::try_open(folder)? {
                Some(index) => return Ok(index),
                None if patience == 0 => {
                    return Err(AdvisoriesError::Damaged {
                        path: shelf::pointer(folder),
                        problem: "it names a generation that is not there".to_owned(),
                    });
                }
                None => patience -= 1,
            }
        }
    }

    /// Opens the current generation, or returns nothing if it was removed meanwhile.
    fn try_open(folder: &Path) -> Result<Option<Self>, AdvisoriesError> {
        let pointer = shelf::pointer(folder);
        let text = match fs::read_to_string(&pointer) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(AdvisoriesError::None { folder: folder.to_owned() });
            }
            result => result.map_err(AdvisoriesError::file(&pointer))?,
        };
        let damaged = |path: &Path, problem: &dyn ToString| AdvisoriesError::Damaged {
            path: path.to_owned(),
            problem: problem.to_string(),
        };
        let generation: Digest =
            text.trim_end().parse().map_err(|error| damaged(&pointer, &error))?;
        let path = shelf::generation(folder, &generation);
        let held = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            result => result.map_err(AdvisoriesError::file(&path))?,
        };
        // Where a file system knows no locks, nobody else changes the index either.
        let _ = held.lock_shared();
        if !path.exists() {
            return Ok(None);
        }
        let bytes = BoundedReader::new(&held, MAX_MANIFEST)
            .read_all()
            .map_err(AdvisoriesError::file(&path))?;
        if Digest::sha256(&bytes) != generation {
            return Err(damaged(&path, &"its content has another digest than its name"));
        }
        let manifest = parse_manifest(&bytes, &path)?;
        let trust = fs::read(shelf::trust(folder, &generation))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let folder = folder.to_owned();
        Ok(Some(Self { folder, generation, manifest, trust, _held: held }))
    }

    /// Returns the generation's name: the digest of its manifest.
    pub const fn generation(&self) -> &Digest {
        &self.generation
    }

    /// Returns what it is made of.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns where it came from, if it was imported; otherwise it was made here.
    pub const fn trust(&self) -> Option<&Trust> {
        self.trust.as_ref()
    }

    /// Returns the segments that hold rules for some spaces, by source. Nothing else is read.
    pub fn segments_for(&self, spaces: &[Space]) -> Result<Vec<Segment>, AdvisoriesError> {
        let mut wanted = Vec::new();
        for (source, record) in &self.manifest.sources {
            for space in spaces {
                if let Some(file) = record.segments.get(&space.to_string()) {
                    wanted.push((source.as_str(), space, file));
                }
            }
        }
        wanted
            .into_par_iter()
            .map(|(source, space, file)| {
                self.opened(file, |bytes| Segment::open(space.clone(), source, bytes))
            })
            .collect()
    }

    /// Returns all segments.
    pub fn segments(&self) -> Result<Vec<Segment>, AdvisoriesError> {
        let names = self.manifest.sources.values().flat_map(|source| source.segments.keys());
        let mut spaces: Vec<Space> = names.filter_map(|name| name.parse().ok()).collect();
        spaces.sort();
        spaces.dedup();
        self.segments_for(&spaces)
    }

    /// Returns what is known of weaknesses beside the packages they are in.
    pub fn knowledge(&self) -> Result<Knowledge, AdvisoriesError> {
        let mut knowledge = Knowledge::default();
        if let Some(file) = &self.manifest.names {
            knowledge.names = Some(self.opened(file, NameTable::open)?);
        }
        for (source, record) in &self.manifest.sources {
            if let Some(file) = &record.severities {
                let table = self.opened(file, |bytes| SeverityTable::open(source, bytes))?;
                knowledge.severities.push(table);
            }
            if let Some(file) = &record.exploited {
                knowledge.exploited.push(self.opened(file, ExploitedTable::open)?);
            }
            if let Some(file) = &record.likelihoods {
                knowledge.likelihoods.push(self.opened(file, LikelihoodTable::open)?);
            }
        }
        Ok(knowledge)
    }

    /// Returns what an advisory tells a person; nothing if it tells nothing.
    pub fn story(&self, advisory: &Entry<'_>) -> Result<Option<Story>, AdvisoriesError> {
        advisory.story_place().map(|place| self.story_at(&place)).transpose()
    }

    /// Returns what an advisory tells a person, by the place that it gave for it.
    pub fn story_at(&self, place: &StoryPlace) -> Result<Story, AdvisoriesError> {
        let cold = self.manifest.sources.get(&place.source).and_then(|it| it.cold.as_ref());
        // Whoever asks another index than the one that gave the place is told nothing.
        let Some(cold) = cold else { return Ok(Story::default()) };
        let path = shelf::segment(&self.folder, &cold.digest);
        let file = File::open(&path).map_err(AdvisoriesError::file(&path))?;
        cold::read(&file, place.at)
            .map_err(|error| AdvisoriesError::Damaged { path, problem: error.to_string() })
    }

    /// Reads a file of the generation, and checks it.
    pub(crate) fn read(&self, file: &FileRecord) -> Result<Vec<u8>, AdvisoriesError> {
        shelf::read(&self.folder, file)
    }

    fn opened<T, E: ToString>(
        &self,
        file: &FileRecord,
        open: impl FnOnce(Vec<u8>) -> Result<T, E>,
    ) -> Result<T, AdvisoriesError> {
        open(self.read(file)?).map_err(|error| AdvisoriesError::Damaged {
            path: shelf::segment(&self.folder, &file.digest),
            problem: error.to_string(),
        })
    }
}

/// Reads a manifest; one of a newer form is told apart from a damaged one.
pub(crate) fn parse_manifest(bytes: &[u8], path: &Path) -> Result<Manifest, AdvisoriesError> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let damaged = |error: serde_json::Error| AdvisoriesError::Damaged {
        path: path.to_owned(),
        problem: error.to_string(),
    };
    let version: Version = serde_json::from_slice(bytes).map_err(damaged)?;
    if version.version != MANIFEST_VERSION {
        let (found, known) = (version.version, MANIFEST_VERSION);
        return Err(AdvisoriesError::Newer { found, known });
    }
    serde_json::from_slice(bytes).map_err(damaged)
}

/// What is known of weaknesses beside the packages they are in.
#[derive(Debug, Default)]
pub struct Knowledge {
    names: Option<NameTable>,
    severities: Vec<SeverityTable>,
    exploited: Vec<ExploitedTable>,
    likelihoods: Vec<LikelihoodTable>,
}

impl Knowledge {
    /// Returns the CVEs that a name stands for, over all sources; a CVE stands for itself.
    pub fn weaknesses<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        if name.starts_with("CVE-") {
            return vec![name];
        }
        self.names.as_ref().map_or_else(Vec::new, |names| names.weaknesses(name))
    }

    /// Returns every severity that some source gives a name, in a fixed order. None is computed, and
    /// none is preferred.
    pub fn severities(&self, name: &str) -> Vec<Rated> {
        let mut found: Vec<Rated> =
            self.severities.iter().flat_map(|table| table.of(name)).collect();
        found.sort();
        found
    }

    /// Returns what is known of its being exploited.
    pub fn exploited(&self, name: &str) -> Option<Exploited> {
        self.exploited.iter().find_map(|table| table.of(name))
    }

    /// Returns how likely it is exploited.
    pub fn likelihood(&self, name: &str) -> Option<Likelihood> {
        self.likelihoods.iter().find_map(|table| table.of(name))
    }
}
