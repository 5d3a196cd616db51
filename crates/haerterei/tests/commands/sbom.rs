// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei sbom`, over the tiny image of `inspect`.

use insta::assert_snapshot;

use crate::context::TestContext;
use crate::inspect::tiny;

#[test]
fn an_inventory_is_shown_in_english() {
    let context = TestContext::new();
    tiny(&context);
    assert_snapshot!(context.run("sbom oci:image:1.0 --platform linux/amd64"), @r#"
    exit code 0
    --- output
    Image     oci:image:1.0
    Digest    sha256:027eb5fdd4062631415ff000c845a36989cc954cf0928230e2feeedddc507425
    Platform  linux/amd64
    System    Debian 13
    Layers    2
    Files     6: 2 owned by components, 0 components of their own, 1 configuration, 1 data, 2 package records, 0 unknown

    Packages of the system (1)
    Package  Version          Architecture  Source  Licence
    tzdata   2026a-0+deb13u1  all           tzdata  -
    --- talk
    "#);
}

#[test]
fn an_inventory_is_shown_in_german() {
    let context = TestContext::new();
    tiny(&context);
    assert_snapshot!(context.run("sbom image --platform linux/arm64 --lang de"), @r#"
    exit code 0
    --- output
    Image      image
    Digest     sha256:1265a88c3cf244a6e7d90418a2c61fd15671cfd6282e33a022e3197ff8f688a3
    Plattform  linux/arm64
    System     Debian 13
    Schichten  2
    Dateien    6: 2 gehören zu Komponenten, 0 sind selbst welche, 1 Konfiguration, 1 Daten, 2 Paketverwaltung, 0 unbekannt

    Pakete des Systems (1)
    Paket   Version          Architektur  Quelle  Lizenz
    tzdata  2026a-0+deb13u1  all          tzdata  -
    --- talk
    "#);
}

#[test]
fn an_inventory_is_data_that_fits_its_schema_and_the_same_whoever_looks() {
    let context = TestContext::new();
    tiny(&context);
    let call = "sbom image --platform linux/amd64 --format json";
    let run = |call: &str| {
        let output = context.command(call).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let first = run(call);
    let value: serde_json::Value = serde_json::from_slice(&first).unwrap();
    assert_eq!(value["subject"]["name"], "image");
    let schema = context.command("schema inventory").output().unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&value).map(|one| one.to_string()).collect();
    assert_eq!(faults, [""; 0]);
    // Remembered, read anew, by one thread and by many: the same bytes.
    for other in ["", " --no-cache", " --no-cache --threads 1", " --no-cache --threads 5"] {
        assert_eq!(run(&format!("{call}{other}")), first, "{other}");
    }
    run(&format!("{call} --output inventory.json"));
    assert_eq!(std::fs::read(context.path("inventory.json")).unwrap(), first);
}

#[test]
fn what_cannot_be_read_is_an_error_in_the_form_asked_for() {
    let context = TestContext::new();
    context.write("image.tar", "no image");
    assert_snapshot!(context.run("sbom image.tar"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-no-image]: image.tar is no image.
    hint: An image is an OCI layout, an archive of one (`podman save`, `docker save`), a folder (`dir:ROOTFS`), or `HOST/NAME:TAG` in a registry.
    "#);
    let output = context.command("sbom absent.tar --format json").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(serde_json::from_slice::<serde_json::Value>(&output.stderr).is_ok());
    tiny(&context);
    assert_snapshot!(
        context.run("sbom image --platform linux/amd64 --output nowhere/inventory.json"), @r#"
        exit code 3
        --- output
        --- talk
        error[command-cannot-write]: cannot write `nowhere/inventory.json`
          cause: No such file or directory (os error 2)
        "#
    );
}
