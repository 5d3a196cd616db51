// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The metadata of GGUF (ggml, `docs/gguf.md`): keys with values, before the tensors.

use std::collections::BTreeMap;

use crate::catalogue::licences::{Several, declared};
use crate::catalogue::people::web_address;
use crate::component::How;
use crate::findings::Found;

/// How much of a file is read; vocabularies of some megabytes stand among the metadata.
pub(super) const MAX_HEADER: u64 = 64 << 20;
/// The most keys, and the deepest lists in lists.
const MAX_KEYS: u64 = 65_536;
const MAX_DEPTH: usize = 4;
/// The longest text that is kept.
const MAX_TEXT: usize = 1024;

const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// Returns the texts under `general.`, and what is wrong with the rest.
pub(super) fn read(bytes: &[u8]) -> (BTreeMap<String, String>, Option<&'static str>) {
    let mut texts = BTreeMap::new();
    let whole = Reader(bytes).metadata(&mut texts).is_some();
    (texts, (!whole).then_some("the metadata are cut off"))
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn word(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    fn long(&mut self) -> Option<u64> {
        self.take(8)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
    }

    fn text(&mut self) -> Option<String> {
        let length = self.long()?;
        let bytes = self.take(length)?;
        Some(String::from_utf8_lossy(bytes.get(..MAX_TEXT).unwrap_or(bytes)).into_owned())
    }

    fn metadata(&mut self, texts: &mut BTreeMap<String, String>) -> Option<()> {
        let magic = self.take(4)?;
        if magic != b"GGUF" || !matches!(self.word()?, 2 | 3) {
            return None;
        }
        let _tensors = self.long()?;
        let keys = self.long()?;
        for _ in 0..keys.min(MAX_KEYS) {
            let key = self.text()?;
            let kind = self.word()?;
            if kind == STRING && key.starts_with("general.") {
                let value = self.text()?;
                texts.insert(key, value);
            } else {
                self.skip(kind, 0)?;
            }
        }
        (keys <= MAX_KEYS).then_some(())
    }

    fn skip(&mut self, kind: u32, depth: usize) -> Option<()> {
        let size = match kind {
            0 | 1 | 7 => 1,
            2 | 3 => 2,
            4..=6 => 4,
            10..=12 => 8,
            STRING => self.long()?,
            ARRAY if depth < MAX_DEPTH => {
                let kind = self.word()?;
                let count = self.long()?;
                // Numbers are skipped at once; texts and lists take at least a byte each.
                let size = match kind {
                    0 | 1 | 7 => 1,
                    2 | 3 => 2,
                    4..=6 => 4,
                    10..=12 => 8,
                    _ => {
                        for _ in 0..count {
                            self.skip(kind, depth + 1)?;
                        }
                        return Some(());
                    }
                };
                count.checked_mul(size)?
            }
            _ => return None,
        };
        self.take(size).map(|_| ())
    }
}

/// Puts what the metadata say into a component.
pub(super) fn describe(found: &mut Found, texts: &BTreeMap<String, String>) {
    let get = |key: &str| {
        let value = texts.get(&["general.", key].concat())?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    if let Some(name) = get("name") {
        found.name = name;
        found.how = How::Metadata;
    }
    found.version = get("version");
    found.group = get("organization");
    found.creator.name = get("author").or_else(|| get("organization"));
    found.description = get("description").or_else(|| get("architecture"));
    found.homepage = get("url").as_deref().and_then(web_address);
    found.licences = declared(get("license").as_deref(), Several::Together);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<u8> {
        [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat()
    }

    fn file() -> Vec<u8> {
        let mut file = b"GGUF\x03\0\0\0".to_vec();
        file.extend(0_u64.to_le_bytes());
        file.extend(3_u64.to_le_bytes());
        file.extend(text("tokenizer.tokens"));
        file.extend(9_u32.to_le_bytes());
        file.extend(8_u32.to_le_bytes());
        file.extend(2_u64.to_le_bytes());
        file.extend([text("a"), text("b")].concat());
        for (key, value) in [("general.name", "Tiny"), ("general.license", "apache-2.0")] {
            file.extend(text(key));
            file.extend(8_u32.to_le_bytes());
            file.extend(text(value));
        }
        file
    }

    #[test]
    fn a_model_says_what_it_is() {
        let (texts, damage) = read(&file());
        assert_eq!(damage, None);
        let path = haerterei_ground::TreePath::parse("a.gguf").unwrap();
        let mut found = super::super::named(&path);
        describe(&mut found, &texts);
        assert_eq!((&*found.name, found.how), ("Tiny", How::Metadata));
        assert_eq!(found.licences.declared.as_deref(), Some("Apache-2.0"));
    }

    #[test]
    fn what_is_cut_off_has_said_what_it_has_said() {
        let file = file();
        for cut in 0..file.len() {
            assert!(read(&file[..cut]).1.is_some());
        }
        let mut lists = b"GGUF\x03\0\0\0".to_vec();
        lists.extend([0; 8]);
        lists.extend(u64::MAX.to_le_bytes());
        assert!(read(&lists).1.is_some());
    }
}
