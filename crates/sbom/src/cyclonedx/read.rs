// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CycloneDX of anybody: versions 1.2 to 1.7, nested components, all spellings of tools.

use std::collections::HashMap;

use haerterei_inventory::Creator;

use crate::document::contact::read_creator;
use crate::document::json::Json;
use crate::document::word::bsi;
use crate::document::{
    Acknowledgement, Contact, Document, DocumentError, DocumentFormat, Flag, Hash, Licence,
    LicenceForm, Part, Reference, Shape, expect, shown, too_many,
};

/// The versions that we read.
const VERSIONS: [&str; 6] = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// Reads a document of at most so many components.
pub(crate) fn read(json: &Json<'_>, limit: usize) -> Result<Document, DocumentError> {
    let version = json.text("specVersion").unwrap_or_default();
    if !VERSIONS.contains(&version) {
        return Err(DocumentError::Version { format: "CycloneDX", version: shown(version) });
    }
    let mut reader = Reader { parts: Vec::new(), limit };
    if let Some(metadata) = json.get("metadata") {
        expect(metadata, "metadata", Shape::Object)?;
        if let Some(component) = metadata.get("component") {
            reader.component(component, "metadata.component", None)?;
        }
    }
    let primary = (!reader.parts.is_empty()).then_some(0);
    reader.components(json, "components", None)?;
    let mut parts = reader.parts;
    let places = places(&parts)?;
    dependencies(json, &mut parts, &places)?;
    compositions(json, &mut parts, &places)?;
    let metadata = json.get("metadata").unwrap_or(&Json::Null);
    Ok(Document {
        format: DocumentFormat::CycloneDx,
        version: version.to_owned(),
        identity: json.owned("serialNumber"),
        timestamp: metadata.owned("timestamp"),
        creators: metadata.get("manufacturer").map(contact).into_iter().collect(),
        tools: tools(metadata),
        primary,
        parts,
        vulnerabilities: json.list("vulnerabilities").len() as u64,
    })
}

struct Reader {
    parts: Vec<Part>,
    limit: usize,
}

impl Reader {
    fn components(
        &mut self,
        json: &Json<'_>,
        place: &str,
        within: Option<usize>,
    ) -> Result<(), DocumentError> {
        let Some(list) = json.get("components") else { return Ok(()) };
        expect(list, place, Shape::List)?;
        for (number, component) in list.as_list().iter().enumerate() {
            self.component(component, &format!("{place}[{number}]"), within)?;
        }
        Ok(())
    }

    /// Reads a component and those inside it; how deep they nest is bounded by the reader of JSON.
    fn component(
        &mut self,
        json: &Json<'_>,
        place: &str,
        within: Option<usize>,
    ) -> Result<(), DocumentError> {
        expect(json, place, Shape::Object)?;
        if self.parts.len() >= self.limit {
            return Err(too_many(self.limit));
        }
        let own = self.parts.len();
        self.parts.push(part(json, within));
        self.components(json, &format!("{place}.components"), Some(own))
    }
}

fn part(json: &Json<'_>, within: Option<usize>) -> Part {
    let properties: Vec<(String, String)> = json
        .list("properties")
        .iter()
        .filter_map(|it| Some((it.owned("name")?, it.exactly("value").unwrap_or_default())))
        .collect();
    let values = |name: &str| -> Vec<String> {
        properties.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    };
    let flags = |name: &str| values(name).into_iter().map(Flag::Words).collect();
    let external = |kind: &str| -> Vec<Reference> {
        json.list("externalReferences")
            .iter()
            .filter(|it| it.text("type") == Some(kind))
            .map(|it| Reference { url: it.owned("url"), hashes: hashes(it) })
            .collect()
    };
    let mut effective = values(bsi::EFFECTIVE_LICENCE);
    effective.extend(values(bsi::EFFECTIVE_LICENSE));
    let swid = json.get("swid").and_then(|swid| swid.owned("tagId"));
    let lists = [json.list("swhid"), json.list("omniborId")];
    let lists = lists.into_iter().flatten().filter_map(Json::as_text).map(str::to_owned);
    let occurrences = json.at(&["evidence", "occurrences"]).map(Json::as_list).unwrap_or_default();
    Part {
        reference: json.owned("bom-ref"),
        kind: json.owned("type").unwrap_or_default(),
        group: json.owned("group"),
        name: json.owned("name"),
        version: json.owned("version"),
        purls: json.owned("purl").into_iter().collect(),
        identifiers: json.owned("cpe").into_iter().chain(swid).chain(lists).collect(),
        creators: json.get("manufacturer").map(contact).into_iter().collect(),
        suppliers: json
            .get("supplier")
            .map(contact)
            .or_else(|| publisher(json))
            .into_iter()
            .collect(),
        licences: licences(json),
        hashes: hashes(json),
        distributions: external("distribution"),
        sources: external("source-distribution"),
        security: external("rfc-9116").into_iter().filter_map(|it| it.url).collect(),
        file_names: values(bsi::FILE_NAME),
        executable: flags(bsi::EXECUTABLE),
        archive: flags(bsi::ARCHIVE),
        structured: flags(bsi::STRUCTURED),
        effective_licences: effective,
        description: json.owned("description"),
        homepage: external("website").into_iter().find_map(|it| it.url),
        within,
        depends_on: None,
        completeness: None,
        places: occurrences
            .iter()
            .filter_map(|it| {
                let layer = it.text("additionalContext").and_then(|it| it.strip_prefix("layer "));
                let layer = layer.and_then(|it| it.parse::<usize>().ok()).unwrap_or(0);
                Some(format!("{layer}:{}", it.exactly("location")?))
            })
            .collect(),
        properties,
        is_excluded: json.text("scope") == Some("excluded"),
    }
}

fn contact(json: &Json<'_>) -> Contact {
    let texts = |list: &[Json<'_>]| -> Vec<String> {
        list.iter().filter_map(Json::as_text).map(str::to_owned).collect()
    };
    Contact {
        name: json.owned("name"),
        emails: json.list("contact").iter().filter_map(|it| it.owned("email")).collect(),
        urls: texts(json.list("url")),
    }
}

/// Returns the publisher, a text in which syft and others write the maintainer.
fn publisher(json: &Json<'_>) -> Option<Contact> {
    let text = json.text("publisher")?;
    Some(match read_creator(text) {
        Some(Creator { name, email, url }) => {
            Contact { name, emails: email.into_iter().collect(), urls: url.into_iter().collect() }
        }
        None => Contact { name: Some(text.to_owned()), ..Contact::default() },
    })
}

fn hashes(json: &Json<'_>) -> Vec<Hash> {
    json.list("hashes")
        .iter()
        .filter_map(|it| {
            let algorithm = it.text("alg")?.to_ascii_lowercase().replace(['-', '_'], "");
            Some(Hash { algorithm, value: it.owned("content")? })
        })
        .collect()
}

fn licences(json: &Json<'_>) -> Vec<Licence> {
    json.list("licenses")
        .iter()
        .filter_map(|it| {
            let inner = it.get("license").unwrap_or(it);
            let acknowledgement = match inner.text("acknowledgement") {
                Some("declared") => Acknowledgement::Declared,
                Some("concluded") => Acknowledgement::Concluded,
                _ => Acknowledgement::Unsaid,
            };
            let expression = it.owned("expression").or_else(|| inner.owned("id"));
            let form =
                if expression.is_some() { LicenceForm::Expression } else { LicenceForm::Name };
            let text = expression.or_else(|| inner.owned("name"))?;
            Some(Licence { acknowledgement, text, form })
        })
        .collect()
}

/// Reads the tools: a list up to version 1.4, an object from 1.5 on.
fn tools(metadata: &Json<'_>) -> Vec<String> {
    let Some(tools) = metadata.get("tools") else { return Vec::new() };
    tools
        .as_list()
        .iter()
        .chain(tools.list("components"))
        .filter_map(|tool| {
            let name = tool.text("name")?;
            Some(match tool.text("version") {
                Some(version) => format!("{name} {version}"),
                None => name.to_owned(),
            })
        })
        .collect()
}

/// Returns the place of each reference.
fn places(parts: &[Part]) -> Result<HashMap<String, usize>, DocumentError> {
    let mut places = HashMap::with_capacity(parts.len());
    for (place, part) in parts.iter().enumerate() {
        let Some(reference) = &part.reference else { continue };
        if places.insert(reference.clone(), place).is_some() {
            return Err(DocumentError::SameReference { reference: shown(reference) });
        }
    }
    Ok(places)
}

fn dependencies(
    json: &Json<'_>,
    parts: &mut [Part],
    places: &HashMap<String, usize>,
) -> Result<(), DocumentError> {
    let Some(list) = json.get("dependencies") else { return Ok(()) };
    expect(list, "dependencies", Shape::List)?;
    for entry in list.as_list() {
        let place = entry.text("ref").and_then(|reference| places.get(reference));
        let Some(part) = place.and_then(|place| parts.get_mut(*place)) else { continue };
        let needs = entry.list("dependsOn").iter().filter_map(Json::as_text).map(str::to_owned);
        part.depends_on.get_or_insert_default().extend(needs);
    }
    Ok(())
}

/// Reads what is said to be complete; of several words about one component the last holds.
fn compositions(
    json: &Json<'_>,
    parts: &mut [Part],
    places: &HashMap<String, usize>,
) -> Result<(), DocumentError> {
    let Some(list) = json.get("compositions") else { return Ok(()) };
    expect(list, "compositions", Shape::List)?;
    for entry in list.as_list() {
        let Some(aggregate) = entry.text("aggregate") else { continue };
        let named = entry.list("assemblies").iter().chain(entry.list("dependencies"));
        for reference in named.filter_map(Json::as_text) {
            if let Some(part) = places.get(reference).and_then(|place| parts.get_mut(*place)) {
                part.completeness = Some(aggregate.to_owned());
            }
        }
    }
    Ok(())
}
