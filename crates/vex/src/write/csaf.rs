// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CSAF 2.0 and 2.1, profile 5 (VEX): a tree of products, and for each weakness the list in which a
//! product stands, with the ground that the profile demands.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_versions::purl::PackageUrl;
use serde_json::{Map, Value, json};

use super::{Addressing, Entry, Writing, digest, image_purls};
use crate::VexError;
use crate::identity::spellings;
use crate::status::Status;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V2_0,
    V2_1,
}

pub(super) fn document(writing: &Writing<'_>, version: Version) -> Result<Value, VexError> {
    let mut tree = Tree::default();
    // Everything that is said of one weakness is one vulnerability.
    let mut weaknesses: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in &writing.entries {
        weaknesses.entry(&entry.weakness).or_default().push(entry);
    }
    let mut vulnerabilities = Vec::new();
    for (name, entries) in weaknesses {
        vulnerabilities.push(vulnerability(name, &entries, writing, &mut tree)?);
    }
    let issued = writing.issued.to_string();
    let publisher = writing.publisher;
    let mut head = json!({
        "category": "csaf_vex",
        "csaf_version": if version == Version::V2_0 { "2.0" } else { "2.1" },
        "lang": "en",
        "publisher": {
            "category": publisher.category,
            "name": publisher.name,
            "namespace": publisher.namespace,
        },
        "title": title(writing),
        "tracking": {
            "current_release_date": issued,
            "initial_release_date": issued,
            "revision_history": [{ "date": issued, "number": "1", "summary": "First version." }],
            "status": "final",
            "version": "1",
        },
    });
    if version == Version::V2_1 {
        head["distribution"] = json!({ "tlp": { "label": "CLEAR" } });
    }
    let mut document = json!({ "document": head, "vulnerabilities": vulnerabilities });
    if let Some(products) = tree.written(version) {
        document["product_tree"] = products;
    }
    let id = format!("haerterei-vex-{}", digest(&document).short());
    document["document"]["tracking"]["id"] = id.into();
    if version == Version::V2_1 {
        document["$schema"] = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json".into();
    }
    Ok(document)
}

fn title(writing: &Writing<'_>) -> String {
    match writing.image.name.as_str() {
        "" => "VEX of an image".to_owned(),
        name => format!("VEX of {name}"),
    }
}

/// Products by their package URLs; names are numbers in the order of first use.
#[derive(Default)]
struct Tree {
    single: Vec<PackageUrl>,
    /// Of each combination: the part and the whole, by their places.
    combined: Vec<(usize, usize)>,
}

impl Tree {
    fn single(&mut self, purl: &PackageUrl) -> usize {
        self.single.iter().position(|known| known == purl).unwrap_or_else(|| {
            self.single.push(purl.clone());
            self.single.len() - 1
        })
    }

    fn in_image(&mut self, part: &PackageUrl, whole: &PackageUrl) -> String {
        let pair = (self.single(part), self.single(whole));
        let place = self.combined.iter().position(|known| *known == pair).unwrap_or_else(|| {
            self.combined.push(pair);
            self.combined.len() - 1
        });
        combined_id(place)
    }

    fn written(&self, version: Version) -> Option<Value> {
        if self.single.is_empty() {
            return None;
        }
        let mut tree = Map::new();
        let names = self.single.iter().enumerate().map(|(place, purl)| {
            let text = purl.to_string();
            let helper = match version {
                Version::V2_0 => json!({ "purl": text }),
                Version::V2_1 => json!({ "purls": [text] }),
            };
            json!({
                "name": shown(purl),
                "product_id": single_id(place),
                "product_identification_helper": helper,
            })
        });
        tree.insert("full_product_names".to_owned(), names.collect());
        let combined = self.combined.iter().enumerate().filter_map(|(place, (part, whole))| {
            let (one, other) = (self.single.get(*part)?, self.single.get(*whole)?);
            let name = json!({
                "name": format!("{} in {}", shown(one), shown(other)),
                "product_id": combined_id(place),
            });
            Some(match version {
                Version::V2_0 => json!({
                    "category": "default_component_of",
                    "full_product_name": name,
                    "product_reference": single_id(*part),
                    "relates_to_product_reference": single_id(*whole),
                }),
                Version::V2_1 => json!({
                    "beginning_product_reference": single_id(*part),
                    "full_product_name": name,
                    "subpaths": [{
                        "category": "default_component_of",
                        "next_product_reference": single_id(*whole),
                    }],
                }),
            })
        });
        let combined: Vec<Value> = combined.collect();
        if !combined.is_empty() {
            let key = if version == Version::V2_0 { "relationships" } else { "product_paths" };
            tree.insert(key.to_owned(), combined.into());
        }
        Some(tree.into())
    }
}

fn single_id(place: usize) -> String {
    format!("CSAFPID-{:04}", place + 1)
}

fn combined_id(place: usize) -> String {
    format!("CSAFPID-C{:04}", place + 1)
}

fn shown(purl: &PackageUrl) -> String {
    match purl.version() {
        Some(version) => format!("{} {version}", purl.name()),
        None => purl.name().to_owned(),
    }
}

fn vulnerability(
    name: &str,
    entries: &[&Entry],
    writing: &Writing<'_>,
    tree: &mut Tree,
) -> Result<Value, VexError> {
    let mut map = Map::new();
    if is_cve(name) {
        map.insert("cve".to_owned(), name.into());
    }
    let aliases: BTreeSet<&str> = entries
        .iter()
        .flat_map(|entry| entry.aliases.iter().map(String::as_str))
        .chain((!is_cve(name)).then_some(name))
        .collect();
    if !aliases.is_empty() {
        let ids = aliases.iter().map(|id| json!({ "system_name": system(id), "text": id }));
        map.insert("ids".to_owned(), ids.collect());
    }
    if map.is_empty() {
        return Err(VexError::Unnameable { id: name.chars().take(80).collect() });
    }
    let mut statuses: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let (mut flags, mut threats, mut remediations) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        let products = products(entry, writing, tree);
        if products.is_empty() {
            continue;
        }
        statuses.entry(entry.status.csaf()).or_default().extend(products.iter().cloned());
        match entry.status {
            Status::NotAffected => {
                if let Some(word) = entry.justification {
                    flags.push(json!({
                        "date": entry.at.to_string(),
                        "label": word.as_str(),
                        "product_ids": products,
                    }));
                }
                if entry.text.is_some() || entry.justification.is_none() {
                    threats.push(json!({
                        "category": "impact",
                        "details": entry.words(),
                        "product_ids": products,
                    }));
                }
            }
            // The profile wants an action statement for each product that is affected.
            Status::Affected => remediations.push(json!({
                "category": "mitigation",
                "details": entry.words(),
                "product_ids": products,
            })),
            Status::Fixed | Status::UnderInvestigation => {}
        }
    }
    if !statuses.is_empty() {
        let lists =
            statuses.into_iter().map(|(key, list)| (key.to_owned(), list.into_iter().collect()));
        map.insert("product_status".to_owned(), Value::Object(lists.collect()));
    }
    for (key, list) in [("flags", flags), ("threats", threats), ("remediations", remediations)] {
        if !list.is_empty() {
            map.insert(key.to_owned(), list.into());
        }
    }
    let text = format!("What is known of {name} in {}.", subject(writing));
    map.insert("notes".to_owned(), json!([{ "category": "summary", "text": text }]));
    Ok(map.into())
}

fn subject<'a>(writing: &Writing<'a>) -> &'a str {
    match writing.image.name.as_str() {
        "" => "the image",
        name => name,
    }
}

fn products(entry: &Entry, writing: &Writing<'_>, tree: &mut Tree) -> BTreeSet<String> {
    let parts: Vec<PackageUrl> = entry.components.iter().flat_map(spellings).collect();
    match writing.addressing {
        Addressing::InImage => {
            let mut ids = BTreeSet::new();
            for image in image_purls(writing.image) {
                if parts.is_empty() {
                    ids.insert(single_id(tree.single(&image)));
                }
                ids.extend(parts.iter().map(|part| tree.in_image(part, &image)));
            }
            ids
        }
        Addressing::Component => parts.iter().map(|part| single_id(tree.single(part))).collect(),
    }
}

/// Returns whether a name has the form that CSAF demands of a CVE.
fn is_cve(name: &str) -> bool {
    let Some((year, number)) = name.strip_prefix("CVE-").and_then(|rest| rest.split_once('-'))
    else {
        return false;
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    year.len() == 4 && number.len() >= 4 && is_number(year) && is_number(number)
}

/// Returns whose numbering a name is from.
fn system(name: &str) -> &'static str {
    const SYSTEMS: [(&str, &str); 8] = [
        ("CVE-", "CVE"),
        ("GHSA-", "GitHub Security Advisory"),
        ("RUSTSEC-", "RustSec"),
        ("PYSEC-", "Python Packaging Advisory Database"),
        ("GO-", "Go Vulnerability Database"),
        ("DSA-", "Debian Security Advisory"),
        ("DLA-", "Debian LTS Advisory"),
        ("USN-", "Ubuntu Security Notice"),
    ];
    SYSTEMS.iter().find(|(start, _)| name.starts_with(start)).map_or("other", |(_, system)| system)
}
