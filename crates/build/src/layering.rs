// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which package goes into which layer.
//!
//! Packages of one source change together, so they share a layer: a rebuild after an update makes
//! one layer anew, and images of the same packages share layers byte for byte. A registry and a
//! runtime bear only so many layers, so the largest sources get one each and the rest shares one.
//! The large come first: what several images have in common is then at the bottom of each, where
//! runtimes share it.

use std::collections::BTreeMap;

/// What layering needs to know of a package.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weight<'a> {
    /// The source package.
    pub(crate) source: &'a str,
    /// The package.
    pub(crate) name: &'a str,
    /// Its size once installed, in KiB, as its control file says.
    pub(crate) kibibytes: u64,
}

/// The smallest source that is worth a layer of its own, in KiB.
const WORTH_A_LAYER: u64 = 512;

/// Returns the packages of each layer, as indices into `packages`, from the bottom up.
///
/// `budget` is the number of layers for packages; at least one. Within a layer packages stand in
/// the order of their names.
pub(crate) fn group(packages: &[Weight<'_>], budget: usize) -> Vec<Vec<usize>> {
    let mut sources: BTreeMap<&str, (u64, Vec<usize>)> = BTreeMap::new();
    for (index, package) in packages.iter().enumerate() {
        let (size, members) = sources.entry(package.source).or_default();
        *size += package.kibibytes;
        members.push(index);
    }
    let mut sources: Vec<(u64, &str, Vec<usize>)> =
        sources.into_iter().map(|(name, (size, members))| (size, name, members)).collect();
    sources.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));

    let own = if sources.len() <= budget { sources.len() } else { budget.saturating_sub(1) };
    let mut layers = Vec::new();
    let mut rest = Vec::new();
    for (rank, (size, _, members)) in sources.into_iter().enumerate() {
        if rank < own && size >= WORTH_A_LAYER {
            layers.push(members);
        } else {
            rest.extend(members);
        }
    }
    if !rest.is_empty() {
        layers.push(rest);
    }
    for layer in &mut layers {
        layer.sort_by_key(|index| packages[*index].name);
    }
    layers
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weight(source: &'static str, name: &'static str, kibibytes: u64) -> Weight<'static> {
        Weight { source, name, kibibytes }
    }

    #[test]
    fn large_sources_come_first_and_small_ones_share() {
        let packages = [
            weight("zlib", "zlib1g", 200),
            weight("glibc", "libc6", 13_000),
            weight("gcc-14", "libstdc++6", 2_600),
            weight("gcc-14", "libgcc-s1", 150),
            weight("openjdk-21", "openjdk-21-jre-headless", 199_000),
            weight("netbase", "netbase", 40),
        ];
        assert_eq!(group(&packages, 10), [vec![4], vec![1], vec![3, 2], vec![5, 0]]);
        assert_eq!(group(&packages, 2), [vec![4], vec![1, 3, 2, 5, 0]]);
        assert_eq!(group(&packages, 1), [vec![1, 3, 2, 5, 4, 0]]);
    }

    proptest! {
        #[test]
        fn every_package_is_in_exactly_one_layer(sizes in proptest::collection::vec(0u64..9999, 0..40), budget in 1usize..12) {
            let names: Vec<String> = (0..sizes.len()).map(|index| format!("p{index}")).collect();
            let sources: Vec<String> = (0..sizes.len()).map(|index| format!("s{}", index % 7)).collect();
            let packages: Vec<Weight<'_>> = sizes.iter().zip(&names).zip(&sources)
                .map(|((size, name), source)| Weight { source, name, kibibytes: *size }).collect();
            let layers = group(&packages, budget);
            prop_assert!(layers.len() <= budget);
            let mut all: Vec<usize> = layers.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..sizes.len()).collect::<Vec<_>>());
        }
    }
}
