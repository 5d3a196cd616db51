// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The note in which a build says which package it made (UAPI group, "Package metadata for ELF
//! files"): owner `FDO`, type `0xcafe1a7e`, a JSON object.
//!
//! In an image with a package database the package is known already; the note matters where a
//! program was copied out of its distribution.

use serde::Deserialize;

use crate::component::{ComponentKind, How};
use crate::findings::Found;

const TYPE: u32 = 0xcafe_1a7e;

#[derive(Deserialize)]
struct Note {
    #[serde(rename = "type")]
    kind: String,
    name: String,
    version: Option<String>,
    architecture: Option<String>,
}

/// Reads the section `.note.package`.
pub(super) fn read(section: &[u8], is_little_endian: bool) -> Option<Found> {
    let word = |at: usize| {
        let bytes = *section.get(at..)?.first_chunk()?;
        Some(if is_little_endian { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let (owner, length) = (word(0)? as usize, word(4)? as usize);
    let start = 12_usize.checked_add(owner.checked_next_multiple_of(4)?)?;
    if word(8)? != TYPE || section.get(12..12_usize.checked_add(owner)?)? != b"FDO\0" {
        return None;
    }
    let text = section.get(start..start.checked_add(length)?)?;
    let text = text.split(|byte| *byte == 0).next()?;
    let note: Note = serde_json::from_slice(text).ok()?;
    if !matches!(note.kind.as_str(), "deb" | "rpm" | "apk" | "alpm") || note.name.is_empty() {
        return None;
    }
    let mut found = Found::new(ComponentKind::SystemPackage, &note.kind, note.name, How::Metadata);
    found.version = note.version;
    found.architecture = note.architecture;
    found.nature.executable = true;
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn note(text: &str) -> Vec<u8> {
        let mut note = Vec::new();
        note.extend(4_u32.to_le_bytes());
        note.extend((text.len() as u32 + 1).to_le_bytes());
        note.extend(TYPE.to_le_bytes());
        note.extend(b"FDO\0");
        note.extend(text.as_bytes());
        note.push(0);
        note
    }

    #[test]
    fn a_note_names_its_package() {
        let text = r#"{"type":"rpm","name":"coreutils","version":"8.32-30.fc35","architecture":"x86_64","osCpe":"x"}"#;
        let found = read(&note(text), true).unwrap();
        assert_eq!((&*found.ecosystem, &*found.name), ("rpm", "coreutils"));
        assert_eq!(found.version.as_deref(), Some("8.32-30.fc35"));
        assert!(read(&note(r#"{"type":"x","name":"a"}"#), true).is_none());
        assert!(read(&note(text), false).is_none());
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..64), cut in 0_usize..40) {
            read(&bytes, true);
            let whole = note(r#"{"type":"rpm","name":"a"}"#);
            read(&whole[..cut.min(whole.len())], true);
        }
    }
}
