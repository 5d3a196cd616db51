// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Debian's security tracker: `https://security-tracker.debian.org/tracker/data/json`.
//!
//! `{source package: {weakness: {description, releases: {codename: {status, fixed_version,
//! urgency, nodsa, nodsa_reason, repositories}}}}}`. The document is large and is never held as a
//! tree.

use std::collections::BTreeMap;
use std::fmt;

use haerterei_versions::debian::Version;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::malformed_json;
use crate::advisory::{Rule, Status};
use crate::bounds::Bounds;
use crate::collected::Collected;
use crate::ecosystem::Space;
use crate::input::Document;
use crate::refusal::Refusal;

/// What the tracker says of one weakness in one source package.
#[derive(Deserialize)]
struct Weakness {
    #[serde(default)]
    description: String,
    releases: BTreeMap<String, Release>,
}

/// What it says of one release.
#[derive(Deserialize)]
struct Release {
    status: String,
    #[serde(default)]
    fixed_version: Option<String>,
    #[serde(default)]
    urgency: Option<String>,
    #[serde(default)]
    nodsa: Option<String>,
    #[serde(default)]
    nodsa_reason: Option<String>,
    /// The version in each suite of the release.
    #[serde(default)]
    repositories: BTreeMap<String, String>,
}

pub(super) fn read(
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    let mut refusal = None;
    let mut reader = serde_json::Deserializer::from_slice(document.bytes);
    let packages = Packages { collected, bounds, refusal: &mut refusal };
    let outcome = packages.deserialize(&mut reader).and_then(|()| reader.end());
    match (refusal, outcome) {
        (Some(refusal), _) => Err(refusal),
        (None, Err(error)) => Err(malformed_json(document, 0, &error)),
        (None, Ok(())) => Ok(()),
    }
}

/// Reads the outer object, package by package.
struct Packages<'a> {
    collected: &'a mut Collected,
    bounds: &'a Bounds,
    /// Why reading stopped, where the reason is ours.
    refusal: &'a mut Option<Refusal>,
}

impl<'de> DeserializeSeed<'de> for Packages<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Packages<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of source packages")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((package, weaknesses)) =
            map.next_entry::<String, BTreeMap<String, Weakness>>()?
        {
            for (id, weakness) in weaknesses {
                if let Err(refusal) = take(self.collected, self.bounds, &package, &id, weakness) {
                    *self.refusal = Some(refusal);
                    return Err(A::Error::custom("refused"));
                }
            }
        }
        Ok(())
    }
}

fn take(
    collected: &mut Collected,
    bounds: &Bounds,
    package: &str,
    id: &str,
    weakness: Weakness,
) -> Result<(), Refusal> {
    let mut description = Some(weakness.description);
    for (codename, release) in weakness.releases {
        let rule = rule(package, &codename, release);
        let advisory = collected.add_rule(id, rule, bounds)?;
        if let Some(description) = description.take()
            && advisory.story.description.is_empty()
        {
            advisory.story.description = description;
        }
    }
    Ok(())
}

fn rule(package: &str, codename: &str, release: Release) -> Rule {
    let Release { status, fixed_version, urgency, nodsa, nodsa_reason, repositories } = release;
    let fixed = fixed_version.as_deref().filter(|version| !version.is_empty());
    let mut rule = Rule::new(Space::of_debian(codename), package);
    rule.status = match (status.as_str(), fixed) {
        (_, Some("0")) => Status::NotAffected,
        ("resolved", Some(fixed)) if is_not_released(fixed, &repositories) => {
            Status::FixNotReleased
        }
        ("resolved", Some(_)) => Status::Affected,
        ("open", _) if urgency.as_deref() == Some("end-of-life") => Status::EndOfLife,
        ("open", _) => match (nodsa_reason.as_deref(), &nodsa) {
            (Some("ignored"), _) => Status::WillNotFix,
            // Without a reason of its own: too small for an advisory, left for a point release.
            (Some(_), _) | (None, Some(_)) => Status::Deferred,
            (None, None) => Status::Affected,
        },
        // `undetermined`, and whatever comes to be.
        _ => Status::Undetermined,
    };
    rule.urgency = urgency.map(Into::into);
    rule.note = nodsa.map(Into::into);
    if rule.status == Status::NotAffected { rule } else { rule.until(fixed) }
}

/// Returns whether a fix is newer than the package in every suite of its release.
fn is_not_released(fixed: &str, repositories: &BTreeMap<String, String>) -> bool {
    let Ok(fixed) = Version::parse(fixed) else { return false };
    !repositories.is_empty()
        && repositories
            .values()
            .all(|version| Version::parse(version).is_ok_and(|version| version < fixed))
}
