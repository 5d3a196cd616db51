// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An answer with status, headers and body, and whether it is the one expected.

use std::collections::BTreeMap;

use super::Expectation;
use super::miss::{Miss, start_of};

/// Bytes of a body that are read.
pub(crate) const BODY_LIMIT: usize = 1 << 20;
/// Bytes of status line and headers.
pub(crate) const HEAD_LIMIT: usize = 64 << 10;

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case; values of a name that stands twice are joined.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
    /// Whether the body went on after what is read of it.
    pub(crate) cut: bool,
}

impl Answer {
    /// Reads header lines.
    pub(crate) fn headers(lines: &str) -> Option<BTreeMap<String, String>> {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for line in lines.lines().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':')?;
            let value = value.trim();
            headers
                .entry(name.trim().to_ascii_lowercase())
                .and_modify(|there| {
                    there.push_str(", ");
                    there.push_str(value);
                })
                .or_insert_with(|| value.to_owned());
        }
        Some(headers)
    }

    /// Compares with what was expected.
    pub(crate) fn compare(
        &self,
        status: Option<u16>,
        headers: &BTreeMap<String, String>,
        expectation: &Expectation,
    ) -> Result<(), Miss> {
        let is_right = match status {
            Some(status) => self.status == status,
            None => (200..400).contains(&self.status),
        };
        if !is_right {
            return Err(Miss::Status {
                expected: status.map_or_else(|| "200-399".to_owned(), |status| status.to_string()),
                found: self.status,
                start: start_of(&self.body),
            });
        }
        for (name, expected) in headers {
            let found = self.headers.get(&name.to_ascii_lowercase());
            if !found.is_some_and(|value| value.contains(expected)) {
                return Err(Miss::Header {
                    name: name.clone(),
                    expected: expected.clone(),
                    found: found.map(|value| start_of(value.as_bytes())),
                });
            }
        }
        compare_text(&self.body, self.cut, expectation)
    }
}

/// Compares a text, of which only the beginning may have been read, with what was expected.
pub(crate) fn compare_text(text: &[u8], cut: bool, expectation: &Expectation) -> Result<(), Miss> {
    let holds = |wanted: &str| {
        wanted.is_empty() || text.windows(wanted.len()).any(|window| window == wanted.as_bytes())
    };
    if let Some(wanted) = &expectation.contains
        && !holds(wanted)
    {
        return Err(if cut {
            Miss::TooLong { limit: BODY_LIMIT as u64 }
        } else {
            Miss::Lacks { text: wanted.clone(), start: start_of(text) }
        });
    }
    if let Some(unwanted) = &expectation.lacks {
        if holds(unwanted) {
            return Err(Miss::Contains { text: unwanted.clone() });
        }
        if cut {
            return Err(Miss::TooLong { limit: BODY_LIMIT as u64 });
        }
    }
    Ok(())
}
