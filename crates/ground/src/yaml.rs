// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How documents that people write in YAML are read, everywhere.

use serde_saphyr::{Budget, DuplicateKeyPolicy, MergeKeyPolicy, Options};

/// Returns how YAML is read: one document of at most so many levels and nodes. Keys that stand twice
/// and merge keys (`<<`) are errors: both would hide what a reader of the file sees. Only `true` and
/// `false` are booleans.
pub fn yaml_options(levels: usize, nodes: usize) -> Options {
    let mut budget = Budget::default();
    budget.max_depth = levels;
    budget.max_nodes = nodes;
    budget.max_events = 4 * nodes;
    budget.max_aliases = 100;
    budget.max_documents = 1;
    serde_saphyr::options! {
        budget: Some(budget),
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    }
}
