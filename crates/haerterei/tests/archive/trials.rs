// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The command `trial` on an image that works: without root, many at once, repeated by hand, with
//! its record beside the image.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{example, haerterei, is_root, run};

/// The user whom nobody is.
const NOBODY: u32 = 65_534;

/// The example `java` in a layout, and its plan.
struct Java {
    folder: tempfile::TempDir,
}

impl Java {
    fn new() -> Option<Self> {
        if !is_root() {
            println!("not run: trials with their true owners need root");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let recipe = example("java", folder.path());
        run(haerterei()
            .arg("build")
            .arg(&recipe)
            .args(["--platform", "linux/amd64"])
            .arg("--output")
            .arg(format!("oci:{}", folder.path().join("image").display())));
        Some(Self { folder })
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn trial(&self, command: &mut Command) -> Value {
        let output = command
            .arg("trial")
            .arg(format!("oci:{}", self.path("image").display()))
            .arg("--plan")
            .arg(self.path("examples/java/trial.yaml"))
            .args(["--format", "json"])
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("{error}\n{}", String::from_utf8_lossy(&output.stderr));
        })
    }
}

#[test]
fn without_root_an_image_is_tried_and_what_could_not_be_is_said() {
    let Some(java) = Java::new() else { return };
    // Nobody has no subordinate range: one id alone. The program may lie where nobody can look.
    let program = java.path("haerterei");
    fs::copy(env!("CARGO_BIN_EXE_haerterei"), &program).unwrap();
    run(Command::new("chown").args(["-R", "65534:65534"]).arg(java.folder.path()));
    let mut command = Command::new(program);
    command.uid(NOBODY).gid(NOBODY).env("HOME", java.folder.path()).env_remove("XDG_CACHE_HOME");
    let record = java.trial(&mut command);
    if record["verdict"] == "not-tried" {
        println!("not run: this host gives no user namespaces: {}", record["missing"]);
        return;
    }
    assert_eq!(record["verdict"], "kept", "{record:#}");
    assert_eq!(record["sandbox"]["true-owners"], false, "{record:#}");
    assert!(record["runs"].as_array().unwrap().len() >= 6, "{record:#}");
}

#[test]
fn ten_trials_at_once_do_not_disturb_each_other() {
    let Some(java) = Java::new() else { return };
    let records: Vec<Value> = std::thread::scope(|scope| {
        let trials: Vec<_> =
            (0..10).map(|_| scope.spawn(|| java.trial(&mut haerterei()))).collect();
        trials.into_iter().map(|trial| trial.join().unwrap()).collect()
    });
    for record in &records {
        assert_eq!(record["verdict"], "kept", "{record:#}");
        assert_eq!(record["runs"].as_array().unwrap().len(), 6);
    }
}

#[test]
fn a_kept_run_is_repeated_by_the_line_that_was_printed() {
    let Some(java) = Java::new() else { return };
    // A cache of its own, since what is kept is the user's.
    let output = haerterei()
        .env("HAERTEREI_HOME", java.path("home"))
        .arg("trial")
        .arg(format!("oci:{}", java.path("image").display()))
        .arg("--plan")
        .arg(java.path("examples/java/trial.yaml"))
        .args(["--identity", "high-uid", "--keep"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    let line = told
        .lines()
        .find(|line| line.contains("speaks-tls"))
        .and_then(|line| line.split_once("high-uid: "))
        .map_or_else(|| panic!("no line\n{told}"), |(_, line)| line);
    for _ in 0..2 {
        let again = run(Command::new("sh").arg("-c").arg(line).stdin(Stdio::null()));
        let said = String::from_utf8_lossy(&again.stdout).into_owned();
        assert!(said.contains("with the authority: answered over TLSv1.3"), "{line}\n{said}");
    }
}

#[test]
fn a_record_lies_beside_the_image_once() {
    let Some(java) = Java::new() else { return };
    let records = |folder: &Path| -> Vec<Value> {
        let index = fs::read(folder.join("index.json")).unwrap();
        let index: Value = serde_json::from_slice(&index).unwrap();
        index["manifests"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| {
                entry["annotations"]["in-toto.io/predicate-type"]
                    == "urn:haerterei:predicate:trial:v1"
            })
            .cloned()
            .collect()
    };
    assert_eq!(records(&java.path("image")).len(), 0);
    let record = java.trial(&mut haerterei());
    assert_eq!(record["verdict"], "kept");
    assert_eq!(records(&java.path("image")).len(), 0, "nothing is attached unasked");
    let mut command = haerterei();
    command.arg("trial").arg(format!("oci:{}", java.path("image").display()));
    command.arg("--plan").arg(java.path("examples/java/trial.yaml")).arg("--attach");
    run(&mut command);
    let found = records(&java.path("image"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["artifactType"], "application/vnd.in-toto+json");
    // The image is still found without a tag.
    run(haerterei().arg("inspect").arg(format!("oci:{}", java.path("image").display())));
}

#[test]
#[ignore = "oracle: needs crun"]
fn a_runtime_that_cannot_run_here_is_passed_over_with_its_own_words() {
    let Some(java) = Java::new() else { return };
    let record = java.trial(haerterei().env("HAERTEREI_RUNTIME", "crun,runc"));
    assert_eq!(record["verdict"], "kept", "{record:#}");
    let sandbox = &record["sandbox"];
    if sandbox["runtime"] == "crun" {
        println!("crun {} runs here, and kept the contract too", sandbox["runtime-version"]);
        return;
    }
    let skipped = &sandbox["skipped"][0];
    assert_eq!(skipped["runtime"], "crun", "{sandbox:#}");
    assert!(!skipped["words"].as_str().unwrap().is_empty(), "{sandbox:#}");
    println!("passed over: {skipped}");
}
