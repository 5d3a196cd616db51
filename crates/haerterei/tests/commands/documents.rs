// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei sbom` as documents, `sbom check` and `diff --inventory`, over the tiny image.

use insta::assert_snapshot;

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

/// Puts a document in the form of another program into the context.
fn put(context: &TestContext, name: &str) {
    let text = match name {
        "complete.cdx.json" => include_str!("fixtures/complete.cdx.json"),
        "syft.cdx.json" => include_str!("fixtures/syft.cdx.json"),
        "syft.cdx.xml" => include_str!("fixtures/syft.cdx.xml"),
        "syft.spdx.json" => include_str!("fixtures/syft.spdx.json"),
        other => panic!("{other}"),
    };
    context.write(name, text);
}

#[test]
fn the_forms_of_syft_say_the_same() {
    let context = TestContext::new();
    for name in ["syft.cdx.json", "syft.cdx.xml", "syft.spdx.json"] {
        put(&context, name);
    }
    let same = context.run("diff --inventory syft.cdx.json syft.cdx.xml --exit-code");
    assert!(same.starts_with("exit code 0"), "{same}");
    let json = context.run("sbom check syft.cdx.json");
    assert_eq!(json, context.run("sbom check syft.cdx.xml"));
    assert!(json.starts_with("exit code 1"), "{json}");
}

#[test]
fn each_executable_has_its_sha512_and_a_time_under_the_profile() {
    let context = TestContext::new();
    tiny(&context);
    let make = format!("{MAKE} a.json --profile tr-03183-2 --creator a@b.example --format");
    for format in ["cyclonedx-json", "spdx-json"] {
        let output = context.run(&format!("{make} {format}"));
        assert!(output.starts_with("exit code 0"), "{output}");
        let report = context.command("sbom check a.json --format json").output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&report.stdout).unwrap();
        for field in report["fields"].as_array().unwrap() {
            let name = field["field"].as_str().unwrap();
            let gaps = field["missing"].as_u64().unwrap() + field["wrong"].as_u64().unwrap();
            let is_of_files =
                ["file-name", "deployable-hash", "executable", "archive", "structured"];
            if is_of_files.contains(&name) {
                assert_eq!(gaps, 0, "{format} {field}");
            }
        }
    }
}

#[test]
fn a_document_that_has_everything_is_told_of() {
    let context = TestContext::new();
    put(&context, "complete.cdx.json");
    assert_snapshot!(context.run("sbom check complete.cdx.json"), @r#"
    exit code 0
    --- output
    BSI TR-03183-2 2.1.0 over CycloneDX 1.7: one component, 0 of them logical (no files, asked for fewer fields)

    Section  Level         There  Missing  Wrong  Field
    4        required          1        0      0  Format and version
    8.1.14   required          1        0      0  No statements about vulnerabilities
    5.2.1    required          1        0      0  Creator of the SBOM
    5.2.1    required          1        0      0  Timestamp
    5.2.2    required          1        0      0  Component creator
    5.2.2    required          1        0      0  Component name
    5.2.2    required          1        0      0  Component version
    5.2.2    required          1        0      0  File name of the component
    5.2.2    required          1        0      0  Dependencies and their completeness
    5.2.2    required          1        0      0  Distribution licences
    5.2.2    required          1        0      0  Hash of the deployable component
    5.2.2    required          1        0      0  Executable property
    5.2.2    required          1        0      0  Archive property
    5.2.2    required          1        0      0  Structured property
    5.2.3    if it exists      1        0      0  SBOM URI
    5.2.4    if it exists      1        0      0  Source code URI
    5.2.4    if it exists      1        0      0  URI of the deployable form
    5.2.4    if it exists      1        0      0  Other unique identifiers
    5.2.4    if it exists      1        0      0  Original licences
    5.2.5    optional          0        1      0  Effective licence
    5.2.5    optional          0        1      0  Hash of the source code
    5.2.5    optional          0        1      0  URL of the security.txt

    All required fields are there. Whether what they say is true, a document cannot show.
    --- talk
    "#);
}

#[test]
fn what_a_document_lacks_is_told_field_by_field() {
    let context = TestContext::new();
    put(&context, "syft.cdx.json");
    assert_snapshot!(context.run("sbom check syft.cdx.json"), @r#"
    exit code 1
    --- output
    BSI TR-03183-2 2.1.0 over CycloneDX 1.6: 4 components, 4 of them logical (no files, asked for fewer fields)

    Section  Level         There  Missing  Wrong  Field
    4        required          1        0      0  Format and version
    8.1.14   required          1        0      0  No statements about vulnerabilities
    5.2.1    required          0        1      0  Creator of the SBOM
    5.2.1    required          1        0      0  Timestamp
    5.2.2    required          0        4      0  Component creator
    5.2.2    required          4        0      0  Component name
    5.2.2    required          4        0      0  Component version
    5.2.2    required          0        0      0  File name of the component
    5.2.2    required          0        4      0  Dependencies and their completeness
    5.2.2    required          0        4      0  Distribution licences
    5.2.2    required          0        0      0  Hash of the deployable component
    5.2.2    required          0        0      0  Executable property
    5.2.2    required          0        0      0  Archive property
    5.2.2    required          0        0      0  Structured property
    5.2.3    if it exists      1        0      0  SBOM URI
    5.2.4    if it exists      0        0      0  Source code URI
    5.2.4    if it exists      0        0      0  URI of the deployable form
    5.2.4    if it exists      2        2      0  Other unique identifiers
    5.2.4    if it exists      0        4      0  Original licences
    5.2.5    optional          0        4      0  Effective licence
    5.2.5    optional          0        0      0  Hash of the source code
    5.2.5    optional          0        4      0  URL of the security.txt

    Creator of the SBOM (5.2.1)
      1 × is missing
      hint: Name yourself: --creator MAIL, or a URL where there is no address.

    Component creator (5.2.2)
      4 × is missing (image sha256:1111111111111111111111111111111111111111111111111111111111111111)
      hint: An e-mail address of who made the component, a URL where there is none. An image often does not tell.

    Dependencies and their completeness (5.2.2)
      3 × has no entry (image sha256:1111111111111111111111111111111111111111111111111111111111111111)
      1 × it is not said whether that is all (busybox 1.36.1-r29)
      hint: Every component needs an entry, an empty one too, and a word on whether that is all.

    Distribution licences (5.2.2)
      2 × is missing (image sha256:1111111111111111111111111111111111111111111111111111111111111111)
      2 × there is a licence, but none said to be concluded (musl 1.2.5-r0: MIT)
      hint: One concluded SPDX expression for each component; LicenseRef-… where SPDX lists no licence.

    Required fields are missing or wrong.
    --- talk
    "#);
}

#[test]
fn documents_of_different_formats_are_compared() {
    let context = TestContext::new();
    put(&context, "syft.cdx.json");
    put(&context, "syft.spdx.json");
    assert_snapshot!(context.run("diff --inventory syft.cdx.json syft.spdx.json"), @r#"
    exit code 0
    --- output
    image → image: 1 changed, 0 came, 1 went, 1 are the same

    Changed (1)
    Type  Name  What     Before    After
    apk   musl  version  1.2.5-r0  1.2.5-r1

    Went (1)
    Type     Name    version  place
    generic  alpine  3.20.3   -
    --- talk
    "#);
}

#[test]
fn what_is_no_document_is_named_with_what_to_do() {
    let context = TestContext::new();
    for (file, text) in [
        ("cut.json", r#"{"bomFormat":"CycloneDX","#),
        ("other.json", r#"{"name":"package"}"#),
        ("old.json", r#"{"bomFormat":"CycloneDX","specVersion":"1.1"}"#),
        ("list.json", r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":{}}"#),
        ("page.html", "<html/>"),
        ("cut.xml", r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6">"#),
        ("a.spdx", "SPDXVersion: SPDX-2.3\n"),
    ] {
        context.write(file, text);
    }
    let check = |file: &str| context.run(&format!("sbom check {file}"));
    assert_snapshot!(check("cut.json"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-document]: “cut.json” cannot be read as a bill of materials
      cause: The document is not sound JSON: EOF while parsing a value at line 1 column 25
    hint: It can be CycloneDX 1.2 to 1.7 (JSON, XML) or SPDX 2.2, 2.3 or 3.0 (JSON). Of an image this writes one: haerterei sbom IMAGE --format cyclonedx-json --output FILE
    "#);
    assert_snapshot!(check("other.json"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-document]: “other.json” cannot be read as a bill of materials
      cause: The document is neither CycloneDX nor SPDX.
    hint: It can be CycloneDX 1.2 to 1.7 (JSON, XML) or SPDX 2.2, 2.3 or 3.0 (JSON). Of an image this writes one: haerterei sbom IMAGE --format cyclonedx-json --output FILE
    hint: CycloneDX has the key `bomFormat`, SPDX 2 the key `spdxVersion`, SPDX 3 `@context` with `@graph`.
    "#);
    assert_snapshot!(check("old.json"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-document]: “old.json” cannot be read as a bill of materials
      cause: CycloneDX of version “1.1” is not read: CycloneDX 1.2 to 1.7, SPDX 2.2, 2.3 and 3.0 are.
    hint: It can be CycloneDX 1.2 to 1.7 (JSON, XML) or SPDX 2.2, 2.3 or 3.0 (JSON). Of an image this writes one: haerterei sbom IMAGE --format cyclonedx-json --output FILE
    "#);
    assert_snapshot!(check("list.json"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-document]: “list.json” cannot be read as a bill of materials
      cause: “components” of the document has the wrong form; expected: a list.
    hint: It can be CycloneDX 1.2 to 1.7 (JSON, XML) or SPDX 2.2, 2.3 or 3.0 (JSON). Of an image this writes one: haerterei sbom IMAGE --format cyclonedx-json --output FILE
    "#);
    assert_snapshot!(check("page.html"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-document]: “page.html” cannot be read as a bill of materials
      cause: The document is XML, but not CycloneDX: its outermost element is “html”.
    hint: It can be CycloneDX 1.2 to 1.7 (JSON, XML) or SPDX 2.2, 2.3 or 3.0 (JSON). Of an image this writes one: haerterei sbom IMAGE --format cyclonedx-json --output FILE
    hint: Of XML only CycloneDX is read. SPDX in RDF: pyspdxtools -i FILE -o FILE.spdx.json
    "#);
    assert_snapshot!(check("cut.xml"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-document]: “cut.xml” cannot be read as a bill of materials
      cause: The document is not sound XML: it ends early
    hint: It can be CycloneDX 1.2 to 1.7 (JSON, XML) or SPDX 2.2, 2.3 or 3.0 (JSON). Of an image this writes one: haerterei sbom IMAGE --format cyclonedx-json --output FILE
    "#);
    assert_snapshot!(check("a.spdx"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-document]: “a.spdx” cannot be read as a bill of materials
      cause: The document is SPDX in tags and values; only JSON is read.
    hint: It can be CycloneDX 1.2 to 1.7 (JSON, XML) or SPDX 2.2, 2.3 or 3.0 (JSON). Of an image this writes one: haerterei sbom IMAGE --format cyclonedx-json --output FILE
    hint: Convert it: pyspdxtools -i FILE -o FILE.spdx.json
    "#);
    assert_snapshot!(check("nowhere.json"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-cannot-read]: cannot read `nowhere.json`
      cause: No such file or directory (os error 2)
    "#);
    assert_snapshot!(context.run("diff --inventory cut.json cut.json"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-document]: “cut.json” cannot be read as a bill of materials
      cause: The document is not sound JSON: EOF while parsing a value at line 1 column 25
    hint: It can be CycloneDX 1.2 to 1.7 (JSON, XML) or SPDX 2.2, 2.3 or 3.0 (JSON). Of an image this writes one: haerterei sbom IMAGE --format cyclonedx-json --output FILE
    "#);
}

#[test]
fn without_a_creator_a_document_is_written_and_the_gap_is_said() {
    let context = TestContext::new();
    tiny(&context);
    let output = context.run(&format!("{MAKE} a.json --format spdx-2.3-json --profile tr-03183-2"));
    assert!(output.starts_with("exit code 0"), "{output}");
    for line in [
        "warning: Format and version (TR-03183-2, 4): missing or wrong for 1 of 1",
        "warning: Creator of the SBOM (TR-03183-2, 5.2.1): missing or wrong for 1 of 1",
    ] {
        assert!(output.lines().any(|other| other == line), "{output}");
    }
    assert!(context.path("a.json").exists());
}
