// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The examples keep their contracts: each is built and tried with its own plan, as three users.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{example, haerterei, is_root, mirrors, project, run};

#[test]
fn tomcat_serves_a_war_survives_a_kill_and_ends_when_asked() {
    let Some(record) = tried("tomcat", "tomcat", &[]) else { return };
    // One container until the kill and one after it, as each of the three.
    for run in record["runs"].as_array().unwrap() {
        assert_eq!(run["containers"].as_array().unwrap().len(), 2, "{run:#}");
        assert_eq!(run["containers"][0]["ending"]["code"], 137, "{run:#}");
    }
    assert!(record["proposal"]["memory-request"].as_u64().unwrap() >= 16 << 20, "{record:#}");
}

#[test]
#[ignore = "oracle: needs Ubuntu's archive"]
fn tomcat_on_ubuntu_serves_the_same_war() {
    tried("tomcat-ubuntu", "tomcat", &[]);
}

#[test]
fn java_speaks_tls_with_its_trust_store() {
    tried("java", "java", &[]);
}

#[test]
fn a_static_program_finds_time_zones_users_and_authorities() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("reads");
    let source = project().join("examples/static/trial/reads.go");
    let built = Command::new("go")
        .args(["build", "-o"])
        .arg(&program)
        .arg(&source)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-mod=mod")
        .env("GOCACHE", folder.path().join("cache"))
        .status();
    match built {
        Ok(status) => assert!(status.success()),
        Err(error) => {
            println!("not run: a static program is made with Go, and there is none ({error})");
            return;
        }
    }
    tried("static", "static", &["--fixture", &format!("program={}", program.display())]);
}

#[test]
#[ignore = "oracle: needs the archive"]
fn nginx_serves_a_page_with_and_without_tls() {
    tried("nginx", "nginx", &[]);
}

#[test]
#[ignore = "oracle: needs the archive"]
fn python_answers_and_has_its_modules() {
    tried("python", "python", &[]);
}

#[test]
#[ignore = "oracle: needs the archive"]
fn php_answers_over_fastcgi_with_each_of_its_modules() {
    tried("php-fpm", "php-fpm", &[]);
}

#[test]
#[ignore = "oracle: needs the archive"]
fn postgresql_keeps_its_data_over_a_kill() {
    tried("postgresql", "postgresql", &[]);
}

#[test]
#[ignore = "oracle: needs the archive"]
fn mariadb_keeps_its_data_over_a_kill() {
    tried("mariadb", "mariadb", &[]);
}

#[test]
#[ignore = "oracle: needs the archive"]
fn an_application_upon_tomcat_heeds_its_variables() {
    tried("tomcat-app", "tomcat-app", &[]);
}

/// Builds an example and tries it with the plan of one; returns the record, which must say that
/// everything was kept as each of the three users.
fn tried(name: &str, plan: &str, more: &[&str]) -> Option<Value> {
    if !is_root() {
        println!("not run: a trial of {name} needs root");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let recipe = example(name, folder.path());
    let layout = folder.path().join("image");
    run(haerterei()
        .arg("build")
        .arg(&recipe)
        .args(["--platform", "linux/amd64"])
        .arg("--output")
        .arg(format!("oci:{}", layout.display()))
        .args(mirrors(name)));
    let statement = folder.path().join("statement.json");
    let output = haerterei()
        .arg("trial")
        .arg(format!("oci:{}", layout.display()))
        .arg("--plan")
        .arg(folder.path().join("examples").join(plan).join("trial.yaml"))
        .args(["--format", "json", "--output"])
        .arg(&statement)
        .args(more)
        .output()
        .unwrap();
    let record: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}\n{}", String::from_utf8_lossy(&output.stderr));
    });
    assert!(output.status.success(), "{record:#}");
    assert_eq!(record["verdict"], "kept", "{record:#}");
    assert_eq!(record["contract"]["origin"], "label");
    let identities: Vec<&str> = record["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["identity"].as_str().unwrap())
        .collect();
    for who in ["declared", "high-uid", "high-uid-gid"] {
        assert!(identities.contains(&who), "{identities:?}");
    }
    fits_its_schema(&record);
    speaks_of_the_manifest(&statement, &layout, &record);
    Some(record)
}

fn fits_its_schema(record: &Value) {
    let file = project().join("schemas/trial.schema.json");
    let schema = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = schema
        .iter_errors(record)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// The statement is about the manifest that the layout holds.
fn speaks_of_the_manifest(statement: &Path, layout: &Path, record: &Value) {
    let statement: Value = serde_json::from_slice(&std::fs::read(statement).unwrap()).unwrap();
    assert_eq!(statement["predicateType"], "urn:haerterei:predicate:trial:v1");
    assert_eq!(statement["predicate"], *record);
    let hex = statement["subject"][0]["digest"]["sha256"].as_str().unwrap();
    let manifest = std::fs::read(layout.join("blobs/sha256").join(hex)).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    assert!(manifest["layers"].is_array(), "{manifest:#}");
}
