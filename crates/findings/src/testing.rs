// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Components for tests.

use haerterei_inventory::{Component, ComponentKind, Creator, How, Licences, Nature};
use haerterei_versions::purl::PackageUrl;

/// Returns a component of which only its package URL is known.
pub(crate) fn component(purl: &str) -> Component {
    let purl: PackageUrl = purl.parse().unwrap();
    let is_system = matches!(purl.kind(), "deb" | "apk" | "rpm");
    Component {
        kind: if is_system { ComponentKind::SystemPackage } else { ComponentKind::LanguagePackage },
        ecosystem: purl.kind().to_owned(),
        group: (!is_system && !purl.namespace().is_empty()).then(|| purl.namespace().join("/")),
        name: purl.name().to_owned(),
        version: purl.version().map(str::to_owned),
        architecture: purl.qualifier("arch").map(str::to_owned),
        purl: Some(purl.to_string()),
        source: None,
        creator: Creator::default(),
        licences: Licences::default(),
        description: None,
        homepage: None,
        digests: std::collections::BTreeSet::new(),
        modified: None,
        build_id: None,
        nature: Nature::default(),
        how: How::PackageDatabase,
        locations: Vec::new(),
        belongs_to: None,
        depends_on: Vec::new(),
        dependencies_are_complete: true,
        removed_in: None,
    }
}
