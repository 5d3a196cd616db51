// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The layers over each other, and what became of every file that shows something.

use std::collections::HashMap;

use haerterei_ground::{Digest, TreePath};
use haerterei_image::tar::EntryKind;
use haerterei_image::tree::{LayerEntry, Node};
use haerterei_image::{ImageError, Tree};

use super::replay::Replayed;
use crate::findings::{Findings, System};
use crate::inventory::Damaged;
use crate::layer::{FileFacts, LayerRecord, Particulars};

/// What the codes of damage begin with that is none: a bound was reached.
const UNREAD: &str = "inventory-unread-";

/// Which file of which layer carries a content: the mark of its nodes in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Mark(u64);

impl Mark {
    fn of(layer: usize, file: u32) -> Self {
        Self((layer as u64) << 32 | u64::from(file))
    }

    /// Returns the mark of a file's node.
    pub(super) fn at(node: &Node) -> Option<Self> {
        node.is_file().then_some(Self(node.mark))
    }

    /// Returns the layer that the content is from.
    pub(super) const fn layer(self) -> usize {
        (self.0 >> 32) as usize
    }

    const fn file(self) -> u32 {
        self.0 as u32
    }
}

/// A file that shows something, in the layer that brought it.
#[derive(Clone, Debug)]
pub(super) struct Sighting<'a> {
    /// Which file.
    pub(super) mark: Mark,
    /// Where it is in the merged tree, or was before it was removed.
    pub(super) path: TreePath,
    /// What it shows.
    pub(super) findings: &'a Findings,
    /// The layer that removed or replaced it.
    pub(super) removed_in: Option<usize>,
}

impl Sighting<'_> {
    /// Returns whether it is in the image at run time.
    pub(super) const fn is_present(&self) -> bool {
        self.removed_in.is_none()
    }
}

/// The layers over each other.
#[derive(Debug)]
pub(super) struct Overlay<'a> {
    records: &'a [LayerRecord],
    /// The merged tree.
    pub(super) tree: Tree,
    /// What shows something, by layer and in its order.
    pub(super) sightings: Vec<Sighting<'a>>,
}

impl<'a> Overlay<'a> {
    /// Puts layers over each other.
    pub(super) fn of(records: &'a [LayerRecord]) -> Result<Self, ImageError> {
        let mut overlay = Self { records, tree: Tree::new(), sightings: Vec::new() };
        // Further names of files that show something.
        let mut names: HashMap<Mark, Vec<TreePath>> = HashMap::new();
        for (layer, record) in records.iter().enumerate() {
            let mut file = 0;
            let mut links = Vec::new();
            let mut showing = record.findings.iter().peekable();
            let mut shown = Vec::new();
            overlay.tree.apply_layer(record.table.entries().map(|entry| {
                let mut mark = 0;
                if entry.kind == EntryKind::File {
                    let own = Mark::of(layer, file);
                    if let Some((_, findings)) = showing.next_if(|(number, _)| *number == file) {
                        shown.push((own, entry.path.clone(), findings));
                    }
                    mark = own.0;
                    file += 1;
                } else if matches!(entry.kind, EntryKind::Hardlink { .. }) {
                    links.push(entry.path.clone());
                }
                LayerEntry { entry, content: None, mark }
            }))?;
            let before = overlay.sightings.len();
            for (mark, path, findings) in shown {
                let found = overlay.find(&path, Some(mark));
                overlay.sightings.push(Sighting {
                    mark,
                    // A later entry of the same layer may have taken its place.
                    removed_in: found.is_none().then_some(layer),
                    path: found.map_or(path, |(path, _)| path),
                    findings,
                });
            }
            for path in links {
                if let Some((path, mark)) = overlay.find(&path, None) {
                    names.entry(mark).or_default().push(path);
                }
            }
            let wanted: std::collections::HashSet<Mark> =
                overlay.sightings.iter().map(|sighting| sighting.mark).collect();
            names.retain(|mark, _| wanted.contains(mark));
            let (tree, old) = (&overlay.tree, overlay.sightings.get_mut(..before));
            for sighting in old.unwrap_or_default() {
                if !sighting.is_present() || is_at(tree, &sighting.path, sighting.mark) {
                    continue;
                }
                let others = names.get(&sighting.mark).into_iter().flatten();
                match others.clone().find(|path| is_at(tree, path, sighting.mark)) {
                    Some(other) => sighting.path = other.clone(),
                    None => sighting.removed_in = Some(layer),
                }
            }
        }
        Ok(overlay)
    }

    /// Finds an entry of the layer that was put on last: its folders may be links.
    fn find(&self, path: &TreePath, wanted: Option<Mark>) -> Option<(TreePath, Mark)> {
        let fits = |path: &TreePath| {
            let mark = self.tree.get(path).and_then(Mark::at)?;
            wanted.is_none_or(|wanted| wanted == mark).then_some(mark)
        };
        if let Some(mark) = fits(path) {
            return Some((path.clone(), mark));
        }
        let folder = self.tree.resolve(&path.parent()?, true).ok()?;
        let path = folder.join(path.name()).ok()?;
        fits(&path).map(|mark| (path, mark))
    }

    /// Takes what databases say together with their logs. A log of a later layer makes a later
    /// version of the database.
    pub(super) fn take(&mut self, replayed: &'a [Replayed]) {
        for Replayed { sighting, later, findings } in replayed {
            let Some(database) = self.sightings.get_mut(*sighting) else { continue };
            match later {
                None => database.findings = findings,
                Some(mark) => {
                    let later = Sighting { mark: *mark, findings, ..database.clone() };
                    self.sightings.push(later);
                }
            }
        }
    }

    /// Returns what is known of a file.
    pub(super) fn facts(&self, mark: Mark) -> Option<&'a FileFacts> {
        self.records.get(mark.layer())?.files.get(mark.file() as usize)
    }

    /// Returns what a file has to say if it is a component of its own, where that was asked for.
    pub(super) fn particulars(&self, mark: Mark) -> Option<&'a Particulars> {
        self.records.get(mark.layer())?.particulars(mark.file())
    }

    /// Returns the digests of a file.
    pub(super) fn digests(&self, mark: Mark) -> impl Iterator<Item = Digest> {
        let long = self.particulars(mark).map(|particulars| particulars.sha512);
        self.facts(mark).and_then(FileFacts::digest).into_iter().chain(long)
    }

    /// Returns what shows something and is in the image.
    pub(super) fn present(&self) -> impl Iterator<Item = (usize, &Sighting<'a>)> {
        self.sightings.iter().enumerate().filter(|(_, sighting)| sighting.is_present())
    }

    /// Returns what the image says its operating system is, and which sighting says so:
    /// `etc/os-release` before `usr/lib/os-release` (os-release(5)).
    pub(super) fn system(&self) -> Option<(usize, &'a System)> {
        let rank = |path: &TreePath| match path.as_bytes() {
            b"etc/os-release" => 0,
            b"usr/lib/os-release" => 1,
            _ => 2,
        };
        self.present()
            .filter_map(|(at, sighting)| Some((at, sighting.findings.system.as_ref()?)))
            .min_by_key(|(at, _)| self.sightings.get(*at).map(|sighting| rank(&sighting.path)))
    }

    /// Returns what is damaged, and what was not looked into, of what is in the image.
    pub(super) fn troubles(&self) -> (Vec<Damaged>, Vec<Damaged>) {
        let damaged: Vec<Damaged> = self
            .present()
            .flat_map(|(_, sighting)| {
                sighting.findings.damage.iter().map(|damage| Damaged {
                    path: sighting.path.clone(),
                    layer: sighting.mark.layer(),
                    damage: damage.clone(),
                })
            })
            .collect();
        let skipped: HashMap<Mark, _> = self
            .records
            .iter()
            .enumerate()
            .flat_map(|(layer, record)| {
                record.skipped.iter().map(move |(file, damage)| (Mark::of(layer, *file), damage))
            })
            .collect();
        let mut not_looked_into = Vec::new();
        if !skipped.is_empty() {
            for (path, node) in self.tree.iter() {
                let Some(mark) = Mark::at(node) else { continue };
                if let Some(damage) = skipped.get(&mark) {
                    not_looked_into.push(Damaged {
                        path: path.clone(),
                        layer: mark.layer(),
                        damage: (*damage).clone(),
                    });
                }
            }
        }
        // Bounds that stopped a cataloguer are told by their code.
        let (unread, mut damaged): (Vec<_>, Vec<_>) =
            damaged.into_iter().partition(|damaged| damaged.damage.code.starts_with(UNREAD));
        not_looked_into.extend(unread);
        damaged.sort();
        not_looked_into.sort();
        (damaged, not_looked_into)
    }
}

fn is_at(tree: &Tree, path: &TreePath, mark: Mark) -> bool {
    tree.get(path).and_then(Mark::at) == Some(mark)
}
