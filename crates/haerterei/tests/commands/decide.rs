// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei decide` and `haerterei vex`: what is decided once closes a finding here and for others.

use haerterei_testkit::registry::{FakeRegistry, Ways};
use insta::assert_snapshot;

use crate::context::TestContext;
use crate::images::{self, DEBIAN, package};
use crate::scan::{json, text, with_index};

const ADD: &str = "decide d.yaml --weakness CVE-2024-0001 --component pkg:deb/debian/tzdata --status not_affected --justification vulnerable_code_not_present --role owner --organisation Amt --expires 2027-01-01";
const RISK: &str = "decide risk d.yaml --weakness CVE-2024-0002 --reason Small. --measure Read-only. --until 2026-06-30 --role head --organisation Amt";
const SAY: &str = "--author Amt --namespace https://security.example.org";

fn read(context: &TestContext, file: &str) -> String {
    std::fs::read_to_string(context.path(file)).expect("a file")
}

#[test]
fn a_decision_is_added_and_closes_a_finding() {
    let context = with_index();
    let (code, said) = text(&context, ADD);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_snapshot!(read(&context, "d.yaml"), @r#"
    version: 1
    decisions:
      - id: cve-2024-0001-tzdata
        weaknesses: [CVE-2024-0001]
        components: ["pkg:deb/debian/tzdata"]
        status: not_affected
        justification: vulnerable_code_not_present
        grade: opinion
        by: { role: owner, organisation: Amt }
        decided: 2026-01-01
        expires: 2027-01-01
    "#);
    assert_eq!(text(&context, RISK).0, Some(0));
    let value = json(&context, "scan image.cdx.json --decisions d.yaml --format json");
    let counts = &value["counts"];
    // Who bears a risk closes nothing; both are counted.
    assert_eq!(
        (&counts["open"], &counts["closed"], &counts["borne"]),
        (&1.into(), &1.into(), &1.into())
    );
    assert_eq!(value["notices"], serde_json::json!([]));
    assert_snapshot!(context.run("decide list d.yaml"), @r"
    exit code 0
    --- output
    Name                  Weakness       Says          Until       By          Components
    cve-2024-0001-tzdata  CVE-2024-0001  not_affected  2027-01-01  owner, Amt  pkg:deb/debian/tzdata
    cve-2024-0002         CVE-2024-0002  borne         2026-06-30  head, Amt   all
    --- talk
    ");
}

#[test]
fn what_people_wrote_stays_and_what_is_refused_changes_nothing() {
    let context = with_index();
    let theirs = "# Ours, reviewed monthly.\nversion: 1\n\n# None yet.\ndecisions: []\n";
    context.write("d.yaml", theirs);
    // Without an end, and without a reason.
    for call in [
        ADD.replace(" --expires 2027-01-01", ""),
        ADD.replace(" --justification vulnerable_code_not_present", ""),
        ADD.replace("2027-01-01", "2025-01-01"),
    ] {
        assert_eq!(text(&context, &call).0, Some(2), "{call}");
        assert_eq!(read(&context, "d.yaml"), theirs);
    }
    let (code, shown) = text(&context, &format!("{ADD} --dry-run"));
    assert_eq!((code, read(&context, "d.yaml").as_str()), (Some(0), theirs));
    assert!(shown.starts_with("- id: cve-2024-0001-tzdata\n"), "{shown}");
    assert_eq!(text(&context, ADD).0, Some(0));
    let written = read(&context, "d.yaml");
    assert!(
        written.starts_with(
            "# Ours, reviewed monthly.\nversion: 1\n\n# None yet.\ndecisions:\n  - id: "
        ),
        "{written}"
    );
    context.write("flow.yaml", "version: 1\ndecisions: [ ]\nrisk-decisions: [ ]\n");
    let refused = context.run(&ADD.replace("d.yaml", "flow.yaml"));
    assert!(refused.starts_with("exit code 2"), "{refused}");
    assert!(refused.contains("vex-decisions-not-appendable"), "{refused}");
}

#[test]
fn two_at_once_lose_nothing() {
    let context = TestContext::new();
    let mut children: Vec<_> = (0..12)
        .map(|number| {
            let call = format!("{ADD} --id d{number}");
            context.command(&call).spawn().expect("the program runs")
        })
        .collect();
    for child in &mut children {
        assert!(child.wait().expect("it ends").success());
    }
    let (code, list) = text(&context, "decide list d.yaml --format json");
    assert_eq!(code, Some(0), "{list}");
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list["decisions"].as_array().unwrap().len(), 12);
    // Nothing half-written lies beside it.
    let names: Vec<_> = std::fs::read_dir(context.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().contains("writing"))
        .collect();
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn decisions_are_checked_by_themselves_and_against_an_image() {
    let context = with_index();
    assert_eq!(text(&context, ADD).0, Some(0));
    assert_eq!(text(&context, RISK).0, Some(0));
    let (code, said) = text(&context, "decide check d.yaml");
    assert_eq!((code, said.trim_end()), (Some(0), "All decisions hold."));
    assert_eq!(text(&context, "decide check d.yaml --against image.cdx.json").0, Some(0));
    let other = ADD.replace("CVE-2024-0001", "CVE-1999-0001");
    assert_eq!(text(&context, &other).0, Some(0));
    let contradicting = "decide d.yaml --weakness CVE-2024-0001 --status affected --statement Update. --role owner --organisation Amt --expires 2027-01-01";
    assert_eq!(text(&context, contradicting).0, Some(0));
    let check = |call: &str| -> (Option<i32>, Vec<String>) {
        let (code, said) = text(&context, call);
        let value: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let schema = text(&context, "schema decisions-check").1;
        let schema = serde_json::from_str(&schema).expect("JSON");
        assert!(jsonschema::draft202012::new(&schema).expect("a schema").is_valid(&value));
        let notices = value["notices"].as_array().unwrap().iter();
        let shown = |it: &serde_json::Value| {
            format!("{} {}", it["kind"].as_str().unwrap(), it["decision"].as_str().unwrap())
        };
        (code, notices.map(shown).collect())
    };
    let contradictions = ["contradicts cve-2024-0001", "contradicts cve-2024-0001-tzdata"];
    let (code, found) = check("decide check d.yaml --format json");
    assert_eq!((code, found), (Some(1), contradictions.map(str::to_owned).to_vec()));
    context.write("report.json", &text(&context, "scan image.cdx.json --format json").1);
    for against in ["image.cdx.json", "report.json"] {
        let (code, found) =
            check(&format!("decide check d.yaml --format json --against {against}"));
        let unused = "unused cve-1999-0001-tzdata".to_owned();
        assert_eq!(code, Some(1));
        assert_eq!(found.last(), Some(&unused), "{against}");
        assert_eq!(found.len(), 3, "{found:?}");
    }
    let (code, found) = check("decide check d.yaml --format json --now 2028-01-01T00:00:00Z");
    assert_eq!((code, found.len()), (Some(1), 4), "{found:?}");
    assert!(found.contains(&"risk-expired cve-2024-0002".to_owned()), "{found:?}");
    let shown = text(&context, "decide check d.yaml --now 2028-01-01T00:00:00Z --lang de").1;
    assert!(shown.contains("abgelaufen"), "{shown}");
}

#[test]
fn a_report_says_what_the_call_leaves_open_and_indications_are_confirmed() {
    let context = with_index();
    let mut report = json(&context, "scan image.cdx.json --format json");
    context.write("report.json", &report.to_string());
    let call = "decide d.yaml --from-scan report.json --weakness CVE-2024-0001 --role owner --organisation Amt --expires 2027-01-01";
    // There is none yet.
    assert_eq!(text(&context, &format!("{call} --confirm")).0, Some(2));
    let other = call.replace("CVE-2024-0001", "CVE-1999-0001");
    assert_eq!(text(&context, &format!("{other} --status fixed")).0, Some(2));
    for finding in report["findings"].as_array_mut().unwrap() {
        finding["proposals"] = serde_json::json!([{
            "rule": "not-linked", "weight": "indication", "status": "not_affected",
            "justification": "vulnerable_code_not_in_execute_path",
            "evidence": [{ "key": "findings-indication-not-linked", "arguments": { "path": "usr/lib/libz.so.1", "files": 1 } }],
            "invalidated-by": [{ "key": "findings-trap-dlopen", "arguments": { "path": "usr/bin/x" } }]
        }]);
    }
    report["image"]["digest"] =
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".into();
    context.write("report.json", &report.to_string());
    let proposed = text(&context, "decide propose report.json").1;
    assert!(proposed.contains("No program in the image links usr/lib/libz.so.1"), "{proposed}");
    assert!(proposed.contains("--confirm --weakness CVE-2024-0001"), "{proposed}");
    assert_eq!(text(&context, &format!("{call} --confirm")).0, Some(0));
    assert_snapshot!(read(&context, "d.yaml"), @r#"
    version: 1
    decisions:
      - id: cve-2024-0001
        weaknesses: [CVE-2024-0001]
        components: ["pkg:deb/debian/tzdata@2026a-0%2Bdeb13u1?arch=all&distro=debian-13"]
        images: ["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]
        status: not_affected
        justification: vulnerable_code_not_in_execute_path
        grade: confirmed-indication
        evidence:
          - found: "not-linked: No program in the image links usr/lib/libz.so.1 (one library of the package)."
        invalidated-by:
          - usr/bin/x loads libraries by name.
        by: { role: owner, organisation: Amt }
        decided: 2026-01-01
        expires: 2027-01-01
    "#);
    // An inventory is no report.
    let refused = call.replace("report.json", "image.cdx.json");
    let refused = context.run(&format!("{refused} --status fixed"));
    assert!(refused.contains("command-not-a-report"), "{refused}");
}

#[test]
fn what_is_decided_is_said_in_every_format_and_heard_again() {
    let context = with_index();
    assert_eq!(text(&context, ADD).0, Some(0));
    let affected = "decide d.yaml --weakness CVE-2024-0002 --status affected --statement Update. --role owner --organisation Amt --expires 2027-01-01";
    assert_eq!(text(&context, affected).0, Some(0));
    let decided = json(&context, "scan image.cdx.json --decisions d.yaml --format json");
    let states = |value: &serde_json::Value| -> Vec<(String, String)> {
        let findings = value["findings"].as_array().unwrap().iter();
        let text = |it: &serde_json::Value| it.as_str().unwrap().to_owned();
        findings.map(|it| (text(&it["weakness"]), text(&it["state"]))).collect()
    };
    context.write("report.json", &decided.to_string());
    for format in ["openvex", "csaf", "csaf-2.1", "cyclonedx"] {
        let call = format!("vex report.json --format {format} --products component {SAY}");
        let (code, document) = text(&context, &call);
        assert_eq!(code, Some(0), "{format}");
        assert_eq!(text(&context, &call).1, document, "{format}");
        // From the image as from its report.
        let direct = call.replace("vex report.json", "vex image.cdx.json --decisions d.yaml");
        assert_eq!(text(&context, &direct).1, document, "{format}");
        context.write("out.json", &document);
        let heard = json(&context, "scan image.cdx.json --vex out.json --format json");
        // A CycloneDX document is always about its image, and this inventory has no digest.
        if format != "cyclonedx" {
            assert_eq!(states(&heard), states(&decided), "{format}");
        }
    }
    // Nothing can be said of a component in an image that has no name.
    let refused = context.run(&format!("vex report.json {SAY}"));
    assert!(refused.contains("command-no-digest"), "{refused}");
}

#[test]
fn vex_lies_beside_the_image_in_a_layout_and_a_registry() {
    let context = with_index();
    let status = package("tzdata", "2026a-0+deb13u1");
    let files = [DEBIAN, ("var/lib/dpkg/status.d/tzdata", status.as_bytes())];
    images::write(&context, "image", &[&files], &[]);
    assert_eq!(text(&context, ADD).0, Some(0));
    let index = || -> serde_json::Value {
        serde_json::from_str(&read(&context, "image/index.json")).expect("JSON")
    };
    let before = index()["manifests"].as_array().unwrap().len();
    for format in ["openvex", "csaf", "cyclonedx"] {
        let call = format!("vex oci:image:1 --decisions d.yaml --format {format} {SAY} --attach");
        let (code, said) = text(&context, &call);
        assert_eq!((code, said.as_str()), (Some(0), ""), "{format}");
        let once = index();
        assert_eq!(text(&context, &call).0, Some(0));
        assert_eq!(index(), once, "{format}");
    }
    let attached: Vec<String> = index()["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .skip(before)
        .map(|it| {
            let kind = it["artifactType"].as_str().unwrap();
            let predicate = it["annotations"]["in-toto.io/predicate-type"].as_str();
            format!("{kind} {}", predicate.unwrap_or("-"))
        })
        .collect();
    assert_eq!(
        attached,
        [
            "application/vnd.in-toto+json https://openvex.dev/ns",
            "application/csaf+json -",
            "application/vnd.in-toto+json https://cyclonedx.org/bom",
        ]
    );
    // Said of this image, and heard for it.
    let call = format!("vex oci:image:1 --decisions d.yaml {SAY} --output out.json");
    assert_eq!(text(&context, &call).0, Some(0));
    let heard = json(&context, "scan oci:image:1 --vex out.json --format json");
    assert_eq!(heard["counts"]["closed"], 1);
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let name = format!("{}/team/image:1", registry.host());
    let copied = context.run(&format!("copy oci:image:1 {name} --no-referrers"));
    assert!(copied.starts_with("exit code 0"), "{copied}");
    let call = format!("vex {name} --decisions d.yaml {SAY} --attach");
    let said = context.run(&call);
    assert!(said.starts_with("exit code 0"), "{said}");
}
