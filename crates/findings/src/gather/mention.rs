// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Names of libraries in texts that run, or that say what runs: whoever loads a library by name has
//! the name somewhere.

use std::collections::BTreeSet;

use haerterei_ground::TreePath;
use memchr::memmem;

use crate::proof::{ANYTHING, stem};

/// Larger texts are not read; they name anything.
pub(super) const MOST_BYTES: u64 = 16 << 20;
/// Names of one file; one with more names anything.
const MOST_NAMES: usize = 20_000;
/// The longest name.
const LONGEST: usize = 64;

/// Words with which languages load libraries by name. A text with one of them may load whatever it
/// has in quotes.
const LOADERS: [&[u8]; 15] = [
    b"find_library",
    b"CDLL",
    b"cdll",
    b"PyDLL",
    b"dlopen",
    b"LoadLibrary",
    b"loadLibrary",
    b"load_library",
    b"FFI",
    b"ffi.",
    b"cffi",
    b"Fiddle",
    b"DynaLoader",
    b"koffi",
    b"libraryLookup",
];

/// What texts that may load libraries end with: programs of languages, settings of theirs and of the
/// linker.
const ENDS: [&[u8]; 24] = [
    b"py",
    b"pyc",
    b"pl",
    b"pm",
    b"rb",
    b"php",
    b"inc",
    b"phar",
    b"js",
    b"mjs",
    b"cjs",
    b"lua",
    b"tcl",
    b"sh",
    b"ini",
    b"conf",
    b"cfg",
    b"properties",
    b"toml",
    b"yaml",
    b"yml",
    b"env",
    b"service",
    b"preload",
];

/// Returns whether a text of this name may load libraries, or say that somebody does.
pub(super) fn is_asked(path: &TreePath, start: &[u8]) -> bool {
    const FOLDERS: [&[u8]; 5] = [
        b"usr/share/doc/",
        b"usr/share/man/",
        b"usr/share/locale/",
        b"var/lib/dpkg/",
        b"usr/share/zoneinfo/",
    ];
    let bytes = path.as_bytes();
    if FOLDERS.iter().any(|folder| bytes.starts_with(folder)) {
        return false;
    }
    let name = path.name();
    let end = memchr::memrchr(b'.', name).and_then(|dot| name.get(dot + 1..)).unwrap_or_default();
    start.starts_with(b"#!") || ENDS.contains(&end) || (bytes.starts_with(b"etc/default/"))
}

/// Returns the names of libraries in a text, without `.so` and version.
pub(super) fn names(bytes: &[u8]) -> Vec<String> {
    let mut names = BTreeSet::new();
    for at in memmem::find_iter(bytes, b".so") {
        let after = bytes.get(at + 3).copied().unwrap_or_default();
        // `.sorted()` and `.sock` are no libraries.
        if after.is_ascii_alphanumeric() || after == b'_' {
            continue;
        }
        let before = bytes.get(..at).unwrap_or_default();
        let start = before.iter().rposition(|byte| !is_part(*byte)).map_or(0, |place| place + 1);
        if let Some(name) = before.get(start..) {
            keep(&mut names, name);
            // As `auditwheel` writes it, with a hash.
            if let Some(hyphen) = memchr::memrchr(b'-', name) {
                keep(&mut names, name.get(..hyphen).unwrap_or_default());
            }
        }
    }
    if LOADERS.iter().any(|word| memmem::find(bytes, word).is_some()) {
        // Whether a name stands in quotes is not to be seen in compiled programs, so every word is
        // one.
        for word in bytes.split(|byte| !is_part(*byte)) {
            keep(&mut names, &stem(word));
            if names.len() > MOST_NAMES {
                break;
            }
        }
    }
    if names.len() > MOST_NAMES {
        return vec![ANYTHING.to_owned()];
    }
    names.into_iter().collect()
}

fn keep(names: &mut BTreeSet<String>, name: &[u8]) {
    if !name.is_empty() && name.len() <= LONGEST && name.iter().any(u8::is_ascii_alphabetic) {
        names.insert(String::from_utf8_lossy(name).into_owned());
    }
}

const fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_found_as_languages_write_them() {
        for (text, expected) in [
            ("ctypes.util.find_library('z')", Some("z")),
            ("ctypes.CDLL(\"libz.so.1\")", Some("libz")),
            ("LD_PRELOAD=/usr/lib/libjemalloc.so.2", Some("libjemalloc")),
            ("FFI::cdef($h, 'libpng16.so.16')", Some("libpng16")),
            ("extension=zip.so\n", Some("zip")),
            ("open('numpy.libs/libz-1a2b.so.1')", Some("libz")),
            ("x = list.sorted()", None),
            ("print('z')", None),
        ] {
            let found = names(text.as_bytes());
            match expected {
                Some(name) => assert!(found.iter().any(|it| it == name), "{text}: {found:?}"),
                None => assert_eq!(found, [""; 0], "{text}"),
            }
        }
    }

    #[test]
    fn texts_are_asked_by_what_they_are() {
        for (path, start, expected) in [
            ("srv/app.py", "import x", true),
            ("srv/app", "#!/bin/sh", true),
            ("etc/ld.so.preload", "/x", true),
            ("srv/app.txt", "text", false),
            ("usr/share/doc/x/app.py", "import x", false),
        ] {
            let path = TreePath::parse(path).unwrap();
            assert_eq!(is_asked(&path, start.as_bytes()), expected, "{path}");
        }
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = names(&bytes);
            let _ = names(&[b"CDLL .so".as_slice(), &bytes].concat());
        }
    }
}
