// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a base image holds: its merged tree, what its files need, its packages.
//!
//! Its layers are read once, verified, and put into the cache; what reading them taught is
//! remembered by the digest of the manifest.

use std::collections::BTreeMap;
use std::io::{self, Read};

use haerterei_anatomy::{FACTS_VERSION, FileFacts, examine, is_interesting};
use haerterei_archive::PackageRecord;
use haerterei_ground::{Algorithm, Digest, HashingReader, Limits, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::tree::LayerEntry;
use haerterei_image::{ImageError, LayerDescriptor, Node, NodeKind, Tree};
use haerterei_packages::dpkg::{Installed, STATUS_FILE, STATUS_FOLDER, read_status};
use haerterei_store::{Durability, Key, Store};
use haerterei_versions::debian::Version;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::base::Ground;
use crate::error::BuildError;
use crate::pack::Wanted;
use crate::study::{Captured, Kept, KeptKind, Study};
use crate::workplace::Workplace;

/// Raised whenever the same image could be read differently.
const VERSION: u32 = 1;
/// Larger files are not examined.
const EXAMINED: u64 = 192 << 20;
/// Larger files are not kept by themselves.
const CAPTURED: u64 = 16 << 20;
/// Bytes that decide whether a file is examined.
const HEAD: u64 = 256;

/// What a base image holds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BaseTree {
    /// Its layers, from the bottom up; their blobs are in the store.
    pub(crate) layers: Vec<LayerDescriptor>,
    /// Every path, and the contents that generated files are made from.
    pub(crate) study: Study,
    /// What files need, for those that need something.
    pub(crate) facts: BTreeMap<TreePath, FileFacts>,
    /// Its packages, by name.
    pub(crate) packages: BTreeMap<String, BasePackage>,
    /// `ID` and `VERSION_CODENAME` of its `os-release`.
    pub(crate) release: Option<(String, String)>,
}

/// A package of a base image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BasePackage {
    /// Its version.
    pub(crate) version: String,
    /// Its architecture, or `all`.
    architecture: String,
    source: String,
    source_version: String,
    multi_arch: String,
    provides: String,
    conflicts: String,
    breaks: String,
    replaces: String,
}

/// The archive that packages of a base are said to be from while a recipe is resolved.
pub(crate) const BASE_ARCHIVE: &str = "base image";

/// A layer as it was read.
struct Seen {
    descriptor: LayerDescriptor,
    entries: Vec<LayerEntry>,
    contents: BTreeMap<TreePath, Content>,
}

/// What became of a file's content.
struct Content {
    digest: Digest,
    facts: Option<FileFacts>,
    captured: Option<Captured>,
}

impl BaseTree {
    /// Returns what a platform of a base holds, from memory or by reading it.
    pub(crate) fn of(ground: &Ground<'_>, place: &Workplace<'_>) -> Result<Self, BuildError> {
        let store = place.store;
        let key = Key::new("tree-of-base", VERSION)
            .input(&ground.manifest)
            .parameter(FACTS_VERSION.to_le_bytes());
        if let Some(known) = store.recall(&key)
            && let Ok(tree) = serde_json::from_slice::<Self>(&known)
            && tree.layers.par_iter().all(|layer| store.verify(&layer.digest).is_ok())
            && tree.study.captured.values().all(|captured| store.contains(&captured.content))
        {
            return Ok(tree);
        }
        let tree = Self::read(ground, place)?;
        if !store.is_read_only() {
            let bytes = serde_json::to_vec(&tree).expect("a tree is JSON");
            store.remember(&key, &bytes)?;
        }
        Ok(tree)
    }

    fn read(ground: &Ground<'_>, place: &Workplace<'_>) -> Result<Self, BuildError> {
        let count = ground.image.layers.len();
        let reading = place.progress.begin(
            "progress-build-base",
            Some(count as u64),
            haerterei_ground::Unit::Items,
        );
        let seen: Vec<Seen> = (0..count)
            .into_par_iter()
            .map(|layer| {
                place.cancel.check()?;
                let seen = see(ground, layer, place.store)?;
                reading.advance(1);
                Ok(seen)
            })
            .collect::<Result<_, BuildError>>()?;
        drop(reading);
        let most = Limits::default().entries;
        let mut entries = 0;
        let mut tree = Tree::new();
        let mut layers = Vec::new();
        let mut contents = Vec::new();
        for layer in seen {
            entries += layer.entries.len() as u64;
            if entries > most {
                return Err(ImageError::TooMany { what: "files" }.into());
            }
            tree.apply_layer(layer.entries).map_err(ImageError::from)?;
            layers.push(layer.descriptor);
            contents.push(layer.contents);
        }
        let mut study = Study::default();
        let mut facts = BTreeMap::new();
        for (path, node) in tree.iter().filter(|(path, _)| !path.is_root()) {
            let holder = node.hardlink.as_ref().unwrap_or(path);
            let found = contents.get_mut(node.origin).and_then(|layer| layer.get_mut(holder));
            study.kept.push(kept(path, node, found.as_ref().map(|content| content.digest)));
            let Some(content) = found else { continue };
            if let Some(captured) = &content.captured {
                study.captured.insert(path.clone(), captured.clone());
            }
            if let Some(known) = content.facts.take() {
                facts.insert(holder.clone(), known);
            }
        }
        let mut tree = Self { layers, study, facts, packages: BTreeMap::new(), release: None };
        tree.packages = tree.installed(ground.name, place.store)?;
        tree.release = tree.os_release(place.store)?;
        Ok(tree)
    }

    /// Returns whether there is anything at a path.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (&TreePath, &KeptKind)> {
        self.study.kept.iter().map(|kept| (&kept.path, &kept.kind))
    }

    /// Returns the packages as records of an archive whose dependencies are met already.
    pub(crate) fn records(&self) -> Vec<PackageRecord> {
        self.packages
            .iter()
            .filter_map(|(name, package)| {
                let version = Version::parse(&package.version).ok()?;
                let source_version = Version::parse(&package.source_version).ok();
                Some(PackageRecord {
                    name: name.clone(),
                    source: package.source.clone(),
                    source_version: source_version.unwrap_or_else(|| version.clone()),
                    architecture: package.architecture.clone(),
                    suite: BASE_ARCHIVE.to_owned(),
                    pocket: BASE_ARCHIVE.to_owned(),
                    archive: BASE_ARCHIVE.to_owned(),
                    component: String::new(),
                    pool_path: name.clone(),
                    size: 0,
                    sha256: Digest::sha256(format!("{name} {version}").as_bytes()),
                    installed_kilobytes: 0,
                    priority: String::new(),
                    section: String::new(),
                    essential: false,
                    multi_arch: package.multi_arch.clone(),
                    pre_depends: String::new(),
                    depends: String::new(),
                    recommends: String::new(),
                    provides: package.provides.clone(),
                    conflicts: package.conflicts.clone(),
                    breaks: package.breaks.clone(),
                    replaces: package.replaces.clone(),
                    tag: String::new(),
                    version,
                })
            })
            .collect()
    }

    /// Reads the database of installed packages, in dpkg's form and in that of `status.d`.
    fn installed(
        &self,
        name: &str,
        store: &Store,
    ) -> Result<BTreeMap<String, BasePackage>, BuildError> {
        let mut packages = BTreeMap::new();
        for (path, captured) in &self.study.captured {
            let folder = path.parent().unwrap_or_default();
            let is_status = path.as_bytes() == STATUS_FILE.as_bytes()
                || folder.as_bytes() == STATUS_FOLDER.as_bytes()
                    && !path.name().ends_with(b".md5sums");
            if !is_status {
                continue;
            }
            let content = store.read(&captured.content, CAPTURED)?;
            let found = read_status(&content)
                .map_err(|source| BuildError::BasePackages { base: name.to_owned(), source })?;
            packages.extend(found.into_iter().map(package));
        }
        Ok(packages)
    }

    fn os_release(&self, store: &Store) -> Result<Option<(String, String)>, BuildError> {
        for path in ["usr/lib/os-release", "etc/os-release"] {
            let Ok(path) = TreePath::parse(path) else { continue };
            let Some(captured) = self.study.captured.get(&path) else { continue };
            let content = store.read(&captured.content, CAPTURED)?;
            let text = String::from_utf8_lossy(&content);
            let value = |name: &str| {
                text.lines()
                    .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
                    .map(|value| value.trim_matches('"').to_owned())
            };
            if let (Some(id), Some(codename)) = (value("ID"), value("VERSION_CODENAME")) {
                return Ok(Some((id, codename)));
            }
        }
        Ok(None)
    }
}

fn package(installed: Installed) -> (String, BasePackage) {
    let field = |name: &str| installed.fields.get(name).unwrap_or_default().to_owned();
    let package = BasePackage {
        version: installed.version.to_string(),
        architecture: installed.architecture.clone(),
        multi_arch: field("Multi-Arch"),
        provides: field("Provides"),
        conflicts: field("Conflicts"),
        breaks: field("Breaks"),
        replaces: field("Replaces"),
        source: installed.source,
        source_version: installed.source_version,
    };
    (installed.package, package)
}

/// Reads one layer, verifies it, and puts its blob into the cache.
fn see(ground: &Ground<'_>, layer: usize, store: &Store) -> Result<Seen, BuildError> {
    let mut entries = Vec::new();
    let mut contents = BTreeMap::new();
    let mut failed: Option<BuildError> = None;
    let descriptor = ground.image.visit_layer(layer, &mut |entry, content| {
        if failed.is_none() && entry.kind == EntryKind::File {
            match look(entry, content, store) {
                Ok(found) => {
                    contents.insert(entry.path.clone(), found);
                }
                Err(error) => failed = Some(error),
            }
        }
        entries.push(LayerEntry::from(entry.clone()));
        Ok(())
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    // Images of layouts and archives always have descriptors.
    let descriptor = descriptor.ok_or(ImageError::TooMany { what: "layers" })?;
    if !store.contains(&descriptor.digest) {
        let mut writer = store.writer()?.durability(Durability::Deferred);
        let mut blob = ground.image.open_layer(layer)?;
        io::copy(&mut blob, &mut writer).map_err(|source| BuildError::File {
            operation: "copy",
            path: descriptor.digest.to_string(),
            source,
        })?;
        writer.commit(Some(&descriptor.digest))?;
    }
    Ok(Seen { descriptor, entries, contents })
}

/// Digests a file's content, and examines and keeps it where that is needed.
fn look(entry: &Entry, content: &mut dyn Read, store: &Store) -> Result<Content, BuildError> {
    let path = &entry.path;
    let failed = |source| BuildError::File { operation: "read", path: path.to_string(), source };
    let mut content = HashingReader::new(content, Algorithm::Sha256);
    let mut bytes = Vec::new();
    (&mut content).take(HEAD).read_to_end(&mut bytes).map_err(failed)?;
    let is_wanted = entry.size <= CAPTURED && is_wanted(path);
    let is_examined = entry.size <= EXAMINED && is_interesting(path, &bytes);
    if !is_wanted && !is_examined {
        io::copy(&mut content, &mut io::sink()).map_err(failed)?;
        return Ok(Content { digest: content.finish().0, facts: None, captured: None });
    }
    content.read_to_end(&mut bytes).map_err(failed)?;
    let digest = content.finish().0;
    let facts = is_examined.then(|| examine(path, &bytes)).filter(|facts| !facts.is_empty());
    let captured = if is_wanted {
        let content = store.put_with(&bytes, Durability::Deferred)?;
        Some(Captured { content, mode: entry.mode, mtime: entry.mtime })
    } else {
        None
    };
    Ok(Content { digest, facts, captured })
}

/// Files that generated ones are made from, or that say what the image is.
fn is_wanted(path: &TreePath) -> bool {
    const FILES: [&str; 5] =
        ["etc/passwd", "etc/group", "etc/os-release", "usr/lib/os-release", STATUS_FILE];
    const FOLDERS: [&str; 2] = [STATUS_FOLDER, "usr/local/share/ca-certificates"];
    Wanted::default().contains(path)
        || FILES.iter().any(|file| file.as_bytes() == path.as_bytes())
        || path
            .ancestors()
            .any(|folder| FOLDERS.iter().any(|wanted| wanted.as_bytes() == folder.as_bytes()))
}

fn kept(path: &TreePath, node: &Node, content: Option<Digest>) -> Kept {
    let kind = match (&node.hardlink, &node.kind) {
        (Some(target), _) => KeptKind::Hardlink(target.clone()),
        (None, NodeKind::File { size, .. }) => KeptKind::File { size: *size, content },
        (None, NodeKind::Directory) => KeptKind::Directory,
        (None, NodeKind::Symlink { target }) => KeptKind::Symlink(target.clone()),
        (None, NodeKind::CharDevice { .. } | NodeKind::BlockDevice { .. } | NodeKind::Fifo) => {
            KeptKind::Special
        }
    };
    Kept {
        path: path.clone(),
        kind,
        mode: node.mode,
        uid: node.uid,
        gid: node.gid,
        mtime: node.mtime,
        was_privileged: node.xattrs.contains_key(b"security.capability".as_slice()),
    }
}
