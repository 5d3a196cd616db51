// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Python packages: what installers leave (`*.dist-info`, `*.egg-info`), and wheels as files.

mod metadata;

use haerterei_ground::TreePath;

use self::metadata::component;
use super::unzip::{Budget, Unzip};
use super::{Bounds, Content, code, java};
use crate::findings::{Damage, Findings, Found, Owned, OwnedBy};

/// The most bytes of metadata in a wheel.
const MAX_TEXT: u64 = 16 << 20;

/// Reads `METADATA`, `PKG-INFO`, or a file `NAME.egg-info`.
pub(super) fn read_metadata(path: &TreePath, bytes: &[u8]) -> Findings {
    match component(bytes) {
        Some(mut found) => {
            let folder = path.parent().filter(|folder| {
                let name = folder.name();
                name.ends_with(b".dist-info") || name.ends_with(b".egg-info")
            });
            found.owns.extend(folder.map(Owned::folder));
            Findings { found: vec![found], ..Findings::default() }
        }
        None => Findings::damaged(Damage::new(code::METADATA, "no field `Name`")),
    }
}

/// Reads `RECORD` (packaging.python.org, "Recording installed projects"): lines of a path, a digest
/// and a size, paths relative to the folder that holds the `.dist-info`.
pub(super) fn read_record(path: &TreePath, bytes: &[u8]) -> Findings {
    let Some(folder) = path.parent() else { return Findings::default() };
    let Ok(metadata) = folder.join("METADATA") else { return Findings::default() };
    let text = String::from_utf8_lossy(bytes);
    let files = text.lines().filter_map(|line| {
        let file = first_column(line);
        // Relative to where the folder itself lies.
        (!file.is_empty()).then(|| folder.link_target(file.as_bytes()).ok()).flatten()
    });
    owned_by(metadata, files)
}

/// Reads `installed-files.txt` of an `.egg-info`: paths relative to that folder.
pub(super) fn read_installed_files(path: &TreePath, bytes: &[u8]) -> Findings {
    let Some(folder) = path.parent() else { return Findings::default() };
    let Ok(metadata) = folder.join("PKG-INFO") else { return Findings::default() };
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    owned_by(metadata, lines.filter_map(|line| path.link_target(line.as_bytes()).ok()))
}

fn owned_by(metadata: TreePath, files: impl Iterator<Item = TreePath>) -> Findings {
    let by = OwnedBy::ShownBy(metadata);
    let owned = files.map(|file| Owned { by: by.clone(), ..Owned::file(file) }).collect();
    Findings { owned, ..Findings::default() }
}

/// Returns the first column of a line of comma-separated values (RFC 4180, section 2).
fn first_column(line: &str) -> String {
    let Some(quoted) = line.strip_prefix('"') else {
        return line.split(',').next().unwrap_or_default().trim().to_owned();
    };
    let mut column = String::new();
    let mut characters = quoted.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '"' && characters.next_if_eq(&'"').is_none() {
            break;
        }
        column.push(character);
    }
    column
}

/// Reads a wheel (`.whl`) or an egg (`.egg`) as a file; where each file is asked for, also what runs
/// or holds others in it.
pub(super) fn read_wheel(path: &TreePath, content: &Content<'_>, bounds: &Bounds) -> Findings {
    let mut findings = Findings { is_archive: true, ..Findings::default() };
    let mut budget = Budget::new(bounds);
    let zip = match Unzip::open(content, &mut budget) {
        Ok(zip) => zip,
        Err(damage) => {
            findings.damage.push(damage);
            return findings;
        }
    };
    let is_metadata = |name: &str| {
        let folder = name.strip_suffix("/METADATA").filter(|f| f.ends_with(".dist-info"));
        folder.is_some_and(|folder| !folder.contains('/')) || name == "EGG-INFO/PKG-INFO"
    };
    for entry in zip.entries().iter().filter(|entry| entry.name().is_some_and(is_metadata)) {
        let place = vec![entry.name().unwrap_or_default().to_owned()];
        let read = zip.read(entry, MAX_TEXT, &mut budget);
        match read.map(|bytes| component(&bytes)) {
            Ok(Some(mut found)) => {
                found.nature.archive = true;
                findings.found.push(Found { inside: place, ..found });
            }
            Ok(None) => {
                findings.damage.push(Damage::new(code::METADATA, "no field `Name`").at(&place));
            }
            Err(damage) => findings.damage.push(damage.at(&place)),
        }
    }
    if bounds.each_file {
        add_members(path, content, bounds, &mut findings);
    }
    findings
}

/// Adds archives, native libraries and scripts inside: they belong to the package.
fn add_members(path: &TreePath, content: &Content<'_>, bounds: &Bounds, findings: &mut Findings) {
    let package = (!findings.found.is_empty()).then_some(0);
    let shift = findings.found.len();
    let members = java::read_members(path, content, bounds);
    findings.damage.extend(members.damage);
    findings.found.extend(members.found.into_iter().map(|found| {
        let within = found.within.map(|within| within + shift).or(package);
        Found { within, ..found }
    }));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use haerterei_testkit::zip::zip;

    const METADATA: &[u8] = b"Metadata-Version: 2.1\nName: Zope.Interface\nVersion: 5.0\n";

    fn path(text: &str) -> TreePath {
        TreePath::parse(text).unwrap()
    }

    fn owned(findings: &Findings) -> Vec<String> {
        findings.owned.iter().map(|owned| owned.path.to_string()).collect()
    }

    #[test]
    fn a_package_owns_its_folder_and_what_its_record_lists() {
        let folder = "usr/lib/python3/site-packages/z-5.0.dist-info";
        let shown = path(&[folder, "/METADATA"].concat());
        let findings = read_metadata(&shown, METADATA);
        assert_eq!(findings.found[0].purl.as_deref(), Some("pkg:pypi/zope-interface@5.0"));
        assert_eq!(findings.found[0].owns, [Owned::folder(path(folder))]);
        let record = b"z/a.py,sha256=x,1\n\"z/b,\"\"c.py\",,\n../../../bin/z,,\n\n";
        let findings = read_record(&path(&[folder, "/RECORD"].concat()), record);
        assert_eq!(
            owned(&findings),
            [
                "/usr/lib/python3/site-packages/z/a.py",
                "/usr/lib/python3/site-packages/z/b,\"c.py",
                "/usr/bin/z",
            ]
        );
        assert!(findings.owned.iter().all(|owned| owned.by == OwnedBy::ShownBy(shown.clone())));
    }

    #[test]
    fn older_installers_list_files_from_within() {
        let list = path("lib/z.egg-info/installed-files.txt");
        let findings = read_installed_files(&list, b"../z/a.py\nPKG-INFO\n");
        assert_eq!(owned(&findings), ["/lib/z/a.py", "/lib/z.egg-info/PKG-INFO"]);
        let findings = read_metadata(&path("lib/z-1.egg-info"), METADATA);
        assert!(findings.found[0].owns.is_empty());
    }

    #[test]
    fn a_wheel_is_its_package() {
        let wheel =
            zip(&[("z-5.dist-info/METADATA", METADATA), ("z/vendor/y.dist-info/METADATA", b"")]);
        let findings = read_wheel(&path("z.whl"), &Content::Memory(&wheel), &Bounds::default());
        assert_eq!(findings.found.len(), 1);
        assert!(findings.is_archive && findings.found[0].nature.archive);
        let wheel = zip(&[
            ("z-5.dist-info/METADATA", METADATA),
            ("z/fast.so", b"\x7fELF\x02"),
            ("z-5.data/scripts/run", b"#!python\n"),
            ("z/a.py", b"#!/usr/bin/python3\n"),
        ]);
        let bounds = Bounds { each_file: true, ..Bounds::default() };
        let findings = read_wheel(&path("z.whl"), &Content::Memory(&wheel), &bounds);
        let shown: Vec<_> = findings.found.iter().map(|it| (&*it.name, it.within)).collect();
        assert_eq!(shown, [("Zope.Interface", None), ("fast.so", Some(0)), ("run", Some(0))]);
        assert!(findings.found[1..].iter().all(|found| found.long_digest.is_some()));
        let broken = read_wheel(&path("z.whl"), &Content::Memory(b"PK"), &Bounds::default());
        assert_eq!(broken.damage[0].code, code::ARCHIVE);
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200), line in "[a,\"/.]{0,9}") {
            read_metadata(&path("a.dist-info/METADATA"), &bytes);
            read_record(&path("a.dist-info/RECORD"), &bytes);
            read_installed_files(&path("a.egg-info/installed-files.txt"), &bytes);
            first_column(&line);
        }
    }
}
