// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Making the inventory of an image: layers in parallel, each once, then the merge.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use haerterei_ground::{Cancel, Digest, Progress, Unit};
use haerterei_image::Image;
use haerterei_store::{Key, Store};

use crate::catalogue::{Bounds, CATALOGUE_VERSION};
use crate::error::InventoryError;
use crate::inventory::{INVENTORY_VERSION, Inventory};
use crate::layer::{self, LayerRecord, Reader, Room};
use crate::merge::merge;
use crate::subject;

/// The version of reading a layer, for the memo: it rises whenever the same layer is told
/// differently, whatever its cataloguers say.
const LAYER_VERSION: u32 = 2;
/// The version of merging layers, for the memo.
const MERGE_VERSION: u32 = 6;
/// Bytes of files that wait in memory for their cataloguers.
const MEMORY: u64 = 48 << 20;
/// Bytes of large files that wait on the disk.
const DISK: u64 = 8 << 30;
/// Entries of all layers together. A tree of so many needs about a gigabyte.
const MOST_ENTRIES: u64 = 3_000_000;

/// How an inventory is made.
#[derive(Clone, Copy, Debug)]
pub struct Survey<'a> {
    /// Whether every executable and every archive is a component of its own, whoever it belongs to,
    /// with its SHA-512 digest and the time of its last change, as TR-03183-2 asks (sections 3.2 and
    /// 5.2.2).
    pub each_file: bool,
    /// What bounds cataloguers.
    pub bounds: Bounds,
    /// A folder on a disk with room for files that must be read in any order.
    pub scratch: &'a Path,
    /// Where results are remembered; without it everything is read.
    pub store: Option<&'a Store>,
    /// Told of layers read.
    pub progress: &'a dyn Progress,
    /// Stops the work.
    pub cancel: &'a Cancel,
}

impl Survey<'_> {
    /// Returns the inventory of an image. Its name and its support are left to the caller, who
    /// knows how it was asked for and which day it is.
    pub fn of(&self, image: &Image) -> Result<Inventory, InventoryError> {
        if let Some(known) = self.recall(image) {
            return Ok(known);
        }
        let key = self.image_key(image);
        let records = self.layers(image)?;
        let mut inventory = merge(&records)?;
        inventory.subject = subject::subject(image);
        inventory.layers = subject::layers(image, &records);
        if let Some((key, store)) = key.as_ref().zip(self.store)
            && let Ok(bytes) = serde_json::to_vec(&inventory)
        {
            // The memo is only speed: whoever cannot write it goes without.
            let _ = store.remember(key, &bytes);
        }
        Ok(inventory)
    }

    /// Returns the inventory of an image that was made before; no layer is touched.
    pub fn recall(&self, image: &Image) -> Option<Inventory> {
        let known = self.store?.recall(&self.image_key(image)?)?;
        serde_json::from_slice(&known).ok()
    }

    /// Returns whether a layer was read before, so that it need not be there.
    pub fn knows_layer(&self, image: &Image, number: usize) -> bool {
        let key = self.layer_key(image, number);
        key.zip(self.store).is_some_and(|(key, store)| store.recall(&key).is_some())
    }

    /// Reads, or recalls, every layer. Layers have threads of their own, because they wait for
    /// disks and for the pool, which does what can be done beside decompressing.
    fn layers(&self, image: &Image) -> Result<Vec<LayerRecord>, InventoryError> {
        let count = image.layers.len();
        let task = self.progress.begin("progress-inventory", Some(count as u64), Unit::Items);
        let reader = Reader {
            image,
            each_file: self.each_file,
            bounds: Bounds { each_file: self.each_file, ..self.bounds },
            memory: Room::new(MEMORY),
            disk: Room::new(DISK),
            scratch: self.scratch,
            entries: Room::new(MOST_ENTRIES),
            most_entries: MOST_ENTRIES,
            cancel: self.cancel,
        };
        let next = AtomicUsize::new(0);
        let records: Vec<Mutex<Option<Result<LayerRecord, InventoryError>>>> =
            (0..count).map(|_| Mutex::new(None)).collect();
        let work = || {
            while let Some(slot) = {
                let number = next.fetch_add(1, Ordering::Relaxed);
                records.get(number).map(|slot| (number, slot))
            } {
                let (number, slot) = slot;
                let record = self.layer(&reader, number);
                let failed = record.is_err();
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(record);
                if failed {
                    // Nobody needs the layers after it.
                    next.store(count, Ordering::Relaxed);
                }
                task.advance(1);
            }
        };
        std::thread::scope(|scope| {
            let threads = rayon::current_num_threads().min(count);
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        let mut read = Vec::with_capacity(count);
        let mut first_error = None;
        for slot in records {
            match slot.into_inner().unwrap_or_else(PoisonError::into_inner) {
                Some(Ok(record)) => read.push(record),
                Some(Err(error)) => first_error = first_error.or(Some(error)),
                None => {}
            }
        }
        match first_error {
            Some(error) => Err(error),
            None => Ok(read),
        }
    }

    fn layer(&self, reader: &Reader<'_>, number: usize) -> Result<LayerRecord, InventoryError> {
        let key = self.layer_key(reader.image, number);
        if let Some((key, store)) = key.as_ref().zip(self.store)
            && let Some(record) = store.recall(key).and_then(|bytes| LayerRecord::of_bytes(&bytes))
        {
            return Ok(record);
        }
        let record = layer::read(reader, number)?;
        if let Some((key, store)) = key.as_ref().zip(self.store)
            && let Some(bytes) = record.to_bytes()
        {
            let _ = store.remember(key, &bytes);
        }
        Ok(record)
    }

    /// The key of what a layer holds; nothing for a plain folder, which may change.
    ///
    /// The blob's own digest stands in it where there is one: what a configuration claims to be
    /// inside is known to be true only after reading.
    fn layer_key(&self, image: &Image, number: usize) -> Option<Key> {
        let digest = layer_digest(image, number)?;
        Some(self.parameters(Key::new("inventory-layer", LAYER_VERSION)).input(&digest))
    }

    fn image_key(&self, image: &Image) -> Option<Key> {
        let mut key = self
            .parameters(Key::new("inventory", MERGE_VERSION))
            .parameter(LAYER_VERSION.to_le_bytes())
            .parameter(INVENTORY_VERSION.to_le_bytes())
            .input(&image.config_digest?);
        if let Some(manifest) = &image.manifest {
            key = key.input(&manifest.digest);
        }
        for number in 0..image.layers.len() {
            key = key.input(&layer_digest(image, number)?);
        }
        Some(key)
    }

    fn parameters(&self, key: Key) -> Key {
        let Bounds { depth, members, bytes, components, each_file: _ } = self.bounds;
        key.parameter(CATALOGUE_VERSION.to_le_bytes())
            .parameter([u8::from(self.each_file)])
            .parameter((depth as u64).to_le_bytes())
            .parameter(members.to_le_bytes())
            .parameter(bytes.to_le_bytes())
            .parameter((components as u64).to_le_bytes())
    }
}

fn layer_digest(image: &Image, number: usize) -> Option<Digest> {
    let layer = image.layers.get(number)?;
    layer.digest.or(layer.diff_id)
}
