// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! OpenVEX 0.2.0.

use serde_json::{Map, Value, json};

use super::{Addressing, Entry, Writing, digest, image_purls, put};
use crate::identity::spellings;
use crate::status::{Justification, Status};

pub(super) fn document(writing: &Writing<'_>) -> Value {
    let statements: Vec<Value> =
        writing.entries.iter().map(|entry| statement(entry, writing)).collect();
    let mut document = json!({
        "@context": "https://openvex.dev/ns/v0.2.0",
        "author": writing.publisher.name,
        "role": writing.publisher.category,
        "timestamp": writing.issued.to_string(),
        "tooling": concat!("haerterei/", env!("CARGO_PKG_VERSION")),
        "version": 1,
        "statements": statements,
    });
    let namespace = writing.publisher.namespace.trim_end_matches('/');
    let id = format!("{namespace}/vex-{}", digest(&document).hex());
    document["@id"] = id.into();
    document
}

fn statement(entry: &Entry, writing: &Writing<'_>) -> Value {
    let mut weakness = Map::new();
    weakness.insert("name".to_owned(), entry.weakness.as_str().into());
    if !entry.aliases.is_empty() {
        weakness.insert("aliases".to_owned(), entry.aliases.iter().cloned().collect());
    }
    let parts: Vec<Value> =
        entry.components.iter().flat_map(spellings).map(|purl| named(&purl.to_string())).collect();
    let products: Vec<Value> = match writing.addressing {
        Addressing::InImage => image_purls(writing.image)
            .iter()
            .map(|image| {
                let mut product = named(&image.to_string());
                product["hashes"] =
                    json!({ "sha-256": image.version().unwrap_or_default().replace("sha256:", "") });
                if !parts.is_empty() {
                    product["subcomponents"] = parts.clone().into();
                }
                product
            })
            .collect(),
        Addressing::Component => parts,
    };
    let mut statement = Map::new();
    statement.insert("vulnerability".to_owned(), weakness.into());
    statement.insert("products".to_owned(), products.into());
    statement.insert("status".to_owned(), entry.status.open_vex().into());
    statement.insert("timestamp".to_owned(), entry.at.to_string().into());
    match entry.status {
        Status::NotAffected => {
            let word = entry.justification.map(Justification::as_str);
            put(&mut statement, "justification", word);
            // One of both has to be there.
            let words = entry.text.clone().or_else(|| word.is_none().then(|| entry.words()));
            put(&mut statement, "impact_statement", words);
        }
        Status::Affected => {
            statement.insert("action_statement".to_owned(), entry.words().into());
        }
        Status::Fixed | Status::UnderInvestigation => {
            put(&mut statement, "status_notes", entry.text.clone());
        }
    }
    statement.into()
}

fn named(purl: &str) -> Value {
    json!({ "@id": purl, "identifiers": { "purl": purl } })
}
