// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A scan in which every name is hostile, for the tests of all forms.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use haerterei_advisories::{Coverage as Reach, Reference, Story};
use haerterei_findings::policy::{Case, Policy};
use haerterei_findings::{
    Claim, Closed, Coverage, Exploited, Finding, FindingClass, Gap, Ground, Likelihood,
    OutdatedPackage, Place, Rated, SourceWord, State, Support, SupportLimit, remedies,
};
use haerterei_ground::{Digest, Message, Timestamp, TreePath};
use haerterei_inventory::{
    Completeness, Component, ComponentId, INVENTORY_VERSION, Inventory, InventoryLayer, Location,
    SourcePackage, Subject, System,
};
use haerterei_texts::{Language, Texts};
use haerterei_versions::purl::PackageUrl;
use haerterei_vex::Standing;
use haerterei_vex::decision::Decisions;
use haerterei_vex::status::{Justification, Status};
use serde_json::Value;

use super::{Heard, Report, Showing, Signature, Stories, Where};

/// What nobody may take for more than text: markup, a formula, terminal control, writing direction.
pub(super) const HOSTILE: &str =
    "<script>alert(1)</script>\" onload='x' \u{1b}[2J\u{202e}=cmd|'/c calc'!A0";

const DECISIONS: &str = "version: 1
decisions:
  - id: no-minizip
    weaknesses: [CVE-2024-0004]
    status: not_affected
    justification: vulnerable_code_not_present
    statement: '<script>alert(1)</script> =cmd'
    grade: opinion
    by: { role: image owner, organisation: Example Authority }
    decided: 2026-11-01
    expires: 2027-05-31
";

/// A scan, and what is needed to show it.
pub(super) struct Sample {
    pub(super) report: Report<'static>,
    inventory: Inventory,
    decisions: Decisions,
    stories: Stories,
    texts: Texts,
}

impl Sample {
    /// Returns a scan without any finding.
    pub(super) fn empty() -> Self {
        Self::of(Vec::new(), Vec::new(), Coverage::default())
    }

    /// Returns a scan with a finding of every kind, and hostile names wherever names are.
    pub(super) fn hostile() -> Self {
        let zlib = component("pkg:deb/debian/zlib1g@1%3A1.3-1?arch=amd64&distro=debian-13", 0);
        let mut library = component("pkg:maven/org.x/y@1.0", 1);
        library.source = None;
        let mut evil = component("pkg:npm/evil@1.0", 1);
        evil.source = None;
        HOSTILE.clone_into(&mut evil.name);
        evil.version = Some(HOSTILE.to_owned());
        evil.purl = None;
        let components = vec![zlib, library, evil];
        let mut first = finding("CVE-2024-0001", 0, &components);
        first.state = State::AffectedWithFix;
        first.aliases = BTreeSet::from(["GHSA-x".to_owned()]);
        first.fixed_in = Some("1:1.3-2".to_owned());
        first.published = Some(1_704_067_200);
        first.severities = vec![Rated {
            by: "nvd".to_owned(),
            system: "CVSS_V3".to_owned(),
            value: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H".to_owned(),
            tenths: Some(98),
            date: 0,
        }];
        first.exploited =
            Some(Exploited { added: "2024-02-01".to_owned(), ransomware: "Known".to_owned() });
        first.likelihood = Some(Likelihood { score: 97_349, percentile: 99_999 });
        let mut second = finding("CVE-2024-0002", 2, &components);
        second.class = FindingClass::Language;
        second.words[0].note = Some(HOSTILE.to_owned());
        second.severities = vec![Rated {
            by: "ubuntu".to_owned(),
            system: "Ubuntu".to_owned(),
            value: "medium".to_owned(),
            tenths: None,
            date: 0,
        }];
        second.borne = vec![HOSTILE.to_owned()];
        second.disputed = vec!["one".to_owned(), HOSTILE.to_owned()];
        second.claimed = vec![Claim {
            author: HOSTILE.to_owned(),
            document: HOSTILE.to_owned(),
            status: Status::NotAffected,
            justification: None,
            text: Some(HOSTILE.to_owned()),
        }];
        let mut third = finding("GHSA-a", 1, &components);
        third.class = FindingClass::LanguageInSystemPackage;
        let mut closed = finding("CVE-2024-0004", 0, &components);
        closed.state = State::NotAffected;
        closed.decided = Some(Closed {
            status: Status::NotAffected,
            justification: Some(Justification::VulnerableCodeNotPresent),
            since: None,
            circumstance: None,
            text: Some("<script>alert(1)</script> =cmd".to_owned()),
            ground: Ground::Decision {
                id: "no-minizip".to_owned(),
                grade: haerterei_vex::decision::Grade::Opinion,
                by: "image owner, Example Authority".to_owned(),
            },
            rests_on: None,
        });
        let mut coverage = Coverage::default();
        coverage.gaps.insert(Gap::NoSource { space: "npm".to_owned(), components: 1 });
        coverage.gaps.insert(Gap::Changelog { package: HOSTILE.to_owned() });
        let mut sample = Self::of(components, vec![first, second, third, closed], coverage);
        sample.report = sample.report.with_outdated(outdated()).with_support_limits(limits());
        sample
    }

    fn of(components: Vec<Component>, findings: Vec<Finding>, coverage: Coverage) -> Self {
        let inventory = Inventory {
            version: INVENTORY_VERSION,
            subject: Subject::default(),
            system: Some(System {
                id: "debian".to_owned(),
                version_id: Some("13".to_owned()),
                ..System::default()
            }),
            support: None,
            layers: vec![InventoryLayer {
                digest: Some(Digest::sha256(b"layer")),
                ..InventoryLayer::default()
            }],
            components,
            files: Vec::new(),
            completeness: Completeness::default(),
        };
        // A test's own, as long as it runs.
        let subject: &'static Subject = Box::leak(Box::new(Subject {
            name: format!("registry.example/app:1 {HOSTILE}"),
            digest: Some(Digest::sha256(b"image")),
            ..Subject::default()
        }));
        let policy: Policy = "kev".parse().expect("a policy");
        let verdict = policy.judge(&Case {
            findings: &findings,
            coverage: &coverage,
            notices: 0,
            outdated: None,
            order: &[],
            now: now(),
        });
        let remedies = remedies(&findings, &inventory, &[]);
        let mut report = Report::new(subject, None, coverage, findings, Vec::new())
            .with_remedies(remedies)
            .with_verdict(Some(verdict));
        report.vex =
            [Where::Artifact(Digest::sha256(b"artifact")), Where::File(HOSTILE.to_owned())]
                .map(|from| Heard {
                    from,
                    document: Some(HOSTILE.to_owned()),
                    author: Some(HOSTILE.to_owned()),
                    signature: Signature::None,
                    key: None,
                    standing: Standing::Claim,
                    refused: None,
                    statements: 1,
                    findings: 1,
                    problems: vec![Message::new("vex-problem-date").text("place", HOSTILE)],
                    is_of_collection: false,
                })
                .to_vec();
        let page = |url: &str| Reference { kind: "WEB".to_owned(), url: url.to_owned() };
        let story = Story {
            summary: HOSTILE.to_owned(),
            description: format!("{HOSTILE}\n[x](javascript:alert(1))"),
            references: vec![
                page("javascript:alert(1)"),
                page("https://example.org/\"><script>"),
                page("https://example.org/a"),
            ],
            weaknesses: vec!["CWE-79".to_owned(), HOSTILE.to_owned()],
        };
        Self {
            report,
            inventory,
            decisions: Decisions::parse(DECISIONS).expect("decisions"),
            stories: Stories::one("debian", "CVE-2024-0001", story),
            texts: Texts::new(Language::English),
        }
    }

    /// Returns the same in German.
    pub(super) fn german(mut self) -> Self {
        self.texts = Texts::new(Language::German);
        self
    }

    /// Returns all there is to show.
    pub(super) fn showing(&self) -> Showing<'_> {
        Showing {
            report: &self.report,
            inventory: &self.inventory,
            decisions: &self.decisions,
            stories: &self.stories,
            texts: &self.texts,
            order: &[],
            all: false,
            now: now(),
        }
    }

    /// Shows it, twice the same.
    pub(super) fn show(&self, form: impl Fn(&Showing<'_>) -> Value) -> Value {
        let value = form(&self.showing());
        assert_eq!(value, form(&self.showing()));
        value
    }
}

fn outdated() -> Vec<OutdatedPackage> {
    let one = |source: &str, packages: &[&str], component, coverage| OutdatedPackage {
        source: source.to_owned(),
        installed: "1:1.3-1".to_owned(),
        newest: "1:1.3-2".to_owned(),
        suite: "trixie-security".to_owned(),
        packages: packages.iter().map(|&it| it.to_owned()).collect(),
        components: BTreeSet::from([ComponentId(component)]),
        weaknesses: BTreeMap::new(),
        versions: 1,
        urgency: None,
        coverage,
    };
    let mut zlib = one("zlib", &["zlib1g", "zlib1g-dev"], 0, Reach::Complete);
    zlib.weaknesses.insert("CVE-2024-0001".to_owned(), "1:1.3-2".to_owned());
    vec![zlib, one("=x<b>", &[HOSTILE], 2, Reach::NoChangelog)]
}

fn limits() -> Vec<SupportLimit> {
    let one = |source: &str, support, component, reason: &str| SupportLimit {
        source: source.to_owned(),
        support,
        since: None,
        reason: Some(reason.to_owned()),
        components: BTreeSet::from([ComponentId(component)]),
    };
    let mut ended = one("zlib", Support::Ended, 0, "Nobody looks after it");
    ended.since = Some("2026-05-01".to_owned());
    vec![ended, one("=x<b>", Support::Limited, 2, HOSTILE)]
}

fn now() -> Timestamp {
    "2026-11-23T00:00:00Z".parse().expect("a time")
}

fn finding(weakness: &str, component: u32, components: &[Component]) -> Finding {
    let of = &components[component as usize];
    let state = State::AffectedWithoutFix;
    Finding {
        weakness: weakness.to_owned(),
        aliases: BTreeSet::new(),
        place: Place {
            component: ComponentId(component),
            name: of.purl.clone().unwrap_or_else(|| of.name.clone()),
            version: of.version.clone(),
            source: of.source.as_ref().map(|it| it.name.clone()),
            locations: of.locations.clone(),
        },
        class: FindingClass::System,
        origin: None,
        state,
        by_sources: state,
        fixed_in: None,
        published: None,
        words: vec![SourceWord {
            source: "debian".to_owned(),
            advisory: weakness.to_owned(),
            state,
            fixed_in: None,
            urgency: None,
            note: None,
            coverage: None,
        }],
        severities: Vec::new(),
        exploited: None,
        likelihood: None,
        decided: None,
        disputed: Vec::new(),
        claimed: Vec::new(),
        borne: Vec::new(),
        proofs: Vec::new(),
        proposals: Vec::new(),
    }
}

fn component(purl: &str, layer: usize) -> Component {
    let purl: PackageUrl = purl.parse().expect("a package URL");
    let path = format!("usr/lib/a b<{}>\u{1b}", purl.name());
    Component {
        source: Some(SourcePackage {
            name: "zlib".to_owned(),
            version: Some("1:1.3-1".to_owned()),
        }),
        locations: vec![Location {
            path: TreePath::parse(path).expect("a path"),
            inside: vec!["WEB-INF/<x>.jar".to_owned()],
            layer,
        }],
        dependencies_are_complete: true,
        ..Component::of_purl(&purl)
    }
}

/// Returns a schema of others, where the material beside the repository has it.
pub(super) fn schema(name: &str) -> Option<jsonschema::Validator> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let Ok(text) = std::fs::read_to_string(root.join("../shared").join(name)) else {
        println!("not run: {name} is not beside the repository");
        return None;
    };
    // What it refers to is not there; licences by identifier and signatures we do not write.
    let text = text
        .replace("\"spdx.schema.json\"", "\"#/definitions/none\"")
        .replace("\"cryptography-defs.schema.json", "\"#/definitions/none\", \"x\": \"")
        .replace("\"jsf-0.82.schema.json#/definitions/signature\"", "\"#/definitions/none\"");
    let mut schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["definitions"]["none"] = serde_json::json!({ "not": {} });
    Some(jsonschema::draft7::new(&schema).expect("a schema"))
}
