// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Components before they are merged and numbered.

use std::collections::BTreeSet;

use haerterei_ground::{Timestamp, TreePath};

use super::database;
use super::overlay::{Mark, Overlay, Sighting};
use crate::component::{Component, ComponentKind, Creator, How, Location};
use crate::findings::{Found, System};

/// A component before it is merged and numbered; drafts refer to each other by their places.
#[derive(Clone, Debug)]
pub(super) struct Draft<'a> {
    /// The component, without what refers to others.
    pub(super) component: Component,
    /// What a file shows of it.
    pub(super) found: Option<&'a Found>,
    /// Which file.
    pub(super) mark: Mark,
    /// The sighting of that file, by its place.
    pub(super) sighting: Option<usize>,
    /// What holds it.
    pub(super) within: Option<usize>,
    /// The package of the system whose files show it.
    pub(super) belongs_to: Option<usize>,
    /// It is that package itself, which a file of it names again, or is only promised by a file
    /// that a package brought along from its development; it is left out.
    pub(super) is_repetition: bool,
}

impl Draft<'_> {
    /// Returns whether it is in the image at run time.
    pub(super) const fn is_present(&self) -> bool {
        self.component.removed_in.is_none()
    }

    /// Returns whether a package database of the system lists it.
    pub(super) fn is_system_package(&self) -> bool {
        self.found.is_some_and(database::is_listed)
    }
}

/// Makes drafts of everything that files show.
pub(super) fn drafts<'a>(
    overlay: &Overlay<'a>,
    system: Option<(usize, &'a System)>,
) -> Vec<Draft<'a>> {
    let mut drafts = Vec::new();
    if let Some((at, system)) = system
        && let Some(sighting) = overlay.sightings.get(at)
    {
        drafts.push(operating_system(at, sighting, system));
    }
    for listed in database::follow(&overlay.sightings) {
        let Some(sighting) = overlay.sightings.get(listed.sighting) else { continue };
        let mut component = component_of(listed.found);
        component.locations = vec![Location {
            path: sighting.path.clone(),
            inside: listed.found.inside.clone(),
            layer: listed.layer,
        }];
        component.removed_in = listed.removed_in;
        drafts.push(Draft {
            component,
            found: Some(listed.found),
            mark: sighting.mark,
            sighting: Some(listed.sighting),
            within: None,
            belongs_to: None,
            is_repetition: false,
        });
    }
    for (at, sighting) in overlay.sightings.iter().enumerate() {
        if !is_only_promised(overlay, sighting) {
            shown_by(overlay, at, sighting, &mut drafts);
        }
    }
    forget_what_was_only_moved(&mut drafts);
    drafts
}

/// Returns whether a file only lists what lies installed beside it, and speaks for itself there.
fn is_only_promised(overlay: &Overlay<'_>, sighting: &Sighting<'_>) -> bool {
    let installed = sighting.findings.only_without.as_ref();
    installed.is_some_and(|place| overlay.tree.resolve(place, true).is_ok())
}

/// Adds what a file shows that is no database.
fn shown_by<'a>(
    overlay: &Overlay<'a>,
    at: usize,
    sighting: &Sighting<'a>,
    drafts: &mut Vec<Draft<'a>>,
) {
    let findings = sighting.findings;
    let mut places: Vec<Option<usize>> = Vec::with_capacity(findings.found.len());
    for found in &findings.found {
        if database::is_listed(found) {
            places.push(None);
            continue;
        }
        let mut component = component_of(found);
        component.locations = vec![location(&sighting.path, found, sighting.mark)];
        component.removed_in = sighting.removed_in;
        // A file that is the component has its digest; one that only tells of it, or has it linked
        // into itself, has not.
        let is_the_file = found.inside.is_empty()
            && found.within.is_none()
            && (findings.is_archive
                || findings.is_executable
                || found.kind == ComponentKind::Model);
        component.digests = match found.digest {
            Some(digest) => std::iter::once(digest).chain(found.long_digest).collect(),
            None if is_the_file => overlay.digests(sighting.mark).collect(),
            None => BTreeSet::new(),
        };
        component.build_id = findings.build_id.clone().filter(|_| is_the_file);
        let modified = overlay.particulars(sighting.mark).map(|it| it.modified);
        component.modified = found.modified.or(modified.filter(|_| is_the_file)).and_then(time_of);
        places.push(Some(drafts.len()));
        let within = found.within.and_then(|within| places.get(within).copied().flatten());
        // A mere file in an archive is its, as a file of a package is the package's.
        let is_mere_file = found.kind == ComponentKind::Executable;
        drafts.push(Draft {
            component,
            found: Some(found),
            mark: sighting.mark,
            sighting: Some(at),
            within,
            belongs_to: within.filter(|_| is_mere_file),
            is_repetition: false,
        });
    }
}

/// Takes away what a layer removed and the image has at the same place all the same: a file that
/// was only put there again.
fn forget_what_was_only_moved(drafts: &mut Vec<Draft<'_>>) {
    type Identity = (String, Option<String>, String, Option<String>, Option<TreePath>, Vec<String>);
    let identity = |draft: &Draft<'_>| -> Identity {
        let component = &draft.component;
        let place = component.locations.first();
        (
            component.ecosystem.clone(),
            component.group.clone(),
            component.name.clone(),
            component.version.clone(),
            place.map(|place| place.path.clone()),
            place.map(|place| place.inside.clone()).unwrap_or_default(),
        )
    };
    if drafts.iter().all(Draft::is_present) {
        return;
    }
    let there: BTreeSet<Identity> =
        drafts.iter().filter(|draft| draft.is_present()).map(identity).collect();
    let keeps: Vec<bool> = drafts
        .iter()
        .map(|draft| {
            draft.is_present() || draft.is_system_package() || !there.contains(&identity(draft))
        })
        .collect();
    let mut new_place = 0;
    let new_places: Vec<Option<usize>> = keeps
        .iter()
        .map(|keep| {
            new_place += usize::from(*keep);
            keep.then_some(new_place - 1)
        })
        .collect();
    let mut keep = keeps.iter();
    drafts.retain(|_| keep.next().copied().unwrap_or(true));
    let new = |place: usize| new_places.get(place).copied().flatten();
    for draft in drafts {
        draft.within = draft.within.and_then(new);
        draft.belongs_to = draft.belongs_to.and_then(new);
    }
}

/// Returns the place where a file shows something.
fn location(path: &TreePath, found: &Found, mark: Mark) -> Location {
    Location { path: path.clone(), inside: found.inside.clone(), layer: mark.layer() }
}

fn operating_system<'a>(at: usize, sighting: &Sighting<'a>, system: &System) -> Draft<'a> {
    // What is meant where nothing is said (os-release(5), `ID`).
    let name = if system.id.is_empty() { "linux" } else { &system.id };
    let component = Component {
        version: system.version_id.clone().or_else(|| system.codename.clone()),
        description: system.title.clone(),
        homepage: system.homepage.clone(),
        creator: Creator { url: system.homepage.clone(), ..Creator::default() },
        locations: vec![Location {
            path: sighting.path.clone(),
            inside: Vec::new(),
            layer: sighting.mark.layer(),
        }],
        ..Component::empty(ComponentKind::OperatingSystem, "generic", name, How::Metadata)
    };
    Draft {
        component,
        found: None,
        mark: sighting.mark,
        sighting: Some(at),
        within: None,
        belongs_to: None,
        is_repetition: false,
    }
}

/// Returns the time of so many seconds since 1970, if it is one that RFC 3339 can write.
pub(super) fn time_of(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_second(seconds).ok().filter(|time| *time >= FIRST)
}

/// The beginning of the year 0.
const FIRST: Timestamp = Timestamp::constant(-62_167_219_200, 0);

fn component_of(found: &Found) -> Component {
    Component {
        group: found.group.clone(),
        version: found.version.clone(),
        purl: found.purl.clone(),
        architecture: found.architecture.clone(),
        source: found.source.clone(),
        creator: found.creator.clone(),
        licences: found.licences.clone(),
        description: found.description.clone(),
        homepage: found.homepage.clone(),
        nature: found.nature,
        ..Component::empty(found.kind, &found.ecosystem, &found.name, found.how)
    }
}
