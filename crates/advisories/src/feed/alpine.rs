// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Alpine's secdb: `https://secdb.alpinelinux.org/`.
//!
//! `{distroversion, reponame, packages: [{pkg: {name, secfixes: {version: [names]}}}]}`. The version
//! `0` means that the package is not affected. A name may be followed by others of the same
//! weakness.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::malformed_json;
use crate::advisory::{Rule, Status};
use crate::bounds::Bounds;
use crate::collected::Collected;
use crate::ecosystem::{Ecosystem, Space};
use crate::input::Document;
use crate::refusal::Refusal;

#[derive(Deserialize)]
struct Branch {
    distroversion: String,
    #[serde(default)]
    reponame: Option<String>,
    #[serde(default)]
    packages: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    pkg: Package,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    // A package without fixes has `null` here.
    #[serde(default)]
    secfixes: Option<BTreeMap<String, Option<Vec<String>>>>,
}

pub(super) fn read(
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    let branch: Branch = serde_json::from_slice(document.bytes)
        .map_err(|error| malformed_json(document, 0, &error))?;
    let release = branch.distroversion.strip_prefix('v').unwrap_or(&branch.distroversion);
    let space = Space::new(Ecosystem::Alpine, release);
    for Entry { pkg } in branch.packages {
        for (version, names) in pkg.secfixes.unwrap_or_default() {
            for names in names.unwrap_or_default() {
                // `CVE-2022-?????` says that there will be a name some day: it is none, and two of
                // them are not the same weakness.
                let names: Vec<&str> =
                    names.split_whitespace().filter(|name| !name.contains('?')).collect();
                let (weaknesses, others): (Vec<&str>, Vec<&str>) =
                    names.iter().partition(|name| name.starts_with("CVE-"));
                let ids =
                    if weaknesses.is_empty() { others.get(..1) } else { Some(&weaknesses[..]) };
                for id in ids.unwrap_or_default() {
                    let mut rule = Rule::new(space.clone(), &pkg.name);
                    rule.note = branch.reponame.as_deref().map(Into::into);
                    let rule = if version == "0" {
                        Rule { status: Status::NotAffected, ..rule }
                    } else {
                        rule.until(Some(&version))
                    };
                    let advisory = collected.add_rule(id, rule, bounds)?;
                    let own = |name: &&&str| **name != *id;
                    advisory.aliases.extend(others.iter().filter(own).map(|it| (*it).to_owned()));
                }
            }
        }
    }
    Ok(())
}
