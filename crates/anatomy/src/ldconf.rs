// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `/etc/ld.so.conf`: further folders with libraries.

use haerterei_ground::TreePath;

use crate::FileMap;
use crate::file_map::Item;

/// How deep files may include others, and how many folders are read in all.
const MAX_DEPTH: usize = 8;
const MAX_FOLDERS: usize = 1024;

/// Returns the folders that a configuration names, in order and each once (`ldconfig(8)`).
///
/// `read` returns the content of a file of the tree.
pub fn folders(
    files: &FileMap,
    configuration: &TreePath,
    read: &dyn Fn(&TreePath) -> Option<Vec<u8>>,
) -> Vec<TreePath> {
    let mut found = Vec::new();
    collect(files, configuration, read, 0, &mut found);
    found
}

fn collect(
    files: &FileMap,
    configuration: &TreePath,
    read: &dyn Fn(&TreePath) -> Option<Vec<u8>>,
    depth: usize,
    found: &mut Vec<TreePath>,
) {
    let Some((path, Item::File { .. })) = files.resolve(configuration) else {
        return;
    };
    let Some(content) = read(&path).filter(|_| depth < MAX_DEPTH) else {
        return;
    };
    for line in String::from_utf8_lossy(&content).lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            None | Some("hwcap") => {}
            Some("include") => {
                for pattern in words {
                    for included in matching(files, configuration, pattern) {
                        collect(files, &included, read, depth + 1, found);
                    }
                }
            }
            Some(folder) => {
                // A suffix once named the C library that the folder was for.
                let folder = folder.split('=').next().unwrap_or_default();
                if let Ok(folder) = TreePath::parse(folder)
                    && !found.contains(&folder)
                    && found.len() < MAX_FOLDERS
                {
                    found.push(folder);
                }
            }
        }
    }
}

/// Returns the files that a pattern means; only the last part may hold `*` and `?`.
fn matching(files: &FileMap, from: &TreePath, pattern: &str) -> Vec<TreePath> {
    let base =
        if pattern.starts_with('/') { TreePath::root() } else { from.parent().unwrap_or_default() };
    let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let Ok(folder) = base.join(folder) else {
        return Vec::new();
    };
    files
        .children(&folder)
        .into_iter()
        .filter(|(path, _)| !path.name().starts_with(b".") && fits(name.as_bytes(), path.name()))
        .map(|(path, _)| path)
        .collect()
}

/// Returns whether a name fits a pattern with `*` and `?`, in time proportional to both.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut here) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while here < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, here));
                at += 1;
            }
            Some(c) if *c == b'?' || Some(c) == name.get(here) => {
                at += 1;
                here += 1;
            }
            _ => match star {
                Some((position, from)) => {
                    star = Some((position, from + 1));
                    at = position + 1;
                    here = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn included_files_are_read_in_the_order_of_their_names() {
        let contents = [
            ("etc/ld.so.conf", "# x\ninclude /etc/ld.so.conf.d/*.conf\n/opt/last\n"),
            ("etc/ld.so.conf.d/b.conf", "/usr/lib/b # y\n/opt/last\n"),
            ("etc/ld.so.conf.d/a.conf", "/usr/lib/a=libc6\ninclude a.conf\nhwcap 0 x\n"),
            ("etc/ld.so.conf.d/c.txt", "/no\n"),
        ];
        let mut files = FileMap::new();
        for (path, _) in contents {
            files.insert(
                TreePath::parse(path).unwrap(),
                Item::File { executable: false, facts: Arc::default() },
            );
        }
        let read = |path: &TreePath| {
            contents
                .iter()
                .find(|(name, _)| path.as_bytes() == name.as_bytes())
                .map(|(_, content)| content.as_bytes().to_vec())
        };
        let found = folders(&files, &TreePath::parse("etc/ld.so.conf").unwrap(), &read);
        let names: Vec<_> = found.iter().filter_map(TreePath::as_str).collect();
        assert_eq!(names, ["usr/lib/a", "usr/lib/b", "opt/last"]);
    }

    #[test]
    fn patterns_fit_as_in_a_shell() {
        for (pattern, name, expected) in [
            ("*.conf", "a.conf", true),
            ("*.conf", "a.conf.old", false),
            ("a?c*", "abcd", true),
            ("*a*b", "xaxxb", true),
            ("", "", true),
            ("?", "", false),
        ] {
            assert_eq!(fits(pattern.as_bytes(), name.as_bytes()), expected, "{pattern} {name}");
        }
    }
}
