// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Programs and libraries: what their build wrote into them, and what they say of themselves.
//!
//! Of every file only the headers are read; then the few sections that builds leave on purpose
//! (Go's build information, the list of `cargo auditable`), its notes (a build ID, the package that
//! it was built for), and constants
//! only of files whose name is that of a program we can tell the version of.

mod bundled;
mod go;
mod image;
mod notes;
mod package_note;
mod rust;
mod versions;

use haerterei_ground::TreePath;
use object::{ReadCache, ReadRef};

use self::image::Image;
use super::content::Spool;
use super::{Bounds, Content, code};
use crate::findings::{Damage, Findings};

/// Reads an ELF file.
pub(super) fn read(path: &TreePath, content: &Content<'_>, bounds: &Bounds) -> Findings {
    match content {
        Content::Memory(bytes) => read_data(path, *bytes, bounds),
        Content::Spooled(file, length) => {
            let cache = ReadCache::new(Spool::new(file, *length));
            read_data(path, &cache, bounds)
        }
    }
}

fn read_data<'data, R: ReadRef<'data>>(path: &TreePath, data: R, bounds: &Bounds) -> Findings {
    let mut findings = Findings { is_executable: true, ..Findings::default() };
    let image = match Image::open(data) {
        Ok(image) => image,
        Err(detail) => {
            findings.damage.push(Damage::new(code::PROGRAM, detail));
            return findings;
        }
    };
    // What a library says of itself is more than what its name says.
    let said = versions::recognise(path, &image);
    findings.found.extend(said.or_else(|| bundled::recognise(path)));
    findings.build_id = notes::build_id(&image);
    let note = notes::find(&image, package_note::OWNER, package_note::TYPE);
    findings.found.extend(note.and_then(package_note::read));
    go::read(&image, bounds, &mut findings);
    if let Some(packed) = image.section(b".dep-v0", 64 << 20) {
        rust::read(packed, bounds, &mut findings);
    }
    findings
}

#[cfg(test)]
pub(super) mod fixture;
#[cfg(test)]
mod tests;
