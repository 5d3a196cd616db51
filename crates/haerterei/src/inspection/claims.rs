// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What an image says of its own configuration: the label `haerterei.contract`.
//!
//! It is a stranger's text. What does not have the form is passed over, what has it is shown as a
//! claim.

use std::collections::BTreeMap;

use haerterei_texts::Language;
use serde::Serialize;
use serde_json::Value;

/// The label that holds the contract as JSON (room `build`, `contract`).
const LABEL: &str = "haerterei.contract";
/// The most lines that are taken from a section.
const MOST: usize = 500;

/// What is documented, section by section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Claims {
    /// In the order in which they are shown.
    pub(crate) sections: Vec<Section>,
}

/// One kind of configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Section {
    /// The key in the contract, as `environment`.
    pub(crate) name: &'static str,
    pub(crate) lines: Vec<Claim>,
}

/// One thing that can be configured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Claim {
    /// A variable, a path, a port.
    pub(crate) what: String,
    /// The meaning by language code.
    pub(crate) meaning: BTreeMap<String, String>,
    pub(crate) required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) example: Option<String>,
}

/// The sections of the contract and what names a line in each.
const SECTIONS: [(&str, &[&str]); 7] = [
    ("environment", &["name"]),
    ("ports", &["port", "protocol"]),
    ("configuration-files", &["path"]),
    ("writable-paths", &["path"]),
    ("volumes", &["path"]),
    ("outgoing-connections", &["port", "protocol"]),
    ("replaced-settings", &["name"]),
];

impl Claims {
    /// Reads the claims from an image's labels.
    pub(crate) fn of(labels: &BTreeMap<String, String>) -> Self {
        labels.get(LABEL).map(|contract| Self::of_contract(contract)).unwrap_or_default()
    }

    /// Reads the claims from a contract.
    pub(crate) fn of_contract(contract: &str) -> Self {
        let Ok(contract) = serde_json::from_str::<Value>(contract) else {
            return Self::default();
        };
        let sections = SECTIONS
            .into_iter()
            .filter_map(|(name, names)| {
                let lines: Vec<Claim> = match contract.get(name)? {
                    Value::Array(lines) => lines
                        .iter()
                        .take(MOST)
                        .filter_map(|line| Claim::of(named(line, names)?, line))
                        .collect(),
                    Value::Object(lines) => lines
                        .iter()
                        .take(MOST)
                        .filter_map(|(name, line)| Claim::of(name.clone(), line))
                        .collect(),
                    _ => return None,
                };
                (!lines.is_empty()).then_some(Section { name, lines })
            })
            .collect();
        Self { sections }
    }
}

/// Puts together what names a line: `8080/tcp`.
fn named(line: &Value, names: &[&str]) -> Option<String> {
    let parts: Vec<String> =
        names.iter().filter_map(|name| line.get(*name).and_then(scalar)).collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Reads a text in one language or in several.
fn texts(value: Option<&Value>) -> BTreeMap<String, String> {
    match value {
        Some(Value::String(text)) => [("en".to_owned(), text.clone())].into(),
        Some(Value::Object(texts)) => texts
            .iter()
            .filter_map(|(code, text)| Some((code.clone(), text.as_str()?.to_owned())))
            .collect(),
        _ => BTreeMap::new(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

impl Claim {
    fn of(what: String, line: &Value) -> Option<Self> {
        let line = line.as_object()?;
        let text = |name: &str| line.get(name).and_then(scalar);
        // What a connection leads to has a text of its own, before what it is for.
        let mut meaning = texts(line.get("what"));
        for (code, text) in texts(line.get("meaning")) {
            match meaning.get_mut(&code) {
                Some(what) => *what = format!("{what}: {text}"),
                None => {
                    meaning.insert(code, text);
                }
            }
        }
        Some(Self {
            what,
            meaning,
            required: line.get("required").and_then(Value::as_bool).unwrap_or_default(),
            // What stands for a value: what to use instead of a setting, how large a folder grows.
            value: text("value").or_else(|| text("instead")).or_else(|| text("size")),
            default: text("default"),
            example: text("example"),
        })
    }

    /// Returns the meaning in a language, or in whatever language there is.
    pub(crate) fn meaning(&self, language: Language) -> Option<&str> {
        self.meaning
            .get(language.code())
            .or_else(|| self.meaning.values().next())
            .map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(contract: &str) -> Claims {
        Claims::of(&[(LABEL.to_owned(), contract.to_owned())].into())
    }

    #[test]
    fn a_contract_is_read_section_by_section() {
        let claims = of(r#"{"version": 1,
            "ports": [{"port": 8080, "protocol": "tcp", "meaning": {"de": "Web", "en": "Web"}}],
            "environment": {"TZ": {"default": "UTC", "meaning": {"de": "Zone"}}}}"#);
        assert_eq!(claims.sections.len(), 2);
        assert_eq!(claims.sections[1].lines[0].what, "8080/tcp");
        let zone = &claims.sections[0].lines[0];
        assert_eq!((zone.what.as_str(), zone.default.as_deref()), ("TZ", Some("UTC")));
        assert_eq!(zone.meaning(Language::English), Some("Zone"));
    }

    #[test]
    fn connections_and_replaced_settings_say_what_they_are() {
        let claims = of(r#"{"outgoing-connections": [{"port": 5432, "protocol": "tcp",
              "what": {"en": "Database", "de": "Datenbank"}, "meaning": {"en": "orders"}}],
            "replaced-settings": [{"name": "JAVA_OPTS", "instead": "JAVA_TOOL_OPTIONS"}]}"#);
        let connection = &claims.sections[0].lines[0];
        assert_eq!(connection.what, "5432/tcp");
        assert_eq!(connection.meaning(Language::English), Some("Database: orders"));
        assert_eq!(connection.meaning(Language::German), Some("Datenbank"));
        let replaced = &claims.sections[1].lines[0];
        assert_eq!(replaced.value.as_deref(), Some("JAVA_TOOL_OPTIONS"));
    }

    #[test]
    fn what_has_not_the_form_is_passed_over() {
        for bad in
            ["", "[]", "{\"ports\": 1}", "{\"ports\": [1, {}]}", "{\"environment\": {\"A\": 1}}"]
        {
            assert_eq!(of(bad), Claims::default(), "{bad}");
        }
    }
}
