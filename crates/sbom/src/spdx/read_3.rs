// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! SPDX 3.0 of anybody, in JSON-LD with the standard's context.

use std::collections::HashMap;

use crate::document::json::Json;
use crate::document::word;
use crate::document::{
    Acknowledgement, Contact, Document, DocumentError, DocumentFormat, Flag, Hash, Licence,
    LicenceForm, Part, Reference, Shape, expect, shown, too_many,
};

/// Reads a document of at most so many components.
pub(crate) fn read(json: &Json<'_>, limit: usize) -> Result<Document, DocumentError> {
    let graph = json.get("@graph").unwrap_or(&Json::Null);
    expect(graph, "@graph", Shape::List)?;
    let graph = graph.as_list();
    let elements = elements(graph)?;
    let of_kind = |kind: &str| graph.iter().find(|it| it.text("type") == Some(kind));
    let document = of_kind("SpdxDocument").unwrap_or(&Json::Null);
    let sbom = of_kind("software_Sbom").unwrap_or(&Json::Null);
    let creation = creation(document, graph, &elements);
    let version = creation.and_then(|it| it.text("specVersion")).unwrap_or_default();
    if !version.starts_with("3.0") {
        return Err(DocumentError::Version { format: "SPDX", version: shown(version) });
    }
    let root = sbom.one_or_many("rootElement").iter().find_map(Json::as_text);
    let mut reader =
        Reader { elements: &elements, root, parts: Vec::new(), places: HashMap::new() };
    let is_package =
        |kind: &str| matches!(kind, "software_Package" | "ai_AIPackage" | "dataset_DatasetPackage");
    for element in graph.iter().filter(|it| it.text("type").is_some_and(is_package)) {
        if reader.parts.len() >= limit {
            return Err(too_many(limit));
        }
        reader.package(element);
    }
    for (number, element) in graph.iter().enumerate() {
        if element.text("relationshipType").is_some() {
            expect(element, &format!("@graph[{number}]"), Shape::Object)?;
            reader.relationship(element);
        }
    }
    let primary = root.and_then(|root| reader.places.get(root)).copied();
    let text_of = |key: &str| creation.map(|it| it.one_or_many(key)).unwrap_or_default();
    let agents = |key: &str| text_of(key).iter().filter_map(|it| resolve(it, &elements));
    let security =
        graph.iter().filter(|it| it.text("type").is_some_and(|kind| kind.starts_with("security_")));
    Ok(Document {
        format: DocumentFormat::Spdx,
        version: version.to_owned(),
        identity: sbom.owned("spdxId").or_else(|| document.owned("spdxId")),
        timestamp: creation.and_then(|it| it.owned("created")),
        creators: agents("createdBy").map(contact).collect(),
        tools: agents("createdUsing").filter_map(|it| it.owned("name")).collect(),
        primary,
        vulnerabilities: security.count() as u64,
        parts: reader.parts,
    })
}

type Elements<'j, 'a> = HashMap<&'j str, &'j Json<'a>>;

fn elements<'j, 'a>(graph: &'j [Json<'a>]) -> Result<Elements<'j, 'a>, DocumentError> {
    let mut elements = HashMap::with_capacity(graph.len());
    for element in graph {
        let Some(id) = element.text("spdxId").or_else(|| element.text("@id")) else { continue };
        if elements.insert(id, element).is_some() {
            return Err(DocumentError::SameReference { reference: shown(id) });
        }
    }
    Ok(elements)
}

/// Returns the element that a value refers to, or that stands in its place.
fn resolve<'j, 'a>(value: &'j Json<'a>, elements: &Elements<'j, 'a>) -> Option<&'j Json<'a>> {
    match value.as_text() {
        Some(id) => elements.get(id).copied(),
        None => value.is_object().then_some(value),
    }
}

/// Returns the creation info of the document: of its own, or the first.
fn creation<'j, 'a>(
    document: &'j Json<'a>,
    graph: &'j [Json<'a>],
    elements: &Elements<'j, 'a>,
) -> Option<&'j Json<'a>> {
    let own = document.get("creationInfo").and_then(|value| resolve(value, elements));
    own.or_else(|| graph.iter().find(|it| it.text("type") == Some("CreationInfo")))
}

struct Reader<'j, 'a> {
    elements: &'j Elements<'j, 'a>,
    /// What the document is about.
    root: Option<&'j str>,
    parts: Vec<Part>,
    places: HashMap<&'j str, usize>,
}

impl<'j, 'a> Reader<'j, 'a> {
    fn package(&mut self, it: &'j Json<'a>) {
        let properties = properties(it);
        let mut part = Part {
            reference: it.owned("spdxId"),
            kind: it.owned("software_primaryPurpose").unwrap_or_default(),
            name: it.owned("name"),
            version: it.owned("software_packageVersion"),
            purls: it.owned("software_packageUrl").into_iter().collect(),
            creators: self.agents(it, "originatedBy"),
            suppliers: self.agents(it, "suppliedBy"),
            hashes: hashes(it),
            description: it.owned("summary").or_else(|| it.owned("description")),
            homepage: it.owned("software_homePage"),
            places: properties
                .iter()
                .filter(|(name, _)| name == word::LOCATION)
                .map(|(_, value)| value.clone())
                .collect(),
            is_excluded: properties.iter().any(|(name, _)| name == word::REMOVED_IN),
            ..Part::default()
        };
        part.properties = properties;
        word::split_group(&mut part);
        for identifier in it.one_or_many("externalIdentifier") {
            let Some(text) = identifier.owned("identifier") else { continue };
            match identifier.text("externalIdentifierType") {
                Some("packageUrl") if part.purls.contains(&text) => {}
                Some("packageUrl") => part.purls.push(text),
                Some("cpe22" | "cpe23" | "swid" | "swhid" | "gitoid") => {
                    part.identifiers.push(text);
                }
                _ => {}
            }
        }
        for reference in it.one_or_many("externalRef") {
            let urls = reference.one_or_many("locator").iter().filter_map(Json::as_text);
            for url in urls.map(str::to_owned) {
                let there = |url| Reference { url: Some(url), hashes: Vec::new() };
                match reference.text("externalRefType") {
                    Some("securityOther") => part.security.push(url),
                    Some("sourceArtifact") => part.sources.push(there(url)),
                    Some("binaryArtifact") => part.distributions.push(there(url)),
                    _ => {}
                }
            }
        }
        if let Some(url) = it.owned("software_downloadLocation") {
            part.distributions.push(Reference { url: Some(url), hashes: Vec::new() });
        }
        if let Some(id) = it.text("spdxId") {
            self.places.insert(id, self.parts.len());
        }
        self.parts.push(part);
    }

    fn agents(&self, it: &'j Json<'a>, key: &str) -> Vec<Contact> {
        it.one_or_many(key)
            .iter()
            .filter_map(|value| resolve(value, self.elements))
            .map(contact)
            .collect()
    }

    fn relationship(&mut self, it: &'j Json<'a>) {
        let Some(from) = it.text("from") else { return };
        let to = it.one_or_many("to");
        let kind = it.text("relationshipType").unwrap_or_default();
        if kind == "generates" {
            // From the source to what was made of it.
            if let Some(source) = self.elements.get(from) {
                self.source(source, to);
            }
            return;
        }
        let Some(place) = self.places.get(from).copied() else { return };
        // What is in the thing itself belongs to nothing in it.
        if kind == "contains" && self.root != Some(from) {
            for id in to.iter().filter_map(Json::as_text) {
                if let Some(part) = self.places.get(id).and_then(|at| self.parts.get_mut(*at)) {
                    part.within = part.within.or(Some(place));
                }
            }
        }
        let Some(part) = self.parts.get_mut(place) else { return };
        match kind {
            "contains" | "dependsOn" => {
                let is_element = |id: &&str| {
                    !id.ends_with("/NoneElement") && !id.ends_with("/NoAssertionElement")
                };
                let ids = to.iter().filter_map(Json::as_text).filter(is_element).map(str::to_owned);
                let ids: Vec<String> = ids.collect();
                if let Some(completeness) = it.owned("completeness") {
                    // What it needs says more than what it holds.
                    if kind == "dependsOn" || part.completeness.is_none() {
                        part.completeness = Some(completeness);
                    }
                }
                part.depends_on.get_or_insert_default().extend(ids);
            }
            "hasConcludedLicense" | "hasDeclaredLicense" => {
                let acknowledgement = match kind {
                    "hasConcludedLicense" => Acknowledgement::Concluded,
                    _ => Acknowledgement::Declared,
                };
                for value in to {
                    part.licences.extend(licence(value, acknowledgement, self.elements));
                }
            }
            "hasDistributionArtifact" => {
                for file in to.iter().filter_map(|value| resolve(value, self.elements)) {
                    distribution(part, file);
                }
            }
            "other" if it.text("comment") == Some("hasEffectiveLicense") => {
                for value in to {
                    let licence = licence(value, Acknowledgement::Unsaid, self.elements);
                    part.effective_licences.extend(licence.map(|it| it.text));
                }
            }
            _ => {}
        }
    }

    fn source(&mut self, source: &'j Json<'a>, to: &'j [Json<'a>]) {
        let mut urls =
            source.one_or_many("externalRef").iter().flat_map(|it| it.one_or_many("locator"));
        let url = urls.find_map(Json::as_text).map(str::to_owned);
        for id in to.iter().filter_map(Json::as_text) {
            if let Some(part) = self.places.get(id).and_then(|place| self.parts.get_mut(*place)) {
                part.sources.push(Reference { url: url.clone(), hashes: hashes(source) });
            }
        }
    }
}

/// Reads the file that a component is delivered as.
fn distribution(part: &mut Part, file: &Json<'_>) {
    let purposes: Vec<&str> = file
        .one_or_many("software_additionalPurpose")
        .iter()
        .chain(file.get("software_primaryPurpose"))
        .filter_map(Json::as_text)
        .collect();
    part.file_names.extend(file.owned("name"));
    part.executable.push(Flag::Is(purposes.contains(&"executable")));
    part.archive.push(Flag::Is(purposes.contains(&"archive")));
    for (purpose, is_structured) in [("container", true), ("firmware", false)] {
        if purposes.contains(&purpose) {
            part.structured.push(Flag::Is(is_structured));
        }
    }
    let mut urls = file.one_or_many("externalRef").iter().flat_map(|it| it.one_or_many("locator"));
    let url = urls.find_map(Json::as_text).map(str::to_owned);
    part.distributions.push(Reference { url, hashes: hashes(file) });
}

fn licence(
    value: &Json<'_>,
    acknowledgement: Acknowledgement,
    elements: &Elements<'_, '_>,
) -> Option<Licence> {
    let individual = |text: &str| match text.rsplit(['/', '_']).next() {
        Some("NoAssertionLicense") => Some("NOASSERTION"),
        Some("NoneLicense") => Some("NONE"),
        _ => None,
    };
    let by_element = match value.as_text() {
        Some(id) => elements.get(id).and_then(|it| it.text("simplelicensing_licenseExpression")),
        None => value.text("simplelicensing_licenseExpression"),
    };
    let text = by_element.or_else(|| value.as_text().and_then(individual));
    if let Some(text) = text {
        let form = LicenceForm::Expression;
        return Some(Licence { acknowledgement, text: text.to_owned(), form });
    }
    let element = match value.as_text() {
        Some(id) => *elements.get(id)?,
        None => return None,
    };
    let text = element.owned("name").or_else(|| element.owned("simplelicensing_licenseText"))?;
    Some(Licence { acknowledgement, text, form: LicenceForm::Name })
}

fn contact(json: &Json<'_>) -> Contact {
    let mut contact = Contact { name: json.owned("name"), ..Contact::default() };
    for identifier in json.one_or_many("externalIdentifier") {
        let Some(text) = identifier.owned("identifier") else { continue };
        match identifier.text("externalIdentifierType") {
            Some("email") => contact.emails.push(text),
            Some("urlScheme" | "other") => contact.urls.push(text),
            _ => {}
        }
    }
    contact
}

fn hashes(json: &Json<'_>) -> Vec<Hash> {
    json.one_or_many("verifiedUsing")
        .iter()
        .filter_map(|it| {
            let algorithm = it.text("algorithm")?.to_ascii_lowercase().replace(['-', '_'], "");
            Some(Hash { algorithm, value: it.owned("hashValue")? })
        })
        .collect()
}

fn properties(json: &Json<'_>) -> Vec<(String, String)> {
    json.one_or_many("extension")
        .iter()
        .flat_map(|it| it.one_or_many("extension_cdxProperty"))
        .filter_map(|it| {
            let name = it.owned("extension_cdxPropName")?;
            Some((name, it.exactly("extension_cdxPropValue").unwrap_or_default()))
        })
        .collect()
}
