// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The commented recipe that `haerterei init` writes.

/// Returns a commented recipe to start from, with comments in German or in English.
pub const fn template(german: bool) -> &'static str {
    if german {
        include_str!("../data/template.de.yaml")
    } else {
        include_str!("../data/template.en.yaml")
    }
}
