// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What Go writes into programs: its own version and all modules (package `debug/buildinfo`).

use haerterei_versions::purl::PackageUrl;
use object::ReadRef;

use super::image::Image;
use crate::catalogue::{Bounds, code};
use crate::component::{ComponentKind, How};
use crate::findings::{Damage, Findings, Found};

const MAGIC: &[u8] = b"\xff Go buildinf:";
const HEADER: usize = 32;
/// The most bytes of the list of modules.
const MAX_INFO: u64 = 64 << 20;
/// The most bytes that are searched in a program without sections.
const MAX_SEARCH: u64 = 16 << 20;
/// What stands around the list of modules, on each side.
const SENTINEL: usize = 16;

/// Reads build information, if there is any.
pub(super) fn read<'data, R: ReadRef<'data>>(
    image: &Image<R>,
    bounds: &Bounds,
    findings: &mut Findings,
) {
    let Some(info) = find(image) else { return };
    let Some((version, modules)) = strings(image, info) else {
        findings.damage.push(Damage::new(code::METADATA, "Go's build information is cut off"));
        return;
    };
    let text = modules
        .len()
        .checked_sub(SENTINEL)
        .and_then(|end| modules.get(SENTINEL..end))
        .unwrap_or_default();
    let first = findings.found.len();
    for found in list(&String::from_utf8_lossy(text)).take(bounds.components.saturating_add(1)) {
        let within = (findings.found.len() > first).then_some(first);
        findings.found.push(Found { within, ..found });
    }
    let version = String::from_utf8_lossy(version);
    if let Some(version) = version.split_whitespace().next().and_then(|v| v.strip_prefix("go")) {
        let within = (findings.found.len() > first).then_some(first);
        findings.found.push(Found { within, ..module("stdlib", version) });
    }
}

fn find<'data, R: ReadRef<'data>>(image: &Image<R>) -> Option<&'data [u8]> {
    if image.has_sections() {
        return image.section(b".go.buildinfo", MAX_INFO).filter(|info| info.starts_with(MAGIC));
    }
    // The linker puts it near the beginning of the data, at an address of sixteen.
    image.writable(MAX_SEARCH).find_map(|data| {
        let mut places = memchr::memmem::find_iter(data, MAGIC);
        places.find(|at| at % 16 == 0).and_then(|at| data.get(at..))
    })
}

/// Returns the version and the list of modules: since Go 1.18 behind the header, each with its
/// length before it; until then by address.
fn strings<'data, R: ReadRef<'data>>(
    image: &Image<R>,
    info: &'data [u8],
) -> Option<(&'data [u8], &'data [u8])> {
    const IS_INLINE: u8 = 2;
    if info.get(15)? & IS_INLINE != 0 {
        let (version, rest) = counted(info.get(HEADER..)?)?;
        let (modules, _) = counted(rest)?;
        return Some((version, modules));
    }
    let size = if image.is_64 { 8 } else { 4 };
    let string = |at: usize| {
        let header = image.at(image.pointer(info, at)?, 2 * size)?;
        let length = image.pointer(header, size as usize)?.min(MAX_INFO);
        image.at(image.pointer(header, 0)?, length)
    };
    let version = string(16)?;
    Some((version, string(16 + size as usize).unwrap_or_default()))
}

/// Takes a string with its length before it (`encoding/binary.Uvarint`).
fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0_u64;
    for (position, byte) in bytes.iter().take(9).enumerate() {
        length |= u64::from(byte & 0x7f) << (7 * position);
        if byte & 0x80 == 0 {
            let rest = bytes.get(position + 1..)?;
            return rest.split_at_checked(usize::try_from(length).ok()?);
        }
    }
    None
}

/// Reads the lines `mod`, `dep` and `=>`: path, version, sum.
fn list(text: &str) -> impl Iterator<Item = Found> {
    let mut lines = text.lines().peekable();
    std::iter::from_fn(move || {
        loop {
            let mut columns = lines.next()?.split('\t');
            let kind = columns.next()?;
            if !matches!(kind, "mod" | "dep") {
                continue;
            }
            let Some(path) = columns.next().filter(|path| !path.is_empty()) else { continue };
            let version = columns.next().unwrap_or_default();
            // A replaced module is not in the program; what replaces it is.
            let replacement = lines.next_if(|line| line.starts_with("=>\t"));
            return Some(match replacement {
                None => module(path, version),
                Some(line) => {
                    let mut columns = line.split('\t').skip(1);
                    let by = columns.next().unwrap_or_default();
                    let version = columns.next().unwrap_or_default();
                    // A folder has no name and no version that anybody else knows.
                    if by.starts_with(['.', '/']) { module(path, "") } else { module(by, version) }
                }
            });
        }
    })
}

fn module(path: &str, version: &str) -> Found {
    let mut found = Found::new(ComponentKind::LanguagePackage, "golang", path, How::Metadata);
    found.name.truncate(path.floor_char_boundary(1000));
    let version = Some(version).filter(|version| !version.is_empty() && *version != "(devel)");
    found.version = version.map(str::to_owned);
    let (namespace, name) = path.rsplit_once('/').unwrap_or(("", path));
    let purl = PackageUrl::new("golang", namespace, name, version.unwrap_or_default());
    found.purl = purl.map(|purl| purl.to_string());
    found.nature.executable = true;
    found.nature.structured = true;
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn replaced_modules_are_what_replaces_them() {
        let text = "path\tx/cmd\nmod\tgithub.com/X/y\t(devel)\t\ndep\ta.org/b\tv1.0.0\th1:x\n\
            dep\tc.org/d\tv1\n=>\tgithub.com/e/d\tv2\th1:\ndep\tf.org/g\tv1\n=>\t../g\t\nbuild\tGOOS=linux\n";
        let purls: Vec<_> = list(text).filter_map(|found| found.purl).collect();
        assert_eq!(
            purls,
            [
                "pkg:golang/github.com/x/y",
                "pkg:golang/a.org/b@v1.0.0",
                "pkg:golang/github.com/e/d@v2",
                "pkg:golang/f.org/g",
            ]
        );
    }

    #[test]
    fn lengths_are_bounded_by_what_is_there() {
        assert_eq!(counted(b"\x02abc"), Some((b"ab".as_slice(), b"c".as_slice())));
        assert_eq!(counted(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(counted(b"\x05ab"), None);
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "((mod|dep|=>)\t[a./ü]{0,4}\t[v1(]{0,2}\n?){0,6}") {
            assert!(list(&text).count() <= 6);
        }
    }
}
