// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images in registries, and `haerterei copy`, as people call them.

use haerterei_testkit::registry::{Access, FakeRegistry, Ways};
use insta::assert_snapshot;

use crate::context::TestContext;
use crate::inspect::tiny;

/// Calls, with this registry as `REGISTRY` in the call and in what comes out.
fn run(context: &TestContext, registry: &FakeRegistry, call: &str) -> String {
    let call = call.replace("REGISTRY", &registry.host());
    context.run(&call).replace(&registry.host(), "REGISTRY")
}

#[test]
fn an_image_is_copied_and_told_of() {
    let context = TestContext::new();
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    tiny(&context);
    assert_snapshot!(run(&context, &registry, "copy oci:image:1.0 REGISTRY/team/tiny:1.0"), @r#"
    exit code 0
    --- output
    oci:image:1.0 is at REGISTRY/team/tiny:1.0: sha256:7f51b05e9053c28585f43d1abeb05d3bde0b709dfb6b14ed5aeaeb9b483b53b4
    3 documents, nothing refers to them.
    4 blobs were sent (12.4 KiB).
    --- talk
    "#);
    assert_snapshot!(run(&context, &registry, "copy oci:image:1.0 REGISTRY/team/tiny:1.0 --lang de"), @r#"
    exit code 0
    --- output
    oci:image:1.0 liegt in REGISTRY/team/tiny:1.0: sha256:7f51b05e9053c28585f43d1abeb05d3bde0b709dfb6b14ed5aeaeb9b483b53b4
    3 Dokumente, nichts verweist auf sie.
    4 Blobs waren schon da (12,4 KiB).
    --- talk
    "#);
    assert_snapshot!(
        run(&context, &registry, "copy REGISTRY/team/tiny:1.0 REGISTRY/other/tiny:2 --format json"),
        @r#"
    exit code 0
    --- output
    {
      "haerterei-copy": 1,
      "source": "REGISTRY/team/tiny:1.0",
      "target": "REGISTRY/other/tiny:2",
      "digest": "sha256:7f51b05e9053c28585f43d1abeb05d3bde0b709dfb6b14ed5aeaeb9b483b53b4",
      "media-type": "application/vnd.oci.image.index.v1+json",
      "is-made": false,
      "documents": [
        {
          "digest": "sha256:027eb5fdd4062631415ff000c845a36989cc954cf0928230e2feeedddc507425",
          "media-type": "application/vnd.oci.image.manifest.v1+json",
          "is-index": false,
          "was-present": false
        },
        {
          "digest": "sha256:1265a88c3cf244a6e7d90418a2c61fd15671cfd6282e33a022e3197ff8f688a3",
          "media-type": "application/vnd.oci.image.manifest.v1+json",
          "is-index": false,
          "was-present": false
        },
        {
          "digest": "sha256:7f51b05e9053c28585f43d1abeb05d3bde0b709dfb6b14ed5aeaeb9b483b53b4",
          "media-type": "application/vnd.oci.image.index.v1+json",
          "is-index": true,
          "was-present": false
        }
      ],
      "present": {
        "count": 0,
        "bytes": 0
      },
      "mounted": {
        "count": 4,
        "bytes": 12678
      },
      "sent": {
        "count": 0,
        "bytes": 0
      }
    }
    --- talk
    "#
    );
}

#[test]
fn what_was_made_is_said() {
    let context = TestContext::new();
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    tiny(&context);
    let call = "copy oci:image:1.0 docker-archive:tiny.tar:tiny:1 --platform linux/amd64";
    assert_snapshot!(run(&context, &registry, call), @r#"
    exit code 0
    --- output
    oci:image:1.0 is at docker-archive:tiny.tar:tiny:1: sha256:027eb5fdd4062631415ff000c845a36989cc954cf0928230e2feeedddc507425
    One document, nothing refers to them.
    3 blobs were sent (11.7 KiB).
    --- talk
    "#);
    assert_snapshot!(run(&context, &registry, "copy tiny.tar REGISTRY/team/tiny:1"), @r#"
    exit code 0
    --- output
    tiny.tar is at REGISTRY/team/tiny:1: sha256:75d1677a852f2b510eca5037d0280dd84d51382130731ee3fc1a2ddbc9212413
    One document, nothing refers to them.
    3 blobs were sent (11.7 KiB).
    --- talk
    note: The copy is called by a document that was made for it, because the source has none such; its digest is new. Everything below it is copied byte for byte.
    "#);
    assert_snapshot!(run(&context, &registry, "copy oci:image:1.0 docker-archive:x.tar"), @r#"
    exit code 2
    --- output
    --- talk
    error[image-one-platform]: A docker-archive holds an image for one platform, not for 2.
    hint: Choose one with --platform, or write oci:DIR or oci-archive:FILE.
    "#);
    assert_snapshot!(run(&context, &registry, "copy oci:image:1.0 oci:image"), @r#"
    exit code 0
    --- output
    oci:image:1.0 is at oci:image: sha256:7f51b05e9053c28585f43d1abeb05d3bde0b709dfb6b14ed5aeaeb9b483b53b4
    3 documents, nothing refers to them.
    4 blobs were there already (12.4 KiB).
    --- talk
    "#);
    assert_snapshot!(run(&context, &registry, "copy dir:/ REGISTRY/team/tiny"), @r#"
    exit code 2
    --- output
    --- talk
    error[image-not-an-image]: / is not an image: a folder of files has no manifest that could be copied
    hint: OCI layouts, oci-archive and docker-archive files are recognised by their content; a plain root folder needs “dir:” before it.
    "#);
}

#[test]
fn an_image_in_a_registry_is_inspected_as_any_other() {
    let context = TestContext::new();
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    tiny(&context);
    run(&context, &registry, "copy oci:image:1.0 REGISTRY/team/tiny:1.0");
    let there = run(&context, &registry, "inspect REGISTRY/team/tiny:1.0 --platform linux/arm64");
    let here = run(&context, &registry, "inspect oci:image:1.0 --platform linux/arm64");
    assert_eq!(there.replace("REGISTRY/team/tiny:1.0", "oci:image:1.0"), here);
    assert!(here.starts_with("exit code 0"), "{here}");
    // The second time by its digest, without a network.
    let digest = here.lines().find(|line| line.starts_with("Digest")).unwrap();
    let digest = digest.split_whitespace().last().unwrap();
    let call = format!("inspect REGISTRY/team/tiny@{digest} --offline");
    assert!(run(&context, &registry, &call).starts_with("exit code 0"));
}

#[test]
fn credentials_come_from_the_files_of_podman_and_docker() {
    let context = TestContext::new();
    let access = Access::Token(Some(("user".into(), "secret".into())), 1000);
    let registry = FakeRegistry::start(Ways { access, ..Ways::default() }).unwrap();
    tiny(&context);
    let call = "copy oci:image:1.0 REGISTRY/team/tiny:1.0";
    assert_snapshot!(run(&context, &registry, call), @r#"
    exit code 3
    --- output
    --- talk
    error[registry-denied-anonymous]: REGISTRY refuses access, and no credentials for it are known here.
      The registry says: UNAUTHORIZED: as told
    hint: If the image is there, log in: podman login REGISTRY, or docker login REGISTRY. Credentials are read from the files of podman and docker, and from the file that REGISTRY_AUTH_FILE names.
    "#);
    let host = registry.host();
    let file = format!(r#"{{"auths":{{"{host}":{{"auth":"dXNlcjpzZWNyZXQ="}}}}}}"#);
    context.write(".docker/config.json", &file);
    assert!(run(&context, &registry, call).starts_with("exit code 0"));
    std::fs::remove_dir_all(context.path(".docker")).unwrap();
    context.write("keys.json", &file);
    let output = context
        .command(&call.replace("REGISTRY", &host))
        .env("REGISTRY_AUTH_FILE", context.path("keys.json"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", context.show(&output));
    // A helper that is named and missing is not passed over.
    let file = format!(r#"{{"credHelpers":{{"{host}":"of-nobody"}}}}"#);
    context.write(".docker/config.json", &file);
    assert_snapshot!(run(&context, &registry, call), @r#"
    exit code 3
    --- output
    --- talk
    error[registry-helper]: docker-credential-of-nobody, which [HOME]/.docker/config.json names, gave no credentials: there is no such program
    hint: Install or unlock the helper, or take it out of the file and log in again.
    "#);
}

#[test]
fn names_that_cannot_be_are_errors_of_the_call() {
    let context = TestContext::new();
    for (call, key) in [
        ("inspect registry.example/App", "image-reference-repository"),
        ("inspect registry.example/app@sha256:12", "image-reference-digest"),
        ("inspect user:secret@registry.example/app", "image-reference-digest"),
        ("inspect registry..example/app", "image-reference-host"),
        ("copy registry.example/app registry.example/app:a/b", "image-reference-tag"),
    ] {
        let output = context.run(call);
        assert!(
            output.starts_with(&format!("exit code 2\n--- output\n--- talk\nerror[{key}]")),
            "{output}"
        );
    }
}

#[test]
fn the_schema_of_a_copy_knows_what_is_printed() {
    let context = TestContext::new();
    tiny(&context);
    let output = context.command("copy oci:image:1.0 oci:again:1 --format json").output().unwrap();
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema = context.command("schema copy").output().unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    jsonschema::draft202012::new(&schema).unwrap().validate(&value).unwrap();
    for name in value.as_object().unwrap().keys() {
        assert!(schema["properties"][name].is_object(), "`{name}` is not in the schema");
    }
}

#[test]
fn of_a_known_image_no_layer_is_fetched() {
    let context = TestContext::new();
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    tiny(&context);
    run(&context, &registry, "copy oci:image:1.0 REGISTRY/team/tiny:1.0");
    let call = "sbom REGISTRY/team/tiny:1.0 --platform linux/amd64";
    let blobs = || {
        let before = registry.server.requests().len();
        let told = run(&context, &registry, call);
        let requests = registry.server.requests().split_off(before);
        let asked = requests.iter().filter(|request| request.target.contains("/blobs/")).count();
        (told, asked)
    };
    // Two configurations, two layers.
    let (first, asked) = blobs();
    assert_eq!(asked, 4, "{first}");
    // What was fetched is lost, what was found out is not.
    std::fs::remove_dir_all(context.path(".cache/haerterei/blobs-v1")).unwrap();
    let (again, asked) = blobs();
    assert_eq!((again, asked), (first, 2));
}
