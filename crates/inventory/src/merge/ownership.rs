// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whose a file is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Bound;

use haerterei_ground::TreePath;
use haerterei_image::Tree;

use super::draft::Draft;
use super::overlay::{Mark, Overlay};
use crate::component::{Component, ComponentKind, How, Licences};
use crate::findings::{Diversion, Owned, OwnedBy};

/// Whose files are.
#[derive(Debug, Default)]
pub(super) struct Ownership {
    /// The draft that a file belongs to.
    owners: HashMap<Mark, usize>,
    /// Files that an operator may change, by their package.
    configuration: HashSet<Mark>,
    /// How many files are claimed and not there.
    pub(super) missing: u64,
}

impl Ownership {
    /// Returns whose a file is.
    pub(super) fn owner(&self, mark: Mark) -> Option<usize> {
        self.owners.get(&mark).copied()
    }

    /// Returns whether its package names a file as configuration.
    pub(super) fn is_configuration(&self, mark: Mark) -> bool {
        self.configuration.contains(&mark)
    }
}

/// Gives files to whom they belong: packages of the system first, then what else claims them. Says
/// of every component which package its files belong to, and which licences a package's own files
/// declare.
pub(super) fn assign(overlay: &Overlay<'_>, drafts: &mut [Draft<'_>]) -> Ownership {
    let packages = packages(drafts);
    let whose = Whose::new(overlay, drafts, &packages);
    let (system, others): (Vec<usize>, Vec<usize>) = (0..drafts.len())
        .filter(|place| drafts.get(*place).is_some_and(Draft::is_present))
        .partition(|place| drafts.get(*place).is_some_and(Draft::is_system_package));
    let mut claims = Claims::new(overlay);
    claims.own(&system, drafts, &whose);
    for (at, sighting) in overlay.present() {
        for owned in sighting.findings.owned.iter().filter(|owned| is_package(&owned.by)) {
            claims.claim(whose.is(owned, whose.shown_first.get(&at).copied()), owned, drafts);
        }
    }
    claims.settle_folders();
    // Whoever is shown by a file of a package belongs to the package.
    let belongs: Vec<(usize, usize)> = others
        .iter()
        .filter_map(|place| Some((*place, claims.found.owner(drafts.get(*place)?.mark)?)))
        .collect();
    claims.own(&others, drafts, &whose);
    for (at, sighting) in overlay.present() {
        for owned in sighting.findings.owned.iter().filter(|owned| !is_package(&owned.by)) {
            claims.claim(whose.is(owned, whose.shown_first.get(&at).copied()), owned, drafts);
        }
    }
    // A file that shows something belongs to what it shows.
    for place in &others {
        if let Some(draft) = drafts.get(*place) {
            claims.found.owners.entry(draft.mark).or_insert(*place);
        }
    }
    claims.settle_folders();
    claims.own_what_was_compiled();
    let mut found = claims.found;
    // A lock file that a package brings along is of its own development.
    let promised: Vec<usize> = others
        .iter()
        .copied()
        .filter(|place| {
            drafts.get(*place).is_some_and(|draft| {
                let owner = found.owner(draft.mark).and_then(|owner| drafts.get(owner));
                draft.component.how == How::LockFile
                    && owner.is_some_and(|owner| owner.sighting != draft.sighting)
            })
        })
        .collect();
    for place in promised {
        if let Some(draft) = drafts.get_mut(place) {
            draft.is_repetition = true;
        }
    }
    found.missing = files_among(&claims.missing);
    for (place, owner) in belongs {
        let is_system = drafts.get(owner).is_some_and(Draft::is_system_package);
        let is_repetition = match (drafts.get(place), drafts.get(owner)) {
            (Some(draft), Some(owner)) => repeats(&draft.component, &owner.component),
            _ => false,
        };
        if let Some(draft) = drafts.get_mut(place)
            && is_system
            && draft.component.kind != ComponentKind::OperatingSystem
        {
            draft.is_repetition = is_repetition;
            draft.belongs_to = Some(owner);
        }
    }
    declare_licences(overlay, &packages, drafts);
    found
}

/// Returns whether what a file names is the package that it belongs to: the note in a program names
/// the package or its source.
fn repeats(named: &Component, owner: &Component) -> bool {
    let source = owner.source.as_ref().map(|source| &source.name);
    named.kind == ComponentKind::SystemPackage
        && named.ecosystem == owner.ecosystem
        && (named.name == owner.name || Some(&named.name) == source)
}

/// Returns the packages of the system by their names.
fn packages(drafts: &[Draft<'_>]) -> BTreeMap<String, Vec<usize>> {
    let mut packages: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, draft) in drafts.iter().enumerate() {
        if draft.is_system_package() && draft.is_present() {
            packages.entry(draft.component.name.clone()).or_default().push(place);
        }
    }
    packages
}

fn declare_licences(
    overlay: &Overlay<'_>,
    packages: &BTreeMap<String, Vec<usize>>,
    drafts: &mut [Draft<'_>],
) {
    let told: HashMap<Mark, &Licences> = overlay
        .present()
        .filter_map(|(_, sighting)| Some((sighting.mark, &sighting.findings.licences.as_ref()?.1)))
        .collect();
    for (name, places) in packages {
        let Some(Licences { declared, concluded, text }) =
            copyright_of(&overlay.tree, name).and_then(|mark| told.get(&mark).copied())
        else {
            continue;
        };
        for place in places {
            if let Some(draft) = drafts.get_mut(*place) {
                let own = &mut draft.component.licences;
                own.declared = own.declared.take().or_else(|| declared.clone());
                own.concluded = own.concluded.take().or_else(|| concluded.clone());
                own.text = own.text.take().or_else(|| text.clone());
            }
        }
    }
}

/// Returns the copyright file of a package. Its folder may be a link to that of another package of
/// the same source (Debian Policy 12.5).
fn copyright_of(tree: &Tree, package: &str) -> Option<Mark> {
    let path = TreePath::parse(["usr/share/doc/", package, "/copyright"].concat()).ok()?;
    Mark::at(tree.get(&tree.resolve(&path, true).ok()?)?)
}

const fn is_package(by: &OwnedBy) -> bool {
    matches!(by, OwnedBy::Package { .. })
}

/// Finds out whom lists of files mean.
struct Whose<'a, 'b> {
    overlay: &'a Overlay<'b>,
    /// Packages of the system by name, with their architectures.
    packages: BTreeMap<String, Vec<(usize, Option<String>)>>,
    /// The first draft that a sighting shows.
    shown_first: HashMap<usize, usize>,
    /// The first draft that a file shows.
    shown_by: HashMap<Mark, usize>,
}

impl<'a, 'b> Whose<'a, 'b> {
    fn new(
        overlay: &'a Overlay<'b>,
        drafts: &[Draft<'_>],
        packages: &BTreeMap<String, Vec<usize>>,
    ) -> Self {
        let architecture = |place: &usize| drafts.get(*place)?.component.architecture.clone();
        let packages = packages.iter().map(|(name, places)| {
            let places = places.iter().map(|place| (*place, architecture(place)));
            (name.clone(), places.collect())
        });
        let mut whose = Self {
            overlay,
            packages: packages.collect(),
            shown_first: HashMap::new(),
            shown_by: HashMap::new(),
        };
        for (place, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.is_present()) {
            if let Some(at) = draft.sighting {
                whose.shown_first.entry(at).or_insert(place);
            }
            if draft.found.is_some() {
                whose.shown_by.entry(draft.mark).or_insert(place);
            }
        }
        whose
    }

    /// Returns whose something is; `itself` is whom the list stands with.
    fn is(&self, owned: &Owned, itself: Option<usize>) -> Option<usize> {
        match &owned.by {
            OwnedBy::Itself => itself,
            OwnedBy::Package { name, architecture } => {
                let candidates = self.packages.get(name)?;
                let fits = |own: &Option<String>| architecture.is_none() || own == architecture;
                let fitting = candidates.iter().find(|(_, own)| fits(own));
                fitting.or_else(|| candidates.first()).map(|(place, _)| *place)
            }
            OwnedBy::ShownBy(path) => {
                let tree = &self.overlay.tree;
                let path = tree.resolve(path, false).ok()?;
                self.shown_by.get(&tree.get(&path).and_then(Mark::at)?).copied()
            }
        }
    }
}

/// Claims to files. Of several to one file the first counts; of several to a folder that which is
/// nearest to the file.
struct Claims<'a, 'b> {
    overlay: &'a Overlay<'b>,
    found: Ownership,
    folders: Vec<(TreePath, usize)>,
    /// What dpkg keeps elsewhere, by the path that packages list.
    diverted: HashMap<&'b TreePath, &'b Diversion>,
    missing: BTreeSet<TreePath>,
}

impl<'a, 'b> Claims<'a, 'b> {
    fn new(overlay: &'a Overlay<'b>) -> Self {
        let diverted = overlay
            .present()
            .flat_map(|(_, sighting)| &sighting.findings.diverted)
            .map(|diversion| (&diversion.from, diversion))
            .collect();
        Self {
            overlay,
            found: Ownership::default(),
            folders: Vec::new(),
            diverted,
            missing: BTreeSet::new(),
        }
    }

    /// Gives drafts what they list as their own.
    fn own(&mut self, places: &[usize], drafts: &[Draft<'_>], whose: &Whose<'_, '_>) {
        for place in places {
            let found = drafts.get(*place).and_then(|draft| draft.found);
            for owned in found.into_iter().flat_map(|found| &found.owns) {
                self.claim(whose.is(owned, Some(*place)), owned, drafts);
            }
        }
    }

    fn claim(&mut self, whose: Option<usize>, owned: &Owned, drafts: &[Draft<'_>]) {
        let Some(whose) = whose else { return };
        let tree = &self.overlay.tree;
        let listed = self.kept_at(&owned.path, drafts.get(whose));
        let Ok(path) = tree.resolve(listed, false) else {
            self.missing.insert(owned.path.clone());
            return;
        };
        let Some(node) = tree.get(&path) else { return };
        if let Some(mark) = Mark::at(node) {
            self.found.owners.entry(mark).or_insert(whose);
            if owned.is_configuration {
                self.found.configuration.insert(mark);
            }
        } else if owned.with_all_below && node.is_directory() {
            self.folders.push((path, whose));
        }
    }

    /// Returns where the file is that a package lists at a path: where it is diverted, unless it is
    /// the package's own that stays (dpkg-divert(1)).
    fn kept_at<'p>(&self, path: &'p TreePath, whose: Option<&Draft<'_>>) -> &'p TreePath
    where
        'b: 'p,
    {
        match (self.diverted.get(path).copied(), whose) {
            (Some(diversion), Some(draft))
                if draft.is_system_package()
                    && diversion.by.as_ref() != Some(&draft.component.name) =>
            {
                &diversion.to
            }
            _ => path,
        }
    }

    /// Gives compiled Python to whom its source belongs: packages of systems compile when they are
    /// installed and list the sources alone (PEP 3147).
    fn own_what_was_compiled(&mut self) {
        let tree = &self.overlay.tree;
        for (path, node) in tree.iter() {
            let Some(mark) = Mark::at(node) else { continue };
            if path.as_bytes().ends_with(b".pyc") && self.found.owner(mark).is_none() {
                let source = source_of(path).and_then(|source| Mark::at(tree.get(&source)?));
                let owner = source.and_then(|source| self.found.owner(source));
                self.found.owners.extend(owner.map(|owner| (mark, owner)));
            }
        }
    }

    /// Gives what is below claimed folders, the deepest first.
    fn settle_folders(&mut self) {
        let mut folders = std::mem::take(&mut self.folders);
        folders.sort_by_cached_key(|(path, whose)| (Reverse(path.depth()), path.clone(), *whose));
        folders.dedup_by(|later, first| later.0 == first.0);
        for (folder, whose) in folders {
            for (_, node) in self.overlay.tree.descendants(&folder) {
                if let Some(mark) = Mark::at(node) {
                    self.found.owners.entry(mark).or_insert(whose);
                }
            }
        }
    }
}

/// `a/__pycache__/b.cpython-313.pyc` was compiled from `a/b.py`.
fn source_of(compiled: &TreePath) -> Option<TreePath> {
    let folder = compiled.parent()?;
    let name = compiled.name();
    let stem = name.get(..name.iter().position(|byte| *byte == b'.')?)?;
    let source = [stem, b".py"].concat();
    (folder.name() == b"__pycache__").then_some(())?;
    folder.parent()?.join(source).ok()
}

/// Counts the paths that are no folder of another one: lists of packages name folders too.
fn files_among(paths: &BTreeSet<TreePath>) -> u64 {
    let is_folder = |path: &TreePath| {
        let below = [path.as_bytes(), b"/"].concat();
        let mut after =
            paths.range::<[u8], _>((Bound::Included(below.as_slice()), Bound::Unbounded));
        after.next().is_some_and(|next| next.is_within(path))
    };
    paths.iter().filter(|path| !is_folder(path)).count() as u64
}
