// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The schemas in the repository are what the program prints.

use crate::context::{TestContext, repository};

#[test]
fn the_schemas_are_up_to_date() {
    for name in [
        "recipe",
        "house",
        "lock",
        "configuration",
        "build-report",
        "inspection",
        "inventory",
        "sbom-check",
        "inventory-diff",
        "advisories-status",
        "decisions",
        "decisions-check",
        "scan",
        "register-list",
        "register-find",
        "register-changes",
        "register-status",
        "trial-plan",
        "trial",
        "copy",
    ] {
        let output = TestContext::new().command(&format!("schema {name}")).output().unwrap();
        let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(schema["$schema"].is_string() && schema["title"].is_string(), "{name}");
        jsonschema::draft202012::new(&schema).unwrap();
        let file = repository().join(format!("schemas/{name}.schema.json"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, &output.stdout).unwrap();
        }
        let there = std::fs::read(&file).unwrap_or_default();
        assert!(
            there == output.stdout,
            "{} is out of date; run this test with UPDATE=1",
            file.display()
        );
    }
}

/// The schema for editors and the reader of the program refuse and accept the same plans.
#[test]
fn the_schema_of_a_plan_says_what_the_program_says() {
    let file = repository().join("schemas/trial-plan.schema.json");
    let schema = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let run =
        |step: &str| format!(r#"{{"haerterei-trial":1,"runs":[{{"name":"a","steps":[{step}]}}]}}"#);
    let fixture = |fixture: &str| format!(r#"{{"haerterei-trial":1,"fixtures":[{fixture}]}}"#);
    for (plan, sound) in [
        (r#"{"haerterei-trial":1}"#.to_owned(), true),
        (r#"{"haerterei-trial":2}"#.to_owned(), false),
        (r#"{"haerterei-trial":1,"run":[]}"#.to_owned(), false),
        (run(r#"{"kind":"http","path":"/a?b","status":404,"headers":{"Server":"x"}}"#), true),
        (run(r#"{"kind":"http","authority":"a"}"#), false),
        (run(r#"{"kind":"https","port":8443}"#), true),
        (run(r#"{"kind":"fastcgi","script":"/a.php","port":9000}"#), true),
        (run(r#"{"kind":"fastcgi","port":9000}"#), false),
        (run(r#"{"kind":"tcp","path":"/"}"#), false),
        (run(r#"{"kind":"command","command":["/bin/x"],"exit-code":3,"lacks":"y"}"#), true),
        (run(r#"{"kind":"command"}"#), false),
        (run(r#"{"kind":"log","contains":"x","within":"500ms"}"#), true),
        (run(r#"{"kind":"log","contains":"x","within":"500"}"#), false),
        (run(r#"{"kind":"contract","contains":"x"}"#), false),
        (run(r#"{"kind":"exit","exit-code":1,"contains":"x"}"#), true),
        (run(r#"{"kind":"terminate","exit-code":143,"within":"5s"}"#), true),
        (run(r#"{"kind":"terminate","contains":"x"}"#), false),
        (run(r#"{"kind":"kill-and-restart"},{"kind":"stop-and-restart"}"#), true),
        (run(r#"{"kind":"restart"}"#), false),
        (fixture(r#"{"name":"a","source":"x/y","target":"/a"}"#), true),
        (fixture(r#"{"name":"a","source":"../y","target":"/a"}"#), false),
        (fixture(r#"{"name":"a","source":"/y","target":"/a"}"#), false),
        (fixture(r#"{"name":"a","given":true,"target":"/a","mode":"0755"}"#), true),
        (fixture(r#"{"name":"a","given":true,"content":"x","target":"/a"}"#), false),
        (fixture(r#"{"name":"a","target":"/a"}"#), false),
        (fixture(r#"{"name":"a","content":"x","target":"a"}"#), false),
        (fixture(r#"{"name":"A","content":"x","target":"/a"}"#), false),
    ] {
        let value: serde_json::Value = serde_json::from_str(&plan).unwrap();
        assert_eq!(schema.is_valid(&value), sound, "schema: {plan}");
        let read = haerterei_trial::plan::read("trial.yaml".into(), &plan);
        assert_eq!(read.is_ok(), sound, "program: {plan}: {read:?}");
    }
}
