// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Changelogs of packages, shortened to the entries that name a weakness (Debian Policy 12.7,
//! deb-changelog(5)).

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use haerterei_ground::TreePath;

/// Bytes of a changelog that are read; the kernel's has some three mebibytes.
const MOST_READ: u64 = 8 << 20;
/// Bytes of it that are kept.
const MOST_KEPT: usize = 512 << 10;

/// Names under which a package has its changelog, the distribution's own first.
pub(super) const NAMES: [&str; 4] =
    ["changelog.Debian.gz", "changelog.Debian", "changelog.gz", "changelog"];

/// Returns whether a file is the changelog of a package.
pub(super) fn is_one(path: &TreePath) -> bool {
    let Some(below) = path.as_bytes().strip_prefix(b"usr/share/doc/") else { return false };
    let name = path.name();
    let is_named = NAMES.iter().any(|known| known.as_bytes() == name);
    is_named && below.split(|byte| *byte == b'/').count() == 2
}

/// Returns the entries that name a weakness, the newest first, as the file has them; nothing if none
/// does, or if it cannot be read.
pub(super) fn shortened(bytes: &[u8]) -> Option<String> {
    let mut text = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        // What is cut off is cut off at its old end.
        let _ = MultiGzDecoder::new(bytes).take(MOST_READ).read_to_end(&mut text);
    } else {
        text.extend_from_slice(bytes.get(..bytes.len().min(8 << 20))?);
    }
    let text = String::from_utf8_lossy(&text);
    let mut kept = String::new();
    let mut entry = String::new();
    for line in text.split_inclusive('\n').chain(std::iter::once("end (0)\n")) {
        // An entry begins with a line that is not indented.
        if line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            if entry.contains("CVE-") {
                if kept.len() + entry.len() > MOST_KEPT {
                    break;
                }
                kept.push_str(&entry);
            }
            entry.clear();
        }
        entry.push_str(line);
    }
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "z (3) u; urgency=low\n\n  * Nothing.\n\n -- A <a@b.c>  x\n\nz (2) u; urgency=low\n\n  * Fix CVE-2024-1.\n\n -- A <a@b.c>  x\n\nz (1) u; urgency=low\n\n  * New.\n";

    #[test]
    fn entries_that_name_a_weakness_stay() {
        let kept = shortened(TEXT.as_bytes()).unwrap();
        assert!(kept.starts_with("z (2)") && kept.trim_end().ends_with('x'), "{kept}");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(TEXT.as_bytes()).unwrap();
        assert_eq!(shortened(&packed.finish().unwrap()).as_deref(), Some(kept.as_str()));
        assert_eq!(shortened(b"z (1) u\n\n  * New.\n"), None);
    }

    #[test]
    fn changelogs_are_known_by_their_place() {
        for (path, expected) in [
            ("usr/share/doc/zlib1g/changelog.Debian.gz", true),
            ("usr/share/doc/native/changelog.gz", true),
            ("usr/share/doc/zlib1g/x/changelog.gz", false),
            ("srv/changelog.gz", false),
        ] {
            assert_eq!(is_one(&TreePath::parse(path).unwrap()), expected, "{path}");
        }
    }

    proptest! {
        #[test]
        fn shortening_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = shortened(&bytes);
            let _ = shortened(&[&[0x1f, 0x8b, 8, 0][..], &bytes].concat());
        }
    }
}
