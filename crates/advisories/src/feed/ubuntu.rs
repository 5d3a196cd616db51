// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Ubuntu's tracker, reduced to what a package's status is: one JSON object a line.
//!
//! `{candidate, priority, public_date, cvss: {who: vector}, packages: {codename: {package: {status,
//! note}}}}`, with the statuses of the tracker's own README.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{date, each_json};
use crate::advisory::{Advisory, Rule, Severity, Status};
use crate::bounds::Bounds;
use crate::collected::Collected;
use crate::ecosystem::Space;
use crate::input::Document;
use crate::refusal::Refusal;

#[derive(Deserialize)]
struct Candidate {
    #[serde(rename = "candidate")]
    id: String,
    #[serde(default)]
    priority: Option<String>,
    #[serde(default)]
    public_date: Option<String>,
    #[serde(default)]
    cvss: Option<BTreeMap<String, String>>,
    packages: BTreeMap<String, BTreeMap<String, Package>>,
}

#[derive(Deserialize)]
struct Package {
    status: String,
    #[serde(default)]
    note: Option<String>,
}

pub(super) fn read(
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    each_json(document, |candidate: Candidate| {
        let mut advisory = Advisory::new(candidate.id);
        let published = candidate.public_date.unwrap_or_default();
        advisory.published = date(&published, &mut collected.problems);
        let day = advisory.published.map_or(0, |date| date.as_second().unsigned_abs());
        let severity = |system: &str, value: &str, by: &str| Severity {
            system: system.to_owned(),
            value: value.to_owned(),
            by: by.to_owned(),
            date: day,
        };
        for (by, text) in candidate.cvss.unwrap_or_default() {
            // ` CVSS:3.1/AV:N/… [9.8 CRITICAL]`: the score is computed, never taken over.
            let vector = text.split_whitespace().next().unwrap_or_default();
            let system = match vector.get(..7) {
                Some("CVSS:3.") => "CVSS_V3",
                Some("CVSS:4.") => "CVSS_V4",
                _ => continue,
            };
            advisory.severities.push(severity(system, vector, &by));
        }
        advisory
            .severities
            .extend(candidate.priority.iter().map(|word| severity("Ubuntu", word, "")));
        for (codename, packages) in candidate.packages {
            let space = Space::of_ubuntu(&codename);
            for (name, package) in packages {
                let rule = rule(Rule::new(space.clone(), &name), &package);
                advisory
                    .rules
                    .push(Rule { urgency: candidate.priority.as_deref().map(Into::into), ..rule });
            }
        }
        collected.add(advisory, bounds)
    })
}

fn rule(rule: Rule, package: &Package) -> Rule {
    let note = package.note.as_deref();
    let is_over = note.is_some_and(|note| {
        let note = note.to_lowercase();
        note.contains("end of life") || note.contains("end-of-life") || note.contains("end of st")
    });
    let with = |status: Status, fixed: Option<&str>| {
        Rule { status, note: note.map(Into::into), ..rule.clone() }.until(fixed)
    };
    match package.status.as_str() {
        // A release without a version cannot be compared with.
        "released" | "released-esm" if note.is_none() => with(Status::Undetermined, None),
        "released" | "released-esm" => with(Status::Affected, note),
        "pending" => with(Status::FixNotReleased, note),
        "needed" | "active" | "in-progress" => with(Status::Affected, None),
        "needs-triage" => with(Status::NeedsTriage, None),
        "deferred" => with(Status::Deferred, None),
        "ignored" if is_over => with(Status::EndOfLife, None),
        "ignored" => with(Status::WillNotFix, None),
        "not-affected" | "DNE" => {
            Rule { status: Status::NotAffected, note: note.map(Into::into), ..rule }
        }
        _ => with(Status::Undetermined, None),
    }
}
