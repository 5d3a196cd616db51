// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei advisories`.

use haerterei_testkit::http::Server;
use insta::assert_snapshot;

use crate::context::{TestContext, repository};

const TRACKER: &str = r#"{"openssl":{"CVE-2024-0001":{"description":"first","releases":{
  "trixie":{"status":"resolved","fixed_version":"3.0-2","urgency":"high"},
  "bookworm":{"status":"open","urgency":"unimportant"}}}}}"#;

fn key(name: &str) -> String {
    let path = repository().join("crates/advisories/tests/fixtures/keys").join(name);
    path.to_string_lossy().into_owned()
}

#[test]
fn a_file_of_a_source_becomes_an_index_that_shows_what_it_is_made_of() {
    let context = TestContext::new();
    context.write("data.json", TRACKER);
    assert_snapshot!(context.run("advisories status"), @r"
    exit code 2
    --- output
    --- talk
    error[advisories-none]: There is no index of advisories in [HOME]/.local/share/haerterei/advisories.
    hint: Fetch the sources with `haerterei advisories update`, or bring an exported index with `haerterei advisories import FILE`.
    ");
    assert_snapshot!(context.run("advisories import --source debian=data.json"), @r"
    exit code 0
    --- output
    --- talk
    debian: 2 entries
    ");
    let shown = context.run("advisories status");
    for part in ["Index ", "Made on this machine", "debian", "today", "Licence"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let shown = context.run("advisories status --lang de --now 2026-01-05T00:00:00Z");
    for part in ["Auf dieser Maschine erzeugt", "vor 4 Tagen", "Lizenz"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn a_status_is_data_that_fits_its_schema() {
    let context = TestContext::new();
    context.write("data.json", TRACKER);
    context.run("advisories import --source debian=data.json");
    let output = context.command("advisories status --format json").output().unwrap();
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["sources"]["debian"]["spaces"]["debian:13"], 1);
    assert_eq!(value["sources"]["debian"]["from"][0], "data.json");
    assert_eq!(value["origin"]["kind"], "made-here");
    let schema = context.command("schema advisories-status").output().unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&value).map(|one| one.to_string()).collect();
    assert_eq!(faults, [""; 0]);
}

#[test]
fn configured_sources_are_fetched_and_only_when_they_changed() {
    let server = Server::start().unwrap();
    server.put("/debian.json", TRACKER);
    server.put("/broken.json", "{");
    let context = TestContext::new();
    let source = |name: &str| {
        format!(
            "[advisories.sources.{name}]\nurls = [\"{}\"]\n",
            server.url(&format!("/{name}.json"))
        )
    };
    context.write("haerterei.toml", &source("debian"));
    assert!(context.run("advisories update").contains("debian: 2 entries"));
    assert!(context.run("advisories update").contains("debian: unchanged, 2 entries"));
    let broken = source("broken") + "type = \"osv\"\n" + &source("debian");
    context.write("haerterei.toml", &broken);
    let shown = context.run("advisories update");
    assert!(shown.starts_with("exit code 2"), "{shown}");
    assert!(
        shown.contains("debian: unchanged") && shown.contains("“broken” is refused"),
        "{shown}"
    );
    let shown = context.run("advisories update dbian");
    assert!(
        shown.contains("command-unknown-source") && shown.contains("broken, debian"),
        "{shown}"
    );
    // What has a password does not show it.
    let secret = format!(
        "[advisories.sources.debian]\nurls = [\"{}\"]\n",
        server.url("/debian.json").replace("http://", "http://user:secret@")
    );
    context.write("haerterei.toml", &secret);
    assert!(context.run("advisories update").starts_with("exit code 0"));
    let status = context.run("advisories status --format json");
    assert!(!status.contains("secret"), "{status}");
}

#[test]
fn what_is_in_another_form_is_told_which_one_was_expected_and_where_it_is() {
    let context = TestContext::new();
    let reduced =
        r#"{"candidate":"CVE-2024-0001","packages":{"noble":{"tar":{"status":"needed"}}}}"#;
    context.write("ubuntu.jsonl", &format!("{reduced}\n"));
    let shown = context.run("advisories import --source ubuntu=ubuntu.jsonl");
    assert!(shown.starts_with("exit code 2"), "{shown}");
    for part in [
        "ubuntu.jsonl:1:",
        "The form “osv” was expected",
        "https://osv-vulnerabilities.storage.googleapis.com/Ubuntu/all.zip",
        "`type`",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    context.write("haerterei.toml", "[advisories.sources.ubuntu]\ntype = 'ubuntu-tracker'\n");
    let shown = context.run("advisories import --source ubuntu=ubuntu.jsonl");
    assert!(shown.starts_with("exit code 0"), "{shown}");
    // Of a source that nobody publishes officially only the form is known.
    let own = "[advisories.sources.own]\ntype = 'csaf'\nfiles = ['ubuntu.jsonl']\n";
    context.write("haerterei.toml", own);
    let shown = context.run("advisories update own");
    assert!(shown.contains("The form “csaf” was expected."), "{shown}");
}

#[test]
fn an_index_is_carried_signed_and_refused_without_trust() {
    let home = TestContext::new();
    home.write("data.json", TRACKER);
    home.run("advisories import --source debian=data.json");
    let call = format!("advisories export --output index.tar --key {}", key("p256.pem"));
    let shown = home.run(&call);
    assert!(shown.contains("signed by sha256:"), "{shown}");
    let there = TestContext::new();
    std::fs::copy(home.path("index.tar"), there.path("index.tar")).unwrap();
    let shown = there.run("advisories import index.tar");
    assert!(shown.starts_with("exit code 2") && shown.contains("--trust"), "{shown}");
    let wrong = format!("advisories import index.tar --trust {}", key("ed25519.pub.pem"));
    assert!(there.run(&wrong).contains("advisories-wrong-signature"));
    assert!(there.run("advisories status").contains("advisories-none"), "nothing was imported");
    let right = format!("advisories import index.tar --trust {}", key("p256.pub.pem"));
    assert!(there.run(&right).starts_with("exit code 0"));
    let status = there.run("advisories status");
    assert!(status.contains("Imported from index.tar, signed by sha256:"), "{status}");

    home.run("advisories export --output oci:layout");
    let layout = home.path("layout");
    let import =
        |flags: &str| there.run(&format!("advisories import oci:{} {flags}", layout.display()));
    assert!(import("").contains("advisories-unsigned"));
    assert!(import("--allow-unsigned").starts_with("exit code 0"));
    assert!(there.run("advisories status").contains("not signed: nobody vouches for it"));
}

#[test]
fn a_source_that_shrinks_needs_a_reason() {
    let context = TestContext::new();
    let tracker = |count: usize| {
        let entry = |number| {
            format!(
                r#""p{number}":{{"CVE-2024-1":{{"releases":{{"trixie":{{"status":"open"}}}}}}}}"#
            )
        };
        format!("{{{}}}", (0..count).map(entry).collect::<Vec<_>>().join(","))
    };
    context.write("data.json", &tracker(1000));
    context.run("advisories import --source debian=data.json");
    context.write("data.json", &tracker(10));
    let shown = context.run("advisories import --source debian=data.json");
    assert!(shown.contains("1,000 entries") || shown.contains("1000 entries"), "{shown}");
    assert!(shown.starts_with("exit code 2") && shown.contains("--accept-shrunk"), "{shown}");
    let mut command =
        context.command("advisories import --source debian=data.json --accept-shrunk");
    assert!(command.arg("a test").status().unwrap().success());
    assert!(context.run("advisories status").contains("a test"));
}
