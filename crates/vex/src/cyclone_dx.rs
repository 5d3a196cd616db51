// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CycloneDX: `vulnerabilities[].analysis`, about components of the same document or, by BOM-Link,
//! of another.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_sbom::document::json::Json;
use percent_encoding::percent_decode_str;

use super::error::{ProblemKind, VexError};
use super::identity::Identifier;
use super::statement::{Document, Format, Product, Statement};
use crate::status::{Circumstance, Status};

/// How deep components of components are followed.
const MAX_COMPONENTS: usize = 1 << 20;

pub(super) fn read(json: &Json<'_>) -> Result<Document, VexError> {
    let version = json.text("specVersion").unwrap_or_default();
    // `analysis` came with 1.4.
    if !matches!(version, "1.4" | "1.5" | "1.6" | "1.7") {
        let version = version.chars().take(40).collect();
        return Err(VexError::Version { format: "CycloneDX", version });
    }
    let mut document = Document {
        format: Format::CycloneDx,
        id: json.owned("serialNumber").unwrap_or_default(),
        author: author(json).unwrap_or_default(),
        issued: None,
        is_draft: false,
        statements: Vec::new(),
        problems: Vec::new(),
    };
    if let Some(text) = json.at(&["metadata", "timestamp"]).and_then(Json::as_text) {
        document.issued = text.parse().ok();
        if document.issued.is_none() {
            document.note(ProblemKind::Date, text);
        }
    }
    let parts = Parts::read(json)?;
    for (place, json) in json.list("vulnerabilities").iter().enumerate() {
        read_vulnerability(json, &format!("vulnerabilities[{place}]"), &parts, &mut document);
    }
    Ok(document)
}

fn author(json: &Json<'_>) -> Option<String> {
    let metadata = json.get("metadata")?;
    let person = metadata.list("authors").first();
    let organisation = ["supplier", "manufacturer", "manufacture"]
        .into_iter()
        .find_map(|key| metadata.get(key)?.owned("name"));
    organisation.or_else(|| person.and_then(|it| it.owned("name").or_else(|| it.owned("email"))))
}

/// The components of the document by their references.
struct Parts<'a> {
    names: BTreeMap<&'a str, BTreeSet<Identifier>>,
    /// What the document as a whole is about: its reference and its names.
    whole: Option<(Option<&'a str>, BTreeSet<Identifier>)>,
}

impl<'a> Parts<'a> {
    fn read(json: &'a Json<'_>) -> Result<Self, VexError> {
        let mut names = BTreeMap::new();
        let main = json.at(&["metadata", "component"]);
        let mut left: Vec<&Json<'_>> = main.into_iter().chain(json.list("components")).collect();
        while let Some(component) = left.pop() {
            left.extend(component.list("components"));
            if let Some(reference) = component.text("bom-ref") {
                names.insert(reference, identifiers(component));
            }
            if names.len() + left.len() > MAX_COMPONENTS {
                return Err(VexError::TooMany { limit: MAX_COMPONENTS as u64 });
            }
        }
        let whole = main.map(|it| (it.text("bom-ref"), identifiers(it)));
        Ok(Self { names, whole })
    }

    /// Returns what a reference means: the whole, a part of it, or something in another document.
    fn product(&self, reference: &str) -> Option<Product> {
        if let Some(own) = self.names.get(reference).filter(|names| !names.is_empty()) {
            let alone = || Product { identifiers: own.clone(), parts: Vec::new() };
            return match &self.whole {
                None => Some(alone()),
                Some((whole, _)) if *whole == Some(reference) => Some(alone()),
                // What a document says of its own subject must not be taken for every subject.
                Some((_, names)) if names.is_empty() => None,
                Some((_, names)) => {
                    Some(Product { identifiers: names.clone(), parts: vec![own.clone()] })
                }
            };
        }
        // `urn:cdx:SERIAL/VERSION#REFERENCE`; tools use package URLs as references.
        let inner = match reference.strip_prefix("urn:cdx:") {
            Some(link) => percent_decode_str(link.split_once('#')?.1).decode_utf8().ok()?,
            None => reference.into(),
        };
        let identifier = Identifier::read(&inner)?;
        let identifiers = BTreeSet::from([identifier]);
        let is_package = matches!(identifiers.first(), Some(Identifier::Purl(_)));
        is_package.then_some(Product { identifiers, parts: Vec::new() })
    }
}

fn identifiers(component: &Json<'_>) -> BTreeSet<Identifier> {
    let mut found: BTreeSet<Identifier> = ["purl", "cpe"]
        .into_iter()
        .filter_map(|key| Identifier::read(component.text(key)?))
        .collect();
    if component.text("type") == Some("container") {
        found.extend(component.text("name").and_then(Identifier::read));
        for hash in component.list("hashes") {
            if hash.text("alg") == Some("SHA-256") {
                found.extend(hash.text("content").and_then(Identifier::read));
            }
        }
        // Some write the digest as version.
        found.extend(
            component
                .text("version")
                .and_then(Identifier::read)
                .filter(|it| matches!(it, Identifier::Digest(_))),
        );
    }
    found
}

fn read_vulnerability(json: &Json<'_>, place: &str, parts: &Parts<'_>, document: &mut Document) {
    // Without an analysis it is a finding, not a statement about one.
    let Some(analysis) = json.get("analysis") else { return };
    let mut weaknesses: BTreeSet<String> = json.owned("id").into_iter().collect();
    weaknesses.extend(json.list("references").iter().filter_map(|it| it.owned("id")));
    weaknesses.retain(|name| name.len() <= 200);
    if weaknesses.is_empty() {
        return document.note(ProblemKind::NoWeakness, place);
    }
    let Some(status) = analysis.text("state").and_then(Status::from_cyclone_dx) else {
        return document.note(ProblemKind::Status, place);
    };
    let word = analysis.text("justification");
    let circumstance = word.and_then(Circumstance::read);
    if word.is_some() && circumstance.is_none() {
        return document.note(ProblemKind::Justification, place);
    }
    let detail = analysis.owned("detail");
    if status == Status::NotAffected && circumstance.is_none() && detail.is_none() {
        return document.note(ProblemKind::NoReason, place);
    }
    let mut products = Vec::new();
    for affected in json.list("affects") {
        let Some(reference) = affected.text("ref") else { continue };
        match parts.product(reference) {
            Some(product) => products.push(product),
            None => document.note(ProblemKind::UnknownProduct, reference),
        }
    }
    if products.is_empty() {
        return document.note(ProblemKind::NoProduct, place);
    }
    let at =
        ["lastUpdated", "firstIssued"].into_iter().find_map(|key| analysis.text(key)?.parse().ok());
    let circumstance = circumstance.filter(|_| status == Status::NotAffected);
    let action = json.owned("recommendation").or_else(|| json.owned("workaround"));
    document.statements.push(Statement {
        weaknesses,
        products,
        status,
        justification: circumstance.and_then(|it| it.to_justification().0),
        circumstance,
        text: if status == Status::Affected { action.or(detail) } else { detail },
        at: at.or(document.issued),
    });
}
