// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Every file is accounted for.

use std::collections::{HashMap, HashSet};

use haerterei_ground::TreePath;

use super::draft::{Draft, time_of};
use super::overlay::{Mark, Overlay};
use super::ownership::Ownership;
use crate::component::{Component, ComponentKind, How, Location, Nature};
use crate::findings::Findings;
use crate::inventory::{Completeness, FileAccount, FileClass};
use crate::layer::{FileFacts, Form};

/// Where package managers of systems keep their records.
const DATABASES: &[&str] = &[
    "var/lib/dpkg",
    "var/lib/chisel",
    "lib/apk/db",
    "usr/lib/apk/db",
    "var/lib/rpm",
    "usr/lib/sysimage/rpm",
];
const CONFIGURATION: &str = "etc";

/// What became of every file.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// How many there are of which class.
    pub(super) counts: Completeness,
    /// Those that no component stands for, by class and path.
    pub(super) files: Vec<FileAccount>,
}

/// Tells files apart; what runs or holds other files and belongs to nobody becomes a component. So
/// does what belongs to somebody, where the particulars of files were asked for.
pub(super) fn account(
    overlay: &Overlay<'_>,
    ownership: &Ownership,
    drafts: &mut Vec<Draft<'_>>,
) -> Account {
    let shown: HashMap<Mark, &Findings> =
        overlay.present().map(|(_, sighting)| (sighting.mark, sighting.findings)).collect();
    let told = told_already(drafts);
    let mut account = Account::default();
    let mut alone: HashMap<Mark, usize> = HashMap::new();
    for (path, node) in overlay.tree.iter() {
        let Some(mark) = Mark::at(node) else { continue };
        let facts = overlay.facts(mark);
        let form = facts.map_or(Form::Unknown, |facts| facts.form);
        let findings = shown.get(&mark).copied();
        let is_archive =
            form == Form::Archive || findings.is_some_and(|findings| findings.is_archive);
        let is_executable =
            form.is_executable() || findings.is_some_and(|findings| findings.is_executable);
        let is_owned = ownership.owner(mark).is_some();
        let class = class(path, form, is_owned, is_executable || is_archive, || {
            ownership.is_configuration(mark)
        });
        *counter(&mut account.counts, class) += 1;
        account.counts.files += 1;
        let is_asked_for = (is_executable || is_archive)
            && overlay.particulars(mark).is_some()
            && !told.contains(&mark);
        if class == FileClass::Component || is_asked_for {
            let place = Location { path: path.clone(), inside: Vec::new(), layer: mark.layer() };
            let known = alone.get(&mark).and_then(|known| drafts.get_mut(*known));
            if let Some(draft) = known {
                // A further name of the same file.
                draft.component.locations.push(place);
                continue;
            }
            alone.insert(mark, drafts.len());
            let nature =
                Nature { executable: is_executable, archive: is_archive, structured: is_archive };
            let owner = ownership.owner(mark);
            let mut draft = by_itself(overlay, mark, place, nature);
            draft.belongs_to = owner;
            draft.component.build_id = findings.and_then(|findings| findings.build_id.clone());
            drafts.push(draft);
        } else if !is_owned {
            account.files.push(FileAccount {
                class,
                path: path.clone(),
                size: node.size(),
                layer: mark.layer(),
                digest: facts.and_then(FileFacts::digest),
            });
        }
    }
    account.files.sort();
    account
}

/// Returns the files that are a component each already.
fn told_already(drafts: &[Draft<'_>]) -> HashSet<Mark> {
    let is_a_file = |draft: &&Draft<'_>| {
        let component = &draft.component;
        let is_inside = component.locations.iter().any(|place| !place.inside.is_empty());
        draft.is_present() && !draft.is_repetition && !component.digests.is_empty() && !is_inside
    };
    drafts.iter().filter(is_a_file).map(|draft| draft.mark).collect()
}

fn class(
    path: &TreePath,
    form: Form,
    is_owned: bool,
    is_component: bool,
    is_configuration: impl Fn() -> bool,
) -> FileClass {
    let is_within = |folder: &str| {
        path.as_bytes().strip_prefix(folder.as_bytes()).is_some_and(|rest| rest.starts_with(b"/"))
    };
    if DATABASES.iter().any(|folder| is_within(folder)) {
        FileClass::Database
    } else if is_configuration() {
        FileClass::Configuration
    } else if is_owned {
        FileClass::Owned
    } else if is_component {
        FileClass::Component
    } else if is_within(CONFIGURATION) {
        FileClass::Configuration
    } else if matches!(form, Form::Text | Form::Data | Form::Empty) {
        FileClass::Data
    } else {
        FileClass::Unknown
    }
}

const fn counter(counts: &mut Completeness, class: FileClass) -> &mut u64 {
    match class {
        FileClass::Owned => &mut counts.owned,
        FileClass::Database => &mut counts.database,
        FileClass::Configuration => &mut counts.configuration,
        FileClass::Data => &mut counts.data,
        FileClass::Component => &mut counts.components,
        FileClass::Unknown => &mut counts.unknown,
    }
}

/// A component of which nothing is known but that it is there.
fn by_itself<'a>(overlay: &Overlay<'_>, mark: Mark, place: Location, nature: Nature) -> Draft<'a> {
    let kind = if nature.executable { ComponentKind::Executable } else { ComponentKind::Archive };
    let name = String::from_utf8_lossy(place.path.name()).into_owned();
    let mut component = Component::empty(kind, "generic", &name, How::Presence);
    component.digests = overlay.digests(mark).collect();
    component.modified = overlay.particulars(mark).and_then(|it| time_of(it.modified));
    component.nature = nature;
    component.locations = vec![place];
    Draft {
        component,
        found: None,
        mark,
        sighting: None,
        within: None,
        belongs_to: None,
        is_repetition: false,
    }
}
