// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Paths inside an image.

use std::borrow::{Borrow, Cow};
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest path we accept, in bytes (`PATH_MAX` of Linux).
const MAX_PATH: usize = 4096;
/// The longest name we accept, in bytes (`NAME_MAX` of Linux).
const MAX_NAME: usize = 255;

/// A place inside an image's tree, relative to its root.
///
/// Always normal: no leading or trailing slash, no empty, `.` or `..` part, no NUL. The root is
/// the empty path. The bytes need not be UTF-8 and are escaped only when shown. A `TreePath` is
/// never a path of the host and cannot be turned into one by accident.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TreePath(Box<[u8]>);

/// Why some bytes are not a path inside an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreePathError {
    /// A part is `..`.
    #[error("the path leaves its root with `..`")]
    LeavesRoot,
    /// A NUL byte cannot be part of a path.
    #[error("the path contains a NUL byte")]
    Nul,
    /// Longer than Linux allows a path to be.
    #[error("the path is longer than {MAX_PATH} bytes")]
    TooLong,
    /// A part is longer than Linux allows a name to be.
    #[error("a name in the path is longer than {MAX_NAME} bytes")]
    NameTooLong,
}

impl TreePath {
    /// The root of the tree.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a path as it stands in an archive or a document.
    ///
    /// A leading `/` or `./`, doubled and trailing slashes are dropped; `..` is an error, never
    /// resolved.
    pub fn parse(bytes: impl AsRef<[u8]>) -> Result<Self, TreePathError> {
        let bytes = bytes.as_ref();
        if bytes.len() > MAX_PATH + 2 {
            return Err(TreePathError::TooLong);
        }
        let mut path = Vec::with_capacity(bytes.len());
        for part in bytes.split(|byte| *byte == b'/') {
            match part {
                b"" | b"." => continue,
                b".." => return Err(TreePathError::LeavesRoot),
                part if part.len() > MAX_NAME => return Err(TreePathError::NameTooLong),
                part if part.contains(&0) => return Err(TreePathError::Nul),
                _ => {}
            }
            if !path.is_empty() {
                path.push(b'/');
            }
            path.extend_from_slice(part);
        }
        if path.len() > MAX_PATH {
            return Err(TreePathError::TooLong);
        }
        Ok(Self(path.into()))
    }

    /// Returns the path as bytes, without a leading slash.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the path as text if it is UTF-8, without a leading slash.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Returns whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the parts from the root downwards.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.0.split(|byte| *byte == b'/').filter(|part| !part.is_empty())
    }

    /// Returns how many parts the path has.
    pub fn depth(&self) -> usize {
        if self.is_root() { 0 } else { self.parts().count() }
    }

    /// Returns the folder that holds this path, or nothing for the root.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        let cut = self.0.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        Some(Self(self.0[..cut].into()))
    }

    /// Returns every folder above this path, nearest first, the root last.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(self.parent(), Self::parent)
    }

    /// Returns the last part; empty for the root.
    pub fn name(&self) -> &[u8] {
        let cut = self.0.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        &self.0[cut..]
    }

    /// Returns this path with a relative path below it.
    pub fn join(&self, below: impl AsRef<[u8]>) -> Result<Self, TreePathError> {
        let below = below.as_ref();
        let mut bytes = Vec::with_capacity(self.0.len() + 1 + below.len());
        bytes.extend_from_slice(&self.0);
        bytes.push(b'/');
        bytes.extend_from_slice(below);
        Self::parse(bytes)
    }

    /// Returns whether this path is `folder` or below it.
    pub fn is_within(&self, folder: &Self) -> bool {
        self.below(folder).is_some()
    }

    /// Returns the rest of this path below `folder`: empty if they are the same, nothing if it is
    /// elsewhere.
    pub fn below(&self, folder: &Self) -> Option<&[u8]> {
        if folder.is_root() {
            return Some(&self.0);
        }
        match self.0.strip_prefix(folder.as_bytes())? {
            b"" => Some(b""),
            [b'/', rest @ ..] => Some(rest),
            _ => None,
        }
    }

    /// Returns where a symbolic link at this path points, by its text alone.
    ///
    /// `..` at the root stays at the root, as the kernel has it. Links on the way are not
    /// followed: that needs a tree.
    pub fn link_target(&self, target: &[u8]) -> Result<Self, TreePathError> {
        if target.len() > MAX_PATH {
            return Err(TreePathError::TooLong);
        }
        let start = if target.starts_with(b"/") { None } else { self.parent() };
        let mut parts: Vec<&[u8]> = start.iter().flat_map(Self::parts).collect();
        for part in target.split(|byte| *byte == b'/') {
            match part {
                b"" | b"." => {}
                b".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        Self::parse(parts.join(&b'/'))
    }

    /// Returns the path as people read it: with a leading slash, and with control characters,
    /// bidirectional overrides and bytes that are not UTF-8 escaped.
    pub fn shown(&self) -> EscapedPath<'_> {
        EscapedPath(&self.0)
    }
}

/// A path as people read it.
#[derive(Clone, Copy, Debug)]
pub struct EscapedPath<'a>(&'a [u8]);

impl fmt::Display for EscapedPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("/")?;
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                match character {
                    '\\' => f.write_str("\\\\")?,
                    c if c.is_control() || is_deceptive(c) => write!(f, "{}", c.escape_unicode())?,
                    c => write!(f, "{c}")?,
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// Characters that change how the text around them is shown (Unicode Technical Report 36).
fn is_deceptive(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl fmt::Display for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.shown(), f)
    }
}

impl fmt::Debug for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.shown(), f)
    }
}

impl Borrow<[u8]> for TreePath {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for TreePath {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for TreePath {
    /// Writes the path as shown: readable, and without loss.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.shown())
    }
}

impl<'de> Deserialize<'de> for TreePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let bytes = unescape(&text)
            .ok_or_else(|| serde::de::Error::custom("malformed escape in a path"))?;
        Self::parse(bytes).map_err(serde::de::Error::custom)
    }
}

/// Undoes the escapes of [`EscapedPath`].
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..position]);
        rest = &rest[position + 1..];
        if let Some(after) = rest.strip_prefix('\\') {
            bytes.push(b'\\');
            rest = after;
        } else if let Some(after) = rest.strip_prefix("u{") {
            let (code, after) = after.split_once('}')?;
            let character = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after;
        } else {
            let after = rest.strip_prefix('x')?;
            bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
            rest = &after[2..];
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(text: &str) -> TreePath {
        TreePath::parse(text).unwrap()
    }

    #[test]
    fn every_spelling_of_a_place_is_one_path() {
        for spelling in ["usr/bin", "/usr/bin", "./usr/bin/", "usr//bin", "usr/./bin"] {
            assert_eq!(path(spelling).as_bytes(), b"usr/bin");
        }
        assert!(path("/").is_root() && path(".").is_root() && path("").is_root());
    }

    #[test]
    fn no_path_leaves_its_root() {
        for bad in ["..", "../etc", "usr/../../etc", "/.."] {
            assert_eq!(TreePath::parse(bad), Err(TreePathError::LeavesRoot), "{bad}");
        }
        assert_eq!(TreePath::parse(b"a\0b"), Err(TreePathError::Nul));
        assert_eq!(TreePath::parse("a".repeat(256)), Err(TreePathError::NameTooLong));
        assert_eq!(TreePath::parse("a/".repeat(3000)), Err(TreePathError::TooLong));
    }

    #[test]
    fn links_point_inside_the_tree() {
        let link = path("usr/lib/libfoo.so");
        assert_eq!(link.link_target(b"libfoo.so.1").unwrap(), path("usr/lib/libfoo.so.1"));
        assert_eq!(link.link_target(b"../share/x").unwrap(), path("usr/share/x"));
        assert_eq!(link.link_target(b"/etc/x").unwrap(), path("etc/x"));
        assert_eq!(link.link_target(b"../../../../../etc").unwrap(), path("etc"));
    }

    #[test]
    fn relations_between_paths_respect_parts() {
        assert!(path("usr/bin").is_within(&path("usr")));
        assert!(!path("usrx").is_within(&path("usr")));
        assert_eq!(path("usr/bin").below(&path("usr")), Some(b"bin".as_slice()));
        assert_eq!(path("a/b/c").ancestors().count(), 3);
        assert_eq!(path("a/b").name(), b"b");
        assert_eq!((path("").depth(), path("a").depth(), path("a/b").depth()), (0, 1, 2));
    }

    #[test]
    fn deceptive_names_are_shown_escaped() {
        let name = TreePath::parse("a\u{202e}b\n\\".as_bytes()).unwrap();
        assert_eq!(name.to_string(), "/a\\u{202e}b\\u{a}\\\\");
        assert_eq!(TreePath::parse(b"\xff").unwrap().to_string(), "/\\xff");
    }

    proptest! {
        #[test]
        fn parsing_is_total_and_idempotent(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(path) = TreePath::parse(&bytes) {
                prop_assert_eq!(TreePath::parse(path.as_bytes()).unwrap(), path.clone());
                prop_assert!(path.parts().all(|part| part != b".." && part != b"."));
                let json = serde_json::to_string(&path).unwrap();
                prop_assert_eq!(serde_json::from_str::<TreePath>(&json).unwrap(), path);
            }
        }

        #[test]
        fn links_never_leave(base in "[a-c/]{0,9}", target in "[a-c./]{0,20}") {
            if let Ok(target) = path(&base).link_target(target.as_bytes()) {
                prop_assert!(target.parts().all(|part| part != b".."));
            }
        }
    }
}
