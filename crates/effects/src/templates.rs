// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Debconf templates (`debconf-devel(7)`): the answers that nobody gave.

use std::collections::BTreeMap;

/// The largest file we read, in bytes.
const MAX_TEMPLATES: usize = 16 * 1024 * 1024;

/// Answers that a `config` script computes in ways we do not follow, as an installation without a
/// person and without an earlier configuration finds them.
const COMPUTED: &[(&str, &str)] = &[("tzdata/Areas", "Etc"), ("tzdata/Zones/Etc", "UTC")];

/// Returns the answer to a question whose `config` script we cannot follow, if it is known
/// nevertheless.
pub(crate) fn computed(question: &str) -> Option<&'static str> {
    COMPUTED.iter().find(|(known, _)| *known == question).map(|(_, answer)| *answer)
}

/// Returns the default answer of each question; a question without one has an empty answer.
pub(crate) fn defaults(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut defaults = BTreeMap::new();
    if bytes.len() > MAX_TEMPLATES {
        return defaults;
    }
    let mut question: Option<String> = None;
    for line in String::from_utf8_lossy(bytes).lines() {
        if line.trim().is_empty() {
            question = None;
        } else if let Some(name) = line.strip_prefix("Template:") {
            let name = name.trim().to_owned();
            defaults.insert(name.clone(), String::new());
            question = Some(name);
        } else if let Some(value) =
            line.strip_prefix("Default:").or_else(|| line.strip_prefix("_Default:"))
            && let Some(question) = &question
        {
            defaults.insert(question.clone(), value.trim().to_owned());
        }
    }
    defaults
}

/// Returns whether a `config` script may answer questions by itself.
pub(crate) fn sets_answers(config: &[u8]) -> bool {
    let text = String::from_utf8_lossy(config);
    // Any program but a shell script may do so in ways we do not see.
    let shell = text.is_empty() || text.starts_with("#!/bin/sh") || text.starts_with("#! /bin/sh");
    !shell || text.contains("db_set") || text.contains("SET ") || text.contains("dbc_go")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_the_defaults() {
        let templates = b"Template: a/one\nType: boolean\nDefault: true\nDescription: x\n\nTemplate: a/two\nType: string\n";
        let defaults = defaults(templates);
        assert_eq!(defaults["a/one"], "true");
        assert_eq!(defaults["a/two"], "");
        assert!(!sets_answers(b"#!/bin/sh\ndb_input low a/one || true\n"));
        assert!(sets_answers(b"#!/bin/sh\ndb_set a/one false\n"));
        assert!(sets_answers(b"#!/usr/bin/perl\n"));
    }
}
