// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Java archives: what they are, and what was packed or shaded into them.
//!
//! An archive is opened by its directory alone; read are its manifest, the descriptions that Maven
//! leaves in `META-INF/maven`, and archives in it (`WEB-INF/lib`, `BOOT-INF/lib`, anywhere), which
//! are opened the same way in memory, within bounds. Native programs and libraries inside are read
//! where each file is asked for.

mod group;
mod identity;
mod native;
mod pom;
mod runtime;
mod version;

use haerterei_anatomy::jar::Manifest;
use haerterei_anatomy::zip::ZipEntry;
use haerterei_ground::{Algorithm, Digest, TreePath};

use self::identity::{Described, File};
use super::unzip::{Budget, Unzip};
use super::{Bounds, Content, code, packed};
use crate::findings::{Damage, Findings, Found};

pub(super) use runtime::{is_runtime, read_runtime};

/// The most bytes of a manifest or a description.
const MAX_TEXT: u64 = 4 << 20;
/// The longest path inside an archive that is kept.
const MAX_NAME: usize = 1024;

/// Returns whether a file of this name is a Java archive.
pub(super) fn is_archive(name: &[u8]) -> bool {
    const ENDS: [&[u8]; 12] = [
        b".jar", b".war", b".ear", b".rar", b".jmod", b".par", b".sar", b".nar", b".kar", b".hpi",
        b".jpi", b".lpkg",
    ];
    ENDS.iter().any(|end| {
        name.len() > end.len()
            && name.get(name.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    })
}

/// Reads a Java archive, or any ZIP archive, in which Java archives may be.
pub(super) fn read(path: &TreePath, content: &Content<'_>, bounds: &Bounds) -> Findings {
    let mut walk = Walk {
        findings: Findings { is_archive: true, ..Findings::default() },
        budget: Budget::new(bounds),
        components: bounds.components,
        each_file: bounds.each_file,
    };
    let name = String::from_utf8_lossy(path.name()).into_owned();
    walk.archive(content, &name, &[], None, Member::default());
    // An archive that says nothing of itself holds what is inside all the same.
    if walk.findings.found.first().is_some_and(|first| !first.inside.is_empty()) {
        for found in &mut walk.findings.found {
            found.within = Some(found.within.map_or(0, |within| within + 1));
        }
        walk.findings.found.insert(0, packed::archive(path));
    }
    walk.findings
}

/// Reads what is in a ZIP archive, whose package is known already.
pub(super) fn read_members(path: &TreePath, content: &Content<'_>, bounds: &Bounds) -> Findings {
    let mut findings = read(path, content, bounds);
    if findings.found.first().is_some_and(|first| first.inside.is_empty()) {
        findings.found.remove(0);
        for found in &mut findings.found {
            found.within = found.within.and_then(|within| within.checked_sub(1));
        }
    }
    findings
}

struct Walk {
    findings: Findings,
    budget: Budget,
    components: usize,
    each_file: bool,
}

/// What is known of a member of an archive that is a component.
#[derive(Clone, Copy, Default)]
struct Member {
    digest: Option<Digest>,
    long_digest: Option<Digest>,
    modified: Option<i64>,
}

impl Member {
    /// Adds it to a component.
    fn of(self, found: Found) -> Found {
        let Self { digest, long_digest, modified } = self;
        Found { digest, long_digest, modified, ..found }
    }
}

impl Walk {
    /// Reads one archive: `name` is its file's, `inside` where it lies in the file of the image,
    /// `within` the component that holds it.
    fn archive(
        &mut self,
        content: &Content<'_>,
        name: &str,
        inside: &[String],
        within: Option<usize>,
        member: Member,
    ) {
        let zip = match Unzip::open(content, &mut self.budget) {
            Ok(zip) => zip,
            Err(damage) => {
                self.findings.damage.push(damage.at(inside));
                // That it is there is known all the same.
                if is_archive(name.as_bytes()) {
                    let found = identity::by_name(&File::of(name));
                    let found = Found { inside: inside.to_vec(), within, ..found };
                    self.push(member.of(found));
                }
                return;
            }
        };
        let contents = self.contents(&zip, inside);
        let file = File::of(name);
        let is_java = is_archive(name.as_bytes()) || contents.manifest.is_some();
        let holder = if is_java {
            let has = |folder: &str| zip.has_folder(folder);
            let told = identity::tell(&file, contents.manifest.as_ref(), &contents.described, &has);
            let found = Found { inside: inside.to_vec(), within, ..told.main };
            let main = self.push(member.of(found));
            for shaded in told.shaded {
                let mut place = inside.to_vec();
                place.push(shaded.place.clone());
                self.push(Found { inside: place, within: main, ..shaded.found() });
            }
            main
        } else {
            within
        };
        for entry in contents.archives {
            self.nested(&zip, entry, inside, holder);
        }
        for entry in contents.natives {
            self.native(&zip, entry, inside, holder);
        }
    }

    /// Reads what describes the archive.
    fn contents<'z>(&mut self, zip: &'z Unzip<'_>, inside: &[String]) -> Contents<'z> {
        let mut contents = Contents::default();
        let mut poms: Vec<(&str, &ZipEntry, bool)> = Vec::new();
        for entry in zip.entries() {
            let Some(name) = entry.name() else { continue };
            // The order of these questions is that of their price: most entries are classes.
            if entry.name.ends_with(b".class") || entry.is_folder() || name.len() > MAX_NAME {
                continue;
            }
            if let Some(rest) = name.strip_prefix("META-INF/") {
                if rest.eq_ignore_ascii_case("MANIFEST.MF") {
                    contents.manifest =
                        self.document(zip, entry, inside).map(|bytes| Manifest::parse(&bytes));
                } else if let Some(folder) = name.strip_suffix("/pom.properties") {
                    poms.push((folder, entry, true));
                } else if let Some(folder) = name.strip_suffix("/pom.xml") {
                    poms.push((folder, entry, false));
                }
            }
            if is_archive(name.as_bytes()) {
                contents.archives.push(entry);
            } else if self.each_file && native::may_be(name) {
                contents.natives.push(entry);
            }
        }
        // Properties before the document of the same folder.
        poms.sort_by(|left, right| (left.0, !left.2).cmp(&(right.0, !right.2)));
        for (folder, entry, is_properties) in poms {
            if contents.described.len() > self.components {
                break;
            }
            let Some(bytes) = self.document(zip, entry, inside) else { continue };
            let described = if is_properties {
                Described::from_properties(&bytes)
            } else {
                Described::from_document(&bytes)
            };
            let described = described.or_else(|| Described::from_folder(folder));
            let Some(mut described) = described else {
                let damage = Damage::new(code::METADATA, "a Maven description without coordinates");
                let mut place = inside.to_vec();
                place.extend(entry.name().map(str::to_owned));
                self.findings.damage.push(damage.at(&place));
                continue;
            };
            entry.name().unwrap_or_default().clone_into(&mut described.place);
            match contents.described.last_mut().filter(|last| folder_of(&last.place) == folder) {
                Some(last) => last.complete(described),
                None => contents.described.push(described),
            }
        }
        contents
    }

    fn document(
        &mut self,
        zip: &Unzip<'_>,
        entry: &ZipEntry,
        inside: &[String],
    ) -> Option<Vec<u8>> {
        zip.read(entry, MAX_TEXT, &mut self.budget)
            .map_err(|damage| {
                let mut place = inside.to_vec();
                place.extend(entry.name().map(str::to_owned));
                self.findings.damage.push(damage.at(&place));
            })
            .ok()
    }

    fn nested(
        &mut self,
        zip: &Unzip<'_>,
        entry: &ZipEntry,
        inside: &[String],
        within: Option<usize>,
    ) {
        let name = entry.name().unwrap_or_default();
        let mut place = inside.to_vec();
        place.push(name.to_owned());
        let file_name = name.rsplit('/').next().unwrap_or(name);
        let unread = |walk: &mut Self, damage: Damage, place: Vec<String>| {
            walk.findings.damage.push(damage.at(&place));
            let found = identity::by_name(&File::of(file_name));
            walk.push(Found { inside: place, within, ..found });
        };
        if place.len() > self.budget.depth {
            let detail = format!("more than {} archives in each other", self.budget.depth);
            return unread(self, Damage::new(code::UNREAD_DEPTH, detail), place);
        }
        if self.findings.found.len() > self.components {
            return;
        }
        match zip.read_archive(entry, &mut self.budget) {
            Ok(bytes) => {
                let member = self.member(entry, &bytes);
                self.archive(&Content::Memory(&bytes), file_name, &place, within, member);
                self.budget.release(&bytes);
            }
            Err(damage) => unread(self, damage, place),
        }
    }

    /// Reads a native program or library.
    fn native(
        &mut self,
        zip: &Unzip<'_>,
        entry: &ZipEntry,
        inside: &[String],
        within: Option<usize>,
    ) {
        if self.findings.found.len() > self.components {
            return;
        }
        let name = entry.name().unwrap_or_default();
        let mut place = inside.to_vec();
        place.push(name.to_owned());
        match zip.read_archive(entry, &mut self.budget) {
            Ok(bytes) => {
                if let Some(found) = native::recognise(name, &bytes) {
                    let found = Found { inside: place, within, ..found };
                    let member = self.member(entry, &bytes);
                    self.push(member.of(found));
                }
                self.budget.release(&bytes);
            }
            Err(damage) => self.findings.damage.push(damage.at(&place)),
        }
    }

    /// Digests a member.
    fn member(&self, entry: &ZipEntry, bytes: &[u8]) -> Member {
        let long = || Digest::of(Algorithm::Sha512, bytes);
        Member {
            digest: Some(Digest::sha256(bytes)),
            long_digest: self.each_file.then(long),
            modified: entry.modified.filter(|_| self.each_file),
        }
    }

    /// Adds a component, unless there are too many already; one more than allowed says so.
    fn push(&mut self, found: Found) -> Option<usize> {
        if self.findings.found.len() > self.components {
            return None;
        }
        self.findings.found.push(found);
        Some(self.findings.found.len() - 1)
    }
}

fn folder_of(place: &str) -> &str {
    place.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What one archive holds that is looked at.
#[derive(Default)]
struct Contents<'z> {
    manifest: Option<Manifest>,
    described: Vec<Described>,
    archives: Vec<&'z ZipEntry>,
    natives: Vec<&'z ZipEntry>,
}

#[cfg(test)]
mod tests;
