// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Putting a decision into a document that people keep: nothing that stands there is lost, neither a
//! comment nor an order nor a way to write.
//!
//! YAML is added to as text, and the result is read again: it has to say what the document said
//! before, and the new decision, and nothing else. JSON has no comments and is written anew.

use std::collections::BTreeSet;

use super::document::{DECISIONS_VERSION, Decisions};
use super::error::DecisionError;
use super::model::{Decision, Evidence, RiskDecision, Role};
use super::scope::Scope;
use crate::status::{Circumstance, Justification};

/// What is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addition {
    /// Whether a weakness applies.
    Decision(Box<Decision>),
    /// Who bears one that does.
    Risk(Box<RiskDecision>),
}

impl Addition {
    /// Returns its name.
    pub fn id(&self) -> &str {
        match self {
            Self::Decision(decision) => &decision.id,
            Self::Risk(decision) => &decision.id,
        }
    }

    /// Returns the key of the list in which it stands.
    const fn key(&self) -> &'static str {
        match self {
            Self::Decision(_) => "decisions",
            Self::Risk(_) => "risk-decisions",
        }
    }

    /// Returns it as an item of a list in YAML, without indentation, each line with a line feed.
    pub fn to_yaml(&self) -> String {
        match self {
            Self::Decision(decision) => decision_lines(decision),
            Self::Risk(decision) => risk_lines(decision),
        }
    }
}

/// Returns a name for a decision about a weakness that none of a document has yet.
pub fn free_name(decisions: &Decisions, wanted: &str) -> String {
    let mut name = String::new();
    for character in wanted.to_lowercase().chars() {
        let is_plain = character.is_ascii_alphanumeric() || character == '.';
        match (is_plain, name.ends_with('-')) {
            (true, _) => name.push(character),
            (false, false) if !name.is_empty() => name.push('-'),
            _ => {}
        }
    }
    let name: String = name.trim_matches('-').chars().take(120).collect();
    let name = if name.is_empty() { "decision".to_owned() } else { name };
    let decided = decisions.decisions.iter().map(|it| it.id.as_str());
    let taken: BTreeSet<&str> =
        decided.chain(decisions.risk_decisions.iter().map(|it| it.id.as_str())).collect();
    if !taken.contains(name.as_str()) {
        return name;
    }
    // One of so many numbers is free.
    (2..=taken.len() + 2)
        .map(|number| format!("{name}-{number}"))
        .find(|name| !taken.contains(name.as_str()))
        .unwrap_or(name)
}

/// Returns the text of a document with one decision more; of an empty text a new document.
///
/// # Errors
///
/// What [`Decisions::parse`] refuses, before or after; and [`DecisionError::NotAppendable`] for a
/// document that is written so that nothing can be added to its text.
pub fn append(text: &str, addition: &Addition) -> Result<String, DecisionError> {
    let is_new = is_blank(text);
    let mut wanted = if is_new {
        Decisions { version: DECISIONS_VERSION, ..Decisions::default() }
    } else {
        Decisions::parse(text)?
    };
    match addition {
        Addition::Decision(decision) => wanted.decisions.push(decision.as_ref().clone()),
        Addition::Risk(decision) => wanted.risk_decisions.push(decision.as_ref().clone()),
    }
    let written = if text.trim_start().starts_with('{') {
        wanted.to_json()
    } else {
        let start = if is_new {
            format!("{}version: {DECISIONS_VERSION}\n", with_line_feed(text))
        } else {
            text.to_owned()
        };
        added(&start, addition)?
    };
    if Decisions::parse(&written)? == wanted {
        Ok(written)
    } else {
        Err(DecisionError::NotAppendable)
    }
}

/// Returns whether a text says nothing: lines without anything, and comments.
fn is_blank(text: &str) -> bool {
    text.lines().all(|line| {
        let line = line.trim_start_matches('\u{feff}').trim();
        line.is_empty() || line.starts_with('#') || line == "---"
    })
}

fn with_line_feed(text: &str) -> String {
    let needs_one = !text.is_empty() && !text.ends_with('\n');
    if needs_one { format!("{text}\n") } else { text.to_owned() }
}

/// Adds an item to its list, which is begun if it is not there.
fn added(text: &str, addition: &Addition) -> Result<String, DecisionError> {
    let is_windows = text.contains("\r\n");
    let lines: Vec<&str> = text.lines().collect();
    let key = format!("{}:", addition.key());
    let place = lines.iter().position(|line| {
        line.strip_prefix(&key).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    });
    let item = addition.to_yaml();
    let mut out: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    match place {
        None => {
            out.push(key);
            out.extend(indented(&item, 2));
        }
        Some(place) => {
            let (value, comment) = value_and_comment(lines[place].get(key.len()..).unwrap_or(""));
            match value {
                "" => {}
                "[]" => {
                    let comment = comment.map(|text| format!(" {text}")).unwrap_or_default();
                    out[place] = format!("{key}{comment}");
                }
                _ => return Err(DecisionError::NotAppendable),
            }
            let below = lines.get(place + 1..).unwrap_or_default();
            let is_within = |line: &&str| {
                line.is_empty() || line.starts_with([' ', '\t', '#', '\r']) || is_item(line)
            };
            let length = below.iter().take_while(|line| is_within(line)).count();
            let section = below.get(..length).unwrap_or_default();
            // What stands behind the last item, at the beginning of its lines, belongs to what follows.
            let kept = section
                .iter()
                .rposition(|line| !line.trim().is_empty() && !line.starts_with('#'))
                .map_or(0, |last| last + 1);
            let depth = section
                .iter()
                .find(|line| is_item(line.trim_start()))
                .map_or(2, |line| line.len() - line.trim_start().len());
            let at = place + 1 + kept;
            out.splice(at..at, indented(&item, depth));
        }
    }
    let end = if is_windows { "\r\n" } else { "\n" };
    Ok(out.into_iter().map(|line| line + end).collect())
}

/// Returns whether a line begins an item of a list.
fn is_item(line: &str) -> bool {
    line.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Splits what stands behind a key into its value and a comment.
fn value_and_comment(rest: &str) -> (&str, Option<&str>) {
    let rest = rest.trim();
    if rest.starts_with('#') {
        return ("", Some(rest));
    }
    match rest.split_once(" #") {
        Some((value, _)) => (value.trim(), rest.get(value.len() + 1..)),
        None => (rest, None),
    }
}

fn indented(item: &str, depth: usize) -> impl Iterator<Item = String> {
    item.lines().map(move |line| format!("{:depth$}{line}", ""))
}

fn decision_lines(decision: &Decision) -> String {
    let mut lines = Lines::new(&decision.id);
    lines.scope(&decision.scope);
    lines.pair("status", decision.status.open_vex());
    lines.maybe("justification", decision.justification.map(Justification::as_str));
    lines.maybe("circumstance", decision.circumstance.map(Circumstance::as_str));
    lines.maybe("statement", decision.statement.as_deref().map(scalar));
    let grade = serde_json::to_value(decision.grade).unwrap_or_default();
    lines.pair("grade", grade.as_str().unwrap_or_default());
    if !decision.evidence.is_empty() {
        lines.line("evidence:");
        for Evidence { found, repeat } in &decision.evidence {
            lines.line(&format!("  - found: {}", scalar(found)));
            if let Some(repeat) = repeat {
                lines.line(&format!("    repeat: {}", scalar(repeat)));
            }
        }
    }
    if !decision.invalidated_by.is_empty() {
        lines.line("invalidated-by:");
        for what in &decision.invalidated_by {
            lines.line(&format!("  - {}", scalar(what)));
        }
    }
    lines.role("by", &decision.by);
    lines.pair("decided", &decision.decided.to_string());
    lines.maybe("expires", decision.expires.map(|it| it.to_string()));
    lines.0
}

fn risk_lines(decision: &RiskDecision) -> String {
    let mut lines = Lines::new(&decision.id);
    lines.scope(&decision.scope);
    lines.role("owner", &decision.owner);
    lines.pair("reason", &scalar(&decision.reason));
    lines.maybe("compensating-measure", decision.compensating_measure.as_deref().map(scalar));
    lines.pair("decided", &decision.decided.to_string());
    lines.pair("until", &decision.until.to_string());
    lines.0
}

/// The lines of an item.
struct Lines(String);

impl Lines {
    fn new(id: &str) -> Self {
        Self(format!("- id: {}\n", scalar(id)))
    }

    fn line(&mut self, text: &str) {
        self.0.push_str("  ");
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn pair(&mut self, key: &str, value: &str) {
        self.line(&format!("{key}: {value}"));
    }

    fn maybe(&mut self, key: &str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.pair(key, value.as_ref());
        }
    }

    fn list(&mut self, key: &str, values: &[String]) {
        if let [one] = values {
            self.line(&format!("{key}: [{}]", in_brackets(one)));
        } else if !values.is_empty() {
            self.line(&format!("{key}:"));
            for value in values {
                self.line(&format!("  - {}", scalar(value)));
            }
        }
    }

    fn scope(&mut self, scope: &Scope) {
        let texts = |values: &mut dyn Iterator<Item = String>| values.collect::<Vec<_>>();
        self.list("weaknesses", &texts(&mut scope.weaknesses.iter().cloned()));
        self.list("components", &texts(&mut scope.components.iter().map(ToString::to_string)));
        self.list("images", &texts(&mut scope.images.iter().map(ToString::to_string)));
    }

    fn role(&mut self, key: &str, role: &Role) {
        let name = role.name.as_deref().map(|name| format!(", name: {}", in_brackets(name)));
        self.line(&format!(
            "{key}: {{ role: {}, organisation: {}{} }}",
            in_brackets(&role.role),
            in_brackets(&role.organisation),
            name.unwrap_or_default()
        ));
    }
}

/// Writes a text so that YAML reads it as that text.
fn scalar(text: &str) -> String {
    quoted_unless(text, |character| " _-./@+,;()'=?!%".contains(character))
}

/// Writes a text inside brackets or braces, where commas separate.
fn in_brackets(text: &str) -> String {
    quoted_unless(text, |character| " _-./".contains(character))
}

/// Leaves a text as it is if it begins with a letter and has only letters, figures and what is
/// allowed beside them; all else, and words that mean something else, stand in quotes.
fn quoted_unless(text: &str, allowed: impl Fn(char) -> bool) -> String {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    let is_plain = text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(|it| it.is_alphanumeric() || allowed(it));
    if is_plain && !is_word {
        return text.to_owned();
    }
    // A text in JSON is one in YAML (YAML 1.2.2, section 1.3), as long as it holds nothing that only
    // YAML takes for a line break.
    let mut quoted = serde_json::to_string(text).unwrap_or_default();
    for (character, escape) in [
        ('\u{85}', "\\u0085"),
        ('\u{2028}', "\\u2028"),
        ('\u{2029}', "\\u2029"),
        ('\u{feff}', "\\ufeff"),
        ('\u{7f}', "\\u007f"),
    ] {
        quoted = quoted.replace(character, escape);
    }
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::document::tests::EXAMPLE;
    use super::*;
    use crate::decision::{Grade, ImagePattern};
    use crate::status::Status;

    fn decision(id: &str) -> Decision {
        Decision {
            id: id.to_owned(),
            scope: Scope {
                weaknesses: BTreeSet::from(["CVE-2024-0001".to_owned()]),
                components: BTreeSet::from([
                    serde_json::from_value("pkg:deb/debian/tar".into()).unwrap()
                ]),
                images: BTreeSet::from([ImagePattern::Name("registry.example/base/*".to_owned())]),
            },
            status: Status::NotAffected,
            justification: Some(Justification::VulnerableCodeNotPresent),
            circumstance: None,
            statement: Some("Nobody calls it: see #12.".to_owned()),
            grade: Grade::ConfirmedIndication,
            evidence: vec![Evidence {
                found: "no file".to_owned(),
                repeat: Some("haerterei inspect IMAGE --path '**'".to_owned()),
            }],
            invalidated_by: vec!["a package that brings it".to_owned()],
            by: Role {
                role: "image owner".to_owned(),
                organisation: "Amt, Abteilung 3".to_owned(),
                name: None,
            },
            decided: "2026-11-01".parse().unwrap(),
            expires: Some("2027-11-01".parse().unwrap()),
        }
    }

    fn addition(id: &str) -> Addition {
        Addition::Decision(Box::new(decision(id)))
    }

    fn risk(id: &str) -> Addition {
        Addition::Risk(Box::new(RiskDecision {
            id: id.to_owned(),
            scope: decision(id).scope,
            owner: decision(id).by,
            reason: "yes".to_owned(),
            compensating_measure: Some("Read-only.".to_owned()),
            decided: "2026-11-01T10:00:00Z".parse().unwrap(),
            until: "2027-01-31".parse().unwrap(),
        }))
    }

    #[test]
    fn a_new_document_begins_with_its_version() {
        let text = append("# Ours.\n", &addition("one")).unwrap();
        assert_eq!(
            text,
            r#"# Ours.
version: 1
decisions:
  - id: one
    weaknesses: [CVE-2024-0001]
    components: ["pkg:deb/debian/tar"]
    images: ["registry.example/base/*"]
    status: not_affected
    justification: vulnerable_code_not_present
    statement: "Nobody calls it: see #12."
    grade: confirmed-indication
    evidence:
      - found: no file
        repeat: "haerterei inspect IMAGE --path '**'"
    invalidated-by:
      - a package that brings it
    by: { role: image owner, organisation: "Amt, Abteilung 3" }
    decided: 2026-11-01
    expires: 2027-11-01
"#
        );
        let both = append(&text, &risk("two")).unwrap();
        assert!(both.starts_with(&text), "{both}");
        assert!(both.contains("    reason: \"yes\"\n"), "{both}");
    }

    #[test]
    fn every_line_that_stands_there_stays() {
        let commented = EXAMPLE.replacen(
            "decisions:\n",
            "decisions: # reviewed every month\n  # the oldest first\n",
            1,
        );
        let commented = commented.replacen(
            "    expires: 2027-05-31\n",
            "    expires: 2027-05-31\n    # ask the vendor again\n\n# What we bear.\n",
            1,
        );
        for (text, addition) in [
            (commented.as_str(), addition("new")),
            (commented.as_str(), risk("new")),
            (EXAMPLE, addition("new")),
        ] {
            let written = append(text, &addition).unwrap();
            let mut kept = written.lines();
            for line in text.lines() {
                assert!(kept.any(|it| it == line), "{line:?} is lost:\n{written}");
            }
            assert!(written.contains("- id: new\n"));
        }
        let written = append(&commented, &addition("new")).unwrap();
        let at = |text: &str| written.find(text).unwrap();
        assert!(at("# ask the vendor again") < at("id: new"), "{written}");
        assert!(at("id: new") < at("# What we bear."), "{written}");
    }

    #[test]
    fn ways_to_write_lists_are_followed() {
        let flat = "version: 1\r\nrisk-decisions: []  # none yet\r\ndecisions: []\r\n";
        let one = append(flat, &risk("r")).unwrap();
        assert!(one.contains("risk-decisions: # none yet\r\n  - id: r\r\n"), "{one:?}");
        assert!(!one.replace("\r\n", "").contains('\n'));
        let two = append(&one, &addition("d")).unwrap();
        assert_eq!(Decisions::parse(&two).unwrap().decisions.len(), 1);
        // Items at the beginning of the line, and a last line without an end.
        let item = addition("x").to_yaml();
        let unindented = format!("version: 1\ndecisions:\n{}", item.trim_end());
        let three = append(&unindented, &addition("other")).unwrap();
        assert!(three.contains("\n- id: other\n"), "{three}");
        let json = Decisions::parse(&three).unwrap().to_json();
        let four = append(&json, &addition("z")).unwrap();
        assert_eq!(Decisions::parse(&four).unwrap().decisions.len(), 3);
    }

    #[test]
    fn what_cannot_be_added_to_is_refused() {
        let item = "{ id: a, weaknesses: [X], status: fixed, grade: opinion, by: { role: r, organisation: o }, decided: 2026-01-01, expires: 2027-01-01 }";
        for text in [
            format!("version: 1\ndecisions: [ {item} ]\n"),
            format!("version: 1\n\"decisions\":\n  - {item}\n"),
        ] {
            assert!(Decisions::parse(&text).is_ok(), "{text}");
            assert!(append(&text, &addition("b")).is_err(), "{text}");
        }
        let text = append("", &addition("one")).unwrap();
        assert!(matches!(append(&text, &addition("one")), Err(DecisionError::SameName { .. })));
        let mut without_end = decision("one");
        without_end.expires = None;
        let without_end = Addition::Decision(Box::new(without_end));
        assert!(matches!(append("", &without_end), Err(DecisionError::Incomplete { .. })));
        assert!(append("version: 2\n", &addition("one")).is_err());
    }

    #[test]
    fn names_are_free() {
        let mut decisions = Decisions::default();
        assert_eq!(free_name(&decisions, "CVE-2024-1 (pkg:deb/x)"), "cve-2024-1-pkg-deb-x");
        assert_eq!(free_name(&decisions, "/"), "decision");
        decisions.decisions.push(decision("cve-1"));
        decisions.decisions.push(decision("cve-1-2"));
        assert_eq!(free_name(&decisions, "CVE-1"), "cve-1-3");
    }

    proptest! {
        #[test]
        fn whatever_is_said_is_read_again(text in "\\PC{0,40}", other in any::<String>()) {
            let mut wanted = decision("one");
            wanted.statement = Some(format!("x{text}"));
            wanted.by.role = format!("x{other}");
            wanted.invalidated_by = vec![text];
            let addition = Addition::Decision(Box::new(wanted.clone()));
            // What holds a character that is no text in YAML may be refused, never changed.
            if let Ok(written) = append("", &addition) {
                prop_assert_eq!(&Decisions::parse(&written).unwrap().decisions[0], &wanted);
            }
        }

        #[test]
        fn adding_is_total(text in ".{0,120}") {
            let _ = append(&text, &addition("one"));
        }
    }
}
