// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Red Hat's VEX documents: CSAF 2.0 (`https://docs.oasis-open.org/csaf/csaf/v2.0/`), as Red Hat's
//! guidelines for security data describe their use (`redhatproductsecurity.github.io`).
//!
//! A product that a status names is a package (a package URL) as a component of a product (a CPE), or
//! of a module of one. Only the main streams of Red Hat Enterprise Linux count: an image does not
//! tell to which of the extended ones it would subscribe, and its packages are not theirs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use haerterei_versions::purl::PackageUrl;
use serde::Deserialize;

use super::{date, each_json};
use crate::advisory::{Advisory, Reference, Rule, Severity, Status};
use crate::bounds::Bounds;
use crate::collected::{Collected, Problem};
use crate::ecosystem::{Ecosystem, Space};
use crate::input::Document;
use crate::refusal::Refusal;

/// How deep the tree of products may be.
const DEPTH: usize = 32;
/// How many products may stand between a package and what it is shipped with: its module.
const STEPS: usize = 4;

#[derive(Deserialize)]
struct Csaf {
    document: Head,
    #[serde(default)]
    product_tree: Tree,
    #[serde(default)]
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    aggregate_severity: Option<Text>,
    tracking: Tracking,
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

#[derive(Deserialize)]
struct Tracking {
    #[serde(default)]
    initial_release_date: Option<String>,
    #[serde(default)]
    current_release_date: Option<String>,
}

#[derive(Default, Deserialize)]
struct Tree {
    #[serde(default)]
    branches: Vec<Branch>,
    #[serde(default)]
    full_product_names: Vec<Product>,
    #[serde(default)]
    relationships: Vec<Relationship>,
}

#[derive(Deserialize)]
struct Branch {
    #[serde(default)]
    branches: Vec<Self>,
    #[serde(default)]
    product: Option<Product>,
}

#[derive(Deserialize)]
struct Product {
    product_id: String,
    #[serde(default)]
    product_identification_helper: Option<Helper>,
}

#[derive(Deserialize)]
struct Helper {
    #[serde(default)]
    cpe: Option<String>,
    #[serde(default)]
    purl: Option<String>,
}

#[derive(Deserialize)]
struct Relationship {
    full_product_name: Product,
    product_reference: String,
    relates_to_product_reference: String,
}

#[derive(Deserialize)]
struct Vulnerability {
    #[serde(default)]
    cve: Option<String>,
    #[serde(default)]
    cwe: Option<Cwe>,
    #[serde(default)]
    notes: Vec<Note>,
    #[serde(default)]
    product_status: Statuses,
    #[serde(default)]
    references: Vec<Link>,
    #[serde(default)]
    remediations: Vec<Remediation>,
    #[serde(default)]
    scores: Vec<Score>,
    #[serde(default)]
    threats: Vec<Threat>,
}

#[derive(Deserialize)]
struct Cwe {
    id: String,
}

#[derive(Deserialize)]
struct Note {
    category: String,
    text: String,
}

#[derive(Default, Deserialize)]
struct Statuses {
    #[serde(default)]
    fixed: Vec<String>,
    #[serde(default)]
    known_affected: Vec<String>,
    #[serde(default)]
    known_not_affected: Vec<String>,
    #[serde(default)]
    under_investigation: Vec<String>,
}

#[derive(Deserialize)]
struct Link {
    url: String,
}

#[derive(Deserialize)]
struct Remediation {
    category: String,
    #[serde(default)]
    details: String,
    #[serde(default)]
    product_ids: Vec<String>,
    #[serde(default)]
    url: Option<String>,
}

#[derive(Deserialize)]
struct Score {
    #[serde(default, rename = "cvss_v2")]
    two: Option<Vector>,
    #[serde(default, rename = "cvss_v3")]
    three: Option<Vector>,
    #[serde(default, rename = "cvss_v4")]
    four: Option<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    #[serde(rename = "vectorString")]
    text: String,
}

#[derive(Deserialize)]
struct Threat {
    category: String,
    details: String,
    #[serde(default)]
    product_ids: Vec<String>,
}

pub(super) fn read(
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    each_json(document, |csaf: Csaf| {
        let products = Products::of(&csaf.product_tree, document.name)?;
        for vulnerability in csaf.vulnerabilities {
            let Some(id) = vulnerability.cve.clone().filter(|id| id.starts_with("CVE-")) else {
                continue;
            };
            let advisory = advisory(id, &csaf.document, vulnerability, &products, collected);
            collected.add(advisory, bounds)?;
        }
        Ok(())
    })
}

/// What the tree of products says of each.
struct Products<'a> {
    helpers: HashMap<&'a str, &'a Helper>,
    relationships: HashMap<&'a str, (&'a str, &'a str)>,
}

/// A package in a release.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shipped {
    /// The major release.
    release: String,
    /// The package's name; of a source package with `.src` behind it.
    package: String,
    /// Whether it is a source package.
    is_source: bool,
    /// Module and stream, `nodejs:18`.
    module: Option<String>,
    /// `[epoch:]version-release`, where the product has one.
    version: Option<String>,
}

impl<'a> Products<'a> {
    fn of(tree: &'a Tree, name: &str) -> Result<Self, Refusal> {
        let mut helpers = HashMap::new();
        let mut add = |product: &'a Product| {
            if let Some(helper) = &product.product_identification_helper {
                helpers.insert(product.product_id.as_str(), helper);
            }
        };
        tree.full_product_names.iter().for_each(&mut add);
        let mut open: Vec<(&Branch, usize)> = tree.branches.iter().map(|it| (it, 0)).collect();
        while let Some((branch, depth)) = open.pop() {
            if depth > DEPTH {
                return Err(Refusal::malformed(name, "its tree of products is too deep"));
            }
            branch.product.iter().for_each(&mut add);
            open.extend(branch.branches.iter().map(|it| (it, depth + 1)));
        }
        let relationships = tree
            .relationships
            .iter()
            .map(|it| {
                let ends = (&*it.product_reference, &*it.relates_to_product_reference);
                (&*it.full_product_name.product_id, ends)
            })
            .collect();
        Ok(Self { helpers, relationships })
    }

    /// Returns what a product is, if it is a package of a main stream of the distribution.
    fn shipped(&self, product: &str) -> Option<Shipped> {
        let (package, mut within) = *self.relationships.get(product)?;
        let purl: PackageUrl = self.helpers.get(package)?.purl.as_deref()?.parse().ok()?;
        let mut module = None;
        let mut release = None;
        // A package, perhaps of a module, of a product. A circle ends after as many steps.
        for _ in 0..STEPS {
            if let Some((inner, outer)) = self.relationships.get(within) {
                module = module.or_else(|| self.module(inner));
                within = outer;
                continue;
            }
            release = self.helpers.get(within).and_then(|it| release_of(it.cpe.as_deref()?));
            break;
        }
        let release = release?;
        let (mut package, module) = match purl.kind() {
            "rpm" => {
                let own = purl.qualifier("rpmmod").map(stream_of);
                (purl.name().to_owned(), own.or(module))
            }
            // `pkg:rpmmod/redhat/ruby:2.5/ruby`: a package within a module.
            "rpmmod" => (purl.name().to_owned(), Some(stream_of(purl.namespace().get(1)?))),
            _ => return None,
        };
        let is_source = purl.qualifier("arch") == Some("src");
        if is_source {
            package.push_str(".src");
        }
        let epoch = purl.qualifier("epoch").filter(|epoch| *epoch != "0");
        let version = purl.version().filter(|_| purl.kind() == "rpm").map(|version| match epoch {
            Some(epoch) => format!("{epoch}:{version}"),
            None => version.to_owned(),
        });
        // What is not fixed has, in the place of its version, at most that of its stream.
        let version = version.filter(|version| version.contains('-'));
        Some(Shipped { release, package, is_source, module, version })
    }

    /// Returns the stream of a product that is a module: `pkg:rpmmod/redhat/ruby@3.3:81000…:489197e6`.
    fn module(&self, product: &str) -> Option<String> {
        let purl: PackageUrl = self.helpers.get(product)?.purl.as_deref()?.parse().ok()?;
        let stream = purl.version()?.split(':').next()?;
        (purl.kind() == "rpmmod").then(|| format!("{}:{stream}", purl.name()))
    }
}

/// Returns the major release that a CPE of a main stream names: `cpe:/o:redhat:enterprise_linux:9`
/// and `cpe:/a:redhat:enterprise_linux:8::appstream`.
fn release_of(cpe: &str) -> Option<String> {
    let rest = cpe.strip_prefix("cpe:/").or_else(|| cpe.strip_prefix("cpe:2.3:"))?;
    let mut parts = rest.split(':').skip(1);
    let is_main = parts.next() == Some("redhat") && parts.next() == Some("enterprise_linux");
    let major = parts.next()?.split('.').next()?;
    let is_number = !major.is_empty() && major.bytes().all(|byte| byte.is_ascii_digit());
    (is_main && is_number).then(|| major.to_owned())
}

/// Returns `nodejs:18` of `nodejs:18:8070020221214:…`.
fn stream_of(label: &str) -> String {
    label.split(':').take(2).collect::<Vec<_>>().join(":")
}

/// A word about a package, and the product by which the document names it.
type Said<'a> = (Word, Shipped, &'a str);

/// What the document says of a package, the strongest word first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    Fixed,
    Affected(Status),
    Investigated,
    NotAffected,
}

fn advisory(
    id: String,
    head: &Head,
    vulnerability: Vulnerability,
    products: &Products<'_>,
    collected: &mut Collected,
) -> Advisory {
    let mut advisory = Advisory::new(id);
    let mut read =
        |text: &Option<String>| date(text.as_deref().unwrap_or_default(), &mut collected.problems);
    advisory.published = read(&head.tracking.initial_release_date);
    advisory.modified = read(&head.tracking.current_release_date);
    let day = advisory.modified.map_or(0, |date| date.as_second().unsigned_abs());
    let severity = |system: &str, value: &str| Severity {
        system: system.to_owned(),
        value: value.to_owned(),
        by: String::new(),
        date: day,
    };
    for score in &vulnerability.scores {
        let vectors =
            [("CVSS_V2", &score.two), ("CVSS_V3", &score.three), ("CVSS_V4", &score.four)];
        for (system, vector) in vectors {
            let found = vector.as_ref().map(|vector| severity(system, &vector.text));
            advisory.severities.extend(found.filter(|it| !advisory.severities.contains(it)));
        }
    }
    let whole = head.aggregate_severity.as_ref().map(|it| it.text.as_str());
    advisory.severities.extend(whole.map(|word| severity("Red Hat", word)));
    advisory.story.summary = head.title.clone().unwrap_or_default();
    let about = vulnerability.notes.into_iter().find(|note| note.category == "description");
    advisory.story.description = about.map(|note| note.text).unwrap_or_default();
    advisory.story.weaknesses = vulnerability.cwe.into_iter().map(|cwe| cwe.id).collect();
    let links = vulnerability.references.into_iter();
    advisory.story.references =
        links.map(|link| Reference { kind: "WEB".to_owned(), url: link.url }).collect();

    let (mut plans, mut errata): (HashMap<&str, Status>, HashMap<&str, &str>) = Default::default();
    for remediation in &vulnerability.remediations {
        let plan = plan(remediation);
        let erratum = remediation.url.as_deref().and_then(|url| url.rsplit('/').next());
        let is_fix = remediation.category == "vendor_fix";
        for product in &remediation.product_ids {
            plans.extend(plan.map(|plan| (product.as_str(), plan)));
            errata.extend(erratum.filter(|_| is_fix).map(|erratum| (product.as_str(), erratum)));
        }
    }
    let mut impacts: HashMap<&str, &str> = HashMap::new();
    for threat in vulnerability.threats.iter().filter(|threat| threat.category == "impact") {
        impacts.extend(threat.product_ids.iter().map(|id| (id.as_str(), threat.details.as_str())));
    }

    let statuses = &vulnerability.product_status;
    let all = [
        (&statuses.fixed, Word::Fixed),
        (&statuses.known_affected, Word::Affected(Status::Affected)),
        (&statuses.under_investigation, Word::Investigated),
        (&statuses.known_not_affected, Word::NotAffected),
    ];
    let mut said: BTreeMap<(String, String, Option<String>), Vec<Said<'_>>> = BTreeMap::new();
    let mut by_source: BTreeSet<String> = BTreeSet::new();
    for (list, word) in all {
        for product in list {
            let Some(shipped) = products.shipped(product) else { continue };
            // The binary packages that a fixed source was built into are listed beside it.
            if shipped.is_source && !matches!(word, Word::Affected(_)) {
                continue;
            }
            if shipped.is_source {
                by_source.insert(shipped.release.clone());
            }
            let word = match (&word, plans.get(product.as_str())) {
                (Word::Affected(_), Some(plan)) => Word::Affected(*plan),
                _ => word.clone(),
            };
            let key = (shipped.release.clone(), shipped.package.clone(), shipped.module.clone());
            said.entry(key).or_default().push((word, shipped, product));
        }
    }
    for ((release, package, module), mut words) in said {
        words.sort_by(|one, other| one.0.cmp(&other.0));
        let Some((word, _, product)) = words.first() else { continue };
        let is_mixed = words.iter().any(|(other, ..)| !same_kind(other, word));
        if is_mixed {
            collected.problems.note(Problem::Contradiction, || {
                format!("{}: {package} in {release}", advisory.id)
            });
        }
        // That a package is not affected is only worth knowing where its whole source is said to be.
        if *word == Word::NotAffected && !by_source.contains(&release) {
            continue;
        }
        let rule = Rule::new(Space::new(Ecosystem::RedHat, release), &package);
        let (mut rule, status) = match (word, newest(&words)) {
            (Word::Fixed, Some(version)) => (rule.until(Some(version)), Status::Affected),
            // A fix without a version cannot be compared with.
            (Word::Fixed, None) => {
                collected.problems.note(Problem::Range, || format!("{}: {package}", advisory.id));
                (rule.until(None), Status::Undetermined)
            }
            (Word::Affected(status), _) => (rule.until(None), *status),
            (Word::Investigated, _) => (rule.until(None), Status::NeedsTriage),
            (Word::NotAffected, _) => (rule, Status::NotAffected),
        };
        rule.status = status;
        rule.module = module.map(Into::into);
        rule.urgency = impacts.get(product).copied().or(whole).map(Into::into);
        rule.note = errata.get(product).map(|erratum| (*erratum).into());
        advisory.rules.push(rule);
    }
    advisory
}

fn same_kind(one: &Word, other: &Word) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// Returns what Red Hat plans for what is affected, by the words of its guidelines.
fn plan(remediation: &Remediation) -> Option<Status> {
    let details = remediation.details.to_lowercase();
    match remediation.category.as_str() {
        "no_fix_planned" if details.contains("out of support") => Some(Status::EndOfLife),
        "no_fix_planned" => Some(Status::WillNotFix),
        "none_available" if details.contains("deferred") => Some(Status::Deferred),
        "none_available" => Some(Status::Affected),
        _ => None,
    }
}

/// Returns the version that has the fix. Of several the newest: what was fixed again was not fixed
/// before, and what is the same build for several architectures has one version.
fn newest<'a>(words: &'a [Said<'_>]) -> Option<&'a str> {
    let scheme = Ecosystem::RedHat.scheme();
    let fixed = words.iter().filter(|(word, ..)| *word == Word::Fixed);
    fixed
        .filter_map(|(_, shipped, _)| {
            let version = shipped.version.as_deref()?;
            Some((scheme.key(version).ok()?, version))
        })
        .max()
        .map(|(_, version)| version)
}
