// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Names in a ZIP archive and in the archives in it, for whoever asks whether something is there.

use serde::{Deserialize, Serialize};

use super::java::is_archive;
use super::unzip::{Budget, Unzip};
use super::{Bounds, Content};

/// The most names that are kept of one file; of one that has more not everything is known.
const MAX_FOUND: usize = 1000;

/// What of that which was asked for is in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Members {
    /// Names of members, each behind the names of the archives that it lies in (`a.jar!/b/C.class`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
    /// Whether every archive could be read and every name kept, so that what was not found is not there.
    pub is_whole: bool,
}

/// Looks for members of a ZIP archive by their names, in the archives in it, too. Archives are
/// recognised by the ends of their names, as class loaders and servers do.
pub fn members(
    content: &Content<'_>,
    bounds: &Bounds,
    is_wanted: &dyn Fn(&[u8]) -> bool,
) -> Members {
    let mut found = Members { found: Vec::new(), is_whole: true };
    walk(content, "", 0, &mut Budget::new(bounds), is_wanted, &mut found);
    found
}

fn walk(
    content: &Content<'_>,
    place: &str,
    depth: usize,
    budget: &mut Budget,
    is_wanted: &dyn Fn(&[u8]) -> bool,
    found: &mut Members,
) {
    let Ok(zip) = Unzip::open(content, budget) else {
        found.is_whole = false;
        return;
    };
    for entry in zip.entries().iter().filter(|entry| !entry.is_folder()) {
        if is_wanted(&entry.name) {
            if found.found.len() < MAX_FOUND {
                found.found.push(format!("{place}{}", String::from_utf8_lossy(&entry.name)));
            } else {
                // Whoever fills an archive with one name must not hide another behind it.
                found.is_whole = false;
            }
        }
        if !is_archive(&entry.name) && !entry.name.to_ascii_lowercase().ends_with(b".zip") {
            continue;
        }
        let content =
            if depth < budget.depth { zip.read_archive(entry, budget).ok() } else { None };
        let Some(bytes) = content else {
            found.is_whole = false;
            continue;
        };
        let place = format!("{place}{}!/", String::from_utf8_lossy(&entry.name));
        walk(&Content::Memory(&bytes), &place, depth + 1, budget, is_wanted, found);
        budget.release(&bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use haerterei_testkit::zip::zip;

    fn look(bytes: &[u8], bounds: &Bounds) -> Members {
        members(&Content::Memory(bytes), bounds, &|name| name.ends_with(b"/C.class"))
    }

    #[test]
    fn names_are_found_at_any_depth() {
        let inner = zip(&[("a/C.class", b"x"), ("a/D.class", b"y")]);
        let outer = zip(&[("BOOT-INF/lib/inner.jar", inner.as_slice()), ("x/C.class", b"z")]);
        let all = look(&outer, &Bounds::default());
        assert_eq!(all.found, ["BOOT-INF/lib/inner.jar!/a/C.class", "x/C.class"]);
        assert!(all.is_whole);
        let none = look(&zip(&[("a/D.class", b"y")]), &Bounds::default());
        assert_eq!(none, Members { found: Vec::new(), is_whole: true });
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let deep = zip(&[("a.jar", zip(&[("b/C.class", b"x")]).as_slice())]);
        let shallow = Bounds { depth: 0, ..Bounds::default() };
        assert!(!look(&deep, &shallow).is_whole);
        assert!(!look(&zip(&[("a.war", b"no archive")]), &Bounds::default()).is_whole);
        assert!(!look(b"PK\x03\x04", &Bounds::default()).is_whole);
        let names: Vec<String> = (0..=MAX_FOUND).map(|place| format!("{place}/C.class")).collect();
        let many: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
        assert!(look(&zip(&many[1..]), &Bounds::default()).is_whole);
        assert!(!look(&zip(&many), &Bounds::default()).is_whole);
        let few = Bounds { bytes: 10, ..Bounds::default() };
        assert!(!look(&deep, &few).is_whole);
    }
}
