// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei scan`, over an inventory of one package and an index of two advisories.

use crate::context::TestContext;

/// The tiny image of `inspect` does not say of which system it is, so nobody could be asked.
const SBOM: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "components": [
    { "type": "operating-system", "name": "debian", "version": "13", "bom-ref": "os" },
    { "type": "library", "name": "tzdata", "version": "2026a-0+deb13u1", "bom-ref": "tz",
      "purl": "pkg:deb/debian/tzdata@2026a-0%2Bdeb13u1?arch=all&distro=debian-13" }
  ]
}"#;

const DEBIAN: &str = r#"{
  "tzdata": {
    "CVE-2024-0001": { "releases": { "trixie": { "status": "resolved", "repositories": { "trixie": "2026b-0+deb13u1" }, "fixed_version": "2026b-0+deb13u1", "urgency": "not yet assigned" } } },
    "CVE-2024-0002": { "releases": { "trixie": { "status": "open", "repositories": { "trixie": "2026b-0+deb13u1" }, "urgency": "low" } } }
  }
}"#;

const DECISIONS: &str = "version: 1
decisions:
  - id: no-parser
    weaknesses: [CVE-2024-0001]
    components: ['pkg:deb/debian/tzdata']
    status: not_affected
    justification: vulnerable_code_not_present
    grade: opinion
    by: { role: image owner, organisation: Example Authority }
    decided: 2026-01-01
    expires: 2099-01-01
risk-decisions:
  - id: unused
    weaknesses: [CVE-1999-0001]
    owner: { role: operations, organisation: Example Authority }
    reason: none
    decided: 2026-01-01
    until: 2099-01-01
";

pub(crate) fn text(context: &TestContext, call: &str) -> (Option<i32>, String) {
    let output = context.command(call).output().expect("the program runs");
    (output.status.code(), String::from_utf8(output.stdout).expect("text"))
}

pub(crate) fn json(context: &TestContext, call: &str) -> serde_json::Value {
    let (code, text) = text(context, call);
    assert_eq!(code, Some(0), "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let schema = context.command("schema scan").output().expect("the program runs");
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let faults: Vec<String> = validator.iter_errors(&value).map(|one| one.to_string()).collect();
    assert_eq!(faults, [""; 0]);
    value
}

pub(crate) fn with_index() -> TestContext {
    with_index_of(DEBIAN)
}

/// Returns a place with an index of what Debian's tracker says, and an inventory.
pub(crate) fn with_index_of(tracker: &str) -> TestContext {
    let context = TestContext::new();
    context.write("image.cdx.json", SBOM);
    context.write("tracker.json", tracker);
    let output = context
        .command("advisories import --source debian=tracker.json")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    context
}

#[test]
fn without_a_source_a_scan_says_that_nothing_is_known() {
    let context = TestContext::new();
    context.write("image.cdx.json", SBOM);
    let (code, shown) = text(&context, "scan image.cdx.json --no-archive");
    assert_eq!(code, Some(0));
    assert!(shown.contains("debian:13: no source is loaded"), "{shown}");
    assert!(shown.contains("Nothing is known that can be acted on today"), "{shown}");
    let value = json(&context, "scan image.cdx.json --no-archive --format json");
    assert_eq!(value["counts"]["incomplete"], true);
    assert_eq!(value["index"], serde_json::Value::Null);
}

#[test]
fn findings_are_shown_and_decisions_close_them() {
    let context = with_index();
    let call = "scan image.cdx.json";
    let (_, shown) = text(&context, call);
    assert!(shown.contains("CVE-2024-0001"), "{shown}");
    assert!(shown.contains("tzdata   2026a-0+deb13u1 → 2026b-0+deb13u1"), "{shown}");
    // What nobody can do anything about is counted, and shown on request.
    assert!(!shown.contains("CVE-2024-0002"), "{shown}");
    assert!(text(&context, &format!("{call} --all")).1.contains("CVE-2024-0002"));
    let (_, german) = text(&context, &format!("{call} --all --lang de"));
    assert!(german.contains("betroffen, Korrektur verfügbar"), "{german}");
    context.write("decisions.yaml", DECISIONS);
    let value = json(&context, &format!("{call} --decisions decisions.yaml --format json"));
    assert_eq!(value["counts"]["closed"], 1);
    assert_eq!(value["counts"]["states"]["affected-without-fix"], 1);
    assert_eq!(value["notices"][0]["kind"], "risk-unused");
    let closed = value["findings"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&closed["state"], &closed["by-sources"]),
        (&"not-affected".into(), &"affected-with-fix".into())
    );
    assert_eq!(closed["decided"]["ground"]["id"], "no-parser");
}

#[test]
fn an_inventory_of_anybody_is_scanned_and_vex_is_heard() {
    let context = with_index();
    let value = json(&context, "scan image.cdx.json --format json");
    assert_eq!(value["counts"]["open"], 2);
    let vex = |author: &str, status: &str| {
        format!(
            r#"{{"@context":"https://openvex.dev/ns/v0.2.0","author":"{author}","timestamp":"2026-01-01T00:00:00Z","statements":[{{"vulnerability":{{"name":"CVE-2024-0002"}},"products":[{{"@id":"pkg:deb/debian/tzdata"}}],"status":"{status}","impact_statement":"x","action_statement":"y"}}]}}"#
        )
    };
    context.write("one.json", &vex("one", "not_affected"));
    context.write("two.json", &vex("two", "affected"));
    let value = json(&context, "scan image.cdx.json --vex one.json --format json");
    assert_eq!((&value["counts"]["open"], &value["counts"]["closed"]), (&1.into(), &1.into()));
    let value = json(&context, "scan image.cdx.json --vex one.json --vex two.json --format json");
    assert_eq!((&value["counts"]["open"], &value["counts"]["disputed"]), (&2.into(), &1.into()));
    let (code, _) = text(&context, "scan image.cdx.json --vex tracker.json");
    assert_eq!(code, Some(2));
}
