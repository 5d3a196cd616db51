// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Reading a package's files for a layer: deciding, capturing and writing them in one pass.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use haerterei_ground::{Algorithm, Cancel, Digest, HashingReader, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_packages::deb::{Contents, DebError};
use haerterei_store::{Durability, Store};

use crate::analysis::PackageFile;
use crate::decide::{Decider, Decision, Fidelity};
use crate::error::BuildError;
use crate::study::{Captured, Dropped, Kept, KeptKind, Study};
use crate::usr_merge;

/// Bytes of a file that decide what it is.
const HEAD: usize = 1024;
/// Files above this size are no templates, certificates or lists.
const CAPTURED: u64 = 4 << 20;

/// Where the entries of a layer go.
pub(crate) trait Sink {
    /// Takes an entry and its content.
    fn entry(&mut self, entry: &Entry, content: &mut dyn Read) -> Result<(), BuildError>;
}

/// Which contents of a package are needed beside the layer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Single paths, as templates that a script copies.
    pub(crate) paths: BTreeSet<TreePath>,
}

/// Folders whose small files are always needed: what they say becomes accounts, folders, trust.
const ALWAYS: [&str; 7] = [
    "usr/lib/sysusers.d",
    "usr/lib/tmpfiles.d",
    "usr/share/ca-certificates",
    "usr/share/base-passwd",
    "usr/share/debianutils",
    "etc/ld.so.conf.d",
    "var/lib/dictionaries-common",
];

impl Wanted {
    /// Returns whether a file's content is needed.
    pub(crate) fn contains(&self, path: &TreePath) -> bool {
        self.paths.contains(path)
            || path.as_bytes() == b"etc/ld.so.conf"
            || ALWAYS.iter().any(|folder| {
                path.as_bytes()
                    .strip_prefix(folder.as_bytes())
                    .is_some_and(|rest| rest.first() == Some(&b'/'))
            })
            || is_copyright(path)
            || is_runtime_release(path)
            || self.paths.iter().any(|wanted| !wanted.is_root() && path.is_within(wanted))
    }
}

fn is_copyright(path: &TreePath) -> bool {
    path.name() == b"copyright" && path.as_bytes().starts_with(b"usr/share/doc/")
}

/// One layer while it is written.
#[derive(Debug)]
pub(crate) struct Packer<'a, S> {
    /// Where entries go.
    pub(crate) sink: &'a mut S,
    /// What decides over paths.
    pub(crate) decider: &'a Decider,
    /// Where captured contents go.
    pub(crate) store: &'a Store,
    /// Asked between entries.
    pub(crate) cancel: &'a Cancel,
    /// Folders that this layer already holds.
    folders: BTreeSet<TreePath>,
}

impl<'a, S: Sink> Packer<'a, S> {
    /// Starts a layer.
    pub(crate) fn new(
        sink: &'a mut S,
        decider: &'a Decider,
        store: &'a Store,
        cancel: &'a Cancel,
    ) -> Self {
        Self { sink, decider, store, cancel, folders: BTreeSet::new() }
    }

    /// Writes a package's files and returns what was learnt.
    pub(crate) fn package(
        &mut self,
        package: PackageFile<'_>,
        mut data: Contents<'_>,
        wanted: &Wanted,
    ) -> Result<Study, BuildError> {
        let name = package.name;
        let mut study = Study::default();
        // Folders wait for the first thing in them: what holds nothing does not come.
        let mut waiting: BTreeMap<TreePath, Entry> = BTreeMap::new();
        let mut used: BTreeSet<TreePath> = BTreeSet::new();
        let read = |error| package.broken(DebError::of_content(error));
        while let Some(shipped) = data.next().map_err(|source| package.broken(source))? {
            self.cancel.check()?;
            let Some(mut entry) = merged(shipped)? else { continue };
            used.extend(entry.path.ancestors());
            let head = match entry.kind {
                EntryKind::File => read_head(&mut data, entry.size).map_err(read)?,
                _ => Vec::new(),
            };
            let original = entry.path.clone();
            let (mode, mtime) = (entry.mode, entry.mtime);
            let capture = matches!(entry.kind, EntryKind::File)
                && entry.size <= CAPTURED
                && wanted.contains(&original);
            let taken = match self.decider.decide(name, &mut entry, &head) {
                Decision::Keep(taken) => taken,
                Decision::Drop(rule) => {
                    if capture {
                        let content = rest(&mut data, head, entry.size).map_err(read)?;
                        self.capture(&mut study, original.clone(), &content, mode, mtime)?;
                    }
                    if !matches!(entry.kind, EntryKind::Directory) {
                        study.dropped.push(Dropped { path: original, rule, size: entry.size });
                    }
                    continue;
                }
            };
            if matches!(entry.kind, EntryKind::Directory) {
                waiting.insert(entry.path.clone(), entry);
                continue;
            }
            self.folders_of(&entry.path.clone(), &mut waiting, entry.mtime, &mut study)?;
            let content = match entry.kind {
                EntryKind::File if capture => {
                    let bytes = rest(&mut data, head, entry.size).map_err(read)?;
                    self.capture(&mut study, original, &bytes, mode, mtime)?;
                    self.sink.entry(&entry, &mut bytes.as_slice())?;
                    Some(Digest::sha256(&bytes))
                }
                EntryKind::File => self.stream(&entry, &head, &mut data)?,
                _ => {
                    self.sink.entry(&entry, &mut io::empty())?;
                    None
                }
            };
            let mut kept = Kept::of(&entry, content);
            kept.was_privileged = taken.privilege;
            study.kept.push(kept);
        }
        // What the package ships empty comes, unless something of it was dropped.
        let empty: Vec<TreePath> = waiting
            .keys()
            .filter(|path| self.decider.fidelity == Fidelity::Installed || !used.contains(*path))
            .cloned()
            .collect();
        for path in empty {
            let Some(entry) = waiting.remove(&path) else { continue };
            self.folders_of(&path, &mut waiting, entry.mtime, &mut study)?;
            self.folder(&entry, &mut study)?;
        }
        Ok(study)
    }

    /// Writes a file that the build adds for a package, as its entry in the package database.
    pub(crate) fn addition(
        &mut self,
        path: TreePath,
        content: &[u8],
        mtime: i64,
        study: &mut Study,
    ) -> Result<(), BuildError> {
        self.folders_of(&path, &mut BTreeMap::new(), mtime, study)?;
        let entry = Entry { mtime, ..Entry::file(path, 0o644, content.len() as u64) };
        self.sink.entry(&entry, &mut &*content)?;
        study.kept.push(Kept::of(&entry, None));
        Ok(())
    }

    /// Writes the folders above a path that this layer does not hold yet.
    fn folders_of(
        &mut self,
        path: &TreePath,
        waiting: &mut BTreeMap<TreePath, Entry>,
        mtime: i64,
        study: &mut Study,
    ) -> Result<(), BuildError> {
        let mut missing: Vec<TreePath> = path
            .ancestors()
            .filter(|folder| {
                !folder.is_root()
                    && (!self.folders.contains(folder) || waiting.contains_key(folder))
            })
            .collect();
        missing.reverse();
        for folder in missing {
            let entry = waiting.remove(&folder).unwrap_or_else(|| Entry {
                mtime,
                ..Entry::new(folder.clone(), EntryKind::Directory, 0o755)
            });
            self.folder(&entry, study)?;
        }
        Ok(())
    }

    fn folder(&mut self, entry: &Entry, study: &mut Study) -> Result<(), BuildError> {
        if self.folders.insert(entry.path.clone()) || entry.mode != 0o755 {
            self.sink.entry(entry, &mut io::empty())?;
        }
        study.kept.push(Kept::of(entry, None));
        Ok(())
    }

    /// Passes a file on without holding it.
    fn stream(
        &mut self,
        entry: &Entry,
        head: &[u8],
        data: &mut impl Read,
    ) -> Result<Option<Digest>, BuildError> {
        let left = entry.size.saturating_sub(head.len() as u64);
        let mut content = head.chain(data.take(left));
        if self.decider.fidelity == Fidelity::Hardened {
            self.sink.entry(entry, &mut content)?;
            return Ok(None);
        }
        let mut content = HashingReader::new(content, Algorithm::Sha256);
        self.sink.entry(entry, &mut content)?;
        Ok(Some(content.finish().0))
    }

    fn capture(
        &self,
        study: &mut Study,
        path: TreePath,
        content: &[u8],
        mode: u32,
        mtime: i64,
    ) -> Result<(), BuildError> {
        let content = self.store.put_with(content, Durability::Deferred)?;
        study.captured.insert(path, Captured { content, mode, mtime });
        Ok(())
    }
}

/// Brings an entry to its place in a merged tree; nothing for the root and the merged folders.
fn merged(mut entry: Entry) -> Result<Option<Entry>, BuildError> {
    let shipped = entry.path.clone();
    let refused = |source| BuildError::Path { path: shipped.to_string(), source };
    if shipped.is_root() || usr_merge::is_link(&shipped) {
        // The links themselves are made by the build, the same for every distribution, and by
        // the script of `base-files`.
        return Ok(None);
    }
    entry.path = usr_merge::merged(&shipped).map_err(refused)?;
    match &mut entry.kind {
        EntryKind::Symlink { target } => {
            *target = usr_merge::merged_target(&shipped, &entry.path, target).map_err(refused)?;
        }
        EntryKind::Hardlink { target } => *target = usr_merge::merged(target).map_err(refused)?,
        _ => {}
    }
    Ok(Some(entry))
}

fn read_head(data: &mut impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut head = vec![0; usize::try_from(size).map_or(HEAD, |size| size.min(HEAD))];
    data.read_exact(&mut head)?;
    Ok(head)
}

/// Reads what is left of a file behind its head.
fn rest(data: &mut impl Read, head: Vec<u8>, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = head;
    bytes.reserve_exact(usize::try_from(size).unwrap_or(0).saturating_sub(bytes.len()));
    let left = size - bytes.len() as u64;
    let read = data.take(left).read_to_end(&mut bytes)?;
    if (read as u64) < left {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// Returns whether a study keeps a regular file at a path, for lists of files.
pub(crate) fn is_file(kept: &Kept) -> bool {
    matches!(kept.kind, KeptKind::File { .. } | KeptKind::Hardlink(_))
}

/// The file in which a Java runtime says what it is made of.
fn is_runtime_release(path: &TreePath) -> bool {
    path.name() == b"release" && path.as_bytes().starts_with(b"usr/lib/jvm/") && path.depth() == 5
}
