// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a file is, by its first bytes.

/// What a file is, by its first bytes and, where they leave it open, its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Form {
    /// Nothing that we know.
    Unknown = 0,
    /// No bytes.
    Empty = 1,
    /// Something that a processor or a virtual machine runs.
    Program = 2,
    /// Text that names its interpreter in the first line and may be run.
    Script = 3,
    /// Something that holds other files.
    Archive = 4,
    /// Text.
    Text = 5,
    /// An image, a font, a compressed document, a database: known and not run.
    Data = 6,
    /// It could not be read.
    Unread = 7,
}

/// What runs. After file(1)'s knowledge and the formats' own specifications.
const PROGRAMS: &[&[u8]] = &[
    b"\x7fELF",
    b"MZ",
    b"\0asm",
    // Java classes and universal Mach-O programs share theirs.
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    // Bitcode of LLVM.
    b"BC\xc0\xde",
];

/// What holds other files.
const ARCHIVES: &[&[u8]] = &[
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"!<arch>\n",
    b"!<thin>\n",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\xed\xab\xee\xdb",
    b"070701",
    b"070702",
    b"hsqs",
    // A jimage, which holds the classes of a Java runtime; in either byte order.
    b"\xda\xda\xfe\xca",
    b"\xca\xfe\xda\xda",
];

/// What is neither.
const DATA: &[&[u8]] = &[
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\0\0\x01\0",
    b"OggS",
    b"ID3",
    b"fLaC",
    b"%PDF-",
    b"wOFF",
    b"wOF2",
    b"OTTO",
    b"ttcf",
    b"true",
    b"\0\x01\0\0",
    b"TZif",
    // Catalogues of gettext, in either byte order.
    b"\xde\x12\x04\x95",
    b"\x95\x04\x12\xde",
    // Descriptions of terminals.
    b"\x1a\x01",
    b"\x1e\x02",
    b"SQLite format 3\0",
    b"glibc-ld.so.cache",
    b"ld.so-1.7.0",
    // Key stores of Java, and what ASN.1 begins with where a length of two bytes follows.
    b"\xfe\xed\xfe\xed",
    b"\xce\xce\xce\xce",
    b"\x30\x82",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x0d\x17\x03\x20",
];

/// What compresses one stream, which may be an archive.
const COMPRESSED: &[&[u8]] =
    &[b"\x1f\x8b", b"\xfd7zXZ\0", b"BZh", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"LZIP"];

/// Names of compressed archives, behind the last dots.
const COMPRESSED_ARCHIVES: &[&[u8]] = &[
    b".tgz",
    b".txz",
    b".tbz",
    b".tbz2",
    b".tzst",
    b".tar.gz",
    b".tar.xz",
    b".tar.bz2",
    b".tar.zst",
    b".tar.lz4",
    b".tar.lz",
    b".apk",
    b".crate",
    b".cpio.gz",
    b".gem",
];

impl Form {
    /// Tells the form of a file by its name, mode, size and first bytes.
    pub(crate) fn of(name: &[u8], mode: u32, size: u64, start: &[u8]) -> Self {
        let begins = |magics: &[&[u8]]| magics.iter().any(|magic| start.starts_with(magic));
        let ends = |names: &[&[u8]]| names.iter().any(|end| name.ends_with(end));
        if size == 0 {
            Self::Empty
        } else if begins(PROGRAMS) && !is_text(start) {
            Self::Program
        } else if start.starts_with(b"#!") && mode & 0o111 != 0 {
            Self::Script
        } else if begins(ARCHIVES) || start.get(257..262) == Some(b"ustar") {
            Self::Archive
        } else if begins(COMPRESSED) {
            if ends(COMPRESSED_ARCHIVES) { Self::Archive } else { Self::Data }
        } else if is_python_bytecode(name, start) {
            Self::Program
        } else if is_text(start) {
            Self::Text
        } else if begins(DATA) {
            Self::Data
        } else {
            Self::Unknown
        }
    }

    /// Returns whether it runs.
    pub(crate) const fn is_executable(self) -> bool {
        matches!(self, Self::Program | Self::Script)
    }

    /// Reads what `as u8` wrote.
    pub(super) const fn of_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0 => Self::Unknown,
            1 => Self::Empty,
            2 => Self::Program,
            3 => Self::Script,
            4 => Self::Archive,
            5 => Self::Text,
            6 => Self::Data,
            7 => Self::Unread,
            _ => return None,
        })
    }
}

/// Compiled Python: two bytes of version, then a line break that no transfer as text survives
/// (`importlib.util.MAGIC_NUMBER`).
fn is_python_bytecode(name: &[u8], start: &[u8]) -> bool {
    name.ends_with(b".pyc") && start.get(2..4) == Some(b"\r\n")
}

/// Returns whether bytes are UTF-8 without control characters; the last character may be cut.
fn is_text(start: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !b"\t\n\r\x0c\x1b".contains(byte) || *byte == 0x7f;
    let is_utf8 = match std::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    };
    is_utf8 && !start.iter().any(is_control)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_are_told_by_the_first_bytes() {
        for (name, start, form) in [
            ("a", &b"\x7fELF\x02\x01"[..], Form::Program),
            ("a", b"#!/bin/sh\n", Form::Script),
            ("a.jar", b"PK\x03\x04\x14\0", Form::Archive),
            ("a.gz", b"\x1f\x8b\x08", Form::Data),
            ("a.tar.gz", b"\x1f\x8b\x08", Form::Archive),
            ("a.pyc", b"\xcb\x0d\x0d\x0a\0\0", Form::Program),
            ("a", b"MZ is how this text begins\n", Form::Text),
            ("a", b"MZ\x90\0\x03", Form::Program),
            ("UTC", b"TZif2\0", Form::Data),
            ("a", "Stra\u{df}e\n".as_bytes(), Form::Text),
            ("a", "Stra\u{df}".as_bytes().split_last().unwrap().1, Form::Text),
            ("a", b"\xff\xfe\0\x01", Form::Unknown),
            ("a", b"\x01\x02", Form::Unknown),
        ] {
            assert_eq!(Form::of(name.as_bytes(), 0o755, 1, start), form, "{name} {start:?}");
        }
        assert_eq!(Form::of(b"a", 0o644, 0, b""), Form::Empty);
        assert_eq!(Form::of(b"a.sh", 0o644, 9, b"#!/bin/sh"), Form::Text);
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(Form::of(b"a", 0o644, 512, &tar), Form::Archive);
    }

    proptest! {
        #[test]
        fn telling_is_total(name: Vec<u8>, start in proptest::collection::vec(any::<u8>(), 0..64)) {
            let form = Form::of(&name, 0o755, start.len() as u64, &start);
            prop_assert_eq!(Form::of_byte(form as u8), Some(form));
        }
    }
}
