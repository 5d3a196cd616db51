// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Archives that hold one file behind the other: tar, packed or not, and Debian's packages.
//!
//! Where each file is asked for, those inside that run or hold other files are components, with
//! their digests; archives in archives are read by who reads them outside. Otherwise nobody looks
//! inside: a tar archive installs nothing.

use std::io::{self, Read};

use haerterei_ground::{Algorithm, Hasher, Limits, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_packages::deb::{Contents, Deb, Decoding};
use haerterei_packages::tarball::Tarball;

use super::content::Spool;
use super::{Bounds, Cataloguer, Content, START, code, recognise};
use crate::component::{ComponentKind, How, Nature};
use crate::findings::{Damage, Findings, Found};
use crate::layer::Form;

/// The most bytes of an archive in an archive that are read into memory.
const MAX_NESTED: u64 = 64 << 20;
/// How many bytes for each of its own an archive in an archive may bring to be read.
const SHARE: u64 = 20;
/// The least that it may bring.
const LEAST_SHARE: u64 = 1 << 20;
/// The longest path inside an archive that is kept.
const MAX_NAME: usize = 1024;

/// Returns a file that holds others and of which nothing more is known.
pub(super) fn archive(path: &TreePath) -> Found {
    mere(path.name(), Nature { executable: false, archive: true, structured: true })
}

/// Reads an archive.
pub(super) fn read(path: &TreePath, content: &Content<'_>, bounds: &Bounds) -> Findings {
    let mut findings = Findings { is_archive: true, ..Findings::default() };
    if !bounds.each_file {
        return findings;
    }
    findings.found.push(archive(path));
    let mut walk = Walk { findings, bounds: *bounds };
    let outcome = match content {
        Content::Memory(bytes) => walk.open(bytes, bytes.starts_with(b"!<arch>\n")),
        Content::Spooled(file, length) => {
            let is_deb = content.start(8).starts_with(b"!<arch>\n");
            walk.open_deb_or_tar(Spool::new(file, *length), is_deb)
        }
    };
    if let Err(damage) = outcome {
        walk.findings.damage.push(damage);
    }
    walk.findings
}

/// An archive that lends its files one after the other.
trait Entries: Read {
    fn next_entry(&mut self) -> Result<Option<Entry>, Damage>;
}

impl Entries for Tarball<'_> {
    fn next_entry(&mut self) -> Result<Option<Entry>, Damage> {
        self.next().map_err(|error| Damage::new(code::ARCHIVE, told(&error)))
    }
}

impl Entries for Contents<'_> {
    fn next_entry(&mut self) -> Result<Option<Entry>, Damage> {
        self.next().map_err(|error| Damage::new(code::ARCHIVE, told(&error)))
    }
}

/// Returns an error with its cause.
fn told(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

struct Walk {
    findings: Findings,
    /// What is left of them.
    bounds: Bounds,
}

impl Walk {
    fn open(&mut self, bytes: &[u8], is_deb: bool) -> Result<(), Damage> {
        self.open_deb_or_tar(io::Cursor::new(bytes), is_deb)
    }

    fn open_deb_or_tar(
        &mut self,
        file: impl Read + io::Seek + Send,
        is_deb: bool,
    ) -> Result<(), Damage> {
        let limits = Limits { total_bytes: self.bounds.bytes, ..Limits::default() };
        if is_deb {
            let package = Deb::open(file, limits).and_then(|deb| deb.data(Decoding::default()));
            let mut files = package.map_err(|error| Damage::new(code::ARCHIVE, told(&error)))?;
            return self.walk(&mut files);
        }
        match Tarball::open(file, limits) {
            Ok(Some(mut tar)) => self.walk(&mut tar),
            Ok(None) => Err(Damage::new(code::UNREAD_FORM, "bzip2 or lzip")),
            Err(error) => Err(Damage::new(code::ARCHIVE, told(&error))),
        }
    }

    fn walk(&mut self, entries: &mut dyn Entries) -> Result<(), Damage> {
        while let Some(entry) = entries.next_entry()? {
            let Some(left) = self.bounds.members.checked_sub(1) else {
                return Err(Damage::new(code::UNREAD_MEMBERS, "no more members are allowed"));
            };
            self.bounds.members = left;
            if entry.kind == EntryKind::File && entry.size > 0 {
                self.file(&entry, entries)?;
            }
            if self.findings.found.len() > self.bounds.components {
                // One more than allowed says so.
                return Ok(());
            }
        }
        Ok(())
    }

    /// Looks at a file by its first bytes; digests it if it is a component.
    fn file(&mut self, entry: &Entry, content: &mut dyn Entries) -> Result<(), Damage> {
        let broken = |error: &io::Error| Damage::new(code::ARCHIVE, told(error));
        let mut start = Vec::with_capacity(START);
        (&mut *content)
            .take(START as u64)
            .read_to_end(&mut start)
            .map_err(|error| broken(&error))?;
        let form = Form::of(entry.path.name(), entry.mode, entry.size, &start);
        let cataloguer = recognise(&entry.path, entry.mode, entry.size, &start);
        let is_nested = matches!(
            cataloguer,
            Some(Cataloguer::Java | Cataloguer::PythonWheel | Cataloguer::Packed)
        );
        let is_archive = is_nested || form == Form::Archive;
        if !is_archive && !form.is_executable() {
            return Ok(());
        }
        let place = String::from_utf8_lossy(entry.path.as_bytes()).into_owned();
        if place.len() > MAX_NAME {
            return Ok(());
        }
        let mut keeper = Keeper::new(is_nested && entry.size <= MAX_NESTED);
        keeper.take(&start);
        let mut piece = vec![0; 64 << 10];
        loop {
            match content.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => keeper.take(piece.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(broken(&error)),
            }
        }
        let nature = Nature {
            executable: form.is_executable(),
            archive: is_archive,
            structured: is_archive,
        };
        let nested = match (&keeper.kept, cataloguer) {
            (Some(bytes), Some(cataloguer)) => self.nested(entry, cataloguer, bytes, &place),
            (None, Some(_)) if is_nested => {
                let detail = format!("{} bytes in an archive, more than {MAX_NESTED}", entry.size);
                let damage = Damage::new(code::UNREAD_BYTES, detail);
                self.findings.damage.push(damage.at(std::slice::from_ref(&place)));
                Vec::new()
            }
            _ => Vec::new(),
        };
        let own = self.findings.found.len();
        // The archive speaks for itself, if it does.
        let mut nested = nested.into_iter();
        let first = match nested.as_slice().first() {
            Some(first) if first.inside.is_empty() => nested.next(),
            _ => None,
        };
        let has_spoken = first.is_some();
        let (short, long) = (keeper.short.finish(), keeper.long.finish());
        self.findings.found.push(Found {
            inside: vec![place.clone()],
            within: Some(0),
            digest: Some(short),
            long_digest: Some(long),
            modified: Some(entry.mtime),
            ..first.unwrap_or_else(|| mere(entry.path.name(), nature))
        });
        for found in nested {
            let mut inside = vec![place.clone()];
            inside.extend(found.inside);
            // Places shift by what stands before, and by the archive where it did not speak.
            let shift = own + usize::from(!has_spoken);
            let within = found.within.map_or(own, |within| within + shift);
            self.findings.found.push(Found { inside, within: Some(within), ..found });
        }
        Ok(())
    }

    /// Reads an archive in this archive; what it may cost is taken from what is left.
    fn nested(
        &mut self,
        entry: &Entry,
        cataloguer: Cataloguer,
        bytes: &[u8],
        place: &str,
    ) -> Vec<Found> {
        let at = |damage: Damage| {
            let mut inside = vec![place.to_owned()];
            inside.extend(damage.inside.iter().cloned());
            damage.at(&inside)
        };
        let Some(depth) = self.bounds.depth.checked_sub(1).filter(|depth| *depth > 0) else {
            let detail = "more archives in each other than allowed";
            self.findings.damage.push(at(Damage::new(code::UNREAD_DEPTH, detail)));
            return Vec::new();
        };
        let share = entry.size.saturating_mul(SHARE).max(LEAST_SHARE).min(self.bounds.bytes);
        self.bounds.bytes -= share;
        let bounds = Bounds {
            depth,
            bytes: share,
            components: self.bounds.components.saturating_sub(self.findings.found.len()),
            ..self.bounds
        };
        let found = super::read(cataloguer, &entry.path, &Content::Memory(bytes), &bounds);
        self.findings.damage.extend(found.damage.into_iter().map(at));
        found.found
    }
}

/// A member that is read: digested, and kept where somebody looks into it.
struct Keeper {
    short: Hasher,
    long: Hasher,
    kept: Option<Vec<u8>>,
}

impl Keeper {
    fn new(keeps: bool) -> Self {
        Self {
            short: Hasher::new(Algorithm::Sha256),
            long: Hasher::new(Algorithm::Sha512),
            kept: keeps.then(Vec::new),
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.short.update(bytes);
        self.long.update(bytes);
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(bytes);
        }
    }
}

/// A file of which nothing is known but what can be done with it.
fn mere(name: &[u8], nature: Nature) -> Found {
    let kind = if nature.executable { ComponentKind::Executable } else { ComponentKind::Archive };
    let name = String::from_utf8_lossy(name).into_owned();
    let mut found = Found::new(kind, "generic", name, How::Presence);
    found.nature = nature;
    found
}

#[cfg(test)]
mod tests {
    use haerterei_image::tar::TarWriter;
    use proptest::prelude::*;

    use super::*;
    use haerterei_testkit::zip::zip;

    const SCRIPT: &[u8] = b"#!/bin/sh\nexit 0\n";

    fn tar(files: &[(&str, u32, &[u8])]) -> Vec<u8> {
        let mut writer = TarWriter::new(Vec::new());
        for (name, mode, content) in files {
            let path = TreePath::parse(name).unwrap();
            let mut entry = Entry::file(path, *mode, content.len() as u64);
            entry.mtime = 1_700_000_000;
            writer.entry(&entry, *content).unwrap();
        }
        writer.finish().unwrap()
    }

    fn of(bytes: &[u8], bounds: Bounds) -> Findings {
        let bounds = Bounds { each_file: true, ..bounds };
        read(&TreePath::parse("srv/a.tar").unwrap(), &Content::Memory(bytes), &bounds)
    }

    fn shown(findings: &Findings) -> Vec<(String, Option<usize>)> {
        let place = |found: &Found| (found.inside.join(" > "), found.within);
        findings.found.iter().map(place).collect()
    }

    fn sample() -> Vec<u8> {
        let wheel = zip(&[
            ("z-5.dist-info/METADATA", b"Metadata-Version: 2.1\nName: z\nVersion: 5\n"),
            ("z/native.so", b"\x7fELF\x02\x01\x01"),
        ]);
        let inner = tar(&[("bin/run", 0o755, SCRIPT)]);
        let packed = zstd::bulk::compress(&inner, 1).unwrap();
        tar(&[
            ("README", 0o644, b"text"),
            ("run.sh", 0o755, SCRIPT),
            ("not-run.sh", 0o644, SCRIPT),
            ("lib/x.so", 0o644, b"\x7fELF\x02\x01\x01"),
            ("z-5-py3-none-any.whl", 0o644, &wheel),
            ("inner.tar.zst", 0o644, &packed),
        ])
    }

    #[test]
    fn what_runs_or_holds_others_in_an_archive_is_a_component() {
        let findings = of(&sample(), Bounds::default());
        assert_eq!(findings.damage, []);
        let expected = [
            ("", None),
            ("run.sh", Some(0)),
            ("lib/x.so", Some(0)),
            ("z-5-py3-none-any.whl", Some(0)),
            ("z-5-py3-none-any.whl > z-5.dist-info/METADATA", Some(3)),
            ("z-5-py3-none-any.whl > z/native.so", Some(4)),
            ("inner.tar.zst", Some(0)),
            ("inner.tar.zst > bin/run", Some(6)),
        ];
        assert_eq!(shown(&findings), expected.map(|(place, within)| (place.to_owned(), within)));
        let script = &findings.found[1];
        assert_eq!(script.digest, Some(haerterei_ground::Digest::sha256(SCRIPT)));
        let long = haerterei_ground::Digest::of(Algorithm::Sha512, SCRIPT);
        assert_eq!((script.long_digest, script.modified), (Some(long), Some(1_700_000_000)));
        assert!(script.nature.executable && !script.nature.archive);
        // Deep inside digests are there, too.
        assert_eq!(findings.found[7].long_digest, Some(long));
    }

    #[test]
    fn nobody_looks_inside_where_files_are_not_asked_for() {
        let path = TreePath::parse("srv/a.tar").unwrap();
        let findings = read(&path, &Content::Memory(&sample()), &Bounds::default());
        assert!(findings.is_archive && findings.found.is_empty());
    }

    #[test]
    fn bounds_stop_the_reading_and_are_told() {
        let nested = |depth: usize| {
            (0..depth)
                .fold(tar(&[("x", 0o755, SCRIPT)]), |inner, _| tar(&[("t.tar", 0o644, &inner)]))
        };
        for (bytes, bounds, code) in [
            (sample(), Bounds { members: 2, ..Bounds::default() }, code::UNREAD_MEMBERS),
            (nested(9), Bounds::default(), code::UNREAD_DEPTH),
            (b"BZh91AY".to_vec(), Bounds::default(), code::UNREAD_FORM),
            (sample()[..700].to_vec(), Bounds::default(), code::ARCHIVE),
            (vec![b'x'; 600], Bounds::default(), code::ARCHIVE),
        ] {
            assert_eq!(of(&bytes, bounds).damage.last().unwrap().code, code);
        }
        let many: Vec<_> = (0..9).map(|number| format!("bin/{number}")).collect();
        let many: Vec<_> = many.iter().map(|name| (name.as_str(), 0o755, SCRIPT)).collect();
        let bounds = Bounds { components: 3, each_file: true, ..Bounds::default() };
        let path = TreePath::parse("a.tar").unwrap();
        let findings =
            super::super::read(Cataloguer::Packed, &path, &Content::Memory(&tar(&many)), &bounds);
        assert_eq!(findings.found.len(), 3);
        assert_eq!(findings.damage[0].code, code::UNREAD_COMPONENTS);
    }

    #[test]
    fn a_bomb_of_archives_ends() {
        // Four mebibytes of nothing, packed a thousandfold, in each of two hundred archives.
        let zeros = zstd::bulk::compress(&tar(&[("x", 0o755, &vec![0; 4 << 20])]), 19).unwrap();
        let names: Vec<_> = (0..200).map(|number| format!("{number}.tar.zst")).collect();
        let members: Vec<_> = names.iter().map(|name| (name.as_str(), 0o644, &*zeros)).collect();
        let findings = of(&tar(&members), Bounds { bytes: 64 << 20, ..Bounds::default() });
        assert_eq!(findings.found.len(), 201);
        assert!(!findings.damage.is_empty());
    }

    proptest! {
        #[test]
        fn reading_is_total(at in 0_usize..4000, to in any::<u8>(), cut in 0_usize..6000) {
            let mut bytes = sample();
            if let Some(byte) = bytes.get_mut(at) {
                *byte = to;
            }
            of(&bytes, Bounds::default());
            of(&bytes[..cut.min(bytes.len())], Bounds::default());
        }
    }
}
