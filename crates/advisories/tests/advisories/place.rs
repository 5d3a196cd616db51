// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A place for one test: a folder for sources, a folder for the index, a fixed time.

use std::path::{Path, PathBuf};

use haerterei_advisories::{
    AdvisoriesError, Bounds, Brought, Form, Index, Origin, Outcome, Place, Refusal, Segment,
    Source, Space, bring,
};
use haerterei_fetch::{FetchSettings, Fetcher};
use haerterei_ground::{Cancel, Clock, Silent, Timestamp};

pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) now: Timestamp,
    pub(crate) bounds: Bounds,
    pub(crate) fetcher: Fetcher,
}

impl World {
    pub(crate) fn new() -> Self {
        let settings = FetchSettings { retries: 0, ..FetchSettings::default() };
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            now: "2026-11-22T12:00:00Z".parse().expect("a time"),
            bounds: Bounds::default(),
            fetcher: Fetcher::new(settings).expect("a fetcher"),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn index_folder(&self) -> PathBuf {
        self.path("index")
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(&path, content).expect("a file");
        path
    }

    pub(crate) fn source(name: &str, form: Form, path: &Path) -> Source {
        Source {
            name: name.to_owned(),
            form,
            origin: Origin::Paths(vec![path.to_owned()]),
            licence: "CC0-1.0".to_owned(),
            attribution: "Somebody".to_owned(),
        }
    }

    pub(crate) fn bring(&self, sources: &[Source]) -> Outcome {
        self.bring_shrunk(sources, None)
    }

    pub(crate) fn bring_shrunk(&self, sources: &[Source], reason: Option<&str>) -> Outcome {
        let folder = self.index_folder();
        let cancel = Cancel::new();
        let place = Place {
            folder: &folder,
            fetcher: &self.fetcher,
            clock: Clock::fixed(self.now),
            bounds: self.bounds,
            tool: "haerterei 0.0.0",
            progress: &Silent,
            cancel: &cancel,
        };
        bring(sources, reason, &place).expect("an index")
    }

    /// Brings one file in, which must succeed, and opens the index.
    pub(crate) fn take(&self, name: &str, form: Form, content: impl AsRef<[u8]>) -> Index {
        let path = self.write(name, content);
        let outcome = self.bring(&[Self::source("test", form, &path)]);
        assert!(matches!(outcome.sources[0].1, Brought::Renewed), "{outcome:?}");
        self.index()
    }

    /// A world that has nothing but one file.
    pub(crate) fn of(name: &str, form: Form, content: impl AsRef<[u8]>) -> (Self, Index) {
        let world = Self::new();
        let index = world.take(name, form, content);
        (world, index)
    }

    /// Brings one file in, which must be refused.
    pub(crate) fn refuse(&self, name: &str, form: Form, content: impl AsRef<[u8]>) -> Refusal {
        let path = self.write(name, content);
        let mut outcome = self.bring(&[Self::source("test", form, &path)]);
        match outcome.sources.remove(0).1 {
            Brought::Failed(AdvisoriesError::Refused { refusal, .. }) => refusal,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn index(&self) -> Index {
        Index::open(&self.index_folder()).expect("an index")
    }
}

pub(crate) fn segment(index: &Index, space: &str) -> Segment {
    let space: Space = space.parse().expect("a space");
    let mut segments = index.segments_for(&[space]).expect("segments");
    assert_eq!(segments.len(), 1);
    segments.remove(0)
}

/// Says what a segment says of a version of a package: one line for each match.
pub(crate) fn said(segment: &Segment, package: &str, version: &str) -> Vec<String> {
    let key = segment.key(version);
    let matches = segment.matches(package, &key);
    let say = |found: &haerterei_advisories::Match<'_>| {
        let mut text = format!("{} {:?}", found.advisory.id(), found.status);
        if let Some(fixed) = found.fixed {
            text += &format!(" <{fixed}");
        }
        if let Some(last) = found.last_affected {
            text += &format!(" <={last}");
        }
        if found.is_unimportant() {
            text += " unimportant";
        }
        if let Some(note) = found.note {
            text += &format!(" ({note})");
        }
        text
    };
    matches.iter().map(say).collect()
}
