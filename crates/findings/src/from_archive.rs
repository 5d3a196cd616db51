// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the archive says of an inventory: what is outdated, and which weaknesses an update fixes.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_advisories::{Coverage as Reach, Installed, Outdated, Standing};
use haerterei_inventory::{Component, ComponentId, ComponentKind, Inventory};
use serde::Serialize;

use crate::ask::question;
use crate::collect::Said;
use crate::coverage::Gap;
use crate::state::State;

/// The name of the archive among the sources.
pub const ARCHIVE: &str = "archive";

/// Packages of one source that are older than the newest in the suites of their release.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OutdatedPackage {
    /// The source package.
    pub source: String,
    /// The version that is installed.
    pub installed: String,
    /// The newest version.
    pub newest: String,
    /// The suite that has it: `trixie-security`.
    pub suite: String,
    /// The packages, by name.
    pub packages: BTreeSet<String>,
    /// Their places in the inventory.
    pub components: BTreeSet<ComponentId>,
    /// The weaknesses that changelogs name on the way, each with the first that names it.
    pub weaknesses: BTreeMap<String, String>,
    /// How many versions lie between, as far as changelogs tell.
    pub versions: usize,
    /// The highest urgency among them, in Debian's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// How far back changelogs told. Only where they are complete are these all weaknesses that the
    /// update fixes and names.
    pub coverage: Reach,
}

/// What the archive says of an inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FromArchive {
    /// The weaknesses that an update fixes.
    pub said: Vec<Said>,
    /// What is outdated, whether a changelog names a weakness or not.
    pub outdated: Vec<OutdatedPackage>,
    /// Where the archive could not say all.
    pub gaps: BTreeSet<Gap>,
}

/// Returns the packages of a release that its archive can be asked about, with their architecture as
/// it is asked; `native` stands in for `all`.
pub fn archived<'a>(
    inventory: &'a Inventory,
    space: &str,
    native: &'a str,
) -> Vec<(ComponentId, Installed<'a>)> {
    let mut found = Vec::new();
    for (place, component) in inventory.components.iter().enumerate() {
        let is_meant = component.kind == ComponentKind::SystemPackage
            && component.ecosystem == "deb"
            && component.removed_in.is_none()
            && question(component, inventory.system.as_ref()).is_ok_and(|it| it.space() == space);
        let (true, Some(version)) = (is_meant, component.version.as_deref()) else { continue };
        let source = component.source.as_ref();
        let installed = Installed {
            name: &component.name,
            version,
            source_version: source.and_then(|it| it.version.as_deref()).unwrap_or(version),
            architecture: component
                .architecture
                .as_deref()
                .filter(|architecture| !matches!(*architecture, "" | "all"))
                .unwrap_or(native),
        };
        found.push((ComponentId(u32::try_from(place).unwrap_or(u32::MAX)), installed));
    }
    found
}

impl FromArchive {
    /// Asks the archive about packages of an inventory.
    pub fn ask(
        inventory: &Inventory,
        space: &str,
        packages: &[(ComponentId, Installed<'_>)],
        standing: &dyn Fn(&Installed<'_>) -> Standing,
    ) -> Self {
        let mut answer = Self::default();
        let mut outdated: BTreeMap<(String, String, String), OutdatedPackage> = BTreeMap::new();
        let mut not_there = 0;
        for (id, installed) in packages {
            let Some(component) = inventory.components.get(id.0 as usize) else { continue };
            let update = match standing(installed) {
                Standing::Outdated(update) => update,
                Standing::Newest => continue,
                Standing::NotInArchive | Standing::NoVersion => {
                    not_there += 1;
                    continue;
                }
            };
            answer.said.extend(update.weaknesses.iter().map(|(cve, fixed)| Said {
                component: *id,
                advisory: cve.clone(),
                weaknesses: BTreeSet::new(),
                aliases: BTreeSet::new(),
                source: ARCHIVE.to_owned(),
                state: State::AffectedWithFix,
                fixed_in: Some(fixed.clone()),
                urgency: update.urgency.map(str::to_owned),
                note: None,
                withdrawn: None,
                coverage: Some(update.coverage),
            }));
            let one = outdated_package(component, installed, &update);
            let key = (one.source.clone(), one.installed.clone(), one.newest.clone());
            let group = outdated.entry(key).or_insert(one);
            group.packages.insert(component.name.clone());
            group.components.insert(*id);
            // What one package's changelog does not tell, another's of the same source may.
            group.coverage = group.coverage.min(update.coverage);
            group.weaknesses.extend(update.weaknesses);
        }
        if not_there > 0 {
            let space = space.to_owned();
            answer.gaps.insert(Gap::NotInArchive { space, components: not_there });
        }
        answer.outdated = outdated.into_values().collect();
        let cut = answer.outdated.iter().filter(|it| it.coverage != Reach::Complete);
        answer.gaps.extend(cut.map(|it| Gap::Changelog { package: it.source.clone() }));
        answer
    }
}

fn outdated_package(
    component: &Component,
    installed: &Installed<'_>,
    update: &Outdated,
) -> OutdatedPackage {
    let source = component.source.as_ref();
    OutdatedPackage {
        source: source.map_or_else(|| component.name.clone(), |it| it.name.clone()),
        installed: installed.version.to_owned(),
        newest: update.newest.clone(),
        suite: update.suite.clone(),
        packages: BTreeSet::new(),
        components: BTreeSet::new(),
        weaknesses: BTreeMap::new(),
        versions: update.versions,
        urgency: update.urgency.map(str::to_owned),
        coverage: update.coverage,
    }
}

#[cfg(test)]
mod tests {
    use haerterei_inventory::SourcePackage;

    use super::*;
    use crate::collect::{Claims, collect};
    use crate::testing::{self, component};

    fn inventory() -> Inventory {
        let mut components = vec![
            component("pkg:deb/debian/libc6@2.36-9?arch=amd64"),
            component("pkg:deb/debian/libc-bin@2.36-9?arch=amd64"),
            component("pkg:deb/debian/tzdata@2024a-0?arch=all"),
            component("pkg:deb/debian/own@1?arch=amd64"),
            component("pkg:deb/debian/gone@1?arch=amd64"),
            component("pkg:npm/z@1"),
        ];
        for component in &mut components[..2] {
            component.source = Some(SourcePackage {
                name: "glibc".to_owned(),
                version: Some("2.36-9".to_owned()),
            });
            component.architecture = Some("amd64".to_owned());
        }
        components[2].architecture = Some("all".to_owned());
        components[4].removed_in = Some(1);
        testing::inventory(Some("12"), components)
    }

    #[test]
    fn what_is_outdated_is_told_by_source_and_what_it_fixes_by_package() {
        let inventory = inventory();
        let packages = archived(&inventory, "debian:12", "arm64");
        let asked: Vec<(u32, &str)> =
            packages.iter().map(|(id, it)| (id.0, it.architecture)).collect();
        assert_eq!(asked, [(0, "amd64"), (1, "amd64"), (2, "arm64"), (3, "amd64")]);
        assert!(archived(&inventory, "debian:13", "amd64").is_empty());
        let update = |coverage, weaknesses: &[(&str, &str)]| {
            Standing::Outdated(Outdated {
                newest: "2.36-9+deb12u14".to_owned(),
                suite: "bookworm".to_owned(),
                weaknesses: weaknesses
                    .iter()
                    .map(|(name, version)| ((*name).to_owned(), (*version).to_owned()))
                    .collect(),
                versions: 3,
                urgency: Some("medium"),
                coverage,
            })
        };
        let standing = |installed: &Installed<'_>| match installed.name {
            "libc6" | "libc-bin" => {
                update(Reach::Complete, &[("CVE-2025-0395", "2.36-9+deb12u10")])
            }
            "tzdata" => update(Reach::NoChangelog, &[]),
            _ => Standing::NotInArchive,
        };
        let answer = FromArchive::ask(&inventory, "debian:12", &packages, &standing);
        let shown: Vec<(&str, usize, usize)> = answer
            .outdated
            .iter()
            .map(|it| (it.source.as_str(), it.packages.len(), it.weaknesses.len()))
            .collect();
        // Outdated it is even where nobody tells why.
        assert_eq!(shown, [("glibc", 2, 1), ("tzdata", 1, 0)]);
        let gaps = [
            Gap::Changelog { package: "tzdata".to_owned() },
            Gap::NotInArchive { space: "debian:12".to_owned(), components: 1 },
        ];
        assert_eq!(answer.gaps, BTreeSet::from(gaps));
        let found = collect(&inventory, answer.said, &Claims::default());
        assert_eq!(found.len(), 2);
        for finding in found {
            assert_eq!(finding.state, State::AffectedWithFix);
            assert_eq!(finding.fixed_in.as_deref(), Some("2.36-9+deb12u10"));
            assert_eq!(finding.words[0].source, ARCHIVE);
            assert_eq!(finding.words[0].coverage, Some(Reach::Complete));
        }
    }
}
