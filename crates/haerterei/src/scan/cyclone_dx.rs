// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CycloneDX 1.6 (ECMA-424) with vulnerabilities: a VDR, a document of its own that lists the
//! components with weaknesses and, for each weakness, who rates it how.
//!
//! The inventory stays free of them, as BSI TR-03183-2 demands (section 8.1.14). What is outdated, and
//! what is not looked after as the rest of its release, are properties of components.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_findings::{Finding, Ground, Level, Rated, State};
use haerterei_ground::{Message, Timestamp};
use haerterei_inventory::{ComponentId, ComponentKind};
use serde_json::{Map, Value, json};

use super::{Showing, outdated, support, words};

/// Returns the document.
pub(super) fn document(showing: &Showing<'_>) -> Value {
    let report = showing.report;
    // What is the same of several components is said once.
    let mut groups: BTreeMap<(&str, String), Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let key = (finding.weakness.as_str(), sameness(finding));
        groups.entry(key).or_default().push(finding);
    }
    let vulnerabilities: Vec<Value> =
        groups.values().map(|group| vulnerability(showing, group)).collect();
    let standing = standing(showing);
    let mut ids: BTreeSet<ComponentId> =
        report.findings.iter().map(|it| it.place.component).collect();
    ids.extend(standing.keys());
    let of = |id: &ComponentId| standing.get(id).map(Vec::as_slice).unwrap_or_default();
    let components: Vec<Value> =
        ids.iter().filter_map(|id| component(showing, *id, of(id))).collect();
    let image = report.image;
    let mut subject = json!({
        "type": "container",
        "bom-ref": "image",
        "name": if image.name.is_empty() { "image" } else { &image.name },
    });
    if let Some(digest) = &image.digest {
        subject["version"] = digest.to_string().into();
    }
    let mut properties: Vec<Value> = report
        .coverage
        .gaps
        .iter()
        .map(|gap| property("haerterei:not-looked-at", &showing.texts.say(&gap.message())))
        .collect();
    properties.extend(report.index.map(|it| property("haerterei:index", &it.to_string())));
    let mut document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": showing.now.to_string(),
            "tools": { "components": [{
                "type": "application", "name": "haerterei", "version": env!("CARGO_PKG_VERSION") }] },
            "component": subject,
            "properties": properties,
        },
        "components": components,
        "vulnerabilities": vulnerabilities,
    });
    if report.counts.incomplete {
        document["compositions"] = json!([{ "aggregate": "incomplete", "assemblies": ["image"] }]);
    }
    let serial = words::uuid(&document.to_string());
    document["serialNumber"] = format!("urn:uuid:{serial}").into();
    document
}

fn property(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}

/// Returns what has to be equal for findings of a weakness to be said in one.
fn sameness(finding: &Finding) -> String {
    let decided = serde_json::to_string(&finding.decided).unwrap_or_default();
    let fixed = finding.fixed_in.as_deref().unwrap_or_default();
    format!(
        "{}\n{fixed}\n{decided}\n{:?}\n{:?}",
        finding.state.as_str(),
        finding.borne,
        finding.class
    )
}

fn reference(id: ComponentId) -> String {
    format!("component-{}", id.0)
}

/// Returns what is to be said of components beside their weaknesses.
fn standing(showing: &Showing<'_>) -> BTreeMap<ComponentId, Vec<Value>> {
    let mut all: BTreeMap<ComponentId, Vec<Value>> = BTreeMap::new();
    for package in &showing.report.outdated {
        let properties = [
            property("haerterei:newest", &package.newest),
            property("haerterei:newest-in", &package.suite),
            property("haerterei:changelog-to-newest", outdated::code(package)),
        ];
        for id in &package.components {
            all.entry(*id).or_default().extend(properties.iter().cloned());
        }
    }
    for limit in &showing.report.support_limits {
        let mut properties = vec![property("haerterei:support", support::code(limit.support))];
        let optional = [
            ("haerterei:support-since", &limit.since),
            ("haerterei:support-reason", &limit.reason),
        ];
        for (name, value) in optional {
            properties.extend(value.as_ref().map(|value| property(name, value)));
        }
        for id in &limit.components {
            all.entry(*id).or_default().extend(properties.iter().cloned());
        }
    }
    all
}

fn component(showing: &Showing<'_>, id: ComponentId, properties: &[Value]) -> Option<Value> {
    let component = showing.inventory.components.get(id.0 as usize)?;
    let kind = match component.kind {
        ComponentKind::Program | ComponentKind::Executable => "application",
        _ => "library",
    };
    let mut map = Map::new();
    map.insert("type".to_owned(), kind.into());
    map.insert("bom-ref".to_owned(), reference(id).into());
    let optional = [
        ("group", component.group.as_deref()),
        ("name", Some(component.name.as_str())),
        ("version", component.version.as_deref()),
        ("purl", component.purl.as_deref()),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            map.insert(key.to_owned(), value.into());
        }
    }
    if !properties.is_empty() {
        map.insert("properties".to_owned(), properties.into());
    }
    Some(map.into())
}

fn vulnerability(showing: &Showing<'_>, group: &[&Finding]) -> Value {
    let Some(finding) = group.first() else { return Value::Null };
    let id = finding.weakness.as_str();
    let mut map = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|it| it.as_array().is_none_or(|list| !list.is_empty())) {
            map.insert(key.to_owned(), value);
        }
    };
    let affects: BTreeSet<ComponentId> = group.iter().map(|it| it.place.component).collect();
    let named = format!("{id}\n{affects:?}\n{}", sameness(finding));
    put("bom-ref", Some(words::uuid(&named).into()));
    put("id", Some(id.into()));
    put("source", Some(source(finding.words.first().map_or("", |it| it.source.as_str()), id)));
    let references = finding.words.iter().filter(|it| it.advisory != id);
    let mut names: BTreeSet<(&str, &str)> =
        references.map(|it| (it.advisory.as_str(), it.source.as_str())).collect();
    for alias in &finding.aliases {
        if !names.iter().any(|(name, _)| *name == alias) {
            names.insert((alias, "alias"));
        }
    }
    let references =
        names.into_iter().map(|(name, by)| json!({ "id": name, "source": source(by, name) }));
    put("references", Some(references.collect()));
    let mut ratings: Vec<Value> = finding.severities.iter().map(rating).collect();
    if let Some(likelihood) = finding.likelihood {
        ratings.push(json!({
            "source": { "name": "EPSS", "url": "https://www.first.org/epss/" },
            "score": f64::from(likelihood.score) / 100_000.0,
            "method": "other",
        }));
    }
    put("ratings", Some(ratings.into()));
    let stories = showing.stories;
    put("cwes", Some(stories.kinds(finding).into()));
    let (summary, description) = (stories.summary(finding), stories.description(finding));
    put("description", summary.map(Into::into));
    put("detail", description.filter(|it| Some(*it) != summary).map(Into::into));
    put(
        "recommendation",
        finding.fixed_in.as_ref().map(|fixed| {
            let solution = Message::new("command-scan-solution")
                .text("package", words::source(finding))
                .text("version", fixed);
            showing.texts.say(&solution).into()
        }),
    );
    let pages = words::page(id).into_iter();
    let pages = pages.chain(stories.references(finding).into_iter().map(str::to_owned));
    put("advisories", Some(pages.map(|url| json!({ "url": url })).collect()));
    let published = finding.published.and_then(|it| Timestamp::from_second(it).ok());
    put("published", published.map(|it| it.to_string().into()));
    put("analysis", analysis(finding));
    let status = match finding.state {
        State::NotAffected => "unaffected",
        State::Undetermined | State::OutsideSupport => "unknown",
        _ => "affected",
    };
    let affects = group.iter().map(|it| {
        let mut affected = json!({ "ref": reference(it.place.component) });
        if let Some(version) = &it.place.version {
            affected["versions"] = json!([{ "version": version, "status": status }]);
        }
        affected
    });
    put("affects", Some(affects.collect()));
    put("properties", Some(properties(finding).into()));
    map.into()
}

/// Returns who published something, with its own page where there is one.
fn source(by: &str, id: &str) -> Value {
    let mut source = json!({ "name": if by.is_empty() { "unknown" } else { by } });
    let page = words::page(id).and_then(|page| match (by, id.starts_with("CVE-")) {
        ("debian", _) => Some(format!("https://security-tracker.debian.org/tracker/{id}")),
        ("ubuntu", true) => Some(format!("https://ubuntu.com/security/{id}")),
        (_, true) => None,
        (_, false) => Some(page),
    });
    if let Some(page) = page {
        source["url"] = page.into();
    }
    source
}

fn rating(rated: &Rated) -> Value {
    let mut rating = json!({ "source": { "name": rated.by } });
    let level = rated.level().map_or("unknown", Level::as_str);
    rating["severity"] = level.into();
    if let Some(tenths) = rated.tenths {
        rating["score"] = (f64::from(tenths) / 10.0).into();
        rating["vector"] = rated.value.as_str().into();
        let method = match rated.value.get(..8) {
            Some("CVSS:3.0") => "CVSSv3",
            Some("CVSS:3.1") => "CVSSv31",
            Some("CVSS:4.0") => "CVSSv4",
            _ => "CVSSv2",
        };
        rating["method"] = method.into();
    } else {
        rating["method"] = "other".into();
        rating["justification"] = format!("{}: {}", rated.system, rated.value).into();
    }
    rating
}

/// Says what was decided; of what nobody decided nothing is said.
fn analysis(finding: &Finding) -> Option<Value> {
    let decided = finding.decided.as_ref()?;
    let mut analysis = json!({ "state": decided.status.cyclone_dx() });
    let circumstance = decided
        .circumstance
        .or_else(|| decided.justification.map(|it| it.to_circumstance().0))
        .filter(|_| decided.status == haerterei_vex::status::Status::NotAffected);
    if let Some(circumstance) = circumstance {
        analysis["justification"] = circumstance.as_str().into();
    }
    let by = match &decided.ground {
        Ground::Decision { id, by, .. } => format!("{id}: {by}"),
        Ground::Vex { document, author } => format!("{document}: {author}"),
        Ground::Proof { rule } => format!("haerterei: {rule}"),
        Ground::Source { source } => source.clone(),
    };
    let by = words::with_claim(by, decided);
    analysis["detail"] = match &decided.text {
        Some(text) => format!("{text} ({by})").into(),
        None => by.into(),
    };
    Some(analysis)
}

fn properties(finding: &Finding) -> Vec<Value> {
    let mut properties = vec![property("haerterei:state", finding.state.as_str())];
    if let Some(exploited) = &finding.exploited {
        properties.push(property("haerterei:exploited-since", &exploited.added));
    }
    for word in &finding.words {
        let said = format!("{}: {}: {}", word.source, word.advisory, word.state.as_str());
        properties.push(property("haerterei:said", &said));
    }
    for borne in &finding.borne {
        properties.push(property("haerterei:borne-by", borne));
    }
    for who in &finding.disputed {
        properties.push(property("haerterei:disputed-by", who));
    }
    properties
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Sample, schema};
    use super::*;

    #[test]
    fn the_schema_of_cyclonedx_accepts_it() {
        let Some(validator) = schema("compliance/cyclonedx/bom-1.6.schema.json") else { return };
        assert!(!validator.is_valid(&json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [{ "x": 1 }] })));
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
    fn what_is_outdated_or_not_looked_after_is_a_property_of_its_component() {
        let sample = Sample::hostile();
        let value = sample.show(document);
        let list = value["components"].as_array().unwrap();
        let of = |reference: &str| {
            let component = list.iter().find(|it| it["bom-ref"] == reference).unwrap();
            let properties = component["properties"].as_array().into_iter().flatten();
            let pair = |it: &Value| {
                let text = |key: &str| it[key].as_str().unwrap().to_owned();
                (text("name"), text("value"))
            };
            properties.map(pair).collect::<BTreeMap<String, String>>()
        };
        let zlib = of("component-0");
        for (name, value) in [
            ("haerterei:newest", "1:1.3-2"),
            ("haerterei:newest-in", "trixie-security"),
            ("haerterei:changelog-to-newest", "complete"),
            ("haerterei:support", "support-ended"),
            ("haerterei:support-since", "2026-05-01"),
            ("haerterei:support-reason", "Nobody looks after it"),
        ] {
            assert_eq!(zlib.get(name).map(String::as_str), Some(value), "{name}");
        }
        assert_eq!(of("component-1"), BTreeMap::new());
    }

    #[test]
    fn everything_refers_to_something() {
        let sample = Sample::hostile();
        let value = sample.show(document);
        let refs: BTreeSet<&str> = value["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["bom-ref"].as_str().unwrap())
            .collect();
        let list = value["vulnerabilities"].as_array().unwrap();
        let mut names = BTreeSet::new();
        for one in list {
            assert!(names.insert(one["bom-ref"].as_str().unwrap()), "{one}");
            for affected in one["affects"].as_array().unwrap() {
                assert!(refs.contains(affected["ref"].as_str().unwrap()), "{affected}");
            }
        }
        let closed = list.iter().find(|it| it["id"] == "CVE-2024-0004").unwrap();
        assert_eq!(closed["analysis"]["state"], "not_affected");
        assert_eq!(closed["analysis"]["justification"], "code_not_present");
        assert_eq!(closed["affects"][0]["versions"][0]["status"], "unaffected");
        let rated = list.iter().find(|it| it["id"] == "CVE-2024-0001").unwrap();
        assert_eq!(rated["ratings"][0]["method"], "CVSSv31");
        assert_eq!(rated["ratings"][0]["score"], 9.8);
    }
}
