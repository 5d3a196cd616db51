// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What changed between two locks, and what the changelogs of the packages say about it.

use std::collections::BTreeSet;

use haerterei_packages::changelog::{Changelog, Urgency, Versions};
use haerterei_recipe::{Lock, LockedPackage, PackageChange, PackageChangeKind};
use serde::Serialize;

use crate::analysis::{Analysis, PackageFile};
use crate::changelogs;
use crate::error::BuildError;
use crate::locking::version_order;
use crate::workplace::Workplace;

/// A package that differs between two locks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Change {
    /// Which package, and its versions.
    #[serde(flatten)]
    pub package: PackageChange,
    /// What its changelog says of the versions between; nothing where there is no changelog, and
    /// for packages that have no earlier version.
    pub story: Option<Story>,
}

/// What a changelog says of the versions after one and up to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Story {
    /// How many entries there are.
    pub entries: usize,
    /// The highest urgency among them, in Debian's words.
    pub urgency: Option<&'static str>,
    /// The CVE numbers that they mention.
    pub cves: BTreeSet<String>,
    /// Whether the changelog reaches back to the earlier version. Where it does not (Ubuntu cuts
    /// changelogs after the tenth entry), there may be more to tell.
    pub complete: bool,
}

/// Returns what changed between two locks, by platform and name. The packages of the newer one are
/// in the store.
pub fn changes(
    before: &Lock,
    after: &Lock,
    place: &Workplace<'_>,
) -> Result<Vec<Change>, BuildError> {
    let read = |package: &LockedPackage| {
        let file = PackageFile { name: package.name.as_str(), digest: &package.digest };
        let analysis = Analysis::of(file, place.store, place.threads, place.cancel)?;
        changelogs::read(&analysis.changelogs, &package.source, place.store)
    };
    let mut changes = compare(before, after, &read)?;
    for name in after.variants.keys() {
        if let (Some(before), Some(after)) = (before.of_variant(name), after.of_variant(name)) {
            changes.extend(compare(&before, &after, &read)?);
        }
    }
    Ok(changes)
}

/// Reads the changelog of a package.
type Read<'a> = &'a dyn Fn(&LockedPackage) -> Result<Option<Changelog>, BuildError>;

fn compare(before: &Lock, after: &Lock, read: Read<'_>) -> Result<Vec<Change>, BuildError> {
    before
        .difference(after, version_order)
        .into_iter()
        .map(|change| {
            let story = match change.kind {
                PackageChangeKind::Upgraded => story(&change, before, after, read)?,
                _ => None,
            };
            Ok(Change { package: change, story })
        })
        .collect()
}

fn story(
    change: &PackageChange,
    before: &Lock,
    after: &Lock,
    read: Read<'_>,
) -> Result<Option<Story>, BuildError> {
    let name = change.name.as_str();
    let (Some(old), Some(new)) =
        (before.package(&change.platform, name), after.package(&change.platform, name))
    else {
        return Ok(None);
    };
    let mut changelog = read(new)?;
    if changelog.is_none() {
        // Its documentation folder may be a link to that of another package of the same source.
        let kin = after.packages_of(&change.platform).filter(|package| {
            (&package.source, &package.source_version) == (&new.source, &new.source_version)
        });
        for package in kin {
            changelog = read(package)?;
            if changelog.is_some() {
                break;
            }
        }
    }
    Ok(changelog.and_then(|changelog| tell(&changelog, old, new)))
}

/// Tells what lies between two versions of a package.
fn tell(changelog: &Changelog, old: &LockedPackage, new: &LockedPackage) -> Option<Story> {
    let told = changelog.tell(versions(old), versions(new))?;
    Some(Story {
        entries: told.changes.entries,
        urgency: told.changes.urgency.map(Urgency::as_str),
        cves: told.changes.cves,
        complete: told.is_complete,
    })
}

fn versions(package: &LockedPackage) -> Versions<'_> {
    Versions { package: &package.version, source: &package.source_version }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use haerterei_ground::{Cancel, Digest, Timestamp};
    use haerterei_recipe::{Architecture, DistributionName, LockedRecipe, LockedTool, PackageName};
    use haerterei_store::{Options, Store};
    use haerterei_testkit::deb::DebBuilder;

    use super::*;

    /// A changelog with an entry for each version: urgency, and what it says.
    fn changelog(source: &str, entries: &[(&str, &str, &str)]) -> String {
        let entry = |(version, urgency, text): &(&str, &str, &str)| {
            format!(
                "{source} ({version}) trixie; urgency={urgency}\n\n  * {text}\n\n -- A Person \
                 <a@example.org>  Tue, 06 May 2025 21:04:05 +0200\n\n"
            )
        };
        entries.iter().map(entry).collect()
    }

    fn documentation(package: &str, file: &str) -> String {
        format!("usr/share/doc/{package}/{file}")
    }

    fn locked(
        store: &Store,
        name: &str,
        versions: (&str, &str),
        deb: &DebBuilder,
    ) -> LockedPackage {
        LockedPackage {
            name: PackageName::parse(name).unwrap(),
            version: versions.0.to_owned(),
            platform: Architecture::parse("amd64").unwrap(),
            architecture: Architecture::parse("amd64").unwrap(),
            source: "demo".to_owned(),
            source_version: versions.1.to_owned(),
            suite: "trixie".to_owned(),
            pool: String::new(),
            size: 0,
            digest: store.put(&deb.build()).unwrap(),
            time: Timestamp::UNIX_EPOCH,
            because: Vec::new(),
        }
    }

    fn lock(packages: Vec<LockedPackage>) -> Lock {
        let tool =
            LockedTool { version: String::new(), rules: String::new(), compressor: String::new() };
        let recipe = LockedRecipe {
            digest: Digest::sha256(b""),
            keys: BTreeMap::new(),
            files: BTreeMap::new(),
        };
        let time = Timestamp::UNIX_EPOCH;
        Lock { packages, ..Lock::new(time, DistributionName::default(), tool, recipe) }
    }

    #[test]
    fn changelogs_tell_what_lies_between_two_versions() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Options::default()).unwrap();
        let package = |name: &str, version: &str| {
            DebBuilder::new(name, version, "amd64").field("Source", "demo")
        };
        let old = |name: &str| locked(&store, name, ("1.0-1", "1.0-1"), &package(name, "1.0-1"));
        let before = lock(["demo", "demo-linked", "other", "rebuilt"].map(old).to_vec());

        let entries = [
            ("1.0-3", "medium", "CVE-2025-0003"),
            ("1.0-2", "high", "CVE-2025-0002, cve-2025-0003"),
            ("1.0-1", "critical", "CVE-2024-0001"),
        ];
        let whole = changelog("demo", &entries);
        let demo = package("demo", "1.0-3")
            .file(&documentation("demo", "changelog.Debian"), 0o644, whole)
            .file(
                &documentation("demo", "changelog"),
                0o644,
                changelog("demo", &[("9", "low", "x")]),
            );
        let linked = package("demo-linked", "1.0-3").symlink("usr/share/doc/demo-linked", "demo");
        // Its changelog is cut, and the one that is there beside it is of somebody else.
        let other = package("other", "1.0-3")
            .file(
                &documentation("other", "changelog.Debian"),
                0o644,
                changelog("demo", &entries[..1]),
            )
            .file(&documentation("other", "changelog"), 0o644, changelog("x", &entries));
        let rebuilt = package("rebuilt", "1.0-1+b1")
            .file(
                &documentation("rebuilt", "changelog.Debian"),
                0o644,
                changelog("demo", &entries[2..]),
            )
            .file(
                &documentation("rebuilt", "changelog.Debian.amd64"),
                0o644,
                changelog("demo", &[("1.0-1+b1", "low", "CVE-2025-0009")]),
            );
        let new = [("demo", demo), ("demo-linked", linked), ("other", other)];
        let mut after: Vec<LockedPackage> =
            new.iter().map(|(name, deb)| locked(&store, name, ("1.0-3", "1.0-3"), deb)).collect();
        after.push(locked(&store, "rebuilt", ("1.0-1+b1", "1.0-1"), &rebuilt));

        let found = compare(&before, &lock(after), &|package| {
            let file = PackageFile { name: package.name.as_str(), digest: &package.digest };
            let analysis = Analysis::of(file, &store, 1, &Cancel::new())?;
            changelogs::read(&analysis.changelogs, &package.source, &store)
        });
        let told: Vec<(String, Option<Story>)> = found
            .unwrap()
            .into_iter()
            .map(|change| (change.package.name.to_string(), change.story))
            .collect();
        let story = |entries, urgency, cves: &[&str], complete| {
            let cves = cves.iter().map(|cve| (*cve).to_owned()).collect();
            Some(Story { entries, urgency: Some(urgency), cves, complete })
        };
        let both = story(2, "high", &["CVE-2025-0002", "CVE-2025-0003"], true);
        assert_eq!(
            told,
            [
                ("demo".to_owned(), both.clone()),
                ("demo-linked".to_owned(), both),
                ("other".to_owned(), story(1, "medium", &["CVE-2025-0003"], false)),
                ("rebuilt".to_owned(), story(1, "low", &["CVE-2025-0009"], true)),
            ]
        );
    }
}
