// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Records of the OSV schema, version 1 (`https://ossf.github.io/osv-schema/`).

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::{date, each_json};
use crate::advisory::{ANY_STREAM, Advisory, Event, Kind, Reference, Rule, Severity, Status};
use crate::bounds::Bounds;
use crate::collected::{Collected, Problem};
use crate::ecosystem::{Ecosystem, Space};
use crate::input::Document;
use crate::refusal::Refusal;

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    aliases: Option<BTreeSet<String>>,
    #[serde(default)]
    upstream: Option<BTreeSet<String>>,
    #[serde(default)]
    related: Option<BTreeSet<String>>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    modified: Option<String>,
    #[serde(default)]
    withdrawn: Option<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    details: Option<String>,
    #[serde(default)]
    severity: Option<Vec<Score>>,
    #[serde(default)]
    affected: Option<Vec<Affected>>,
    #[serde(default)]
    references: Option<Vec<Link>>,
    #[serde(default)]
    database_specific: Option<Specific>,
}

#[derive(Deserialize)]
struct Score {
    #[serde(rename = "type")]
    system: String,
    score: String,
}

#[derive(Deserialize)]
struct Link {
    #[serde(rename = "type", default)]
    kind: String,
    url: String,
}

#[derive(Deserialize)]
struct Affected {
    #[serde(default)]
    package: Option<Package>,
    #[serde(default)]
    severity: Option<Vec<Score>>,
    #[serde(default)]
    ranges: Option<Vec<Range>>,
    #[serde(default)]
    versions: Option<Vec<String>>,
    #[serde(default)]
    ecosystem_specific: Option<Specific>,
    #[serde(default)]
    database_specific: Option<Specific>,
}

#[derive(Deserialize)]
struct Package {
    ecosystem: String,
    name: String,
}

#[derive(Deserialize)]
struct Range {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    events: Vec<Point>,
}

#[derive(Deserialize)]
struct Point {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

/// What databases add; any of it may have any form.
#[derive(Default, Deserialize)]
struct Specific {
    #[serde(default)]
    severity: Value,
    #[serde(default)]
    cwe_ids: Value,
    #[serde(default)]
    urgency: Value,
    #[serde(default)]
    ubuntu_priority: Value,
    #[serde(default)]
    informational: Value,
}

pub(super) fn read(
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    // The archive of Go's database carries tables of contents beside the records.
    if document.name.starts_with("index/") {
        return Ok(());
    }
    each_json(document, |record: Record| {
        if record.id.is_empty() || record.id.len() > 200 {
            return Err(Refusal::malformed(document.name, "a record has no usable id"));
        }
        let advisory = advisory(record, collected);
        collected.add(advisory, bounds)
    })
}

fn advisory(record: Record, collected: &mut Collected) -> Advisory {
    let mut advisory = Advisory::new(record.id);
    advisory.kind = kind(&advisory.id);
    advisory.aliases = record.aliases.unwrap_or_default();
    advisory.aliases.remove(&advisory.id);
    advisory.upstream = record.upstream.unwrap_or_default();
    if is_erratum(&advisory.id) {
        // The errata of the RPM distributions name what they fix as related.
        let related = record.related.unwrap_or_default();
        advisory.upstream.extend(related.into_iter().filter(|name| name.starts_with("CVE-")));
    }
    let mut read = |text: Option<String>| date(&text.unwrap_or_default(), &mut collected.problems);
    advisory.published = read(record.published);
    advisory.modified = read(record.modified);
    advisory.withdrawn = read(record.withdrawn);
    let specific = record.database_specific.unwrap_or_default();
    advisory.story.summary = record.summary.unwrap_or_default();
    advisory.story.description = record.details.unwrap_or_default();
    advisory.story.weaknesses = texts(&specific.cwe_ids);
    advisory.story.references = record
        .references
        .unwrap_or_default()
        .into_iter()
        .map(|link| Reference { kind: link.kind, url: link.url })
        .collect();
    let day = advisory.modified.or(advisory.published);
    let day = day.map_or(0, |date| date.as_second().unsigned_abs());
    let scored = |score: Score| Severity {
        system: score.system,
        value: score.score,
        by: String::new(),
        date: day,
    };
    advisory.severities.extend(record.severity.unwrap_or_default().into_iter().map(scored));
    if let (Some(word), true) = (text(&specific.severity), advisory.id.starts_with("GHSA-")) {
        advisory.severities.push(scored(Score { system: "GitHub".to_owned(), score: word }));
    }
    for affected in record.affected.unwrap_or_default() {
        for score in affected.severity.into_iter().flatten() {
            let severity = scored(score);
            if !advisory.severities.contains(&severity) {
                advisory.severities.push(severity);
            }
        }
        // Ranges of commits belong to no package.
        let Some(package) = affected.package else { continue };
        let Some(space) = Space::from_osv(&package.ecosystem) else {
            collected.problems.note(Problem::Ecosystem, || package.ecosystem.clone());
            continue;
        };
        let own = affected.ecosystem_specific.unwrap_or_default();
        let informational = affected.database_specific.and_then(|it| text(&it.informational));
        if informational.is_some() {
            advisory.kind = Kind::Notice;
        }
        let mut rule = Rule::new(space, &package.name);
        let urgency = text(&own.urgency).or_else(|| text(&own.ubuntu_priority));
        rule.urgency = urgency.map(Into::into);
        rule.note = informational.map(Into::into);
        rule.versions = affected.versions.unwrap_or_default();
        let ranges = affected.ranges.unwrap_or_default().into_iter();
        rule.ranges = ranges.filter(|range| range.kind != "GIT").map(events).collect();
        rule.module = module(&rule, &advisory.story.summary);
        if rule.ranges.is_empty() && rule.versions.is_empty() {
            rule.status = Status::Undetermined;
            collected.problems.note(Problem::Range, || advisory.id.clone());
        }
        if !advisory.rules.contains(&rule) {
            advisory.rules.push(rule);
        }
    }
    lowest_of_modules(&mut advisory.rules);
    advisory
}

fn kind(id: &str) -> Kind {
    let notices = ["ALBA-", "ALEA-", "RLBA-", "RLEA-", "RHBA-", "RHEA-"];
    if id.starts_with("MAL-") {
        Kind::Malicious
    } else if notices.iter().any(|start| id.starts_with(start)) {
        Kind::Notice
    } else {
        Kind::Weakness
    }
}

fn is_erratum(id: &str) -> bool {
    // AlmaLinux, Rocky Linux, Red Hat; the third letter is S, B or E.
    matches!(id.get(..2), Some("AL" | "RL" | "RH" | "RX"))
        && matches!(id.get(2..5), Some("SA-" | "BA-" | "EA-"))
}

fn events(range: Range) -> Vec<Event> {
    let mut events = Vec::new();
    for point in range.events {
        events.extend(point.introduced.map(|it| Event::Introduced(it.into())));
        events.extend(point.fixed.map(|it| Event::Fixed(it.into())));
        events.extend(point.last_affected.map(|it| Event::LastAffected(it.into())));
        // `*` is no limit at all.
        events.extend(point.limit.filter(|it| it != "*").map(|it| Event::Limit(it.into())));
    }
    events
}

/// Returns the streams of modules that a rule of an RPM distribution is about. Records have no field
/// for it: that it is a module's says the version, and which one the headline, as in `Important:
/// nodejs:18 security update`.
fn module(rule: &Rule, summary: &str) -> Option<Arc<str>> {
    if !matches!(rule.space.ecosystem, Ecosystem::AlmaLinux | Ecosystem::RockyLinux) {
        return None;
    }
    let is_modular = rule.ranges.iter().flatten().any(|event| match event {
        Event::Fixed(version) | Event::LastAffected(version) => version.contains(".module"),
        _ => false,
    });
    let stream = |word: &&str| match word.split_once(':') {
        Some((name, stream)) => !name.is_empty() && !stream.is_empty(),
        None => false,
    };
    let words = summary.split([' ', ',', '(', ')']);
    let streams: BTreeSet<&str> = words.filter(stream).collect();
    let streams: Vec<&str> = streams.into_iter().collect();
    is_modular.then(|| match streams.as_slice() {
        [] => ANY_STREAM.into(),
        some => some.join(" ").into(),
    })
}

/// Keeps, of one build in several streams of a module, the fix that has no other below it: an
/// erratum lists the same version once for each minor release it was built for, and whoever has
/// any of these builds has the fix.
fn lowest_of_modules(rules: &mut Vec<Rule>) {
    let build = |rule: &Rule| match rule.ranges.first().map(Vec::as_slice) {
        Some([Event::Introduced(_), Event::Fixed(fixed)])
            if matches!(rule.space.ecosystem, Ecosystem::AlmaLinux | Ecosystem::RockyLinux) =>
        {
            let (build, module) = fixed.split_once(".module")?;
            Some((build.to_owned(), module.to_owned()))
        }
        _ => None,
    };
    let mut kept: Vec<Rule> = Vec::new();
    for rule in rules.drain(..) {
        let Some((own, module)) = build(&rule) else {
            kept.push(rule);
            continue;
        };
        let same = kept.iter_mut().find(|other| {
            (&other.space, &other.package) == (&rule.space, &rule.package)
                && build(other).is_some_and(|(other, _)| other == own)
        });
        match same {
            // `el8.3.0+2044` comes before `el8.5.0+119`; both are written with one digit.
            Some(other) if build(other).is_some_and(|(_, before)| module < before) => *other = rule,
            Some(_) => {}
            None => kept.push(rule),
        }
    }
    *rules = kept;
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(text).collect()
}
