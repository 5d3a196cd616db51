// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! OpenVEX 0.2.0, and its forerunners in which products and weaknesses are mere texts.

use std::collections::BTreeSet;

use haerterei_ground::Timestamp;
use haerterei_sbom::document::json::Json;

use super::error::{ProblemKind, VexError};
use super::identity::Identifier;
use super::statement::{Document, Format, Product, Statement};
use crate::status::{Justification, Status};

pub(super) fn read(json: &Json<'_>) -> Result<Document, VexError> {
    let context = json.text("@context").unwrap_or_default();
    // `https://openvex.dev/ns` or with a version behind it.
    let version = context.rsplit("/ns").next().unwrap_or_default().trim_matches('/');
    if !(version.is_empty() || version.starts_with("v0.")) {
        let version = version.chars().take(40).collect();
        return Err(VexError::Version { format: "OpenVEX", version });
    }
    let Some(statements) = json.get("statements").filter(|it| matches!(it, Json::List(_))) else {
        return Err(VexError::Missing { place: "statements" });
    };
    let mut document = Document {
        format: Format::OpenVex,
        id: json.owned("@id").unwrap_or_default(),
        author: json.owned("author").ok_or(VexError::Missing { place: "author" })?,
        issued: None,
        is_draft: false,
        statements: Vec::new(),
        problems: Vec::new(),
    };
    let changed = date(json, "last_updated", &mut document);
    document.issued = changed.or_else(|| date(json, "timestamp", &mut document));
    for (place, json) in statements.as_list().iter().enumerate() {
        read_statement(json, &format!("statements[{place}]"), &mut document);
    }
    Ok(document)
}

fn date(json: &Json<'_>, key: &str, document: &mut Document) -> Option<Timestamp> {
    let text = json.text(key)?;
    let read = text.parse().ok();
    if read.is_none() {
        document.note(ProblemKind::Date, text);
    }
    read
}

fn read_statement(json: &Json<'_>, place: &str, document: &mut Document) {
    let weaknesses = weaknesses(json);
    if weaknesses.is_empty() {
        return document.note(ProblemKind::NoWeakness, place);
    }
    let Some(status) = json.text("status").and_then(Status::from_open_vex) else {
        return document.note(ProblemKind::Status, place);
    };
    let word = json.text("justification");
    let justification = word.and_then(Justification::read);
    if word.is_some() && justification.is_none() {
        return document.note(ProblemKind::Justification, place);
    }
    let impact = json.owned("impact_statement").or_else(|| json.owned("status_notes"));
    if status == Status::NotAffected
        && justification.is_none()
        && json.text("impact_statement").is_none()
    {
        return document.note(ProblemKind::NoReason, place);
    }
    let common = json.list("subcomponents");
    let products: Vec<Product> =
        json.list("products").iter().filter_map(|json| product(json, common)).collect();
    if products.is_empty() {
        return document.note(ProblemKind::NoProduct, place);
    }
    let said = date(json, "last_updated", document).or_else(|| date(json, "timestamp", document));
    document.statements.push(Statement {
        weaknesses,
        products,
        status,
        justification,
        circumstance: None,
        text: if status == Status::Affected { json.owned("action_statement") } else { impact },
        at: said.or(document.issued),
    });
}

fn weaknesses(json: &Json<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    names.extend(json.owned("vulnerability"));
    if let Some(object) = json.get("vulnerability").filter(|it| it.is_object()) {
        names.extend(object.owned("name"));
        names
            .extend(object.list("aliases").iter().filter_map(|it| it.as_text().map(str::to_owned)));
        // Where there is no name, the end of the IRI is one.
        if names.is_empty() {
            let iri = object.text("@id").unwrap_or_default();
            names.extend(iri.rsplit('/').next().filter(|it| !it.is_empty()).map(str::to_owned));
        }
    }
    names.retain(|name| name.len() <= 200);
    names
}

fn product(json: &Json<'_>, common: &[Json<'_>]) -> Option<Product> {
    let identifiers = identifiers(json);
    if identifiers.is_empty() {
        return None;
    }
    let own = json.list("subcomponents");
    // Before 0.2.0 all products of a statement had the same parts.
    let list = if own.is_empty() { common } else { own };
    let parts: Vec<BTreeSet<Identifier>> =
        list.iter().map(self::identifiers).filter(|names| !names.is_empty()).collect();
    // Parts that nobody can name are not all parts.
    (list.is_empty() || !parts.is_empty()).then_some(Product { identifiers, parts })
}

fn identifiers(json: &Json<'_>) -> BTreeSet<Identifier> {
    let mut found = BTreeSet::new();
    let mut add = |text: Option<&str>| found.extend(text.and_then(Identifier::read));
    add(json.as_text());
    add(json.text("@id"));
    if let Some(Json::Object(pairs)) = json.get("identifiers") {
        for (_, value) in pairs {
            add(value.as_text());
        }
    }
    add(json.at(&["hashes", "sha-256"]).and_then(Json::as_text));
    found
}
