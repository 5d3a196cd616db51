// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What to do: one update of one package, and all that it mends.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use haerterei_advisories::{AskedVersion, Ecosystem, Space};
use haerterei_inventory::{ComponentId, Inventory};
use serde::Serialize;

use crate::ask::question;
use crate::finding::{Finding, FindingClass};
use crate::severity::Level;
use crate::state::State;

/// An update that mends something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Remedy {
    /// The release or ecosystem: `debian:13`, `maven`.
    pub space: String,
    /// The package, by the name that its sources use: the source package for Debian.
    pub package: String,
    /// The version that is there, of what the name is of.
    pub installed: String,
    /// The first version without any of them.
    pub to: String,
    /// The weaknesses it mends, the most urgent first.
    pub weaknesses: Vec<String>,
    /// How many of them are known to be exploited.
    pub exploited: usize,
    /// How bad somebody finds the worst of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<Level>,
    /// The highest score that can be computed, in tenths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenths: Option<u8>,
    /// The components to be updated.
    pub components: BTreeSet<ComponentId>,
}

/// Returns the updates that mend what can be mended, the most urgent first.
///
/// What was built from one source is mended by one update. What is kept apart is others' to mend.
pub fn remedies(findings: &[Finding], inventory: &Inventory, order: &[String]) -> Vec<Remedy> {
    let mut groups: BTreeMap<(String, String, String), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let is_own = matches!(finding.class, FindingClass::System | FindingClass::Language);
        if finding.state != State::AffectedWithFix || finding.fixed_in.is_none() || !is_own {
            continue;
        }
        let component = inventory.components.get(finding.place.component.0 as usize);
        let asked = component.and_then(|it| question(it, inventory.system.as_ref()).ok());
        let Some(asked) = asked else { continue };
        let key = (asked.space(), asked.package, asked.version);
        groups.entry(key).or_default().push(finding);
    }
    let mut remedies: Vec<Remedy> = groups
        .into_iter()
        .map(|((space, package, installed), group)| {
            remedy(space, package, installed, &group, order)
        })
        .collect();
    // Stable, so that what is alike stays in the order of names.
    remedies.sort_by_key(|it| {
        let (exploited, worst) = (Reverse(it.exploited), Reverse(it.worst));
        (exploited, worst, Reverse(it.tenths), Reverse(it.weaknesses.len()))
    });
    remedies
}

fn remedy(
    space: String,
    package: String,
    installed: String,
    group: &[&Finding],
    order: &[String],
) -> Remedy {
    let ecosystem = space.parse::<Space>().ok().map(|space| space.ecosystem);
    let fixes = group.iter().filter_map(|finding| finding.fixed_in.as_deref());
    let to = newest(ecosystem, fixes).unwrap_or_default();
    let mut weaknesses: Vec<String> = Vec::new();
    let mut exploited = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for finding in group {
        if seen.insert(finding.weakness.as_str()) {
            weaknesses.push(finding.weakness.clone());
        }
        if finding.exploited.is_some() {
            exploited.insert(finding.weakness.as_str());
        }
    }
    Remedy {
        space,
        package,
        installed,
        to,
        exploited: exploited.len(),
        worst: group.iter().filter_map(|finding| finding.level(order)).max(),
        tenths: group.iter().filter_map(|finding| finding.scored()?.tenths).max(),
        components: group.iter().map(|finding| finding.place.component).collect(),
        weaknesses,
    }
}

/// Returns the newest of some versions; one that cannot be compared only where all cannot.
pub(crate) fn newest<'a>(
    ecosystem: Option<Ecosystem>,
    versions: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let key = |version: &str| {
        let asked = ecosystem.map(|ecosystem| AskedVersion::of(ecosystem, version));
        asked.and_then(|asked| asked.key().map(<[u8]>::to_vec))
    };
    versions.map(|version| (key(version), version)).max().map(|(_, version)| version.to_owned())
}

#[cfg(test)]
mod tests {
    use haerterei_inventory::SourcePackage;

    use super::*;
    use crate::finding::Exploited;
    use crate::testing::{self, component, finding};

    fn fixable(weakness: &str, component: u32, to: &str) -> Finding {
        let mut found = finding(weakness);
        found.place.component = ComponentId(component);
        found.state = State::AffectedWithFix;
        found.fixed_in = Some(to.to_owned());
        found
    }

    #[test]
    fn one_update_mends_all_of_a_source() {
        let mut components = vec![
            component("pkg:deb/debian/libssl3@3.0.2-1%2Bb1"),
            component("pkg:deb/debian/openssl@3.0.2-1"),
            component("pkg:maven/org.x/y@1"),
        ];
        for component in &mut components[..2] {
            component.source = Some(SourcePackage {
                name: "openssl".to_owned(),
                version: Some("3.0.2-1".to_owned()),
            });
        }
        let inventory = testing::inventory(Some("12"), components);
        let mut findings = vec![
            fixable("CVE-1", 0, "3.0.9-1"),
            fixable("CVE-1", 1, "3.0.9-1"),
            fixable("CVE-2", 0, "3.0.17-1"),
            fixable("CVE-3", 2, "2"),
            fixable("CVE-4", 2, "3"),
            finding("CVE-5"),
        ];
        findings[2].exploited =
            Some(Exploited { added: "2026-01-01".to_owned(), ransomware: String::new() });
        findings[4].class = FindingClass::LanguageInSystemPackage;
        let found = remedies(&findings, &inventory, &[]);
        let shown: Vec<(&str, &str, &str, usize, usize, usize)> = found
            .iter()
            .map(|it| {
                let (many, known) = (it.weaknesses.len(), it.exploited);
                (
                    it.package.as_str(),
                    it.installed.as_str(),
                    it.to.as_str(),
                    many,
                    known,
                    it.components.len(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [("openssl", "3.0.2-1", "3.0.17-1", 2, 1, 2), ("org.x:y", "1", "2", 1, 0, 1)]
        );
    }

    #[test]
    fn the_newest_is_by_the_order_of_the_ecosystem() {
        let newest = |ecosystem, list: &[&str]| newest(ecosystem, list.iter().copied());
        let debian = Some(Ecosystem::Debian);
        assert_eq!(newest(debian, &["1.9", "1.10~rc1", "1.10"]).as_deref(), Some("1.10"));
        assert_eq!(newest(debian, &["a b", "1"]).as_deref(), Some("1"));
        assert_eq!(newest(None, &["1", "2"]).as_deref(), Some("2"));
        assert_eq!(newest(debian, &[]), None);
    }
}
