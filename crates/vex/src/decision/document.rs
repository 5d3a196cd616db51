// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The document in which decisions stand: YAML or JSON, with a schema.

use std::collections::BTreeSet;

use haerterei_ground::yaml_options;
use serde::{Deserialize, Serialize};

use super::error::{DecisionError, Fault};
use super::model::{Decision, Grade, RiskDecision, Role};
use super::scope::Scope;
use crate::status::Status;

/// The version of the document's form.
pub const DECISIONS_VERSION: u32 = 1;

/// The JSON Schema (draft 2020-12) of the document.
pub const SCHEMA: &str = include_str!("../../data/decisions.schema.json");

/// Bytes of a document.
const MAX_BYTES: u64 = 16 << 20;
/// Decisions of both kinds in a document.
const MAX_DECISIONS: usize = 20_000;
/// Characters of one text.
const MAX_TEXT: usize = 20_000;

/// Decisions of both kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Decisions {
    /// The version of this form.
    pub version: u32,
    /// Which weaknesses apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// Who bears those that do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risk_decisions: Vec<RiskDecision>,
}

impl Decisions {
    /// Reads a document: JSON if it begins with a brace, else YAML.
    pub fn parse(text: &str) -> Result<Self, DecisionError> {
        if text.len() as u64 > MAX_BYTES {
            return Err(DecisionError::TooLarge { limit: MAX_BYTES });
        }
        let decisions = if text.trim_start().starts_with('{') { json(text) } else { yaml(text) }?;
        decisions.check()?;
        Ok(decisions)
    }

    /// Puts the decisions of several documents together.
    pub fn join(documents: impl IntoIterator<Item = Self>) -> Result<Self, DecisionError> {
        let mut all = Self { version: DECISIONS_VERSION, ..Self::default() };
        for document in documents {
            all.decisions.extend(document.decisions);
            all.risk_decisions.extend(document.risk_decisions);
        }
        all.check()?;
        Ok(all)
    }

    /// Writes the document as JSON, which is YAML too, ending with a line feed; always the same
    /// bytes for the same decisions.
    pub fn to_json(&self) -> String {
        // Plain data with text keys always has a form in JSON.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    fn check(&self) -> Result<(), DecisionError> {
        if self.version != DECISIONS_VERSION {
            return Err(DecisionError::Version { version: self.version });
        }
        if self.decisions.len() + self.risk_decisions.len() > MAX_DECISIONS {
            return Err(DecisionError::TooMany { limit: MAX_DECISIONS });
        }
        let mut names = BTreeSet::new();
        let decided = self.decisions.iter().map(|it| (&it.id, fault(it)));
        let borne = self.risk_decisions.iter().map(|it| (&it.id, fault_of_risk(it)));
        for (id, fault) in decided.chain(borne) {
            if let Some(fault) = fault {
                let id = id.chars().take(80).collect();
                return Err(DecisionError::Incomplete { id, fault });
            }
            if !names.insert(id) {
                return Err(DecisionError::SameName { id: id.clone() });
            }
        }
        Ok(())
    }
}

fn json(text: &str) -> Result<Decisions, DecisionError> {
    serde_json::from_str(text).map_err(|error| DecisionError::Malformed {
        line: error.line() as u64,
        problem: shortened(&error.to_string()),
    })
}

fn yaml(text: &str) -> Result<Decisions, DecisionError> {
    serde_saphyr::from_str_with_options(text, yaml_options(32, 2_000_000)).map_err(|error| {
        let line = error.location().map_or(0, |location| location.line());
        let shown = error.without_snippet().to_string();
        DecisionError::Malformed { line, problem: shortened(&shown) }
    })
}

fn shortened(problem: &str) -> String {
    let first = problem.lines().next().unwrap_or_default();
    let first = first.split(" at line ").next().unwrap_or_default();
    first.chars().take(300).flat_map(char::escape_debug).collect()
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn is_too_long(text: &str) -> bool {
    text.len() > MAX_TEXT
}

fn fault_of_scope(id: &str, scope: &Scope) -> Option<Fault> {
    if is_blank(id) {
        return Some(Fault::NoName);
    }
    if scope.weaknesses.is_empty() || scope.weaknesses.iter().any(|name| is_blank(name)) {
        return Some(Fault::NoWeakness);
    }
    let names = scope.weaknesses.iter().any(|name| name.len() > 200) || id.len() > 200;
    names.then_some(Fault::TooLong)
}

fn is_nobody(role: &Role) -> bool {
    is_blank(&role.role) || is_blank(&role.organisation)
}

fn fault(decision: &Decision) -> Option<Fault> {
    if let Some(fault) = fault_of_scope(&decision.id, &decision.scope) {
        return Some(fault);
    }
    let statement = decision.statement.as_deref().filter(|text| !is_blank(text));
    let has_reason = decision.justification.is_some() || decision.circumstance.is_some();
    let texts = decision.statement.iter().chain(&decision.invalidated_by);
    let found = decision.evidence.iter().map(|it| &it.found);
    let is_backwards = decision.expires.is_some_and(|end| end.end() < decision.decided.start());
    let faults = [
        (is_nobody(&decision.by), Fault::Nobody),
        (
            decision.status == Status::NotAffected && !has_reason && statement.is_none(),
            Fault::NoReason,
        ),
        (decision.status != Status::NotAffected && has_reason, Fault::NeedlessReason),
        // OpenVEX and the minimum requirements for VEX demand it.
        (decision.status == Status::Affected && statement.is_none(), Fault::NoAction),
        (decision.grade != Grade::Opinion && decision.evidence.is_empty(), Fault::NoEvidence),
        (decision.grade != Grade::Proof && decision.expires.is_none(), Fault::NoExpiry),
        (is_backwards, Fault::Backwards),
        (texts.chain(found).any(|text| is_too_long(text)), Fault::TooLong),
    ];
    faults.into_iter().find_map(|(is_so, fault)| is_so.then_some(fault))
}

fn fault_of_risk(decision: &RiskDecision) -> Option<Fault> {
    if let Some(fault) = fault_of_scope(&decision.id, &decision.scope) {
        return Some(fault);
    }
    let faults = [
        (is_nobody(&decision.owner), Fault::Nobody),
        (is_blank(&decision.reason), Fault::NoReason),
        (decision.until.end() < decision.decided.start(), Fault::Backwards),
        (is_too_long(&decision.reason), Fault::TooLong),
    ];
    faults.into_iter().find_map(|(is_so, fault)| is_so.then_some(fault))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::status::Justification;

    pub(crate) const EXAMPLE: &str = r#"
version: 1
decisions:
  - id: zlib-minizip
    weaknesses: [CVE-2023-45853]
    components: ["pkg:deb/debian/zlib1g"]
    status: not_affected
    justification: vulnerable_code_not_present
    statement: MiniZip is not part of the package.
    grade: proof
    evidence:
      - found: no file named *minizip* in the image
        repeat: haerterei inspect IMAGE --path '**/*minizip*'
    invalidated-by: [a package that brings MiniZip]
    by: { role: image owner, organisation: Example Authority }
    decided: 2026-11-01
  - id: tar-old
    weaknesses: [CVE-2005-2541]
    images: ["registry.example/base/*"]
    status: affected
    statement: Extract as an unprivileged user only.
    grade: opinion
    by: { role: security officer, organisation: Example Authority, name: R. Muster }
    decided: 2026-11-01T10:00:00Z
    expires: 2027-05-31
risk-decisions:
  - id: risk-tar
    weaknesses: [CVE-2005-2541]
    owner: { role: head of operations, organisation: Example Authority }
    reason: Nobody extracts archives in these containers.
    compensating-measure: The root file system is read-only.
    decided: 2026-11-01
    until: 2027-05-31
"#;

    #[test]
    fn what_people_write_is_read_and_comes_back() {
        let decisions = Decisions::parse(EXAMPLE).unwrap();
        assert_eq!(decisions.decisions.len(), 2);
        let first = &decisions.decisions[0];
        assert_eq!(first.justification, Some(Justification::VulnerableCodeNotPresent));
        assert_eq!(first.grade, Grade::Proof);
        assert_eq!(
            decisions.decisions[1].by.shown(),
            "R. Muster, security officer, Example Authority"
        );
        assert_eq!(decisions.risk_decisions[0].until.to_string(), "2027-05-31");
        let json = decisions.to_json();
        assert_eq!(Decisions::parse(&json).unwrap(), decisions);
        assert_eq!(Decisions::parse(&json).unwrap().to_json(), json);
    }

    #[test]
    fn the_documentation_shows_what_is_read() {
        for name in ["decisions.md", "decisions.de.md"] {
            let file =
                std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
            let text = std::fs::read_to_string(file).unwrap();
            let example = text.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
            let decisions = Decisions::parse(example).unwrap();
            assert_eq!(
                (decisions.decisions.len(), decisions.risk_decisions.len()),
                (1, 1),
                "{name}"
            );
        }
    }

    #[test]
    fn the_schema_accepts_what_is_read_and_refuses_what_is_not() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let schema = jsonschema::draft202012::new(&schema).unwrap();
        let written = Decisions::parse(EXAMPLE).unwrap().to_json();
        let mut value: serde_json::Value = serde_json::from_str(&written).unwrap();
        let problems: Vec<String> = schema.iter_errors(&value).map(|it| it.to_string()).collect();
        assert!(problems.is_empty(), "{problems:#?}");
        value["decisions"][0]["status"] = "fine".into();
        assert!(!schema.is_valid(&value));
        value["decisions"][0]["status"] = "not_affected".into();
        value["decisions"][0]["surprise"] = true.into();
        assert!(!schema.is_valid(&value));
    }

    #[test]
    fn what_is_missing_is_named() {
        for (from, to, fault) in [
            ("id: zlib-minizip", "id: \" \"", Fault::NoName),
            ("[CVE-2023-45853]", "[]", Fault::NoWeakness),
            (
                "    justification: vulnerable_code_not_present\n    statement: MiniZip is not part of the package.\n",
                "",
                Fault::NoReason,
            ),
            ("status: not_affected", "status: fixed", Fault::NeedlessReason),
            ("    statement: Extract as an unprivileged user only.\n", "", Fault::NoAction),
            ("grade: opinion", "grade: confirmed-indication", Fault::NoEvidence),
            ("    expires: 2027-05-31\n", "", Fault::NoExpiry),
            ("expires: 2027-05-31", "expires: 2026-05-31", Fault::Backwards),
            ("until: 2027-05-31", "until: 2026-05-31", Fault::Backwards),
            ("role: image owner", "role: \"\"", Fault::Nobody),
            (
                "reason: Nobody extracts archives in these containers.",
                "reason: ''",
                Fault::NoReason,
            ),
        ] {
            let text = EXAMPLE.replacen(from, to, 1);
            assert_ne!(text, EXAMPLE, "{from}");
            match Decisions::parse(&text) {
                Err(DecisionError::Incomplete { fault: found, .. }) => assert_eq!(found, fault),
                other => panic!("{fault:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_not_a_document_of_decisions_is_refused_with_its_line() {
        for (from, to) in [
            ("    grade: proof\n", "    grade: certain\n"),
            ("    grade: proof\n", "    grade: proof\n    colour: red\n"),
            ("    grade: proof\n", "    grade: proof\n    grade: opinion\n"),
            ("    grade: proof\n", "    grade: [\n"),
            ("decided: 2026-11-01\n", "decided: yesterday\n"),
            ("pkg:deb/debian/zlib1g", "zlib1g"),
        ] {
            let error = Decisions::parse(&EXAMPLE.replacen(from, to, 1)).unwrap_err();
            assert!(matches!(error, DecisionError::Malformed { .. }), "{to}: {error:?}");
        }
        let error = Decisions::parse("{\"version\": 1,\n \"decisions\": 3}").unwrap_err();
        assert!(matches!(error, DecisionError::Malformed { line: 2, .. }), "{error:?}");
        let newer = EXAMPLE.replacen("version: 1", "version: 2", 1);
        assert_eq!(Decisions::parse(&newer), Err(DecisionError::Version { version: 2 }));
        let twice = EXAMPLE.replacen("id: tar-old", "id: risk-tar", 1);
        assert!(matches!(Decisions::parse(&twice), Err(DecisionError::SameName { .. })));
        let one = Decisions::parse(EXAMPLE).unwrap();
        let both = Decisions::join([one.clone(), one]);
        assert!(matches!(both, Err(DecisionError::SameName { .. })));
    }

    #[test]
    fn bounds_hold() {
        let huge = format!("version: 1\n#{}", "x".repeat(MAX_BYTES as usize));
        assert_eq!(Decisions::parse(&huge), Err(DecisionError::TooLarge { limit: MAX_BYTES }));
        let deep = format!("version: {}1{}", "[".repeat(5000), "]".repeat(5000));
        assert!(matches!(Decisions::parse(&deep), Err(DecisionError::Malformed { .. })));
        let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (one, next) in
            ["a", "b", "c", "d", "e", "f", "g", "h"].array_windows().map(|[a, b]| (a, b))
        {
            bomb.push_str(&format!("{next}: &{next} [{}]\n", vec![format!("*{one}"); 9].join(",")));
        }
        assert!(matches!(Decisions::parse(&bomb), Err(DecisionError::Malformed { .. })));
    }

    proptest! {
        #[test]
        fn reading_is_total(text in ".{0,200}") {
            let _ = Decisions::parse(&text);
        }

        #[test]
        fn a_damaged_document_never_panics(place in 0..EXAMPLE.len(), byte in any::<u8>()) {
            let mut bytes = EXAMPLE.as_bytes().to_vec();
            bytes[place] = byte;
            let _ = Decisions::parse(&String::from_utf8_lossy(&bytes));
        }
    }
}
