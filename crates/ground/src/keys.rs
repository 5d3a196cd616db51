// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The keys of a room's sentences, gathered from its files while it is compiled.

/// Counts the keys of some groups.
pub const fn count_keys(groups: &[&[&'static str]]) -> usize {
    let mut sum = 0;
    let mut group = 0;
    while group < groups.len() {
        sum += groups[group].len();
        group += 1;
    }
    sum
}

/// Joins groups of keys in their order; `N` is what [`count_keys`] counts.
///
/// ```
/// use haerterei_ground::{count_keys, join_keys};
///
/// const GROUPS: &[&[&str]] = &[&["a", "b"], &["c"]];
/// const KEYS: &[&str] = &join_keys::<{ count_keys(GROUPS) }>(GROUPS);
/// assert_eq!(KEYS, ["a", "b", "c"]);
/// ```
pub const fn join_keys<const N: usize>(groups: &[&[&'static str]]) -> [&'static str; N] {
    let mut keys = [""; N];
    let (mut group, mut next) = (0, 0);
    while group < groups.len() {
        let mut index = 0;
        while index < groups[group].len() {
            keys[next] = groups[group][index];
            next += 1;
            index += 1;
        }
        group += 1;
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_joined_in_their_order() {
        const GROUPS: &[&[&str]] = &[&["a", "b"], &[], &["c"]];
        assert_eq!(join_keys::<{ count_keys(GROUPS) }>(GROUPS), ["a", "b", "c"]);
    }
}
