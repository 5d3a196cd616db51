// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Writing layers: those that are remembered are not made again, the others in parallel.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use haerterei_ground::{Cancel, TreePath};
use haerterei_image::layer::{Compression, LayerDescriptor, LayerWriter};
use haerterei_image::tar::Entry;
use haerterei_packages::deb::Decoding;
use haerterei_packages::dpkg::write_status;
use haerterei_packages::lists::Md5Sum;
use haerterei_store::{BlobWriter, Durability, Key, Store};
use serde::{Deserialize, Serialize};

use crate::decide::{Decider, Fidelity};
use crate::drop_rules::DropRules;
use crate::error::BuildError;
use crate::loaded::Loaded;
use crate::pack::{self, Packer, Sink, Wanted};
use crate::scene::Scene;
use crate::study::Study;
use crate::usr_merge;

/// Raised whenever the same packages and rules could give another layer or study.
const VERSION: u32 = 5;

/// A layer of packages.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Packed {
    /// What names it.
    pub(crate) descriptor: LayerDescriptor,
    /// What each of its packages brought, in the order of the layer.
    pub(crate) studies: Vec<Study>,
}

impl Sink for LayerWriter<BlobWriter> {
    fn entry(&mut self, entry: &Entry, content: &mut dyn Read) -> Result<(), BuildError> {
        Ok(Self::entry(self, entry, content)?)
    }
}

/// What all layers of a platform have in common.
#[derive(Debug)]
pub(crate) struct Workshop<'a> {
    /// Where packages are and layers go.
    pub(crate) store: &'a Store,
    /// The packages of the platform.
    pub(crate) packages: &'a [Loaded<'a>],
    /// What decides over paths.
    pub(crate) decider: &'a Decider,
    /// Templates whose content is needed.
    pub(crate) templates: BTreeSet<TreePath>,
    /// How layers are compressed.
    pub(crate) compression: Compression,
    /// How many threads work.
    pub(crate) threads: u32,
    /// Whether remembered layers are made again.
    pub(crate) anew: bool,
    /// Asked whether to stop.
    pub(crate) cancel: &'a Cancel,
}

impl Workshop<'_> {
    /// Returns the layers of some groups of packages, each remembered or made.
    pub(crate) fn layers(
        &self,
        groups: &[Vec<usize>],
        advance: &(dyn Fn(&str) + Sync),
    ) -> Result<Vec<Packed>, BuildError> {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<Option<Result<Packed, BuildError>>>> =
            Mutex::new(groups.iter().map(|_| None).collect());
        // Threads of their own: they wait for the compressors, which are on the pool.
        std::thread::scope(|scope| {
            for _ in 0..(self.threads as usize).clamp(1, groups.len().max(1)) {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(group) = groups.get(index) else { break };
                        let packed = self.layer(group, advance);
                        let failed = packed.is_err();
                        if let Ok(mut done) = done.lock()
                            && let Some(slot) = done.get_mut(index)
                        {
                            *slot = Some(packed);
                        }
                        if failed {
                            next.store(groups.len(), Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        let done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        // The first failure in the order of layers, whichever thread met one first.
        let mut layers = Vec::new();
        for packed in done.into_iter().flatten() {
            layers.push(packed?);
        }
        Ok(layers)
    }

    fn layer(
        &self,
        group: &[usize],
        advance: &(dyn Fn(&str) + Sync),
    ) -> Result<Packed, BuildError> {
        let members: Vec<&Loaded<'_>> =
            group.iter().filter_map(|index| self.packages.get(*index)).collect();
        let key = self.key(&members);
        if !self.anew
            && let Some(known) = self.store.recall(&key)
            && let Ok(packed) = serde_json::from_slice::<Packed>(&known)
            && self.is_whole(&packed)
        {
            for member in members {
                advance(member.locked.name.as_str());
            }
            return Ok(packed);
        }
        let out = self.store.writer()?.durability(Durability::Deferred);
        let mut writer = LayerWriter::new(out, self.compression);
        let mut packer = Packer::new(&mut writer, self.decider, self.store, self.cancel);
        let wanted = Wanted { paths: self.templates.clone() };
        let mut studies = Vec::new();
        for (position, member) in members.iter().enumerate() {
            if position > 0 {
                packer.sink.cut()?;
            }
            studies.push(self.package(&mut packer, member, &wanted)?);
            advance(member.locked.name.as_str());
        }
        let (out, descriptor) = writer.finish()?;
        out.commit(Some(&descriptor.digest))?;
        let packed = Packed { descriptor, studies };
        let bytes = serde_json::to_vec(&packed).expect("a layer's study is JSON");
        self.store.remember(&key, &bytes)?;
        Ok(packed)
    }

    /// Writes one package with its entry in the database that scanners read.
    fn package<S: Sink>(
        &self,
        packer: &mut Packer<'_, S>,
        member: &Loaded<'_>,
        wanted: &Wanted,
    ) -> Result<Study, BuildError> {
        let file = member.file();
        let decoding = Decoding { threads: self.threads, ..Decoding::default() };
        let data = file.open(self.store)?.data(decoding).map_err(|source| file.broken(source))?;
        let mut study = packer.package(file, data, wanted)?;
        if self.decider.fidelity == Fidelity::Hardened {
            let kept: BTreeSet<&TreePath> = study
                .kept
                .iter()
                .filter(|kept| pack::is_file(kept))
                .map(|kept| &kept.path)
                .collect();
            let sums: Vec<Md5Sum> = member
                .control
                .md5sums
                .iter()
                .filter(|sum| usr_merge::merged(&sum.path).is_ok_and(|path| kept.contains(&path)))
                .cloned()
                .collect();
            if let Ok(status) = write_status(&member.control.control, &sums) {
                let time = member.mtime();
                packer.addition(status.path, &status.content, time, &mut study)?;
                packer.addition(status.sums_path, &status.sums, time, &mut study)?;
            }
        }
        Ok(study)
    }

    fn key(&self, members: &[&Loaded<'_>]) -> Key {
        let decider = serde_json::to_vec(self.decider).expect("rules are JSON");
        let templates = serde_json::to_vec(&self.templates).expect("paths are JSON");
        let compressor = haerterei_image::layer::compressor_identity(self.compression);
        let mut key = Key::new("layer-of-packages", VERSION)
            .parameter(DropRules::standard().version.to_le_bytes())
            .parameter(decider)
            .parameter(templates)
            .parameter(compressor);
        for member in members {
            key = key.input(&member.locked.digest).parameter(member.mtime().to_le_bytes());
        }
        key
    }

    /// Returns whether everything that a remembered layer names is still in the store; a layer that
    /// was damaged there is made again.
    fn is_whole(&self, packed: &Packed) -> bool {
        self.store.verify(&packed.descriptor.digest).is_ok()
            && packed
                .studies
                .iter()
                .flat_map(|study| study.captured.values())
                .all(|captured| self.store.contains(&captured.content))
    }
}

/// Writes the layer of what the build made itself; none where a base had it all.
pub(crate) fn made(
    scene: &Scene,
    store: &Store,
    compression: Compression,
) -> Result<Option<LayerDescriptor>, BuildError> {
    if scene.made().next().is_none() {
        return Ok(None);
    }
    let out = store.writer()?.durability(Durability::Deferred);
    let mut writer = LayerWriter::new(out, compression);
    for (entry, content) in scene.made() {
        writer.entry(&entry, content)?;
    }
    let (out, descriptor) = writer.finish()?;
    out.commit(Some(&descriptor.digest))?;
    Ok(Some(descriptor))
}
