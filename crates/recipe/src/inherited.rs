// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a recipe inherits from the image it starts from, and a variant from its recipe.
//!
//! Both are documents of the same form as a recipe, laid below it by the same rules (`merge`). Of a
//! base recipe that is a part of its document; of a base image, what its configuration and its
//! labels say. Nothing of it is trusted to be well-formed.

use std::collections::BTreeMap;
use std::sync::Arc;

use haerterei_ground::Explain;
use serde_json::Value;

use crate::model::ARCHITECTURE_PLACEHOLDER;
use crate::names::Architecture;
use crate::yaml::{Document, Kind, Label, Node, Plain, Spot};

/// What of a base recipe holds for the recipe upon it: how the image runs, where its packages come
/// from, which exceptions were made for what it holds.
///
/// Not its packages and files, which are in the image, and not what names it.
pub(crate) const FROM_RECIPE: &[&str] = &[
    "acknowledge",
    "allow",
    "architectures",
    "command",
    "compression",
    "configuration-files",
    "distribution",
    "drop-dependencies",
    "end-of-support",
    "entrypoint",
    "environment",
    "grace",
    "keep-dependencies",
    "labels",
    "outgoing-connections",
    "ports",
    "probes",
    "replaced-settings",
    "stop-signal",
    "user",
    "volumes",
    "working-folder",
    "writable-paths",
];

/// What of a recipe holds for its variants: all but what is in the image they are built upon.
pub(crate) const OF_VARIANT: &[&str] = &[
    "acknowledge",
    "allow",
    "annotations",
    "architectures",
    "command",
    "compression",
    "configuration-files",
    "description",
    "distribution",
    "drop-dependencies",
    "end-of-support",
    "entrypoint",
    "environment",
    "features",
    "grace",
    "haerterei",
    "keep",
    "keep-dependencies",
    "labels",
    "layers",
    "leave-out",
    "name",
    "outgoing-connections",
    "ports",
    "probes",
    "profiles",
    "remove",
    "replaced-settings",
    "repositories",
    "responsible",
    "stop-signal",
    "title",
    "user",
    "version",
    "volumes",
    "working-folder",
    "writable-paths",
];

/// What a base image says about running, in the form of a recipe.
#[derive(Clone, Debug)]
pub struct BaseDocuments {
    /// The image, for people.
    pub name: String,
    /// A document for each architecture that the image is for.
    pub documents: BTreeMap<Architecture, Value>,
}

/// Why a base image cannot be used.
#[derive(Debug)]
pub struct BaseFault {
    /// Whether the digest is at fault, and not the place.
    pub is_digest: bool,
    /// Why.
    pub reason: Box<dyn Explain + Send + Sync>,
}

/// Returns the part of a document that consists of these keys, each value with its place.
pub(crate) fn select(node: &Node, keys: &[&str]) -> Node {
    let kind = match &node.kind {
        Kind::Map(entries) => Kind::Map(
            entries
                .iter()
                .filter(|(label, _)| keys.contains(&label.name.as_str()))
                .cloned()
                .collect(),
        ),
        _ => Kind::Map(Vec::new()),
    };
    Node { spot: node.spot.clone(), kind }
}

/// Returns plain data as a document of this name, without lines.
pub(crate) fn document(name: &str, value: &Value) -> Node {
    let document = Arc::new(Document { file: name.to_owned(), text: String::new() });
    node(&Spot { document, line: 0, column: 0, length: 1 }, value)
}

fn node(spot: &Spot, value: &Value) -> Node {
    let kind = match value {
        Value::Null => Kind::Nothing,
        Value::String(text) => Kind::Text(text.clone()),
        Value::Bool(truth) => {
            Kind::Plain { spelling: truth.to_string(), value: Plain::Boolean(*truth) }
        }
        Value::Number(number) => Kind::Plain {
            spelling: number.to_string(),
            value: number.as_i64().map_or(Plain::Fraction, Plain::Integer),
        },
        Value::Array(elements) => {
            Kind::List(elements.iter().map(|element| node(spot, element)).collect())
        }
        Value::Object(entries) => Kind::Map(
            entries
                .iter()
                .map(|(name, value)| {
                    (Label { name: name.clone(), spot: spot.clone() }, node(spot, value))
                })
                .collect(),
        ),
    };
    Node { spot: spot.clone(), kind }
}

/// Returns one document for all architectures if they say the same, the word for the architecture
/// aside: that becomes `${architecture}`.
pub(crate) fn agreed(documents: &BTreeMap<Architecture, Value>) -> Option<Value> {
    let documents: Vec<(&str, &Value)> =
        documents.iter().map(|(architecture, value)| (architecture.as_str(), value)).collect();
    general(&documents)
}

fn general(values: &[(&str, &Value)]) -> Option<Value> {
    let (_, first) = values.first()?;
    if values.iter().all(|(_, value)| value == first) {
        return Some((*first).clone());
    }
    let length = |value: &Value| match value {
        Value::Array(elements) => Some(elements.len()),
        Value::Object(entries) => Some(entries.len()),
        _ => None,
    };
    if values.iter().any(|(_, value)| length(value) != length(first)) {
        return None;
    }
    match first {
        Value::String(_) => {
            let mut texts = values.iter().map(|(architecture, value)| {
                Some(value.as_str()?.replace(architecture, ARCHITECTURE_PLACEHOLDER))
            });
            let text = texts.next()??;
            texts.all(|other| other.as_ref() == Some(&text)).then(|| Value::from(text))
        }
        Value::Array(elements) => (0..elements.len())
            .map(|index| {
                let inner: Option<Vec<_>> = values
                    .iter()
                    .map(|(architecture, value)| {
                        Some((*architecture, value.as_array()?.get(index)?))
                    })
                    .collect();
                general(&inner?)
            })
            .collect(),
        Value::Object(entries) => {
            let merged: Option<serde_json::Map<String, Value>> = entries
                .keys()
                .map(|key| {
                    let inner: Option<Vec<_>> = values
                        .iter()
                        .map(|(architecture, value)| {
                            Some((*architecture, value.as_object()?.get(key)?))
                        })
                        .collect();
                    Some((key.clone(), general(&inner?)?))
                })
                .collect();
            merged.map(Value::Object)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(one: Value, other: Value) -> Option<Value> {
        let name = |text: &str| Architecture::parse(text).unwrap();
        agreed(&BTreeMap::from([(name("amd64"), one), (name("arm64"), other)]))
    }

    #[test]
    fn architectures_agree_but_for_their_word() {
        let home = |word: &str| json!({"environment": {"HOME": {"value": format!("/jvm-{word}")}}});
        let general = json!({"environment": {"HOME": {"value": "/jvm-${architecture}"}}});
        assert_eq!(of(home("amd64"), home("arm64")), Some(general));
        assert_eq!(of(json!({"a": [1]}), json!({"a": [1]})), Some(json!({"a": [1]})));
    }

    #[test]
    fn what_differs_otherwise_is_no_agreement() {
        for (one, other) in [
            (json!({"a": 1}), json!({"a": 2})),
            (json!({"a": "x"}), json!({"a": "y"})),
            (json!({"a": "x"}), json!({"b": "x"})),
            (json!({"a": []}), json!({"a": ["x"]})),
            (json!("x"), json!(1)),
        ] {
            assert_eq!(of(one.clone(), other.clone()), None, "{one} {other}");
        }
    }
}
