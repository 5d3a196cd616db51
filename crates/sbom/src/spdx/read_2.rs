// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! SPDX 2.2 and 2.3 of anybody, in JSON.

use std::collections::HashMap;

use crate::document::json::Json;
use crate::document::word;
use crate::document::{
    Acknowledgement, Contact, Document, DocumentError, DocumentFormat, Hash, Licence, LicenceForm,
    Part, Reference, Shape, expect, shown, too_many,
};

/// Reads a document of at most so many components.
pub(crate) fn read(json: &Json<'_>, limit: usize) -> Result<Document, DocumentError> {
    let said = json.text("spdxVersion").unwrap_or_default();
    let version = said.strip_prefix("SPDX-").filter(|version| matches!(*version, "2.2" | "2.3"));
    let Some(version) = version else {
        return Err(DocumentError::Version { format: "SPDX", version: shown(said) });
    };
    let mut parts = Vec::new();
    let mut places = HashMap::new();
    if let Some(packages) = json.get("packages") {
        expect(packages, "packages", Shape::List)?;
        for (number, package) in packages.as_list().iter().enumerate() {
            expect(package, &format!("packages[{number}]"), Shape::Object)?;
            if parts.len() >= limit {
                return Err(too_many(limit));
            }
            if let Some(id) = package.text("SPDXID")
                && places.insert(id, parts.len()).is_some()
            {
                return Err(DocumentError::SameReference { reference: shown(id) });
            }
            parts.push(part(package));
        }
    }
    let primary = relationships(json, &mut parts, &places)?;
    let creation = json.get("creationInfo").unwrap_or(&Json::Null);
    let creators = || creation.list("creators").iter().filter_map(Json::as_text);
    Ok(Document {
        format: DocumentFormat::Spdx,
        version: version.to_owned(),
        identity: json.owned("documentNamespace"),
        timestamp: creation.owned("created"),
        creators: creators().filter_map(contact).collect(),
        tools: creators()
            .filter_map(|text| text.strip_prefix("Tool:"))
            .map(|text| text.trim().to_owned())
            .collect(),
        primary,
        parts,
        vulnerabilities: 0,
    })
}

fn part(it: &Json<'_>) -> Part {
    let properties: Vec<(String, String)> = it
        .list("annotations")
        .iter()
        .filter_map(|annotation| {
            let comment = annotation.exactly("comment")?;
            let (name, value) = comment.split_once('=')?;
            name.starts_with("haerterei:").then(|| (name.to_owned(), value.to_owned()))
        })
        .collect();
    let references = |kinds: &[&str]| -> Vec<String> {
        it.list("externalRefs")
            .iter()
            .filter(|it| it.text("referenceType").is_some_and(|kind| kinds.contains(&kind)))
            .filter_map(|it| it.owned("referenceLocator"))
            .collect()
    };
    let said = |key: &str| it.text(key).filter(|text| !is_nothing(text));
    let licence = |key: &str, acknowledgement| {
        let text = it.owned(key)?;
        Some(Licence { acknowledgement, text, form: LicenceForm::Expression })
    };
    let mut part = Part {
        reference: it.owned("SPDXID"),
        kind: it.owned("primaryPackagePurpose").unwrap_or_default(),
        name: it.owned("name"),
        version: it.owned("versionInfo"),
        purls: references(&["purl"]),
        identifiers: references(&["cpe22Type", "cpe23Type", "swid", "swh", "gitoid"]),
        creators: said("originator").and_then(contact).into_iter().collect(),
        suppliers: said("supplier").and_then(contact).into_iter().collect(),
        licences: [
            licence("licenseConcluded", Acknowledgement::Concluded),
            licence("licenseDeclared", Acknowledgement::Declared),
        ]
        .into_iter()
        .flatten()
        .collect(),
        hashes: it
            .list("checksums")
            .iter()
            .filter_map(|it| {
                let algorithm = it.text("algorithm")?.to_ascii_lowercase().replace(['-', '_'], "");
                Some(Hash { algorithm, value: it.owned("checksumValue")? })
            })
            .collect(),
        distributions: said("downloadLocation")
            .map(|url| Reference { url: Some(url.to_owned()), hashes: Vec::new() })
            .into_iter()
            .collect(),
        file_names: it.owned("packageFileName").into_iter().collect(),
        description: it.owned("summary").or_else(|| it.owned("description")),
        homepage: said("homepage").map(str::to_owned),
        places: properties
            .iter()
            .filter(|(name, _)| name == word::LOCATION)
            .map(|(_, value)| value.clone())
            .collect(),
        is_excluded: properties.iter().any(|(name, _)| name == word::REMOVED_IN),
        properties,
        ..Part::default()
    };
    word::split_group(&mut part);
    // What nobody asserts is no licence; the check does not need it of this version.
    part.licences.retain(|licence| !is_nothing(&licence.text));
    part
}

fn is_nothing(text: &str) -> bool {
    matches!(text, "NOASSERTION" | "NONE")
}

/// Reads `Organization: NAME (MAIL)` or `Person: …` (clause 6.8); a tool is nobody.
fn contact(text: &str) -> Option<Contact> {
    let name = ["Organization:", "Person:"].iter().find_map(|kind| text.strip_prefix(kind))?.trim();
    let (name, email) = match name.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((name, email)) => (name.trim(), Some(email.trim())),
        None => (name, None),
    };
    Some(Contact {
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        emails: email.filter(|it| !it.is_empty()).map(str::to_owned).into_iter().collect(),
        urls: Vec::new(),
    })
}

/// Reads relationships in either direction, and returns what the document describes.
fn relationships(
    json: &Json<'_>,
    parts: &mut [Part],
    places: &HashMap<&str, usize>,
) -> Result<Option<usize>, DocumentError> {
    let described = json.list("documentDescribes").iter().filter_map(Json::as_text);
    let mut primary = described.filter_map(|id| places.get(id)).copied().next();
    let Some(list) = json.get("relationships") else { return Ok(primary) };
    expect(list, "relationships", Shape::List)?;
    for entry in list.as_list() {
        let (Some(one), Some(kind), Some(other)) = (
            entry.text("spdxElementId"),
            entry.text("relationshipType"),
            entry.text("relatedSpdxElement"),
        ) else {
            continue;
        };
        let (from, to, is_holding) = match kind {
            "DESCRIBES" => {
                primary = primary.or_else(|| places.get(other).copied());
                continue;
            }
            "DESCRIBED_BY" => {
                primary = primary.or_else(|| places.get(one).copied());
                continue;
            }
            "CONTAINS" => (one, other, true),
            "CONTAINED_BY" => (other, one, true),
            "DEPENDS_ON" => (one, other, false),
            // What needs something and what it needs, each the other way round.
            "DEPENDENCY_OF" | "RUNTIME_DEPENDENCY_OF" | "PROVIDED_DEPENDENCY_OF" => {
                (other, one, false)
            }
            _ => continue,
        };
        let Some(place) = places.get(from) else { continue };
        let target = places.get(to).copied();
        if let Some(part) = parts.get_mut(*place) {
            match to {
                "NOASSERTION" => part.completeness = Some("noAssertion".to_owned()),
                "NONE" => part.completeness = Some("complete".to_owned()),
                _ => {}
            }
            let needs = part.depends_on.get_or_insert_default();
            if !is_nothing(to) {
                needs.push(to.to_owned());
            }
        }
        if is_holding
            && let Some(part) = target.and_then(|target| parts.get_mut(target))
            && Some(*place) != primary
        {
            part.within = part.within.or(Some(*place));
        }
    }
    Ok(primary)
}
