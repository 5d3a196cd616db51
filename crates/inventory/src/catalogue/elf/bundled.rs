// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Libraries that a wheel brings along: `auditwheel` copies them into a folder `PACKAGE.libs` and
//! writes the beginning of their digest into their name (`libz-dd453c56.so.1.2.11`).

use haerterei_ground::TreePath;

use crate::component::{ComponentKind, How};
use crate::findings::Found;

/// Recognises a bundled library by its place and name.
pub(super) fn recognise(path: &TreePath) -> Option<Found> {
    let folder = path.parent()?;
    if !folder.name().ends_with(b".libs") {
        return None;
    }
    let name = std::str::from_utf8(path.name()).ok()?;
    let (stem, version) = name.split_once(".so")?;
    let (library, digest) = stem.rsplit_once('-')?;
    let is_digest =
        |word: &str| word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_digest(digest) || library.is_empty() {
        return None;
    }
    // What was bundled twice has two digests.
    let library = match library.rsplit_once('-') {
        Some((name, digest)) if is_digest(digest) && !name.is_empty() => name,
        _ => library,
    };
    // A version in the name is the library's own (`libgfortran-91cc3cb1.so.3.0.0`); a single number
    // is that of its interface.
    let (library, in_name) = match library.rsplit_once('-') {
        Some((name, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => {
            (name, Some(version))
        }
        _ => (library, None),
    };
    let behind = version.strip_prefix('.').filter(|version| version.contains('.'));
    let mut found = Found::new(ComponentKind::Program, "generic", library, How::FileName);
    found.version = in_name.or(behind).map(str::to_owned);
    found.nature.executable = true;
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundled_library_has_a_name_and_perhaps_a_version() {
        for (path, expected) in [
            ("l/numpy.libs/libz-dd453c56.so.1.2.11", Some(("libz", Some("1.2.11")))),
            ("l/numpy.libs/libopenblas64_p-r0-0cf96a72.3.23.dev.so", None),
            ("l/x.libs/libssl-1-0cf96a72.so.3", Some(("libssl", Some("1")))),
            ("l/x.libs/libfoo-0cf96a72.so.3", Some(("libfoo", None))),
            (
                "l/n.libs/libgfortran-040039e1-0352e75f.so.5.0.0",
                Some(("libgfortran", Some("5.0.0"))),
            ),
            ("l/x.libs/libfoo.so.3", None),
            ("l/x/libz-dd453c56.so.1", None),
        ] {
            let found = recognise(&TreePath::parse(path).unwrap());
            let found = found.as_ref().map(|found| (&*found.name, found.version.as_deref()));
            assert_eq!(found, expected, "{path}");
        }
    }
}
