// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `os-release`: which system the image is made of (os-release(5)).

use std::collections::BTreeMap;

use crate::findings::{Findings, System};

/// The longest value that is kept, in characters.
const MAX_VALUE: usize = 1024;

/// Reads `etc/os-release` or `usr/lib/os-release`.
pub(super) fn read(bytes: &[u8]) -> Findings {
    let values = assignments(&String::from_utf8_lossy(bytes));
    let get = |name: &str| values.get(name).filter(|value| !value.is_empty()).cloned();
    let system = System {
        // What os-release(5) tells readers to assume.
        id: get("ID").unwrap_or_else(|| "linux".to_owned()).to_ascii_lowercase(),
        version_id: get("VERSION_ID"),
        codename: get("VERSION_CODENAME"),
        title: get("PRETTY_NAME").or_else(|| get("NAME")),
        like: get("ID_LIKE")
            .map(|list| list.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default(),
        homepage: get("HOME_URL"),
    };
    Findings { system: (!values.is_empty()).then_some(system), ..Findings::default() }
}

/// Reads assignments of a shell, without expansion; of several the last counts, as in a shell.
pub(super) fn assignments(text: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for line in text.lines().map(str::trim) {
        let Some((name, value)) = line.split_once('=') else { continue };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if !name.is_empty() && name.bytes().all(is_name) {
            values.insert(name.to_owned(), unquote(value.trim()));
        }
    }
    values
}

fn unquote(value: &str) -> String {
    let single = |text: &str| Some(text.strip_prefix('\'')?.strip_suffix('\'')?.to_owned());
    if let Some(text) = single(value) {
        return text.chars().take(MAX_VALUE).collect();
    }
    let inner = value.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(value);
    let mut text = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        let next = if character == '\\' { characters.next() } else { Some(character) };
        text.extend(next);
    }
    text.chars().take(MAX_VALUE).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_system_says_what_it_is() {
        let findings = read(
            b"PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n# x\nVERSION_ID=\"12\"\n\
              VERSION_CODENAME=bookworm\nHOME_URL='https://www.debian.org/'\nID_LIKE=\"a b\"\nX\n",
        );
        let expected = System {
            id: "debian".into(),
            version_id: Some("12".into()),
            codename: Some("bookworm".into()),
            title: Some("Debian GNU/Linux 12 (bookworm)".into()),
            like: vec!["a".into(), "b".into()],
            homepage: Some("https://www.debian.org/".into()),
        };
        assert_eq!(findings.system, Some(expected));
    }

    #[test]
    fn quotes_are_those_of_a_shell() {
        for (written, meant) in [
            ("plain", "plain"),
            ("\"a \\\"b\\\" \\$c\"", "a \"b\" $c"),
            ("'a \\ b'", "a \\ b"),
            ("\"", "\""),
            ("", ""),
        ] {
            assert_eq!(unquote(written), meant);
        }
    }

    #[test]
    fn without_an_identifier_it_is_some_linux() {
        assert_eq!(read(b"NAME=x\n").system.unwrap().id, "linux");
        assert_eq!(read(b"\xff\n").system, None);
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes);
        }
    }
}
