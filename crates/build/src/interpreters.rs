// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which interpreters the packages of an image bring.

use std::collections::BTreeSet;

/// Interpreters that packages bring as links, which lists of checksums do not name.
const LINKED: [(&str, &str); 12] = [
    ("dash", "sh"),
    ("bash", "sh"),
    ("busybox", "sh"),
    ("python3-minimal", "python3"),
    ("python3", "python3"),
    ("perl-base", "perl"),
    ("mawk", "awk"),
    ("gawk", "awk"),
    ("php-cli", "php"),
    ("ruby", "ruby"),
    ("nodejs", "node"),
    ("tcl", "tclsh"),
];

/// Folders of commands, as checksum lists name them.
const COMMANDS: [&str; 6] =
    ["usr/bin/", "bin/", "usr/sbin/", "sbin/", "usr/local/bin/", "usr/lib/jvm/"];

/// Returns the names under which scripts can ask for interpreters.
///
/// `packages` gives each package's name and the paths of its regular files.
pub(crate) fn names<'a, P>(packages: impl Iterator<Item = (&'a str, P)>) -> BTreeSet<Vec<u8>>
where
    P: Iterator<Item = &'a [u8]>,
{
    let mut names = BTreeSet::new();
    for (package, paths) in packages {
        for (owner, name) in LINKED {
            if owner == package {
                names.insert(name.as_bytes().to_vec());
            }
        }
        for path in paths {
            let command = COMMANDS
                .iter()
                .filter_map(|folder| path.strip_prefix(folder.as_bytes()))
                .find(|rest| !rest.contains(&b'/'));
            names.extend(command.map(<[u8]>::to_vec));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_known_links_count() {
        let files: [&[u8]; 2] = [b"usr/bin/dash", b"usr/share/dash/x"];
        let found = names([("dash", files.into_iter())].into_iter());
        assert_eq!(found, [b"dash".to_vec(), b"sh".to_vec()].into());
    }
}
