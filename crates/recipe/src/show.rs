// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The resolved recipe, as people and programs read it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::load::Recipe;
use crate::shape::join;
use crate::yaml::Spot;

impl Recipe {
    /// Returns the resolved recipe as YAML; a comment at each value says which file and line it
    /// came from. What nobody wrote down has no comment: it is a default.
    pub fn to_yaml(&self) -> String {
        let mut text = String::new();
        if let Value::Object(entries) = self.value() {
            // The order of the document, not of the alphabet.
            for key in crate::keys::RECIPE.keys {
                if let Some(value) = entries.get(key.name) {
                    self.write_entry(&mut text, 0, key.name, key.name, value);
                }
            }
        }
        text
    }

    /// Returns the resolved recipe as JSON: the document, where each value came from, and what the
    /// house demands.
    pub fn to_json(&self) -> Value {
        let origins: serde_json::Map<String, Value> =
            self.origins.iter().map(|(key, spot)| (key.clone(), shown(spot).into())).collect();
        let files: serde_json::Map<String, Value> = self
            .files()
            .iter()
            .map(|(file, named)| {
                let entry = json!({ "digest": named.digest, "size": named.size });
                (file.to_string(), entry)
            })
            .collect();
        json!({
            "schema": 1,
            "recipe": self.value(),
            "origins": origins,
            "files": files,
            "rules": self.rules(),
        })
    }

    fn write_entry(&self, text: &mut String, depth: usize, name: &str, path: &str, value: &Value) {
        let indent = "  ".repeat(depth);
        let _ = write!(text, "{indent}{}:", scalar(&Value::from(name)));
        self.write_value(text, depth, path, value);
    }

    /// Writes a value after its key or its dash, with the line feed.
    fn write_value(&self, text: &mut String, depth: usize, path: &str, value: &Value) {
        match value {
            Value::Array(elements) if !elements.is_empty() => {
                text.push('\n');
                for (index, element) in elements.iter().enumerate() {
                    let _ = write!(text, "{}-", "  ".repeat(depth + 1));
                    let path = format!("{path}[{index}]");
                    self.write_value(text, depth + 1, &path, element);
                }
            }
            Value::Object(entries) if !entries.is_empty() => {
                text.push('\n');
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by_key(|(name, _)| *name);
                for (name, value) in entries {
                    self.write_entry(text, depth + 1, name, &join(path, name), value);
                }
            }
            value => {
                let _ = write!(text, " {}", scalar(value));
                if let Some(spot) = self.origins.get(path) {
                    let _ = write!(text, "  # {}", shown(spot));
                }
                text.push('\n');
            }
        }
    }
}

fn shown(spot: &Spot) -> String {
    match spot.line {
        0 => spot.document.file.clone(),
        line => format!("{}:{line}", spot.document.file),
    }
}

/// Writes a scalar or an empty collection so that YAML reads the same value again.
fn scalar(value: &Value) -> String {
    let Value::String(text) = value else {
        return value.to_string();
    };
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+".contains(c))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n"
        );
    // A text of JSON is a text of YAML in double quotes.
    if plain { text.clone() } else { value.to_string() }
}
