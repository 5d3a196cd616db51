// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A package index in a compact form: the fields that matter, sorted by name, found without
//! parsing.
//!
//! `Packages` of a large suite has some sixty megabytes, most of it descriptions and hashes nobody
//! asks for. The compact form is a third of that, lies in the cache by the digest of the file it
//! was made from, and is used as it is: a record is a row of offsets into one text, names and
//! provided names are found by bisection, and relations are parsed when the resolver gets there.
//!
//! ```text
//! magic, rows: u32, provides: u32, text length: u64
//! rows      × (begin of the record's text, then the end of each field): u64 + FIELDS × u32
//! provides  × (row, begin and end of the name in that row's Provides field): 3 × u32
//! text
//! ```

use haerterei_packages::deb822::Paragraphs;

use crate::indices::IndexProblem;

/// Version of the form; a new one makes old entries of the cache unused.
pub(crate) const FORM: u32 = 1;
const MAGIC: &[u8; 8] = b"HAEIDX01";
const HEADER: usize = 8 + 4 + 4 + 8;
const ROW: usize = 8 + 4 * Field::COUNT;
const PROVIDE: usize = 12;
/// More packages than any index has.
const MAX_ROWS: usize = 2_000_000;

/// A field that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Field {
    Package,
    Version,
    Architecture,
    Source,
    Filename,
    Size,
    Sha256,
    InstalledSize,
    Priority,
    Section,
    Essential,
    MultiArch,
    PreDepends,
    Depends,
    Recommends,
    Provides,
    Conflicts,
    Breaks,
    Replaces,
    Tag,
}

impl Field {
    const COUNT: usize = 20;
    const NAMES: [&'static str; Self::COUNT] = [
        "Package",
        "Version",
        "Architecture",
        "Source",
        "Filename",
        "Size",
        "SHA256",
        "Installed-Size",
        "Priority",
        "Section",
        "Essential",
        "Multi-Arch",
        "Pre-Depends",
        "Depends",
        "Recommends",
        "Provides",
        "Conflicts",
        "Breaks",
        "Replaces",
        "Tag",
    ];
}

/// One record's fields, before they are put into the compact form.
pub(crate) type Row<'a> = [&'a str; Field::COUNT];

/// A package index in the compact form.
#[derive(Clone)]
pub(crate) struct Index {
    bytes: Vec<u8>,
    rows: usize,
    provides: usize,
    /// Where the text begins in `bytes`.
    text: usize,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl Index {
    /// Reads a `Packages` file.
    pub(crate) fn parse(packages: &[u8]) -> Result<Self, IndexProblem> {
        let mut rows = Vec::<Row<'_>>::new();
        for paragraph in Paragraphs::from_bytes(packages).map_err(IndexProblem::Deb822)? {
            let paragraph = paragraph.map_err(IndexProblem::Deb822)?;
            let mut row: Row<'_> = [""; Field::COUNT];
            for field in paragraph.fields() {
                if let Some(slot) = slot_of(field.name)
                    && let Some(value) = row.get_mut(slot)
                {
                    *value = field.value;
                }
            }
            let missing = [
                Field::Package,
                Field::Version,
                Field::Architecture,
                Field::Filename,
                Field::Size,
                Field::Sha256,
            ]
            .into_iter()
            .find(|field| row[*field as usize].is_empty());
            if let Some(field) = missing {
                return Err(IndexProblem::Missing {
                    line: paragraph.line(),
                    field: Field::NAMES[field as usize],
                });
            }
            if rows.len() == MAX_ROWS {
                return Err(IndexProblem::TooManyPackages);
            }
            rows.push(row);
        }
        Ok(Self::build(rows))
    }

    /// Makes the compact form of some records.
    pub(crate) fn build(mut rows: Vec<Row<'_>>) -> Self {
        // Stable, so that records of one name and version keep the order of the file.
        rows.sort_by_key(|row| row[Field::Package as usize]);
        let mut provides = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let field = row[Field::Provides as usize];
            for part in field.split(',') {
                let name = part.trim_start();
                let begin = name.as_ptr() as usize - field.as_ptr() as usize;
                let length = name
                    .find(|c: char| c.is_ascii_whitespace() || matches!(c, '(' | ':' | '['))
                    .unwrap_or(name.len());
                if length > 0 {
                    let name = name.get(..length).unwrap_or_default();
                    provides.push((name, number as u32, begin as u32, (begin + length) as u32));
                }
            }
        }
        provides.sort_unstable();
        let length: usize = rows.iter().flatten().map(|field| field.len()).sum();
        let text = HEADER + rows.len() * ROW + provides.len() * PROVIDE;
        let mut bytes = Vec::with_capacity(text + length);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&(rows.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(provides.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(length as u64).to_le_bytes());
        let mut begin = 0u64;
        for row in &rows {
            bytes.extend_from_slice(&begin.to_le_bytes());
            let mut end = 0u32;
            for field in row {
                end += field.len() as u32;
                bytes.extend_from_slice(&end.to_le_bytes());
            }
            begin += u64::from(end);
        }
        for (_, row, from, to) in &provides {
            for number in [row, from, to] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
        }
        for field in rows.iter().flatten() {
            bytes.extend_from_slice(field.as_bytes());
        }
        Self { bytes, rows: rows.len(), provides: provides.len(), text }
    }

    /// Takes the compact form as it lay in the cache; nothing if it is not one.
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let rows = u32_at(&bytes, 8)? as usize;
        let provides = u32_at(&bytes, 12)? as usize;
        let length = usize::try_from(u64_at(&bytes, 16)?).ok()?;
        let text = HEADER + rows * ROW + provides * PROVIDE;
        let is_whole = bytes.starts_with(MAGIC)
            && text.checked_add(length)? == bytes.len()
            && std::str::from_utf8(bytes.get(text..)?).is_ok();
        is_whole.then_some(Self { bytes, rows, provides, text })
    }

    /// Returns the compact form, to be put into the cache.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns how many records there are.
    pub(crate) const fn len(&self) -> usize {
        self.rows
    }

    /// Returns a field of a record; empty where it has none.
    pub(crate) fn field(&self, row: usize, field: Field) -> &str {
        self.range(row, field)
            .and_then(|(begin, end)| self.bytes.get(begin..end))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }

    fn range(&self, row: usize, field: Field) -> Option<(usize, usize)> {
        let field = field as usize;
        let at = HEADER + row * ROW;
        let begin = usize::try_from(u64_at(&self.bytes, at)?).ok()?.checked_add(self.text)?;
        let from = match field.checked_sub(1) {
            Some(before) => u32_at(&self.bytes, at + 8 + 4 * before)? as usize,
            None => 0,
        };
        let to = u32_at(&self.bytes, at + 8 + 4 * field)? as usize;
        Some((begin.checked_add(from)?, begin.checked_add(to)?))
    }

    /// Returns the rows of the packages called `name`.
    pub(crate) fn named(&self, name: &str) -> std::ops::Range<usize> {
        let first = partition(self.rows, |row| self.field(row, Field::Package) < name);
        let count =
            (first..self.rows).take_while(|row| self.field(*row, Field::Package) == name).count();
        first..first + count
    }

    /// Returns the rows of the packages that provide `name`, in the order of the rows.
    pub(crate) fn providing(&self, name: &str) -> impl Iterator<Item = usize> {
        let first = partition(self.provides, |at| self.provided(at).0 < name);
        (first..self.provides)
            .map(|at| self.provided(at))
            .take_while(move |(provided, _)| *provided == name)
            .map(|(_, row)| row)
    }

    /// Returns all names that are provided, sorted, with repetitions.
    pub(crate) fn provided_names(&self) -> impl Iterator<Item = &str> {
        (0..self.provides).map(|at| self.provided(at).0)
    }

    fn provided(&self, at: usize) -> (&str, usize) {
        let at = HEADER + self.rows * ROW + at * PROVIDE;
        let number = |at| u32_at(&self.bytes, at).unwrap_or_default() as usize;
        let (row, from, to) = (number(at), number(at + 4), number(at + 8));
        let name = self.field(row, Field::Provides).get(from..to);
        (name.unwrap_or_default(), row)
    }
}

/// Returns how many of the first numbers below `end` fulfil `is_before`.
fn partition(end: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, end);
    while low < high {
        let middle = low.midpoint(high);
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(eight.try_into().ok()?))
}

fn slot_of(name: &str) -> Option<usize> {
    Field::NAMES
        .iter()
        .position(|known| known.len() == name.len() && known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stanza(name: &str, more: &str) -> String {
        format!(
            "Package: {name}\nVersion: 1\nArchitecture: all\nDescription: x\n y\n{more}Filename: pool/{name}.deb\nSize: 1\nSHA256: {}\n\n",
            "0".repeat(64)
        )
    }

    #[test]
    fn records_are_found_by_name_and_by_what_they_provide() {
        let text = [
            stanza("b", "Provides: mail, web (= 2) , b-any:any\n"),
            stanza("a", "Depends: b,\n c (>= 1)\n"),
            stanza("b", "Provides: web\n"),
        ]
        .concat();
        let index = Index::parse(text.as_bytes()).unwrap();
        let index = Index::from_bytes(index.as_bytes().to_vec()).unwrap();
        assert_eq!(index.len(), 3);
        assert_eq!(index.named("a"), 0..1);
        assert_eq!(index.named("b"), 1..3);
        assert!(index.named("c").is_empty());
        assert_eq!(index.providing("web").collect::<Vec<_>>(), [1, 2]);
        assert_eq!(index.providing("mail").collect::<Vec<_>>(), [1]);
        assert_eq!(index.providing("b-any").collect::<Vec<_>>(), [1]);
        assert_eq!(index.providing("we").count(), 0);
        assert_eq!(index.field(0, Field::Depends), "b,\n c (>= 1)");
        assert_eq!(index.field(1, Field::Filename), "pool/b.deb");
        assert_eq!(index.field(1, Field::Tag), "");
    }

    #[test]
    fn a_record_without_hash_is_refused() {
        let text = stanza("a", "").replace("SHA256", "SHA1");
        assert!(matches!(
            Index::parse(text.as_bytes()),
            Err(IndexProblem::Missing { line: 1, field: "SHA256" })
        ));
    }

    #[test]
    fn a_damaged_form_is_not_taken() {
        let good = Index::parse(stanza("a", "").as_bytes()).unwrap();
        let bytes = good.as_bytes();
        assert!(Index::from_bytes(bytes[..bytes.len() - 1].to_vec()).is_none());
        assert!(Index::from_bytes([bytes, b"x"].concat()).is_none());
        assert!(Index::from_bytes(Vec::new()).is_none());
        assert!(
            Index::from_bytes(b"HAEIDX00".iter().chain(&bytes[8..]).copied().collect()).is_none()
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..200), place in 0usize..400, value: u8) {
            let _ = Index::parse(&bytes);
            // A form with one byte changed may be refused or read, wrongly but within bounds.
            let mut form = Index::parse([stanza("a", "Provides: x\n"), stanza("b", "")].concat().as_bytes()).unwrap().as_bytes().to_vec();
            if let Some(byte) = form.get_mut(place) {
                *byte = value;
            }
            bytes.splice(0..0, *MAGIC);
            for index in [form, bytes].into_iter().filter_map(Index::from_bytes) {
                for row in 0..index.len().min(10) {
                    index.field(row, Field::Provides);
                }
                index.named("a");
                index.providing("x").take(10).count();
            }
        }
    }
}
