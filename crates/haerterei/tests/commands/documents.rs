// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei sbom` as documents, `sbom check` and `diff --inventory`, over the tiny image.

use crate::context::{TestContext, repository};
use crate::inspect::tiny;

const MAKE: &str = "sbom image --platform linux/amd64 --output";

fn judged(schema: &str, bytes: &[u8]) {
    let file = repository().join(format!("schemas/{schema}.schema.json"));
    let schema = serde_json::from_slice(&std::fs::read(file).expect("a schema")).expect("JSON");
    let value = serde_json::from_slice(bytes).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let problems: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn every_format_is_written_twice_the_same_and_compares_as_the_image() {
    let context = TestContext::new();
    tiny(&context);
    for format in ["cyclonedx-json", "cyclonedx-1.7-json", "spdx-json", "spdx-2.3-json", "json"] {
        for file in ["one", "two"] {
            let output = context.run(&format!("{MAKE} {file} --format {format}"));
            assert!(output.starts_with("exit code 0"), "{output}");
        }
        let [one, two] = ["one", "two"].map(|file| std::fs::read(context.path(file)).unwrap());
        assert_eq!(one, two, "{format}");
        let call = "diff --inventory one image --platform linux/amd64 --exit-code";
        let output = context.run(call);
        assert!(output.starts_with("exit code 0"), "{format}: {output}");
    }
}

#[test]
fn what_the_profile_asks_for_and_the_image_does_not_tell_is_said() {
    let context = TestContext::new();
    tiny(&context);
    let call = format!(
        "{MAKE} a.json --format cyclonedx-json --profile tr-03183-2 --creator sbom@example.org"
    );
    let output = context.run(&call);
    assert!(output.starts_with("exit code 0\n--- output\n--- talk\nwarning: "), "{output}");
    assert!(output.contains("Distribution licences (TR-03183-2, 5.2.2)"), "{output}");
    assert!(!output.contains("Creator of the SBOM"), "{output}");
    for (language, words) in [
        (
            "en",
            ["BSI TR-03183-2 2.1.0", "CycloneDX 1.7", "5.2.2", "Component creator", "are missing"],
        ),
        ("de", ["BSI TR-03183-2 2.1.0", "Abschnitt", "Pflicht", "Nutzungslizenzen", "fehlen"]),
    ] {
        let output = context.run(&format!("--lang {language} sbom check a.json"));
        assert!(output.starts_with("exit code 1\n"), "{output}");
        for word in words {
            assert!(output.contains(word), "{word}: {output}");
        }
    }
    let output = context.command("sbom check a.json --format json").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    judged("sbom-check", &output.stdout);
}

#[test]
fn a_creator_needs_an_address() {
    let context = TestContext::new();
    tiny(&context);
    let output = context.run(&format!("{MAKE} a.json --creator Somebody"));
    assert!(output.starts_with("exit code 2") && output.contains("e-mail"), "{output}");
}

#[test]
fn what_came_went_and_changed_is_shown() {
    let context = TestContext::new();
    let document = |components: &str| {
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{"component":{{"type":"container","name":"app"}}}},"components":[{components}]}}"#
        )
    };
    let part = |name: &str, version: &str| {
        format!(
            r#"{{"type":"library","name":"{name}","version":"{version}","purl":"pkg:npm/{name}@{version}"}}"#
        )
    };
    context.write("a", &document(&[part("a", "1"), part("b", "1"), part("c", "1")].join(",")));
    context.write("b", &document(&[part("b", "2"), part("c", "1"), part("d", "1")].join(",")));
    let output = context.run("diff --inventory a b");
    let rows = ["1 changed, 1 came, 1 went, 1 are the same", "npm   b     version  1       2"];
    for row in rows {
        assert!(output.starts_with("exit code 0\n") && output.contains(row), "{output}");
    }
    let output = context.run("diff --inventory a b --lang de --exit-code");
    for word in ["exit code 1\n", "Geändert (1)", "Hinzugekommen (1)", "Entfallen (1)"] {
        assert!(output.contains(word), "{output}");
    }
    let output = context.command("diff --inventory a b --format json").output().unwrap();
    assert!(output.status.success());
    judged("inventory-diff", &output.stdout);
}

#[test]
fn what_is_no_document_is_an_error_of_the_call() {
    let context = TestContext::new();
    context.write("xml", "<bom/>");
    context.write("json", "{}");
    for call in
        ["sbom check xml", "sbom check json", "sbom check nothing", "diff --inventory json xml"]
    {
        let output = context.run(call);
        assert!(output.starts_with("exit code 2\n--- output\n--- talk\nerror["), "{output}");
    }
    let output = context.run("sbom check xml --lang de");
    assert!(output.contains("Das Dokument ist XML") && output.contains("Hinweis: "), "{output}");
}
