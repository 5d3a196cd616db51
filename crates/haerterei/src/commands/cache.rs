// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei cache`: how large it is, making it smaller, checking it.

use std::collections::BTreeMap;
use std::path::Path;

use haerterei_ground::{Algorithm, Blame, Digest, Explain, Message, Progress as _, Unit};
use haerterei_store::{Amount, Bucket, Options, Quota, Store, StoreError};
use haerterei_trial::sandbox::{discard_laid_out, laid_out};
use serde::Serialize;

use crate::arguments::Format;
use crate::failure::{Failure, Outcome, Status};
use crate::figures;
use crate::printer;
use crate::session::Session;
use crate::table::{Align, Table};

/// Opens the cache of a session.
pub(crate) fn open(session: &Session) -> Result<Store, StoreError> {
    Store::open(session.settings.cache.as_std_path(), Options::default())
}

/// Shows what is in the cache.
pub(crate) fn status(session: &Session, format: Format) -> Outcome {
    let store = open(session)?;
    let usage = store.usage()?;
    let text = match format {
        Format::Text => status_text(session, &store, &usage),
        Format::Json => status_json(&store, &usage),
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

fn status_text(session: &Session, store: &Store, usage: &BTreeMap<Bucket, Amount>) -> String {
    let texts = &session.texts;
    let language = texts.language();
    let mut table = Table::new([
        (texts.get("command-cache-column-part"), Align::Left),
        (texts.get("command-cache-column-files"), Align::Right),
        (texts.get("command-cache-column-size"), Align::Right),
    ]);
    let mut all = Amount::default();
    for (bucket, amount) in usage {
        all.files += amount.files;
        all.bytes += amount.bytes;
        if let Some(name) = name(*bucket) {
            table.row([
                texts.get(name),
                figures::count(amount.files, language),
                figures::size(amount.bytes, language),
            ]);
        }
    }
    let trials = laid_out(store);
    all.bytes += trials.bytes;
    table.row([
        texts.get("command-cache-laid-out"),
        String::new(),
        figures::size(trials.bytes, language),
    ]);
    table.row([
        texts.get("command-cache-all"),
        figures::count(all.files, language),
        figures::size(all.bytes, language),
    ]);
    let head = Message::new(if store.is_read_only() {
        "command-cache-folder-read-only"
    } else {
        "command-cache-folder"
    });
    let head = texts.say(&head.text("folder", store.folder().display()));
    format!("{head}\n\n{}", table.draw(printer::width()))
}

/// Returns the key of a part's name; locks hold nothing and are not shown.
const fn name(bucket: Bucket) -> Option<&'static str> {
    match bucket {
        Bucket::Blobs => Some("command-cache-blobs"),
        Bucket::Memo => Some("command-cache-memo"),
        Bucket::Pointers => Some("command-cache-pointers"),
        Bucket::Partial => Some("command-cache-partial"),
        Bucket::Temporary => Some("command-cache-temporary"),
        Bucket::Locks => None,
    }
}

fn status_json(store: &Store, usage: &BTreeMap<Bucket, Amount>) -> String {
    #[derive(Serialize)]
    struct Part {
        files: u64,
        bytes: u64,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct CacheStatus {
        version: u32,
        folder: String,
        read_only: bool,
        parts: BTreeMap<&'static str, Part>,
        laid_out_layers: LaidOutLayers,
    }
    #[derive(Serialize)]
    struct LaidOutLayers {
        layers: u64,
        bytes: u64,
    }
    let trials = laid_out(store);
    let status = CacheStatus {
        version: 1,
        folder: store.folder().to_string_lossy().into_owned(),
        read_only: store.is_read_only(),
        parts: usage
            .iter()
            .map(|(bucket, amount)| {
                (bucket.folder(), Part { files: amount.files, bytes: amount.bytes })
            })
            .collect(),
        laid_out_layers: LaidOutLayers { layers: trials.layers, bytes: trials.bytes },
    };
    serde_json::to_string_pretty(&status).unwrap_or_default()
}

/// Removes what was not used for longest, of layers laid out for trials first: they are made again
/// from their image, and nothing has to be fetched for them.
pub(crate) fn clean(session: &Session, keep: Option<u64>) -> Outcome {
    let store = open(session)?;
    let keep = keep.unwrap_or(0);
    let usage = store.usage()?;
    let kept: u64 = [Bucket::Blobs, Bucket::Memo, Bucket::Partial]
        .iter()
        .filter_map(|bucket| usage.get(bucket).map(|amount| amount.bytes))
        .sum();
    let trials = discard_laid_out(&store, keep.saturating_sub(kept))?;
    let cleaned = store.clean(Quota::bytes(keep.saturating_sub(trials.left.bytes)))?;
    let language = session.texts.language();
    if trials.in_use {
        session.printer.say(&session.texts.get("command-cache-in-use"));
    }
    if trials.removed.layers > 0 {
        session.printer.say(
            &session.texts.say(
                &Message::new("command-cache-discarded")
                    .number("layers", trials.removed.layers)
                    .text("size", figures::size(trials.removed.bytes, language)),
            ),
        );
    }
    session.printer.say(
        &session.texts.say(
            &Message::new("command-cache-cleaned")
                .number("files", cleaned.removed.files)
                .text("size", figures::size(cleaned.removed.bytes, language))
                .text("left", figures::size(cleaned.left.bytes + trials.left.bytes, language)),
        ),
    );
    Ok(Status::Done)
}

/// Blobs that were damaged; they have been removed.
#[derive(Debug, thiserror::Error)]
#[error("{} of {checked} blobs were damaged", damaged.len())]
struct Damaged {
    checked: u64,
    damaged: Vec<Digest>,
}

impl Explain for Damaged {
    fn message(&self) -> Message {
        Message::new("command-cache-damaged")
            .number("damaged", self.damaged.len())
            .number("checked", self.checked)
            .text("digests", self.damaged.iter().map(Digest::short).collect::<Vec<_>>().join(", "))
    }

    fn blame(&self) -> Blame {
        Blame::Verdict
    }
}

/// Rehashes every blob.
pub(crate) fn verify(session: &Session) -> Outcome {
    let store = open(session)?;
    let digests = digests(store.folder());
    let task =
        session.progress.begin("progress-cache-verify", Some(digests.len() as u64), Unit::Items);
    let mut damaged = Vec::new();
    let mut checked = 0;
    for digest in digests {
        session.cancel.check().map_err(StoreError::Cancelled)?;
        match store.verify(&digest) {
            Ok(()) => checked += 1,
            // Cleaned by another process meanwhile.
            Err(StoreError::Missing { .. }) => {}
            Err(StoreError::Damaged { .. }) => {
                checked += 1;
                damaged.push(digest);
            }
            Err(error) => return Err(error.into()),
        }
        task.advance(1);
    }
    drop(task);
    if damaged.is_empty() {
        let message = Message::new("command-cache-sound").number("checked", checked);
        session.printer.say(&session.texts.say(&message));
        Ok(Status::Done)
    } else {
        Err(Failure::from(Damaged { checked, damaged }))
    }
}

/// Returns the digests of the blobs in a cache, in order.
fn digests(folder: &Path) -> Vec<Digest> {
    let mut digests = Vec::new();
    for algorithm in [Algorithm::Sha256, Algorithm::Sha512] {
        let folder = folder.join(Bucket::Blobs.folder()).join(algorithm.name());
        for shelf in names(&folder) {
            for rest in names(&folder.join(&shelf)) {
                digests.extend(Digest::from_hex(algorithm, &format!("{shelf}{rest}")));
            }
        }
    }
    digests.sort();
    digests
}

/// Returns the names in a folder; none if it cannot be read.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
