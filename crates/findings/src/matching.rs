// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What an index of advisories says of an inventory.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_advisories::{
    AdvisoriesError, AskedVersion, Index, Kind, Knowledge, Match, SUPPORT_LIST, Segment, Space,
    Status, StoryPlace,
};
use haerterei_ground::Timestamp;
use haerterei_inventory::{ComponentId, Inventory};
use haerterei_versions::cvss::Vector;

use crate::ask::{Question, question};
use crate::collect::{Claims, Said};
use crate::coverage::{Gap, Loaded};
use crate::finding::{Exploited, Likelihood, Rated};
use crate::state::State;
use crate::support::{self, SupportLimit};

/// The part of an index that an inventory needs.
#[derive(Debug)]
pub struct Matcher {
    pub(crate) segments: BTreeMap<String, Vec<Segment>>,
    /// What a distribution looks after, by release.
    pub(crate) lists: BTreeMap<String, Vec<Segment>>,
    pub(crate) knowledge: Knowledge,
    loaded: BTreeMap<String, Vec<Loaded>>,
}

/// What was said of an inventory.
#[derive(Clone, Debug, Default)]
pub struct Matched {
    /// What was said.
    pub said: Vec<Said>,
    /// What is known beside it.
    pub claims: Claims,
    /// Versions that are none of their ecosystem.
    pub gaps: BTreeSet<Gap>,
    /// Where what is only shown lies, by source and advisory.
    pub stories: BTreeMap<(String, String), StoryPlace>,
}

impl Matcher {
    /// Reads what an inventory needs of an index, and nothing else.
    pub fn load(index: &Index, inventory: &Inventory) -> Result<Self, AdvisoriesError> {
        let spaces: BTreeSet<Space> = inventory
            .components
            .iter()
            .filter_map(|component| question(component, inventory.system.as_ref()).ok())
            .filter_map(|question| question.space().parse().ok())
            .collect();
        Self::for_spaces(index, spaces)
    }

    /// Reads what an index has about some releases and ecosystems.
    pub fn for_spaces(index: &Index, spaces: BTreeSet<Space>) -> Result<Self, AdvisoriesError> {
        let spaces: Vec<Space> = spaces.into_iter().collect();
        let mut segments: BTreeMap<String, Vec<Segment>> = BTreeMap::new();
        let mut lists: BTreeMap<String, Vec<Segment>> = BTreeMap::new();
        let mut loaded: BTreeMap<String, Vec<Loaded>> = BTreeMap::new();
        for segment in index.segments_for(&spaces)? {
            let space = segment.space().to_string();
            // Lists of support speak of no weakness: without another source, nothing is known.
            if segment.advisories().all(|advisory| advisory.id() == SUPPORT_LIST) {
                lists.entry(space).or_default().push(segment);
                continue;
            }
            if let Some(record) = index.manifest().sources.get(segment.source()) {
                loaded.entry(space.clone()).or_default().push(Loaded {
                    source: segment.source().to_owned(),
                    digest: record.digest.to_string(),
                    // Where a source does not say of which day it is, it is as old as the last time
                    // that somebody knew it to be the newest there is.
                    date: Some(record.date.unwrap_or(record.confirmed).as_second()),
                    is_archive: false,
                });
            }
            segments.entry(space).or_default().push(segment);
        }
        Ok(Self { segments, lists, knowledge: index.knowledge()?, loaded })
    }

    /// Returns the sources that were loaded, by release or ecosystem.
    pub const fn loaded(&self) -> &BTreeMap<String, Vec<Loaded>> {
        &self.loaded
    }

    /// Returns what the distribution does not look after as the rest of its release.
    pub fn limits(&self, inventory: &Inventory, now: Timestamp) -> Vec<SupportLimit> {
        support::limits(&self.lists, inventory, now)
    }

    /// Asks about every component.
    pub fn ask(&self, inventory: &Inventory) -> Matched {
        let mut matched = Matched::default();
        let mut not_comparable = 0;
        // The same package and version is asked about once, however many binary packages it has.
        let mut answers: BTreeMap<Question, (Vec<Said>, bool)> = BTreeMap::new();
        let mut told = Told::default();
        for (place, component) in inventory.components.iter().enumerate() {
            let Ok(question) = question(component, inventory.system.as_ref()) else { continue };
            let id = ComponentId(u32::try_from(place).unwrap_or(u32::MAX));
            let (said, is_comparable) = answers
                .entry(question)
                .or_insert_with_key(|it| self.answered(it, |said, found| told.note(said, found)));
            not_comparable += usize::from(!*is_comparable);
            matched.said.extend(said.iter().map(|one| Said { component: id, ..one.clone() }));
        }
        if not_comparable > 0 {
            matched.gaps.insert(Gap::NotComparable { components: not_comparable });
        }
        matched.claims = self.claims(&matched.said);
        matched.claims.published = told.published;
        matched.stories = told.stories;
        matched
    }

    /// Returns how the distribution looks after a source package, where it does not as after the rest
    /// of its release; of no component yet.
    pub fn limit_of(&self, question: &Question, now: Timestamp) -> Option<SupportLimit> {
        support::limit_of(&self.lists, question, &support::day(now))
    }

    /// Asks one question. Returns what is said, of no component yet, and notes when it was published
    /// first, in seconds since 1970.
    pub fn answer(&self, question: &Question, published: &mut BTreeMap<String, i64>) -> Vec<Said> {
        self.answered(question, |said, found| note_published(published, said, found)).0
    }

    fn answered(
        &self,
        question: &Question,
        mut note: impl FnMut(&Said, &Match<'_>),
    ) -> (Vec<Said>, bool) {
        let mut said = Vec::new();
        let Some(segments) = self.segments.get(&question.space()) else { return (said, true) };
        let Some(first) = segments.first() else { return (said, true) };
        let mut version = AskedVersion::of(first.space().ecosystem, &question.version);
        if let Some(label) = &question.module {
            version = version.in_module(label);
        }
        for segment in segments {
            let mut noted = |found: &Match<'_>| {
                let one = self.said(segment, found)?;
                note(&one, found);
                Some(one)
            };
            let matches = segment.matches(&question.package, &version);
            said.extend(matches.iter().filter_map(&mut noted));
            let Some(from) = &question.from else { continue };
            // What is said of the package itself counts for more than what is said of its source.
            let own: BTreeSet<&str> =
                segment.statements(&question.package).map(|it| it.advisory.id()).collect();
            let matches = segment.matches(from, &version);
            let of_source = matches.iter().filter(|found| !own.contains(found.advisory.id()));
            said.extend(of_source.filter_map(&mut noted));
        }
        (said, version.key().is_some())
    }

    fn said(&self, segment: &Segment, found: &Match<'_>) -> Option<Said> {
        let advisory = found.advisory;
        let id = advisory.id();
        let mut weaknesses: BTreeSet<String> =
            self.knowledge.weaknesses(id).into_iter().map(str::to_owned).collect();
        let named = advisory.aliases().chain(advisory.upstream());
        weaknesses.extend(named.filter(|name| name.starts_with("CVE-")).map(str::to_owned));
        // An erratum that mends what is no weakness is no finding.
        if advisory.kind() == Kind::Notice && weaknesses.is_empty() {
            return None;
        }
        Some(Said {
            component: ComponentId(0),
            advisory: id.to_owned(),
            weaknesses,
            aliases: advisory.aliases().map(str::to_owned).collect(),
            source: segment.source().to_owned(),
            state: state(advisory.kind(), found),
            fixed_in: found.fixed.map(str::to_owned),
            urgency: found.urgency.map(str::to_owned),
            note: found.note.map(str::to_owned),
            withdrawn: advisory.withdrawn(),
            coverage: None,
        })
    }

    /// Returns what is known of weaknesses beside the packages they are in.
    pub fn claims(&self, said: &[Said]) -> Claims {
        let mut claims = Claims::default();
        let names: BTreeSet<&String> = said
            .iter()
            .flat_map(|one| one.weaknesses.iter().chain(&one.aliases).chain([&one.advisory]))
            .collect();
        for name in names {
            let rated: Vec<Rated> = self.knowledge.severities(name).iter().map(rated).collect();
            if !rated.is_empty() {
                claims.severities.insert(name.clone(), rated);
            }
            if let Some(known) = self.knowledge.exploited(name) {
                let known = Exploited { added: known.added, ransomware: known.ransomware };
                claims.exploited.insert(name.clone(), known);
            }
            if let Some(known) = self.knowledge.likelihood(name) {
                let known = Likelihood { score: known.score, percentile: known.percentile };
                claims.likelihoods.insert(name.clone(), known);
            }
        }
        claims
    }
}

/// What advisories tell beside what they say of a version.
#[derive(Debug, Default)]
struct Told {
    published: BTreeMap<String, i64>,
    stories: BTreeMap<(String, String), StoryPlace>,
}

impl Told {
    fn note(&mut self, said: &Said, found: &Match<'_>) {
        note_published(&mut self.published, said, found);
        if let Some(place) = found.advisory.story_place() {
            self.stories.insert((said.source.clone(), said.advisory.clone()), place);
        }
    }
}

fn note_published(all: &mut BTreeMap<String, i64>, said: &Said, found: &Match<'_>) {
    let Some(published) = found.advisory.published() else { return };
    let seconds = published.as_second();
    let first = all.entry(said.advisory.clone()).or_insert(seconds);
    *first = seconds.min(*first);
}

fn state(kind: Kind, found: &Match<'_>) -> State {
    if kind == Kind::Malicious {
        return State::Malicious;
    }
    match found.status {
        Status::NotAffected => State::NotAffected,
        Status::Undetermined | Status::NeedsTriage => State::Undetermined,
        _ if found.is_unimportant() => State::Unimportant,
        Status::Affected if found.fixed.is_some() => State::AffectedWithFix,
        Status::Affected => State::AffectedWithoutFix,
        Status::WillNotFix => State::WillNotFix,
        Status::EndOfLife => State::OutsideSupport,
        Status::Deferred => State::Deferred,
        Status::FixNotReleased => State::FixNotReleased,
    }
}

fn rated(rated: &haerterei_advisories::Rated) -> Rated {
    let severity = &rated.severity;
    let by = if severity.by.is_empty() { &rated.source } else { &severity.by };
    Rated {
        by: by.clone(),
        system: severity.system.clone(),
        value: severity.value.clone(),
        // A score is computed from the vector and never taken on trust.
        tenths: severity.value.parse::<Vector>().ok().map(|vector| vector.score().tenths()),
        date: severity.date,
    }
}

#[cfg(test)]
mod tests {
    use haerterei_advisories::{Bounds, Form, Origin, Place, Source, bring};
    use haerterei_fetch::{FetchSettings, Fetcher};
    use haerterei_ground::{Cancel, Clock, Silent};
    use haerterei_inventory::SourcePackage;

    use super::*;
    use crate::collect::collect;
    use crate::coverage::Coverage;
    use crate::testing::{self, component};

    const DEBIAN: &str = r#"{
      "zlib": {
        "CVE-2023-45853": { "releases": { "trixie": { "status": "open", "repositories": { "trixie": "1:1.3-1" }, "urgency": "unimportant" } } },
        "CVE-2024-0001": { "releases": { "trixie": { "status": "resolved", "repositories": { "trixie": "1:1.3-2" }, "fixed_version": "1:1.3-2", "urgency": "not yet assigned" } } },
        "CVE-2024-0002": { "releases": { "trixie": { "status": "resolved", "repositories": { "trixie": "1:1.3-2" }, "fixed_version": "0", "urgency": "not yet assigned" } } },
        "CVE-2024-0003": { "releases": { "trixie": { "status": "open", "repositories": { "trixie": "1:1.3-1" }, "urgency": "low", "nodsa": "x", "nodsa_reason": "postponed" } } }
      }
    }"#;

    const OSV: &str = r#"{ "id": "GHSA-1", "modified": "2026-01-01T00:00:00Z", "published": "2021-12-10T00:00:00Z", "summary": "Remote code", "aliases": ["CVE-2021-44228"],
      "severity": [{ "type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H" }],
      "affected": [{ "package": { "ecosystem": "Maven", "name": "org.x:y" }, "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": "2.17.1" }] }] }] }"#;

    fn index(folder: &std::path::Path) -> Index {
        let fetcher = Fetcher::new(FetchSettings::default()).unwrap();
        let source = |name: &str, form, text: &str| {
            let path = folder.join(format!("{name}.json"));
            std::fs::write(&path, text).unwrap();
            Source {
                name: name.to_owned(),
                form,
                origin: Origin::Paths(vec![path]),
                licence: String::new(),
                attribution: String::new(),
            }
        };
        let sources =
            [source("debian", Form::DebianTracker, DEBIAN), source("maven", Form::Osv, OSV)];
        let place = Place {
            folder: &folder.join("index"),
            fetcher: &fetcher,
            clock: Clock::fixed("2026-11-23T00:00:00Z".parse().unwrap()),
            bounds: Bounds::default(),
            tool: "haerterei 0",
            progress: &Silent,
            cancel: &Cancel::new(),
        };
        bring(&sources, None, &place).unwrap();
        Index::open(&folder.join("index")).unwrap()
    }

    #[test]
    fn what_nobody_looks_after_is_told_and_its_weaknesses_are_outside_support() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("lists")).unwrap();
        let list = "zlib 0 2026-01-01 Nobody has the time\nlater.* 0 2027-01-01 Not yet\n";
        std::fs::write(folder.path().join("lists/security-support-ended.deb13"), list).unwrap();
        let limited = "golang.* Static linking\n";
        std::fs::write(folder.path().join("lists/security-support-limited"), limited).unwrap();
        let named = "golang-sure supported See the bug\n";
        std::fs::write(folder.path().join("lists/security-support.deb13"), named).unwrap();
        let lists = Source {
            name: "support".to_owned(),
            form: Form::DebianSupport,
            origin: Origin::Paths(vec![folder.path().join("lists")]),
            licence: String::new(),
            attribution: String::new(),
        };
        let fetcher = Fetcher::new(FetchSettings::default()).unwrap();
        let place = Place {
            folder: &folder.path().join("index"),
            fetcher: &fetcher,
            clock: Clock::fixed("2026-11-23T00:00:00Z".parse().unwrap()),
            bounds: Bounds::default(),
            tool: "haerterei 0",
            progress: &Silent,
            cancel: &Cancel::new(),
        };
        bring(&[lists], None, &place).unwrap();
        let index = Index::open(&folder.path().join("index")).unwrap();
        let components = vec![
            component("pkg:deb/debian/zlib@1?distro=debian-13"),
            component("pkg:deb/debian/golang-1.24@1?distro=debian-13"),
            component("pkg:deb/debian/later-on@1?distro=debian-13"),
            component("pkg:deb/debian/tar@1?distro=debian-13"),
            component("pkg:deb/debian/golang-sure@1?distro=debian-13"),
        ];
        let inventory = testing::inventory(None, components);
        let matcher = Matcher::load(&index, &inventory).unwrap();
        // Nobody speaks of weaknesses, so that the archive may still be asked.
        assert!(matcher.loaded().is_empty());
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        let limits = matcher.limits(&inventory, now);
        let shown: Vec<(&str, support::Support, Option<&str>)> =
            limits.iter().map(|it| (&*it.source, it.support, it.reason.as_deref())).collect();
        assert_eq!(
            shown,
            [
                ("golang-1.24", support::Support::Limited, Some("Static linking")),
                ("zlib", support::Support::Ended, Some("Nobody has the time")),
            ]
        );
        let said = |component, state| Said {
            component: ComponentId(component),
            advisory: "CVE-2024-0001".to_owned(),
            weaknesses: BTreeSet::new(),
            aliases: BTreeSet::new(),
            source: "debian".to_owned(),
            state,
            fixed_in: None,
            urgency: None,
            note: None,
            withdrawn: None,
            coverage: None,
        };
        let mut all = vec![
            said(0, State::AffectedWithoutFix),
            said(0, State::AffectedWithFix),
            said(1, State::AffectedWithoutFix),
        ];
        support::limit(&mut all, &limits);
        let states: Vec<State> = all.iter().map(|it| it.state).collect();
        assert_eq!(
            states,
            [State::OutsideSupport, State::AffectedWithFix, State::AffectedWithoutFix]
        );
        assert_eq!(all[0].note.as_deref(), Some("Nobody has the time"));
    }

    #[test]
    fn an_index_answers_for_an_inventory() {
        let folder = tempfile::tempdir().unwrap();
        let index = index(folder.path());
        let mut zlib = component("pkg:deb/debian/zlib1g@1:1.3-1%2Bb1?arch=amd64");
        zlib.source =
            Some(SourcePackage { name: "zlib".to_owned(), version: Some("1:1.3-1".to_owned()) });
        let inventory = testing::inventory(
            Some("13"),
            vec![
                zlib,
                component("pkg:maven/org.x/y@2.17.0"),
                component("pkg:maven/org.x/y@2.17.1"),
                component("pkg:npm/z@1"),
            ],
        );
        let matcher = Matcher::load(&index, &inventory).unwrap();
        let matched = matcher.ask(&inventory);
        let place = &matched.stories[&("maven".to_owned(), "GHSA-1".to_owned())];
        assert_eq!(index.story_at(place).unwrap().summary, "Remote code");
        let found = collect(&inventory, matched.said, &matched.claims);
        let shown: Vec<(&str, u32, State)> =
            found.iter().map(|it| (it.weakness.as_str(), it.place.component.0, it.state)).collect();
        assert_eq!(
            shown,
            [
                ("CVE-2024-0001", 0, State::AffectedWithFix),
                ("CVE-2024-0003", 0, State::Deferred),
                ("CVE-2023-45853", 0, State::Unimportant),
                ("CVE-2021-44228", 1, State::AffectedWithFix),
            ]
        );
        assert_eq!(found[0].fixed_in.as_deref(), Some("1:1.3-2"));
        assert_eq!(found[3].severities[0].tenths, Some(100));
        assert_eq!((found[0].published, found[3].published), (None, Some(1_639_094_400)));
        assert_eq!(found[3].aliases, BTreeSet::from(["GHSA-1".to_owned()]));
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        let coverage = Coverage::of(&inventory, matcher.loaded().clone(), 365, now);
        let gaps: Vec<&Gap> = coverage.gaps.iter().collect();
        assert_eq!(gaps, [&Gap::NoSource { space: "npm".to_owned(), components: 1 }]);
    }
}
