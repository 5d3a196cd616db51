// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The lists among a package's control files: `conffiles`, `md5sums`, `triggers`.
//!
//! Each reader gives the number of the malformed line, from 1, as its error.

use std::fmt::Write as _;

use haerterei_ground::TreePath;

/// A configuration file that an upgrade must not overwrite (deb-conffiles(5)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conffile {
    /// The file.
    pub path: TreePath,
    /// Whether the package no longer carries it and wants it gone.
    pub is_removed_on_upgrade: bool,
}

/// The MD5 sum of a file of a package (deb-md5sums(5)).
///
/// It finds files that were changed by accident or by hand; it proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Md5Sum {
    /// The sum.
    pub sum: [u8; 16],
    /// The file.
    pub path: TreePath,
}

/// What a package has to do with a trigger (deb-triggers(5)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Whether it waits for the trigger or activates it.
    pub directive: TriggerDirective,
    /// The trigger's name, or the path that it watches, as written.
    pub name: String,
}

/// Waiting for a trigger or activating it; whether anybody waits for the end of its processing
/// does not matter to an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerDirective {
    /// `interest`, `interest-await`, `interest-noawait`
    Interest,
    /// `activate`, `activate-await`, `activate-noawait`
    Activate,
}

fn lines(content: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    (1..)
        .zip(content.split(|byte| *byte == b'\n'))
        .map(|(number, line)| (number, line.trim_ascii_end()))
        .filter(|(_, line)| !line.is_empty())
}

impl Conffile {
    /// Reads the control file `conffiles`.
    pub fn parse_list(content: &[u8]) -> Result<Vec<Self>, u64> {
        lines(content)
            .map(|(number, line)| {
                let (path, is_removed_on_upgrade) = match line.strip_prefix(b"remove-on-upgrade ") {
                    Some(path) => (path.trim_ascii_start(), true),
                    None => (line, false),
                };
                if !path.starts_with(b"/") {
                    return Err(number);
                }
                let path = TreePath::parse(path).map_err(|_| number)?;
                Ok(Self { path, is_removed_on_upgrade })
            })
            .collect()
    }
}

impl Md5Sum {
    /// Reads the control file `md5sums`, also in the form in which it stands in an image.
    pub fn parse_list(content: &[u8]) -> Result<Vec<Self>, u64> {
        lines(content)
            .map(|(number, line)| {
                let (sum, path) = line.split_at_checked(32).ok_or(number)?;
                // Two spaces by the format; md5sum(1) puts `*` for the second in binary mode.
                let path = path
                    .strip_prefix(b"  ")
                    .or_else(|| path.strip_prefix(b" *"))
                    .filter(|path| !path.is_empty())
                    .ok_or(number)?;
                let mut bytes = [0; 16];
                for (slot, pair) in bytes.iter_mut().zip(sum.chunks_exact(2)) {
                    let pair = std::str::from_utf8(pair).map_err(|_| number)?;
                    if !pair.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                        return Err(number);
                    }
                    *slot = u8::from_str_radix(pair, 16).map_err(|_| number)?;
                }
                let path = TreePath::parse(path).map_err(|_| number)?;
                Ok(Self { sum: bytes, path })
            })
            .collect()
    }

    /// Writes the sums as the control file `md5sums`, in the order given.
    pub fn print_list(sums: &[Self]) -> Vec<u8> {
        let mut content = Vec::new();
        for entry in sums {
            let hex = entry.sum.iter().fold(String::new(), |mut hex, byte| {
                // Writing to a string cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            });
            content.extend_from_slice(hex.as_bytes());
            content.extend_from_slice(b"  ");
            content.extend_from_slice(entry.path.as_bytes());
            content.push(b'\n');
        }
        content
    }
}

impl Trigger {
    /// Reads the control file `triggers`.
    pub fn parse_list(content: &[u8]) -> Result<Vec<Self>, u64> {
        lines(content)
            .map(|(number, line)| {
                let line = std::str::from_utf8(line).map_err(|_| number)?;
                let line = line.split('#').next().unwrap_or_default();
                let mut words = line.split_ascii_whitespace();
                let directive = match words.next() {
                    None => return Ok(None),
                    Some("interest" | "interest-await" | "interest-noawait") => {
                        TriggerDirective::Interest
                    }
                    Some("activate" | "activate-await" | "activate-noawait") => {
                        TriggerDirective::Activate
                    }
                    Some(_) => return Err(number),
                };
                match (words.next(), words.next()) {
                    (Some(name), None) => Ok(Some(Self { directive, name: name.to_owned() })),
                    _ => Err(number),
                }
            })
            .filter_map(Result::transpose)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_are_read() {
        let conffiles = Conffile::parse_list(b"/etc/a\nremove-on-upgrade /etc/b\n").unwrap();
        assert_eq!(conffiles[0].path.as_bytes(), b"etc/a");
        assert!(!conffiles[0].is_removed_on_upgrade && conffiles[1].is_removed_on_upgrade);
        let sums = b"d41d8cd98f00b204e9800998ecf8427e  usr/bin/a b\n";
        assert_eq!(Md5Sum::print_list(&Md5Sum::parse_list(sums).unwrap()), sums);
        let triggers = b"# x\ninterest-noawait /usr/share/a # y\nactivate-noawait ldconfig\n";
        let triggers = Trigger::parse_list(triggers).unwrap();
        assert_eq!(triggers[0].directive, TriggerDirective::Interest);
        assert_eq!(
            (triggers[1].directive, &*triggers[1].name),
            (TriggerDirective::Activate, "ldconfig")
        );
    }

    #[test]
    fn the_malformed_line_is_named() {
        assert_eq!(Conffile::parse_list(b"/a\netc/b\n"), Err(2));
        assert_eq!(Conffile::parse_list(b"/a/../../b\n"), Err(1));
        assert_eq!(Md5Sum::parse_list(b"d41d8cd9  a\n"), Err(1));
        assert_eq!(Md5Sum::parse_list(b"+41d8cd98f00b204e9800998ecf8427e  a\n"), Err(1));
        assert_eq!(Md5Sum::parse_list(b"d41d8cd98f00b204e9800998ecf8427e  ../a\n"), Err(1));
        assert_eq!(Trigger::parse_list(b"\nfoo bar\n"), Err(2));
        assert_eq!(Trigger::parse_list(b"interest\n"), Err(1));
    }

    proptest! {
        #[test]
        fn reading_is_total(content in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = (Conffile::parse_list(&content), Md5Sum::parse_list(&content));
            let _ = Trigger::parse_list(&content);
        }
    }
}
