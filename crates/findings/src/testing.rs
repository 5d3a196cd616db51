// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Components and findings for tests.

use std::collections::BTreeSet;

use haerterei_inventory::{
    Completeness, Component, ComponentId, INVENTORY_VERSION, Inventory, Subject, System,
};

use crate::finding::{Finding, FindingClass, Place, SourceWord};
use crate::state::State;

/// Returns a finding of Debian's without anything that is not needed.
pub(crate) fn finding(weakness: &str) -> Finding {
    let state = State::AffectedWithoutFix;
    Finding {
        weakness: weakness.to_owned(),
        aliases: BTreeSet::new(),
        place: Place {
            component: ComponentId(0),
            name: "pkg:deb/debian/x@1".to_owned(),
            version: Some("1".to_owned()),
            source: None,
            locations: Vec::new(),
        },
        class: FindingClass::System,
        origin: None,
        state,
        by_sources: state,
        fixed_in: None,
        published: None,
        words: vec![SourceWord {
            source: "debian".to_owned(),
            advisory: weakness.to_owned(),
            state,
            fixed_in: None,
            urgency: None,
            note: None,
            coverage: None,
        }],
        severities: Vec::new(),
        exploited: None,
        likelihood: None,
        decided: None,
        disputed: Vec::new(),
        claimed: Vec::new(),
        borne: Vec::new(),
        proofs: Vec::new(),
        proposals: Vec::new(),
    }
}

/// Returns a component of which only its package URL is known.
pub(crate) fn component(purl: &str) -> Component {
    Component { dependencies_are_complete: true, ..Component::of_purl(&purl.parse().unwrap()) }
}

/// Returns an inventory of components in an image of Debian, by the version of its release.
pub(crate) fn inventory(debian: Option<&str>, components: Vec<Component>) -> Inventory {
    Inventory {
        version: INVENTORY_VERSION,
        subject: Subject::default(),
        system: debian.map(|version| System {
            id: "debian".to_owned(),
            version_id: Some(version.to_owned()),
            ..System::default()
        }),
        support: None,
        layers: Vec::new(),
        components,
        files: Vec::new(),
        completeness: Completeness::default(),
    }
}
