// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The one form of a recipe that digests are made of.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use haerterei_ground::Digest;
use serde_json::Value;

use crate::load::Recipe;
use crate::lock::LockedRecipe;

/// Writes a value as canonical JSON (RFC 8785): no white space, keys sorted by their UTF-16 code
/// units. Our documents hold whole numbers only.
pub(crate) fn json(value: &Value) -> String {
    let mut text = String::new();
    write_value(value, &mut text);
    text
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_value(element, text);
            }
            text.push(']');
        }
        Value::Object(entries) => {
            let mut entries: Vec<(&String, &Value)> = entries.iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (index, (name, value)) in entries.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_value(&Value::from(name.as_str()), text);
                text.push(':');
                write_value(value, text);
            }
            text.push('}');
        }
        // Writing to a string cannot fail.
        scalar => {
            let _ = write!(text, "{scalar}");
        }
    }
}

impl Recipe {
    /// Returns the resolved recipe as canonical JSON (RFC 8785), without places and paths of this
    /// machine.
    pub fn canonical_json(&self) -> String {
        json(&self.value())
    }

    /// Returns what the lock remembers of this recipe.
    pub fn locked(&self) -> LockedRecipe {
        // A variant is an image of its own: what it adds changes nothing of the others.
        let mut value = self.value();
        if let Some(entries) = value.as_object_mut() {
            entries.remove("variants");
        }
        let files: BTreeMap<String, Digest> =
            self.files().iter().map(|(file, named)| (file.to_string(), named.digest)).collect();
        let digest = Digest::sha256(
            json(&serde_json::json!({
                "recipe": value,
                "files": files.iter().map(|(file, digest)| (file.clone(), digest.to_string())).collect::<BTreeMap<_, _>>(),
            }))
            .as_bytes(),
        );
        let keys = match &value {
            Value::Object(entries) => entries
                .iter()
                .map(|(name, value)| (name.clone(), Digest::sha256(json(value).as_bytes()).short()))
                .collect(),
            _ => BTreeMap::new(),
        };
        LockedRecipe { digest, keys, files }
    }

    /// The resolved recipe as plain data.
    pub(crate) fn value(&self) -> Value {
        // Every type of the model has a form in JSON: text keys, no fractions.
        serde_json::to_value(self.resolved()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::json;

    #[test]
    fn keys_are_sorted_and_nothing_is_added() {
        let value = serde_json::json!({"b": [1, true, null], "a": {"ä": "\u{1}\"", "z": -3}});
        assert_eq!(json(&value), r#"{"a":{"z":-3,"ä":"\u0001\""},"b":[1,true,null]}"#);
    }
}
