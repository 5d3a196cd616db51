// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CycloneDX 1.6: `vulnerabilities` with an `analysis` each.

use std::collections::BTreeSet;

use haerterei_versions::purl::PackageUrl;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::{Entry, Sbom, Writing, digest, image_purls, put, uuid};
use crate::status::{Circumstance, Status};

/// What a fragment of a URN need not escape.
const KEPT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

pub(super) fn document(writing: &Writing<'_>) -> Value {
    let vulnerabilities: Vec<Value> =
        writing.entries.iter().map(|entry| vulnerability(entry, writing)).collect();
    let images = image_purls(writing.image);
    let mut subject = json!({
        "type": "container",
        "name": if writing.image.name.is_empty() { "image" } else { writing.image.name.as_str() },
    });
    if let Some(purl) = images.first() {
        subject["purl"] = purl.to_string().into();
        subject["version"] = purl.version().unwrap_or_default().into();
        subject["bom-ref"] = purl.to_string().into();
    }
    let mut document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": writing.issued.to_string(),
            "component": subject,
            "supplier": { "name": writing.publisher.name, "url": [writing.publisher.namespace] },
        },
        "vulnerabilities": vulnerabilities,
    });
    if writing.sbom.is_none() {
        let components: BTreeSet<&PackageUrl> =
            writing.entries.iter().flat_map(|entry| &entry.components).collect();
        let listed = components.into_iter().map(|purl| {
            let mut component = Map::new();
            component.insert("type".to_owned(), "library".into());
            component.insert("name".to_owned(), purl.name().into());
            put(&mut component, "version", purl.version());
            component.insert("purl".to_owned(), purl.to_string().into());
            component.insert("bom-ref".to_owned(), purl.to_string().into());
            Value::Object(component)
        });
        let listed: Vec<Value> = listed.collect();
        if !listed.is_empty() {
            document["components"] = listed.into();
        }
    }
    document["serialNumber"] = format!("urn:uuid:{}", uuid(&digest(&document))).into();
    document
}

fn vulnerability(entry: &Entry, writing: &Writing<'_>) -> Value {
    let mut analysis = Map::new();
    analysis.insert("state".to_owned(), entry.status.cyclone_dx().into());
    if entry.status == Status::NotAffected {
        put(&mut analysis, "justification", entry.circumstance.map(Circumstance::as_str));
    }
    let needs_words = entry.status == Status::NotAffected && entry.circumstance.is_none();
    let words = entry.text.clone().or_else(|| needs_words.then(|| entry.words()));
    put(&mut analysis, "detail", words);
    analysis.insert("firstIssued".to_owned(), entry.at.to_string().into());
    analysis.insert("lastUpdated".to_owned(), entry.at.to_string().into());
    let mut map = Map::new();
    map.insert("id".to_owned(), entry.weakness.as_str().into());
    if !entry.aliases.is_empty() {
        let references =
            entry.aliases.iter().map(|id| json!({ "id": id, "source": { "name": "alias" } }));
        map.insert("references".to_owned(), references.collect());
    }
    map.insert("analysis".to_owned(), analysis.into());
    if entry.status == Status::Affected {
        map.insert("recommendation".to_owned(), entry.words().into());
    }
    let whole = || image_purls(writing.image).first().map(|purl| reference(purl, writing.sbom));
    let mut affects: Vec<String> =
        entry.components.iter().map(|purl| reference(purl, writing.sbom)).collect();
    if affects.is_empty() {
        affects.extend(whole());
    }
    let affects: Vec<Value> = affects.into_iter().map(|text| json!({ "ref": text })).collect();
    if !affects.is_empty() {
        map.insert("affects".to_owned(), affects.into());
    }
    map.into()
}

/// Returns a reference to a component: in this document, or by BOM-Link (section "BOM-Link") in
/// another, which is the only one that Trivy follows.
fn reference(purl: &PackageUrl, sbom: Option<&Sbom>) -> String {
    let Some(sbom) = sbom else { return purl.to_string() };
    let serial = sbom.serial.trim_start_matches("urn:uuid:");
    let own = purl.to_string();
    format!("urn:cdx:{serial}/{}#{}", sbom.version, utf8_percent_encode(&own, KEPT))
}
