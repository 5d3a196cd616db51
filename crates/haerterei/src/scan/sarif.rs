// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! SARIF 2.1.0 (OASIS, 2020): one rule for each weakness, one result for each component.
//!
//! What was closed stays in the document as a result with a suppression (section 3.35), so that
//! nobody has to look for it elsewhere. What was not looked at are notifications of the run
//! (section 3.20.21). `security-severity`, by which code platforms sort, is given only where some
//! source's own vector gives a score. What is outdated, and what is not looked after as the rest of its
//! release, are results of rules of their own; nobody says how bad that is.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_findings::{Finding, Gap, Ground, Level, State, Support};
use haerterei_ground::{Digest, Message};
use haerterei_inventory::{ComponentId, Location};
use serde_json::{Map, Value, json};

use super::{Showing, outdated, support, words};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The base of paths in the image.
const BASE: &str = "IMAGE";
/// So many characters of a text are taken by those who show it.
const LONGEST: usize = 1000;
/// So many places of one component are given.
const MOST_PLACES: usize = 10;

/// Returns the document.
pub(super) fn document(showing: &Showing<'_>) -> Value {
    let report = showing.report;
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rules: Vec<Value> = Vec::new();
    let mut results: Vec<Value> = Vec::new();
    for (place, finding) in report.findings.iter().enumerate() {
        let rule = *places.entry(finding.weakness.as_str()).or_insert_with(|| {
            rules.push(self::rule(showing, finding));
            rules.len() - 1
        });
        results.push(result(showing, place, finding, rule));
    }
    standing(showing, &mut rules, &mut results);
    let gaps: Vec<Value> =
        report.coverage.gaps.iter().map(|gap| notification(showing, gap)).collect();
    let name = &report.image.name;
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "haerterei",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": showing.texts.language().code(),
                "rules": rules,
            } },
            "automationDetails": { "id": format!("haerterei/scan/{name}/") },
            "invocations": [{
                "executionSuccessful": true,
                "endTimeUtc": showing.now.to_string(),
                "toolExecutionNotifications": gaps,
            }],
            "originalUriBaseIds": { BASE: { "description": { "text": name } } },
            "columnKind": "unicodeCodePoints",
            "properties": {
                "image": name,
                "digest": report.image.digest.map(|it| it.to_string()),
                "platform": report.image.platform,
                "index": report.index.map(|it| it.to_string()),
                "incomplete": report.counts.incomplete,
            },
            "results": results,
        }],
    })
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Escapes what Markdown (`CommonMark` 0.31, section 2.4) would take for its own.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn rule(showing: &Showing<'_>, finding: &Finding) -> Value {
    let stories = showing.stories;
    let id = finding.weakness.as_str();
    let summary = stories.summary(finding).unwrap_or(id);
    let description = stories.description(finding).unwrap_or(id);
    let page = words::page(id);
    let mut pages: Vec<&str> = page.as_deref().into_iter().collect();
    pages.extend(stories.references(finding));
    let ratings: Vec<String> = finding.severities.iter().map(words::rated).collect();
    let mut text = description.to_owned();
    let mut marked = markdown(description);
    for rating in &ratings {
        text.push_str(&format!("\n- {rating}"));
        marked.push_str(&format!("\n* {}", markdown(rating)));
    }
    for page in pages.iter().take(20) {
        text.push_str(&format!("\n{page}"));
        // An address in angle brackets is one (section 6.5); these could end it.
        let address = page.replace('<', "%3C").replace('>', "%3E");
        marked.push_str(&format!("\n* <{address}>"));
    }
    let mut tags = vec!["security", "vulnerability"];
    if finding.exploited.is_some() {
        tags.push("exploited");
    }
    if finding.state == State::Malicious {
        tags.push("malicious");
    }
    let kinds: Vec<String> =
        stories.kinds(finding).iter().map(|it| format!("external/cwe/cwe-{it}")).collect();
    tags.extend(kinds.iter().map(String::as_str));
    let mut properties = Map::new();
    properties.insert("tags".to_owned(), tags.into());
    if let Some(scored) = finding.scored()
        && let Some(tenths) = scored.tenths
    {
        properties.insert("security-severity".to_owned(), words::score(tenths).into());
        properties.insert("security-severity-by".to_owned(), scored.by.as_str().into());
        properties.insert("vector".to_owned(), scored.value.as_str().into());
    }
    let mut rule = json!({
        "id": id,
        "shortDescription": { "text": shortened(summary) },
        "fullDescription": { "text": shortened(description) },
        "help": { "text": text, "markdown": marked },
        "properties": properties,
    });
    if let Some(page) = &page {
        rule["helpUri"] = page.as_str().into();
    }
    rule
}

/// Returns how loud a result is: by what the sources say, and by what is known beside it.
fn level(showing: &Showing<'_>, finding: &Finding) -> &'static str {
    if finding.exploited.is_some() || finding.state == State::Malicious {
        return "error";
    }
    match (finding.state, finding.level(showing.order)) {
        (State::Unimportant, _) | (_, Some(Level::Low | Level::None)) => "note",
        (_, Some(Level::High | Level::Critical)) => "error",
        (_, Some(Level::Medium) | None) => "warning",
    }
}

fn result(showing: &Showing<'_>, place: usize, finding: &Finding, rule: usize) -> Value {
    let texts = showing.texts;
    let installed = finding.place.version.as_deref().unwrap_or("–");
    let mut text = format!(
        "{}: {} {installed}: {}",
        finding.weakness,
        words::name(finding),
        texts.get(finding.state.key())
    );
    if let Some(fixed) = &finding.fixed_in {
        text.push_str(&format!(" ({} {fixed})", texts.get("command-scan-fixed-in")));
    }
    let failed_by = showing.report.failed_by(place);
    let properties = without_nothing(&json!({
        "state": finding.state.as_str(),
        "by-sources": finding.by_sources.as_str(),
        "package": words::name(finding),
        "purl": finding.place.name,
        "installed": finding.place.version,
        "fixed-in": finding.fixed_in,
        "exploited-since": finding.exploited.as_ref().map(|it| it.added.as_str()),
        "epss": finding.likelihood.map(|it| f64::from(it.score) / 100_000.0),
        "borne-by": finding.borne,
        "fails-on": failed_by,
    }));
    // What it is in, without its version: an update that does not mend it leaves it the same.
    let same =
        format!("{}\n{}\n{}", finding.weakness, words::source(finding), words::name(finding));
    let mut result = json!({
        "ruleId": finding.weakness,
        "ruleIndex": rule,
        "level": level(showing, finding),
        "message": { "text": text },
        "locations": locations(showing, &finding.place.locations),
        "partialFingerprints": { "weaknessInPackage/v1": Digest::sha256(same.as_bytes()).to_string() },
        "properties": properties,
    });
    if !finding.is_open() {
        result["suppressions"] = json!([suppression(finding)]);
    }
    result
}

/// What packages are, beside their weaknesses: each has a rule of its own, without a severity.
const OUTDATED: &str = "outdated-package";

/// Adds what is outdated, and what is not looked after as the rest of its release.
fn standing(showing: &Showing<'_>, rules: &mut Vec<Value>, results: &mut Vec<Value>) {
    let texts = showing.texts;
    for package in &showing.report.outdated {
        let about = Standing {
            rule: OUTDATED,
            title: "command-scan-rule-outdated",
            source: &package.source,
            components: &package.components,
            said: outdated::message(package, texts),
        };
        about.push(
            showing,
            rules,
            results,
            &json!({
                "source-package": package.source,
                "packages": package.packages,
                "installed": package.installed,
                "newest": package.newest,
                "suite": package.suite,
                "weaknesses": package.weaknesses.keys().collect::<Vec<_>>(),
                "changelog": outdated::code(package),
            }),
        );
    }
    for limit in &showing.report.support_limits {
        let about = Standing {
            rule: support::code(limit.support),
            title: match limit.support {
                Support::Ended => "command-scan-rule-support-ended",
                Support::Limited => "command-scan-rule-support-limited",
            },
            source: &limit.source,
            components: &limit.components,
            said: support::message(limit, texts),
        };
        about.push(
            showing,
            rules,
            results,
            &json!({
                "source-package": limit.source,
                "since": limit.since,
                "reason": limit.reason,
            }),
        );
    }
}

/// What is to be said of packages of one source.
struct Standing<'a> {
    rule: &'static str,
    title: &'static str,
    source: &'a str,
    components: &'a BTreeSet<ComponentId>,
    said: Message,
}

impl Standing<'_> {
    fn push(
        &self,
        showing: &Showing<'_>,
        rules: &mut Vec<Value>,
        results: &mut Vec<Value>,
        properties: &Value,
    ) {
        let place = rules.iter().position(|rule| rule["id"] == self.rule).unwrap_or_else(|| {
            let title = showing.texts.get(self.title);
            rules.push(json!({
                "id": self.rule,
                "shortDescription": { "text": title },
                "fullDescription": { "text": title },
                "help": { "text": title },
                "defaultConfiguration": { "level": "note" },
                "properties": { "tags": ["maintenance"] },
            }));
            rules.len() - 1
        });
        let all = &showing.inventory.components;
        let found = self.components.iter().filter_map(|id| all.get(id.0 as usize));
        let places: Vec<Location> = found.flat_map(|it| it.locations.iter().cloned()).collect();
        let same = format!("{}\n{}", self.rule, self.source);
        results.push(json!({
            "ruleId": self.rule,
            "ruleIndex": place,
            "level": "note",
            "message": { "text": showing.texts.say(&self.said) },
            "locations": locations(showing, &places),
            "partialFingerprints": { "standingOfSource/v1": Digest::sha256(same.as_bytes()).to_string() },
            "properties": without_nothing(properties),
        }));
    }
}

/// Returns properties without those that have no value.
fn without_nothing(properties: &Value) -> Value {
    let mut properties = properties.clone();
    if let Some(map) = properties.as_object_mut() {
        map.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|it| !it.is_empty()));
    }
    properties
}

/// Says who closed it (SARIF 2.1.0, section 3.35): nobody did so in the source.
fn suppression(finding: &Finding) -> Value {
    let mut suppression = json!({ "kind": "external", "status": "accepted" });
    let Some(decided) = &finding.decided else { return suppression };
    let mut parts: Vec<String> = Vec::new();
    parts.extend(decided.justification.map(|it| it.as_str().to_owned()));
    parts.extend(decided.text.clone());
    let by = match &decided.ground {
        Ground::Decision { id, by, .. } => format!("{id}, {by}"),
        Ground::Vex { document, author } => format!("{document}, {author}"),
        Ground::Proof { rule } => rule.clone(),
        Ground::Source { source } => source.clone(),
    };
    parts.push(words::with_claim(by, decided));
    suppression["justification"] = parts.join("; ").into();
    suppression
}

/// Returns the first places; of an inventory that says nothing of places the image, for a place is
/// what platforms show.
fn locations(showing: &Showing<'_>, places: &[Location]) -> Vec<Value> {
    if places.is_empty() {
        let uri = encoded(showing.report.image.name.as_bytes());
        return vec![json!({ "physicalLocation": {
            "artifactLocation": { "uri": uri, "uriBaseId": BASE }, "region": { "startLine": 1 } } })];
    }
    places.iter().take(MOST_PLACES).map(|location| self::location(showing, location)).collect()
}

fn location(showing: &Showing<'_>, location: &Location) -> Value {
    let layer = showing.inventory.layers.get(location.layer);
    let digest = layer.and_then(|layer| layer.digest.or(layer.diff_id)).map(|it| it.to_string());
    let name = format!("layer {}", location.layer + 1);
    let path = words::path(location);
    let whole = match &digest {
        Some(digest) => format!("{digest}:{path}"),
        None => format!("{name}:{path}"),
    };
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": encoded(location.path.as_bytes()), "uriBaseId": BASE },
            // Whoever shows results in files wants a line.
            "region": { "startLine": 1 },
        },
        "logicalLocations": [{ "name": name, "fullyQualifiedName": whole, "kind": "resource" }],
        "message": { "text": format!("{path} ({name})") },
    })
}

/// Encodes a path as a relative reference (RFC 3986, section 4.2).
fn encoded(path: &[u8]) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path {
        if byte.is_ascii_alphanumeric() || b"-._~/@+".contains(byte) {
            text.push(char::from(*byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text.trim_start_matches('/').to_owned()
}

fn notification(showing: &Showing<'_>, gap: &Gap) -> Value {
    let kind = serde_json::to_value(gap).ok();
    let kind = kind.as_ref().and_then(|it| it.get("kind")?.as_str()).unwrap_or_default();
    json!({
        "level": if gap.hides_weaknesses() { "warning" } else { "note" },
        "descriptor": { "id": format!("not-looked-at/{kind}") },
        "message": { "text": showing.texts.say(&gap.message()) },
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Sample;
    use super::*;

    #[test]
    fn it_has_what_the_standard_demands() {
        let sample = Sample::hostile();
        let value = sample.show(document);
        let run = &value["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), sample.report.findings.len() + 2 + 2);
        for result in results {
            // Section 3.27.6: the index names the rule of the same name.
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            let uri = uri.as_str().unwrap();
            assert!(!uri.starts_with('/') && !uri.contains(['<', ' ', '\u{1b}']), "{uri}");
        }
        let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rules.len());
        let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
        assert_eq!(notes.len(), sample.report.coverage.gaps.len());
    }

    #[test]
    fn only_a_vector_gives_a_score_and_what_was_closed_is_suppressed() {
        let sample = Sample::hostile();
        let value = sample.show(document);
        let run = &value["runs"][0];
        for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
            let id = rule["id"].as_str().unwrap();
            let score = rule["properties"]["security-severity"].as_str();
            assert_eq!(score, (id == "CVE-2024-0001").then_some("9.8"), "{id}");
        }
        for (result, finding) in
            run["results"].as_array().unwrap().iter().zip(&sample.report.findings)
        {
            let is_suppressed = result.get("suppressions").is_some();
            assert_eq!(is_suppressed, !finding.is_open());
        }
        assert_eq!(run["results"][0]["properties"]["fails-on"], json!(["kev"]));
    }

    #[test]
    fn what_is_outdated_or_not_looked_after_has_a_rule_of_its_own_and_no_severity() {
        let sample = Sample::hostile();
        let value = sample.show(document);
        let run = &value["runs"][0];
        let results = run["results"].as_array().unwrap();
        let own: Vec<(&str, &str)> = results[sample.report.findings.len()..]
            .iter()
            .map(|it| {
                assert_eq!(it["level"], "note");
                (
                    it["ruleId"].as_str().unwrap(),
                    it["properties"]["source-package"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            own,
            [
                ("outdated-package", "zlib"),
                ("outdated-package", "=x<b>"),
                ("support-ended", "zlib"),
                ("support-limited", "=x<b>"),
            ]
        );
        let outdated = &results[sample.report.findings.len()];
        assert_eq!(
            outdated["message"]["text"],
            "zlib 1:1.3-1 is older than 1:1.3-2 in trixie-security; changelog between: names one CVE"
        );
        assert_eq!(outdated["properties"]["weaknesses"], json!(["CVE-2024-0001"]));
        let uri = &outdated["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(uri.as_str().unwrap().starts_with("usr/lib/"), "{uri}");
        for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
            if rule["properties"]["tags"] == json!(["maintenance"]) {
                assert!(rule["properties"].get("security-severity").is_none(), "{rule}");
            }
        }
        let fingerprints: BTreeSet<String> =
            results.iter().map(|it| it["partialFingerprints"].to_string()).collect();
        assert_eq!(fingerprints.len(), results.len());
    }

    #[test]
    fn markdown_takes_nothing_for_its_own() {
        assert_eq!(markdown("[x](y) <b>"), r"\[x\]\(y\) \<b\>");
    }
}
