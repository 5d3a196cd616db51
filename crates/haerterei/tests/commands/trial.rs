// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei trial` where nothing can be started: wrong input, and a host that lacks what it needs.

use crate::context::TestContext;
use crate::inspect::tiny;

fn context(plan: &str) -> TestContext {
    let context = TestContext::new();
    tiny(&context);
    context.write("trial.yaml", plan);
    context
}

#[test]
fn without_a_runtime_nothing_was_tried_and_the_record_says_so() {
    let context = context("");
    let call = "trial oci:image:1.0 --platform linux/amd64 --runtime no-such-runtime";
    let shown = context.run(call);
    assert!(shown.starts_with("exit code 3\n"), "{shown}");
    assert!(shown.contains("Not tried") && shown.contains("no-such-runtime"), "{shown}");
    let output =
        context.command(&format!("{call} --format json --output a.json")).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(record["verdict"], "not-tried");
    assert_eq!(record["tried-on"], "2026-01-01T00:00:00Z");
    let kinds: Vec<&str> = record["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|missing| missing["missing"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"runtime"), "{kinds:?}");
    let statement = std::fs::read(context.path("a.json")).unwrap();
    let statement: serde_json::Value = serde_json::from_slice(&statement).unwrap();
    assert_eq!(statement["predicateType"], "urn:haerterei:predicate:trial:v1");
    assert_eq!(
        statement["subject"][0]["digest"]["sha256"],
        record["image"]["manifest"].as_str().unwrap().trim_start_matches("sha256:")
    );
}

#[test]
fn a_plan_that_cannot_be_followed_is_refused_with_its_line() {
    let call = "trial oci:image:1.0 --plan trial.yaml --platform linux/amd64";
    for (plan, more, words) in [
        ("haerterei-trial: 1\nrun: []\n", "", "trial.yaml:2:1"),
        ("haerterei-trial: 1\nruns:\n  - {name: a, fixtures: [b]}\n", "", "trial.yaml:3:5"),
        (
            "haerterei-trial: 1\nfixtures: [{name: a, given: true, target: /a}]\n",
            " --fixture b=x",
            "has no fixture “b”",
        ),
    ] {
        let shown = context(plan).run(&format!("{call}{more}"));
        assert!(shown.starts_with("exit code 2\n") && shown.contains(words), "{shown}");
    }
    let shown = context("").run("trial oci:image:1.0 --plan nothing.yaml");
    assert!(shown.starts_with("exit code 2\n") && shown.contains("nothing.yaml"), "{shown}");
}

#[test]
fn a_trial_speaks_german() {
    let call = "--lang de trial oci:image:1.0 --platform linux/amd64 --runtime no-such-runtime";
    let shown = context("").run(call);
    assert!(shown.contains("Nicht erprobt"), "{shown}");
}
