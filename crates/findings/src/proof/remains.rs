// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Nothing of a package is in the image but what documents it.

use haerterei_ground::{Message, TreePath};
use haerterei_inventory::{Component, ComponentId, ComponentKind};
use haerterei_vex::status::{Justification, Status};

use super::{Proof, Scene, Weight, look_at, look_at_all};
use crate::rests_on::RestsOn;

/// Folders of what is read by people and never by programs that could be attacked with it.
const DOCUMENTATION: [&[u8]; 6] = [
    b"usr/share/doc/",
    b"usr/share/man/",
    b"usr/share/info/",
    b"usr/share/lintian/",
    b"usr/share/bug/",
    b"usr/share/doc-base/",
];

fn is_documentation(path: &TreePath) -> bool {
    // Documentation may be installed as a link to that of another package; programs are not there.
    DOCUMENTATION.iter().any(|folder| path.as_bytes().starts_with(folder))
}

pub(super) fn prove(scene: &Scene<'_>, id: ComponentId, component: &Component) -> Option<Proof> {
    if component.removed_in.is_some() && component.kind != ComponentKind::SystemPackage {
        return removed(scene, component);
    }
    // Whoever deletes the package manager's database does not delete the packages: for these only
    // the files count, removed or not.
    let owned = scene.owned.get(&id).filter(|owned| !owned.is_empty())?;
    let present = scene.present(id)?;
    let code = present.iter().filter(|path| !is_documentation(path)).count();
    if code > 0 || owned.iter().any(|path| is_renamed(scene, path)) {
        return None;
    }
    // What runs when a package is installed may have made files that no list names; such a package
    // has programs or data of its own, so it is not here. One without any has only folders.
    let had_code =
        owned.iter().any(|path| !is_documentation(path) && scene.files.resolve(path).is_none());
    Some(Proof {
        rule: "nothing-left".to_owned(),
        weight: Weight::Proof,
        rests_on: RestsOn::Records,
        status: Status::NotAffected,
        justification: Some(if had_code {
            Justification::ComponentNotPresent
        } else {
            Justification::VulnerableCodeNotPresent
        }),
        evidence: vec![
            Message::new("findings-proof-nothing-left")
                .text("package", &component.name)
                .number("listed", owned.len())
                .number("present", present.len()),
        ],
        repeat: vec![look_at_all()],
        invalidated_by: vec![
            Message::new("findings-invalid-other-files").text("package", &component.name),
        ],
    })
}

/// Returns whether a file is not at its place, and one of the name with something behind it is: so
/// `dpkg-divert` and people put files aside that still run.
fn is_renamed(scene: &Scene<'_>, path: &TreePath) -> bool {
    if is_documentation(path) || path.is_root() || scene.files.resolve(path).is_some() {
        return false;
    }
    let Some((folder, _)) = path.parent().and_then(|parent| scene.files.resolve(&parent)) else {
        return false;
    };
    let begins_like = |other: &TreePath| {
        other.name().strip_prefix(path.name()).is_some_and(|rest| rest.starts_with(b"."))
    };
    scene.files.children(&folder).into_iter().any(|(other, _)| begins_like(&other))
}

/// A file that is the component itself, as a JAR, and is in a lower layer only.
fn removed(scene: &Scene<'_>, component: &Component) -> Option<Proof> {
    let layer = component.removed_in?;
    // Where metadata only says what lies beside it, what lies beside it may still be there.
    let is_it = |path: &TreePath| {
        let name = path.name();
        [b".jar".as_slice(), b".war", b".ear", b".whl", b".nupkg", b".gem"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    let all_gone = !component.locations.is_empty()
        && component
            .locations
            .iter()
            .all(|it| is_it(&it.path) && scene.files.resolve(&it.path).is_none());
    if !all_gone {
        return None;
    }
    let first = component.locations.first()?;
    Some(Proof {
        rule: "removed".to_owned(),
        weight: Weight::Proof,
        rests_on: RestsOn::Content,
        status: Status::NotAffected,
        justification: Some(Justification::ComponentNotPresent),
        evidence: vec![
            Message::new("findings-proof-removed").text("path", &first.path).number("layer", layer),
        ],
        repeat: component.locations.iter().take(8).map(|it| look_at(&it.path)).collect(),
        invalidated_by: vec![
            Message::new("findings-invalid-other-files").text("package", &component.name),
        ],
    })
}
