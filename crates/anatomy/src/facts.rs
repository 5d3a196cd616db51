// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What one file is and needs.

use std::io::{Read, Seek};

use haerterei_ground::TreePath;
use object::{ReadCache, ReadRef};
use serde::{Deserialize, Serialize};

use crate::elf::{self, ElfFacts};
use crate::jar::{self, JarFacts};
use crate::script::Shebang;
use crate::zip::{ZipError, ZipLimits};

/// The version of [`examine`], for the memo: it changes whenever the same bytes give other facts.
pub const FACTS_VERSION: u32 = 1;

/// What one file is and needs. All empty for a file that is none of the kinds we know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// A program, library or other ELF file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elf: Option<ElfFacts>,
    /// A script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<Shebang>,
    /// A Java archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jar: Option<JarFacts>,
    /// It begins as one of these and cannot be read further: the reason, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
}

impl FileFacts {
    /// Returns whether nothing is known of the file, so that nothing need be kept.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Examines a file that is in memory. The first bytes decide; of most files no more is looked at.
pub fn examine(path: &TreePath, content: &[u8]) -> FileFacts {
    examine_data(path, content)
}

/// Examines a file where it lies, reading only what is needed.
pub fn examine_reader<R: Read + Seek>(path: &TreePath, reader: R) -> FileFacts {
    let cache = ReadCache::new(reader);
    examine_data(path, &cache)
}

/// Returns whether a file that begins with these bytes (at least four, or all) may have facts, so
/// that its content has to be kept for [`examine`].
pub fn is_interesting(path: &TreePath, start: &[u8]) -> bool {
    start.starts_with(b"\x7fELF")
        || start.starts_with(b"#!")
        || start.starts_with(b"PK\x03\x04")
        || has_java_name(path)
}

fn has_java_name(path: &TreePath) -> bool {
    let name = path.name();
    [b".jar".as_slice(), b".war", b".ear"].iter().any(|end| name.ends_with(end))
}

fn examine_data<'data, R: ReadRef<'data>>(path: &TreePath, data: R) -> FileFacts {
    let mut facts = FileFacts::default();
    let length = data.len().unwrap_or(0);
    let start = data.read_bytes_at(0, length.min(256)).unwrap_or_default();
    if start.starts_with(b"\x7fELF") {
        match elf::read_from(data) {
            Ok(elf) => facts.elf = Some(elf),
            Err(error) => facts.damage = Some(error.to_string()),
        }
        return facts;
    }
    facts.script = Shebang::parse(start);
    if start.starts_with(b"PK\x03\x04") || has_java_name(path) {
        match jar::read_from(data, ZipLimits::default()) {
            Ok(jar) => facts.jar = jar,
            // A start of this kind alone makes no archive of a file.
            Err(ZipError::NoDirectory) if !has_java_name(path) => {}
            Err(error) => facts.damage = Some(error.to_string()),
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn of(path: &str, content: &[u8]) -> FileFacts {
        let path = TreePath::parse(path).unwrap();
        let facts = examine(&path, content);
        assert_eq!(examine_reader(&path, Cursor::new(content)), facts);
        assert!(facts.is_empty() || is_interesting(&path, content));
        let json = serde_json::to_vec(&facts).unwrap();
        assert_eq!(serde_json::from_slice::<FileFacts>(&json).unwrap(), facts);
        facts
    }

    #[test]
    fn the_first_bytes_decide() {
        assert!(of("a", b"").is_empty());
        assert!(of("a.txt", b"text").is_empty());
        assert_eq!(of("a", b"#!/bin/sh\n").script.unwrap().interpreter, "/bin/sh");
        assert!(of("a", b"\x7fELF").damage.is_some());
        assert!(of("a.jar", b"nothing").damage.is_some());
        assert!(of("a", b"PK\x03\x04 no archive").is_empty());
        let jar = haerterei_testkit::zip::zip(&[("A.class", b"x")]);
        assert_eq!(of("a", &jar).jar.unwrap().classes, 1);
        let runnable = [b"#!/bin/sh\n".as_slice(), &jar].concat();
        let facts = of("a.jar", &runnable);
        assert!(facts.script.is_some() && facts.jar.is_some());
    }
}
