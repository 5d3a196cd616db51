// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Classes in archives: whether something that a weakness is in lies in one.

use std::collections::BTreeSet;
use std::io::{Read, Seek as _, SeekFrom};

use haerterei_ground::is_like;
use haerterei_image::tar::Entry;
use haerterei_inventory::catalogue::{self, Bounds, Cataloguer, Content, Members};
use memchr::memmem;

use super::layer::{EXAMINED, IN_MEMORY, Reader, Stop, spool};

/// The first bytes of the file with all classes of a Java runtime (`lib/modules`), in either order.
const RUNTIME: [[u8; 4]; 2] = [[0xda, 0xda, 0xfe, 0xca], [0xca, 0xfe, 0xda, 0xda]];
/// How much of such a file is looked at together.
const PIECE: usize = 1 << 20;

/// Returns whether classes may lie in a file.
pub(super) fn is_asked(entry: &Entry, start: &[u8]) -> bool {
    is_runtime(start)
        || start.starts_with(b"PK\x03\x04")
        || catalogue::recognise(&entry.path, entry.mode, entry.size, start)
            == Some(Cataloguer::Java)
}

/// Looks into an archive.
pub(super) fn look(
    reader: &Reader<'_>,
    entry: &Entry,
    start: &[u8],
    content: &mut dyn Read,
) -> Result<Members, Stop> {
    if is_runtime(start) {
        return in_runtime(reader.inside, start, content).map_err(Stop::Read);
    }
    let is_wanted =
        |name: &[u8]| reader.inside.iter().any(|pattern| is_like(pattern.as_bytes(), name));
    let bounds = Bounds::default();
    if entry.size <= IN_MEMORY {
        let mut bytes = Vec::with_capacity(usize::try_from(entry.size).unwrap_or_default());
        bytes.extend_from_slice(start);
        content.read_to_end(&mut bytes).map_err(Stop::Read)?;
        return Ok(catalogue::members(&Content::Memory(&bytes), &bounds, &is_wanted));
    }
    if entry.size > EXAMINED {
        return Ok(Members::default());
    }
    let mut file = tempfile::tempfile_in(reader.scratch).map_err(Stop::Scratch)?;
    spool(start, content, &mut file)?;
    file.seek(SeekFrom::Start(0)).map_err(Stop::Scratch)?;
    Ok(catalogue::members(&Content::Spooled(&file, entry.size), &bounds, &is_wanted))
}

fn is_runtime(start: &[u8]) -> bool {
    RUNTIME.iter().any(|magic| start.starts_with(magic))
}

/// Looks for the names of classes in a runtime's file, in which they stand as text. One that only
/// looks like it counts, too: then nothing is proved.
fn in_runtime(
    patterns: &BTreeSet<String>,
    start: &[u8],
    content: &mut dyn Read,
) -> std::io::Result<Members> {
    let names: BTreeSet<&str> = patterns
        .iter()
        .filter_map(|pattern| pattern.rsplit('/').next()?.strip_suffix(".class"))
        .collect();
    let longest = names.iter().map(|name| name.len()).max().unwrap_or_default();
    let mut found = BTreeSet::new();
    let mut window = start.to_vec();
    loop {
        for name in &names {
            // A name of which only a part is fixed is not looked for: it may be there.
            if name.contains('*') || memmem::find(&window, name.as_bytes()).is_some() {
                found.insert(*name);
            }
        }
        let kept = window.len().saturating_sub(longest);
        window.drain(..kept);
        if content.take(PIECE as u64).read_to_end(&mut window)? == 0 {
            break;
        }
    }
    let is_found = |pattern: &&String| found.iter().any(|name| pattern.contains(name));
    let found = patterns.iter().filter(is_found).map(|pattern| pattern.replace('*', "")).collect();
    Ok(Members { found, is_whole: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_in_a_runtime_is_found_across_pieces() {
        let patterns = BTreeSet::from(["*/net/A.class".to_owned(), "*/Looked.class".to_owned()]);
        let mut bytes = [RUNTIME[0].to_vec(), vec![b'.'; PIECE - 7]].concat();
        bytes.extend_from_slice(b"/Looked/ and more");
        let (start, mut rest) = bytes.split_at(512);
        let members = in_runtime(&patterns, start, &mut rest).unwrap();
        assert_eq!(members, Members { found: vec!["/Looked.class".to_owned()], is_whole: true });
        let members = in_runtime(&patterns, b"\xca\xfe\xda\xda", &mut [].as_slice()).unwrap();
        assert_eq!(members, Members { found: Vec::new(), is_whole: true });
    }
}
