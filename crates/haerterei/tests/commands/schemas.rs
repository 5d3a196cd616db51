// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The schemas in the repository are what the program prints.

use crate::context::{TestContext, repository};

#[test]
fn the_schemas_are_up_to_date() {
    for name in ["recipe", "house", "lock", "configuration", "build-report", "inspection"] {
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
