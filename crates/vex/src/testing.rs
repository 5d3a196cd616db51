// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Components for tests.

use haerterei_inventory::Component;

/// Returns a component of which only its package URL is known.
pub(crate) fn component(purl: &str) -> Component {
    Component::of_purl(&purl.parse().unwrap())
}
