// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From what sources say to findings: names of one weakness become one finding, each source keeps its
//! word, and the worst that is said is the state.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_advisories::Space;
use haerterei_ground::Timestamp;
use haerterei_inventory::{Component, ComponentId, ComponentKind, Inventory, SupportPhase};

use crate::ask::question;
use crate::finding::{Exploited, Finding, FindingClass, Likelihood, Place, Rated, SourceWord};
use crate::remedy::newest;
use crate::state::State;

/// What one source says of one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The component.
    pub component: ComponentId,
    /// The name that the source uses.
    pub advisory: String,
    /// The CVEs that it stands for; several for an erratum, none where nobody gave it one.
    pub weaknesses: BTreeSet<String>,
    /// Other names of the same.
    pub aliases: BTreeSet<String>,
    /// The source.
    pub source: String,
    /// What follows from what it says.
    pub state: State,
    /// The first version without it.
    pub fixed_in: Option<String>,
    /// How urgent it finds it.
    pub urgency: Option<String>,
    /// What it adds.
    pub note: Option<String>,
    /// When it was withdrawn; then nothing is said.
    pub withdrawn: Option<Timestamp>,
    /// Of the archive: how far back the changelog told that names it.
    pub coverage: Option<haerterei_advisories::Coverage>,
}

/// What is known of weaknesses beside the packages they are in, by any of their names.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// How bad each finds it.
    pub severities: BTreeMap<String, Vec<Rated>>,
    /// When it was published first, in seconds since 1970.
    pub published: BTreeMap<String, i64>,
    /// That it is exploited.
    pub exploited: BTreeMap<String, Exploited>,
    /// How likely it is exploited.
    pub likelihoods: BTreeMap<String, Likelihood>,
}

/// Makes the findings of an image, the most urgent first.
pub fn collect(inventory: &Inventory, said: Vec<Said>, claims: &Claims) -> Vec<Finding> {
    let mut by_component: BTreeMap<ComponentId, Vec<Said>> = BTreeMap::new();
    for one in said.into_iter().filter(|one| one.withdrawn.is_none()) {
        by_component.entry(one.component).or_default().push(one);
    }
    let mut findings = Vec::new();
    for (id, said) in by_component {
        let Some(component) = inventory.components.get(id.0 as usize) else { continue };
        for (weakness, group) in grouped(&said) {
            findings.push(finding(inventory, id, component, weakness, &group, claims));
        }
    }
    sort(&mut findings);
    findings
}

/// Puts findings into their order, the most urgent first.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|one, other| one.urgency().cmp(&other.urgency()));
}

/// Puts together what is said of one weakness.
///
/// A CVE is a weakness of its own, even if one advisory fixes several. What stands for no CVE hangs
/// together by its other names.
fn grouped(said: &[Said]) -> BTreeMap<String, Vec<&Said>> {
    let mut groups: BTreeMap<String, Vec<&Said>> = BTreeMap::new();
    let mut nameless: Vec<&Said> = Vec::new();
    for one in said {
        let mut cves: BTreeSet<&String> = one.weaknesses.iter().collect();
        if is_cve(&one.advisory) {
            cves = BTreeSet::from([&one.advisory]);
        } else if cves.is_empty() {
            cves.extend(one.aliases.iter().filter(|name| is_cve(name)));
        }
        if cves.is_empty() {
            nameless.push(one);
        }
        for cve in cves {
            groups.entry(cve.clone()).or_default().push(one);
        }
    }
    // Each round takes a whole set of names out, so that this ends.
    while let Some(first) = nameless.pop() {
        let mut names: BTreeSet<&String> = names(first).collect();
        let mut group = vec![first];
        loop {
            let (found, rest): (Vec<&Said>, Vec<&Said>) = nameless
                .into_iter()
                .partition(|it| self::names(it).any(|name| names.contains(name)));
            nameless = rest;
            if found.is_empty() {
                break;
            }
            names.extend(found.iter().flat_map(|it| self::names(it)));
            group.extend(found);
        }
        if let Some(name) = names.into_iter().min_by_key(|name| (rank(name), (*name).clone())) {
            groups.entry(name.clone()).or_default().extend(group);
        }
    }
    groups
}

fn names(said: &Said) -> impl Iterator<Item = &String> {
    std::iter::once(&said.advisory).chain(&said.aliases)
}

fn is_cve(name: &str) -> bool {
    name.starts_with("CVE-")
}

/// Returns which of several names is shown: the one that most people look for.
fn rank(name: &str) -> usize {
    const ORDER: [&str; 7] = ["CVE-", "MAL-", "GHSA-", "GO-", "RUSTSEC-", "PYSEC-", "DSA-"];
    ORDER.iter().position(|start| name.starts_with(start)).unwrap_or(ORDER.len())
}

/// Returns the version that has the fix by the word of everybody who knows one: the newest that is named.
fn fixed_in(
    inventory: &Inventory,
    component: &Component,
    fixes: &BTreeSet<&str>,
) -> Option<String> {
    if fixes.len() < 2 {
        return fixes.first().map(|fix| (*fix).to_owned());
    }
    let asked = question(component, inventory.system.as_ref()).ok();
    let space = asked.and_then(|asked| asked.space().parse::<Space>().ok());
    newest(space.map(|space| space.ecosystem), fixes.iter().copied())
}

fn finding(
    inventory: &Inventory,
    id: ComponentId,
    component: &Component,
    weakness: String,
    said: &[&Said],
    claims: &Claims,
) -> Finding {
    let ended = inventory.support == Some(SupportPhase::Ended)
        && component.kind == ComponentKind::SystemPackage;
    let words: BTreeSet<SourceWord> = said
        .iter()
        .map(|one| SourceWord {
            source: one.source.clone(),
            advisory: one.advisory.clone(),
            // Of a release that nobody looks after, that there is no fix is no news.
            state: one.state.of_release(ended),
            fixed_in: one.fixed_in.clone(),
            urgency: one.urgency.clone(),
            note: one.note.clone(),
            coverage: one.coverage,
        })
        .collect();
    let state = words.iter().map(|word| word.state).min().unwrap_or(State::Undetermined);
    let fixes = words.iter().filter(|word| word.state == state);
    let fixes: BTreeSet<&str> = fixes.filter_map(|word| word.fixed_in.as_deref()).collect();
    let fixed_in = fixed_in(inventory, component, &fixes);
    let mut aliases: BTreeSet<String> = said.iter().flat_map(|one| names(one)).cloned().collect();
    aliases.remove(&weakness);
    // Another CVE is another weakness, not another name.
    aliases.retain(|name| !(is_cve(name) && is_cve(&weakness)));
    let all = || std::iter::once(&weakness).chain(&aliases);
    let severities: BTreeSet<Rated> =
        all().filter_map(|name| claims.severities.get(name)).flatten().cloned().collect();
    let published = all().filter_map(|name| claims.published.get(name)).min().copied();
    let exploited = all().find_map(|name| claims.exploited.get(name)).cloned();
    let likelihood = all().find_map(|name| claims.likelihoods.get(name)).copied();
    Finding {
        place: Place {
            component: id,
            name: component.purl.clone().unwrap_or_else(|| component.name.clone()),
            version: component.version.clone(),
            source: component.source.as_ref().map(|source| source.name.clone()),
            locations: component.locations.clone(),
        },
        class: FindingClass::of(inventory, component),
        origin: None,
        state,
        by_sources: state,
        fixed_in,
        published,
        words: words.into_iter().collect(),
        severities: severities.into_iter().collect(),
        exploited,
        likelihood,
        decided: None,
        disputed: Vec::new(),
        claimed: Vec::new(),
        borne: Vec::new(),
        proposals: Vec::new(),
        proofs: Vec::new(),
        weakness,
        aliases,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{self, component};

    fn inventory(purls: &[&str]) -> Inventory {
        testing::inventory(None, purls.iter().map(|purl| component(purl)).collect())
    }

    fn said(component: u32, advisory: &str, source: &str, state: State) -> Said {
        Said {
            component: ComponentId(component),
            advisory: advisory.to_owned(),
            weaknesses: BTreeSet::new(),
            aliases: BTreeSet::new(),
            source: source.to_owned(),
            state,
            fixed_in: (state == State::AffectedWithFix).then(|| "2".to_owned()),
            urgency: None,
            note: None,
            withdrawn: None,
            coverage: None,
        }
    }

    fn texts(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn names_of_one_weakness_become_one_finding() {
        let inventory = inventory(&["pkg:pypi/x@1"]);
        let mut ghsa = said(0, "GHSA-1", "osv", State::AffectedWithFix);
        ghsa.weaknesses = texts(&["CVE-1"]);
        ghsa.aliases = texts(&["PYSEC-1"]);
        let mut pysec = said(0, "PYSEC-1", "osv", State::AffectedWithoutFix);
        pysec.weaknesses = texts(&["CVE-1"]);
        let mut one = said(0, "GHSA-2", "osv", State::AffectedWithFix);
        one.aliases = texts(&["PYSEC-2"]);
        let two = said(0, "PYSEC-2", "osv", State::Undetermined);
        let found = collect(&inventory, vec![ghsa, pysec, one, two], &Claims::default());
        let shown: Vec<(&str, State, usize)> =
            found.iter().map(|it| (it.weakness.as_str(), it.state, it.words.len())).collect();
        assert_eq!(
            shown,
            [("CVE-1", State::AffectedWithFix, 2), ("GHSA-2", State::AffectedWithFix, 2)]
        );
        assert_eq!(found[0].aliases, texts(&["GHSA-1", "PYSEC-1"]));
        assert_eq!(found[0].fixed_in.as_deref(), Some("2"));
    }

    #[test]
    fn an_erratum_is_as_many_findings_as_it_has_weaknesses() {
        let inventory = inventory(&["pkg:rpm/almalinux/x@1"]);
        let mut erratum = said(0, "ALSA-1", "almalinux", State::AffectedWithFix);
        erratum.weaknesses = texts(&["CVE-1", "CVE-2"]);
        let found = collect(&inventory, vec![erratum], &Claims::default());
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|it| it.aliases == texts(&["ALSA-1"])));
    }

    #[test]
    fn what_was_withdrawn_says_nothing() {
        let inventory = inventory(&["pkg:npm/x@1"]);
        let mut one = said(0, "GHSA-1", "osv", State::AffectedWithFix);
        one.withdrawn = Some("2026-01-01T00:00:00Z".parse().unwrap());
        assert!(collect(&inventory, vec![one], &Claims::default()).is_empty());
    }

    #[test]
    fn what_a_system_package_ships_stays_apart() {
        let mut inventory = inventory(&[
            "pkg:deb/debian/libx-java@1",
            "pkg:maven/x/war@1",
            "pkg:maven/x/y@1",
            "pkg:npm/z@1",
        ]);
        inventory.components[1].belongs_to = Some(ComponentId(0));
        inventory.components[2].belongs_to = Some(ComponentId(1));
        inventory.components[3].belongs_to = Some(ComponentId(3));
        let all = (0..4).map(|id| said(id, "CVE-1", "x", State::AffectedWithFix)).collect();
        let found = collect(&inventory, all, &Claims::default());
        let classes: BTreeMap<u32, FindingClass> =
            found.iter().map(|it| (it.place.component.0, it.class)).collect();
        assert_eq!(classes[&0], FindingClass::System);
        assert_eq!(classes[&1], FindingClass::LanguageInSystemPackage);
        assert_eq!(classes[&2], FindingClass::LanguageInSystemPackage);
        assert_eq!(classes[&3], FindingClass::Language);
        inventory.components[3].removed_in = Some(2);
        let found = collect(
            &inventory,
            vec![said(3, "CVE-1", "x", State::AffectedWithFix)],
            &Claims::default(),
        );
        assert_eq!(found[0].class, FindingClass::Removed);
    }

    #[test]
    fn a_release_that_nobody_looks_after_is_named() {
        let mut inventory = inventory(&["pkg:deb/debian/x@1", "pkg:npm/x@1"]);
        inventory.support = Some(SupportPhase::Ended);
        let all = vec![
            said(0, "CVE-1", "debian", State::AffectedWithoutFix),
            said(0, "CVE-2", "debian", State::AffectedWithFix),
            said(1, "CVE-1", "osv", State::AffectedWithoutFix),
        ];
        let found = collect(&inventory, all, &Claims::default());
        let states: BTreeMap<(u32, &str), State> = found
            .iter()
            .map(|it| ((it.place.component.0, it.weakness.as_str()), it.state))
            .collect();
        assert_eq!(states[&(0, "CVE-1")], State::OutsideSupport);
        assert_eq!(states[&(0, "CVE-2")], State::AffectedWithFix);
        assert_eq!(states[&(1, "CVE-1")], State::AffectedWithoutFix);
    }

    #[test]
    fn the_most_urgent_comes_first() {
        let inventory = inventory(&["pkg:npm/x@1"]);
        let mut claims = Claims::default();
        let rated = |value: &str, tenths| Rated {
            by: "nvd".to_owned(),
            system: "CVSS_V3".to_owned(),
            value: value.to_owned(),
            tenths,
            date: 0,
        };
        for (name, rating) in [
            ("CVE-HIGH", rated("x", Some(88))),
            ("CVE-LOW", rated("low", None)),
            ("CVE-BAD", rated("critical", None)),
        ] {
            claims.severities.insert(name.to_owned(), vec![rating]);
        }
        claims.exploited.insert(
            "CVE-KEV".to_owned(),
            Exploited { added: "2026-01-01".to_owned(), ransomware: "Unknown".to_owned() },
        );
        claims
            .likelihoods
            .insert("CVE-LIKELY".to_owned(), Likelihood { score: 90_000, percentile: 99_000 });
        let all = vec![
            said(0, "CVE-CLOSED", "x", State::NotAffected),
            said(0, "CVE-LOW", "x", State::AffectedWithFix),
            said(0, "CVE-SMALL", "x", State::Unimportant),
            said(0, "CVE-BAD", "x", State::AffectedWithoutFix),
            said(0, "CVE-HIGH", "x", State::AffectedWithFix),
            said(0, "CVE-LIKELY", "x", State::AffectedWithoutFix),
            said(0, "MAL-1", "x", State::Malicious),
            said(0, "CVE-KEV", "x", State::AffectedWithoutFix),
            said(0, "CVE-NONE", "x", State::AffectedWithoutFix),
        ];
        let found = collect(&inventory, all, &claims);
        let order: Vec<&str> = found.iter().map(|it| it.weakness.as_str()).collect();
        assert_eq!(
            order,
            [
                "CVE-KEV",
                "MAL-1",
                "CVE-HIGH",
                "CVE-LOW",
                "CVE-BAD",
                "CVE-LIKELY",
                "CVE-NONE",
                "CVE-SMALL",
                "CVE-CLOSED"
            ]
        );
    }

    proptest! {
        #[test]
        fn the_order_of_what_is_said_does_not_matter(
            pairs in proptest::collection::vec((0u8..6, 0u8..6), 0..8), seed in any::<u64>()
        ) {
            let inventory = inventory(&["pkg:npm/x@1"]);
            let mut all: Vec<Said> = pairs
                .iter()
                .map(|(one, other)| {
                    let mut it = said(0, &format!("X-{one}"), "x", State::AffectedWithFix);
                    it.aliases = texts(&[&format!("X-{other}")]);
                    it
                })
                .collect();
            let first = collect(&inventory, all.clone(), &Claims::default());
            if !all.is_empty() {
                let middle = seed as usize % all.len();
                all.rotate_left(middle);
                all.reverse();
            }
            prop_assert_eq!(collect(&inventory, all, &Claims::default()), first);
        }
    }
}
