// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Patterns over paths of an image.

use std::fmt;

use haerterei_ground::TreePath;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A pattern of paths: `*` and `?` stay within a name, `**` crosses folders.
///
/// `/usr/share/doc/**` is everything below the folder, `/usr/share/doc` the folder with everything
/// in it (a pattern that matches a folder takes its content along; see [`Glob::covers`]),
/// `/usr/**/*.a` every such file at any depth. `**` stands alone between slashes. There are no
/// character classes: a name with a bracket is taken as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glob {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// `**`: any number of names.
    Any,
    /// One name, with `*` and `?` inside.
    Name(Vec<u8>),
}

/// Why a text is not a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GlobError {
    /// Nothing, or only slashes: it would mean the whole image.
    #[error("the pattern is empty")]
    Empty,
    /// A part is `.` or `..`.
    #[error("the pattern has a part `.` or `..`")]
    Relative,
    /// `**` is mixed with other characters in one part.
    #[error("`**` does not stand alone between slashes")]
    MixedStars,
    /// Longer than a path may be.
    #[error("the pattern is too long")]
    TooLong,
    /// A NUL byte cannot be part of a path.
    #[error("the pattern contains a NUL byte")]
    Nul,
}

impl Glob {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Result<Self, GlobError> {
        if text.len() > 4096 {
            return Err(GlobError::TooLong);
        }
        if text.contains('\0') {
            return Err(GlobError::Nul);
        }
        let mut parts = Vec::new();
        for part in text.split('/').filter(|part| !part.is_empty()) {
            match part {
                "." | ".." => return Err(GlobError::Relative),
                // Two in a row mean the same as one.
                "**" if parts.last() == Some(&Part::Any) => {}
                "**" => parts.push(Part::Any),
                part if part.contains("**") => return Err(GlobError::MixedStars),
                part => parts.push(Part::Name(part.as_bytes().to_vec())),
            }
        }
        if parts.is_empty() {
            return Err(GlobError::Empty);
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// Returns whether the pattern matches exactly this path.
    pub fn matches(&self, path: &TreePath) -> bool {
        let names: Vec<&[u8]> = path.parts().collect();
        self.table(&names).last().copied().unwrap_or(false)
    }

    /// Returns whether the pattern matches this path or a folder above it.
    pub fn covers(&self, path: &TreePath) -> bool {
        let names: Vec<&[u8]> = path.parts().collect();
        self.table(&names).into_iter().skip(1).any(|matched| matched)
    }

    /// Returns the pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Says for each number of leading names whether the whole pattern matches them. The work is
    /// the product of the two lengths, never more.
    fn table(&self, names: &[&[u8]]) -> Vec<bool> {
        let mut row = vec![false; names.len() + 1];
        row[0] = true;
        for (index, part) in self.parts.iter().enumerate() {
            let mut next = vec![false; names.len() + 1];
            match part {
                Part::Any => {
                    // At least one name when it ends the pattern: `/a/**` is not `/a` itself.
                    let last = index + 1 == self.parts.len();
                    let mut reached = false;
                    for (slot, before) in next.iter_mut().zip(&row) {
                        if last {
                            *slot = reached;
                        }
                        reached |= before;
                        if !last {
                            *slot = reached;
                        }
                    }
                }
                Part::Name(pattern) => {
                    for ((slot, before), name) in next.iter_mut().skip(1).zip(&row).zip(names) {
                        *slot = *before && matches_name(pattern, name);
                    }
                }
            }
            row = next;
        }
        row
    }
}

/// Matches one name; walks back to the latest star only, so the work is bounded by the product of
/// the lengths.
pub(crate) fn matches_name(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while position < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, position));
                at += 1;
            }
            Some(letter) if *letter == b'?' || Some(letter) == name.get(position) => {
                at += 1;
                position += 1;
            }
            _ => {
                let Some((pattern_star, name_star)) = star else {
                    return false;
                };
                star = Some((pattern_star, name_star + 1));
                at = pattern_star + 1;
                position = name_star + 1;
            }
        }
    }
    pattern.iter().skip(at).all(|letter| *letter == b'*')
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Glob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Glob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(text: &str) -> TreePath {
        TreePath::parse(text).unwrap()
    }

    #[test]
    fn patterns_match_what_a_reader_expects() {
        for (pattern, text, expected) in [
            ("/usr/share/doc/**", "/usr/share/doc/a/b", true),
            ("/usr/share/doc/**", "/usr/share/doc", false),
            ("/usr/share/doc", "/usr/share/doc", true),
            ("/usr/share/doc", "/usr/share/doc/a", false),
            ("/usr/*/doc", "/usr/share/doc", true),
            ("/usr/*/doc", "/usr/share/x/doc", false),
            ("/usr/**/doc", "/usr/doc", true),
            ("/usr/**/doc", "/usr/a/b/doc", true),
            ("/**/*.a", "/usr/lib/libc.a", true),
            ("/**/*.a", "/libc.a", true),
            ("/**/*.a", "/libc.so", false),
            ("/a?c", "/abc", true),
            ("/a?c", "/ac", false),
            ("/a*b*c", "/aXbYc", true),
            ("/a*b*c", "/acb", false),
            ("/*", "/", false),
            ("/**", "/anything/at/all", true),
            ("/[x]", "/[x]", true),
        ] {
            assert_eq!(
                Glob::parse(pattern).unwrap().matches(&path(text)),
                expected,
                "{pattern} {text}"
            );
        }
        assert!(Glob::parse("/usr/share/doc").unwrap().covers(&path("/usr/share/doc/a")));
        assert!(!Glob::parse("/usr/share/doc").unwrap().covers(&path("/usr/share/docs")));
    }

    #[test]
    fn patterns_that_mean_everything_or_nothing_are_refused() {
        for (pattern, error) in [
            ("/", GlobError::Empty),
            ("", GlobError::Empty),
            ("/a/../b", GlobError::Relative),
            ("/a**", GlobError::MixedStars),
            ("/a\0", GlobError::Nul),
        ] {
            assert_eq!(Glob::parse(pattern), Err(error), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_made_to_explode_does_not() {
        let pattern = Glob::parse(&"/**/*a*a*a*a*a".repeat(100)).unwrap();
        assert!(!pattern.matches(&path(&format!("/{}", "aaaaaaaaaaaaaaaaab/".repeat(150)))));
    }

    /// The textbook definition, exponential and obviously right.
    fn slow(pattern: &[Part], names: &[&[u8]]) -> bool {
        match (pattern.split_first(), names.split_first()) {
            (None, None) => true,
            (Some((Part::Any, [])), rest) => rest.is_some(),
            (Some((Part::Any, after)), rest) => {
                slow(after, names) || rest.is_some_and(|(_, names)| slow(pattern, names))
            }
            (Some((Part::Name(name), after)), Some((first, names))) => {
                slow_name(name, first) && slow(after, names)
            }
            _ => false,
        }
    }

    fn slow_name(pattern: &[u8], name: &[u8]) -> bool {
        match (pattern.split_first(), name.split_first()) {
            (None, None) => true,
            (Some((b'*', after)), rest) => {
                slow_name(after, name) || rest.is_some_and(|(_, name)| slow_name(pattern, name))
            }
            (Some((b'?', after)), Some((_, name))) => slow_name(after, name),
            (Some((letter, after)), Some((first, name))) => {
                letter == first && slow_name(after, name)
            }
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn the_quick_matcher_agrees_with_the_definition(
            pattern in "(/(\\*\\*|[ab?]{0,2}\\*?[ab?]{1,2})){1,5}",
            text in "(/[ab]{1,4}){0,6}",
        ) {
            let pattern = Glob::parse(&pattern).unwrap();
            let path = path(&text);
            let names: Vec<&[u8]> = path.parts().collect();
            prop_assert_eq!(pattern.matches(&path), slow(&pattern.parts, &names));
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,60}") {
            if let Ok(pattern) = Glob::parse(&text) {
                pattern.covers(&path("usr/share/doc"));
            }
        }
    }
}
