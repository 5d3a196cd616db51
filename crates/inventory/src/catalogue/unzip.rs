// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! ZIP archives within bounds, in memory or in a temporary file.

use haerterei_anatomy::zip::{ZipArchive, ZipEntry, ZipError, ZipLimits, read_entry};
use object::ReadCache;

use super::content::Spool;
use super::{Bounds, Content, code};
use crate::findings::Damage;

/// The most bytes of archives in archives that are in memory at the same time.
const MAX_HELD: u64 = 512 << 20;

/// What is left of the bounds of one file.
#[derive(Debug)]
pub(super) struct Budget {
    /// How many levels of archives.
    pub(super) depth: usize,
    members: u64,
    bytes: u64,
    held: u64,
}

impl Budget {
    pub(super) const fn new(bounds: &Bounds) -> Self {
        Self { depth: bounds.depth, members: bounds.members, bytes: bounds.bytes, held: MAX_HELD }
    }

    /// Gives back what an archive in memory held.
    pub(super) const fn release(&mut self, bytes: &[u8]) {
        self.held = self.held.saturating_add(bytes.len() as u64);
    }
}

/// An archive that was opened.
#[derive(Debug)]
pub(super) struct Unzip<'a> {
    content: &'a Content<'a>,
    entries: Vec<ZipEntry>,
}

impl<'a> Unzip<'a> {
    /// Reads the directory.
    pub(super) fn open(content: &'a Content<'a>, budget: &mut Budget) -> Result<Self, Damage> {
        let limits = ZipLimits { entries: budget.members, ..ZipLimits::default() };
        let entries = match content {
            Content::Memory(bytes) => ZipArchive::open(bytes, limits).map(ZipArchive::into_entries),
            Content::Spooled(file, length) => {
                let cache = ReadCache::new(Spool::new(file, *length));
                ZipArchive::open_from(&cache, limits).map(ZipArchive::into_entries)
            }
        }
        .map_err(|error| damage(&error))?;
        budget.members = budget.members.saturating_sub(entries.len() as u64);
        Ok(Self { content, entries })
    }

    /// Returns the entries in the order of the directory.
    pub(super) fn entries(&self) -> &[ZipEntry] {
        &self.entries
    }

    /// Returns whether something lies below a folder, at the top or among the own classes of an
    /// application.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        let is_below = |name: &[u8]| {
            let classes = [b"BOOT-INF/classes/".as_slice(), b"WEB-INF/classes/"];
            let name = classes.iter().find_map(|at| name.strip_prefix(*at)).unwrap_or(name);
            name.strip_prefix(folder.as_bytes()).is_some_and(|rest| rest.starts_with(b"/"))
        };
        self.entries.iter().any(|entry| is_below(&entry.name))
    }

    /// Reads a document, at most `limit` bytes.
    pub(super) fn read(
        &self,
        entry: &ZipEntry,
        limit: u64,
        budget: &mut Budget,
    ) -> Result<Vec<u8>, Damage> {
        let content = match self.content {
            Content::Memory(bytes) => read_entry(*bytes, entry, limit.min(budget.bytes)),
            // What the cache read is freed with it; the file itself is cached by the kernel.
            Content::Spooled(file, length) => {
                let cache = ReadCache::new(Spool::new(file, *length));
                read_entry(&cache, entry, limit.min(budget.bytes))
            }
        }
        .map_err(|error| damage(&error))?;
        budget.bytes = budget.bytes.saturating_sub(content.len() as u64);
        Ok(content)
    }

    /// Reads an archive in this archive; what it holds is to be given back ([`Budget::release`]).
    pub(super) fn read_archive(
        &self,
        entry: &ZipEntry,
        budget: &mut Budget,
    ) -> Result<Vec<u8>, Damage> {
        let content = self.read(entry, budget.held, budget)?;
        budget.held = budget.held.saturating_sub(content.len() as u64);
        Ok(content)
    }
}

fn damage(error: &ZipError) -> Damage {
    let code = match error {
        ZipError::TooLarge { what: "entries", .. } => code::UNREAD_MEMBERS,
        ZipError::TooLarge { .. } => code::UNREAD_BYTES,
        ZipError::Method(_) | ZipError::Encrypted | ZipError::SeveralParts => code::UNREAD_FORM,
        ZipError::NoDirectory | ZipError::Damaged(_) | ZipError::Checksum { .. } => code::ARCHIVE,
    };
    Damage::new(code, error.to_string())
}
