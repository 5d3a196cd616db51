// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Findings of the base apart from those of one's own, and what another base would change.
//!
//! A component comes from the base if the base has the same: of the same ecosystem, group, name,
//! architecture and version; where that says nothing (a file without a version), with the same bytes
//! or at the same place. What was updated on top of a base is one's own.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::Digest;
use haerterei_inventory::{Component, Inventory};
use serde::Serialize;

use crate::finding::{Finding, FindingClass, Origin};
use crate::state::State;

/// How many of the lowest layers of an image are all the layers of another, by the digests of the
/// archives inside, which do not change with the compression.
///
/// Nothing if they are not, if either has a layer of which nobody knows the digest, or if the other
/// has none.
pub fn shared_layers(image: &Inventory, base: &Inventory) -> Option<usize> {
    let digests = |inventory: &Inventory| -> Option<Vec<Digest>> {
        inventory.layers.iter().map(|layer| layer.diff_id).collect()
    };
    let (own, below) = (digests(image)?, digests(base)?);
    (!below.is_empty() && own.starts_with(&below)).then_some(below.len())
}

/// Says of each finding whether its component comes from the base.
pub fn assign(findings: &mut [Finding], image: &Inventory, base: &Inventory) {
    let known = Known::of(base);
    for finding in findings {
        let component = image.components.get(finding.place.component.0 as usize);
        finding.origin = component
            .map(|component| if known.has(component) { Origin::Base } else { Origin::Own });
    }
}

/// What a base has.
struct Known<'a> {
    versions: BTreeSet<(Thing<'a>, &'a str)>,
    digests: BTreeSet<&'a Digest>,
    places: BTreeSet<(Thing<'a>, String)>,
}

/// What is the same thing, whatever its version.
type Thing<'a> = (&'a str, Option<&'a str>, &'a str, Option<&'a str>);

fn thing(component: &Component) -> Thing<'_> {
    (
        component.ecosystem.as_str(),
        component.group.as_deref(),
        component.name.as_str(),
        component.architecture.as_deref(),
    )
}

fn places(component: &Component) -> impl Iterator<Item = String> + '_ {
    component.locations.iter().map(|place| {
        let inside = place.inside.join("!");
        format!("{}!{inside}", place.path)
    })
}

impl<'a> Known<'a> {
    fn of(base: &'a Inventory) -> Self {
        let mut known =
            Self { versions: BTreeSet::new(), digests: BTreeSet::new(), places: BTreeSet::new() };
        for component in &base.components {
            if let Some(version) = &component.version {
                known.versions.insert((thing(component), version));
            } else {
                known.digests.extend(&component.digests);
                known.places.extend(places(component).map(|place| (thing(component), place)));
            }
        }
        known
    }

    fn has(&self, component: &Component) -> bool {
        match &component.version {
            Some(version) => self.versions.contains(&(thing(component), version)),
            None if !component.digests.is_empty() => {
                component.digests.iter().any(|digest| self.digests.contains(digest))
            }
            None => places(component).any(|place| self.places.contains(&(thing(component), place))),
        }
    }
}

/// What another base would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exchange {
    /// Open findings that it would take away.
    pub goes: BTreeSet<Changed>,
    /// Open findings of the base that would stay.
    pub stays: BTreeSet<Changed>,
    /// Open findings that it would bring.
    pub comes: BTreeSet<Changed>,
}

/// A finding that an exchange is about; those of packages built from one source are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Changed {
    /// The weakness.
    pub weakness: String,
    /// The source package, else the component's name.
    pub package: String,
    /// What is known of it.
    pub state: State,
    /// The version in the image, or in the other base for what comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The version in the other base; nothing where it is no longer there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub becomes: Option<String>,
}

/// Compares the findings of an image that come from its base with those of another base.
///
/// Only findings with [`Origin::Base`] are looked at; where nobody knows the image's base, a
/// component counts as the base's if the other base has the same thing in any version.
pub fn exchange(
    image: &Inventory,
    findings: &[Finding],
    other: &Inventory,
    other_findings: &[Finding],
) -> Exchange {
    let things: BTreeMap<Thing<'_>, Option<&str>> =
        present(other).map(|component| (thing(component), component.version.as_deref())).collect();
    let open_there: BTreeSet<(Thing<'_>, &str)> = open(other, other_findings)
        .map(|(finding, component)| (thing(component), finding.weakness.as_str()))
        .collect();
    let open_here: BTreeSet<(Thing<'_>, &str)> = open(image, findings)
        .map(|(finding, component)| (thing(component), finding.weakness.as_str()))
        .collect();
    let mut exchange = Exchange::default();
    for (finding, component) in open(image, findings) {
        let there = things.get(&thing(component));
        let is_of_base = match finding.origin {
            Some(origin) => origin == Origin::Base,
            None => there.is_some(),
        };
        if !is_of_base {
            continue;
        }
        let becomes = there.copied().flatten();
        let list = if open_there.contains(&(thing(component), finding.weakness.as_str())) {
            &mut exchange.stays
        } else {
            &mut exchange.goes
        };
        list.insert(changed(finding, component, becomes));
    }
    for (finding, component) in open(other, other_findings) {
        if !open_here.contains(&(thing(component), finding.weakness.as_str())) {
            exchange.comes.insert(changed(finding, component, component.version.as_deref()));
        }
    }
    exchange
}

fn changed(finding: &Finding, component: &Component, becomes: Option<&str>) -> Changed {
    let source = component.source.as_ref().map(|source| &source.name);
    Changed {
        weakness: finding.weakness.clone(),
        package: source.unwrap_or(&component.name).clone(),
        state: finding.state,
        version: component.version.clone(),
        becomes: becomes.map(str::to_owned),
    }
}

fn present(inventory: &Inventory) -> impl Iterator<Item = &Component> {
    inventory.components.iter().filter(|component| component.removed_in.is_none())
}

/// Returns the open findings that are of the image as it runs, with their components.
fn open<'a>(
    inventory: &'a Inventory,
    findings: &'a [Finding],
) -> impl Iterator<Item = (&'a Finding, &'a Component)> {
    findings
        .iter()
        .filter(|it| it.is_open() && it.class != FindingClass::Removed)
        .filter_map(|it| Some((it, inventory.components.get(it.place.component.0 as usize)?)))
}

#[cfg(test)]
mod tests {
    use haerterei_inventory::{
        Completeness, ComponentId, INVENTORY_VERSION, InventoryLayer, Subject,
    };

    use super::*;
    use crate::collect::{Claims, Said, collect};
    use crate::testing::component;

    fn inventory(purls: &[&str], layers: &[&[u8]]) -> Inventory {
        Inventory {
            version: INVENTORY_VERSION,
            subject: Subject::default(),
            system: None,
            support: None,
            layers: layers
                .iter()
                .map(|bytes| InventoryLayer {
                    diff_id: Some(Digest::sha256(bytes)),
                    ..InventoryLayer::default()
                })
                .collect(),
            components: purls.iter().map(|purl| component(purl)).collect(),
            files: Vec::new(),
            completeness: Completeness::default(),
        }
    }

    fn findings(inventory: &Inventory, said: &[(u32, &str)]) -> Vec<Finding> {
        let said = said.iter().map(|(component, advisory)| Said {
            component: ComponentId(*component),
            advisory: (*advisory).to_owned(),
            weaknesses: BTreeSet::new(),
            aliases: BTreeSet::new(),
            source: "s".to_owned(),
            state: State::AffectedWithFix,
            fixed_in: None,
            urgency: None,
            note: None,
            withdrawn: None,
            coverage: None,
        });
        collect(inventory, said.collect(), &Claims::default())
    }

    #[test]
    fn a_base_is_known_by_its_layers() {
        let base = inventory(&[], &[b"1", b"2"]);
        for (layers, shared) in [
            (&[b"1".as_slice(), b"2", b"3"][..], Some(2)),
            (&[b"1", b"2"], Some(2)),
            (&[b"1"], None),
            (&[b"2", b"1", b"3"], None),
            (&[], None),
        ] {
            assert_eq!(shared_layers(&inventory(&[], layers), &base), shared);
        }
        assert_eq!(shared_layers(&base, &inventory(&[], &[])), None);
        let mut unknown = inventory(&[], &[b"1", b"2", b"3"]);
        unknown.layers[0].diff_id = None;
        assert_eq!(shared_layers(&unknown, &base), None);
    }

    #[test]
    fn what_was_updated_on_top_is_ones_own() {
        let base = inventory(&["pkg:deb/debian/tar@1", "pkg:deb/debian/zlib1g@1"], &[b"1"]);
        let image = inventory(
            &["pkg:deb/debian/tar@1", "pkg:deb/debian/zlib1g@2", "pkg:npm/x@1"],
            &[b"1", b"2"],
        );
        let mut found = findings(&image, &[(0, "CVE-1"), (1, "CVE-2"), (2, "CVE-3")]);
        assign(&mut found, &image, &base);
        let of = |weakness: &str| found.iter().find(|it| it.weakness == weakness).unwrap().origin;
        assert_eq!(of("CVE-1"), Some(Origin::Base));
        assert_eq!(of("CVE-2"), Some(Origin::Own));
        assert_eq!(of("CVE-3"), Some(Origin::Own));
    }

    #[test]
    fn another_base_takes_leaves_and_brings() {
        let base = inventory(
            &["pkg:deb/debian/tar@1", "pkg:deb/debian/zlib1g@1", "pkg:deb/debian/gone@1"],
            &[b"1"],
        );
        let image = inventory(
            &[
                "pkg:deb/debian/tar@1",
                "pkg:deb/debian/zlib1g@1",
                "pkg:deb/debian/gone@1",
                "pkg:npm/x@1",
            ],
            &[b"1", b"2"],
        );
        let newer = inventory(&["pkg:deb/debian/tar@2", "pkg:deb/debian/zlib1g@1"], &[b"9"]);
        let mut here = findings(&image, &[(0, "CVE-1"), (1, "CVE-2"), (2, "CVE-4"), (3, "CVE-3")]);
        let there = findings(&newer, &[(1, "CVE-2"), (0, "CVE-9")]);
        let names = |list: &BTreeSet<Changed>| -> Vec<(String, Option<String>)> {
            list.iter().map(|it| (it.weakness.clone(), it.becomes.clone())).collect()
        };
        let two = Some("2".to_owned());
        let one = Some("1".to_owned());
        // Without the old base, what the newer one does not have cannot be told to go.
        let unknown = exchange(&image, &here, &newer, &there);
        assert_eq!(names(&unknown.goes), [("CVE-1".to_owned(), two.clone())]);
        assign(&mut here, &image, &base);
        let known = exchange(&image, &here, &newer, &there);
        assert_eq!(
            names(&known.goes),
            [("CVE-1".to_owned(), two.clone()), ("CVE-4".to_owned(), None)]
        );
        assert_eq!(names(&known.stays), [("CVE-2".to_owned(), one)]);
        assert_eq!(names(&known.comes), [("CVE-9".to_owned(), two)]);
    }
}
