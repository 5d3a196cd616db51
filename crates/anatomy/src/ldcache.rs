// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `/etc/ld.so.cache`: where the dynamic linker of glibc finds libraries.
//!
//! The format is that of glibc 2.2 and later, "glibc-ld.so.cache1.1" (`sysdeps/generic/dl-cache.h`):
//! a header of 48 bytes, entries of 24 bytes in descending order of their keys, and the strings
//! that entries point to, counted from the beginning of the file.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use haerterei_ground::TreePath;

use crate::FileMap;
use crate::elf::{ElfFacts, Machine};
use crate::file_map::Item;

const MAGIC: &[u8; 20] = b"glibc-ld.so.cache1.1";
const HEADER: usize = 48;
const ENTRY: usize = 24;
/// The header's mark for numbers that begin with the least significant byte.
const LITTLE_ENDIAN: u8 = 2;
/// The most entries that are read.
const MAX_ENTRIES: usize = 100_000;

/// One entry: a name that is needed, and the file that satisfies it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheEntry {
    /// The name.
    pub key: String,
    /// The file's absolute path.
    pub value: String,
    /// Kind and machine: 0x0303 for amd64, 0x0a03 for arm64.
    pub flags: i32,
    /// Which processors may use it: the lower bits of the old scheme, or an index into a table of
    /// the new one. Zero for all.
    pub processors: u64,
}

/// Why a file is no cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CacheError(&'static str);

/// Returns the flags by which the linker of a machine knows its libraries; nothing for machines we
/// do not know (`sysdeps/generic/ldconfig.h`).
pub const fn flags(machine: Machine) -> Option<i32> {
    match machine {
        Machine::X86_64 => Some(0x0303),
        Machine::AARCH64 => Some(0x0a03),
        Machine::ARM => Some(0x0903),
        Machine::I386 => Some(0x0003),
        _ => None,
    }
}

/// What `ldconfig` would find in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolderLibraries {
    /// The entries for the cache.
    pub entries: Vec<CacheEntry>,
    /// Links that are missing: the path of the link, and the name of the file beside it. A library
    /// is needed by its `SONAME`, which may not be its file name.
    pub missing_links: BTreeMap<TreePath, Vec<u8>>,
}

/// Returns what `ldconfig` would find in a folder of a tree (`elf/ldconfig.c`, `search_dir`).
///
/// `shown` is the folder's name as it shall stand in the cache (`/lib/x86_64-linux-gnu`, say, where
/// `/lib` is a link). Folders below it are not looked at, so libraries for particular processors
/// are found by no one; that costs speed, never function.
pub fn libraries_in(files: &FileMap, folder: &TreePath, shown: &str) -> FolderLibraries {
    struct Candidate {
        name: Vec<u8>,
        flags: i32,
        is_link: bool,
    }
    let mut candidates: BTreeMap<String, Candidate> = BTreeMap::new();
    for (path, item) in files.children(folder) {
        let name = path.name();
        if !is_library_name(name) {
            continue;
        }
        let Some((_, facts)) = files.file(&path) else {
            continue;
        };
        let Some((elf, flags)) = library(facts.elf.as_ref()) else {
            continue;
        };
        let text = String::from_utf8_lossy(name).into_owned();
        let soname = elf.soname.clone().unwrap_or_else(|| text.clone());
        // A link by another name counts as a file, except the one that compilers use.
        let is_link = matches!(item, Item::Link(_))
            && (text == soname || (name.ends_with(b".so") && soname.starts_with(text.as_str())));
        let key = if is_link { text } else { soname };
        let candidate = Candidate { name: name.to_vec(), flags, is_link };
        match candidates.get(&key) {
            Some(other)
                if !(!is_link && other.is_link
                    || is_link == other.is_link
                        && compare(&other.name, name) == Ordering::Less) => {}
            _ => {
                candidates.insert(key, candidate);
            }
        }
    }
    let mut found = FolderLibraries::default();
    for (key, candidate) in candidates {
        if !candidate.is_link
            && candidate.name != key.as_bytes()
            && let Ok(link) = folder.join(&key)
            && link.parent().as_ref() == Some(folder)
            && files.resolve(&link).is_none()
        {
            found.missing_links.insert(link, candidate.name);
        }
        found.entries.push(CacheEntry {
            value: format!("{}/{key}", shown.trim_end_matches('/')),
            key,
            flags: candidate.flags,
            processors: 0,
        });
    }
    found
}

fn library(elf: Option<&ElfFacts>) -> Option<(&ElfFacts, i32)> {
    let elf = elf.filter(|elf| elf.is_dynamic && matches!(elf.kind, crate::elf::Kind::Shared))?;
    Some((elf, flags(elf.machine)?))
}

/// Returns whether `ldconfig` looks at files of this name.
fn is_library_name(name: &[u8]) -> bool {
    (name.starts_with(b"lib") || name.starts_with(b"ld-") || name.starts_with(b"ld."))
        && memchr::memmem::find(name, b".so").is_some()
        && !name.ends_with(b"-gdb.py")
        && !name.ends_with(b".dpkg-new")
        && !name.ends_with(b".dpkg-tmp")
}

/// Writes a cache. `entries` come folder after folder, in the order in which they are searched;
/// of entries with one key and the same flags the earlier wins.
pub fn write(entries: &[CacheEntry]) -> Result<Vec<u8>, CacheError> {
    let mut sorted: Vec<&CacheEntry> = entries.iter().collect();
    // The linker searches by halves and expects the greatest first.
    sorted.sort_by(|one, other| {
        compare(other.key.as_bytes(), one.key.as_bytes())
            .then_with(|| other.flags.cmp(&one.flags))
            .then_with(|| other.processors.cmp(&one.processors))
    });
    let too_large = |_| CacheError("the cache is too large");
    let start = HEADER + ENTRY * sorted.len();
    let mut strings = Vec::new();
    let mut records = Vec::with_capacity(ENTRY * sorted.len());
    for entry in &sorted {
        let value = start + strings.len();
        strings.extend_from_slice(entry.value.as_bytes());
        strings.push(0);
        // The key is mostly the end of the path, and need not be written twice.
        let key = if entry.value.ends_with(&entry.key) {
            value + entry.value.len() - entry.key.len()
        } else {
            let key = start + strings.len();
            strings.extend_from_slice(entry.key.as_bytes());
            strings.push(0);
            key
        };
        records.extend(entry.flags.to_le_bytes());
        records.extend(u32::try_from(key).map_err(too_large)?.to_le_bytes());
        records.extend(u32::try_from(value).map_err(too_large)?.to_le_bytes());
        records.extend([0; 4]);
        records.extend(entry.processors.to_le_bytes());
    }
    let mut out = Vec::with_capacity(start + strings.len());
    out.extend_from_slice(MAGIC);
    out.extend(u32::try_from(sorted.len()).map_err(too_large)?.to_le_bytes());
    out.extend(u32::try_from(strings.len()).map_err(too_large)?.to_le_bytes());
    out.push(LITTLE_ENDIAN);
    out.resize(HEADER, 0);
    out.extend(records);
    out.extend(strings);
    Ok(out)
}

/// Reads a cache; one in the older format that holds the newer one behind it is read too.
pub fn read(bytes: &[u8]) -> Result<Vec<CacheEntry>, CacheError> {
    let start = memchr::memmem::find(bytes, MAGIC).ok_or(CacheError("the magic is missing"))?;
    let bytes = bytes.get(start..).unwrap_or_default();
    let count = number(bytes, 20).ok_or(CacheError("the header is cut off"))? as usize;
    if matches!(bytes.get(28), Some(1 | 3)) {
        return Err(CacheError("the cache is for another order of bytes"));
    }
    if count > MAX_ENTRIES {
        return Err(CacheError("the cache has too many entries"));
    }
    let records = bytes
        .get(HEADER..)
        .and_then(|rest| rest.get(..count * ENTRY))
        .ok_or(CacheError("the entries are cut off"))?;
    let string = |at: u32| {
        let rest = bytes.get(at as usize..)?;
        let rest = rest.get(..4096).unwrap_or(rest);
        let end = memchr::memchr(0, rest)?;
        Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
    };
    records
        .chunks_exact(ENTRY)
        .map(|record| {
            Some(CacheEntry {
                flags: number(record, 0)?.cast_signed(),
                key: string(number(record, 4)?)?,
                value: string(number(record, 8)?)?,
                processors: u64::from(number(record, 16)?) | u64::from(number(record, 20)?) << 32,
            })
        })
        .collect::<Option<_>>()
        .ok_or(CacheError("an entry points outside of the cache"))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Compares names of libraries with their numbers as numbers (`_dl_cache_libcmp`).
pub fn compare(one: &[u8], other: &[u8]) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        match (one.first(), other.first()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match (a.is_ascii_digit(), b.is_ascii_digit()) {
                (true, true) => {
                    let (left, rest_one) = leading_number(one);
                    let (right, rest_other) = leading_number(other);
                    if left != right {
                        return left.cmp(&right);
                    }
                    (one, other) = (rest_one, rest_other);
                }
                (true, false) => return Ordering::Greater,
                (false, true) => return Ordering::Less,
                (false, false) => {
                    if a != b {
                        return a.cmp(b);
                    }
                    one = one.get(1..).unwrap_or_default();
                    other = other.get(1..).unwrap_or_default();
                }
            },
        }
    }
}

fn leading_number(bytes: &[u8]) -> (u64, &[u8]) {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
    let value = digits.iter().fold(0_u64, |value, digit| {
        value.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
    });
    (value, rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(key: &str, value: &str) -> CacheEntry {
        CacheEntry { key: key.to_owned(), value: value.to_owned(), flags: 0x0303, processors: 0 }
    }

    #[test]
    fn numbers_in_names_are_numbers() {
        for (less, greater) in [
            ("libz.so.1", "libz.so.10"),
            ("libz.so.9", "libz.so.10"),
            ("libz.so", "libz.so.1"),
            ("liba-1.so", "liba1.so"),
            ("liba.so", "libb.so"),
        ] {
            assert_eq!(compare(less.as_bytes(), greater.as_bytes()), Ordering::Less, "{less}");
        }
        assert_eq!(compare(b"liba.so.01", b"liba.so.1"), Ordering::Equal);
    }

    #[test]
    fn the_greatest_comes_first_and_the_earlier_folder_wins() {
        let entries = [
            entry("liba.so.1", "/opt/liba.so.1"),
            entry("libb.so.9", "/lib/libb.so.9"),
            entry("liba.so.1", "/lib/liba.so.1"),
            entry("libb.so.10", "/lib/other"),
        ];
        let read = read(&write(&entries).unwrap()).unwrap();
        let values: Vec<&str> = read.iter().map(|entry| entry.value.as_str()).collect();
        assert_eq!(values, ["/lib/other", "/lib/libb.so.9", "/opt/liba.so.1", "/lib/liba.so.1"]);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(names in proptest::collection::btree_set("lib[a-z0-9.]{1,9}", 0..20)) {
            let entries: Vec<_> = names.iter().map(|name| entry(name, &format!("/lib/{name}"))).collect();
            let mut read = read(&write(&entries).unwrap()).unwrap();
            read.sort_by(|one, other| one.key.cmp(&other.key));
            prop_assert_eq!(read, entries);
        }

        #[test]
        fn damage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
            let _ = read(&[MAGIC.as_slice(), &bytes].concat());
        }

        #[test]
        fn names_have_one_order(a in "lib[ab0-9.]{0,6}", b in "lib[ab0-9.]{0,6}", c in "lib[ab0-9.]{0,6}") {
            let [a, b, c] = [a.as_bytes(), b.as_bytes(), c.as_bytes()];
            prop_assert_eq!(compare(a, b), compare(b, a).reverse());
            if compare(a, b).is_le() && compare(b, c).is_le() {
                prop_assert!(compare(a, c).is_le());
            }
        }
    }
}
