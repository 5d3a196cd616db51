// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei scan` with an index that is damaged, old, from the future or being replaced, and with
//! sources that contradict each other.

use std::path::PathBuf;
use std::thread;

use serde_json::Value;

use crate::context::TestContext;
use crate::scan::{json, with_index, with_index_of};

const CALL: &str = "scan image.cdx.json --format json";

/// A tracker in which one package has one weakness.
fn tracker(weakness: &str) -> String {
    format!(
        r#"{{"tzdata":{{"{weakness}":{{"releases":{{"trixie":{{"status":"open","repositories":{{"trixie":"2026a-0+deb13u1"}},"urgency":"low"}}}}}}}}}}"#
    )
}

fn index(context: &TestContext) -> PathBuf {
    context.path(".local/share/haerterei/advisories")
}

fn kinds(report: &Value) -> Vec<&str> {
    let gaps = report["coverage"]["gaps"].as_array().expect("as the schema says");
    gaps.iter().map(|gap| gap["kind"].as_str().expect("as the schema says")).collect()
}

#[test]
fn a_clock_that_is_far_off_is_told_at_the_head() {
    let context = with_index();
    assert!(!kinds(&json(&context, CALL)).contains(&"stale"));
    // Debian's tracker says of no day that it is of it: then the day counts on which it came.
    for (now, kind) in [
        ("1970-01-02T00:00:00Z", "future"),
        ("2025-12-30T00:00:00Z", "future"),
        ("2026-01-09T00:00:01Z", "stale"),
        ("9999-01-01T00:00:00Z", "stale"),
    ] {
        let report = json(&context, &format!("{CALL} --now {now}"));
        assert!(kinds(&report).contains(&kind), "{now}: {:?}", kinds(&report));
        assert_eq!(report["counts"]["incomplete"], true, "{now}");
        // What is known is known all the same.
        assert_eq!(report["counts"]["open"], 2, "{now}");
        let output = context.run(&format!("scan image.cdx.json --fail-on coverage --now {now}"));
        assert!(output.starts_with("exit code 1"), "{now}: {output}");
    }
    for (now, words) in [("1970-01-02T00:00:00Z", "future"), ("9999-01-01T00:00:00Z", "days old")] {
        let shown = context.run(&format!("scan image.cdx.json --now {now}"));
        let head = shown.split("What to do").next().unwrap();
        assert!(head.contains(words), "{now}: {shown}");
    }
}

#[test]
fn an_index_of_which_a_byte_changed_answers_nothing() {
    let context = with_index();
    let folders = ["generations-v1", "segments-v1"].map(|name| index(&context).join(name));
    let files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    let mut refused = 0;
    for path in &files {
        let sound = std::fs::read(path).unwrap();
        let mut damaged = sound.clone();
        damaged[sound.len() / 2] ^= 1;
        std::fs::write(path, &damaged).unwrap();
        let output = context.run(CALL);
        // What this scan does not need, as descriptions, it does not read.
        if !output.starts_with("exit code 0") {
            refused += 1;
            assert!(output.starts_with("exit code 3"), "{output}");
            assert!(output.contains("advisories-damaged"), "{output}");
            assert!(output.contains("haerterei advisories update"), "{output}");
            assert!(!output.contains("CVE-2024-0001"), "{output}");
        }
        std::fs::write(path, &sound).unwrap();
    }
    assert!(refused >= 2, "the manifest and the rules: {files:?}");
    assert_eq!(json(&context, CALL)["counts"]["open"], 2);
}

#[test]
fn an_index_of_another_version_is_named() {
    let context = with_index();
    let folder = index(&context);
    let name = std::fs::read_to_string(folder.join("current")).unwrap();
    let path = folder.join("generations-v1").join(format!("{}.json", &name.trim()[7..]));
    let manifest = std::fs::read_to_string(&path).unwrap();
    let newer = manifest.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_ne!(manifest, newer);
    let digest = haerterei_ground::Digest::sha256(newer.as_bytes());
    let place = folder.join("generations-v1").join(format!("{}.json", digest.hex()));
    std::fs::write(place, newer).unwrap();
    std::fs::write(folder.join("current"), format!("{digest}\n")).unwrap();
    for call in ["advisories status", CALL, "advisories import --source debian=tracker.json"] {
        let output = context.run(call);
        assert!(output.starts_with("exit code 2"), "{call}: {output}");
        assert!(output.contains("advisories-newer"), "{call}: {output}");
    }
}

#[test]
fn a_scan_sees_one_generation_while_the_index_is_replaced() {
    let names = ["CVE-2024-0001", "CVE-2024-0002"];
    let context = with_index_of(&tracker(names[0]));
    let mut known = std::collections::BTreeMap::new();
    for name in [1, 0] {
        let file = format!("{name}.json");
        context.write(&file, &tracker(names[name]));
        let call = format!("advisories import --source debian={file} --now 2026-01-01T00:00:00Z");
        assert!(context.run(&call).starts_with("exit code 0"));
        known.insert(json(&context, CALL)["index"].to_string(), names[name]);
    }
    assert_eq!(known.len(), 2);
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..12 {
                let call = format!("advisories import --source debian={}.json", round % 2);
                let output = context.run(&call);
                assert!(output.starts_with("exit code 0"), "{output}");
            }
        });
        for _ in 0..12 {
            let report = json(&context, CALL);
            let findings = report["findings"].as_array().unwrap();
            let found: Vec<&str> =
                findings.iter().map(|it| it["weakness"].as_str().unwrap()).collect();
            assert_eq!(found, [known[&report["index"].to_string()]]);
        }
    });
}

#[test]
fn sources_that_contradict_each_other_are_both_heard_and_the_worse_counts() {
    let record = |id: &str, fixed: &str, date: &str| {
        format!(
            r#"{{"id":"{id}","modified":"{date}","aliases":["CVE-2024-0009"],"affected":[{{"package":{{"ecosystem":"Debian:13","name":"tzdata"}},"ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}]}}"#
        ) + "\n"
    };
    let context = with_index();
    // The tracker knows of no fix; two records of others name two.
    context
        .write("tracker.json", &tracker("CVE-2024-0009").replace("\"open\"", "\"undetermined\""));
    context.write("one.jsonl", &record("A-1", "2026c-0", "2025-01-01T00:00:00Z"));
    context.write("two.jsonl", &record("B-1", "2026d-0", "2025-01-01T00:00:00Z"));
    context.write(
        "haerterei.toml",
        "[advisories.sources]\ndebian = {}\n\
         one = { type = 'osv', files = ['one.jsonl'] }\ntwo = { type = 'osv', files = ['two.jsonl'] }\n",
    );
    for call in [
        "advisories import --source debian=tracker.json",
        "advisories update one",
        "advisories update two",
    ] {
        let output = context.run(call);
        assert!(output.starts_with("exit code 0"), "{call}: {output}");
    }
    let report = json(&context, CALL);
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0]["weakness"], "CVE-2024-0009");
    assert_eq!(findings[0]["state"], "affected-with-fix");
    let words = findings[0]["words"].as_array().unwrap();
    let said: Vec<(&str, &str)> = words
        .iter()
        .map(|it| (it["source"].as_str().unwrap(), it["state"].as_str().unwrap()))
        .collect();
    assert_eq!(
        said,
        [("debian", "undetermined"), ("one", "affected-with-fix"), ("two", "affected-with-fix")]
    );
    // Whoever has this one has both fixes.
    assert_eq!(findings[0]["fixed-in"], "2026d-0");
    assert_eq!(report["remedies"][0]["to"], "2026d-0");
}
