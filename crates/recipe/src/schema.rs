// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The JSON Schemas of recipe, house file and lock (draft 2020-12), for editors and programs.

use serde_json::{Map, Value, json};

use crate::keys::{HOUSE, RECIPE};
use crate::shape::{Key, Record, Shape, Shorthand};
use crate::syntax::Syntax;

/// A document that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// `recipe.yaml`.
    Recipe,
    /// `haerterei-house.yaml`.
    House,
    /// `recipe.lock`, as JSON would have it.
    Lock,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Recipe, Self::House, Self::Lock];

    /// Returns the name of its file in `schemas/`.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Recipe => "recipe.schema.json",
            Self::House => "house.schema.json",
            Self::Lock => "lock.schema.json",
        }
    }

    /// Returns the schema as text, ending with a line feed; always the same bytes.
    pub fn text(self) -> String {
        let value = match self {
            Self::Recipe => document(&RECIPE, self, "Recipe of an image", "Rezept eines Images"),
            Self::House => document(&HOUSE, self, "House file", "Hausdatei"),
            Self::Lock => lock(),
        };
        // Plain data with text keys always has a form in JSON.
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn head(schema: Schema, en: &str, de: &str) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    map.insert("$id".into(), format!("urn:haerterei:{}", schema.file_name()).into());
    map.insert("title".into(), format!("{en} / {de}").into());
    map
}

fn document(record: &'static Record, schema: Schema, en: &str, de: &str) -> Value {
    let mut definitions = Map::new();
    let mut map = head(schema, en, de);
    if let Value::Object(body) = body_of(record, &mut definitions) {
        map.extend(body);
    }
    map.insert("$defs".into(), sorted(definitions));
    Value::Object(map)
}

/// Puts keys into their order whatever kind of map the JSON library was built with.
fn sorted(map: Map<String, Value>) -> Value {
    let mut entries: Vec<(String, Value)> = map.into_iter().collect();
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    Value::Object(entries.into_iter().collect())
}

/// A mapping with known keys, without its shorthand.
fn body_of(record: &'static Record, definitions: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for key in record.keys {
        properties.insert(key.name.into(), property(key, definitions));
    }
    let mut body = Map::new();
    body.insert("type".into(), "object".into());
    body.insert("additionalProperties".into(), false.into());
    body.insert("properties".into(), sorted(properties));
    let required: Vec<&str> =
        record.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    if !required.is_empty() {
        body.insert("required".into(), json!(required));
    }
    if !record.one_of.is_empty() {
        let name = if record.any_of { "anyOf" } else { "oneOf" };
        let choices: Vec<Value> =
            record.one_of.iter().map(|key| json!({ "required": [key] })).collect();
        body.insert(name.into(), choices.into());
    }
    Value::Object(body)
}

fn property(key: &'static Key, definitions: &mut Map<String, Value>) -> Value {
    let mut map = Map::new();
    map.insert("description".into(), format!("{}\n\n{}", key.en, key.de).into());
    if let Value::Object(shape) = shape_of(&key.shape, definitions) {
        map.extend(shape);
    }
    Value::Object(map)
}

fn shape_of(shape: &'static Shape, definitions: &mut Map<String, Value>) -> Value {
    match shape {
        Shape::Text(syntax) => text(syntax),
        // What looks like a number is one to a validator, and has no pattern.
        Shape::Spelling(syntax) => {
            json!({ "anyOf": [text(syntax), { "type": ["number", "boolean"] }] })
        }
        Shape::Integer { least, most } => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Choice(words) => json!({ "enum": words }),
        Shape::List { of, .. } => json!({ "type": "array", "items": shape_of(of, definitions) }),
        Shape::Map { names, of } => {
            let values = shape_of(of, definitions);
            json!({ "type": "object", "propertyNames": text(names), "additionalProperties": values })
        }
        Shape::Record(record) => {
            if !definitions.contains_key(record.name) {
                // Held open, so that a record inside itself would end.
                definitions.insert(record.name.into(), Value::Null);
                let body = body_of(record, definitions);
                let whole = match bare(record, definitions) {
                    Some(bare) => json!({ "anyOf": [body, bare] }),
                    None => body,
                };
                definitions.insert(record.name.into(), whole);
            }
            json!({ "$ref": format!("#/$defs/{}", record.name) })
        }
    }
}

/// What a bare value looks like, where there is a shorthand.
fn bare(record: &'static Record, definitions: &mut Map<String, Value>) -> Option<Value> {
    let key = match record.shorthand {
        Shorthand::None => return None,
        Shorthand::Of(name) => record.keys.iter().find(|key| key.name == name)?,
        Shorthand::Each => record.keys.first()?,
    };
    Some(shape_of(&key.shape, definitions))
}

fn text(syntax: &'static Syntax) -> Value {
    let mut map = Map::new();
    map.insert("type".into(), "string".into());
    map.insert("maxLength".into(), syntax.most.into());
    if let Some(pattern) = syntax.pattern {
        map.insert("pattern".into(), pattern.into());
        map.insert("examples".into(), json!([syntax.example]));
    }
    Value::Object(map)
}

/// The lock has a fixed form that only the tool writes, so its schema is written down as it is.
fn lock() -> Value {
    let object = |required: &[&str], properties: Value| {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": required,
            "properties": properties,
        })
    };
    let word = || json!({ "type": "string", "minLength": 1 });
    let digest =
        || json!({ "type": "string", "pattern": "^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$" });
    let time = || json!({ "type": "string", "format": "date-time" });
    let size = || json!({ "type": "integer", "minimum": 0 });
    let recipe = || {
        object(
            &["digest"],
            json!({
                "digest": digest(),
                "keys": { "type": "object", "additionalProperties": { "type": "string", "pattern": "^[0-9a-f]{12}$" } },
                "files": { "type": "object", "additionalProperties": digest() },
            }),
        )
    };
    let result = || {
        object(
            &["version", "index", "manifests"],
            json!({
                "version": word(),
                "index": digest(),
                "manifests": { "type": "object", "additionalProperties": object(
                    &["digest", "compressed-size", "size"],
                    json!({ "digest": digest(), "compressed-size": size(), "size": size() }),
                ) },
            }),
        )
    };
    let packages = || {
        json!({ "type": "array", "items": object(
        &["name", "version", "platform", "architecture", "source", "source-version", "suite", "pool", "size", "digest", "time", "because"],
        json!({
            "name": text(&crate::syntax::PACKAGE), "version": word(),
            "platform": text(&crate::syntax::ARCHITECTURE),
            "architecture": text(&crate::syntax::ARCHITECTURE),
            "source": word(), "source-version": word(), "suite": word(), "pool": word(),
            "size": size(), "digest": digest(), "time": time(),
            "because": { "type": "array", "items": { "type": "string" } },
        }),
    ) })
    };
    let dropped = || {
        json!({ "type": "array", "items": object(
        &["platform", "from", "field", "dependency", "rule", "reason"],
        json!({
            "platform": text(&crate::syntax::ARCHITECTURE),
            "from": text(&crate::syntax::PACKAGE), "field": word(), "dependency": word(),
            "rule": word(), "reason": { "type": "string" }, "reason-de": { "type": "string" },
        }),
    ) })
    };
    let body = object(
        &["haerterei-lock", "time", "distribution", "tool", "recipe"],
        json!({
            "haerterei-lock": { "const": 1, "description": "The version of the lock's format.\n\nDie Version des Formats." },
            "time": { "type": "string", "format": "date-time", "description": "The newest changelog entry among the packages.\n\nDer neueste Changelog-Eintrag unter den Paketen." },
            "distribution": text(&crate::syntax::DISTRIBUTION),
            "tool": object(&["version", "rules", "compressor"], json!({
                "version": word(), "rules": word(), "compressor": word(),
            })),
            "recipe": recipe(),
            "base": object(&["name", "digest", "time", "manifests"], json!({
                "name": word(), "digest": digest(), "time": time(),
                "manifests": { "type": "object", "additionalProperties": digest() },
            })),
            "result": result(),
            "release": { "type": "array", "items": object(
                &["suite", "origin", "date", "digest", "signers"],
                json!({
                    "suite": word(), "origin": { "type": "string" }, "repository": word(),
                    "date": time(), "valid-until": time(), "digest": digest(),
                    "signers": { "type": "array", "items": word() },
                }),
            ) },
            "package": packages(),
            "dropped": dropped(),
            "variant": { "type": "object", "additionalProperties": object(
                &["time", "recipe"],
                json!({
                    "time": time(), "recipe": recipe(), "result": result(),
                    "package": packages(), "dropped": dropped(),
                }),
            ) },
        }),
    );
    let mut map = head(Schema::Lock, "Lock of a recipe", "Lock-Datei eines Rezepts");
    if let Value::Object(body) = body {
        map.extend(body);
    }
    Value::Object(map)
}
