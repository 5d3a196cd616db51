// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What proofs look at in one layer, whatever lies below or above it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use haerterei_anatomy::elf::{self, Symbol, Symbols};
use haerterei_anatomy::{FileFacts, Shebang, examine, examine_reader};
use haerterei_ground::{Cancel, TreePath};
use haerterei_image::layer::LayerError;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::{Image, ImageError, ImageLayer};
use haerterei_inventory::catalogue::{self, Bounds, Cataloguer, Content, Members};
use haerterei_inventory::{Diversion, Findings, InventoryError, OwnedBy};
use serde::{Deserialize, Serialize};

use super::{changelog, inside, mention};
use crate::proof::{ANYTHING, wanted_symbols};

/// The largest program or archive that is examined in memory; each thread has one at most.
pub(super) const IN_MEMORY: u64 = 16 << 20;
/// Larger programs and archives are not examined; then nothing is known of them.
pub(super) const EXAMINED: u64 = 4 << 30;
/// The largest record of a package manager that is read.
const RECORDS: u64 = 128 << 20;
/// The largest changelog, as it lies there.
const CHANGELOG: u64 = 8 << 20;
/// Bytes of what is read back from the store.
const MOST_REMEMBERED: usize = 1 << 30;

/// What proofs look at in one layer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LayerFacts {
    /// Every entry, in the layer's order.
    pub(super) rows: Vec<Row>,
    /// What is known of files, by their rows.
    pub(super) files: Vec<(u32, Known)>,
}

/// An entry of a layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    path: TreePath,
    mode: u32,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    File,
    Directory,
    /// The target may be any bytes.
    Link(Target),
    Hardlink(TreePath),
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Target {
    Text(String),
    Bytes(Vec<u8>),
}

/// What is known of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Known {
    /// What it is and needs.
    #[serde(skip_serializing_if = "FileFacts::is_empty")]
    pub(super) facts: FileFacts,
    /// Those of its symbols that proofs ask for; nothing where they cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) symbols: Option<SymbolNames>,
    /// Names of libraries in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) mentions: Vec<String>,
    /// What that may be a thing is in it, if it is an archive and somebody asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inside: Option<Members>,
    /// What it says of weaknesses, if it is a changelog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) changelog: Option<String>,
    /// Which files are whose, if it is a record of a package manager.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) lists: Vec<List>,
    /// Files that dpkg keeps elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) diverted: Vec<Diversion>,
}

/// Names of symbols.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SymbolNames {
    exported: BTreeSet<String>,
    undefined: BTreeSet<String>,
}

/// The files of a package, as a package manager lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct List {
    /// The package.
    pub(super) name: String,
    /// Its architecture, where the record says it.
    pub(super) architecture: Option<String>,
    /// Its files.
    pub(super) files: BTreeSet<TreePath>,
}

impl LayerFacts {
    /// Returns the facts in few bytes, for the store.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let text = serde_json::to_vec(self).ok()?;
        let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
        bytes.extend(zstd::bulk::compress(&text, 1).ok()?);
        Some(bytes)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; nothing if it is not whole.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, packed) = bytes.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        if length > MOST_REMEMBERED {
            return None;
        }
        serde_json::from_slice(&zstd::bulk::decompress(packed, length).ok()?).ok()
    }
}

impl Row {
    fn of(entry: &Entry) -> Self {
        let kind = match &entry.kind {
            EntryKind::File => Kind::File,
            EntryKind::Directory => Kind::Directory,
            EntryKind::Symlink { target } => Kind::Link(match std::str::from_utf8(target) {
                Ok(text) => Target::Text(text.to_owned()),
                Err(_) => Target::Bytes(target.clone()),
            }),
            EntryKind::Hardlink { target } => Kind::Hardlink(target.clone()),
            EntryKind::CharDevice { .. } | EntryKind::BlockDevice { .. } | EntryKind::Fifo => {
                Kind::Other
            }
        };
        Self { path: entry.path.clone(), mode: entry.mode, kind }
    }

    /// Returns the entry, without what proofs do not look at.
    pub(super) fn into_entry(self) -> Entry {
        let kind = match self.kind {
            Kind::File => EntryKind::File,
            Kind::Directory => EntryKind::Directory,
            Kind::Link(Target::Text(target)) => EntryKind::Symlink { target: target.into_bytes() },
            Kind::Link(Target::Bytes(target)) => EntryKind::Symlink { target },
            Kind::Hardlink(target) => EntryKind::Hardlink { target },
            Kind::Other => EntryKind::Fifo,
        };
        Entry::new(self.path, kind, self.mode)
    }

    /// Returns the path as the layer spells it.
    pub(super) const fn path(&self) -> &TreePath {
        &self.path
    }
}

impl SymbolNames {
    fn of(symbols: &Symbols, wanted: &BTreeSet<String>) -> Self {
        let names = |list: &[Symbol]| {
            let is_wanted = |name: &String| wanted_symbols(name) || wanted.contains(name);
            list.iter().map(|symbol| &symbol.name).filter(|name| is_wanted(name)).cloned().collect()
        };
        Self { exported: names(&symbols.exported), undefined: names(&symbols.undefined) }
    }

    /// Returns them as rules look at them.
    pub(super) fn symbols(&self) -> Symbols {
        let of = |names: &BTreeSet<String>| {
            names.iter().map(|name| Symbol { name: name.clone(), weak: false }).collect()
        };
        Symbols { exported: of(&self.exported), undefined: of(&self.undefined) }
    }
}

/// What reading layers needs; shared by all layers of an image.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) image: &'a Image,
    /// The symbols that are kept.
    pub(super) symbols: &'a BTreeSet<String>,
    /// Patterns of what is looked for in archives; without any no archive is opened.
    pub(super) inside: &'a BTreeSet<String>,
    /// Where large files are put for a moment.
    pub(super) scratch: &'a Path,
    /// How many more entries all layers may have together.
    pub(super) entries: AtomicU64,
    pub(super) most_entries: u64,
    pub(super) cancel: &'a Cancel,
}

/// Why a file was not looked at.
pub(super) enum Stop {
    Read(io::Error),
    Scratch(io::Error),
}

/// Reads a layer, which verifies it.
pub(super) fn read(reader: &Reader<'_>, layer: usize) -> Result<LayerFacts, InventoryError> {
    let is_folder = reader.image.layers.get(layer) == Some(&ImageLayer::default());
    let mut found = LayerFacts::default();
    let mut stop = None;
    let visited = reader.image.visit_layer(layer, &mut |entry, content| {
        if reader.cancel.check().is_err() {
            stop = Some(InventoryError::Cancelled);
            return Err(stopped());
        }
        let less = |left: u64| left.checked_sub(1);
        let row = u32::try_from(found.rows.len());
        let taken = reader.entries.fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
        let (Ok(row), Ok(_)) = (row, taken) else {
            stop = Some(InventoryError::TooManyEntries { limit: reader.most_entries });
            return Err(stopped());
        };
        found.rows.push(Row::of(entry));
        if entry.kind != EntryKind::File {
            return Ok(());
        }
        match look(reader, entry, content) {
            Ok(known) => {
                if known != Known::default() {
                    found.files.push((row, known));
                }
                Ok(())
            }
            Err(Stop::Scratch(error)) => {
                stop = Some(InventoryError::Scratch(error));
                Err(stopped())
            }
            // A file of a plain folder may be out of reach: then nothing is known of it.
            Err(Stop::Read(error)) if is_folder => {
                found.files.push((row, Known::unknown(error.to_string())));
                Ok(())
            }
            Err(Stop::Read(error)) => {
                let source = LayerError::from_read(error);
                Err(ImageError::Layer { layer: layer.to_string(), source })
            }
        }
    });
    if let Some(error) = stop {
        return Err(error);
    }
    visited?;
    Ok(found)
}

/// An error that nobody sees: why the visit was stopped is kept elsewhere.
fn stopped() -> ImageError {
    ImageError::TooMany { what: "files" }
}

impl Known {
    /// A file that may be anything: a program that loads whatever there is, an archive with all in it.
    fn unknown(reason: String) -> Self {
        let facts = FileFacts { damage: Some(reason), ..FileFacts::default() };
        Self { facts, inside: Some(Members::default()), ..Self::default() }
    }
}

fn look(reader: &Reader<'_>, entry: &Entry, content: &mut dyn Read) -> Result<Known, Stop> {
    let mut start = Vec::with_capacity(catalogue::START);
    content.take(catalogue::START as u64).read_to_end(&mut start).map_err(Stop::Read)?;
    if start.starts_with(b"\x7fELF") {
        return program(reader, entry, &start, content);
    }
    if !reader.inside.is_empty() && inside::is_asked(entry, &start) {
        let members = inside::look(reader, entry, &start, content)?;
        return Ok(Known { inside: Some(members), ..Known::default() });
    }
    if changelog::is_one(&entry.path) {
        if entry.size > CHANGELOG {
            return Ok(Known::default());
        }
        content.read_to_end(&mut start).map_err(Stop::Read)?;
        return Ok(Known { changelog: changelog::shortened(&start), ..Known::default() });
    }
    if let Some(cataloguer) = records(entry, &start) {
        if entry.size > RECORDS {
            return Ok(Known::default());
        }
        content.read_to_end(&mut start).map_err(Stop::Read)?;
        return Ok(listed(cataloguer, &entry.path, &start));
    }
    let mut known = Known::default();
    known.facts.script = Shebang::parse(&start);
    if mention::is_asked(&entry.path, &start) {
        known.mentions = if entry.size > mention::MOST_BYTES {
            vec![ANYTHING.to_owned()]
        } else {
            content.read_to_end(&mut start).map_err(Stop::Read)?;
            mention::names(&start)
        };
    }
    Ok(known)
}

/// Examines a program or library, in memory or in a file without a name.
fn program(
    reader: &Reader<'_>,
    entry: &Entry,
    start: &[u8],
    content: &mut dyn Read,
) -> Result<Known, Stop> {
    let path = &entry.path;
    let (facts, symbols) = if entry.size <= IN_MEMORY {
        let mut bytes = Vec::with_capacity(usize::try_from(entry.size).unwrap_or_default());
        bytes.extend_from_slice(start);
        content.read_to_end(&mut bytes).map_err(Stop::Read)?;
        (examine(path, &bytes), elf::symbols(&bytes))
    } else if entry.size <= EXAMINED {
        let mut file = tempfile::tempfile_in(reader.scratch).map_err(Stop::Scratch)?;
        spool(start, content, &mut file)?;
        let facts = examine_reader(path, &file);
        file.seek(SeekFrom::Start(0)).map_err(Stop::Scratch)?;
        (facts, elf::symbols_of_reader(&file))
    } else {
        return Ok(Known::unknown("too large".to_owned()));
    };
    let symbols = symbols.ok().map(|symbols| SymbolNames::of(&symbols, reader.symbols));
    Ok(Known { facts, symbols, ..Known::default() })
}

/// Copies a file piece by piece, so that what cannot be read and what cannot be written are told
/// apart.
pub(super) fn spool(start: &[u8], content: &mut dyn Read, file: &mut File) -> Result<(), Stop> {
    use std::io::Write as _;
    file.write_all(start).map_err(Stop::Scratch)?;
    let mut piece = Vec::with_capacity(1 << 20);
    loop {
        piece.clear();
        content.take(1 << 20).read_to_end(&mut piece).map_err(Stop::Read)?;
        if piece.is_empty() {
            return Ok(());
        }
        file.write_all(&piece).map_err(Stop::Scratch)?;
    }
}

/// Returns who reads a file that says which files are whose.
fn records(entry: &Entry, start: &[u8]) -> Option<Cataloguer> {
    let found = catalogue::recognise(&entry.path, entry.mode, entry.size, start)?;
    let is_one = match found {
        Cataloguer::DpkgFiles
        | Cataloguer::DpkgDiversions
        | Cataloguer::Apk
        | Cataloguer::Rpm
        | Cataloguer::Chisel => true,
        // Beside a list of files the sums say nothing new.
        Cataloguer::DpkgSums => entry.path.as_bytes().starts_with(b"var/lib/dpkg/status.d/"),
        _ => false,
    };
    is_one.then_some(found)
}

/// Reads which files are whose. A list that is damaged is none: what it lacks may be the code.
fn listed(cataloguer: Cataloguer, path: &TreePath, bytes: &[u8]) -> Known {
    let findings = catalogue::read(cataloguer, path, &Content::Memory(bytes), &Bounds::default());
    let Findings { found, owned, diverted, damage, .. } = findings;
    let mut known = Known { diverted, ..Known::default() };
    if !damage.is_empty() {
        return known;
    }
    for found in found {
        let files = found.owns.into_iter().map(|owned| owned.path).collect();
        known.lists.push(List { name: found.name, architecture: found.architecture, files });
    }
    for owned in owned {
        let OwnedBy::Package { name, architecture } = owned.by else { continue };
        let is_its = |list: &List| list.name == name && list.architecture == architecture;
        if let Some(list) = known.lists.last_mut().filter(|list| is_its(list)) {
            list.files.insert(owned.path);
        } else {
            let files = BTreeSet::from([owned.path]);
            known.lists.push(List { name, architecture, files });
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts() -> LayerFacts {
        let path = |text: &str| TreePath::parse(text).unwrap();
        let link = |target: &[u8]| EntryKind::Symlink { target: target.to_vec() };
        let entries = [
            Entry::file(path("usr/bin/a"), 0o755, 0),
            Entry::new(path("b"), link(b"../usr/bin/a"), 0o777),
            Entry::new(path("c"), link(b"\xff"), 0o777),
            Entry::new(path("d"), EntryKind::Hardlink { target: path("usr/bin/a") }, 0o755),
            Entry::new(path("e"), EntryKind::Directory, 0o755),
        ];
        let rows: Vec<Row> = entries.iter().map(Row::of).collect();
        let back: Vec<Entry> = rows.iter().cloned().map(Row::into_entry).collect();
        assert_eq!(back, entries);
        LayerFacts { rows, files: vec![(0, Known::unknown("x".to_owned()))] }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for facts in [facts(), LayerFacts::default()] {
            assert_eq!(LayerFacts::of_bytes(&facts.to_bytes().unwrap()), Some(facts));
        }
    }

    #[test]
    fn a_damaged_list_is_none() {
        let path = TreePath::parse("var/lib/dpkg/info/a.list").unwrap();
        let whole = listed(Cataloguer::DpkgFiles, &path, b"/.\n/usr\n/usr/a\n/usr/b\n");
        assert_eq!((whole.lists.len(), whole.lists[0].files.len()), (1, 2));
        assert!(listed(Cataloguer::DpkgFiles, &path, b"/usr/a\n/../x\n").lists.is_empty());
    }

    proptest! {
        #[test]
        fn reading_is_total(at in any::<prop::sample::Index>(), flip in 1_u8..) {
            let mut bytes = facts().to_bytes().unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            let _ = LayerFacts::of_bytes(&bytes);
            let _ = LayerFacts::of_bytes(&bytes[..at]);
        }
    }
}
