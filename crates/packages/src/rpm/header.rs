// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Headers: numbered tags with values (RPM's manual, "Header format" and "Tags"; LSB 5.0, "Package
//! file format", section "Header structure").

use haerterei_ground::TreePath;

use super::{Package, PackageFile};

/// The most tags of one header.
const MAX_TAGS: usize = 65_536;
/// The most values of one tag: one for each file of the largest packages.
const MAX_VALUES: usize = 4_000_000;

const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const SUMMARY: u32 = 1004;
const VENDOR: u32 = 1011;
const LICENSE: u32 = 1014;
const PACKAGER: u32 = 1015;
const URL: u32 = 1020;
const ARCH: u32 = 1022;
const OLD_FILE_NAMES: u32 = 1027;
const FILE_MODES: u32 = 1030;
const FILE_FLAGS: u32 = 1037;
const SOURCE_RPM: u32 = 1044;
const PROVIDE_NAME: u32 = 1047;
const REQUIRE_FLAGS: u32 = 1048;
const REQUIRE_NAME: u32 = 1049;
const DIR_INDEXES: u32 = 1116;
const BASE_NAMES: u32 = 1117;
const DIR_NAMES: u32 = 1118;
const MODULARITY_LABEL: u32 = 5096;

/// A requirement on RPM itself (`RPMSENSE_RPMLIB`).
const IS_ON_RPM: u32 = 1 << 24;
/// A configuration file (`RPMFILE_CONFIG`).
const IS_CONFIGURATION: u32 = 1;

/// Why a header cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The header is cut off, or its parts contradict each other.
    #[error("the header is cut off")]
    CutOff,
    /// A tag lies outside of the header or has another type than it should have.
    #[error("tag {0} is malformed")]
    Tag(u32),
    /// A package without name or version.
    #[error("tag {0} is missing")]
    Missing(u32),
}

/// A header: its index and its data.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    index: &'a [[u8; 16]],
    data: &'a [u8],
}

struct Value<'a> {
    kind: u32,
    count: usize,
    data: &'a [u8],
}

impl<'a> Header<'a> {
    /// Reads the index of a header as databases hold it: two counts, the index, the data.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, HeaderError> {
        let tags = word(bytes, 0).ok_or(HeaderError::CutOff)? as usize;
        let length = word(bytes, 4).ok_or(HeaderError::CutOff)? as usize;
        if tags > MAX_TAGS {
            return Err(HeaderError::CutOff);
        }
        let rest = bytes.get(8..).ok_or(HeaderError::CutOff)?;
        let (index, data) = rest.split_at_checked(tags * 16).ok_or(HeaderError::CutOff)?;
        let data = data.get(..length).ok_or(HeaderError::CutOff)?;
        Ok(Self { index: index.as_chunks().0, data })
    }

    /// Returns what the header says of its package.
    pub fn package(&self) -> Result<Package, HeaderError> {
        let requires = self.texts(REQUIRE_NAME)?;
        let flags = self.numbers(REQUIRE_FLAGS)?;
        Ok(Package {
            name: self.text(NAME)?.ok_or(HeaderError::Missing(NAME))?,
            version: self.text(VERSION)?.ok_or(HeaderError::Missing(VERSION))?,
            release: self.text(RELEASE)?.unwrap_or_default(),
            epoch: self.numbers(EPOCH)?.first().copied(),
            architecture: self.text(ARCH)?,
            source: self.text(SOURCE_RPM)?,
            licence: self.text(LICENSE)?,
            vendor: self.text(VENDOR)?,
            packager: self.text(PACKAGER)?,
            url: self.text(URL)?,
            summary: self.text(SUMMARY)?,
            module: self.text(MODULARITY_LABEL)?,
            requires: requires
                .into_iter()
                .zip(flags.into_iter().chain(std::iter::repeat(0)))
                .filter(|(name, flags)| flags & IS_ON_RPM == 0 && !name.starts_with("rpmlib("))
                .map(|(name, _)| name)
                .collect(),
            provides: self.texts(PROVIDE_NAME)?,
            files: self.files()?,
        })
    }

    fn files(&self) -> Result<Vec<PackageFile>, HeaderError> {
        let flags = self.numbers(FILE_FLAGS)?;
        let modes = self.numbers(FILE_MODES)?;
        let file = |(at, path): (usize, Vec<u8>)| {
            Some(PackageFile {
                path: TreePath::parse(path).ok()?,
                is_configuration: flags.get(at).is_some_and(|flags| flags & IS_CONFIGURATION != 0),
                is_folder: modes.get(at).is_some_and(|mode| mode & 0o170_000 == 0o040_000),
            })
        };
        let names = self.strings(BASE_NAMES)?;
        if names.is_empty() {
            let old = self.strings(OLD_FILE_NAMES)?;
            return Ok(old.into_iter().map(<[u8]>::to_vec).enumerate().filter_map(file).collect());
        }
        let folders = self.strings(DIR_NAMES)?;
        let indexes = self.numbers(DIR_INDEXES)?;
        let paths = names.into_iter().zip(indexes).map(|(name, folder)| {
            let folder = folders.get(folder as usize).copied().unwrap_or_default();
            [folder, name].concat()
        });
        Ok(paths.enumerate().filter_map(file).collect())
    }

    fn value(&self, tag: u32) -> Result<Option<Value<'a>>, HeaderError> {
        let entry = self.index.iter().find(|entry| word(*entry, 0) == Some(tag));
        let Some(entry) = entry else { return Ok(None) };
        let part = |at| word(entry, at).unwrap_or_default();
        let count = part(12) as usize;
        let data = self.data.get(part(8) as usize..).ok_or(HeaderError::Tag(tag))?;
        if count > MAX_VALUES {
            return Err(HeaderError::Tag(tag));
        }
        Ok(Some(Value { kind: part(4), count, data }))
    }

    /// Returns the strings of a tag; none if it is absent.
    fn strings(&self, tag: u32) -> Result<Vec<&'a [u8]>, HeaderError> {
        let Some(value) = self.value(tag)? else { return Ok(Vec::new()) };
        // A string, several, or one for each language.
        if !matches!(value.kind, 6 | 8 | 9) {
            return Err(HeaderError::Tag(tag));
        }
        let mut strings = Vec::with_capacity(value.count.min(value.data.len()));
        let mut rest = value.data;
        for _ in 0..value.count {
            let end = memchr::memchr(0, rest).ok_or(HeaderError::Tag(tag))?;
            strings.push(rest.get(..end).unwrap_or_default());
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        Ok(strings)
    }

    fn texts(&self, tag: u32) -> Result<Vec<String>, HeaderError> {
        let strings = self.strings(tag)?;
        Ok(strings.into_iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect())
    }

    fn text(&self, tag: u32) -> Result<Option<String>, HeaderError> {
        let text = self.strings(tag)?.into_iter().next();
        let text = text.map(|text| String::from_utf8_lossy(text).into_owned());
        // What `rpm` shows for nothing is never stored; some builders store it all the same.
        Ok(text.filter(|text| !text.is_empty() && text != "(none)"))
    }

    fn numbers(&self, tag: u32) -> Result<Vec<u32>, HeaderError> {
        let Some(value) = self.value(tag)? else { return Ok(Vec::new()) };
        let size = match value.kind {
            3 => 2,
            4 => 4,
            _ => return Err(HeaderError::Tag(tag)),
        };
        let data = value.data.get(..value.count * size).ok_or(HeaderError::Tag(tag))?;
        let number = |bytes: &[u8]| bytes.iter().fold(0, |n, byte| (n << 8) | u32::from(*byte));
        Ok(data.chunks_exact(size).map(number).collect())
    }
}

/// Reads a number, which headers have with the most significant byte first.
fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}
