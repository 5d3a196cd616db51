// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The tree of an image while it is put together: what packages brought and what was made.

use std::collections::BTreeMap;

use haerterei_ground::{Digest, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_store::Store;

use crate::error::BuildError;
use crate::study::{Captured, Kept, KeptKind, Study};

/// The rule for folders of the base whose mode a package's layer would change.
const FOLDERS: &str = "folders";
/// Links followed on the way to a path before we call it a loop, as the kernel has it.
const MOST_LINKS: usize = 40;

/// Who brought a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The base image.
    Base,
    /// The package at this place of the list.
    Package(usize),
    /// The build, by this rule.
    Made(&'static str),
}

/// A path of the image.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// What stands there.
    pub(crate) kept: Kept,
    /// Who brought it.
    pub(crate) source: Source,
}

/// Two packages bring the same path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Overlap {
    /// The path.
    pub(crate) path: TreePath,
    /// The packages, as places in the list; the first is none where it is the base image's.
    pub(crate) packages: (Option<usize>, usize),
}

/// The tree while it is put together.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    places: BTreeMap<TreePath, Place>,
    made: BTreeMap<TreePath, Vec<u8>>,
    captured: BTreeMap<TreePath, Captured>,
    capabilities: BTreeMap<TreePath, Vec<u8>>,
    /// Paths of the base that are taken away, and the time at which.
    gone: BTreeMap<TreePath, i64>,
}

impl Scene {
    /// Gives a file capabilities; only a tree that is compared with an installation has any.
    pub(crate) fn set_capabilities(&mut self, path: &TreePath, attribute: Vec<u8>) {
        let path = self.follow(path, true);
        self.capabilities.insert(path, attribute);
    }

    /// Returns the capabilities of a file; nothing if it has none.
    pub(crate) fn capabilities(&self, path: &TreePath) -> &[u8] {
        self.capabilities.get(path).map(Vec::as_slice).unwrap_or_default()
    }

    /// Begins with what the base image holds.
    pub(crate) fn upon(base: &Study) -> Self {
        let places = base
            .kept
            .iter()
            .map(|kept| (kept.path.clone(), Place { kept: kept.clone(), source: Source::Base }))
            .collect();
        Self { places, captured: base.captured.clone(), ..Self::default() }
    }

    /// Takes paths of the base away: the topmost of each is hidden from the layers below.
    pub(crate) fn hide(&mut self, mtime: i64, covers: impl Fn(&TreePath) -> bool) {
        let hidden: Vec<TreePath> = self
            .places
            .iter()
            .filter(|(path, place)| place.source == Source::Base && covers(path))
            .map(|(path, _)| path.clone())
            .collect();
        for path in hidden {
            if path.ancestors().any(|folder| self.gone.contains_key(&folder)) {
                self.places.remove(&path);
                continue;
            }
            self.places
                .retain(|other, place| !(other.is_within(&path) && place.source == Source::Base));
            self.gone.insert(path, mtime);
        }
    }

    /// Takes everything at and below a path away, whoever brought it.
    pub(crate) fn hide_all(&mut self, mtime: i64, path: &TreePath) {
        let before = self.places.len();
        self.places.retain(|other, _| !other.is_within(path));
        if self.places.len() < before {
            self.gone.insert(path.clone(), mtime);
        }
    }

    /// Returns whether the base has exactly this at its place.
    fn is_in_base(&self, entry: &Entry, content: &[u8]) -> bool {
        let Some(Place { kept, source: Source::Base }) = self.places.get(&entry.path) else {
            return false;
        };
        if let (KeptKind::Symlink(before), EntryKind::Symlink { target }) =
            (&kept.kind, &entry.kind)
        {
            return before == target;
        }
        let same = match (&kept.kind, &entry.kind) {
            (KeptKind::Directory, EntryKind::Directory) => true,
            (KeptKind::File { content: before, .. }, EntryKind::File) => {
                *before == Some(Digest::sha256(content))
            }
            _ => false,
        };
        same && (kept.mode, kept.uid, kept.gid) == (entry.mode, entry.uid, entry.gid)
    }

    /// Adds what a package brought, and returns what another had brought already.
    ///
    /// Folders may come from many packages; the same link from two packages is no overlap.
    pub(crate) fn add(&mut self, package: usize, study: &Study) -> Vec<Overlap> {
        let mut overlaps = Vec::new();
        for kept in &study.kept {
            // A folder that is there keeps its mode, as with dpkg.
            if kept.kind == KeptKind::Directory
                && let Some(place) = self.places.get_mut(&kept.path)
                && place.kept.kind == KeptKind::Directory
                && place.kept.mode != 0o755
            {
                // The package's layer lies above the base's: what the base said is said again.
                if place.source == Source::Base && place.kept.mode != kept.mode {
                    place.source = Source::Made(FOLDERS);
                }
                continue;
            }
            let before = self.places.insert(
                kept.path.clone(),
                Place { kept: kept.clone(), source: Source::Package(package) },
            );
            let first = match &before {
                Some(Place { source: Source::Package(first), .. }) if *first != package => {
                    Some(Some(*first))
                }
                Some(Place { source: Source::Base, .. }) => Some(None),
                _ => None,
            };
            if let (Some(Place { kept: other, .. }), Some(first)) = (before, first)
                && !(kept.kind == KeptKind::Directory && other.kind == KeptKind::Directory)
                && !(matches!(kept.kind, KeptKind::Symlink(_)) && kept.kind == other.kind)
            {
                overlaps.push(Overlap { path: kept.path.clone(), packages: (first, package) });
            }
        }
        for (path, captured) in &study.captured {
            self.captured.insert(path.clone(), captured.clone());
        }
        overlaps
    }

    /// Returns all paths with what stands there.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&TreePath, &Place)> {
        self.places.iter()
    }

    /// Returns what stands at exactly this path.
    pub(crate) fn get(&self, path: &TreePath) -> Option<&Place> {
        self.places.get(path)
    }

    /// Returns where a path really is, once the links among the folders above it are followed.
    pub(crate) fn located(&self, path: &TreePath) -> TreePath {
        self.follow(path, false)
    }

    /// Returns what a path leads to, links followed to the end.
    pub(crate) fn target(&self, path: &TreePath) -> Option<(TreePath, &Place)> {
        let path = self.follow(path, true);
        self.places.get(&path).map(|place| (path, place))
    }

    fn follow(&self, path: &TreePath, last_too: bool) -> TreePath {
        let mut path = path.clone();
        for _ in 0..MOST_LINKS {
            let Some(next) = self.first_link(&path, last_too) else { break };
            path = next;
        }
        path
    }

    /// Returns the path with the first link on its way replaced by what it says.
    fn first_link(&self, path: &TreePath, last_too: bool) -> Option<TreePath> {
        let mut folders: Vec<TreePath> = path.ancestors().collect();
        folders.reverse();
        folders.extend(last_too.then(|| path.clone()));
        folders.into_iter().find_map(|folder| {
            let KeptKind::Symlink(target) = &self.places.get(&folder)?.kept.kind else {
                return None;
            };
            let rest = path.below(&folder)?;
            folder.link_target(target).ok()?.join(rest).ok()
        })
    }

    /// Returns the content of a file that was made or captured.
    pub(crate) fn content(
        &self,
        path: &TreePath,
        store: &Store,
    ) -> Result<Option<Vec<u8>>, BuildError> {
        if let Some(bytes) = self.made.get(path) {
            return Ok(Some(bytes.clone()));
        }
        match self.captured.get(path) {
            Some(captured) => Ok(Some(store.read(&captured.content, 64 << 20)?)),
            None => Ok(None),
        }
    }

    /// Returns the digest of a file that is the base's.
    pub(crate) fn base_content_digest(&self, path: &TreePath) -> Option<Digest> {
        match self.places.get(path)? {
            Place {
                kept: Kept { kind: KeptKind::File { content, .. }, .. },
                source: Source::Base,
            } => *content,
            _ => None,
        }
    }

    /// Returns the captured files below a folder, or the file itself, in the order of paths.
    pub(crate) fn captured_within(
        &self,
        folder: &TreePath,
    ) -> impl Iterator<Item = (&TreePath, &Captured)> {
        self.captured.iter().filter(|(path, _)| path.is_within(folder))
    }

    /// Puts an entry that the build makes at its place; content only for files.
    ///
    /// Folders above it that nobody brought are made with mode 0755.
    pub(crate) fn put(&mut self, mut entry: Entry, content: Vec<u8>, rule: &'static str) {
        entry.path = self.located(&entry.path);
        if self.is_in_base(&entry, &content) {
            return;
        }
        let mut folders: Vec<TreePath> =
            entry.path.ancestors().filter(|folder| !folder.is_root()).collect();
        folders.reverse();
        for folder in folders {
            self.places.entry(folder.clone()).or_insert_with(|| {
                let made =
                    Entry { mtime: entry.mtime, ..Entry::new(folder, EntryKind::Directory, 0o755) };
                Place { kept: Kept::of(&made, None), source: Source::Made(rule) }
            });
        }
        if matches!(entry.kind, EntryKind::File) {
            entry.size = content.len() as u64;
            self.made.insert(entry.path.clone(), content);
        }
        self.places.insert(
            entry.path.clone(),
            Place { kept: Kept::of(&entry, None), source: Source::Made(rule) },
        );
    }

    /// Moves a file or link that the build made; returns whether it had made it.
    pub(crate) fn rename_made(&mut self, from: &TreePath, to: &TreePath) -> bool {
        let is_made = |place: &Place| {
            matches!(place.source, Source::Made(_)) && place.kept.kind != KeptKind::Directory
        };
        if !self.places.get(from).is_some_and(is_made) {
            return false;
        }
        let to = self.located(to);
        if let Some(mut place) = self.places.remove(from) {
            place.kept.path = to.clone();
            self.places.insert(to.clone(), place);
        }
        if let Some(content) = self.made.remove(from) {
            self.made.insert(to, content);
        }
        true
    }

    /// Moves whatever stands at a path, with everything below it; returns whether there was anything.
    pub(crate) fn rename(&mut self, from: &TreePath, to: &TreePath) -> bool {
        let (from, to) = (self.located(from), self.located(to));
        let moved: Vec<TreePath> =
            self.places.keys().filter(|path| path.is_within(&from)).cloned().collect();
        for path in &moved {
            let Some(new) = path.below(&from).and_then(|rest| to.join(rest).ok()) else { continue };
            if let Some(mut place) = self.places.remove(path) {
                place.kept.path = new.clone();
                self.places.insert(new.clone(), place);
            }
            if let Some(content) = self.made.remove(path) {
                self.made.insert(new.clone(), content);
            }
            if let Some(captured) = self.captured.remove(path) {
                self.captured.insert(new, captured);
            }
        }
        !moved.is_empty()
    }

    /// Takes whatever stands at a path away, as `rm` and `rmdir` do.
    pub(crate) fn remove(&mut self, path: &TreePath, recursive: bool, only_if_empty: bool) {
        let path = self.located(path);
        let is_folder =
            self.places.get(&path).is_some_and(|place| place.kept.kind == KeptKind::Directory);
        let filled = self.places.keys().any(|other| *other != path && other.is_within(&path));
        if is_folder && (only_if_empty && filled || !only_if_empty && !recursive) {
            return;
        }
        let gone: Vec<TreePath> =
            self.places.keys().filter(|other| other.is_within(&path)).cloned().collect();
        for path in gone {
            self.places.remove(&path);
            self.made.remove(&path);
        }
    }

    /// Changes what stands at a path, and everything below it if asked.
    pub(crate) fn change(
        &mut self,
        path: &TreePath,
        recursive: bool,
        follow: bool,
        change: impl Fn(&mut Kept),
    ) {
        let path = self.follow(path, follow && !recursive);
        for (other, place) in &mut self.places {
            if *other == path || recursive && other.is_within(&path) {
                change(&mut place.kept);
            }
        }
    }

    /// Returns the content of a file that the build made.
    pub(crate) fn made_content(&self, path: &TreePath) -> Option<&[u8]> {
        self.made.get(path).map(Vec::as_slice)
    }

    /// Takes a path that the build made away again, with everything below it that it made.
    pub(crate) fn remove_made(&mut self, path: &TreePath) {
        let gone: Vec<TreePath> = self
            .places
            .iter()
            .filter(|(candidate, place)| {
                candidate.is_within(path) && matches!(place.source, Source::Made(_))
            })
            .map(|(candidate, _)| candidate.clone())
            .collect();
        for path in gone {
            self.places.remove(&path);
            self.made.remove(&path);
        }
    }

    /// Returns the entries that hide paths of the base (OCI image specification, "Whiteouts").
    fn whiteouts(&self) -> impl Iterator<Item = (Entry, &[u8])> {
        let free = self.gone.iter().filter(|(path, _)| !self.places.contains_key(*path));
        free.filter_map(|(path, mtime)| {
            let name = [b".wh.", path.name()].concat();
            let path = path.parent().unwrap_or_default().join(&name).ok()?;
            Some((Entry { mtime: *mtime, ..Entry::file(path, 0o644, 0) }, &[][..]))
        })
    }

    /// Returns everything the build made, in the order of paths, ready to be written; first what
    /// hides paths of the base.
    pub(crate) fn made(&self) -> impl Iterator<Item = (Entry, &[u8])> {
        let made = self.places.values().filter_map(|place| {
            let Source::Made(_) = place.source else { return None };
            let kept = &place.kept;
            let content = self.made.get(&kept.path).map(Vec::as_slice).unwrap_or_default();
            let kind = match &kept.kind {
                KeptKind::File { .. } => EntryKind::File,
                KeptKind::Directory => EntryKind::Directory,
                KeptKind::Symlink(target) => EntryKind::Symlink { target: target.clone() },
                KeptKind::Hardlink(target) => EntryKind::Hardlink { target: target.clone() },
                KeptKind::Special => return None,
            };
            let entry = Entry {
                uid: kept.uid,
                gid: kept.gid,
                mtime: kept.mtime,
                size: content.len() as u64,
                ..Entry::new(kept.path.clone(), kind, kept.mode)
            };
            Some((entry, content))
        });
        self.whiteouts().chain(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> TreePath {
        TreePath::parse(text).unwrap()
    }

    fn link(at: &str, target: &str) -> Entry {
        let kind = EntryKind::Symlink { target: target.as_bytes().to_vec() };
        Entry::new(path(at), kind, 0o777)
    }

    #[test]
    fn what_is_made_behind_a_link_stands_where_the_link_leads() {
        let mut scene = Scene::default();
        scene.put(link("var/run", "/run"), Vec::new(), "test");
        scene.put(Entry::file(path("var/run/x/file"), 0o644, 0), b"text".to_vec(), "test");
        assert!(scene.get(&path("run/x/file")).is_some());
        assert!(scene.get(&path("run/x")).is_some());
        assert_eq!(scene.made().count(), 5);
        scene.remove_made(&path("run/x"));
        assert_eq!(scene.made().count(), 3);
    }

    #[test]
    fn loops_of_links_end() {
        let mut scene = Scene::default();
        scene.put(link("a", "b"), Vec::new(), "test");
        scene.put(link("b", "a"), Vec::new(), "test");
        assert!(scene.target(&path("a/x")).is_none());
    }

    #[test]
    fn two_packages_may_share_folders_and_equal_links_only() {
        let study = |kind: KeptKind| Study {
            kept: vec![Kept {
                path: path("x"),
                kind,
                mode: 0o755,
                uid: 0,
                gid: 0,
                mtime: 0,
                was_privileged: false,
            }],
            ..Study::default()
        };
        let overlaps = |first: KeptKind, second: KeptKind| {
            let mut scene = Scene::default();
            scene.add(0, &study(first));
            scene.add(1, &study(second)).len()
        };
        let link = |target: &[u8]| KeptKind::Symlink(target.to_vec());
        assert_eq!(overlaps(KeptKind::Directory, KeptKind::Directory), 0);
        assert_eq!(overlaps(link(b"a"), link(b"a")), 0);
        assert_eq!(overlaps(link(b"a"), link(b"b")), 1);
        let file = KeptKind::File { size: 0, content: None };
        assert_eq!(overlaps(file.clone(), file), 1);
    }
}
