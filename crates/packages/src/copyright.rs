// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Machine-readable copyright files (DEP-5), as licence expressions.

mod names;

use haerterei_versions::licence::Expression;

use crate::deb822::{self, Paragraphs};

/// What a copyright file says about a package's licences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Licences {
    /// The file is machine-readable; all of this applies to some part of the package.
    Known(Expression),
    /// The file is prose, malformed, or names no licence: somebody has to read it.
    Unknown,
}

impl Licences {
    /// Reads the file `usr/share/doc/NAME/copyright`.
    ///
    /// A name of Debian's becomes an identifier of SPDX only where both mean the same text;
    /// otherwise it stays as `LicenseRef-…`.
    pub fn read(content: &[u8]) -> Self {
        let text = deb822::lossy(content);
        let mut paragraphs = Paragraphs::new(text.trim_start_matches('\u{feff}'));
        match paragraphs.next() {
            Some(Ok(header)) if header.get("Format").is_some_and(is_dep5) => {
                // Each paragraph about files has a licence; those that only hold a text repeat
                // names, and the header's sums the others up.
                let mut expressions: Vec<_> =
                    header.get("License").map(expression).into_iter().collect();
                for paragraph in paragraphs {
                    let Ok(paragraph) = paragraph else { return Self::Unknown };
                    if paragraph.get("Files").is_some() {
                        expressions.extend(paragraph.get("License").map(expression));
                    }
                }
                Expression::all(expressions.into_iter().flatten())
                    .map_or(Self::Unknown, Self::Known)
            }
            _ => Self::Unknown,
        }
    }
}

/// Whether a format is version 1.0 of DEP-5 or one of its drafts.
fn is_dep5(format: &str) -> bool {
    let format = format.to_ascii_lowercase();
    ["copyright-format/1", "dep5", "/dep-5", "/dep/5"].iter().any(|mark| format.contains(mark))
}

/// Reads the first line of a `License` field; nothing if it is empty.
fn expression(value: &str) -> Option<Expression> {
    let line = value.lines().next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    any_of_groups(&words)
}

/// A comma before `and` or `or` separates weaker than the word alone: `A or B, and C`.
fn any_of_groups(words: &[&str]) -> Option<Expression> {
    let Some(comma) = words.iter().position(|word| word.ends_with(',')) else { return any(words) };
    let (before, after) = words.split_at(comma + 1);
    let mut before = before.to_vec();
    if let Some(last) = before.last_mut() {
        *last = last.trim_end_matches(',');
    }
    let (is_choice, after) = match after {
        [word, rest @ ..] if word.eq_ignore_ascii_case("or") => (true, rest),
        [word, rest @ ..] if word.eq_ignore_ascii_case("and") => (false, rest),
        // A bare comma is a list, of which all applies.
        rest => (false, rest),
    };
    let parts = [any(&before), any_of_groups(after)].into_iter().flatten();
    if is_choice { Expression::any(parts) } else { Expression::all(parts) }
}

fn any(words: &[&str]) -> Option<Expression> {
    Expression::any(split(words, "or").filter_map(all))
}

fn all(words: &[&str]) -> Option<Expression> {
    Expression::all(split(words, "and").filter_map(one))
}

fn split<'a, 'w>(
    words: &'w [&'a str],
    operator: &'static str,
) -> impl Iterator<Item = &'w [&'a str]> {
    words.split(move |word| {
        word.eq_ignore_ascii_case(operator) || (operator == "and" && *word == "and/or")
    })
}

/// One licence, perhaps `with … exception`.
fn one(words: &[&str]) -> Option<Expression> {
    let with = words.iter().position(|word| word.eq_ignore_ascii_case("with"));
    let (name, exception) = words.split_at(with.unwrap_or(words.len()));
    let name = name.join(" ");
    if name.is_empty() {
        return None;
    }
    let exception = exception.get(1..).unwrap_or_default().join(" ");
    let id = names::identifier(&name);
    let whole = || Expression::unlisted(&words.join(" "));
    Some(match (id, exception.is_empty()) {
        (Some(id), true) => Expression::licence(&id, None).unwrap_or_else(|_| whole()),
        (Some(id), false) => names::exception(&exception)
            .and_then(|exception| Expression::licence(&id, Some(exception)).ok())
            .unwrap_or_else(whole),
        (None, _) => whole(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(text: &str) -> String {
        match Licences::read(text.as_bytes()) {
            Licences::Known(expression) => expression.to_string(),
            Licences::Unknown => "unknown".to_owned(),
        }
    }

    const FORMAT: &str =
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";

    #[test]
    fn names_become_identifiers_where_they_mean_the_same() {
        for (licence, expected) in [
            ("Expat", "MIT"),
            ("GPL-2+", "GPL-2.0-or-later"),
            ("GPL-2.0+", "GPL-2.0-or-later"),
            ("LGPL-2.1", "LGPL-2.1-only"),
            ("Apache-2.0", "Apache-2.0"),
            ("BSD-3-clause", "BSD-3-Clause"),
            ("GPL-2 with Classpath exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
            ("GPL-3+ with something else", "LicenseRef-GPL-3-with-something-else"),
            ("MIT", "LicenseRef-MIT"),
            ("public-domain", "LicenseRef-public-domain"),
            ("GPL-1+ or Artistic", "GPL-1.0-or-later OR LicenseRef-Artistic"),
            ("Expat or GPL-2+, and Apache-2.0", "Apache-2.0 AND (GPL-2.0-or-later OR MIT)"),
            ("Expat and Zlib or ISC\n full text", "ISC OR (MIT AND Zlib)"),
        ] {
            let text = [FORMAT, "\nFiles: *\nCopyright: x\nLicense: ", licence, "\n"].concat();
            assert_eq!(known(&text), expected, "{licence}");
        }
    }

    #[test]
    fn all_files_count_and_texts_do_not() {
        let text = [
            FORMAT,
            "License: ISC\n\nFiles: *\nLicense: Expat\n\nFiles: b\nLicense: Zlib\n\n",
            "License: Unused\n text\n",
        ]
        .concat();
        assert_eq!(known(&text), "ISC AND MIT AND Zlib");
    }

    #[test]
    fn prose_is_unknown() {
        assert_eq!(known("This package was debianized by…\n\nLicense: GPL\n"), "unknown");
        assert_eq!(known(FORMAT), "unknown");
        assert_eq!(known(&[FORMAT, "\nFiles: *\nbroken\n"].concat()), "unknown");
        assert_eq!(known(""), "unknown");
    }

    proptest! {
        #[test]
        fn reading_is_total(licence in "([a-zA-Z0-9+., ü]{0,8}( and | or |, and | with |,)){0,5}") {
            let text = [FORMAT, "\nFiles: *\nLicense: ", &licence, "\n"].concat();
            if let Licences::Known(expression) = Licences::read(text.as_bytes()) {
                prop_assert!(expression.to_string().parse::<Expression>().is_ok());
            }
        }
    }
}
