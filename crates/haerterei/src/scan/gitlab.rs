// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! GitLab's report of container scanning, schema 15.2.1 (`container-scanning-report-format.json` of
//! GitLab's security report schemas).
//!
//! What is open is in it; what was closed is not, for GitLab counts everything that is there. What
//! was not looked at are messages of the scan; so are packages that are outdated or not looked after as
//! the rest of their release, for which the form has no place: each of its entries is a vulnerability.

use std::collections::BTreeSet;

use haerterei_findings::{Finding, Level};
use serde_json::{Map, Value, json};

use super::{Showing, outdated, support, words};

const VERSION: &str = "15.2.1";
const SCHEMA: &str = "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v15.2.1/dist/container-scanning-report-format.json";
/// Bounds of the schema, in characters.
const LONGEST_NAME: usize = 255;
const LONGEST_SOLUTION: usize = 7000;
/// So many vectors are allowed.
const MOST_VECTORS: usize = 10;
/// So many links are enough.
const MOST_LINKS: usize = 50;

/// Returns the report.
pub(super) fn document(showing: &Showing<'_>) -> Value {
    let report = showing.report;
    let time = showing.now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let tool = json!({
        "id": "haerterei",
        "name": "Härterei",
        "version": env!("CARGO_PKG_VERSION"),
        "vendor": { "name": "Härterei" },
    });
    let texts = showing.texts;
    let gaps = report.coverage.gaps.iter().map(|gap| {
        let level = if gap.hides_weaknesses() { "warn" } else { "info" };
        (level, gap.message())
    });
    let outdated = report.outdated.iter().map(|it| ("info", outdated::message(it, texts)));
    let limits = report.support_limits.iter().map(|it| ("info", support::message(it, texts)));
    let messages = gaps.chain(outdated).chain(limits);
    let messages: Vec<Value> = messages
        .map(|(level, message)| json!({ "level": level, "value": texts.say(&message) }))
        .collect();
    let mut seen = BTreeSet::new();
    let vulnerabilities: Vec<Value> = report
        .some(|finding| finding.is_open() && !super::is_apart(finding))
        .map(|(_, finding)| vulnerability(showing, finding, &mut seen))
        .collect();
    json!({
        "version": VERSION,
        "schema": SCHEMA,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "container_scanning",
            "start_time": time,
            "end_time": time,
            "status": "success",
            "messages": messages,
        },
        "vulnerabilities": vulnerabilities,
        "remediations": [],
    })
}

/// Returns GitLab's word.
const fn severity(level: Option<Level>) -> &'static str {
    match level {
        None => "Unknown",
        Some(Level::None) => "Info",
        Some(Level::Low) => "Low",
        Some(Level::Medium) => "Medium",
        Some(Level::High) => "High",
        Some(Level::Critical) => "Critical",
    }
}

fn at_most(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    text.chars().take(characters.saturating_sub(1)).chain(['…']).collect()
}

fn vulnerability(showing: &Showing<'_>, finding: &Finding, seen: &mut BTreeSet<String>) -> Value {
    let stories = showing.stories;
    let texts = showing.texts;
    let image = match showing.report.image.name.as_str() {
        "" => "image",
        name => name,
    };
    let name = words::name(finding);
    let place = finding.place.locations.first();
    let path = place.map(words::path).unwrap_or_default();
    // The same package may be there several times.
    let mut id = words::uuid(&format!("{}\n{}\n{path}", finding.weakness, finding.place.name));
    if !seen.insert(id.clone()) {
        id = words::uuid(&format!("{id}\n{}", finding.place.component.0));
        seen.insert(id.clone());
    }
    let system = showing.inventory.system.as_ref();
    let system = system.map(|it| match &it.version_id {
        Some(version) => format!("{}:{version}", it.id),
        None => it.id.clone(),
    });
    let mut map = Map::new();
    map.insert("id".to_owned(), id.into());
    let title = stories.summary(finding).unwrap_or(&finding.weakness);
    map.insert("name".to_owned(), at_most(title, LONGEST_NAME).into());
    if let Some(description) = stories.description(finding) {
        map.insert("description".to_owned(), description.into());
    }
    map.insert("severity".to_owned(), severity(finding.level(showing.order)).into());
    if let Some(fixed) = &finding.fixed_in {
        let solution = haerterei_ground::Message::new("command-scan-solution")
            .text("package", words::source(finding))
            .text("version", fixed);
        map.insert("solution".to_owned(), at_most(&texts.say(&solution), LONGEST_SOLUTION).into());
    }
    map.insert(
        "location".to_owned(),
        json!({
            "dependency": {
                "package": { "name": name },
                "version": finding.place.version.as_deref().unwrap_or_default(),
            },
            "operating_system": system.filter(|it| !it.is_empty()).unwrap_or_else(|| "unknown".to_owned()),
            "image": image,
        }),
    );
    map.insert("identifiers".to_owned(), identifiers(showing, finding));
    let vectors = vectors(finding);
    if !vectors.is_empty() {
        map.insert("cvss_vectors".to_owned(), vectors.into());
    }
    let pages = stories.references(finding);
    let links: Vec<Value> =
        pages.into_iter().take(MOST_LINKS).map(|url| json!({ "url": url })).collect();
    map.insert("links".to_owned(), links.into());
    map.insert("details".to_owned(), details(showing, finding));
    map.into()
}

/// Returns all names; the first is the one by which GitLab knows it again.
fn identifiers(showing: &Showing<'_>, finding: &Finding) -> Value {
    let names = std::iter::once(&finding.weakness).chain(&finding.aliases);
    let mut all: Vec<Value> = names
        .map(|name| {
            let family = name.split('-').next().unwrap_or_default().to_ascii_lowercase();
            let family = if family.is_empty() { "other".to_owned() } else { family };
            let mut identifier = json!({ "type": family, "name": name, "value": name });
            if let Some(page) = words::page(name) {
                identifier["url"] = page.into();
            }
            identifier
        })
        .collect();
    all.extend(showing.stories.kinds(finding).into_iter().map(|kind| {
        json!({
            "type": "cwe",
            "name": format!("CWE-{kind}"),
            "value": kind.to_string(),
            "url": format!("https://cwe.mitre.org/data/definitions/{kind}.html"),
        })
    }));
    all.into()
}

/// Returns the vectors that the schema knows: CVSS 2 and 3.
fn vectors(finding: &Finding) -> Vec<Value> {
    let mut rated: Vec<_> = finding
        .severities
        .iter()
        .filter(|it| it.tenths.is_some() && (16..=128).contains(&it.value.len()))
        .filter(|it| {
            ["CVSS:3.0/", "CVSS:3.1/", "AV:"].iter().any(|start| it.value.starts_with(start))
        })
        .collect();
    // The first is the one by which GitLab sorts; among versions of CVSS the newer.
    rated.sort_by_key(|it| (it.value.starts_with("AV:"), std::cmp::Reverse(it.tenths)));
    rated
        .into_iter()
        .take(MOST_VECTORS)
        .map(|it| json!({ "vendor": if it.by.is_empty() { "unknown" } else { &it.by }, "vector": it.value }))
        .collect()
}

fn details(showing: &Showing<'_>, finding: &Finding) -> Value {
    let texts = showing.texts;
    let mut map = Map::new();
    let mut put = |key: &str, name: &'static str, value: Option<String>| {
        if let Some(value) = value {
            let field = json!({ "name": texts.get(name), "type": "text", "value": value });
            map.insert(key.to_owned(), field);
        }
    };
    put("state", "command-scan-state", Some(texts.get(finding.state.key())));
    put("fixed-in", "command-scan-fixed-in", finding.fixed_in.clone());
    put("purl", "command-scan-purl", Some(finding.place.name.clone()));
    let exploited = finding.exploited.as_ref().map(|it| it.added.clone());
    put("exploited-since", "command-scan-exploited-since", exploited);
    let likelihood = finding.likelihood.map(|it| format!("{} %", words::percent(it.score)));
    put("epss", "command-scan-likelihood", likelihood);
    let places: Vec<String> = finding
        .place
        .locations
        .iter()
        .take(10)
        .map(|it| format!("{} ({})", words::path(it), it.layer + 1))
        .collect();
    put("places", "command-scan-places", (!places.is_empty()).then(|| places.join(", ")));
    put(
        "borne",
        "command-scan-borne-by",
        (!finding.borne.is_empty()).then(|| finding.borne.join(", ")),
    );
    map.into()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Sample;
    use super::*;

    /// What schema 15.2.1 demands, in words of our own; the schema itself judges where it is at
    /// hand (see `tests/commands/scan_outputs.rs`).
    fn rules() -> Value {
        let text = |least: u32, most: u32| json!({ "type": "string", "minLength": least, "maxLength": most });
        let time = json!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$" });
        let url = json!({ "type": "string", "pattern": "^(https?|ftp)://.+" });
        let tool = json!({ "type": "object", "required": ["id", "name", "version", "vendor"] });
        json!({
            "type": "object",
            "required": ["scan", "version", "vulnerabilities"],
            "properties": {
                "version": { "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$" },
                "schema": url,
                "scan": {
                    "required": ["analyzer", "end_time", "scanner", "start_time", "status", "type"],
                    "properties": {
                        "start_time": time, "end_time": time, "analyzer": tool, "scanner": tool,
                        "status": { "enum": ["success", "failure"] },
                        "type": { "const": "container_scanning" },
                        "messages": { "items": { "required": ["level", "value"], "properties": {
                            "level": { "enum": ["info", "warn", "fatal"] }, "value": text(1, 1_000_000) } } },
                    },
                },
                "vulnerabilities": { "items": {
                    "required": ["id", "identifiers", "location"],
                    "properties": {
                        "id": text(1, 1000), "name": text(0, 255), "description": text(0, 1_048_576),
                        "severity": { "enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"] },
                        "solution": text(0, 7000),
                        "identifiers": { "minItems": 1, "items": {
                            "required": ["type", "name", "value"],
                            "properties": { "type": text(1, 1000), "name": text(1, 1000),
                                            "value": text(1, 1000), "url": url } } },
                        "cvss_vectors": { "minItems": 1, "maxItems": 10, "items": {
                            "required": ["vendor", "vector"] } },
                        "links": { "items": { "required": ["url"], "properties": { "url": url } } },
                        "details": { "additionalProperties": { "required": ["name", "type"] } },
                        "location": {
                            "required": ["dependency", "operating_system", "image"],
                            "properties": {
                                "dependency": { "required": ["package", "version"], "properties": {
                                    "package": { "required": ["name"] }, "version": { "type": "string" } } },
                                "operating_system": text(1, 1000), "image": text(1, 1000),
                            },
                        },
                    },
                } },
            },
        })
    }

    #[test]
    fn it_has_what_the_schema_demands() {
        let validator = jsonschema::draft7::new(&rules()).unwrap();
        assert!(!validator.is_valid(&json!({ "version": "15.2.1", "vulnerabilities": [{}] })));
        for sample in [Sample::hostile(), Sample::empty()] {
            let value = sample.show(document);
            let faults: Vec<String> = validator
                .iter_errors(&value)
                .map(|it| format!("{}: {it}", it.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{faults:#?}");
        }
    }

    #[test]
    fn what_has_no_place_is_said_in_messages() {
        let sample = Sample::hostile();
        let value = sample.show(document);
        let messages = value["scan"]["messages"].as_array().unwrap();
        assert_eq!(messages.len(), sample.report.coverage.gaps.len() + 2 + 2);
        let said =
            |text: &str| messages.iter().any(|it| it["value"].as_str().unwrap().starts_with(text));
        assert!(said("zlib 1:1.3-1 is older than 1:1.3-2 in trixie-security"), "{messages:#?}");
        assert!(said("zlib: support ended, 2026-05-01: Nobody looks after it"), "{messages:#?}");
    }

    #[test]
    fn what_is_open_is_in_it_once_each() {
        let sample = Sample::hostile();
        let value = sample.show(document);
        let list = value["vulnerabilities"].as_array().unwrap();
        let open =
            sample.report.findings.iter().filter(|it| it.is_open() && !super::super::is_apart(it));
        assert_eq!(list.len(), open.count());
        let ids: BTreeSet<&str> = list.iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), list.len());
        assert_eq!(list[0]["severity"], "Critical");
        assert_eq!(list[0]["identifiers"][0]["type"], "cve");
        assert_eq!(list[0]["cvss_vectors"][0]["vendor"], "nvd");
        assert_eq!(list[0]["location"]["operating_system"], "debian:13");
    }
}
