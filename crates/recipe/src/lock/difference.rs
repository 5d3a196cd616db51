// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What changed between two locks.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Lock, LockedPackage};
use crate::names::{Architecture, PackageName};

/// How a package changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackageChangeKind {
    /// It was not there before.
    Added,
    /// It is no longer there.
    Removed,
    /// It has a later version.
    Upgraded,
    /// It has an earlier version.
    Downgraded,
    /// It has the same version and other bytes: an archive should never do this.
    Replaced,
}

/// A package that differs between two locks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PackageChange {
    /// The image's architecture.
    pub platform: Architecture,
    /// The package.
    pub name: PackageName,
    /// How it changed.
    pub kind: PackageChangeKind,
    /// Its version before, if it was there.
    pub before: Option<String>,
    /// Its version now, if it is there.
    pub after: Option<String>,
}

impl Lock {
    /// Returns the packages that differ, by platform and name.
    ///
    /// `compare` is the version order of the distribution.
    pub fn difference(
        &self,
        newer: &Self,
        compare: impl Fn(&str, &str) -> Ordering,
    ) -> Vec<PackageChange> {
        let before = by_name(self);
        let after = by_name(newer);
        let mut changes = Vec::new();
        for (key, old) in &before {
            let kind = match after.get(key) {
                None => PackageChangeKind::Removed,
                Some(new) if new.version == old.version && new.digest == old.digest => continue,
                Some(new) => match compare(&old.version, &new.version) {
                    Ordering::Less => PackageChangeKind::Upgraded,
                    Ordering::Greater => PackageChangeKind::Downgraded,
                    Ordering::Equal => PackageChangeKind::Replaced,
                },
            };
            changes.push(change(kind, Some(old), after.get(key).copied(), old));
        }
        for (key, new) in &after {
            if !before.contains_key(key) {
                changes.push(change(PackageChangeKind::Added, None, Some(new), new));
            }
        }
        changes.sort_by(|a, b| (&a.platform, &a.name).cmp(&(&b.platform, &b.name)));
        changes
    }
}

fn by_name(lock: &Lock) -> BTreeMap<(&Architecture, &PackageName), &LockedPackage> {
    lock.packages.iter().map(|package| ((&package.platform, &package.name), package)).collect()
}

fn change(
    kind: PackageChangeKind,
    before: Option<&LockedPackage>,
    after: Option<&LockedPackage>,
    named: &LockedPackage,
) -> PackageChange {
    PackageChange {
        platform: named.platform.clone(),
        name: named.name.clone(),
        kind,
        before: before.map(|package| package.version.clone()),
        after: after.map(|package| package.version.clone()),
    }
}
